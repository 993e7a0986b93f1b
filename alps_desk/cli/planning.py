"""The commands of the plan: its checks, the list of a new year, what is to be done for it, what has no place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from alps_desk import wording
from alps_desk.app.commands import MakeYear
from alps_desk.app.describing import field_label
from alps_desk.app.plan_words import record_words
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.printing import sentence, table
from alps_desk.cli.usage import Usage
from alps_desk.domain.calendar import fiscal_year_long
from alps_desk.domain.records import parse_record_id

_KEYS = {"error": "errors", "warning": "warnings", "missing": "missing"}


def _check(call: Call) -> Answer:
    plan, records = call.plan(), call.desk.plan_records()
    found = call.desk.check_plan(plan.fy)
    data: dict[str, Any] = {"fy": plan.fy, "errors": [], "warnings": [], "missing": []}
    lines = []
    for one in found:
        message = sentence(one.code, one.params)
        data[_KEYS[one.level]].append(
            {"record": one.record, "field": one.field, "code": one.code, "message": message}
        )
        label = field_label(one.field, parse_record_id(one.record).type) if one.field else ""
        lines.append(
            wording.say(
                f"plan_found_{one.level}",
                what=" ".join(part for part in (record_words(records, plan, one.record), label) if part),
                message=message,
            )
        )
    counts = {key: len(data[key]) for key in _KEYS.values()}
    code = "plan_check_errors" if counts["errors"] else ""
    params = {"count": counts["errors"]} if code else {}
    head = wording.say("plan_check_counts", year=fiscal_year_long(plan.fy), **counts)
    return Answer(data, [head, *lines], code, params)


def _guide(call: Call) -> Answer:
    plan = call.plan()
    steps = call.desk.guide(plan.fy)
    lines = [wording.say("plan_guide_of", year=fiscal_year_long(plan.fy))]
    for one in steps:
        words = wording.say(f"plan_step_{one.step}", count=one.count, total=one.total)
        lines.append(f"{wording.say(f'plan_step_state_{one.state}')}　{words}")
    return Answer({"fy": plan.fy, "steps": [asdict(one) for one in steps]}, lines)


def _unmapped(call: Call) -> Answer:
    plan = call.plan()
    found = call.desk.unmapped(plan.fy)
    data = [
        {
            "office": one.office,
            "code": one.code,
            "name": one.name,
            "reason": one.reason,
            "cells": one.cells,
            "records": list(one.records),
        }
        for one in found
    ]
    if not found:
        return Answer({"fy": plan.fy, "unmapped": data}, [wording.say("plan_unmapped_none")])
    rows: Sequence[Sequence[str]] = [
        [
            one.code,
            one.name,
            plan.body(one.office).name,
            wording.say(f"plan_unmapped_{one.reason}"),
            str(one.cells),
        ]
        for one in found
    ]
    heads = [wording.say(f"plan_head_{key}") for key in ("code", "name", "office", "reason", "cells")]
    return Answer({"fy": plan.fy, "unmapped": data}, table(heads, rows))


def _next_year(call: Call) -> Answer:
    plan = call.plan()
    to = int(call.args.text("--to")) if call.args.text("--to").isdigit() else plan.fy + 1
    dry = call.args.given("--dry-run")
    saved = call.desk.execute(MakeYear(plan.fy, to, keep=not dry))
    data = {"fy": plan.fy, "to": to, "changes": list(saved.changes), "dry_run": dry}
    code = "plan_year_would" if dry else "plan_year_made"
    return Answer(data, [wording.say(code, year=fiscal_year_long(to), count=len(saved.changes))])


COMMANDS: tuple[Command, ...] = (
    Command(Usage("plan check [--fy N]"), _check),
    Command(Usage("plan guide [--fy N]"), _guide),
    Command(Usage("plan unmapped [--fy N]"), _unmapped),
    Command(Usage("plan next-year [--fy N] [--to N] [--dry-run]"), _next_year),
)
