"""The commands that do something: set up, enter, write files, take files, decide."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alps_desk import app, wording
from alps_desk.app.commands import (
    ApplyPlan,
    EnterTable,
    ExportBundle,
    MergeBundles,
    Resolve,
    TakeOver,
    WriteRegistration,
    WriteTemplate,
)
from alps_desk.app.files import read_file
from alps_desk.app.tables import TableResult, column_label, refuse_table
from alps_desk.bounded import read_up_to
from alps_desk.cli.calling import Answer, Call, Command, refused
from alps_desk.cli.printing import clipped, headings, sentence, table
from alps_desk.cli.usage import Usage
from alps_desk.domain.errors import InputRejected, NotFound, Refusal, WrongUsage

if TYPE_CHECKING:
    from alps_desk.app.exchange import FileResult

_MAX_REGISTRATION = 256 * 1024 * 1024
_MAX_TABLE = 32 * 1024 * 1024
_MOST_REFUSED = 20
"""Bad cells that are listed; a table that is wrong from end to end is told by its first cells and a number."""
_VALUE_WIDTH = 24


def _set_up(call: Call) -> Answer:
    args = call.args
    file = args.text("--registration")
    command = app.setup.SetUp(
        args.text("--office").strip(),
        args.text("--section"),
        args.text("--person"),
        read_file(Path(file), _MAX_REGISTRATION) if file else None,
        args.text("--region", "kita-alps"),
        args.text("--store"),
    )
    desk = call.doors.set_up_desk(call.home, command)
    try:
        office = desk.plan().body(desk.office).name
        data = {
            "office": desk.office,
            "device": desk.place.identity.device,
            "code": desk.pairing_code,
            "home": str(call.home.root),
        }
    finally:
        desk.close()
    return Answer(
        data,
        [
            wording.say("cli_set_up", office=office),
            wording.say("cli_home", folder=call.home.root),
            wording.say("cli_pairing", code=data["code"]),
        ],
    )


def _registration(call: Call) -> Answer:
    file = call.desk.execute(WriteRegistration(call.out()))
    return Answer({"file": str(file)}, [wording.say("cli_written", file=file)])


def _template(call: Call) -> Answer:
    plan = call.plan()
    out = call.out(".csv", ".xlsx")
    period = call.period(plan).code
    stage, indicators = call.args.text("--stage"), call.args.given("--indicators")
    command = WriteTemplate(plan.fy, period, out, call.office(plan), stage, indicators)
    rows = call.desk.execute(command)
    return Answer({"file": str(out), "rows": rows}, [wording.say("cli_template", file=out, rows=rows)])


def _take_over(call: Call) -> Answer:
    args = call.args
    out = call.out(".pdf", ".xlsx", ".csv") if args.given("--out") else None
    written = call.desk.execute(TakeOver(args.text("--person"), args.text("--section"), out))
    who = call.desk.place.identity
    data = {"section": who.section, "person": who.person, "file": str(written or "")}
    lines = [wording.say("cli_taken_over", person=who.person, section=who.section)]
    if written is not None:
        lines.append(wording.say("cli_written", file=written))
    return Answer(data, lines)


def _practice(call: Call) -> Answer:
    begun = app.practising.begin(call.desk, call.doors.set_up_desk, call.progress)
    data = {
        "home": str(begun.practice.desk.root),
        "inbox": str(begun.practice.inbox),
        "fy": begun.fy,
        "period": begun.period,
        "mistakes": list(begun.mistakes),
    }
    return Answer(data, [wording.say("cli_practice", folder=data["home"]), *begun.mistakes])


# --- tables --------------------------------------------------------------------------------------------------


def _enter(call: Call) -> Answer:
    args = call.args
    content, name = _table_of(args.text("FILE"))
    office = args.text("--office")
    if office:
        office = call.office(call.desk.plan())
    command = EnterTable(content, name, office, args.text("--why"), keep=not args.given("--dry-run"))
    return _took_table(call, command, name)


def _apply_plan(call: Call) -> Answer:
    content, name = _table_of(call.args.text("FILE"))
    return _took_table(call, ApplyPlan(content, name, keep=not call.args.given("--dry-run")), name)


def _table_of(file: str) -> tuple[bytes, str]:
    """Content and name of a table file; ``-`` is what comes in."""
    if file != "-":
        return read_file(Path(file), _MAX_TABLE), Path(file).name
    source = getattr(sys.stdin, "buffer", None)
    if source is None:
        raise NotFound("file_missing", file=wording.say("cli_stdin"))
    content = read_up_to(source, _MAX_TABLE + 1)
    if len(content) > _MAX_TABLE:
        raise NotFound("file_too_large", file=wording.say("cli_stdin"))
    return content, wording.say("cli_stdin")


def _took_table(call: Call, command: EnterTable | ApplyPlan, name: str) -> Answer:
    # Opened first: what is wrong with the data folder is no refusal of the table.
    desk = call.desk
    try:
        result = desk.execute(command)
    except InputRejected as error:
        return refused(error, _table_data(TableResult(0, 0, 0), keep=command.keep))
    data = _table_data(result, keep=command.keep)
    if result.refused:
        return refused(refuse_table(name, result.refused), data, _refused_lines(result))
    code = "cli_entered" if command.keep else "cli_would_enter"
    lines = [wording.say(code, rows=result.rows, taken=result.taken, same=result.same)]
    if result.normalised:
        lines.append(wording.say("cli_normalised", count=len(result.normalised)))
        head = headings("row column from to")
        lines += table(
            head,
            [
                [str(row), column_label(column), clipped(before, _VALUE_WIDTH), clipped(after, _VALUE_WIDTH)]
                for row, column, before, after in result.normalised[:_MOST_REFUSED]
            ],
            ">",
        )
    lines += [
        wording.say("cli_place", row=row, column=column_label(column), reason=sentence(code, params))
        for row, column, code, params in result.warnings[:_MOST_REFUSED]
    ]
    return Answer(data, lines)


def _table_data(result: TableResult, *, keep: bool) -> dict[str, Any]:
    return {
        "rows": result.rows,
        "taken": result.taken,
        "same": result.same,
        "dry_run": not keep,
        "normalised": [
            {"row": row, "column": column, "from": before, "to": after}
            for row, column, before, after in result.normalised
        ],
        "refused": [
            {
                "row": one.row,
                "column": one.column,
                "heading": column_label(one.column),
                "value": one.value,
                "code": one.code,
                "message": sentence(one.code, one.params),
            }
            for one in result.refused[:_MOST_REFUSED]
        ],
        "refused_count": len(result.refused),
        "warnings": [
            {"row": row, "column": column, "code": code, "message": sentence(code, params)}
            for row, column, code, params in result.warnings
        ],
        "changes": list(result.changes),
    }


def _refused_lines(result: TableResult) -> list[str]:
    head = headings("row column value reason")
    return table(
        head,
        [
            [
                str(one.row),
                column_label(one.column),
                clipped(one.value, _VALUE_WIDTH),
                sentence(one.code, one.params),
            ]
            for one in result.refused[:_MOST_REFUSED]
        ],
        ">",
    )


# --- exchange ------------------------------------------------------------------------------------------------


def _export(call: Call) -> Answer:
    out = call.args.text("--out")
    done = call.desk.execute(ExportBundle(Path(out) if out else None, call.args.given("--all")))
    data = {
        "file": str(done.file),
        "segments": done.segments,
        "changes": done.changes,
        "code": done.code,
    }
    return Answer(
        data,
        [
            wording.say("cli_written", file=done.file),
            wording.say("cli_exported", changes=done.changes),
            wording.say("cli_pairing", code=done.code),
        ],
    )


def _merge(call: Call) -> Answer:
    args = call.args
    command = MergeBundles(
        tuple(Path(file) for file in args.texts("FILE")),
        " ".join(args.texts("--accept-device")),
        keep=not args.given("--dry-run"),
    )
    results = call.desk.execute(command, call.progress)
    told = [(one, file_sentence(one)) for one in results]
    data = {
        "dry_run": not command.keep,
        "files": [_file_data(one, message) for one, message in told],
    }
    lines: list[str] = [] if command.keep else [wording.say("cli_preview")]
    for one, message in told:
        lines.append(f"{wording.say('cli_file_' + one.state)}  {one.file}")
        lines.append(f"    {message}")
        lines += [f"    {sentence(code, params)}" for code, params in one.notices]
    bad = next((one for one in results if one.state in ("refused", "unknown_device")), None)
    if bad is None:
        return Answer(data, lines)
    return Answer(data, lines, bad.code, bad.params)


def _file_data(one: FileResult, message: str) -> dict[str, Any]:
    taken = one.taken
    return {
        "file": one.file,
        "office": one.office,
        "state": one.state,
        "new": taken.new if taken else 0,
        "changed": taken.changed if taken else 0,
        "same": taken.same if taken else 0,
        "conflicts": taken.conflicts if taken else 0,
        "message": message,
        "import": one.import_no or None,
        "reason": one.code,
        "pairing": one.pairing,
        "made_at": one.made_at,
        "notices": [sentence(code, params) for code, params in one.notices],
        "brings": asdict(one.brought),
    }


def file_sentence(one: FileResult) -> str:
    """What became of a file, or what it is."""
    return sentence(one.code, one.params)


def _resolve(call: Call) -> Answer:
    args = call.args
    conflict = args.text("CONFLICT")
    if args.given("--value"):
        value = call.desk.read_decision(conflict, args.text("--value"))
        command = Resolve(conflict, args.text("--why"), value=value)
    else:
        if not args.text("--take"):
            raise WrongUsage("usage_value_missing", option="--take")
        command = Resolve(conflict, args.text("--why"), take=args.text("--take"))
    change = call.desk.execute(command)
    return Answer({"change": change}, [wording.say("cli_resolved", conflict=conflict)])


def _move(call: Call) -> Answer:
    file = app.moving.move_to_server(call.home, call.args.text("--store"), call.doors.now)
    return Answer({"file": str(file)}, [wording.say("cli_moved", file=file)])


def _verify(call: Call) -> Answer:
    path = Path(call.args.text("FILE"))
    try:
        result = call.desk.verify(path)
    except Refusal as error:
        if error.code != "not_set_up":
            raise
        result = app.taking.verify_file(None, path)
    # Nothing is taken here, so a whole file is whole, not merged.
    state = "whole" if result.state in ("merged", "already") else result.state
    message = file_sentence(result)
    data = {
        "state": state,
        "office": result.office,
        "file": result.file,
        "reason": result.code,
        "pairing": result.pairing,
        "made_at": result.made_at,
        "changes": result.params.get("changes", 0),
    }
    if state == "refused":
        return Answer(data, [], result.code, result.params)
    return Answer({**data, "message": message}, [message])


def _demo(call: Call) -> Answer:
    out = call.args.text("--out")
    return call.doors.play_demo(Path(out) if out else None, call.progress, call.as_json)


COMMANDS = (
    Command(
        Usage(
            "setup --office KEY [--section TEXT] [--person TEXT] [--registration FILE | --region PACK] [--store URL]"
        ),
        _set_up,
    ),
    Command(Usage("registration --out FILE"), _registration),
    Command(Usage("practice"), _practice),
    Command(Usage("take-over --person TEXT [--section TEXT] [--out FILE]"), _take_over),
    Command(Usage("plan apply FILE [--dry-run]"), _apply_plan),
    Command(
        Usage("template --fy N --period P --out FILE [--office KEY] [--stage S | --indicators]"), _template
    ),
    Command(Usage("enter FILE [--office KEY] [--why TEXT] [--dry-run]"), _enter),
    Command(Usage("export [--out PLACE] [--all]"), _export),
    Command(Usage("merge FILE... [--dry-run] [--accept-device CODE...]"), _merge),
    Command(Usage("verify FILE"), _verify),
    Command(Usage("resolve CONFLICT (--take CHANGE | --value TEXT) --why TEXT"), _resolve),
    Command(Usage("move [--store URL]"), _move),
    Command(Usage("demo [--out FOLDER]"), _demo),
)
