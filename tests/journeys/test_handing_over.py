"""引継ぎ: the form tells what the data say, and the successor takes over in one step."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from alps_desk.app.commands import Accept, MergeBundles, SaveValues, SendBack, Submit, TakeOver
from alps_desk.app.desk import Desk
from alps_desk.bootstrap import write_pdf
from alps_desk.domain.cells import CellState, CellValue, to_stored
from alps_desk.domain.errors import InputRejected, StoreUnavailable
from alps_desk.reports.tables import Block, ReportTable
from tests.fixtures.desks import Region, money, progress


@pytest.fixture
def ikeda(region: Region) -> Desk:
    """池田町 with a report that was submitted, and what is left open since."""
    desk = region.office("ikeda")
    other = region.office("omachi")
    named = {"section": "観光課", "person_in_charge": "担当者O"}
    other.execute(SaveValues({progress("omachi", "F02P03"): named}))
    pending = to_stored(CellValue(CellState.PENDING, expected_on="2017-12-20"))
    desk.execute(
        SaveValues(
            {
                progress("ikeda", "F02P02"): {"section": "住民課", "person_in_charge": "担当者I"},
                progress("ikeda", "F02P03"): {
                    "done_text": pending,
                    "issues": to_stored(CellValue(CellState.PENDING)),
                },
                money("ikeda", "F02P03"): {"spent": 120_000},
            }
        )
    )
    for one in (desk, other):
        region.register(one)
    desk.execute(Submit(2017, "half1", "課長"))
    region.exchange(desk)
    region.union.execute(SendBack(money("ikeda", "F02P03"), "spent", "内訳を教えてください。"))
    region.exchange(other)
    region.exchange(desk)
    return desk


def block(table: ReportTable, title: str) -> list[list[object]]:
    found: Block = next(one for one in table.blocks if one.title == title)
    return [[cell.value for cell in row.cells] for row in found.rows]


def test_the_form_tells_duties_dates_open_points_promises_and_contacts(ikeda: Desk) -> None:
    table = ikeda.report_table("handover", 2017, "half1")
    duties = {row[2]: row[4:] for row in block(table, "担当する事業")}
    assert duties["移住セミナーの開催"] == ["主体", "住民課", "担当者I"]
    assert duties["消費生活センターの運営"][0] == "参加"
    rounds = block(table, "提出の実績と期限")
    assert rounds[0][1:5] == ["上半期", date(2017, 11, 30), date(2017, 11, 23), "課長"]
    opened = block(table, "まだ終わっていないこと")
    assert ["差戻し", "魅力体験ツアーの開催", "支出済額　内訳を教えてください。"] in [
        row[:3] for row in opened
    ]
    assert any(row[0] == "未入力" for row in opened)
    promised = block(table, "後日に入力すると約束したこと（未定の欄）")
    assert [row[2:] for row in promised] == [["上半期　取組実績", date(2017, 12, 20)], ["上半期　課題", ""]]
    contacts = {row[0]: row[1:3] for row in block(table, "連絡先")}
    assert contacts["大町市"] == ["観光課", "担当者O"]
    assert contacts["北アルプス広域連合"] == ["", ""]
    assert "池田町" not in contacts


def test_an_accepted_report_says_when(region: Region, ikeda: Desk) -> None:
    (sent_back,) = region.union.returns(office="ikeda")
    ikeda.execute(SaveValues({money("ikeda", "F02P03"): {"spent": 130_000}}))
    region.exchange(ikeda)
    region.union.execute(Accept(2017, "half1", "ikeda"))
    region.exchange(ikeda)
    rounds = block(ikeda.report_table("handover", 2017, "half1"), "提出の実績と期限")
    assert rounds[0][5] == date(2017, 11, 23)
    assert sent_back.state != "closed"


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv"])
def test_the_successor_takes_over_in_one_step(ikeda: Desk, tmp_path: Path, ending: str) -> None:
    ikeda._write_pdf = write_pdf
    written = ikeda.execute(TakeOver("担当者N", "企画課", tmp_path / f"引継書.{ending}"))
    assert written is not None
    assert written.stat().st_size > 500
    who = ikeda.place.identity
    assert (who.section, who.person) == ("企画課", "担当者N")
    later = progress("ikeda", "F02P02", "full_year")
    ikeda.execute(SaveValues({later: {"issues": "周知"}}))
    assert ikeda.history(later, "issues")[-1].by == "担当者N"


def test_the_form_is_written_in_the_name_of_the_one_who_leaves(ikeda: Desk, tmp_path: Path) -> None:
    before = ikeda.place.identity.person
    written = ikeda.execute(TakeOver("担当者N", out=tmp_path / "引継書.csv"))
    assert written is not None
    rows = list(csv.reader(written.read_text(encoding="utf-8-sig").splitlines()))
    assert any(row[1:3] == ["引き継ぐ人", before] for row in rows)


def test_nothing_changes_hands_where_the_form_cannot_be_written(ikeda: Desk, tmp_path: Path) -> None:
    before = ikeda.place.identity
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(StoreUnavailable):
        ikeda.execute(TakeOver("担当者N", out=blocked / "引継書.csv"))
    with pytest.raises(InputRejected, match="successor_missing"):
        ikeda.execute(TakeOver("  "))
    with pytest.raises(InputRejected, match="report_format_unknown"):
        ikeda.execute(TakeOver("担当者N", out=tmp_path / "引継書.docx"))
    assert ikeda.place.identity == before


def test_last_years_real_dates_stand_above_this_years(region: Region, ikeda: Desk) -> None:
    union = region.union
    plan = union.plan()
    copied = {
        f"project_year:union:2018:{project.code}": {
            "number": project.number, "name": project.name, "field": project.field, "type": project.type or None,
            "leads": ";".join(project.leads), "participants": ";".join(project.participants),
        }
        for project in plan.projects
    }  # fmt: skip
    period = {"period:union:2018:half1": {"due_on": "2018-11-30", "as_of_date": "2018-09-30"}}
    union.execute(SaveValues({**copied, **period}))
    region.exchange(ikeda)
    rounds = block(ikeda.report_table("handover", 2018, "half1"), "提出の実績と期限")
    assert [row[0] for row in rounds] == ["平成29年度", "平成29年度", "平成30年度"]
    assert rounds[0][3] == date(2017, 11, 23)
    assert rounds[-1][2:4] == [date(2018, 11, 30), None]


def test_bundles_do_not_carry_the_form(region: Region, ikeda: Desk, tmp_path: Path) -> None:
    written = ikeda.execute(TakeOver("担当者N", out=tmp_path / "引継書.csv"))
    assert written is not None
    (result,) = region.union.execute(MergeBundles((written,)))
    assert result.state == "refused"
