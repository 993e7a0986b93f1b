"""Form 5, 財源内訳表: what each project is paid from, body by body, with sums gross and net (R19, R21).

Promise: the funds stand beside the cost they pay for, and a difference between the two is shown in yen, never hidden in
その他. At every stage: 当初 and earlier periods stand above the period's own stage wherever somebody stated funds then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from alps_desk.domain.amounts import FORECAST, INITIAL, SETTLED, Amount
from alps_desk.domain.calendar import period_span
from alps_desk.domain.consolidate import ProjectTotal, consolidate
from alps_desk.domain.funding import (
    RECEIVED,
    FundingLine,
    FundingSum,
    funding_lines,
    net_funding,
    sum_funding,
)
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.records import FUNDS
from alps_desk.domain.shown import Figures
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import BLANK, NOT_APPLICABLE, UNREPORTED, amount_cell, derived_cell
from alps_desk.reports.money_groups import field_groups, type_groups
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say, term

NAME = "funding"


def build(
    plan: Plan,
    period: Period,
    figures: Figures,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """The funds of every project at the period's stage and those before it.

    Args:
        figures: figures of all bodies.
        display_unit: 1 (円) or 1000 (千円).
    """
    lines = funding_lines(plan, figures, period.stage)
    earlier = [_Earlier(plan, figures, stage) for stage in _stages_before(plan, period)]
    totals = {one.project: one for one in consolidate(plan, figures, period.stage).rows}
    by_project: dict[str, list[FundingLine]] = {}
    for line in lines:
        by_project.setdefault(line.line.project, []).append(line)
    groups = field_groups(plan)
    rows: list[Row] = []
    for project in plan.projects:
        own = by_project.get(project.code, [])
        head = form_cells.project_cells(plan, project)
        for before in earlier:
            rows += before.rows(plan, period, project, head)
        rows += [_line_row(plan, period, project, line, head, period.stage) for line in own]
        rows += _sum_rows(head, own, [totals[project.code]], period.stage)
        if project.code in groups:
            group = groups[project.code]
            rows += _sum_rows(group.head, *_members(by_project, totals, group.projects), period.stage)
    for group in type_groups(plan):
        rows += _sum_rows(group.head, *_members(by_project, totals, group.projects), period.stage)
    everything = [BLANK, BLANK, Cell(say("form_all_projects")), BLANK]
    rows += _sum_rows(everything, lines, list(totals.values()), period.stage, last=True)
    return ReportTable(
        NAME,
        say("form_funding"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _columns(),
        rows,
        as_of=form_cells.as_of(period),
        display_unit=display_unit,
        notes=_notes(plan, period, lines, rows, display_unit, [one.stage for one in earlier if one.shown]),
        sample=plan.sample,
        key_columns=form_cells.key_columns(),
    )


class _Earlier:
    """The funds at a stage before the period's own, of the projects of which somebody stated any.

    Attributes:
        shown: whether there was one.
    """

    def __init__(self, plan: Plan, figures: Figures, stage: str) -> None:
        self.stage = stage
        self.shown = False
        self._lines: dict[str, list[FundingLine]] = {}
        for line in funding_lines(plan, figures, stage):
            self._lines.setdefault(line.line.project, []).append(line)
        self._totals = {one.project: one for one in consolidate(plan, figures, stage).rows}

    def rows(self, plan: Plan, period: Period, project: Project, head: Sequence[Cell]) -> list[Row]:
        """The bodies that stated something then, and their sums."""
        lines = self._lines.get(project.code, [])
        if not any(line.stated for line in lines):
            return []
        self.shown = True
        said = [line for line in lines if line.stated or line.cost_yen is not None]
        found = [_line_row(plan, period, project, line, head, self.stage) for line in said]
        return [*found, *_sum_rows(head, lines, [self._totals[project.code]], self.stage)]


def _stages_before(plan: Plan, period: Period) -> list[str]:
    """Stages that come before a period's own, in their order."""
    ends = period_span(plan.fy, period.code)[1]
    spans = sorted((period_span(plan.fy, one.code)[1], one.stage) for one in plan.periods)
    reported = [stage for end, stage in spans if end <= ends]
    forecast = [FORECAST] if period.stage == SETTLED else []
    return [one for one in dict.fromkeys([INITIAL, *reported, *forecast]) if one and one != period.stage]


def _columns() -> list[Column]:
    funds = say("form_funds")
    return [
        *form_cells.heading_groups(form_cells.project_columns()),
        Column("stage", term("stage"), "text", width=6),
        Column("office", term("office"), "text", width=10),
        Column("reported_count", term("reported_count"), "mark", width=5),
        Column("cost", say("form_cost"), "yen", width=11),
        *(Column(name, term(name), "yen", width=10, group=funds) for name in FUNDS[:4]),
        Column(RECEIVED, say("form_received_inside"), "yen", width=10, group=funds),
        Column("fund_general", term("fund_general"), "yen", width=10, group=funds),
        Column("difference", say("form_funding_gap"), "yen", width=9),
    ]


def _line_row(
    plan: Plan, period: Period, project: Project, line: FundingLine, head: Sequence[Cell], stage: str
) -> Row:
    body = plan.body(line.line.office)
    reported = UNREPORTED if line.cost_yen is None else Cell(say("form_part"))
    cells = [
        *head,
        Cell(form_cells.stage_name(stage)),
        Cell(body.name),
        reported if line.line.expected else NOT_APPLICABLE,
        derived_cell(line.cost_yen, conflict=line.cost_conflict, missing=UNREPORTED),
        *(_fund_cell(line, line.amounts[name]) for name in (*FUNDS[:4], RECEIVED, FUNDS[4])),
        _difference_cell(line.difference_yen),
    ]
    return Row(cells, keys=form_cells.key_cells(plan, period, project, body))


def _fund_cell(line: FundingLine, amount: Amount) -> Cell:
    """A fund; blank where a body that said others left this one out, 未報告 where it said none at all."""
    return amount_cell(amount, optional=line.stated or amount.field == RECEIVED)


def _difference_cell(yen: int | None) -> Cell:
    if not yen:
        return derived_cell(yen)
    return Cell(yen, "value", say("form_funding_differs"))


def _members(
    by_project: dict[str, list[FundingLine]], totals: dict[str, ProjectTotal], codes: frozenset[str]
) -> tuple[list[FundingLine], list[ProjectTotal]]:
    some = [line for code, own in by_project.items() if code in codes for line in own]
    return some, [total for code, total in totals.items() if code in codes]


def _sum_rows(
    head: Sequence[Cell],
    lines: Sequence[FundingLine],
    totals: Sequence[ProjectTotal],
    stage: str,
    *,
    last: bool = False,
) -> list[Row]:
    """総計 and 純計; one row where nothing is taken out."""
    head = [*head, Cell(form_cells.stage_name(stage))]
    gross = sum_funding(lines)
    net = net_funding(gross, lines, totals)
    kind: Literal["subtotal", "total"] = "total" if last else "subtotal"
    rows = []
    if any(one.elimination_yen for one in totals) or last:
        rows.append(Row(_sum_cells(head, term("gross_total"), gross), kind))
    rows.append(Row(_sum_cells(head, term("net_total"), net), kind))
    return rows


def _sum_cells(head: Sequence[Cell], name: str, total: FundingSum) -> list[Cell]:
    def cell(column: str) -> Cell:
        return derived_cell(total.yen[column], conflict=column in total.conflicts)

    cost, funds = total.cost_yen, total.total_yen
    whole = total.yen["fund_other"] is not None
    return [
        *head,
        Cell(name),
        Cell(say("form_count", done=total.reported, all=total.expected)),
        derived_cell(cost, conflict="cost" in total.conflicts, missing=UNREPORTED),
        *(cell(column) for column in (*FUNDS[:4], RECEIVED, FUNDS[4])),
        _difference_cell(cost - funds) if cost is not None and funds is not None and whole else BLANK,
    ]


def _notes(
    plan: Plan,
    period: Period,
    lines: Sequence[FundingLine],
    rows: Sequence[Row],
    display_unit: int,
    earlier: Sequence[str],
) -> list[str]:
    reports = [(line.line.office, line.cost_yen is not None) for line in lines if line.line.expected]
    notes = [form_cells.completeness_note(plan, reports)]
    notes += form_cells.conflict_note(row.cells for row in rows if row.kind == "data")
    if display_unit != 1:
        notes.append(say("form_note_rounding"))
    notes.append(say("form_note_stage", stage=form_cells.stage_name(period.stage)))
    if earlier:
        stages = say("form_list_separator").join(form_cells.stage_name(one) for one in earlier)
        own = form_cells.stage_name(period.stage)
        notes.append(say("form_note_funding_stages", stages=stages, stage=own))
    notes.append(say("form_note_funding_other"))
    notes.append(say("form_note_funding_net"))
    differing = sum(bool(line.difference_yen) for line in lines)
    if differing:
        notes.append(say("form_note_funding_differs", count=differing))
    return notes
