"""The columns and rows of a table, set in type: how wide, how high, which words.

Promise: figures are never cut and never wrapped while the page can hold them; columns take the room their
content needs, the letters become smaller before a figure breaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from alps_desk.paper.letters import Face, face, mm
from alps_desk.paper.lines import (
    ALERT,
    CENTRE,
    INK,
    LEFT,
    MISSING,
    RIGHT,
    SECONDARY,
    Line,
    height_of,
    set_lines,
)
from alps_desk.paper.trend_line import trend_line
from alps_desk.reports.report_words import NUMERIC, has_value, remark, shown_value, stand_in
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say

PADDING_X = mm(1.1)
PADDING_Y = mm(1.0)

_TEXT_PT = 8.5
_FIGURES_PT = 9.5
_REMARK_PT = 7.0
_LONGEST_CODE_EM = 14
_NARROWEST_TEXT_EM = 7.0
_MOST_REPEATED_LINES = 3
_ENDLESS = 1e7
"""A line width at which nothing wraps, in units of the page."""
_FITS = (
    *((scale, 10.0) for scale in (1.0, 0.94, 0.88)),
    *((scale, 8.0) for scale in (0.94, 0.88, 0.82, 0.76)),
    *((scale, 5.0) for scale in (0.82, 0.76, 0.7, 0.64)),
)
"""Sizes of letters, and the least width of text columns in full-width letters, in the order of preference."""


@dataclass(frozen=True)
class Faces:
    """The faces of a table at one scale."""

    scale: float

    def text(self, bold: bool = False) -> Face:
        return face(_TEXT_PT * self.scale, bold=bold)

    def figures(self, bold: bool = False) -> Face:
        return face(_FIGURES_PT * self.scale, figures=True, bold=bold)

    def remark(self) -> Face:
        return face(_REMARK_PT * self.scale)


@dataclass(frozen=True)
class SetRow:
    """A row set in type: the lines of each cell.

    ``repeats``: per cell, what says on a further page which row goes on there; figures are not repeated.
    ``heads``: of the first cells, what the group of rows above says for them all; it stands here again only at the top
    of a page. ``group``: kind of the row that begins the group.
    """

    row: Row
    cells: list[list[Line]]
    striped: bool
    repeats: list[list[Line]] = field(default_factory=list, repr=False)
    heads: list[list[Line]] = field(default_factory=list, repr=False)
    group: Literal["data", "subtotal", "total"] = "data"

    @property
    def height(self) -> float:
        """Height of the whole row with padding."""
        return max(map(height_of, self.cells), default=0.0) + 2 * PADDING_Y

    @property
    def height_at_top(self) -> float:
        """The same where it is the first row of a page."""
        return max(self.height, max(map(height_of, self.heads), default=0.0) + 2 * PADDING_Y)


@dataclass(frozen=True)
class Heading:
    """A cell of the heading: where it stands and its lines."""

    first_column: int
    last_column: int
    top: float
    height: float
    lines: list[Line] = field(repr=False)


@dataclass(frozen=True)
class Grid:
    """A table set in type, before it is divided into pages.

    Attributes:
        edges: x of every column border, from 0 to the full width.
        headings: cells of the heading, y from 0.
        heading_height: height of all of them.
        rows: the rows.
        labels: per column whether its cells name what stands beside them.
        heads: how many of the first columns head groups of rows.
    """

    edges: list[float]
    headings: list[Heading]
    heading_height: float
    rows: list[SetRow]
    labels: list[bool]
    heads: int = 0


def set_grid(table: ReportTable, width: float) -> Grid:
    """Set a table in type at a width; without any heading text it has no row of headings."""
    faces, widths = _fit(table, width)
    edges = [0.0]
    for column_width in widths:
        edges.append(edges[-1] + column_width)
    headings, heading_height = _set_headings(table.columns, faces, edges)
    if not any(column.heading or column.group for column in table.columns):
        headings, heading_height = [], 0.0
    rows: list[SetRow] = []
    striped = False
    heads = next((at for at, column in enumerate(table.columns) if not column.once), len(table.columns))
    group: Literal["data", "subtotal", "total"] = "data"
    above: list[Cell] | None = None
    for row in table.rows:
        cells = [
            set_cell(cell, column, row, faces, column_width - 2 * PADDING_X, table.display_unit)
            for cell, column, column_width in zip(row.cells, table.columns, widths, strict=True)
        ]
        repeats = _repeats(table.columns, cells, widths, faces)
        stripes = striped and row.kind == "data" and heading_height > 0
        own = list(row.cells[:heads])
        said: list[list[Line]] = []
        if heads and own == above:
            said, cells = cells[:heads], [[] for _ in range(heads)] + cells[heads:]
        else:
            group = row.kind
        above = own
        rows.append(SetRow(row, cells, stripes, repeats, said, group))
        striped = not striped if row.kind == "data" else False
    labels = [column.label for column in table.columns]
    return Grid(edges, headings, heading_height, rows, labels, heads)


def set_cell(cell: Cell, column: Column, row: Row, faces: Faces, width: float, unit: int) -> list[Line]:
    """The lines of a cell: its value or what stands for it, and below it what is to be said about it."""
    bold = row.kind != "data"
    align = _alignment(column)
    figures = column.kind in NUMERIC
    if not has_value(cell):
        colour = MISSING if cell.state == "empty" else SECONDARY
        return set_lines(stand_in(cell), faces.text(bold), width, RIGHT if figures else CENTRE, colour)
    text = shown_value(cell, column, unit)
    words = remark(cell)
    own_face = faces.figures(bold) if figures and not isinstance(cell.value, str) else faces.text(bold)
    colour = ALERT if cell.state == "conflict" else INK
    lines = set_lines(text, own_face, width, align, colour)
    if cell.trend is not None:
        lines.append(trend_line(cell.trend, faces.text(), width))
    return lines + set_lines(words, faces.remark(), width, align, colour if colour is ALERT else SECONDARY)


def _repeats(
    columns: Sequence[Column], cells: Sequence[list[Line]], widths: Sequence[float], faces: Faces
) -> list[list[Line]]:
    """The short texts of a row in grey, the first of them with （続き）."""
    repeats: list[list[Line]] = []
    said = False
    for column, lines, width in zip(columns, cells, widths, strict=True):
        if column.kind in NUMERIC or column.kind == "date" or not 0 < len(lines) <= _MOST_REPEATED_LINES:
            repeats.append([])
            continue
        grey = [replace(line, colour=SECONDARY) for line in lines]
        if column.kind == "text" and not said:
            grey += set_lines(say("paper_continued"), faces.remark(), width - 2 * PADDING_X, LEFT, SECONDARY)
            said = True
        repeats.append(grey)
    return repeats


def _alignment(column: Column) -> Qt.AlignmentFlag:
    if column.kind in NUMERIC:
        return RIGHT
    return LEFT if column.kind == "text" else CENTRE


def heading_text(column: Column) -> str:
    """The heading on paper; the unit of money stands above the table, the % of rates in every cell."""
    if column.unit and column.kind not in ("yen", "rate"):
        return f"{column.heading}\n（{column.unit}）"
    return column.heading


def _fit(table: ReportTable, width: float) -> tuple[Faces, list[float]]:
    """The largest letters at which every column has the room it needs, and the widths then."""
    faces, bounds = Faces(1.0), list[_Bounds]()
    for scale, text_em in _FITS:
        faces = Faces(scale)
        bounds = [_bounds(table, index, faces, text_em, width) for index in range(len(table.columns))]
        if sum(bound.least for bound in bounds) <= width:
            return faces, share(width, [column.width for column in table.columns], bounds)
    # Too many columns for any letters that can be read: all give way in proportion, long figures wrap.
    least = sum(bound.least for bound in bounds)
    return faces, [bound.least * width / least for bound in bounds]


@dataclass(frozen=True)
class _Bounds:
    """What a column needs at least, and what it can use at most."""

    least: float
    most: float


def _bounds(table: ReportTable, index: int, faces: Faces, text_em: float, width: float) -> _Bounds:
    column = table.columns[index]
    text, bold = faces.text(), faces.text(bold=True)
    heading = max(bold.width(line) for line in heading_text(column).split("\n"))
    longest = 0.0
    for row in table.rows:
        for line in set_cell(row.cells[index], column, row, faces, _ENDLESS, table.display_unit):
            longest = max(longest, line.line.naturalTextWidth())
    if column.label:
        # As wide as it asks for, so that the labels of all blocks of a sheet end at one line.
        asked = width * column.width / sum(other.width for other in table.columns)
        own = max(min(longest, _LONGEST_CODE_EM * text.em) + 2 * PADDING_X + 1, asked)
        return _Bounds(own, own)
    if column.kind == "text":
        # The widths a form asks for decide which prose gets the room: the widest column has the first claim.
        widest = max(other.width for other in table.columns if other.kind == "text")
        claim = max(_NARROWEST_TEXT_EM, text_em * column.width / widest)
        least = max(min(heading, 5 * bold.em), min(longest, claim * text.em))
        most = max(longest, heading) + 0.6 * text.em
        if any(other.label for other in table.columns):
            most = width  # what the labels leave is for the words beside them
    else:
        limit = _LONGEST_CODE_EM * text.em if column.kind not in NUMERIC else longest
        least = max(min(heading, 4.1 * bold.em), min(longest, limit))
        most = max(least, heading) * 1.3
    return _Bounds(least + 2 * PADDING_X + 1, most + 2 * PADDING_X + 1)


def share(width: float, weights: Sequence[int], bounds: Sequence[_Bounds]) -> list[float]:
    """Divide a width by weight between the bounds of each column; what nobody can use goes by weight again."""
    widths = [0.0] * len(bounds)
    free = set(range(len(bounds)))
    while free:
        room = width - sum(widths[index] for index in range(len(bounds)) if index not in free)
        weight = sum(weights[index] for index in free) or 1
        wanted = {index: room * weights[index] / weight for index in free}
        given = {index: min(max(wanted[index], bounds[index].least), bounds[index].most) for index in free}
        over = sum(given.values()) - room
        # As browsers do it: settle those that break a bound in the direction that matters more, then again.
        settled = {index for index in free if abs(over) < 1e-6 or (given[index] - wanted[index]) * over > 0}
        for index in settled:
            widths[index] = given[index]
        free -= settled
    spare = width - sum(widths)
    total = sum(weights) or 1
    return [own + spare * weight / total for own, weight in zip(widths, weights, strict=True)]


def _set_headings(
    columns: Sequence[Column], faces: Faces, edges: Sequence[float]
) -> tuple[list[Heading], float]:
    """The cells of the heading; columns without a group reach over both rows."""
    bold = faces.text(bold=True)

    def lines(text: str, first: int, last: int) -> list[Line]:
        return set_lines(text, bold, edges[last + 1] - edges[first] - 2 * PADDING_X, CENTRE)

    groups: list[tuple[int, int, list[Line]]] = []
    index = 0
    while index < len(columns):
        last = index
        if columns[index].group:
            while last + 1 < len(columns) and columns[last + 1].group == columns[index].group:
                last += 1
            groups.append((index, last, lines(columns[index].group, index, last)))
        index = last + 1
    own = [lines(heading_text(column), index, index) for index, column in enumerate(columns)]
    padding = 2 * PADDING_Y
    group_height = max((height_of(found) + padding for _, _, found in groups), default=0.0)
    grouped = [height_of(own[i]) + padding for i, column in enumerate(columns) if column.group]
    single = [height_of(own[i]) + padding for i, column in enumerate(columns) if not column.group]
    total = max([*(height + group_height for height in grouped), *single], default=0.0)
    cells = [Heading(first, last, 0.0, group_height, found) for first, last, found in groups]
    for index, column in enumerate(columns):
        top = group_height if column.group else 0.0
        cells.append(Heading(index, index, top, total - top, own[index]))
    return cells, total


RowFill = Literal["plain", "striped", "subtotal", "total"]
FILLS: dict[RowFill, QColor | None] = {
    "plain": None,
    "striped": QColor("#f5f8fb"),
    "subtotal": QColor("#eef2f6"),
    "total": QColor("#e8edf3"),
}
HEADING_FILL = QColor("#e8edf3")
CONFLICT_FILL = QColor("#fdeeee")


def fill_of(row: SetRow) -> QColor | None:
    """The shade behind a row."""
    if row.row.kind != "data":
        return FILLS[row.row.kind]
    return FILLS["striped" if row.striped else "plain"]


def ground_of(row: SetRow) -> QColor | None:
    """The shade behind what heads the group of a row."""
    return FILLS["plain" if row.group == "data" else row.group]
