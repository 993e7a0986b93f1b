"""Checks of 予算・決算: those of the entry form that concern money, and what holds at the stage of 当初 (R20, R21)."""

from __future__ import annotations

from collections.abc import Iterator

from alps_desk.domain.amounts import INITIAL
from alps_desk.domain.budget_form import BudgetPart, at_stage
from alps_desk.domain.cells import CellState
from alps_desk.domain.money import format_amount
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.records import FUNDS
from alps_desk.domain.rules import Finding, check_part, stated_number
from alps_desk.domain.shown import EMPTY, Figures


def check_budget(
    plan: Plan, period: Period, row: BudgetPart, figures: Figures, earlier: Figures
) -> list[Finding]:
    """Everything found in one row.

    Args:
        period: the period of the stage looked at.
        earlier: figures of the years before, for comparison.
    """
    when = at_stage(row.part, period, row.stage)
    records = {record for record, _ in row.targets.values()}
    places = {(record, field.name): name for name, (record, field) in row.targets.items()}
    found = [
        finding
        for finding in check_part(plan, when, row.part, figures, earlier)
        if finding.record in records
        and finding.level != "missing"
        and (finding.record, finding.field) in places
        and not _another_stage(row, finding)
    ]
    found += [
        Finding("missing", record, field.name, "rule_missing")
        for name in row.required
        for record, field in (row.targets[name],)
        if figures.get((record, field.name), EMPTY).cell.state is CellState.EMPTY
    ]
    return [*found, *_check_initial_funds(row, figures)]


def _another_stage(row: BudgetPart, finding: Finding) -> bool:
    """At 当初 the funds are compared with the budget, not with a spending that is not there."""
    return row.stage == INITIAL and finding.code == "rule_funding"


def _check_initial_funds(row: BudgetPart, figures: Figures) -> Iterator[Finding]:
    if row.kind != "own" or row.stage != INITIAL:
        return

    cells = {
        column: figures.get((record, field.name), EMPTY).cell
        for column, (record, field) in row.targets.items()
        if column in (*FUNDS, "budget_initial")
    }
    budget = stated_number(cells["budget_initial"])
    known = [yen for name in FUNDS if (yen := stated_number(cells[name])) is not None]
    stated = any(cells[name].state is CellState.VALUE for name in FUNDS)
    if budget is None or len(known) < len(FUNDS) or not stated:
        return
    total = sum(known)
    if total != budget:
        record, field = row.targets["fund_general"]
        yield Finding(
            "error", record, field.name, "rule_funding_initial",
            {"total": format_amount(total), "budget": format_amount(budget),
             "difference": format_amount(abs(total - budget))},
        )  # fmt: skip
