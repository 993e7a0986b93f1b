"""Burden sharing (R22, R23) and grant caps (R24): vectors counted by hand, and the laws behind them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alps_desk.domain.amounts import INITIAL, Ledger
from alps_desk.domain.money import split
from alps_desk.domain.plan import Plan, build_plan
from alps_desk.domain.records import FUNDS
from alps_desk.domain.region_rules import check_region
from alps_desk.domain.rules import Finding
from alps_desk.domain.share_plan import BaseFigure, BurdenRule, Grant, SharePlan
from alps_desk.domain.sharing import (
    ProjectShares,
    ShareLine,
    check_sharing,
    grant_uses,
    share_lines,
    shares_of,
)
from alps_desk.domain.shown import Figures
from alps_desk.wording import say
from tests.figures import FIVE, Entered, small_plan

PEOPLE = {"lead": 28_041, "east": 9_926, "west": 9_948, "north": 8_929, "south": 2_904}
"""Made up; 59,748 in all."""


def plan_with(
    rule: BurdenRule | None = None,
    people: Mapping[str, int] | None = None,
    *,
    grant: Grant | None = None,
    kind: str = "I",
    usage: Mapping[str, int] | None = None,
) -> Plan:
    plan = small_plan({"P1": kind}, bodies=FIVE)
    bodies = tuple(
        dataclasses.replace(body, role="central") if body.key == "lead" else body for body in plan.bodies
    )
    known = PEOPLE if people is None else people
    bases = {
        "population": {key: BaseFigure(value, "2026-09-30", "住民基本台帳") for key, value in known.items()}
    }
    if usage is not None:
        bases["usage"] = {key: BaseFigure(value) for key, value in usage.items()}
    rules = {"P1": rule} if rule else {}
    return dataclasses.replace(plan, bodies=bodies, sharing=SharePlan(rules, bases, grant or Grant()))


def reckon(plan: Plan, figures: Figures, stage: str | None = INITIAL) -> ProjectShares:
    project = plan.project("P1")
    assert project
    found = shares_of(plan, Ledger(2026, figures), project, stage)
    assert found is not None
    return found


def lines(plan: Plan, figures: Figures) -> dict[str, ShareLine]:
    project = plan.project("P1")
    assert project
    return {one.payer: one for one in share_lines(plan, Ledger(2026, figures), project, "settled")}


def budget(cost: int = 3_000_000, prefecture: int = 1_000_000) -> Entered:
    return Entered().money(
        "lead", "P1", INITIAL, budget_initial=cost, fund_prefecture=prefecture, fund_national=0, fund_bond=0
    )


# Vectors


def test_equal_shares_of_what_is_left_of_the_cost() -> None:
    found = reckon(plan_with(BurdenRule("P1", equal=100)), budget())
    assert (found.payee, found.cost_yen, found.deducted, found.to_share_yen) == (
        "lead", 3_000_000, {"fund_national": 0, "fund_prefecture": 1_000_000, "fund_bond": 0}, 2_000_000,
    )  # fmt: skip
    assert found.shares == dict.fromkeys(FIVE, 400_000)


def test_shares_by_population_counted_by_hand() -> None:
    # 1,000,000 × 28,041 / 59,748 = 469,321.1…; east 166,131.0…; west 166,499.2…; north 149,444.3…; south 48,604.1…
    # Cut down they make 999,999; the largest cut-off part is that of north (.3…).
    found = reckon(plan_with(BurdenRule("P1", population=100)), budget(1_000_000, 0))
    assert found.shares == {
        "lead": 469_321, "east": 166_131, "west": 166_499, "north": 149_445, "south": 48_604,
    }  # fmt: skip


def test_the_remainder_goes_by_the_named_rule() -> None:
    by_lead = reckon(
        plan_with(BurdenRule("P1", population=100, remainder="central_city")), budget(1_000_000, 0)
    )
    assert by_lead.shares == {
        "lead": 469_322, "east": 166_131, "west": 166_499, "north": 149_444, "south": 48_604,
    }  # fmt: skip


def test_three_bases_are_cut_down_once() -> None:
    # 20 % equal: 200,000 → 40,000 each. 50 % of population as above: half. 30 % of use 1:1:1:1:0: 75,000 for four.
    rule = BurdenRule("P1", equal=20, population=50, usage=30)
    plan = plan_with(rule, usage={"lead": 7, "east": 7, "west": 7, "north": 7, "south": 0})
    found = reckon(plan, budget(1_000_000, 0))
    assert found.shares is not None
    # lead: 40,000 + 234,660.57… + 75,000 and so on; no part is cut down by itself.
    assert found.shares == {
        "lead": 349_661, "east": 198_065, "west": 198_250, "north": 189_722, "south": 64_302,
    }  # fmt: skip
    assert [portion.kind for portion in found.portions] == ["equal", "population", "usage"]


def test_a_settlement_is_shared_by_what_was_spent_and_may_be_paid_back() -> None:  # R23
    figures = budget().money("lead", "P1", spent=2_750_000, fund_prefecture=1_000_000)
    figures.burden(
        "lead", "P1", "east", notified=400_000, final=350_000, transfer_out=400_000, settlement=-50_000
    )
    figures.burden("lead", "P1", "east", settlement_fy=2027)
    found = lines(plan_with(BurdenRule("P1", equal=100)), figures)
    east = found["east"]
    assert (east.by_budget, east.by_cost) == (400_000, 350_000)
    assert (east.notified_difference_yen, east.final_difference_yen, east.due_settlement_yen) == (
        0,
        0,
        -50_000,
    )
    assert (east.yen("settlement"), east.settlement_fy) == (-50_000, 2027)
    assert list(found) == ["east", "west", "north", "south"], "the one that receives pays nobody"
    assert found["west"].notified_difference_yen is None, "what nobody notified differs from nothing"


def test_received_shares_are_not_deducted_from_the_cost_they_pay() -> None:  # R21
    figures = budget(3_000_000, 0).money("lead", "P1", INITIAL, fund_other=1_500_000, transfer_in=1_200_000)
    rule = BurdenRule("P1", equal=100, deducted=("fund_other",))
    assert reckon(plan_with(rule), figures).to_share_yen == 2_700_000


def test_a_project_of_the_union_is_shared_by_the_municipalities() -> None:
    figures = Entered().money("union", "P1", INITIAL, budget_initial=1_003, fund_prefecture=0)
    found = reckon(plan_with(BurdenRule("P1", equal=100), kind="III"), figures)
    assert (found.payee, found.shares) == (
        "union", {"lead": 201, "east": 201, "west": 201, "north": 200, "south": 200},
    )  # fmt: skip


# What cannot be reckoned


@pytest.mark.parametrize(
    ("rule", "people", "code"),
    [
        (BurdenRule("P1", equal=50, population=40), PEOPLE, "share_percent"),
        (BurdenRule("P1", equal=120, population=-20), PEOPLE, "share_percent"),
        (BurdenRule("P1", population=100), {"lead": 1, "east": 2}, "share_no_base"),
        (BurdenRule("P1", population=100), dict.fromkeys(FIVE, 0), "share_base_zero"),
        (BurdenRule("P1", population=100), PEOPLE | {"east": -1}, "share_base_zero"),
        (BurdenRule("P1", equal=100, remainder="whoever"), PEOPLE, "share_remainder_unknown"),
        (BurdenRule("P1", equal=100, unknown=("国庫",)), PEOPLE, "share_fund_unknown"),
    ],
)
def test_a_rule_that_cannot_be_reckoned_with_says_why(
    rule: BurdenRule, people: Mapping[str, int], code: str
) -> None:
    plan = plan_with(rule, people)
    found = reckon(plan, budget())
    assert found.shares is None
    assert [problem.code for problem in found.problems] == [code]
    told = [one for one in check_sharing(plan, budget()) if one.code == code]
    assert [one.record for one in told] == ["burden_rule:union:2026:P1"]
    assert say(code, **told[0].params)


def test_without_a_stated_cost_or_fund_there_is_no_share() -> None:  # R16
    plan = plan_with(BurdenRule("P1", equal=100))
    for figures in (Entered(), Entered().money("lead", "P1", INITIAL, budget_initial=5)):
        found = reckon(plan, figures)
        assert (found.shares, [one.code for one in found.problems]) == (None, ["share_no_cost"])
        assert check_sharing(plan, figures) == [], "what is not reported is told elsewhere"
    nothing = plan_with(BurdenRule("P1", equal=100, deducted=()))
    assert reckon(nothing, Entered().money("lead", "P1", INITIAL, budget_initial=5)).to_share_yen == 5


def test_a_conflict_in_what_is_shared_marks_the_shares() -> None:
    figures = budget().mark_conflict("money:lead:2026:P1:initial", "fund_prefecture")
    assert reckon(plan_with(BurdenRule("P1", equal=100)), figures).conflict


# Checks


def findings(found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(one.code, one.record, one.field) for one in found]


def test_words_that_differ_from_the_share_are_asked_about() -> None:
    figures = budget().money("lead", "P1", spent=2_750_000, fund_prefecture=1_000_000)
    figures.burden(
        "lead", "P1", "east", notified=400_001, final=349_000, transfer_out=400_001, settlement=-51_000
    )
    plan = plan_with(BurdenRule("P1", equal=100))
    found = check_sharing(plan, figures)
    record = "burden:lead:2026:P1:east"
    assert findings(found) == [
        ("rule_share_notified", record, "notified"),
        ("rule_share_final", record, "final"),
        ("rule_settlement", record, "settlement"),
    ]
    assert say(found[0].code, **found[0].params) == (
        "eastの役所への通知額400,001円が、算定額400,000円と1円違います。割合と端数を確かめてください。"
    )
    assert say(found[2].code, **found[2].params) == (
        "eastの役所の精算額△51,000円が、確定額と支払額の差△51,001円と違います。金額を確かめてください。"
    )
    assert set(found) <= set(check_region(plan, figures, "settled"))


def test_the_caps_of_the_grant() -> None:  # R24
    caps = {"lead": 15_000_000} | dict.fromkeys(FIVE[1:], 5_000_000)
    grant = Grant("県の交付金", 50, caps)
    plan = plan_with(grant=grant)
    assert sum(caps.values()) == 35_000_000
    figures = Entered().money("lead", "P1", spent=31_000_000, fund_prefecture=15_000_001)
    figures.money("east", "P1", spent=9_999_999, fund_prefecture=5_000_000)
    assert findings(check_sharing(plan, figures, "settled")) == [
        ("rule_grant_cap", "grant_cap:union:2026:lead", "cap"),
        ("rule_grant_rate", "money:east:2026:P1:settled", "fund_prefecture"),
    ]
    uses = {one.office: (one.yen, one.over_yen) for one in grant_uses(plan, Ledger(2026, figures), "settled")}
    assert uses == {
        "lead": (15_000_001, 1), "east": (5_000_000, 0), "west": (None, 0), "north": (None, 0), "south": (None, 0),
    }  # fmt: skip
    assert check_sharing(plan_with(), figures, "settled") == [], "no cap is a constant"


# From the union's records


def test_rules_are_records_of_the_year() -> None:
    cells = [
        ("burden_rule:union:2026:P1", "equal_percent", 20),
        ("burden_rule:union:2026:P1", "population_percent", 80),
        ("burden_rule:union:2026:P1", "population_basis", "census"),
        ("burden_rule:union:2026:P1", "deducted_funds", "fund_prefecture;なにか"),
        ("burden_rule:union:2025:P1", "equal_percent", 100),
        ("base_figure:union:2026:census:east", "value", 9_926),
        ("base_figure:union:2026:census:east", "as_of_date", "2025-10-01"),
        ("base_figure:union:2026:census:east", "source", "国勢調査"),
        ("grant:union:2026", "rate", 50),
        ("grant_cap:union:2026:east", "cap", 5_000_000),
        ("grant_cap:union:2025:east", "cap", 1),
    ]
    plan = build_plan(cells, 2026)
    assert plan.sharing.rules == {
        "P1": BurdenRule("P1", 20, 80, 0, "census", "usage", ("fund_prefecture",), ("なにか",))
    }
    assert plan.sharing.bases == {"census": {"east": BaseFigure(9_926, "2025-10-01", "国勢調査")}}
    assert plan.sharing.grant == Grant("", 50, {"east": 5_000_000})
    assert (
        build_plan([("burden_rule:union:2026:P1", "deducted_funds", "none")], 2026)
        .sharing.rules["P1"]
        .deducted
        == ()
    )


# Laws

_percents = st.tuples(st.integers(0, 100), st.integers(0, 100)).map(
    lambda two: (min(two), max(two) - min(two), 100 - max(two))
)
_figures = st.fixed_dictionaries({body: st.integers(1, 400_000) for body in FIVE})


@settings(max_examples=40)
@given(
    st.integers(-(10**13), 10**13), _percents, _figures, _figures,
    st.sampled_from(["largest_remainder", "central_city"]), st.lists(st.sampled_from(FUNDS[:3]), unique=True),
    st.integers(0, 10**9),
)  # fmt: skip
def test_shares_add_up_and_are_fair(
    cost: int,
    percents: tuple[int, int, int],
    people: dict[str, int],
    use: dict[str, int],
    remainder: str,
    deducted: list[str],
    fund: int,
) -> None:
    rule = BurdenRule("P1", *percents, deducted=tuple(deducted), remainder=remainder)
    plan = plan_with(rule, people, usage=use)
    figures = Entered().money("lead", "P1", INITIAL, budget_initial=cost, **dict.fromkeys(deducted, fund))
    found = reckon(plan, figures)
    assert found.shares is not None
    assert found.to_share_yen == cost - fund * len(deducted)
    assert sum(found.shares.values()) == found.to_share_yen
    for body in FIVE:
        exact = found.to_share_yen * (
            percents[0] * sum(people.values()) * sum(use.values())
            + len(FIVE)
            * (
                percents[1] * people[body] * sum(use.values())
                + percents[2] * use[body] * sum(people.values())
            )
        )
        whole = 100 * len(FIVE) * sum(people.values()) * sum(use.values())
        off = abs(found.shares[body] * whole - exact)
        assert off < whole * (len(FIVE) if (remainder, body) == ("central_city", "lead") else 1)


def test_a_share_that_is_whole_stays_whole() -> None:
    assert split(10, {"a": 1, "b": 1}, "largest_remainder") == {"a": 5, "b": 5}
