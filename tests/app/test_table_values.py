"""Tables: one cell of the data has one value in a table, and a plan's year is a year."""

from __future__ import annotations

import pytest

from alps_desk.app.commands import ApplyPlan, EnterTable
from alps_desk.app.desk import Desk
from alps_desk.app.tables import TableResult
from tests.fixtures.desks import Region, content, money, shown


def enter(desk: Desk, *rows: str, keep: bool = True) -> TableResult:
    text = "\r\n".join(("fy,period,project,budget_initial,spent", *rows))
    return desk.execute(EnterTable(text.encode("utf-8-sig"), "表.csv", keep=keep))


def test_one_cell_has_one_value_in_a_table(region: Region) -> None:
    """The initial budget is one figure a year, whichever period's row it stands in."""
    ikeda = region.member("ikeda")
    before = content(ikeda)
    result = enter(ikeda, "2017,half1,F02P03,1000,", "2017,full_year,F02P03,2000,5")
    assert [(one.row, one.column, one.code) for one in result.refused] == [
        (3, "budget_initial", "cell_twice")
    ]
    assert content(ikeda) == before
    result = enter(ikeda, "2017,half1,F02P03,1000,", "2017,full_year,F02P03,1000,5")
    assert result.refused == ()
    assert shown(ikeda, money("ikeda", stage="initial")) == {"budget_initial": 1000}
    assert shown(ikeda, money("ikeda", stage="settled")) == {"spent": 5}


@pytest.mark.parametrize(
    ("text", "year"), [("2018", 2018), ("H30", 2018), ("平成30年度", 2018), ("R1", 2019), ("２０１８", 2018)]
)
def test_the_year_of_a_plan_is_read_as_people_write_it(union_desk: Desk, text: str, year: int) -> None:
    table = f"fy,project,number,name\r\n{text},X01,1,新しい事業\r\n"
    result = union_desk.execute(ApplyPlan(table.encode("utf-8-sig"), "plan.csv"))
    assert result.refused == ()
    assert [one.name for one in union_desk.plan(year).projects] == ["新しい事業"]


@pytest.mark.parametrize("text", ["", "30", "次年度", "20180", "2018.5", "H30:x"])
def test_what_is_no_year_is_refused_with_its_row(union_desk: Desk, text: str) -> None:
    before = content(union_desk)
    table = f"fy,project,number,name\r\n2018,X00,1,よい行\r\n{text},X01,1,新しい事業\r\n"
    result = union_desk.execute(ApplyPlan(table.encode("utf-8-sig"), "plan.csv"))
    assert [(one.row, one.column) for one in result.refused] == [(3, "fy")]
    assert all(one.message for one in result.refused)
    assert content(union_desk) == before
