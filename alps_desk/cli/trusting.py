"""The commands about what can be trusted: receipts, imports taken back, PCs and their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from alps_desk import wording
from alps_desk.app.receipts import Receipt, unacknowledged
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.printing import clipped, table
from alps_desk.cli.usage import Usage

_ID_LENGTH = 12
_TEXT_WIDTH = 40


def _receipts(call: Call) -> Answer:
    found = call.desk.receipts()
    waiting = unacknowledged(found)
    data = {
        "segments": [{**asdict(one), "reason": _reason(one)} for one in found],
        "unacknowledged": waiting,
        "unexported": sum(one.changes for one in found if one.state == "unexported"),
    }
    rows = [
        [
            one.segment[:_ID_LENGTH] or "―",
            str(one.changes),
            wording.say(f"receipt_{one.state}"),
            clipped(one.file, _TEXT_WIDTH),
            _reason(one),
        ]
        for one in found
    ]
    headings = [wording.say(f"cli_col_{one}") for one in ("no", "changes", "state", "file", "reason")]
    return Answer(data, [*table(headings, rows, " >"), *receipt_lines(found)])


def _reason(one: Receipt) -> str:
    if one.state == "held":
        return wording.say("receipt_why_held")
    if not one.code:
        return ""
    code = f"receipt_why_{one.code}"
    return wording.say(code if wording.knows(code) else "receipt_why_refused")


def receipt_lines(found: Sequence[Receipt]) -> list[str]:
    """What the user is told of changes that the union has not acknowledged."""
    waiting = unacknowledged(found)
    return [wording.say("no_receipt", count=waiting)] if waiting else []


COMMANDS = (Command(Usage("receipts"), _receipts),)
