"""CSV for spreadsheets: R49, R51, R53 as laws."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk.domain.errors import InputRejected
from alps_desk.reports.as_csv import render_csv
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say
from tests.reports.hostile_words import HOSTILE_TEXTS
from tests.reports.tables_for_tests import one_column, progress, row


def lines(data: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), strict=True))


def test_the_bytes_of_a_small_report() -> None:
    table = progress([row(1, '1行目\n"2"行目')], sample=True)
    assert (
        render_csv(table)
        == (
            '\ufeff"番号","分野","事業名","種別","予算現額（円）","支出済額（円）","執行率（％）","参加者（人）",'
            '"基準日","取組内容","注記"\r\n'
            '"1","移住交流","移住相談窓口の設置","Ⅱ",1253210,1021500,81.5,98,"2017-09-30","1行目\n""2""行目","見本"\r\n'
        ).encode()
    )


def test_no_totals_and_yen_whatever_the_paper_shows() -> None:
    total = replace(row(3), kind="total")
    table = progress([row(1), replace(row(2), kind="subtotal"), total], display_unit=1000)
    found = lines(render_csv(table))
    assert len(found) == 2
    assert found[0][4:6] == ["予算現額（円）", "支出済額（円）"]
    assert found[1][4:6] == ["1253210", "1021500"]


def test_groups_stand_in_the_one_heading_row() -> None:
    table = one_column([Cell(1)], "yen")
    column = replace(table.columns[0], heading="決算\n見込", group="大町市")
    assert lines(render_csv(replace(table, columns=[column])))[0] == ["大町市_決算見込（円）", "注記"]


@pytest.mark.parametrize(
    ("cell", "bare", "remark"),
    [
        (Cell(0), "0", ""),
        (Cell(-1500), "-1500", ""),
        (Cell("-5"), "-5", ""),
        (Cell(Decimal("-0.5")), "-0.5", ""),
        (Cell(Decimal("1E+3")), "1000", ""),
        (Cell(None, "empty"), "", "内容（円）：未報告"),
        (Cell(None, "none"), "", "内容（円）：該当なし"),
        (Cell(5, "none"), "", "内容（円）：該当なし"),
        (Cell(None, "pending"), "", "内容（円）：未定"),
        (Cell(None, "pending", "集計中"), "", "内容（円）：集計中"),
        (Cell(1, "conflict"), "1", "内容（円）：食い違い"),
        (Cell(1, "value", "見込"), "1", "内容（円）：見込"),
        (Cell("=1"), '"\'=1"', ""),
        (Cell(None), "", ""),
    ],
)
def test_figures_are_bare_and_what_is_to_be_said_stands_apart(cell: Cell, bare: str, remark: str) -> None:
    """Empty is never 0, and a column of figures holds figures only."""
    line = render_csv(one_column([cell], "yen")).decode("utf-8-sig").split("\r\n")[1]
    assert line == f'{bare},"{remark}"'


@given(st.sampled_from("=+-@\t\r\n＝＋－＠"), st.text())
def test_text_never_starts_a_formula(sign: str, rest: str) -> None:
    for kind in ("text", "code", "mark"):
        rest = rest.encode("utf-8", "replace").decode()
        assert lines(render_csv(one_column([Cell(sign + rest)], kind)))[1][0] == f"'{sign}{rest}"


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(HOSTILE_TEXTS))
)
def test_text_survives_and_only_the_guard_is_added(texts: list[str]) -> None:
    found = [line[0] for line in lines(render_csv(one_column([Cell(text) for text in texts])))[1:]]
    for text, cell in zip(texts, found, strict=True):
        assert cell in (text, f"'{text}")


def test_every_text_is_quoted_and_every_row_ends_in_crlf() -> None:
    data = render_csv(progress([row(1, "a"), row(2, "b")])).decode("utf-8-sig")
    assert data.count("\r\n") == 3
    assert data.endswith("\r\n")
    for cell in ("移住交流", "a", "2017-09-30", "1", ""):
        assert f'"{cell}"' in data


def test_cp932_writes_what_it_has() -> None:
    texts = ["髙橋と﨑", "①㈱㎡Ⅲ～", "－5と△1,000―", "塚\ufa10", "ｶﾅ", "\ue000", "a\nb"]
    data = render_csv(one_column([Cell(text) for text in texts]), "cp932")
    assert [line[0].removeprefix("'") for line in lines(data, "cp932")[1:]] == texts
    assert not data.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "text", ["𠮷", "鷗", "㋿", "♡", "葛\U000e0100", "—", "〜", "−", "\xa0", "\x80", "¥", "\uf8f1"]
)
def test_cp932_never_writes_another_character(text: str) -> None:
    with pytest.raises(InputRejected) as caught:
        render_csv(one_column([Cell("よい"), Cell(f"あ{text}")]), "cp932")
    assert caught.value.code == "csv_cp932"
    sign = text[-1]
    named = sign if sign.isprintable() and sign not in "\U000e0100\uf8f1" else f"[U+{ord(sign):04X}]"
    if sign == "\uf8f1":
        named = sign
    assert caught.value.params["places"] == f"3行目の内容「{named}」"
    assert "？" not in say(caught.value.code, **caught.value.params)


def test_the_cp932_refusal_is_bounded() -> None:
    cells = [Cell("𠮷" + "".join(chr(0x20000 + number) for number in range(50))) for _ in range(300)]
    with pytest.raises(InputRejected) as caught:
        render_csv(one_column(cells), "cp932")
    sentence = say(caught.value.code, **caught.value.params)
    assert "2行目の内容「𠮷𠀀𠀁𠀂𠀃…」、3行目" in sentence
    assert "ほか295か所" in sentence
    assert "全部で51種類「𠮷𠀀𠀁" in sentence
    assert chr(0x20000 + 49) in sentence, "every character is named"
    assert len(sentence) < 250


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_cp932_gives_the_text_back_or_refuses(text: str) -> None:
    try:
        data = render_csv(one_column([Cell("x"), Cell("." + text)]), "cp932")
    except InputRejected:
        return
    assert lines(data, "cp932")[2][0] == "." + text


def test_a_calc_user_sees_text_as_text_and_numbers_as_numbers(calc) -> None:
    rows = [Row([Cell(text), Cell(-1500)]) for text in HOSTILE_TEXTS]
    columns = [*one_column([]).columns, replace(one_column([], "yen").columns[0], key="yen", heading="額")]
    data = render_csv(progress(rows, columns=columns, as_of=date(2017, 9, 30)))
    import openpyxl

    # Filter options: comma, quotation mark, UTF-8, from row 1; quoted fields as text, special numbers found.
    book = calc(data, "csv", "xlsx", infilter="Text - txt - csv (StarCalc):44,34,76,1,,0,true,true")
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert [sheet.cell(number, 2).value for number in range(2, len(rows) + 2)] == [-1500] * len(rows)
    for number, text in enumerate(HOSTILE_TEXTS, 2):
        cell = sheet.cell(number, 1)
        assert cell.data_type == "s"
        assert cell.value in (text, f"'{text}")


def test_key_columns_stand_first_and_only_in_data_rows() -> None:  # R49
    table = ReportTable(
        "list", "表", "", "", date(2017, 11, 23), [Column("office", "団体", "text"), Column("spent", "額", "yen")],
        [Row([Cell("大町市"), Cell(5)], keys=[Cell("202126")]), Row([Cell("計"), Cell(5)], "total")],
        key_columns=[Column("code6", "団体コード", "code")],
    )  # fmt: skip
    lines = render_csv(table).decode("utf-8-sig").split("\r\n")
    assert lines == ['"団体コード","団体","額（円）","注記"', '"202126","大町市",5,""', ""]
