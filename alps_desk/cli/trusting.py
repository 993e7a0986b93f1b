"""The commands about what can be trusted: receipts, imports taken back, PCs and their keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from alps_desk import app, wording
from alps_desk.app.commands import HoldImport, ReadmitImport, ReplaceRoot, RetireDevice
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.handing_in import fields_table
from alps_desk.cli.printing import clipped, table
from alps_desk.cli.usage import Usage
from alps_desk.domain.errors import NotFound, excerpt

if TYPE_CHECKING:
    from alps_desk.app.holding import Held
    from alps_desk.app.receipts import Receipt

_ID_LENGTH = 12
_TEXT_WIDTH = 40


def _receipts(call: Call) -> Answer:
    found = call.desk.receipts()
    waiting = app.receipts.unacknowledged(found)
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
    waiting = app.receipts.unacknowledged(found)
    return [wording.say("no_receipt", count=waiting)] if waiting else []


# --- imports taken back --------------------------------------------------------------------------------------


def _hold(call: Call) -> Answer:
    held = call.desk.execute(HoldImport(_number(call), call.args.text("--why")))
    lines = [_held_line(call, "cli_held", held)]
    if held.depends:
        plan = call.desk.plan()
        lines += [wording.say("cli_depends", count=len(held.depends)), *fields_table(plan, held.depends)]
    return Answer(_held_data(held), lines)


def _readmit(call: Call) -> Answer:
    held = call.desk.execute(ReadmitImport(_number(call)))
    return Answer(_held_data(held), [_held_line(call, "cli_readmitted", held)])


def _number(call: Call) -> int:
    text = call.args.text("IMPORT")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise NotFound("no_such_import", number=excerpt(text))
    return int(text)


def _held_line(call: Call, code: str, held: Held) -> str:
    try:
        office = call.desk.plan().body(held.office).name
    except NotFound:
        # The plan may be what was taken back.
        office = held.office
    return wording.say(code, office=office, changes=held.changes)


def _held_data(held: Held) -> dict[str, Any]:
    return {
        "import": held.import_no,
        "held": held.changes,
        "segments": held.segments,
        "conflicts": held.conflicts,
        "depends": [asdict(one) for one in held.depends],
    }


# --- PCs and keys --------------------------------------------------------------------------------------------


def _devices(call: Call) -> Answer:
    plan = call.desk.plan()
    found = call.desk.devices()
    rows = [
        [
            one.id[:_ID_LENGTH],
            plan.body(one.office).name,
            clipped(one.label, _TEXT_WIDTH),
            wording.say(f"device_is_{one.state}") + wording.say("device_own" if one.own else "device_other"),
            one.heard_at,
            str(one.changes),
            wording.say("device_branches", count=one.branches) if one.branches > 1 else "",
        ]
        for one in found
    ]
    headings = [
        wording.say(f"cli_col_{one}") for one in ("no", "office", "label", "state", "at", "changes", "note")
    ]
    return Answer({"devices": [asdict(one) for one in found]}, table(headings, rows, "     >"))


def _retire(call: Call) -> Answer:
    view = call.desk.execute(RetireDevice(call.args.text("DEVICE")))
    office = call.desk.plan().body(view.office).name
    return Answer({"device": asdict(view)}, [wording.say("cli_retired", office=office, label=view.label)])


def _replace_root(call: Call) -> Answer:
    roster = call.desk.execute(ReplaceRoot(call.args.text("--lost")))
    return Answer(
        {"version": roster.version, "roots": list(roster.roots)}, [wording.say("cli_root_replaced")]
    )


def _new_key(call: Call) -> Answer:
    # The desk cannot be opened while its key is lost.
    device = app.devices.renew_key(call.home, call.doors.now)
    code = call.desk.pairing_code
    return Answer(
        {"device": device, "code": code}, [wording.say("cli_new_key"), wording.say("cli_pairing", code=code)]
    )


COMMANDS = (
    Command(Usage("receipts"), _receipts),
    Command(Usage("hold IMPORT [--why TEXT]"), _hold),
    Command(Usage("readmit IMPORT"), _readmit),
    Command(Usage("devices"), _devices),
    Command(Usage("retire DEVICE"), _retire),
    Command(Usage("new-key"), _new_key),
    Command(Usage("replace-root --lost WHICH"), _replace_root),
)
