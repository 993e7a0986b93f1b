"""入力チェック: each finding where it belongs and only there, and a sentence for every code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk import places, wording
from alps_desk.domain.cells import CellValue
from alps_desk.domain.entry_form import VALUE_COLUMNS, parts_of, target
from alps_desk.domain.plan import Period, Plan, build_plan
from alps_desk.domain.region_rules import check_region
from alps_desk.domain.rules import Finding, check_office, check_part
from alps_desk.domain.twins import likely_twins
from tests.figures import FIVE, NONE, PENDING, TALLYING, Entered, kita_alps, small_plan, vector_r19

PLAN = small_plan()
YEAR = Period(2026, "full_year", as_of_on="2027-03-31", stage="settled")
HALF = Period(2026, "half1", as_of_on="2026-09-30", stage="half1")


def found(
    figures: Entered,
    office: str = "east",
    period: Period = YEAR,
    *,
    last_year: Entered | None = None,
    plan: Plan = PLAN,
) -> list[Finding]:
    """Findings other than missing fields."""
    everything = check_office(plan, period, office, figures, last_year)
    for finding in everything:
        assert wording.say(finding.code, **finding.params)
    return [finding for finding in everything if finding.level != "missing"]


def codes(figures: Entered, office: str = "east", period: Period = YEAR, **more: Entered) -> list[str]:
    return [finding.code for finding in found(figures, office, period, **more)]


def test_a_complete_and_sound_report_has_no_findings() -> None:
    figures = Entered().money(
        "east", "P2", budget_initial=1_000, budget_supplement=-100, carried_in=0, spent=800, carried_out=100,
        fund_national=0, fund_prefecture=300, fund_bond=0, fund_other=0, fund_general=500,
    )  # fmt: skip
    figures.progress("east", "P2", progress_class="running", self_rating="A", done_text="2回開催した。")
    assert [f for f in check_office(PLAN, YEAR, "east", figures) if ":P2:" in f.record] == []


def test_required_fields_that_nobody_filled_are_missing() -> None:
    part = next(part for part in parts_of(PLAN, "east") if part.project.code == "P2")
    missing = [(f.record, f.field) for f in check_part(PLAN, YEAR, part, {}) if f.level == "missing"]
    assert missing == [
        ("money:east:2026:P2:initial", "budget_initial"),
        ("money:east:2026:P2:settled", "spent"),
        ("progress:east:2026:full_year:P2", "progress_class"),
        ("progress:east:2026:full_year:P2", "self_rating"),
        ("progress:east:2026:full_year:P2", "done_text"),
    ]
    figures = Entered().money("east", "P2", spent=0, budget_initial=NONE)
    figures.progress("east", "P2", progress_class=TALLYING, self_rating=PENDING, done_text="")
    left = [f.field for f in check_part(PLAN, YEAR, part, figures) if f.level == "missing"]
    assert left == [], "0, 該当なし, 未定 and 集計中 are answers"
    half = [f.field for f in check_part(PLAN, HALF, part, {}) if f.level == "missing"]
    assert "pace" in half
    assert "self_rating" not in half


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("spent", "約5千円", "rule_number"),
        ("spent", True, "rule_number"),
        ("spent", -1, "rule_negative"),
        ("fund_general", -1, None),
        ("budget_supplement", -1, None),
        ("as_of_date", "来月末", "rule_date"),
        ("as_of_date", "2026-9-30", "rule_date"),
        ("as_of_date", "20260930", "rule_date"),
        ("as_of_date", "2026-02-29", "rule_date"),
        ("as_of_date", "2026-09-30", None),
        ("progress_class", "進行中", "rule_choice"),
        ("progress_class", "running", None),
        ("self_rating", "何でも", None),
        ("spent", PENDING, None),
        ("done_text", "渡\ue000さん", "rule_private_use"),
        ("done_text", "神\ufa19・髙・𠮷・①", None),
        ("done_text", "-5", None),
    ],
)
def test_single_cells(column: str, value: object, code: str | None) -> None:
    part = next(part for part in parts_of(PLAN, "east") if part.project.code == "P2")
    place = target(part, column, YEAR)
    assert place is not None
    figures = Entered().put(place[0], column, value)  # type: ignore[arg-type]
    findings = found(figures)
    assert [(f.record, f.field, f.code) for f in findings] == ([(place[0], column, code)] if code else [])
    if code:
        expected = "warning" if code == "rule_private_use" else "error"
        assert findings[0].level == expected


def test_a_retired_choice_is_doubtful() -> None:
    cells = [(f"code:union:pace:{code}", "retired", code == "old") for code in ("new", "old")]
    project = "project_year:union:2026:P2"
    plan = build_plan([*cells, (project, "type", "II"), (project, "participants", "east")])
    figures = Entered().progress("east", "P2", "half1", pace="old")
    assert [(f.level, f.code) for f in found(figures, period=HALF, plan=plan)] == [
        ("warning", "rule_choice_retired")
    ]


def test_ratings_are_checked_against_the_scale_of_the_year() -> None:  # R39
    plan = kita_alps()
    period = plan.period("full_year")
    assert period
    figures = Entered(2017).progress("omachi", "F02P03", self_rating="S")
    assert [f.code for f in found(figures, "omachi", period, plan=plan)] == ["rule_choice"]
    figures.progress("omachi", "F02P03", self_rating="A")
    assert found(figures, "omachi", period, plan=plan) == []


def test_a_conflict_is_pointed_out() -> None:
    figures = Entered().put("money:east:2026:P2:settled", "spent", 5, conflict=True)
    assert codes(figures) == ["rule_conflict"]


FUNDS = {"fund_national": 0, "fund_prefecture": 300, "fund_bond": 0, "fund_other": 0, "fund_general": 500}


@pytest.mark.parametrize(
    ("changed", "difference"),
    [
        ({}, None),
        ({"fund_general": 499}, "1"),
        ({"fund_other": 10}, "10"),
        ({"fund_general": None}, None),
        ({"fund_general": PENDING}, None),
        ({"fund_national": NONE}, None),
        ({"fund_national": NONE, "fund_general": 400}, "100"),
        (dict.fromkeys(FUNDS, NONE), None),
        ({"spent": None}, None),
        ({"spent": 0}, "800"),
    ],
)
def test_funding_adds_up_in_yen(changed: dict[str, object], difference: str | None) -> None:  # R21
    figures = Entered().money("east", "P2", **{"spent": 800} | FUNDS | changed)  # type: ignore[arg-type]
    findings = found(figures)
    if difference is None:
        assert findings == []
    else:
        assert [(f.level, f.code, f.params["difference"]) for f in findings] == [
            ("error", "rule_funding", difference)
        ]


def test_more_spent_than_budgeted() -> None:
    figures = Entered().money("east", "P2", budget_initial=3_000_000, budget_supplement=200_000)
    figures.money("east", "P2", spent=3_200_000)
    assert codes(figures) == []
    figures.money("east", "P2", spent=3_310_000)
    (finding,) = found(figures)
    assert (finding.level, finding.field) == ("warning", "spent")
    assert wording.say(finding.code, **finding.params) == (
        "予算額を超えています。支出済額3,310,000円、予算現額3,200,000円、超過110,000円です。金額を確かめてください。"
    )


def test_more_carried_over_than_is_left() -> None:
    figures = Entered().money("east", "P2", budget_initial=100, spent=70, carried_out=30)
    assert codes(figures) == []
    figures.money("east", "P2", carried_out=31)
    assert [(f.level, f.code, f.params["left"]) for f in found(figures)] == [
        ("warning", "rule_carried_out", "30")
    ]


def test_what_was_carried_in_was_carried_out_last_year() -> None:
    last = Entered(2025).money("east", "P2", carried_out=50)
    figures = Entered().money("east", "P2", carried_in=50)
    assert codes(figures, last_year=last) == []
    assert codes(figures.money("east", "P2", carried_in=0), last_year=last) == ["rule_carried_in"]


def test_a_burden_is_part_of_what_was_spent() -> None:
    figures = Entered().money("east", "P1", spent=300)
    figures.burden("lead", "P1", "east", transfer_out=301)
    assert [(f.level, f.code, f.record) for f in found(figures)] == [
        ("error", "rule_transfer_over_spent", "burden:lead:2026:P1:east")
    ]
    assert codes(figures.burden("lead", "P1", "east", transfer_out=300)) == []
    only_paid = Entered().burden("lead", "P1", "east", transfer_out=300).money("east", "P1", spent=NONE)
    assert codes(only_paid) == []


def test_a_burden_paid_after_the_day_of_the_report_is_not_compared() -> None:
    figures = Entered(stage="half1").money("east", "P1", spent=0)
    figures.burden("lead", "P1", "east", transfer_out=300, paid_on="2027-02-10")
    assert codes(figures, period=HALF) == []
    figures.burden("lead", "P1", "east", paid_on="2026-09-10")
    assert codes(figures, period=HALF) == ["rule_transfer_over_spent"]
    settled = Entered().money("east", "P1", spent=0)
    settled.burden("lead", "P1", "east", transfer_out=300, paid_on="2027-05-10")
    assert codes(settled) == ["rule_transfer_over_spent"], "R7: the closing period belongs to the year"


def test_spending_without_a_start() -> None:
    figures = Entered().money("east", "P2", spent=1).progress("east", "P2", progress_class="not_started")
    assert [(f.level, f.code, f.field) for f in found(figures)] == [
        ("warning", "rule_spent_not_started", "progress_class")
    ]
    assert codes(figures.money("east", "P2", spent=0)) == []


@pytest.mark.parametrize(
    ("before", "now", "jumps"),
    [
        (200_000, 400_001, True),
        (200_000, 400_000, False),
        (400_001, 200_000, True),
        (400_000, 200_000, False),
        (0, 100_001, True),
        (0, 100_000, False),
        (10_000, 110_000, False),
        (10_000, 110_001, True),
        (None, 10**9, False),
        (NONE, 10**9, True),
        (5, PENDING, False),
    ],
)
def test_far_from_last_year(before: object, now: object, jumps: bool) -> None:
    last = Entered(2025).money("east", "P2", spent=before)  # type: ignore[arg-type]
    last.money("east", "P2", "half1", spent=10**9)
    figures = Entered().money("east", "P2", spent=now)  # type: ignore[arg-type]
    assert codes(figures, last_year=last) == (["rule_jump"] if jumps else [])
    figures.progress("east", "P2", jump_reason="会場が変わったため")
    assert codes(figures, last_year=last) == []


def test_paid_is_not_what_was_owed() -> None:  # R23
    figures = Entered().burden("lead", "P1", "east", notified=300, transfer_out=310, transfer_in=290)
    paying = found(figures, "east")
    assert [(f.level, f.field, f.code) for f in paying] == [
        ("warning", "transfer_out", "rule_paid_not_notified")
    ]
    assert paying[0].params["body"] == "leadの役所"
    receiving = found(figures, "lead")
    assert [(f.field, f.code, f.params["body"]) for f in receiving] == [
        ("transfer_in", "rule_received_not_notified", "eastの役所")
    ]
    figures.burden("lead", "P1", "east", final=310)
    assert codes(figures, "east") == []
    assert codes(figures, "lead") == ["rule_received_not_final"]


def test_burdens_that_the_form_has_no_row_for_are_checked_too() -> None:
    plan = small_plan({"P1": ""})
    figures = Entered().burden("lead", "P1", "east", notified=-5, transfer_in="多め")
    figures.burden("west", "P1", "east", transfer_out="少なめ", final="未確認")
    figures.burden("lead", "P1", "lead", transfer_in="自分")
    lead = [(f.field, f.code) for f in found(figures, "lead", plan=plan)]
    assert lead == [("transfer_in", "rule_number"), ("notified", "rule_negative")]
    assert [(f.record, f.field) for f in found(figures, "east", plan=plan)] == [
        ("burden:west:2026:P1:east", "transfer_out")
    ]
    assert [f.field for f in found(figures, "west", plan=plan)] == ["final"]


def test_an_office_is_told_of_its_own_entries_only() -> None:
    figures = Entered().money("west", "P2", spent=-5).money("union", "P3", spent=-5)
    assert found(figures, "east") == []
    assert codes(figures, "union") == ["rule_negative"]


# Across offices


def region(figures: Entered, stage: str | None = None) -> list[tuple[str, str, str]]:
    findings = check_region(PLAN, figures, stage)
    for finding in findings:
        assert finding.level == "warning"
        assert wording.say(finding.code, **finding.params)
    return [(finding.record, finding.field, finding.code) for finding in findings]


@pytest.mark.parametrize("said", ["transfer_in", "final", "notified"])
def test_payer_and_payee_disagree(said: str) -> None:  # R20: a difference of one yen counts
    figures = Entered().burden("lead", "P1", "east", transfer_out=300_000, **{said: 300_001})
    assert region(figures) == [("burden:lead:2026:P1:east", "transfer_out", f"rule_pair_{said}")]
    figures.burden("lead", "P1", "east", **{said: 300_000})
    assert region(figures) == []


def test_a_payees_sum_differs_from_its_payers() -> None:
    figures = Entered().money("lead", "P1", transfer_in=500)
    figures.burden("lead", "P1", "east", transfer_out=300)
    assert region(figures) == [], "a payer is still missing"
    figures.burden("lead", "P1", "west", transfer_out=100)
    assert region(figures) == [("money:lead:2026:P1:settled", "transfer_in", "rule_received_total")]


def test_r19_fits_together() -> None:
    assert check_region(small_plan({"P1": "I"}, bodies=FIVE), vector_r19()) == []


def test_entries_that_the_plan_has_no_place_for() -> None:
    figures = Entered().money("east", "P9", spent=5).money("nowhere", "P1", spent=5)
    figures.burden("lead", "P1", "prefecture", notified=5).money("west", "P3", spent=5)
    figures.money("west", "P9", spent=None).progress("east", "P3", done_text=PENDING)
    figures.update(Entered(2025).money("east", "P9", spent=5))
    figures.money("west", "P3", "half1", spent=0).burden("west", "P3", "east", notified=5)
    assert region(figures) == [
        ("burden:lead:2026:P1:prefecture", "", "rule_unknown_body"),
        ("money:east:2026:P9:settled", "", "rule_unknown_project"),
        ("money:nowhere:2026:P1:settled", "", "rule_unknown_body"),
        ("money:west:2026:P3:settled", "", "rule_not_taking_part"),
    ]


# Laws

_anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.text(max_size=12),
    st.sampled_from([NONE, PENDING]),
)


@given(st.data())
def test_checks_take_whatever_stands_in_the_data(data: st.DataObject) -> None:
    """No entry stops a check, and every finding has its sentence and its place."""
    figures, last = Entered(), Entered(2025)
    places_of = [place for part in parts_of(PLAN, "lead") for column in VALUE_COLUMNS
                 if (place := target(part, column, YEAR))]  # fmt: skip
    for record, field in data.draw(st.lists(st.sampled_from(places_of), max_size=20)):
        cell = data.draw(_anything)
        value = cell if isinstance(cell, CellValue) else CellValue.of(cell)
        figures.put(record, field.name, value, conflict=data.draw(st.booleans()))
        last.put(record.replace(":2026:", ":2025:"), field.name, value)
    between = check_region(PLAN, figures) + likely_twins(PLAN, YEAR, figures)
    for finding in check_office(PLAN, YEAR, "lead", figures, last) + between:
        assert wording.say(finding.code, **finding.params)
        assert finding.record.startswith(("money:lead", "progress:lead", "burden:lead", "evaluation:lead"))


def test_every_code_has_a_sentence_and_every_sentence_a_use() -> None:
    folder = places.resources() / "messages" / "rules.toml"
    sentences = set(tomllib.loads(folder.read_text(encoding="utf-8")))
    domain = Path(__file__).parents[2] / "alps_desk" / "domain"
    rooms = ("rules", "region_rules", "twins", "budget_rules", "indicator_form")
    source = "".join((domain / f"{name}.py").read_text(encoding="utf-8") for name in rooms)
    plain = set(re.findall(r'"(rule_[a-z_]+[a-z])"', source))
    built = {f"rule_{way}_not_{owed}" for way in ("paid", "received") for owed in ("final", "notified")}
    built |= {f"rule_pair_{said}" for said in ("transfer_in", "final", "notified")}
    assert plain | built == sentences
