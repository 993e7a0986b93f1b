"""Likely duplicates: what really happens is asked about, and what is equal for good reasons is not."""

from __future__ import annotations

import dataclasses

import pytest

from alps_desk import wording
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.rules import Finding
from alps_desk.domain.twins import likely_twins
from tests.figures import FIVE as BODIES
from tests.figures import NONE, Entered, kita_alps, small_plan, vector_r19

PLAN = small_plan({"P1": "I", "P2": "II", "P3": "III", "P4": ""})
YEAR = Period(2026, "full_year", stage="settled")
DONE = "若者交流会を10月5日に大町市文化会館で開催し、56人が参加した。"


def found(figures: Entered, plan: Plan = PLAN, period: Period = YEAR) -> list[Finding]:
    findings = likely_twins(plan, period, figures)
    for one in findings:
        assert one.level == "warning"
        assert wording.say(one.code, **one.params)
    return findings


def codes(figures: Entered, plan: Plan = PLAN, period: Period = YEAR) -> list[tuple[str, str]]:
    return [(one.code, one.record) for one in found(figures, plan, period)]


EAST_MONEY, EAST_REPORT = "money:east:2026:P1:settled", "progress:east:2026:full_year:P1"


def test_the_cost_of_the_whole_project_in_the_table_of_one_who_pays_a_part() -> None:
    figures = Entered().money("lead", "P1", spent=3_000_000).money("east", "P1", spent=3_000_000)
    assert codes(figures) == [("rule_twin_cost", EAST_MONEY)]
    assert "3,000,000円" in wording.say("rule_twin_cost", **found(figures)[0].params)
    assert codes(figures.money("east", "P1", spent=300_000)) == []
    unstated = Entered().money("lead", "P4", spent=3_000_000).money("west", "P4", spent=3_000_000)
    assert codes(unstated) == [("rule_twin_cost", "money:west:2026:P4:settled")]


def test_the_same_event_told_by_the_lead_and_another() -> None:
    figures = Entered().progress("lead", "P1", done_text=DONE).progress("east", "P1", done_text=DONE)
    assert codes(figures) == [("rule_twin_text", EAST_REPORT)]
    # Width, spaces and one word more are the same text; another event is not.
    figures.progress(
        "east", "P1", done_text="若者交流会を１０月５日に 大町市文化会館で開催し、５６人が参加した。以上"
    )
    assert codes(figures) == [("rule_twin_text", EAST_REPORT)]
    figures.progress(
        "east", "P1", done_text="若者交流会を11月9日に池田町多目的センターで開催し、23人が参加した。"
    )
    assert codes(figures) == []
    both = Entered().progress("lead", "P1", done_text=DONE).progress("east", "P1", done_text=DONE)
    both.money("lead", "P1", spent=3_000_000).money("east", "P1", spent=3_000_000)
    assert codes(both) == [("rule_twin_both", EAST_MONEY)], "one pair is one question"


def test_what_is_equal_for_good_reasons_is_not_asked_about() -> None:
    # Every municipality pays the same fee and holds the same event of its own.
    concert = Entered().progress("lead", "P2", done_text=DONE).progress("east", "P2", done_text=DONE)
    concert.money("lead", "P2", spent=50_000).money("east", "P2", spent=50_000).money(
        "west", "P2", spent=50_000
    )
    assert codes(concert) == []
    # Those who pay write the same sentence about it; only the lead tells of the event.
    same = "大町市が実施し、本町は負担金を支出した。（詳細は大町市の報告）"
    payers = Entered().progress("east", "P1", done_text=same).progress("west", "P1", done_text=same)
    assert codes(payers.progress("lead", "P1", done_text=DONE)) == []
    # Small amounts, zeros and short texts are equal by chance.
    small = Entered().money("lead", "P1", spent=9_999).money("east", "P1", spent=9_999)
    small.progress("lead", "P1", done_text="開催した。").progress("east", "P1", done_text="開催した。")
    assert codes(small.money("west", "P1", spent=NONE)) == []
    assert codes(Entered()) == []
    assert codes(vector_r19(), small_plan({"P1": "I"}, bodies=BODIES)) == []
    assert found(Entered(2017), kita_alps(), Period(2017, "full_year", stage="settled")) == []


def test_only_the_stage_of_the_period_is_compared() -> None:
    figures = Entered().money("lead", "P1", spent=3_000_000).money("east", "P1", "half1", spent=3_000_000)
    assert codes(figures) == []
    assert codes(figures, period=Period(2026, "half1", stage="half1")) == []


def test_a_payment_that_was_added_once_more() -> None:
    figures = Entered().money("east", "P1", spent=600_000).burden("lead", "P1", "east", transfer_out=300_000)
    assert codes(figures) == [("rule_twin_paid", EAST_MONEY)]
    assert codes(figures.money("east", "P1", spent=600_001)) == []
    assert codes(figures.money("east", "P1", spent=300_000)) == []
    assert codes(Entered().money("east", "P1", spent=0).burden("lead", "P1", "east", transfer_out=0)) == []


def test_a_payment_both_ways_is_one_record_with_its_sides_exchanged() -> None:
    figures = Entered().burden("lead", "P2", "east", transfer_out=300_000)
    figures.burden("east", "P2", "lead", notified=300_000)
    assert codes(figures) == [("rule_twin_burden", "burden:lead:2026:P2:east")]
    assert codes(figures.burden("east", "P2", "lead", notified=200_000)) == []
    zero = Entered().burden("lead", "P2", "east", transfer_out=0).burden("east", "P2", "lead", notified=0)
    assert codes(zero) == []


def test_one_row_under_two_projects() -> None:
    figures = Entered().money("east", "P1", spent=412_300).progress("east", "P1", done_text=DONE)
    figures.money("east", "P2", spent=412_300).progress("east", "P2", done_text=DONE)
    assert codes(figures) == [("rule_twin_row", "money:east:2026:P2:settled")]
    assert found(figures)[0].params["other"] == "事業1"
    assert codes(figures.progress("east", "P2", done_text=DONE + "町でも開催した。")) == []
    assert codes(figures.progress("east", "P2", done_text=DONE).money("east", "P2", spent=412_301)) == []


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("移住セミナーの開催", "移住セミナー開催", True),
        ("観光案内所の運営", "觀光案内所の 運営", True),
        ("職員研修（合同開催）", "職員研修（相互乗入）", False),
        ("圏域合同の健康づくり講演会（第1回）", "圏域合同の健康づくり講演会（第2回）", False),
        ("図書館の運営", "図書館の運営", True),
        ("講演会", "講演会", False),
    ],
)
def test_two_projects_with_one_name(one: str, other: str, alike: bool) -> None:
    plan = small_plan({"P1": "II", "P2": "II"})
    named = [dataclasses.replace(p, name=name) for p, name in zip(plan.projects, (one, other), strict=True)]
    plan = dataclasses.replace(plan, projects=tuple(named))
    expected = [("rule_twin_name", "project_year:union:2026:P2")] if alike else []
    assert codes(Entered(), plan) == expected


def test_limits_are_data() -> None:
    figures = Entered().money("lead", "P1", spent=3_000_000).money("east", "P1", spent=3_000_000)
    assert codes(figures, dataclasses.replace(PLAN, thresholds={"twin_yen": 3_000_001})) == []
    texts = Entered().progress("lead", "P1", done_text=DONE)
    texts.progress("east", "P1", done_text=DONE.replace("56人が参加した", "住民が集まった"))
    assert codes(texts) == []
    assert codes(texts, dataclasses.replace(PLAN, thresholds={"twin_text_percent": 60})) != []
    assert (
        codes(texts, dataclasses.replace(PLAN, thresholds={"twin_text_percent": 60, "twin_text_length": 99}))
        == []
    )


def test_a_very_long_text_is_compared_in_no_time_and_odd_cells_do_no_harm() -> None:
    figures = (
        Entered().progress("lead", "P1", done_text=DONE * 300).progress("east", "P1", done_text=DONE * 299)
    )
    assert codes(figures) == [("rule_twin_text", EAST_REPORT)]
    odd = Entered().progress("lead", "P1", done_text=5).progress("east", "P1", done_text=True)
    assert codes(odd.money("lead", "P1", spent="約5千円").money("east", "P1", spent=False)) == []
