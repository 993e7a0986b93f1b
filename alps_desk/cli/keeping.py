"""The commands about copies: make one, list them, choose a second place, go back to one."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alps_desk import app, wording
from alps_desk.app.commands import Backup, KeepDailyCopy, SetSecondPlace
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.printing import clipped, headings, put, sentence, table
from alps_desk.cli.usage import Usage
from alps_desk.domain.errors import Refusal

if TYPE_CHECKING:
    from alps_desk.app.copies import Copied, CopyFile, Reminder
    from alps_desk.app.desk import Desk
    from alps_desk.app.restoring import Missing

_NAME_WIDTH = 44
_MEGABYTE = 1024 * 1024


def _backup(call: Call) -> Answer:
    out = call.args.text("--out")
    target = Path(out) if out else None
    if target is not None and target.is_dir():
        target /= f"backup-{call.doors.now():%Y%m%d-%H%M%S}.db"
    made = call.desk.execute(Backup(target))
    return Answer(_copied_data(made), _copied_lines(made))


def _copied_data(made: Copied) -> dict[str, Any]:
    return {
        "file": str(made.file),
        "second": str(made.second) if made.second else None,
        "trouble": sentence(made.trouble, {}) if made.trouble else "",
    }


def _copied_lines(made: Copied) -> list[str]:
    lines = [wording.say("cli_written", file=made.file)]
    if made.second:
        lines.append(wording.say("cli_written", file=made.second))
    if made.trouble:
        lines.append(wording.say("copy_only_here"))
    return lines


# --- what there is -------------------------------------------------------------------------------------------


def _copies(call: Call) -> Answer:
    if call.args.given("--second"):
        folder = call.args.text("--second")
        call.desk.execute(SetSecondPlace(Path(folder) if folder else None))
    found = call.desk.backups()
    second = call.desk.second_place()
    data = {"copies": [_copy_data(one) for one in found], "second": second or None}
    rows = [
        [
            one.at.replace("T", " "),
            size_text(one.size),
            wording.say(f"copy_kind_{one.kind}"),
            wording.say(f"copy_is_{one.state}"),
            clipped(str(one.path) if one.second else one.name, _NAME_WIDTH),
        ]
        for one in found
    ]
    lines = table(headings("at size note state file"), rows, " >")
    return Answer(data, [*lines, *reminder_lines(call.desk.copy_reminder())])


def _copy_data(one: CopyFile) -> dict[str, Any]:
    return {**asdict(one), "path": str(one.path)}


def size_text(size: int) -> str:
    """A size that people can compare."""
    return f"{size / _MEGABYTE:,.1f}MB"


def reminder_lines(found: Reminder | None) -> list[str]:
    """What the user is told when somebody should see to the copies."""
    return [wording.say(found.code, days=found.days)] if found is not None else []


# --- going back ----------------------------------------------------------------------------------------------


def _restore(call: Call) -> Answer:
    file = Path(call.args.text("FILE"))
    dry = call.args.given("--dry-run")
    view = (
        app.restoring.preview(call.home, file)
        if dry
        else app.restoring.restore(call.home, file, call.doors.now)
    )
    data = {
        "file": str(view.file),
        "dry_run": dry,
        "made_at": view.at,
        "size": view.size,
        "office": view.office,
        "changes": view.changes,
        "readable": view.readable,
        "missing": _missing_data(view.missing) if view.missing is not None else None,
        "kept": str(view.kept) if view.kept else None,
        "new_key": view.new_key,
    }
    lines = [wording.say("cli_preview")] if dry else []
    told = [*app.restoring.meaning(view), *([] if dry else app.restoring.outcome(view))]
    lines += [wording.say(code, **params) for code, params in told]
    if view.missing is not None:
        lines += [wording.say("restore_import", file=row.file) for row in view.missing.imports]
    return Answer(data, lines)


def _missing_data(missing: Missing) -> dict[str, Any]:
    return {
        "changes": missing.changes,
        "own": missing.own,
        "only_here": missing.only_here,
        "imports": [{"import": row.no, "file": row.file, "office": row.office} for row in missing.imports],
        "exports": list(missing.exports),
    }


# --- every day -----------------------------------------------------------------------------------------------


def keep_daily(desk: Desk) -> None:
    """Make the copy of the day at the first command of a day; what hinders it does not hinder the command."""
    try:
        made = desk.execute(KeepDailyCopy())
    except Refusal as refusal:
        told = sentence(refusal.told_as, refusal.params)
    else:
        told = sentence("copy_only_here", {}) if made is not None and made.trouble else ""
    if told:
        put(wording.say("copy_daily_failed", reason=told), sys.stderr)


COMMANDS = (
    Command(Usage("backup [--out FILE]"), _backup),
    Command(Usage("copies [--second FOLDER]"), _copies),
    Command(Usage("restore FILE [--dry-run]"), _restore),
)
