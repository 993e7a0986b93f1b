"""The commands that bring figures to forms of one's own, and in from old tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alps_desk import app, wording
from alps_desk.app.commands import Backfill, FillTemplate
from alps_desk.app.files import read_file, write_whole
from alps_desk.app.tables import column_label
from alps_desk.cli.calling import Answer, Call, Command, refused
from alps_desk.cli.usage import Usage
from alps_desk.domain.backfill_mapping import BackfillMapping
from alps_desk.domain.errors import InputRejected, WrongUsage, excerpt

if TYPE_CHECKING:
    from alps_desk.app.backfilling import Backfilled

_MAX_TABLE = 32 * 1024 * 1024
_UNITS = {"円": 1, "1": 1, "yen": 1, "千円": 1000, "1000": 1000}


def _fill_template(call: Call) -> Answer:
    args = call.args
    plan = call.plan()
    named = args.text("--mapping")
    mapping = app.filling.mapping_in(Path(named)) if named else None
    command = FillTemplate(
        Path(args.text("TEMPLATE")), plan.fy, call.period(plan).code, call.out(".xlsx"), mapping
    )
    done = call.desk.execute(command)
    missing = [
        {
            "sheet": one.place.sheet,
            "cell": one.place.cell,
            "code": one.code,
            "message": wording.say(one.code),
        }
        for one in done.missing
    ]
    data = {
        "file": str(done.file),
        "cells": done.cells,
        "rows": done.rows,
        "missing": missing,
        "provisional": list(done.provisional),
        "mapping": str(done.mapping),
    }
    lines = [wording.say("cli_filled", file=done.file, cells=done.cells, rows=done.rows)]
    lines += [
        wording.say("cli_fill_missing", cell=f"{one['sheet']}!{one['cell']}", reason=one["message"])
        for one in missing
    ]
    if done.provisional:
        lines.append(wording.say("cli_fill_provisional", count=len(done.provisional)))
    return Answer(data, lines)


def _backfill(call: Call) -> Answer:
    args = call.args
    file = Path(args.text("FILE"))
    content = read_file(file, _MAX_TABLE)
    mapping = (
        app.old_words.read_mapping_file(Path(args.text("--mapping")))
        if args.given("--mapping")
        else BackfillMapping()
    )
    plan = call.desk.plan(call.fy() or mapping.fy)
    if args.given("--fy"):
        mapping = replace(mapping, fy=plan.fy)
    if args.given("--period"):
        mapping = replace(mapping, period=call.period(plan).code)
    if args.given("--office"):
        mapping = replace(mapping, office=call.office(plan))
    if args.given("--sheet"):
        mapping = replace(mapping, sheet=args.text("--sheet"))
    if args.given("--unit"):
        unit = _UNITS.get(args.text("--unit"))
        if unit is None:
            raise WrongUsage("unit_unknown")
        mapping = replace(mapping, unit=unit)
    if args.given("--suggest"):
        return _suggest(call, content, file.name, mapping)
    keep = not args.given("--dry-run")
    command = Backfill(content, file.name, mapping, args.text("--why"), args.given("--leave-refused"), keep)
    desk = call.desk
    try:
        done = desk.execute(command)
    except InputRejected as error:
        if error.code != "backfill_refused":
            raise
        told = desk.execute(replace(command, keep=False))
        return refused(error, _backfill_data(told, keep=keep), _backfill_lines(told, "cli_would_backfill"))
    code = "cli_backfilled" if keep else "cli_would_backfill"
    return Answer(_backfill_data(done, keep=keep), _backfill_lines(done, code))


def _suggest(call: Call, content: bytes, name: str, mapping: BackfillMapping) -> Answer:
    """Write what the table seems to mean, for a person to correct."""
    found = app.backfilling.guess(call.desk.place, content, name, mapping)
    suggested = app.backfilling.suggestion(found)
    out = Path(call.args.text("--suggest"))
    write_whole(out, app.old_words.mapping_file(suggested))
    data = {"file": str(out), **_meaning_data(found)}
    lines = [wording.say("cli_backfill_suggested", file=out), *_meaning_lines(found)]
    return Answer(data, lines)


def _meaning_data(found: Backfilled) -> dict[str, Any]:
    return {
        "headings": [found.table.top, found.table.bottom],
        "unit": found.mapping.unit or found.table.unit,
        "columns": [
            {"column": app.backfilling.letters_of(one.index), "heading": one.heading, "as": one.field, "office": one.office, "how": one.how}
            for one in found.table.columns
        ],
        "unmapped": [
            {"row": one.number, "text": one.text, "reason": one.reason, "message": wording.say(f"backfill_reason_{one.reason}")}
            for one in found.unmapped
        ],
    }  # fmt: skip


def _meaning_lines(found: Backfilled) -> list[str]:
    lines = [
        wording.say(
            "cli_backfill_column",
            column=app.backfilling.letters_of(one.index),
            heading=one.heading,
            meaning=" ".join([column_label(one.field), one.office]).strip()
            if one.field
            else wording.say("cli_backfill_unused"),
        )
        for one in found.table.columns
    ]
    return lines + [
        wording.say(
            "cli_backfill_row",
            row=one.number,
            text=one.text,
            reason=wording.say(f"backfill_reason_{one.reason}"),
        )
        for one in found.unmapped
    ]


def _backfill_data(found: Backfilled, *, keep: bool) -> dict[str, Any]:
    return {
        **_meaning_data(found),
        "dry_run": not keep,
        "rows": len(found.rows),
        "taken": found.count("taken") + found.count("normalised"),
        "same": found.count("same"),
        "normalised": [
            {"row": one.row, "column": one.column, "from": one.text, "to": one.shown}
            for one in found.cells
            if one.outcome == "normalised"
        ],
        "refused": [
            {"row": one.row, "column": one.column, "value": one.text, "code": one.code, "message": one.message}
            for one in found.cells
            if one.outcome == "refused"
        ],
        "cells": [
            {
                "row": one.row, "column": one.column, "field": one.field, "office": one.office, "project": one.project,
                "value": one.text, "outcome": one.outcome, "shown": one.shown,
            }
            for one in found.cells
        ],
        "changes": list(found.changes),
    }  # fmt: skip


def _backfill_lines(found: Backfilled, code: str) -> list[str]:
    head = wording.say(
        code,
        taken=found.count("taken"),
        normalised=found.count("normalised"),
        same=found.count("same"),
        refused=found.count("refused"),
    )
    bad = [
        wording.say(
            "cli_backfill_cell",
            cell=f"{one.column}{one.row}",
            heading=column_label(one.field),
            text=excerpt(one.text),
            reason=one.message,
        )
        for one in found.cells
        if one.outcome == "refused"
    ]
    return [head, *bad, *_meaning_lines(found)]


COMMANDS = (
    Command(Usage("fill-template TEMPLATE --fy N [--period P] --out FILE [--mapping FILE]"), _fill_template),
    Command(
        Usage(
            "backfill FILE [--mapping FILE] [--suggest FILE] [--fy N] [--period P] [--office KEY] [--why TEXT]"
            " [--unit UNIT] [--sheet NAME] [--leave-refused] [--dry-run]"
        ),
        _backfill,
    ),
)
