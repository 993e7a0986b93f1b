"""Budget and settlement per body and project (R12, R14, R25)."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from alps_desk.domain.budget_lines import MEASURES, BudgetLine, budget_lines, sum_lines
from alps_desk.domain.money import Figure
from tests.figures import FIVE, NONE, PENDING, Entered, small_plan, vector_r19

PLAN = small_plan()


def line(figures: Entered, office: str, project: str, stage: str | None = None) -> BudgetLine:
    return next(
        one for one in budget_lines(PLAN, figures, stage) if (one.office, one.project) == (office, project)
    )


def test_r12() -> None:
    figures = Entered().money(
        "union", "P3", budget_initial=193_416_177_000, budget_supplement=0, carried_in=0, budget_transfer=0,
        spent=165_595_710_595, carried_out=19_413_350_000,
    )  # fmt: skip
    found = line(figures, "union", "P3")
    assert found.rate == Decimal("85.6")
    assert found.unused == Figure(8_407_116_405)
    assert found.current == Figure(193_416_177_000)
    assert not found.conflict


def test_what_is_not_entered_is_not_zero() -> None:  # R16
    empty = line(Entered(), "east", "P2")
    assert [empty.yen(measure) for measure in MEASURES] == [None] * 6
    assert (empty.rate, empty.stage) == (None, "")
    some = line(Entered().money("east", "P2", budget_initial=100, budget_supplement=-20), "east", "P2")
    assert (some.supplement_yen, some.current.yen, some.unused.yen, some.rate) == (-20, 80, None, None)
    assert some.current.missing == ("carried_in", "budget_transfer")
    none = line(Entered().money("east", "P2", budget_initial=NONE, spent=PENDING), "east", "P2")
    assert (none.current.yen, none.spent_yen, none.rate) == (0, None, None)


def test_additions_to_the_initial_budget_stand_together() -> None:
    figures = Entered().money(
        "east", "P2", budget_initial=100, budget_supplement=5, carried_in=20, budget_transfer=-1
    )
    found = line(figures, "east", "P2")
    assert (found.supplement_yen, found.current.yen) == (24, 124)


def test_amounts_come_from_one_stage() -> None:
    figures = Entered().money("east", "P2", budget_initial=100)
    figures.money("east", "P2", "half1", spent=10, budget_supplement=7)
    figures.money("east", "P2", "settled", budget_supplement=9)
    assert (line(figures, "east", "P2").stage, line(figures, "east", "P2").supplement_yen) == ("half1", 7)
    settled = line(figures, "east", "P2", "settled")
    assert (settled.supplement_yen, settled.spent_yen, settled.current.yen) == (9, None, 109)
    initial = line(figures, "east", "P2", "initial")
    assert [initial.yen(measure) for measure in MEASURES] == [100, None, 100, None, None, None]


def test_who_has_a_line() -> None:
    figures = Entered().money("east", "P3", spent=5).burden("union", "P3", "west", transfer_out=3)
    lines = [(one.office, one.expected) for one in budget_lines(PLAN, figures, projects={"P3"})]
    assert lines == [("east", False), ("west", False), ("union", True)]
    assert {one.office for one in budget_lines(PLAN, {}, projects={"P1"})} == {"lead", "east", "west"}


def test_what_was_paid_to_others_is_spending() -> None:
    figures = Entered().burden("lead", "P1", "east", transfer_out=300)
    assert line(figures, "east", "P1").spent_yen == 300


def test_sums_of_r19() -> None:
    plan = small_plan({"P1": "I"}, bodies=FIVE)
    figures = vector_r19()
    found = sum_lines(budget_lines(plan, figures))
    assert (found.yen["spent"], found.stated["spent"], found.yen["current"]) == (4_200_000, 5, None)
    assert (found.reported, found.expected, found.rate, found.rate_whole) == (5, 5, None, False)
    figures.money("lead", "P1", budget_initial=4_000_000)
    found = sum_lines(budget_lines(plan, figures))
    assert (found.rate, found.rate_whole) == (Decimal("75.0"), False), "over those that stated both"
    for town in FIVE[1:]:
        figures.money(town, "P1", budget_initial=300_000)
    found = sum_lines(budget_lines(plan, figures))
    assert (found.yen["current"], found.rate, found.rate_whole) == (5_200_000, Decimal("80.8"), True)


def test_a_sum_of_nothing_is_nothing() -> None:
    found = sum_lines(budget_lines(PLAN, {}))
    assert set(found.yen.values()) == {None}
    assert (found.rate, found.reported, found.expected) == (None, 0, 7)
    figures = Entered().put("money:east:2026:P2:settled", "carried_out", 5, conflict=True)
    assert sum_lines(budget_lines(PLAN, figures)).conflict


_optional = st.none() | st.integers(0, 10**10)


@given(st.lists(st.tuples(*[_optional] * 6), min_size=3, max_size=3))
def test_columns_add_up(rows: list[tuple[int | None, ...]]) -> None:
    """Where everything is stated: 当初 + 補正等 = 現額 = 決算 + 繰越 + 不用, line by line and in the sum."""
    names = ("budget_initial", "budget_supplement", "carried_in", "budget_transfer", "spent", "carried_out")
    figures = Entered()
    for office, row in zip(("lead", "east", "west"), rows, strict=True):
        figures.money(office, "P2", **dict(zip(names, row, strict=True)))
    lines = budget_lines(PLAN, figures, projects={"P2"})
    total = sum_lines(lines)
    for one in lines:
        if one.current.yen is not None and one.spent_yen is not None:
            assert one.yen("initial") is not None
            assert (one.yen("initial") or 0) + (one.supplement_yen or 0) == one.current.yen
            assert one.spent_yen + (one.yen("carried_out") or 0) + (one.unused.yen or 0) == one.current.yen
    for measure in MEASURES:
        stated = [yen for one in lines if (yen := one.yen(measure)) is not None]
        assert total.yen[measure] == (sum(stated) if stated else None)
        assert total.stated[measure] == len(stated)
