"""Indicators by tables: the union defines them, offices answer, and money of any stage comes in the same way."""

from __future__ import annotations

from pathlib import Path

import pytest

from alps_desk.app.commands import ApplyPlan, EnterTable, WriteTemplate
from alps_desk.app.desk import Desk
from alps_desk.app.tables import TableResult
from alps_desk.domain.errors import InputRejected
from tests.fixtures.desks import Region, shown
from tests.gui.indicator_sample import define, record


@pytest.fixture
def office(region: Region) -> Desk:
    """The central city, which knows the union's indicators."""
    define(region.union)
    desk = region.member("omachi")
    region.give(region.union, desk)
    return desk


def enter(desk: Desk, text: str, **parts: object) -> TableResult:
    return desk.execute(EnterTable(text.encode(), "t.csv", **parts))  # type: ignore[arg-type]


def test_the_union_defines_indicators_with_labels_decimals_and_targets_in_words(office: Desk) -> None:
    plan = office.plan(2017)
    known = {one.code: one for one in plan.indicators}
    assert list(known) == ["K01", "K02", "K03", "K04", "K05", "K06", "K07"]
    assert (known["K01"].kind, known["K01"].direction, known["K01"].target_kind) == (
        "outcome",
        "up",
        "per_year",
    )
    assert (known["K03"].baseline, known["K03"].target, known["K03"].decimals) == (605, 755, 1)
    assert (known["K05"].target, known["K05"].target_text) == (None, "基準より上昇")
    assert known["K06"].offices == ("omachi",)


def test_a_figure_with_too_many_decimals_is_refused(region: Region) -> None:
    define(region.union)
    result = region.union.execute(ApplyPlan(b"fy,indicator,target\n2017,K03,75.55\n", "t.csv"))
    # In words it is a target too, but this is none: it was a figure gone wrong.
    assert result.taken == 1
    bad = region.union.execute(ApplyPlan(b"indicator,decimals,baseline\nK03,1,60.55\n", "t.csv"))
    assert [(one.column, one.code) for one in bad.refused] == [("baseline", "entry_decimals")]


def test_an_empty_table_is_filled_and_taken_back(office: Desk, tmp_path: Path) -> None:
    out = tmp_path / "t.csv"
    assert office.execute(WriteTemplate(2017, "half1", out, indicators=True)) == 7
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert (
        lines[0]
        .replace('"', "")
        .startswith("年度,期,団体,指標コード,指標,事業名,実績値,値の状態,基準日,達成の判断,備考")
    )
    text = (
        "年度,期,指標コード,実績値,値の状態,基準日,備考\n"
        "H29,上半期,K01,５２人,速報,H29.9.30,\n"
        "2017,half1,K03,66.7,確定,,=1+1\n"
        "2017,half1,K06,,集計中,,\n"
        "2017,half1,K07,-,,,\n"
    )
    result = enter(office, text)
    assert not result.refused
    assert ("actual", "５２人") in [(column, before) for _, column, before, _ in result.normalised]
    assert shown(office, record("K01")) == {
        "actual": 52, "value_state": "preliminary", "as_of_date": "2017-09-30",
    }  # fmt: skip
    assert shown(office, record("K03")) == {"actual": 667, "value_state": "final", "note": "=1+1"}
    assert shown(office, record("K06"))["actual"] == "#tallying"
    assert shown(office, record("K07")) == {"actual": "#none"}
    codes = {(one.record, one.field) for one in office.check(2017, "half1") if one.level == "missing"}
    assert (record("K02"), "actual") in codes
    assert (record("K01"), "actual") not in codes


BAD = [
    ("2017,half1,K99,1,確定", "indicator", "indicator_unknown"),
    ("2017,half1,K01,1.5,確定", "actual", "entry_whole"),
    ("2017,half1,K01,1,たぶん", "value_state", "entry_choice_unknown"),
    ("2017,half1,K01,1,集計中", "value_state", "state_with_number"),
    ("2017,later,K01,1,確定", "period", "period_not_in_plan"),
    ("29年度,half1,K01,1,確定", "fy", "fiscal_year_bare"),
    ("1999,half1,K01,1,確定", "fy", "no_plan"),
]


@pytest.mark.parametrize(("row", "column", "code"), BAD)
def test_bad_cells_are_named_and_nothing_is_taken(office: Desk, row: str, column: str, code: str) -> None:
    before = office.digest()
    result = enter(office, f"fy,period,indicator,actual,value_state\n{row}\n2017,half1,K02,5,確定\n")
    assert [(one.row, one.column, one.code) for one in result.refused] == [(2, column, code)]
    assert office.digest() == before


def test_a_row_twice_and_a_judgement_of_a_number(office: Desk) -> None:
    text = (
        "fy,period,indicator,actual,judgement\n2017,half1,K01,5,\n2017,half1,K01,6,\n2017,half1,K02,,達成\n"
    )
    assert [(one.row, one.code) for one in enter(office, text).refused] == [
        (3, "row_twice"),
        (4, "cell_not_here"),
    ]
    with pytest.raises(InputRejected, match="column_unknown"):
        enter(office, "fy,period,indicator,spent\n2017,half1,K01,5\n")


# --- money of a stage ----------------------------------------------------------------------------------------


def test_amounts_of_any_stage_are_entered_by_table(office: Desk, tmp_path: Path) -> None:
    out = tmp_path / "m.csv"
    office.execute(WriteTemplate(2017, "full_year", out, stage="決算見込"))
    assert (
        out.read_text(encoding="utf-8-sig")
        .splitlines()[1]
        .replace('"', "")
        .startswith("2017,full_year,forecast,omachi,")
    )
    text = (
        "fy,period,stage,project,spent,fund_general,personnel_cost\n"
        "2017,full_year,決算見込,F01P01,800000,800000,120000\n"
        "2017,full_year,settled,F01P01,790000,,\n"
        "2017,half1,,F01P01,400000,,\n"
    )
    assert not enter(office, text).refused
    assert shown(office, "money:omachi:2017:F01P01:forecast") == {
        "spent": 800_000, "fund_general": 800_000, "personnel_cost": 120_000,
    }  # fmt: skip
    assert shown(office, "money:omachi:2017:F01P01:settled") == {"spent": 790_000}
    assert shown(office, "money:omachi:2017:F01P01:half1") == {"spent": 400_000}
    bad = enter(office, "fy,period,stage,project,spent\n2017,half1,現計,F01P01,1\n")
    assert [(one.column, one.code) for one in bad.refused] == [("stage", "entry_stage_unknown")]
