"""Sheets: blocks one below the other, divided into pages without losing a line."""

from __future__ import annotations

from datetime import date

import pytest

from alps_desk.paper.pages import PagePainter
from alps_desk.paper.pdf import render_pdf
from alps_desk.paper.sheet_pages import SheetPainter, painter_of
from alps_desk.reports.tables import Block, Cell, Column, ReportTable, Row

LABELS = (Column("label", "", "text", width=8, label=True), Column("value", "", "text", width=40))
LIST = (Column("no", "番号", "code", width=4), Column("text", "内容", "text", width=40))


def block(title: str, rows: int, *, words: int = 4) -> Block:
    return Block(
        title, LIST, [Row([Cell(str(n)), Cell(f"{title}の{n}行目。" * words)]) for n in range(1, rows + 1)]
    )


def sheet(*blocks: Block) -> ReportTable:
    return ReportTable(
        "sample", "引継書", "平成29年度", "池田町", date(2017, 11, 23), LIST, [], blocks=blocks, landscape=False,
        notes=("注記。",),
    )  # fmt: skip


def prose(painter: PagePainter) -> str:
    """The words of the second column, over all pages."""
    slices = (part for page in painter.pages for part in page.slices)
    return "".join(line.text for part in slices for line in part.lines[1])


@pytest.mark.parametrize("counts", [(1,), (3, 0, 5), (40, 2, 60), (0,), (29, 1), (30, 1), (31, 1), (32, 40)])
def test_every_row_stands_on_a_page_in_order(counts: tuple[int, ...]) -> None:
    blocks = [block(f"第{number}", count) for number, count in enumerate(counts, 1)]
    painter = painter_of(sheet(*blocks))
    assert isinstance(painter, SheetPainter)
    wanted = [
        (one.title, number) for one, count in zip(blocks, counts, strict=True) for number in range(count)
    ]
    rows = [part.row.row for page in painter.pages for part in page.slices]
    assert len(rows) == len(wanted)
    assert [row.cells[0].value for row in rows] == [str(number + 1) for _, number in wanted]


@pytest.mark.parametrize("first", range(26, 36))
def test_a_title_never_stands_alone_at_the_foot(first: int) -> None:
    painter = painter_of(sheet(block("はじめ", first), block("つぎ", 12)))
    assert isinstance(painter, SheetPainter)
    for page in painter._sheets:
        assert page.parts
        assert all(part.slices for part in page.parts)
        bottom = painter._paper.bottom - painter._frame.table_top_later
        assert sum(part.height for part in page.parts) <= bottom


def test_a_row_higher_than_a_page_goes_on() -> None:
    long = Block("長い", LIST, [Row([Cell("1"), Cell("長い文章です。" * 900)])])
    painter = painter_of(sheet(block("はじめ", 10), long))
    assert painter.count >= 3
    assert prose(painter).count("長い文章です。") == 900


def test_labels_have_no_row_of_headings_and_the_pdf_holds_their_words() -> None:
    facts = Block("団体", LABELS, [Row([Cell("担当課"), Cell("総務課")])])
    painter = painter_of(sheet(facts))
    assert isinstance(painter, SheetPainter)
    assert painter._sheets[0].parts[0].block.grid.heading_height == 0
    assert render_pdf(sheet(facts)).startswith(b"%PDF")


def test_a_table_without_blocks_is_painted_as_a_table() -> None:
    assert not isinstance(painter_of(sheet()), SheetPainter)
