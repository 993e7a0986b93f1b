"""Budget and settlement of each body and project, and their sums (R12, R14, R25).

Promise: sums are made in yen, of what has been stated, and say of how many bodies; a rate is given only over bodies
that stated both sides. Budgets are gross (総計); what may be taken out between the bodies is in
:mod:`alps_desk.domain.consolidate`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from alps_desk.domain.amounts import INITIAL, Amount, Ledger
from alps_desk.domain.consolidate import expected_bodies
from alps_desk.domain.expenditure import Expenditure, expenditure
from alps_desk.domain.money import Figure, budget_current, execution_rate, unused
from alps_desk.domain.plan import Plan
from alps_desk.domain.shown import Figures

Measure = Literal["initial", "supplement", "current", "spent", "carried_out", "unused"]
MEASURES: tuple[Measure, ...] = ("initial", "supplement", "current", "spent", "carried_out", "unused")
"""The columns of 予算・決算集計表. ``supplement`` is everything between 当初 and 現額: 補正, 繰越, 流用・充用."""

_PLACES = {measure: place for place, measure in enumerate(MEASURES)}
_SUPPLEMENTS = ("budget_supplement", "carried_in", "budget_transfer")


@dataclass(frozen=True)
class BudgetLine:
    """One body's budget and settlement of one project.

    Attributes:
        stage: stage the amounts stand at (当初 has its own); "" if nothing is entered.
        amounts: field of ``money`` → as it was stated.
        spending: expenditure as the totals count it, from ``spent`` or from what was paid to others.
        current, unused: derived (R12); their ``missing`` names parts that counted 0.
        expected: whether the body reports on the project; others have a line only if they stated something.
    """

    project: str
    office: str
    stage: str
    amounts: Mapping[str, Amount]
    spending: Expenditure
    current: Figure
    unused: Figure
    expected: bool

    @cached_property
    def yens(self) -> tuple[int | None, ...]:
        """The amount of each column of ``MEASURES``."""
        amounts = self.amounts
        added = [yen for field in _SUPPLEMENTS if (yen := amounts[field].yen) is not None]
        return (
            amounts["budget_initial"].yen,
            sum(added) if added else None,
            self.current.yen,
            self.spending.yen,
            amounts["carried_out"].yen,
            self.unused.yen,
        )

    @cached_property
    def conflicts(self) -> tuple[bool, ...]:
        """Whether a 食い違い is in the amount of each column of ``MEASURES``."""
        amounts, spent = self.amounts, self.spending.conflict
        initial, carried_out = amounts["budget_initial"].conflict, amounts["carried_out"].conflict
        supplement = any(amounts[field].conflict for field in _SUPPLEMENTS)
        budget = initial or supplement
        return initial, supplement, budget, spent, carried_out, spent or budget or carried_out

    def yen(self, measure: Measure) -> int | None:
        """The amount of a column."""
        return self.yens[_PLACES[measure]]

    def in_conflict(self, measure: Measure) -> bool:
        """Whether a 食い違い is in the amount of a column."""
        return self.conflicts[_PLACES[measure]]

    @property
    def spent_yen(self) -> int | None:
        """Expenditure; None = not reported."""
        return self.yen("spent")

    @property
    def supplement_yen(self) -> int | None:
        """補正等: everything added to the initial budget; None while none of its parts is stated."""
        return self.yen("supplement")

    @property
    def rate(self) -> Decimal | None:
        """Execution rate in percent (R12)."""
        return execution_rate(self.spent_yen, self.current.yen)

    @property
    def budget_conflict(self) -> bool:
        """Whether a part of the current budget is a 食い違い."""
        return self.in_conflict("current")

    @property
    def conflict(self) -> bool:
        """Whether an amount of the line is a 食い違い."""
        return self.in_conflict("unused")


@dataclass(frozen=True)
class BudgetSum:
    """Sum of some lines.

    Attributes:
        yen: measure → sum over the lines that stated it; None if none did.
        stated: measure → number of those lines.
        rate: execution rate over the lines that have both spending and budget, None if there are none.
        rate_whole: whether those are all lines that have either, so that the rate fits the sums.
        reported, expected: lines of bodies that report on the project, and those of them with an expenditure.
        conflicts: measure → whether a 食い違い is in that sum.
    """

    yen: Mapping[Measure, int | None]
    stated: Mapping[Measure, int]
    rate: Decimal | None
    rate_whole: bool
    reported: int
    expected: int
    conflicts: Mapping[Measure, bool]

    @property
    def conflict(self) -> bool:
        """Whether a 食い違い is in any of the sums."""
        return any(self.conflicts.values())


def budget_lines(
    plan: Plan,
    figures: Figures,
    stage: str | None = None,
    *,
    projects: Collection[str] | None = None,
    ledger: Ledger | None = None,
) -> list[BudgetLine]:
    """A line for every project and body that reports on it or stated anything, in the order of the plan.

    Args:
        plan: the year.
        figures: figures of all bodies.
        stage: as in :func:`~alps_desk.domain.consolidate.consolidate`; ``initial`` leaves all but 当初 empty.
        projects: only these.
        ledger: of these figures, where the caller has one.
    """
    ledger = ledger or Ledger(plan.fy, figures)
    lines = []
    for project in plan.projects:
        if projects is not None and project.code not in projects:
            continue
        expected = set(expected_bodies(plan, project))
        for body in plan.bodies:
            line = _line(ledger, project.code, body.key, stage, body.key in expected)
            if line.expected or any(yen is not None for yen in line.yens):
                lines.append(line)
    return lines


def _line(ledger: Ledger, project: str, office: str, stage: str | None, expected: bool) -> BudgetLine:
    if stage == INITIAL:
        spending = Expenditure(office, (), "", ledger.money(office, project, "", "spent"), False)
    else:
        spending = expenditure(ledger, office, project, stage)
    taken = spending.stage
    amounts = {field: ledger.money(office, project, taken, field) for field in (*_SUPPLEMENTS, "carried_out")}
    amounts["budget_initial"] = ledger.money(office, project, INITIAL, "budget_initial")
    supplements = [amounts[field].yen for field in _SUPPLEMENTS]
    current = budget_current(amounts["budget_initial"].yen, *supplements)
    return BudgetLine(
        project, office, taken, amounts, spending, current,
        unused(current.yen, spending.yen, amounts["carried_out"].yen),
        expected,
    )  # fmt: skip


def sum_lines(lines: Iterable[BudgetLine]) -> BudgetSum:
    """Adds lines up, whichever they are: of a project, a field, a body, the region."""
    some = list(lines)
    columns = (
        dict(zip(MEASURES, zip(*(line.yens for line in some), strict=True), strict=True)) if some else {}
    )
    stated = {measure: [yen for yen in columns.get(measure, ()) if yen is not None] for measure in MEASURES}
    both = [line for line in some if line.spent_yen is not None and line.current.yen is not None]
    either = [line for line in some if line.spent_yen is not None or line.current.yen is not None]
    expected = [line for line in some if line.expected]
    return BudgetSum(
        {measure: sum(yens) if yens else None for measure, yens in stated.items()},
        {measure: len(yens) for measure, yens in stated.items()},
        execution_rate(sum(line.spent_yen or 0 for line in both), sum(line.current.yen or 0 for line in both))
        if both
        else None,
        len(both) == len(either),
        sum(line.spent_yen is not None for line in expected),
        len(expected),
        {measure: any(line.conflicts[place] for line in some) for measure, place in _PLACES.items()},
    )
