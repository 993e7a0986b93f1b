"""Types and roles come from the plan of the year: one project is type I in one year, II in the next, led by another later.

Whose record it is stands in the record's id and never changes; the plan of the year only says which rows there are,
who pays whom and what is taken out of a total. A file made under an older edition is still taken, and what it says
outside the new one is listed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app.commands import ApplyPlan, EnterTable
from alps_desk.app.desk import Desk
from tests.fixtures.desks import Clock, Region, take

FIVE = "omachi;ikeda;matsukawa;hakuba;otari"
EDITIONS = f"""年度,事業コード,番号,名称,field,type,leads,participants
2018,F05P01,1,成年後見支援センターの運営,F05,II,{FIVE},{FIVE}
2018,F02P03,2,魅力体験ツアーの開催,F02,I,omachi,omachi;ikeda;hakuba
2019,F05P01,1,成年後見支援センターの運営,F05,I,ikeda,{FIVE}
2019,F02P03,2,魅力体験ツアーの開催,F02,III,union,{FIVE}
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A region with the plans of three years and two offices that have them."""
    folder = tmp_path_factory.mktemp("editions")
    region = Region(folder, Clock())
    offices = [region.member(key) for key in ("omachi", "ikeda")]
    region.union.execute(ApplyPlan(EDITIONS.encode(), "plan.csv"))
    take(offices[0], region.export(region.union))
    region.close()
    shutil.rmtree(folder / "files")
    return folder


@pytest.fixture
def region(prepared: Path, tmp_path: Path) -> Iterator[Region]:
    """The prepared region; ikeda has not heard of the new plans yet."""
    made = Region.again(prepared, tmp_path, ("union", "omachi", "ikeda"))
    yield made
    made.close()


def rows(desk: Desk, fy: int, project: str) -> list[tuple[str, str, str]]:
    """Kind, payer and payee of the entry form's rows of a project."""
    return [
        (one.part.kind, one.part.payer, one.part.payee)
        for one in desk.entry_rows(fy, "full_year")
        if one.part.project.code == project
    ]


def enter(desk: Desk, fy: int, project: str, payer: str = "", /, **cells: str) -> list[tuple[str, str]]:
    """One row of an entry table; (column, code) of what was refused."""
    heads = {"spent": "支出済額", "out": "負担金（支出）", "into": "負担金収入", "final": "負担金確定額"}
    named = [heads[one] for one in cells]
    table = ",".join(["年度", "期", "事業コード", "負担金の支出団体", *named])
    table += "\n" + ",".join([str(fy), "通期", project, payer, *cells.values()]) + "\n"
    result = desk.execute(EnterTable(table.encode(), "table.csv"))
    return [(one.column, one.code) for one in result.refused]


def test_the_rows_of_a_year_are_those_of_its_edition(region: Region) -> None:
    _, omachi, ikeda = region.desks
    region.give(region.union, ikeda)
    payers = ["ikeda", "matsukawa", "hakuba", "otari"]
    assert rows(omachi, 2017, "F05P01") == [("own", "", ""), *(("burden", one, "") for one in payers)]
    assert rows(ikeda, 2017, "F05P01") == [("own", "", "omachi")]
    assert rows(omachi, 2018, "F05P01") == rows(ikeda, 2018, "F05P01") == [("own", "", "")]
    assert rows(omachi, 2019, "F05P01") == [("own", "", "ikeda")]
    others = ["omachi", "matsukawa", "hakuba", "otari"]
    assert rows(ikeda, 2019, "F05P01") == [("own", "", ""), *(("burden", one, "") for one in others)]
    assert rows(omachi, 2018, "F02P03") == [
        ("own", "", ""),
        ("burden", "ikeda", ""),
        ("burden", "hakuba", ""),
    ]
    assert rows(omachi, 2019, "F02P03") == rows(ikeda, 2019, "F02P03") == [], "type III is the union's"
    assert rows(region.union, 2019, "F02P03") == [("own", "", "")]


def test_who_pays_whom_follows_the_edition_and_so_do_totals(region: Region) -> None:
    union, omachi, ikeda = region.desks
    region.give(union, ikeda)
    assert enter(omachi, 2017, "F05P01", spent="3000000") == []
    assert enter(omachi, 2017, "F05P01", "ikeda", into="300000") == []
    assert enter(ikeda, 2017, "F05P01", spent="300000", out="300000") == []
    # Next year nobody pays by rule; two years on the payment goes the other way.
    assert enter(ikeda, 2018, "F05P01", spent="1", out="300000") == [("transfer_out", "cell_not_here")]
    assert enter(omachi, 2018, "F05P01", spent="3000000") == []
    assert enter(ikeda, 2018, "F05P01", spent="300000") == []
    assert enter(ikeda, 2019, "F05P01", spent="3000000") == []
    assert enter(ikeda, 2019, "F05P01", "omachi", into="500000") == []
    assert enter(omachi, 2019, "F05P01", spent="500000", out="500000") == []
    assert enter(omachi, 2019, "F02P03", spent="1") == [("project", "project_not_ours")]
    for desk in (omachi, ikeda):
        region.give(desk, union)
    assert union.conflicts() == []
    net = {}
    for fy in (2017, 2018, 2019):
        row = union.totals(fy).row("F05P01")
        assert row is not None
        net[fy] = (row.gross_yen, row.elimination_yen, row.net_yen)
    assert net == {
        2017: (3_300_000, 300_000, 3_000_000),
        2018: (3_300_000, 0, 3_300_000),
        2019: (3_500_000, 500_000, 3_000_000),
    }
    records = {row.record for row in union.values() if row.record.startswith("burden:")}
    assert records == {"burden:omachi:2017:F05P01:ikeda", "burden:ikeda:2019:F05P01:omachi"}
    by_office = {(row.record, row.field): row.office for row in union.values() if "burden" in row.record}
    assert by_office["burden:ikeda:2019:F05P01:omachi", "transfer_out"] == "omachi"
    assert by_office["burden:ikeda:2019:F05P01:omachi", "transfer_in"] == "ikeda"


def test_a_file_made_under_the_old_edition_is_taken_and_what_it_says_is_listed(region: Region) -> None:
    union, omachi, ikeda = region.desks
    # ikeda still works with last spring's plan; the union has changed type and participants since.
    assert enter(ikeda, 2017, "F05P01", spent="300000", out="300000") == []
    assert enter(ikeda, 2017, "F02P03", spent="150000") == []
    change = "年度,事業コード,type,leads,participants\n2017,F05P01,II,omachi;hakuba,omachi;hakuba\n"
    union.execute(ApplyPlan(change.encode(), "change.csv"))
    result = region.give(ikeda, union)
    assert (result.state, result.code) == ("merged", "file_merged")
    assert union.digest() != omachi.digest()
    found = [(one.code, one.record) for one in union.check(2017, "full_year") if one.level == "warning"]
    assert ("rule_not_taking_part", "money:ikeda:2017:F05P01:settled") in found
    total = union.totals(2017).row("F05P01")
    assert total is not None
    assert (total.gross_yen, total.elimination_yen, total.net_yen) == (300_000, 300_000, 0), (
        "nothing is dropped"
    )
    for desk in (omachi, ikeda):
        region.give(union, desk)
        assert desk.digest() == union.digest()
    assert rows(ikeda, 2017, "F05P01") == []
