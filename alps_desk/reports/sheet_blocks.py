"""Blocks that sheets of a project share: pairs of labels and words, long texts, indicators."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from alps_desk.domain.kpi import Course
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.reports import indicator_cells
from alps_desk.reports.form_cells import BLANK
from alps_desk.reports.tables import Block, Cell, Column, Row
from alps_desk.wording import say, term

Pair = tuple[str, Cell]

_PAIRED = (
    Column("label_1", "", "text", width=9, label=True),
    Column("value_1", "", "text", width=21),
    Column("label_2", "", "text", width=9, label=True),
    Column("value_2", "", "text", width=21),
)
_LABELLED = (Column("label", "", "text", width=9, label=True), Column("text", "", "text", width=51))


def paired(title: str, pairs: Sequence[Pair]) -> Block:
    """Short facts, two in a row."""
    rows = []
    for first in range(0, len(pairs), 2):
        some = [*pairs[first : first + 2], ("", BLANK)][:2]
        rows.append(Row([cell for label, value in some for cell in (Cell(label), value)]))
    return Block(title, _PAIRED, rows)


def labelled(title: str, pairs: Sequence[Pair]) -> Block:
    """Prose, one below the other."""
    return Block(title, _LABELLED, [Row([Cell(label), value]) for label, value in pairs])


def project_pairs(plan: Plan, project: Project) -> list[Pair]:
    """What every sheet says of a project first."""
    kind = Cell(plan.label("project_type", project.type))
    if not project.type:
        kind = Cell(None, "pending", say("form_type_unset"))
    status = say("form_new") if project.is_new else say("form_continued")
    return [
        (term("number"), Cell(f"{project.number}　{project.code}")),
        (term("field"), Cell(plan.field(project.field).name)),
        (term("project_type"), kind),
        (term("is_new"), Cell(status)),
        (term("lead_body"), Cell(bodies(plan, project.leads))),
        (term("participants"), Cell(bodies(plan, project.participants))),
    ]


def bodies(plan: Plan, keys: Sequence[str]) -> str:
    """Names in official order; all members together have one word."""
    members = {body.key for body in plan.members}
    if len(members) > 2 and set(keys) == members:
        return say("sheet_all_members", count=len(members))
    return say("form_list_separator").join(body.name for body in plan.bodies if body.key in keys)


def said_of(plan: Plan, text: str) -> Cell:
    """A text of the plan; 未設定 where the union wrote none."""
    return Cell(text) if text else Cell(None, "pending", say("form_type_unset"))


def indicators(
    plan: Plan, period: Period, courses: Sequence[Course], own: Callable[[Course], Cell] | None = None
) -> Block:
    """The indicators of a project in the year in view.

    Args:
        own: the figure of the body whose sheet it is, beside that of the region.
    """
    columns = [
        Column("indicator_name", term("indicator_name"), "text", width=18),
        Column("unit", say("kpi_unit"), "mark", width=4),
        Column("baseline", term("baseline"), "count", width=7),
        Column("target", term("target"), "count", width=8),
        *([Column("own", say("sheet_own_actual"), "count", width=8)] if own else []),
        Column("actual", say("sheet_region_actual") if own else term("actual"), "count", width=8),
        Column("rate", term("achievement_rate"), "rate", width=7),
        Column("rating", say("kpi_rating"), "mark", width=6),
        Column("basis", say("kpi_time"), "mark", width=8),
        Column("note", term("note"), "text", width=14),
    ]
    rows = []
    for course in courses:
        indicator, now = course.indicator, course.now
        notes = [*filter(None, [indicator.note]), *indicator_cells.remarks(plan, course)]
        rows.append(
            Row(
                [
                    Cell(indicator.name),
                    Cell(indicator.unit),
                    indicator_cells.value_cell(indicator.baseline, indicator.decimals),
                    indicator_cells.target_cell(now.target, now.target_text, now.decimals),
                    *([own(course)] if own else []),
                    indicator_cells.actual_cell(now),
                    indicator_cells.rate_cell(now.achievement, conflict=now.conflict),
                    indicator_cells.rating_cell(plan, period, now),
                    indicator_cells.basis_cell(indicator.time_basis, now.as_of),
                    Cell("\n".join(notes)),
                ]
            )
        )
    return Block(term("indicator_name"), columns, rows)
