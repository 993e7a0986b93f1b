"""Totals that a plain sum gets wrong: each worked out by hand, the plain sum beside the right one.

The plain sum is what a spreadsheet says that adds the column, or does what looks reasonable with it; each vector says
what. Where our figure is made of terms, they make it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from alps_desk.domain.budget_lines import budget_lines, sum_lines
from alps_desk.domain.consolidate import consolidate, over_years
from alps_desk.domain.money import format_amount, round_half_up
from alps_desk.domain.plan import Plan
from alps_desk.domain.shown import Figures
from tests.figures import FIVE, Entered, small_plan, vector_r19

PLAN = small_plan()
PLAN_FIVE = small_plan({"P1": "I"}, bodies=FIVE)


def column(figures: Figures, *fields: str) -> int:
    """The sum of columns as a spreadsheet makes it: whatever is a number is added."""
    return sum(
        shown.cell.value
        for (_, field), shown in figures.items()
        if field in fields and isinstance(shown.cell.value, int)
    )


@dataclass(frozen=True)
class Vector:
    """One region.

    Attributes:
        plain: what the plain sum says; right: what the region's net total is.
        naive: makes the plain sum.
        found: who reported, of how many; conflict: whether the total is marked.
    """

    name: str
    figures: Callable[[], Entered]
    naive: Callable[[Entered], int]
    plain: int
    right: int
    plan: Plan = PLAN
    stage: str | None = None
    project: str = "P1"
    found: tuple[int, int] | None = None
    conflict: bool = False


def spent(figures: Entered) -> int:
    return column(figures, "spent")


def type_one_by_payee_word() -> Entered:
    """lead 2,500,000 of which 1,000,000 received from east and west, which spent 600,000 and 400,000 on it."""
    figures = Entered().money("lead", "P1", spent=2_500_000)
    figures.money("east", "P1", spent=600_000).money("west", "P1", spent=400_000)
    return figures.burden("lead", "P1", "east", final=600_000).burden("lead", "P1", "west", final=400_000)


def type_two_neighbours() -> Entered:
    """east spends 70,000 and west 50,000; 20,000 of west's went to east."""
    figures = Entered().money("east", "P2", spent=70_000).money("west", "P2", spent=50_000)
    return figures.burden("east", "P2", "west", transfer_out=20_000)


def type_three_shares() -> Entered:
    """The union spends 900,000; three municipalities pay 100,000 each to it and book that as their spending."""
    figures = Entered().money("union", "P3", spent=900_000)
    for town in ("lead", "east", "west"):
        figures.money(town, "P3", spent=100_000).burden("union", "P3", town, transfer_out=100_000)
    return figures


def to_outsiders() -> Entered:
    """east pays 200,000 of its 500,000 to a 社会福祉協議会: it leaves the region and stays in."""
    figures = Entered().money("east", "P2", spent=500_000)
    return figures.burden("welfare-council", "P2", "east", transfer_out=200_000)


def chain() -> Entered:
    """west pays 150,000 to east, east 400,000 to lead, lead spends 1,000,000."""
    figures = Entered().money("lead", "P1", spent=1_000_000)
    figures.money("east", "P1", spent=400_000).burden("lead", "P1", "east", transfer_out=400_000)
    return figures.money("west", "P1", spent=150_000).burden("east", "P1", "west", transfer_out=150_000)


def paid_back() -> Entered:
    """lead spends 1,000,000; a settlement of last year's gives east 50,000 back: a negative payment."""
    figures = Entered().money("lead", "P1", spent=1_000_000)
    return figures.burden("lead", "P1", "east", transfer_out=-50_000)


def missing_payer() -> Entered:
    """lead spends 1,000,000 and has received 300,000 of east, which has not reported at all."""
    figures = Entered().money("lead", "P1", spent=1_000_000)
    return figures.burden("lead", "P1", "east", transfer_in=300_000)


def missing_of_type_two() -> Entered:
    """lead spent 50,000 and east 70,000; west has its budget of 40,000 and has not reported: n/3 must say so."""
    figures = Entered().money("lead", "P2", spent=50_000, budget_initial=60_000)
    figures.money("east", "P2", spent=70_000, budget_initial=80_000)
    return figures.money("west", "P2", budget_initial=40_000)


def beyond() -> Entered:
    """A notice of 300,000 to east, which spent 200,000 in all: no more than that can have been handed on."""
    figures = Entered().money("lead", "P1", spent=1_000_000).money("east", "P1", spent=200_000)
    return figures.burden("lead", "P1", "east", notified=300_000)


def two_words() -> Entered:
    """One office said 412,000 on one PC and 418,000 on another; the first is shown until somebody decides."""
    figures = Entered().put("money:east:2026:P2:settled", "spent", 412_000, conflict=True)
    return figures.money("west", "P2", spent=100_000)


def two_stages() -> Entered:
    """The half year's 10,000 are inside the year's 30,000."""
    return Entered().money("lead", "P2", "half1", spent=10_000).money("lead", "P2", "settled", spent=30_000)


def budgets() -> Entered:
    """当初: lead 1,000,000 with 500,000 of 負担金 in it, east 320,000, west 200,000; 300,000 and 200,000 foreseen."""
    figures = Entered().money("lead", "P1", budget_initial=1_000_000)
    figures.money("east", "P1", budget_initial=320_000).money("west", "P1", budget_initial=200_000)
    figures.burden("lead", "P1", "east", forecast=300_000)
    return figures.burden("lead", "P1", "west", forecast=200_000)


def sum_of_payee() -> Entered:
    """lead says 500,000 were received in all, nobody from whom; east spent 300,000, west 250,000."""
    figures = Entered().money("lead", "P1", spent=1_000_000, transfer_in=500_000)
    return figures.money("east", "P1", spent=300_000).money("west", "P1", spent=250_000)


VECTORS = (
    Vector("R19: four towns' shares are in the lead's cost", vector_r19, spent, 4_200_000, 3_000_000, PLAN_FIVE, found=(5, 5)),
    Vector("type I, only the payee named the shares", type_one_by_payee_word, spent, 3_500_000, 2_500_000, found=(3, 3)),
    Vector("type II, one neighbour pays another", type_two_neighbours, spent, 120_000, 100_000, project="P2", found=(2, 3)),
    Vector("type III, shares paid to the union", type_three_shares, spent, 1_200_000, 900_000, project="P3", found=(1, 1)),
    Vector("payments to others stay in", to_outsiders, lambda f: spent(f) - column(f, "transfer_out"), 300_000, 500_000, project="P2"),
    Vector("a chain of transfers", chain, spent, 1_550_000, 1_000_000, found=(3, 3)),
    Vector("a settlement that is paid back", paid_back, lambda f: spent(f) - column(f, "transfer_out"), 1_050_000, 1_000_000),
    Vector("a payer that has not reported", missing_payer, lambda f: spent(f) - column(f, "transfer_in"), 700_000, 1_000_000, found=(1, 3)),
    Vector("type II, one office has not reported", missing_of_type_two, lambda f: spent(f) + 40_000, 160_000, 120_000, project="P2", found=(2, 3)),
    Vector("no more than its payer spent", beyond, lambda f: spent(f) - column(f, "notified"), 900_000, 1_000_000),
    Vector("a conflict counts once and is marked", two_words, lambda f: spent(f) + 418_000, 930_000, 512_000, project="P2", conflict=True, found=(2, 3)),
    Vector("a stage inside another", two_stages, spent, 40_000, 30_000, project="P2"),
    Vector("budgets less what was foreseen", budgets, lambda f: column(f, "budget_initial"), 1_520_000, 1_020_000, stage="initial"),
    Vector("only the payee's sum is known", sum_of_payee, spent, 1_550_000, 1_050_000, found=(3, 3)),
)  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS, ids=[one.name for one in VECTORS])
def test_a_plain_sum_is_wrong_and_ours_is_right(vector: Vector) -> None:
    figures = vector.figures()
    assert vector.naive(figures) == vector.plain != vector.right
    row = consolidate(vector.plan, figures, vector.stage).row(vector.project)
    assert row is not None
    assert row.net_yen == vector.right
    made = {"expenditure": 0, "elimination": 0}
    for term in row.terms:
        made[term.kind] += term.yen
    assert made["expenditure"] - made["elimination"] == vector.right
    assert row.conflict == vector.conflict
    if vector.found is not None:
        assert (row.reported, row.expected) == vector.found
        assert len(row.missing) == row.expected - row.reported


def test_years_are_added_by_what_was_spent_not_by_budgets() -> None:  # R17
    """2025: 現額 1,000,000, spent 300,000, 700,000 carried over. 2026: 現額 900,000 (700,000 of it carried in), spent 850,000."""
    plans = [small_plan({"P3": "III"}, fy=fy) for fy in (2025, 2026)]
    years = [
        Entered(2025).money("union", "P3", budget_initial=1_000_000, spent=300_000, carried_out=700_000),
        Entered().money("union", "P3", budget_initial=200_000, carried_in=700_000, spent=850_000),
    ]
    budgets_added = sum(
        sum_lines(budget_lines(plan, one)).yen["current"] or 0 for plan, one in zip(plans, years, strict=True)
    )
    assert budgets_added == 1_900_000, "the plain sum has the 700,000 twice"
    found = over_years(consolidate(plan, one) for plan, one in zip(plans, years, strict=True))
    assert found.total_yen == 1_150_000


def test_thousands_are_rounded_once_and_half_up() -> None:  # R13, R14
    """Two offices with 1,500 yen: 2 + 2 in 千円, and the sum of 3,000 is 3. 2,500 is 3, where half-even says 2."""
    figures = Entered().money("east", "P2", spent=1_500).money("west", "P2", spent=1_500)
    row = consolidate(PLAN, figures).row("P2")
    assert row is not None
    rounded_first = sum(round_half_up(term.yen, 1000) for term in row.terms)
    assert (rounded_first, format_amount(row.net_yen or 0, 1000)) == (4, "3")
    assert (round(2_500 / 1000), format_amount(2_500, 1000), format_amount(-2_500, 1000)) == (2, "3", "△3")
