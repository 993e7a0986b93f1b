"""困ったとき用の記録: one text for whoever helps, with versions, the self-check and what the log tells.

Promise: nothing that anybody entered is in it. Of the log only what the program itself wrote is kept: times, levels,
incident numbers, kinds of exceptions and places in the program; messages, values, file names and folders of the
user are left out, since any of them may hold what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from alps_desk import wording
from alps_desk.app.commands import WriteTroubleRecord
from alps_desk.app.files import write_whole
from alps_desk.app.self_check import Checked, check_place, check_program
from alps_desk.app.workplace import Home, Workplace

LOG_LINES = 400
"""Lines of the log that are looked at, the last ones."""
_HEAD = re.compile(
    r"(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (?P<level>[A-Z]+) (?P<logger>[A-Za-z0-9_.]+): (?P<rest>.*)"
)
_INCIDENT = re.compile(r"incident \d{4}-\d{4}-\d{2,}\Z")
_FRAME = re.compile(r' *File "(?P<file>[^"]*)", line (?P<line>\d+), in (?P<name>[A-Za-z0-9_<>.]+)\Z')
_KIND = re.compile(
    r"(?P<kind>[A-Za-z_][A-Za-z0-9_.]*(?:Error|Exception|Rejected|Unavailable|NotFound|Interrupt))(?::|\Z)"
)


def write_record(place: Workplace, command: WriteTroubleRecord) -> Path:
    """Write the record.

    Raises:
        StoreUnavailable: it cannot be written there.
    """
    write_whole(command.out, record_text(place, command.around).encode("utf-8-sig"))
    return command.out


def record_text(place: Workplace, around: Sequence[str]) -> str:
    """The record.

    Args:
        around: lines about what surrounds the program, as the version of the window's parts.
    """
    say = wording.say
    counts = place.store.counts()
    lines = [say("trouble_title"), say("trouble_made", at=place.now), say("trouble_promise"), ""]
    lines += [say("trouble_office", office=place.office), *around]
    lines += [say("trouble_count", name=name, count=count) for name, count in sorted(counts.items())]
    lines += ["", say("trouble_check")]
    lines += [
        _check_line(one) for one in (*check_program(place.home), *check_place(place)) if one.name != "home"
    ]
    lines += ["", say("trouble_log"), *(_log_tail(place.home) or [say("trouble_log_none")])]
    return "\r\n".join(lines) + "\r\n"


def _check_line(one: Checked) -> str:
    return wording.say("trouble_good" if one.ok else "trouble_bad", name=one.name, words=one.message)


def _log_tail(home: Home) -> list[str]:
    try:
        text = home.log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return list(safe_lines(text.splitlines()[-LOG_LINES:]))


def safe_lines(lines: Sequence[str]) -> Iterator[str]:
    """What of a log may leave the house."""
    for line in lines:
        head = _HEAD.match(line)
        frame = _FRAME.match(line)
        kind = _KIND.match(line)
        if head is not None:
            incident = _INCIDENT.match(head["rest"])
            yield f"{head['when']} {head['level']} {head['logger']} {incident[0] if incident else ''}".rstrip()
        elif frame is not None:
            yield f"  {_place_in_program(frame['file'])}:{frame['line']} {frame['name']}"
        elif kind is not None:
            yield f"  {kind['kind']}"


def _place_in_program(file: str) -> str:
    """A file of the program or of a part of it, without the folders of the user above it."""
    parts = file.replace("\\", "/").split("/")
    for root in ("alps_desk", "site-packages"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return parts[-1] if parts[-1].endswith(".py") else "?"
