"""Form 11, ビジョン掲載事業一覧（年度比較）: the projects of a year against those of the year before (R10).

A link that the union has stated decides; a project that keeps its code goes on from itself. Without a list of the year
before, the marks of the vision say what is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import BLANK
from alps_desk.reports.sheet_blocks import bodies
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.reports.year_facts import YearFacts
from alps_desk.wording import say, term

NAME = "project_changes"
KINDS = ("new", "continued", "renamed", "merged", "split", "ended")


@dataclass(frozen=True)
class Change:
    """One line: a project of the year, what it goes on from, and how.

    Attributes:
        kind: one of :data:`KINDS`; now, before: None where there is none.
        note: what the union said of the link.
    """

    kind: str
    now: Project | None
    before: Project | None
    note: str = ""


def changes(plan: Plan, before: Plan | None) -> list[Change]:
    """Every project of the year in order, each line of what it goes on from; then those that ended."""
    found: list[Change] = []
    for project in plan.projects:
        found += _of_project(plan, before, project)
    if before is not None:
        found += [Change("ended", None, before.project(code)) for code in _ended(plan, before)]
    return found


def _of_project(plan: Plan, before: Plan | None, project: Project) -> Iterator[Change]:
    if before is None:
        yield Change("new" if project.is_new or project.first_fy == plan.fy else "continued", project, None)
        return
    links = plan.lineage.earlier(plan.fy, project.code)
    if not links:
        yield Change("new", project, None)
    for link in links:
        yield Change(
            _kind(plan, link.earlier, link.kind, len(links)), project, before.project(link.earlier), link.note
        )


def _kind(plan: Plan, earlier: str, said: str, links: int) -> str:
    """How a project goes on; where the union said nothing, what the links themselves show."""
    if said in KINDS:
        return said
    if links > 1:
        return "merged"
    return "split" if len(plan.lineage.later(plan.fy - 1, earlier)) > 1 else "renamed"


def _ended(plan: Plan, before: Plan) -> Sequence[str]:
    ended = set(plan.lineage.ended(plan.fy))
    return [project.code for project in before.projects if project.code in ended]


def build(
    plan: Plan,
    period: Period,
    facts: YearFacts,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """The projects of two years side by side.

    Args:
        plan: the plan of the year; period: without meaning here, the list is of a year.
        facts: with the plan of the year before.
        made_by: name of the body; made_on: the day.
        display_unit: without meaning here; there is no money.
    """
    found = changes(plan, facts.before)
    counts = {kind: sum(one.kind == kind for one in found) for kind in KINDS}
    words = [
        say("changes_count", kind=say(f"changes_{kind}"), count=counts[kind])
        for kind in KINDS
        if counts[kind]
    ]
    notes = [say("changes_note_counts", counts=say("form_list_separator").join(words))] if words else []
    if facts.before is None:
        notes.append(say("changes_note_no_list", year=fiscal_year_text(plan.fy - 1)))
    return ReportTable(
        NAME,
        say("form_project_changes"),
        fiscal_year_text(plan.fy),
        made_by,
        made_on,
        _columns(plan),
        [_row(plan, facts.before, one) for one in found],
        display_unit=display_unit,
        notes=notes,
        sample=plan.sample,
        key_columns=[
            Column("fy", term("fy"), "code"),
            Column("project", term("project"), "code"),
            Column("before_project", say("changes_before_code"), "code"),
        ],
    )


def _columns(plan: Plan) -> list[Column]:
    columns = [
        Column("field", term("field"), "text", width=10),
        Column("change", say("changes_kind"), "mark", width=7),
    ]
    for side, fy in (("before", plan.fy - 1), ("now", plan.fy)):
        group = fiscal_year_text(fy)
        columns += [
            Column(f"{side}_number", term("number"), "code", width=4, group=group),
            Column(f"{side}_name", term("project_name"), "text", width=20, group=group),
            Column(f"{side}_type", term("project_type"), "mark", width=5, group=group),
            Column(f"{side}_leads", term("lead_body"), "text", width=11, group=group),
        ]
    return [*columns, Column("note", term("note"), "text", width=22)]


def _row(plan: Plan, before: Plan | None, change: Change) -> Row:
    now, past = change.now, change.before
    fields = plan if now is not None else before or plan
    listed = now or past
    return Row(
        [
            Cell(fields.field(listed.field).name if listed else ""),
            Cell(say(f"changes_{change.kind}")),
            *_side(before or plan, past),
            *_side(plan, now),
            Cell("\n".join(filter(None, [change.note, *_differences(plan, before, now, past)]))),
        ],
        keys=[Cell(str(plan.fy)), Cell(now.code if now else ""), Cell(past.code if past else "")],
    )


def _side(plan: Plan, project: Project | None) -> list[Cell]:
    if project is None:
        return [BLANK] * 4
    kind = plan.label("project_type", project.type) if project.type else say("form_type_unset")
    return [Cell(str(project.number)), Cell(project.name), Cell(kind), Cell(bodies(plan, project.leads))]


def _differences(plan: Plan, before: Plan | None, now: Project | None, past: Project | None) -> Iterator[str]:
    """What else changed besides the name: field, type, lead, participants."""
    if now is None or past is None or before is None:
        return
    if now.field != past.field:
        yield _turned("field", before.field(past.field).name, plan.field(now.field).name)
    # A type that is not stated is no other type.
    if now.type and past.type and now.type != past.type:
        yield _turned(
            "project_type", before.label("project_type", past.type), plan.label("project_type", now.type)
        )
    if set(now.leads) != set(past.leads):
        yield _turned("lead_body", bodies(before, past.leads), bodies(plan, now.leads))
    if set(now.participants) != set(past.participants):
        yield _turned("participants", bodies(before, past.participants), bodies(plan, now.participants))


def _turned(name: str, before: str, now: str) -> str:
    return say("changes_turned", name=term(name), before=before, now=now)
