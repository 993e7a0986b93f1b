"""The entry table of a real office as a workbook: made, filled, saved again by a real spreadsheet, taken back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from alps_desk import wording
from alps_desk.app.commands import EnterTable, WriteTemplate
from alps_desk.app.desk import Desk
from tests.fixtures.desks import Clock, Region

PROJECT = "F02P03"
FILLED = {
    "budget_initial": 1_200_000,
    "spent": "△1,000",
    "progress_class": "実施中",
    "self_rating": "A",
    "as_of_date": "R11.3.31",
    "done_text": "1行目\n2行目 𠮷野家",
    "issues": "=1+1",
    "relevance": "高い",
    "direction": "拡充",
}


@pytest.fixture(scope="module")
def ikeda(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    region = Region(tmp_path_factory.mktemp("workbook"), Clock())
    yield region.member("ikeda")
    region.close()


@pytest.fixture(scope="module")
def template(ikeda: Desk, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = Path(tmp_path_factory.mktemp("out")) / "記入表.xlsx"
    ikeda.execute(WriteTemplate(2017, "full_year", path))
    return path.read_bytes()


def column(sheet: Worksheet, name: str) -> int:
    headings = [cell.value for cell in sheet[1]]
    return headings.index(wording.term(name)) + 1


def rules_of(sheet: Worksheet) -> list[tuple[str, str]]:
    return sorted(
        (str(rule.sqref), rule.type)
        for rule in sheet.data_validations.dataValidation
        if rule.type in ("list", "whole")
    )


def test_keys_are_locked_headings_frozen_and_every_choice_has_its_list(template: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet.cell(2, column(sheet, "project")).protection.locked
    assert not sheet.cell(2, column(sheet, "done_text")).protection.locked
    assert sheet.freeze_panes is not None
    assert sheet.freeze_panes.endswith("2")
    rules = {
        sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value: rule
        for rule in sheet.data_validations.dataValidation
    }
    for name in ("progress_class", "self_rating", "relevance", "direction"):
        rule = rules[wording.term(name)]
        assert rule.type == "list"
        where, _, cells = rule.formula1.partition("!")
        listed = [row[0].value for row in book[where][cells.replace("$", "")]]
        assert "高い" in listed if name == "relevance" else len(listed) >= 3
    assert rules[wording.term("spent")].type == "whole"
    assert "R8.4.1" in rules[wording.term("as_of_date")].prompt
    assert [one.sheet_state for one in book.worksheets[1:]] == ["hidden"]


def test_it_is_filled_saved_by_a_spreadsheet_and_taken_back(
    template: bytes, ikeda: Desk, calc: Callable[..., bytes]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    row = next(
        number
        for number in range(2, sheet.max_row + 1)
        if sheet.cell(number, column(sheet, "project")).value == PROJECT
    )
    for name, value in FILLED.items():
        cell = sheet.cell(row, column(sheet, name))
        cell.value = value
        if value == "=1+1":
            # Typed into a cell of text, as the table asks for it.
            cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    saved = calc(stream.getvalue(), "xlsx", "xlsx")
    again = openpyxl.load_workbook(io.BytesIO(saved)).worksheets[0]
    assert again.protection.sheet
    # LibreOffice drops hints that come without a rule; every rule is still there.
    assert rules_of(again) == rules_of(sheet)
    result = ikeda.execute(EnterTable(saved, "記入表.xlsx", keep=False))
    # A negative amount is no number of a cell where there is none: it is refused with its place, and nothing is taken.
    assert [(one.column, one.code) for one in result.refused] == [("spent", "entry_negative")]
    sheet.cell(row, column(sheet, "spent")).value = 655_000
    stream = io.BytesIO()
    book.save(stream)
    result = ikeda.execute(EnterTable(calc(stream.getvalue(), "xlsx", "xlsx"), "記入表.xlsx"))
    assert not result.refused
    figures = {name: shown.cell.value for (_, name), shown in ikeda.figures(2017).items()}
    assert figures["budget_initial"] == 1_200_000
    assert figures["spent"] == 655_000
    assert figures["as_of_date"] == "2029-03-31"
    assert figures["done_text"] == FILLED["done_text"]
    assert figures["issues"] == "=1+1"
    assert (figures["relevance"], figures["direction"]) == ("high", "expand")
