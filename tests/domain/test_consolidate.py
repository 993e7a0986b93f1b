"""Region totals (R18-R20, R25): vectors counted by hand, and the laws behind them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk.domain.consolidate import Consolidation, ProjectTotal, consolidate, over_years
from alps_desk.domain.plan import Plan
from alps_desk.domain.reconcile import Pair, Received
from alps_desk.domain.shown import Figures
from tests.figures import FIVE, NONE, PENDING, TALLYING, Entered, kita_alps, small_plan, vector_r19

PLAN = small_plan()
PLAN_FIVE = small_plan({"P1": "I"}, bodies=FIVE)


def row(figures: Figures, project: str = "P1", stage: str | None = None, plan: Plan = PLAN) -> ProjectTotal:
    found = consolidate(plan, figures, stage).row(project)
    assert found is not None
    kinds = {"expenditure": 0, "elimination": 0}
    for term in found.terms:
        kinds[term.kind] += term.yen
    assert (found.gross_yen or 0, found.elimination_yen or 0) == tuple(kinds.values())
    return found


def sums(found: ProjectTotal) -> tuple[int | None, int | None, int | None]:
    return found.gross_yen, found.elimination_yen, found.net_yen


# Vectors


def test_r19() -> None:
    figures = vector_r19()
    found = row(figures, plan=PLAN_FIVE)
    naive = sum(shown.cell.value or 0 for (_, field), shown in figures.items() if field == "spent")
    assert naive == 4_200_000, "what a plain sum of 支出済額 says"
    assert sums(found) == (4_200_000, 1_200_000, 3_000_000)
    assert (found.reported, found.expected, found.conflict) == (5, 5, False)
    expenditures = {t.office: (t.yen, t.basis) for t in found.terms if t.kind == "expenditure"}
    assert expenditures == {"lead": (3_000_000, "spent")} | dict.fromkeys(FIVE[1:], (300_000, "spent"))
    eliminations = [(t.payer, t.payee, t.yen, t.basis) for t in found.terms if t.kind == "elimination"]
    assert eliminations == [(town, "lead", 300_000, "transfer_out") for town in FIVE[1:]]


def test_a_town_that_said_only_what_it_paid_has_spent_that() -> None:
    figures = Entered().money("lead", "P1", spent=1_000).burden("lead", "P1", "east", transfer_out=300)
    found = row(figures)
    assert sums(found) == (1_300, 300, 1_000)
    assert [(t.kind, t.office, t.yen, t.basis, t.payee) for t in found.terms] == [
        ("expenditure", "lead", 1_000, "spent", ""),
        ("expenditure", "east", 300, "transfer_out", "lead"),
        ("elimination", "east", 300, "transfer_out", "lead"),
    ]
    assert (found.reported, found.expected, found.missing) == (2, 3, ("west",))


def test_the_same_with_spent_not_applicable() -> None:
    figures = Entered().money("east", "P1", spent=NONE).burden("lead", "P1", "east", transfer_out=300)
    assert sums(row(figures)) == (300, 300, 0)


@pytest.mark.parametrize(
    ("said", "basis", "yen"),
    [
        ({"transfer_in": 290, "final": 300, "notified": 310}, "transfer_in", 290),
        ({"final": 300, "notified": 310}, "final", 300),
        ({"notified": 310}, "notified", 310),
        ({"transfer_in": PENDING, "notified": 310}, "notified", 310),
    ],
)
def test_the_payees_word_where_the_payer_said_only_what_it_spent(
    said: dict[str, int], basis: str, yen: int
) -> None:
    figures = Entered().money("lead", "P1", spent=1_000).money("east", "P1", spent=350)
    figures.burden("lead", "P1", "east", **said)
    found = row(figures)
    assert sums(found) == (1_350, yen, 1_350 - yen)
    assert [(t.office, t.payer, t.basis) for t in found.terms if t.kind == "elimination"] == [
        ("lead", "east", basis)
    ]


def test_a_transfer_takes_away_no_more_than_its_payer_spent() -> None:
    figures = Entered().money("lead", "P1", spent=1_000).money("east", "P1", spent=200)
    figures.burden("lead", "P1", "east", notified=300)
    found = row(figures)
    assert sums(found) == (1_200, 200, 1_000)
    assert [(t.yen, t.basis) for t in found.terms if t.kind == "elimination"] == [
        (300, "notified"),
        (-100, "limit"),
    ]


def test_a_transfer_of_a_payer_that_has_not_reported_is_left_out() -> None:
    figures = Entered().money("lead", "P1", spent=1_000).burden("lead", "P1", "east", transfer_in=300)
    found = row(figures)
    assert sums(found) == (1_000, 0, 1_000)
    assert found.missing == ("east", "west")


def test_a_transfer_is_known_by_payer_and_payee_not_by_the_type() -> None:
    # R18: a share paid to the union in a project of type III, and to a neighbour in one of type II.
    figures = Entered().money("union", "P3", spent=900).money("east", "P3", spent=100)
    figures.burden("union", "P3", "east", transfer_out=100)
    figures.money("east", "P2", spent=70).money("west", "P2", spent=50)
    figures.burden("east", "P2", "west", transfer_out=20)
    assert sums(row(figures, "P3")) == (1_000, 100, 900)
    assert sums(row(figures, "P2")) == (120, 20, 100)


def test_payments_to_others_stay_in() -> None:  # R18
    figures = Entered().money("east", "P2", spent=500)
    figures.burden("welfare-council", "P2", "east", transfer_out=200)
    assert sums(row(figures, "P2")) == (500, 0, 500)
    only_paid = Entered().burden("welfare-council", "P2", "east", transfer_out=200)
    assert sums(row(only_paid, "P2")) == (200, 0, 200)


def test_a_chain_of_transfers() -> None:
    figures = Entered().money("lead", "P1", spent=1_000)
    figures.money("east", "P1", spent=400).burden("lead", "P1", "east", transfer_out=400)
    figures.money("west", "P1", spent=150).burden("east", "P1", "west", transfer_out=150)
    assert sums(row(figures)) == (1_550, 550, 1_000)


def test_money_paid_back_mirrors_money_paid() -> None:
    figures = Entered().money("lead", "P1", spent=1_000).burden("lead", "P1", "east", transfer_out=-50)
    assert sums(row(figures)) == (950, -50, 1_000)


def test_only_the_payees_sum_is_known() -> None:
    figures = Entered().money("lead", "P1", spent=1_000, transfer_in=500)
    figures.money("east", "P1", spent=300).money("west", "P1", spent=250)
    found = row(figures)
    assert sums(found) == (1_550, 500, 1_050)
    assert [(t.office, t.payer, t.payee, t.basis) for t in found.terms if t.kind == "elimination"] == [
        ("lead", "", "lead", "transfer_in_total")
    ]
    figures.burden("lead", "P1", "east", transfer_out=290)
    assert sums(row(figures)) == (1_550, 290 + 210, 1_050)
    figures.burden("lead", "P1", "west", transfer_out=200)
    assert sums(row(figures)) == (1_550, 490, 1_060), "once every payer has spoken, its word counts"


def test_nothing_reported_is_not_zero() -> None:
    found = row(Entered())
    assert sums(found) == (None, None, None)
    assert (found.reported, found.expected) == (0, 3)
    total = consolidate(PLAN, Entered()).total
    assert (total.gross_yen, total.net_yen, total.reported, total.expected) == (None, None, 0, 7)
    zero = row(Entered().money("east", "P2", spent=0), "P2")
    assert sums(zero) == (0, 0, 0)


@pytest.mark.parametrize(
    ("value", "reported"),
    [(0, 1), (5, 1), (NONE, 1), (PENDING, 0), (TALLYING, 0), (None, 0), ("約5千円", 0), (True, 0)],
)
def test_who_has_reported(value: object, reported: int) -> None:  # R25, R31
    found = row(Entered().money("east", "P2", spent=value), "P2")
    assert (found.reported, found.expected) == (reported, 3)
    assert [term.basis for term in found.terms] == (
        ["none" if value is NONE else "spent"] if reported else []
    )


def test_who_is_expected() -> None:
    expected = {one.project: one.expected for one in consolidate(PLAN, {}).rows}
    assert expected == {"P1": 3, "P2": 3, "P3": 1}
    region = consolidate(kita_alps(), {})
    assert {one.expected for one in region.rows if one.project in ("F05P01", "F02P03")} == {5}
    assert [one.missing for one in region.rows if one.project == "F07P05"] == [("union",)]


def test_the_firmest_stage_of_each_body_is_taken_and_named() -> None:  # R8
    figures = Entered()
    for stage, spent in (("half1", 10), ("q3", 15), ("forecast", 20), ("settled", 30)):
        figures.money("lead", "P2", stage, spent=spent)
    figures.money("east", "P2", "half1", spent=1).money("east", "P2", "forecast", spent=2)
    figures.money("west", "P2", "q1", spent=1).money("west", "P2", "half1", spent=3)
    figures.money("west", "P2", "settled", spent=TALLYING)
    taken = row(figures, "P2")
    assert {t.office: (t.stage, t.yen) for t in taken.terms} == {
        "lead": ("settled", 30), "east": ("forecast", 2), "west": ("half1", 3),
    }  # fmt: skip
    assert taken.stages == ("forecast", "half1", "settled")
    current = row(figures, "P2", "current")
    assert {t.office: t.stage for t in current.terms} == {"lead": "q3", "east": "half1", "west": "half1"}
    figures.money("west", "P2", "q2", spent=4)
    assert row(figures, "P2").stages == ("forecast", "half1", "settled"), (
        "of two that end together the longer"
    )
    assert sums(row(figures, "P2", "forecast")) == (22, 0, 22)
    assert sums(row(figures, "P2", "half1")) == (14, 0, 14)
    assert row(figures, "P2", "settled").reported == 1


def test_initial_budgets_less_the_transfers_that_were_foreseen() -> None:
    figures = Entered().money("lead", "P1", budget_initial=1_000, spent=900)
    figures.money("east", "P1", budget_initial=320).money("west", "P1", budget_initial=200)
    figures.burden("lead", "P1", "east", forecast=300, notified=280, transfer_out=290)
    figures.burden("lead", "P1", "west", notified=200)
    found = row(figures, "P1", "initial")
    assert sums(found) == (1_520, 500, 1_020)
    assert [t.basis for t in found.terms] == [*["budget_initial"] * 3, "forecast", "notified"]


def test_a_conflict_marks_the_totals_that_contain_it() -> None:
    figures = vector_r19().mark_conflict("money:east:2026:P1:settled", "spent")
    found = consolidate(PLAN_FIVE, figures)
    assert found.rows[0].conflict
    assert found.total.conflict
    assert [t.office for t in found.rows[0].terms if t.conflict] == ["east"]
    cleared = Entered().put("money:east:2026:P2:settled", "spent", None, conflict=True)
    assert row(cleared, "P2").conflict, "also one whose provisional value is no number"
    unused = vector_r19().mark_conflict("burden:lead:2026:P1:east", "notified")
    assert not row(unused, plan=PLAN_FIVE).conflict, "a figure that does not count marks nothing"


def test_amounts_entered_for_a_body_are_marked() -> None:
    figures = Entered().put("money:east:2026:P2:settled", "spent", 5, on_behalf=True)
    assert [term.on_behalf for term in row(figures, "P2").terms] == [True]


def test_other_years_and_unknown_places_are_left_alone() -> None:
    figures = vector_r19()
    figures.update(vector_r19(2025))
    figures.money("nowhere", "P1", spent=7).money("east", "P9", spent=8)
    figures.burden("east", "P1", "east", transfer_out=300)
    figures.update(Entered(2025).money("east", "P8", spent=7))
    figures.put("not a record", "spent", 9).put("later:east:2026:P1", "spent", 9)
    found = consolidate(PLAN_FIVE, figures)
    assert found.total.net_yen == 3_000_000
    assert found.outside == (("east", "P9"), ("nowhere", "P1"))


def test_the_region_adds_up_its_projects() -> None:
    figures = Entered().money("lead", "P1", spent=1_000).burden("lead", "P1", "east", transfer_out=300)
    figures.money("union", "P3", spent=40)
    total = consolidate(PLAN, figures).total
    assert (total.gross_yen, total.elimination_yen, total.net_yen) == (1_340, 300, 1_040)
    assert (total.reported, total.expected, total.complete_projects, total.projects) == (3, 7, 1, 3)


# Payer against payee (R20)


def test_both_sides_of_every_burden() -> None:
    figures = Entered().burden("lead", "P1", "east", transfer_out=300, final=310, notified=320)
    figures.burden("union", "P3", "west", transfer_out=NONE, transfer_in=5)
    pairs = consolidate(PLAN, figures).pairs
    assert pairs == (
        Pair("P1", "east", "lead", 300, 310, -10, "final"),
        Pair("P1", "west", "lead", None, None, None),
        Pair("P3", "west", "union", 0, 5, -5, "transfer_in"),
    )


def test_what_a_payee_received_in_all() -> None:
    figures = Entered().money("lead", "P1", transfer_in=500)
    figures.burden("lead", "P1", "east", transfer_out=300)
    assert consolidate(PLAN, figures).received == (
        Received("P1", "lead", 300, 500, None, "settled", ("west",)),
    )
    figures.burden("lead", "P1", "west", transfer_out=150)
    assert consolidate(PLAN, figures).received == (Received("P1", "lead", 450, 500, -50, "settled"),)
    assert consolidate(PLAN, figures, "initial").received[0].difference_yen == -50


# Several years (R17)


def test_years_add_what_was_spent() -> None:
    first = consolidate(PLAN_FIVE, vector_r19())
    later_plan = small_plan({"P1": "I", "P2": "II"}, fy=2027, bodies=FIVE)
    later = Entered(2027).money("lead", "P1", spent=500, carried_in=9_000, budget_initial=9_000)
    both = over_years([consolidate(later_plan, later), first])
    assert (both.fiscal_years, both.net_yen, both.total_yen) == (
        (2026, 2027), {"P1": 3_000_500, "P2": None}, 3_000_500,
    )  # fmt: skip
    assert over_years([consolidate(later_plan, {}), first]).unreported == (2027,)
    with pytest.raises(ValueError, match="R17"):
        over_years([consolidate(PLAN, {}, "initial")])
    with pytest.raises(ValueError, match="twice"):
        over_years([first, first])


# Laws

_yen = st.integers(0, 10**9)
_bodies = (*FIVE, "union")


@st.composite
def economies(draw: st.DrawFn) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """What each body pays to the outside, and what bodies pay each other; nobody knows these but the test."""
    outside = {body: draw(_yen) for body in _bodies}
    ways = st.tuples(st.sampled_from(_bodies), st.sampled_from(_bodies)).filter(lambda way: way[0] != way[1])
    return outside, draw(st.dictionaries(ways, _yen, max_size=8))


@given(economies(), st.data())
def test_net_is_what_leaves_the_region(
    economy: tuple[dict[str, int], dict[tuple[str, str], int]], data: st.DataObject
) -> None:
    """Whoever states a transfer, payer or payee, the citizens' net expenditure is what went to the outside."""
    outside, transfers = economy
    figures = Entered()
    for body, yen in outside.items():
        paid = sum(amount for (payer, _), amount in transfers.items() if payer == body)
        if yen or not paid or data.draw(st.booleans()):
            figures.money(body, "P1", spent=yen + paid)
        else:
            # Said only what it paid; then every payment must be stated by itself.
            for (payer, payee), amount in transfers.items():
                if payer == body:
                    figures.burden(payee, "P1", payer, transfer_out=amount)
    for (payer, payee), amount in transfers.items():
        field = data.draw(st.sampled_from(["transfer_out", "transfer_in", "final", "notified"]))
        figures.burden(payee, "P1", payer, **{field: amount})
    found = row(figures, plan=PLAN_FIVE)
    assert found.net_yen == sum(outside.values())
    assert found.gross_yen == sum(outside.values()) + sum(transfers.values())


_cells = st.one_of(
    _yen, st.integers(-(10**6), 10**6), st.sampled_from([NONE, PENDING, TALLYING, None, "約5千円"])
)
_stages = st.sampled_from(["half1", "forecast", "settled", "initial", "q4", "later_stage"])


@st.composite
def any_figures(draw: st.DrawFn) -> Entered:
    """Whatever may stand in merged data, sensible or not."""
    figures = Entered()
    some_bodies = st.sampled_from([*FIVE, "union", "stranger"])
    for _ in range(draw(st.integers(0, 14))):
        marks = {"conflict": draw(st.booleans())}
        if draw(st.booleans()):
            field = draw(st.sampled_from(["spent", "transfer_in", "budget_initial", "carried_out"]))
            record = f"money:{draw(some_bodies)}:2026:P1:{draw(_stages)}"
        else:
            field = draw(st.sampled_from(["transfer_out", "transfer_in", "final", "notified", "forecast"]))
            record = f"burden:{draw(some_bodies)}:2026:P1:{draw(some_bodies)}"
        figures.put(record, field, draw(_cells), **marks)
    return figures


_asked = st.sampled_from([None, "settled", "forecast", "current", "initial", "half1"])


def _any(plan: Plan, figures: Figures, stage: str | None) -> Consolidation:
    return consolidate(plan, figures, stage)


@given(any_figures(), _asked, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    figures: Entered, stage: str | None, chance: random.Random
) -> None:
    cells = list(figures.items())
    chance.shuffle(cells)
    assert _any(PLAN_FIVE, dict(cells), stage) == _any(PLAN_FIVE, figures, stage)


@given(any_figures(), _asked)
def test_whatever_is_entered_net_is_gross_less_elimination(figures: Entered, stage: str | None) -> None:
    found = row(figures, stage=stage, plan=PLAN_FIVE)
    if found.gross_yen is None or found.elimination_yen is None:
        assert found.net_yen is None
        assert not found.terms
        return
    assert found.net_yen == found.gross_yen - found.elimination_yen
    assert 0 <= found.reported <= found.expected == 5
    assert len(found.missing) == found.expected - found.reported
    nobody_is_paid_back = all(
        not isinstance(shown.cell.value, int) or shown.cell.value >= 0 for shown in figures.values()
    )
    if nobody_is_paid_back:
        assert 0 <= found.elimination_yen <= found.gross_yen, "a region never has negative net expenditure"


@given(any_figures(), st.integers(1, 10**6), st.sampled_from(["lead", "union"]))
def test_one_more_transfer_between_bodies_changes_no_net(figures: Entered, yen: int, payee: str) -> None:
    """A body that was silent now pays another and both say so: gross and elimination grow, net stays."""
    silent = {
        key: shown
        for key, shown in figures.items()
        if "east" not in key[0].split(":") and key[1] != "transfer_in"
    }
    before = row(silent, plan=PLAN_FIVE)
    after = Entered()
    after.update(silent)
    after.money("east", "P1", spent=yen).burden(payee, "P1", "east", transfer_out=yen, transfer_in=yen)
    found = row(after, plan=PLAN_FIVE)
    assert found.net_yen == (before.net_yen or 0)
    assert found.gross_yen == (before.gross_yen or 0) + yen
