"""Figures as cells of a form, and the lines above and below every form.

Promise: a cell shows what was stated and how far it stands; what nobody stated is 未報告 or blank, never 0 (R16).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

from alps_desk.domain.amounts import Amount
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.cells import CellState
from alps_desk.domain.plan import Body, Period, Plan, Project
from alps_desk.domain.shown import Shown
from alps_desk.reports.tables import Cell, Column
from alps_desk.wording import knows, say, term

DisplayUnit = Literal[1, 1000]

BLANK = Cell("")
"""Nothing to say: a field that may stay empty, or a figure whose parts are missing."""
UNREPORTED = Cell(None, "empty")
NOT_APPLICABLE = Cell(None, "none")

_NO_VALUE: Mapping[CellState, Literal["empty", "none", "pending"]] = {
    CellState.EMPTY: "empty",
    CellState.NONE: "none",
    CellState.PENDING: "pending",
    CellState.TALLYING: "pending",
    CellState.WITHHELD: "none",
    CellState.UNKNOWN: "none",
}
_OWN_WORDS = frozenset({CellState.TALLYING, CellState.WITHHELD, CellState.UNKNOWN})
"""States that a form says in their own words; the others have marks that every writer knows."""


def text_cell(shown: Shown, text: str | None = None, *, optional: bool = False) -> Cell:
    """A text or choice.

    Args:
        shown: what stands in the field.
        text: how its value reads; default: as it is.
        optional: whether a field that nobody filled stays blank.
    """
    value = shown.cell.value
    if shown.cell.state is CellState.VALUE:
        shown_text = text if text is not None else str(value)
        return _marked(shown_text, shown.conflict, shown.on_behalf)
    if optional and shown.cell.state is CellState.EMPTY and not shown.conflict:
        return BLANK
    return _without_value(shown.cell.state, shown.conflict)


def amount_cell(amount: Amount, *, optional: bool = False) -> Cell:
    """An amount as it was stated; text that could not be read is 要確認 and never counted."""
    if amount.state is CellState.VALUE and amount.yen is None:
        return Cell(None, "pending", say("form_unread"))
    if amount.state is CellState.VALUE:
        return _marked(amount.yen, amount.conflict, amount.on_behalf)
    if optional and amount.state is CellState.EMPTY and not amount.conflict:
        return BLANK
    return _without_value(amount.state, amount.conflict)


def day_cell(stored: str) -> Cell:
    """A day as it is kept (ISO); an empty cell for what is no day."""
    try:
        return Cell(date.fromisoformat(stored))
    except ValueError:
        return BLANK


def derived_cell(value: int | Decimal | None, *, conflict: bool = False, missing: Cell = BLANK) -> Cell:
    """A computed figure; ``missing`` where it cannot be computed."""
    return missing if value is None else _marked(value, conflict, False)


def _marked(value: str | int | Decimal | None, conflict: bool, on_behalf: bool) -> Cell:
    if conflict:
        return Cell(value, "conflict", say("form_conflict_on_behalf") if on_behalf else "")
    return Cell(value, "value", say("form_on_behalf") if on_behalf else "")


def _without_value(state: CellState, conflict: bool) -> Cell:
    if conflict:
        return Cell(None, "conflict", say("report_conflict"))
    return Cell(None, _NO_VALUE[state], say(f"cell_{state.value}") if state in _OWN_WORDS else "")


# Columns that several forms share


def project_columns() -> list[Column]:
    """Number, field, name and type of a project."""
    return [
        Column("number", term("number"), "code", width=4),
        Column("field", term("field"), "text", width=9),
        Column("project_name", term("project_name"), "text", width=14),
        Column("project_type", term("project_type"), "mark", width=4),
    ]


def heading_groups(columns: Sequence[Column]) -> list[Column]:
    """Columns that head groups of rows on paper."""
    return [replace(column, once=True) for column in columns]


def project_cells(plan: Plan, project: Project) -> list[Cell]:
    """The cells of :func:`project_columns`. A type that is not stated says so; the suggested one is no statement."""
    kind = Cell(plan.label("project_type", project.type))
    if not project.type:
        kind = Cell(None, "pending", say("form_type_unset"))
    return [
        Cell(str(project.number)),
        Cell(plan.field(project.field).name),
        Cell(project.name),
        kind,
    ]


def key_columns() -> list[Column]:
    """Year, period and codes for machine-read files (R9, R49)."""
    return [Column(name, term(name), "code") for name in ("fy", "period", "project", "code6")]


def key_cells(plan: Plan, period: Period, project: Project, body: Body) -> list[Cell]:
    """The cells of :func:`key_columns`; a body without a code has none."""
    return [Cell(str(plan.fy)), Cell(period_name(period)), Cell(project.code), Cell(body.code6)]


# Lines above and below


def period_name(period: Period) -> str:
    """通期, 上半期 …; the code itself when the words do not have it."""
    return stage_name(period.code)


def stage_name(stage: str) -> str:
    """A period or stage in words."""
    return say(f"period_{stage}") if knows(f"period_{stage}") else stage


def period_line(plan: Plan, period: Period) -> str:
    """ "平成29年度 上半期"."""
    return f"{fiscal_year_text(plan.fy)} {period_name(period)}"


def as_of(period: Period) -> date | None:
    """Day the figures stand at, if the plan has one."""
    try:
        return date.fromisoformat(period.as_of_on)
    except ValueError:
        return None


def completeness_note(plan: Plan, reports: Iterable[tuple[str, bool]]) -> str:
    """How many reports are in, and whose are missing (R25).

    Args:
        plan: the plan.
        reports: office key and whether it reported, one for each report that is expected.
    """
    known = list(reports)
    waiting: dict[str, int] = {}
    for office, reported in known:
        if not reported:
            waiting[office] = waiting.get(office, 0) + 1
    if not waiting:
        return say("form_note_complete", all=len(known))
    bodies = [
        say("form_note_body", body=body.name, count=waiting[body.key])
        for body in plan.bodies
        if body.key in waiting
    ]
    done = sum(reported for _, reported in known)
    return say("form_note_waiting", done=done, all=len(known), bodies=say("form_list_separator").join(bodies))


def conflict_note(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """How many cells are 食い違い; nothing if none is."""
    count = sum(cell.state == "conflict" for cells in rows for cell in cells)
    return [say("form_note_conflicts", count=count)] if count else []
