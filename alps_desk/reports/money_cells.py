"""The amounts of a budget line as cells, the same in every form that shows them."""

from __future__ import annotations

from alps_desk.domain.amounts import FORECAST, SETTLED
from alps_desk.domain.budget_lines import BudgetLine, BudgetSum, Measure
from alps_desk.domain.cells import CellState
from alps_desk.reports.form_cells import BLANK, NOT_APPLICABLE, UNREPORTED, amount_cell, derived_cell
from alps_desk.reports.tables import Cell
from alps_desk.wording import say

FINAL_STAGES = (SETTLED, FORECAST)
"""不用額 is what is left when the year is over; before that, what is left is not yet unused."""

_MAY_STAY_EMPTY: frozenset[Measure] = frozenset({"supplement", "carried_out", "unused"})


def spent_cell(line: BudgetLine) -> Cell:
    """Expenditure; says so where it is taken from what the body paid to others."""
    terms = line.spending.terms
    if not terms or terms[0].basis != "transfer_out":
        return amount_cell(line.spending.stated)
    if line.spending.conflict:
        return Cell(line.spent_yen, "conflict")
    return Cell(line.spent_yen, "value", say("form_by_transfer"))


def supplement_cell(line: BudgetLine) -> Cell:
    """補正等: everything added to the initial budget; blank while a body with a budget has added nothing."""
    if line.supplement_yen is None and line.yen("initial") is None and line.spent_yen is None:
        return UNREPORTED
    return derived_cell(line.supplement_yen, conflict=line.in_conflict("supplement"))


def current_cell(line: BudgetLine) -> Cell:
    """Current budget; without an initial budget what is said of that."""
    if _has_no_budget(line):
        return NOT_APPLICABLE
    return derived_cell(
        line.current.yen,
        conflict=line.budget_conflict,
        missing=amount_cell(line.amounts["budget_initial"]),
    )


def rate_cell(line: BudgetLine) -> Cell:
    """Execution rate; ― where the budget is 0 (R12), blank where a part is missing."""
    if line.spent_yen is not None and line.current.yen == 0:
        return NOT_APPLICABLE
    return derived_cell(line.rate, conflict=line.budget_conflict or line.spending.conflict)


def carried_out_cell(line: BudgetLine) -> Cell:
    """Carried over to the next year; blank while a body that reported has entered nothing."""
    return amount_cell(line.amounts["carried_out"], optional=line.spent_yen is not None)


def unused_cell(line: BudgetLine, stage: str) -> Cell:
    """Unused budget, once the year is settled or foreseen."""
    if stage not in FINAL_STAGES or _has_no_budget(line):
        return NOT_APPLICABLE
    return derived_cell(line.unused.yen, conflict=line.conflict)


def _has_no_budget(line: BudgetLine) -> bool:
    """Whether the body said 該当なし of its budget, and added nothing to it."""
    return line.amounts["budget_initial"].state is CellState.NONE and line.supplement_yen is None


def sum_cell(total: BudgetSum, measure: Measure, stage: str) -> Cell:
    """A sum of one column; of nothing stated it is 未報告, or blank where a column may stay empty."""
    if measure == "unused" and stage not in FINAL_STAGES:
        return NOT_APPLICABLE
    missing = BLANK if measure in _MAY_STAY_EMPTY else UNREPORTED
    return derived_cell(total.yen[measure], conflict=total.conflicts[measure], missing=missing)


def sum_rate_cell(total: BudgetSum) -> Cell:
    """Execution rate of a sum; blank where a line in it has only one of the two parts."""
    if not total.rate_whole:
        return BLANK
    if total.rate is None and total.yen["current"] == 0:
        return NOT_APPLICABLE
    return derived_cell(total.rate, conflict=total.conflicts["current"] or total.conflicts["spent"])
