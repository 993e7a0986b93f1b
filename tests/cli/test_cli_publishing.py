"""The commands that bring figures to other places: the page for the public, forms of one's own, old tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alps_desk.reports.sheet_package import Package
from alps_desk.reports.template_mapping import BlockSource, CellSource, TemplateMapping, mapping_text
from alps_desk.reports.xlsx_book import parse_book
from tests.cli.offices import Office, Said
from tests.fixtures.old_books import BOOKS, NAME_A, book
from tests.fixtures.templates import by_hand

ROUND = ("--fy", "2017", "--period", "half1")


def test_the_public_page_holds_what_was_accepted(union: Office, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    words = ("report", "public_page", *ROUND, "--out", out)
    assert union.ask(*words, "--format", "html", code=1)["code"] == "public_nothing"
    assert union.ask(*words, "--format", "pdf", code=2)["code"] == "report_format_unknown"
    assert union.ask("report", "progress_list", *ROUND, "--out", out, "--format", "html", code=2)
    union.ask("submit", *ROUND, "--office", "ikeda", "--why", "紙の報告書による")
    union.ask("accept", *ROUND, "--office", "ikeda")
    made = union.ask(*words, "--format", "html")
    assert made["file"] == str(out)
    assert 0 < made["rows"] < made["expected"]
    assert made["held_back"] == 0
    assert "池田町" in out.read_text(encoding="utf-8")


def test_an_office_makes_no_public_page(
    join: Callable[..., Office], say: Callable[..., Said], tmp_path: Path
) -> None:
    office = join("hakuba")
    refused = office.ask("report", "public_page", *ROUND, "--format", "html", "--out", tmp_path / "p", code=1)
    assert refused["message"] == "公表用のページは、広域連合だけが作れます。"


def test_a_form_of_ones_own_is_filled_and_remembered(union: Office, tmp_path: Path) -> None:
    form, out, wanted = tmp_path / "様式.xlsx", tmp_path / "記入済み.xlsx", tmp_path / "対応.json"
    form.write_bytes(by_hand('<x:sheetData><x:row r="2"/></x:sheetData>'))
    words = ("fill-template", form, *ROUND, "--out", out)
    assert union.ask(*words, code=1)["code"] == "template_no_mapping"
    mapping = TemplateMapping(
        cells=(
            CellSource("A1", fact="period_line"),
            CellSource("B2", form="money_summary", column="spent", project="F02P03", office="ikeda"),
            CellSource("C2", form="money_summary", column="spent", project="F02P03", office="none"),
        ),
        blocks=(BlockSource("A4", 100, "progress_list", {"A": "number", "C": "project_name"}),),
    )
    wanted.write_text(mapping_text(mapping), encoding="utf-8")
    record = "office=ikeda"
    table = tmp_path / "t.csv"
    table.write_text("年度,期,団体,事業コード,支出済額\n2017,half1,ikeda,F02P03,2040\n", encoding="utf-8")
    union.ask("enter", table, "--office", "ikeda", "--why", record)
    done = union.ask(*words, "--mapping", wanted)
    sheet = parse_book(Package(out.read_bytes())).sheets[0]
    assert sheet.text(1, 0) == "平成29年度 上半期"
    assert sheet.text(2, 1) == "2040"
    assert sheet.text(4, 2) != ""
    assert (done["cells"], done["missing"][0]["cell"]) == (203, "C2")
    assert done["rows"] == sum(bool(sheet.text(row, 2)) for row in range(4, 104))
    assert Path(done["mapping"]).parent == union.home / "templates"
    again = union.ask(*words)
    assert again["cells"] == done["cells"], "how it is filled was remembered"
    assert union.ask("fill-template", form, *ROUND, "--out", form, code=1)["code"] == "template_same_file"


def test_an_old_table_is_tried_corrected_and_taken(union: Office, tmp_path: Path) -> None:
    file, wanted = tmp_path / "去年.xlsx", tmp_path / "対応.json"
    file.write_bytes(BOOKS[1].content)
    words = ("backfill", file, "--fy", "2017", "--period", "full_year")
    assert union.ask(*words, code=1)["code"] == "backfill_unit_missing"
    suggested = union.ask("backfill", file, "--fy", "2017", "--suggest", wanted)
    assert (suggested["headings"], suggested["unit"]) == ([4, 4], 1000)
    assert [one["as"] for one in suggested["columns"]] == ["number", "project_name", "office", "spent"]
    tried = union.ask(*words, "--mapping", wanted, "--dry-run")
    assert (tried["taken"], tried["dry_run"], tried["changes"]) == (2, True, [])
    assert [(one["row"], one["reason"]) for one in tried["unmapped"]] == [(7, "total"), (8, "project")]
    taken = union.ask(*words, "--mapping", wanted, "--why", "前年度の決算書による")
    assert len(taken["changes"]) == 2
    assert union.ask(*words, "--mapping", wanted, "--dry-run")["same"] == 2
    file.write_bytes(book([["事業名", "団体", "決算額"], [NAME_A, "大町市", "約3"]]))
    bad = union.ask(*words, "--unit", "千円", "--why", "x", code=1)
    assert (bad["code"], bad["refused"][0]["row"], bad["refused"][0]["value"]) == (
        "backfill_refused",
        2,
        "約3",
    )
    said = union(*words, "--unit", "千円", "--dry-run")
    assert "取り込めない欄1" in said.out
