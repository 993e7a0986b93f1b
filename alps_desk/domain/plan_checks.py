"""Checks of the plan itself: what would mislead the offices if it went out so.

Promise: nothing here refuses anything. An error is something that cannot be meant (a project of a field that does not
exist), a warning something to look at, a gap what is still to be filled in. Rules of the projects stand in
``plan_project_checks``, those of scales, periods and papers here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.cells import is_iso_date
from alps_desk.domain.errors import excerpt
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import PERIOD_ORDER, Plan
from alps_desk.domain.plan_project_checks import check_indicators, check_projects
from alps_desk.domain.plan_records import PlanRecords, keys_of, number_of, text_of, valid_in
from alps_desk.domain.records import EVERY, LINK_KINDS, PLANNED, TYPES, UNION, RecordId, record_id
from alps_desk.domain.rules import Finding

REGION = record_id("region", UNION)
"""Where findings about no record in particular stand."""

STAGES = ("initial", "forecast", "settled")
"""Stages that a period may stand at besides its own name."""


def check_plan(records: PlanRecords, plan: Plan) -> list[Finding]:
    """Everything found in the plan of one year, errors first, then by record."""
    found = [
        *_check_kinds(records, plan),
        *check_projects(records, plan),
        *check_indicators(records, plan),
        *_check_fields(records, plan),
        *_check_scales(records, plan),
        *_check_codes(records),
        *_check_periods(records, plan),
        *_check_leave(records, plan),
        *_check_visions(records, plan),
        *_check_agreements(records, plan),
        *_check_groups(records, plan),
    ]
    order = {"error": 0, "warning": 1, "missing": 2}
    return sorted(found, key=lambda one: (order[one.level], one.record, one.field, one.code))


def _check_kinds(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    """Dates that are none, numbers that are none, choices that no list has."""
    for name in PLANNED:
        for record, values in records.of(name):
            if record.fy is not None and record.fy != plan.fy:
                continue
            yield from _check_values(plan, record, values)


def _check_values(plan: Plan, record: RecordId, values: Mapping[str, Scalar]) -> Iterator[Finding]:
    for name, value in values.items():
        field = TYPES[record.type].fields.get(name)
        if field is None:
            continue
        shown = excerpt(str(value), 20)
        if field.kind == "date" and not (isinstance(value, str) and is_iso_date(value)):
            yield Finding("error", record.text, name, "plan_date", {"text": shown})
        elif field.kind == "int" and number_of(values, name) is None:
            yield Finding("error", record.text, name, "plan_number", {"text": shown})
        elif field.kind == "choice":
            known = (
                LINK_KINDS
                if field.choices == "link_kind"
                else tuple(c.code for c in plan.choices(field.choices))
            )
            if known and value not in known:
                yield Finding("error", record.text, name, "plan_choice", {"text": shown})


def _check_span(record: RecordId, values: Mapping[str, Scalar], first: str, last: str) -> Iterator[Finding]:
    begin, end = number_of(values, first), number_of(values, last)
    if begin is not None and end is not None and end < begin:
        yield Finding("error", record.text, last, "plan_span", {})


def _named(record: RecordId, values: Mapping[str, Scalar], name: str = "name") -> Iterator[Finding]:
    if not text_of(values, name).strip():
        yield Finding("missing", record.text, name, "plan_missing")


def _check_fields(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    used = {project.field for project in plan.projects}
    for record, values in records.of("field"):
        yield from _named(record, values)
        yield from _check_span(record, values, "first_fy", "last_fy")
        if plan.projects and valid_in(values, plan.fy) and record.part("field") not in used:
            yield Finding(
                "warning", record.text, "name", "plan_field_empty", {"year": fiscal_year_text(plan.fy)}
            )


def _check_scales(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    valid = []
    for record, values in records.of("scale"):
        code = record.part("scale")
        yield from _named(record, values)
        yield from _check_span(record, values, "first_fy", "last_fy")
        if valid_in(values, plan.fy):
            valid.append((record, values))
            if not plan.choices(code):
                yield Finding("error", record.text, "name", "plan_scale_without_labels", {"scale": code})
            elif (
                limits := [one.from_percent for one in plan.choices(code) if one.from_percent is not None]
            ) != (sorted(limits, reverse=True)):
                yield Finding("warning", record.text, "name", "plan_scale_order", {"scale": code})
    if not valid:
        yield Finding("error", REGION, "", "plan_no_scale", {"year": fiscal_year_text(plan.fy)})
    for record, values in valid:
        if len(valid) > 1 and record.part("scale") != plan.scale:
            names = {"name": text_of(values, "name") or record.part("scale"), "used": plan.scale}
            yield Finding("warning", record.text, "last_fy", "plan_two_scales", names)


def _check_codes(records: PlanRecords) -> Iterator[Finding]:
    seen: dict[tuple[str, str], str] = {}
    for record, values in records.of("code"):
        yield from _named(record, values, "label")
        label, key = text_of(values, "label"), record.part("list")
        if values.get("retired") is True or not label:
            continue
        if (key, label) in seen:
            yield Finding("warning", record.text, "label", "plan_label_twice", {"label": excerpt(label, 20)})
        seen[key, label] = record.text


def _check_periods(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    if plan.projects and not plan.periods:
        yield Finding("error", REGION, "", "plan_no_period", {"year": fiscal_year_text(plan.fy)})
    for record, values in records.of("period", fy=plan.fy):
        as_of, opens, due = (text_of(values, name) for name in ("as_of_date", "opens_on", "due_on"))
        if record.period not in PERIOD_ORDER:
            yield Finding(
                "error", record.text, "", "plan_period_unknown", {"period": excerpt(record.period, 20)}
            )
        stage = text_of(values, "stage")
        if stage and stage not in (*STAGES, *PERIOD_ORDER):
            yield Finding("error", record.text, "stage", "plan_stage_unknown", {"stage": excerpt(stage, 20)})
        for name, day in (("as_of_date", as_of), ("due_on", due)):
            if not day:
                yield Finding("missing", record.text, name, "plan_missing")
        if opens and due and opens > due:
            yield Finding("error", record.text, "due_on", "plan_due_before_opening")
        elif as_of and due and due < as_of:
            yield Finding("warning", record.text, "due_on", "plan_due_before_date")


def _check_leave(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    bodies = {body.key for body in plan.bodies} | {EVERY}
    for kind, day in (("deadline", "due_on"), ("unlock", "until_on")):
        for record, values in records.of(kind, fy=plan.fy):
            if plan.period(record.period) is None:
                yield Finding(
                    "error", record.text, day, "plan_leave_period", {"period": excerpt(record.period, 20)}
                )
            if record.part("office") not in bodies:
                yield Finding("error", record.text, day, "plan_body_unknown", {"body": record.part("office")})
            if record.project and record.project != EVERY and plan.project(record.project) is None:
                yield Finding("error", record.text, day, "plan_leave_project", {"project": record.project})
            if not text_of(values, day):
                yield Finding("missing", record.text, day, "plan_missing")


def _check_visions(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    for record, values in records.of("vision"):
        yield from _named(record, values)
        yield from _check_span(record, values, "start_fy", "end_fy")
        if number_of(values, "start_fy") is None:
            yield Finding("missing", record.text, "start_fy", "plan_missing")
    for before, after in pairwise(plan.visions):
        if after.start_fy and (not before.end_fy or before.end_fy >= after.start_fy):
            code = record_id("vision", UNION, vision=before.code)
            yield Finding(
                "warning", code, "end_fy", "plan_visions_overlap", {"name": excerpt(after.name, 20)}
            )
    if plan.projects and plan.vision is None:
        yield Finding("warning", REGION, "", "plan_no_vision", {"year": fiscal_year_text(plan.fy)})
    known = {one.code for one in plan.visions}
    for record, values in records.of("vision_change"):
        if record.part("vision") not in known:
            yield Finding(
                "error", record.text, "name", "plan_vision_unknown", {"vision": record.part("vision")}
            )
        if not text_of(values, "changed_on"):
            yield Finding("missing", record.text, "changed_on", "plan_missing")


_STEPS = ("resolved_on", "announced_on", "notified_on")


def _check_agreements(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    bodies = {body.key for body in plan.bodies}
    known = {one.body for one in plan.agreements}
    for record, values in records.of("agreement"):
        yield from _named(record, values)
        if record.part("body") not in bodies:
            yield Finding("error", record.text, "name", "plan_body_unknown", {"body": record.part("body")})
    for record, values in records.of("agreement_change"):
        body = record.part("body")
        if body not in known:
            name = plan.body(body).name
            yield Finding("error", record.text, "changed_on", "plan_agreement_unknown", {"body": name})
        if not text_of(values, "changed_on"):
            yield Finding("missing", record.text, "changed_on", "plan_missing")
        days = [(name, text_of(values, name)) for name in _STEPS if text_of(values, name)]
        for (_, before), (name, after) in pairwise(days):
            if after < before:
                yield Finding("warning", record.text, name, "plan_steps_order")


def _check_groups(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    fields = {record.part("field") for record, _ in records.of("field")}
    groups = {one.code for one in plan.groups}
    meetings = {one.code for one in plan.meetings}
    projects = {code for names in plan.lineage.names.values() for code in names} | {EVERY}
    for record, values in records.of("working_group"):
        yield from _named(record, values)
        for code in keys_of(values, "fields"):
            if code not in fields:
                yield Finding(
                    "error", record.text, "fields", "plan_field_unknown", {"field": excerpt(code, 20)}
                )
    for record, values in records.of("meeting"):
        group = text_of(values, "group")
        if not group:
            yield Finding("missing", record.text, "group", "plan_missing")
        elif group not in groups:
            yield Finding("error", record.text, "group", "plan_group_unknown", {"group": excerpt(group, 20)})
        if not text_of(values, "held_on"):
            yield Finding("missing", record.text, "held_on", "plan_missing")
    for record, values in records.of("decision"):
        yield from _named(record, values, "decided")
        if record.part("meeting") not in meetings:
            yield Finding("error", record.text, "decided", "plan_meeting_unknown")
        if record.project not in projects:
            yield Finding(
                "error", record.text, "decided", "plan_project_nowhere", {"project": record.project}
            )
