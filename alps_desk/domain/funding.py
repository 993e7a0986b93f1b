"""What each project is paid from: the funding columns beside the cost, and their sums (R19, R21).

Promise: sums are made in yen of what was stated; a received 負担金 is part of その他. Of the region's net sums the
負担金 between the bodies are taken out twice, of the cost and of その他, so that net funds still make the net cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from alps_desk.domain.amounts import INITIAL, Amount, Ledger
from alps_desk.domain.budget_lines import BudgetLine, budget_lines
from alps_desk.domain.consolidate import ProjectTotal
from alps_desk.domain.money import funding_difference
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import FUNDS
from alps_desk.domain.shown import Figures

RECEIVED = "transfer_in"
COLUMNS = (*FUNDS, RECEIVED)


@dataclass(frozen=True)
class FundingLine:
    """The funds of one body for one project.

    Attributes:
        line: its budget line at the same stage.
        cost_yen: what the funds are to pay for; cost_conflict: it is a 食い違い.
        amounts: the five funds and the received 負担金, as stated.
    """

    line: BudgetLine
    cost_yen: int | None
    cost_conflict: bool
    amounts: Mapping[str, Amount]

    @property
    def stated(self) -> bool:
        """Whether the body said anything of its funds."""
        return any(self.amounts[name].yen is not None for name in FUNDS)

    @property
    def difference_yen(self) -> int | None:
        """Cost − funds; right is 0 (R21)."""
        return funding_difference(self.cost_yen, {name: self.amounts[name].yen for name in FUNDS}).yen


@dataclass(frozen=True)
class FundingSum:
    """Sums over some lines; None where nobody stated anything.

    Attributes:
        conflicts: columns (``cost`` is one) that a 食い違い is in.
        reported, expected: bodies with a cost, of those that report.
    """

    cost_yen: int | None
    yen: Mapping[str, int | None]
    conflicts: frozenset[str]
    reported: int
    expected: int

    @property
    def total_yen(self) -> int | None:
        """The five funds together."""
        known = [yen for name in FUNDS if (yen := self.yen[name]) is not None]
        return sum(known) if known else None


def funding_lines(plan: Plan, figures: Figures, stage: str) -> list[FundingLine]:
    """A line for every line of ``budget_lines``, at the stage that one stands at."""
    ledger = Ledger(plan.fy, figures)
    found = []
    for line in budget_lines(plan, figures, stage, ledger=ledger):
        if stage == INITIAL:
            cost = line.amounts["budget_initial"]
            cost_yen, conflict, taken = cost.yen, cost.conflict, INITIAL
        else:
            cost_yen, conflict, taken = line.spent_yen, line.spending.conflict, line.stage
        amounts = {name: ledger.money(line.office, line.project, taken, name) for name in COLUMNS}
        found.append(FundingLine(line, cost_yen, conflict, amounts))
    return found


def sum_funding(lines: Iterable[FundingLine]) -> FundingSum:
    """Adds lines up, gross."""
    some = list(lines)
    costs = [line.cost_yen for line in some if line.cost_yen is not None]
    yen: dict[str, int | None] = {}
    conflicts = {"cost"} if any(line.cost_conflict for line in some) else set()
    for name in COLUMNS:
        known = [line.amounts[name].yen or 0 for line in some if line.amounts[name].yen is not None]
        yen[name] = sum(known) if known else None
        if any(line.amounts[name].conflict for line in some):
            conflicts.add(name)
    expected = [line for line in some if line.line.expected]
    return FundingSum(
        sum(costs) if costs else None, yen, frozenset(conflicts),
        sum(line.cost_yen is not None for line in expected), len(expected),
    )  # fmt: skip


def net_funding(
    total: FundingSum, lines: Sequence[FundingLine], totals: Sequence[ProjectTotal]
) -> FundingSum:
    """The sums without the 負担金 between the bodies.

    Args:
        total: gross sums of ``lines``.
        totals: the projects' totals at the same stage; what they take out is taken out here.

    Returns:
        その他 and the received 負担金 are None while a body that received something has not said its その他: taking
        out what was never put in would make it too small.
    """
    taken = sum(one.elimination_yen or 0 for one in totals)
    stated = {
        (one.line.project, one.line.office) for one in lines if one.amounts["fund_other"].yen is not None
    }
    receivers = {
        (one.project, term.payee)
        for one in totals
        for term in one.terms
        if term.kind == "elimination" and term.payee
    }
    whole = receivers <= stated
    yen = dict(total.yen)
    for name in ("fund_other", RECEIVED):
        before = yen[name]
        yen[name] = before - taken if whole and before is not None else None if taken else before
    cost = total.cost_yen
    return FundingSum(
        None if cost is None else cost - taken, yen, total.conflicts, total.reported, total.expected
    )
