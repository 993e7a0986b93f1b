"""Forms of a year from the store: indicators and 圏域評価 by tables, the forms by command for one project or body."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from alps_desk.app.commands import ApplyPlan, SaveValues, WriteReport
from alps_desk.app.desk import Desk
from alps_desk.bootstrap import write_pdf
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.scope import Scope
from tests.fixtures.desks import Region
from tests.gui.indicator_sample import define, fill_indicators


@pytest.fixture
def union(region: Region) -> Desk:
    """The union with indicators, last year's list, what the central city said, and its own evaluation."""
    define(region.union)
    office = region.member("omachi")
    region.give(region.union, office)
    fill_indicators(office)
    event = "event:omachi:2017:half1:F02P01:a1"
    office.execute(SaveValues({event: {"held_on": "2017-06-10", "event_name": "相談会", "head_count": 42}}))
    region.exchange(office)
    links = "fy,project,earlier,link_kind\n2017,F02P01,F02P01,renamed\n"
    words = "fy,project,regional_rating,direction\n2017,F02P01,B,継続（現状どおり）\n"
    for name, text in {"succession.csv": links, "regional_evaluation.csv": words}.items():
        result = region.union.execute(ApplyPlan(text.encode(), name))
        assert not result.refused, result.refused
    return region.union


def read(desk: Desk, out: Path, name: str, **scope: str) -> list[dict[str, str]]:
    desk.execute(WriteReport(name, 2017, "half1", "csv", out, **scope))
    return list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))


def test_the_forms_tell_what_the_store_holds(union: Desk, tmp_path: Path) -> None:
    out = tmp_path / "form.csv"
    movers = next(row for row in read(union, out, "成果指標一覧") if row["指標コード"] == "K01")
    # Last years stand at the whole year, this one at its period; of six bodies one has spoken.
    assert (movers["平成27年度_実績"], movers["平成28年度_実績"], movers["平成29年度_実績"]) == (
        "38",
        "44",
        "52",
    )
    assert (movers["達成率（％）"], movers["報告した団体の数"], movers["評価"]) == ("86.7", "1", "途中")
    sheets = read(union, out, "1", project="F02P01", office="omachi")
    assert [(row["団体"], row["行事の数"], row["人数（人）"]) for row in sheets] == [("大町市", "1", "42")]
    evaluated = read(union, out, "事業評価シート", project="F02P01")
    assert evaluated[-1]["項目"] == "圏域評価"
    assert (evaluated[-1]["評価"], evaluated[-1]["今後の方向性"]) == ("B", "継続（現状どおり）")
    changed = {row["事業コード"]: row["区分"] for row in read(union, out, "11")}
    assert (changed["F02P01"], changed["F02P02"]) == ("名称変更", "新規")
    assert read(union, out, "8")[0]["分野"] == "若者交流・結婚支援"


def test_an_office_makes_its_own_sheets(region: Region, union: Desk) -> None:
    office = region.member("ikeda")
    region.give(union, office)
    table = office.report_table("progress_sheet", 2017, "half1")
    assert {sheet.made_by for sheet in table.sheets} == {"池田町"}
    other = office.report_table("progress_sheet", 2017, "half1", scope=Scope("F02P01", "omachi"))
    assert [sheet.made_by for sheet in other.sheets] == ["大町市"]


def test_what_cannot_be_made_so_is_refused(union: Desk, tmp_path: Path) -> None:
    for name, scope, code in (
        ("field_summary", {"project": "F02P01"}, "form_whole"),
        ("progress_sheet", {"project": "F99P99"}, "project_unknown"),
        ("progress_sheet", {"office": "nobody"}, "form_body_unknown"),
    ):
        with pytest.raises(InputRejected, match=code):
            union.execute(WriteReport(name, 2017, "half1", "csv", tmp_path / "x.csv", **scope))


def test_a_pdf_of_a_scoped_form_is_written(union: Desk, tmp_path: Path) -> None:
    table = union.report_table("evaluation_sheet", 2017, "half1", scope=Scope("F02P01"))
    write_pdf(table, tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
