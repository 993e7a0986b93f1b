"""How a table is divided into columns, lines and pages: laws, without looking at pixels."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from alps_desk.paper.grid import _Bounds, share
from alps_desk.paper.letters import UNITS_PER_INCH, face, mm, with_geta
from alps_desk.paper.lines import set_lines
from alps_desk.paper.pages import PagePainter, page_count, page_layout, paint_page
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from tests.reports.tables_for_tests import LONG_TEXT, PROGRESS_COLUMNS, one_column, progress, row

_NEVER_FIRST = "、。，．・：；？！゛゜ヽヾゝゞ々ー）〕］｝〉》」』】ぁぃぅぇぉっゃゅょァィゥェォッャュョ％"
_NEVER_LAST = "（〔［｛〈《「『【"

prose = st.text(st.sampled_from("参加者、。「」（）ーっャ々・120%abc \n"), max_size=300)
cells = st.builds(
    Cell, prose | st.just(LONG_TEXT * 30), st.sampled_from(["value", "conflict", "none", "empty"])
)
rows = st.builds(
    Row,
    st.tuples(cells, cells, st.builds(Cell, st.integers(-(10**12), 10**12))).map(list),
    st.sampled_from(["data", "data", "data", "subtotal", "total"]),
)
COLUMNS = (Column("a", "甲", "text", width=20), Column("b", "乙", "text", width=60), Column("c", "丙", "yen"))
tables = st.builds(
    lambda found, notes, landscape, boxes: progress(
        found, columns=COLUMNS, notes=notes, landscape=landscape, approval_boxes=boxes
    ),
    st.lists(rows, max_size=12),
    st.lists(prose.filter(bool), max_size=3),
    st.booleans(),
    st.sampled_from([(), ("係", "係長", "課長補佐", "課長")]),
)


def rooms(table: ReportTable) -> tuple[float, float]:
    """Height for rows and notes on the first page and on the others."""
    painter = PagePainter(table)
    frame, paper, grid = painter._frame, painter._paper, painter._grid
    below = paper.bottom - grid.heading_height
    return below - frame.table_top_first, below - frame.table_top_later


def test_what_heads_a_group_stands_once_and_again_at_the_top_of_a_page() -> None:
    """Two groups of rows whose name takes several lines, the second of sums alone."""
    columns = [
        Column("name", "事業名", "text", width=6, once=True),
        Column("office", "団体", "text", width=6),
        *(Column(f"yen{number}", "支出済額", "yen") for number in range(8)),
    ]
    amounts = [Cell(10**11)] * 8
    names = ["とても長い名前の事業" * 4, "つぎの事業"]
    rows = [Row([Cell(names[0]), Cell(f"団体{number}"), *amounts]) for number in range(90)]
    rows += [Row([Cell(names[1]), Cell(word), *amounts], "subtotal") for word in ("総計", "控除", "純計")]
    painter = PagePainter(progress(rows, columns=columns))
    first_room, later_room = rooms(painter.table)
    plain = painter.pages[0].slices[1].height
    seen = ""
    for number, page in enumerate(painter.pages):
        assert sum(part.height for part in page.slices) <= (later_room if number else first_room) + 1e-6
        for at, part in enumerate(page.slices):
            said, name = "".join(line.text for line in part.lines[0]), str(part.row.row.cells[0].value)
            begins = at == 0 or name != seen
            assert said == (name if begins else "")
            assert (part.height > 1.5 * plain) == (begins and name == names[0])
            seen = name
    assert painter.count > 2
    assert [part.row.group for part in painter.pages[-1].slices[-3:]] == ["subtotal"] * 3
    alone = PagePainter(progress(rows, columns=[replace(columns[0], once=False), *columns[1:]]))
    assert alone.count > painter.count, "that is what it is good for"


@settings(max_examples=150)
@given(tables)
def test_the_laws_of_pages_hold_for_any_table(table: ReportTable) -> None:
    painter = PagePainter(table)
    every_line_stands_on_exactly_one_page_in_order(table, painter)
    nothing_stands_below_the_edge(table, painter)
    rows_are_kept_whole_unless_higher_than_a_page(table, painter)
    a_total_stays_with_the_row_above_and_notes_with_a_row(table, painter)


def every_line_stands_on_exactly_one_page_in_order(table: ReportTable, painter: PagePainter) -> None:
    for number, set_row in enumerate(painter._grid.rows):
        parts = [part for page in painter.pages for part in page.slices if part.row is set_row]
        for index, cell in enumerate(set_row.cells):
            ends = [part.ranges[index] for part in parts]
            assert [position for first, last in ends for position in range(first, last)] == list(
                range(len(cell))
            )
            own = table.rows[number].cells[index]
            if own.state == "value" and isinstance(own.value, str):
                said = "".join(line.text for line in cell)
                assert said.replace(" ", "") == own.value.replace("\n", "").replace(" ", "")
    order = [painter._grid.rows.index(part.row) for page in painter.pages for part in page.slices]
    assert order == sorted(order)


def nothing_stands_below_the_edge(table: ReportTable, painter: PagePainter) -> None:
    first, later = rooms(table)
    for number, page in enumerate(painter.pages):
        height = sum(part.height for part in page.slices) + sum(line.height for line in page.notes)
        height += mm(2.5) if page.notes else 0
        assert height <= (later if number else first) + 1


def rows_are_kept_whole_unless_higher_than_a_page(table: ReportTable, painter: PagePainter) -> None:
    first, later = rooms(table)
    parts = [part for page in painter.pages for part in page.slices]
    for set_row in painter._grid.rows:
        if set_row.height <= min(first, later):
            assert len([part for part in parts if part.row is set_row]) == 1


def a_total_stays_with_the_row_above_and_notes_with_a_row(table: ReportTable, painter: PagePainter) -> None:
    first, later = rooms(table)
    for page in painter.pages[1:]:
        if page.slices and page.slices[0].row.row.kind != "data" and not page.slices[0].continues:
            group = _group_of(painter, page.slices[0].row)
            assert sum(each.height for each in group) > min(first, later)
    notes_height = mm(2.5) + sum(line.height for page in painter.pages for line in page.notes)
    for page in painter.pages[1:]:
        if page.notes and not page.slices:
            group = _group_of(painter, painter._grid.rows[-1]) if table.rows else []
            assert not group or sum(each.height for each in group) + notes_height > min(first, later)


def test_many_notes_go_on_over_pages() -> None:
    table = progress([row(1)], notes=[f"{number}番の注。{LONG_TEXT}" for number in range(60)])
    painter = PagePainter(table)
    first, later = rooms(table)
    said = [line.text for page in painter.pages for line in page.notes]
    assert "".join(said) == "".join(f"※ {note}" for note in table.notes)
    for page, room in zip(painter.pages, [first, *[later] * painter.count], strict=False):
        height = sum(part.height for part in page.slices) + sum(line.height for line in page.notes)
        assert height + mm(2.5) <= room


def _group_of(painter: PagePainter, row: object) -> list:
    found = painter._grid.rows
    first = last = next(index for index, each in enumerate(found) if each is row)
    while first and found[first].row.kind != "data":
        first -= 1
    while last + 1 < len(found) and found[last + 1].row.kind != "data":
        last += 1
    return found[first : last + 1]


_SENTENCES = (
    LONG_TEXT * 2,
    (
        "『ウォーキング・マップ』（第2版）を、町村ごとに「ちょっとした会議」で配った。ひょっとすると、きっぷ・キャッシュ"
        "レスカード（見本）が要る。「えっ、そうなの？」という声が々々ゝとあり、ギャップ（△5.0%）を〔要確認〕とした！"
    ),
)


@pytest.mark.parametrize("sentence", _SENTENCES)
def test_lines_break_where_japanese_print_would(sentence: str) -> None:
    """No line begins with a closing mark or a small kana, none ends with an opening one (kinsoku)."""
    small = face(8.5)
    for tenths in range(80, 400, 3):
        lines = [line.text for line in set_lines(sentence, small, tenths / 10 * small.em)]
        assert "".join(lines) == sentence
        assert not [line for line in lines if line[0] in _NEVER_FIRST or line[-1] in _NEVER_LAST]


def test_a_word_without_a_break_is_not_cut_off() -> None:
    small = face(8.5)
    word = "https://example.invalid/" + "a" * 300
    lines = set_lines(word, small, 20 * small.em)
    assert "".join(line.text for line in lines) == word
    assert all(line.line.naturalTextWidth() <= 20 * small.em for line in lines)


def test_characters_beyond_the_first_plane_and_breaks_are_read_back() -> None:
    lines = set_lines("♡1\n\n😀髙\n", face(8.5), 1e6)
    drawn = with_geta("♡😀")  # which of them a PC has letters for is its own affair
    assert [line.text for line in lines] == [f"{drawn[0]}1", "", f"{drawn[1]}髙", ""]


bounds = st.builds(lambda least, more: _Bounds(least, least + more), st.floats(1, 200), st.floats(0, 500))


@given(st.lists(st.tuples(st.integers(1, 90), bounds), min_size=1, max_size=14), st.floats(0, 2000))
def test_widths_fill_the_page_and_give_each_what_it_needs(
    found: list[tuple[int, _Bounds]], spare: float
) -> None:
    weights, limits = [weight for weight, _ in found], [bound for _, bound in found]
    width = sum(bound.least for bound in limits) + spare
    widths = share(width, weights, limits)
    assert sum(widths) == pytest.approx(width)
    assert all(own >= bound.least - 1e-3 for own, bound in zip(widths, limits, strict=True))


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1, max_size=3), st.integers(1, 8))
def test_figures_are_on_one_line(values: list[int], count: int) -> None:
    columns = [Column(f"c{number}", "当初予算額", "yen", width=1) for number in range(count)]
    columns.append(Column("t", "取組内容", "text", width=50))
    table = progress([Row([Cell(value)] * count + [Cell(LONG_TEXT)]) for value in values], columns=columns)
    painter = PagePainter(table)
    for page in painter.pages:
        for part in page.slices:
            for lines in part.lines[:-1]:
                assert len(lines) == 1


def test_letters_become_smaller_before_figures_break() -> None:
    columns = [Column(f"c{number}", "支出済額", "yen") for number in range(18)]
    table = progress([Row([Cell(123_456_789)] * 18)], columns=columns)
    line = PagePainter(table).pages[0].slices[0].lines[0]
    assert len(line) == 1
    assert line[0].height < face(9.5, figures=True).line_height
    # Even a table that no letters can save is painted whole.
    crowd = progress(
        [Row([Cell(123_456_789_012)] * 60)], columns=[replace(columns[0], key=str(n)) for n in range(60)]
    )
    found = PagePainter(crowd).pages[0].slices[0].lines[59]
    assert "".join(part.text for part in found) == "123,456,789,012"


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        (Cell(1_234_500), "yen", ["1,235"]),
        (Cell(1_235_500), "yen", ["1,236"]),
        (Cell(-1_500), "yen", ["△2"]),
        (Cell(0), "yen", ["0"]),
        (Cell(None, "empty"), "yen", ["未報告"]),
        (Cell(None, "none"), "yen", ["―"]),
        (Cell(None, "pending"), "yen", ["未定"]),
        (Cell(None, "none", "x"), "yen", ["x"]),
        (Cell(None), "yen", []),
        (Cell(7_000, "conflict"), "yen", ["7", "食い違い"]),
        (Cell("文", "conflict"), "text", ["文", "食い違い"]),
        (Cell(5_000, note="見込"), "yen", ["5", "見込"]),
        (Cell(Decimal("81.5")), "rate", ["81.5%"]),
        (Cell(Decimal("-5")), "rate", ["△5.0%"]),
        (Cell(1200), "count", ["1,200"]),
        (Cell(Decimal("86.70")), "count", ["86.70"]),
        (Cell(date(2019, 5, 1)), "date", ["令和元年5月1日"]),
        (Cell("○"), "mark", ["○"]),
    ],
)
def test_what_a_cell_says(cell: Cell, kind: str, said: list[str]) -> None:
    painter = PagePainter(one_column([cell], kind, display_unit=1000))
    assert [line.text for line in painter.pages[0].slices[0].lines[0]] == said


def test_a_split_row_says_again_which_row_it_is() -> None:
    painter = PagePainter(progress([row(1), row(2, LONG_TEXT * 60)]))
    assert painter.count > 2
    again = painter.pages[1].slices[0]
    assert again.continues
    said = [[line.text for line in cell] for cell in again.lines]
    assert said[0] == ["2"]
    assert said[1] == ["移住交流", "（続き）"]
    assert said[4] == []  # an amount stands once


def test_an_empty_table_says_so_and_is_one_page(pdf_text) -> None:
    assert page_count(progress([])) == 1
    text = pdf_text(progress([], notes=["注記"]))
    assert "該当するデータはありません。" in text
    assert "取組内容" in text
    assert page_count(progress([], columns=[])) == 1


def test_pages_paint_the_same_at_any_resolution() -> None:
    table = progress([row(number) for number in range(1, 30)], sample=True)
    painter = PagePainter(table)
    assert page_count(table) == painter.count >= 2
    for dpi in (72, 150):
        for number in (1, painter.count):
            image = QImage(round(297 / 25.4 * dpi), round(210 / 25.4 * dpi), QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.white)
            device = QPainter(image)
            painter.paint(device, number, dpi)
            assert device.transform().isIdentity()  # as it was before
            device.end()
            dark = _dark_rows(image)
            assert dark[0] > 0.05
            assert dark[1] < 0.96  # margins stay white
    with pytest.raises(IndexError):
        paint_page(QPainter(), table, painter.count + 1, UNITS_PER_INCH)


def _dark_rows(image: QImage) -> tuple[float, float]:
    """First and last row with ink, as parts of the height."""
    inked = [
        y
        for y in range(image.height())
        if any(image.pixelColor(x, y).lightness() < 128 for x in range(0, image.width(), 2))
    ]
    return inked[0] / image.height(), inked[-1] / image.height()


def test_the_paper_is_a4_in_the_direction_of_the_table() -> None:
    for landscape in (True, False):
        layout = page_layout(progress([], landscape=landscape))
        size = layout.fullRectPoints().size()
        assert {size.width(), size.height()} == {842, 595}
        assert (size.width() > size.height()) == landscape


def test_columns_of_the_progress_list_are_all_there() -> None:
    painter = PagePainter(progress([row(1)]))
    headings = ["".join(line.text for line in heading.lines) for heading in painter._grid.headings]
    assert headings == [
        column.heading + (f"（{column.unit}）" if column.unit else "") for column in PROGRESS_COLUMNS
    ]
