"""比較表: this period beside the last one, last year and the plan, with the offices' own reasons.

Promise: like is compared with like: the same body, project and field; sums of projects and of the region are net of
what the bodies paid each other, with the number of bodies beside a sum that is not whole, and are held against each
other only where the same bodies have reported. What one side has not stated leaves the
difference open, never counts as 0 (R16). A reason is the office's own sentence, word for word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from alps_desk.domain.amounts import INITIAL, Amount, Ledger
from alps_desk.domain.budget_lines import BudgetLine, budget_lines
from alps_desk.domain.cells import CellState
from alps_desk.domain.consolidate import Consolidation, ProjectTotal, RegionTotal, consolidate
from alps_desk.domain.indicator_plan import Indicator
from alps_desk.domain.money import percent
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.records import record_id
from alps_desk.domain.shown import EMPTY, Figures
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import BLANK, NOT_APPLICABLE, amount_cell, derived_cell, text_cell
from alps_desk.reports.money_cells import spent_cell
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say, term

NAME = "comparison"


@dataclass(frozen=True)
class Compared:
    """What the form is made of.

    Attributes:
        figures: of the year; before: of last year.
        last_period: the period reported before this one in the year, None if this is the first.
        last_year: period of last year that this one is held against, None if last year has none.
        plan_before: last year's plan, None if there is none; without it sums of last year are not known.
        reasons: (record, field) → the office's sentence.
        office: the one body whose lines are listed, "" = all.
    """

    figures: Figures
    before: Figures
    last_period: Period | None = None
    last_year: Period | None = None
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    office: str = ""
    plan_before: Plan | None = None


@dataclass(frozen=True)
class _Side:
    """One side of a comparison: as it is shown, and the number if there is one (in the smallest step)."""

    cell: Cell
    number: int | None = None


_NOTHING = _Side(BLANK)


@dataclass(frozen=True)
class _Line:
    """One row; ``decimals`` says what one step of its numbers is."""

    project: Project | None
    office: str
    item: str
    unit: str
    decimals: int
    now: _Side
    last: _Side
    year: _Side
    plan: int | None
    reason: str


def build(
    plan: Plan,
    period: Period,
    facts: Compared,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """支出済額, 当初予算額 and every indicator, body by body.

    Args:
        display_unit: amounts stand in yen whatever is chosen here, as the unit of each row is beside it.
    """
    money = _own(facts, _money_lines(plan, period, facts))
    figures = _own(facts, _indicator_lines(plan, period, facts))
    lines = [*money, *figures]
    # Of one body alone nothing can be taken out.
    sums = _Sums(plan, period, facts) if not facts.office else None
    rows: list[Row] = []
    for project in plan.projects:
        own = [line for line in money if line.project is not None and line.project.code == project.code]
        rows += [_row(plan, period, line) for line in own]
        rows += sums.of_project(project) if own and sums is not None else []
    rows += [*(sums.of_region() if sums is not None else []), *(_row(plan, period, line) for line in figures)]
    return ReportTable(
        NAME,
        say("form_comparison"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(facts),
        rows,
        as_of=form_cells.as_of(period),
        display_unit=1,
        notes=_notes(facts, lines, rows),
        sample=plan.sample,
        key_columns=form_cells.key_columns(),
    )


def _own(facts: Compared, lines: Iterator[_Line]) -> list[_Line]:
    return [line for line in lines if facts.office in ("", line.office)]


def _columns(facts: Compared) -> list[Column]:
    last = form_cells.period_name(facts.last_period) if facts.last_period else say("comparison_no_period")
    before, year, planned = (
        say("comparison_last", period=last),
        say("comparison_year"),
        say("comparison_plan"),
    )
    return [
        Column("project_name", term("project_name"), "text", width=22, once=True),
        Column("office", term("office"), "text", width=9),
        Column("item", say("comparison_item"), "text", width=11),
        Column("unit", say("comparison_unit"), "mark", width=4),
        Column("now", say("comparison_now"), "count", width=10),
        Column("last", say("comparison_value"), "count", width=10, group=before),
        Column("from_last", say("comparison_difference"), "count", width=9, group=before),
        Column("year", say("comparison_value"), "count", width=10, group=year),
        Column("from_year", say("comparison_difference"), "count", width=9, group=year),
        Column("year_rate", say("comparison_rate"), "rate", width=7, group=year),
        Column("plan", say("comparison_value"), "count", width=10, group=planned),
        Column("plan_rate", say("comparison_rate"), "rate", width=7, group=planned),
        Column("reason", say("comparison_reason"), "text", width=22),
    ]


# Lines


def _money_lines(plan: Plan, period: Period, facts: Compared) -> Iterator[_Line]:
    last: dict[tuple[str, str], BudgetLine] = {}
    if facts.last_period is not None:
        lines = budget_lines(plan, facts.figures, facts.last_period.stage)
        last = {(line.project, line.office): line for line in lines}
    ledger = Ledger(plan.fy - 1, facts.before)
    for line in budget_lines(plan, facts.figures, period.stage):
        project = plan.project(line.project)
        key = line.project, line.office
        year = _NOTHING
        if facts.last_year is not None:
            year = _stated(ledger.money(line.office, line.project, facts.last_year.stage, "spent"))
        yield _Line(
            project, line.office, term("spent"), say("comparison_yen"), 0, _spent(line),
            _spent(last[key]) if key in last else _NOTHING, year, line.current.yen,
            _reason(plan, period, facts, line, "spent"),
        )  # fmt: skip
        now = line.amounts["budget_initial"]
        before = ledger.money(line.office, line.project, INITIAL, "budget_initial")
        if now.state is not CellState.EMPTY or before.state is not CellState.EMPTY:
            yield _Line(
                project, line.office, term("budget_initial"), say("comparison_yen"), 0, _stated(now), _NOTHING,
                _stated(before), None, _reason(plan, period, facts, line, "budget_initial"),
            )  # fmt: skip


def _indicator_lines(plan: Plan, period: Period, facts: Compared) -> Iterator[_Line]:
    for indicator in plan.indicators:
        project = plan.project(indicator.project)
        offices = _reporting(plan, indicator, project)
        for office in offices:
            record = record_id("actual", office, fy=plan.fy, period=period.code, indicator=indicator.code)
            now = _actual(facts.figures, plan.fy, period, office, indicator)
            last = _actual(facts.figures, plan.fy, facts.last_period, office, indicator)
            year = _actual(facts.before, plan.fy - 1, facts.last_year, office, indicator)
            if all(side.number is None for side in (now, last, year)):
                continue
            yield _Line(
                project, office, indicator.name, indicator.unit, indicator.decimals, now, last, year,
                # A target of the region is no target of one body among several.
                indicator.target if len(offices) == 1 else None,
                facts.reasons.get((record, "actual"), ""),
            )  # fmt: skip


def _reporting(plan: Plan, indicator: Indicator, project: Project | None) -> list[str]:
    if indicator.offices:
        return [body.key for body in plan.bodies if body.key in indicator.offices]
    return [body.key for body in plan.bodies if project is not None and project.enters(body.key)]


def _actual(figures: Figures, fy: int, period: Period | None, office: str, indicator: Indicator) -> _Side:
    if period is None:
        return _NOTHING
    record = record_id("actual", office, fy=fy, period=period.code, indicator=indicator.code)
    shown = figures.get((record, "actual"), EMPTY)
    value = shown.cell.value
    if isinstance(value, int) and not isinstance(value, bool):
        return _Side(text_cell(shown), value)
    return _Side(text_cell(shown, optional=True))


def _spent(line: BudgetLine) -> _Side:
    return _Side(spent_cell(line), line.spent_yen)


def _stated(amount: Amount) -> _Side:
    return _Side(amount_cell(amount, optional=True), amount.yen)


def _reason(plan: Plan, period: Period, facts: Compared, line: BudgetLine, name: str) -> str:
    """The sentence that came with the value, else what the entry form's column says of its row."""
    stated = line.spending.stated if name == "spent" else line.amounts[name]
    if said := facts.reasons.get((stated.record, name), ""):
        return said
    row = record_id("progress", line.office, fy=plan.fy, period=period.code, project=line.project)
    cell = facts.figures.get((row, "jump_reason"), EMPTY).cell
    return str(cell.value) if name == "spent" and cell.state is CellState.VALUE else ""


# Rows


def _row(plan: Plan, period: Period, line: _Line) -> Row:
    body = plan.body(line.office)
    now, last, year = line.now.number, line.last.number, line.year.number
    cells = [
        Cell(line.project.name if line.project else ""),
        Cell(body.name),
        Cell(line.item),
        Cell(line.unit),
        _number(line.now.cell, line.decimals),
        _number(line.last.cell, line.decimals),
        _difference(now, last, line.decimals),
        _number(line.year.cell, line.decimals),
        _difference(now, year, line.decimals),
        _rate(now, year),
        BLANK if line.plan is None else Cell(_scaled(line.plan, line.decimals)),
        _rate(now, line.plan),
        Cell(line.reason) if line.reason else BLANK,
    ]
    code = Cell(line.project.code if line.project else "")
    return Row(cells, keys=[Cell(str(plan.fy)), Cell(form_cells.period_name(period)), code, Cell(body.code6)])


def _number(cell: Cell, decimals: int) -> Cell:
    """A cell with its number in whole units: text of an indicator's value stays text."""
    value = cell.value
    if isinstance(value, str) and value.removeprefix("-").isdigit():
        value = int(value)
    return Cell(_scaled(value, decimals), cell.state, cell.note) if isinstance(value, int) else cell


def _scaled(value: int, decimals: int) -> int | Decimal:
    return Decimal(value).scaleb(-decimals) if decimals else value


def _difference(now: int | None, then: int | None, decimals: int) -> Cell:
    return BLANK if now is None or then is None else Cell(_scaled(now - then, decimals))


@dataclass(frozen=True)
class _Sum:
    """A sum, and who is not in it."""

    total: ProjectTotal | RegionTotal | None
    missing: tuple[object, ...] = ()

    @property
    def yen(self) -> int | None:
        return self.total.net_yen if self.total is not None else None


class _Sums:
    """純計 of every project and of the region: of this period, the last one, and last year."""

    def __init__(self, plan: Plan, period: Period, facts: Compared) -> None:
        ledger = Ledger(plan.fy, facts.figures)
        before = Ledger(plan.fy - 1, facts.before)
        last, year, plan_before = facts.last_period, facts.last_year, facts.plan_before

        def now(stage: str) -> Consolidation:
            return consolidate(plan, facts.figures, stage, ledger=ledger)

        def then(stage: str) -> Consolidation | None:
            if plan_before is None or year is None:
                return None
            return consolidate(plan_before, facts.before, stage, ledger=before)

        self._items: list[tuple[str, tuple[Consolidation | None, ...]]] = [
            (
                term("spent"),
                (
                    now(period.stage),
                    now(last.stage) if last is not None else None,
                    then(year.stage) if year is not None else None,
                ),
            ),
            (term("budget_initial"), (now(INITIAL), None, then(INITIAL))),
        ]

    def of_project(self, project: Project) -> list[Row]:
        """The sums of one project."""

        def total_of(found: Consolidation | None) -> _Sum:
            row = found.row(project.code) if found is not None else None
            return _Sum(row, row.missing if row is not None else ())

        return self._rows(project.name, "subtotal", total_of)

    def of_region(self) -> list[Row]:
        """The sums of all projects."""

        def total_of(found: Consolidation | None) -> _Sum:
            if found is None:
                return _Sum(None)
            return _Sum(found.total, tuple((row.project, row.missing) for row in found.rows))

        return self._rows(say("form_all_projects"), "total", total_of)

    def _rows(
        self,
        name: str,
        kind: Literal["subtotal", "total"],
        total_of: Callable[[Consolidation | None], _Sum],
    ) -> list[Row]:
        rows = []
        for item, found in self._items:
            now, last, year = (total_of(one) for one in found)
            if all(one.yen is None for one in (now, last, year)):
                continue
            before, earlier = (one.yen if one.missing == now.missing else None for one in (last, year))
            cells = [
                Cell(name), Cell(term("net_total")), Cell(item), Cell(say("comparison_yen")),
                _sum_cell(now.total), _sum_cell(last.total), _difference(now.yen, before, 0),
                _sum_cell(year.total), _difference(now.yen, earlier, 0), _rate(now.yen, earlier),
                BLANK, BLANK, BLANK,
            ]  # fmt: skip
            rows.append(Row(cells, kind))
        return rows


def _sum_cell(total: ProjectTotal | RegionTotal | None) -> Cell:
    """A sum with the number of bodies it is made of, unless they are all there."""
    if total is None or total.net_yen is None:
        return BLANK
    cell = derived_cell(total.net_yen, conflict=total.conflict)
    if total.reported == total.expected or cell.state != "value":
        return cell
    return Cell(cell.value, "value", say("form_count", done=total.reported, all=total.expected))


def _rate(now: int | None, then: int | None) -> Cell:
    if now is None or then is None:
        return BLANK
    found = percent(now, then)
    return NOT_APPLICABLE if found is None else Cell(found)


def _notes(facts: Compared, lines: Sequence[_Line], rows: Sequence[Row]) -> list[str]:
    notes = [say("comparison_note_rate"), say("comparison_note_plan")]
    if facts.last_period is None:
        notes.append(say("comparison_note_first"))
    if not any(line.year.number is not None for line in lines):
        notes.append(say("comparison_note_no_year"))
    told = sum(bool(line.reason) for line in lines)
    notes.append(say("comparison_note_reasons", count=told))
    if not facts.office:
        notes.append(say("comparison_note_net"))
    return notes + form_cells.conflict_note(row.cells for row in rows if row.kind == "data")
