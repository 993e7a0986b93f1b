"""Forms 1, 3, 7, 8 and 11 on pages: every word of the data, sheets that begin anew, long texts over many pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from alps_desk.domain.scope import Scope
from alps_desk.paper.sheet_pages import StackPainter, painter_of
from alps_desk.reports.tables import Block, Cell, ReportTable, Row
from tests.reports.planted_year import FORMS, PROSE, facts, figures, form


def packed(text: str) -> str:
    """A text without the blanks and line ends that paper adds."""
    return re.sub(r"\s", "", text)


def shown_words(table: ReportTable) -> list[str]:
    """The texts that people read in a form."""
    parts: list[ReportTable | Block] = [*table.blocks] if table.blocks else [table]
    for sheet in table.sheets:
        parts += sheet.blocks
    if table.sheets:
        parts.remove(table)
    return [
        cell.value
        for part in parts
        for line in part.rows
        for cell in line.cells
        if isinstance(cell.value, str) and cell.value
    ]


@pytest.mark.parametrize("name", FORMS)
def test_the_text_of_the_pdf_is_that_of_the_data(pdf_text, name: str) -> None:
    # One project is enough for the forms of many sheets.
    scope = Scope("F02P01") if name.endswith("_sheet") else Scope()
    table = form(name, facts(scope), unit=1)
    pages = pdf_text(table, "-raw").split("\f")[:-1]
    # What stands at the head and the foot of pages is put between the lines of a cell that goes on.
    text = packed("".join(pages))
    missing = [
        words for words in shown_words(table) if not all(packed(one) in text for one in words.split("\n"))
    ]
    assert [words for words in missing if len(words) < 30] == []
    assert len(pages) == painter_of(table).count
    for number, page in enumerate(pages, 1):
        assert f"{number}／{len(pages)}ページ" in packed(page)
        assert packed(table.title) in packed(page)
    if name == "field_summary":
        for amount in ("3,200,000", "2,948,500", "7,909,500"):
            assert amount in text
    if name == "indicator_list":
        for figure in ("81.7%", "66.7", "59,012", "速報4／5"):
            assert figure in text


def test_each_sheet_begins_on_a_page_of_its_own_with_its_boxes(pdf_text) -> None:
    said = figures()
    said.progress("ikeda", "F02P01", "full_year", done_text=PROSE * 40)
    table = form("progress_sheet", facts(Scope("F02P01"), said))
    painter = painter_of(table)
    assert isinstance(painter, StackPainter)
    pages = pdf_text(table, "-raw").split("\f")[:-1]
    firsts = [number for number, page in enumerate(pages) if "課長補佐" in page]
    assert len(pages) == painter.count > len(firsts) == 5
    assert firsts[:2] == [0, 1]
    second = pages[firsts[1] + 1]
    # The page that goes on says of what: form, project, period; and in which block it stands.
    assert "移住相談窓口の設置平成29年度通期" in packed(second)
    assert "（続き）" in second
    text = packed("".join(page.split("ページ")[0] for page in pages))
    assert text.count(packed(PROSE[-30:])) >= 39
    for page in (0, painter.count + 1):
        with pytest.raises(IndexError):
            painter.paint(None, page, 1200.0)  # type: ignore[arg-type]


def test_two_hundred_rows_of_long_text_break_pages_under_their_headings(pdf_text) -> None:
    table = form("evaluation_sheet")
    keys = ("number", "project_name", "evaluator", "rating", "spent", "grade_reason")
    wanted = [index for index, column in enumerate(table.columns) if column.key in keys]
    rows = []
    for number in range(1, 201):
        cells = [table.rows[number % len(table.rows)].cells[index] for index in wanted]
        rows.append(Row([*cells[:-1], Cell(f"第{number}番。{PROSE}")]))
    columns = [table.columns[index] for index in wanted]
    long = replace(table, rows=rows, sheets=(), columns=columns, key_columns=())
    pages = pdf_text(long, "-raw").split("\f")[:-1]
    assert len(pages) >= 10
    for number, page in enumerate(pages, 1):
        assert f"{number}／{len(pages)}ページ" in packed(page)
        assert packed(page).count("評価の理由") >= 1
        assert packed(page).count("支出済額") >= 1
    text = packed("".join(pages))
    assert [number for number in range(1, 201) if f"第{number}番。" not in text] == []
    painter = painter_of(long)
    bottom = painter._paper.bottom
    for page in painter.pages:
        assert sum(part.height for part in page.slices) < bottom


def test_labels_of_all_blocks_end_at_one_line() -> None:
    sheet = form("progress_sheet", facts(Scope("F02P01", "omachi"))).sheets[0]
    painter = painter_of(sheet)
    edges = {
        round(part.block.grid.edges[1])
        for page in painter._sheets  # type: ignore[attr-defined]
        for part in page.parts
        if part.block.grid.labels[0]
    }
    assert len(edges) == 1
