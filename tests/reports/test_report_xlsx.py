"""Reports as workbooks: numbers are numbers, text is text, and the sheet prints as a form should."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from alps_desk.reports.as_xlsx import write_xlsx
from alps_desk.reports.tables import Cell, ReportTable, Row
from tests.reports.hostile_words import HOSTILE_TEXTS
from tests.reports.tables_for_tests import one_column, progress, row

DAY = datetime.combine(date(2017, 9, 30), time())


def written(table: ReportTable) -> bytes:
    stream = io.BytesIO()
    write_xlsx(table, stream)
    return stream.getvalue()


def opened(table: ReportTable) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(written(table))).active
    assert sheet is not None
    return sheet


def sample() -> ReportTable:
    rows = [row(1), row(2), replace(row(3), kind="subtotal"), row(-4), replace(row(5), kind="total")]
    return progress(
        rows,
        notes=["単位未満四捨五入のため合計と一致しない場合がある。"],
        sample=True,
        as_of=date(2017, 9, 30),
    )


def test_what_stands_where() -> None:
    sheet = opened(sample())
    assert sheet["A1"].value == "見本　連携事業 進捗状況一覧表"
    assert sheet["A2"].value == "平成29年度 上半期　作成：北アルプス広域連合"
    assert sheet["A3"].value == "単位：円 ／ 基準日：平成29年9月30日 ／ 作成日：平成29年11月23日"
    assert [cell.value for cell in sheet[4]][4:8] == [
        "予算現額（円）",
        "支出済額（円）",
        "執行率（％）",
        "参加者（人）",
    ]
    assert sheet["E5"].value == 1_253_210
    assert sheet["G5"].value == 81.5
    assert sheet["I5"].value == DAY
    assert sheet["E8"].value == -5_012_840
    assert sheet["E8"].number_format == '#,##0;"△"#,##0'
    assert sheet["E9"].font.bold
    assert sheet["E7"].font.bold
    assert not sheet["E6"].font.bold
    assert sheet["A11"].value == "単位未満四捨五入のため合計と一致しない場合がある。"


def test_the_sheet_prints_as_a_form() -> None:
    sheet = opened(sample())
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what the format means by nothing
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "C5"
    assert sheet.auto_filter.ref == "A4:J8"  # the grand total stays below the filter
    assert sheet.oddFooter.center.text == "&P／&N ページ"
    assert sheet.oddHeader.right.text == "見本"
    assert sheet["J5"].alignment.wrap_text
    upright = opened(replace(sample(), landscape=False, sample=False))
    assert upright.page_setup.orientation == "portrait"
    assert not upright.oddHeader.right.text


def test_thousands_are_shown_but_yen_are_kept() -> None:
    sheet = opened(replace(sample(), display_unit=1000))
    assert sheet["E4"].value == "予算現額（千円）"
    assert sheet["E5"].value == 1_253_210
    assert sheet["E5"].number_format == '#,##0,;"△"#,##0,'
    assert sheet["A12"].value == "表示は千円単位（四捨五入）です。セルの値は円です。"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Cell(0), 0),
        (Cell(None, "empty"), "未報告"),
        (Cell(None, "none"), "―"),
        (Cell(None, "pending"), "未定"),
        (Cell(None, "none", "x"), "x"),
        (Cell(None), None),
        (Cell(12, "conflict"), 12),
        (Cell(999_999_999_999_999), 999_999_999_999_999),
        (Cell(Decimal("0.1")), 0.1),
    ],
)
def test_nothing_zero_and_not_reported_differ(cell: Cell, value: object) -> None:
    assert opened(one_column([cell], "count"))["A5"].value == value


def test_a_remark_stands_beside_the_figure_which_stays_a_number() -> None:
    sheet = opened(one_column([Cell(-12, "conflict"), Cell(7, note='見込";0')], "yen"))
    assert sheet["A5"].value == -12
    assert sheet["A5"].number_format == '"食い違い  "#,##0;"食い違い  △"#,##0'
    assert sheet["A5"].fill.fgColor.rgb == "FFFDEEEE"
    assert sheet["A6"].value == 7
    assert sheet["A6"].number_format == '"見込”;0  "#,##0;"見込”;0  △"#,##0'
    assert opened(one_column([Cell("文", "conflict")]))["A5"].value == "文［食い違い］"


def test_many_different_remarks_do_not_break_the_workbook() -> None:
    sheet = opened(one_column([Cell(number, note=f"注{number}") for number in range(300)], "yen"))
    assert len({sheet.cell(number, 1).number_format for number in range(5, 305)}) < 100
    assert sheet["A304"].value == 299
    assert sheet["A304"].comment.text == "注299"


def test_groups_stand_above_their_columns() -> None:
    table = sample()
    columns = [replace(column, group="金額" if column.kind == "yen" else "") for column in table.columns]
    sheet = opened(replace(table, columns=columns))
    assert [cell.value for cell in sheet[4]][3:7] == [None, "金額", None, None]
    assert sheet["F4"].alignment.horizontal == "centerContinuous"
    assert sheet["E5"].value == "予算現額（円）"
    assert not sheet.merged_cells.ranges
    assert sheet.print_title_rows == "$4:$5"
    assert sheet.auto_filter.ref == "A5:J9"


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"])) | st.sampled_from(HOSTILE_TEXTS), max_size=4
    )
)
@settings(deadline=None)
def test_text_is_never_more_than_text(texts: list[str]) -> None:
    from alps_desk.reports.sheet_xlsx import parse_xlsx

    grid = parse_xlsx(written(one_column([Cell(text) for text in texts])))
    assert [line[0] if line else "" for line in grid[4:]] == texts[: len(grid) - 4]
    sheet = opened(one_column([Cell(text) for text in texts]))
    assert all(sheet.cell(number, 1).data_type in "sn" for number in range(1, len(texts) + 5))


def test_hostile_titles_and_an_empty_table() -> None:
    table = one_column([], title="[様式]: a/b?*'&D" + "長" * 300, made_by="&P&N大町市", period_line="=1+1")
    sheet = opened(table)
    assert sheet.title == "様式 ab&D" + "長" * 24
    assert sheet["A2"].value == "=1+1　作成：&P&N大町市"
    assert sheet["A2"].data_type == "s"
    assert sheet.oddFooter.right.text == "&&P&&N大町市"
    assert opened(progress([], columns=[]))["A1"].value == "連携事業 進捗状況一覧表"


def test_equal_reports_are_equal_files(tmp_path: Path) -> None:
    write_xlsx(sample(), tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == written(sample())


def test_calc_finds_numbers_dates_and_text(calc) -> None:
    rows = [
        Row([Cell(text), Cell(1_234_500 - number), Cell(Decimal("81.5")), Cell(date(2017, 9, 30))])
        for number, text in enumerate(HOSTILE_TEXTS)
    ]
    kinds = {"text": 0, "yen": 1, "rate": 2, "date": 3}
    columns = [replace(one_column([], kind).columns[0], key=kind, heading=kind) for kind in kinds]
    data = written(progress(rows, columns=columns, display_unit=1000))
    sheet = openpyxl.load_workbook(io.BytesIO(calc(data, "xlsx", "xlsx"))).active
    for number, text in enumerate(HOSTILE_TEXTS, 5):
        assert sheet.cell(number, 1).value == text
        assert sheet.cell(number, 2).value == 1_234_505 - number
        assert sheet.cell(number, 3).value == 81.5
        assert sheet.cell(number, 4).value == DAY
    shown = calc(data, "xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true").decode()
    assert ',"1,235",81.5,2017-09-30' in shown  # 1,234,500 yen, rounded half up (R13)


def test_rows_are_high_enough_for_wrapped_text() -> None:
    texts = ["短い", "長い文" * 60, "1\n2\n3\n4", "あ" * 20_000]
    sheet = opened(one_column([Cell(text) for text in texts]))
    heights = [sheet.row_dimensions[number].height for number in range(5, 9)]
    assert heights[0] < 25
    assert heights[1] > 8 * 13
    assert heights[2] > 4 * 13
    assert 400 < heights[3] <= 409  # the highest row there is
