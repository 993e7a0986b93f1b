"""Entry tables: what is written comes back, and text that comes from outside is read exactly or refused."""

from __future__ import annotations

import contextlib
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alps_desk.domain.errors import InputRejected
from alps_desk.reports.entry_sheet import (
    Sheet,
    read_sheet,
    read_tsv,
    write_entry_csv,
    write_entry_xlsx,
)
from alps_desk.wording import say
from tests.reports.hostile_words import HOSTILE_TEXTS
from tests.reports.refused_files import refusal

# The store keeps no control characters but the line end (sync-design 4); tabs come from spreadsheets.
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t"), max_size=40
) | st.sampled_from(HOSTILE_TEXTS)
tables = st.integers(1, 4).flatmap(
    lambda width: st.tuples(
        st.lists(texts.filter(bool), min_size=width, max_size=width, unique=True),
        st.lists(st.lists(texts, min_size=width, max_size=width), max_size=4),
    )
)


def without_blank_end(rows: list[list[str]]) -> list[list[str]]:
    rows = list(rows)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


# --- what is written comes back -----------------------------------------------------------------------------


@given(tables)
def test_a_csv_comes_back_character_for_character(table: tuple[list[str], list[list[str]]]) -> None:
    headings, rows = table
    sheet = read_sheet(write_entry_csv(headings, rows), "a.csv")
    assert sheet == Sheet(headings, without_blank_end(rows), 2)


@given(tables, st.booleans())
@settings(deadline=None)
def test_a_workbook_comes_back_character_for_character(
    table: tuple[list[str], list[list[str]]], numbers: bool
) -> None:
    headings, rows = table
    data = write_entry_xlsx(
        headings,
        rows,
        {headings[-1]: HOSTILE_TEXTS},
        headings[:1],
        number_columns=headings[1:2] if numbers else (),
        hints={headings[0]: "案内です。"},
        spare_rows=3,
    )
    assert read_sheet(data, "a.xlsx") == Sheet(headings, without_blank_end(rows), 2)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_survives_both_kinds(text: str) -> None:
    rows = [[text, "終"], ["x", text]]
    for data in (write_entry_csv(["甲", "乙"], rows), write_entry_xlsx(["甲", "乙"], rows)):
        assert read_sheet(data, "a").rows == rows


def test_equal_tables_are_equal_files() -> None:
    arguments = (["事業", "評価"], [["若者交流イベントの開催", "A"]], {"評価": ["A", "B"]}, ["事業"])
    assert write_entry_xlsx(*arguments) == write_entry_xlsx(*arguments)


def test_a_spreadsheet_program_changes_no_entry(calc) -> None:
    headings = ["事業", "支出済額", "内容"]
    rows = [[f"K{number}", str(number * 1000 - 2000), text] for number, text in enumerate(HOSTILE_TEXTS)]
    data = write_entry_xlsx(headings, rows, {"内容": HOSTILE_TEXTS}, ["事業"], number_columns=["支出済額"])
    assert read_sheet(calc(data, "xlsx", "xlsx"), "a.xlsx") == Sheet(headings, rows, 2)
    as_shown = read_sheet(
        calc(data, "xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true"), "a.csv"
    )
    assert as_shown.rows[0] == ["K0", "△2,000", HOSTILE_TEXTS[0]]
    assert [row[2] for row in as_shown.rows] == HOSTILE_TEXTS


def test_the_workbook_locks_keys_and_offers_choices() -> None:
    import openpyxl

    data = write_entry_xlsx(
        ["事業", "評価", "支出済額"],
        [["若者交流イベントの開催", "", "-1200"]],
        {"評価": ["A", "B,C", "=D"]},
        ["事業"],
        number_columns=["支出済額"],
        hints={"支出済額": "円で入力してください。"},
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["入力"]
    assert book.active is sheet
    assert sheet.protection.sheet
    assert [sheet.cell(2, column).protection.locked for column in (1, 2, 3)] == [True, False, False]
    assert sheet.freeze_panes == "B2"
    assert sheet.cell(2, 3).value == -1200
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert set(rules) == {"B2", "C2"}
    assert rules["B2"].type == "list"
    assert rules["B2"].errorStyle in (None, "stop")
    assert rules["C2"].errorStyle == "warning"
    assert rules["C2"].prompt == "円で入力してください。"
    choices = book["選択肢"]
    assert choices.sheet_state == "hidden"
    assert [choices.cell(row, 2).value for row in (1, 2, 3)] == ["A", "B,C", "=D"]
    assert rules["B2"].formula1 == "選択肢!$B$1:$B$3"


# --- CSV from outside ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_encodings_and_line_ends_of_offices_are_read(encoding: str, line_end: str) -> None:
    text = line_end.join(["事業,金額,内容", '髙﨑①㈱,1200,"1行目\n2行目"', "～－,,"])
    sheet = read_sheet(text.encode(encoding), "a.csv")
    assert sheet.headings == ["事業", "金額", "内容"]
    assert sheet.rows == [["髙﨑①㈱", "1200", "1行目\n2行目"], ["～－", "", ""]]


def test_a_line_end_inside_a_cell_is_read_as_lf() -> None:
    assert read_sheet('甲\r\n"a\r\nb\rc\nd"\r\n'.encode(), "a.csv").rows == [["a\nb\nc\nd"]]


def test_tabs_separate_when_the_heading_row_has_them() -> None:
    assert read_sheet("甲\t乙\r\n1,5\t2\r\n".encode(), "a.txt") == Sheet(["甲", "乙"], [["1,5", "2"]], 2)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_is_refused_by_name(encoding: str) -> None:
    assert refusal("事業コード,金額\r\nF01P01,1200\r\n".encode(encoding)).code == "sheet_utf16"


@pytest.mark.parametrize(
    "data",
    [
        "事業,金額\r\n若者交流,1200\r\n".encode("euc_jp"),
        "事業,金額\r\n若者交流,1200\r\n".encode("iso2022_jp"),
        "甲,乙\r\n鷗".encode()[:-1],
        "甲,乙\r\n".encode("cp932") + b"\x80\xff",
        bytes(range(128, 256)),
    ],
)
def test_other_encodings_are_refused(data: bytes) -> None:
    assert refusal(data).code == "sheet_encoding"


def test_half_width_kana_is_no_other_encoding() -> None:
    data = "カナ,金額\r\nｱｲｳｴｵｶｷｸ,1\r\n".encode("cp932")
    assert read_sheet(data, "a.csv").rows == [["ｱｲｳｴｵｶｷｸ", "1"]]


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("", "sheet_empty", {}),
        ("\r\n,,\r\n", "sheet_empty", {}),
        ('甲,乙\n1,2\n3,"4\n5,6\n', "sheet_quotes", {"row": 3}),
        ('甲,乙\n"1,2\n"3",4\n', "sheet_quotes", {"row": 2}),
        ('甲\n"' + "x\n" * 200_000, "sheet_quotes", {"row": 2}),
        ("甲,乙\n1,2\0\n", "sheet_nul", {"row": 2, "column": "B"}),
        ("甲,乙\n1,2\n1,2,,3\n", "sheet_extra_cell", {"row": 3, "column": "C", "value": "3"}),
        ("甲,乙,丙\n1,2,3\n1,2\n", "sheet_row_width", {"row": 3, "cells": 2, "headings": 3}),
        ("甲,乙,丙\n1,2,3\n1,,2,\n", "sheet_row_width", {"row": 3, "cells": 4, "headings": 3}),
        ("甲,乙,,\n1,2\n1,2,,,\n", "sheet_row_width", {"row": 3, "cells": 5, "headings": 2}),
        ("甲,,乙\n1,,2\n1,x,2\n", "sheet_heading_missing", {"row": 3, "column": "B"}),
        ("甲,乙,甲\n1,2,3\n", "sheet_heading_twice", {"heading": "甲"}),
        ("甲\n" + "x" * 32_768, "sheet_cell_too_long", {"row": 2, "column": "A", "limit": 32_767}),
        (",".join(map(str, range(201))), "sheet_too_many_columns", {"row": 1, "limit": 200}),
        ("甲\n" + "1\n" * 20_001, "sheet_too_many_rows", {"limit": 20_000, "row": 20_002}),
        ("甲\n" + "\n" * 90_000, "sheet_too_many_rows", {"limit": 20_000, "row": 20_002}),
    ],
)
def test_a_bad_csv_is_refused_naming_the_place(text: str, code: str, params: dict[str, object]) -> None:
    found = refusal(text.encode())
    assert (found.code, found.params) == (code, params)


def test_the_limits_themselves_are_allowed() -> None:
    assert len(read_sheet(("甲\n" + "1\n" * 20_000).encode(), "a").rows) == 20_000
    assert len(read_sheet(",".join(map(str, range(200))).encode(), "a").headings) == 200
    assert read_sheet(("甲\n" + "x" * 32_767).encode(), "a").rows == [["x" * 32_767]]


def test_sixty_thousand_wrong_rows_are_refused_at_once() -> None:
    row = ",".join(["白馬村", "F01P01", "1.23E+11", "NaN", '"長い""文\n章"'] * 4) + "\r\n"
    data = ("\ufeff" + ",".join(f"見出し{n}" for n in range(20)) + "\r\n" + row * 60_000).encode()
    assert refusal(data).code == "sheet_too_many_rows"


def test_widths_and_blank_rows() -> None:
    """Trailing empty cells are no columns, blank rows of any width keep the numbers right."""
    sheet = read_sheet("\r\n甲,乙,,\r\n1,\r\n\r\n,,,,,\r\n3,4,,\r\n,\r\n".encode(), "a.csv")
    assert sheet == Sheet(["甲", "乙"], [["1", ""], ["", ""], ["", ""], ["3", "4"]], 3)
    assert list(sheet.filled()) == [(3, ["1", ""]), (6, ["3", "4"])]


def test_a_spreadsheet_may_leave_out_empty_cells_by_blocks_of_16_rows() -> None:
    full, short = "1,,\r\n", "2,\r\n"
    start = "甲,乙,丙\r\n" + full * 15
    sheet = read_sheet((start + short * 16 + "3\r\n" * 4).encode(), "a.csv")
    assert [row[0] for row in sheet.rows] == ["1"] * 15 + ["2"] * 16 + ["3"] * 4
    assert refusal((start + "1,,,\r\n" * 16).encode()).params["row"] == 17
    for number, text in ((16, "甲,乙,丙\r\n" + full * 14 + short), (20, start + full * 3 + short + full)):
        assert refusal(text.encode()).params["row"] == number


def test_the_first_rows_of_a_table_that_is_too_long_are_given_when_asked_for() -> None:
    text = "甲\n" + "1\n" * 60_000
    sheet = read_sheet(text.encode(), "a.csv", cut=True)
    assert (sheet.cut, len(sheet.rows)) == (True, 20_000)
    assert not read_sheet(b"a\n1\n", "a.csv", cut=True).cut


def test_a_blank_column_is_left_out() -> None:
    assert read_sheet("甲,,乙\n1,,2\n".encode(), "a.csv") == Sheet(["甲", "乙"], [["1", "2"]], 2)


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xef\xbb\xbf", b"PK\x03\x04"]))
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    try:
        sheet = read_sheet(start + data, "a.csv")
    except InputRejected as error:
        assert say(error.code, **error.params)
    else:
        assert all(len(row) == len(sheet.headings) for row in sheet.rows)


# --- the clipboard ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("a\tb\r\nc\t\r\n", [["a", "b"], ["c", ""]]),
        ('"1行目\r\n2行目"\tb\n', [["1行目\n2行目", "b"]]),
        ('"a\tb"\t"c""d\n"\n', [["a\tb", 'c"d\n']]),
        ('5"\t"x\ty"z\n', [['5"', '"x', 'y"z']]),
        ('"x\ny', [['"x'], ["y"]]),
        ("\t\n\t", [["", ""], ["", ""]]),
        ("a\n\n", [["a"], [""]]),
        ("x" + "\t" * 16_383 + "\n", [["x"] + [""] * 16_383]),
    ],
)
def test_clipboard_blocks(text: str, rows: list[list[str]]) -> None:
    assert read_tsv(text) == rows


@given(st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_quoted_clipboard_block_comes_back(rows: list[list[str]]) -> None:
    def quoted(cell: str) -> str:
        doubled = cell.replace('"', '""')
        return f'"{doubled}"'

    assert read_tsv("".join("\t".join(map(quoted, row)) + "\r\n" for row in rows)) == rows


@pytest.mark.parametrize("piece", ['"\t', '""\t', '"""\t', '"x\t"\n', '"a""'])
def test_a_hostile_clipboard_ends_soon(piece: str) -> None:
    began = time.process_time()
    with contextlib.suppress(InputRejected):
        read_tsv(piece * 400_000)
    assert time.process_time() - began < 2
