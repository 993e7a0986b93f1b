"""Checks of the list of a year: projects, how they go on from last year's, indicators and their targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.errors import excerpt
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import Plan, Project
from alps_desk.domain.plan_records import PlanRecords, keys_of, number_of, text_of, valid_in
from alps_desk.domain.records import UNION, RecordId, record_id
from alps_desk.domain.rules import Finding, Level

MAX_DECIMALS = 6


def check_projects(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    """The projects of the year and their links."""
    names = Counter(one.name for one in plan.projects if one.name)
    numbers = Counter(one.number for one in plan.projects if one.number)
    for project in plan.projects:
        at = _At(record_id("project_year", UNION, fy=plan.fy, project=project.code))
        yield from _check_frame(plan, project, at)
        yield from _check_bodies(plan, project, at)
        yield from _check_past(plan, project, at)
        if names[project.name] > 1:
            yield at("warning", "name", "plan_name_twice", name=excerpt(project.name, 20))
        if numbers[project.number] > 1:
            yield at("warning", "number", "plan_number_twice", number=project.number)
    yield from _check_links(records, plan)


class _At:
    """Makes findings about one record."""

    def __init__(self, record: str) -> None:
        self._record = record

    def __call__(self, level: Level, field: str, code: str, /, **params: object) -> Finding:
        return Finding(level, self._record, field, code, params)


def _check_frame(plan: Plan, project: Project, at: _At) -> Iterator[Finding]:
    if not project.name.strip():
        yield at("missing", "name", "plan_missing")
    if not project.field:
        yield at("missing", "field", "plan_missing")
    elif project.field not in {one.code for one in plan.fields}:
        yield at("error", "field", "plan_field_unknown", field=excerpt(project.field, 20))
    if not project.type:
        yield at("missing", "type", "plan_missing")
    if project.first_fy > project.fy:
        yield at("error", "first_fy", "plan_first_later", year=fiscal_year_text(project.fy))
    if project.last_fy and project.last_fy < project.fy:
        yield at("warning", "last_fy", "plan_last_over", year=fiscal_year_text(project.last_fy))
    if project.is_new and project.first_fy and project.first_fy < project.fy:
        yield at("warning", "is_new", "plan_new_since", year=fiscal_year_text(project.first_fy))


def _check_bodies(plan: Plan, project: Project, at: _At) -> Iterator[Finding]:
    bodies = {body.key for body in plan.bodies}
    label = plan.label("project_type", project.type)
    if not project.leads:
        yield (
            at("error", "leads", "plan_type_without_lead", type=label)
            if project.type
            else at("missing", "leads", "plan_missing")
        )
    if not project.participants and project.type != "III":
        yield at("missing", "participants", "plan_missing")
    for name, keys in (("leads", project.leads), ("participants", project.participants)):
        for key in keys:
            if key not in bodies:
                yield at("error", name, "plan_body_unknown", body=excerpt(key, 20))
    if project.type == "I" and len(project.leads) > 1:
        yield at("warning", "leads", "plan_one_lead", type=label)
    if project.type == "II" and UNION in project.leads:
        yield at("warning", "leads", "plan_lead_is_union", type=label, body=plan.body(UNION).name)
    if project.type == "III" and project.leads and project.leads != (UNION,):
        yield at("warning", "leads", "plan_lead_not_union", type=label, body=plan.body(UNION).name)
    for key in project.leads:
        if key in bodies and key != UNION and key not in project.participants:
            yield at("warning", "participants", "plan_lead_outside", body=plan.body(key).name)


def _check_past(plan: Plan, project: Project, at: _At) -> Iterator[Finding]:
    before = plan.lineage.year_before(plan.fy)
    links = plan.lineage.earlier(plan.fy, project.code)
    if project.is_new and links:
        names = "、".join(
            plan.lineage.names.get(before or 0, {}).get(one.earlier, one.earlier) for one in links
        )
        yield at("warning", "is_new", "plan_new_with_past", earlier=excerpt(names, 20))
    if not project.is_new and not links and before is not None:
        yield at("warning", "is_new", "plan_old_without_past", year=fiscal_year_text(before))


def _check_links(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    before = plan.lineage.year_before(plan.fy)
    earlier = plan.lineage.names.get(before or 0, {})
    sources = Counter(link.earlier for link in plan.lineage.links if link.fy == plan.fy)
    parts = Counter(link.code for link in plan.lineage.links if link.fy == plan.fy)
    for record, values in records.of("succession", fy=plan.fy):
        at = _At(record.text)
        here, source = record.project, record.part("earlier")
        if plan.project(here) is None:
            yield at("error", "link_kind", "plan_link_here", project=excerpt(here, 20))
        if source not in earlier:
            yield at("error", "link_kind", "plan_link_earlier", project=excerpt(source, 20))
        kind = text_of(values, "link_kind")
        if not kind:
            yield at("missing", "link_kind", "plan_missing")
        elif kind == "merged" and parts[here] < 2:
            yield at("warning", "link_kind", "plan_merged_alone")
        elif kind == "split" and sources[source] < 2:
            yield at("warning", "link_kind", "plan_split_alone")


def check_indicators(records: PlanRecords, plan: Plan) -> Iterator[Finding]:
    """Indicators of the year with their targets."""
    bodies = {body.key for body in plan.bodies}
    codes = {record.part("indicator") for record, _ in records.of("indicator")}
    for record, values in records.of("indicator"):
        first, last = number_of(values, "first_fy"), number_of(values, "last_fy")
        if first is not None and last is not None and last < first:
            yield Finding("error", record.text, "last_fy", "plan_span", {})
        if not valid_in(values, plan.fy):
            continue
        yield from _check_indicator(records, plan, record, values, bodies)
        source = text_of(values, "earlier")
        if source and source not in codes:
            yield Finding(
                "error", record.text, "earlier", "plan_indicator_unknown", {"indicator": excerpt(source, 20)}
            )
        elif source and valid_in(records.get(record_id("indicator", UNION, indicator=source)), plan.fy):
            yield Finding("warning", record.text, "earlier", "plan_indicator_both", {"indicator": source})
    for record, _ in records.of("target", fy=plan.fy):
        code = record.part("indicator")
        if plan.indicator(code) is None:
            yield Finding("warning", record.text, "target", "plan_target_nobody", {"indicator": code})


def _check_indicator(
    records: PlanRecords, plan: Plan, record: RecordId, values: Mapping[str, Scalar], bodies: set[str]
) -> Iterator[Finding]:
    at = _At(record.text)
    for name in ("name", "kind"):
        if not text_of(values, name):
            yield at("missing", name, "plan_missing")
    project = text_of(values, "project")
    if project and plan.project(project) is None:
        yield at("error", "project", "plan_indicator_project", project=excerpt(project, 20))
    for key in keys_of(values, "offices"):
        if key not in bodies:
            yield at("error", "offices", "plan_body_unknown", body=excerpt(key, 20))
    decimals = number_of(values, "decimals")
    if decimals is not None and not 0 <= decimals <= MAX_DECIMALS:
        yield at("error", "decimals", "plan_decimals", most=MAX_DECIMALS)
    if text_of(values, "kind") == "reference":
        return
    for name in ("aggregation", "direction"):
        if not text_of(values, name):
            yield at("missing", name, "plan_missing")
    where = record_id("target", UNION, fy=plan.fy, indicator=record.part("indicator"))
    goal = records.get(where)
    number, words = number_of(goal, "target"), text_of(goal, "target_text")
    if number is None and not words:
        yield Finding("missing", where, "target", "plan_missing", {})
    elif number is not None and words:
        yield Finding("warning", where, "target", "plan_target_both", {})
