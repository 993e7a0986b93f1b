"""成果指標 as a form: who reports what, how sure it is, and how it stands to its target."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk import places
from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.indicator_form import (
    ACTUAL,
    JUDGED,
    STATE,
    check_indicator,
    check_indicators,
    indicator_parts,
    judged,
    reading_of,
    reports,
)
from alps_desk.domain.indicator_plan import Indicator, indicators_of
from alps_desk.domain.indicators import Judgement, ValueState
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import Plan, build_plan
from alps_desk.domain.shown import Shown
from tests.figures import kita_alps, region_cells

INDICATORS: dict[str, dict[str, Scalar]] = {
    "K2": {"name": "相談", "project": "F05P01", "order": 2, "first_fy": 2016, "last_fy": 2016},
    "K3": {"name": "満足度", "project": "F05P01", "order": 3, "decimals": 1, "target_kind": "text"},
    "K1": {"name": "移住者", "project": "F02P01", "order": 9, "direction": "up"},
    "K4": {"name": "交流", "order": 1},
    "K5": {"name": "養成", "project": "F05P01", "offices": "omachi;otari", "target_kind": "cumulative"},
}


def cells() -> list[tuple[str, str, Scalar]]:
    found = list(region_cells(places.region("kita-alps")))
    for code, fields in INDICATORS.items():
        found += [(f"indicator:union:{code}", name, value) for name, value in fields.items()]
    found.append(("target:union:2017:K1", "target", 60))
    found.append(("target:union:2017:K3", "target_text", "基準より上昇"))
    found.append(("target:union:2016:K1", "target", 50))
    return found


PLAN: Plan = build_plan(cells(), 2017)


def figures(code: str, office: str = "omachi", **fields: object) -> dict[tuple[str, str], Shown]:
    record = f"actual:{office}:2017:half1:{code}"
    return {
        (record, name): Shown(value if isinstance(value, CellValue) else CellValue.of(value))  # type: ignore[arg-type]
        for name, value in fields.items()
    }


def test_the_region_that_is_shipped_has_none() -> None:
    assert kita_alps().indicators == ()
    assert indicator_parts(kita_alps(), "omachi", "half1") == []


def test_a_year_has_its_own_indicators_and_targets() -> None:
    assert [one.code for one in PLAN.indicators] == ["K5", "K4", "K3", "K1"]
    before = build_plan(cells(), 2016)
    assert [one.code for one in before.indicators] == ["K5", "K4", "K2", "K3", "K1"]
    targets = [plan.indicator("K1").target for plan in (PLAN, before)]  # type: ignore[union-attr]
    assert targets == [60, 50]
    assert [(one.first_fy, one.last_fy) for one in PLAN.indicators] == [(2016, 2019)] * 4


def test_who_reports_what() -> None:
    rows = [part.indicator.code for part in indicator_parts(PLAN, "omachi", "half1")]
    assert rows == ["K1", "K5", "K3"]  # by project
    assert [part.indicator.code for part in indicator_parts(PLAN, "ikeda", "half1")] == ["K1", "K3"]
    assert "K5" in [part.indicator.code for part in indicator_parts(PLAN, "otari", "half1")]
    # What tells of the whole region is the union's, unless it names others.
    assert [part.indicator.code for part in indicator_parts(PLAN, "union", "half1")] == ["K4"]
    named = Indicator("X", "x", offices=("otari",))
    assert [office for office in ("otari", "omachi", "union") if reports(PLAN, named, office)] == ["otari"]
    assert not reports(PLAN, Indicator("X", "x", project="F99P01"), "omachi")


def test_every_field_is_entered_once_and_a_judgement_only_for_words() -> None:
    for part in indicator_parts(PLAN, "omachi", "half1"):
        assert (JUDGED in part.targets) is (part.indicator.code == "K3")
        assert {record for record, _ in part.targets.values()} == {part.record}


@given(
    st.sampled_from(CellState), st.integers(-(10**9), 10**9), st.sampled_from(["final", "preliminary", "forecast", None, "?"]),
)  # fmt: skip
def test_only_a_number_counts_and_never_as_surer_than_stated(
    state: CellState, number: int, said: str | None
) -> None:
    cell = CellValue.of(number) if state is CellState.VALUE else CellValue(state)
    found = reading_of(figures("K1", actual=cell, value_state=said), "actual:omachi:2017:half1:K1")
    assert (found.number is not None) == (state is CellState.VALUE)
    if state is CellState.VALUE:
        assert found.number == number
        assert found.standing.value == (said if said in ("final", "preliminary", "forecast") else "forecast")
    else:
        assert found.standing not in (ValueState.FINAL, ValueState.PRELIMINARY, ValueState.FORECAST)


@pytest.mark.parametrize(
    ("indicator", "number", "rate", "judgement"),
    [
        (Indicator("A", "a", target=60), 52, "86.7", Judgement.RATED),
        (Indicator("A", "a", target=30, direction="down"), 36, "83.3", Judgement.RATED),
        (Indicator("A", "a", target=60, target_kind="cumulative", last_fy=2019), 52, "86.7", Judgement.ON_THE_WAY),
        (Indicator("A", "a", target=60, target_kind="cumulative", last_fy=2017), 52, "86.7", Judgement.RATED),
        (Indicator("A", "a", target=60, target_kind="end_point", last_fy=2019), 15, "25.0", Judgement.ON_THE_WAY),
        (Indicator("A", "a", target=100, target_kind="end_point", last_fy=2017, baseline=50, method="change"),
         75, "50.0", Judgement.RATED),
        (Indicator("A", "a", target_text="上昇"), 5, None, Judgement.MANUAL),
        (Indicator("A", "a", target_kind="text"), 5, None, Judgement.NO_TARGET),
        (Indicator("A", "a"), 5, None, Judgement.NO_TARGET),
        (Indicator("A", "a", target=0), 5, None, Judgement.NO_RATE),
        (Indicator("A", "a", target=60), None, None, Judgement.NO_NUMBER),
        (Indicator("A", "a", target=60, direction="?", target_kind="?", method="?"), 30, "50.0", Judgement.RATED),
    ],
)  # fmt: skip
def test_how_a_figure_stands_to_its_target(
    indicator: Indicator, number: int | None, rate: str | None, judgement: Judgement
) -> None:
    found = judged(indicator, number, 2017)
    assert (found.rate, found.judgement) == (Decimal(rate) if rate else None, judgement)


def codes(code: str, **fields: object) -> list[tuple[str, str, str]]:
    part = next(one for one in indicator_parts(PLAN, "omachi", "half1") if one.indicator.code == code)
    return [(one.level, one.code, one.field) for one in check_indicator(PLAN, part, figures(code, **fields))]


def test_what_is_found_in_a_row() -> None:
    assert codes("K1") == [("missing", "rule_missing", ACTUAL)]
    assert codes("K1", actual=5) == [("missing", "rule_missing", STATE)]
    assert codes("K1", actual=5, value_state="final") == []
    assert codes("K1", actual=CellValue(CellState.TALLYING)) == []
    assert codes("K1", actual=CellValue(CellState.NONE), value_state="final") == [
        ("error", "rule_state_without_number", STATE)
    ]
    assert codes("K1", actual="48くらい") == [("error", "rule_number", ACTUAL)]
    assert codes("K1", actual=5, value_state="sure") == [("error", "rule_choice", STATE)]
    assert codes("K1", actual=5, value_state="final", as_of_date="9月末") == [
        ("error", "rule_date", "as_of_date")
    ]
    assert codes("K3", actual=5, value_state="final") == [("missing", "rule_missing", JUDGED)]
    assert codes("K3", actual=5, value_state="final", judgement="reached") == []
    found = check_indicators(PLAN, "half1", "omachi", figures("K1", actual=5, value_state="final"))
    assert len(found) == 2


def test_a_target_without_an_indicator_is_nobodys() -> None:
    assert indicators_of([], [("target:union:2017:K9", {"target": 1})], [], 2017) == ()
