"""The commands that bring figures to forms of one's own, and in from old tables."""

from __future__ import annotations

from pathlib import Path

from alps_desk import wording
from alps_desk.app.commands import FillTemplate
from alps_desk.app.filling import mapping_in
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.usage import Usage


def _fill_template(call: Call) -> Answer:
    args = call.args
    plan = call.plan()
    named = args.text("--mapping")
    mapping = mapping_in(Path(named)) if named else None
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


COMMANDS = (
    Command(Usage("fill-template TEMPLATE --fy N [--period P] --out FILE [--mapping FILE]"), _fill_template),
)
