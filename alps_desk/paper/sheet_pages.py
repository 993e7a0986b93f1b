"""A sheet (個票) on A4 pages: blocks with titles of their own, one below the other.

Promise: as for a table, nothing is left out or cut off; a title never stands alone at the foot of a page, and a block
that goes on over the page says so at its top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from alps_desk.paper.division import Page, Slice, divide
from alps_desk.paper.frame import Frame, Paper
from alps_desk.paper.grid import PADDING_Y, Grid, set_grid
from alps_desk.paper.grid_painting import GridPainter
from alps_desk.paper.letters import UNITS_PER_INCH, face, mm, prepare
from alps_desk.paper.lines import CENTRE, SECONDARY, Line, height_of, paint_lines, set_lines
from alps_desk.paper.pages import PagePainter, set_notes
from alps_desk.reports.tables import Block, ReportTable
from alps_desk.wording import say

_GAP = mm(3.5)
_TITLE_GAP = mm(1)
_MARK = QColor("#0b2e55")
_MARK_WIDTH = mm(1.2)
_TITLE_PT = 10


@dataclass(frozen=True)
class _Set:
    """A block set in type."""

    title: list[Line]
    again: list[Line]
    grid: Grid
    painted: GridPainter
    no_rows_height: float

    def head(self, *, later: bool = False) -> float:
        """Height of everything above the first row."""
        lines = self.again if later else self.title
        return (height_of(lines) + _TITLE_GAP if lines else 0.0) + self.grid.heading_height


@dataclass(frozen=True)
class _Part:
    """What of a block stands on a page."""

    block: _Set
    slices: list[Slice]
    later: bool

    @property
    def height(self) -> float:
        own = 0.0 if self.later else self.block.no_rows_height
        return self.block.head(later=self.later) + own + sum(part.height for part in self.slices)


@dataclass
class _SheetPage:
    parts: list[_Part] = field(default_factory=list)
    notes: list[Line] = field(default_factory=list)


class SheetPainter(PagePainter):
    """A sheet laid out on pages."""

    def __init__(self, table: ReportTable) -> None:
        prepare()
        self.table = table
        self._paper = Paper(table.landscape)
        self._frame = Frame(table, self._paper)
        self._sheets = self._lay_out(
            [self._set(block) for block in table.blocks], set_notes(table, self._paper)
        )
        self._pages = [
            Page([one for part in sheet.parts for one in part.slices], sheet.notes) for sheet in self._sheets
        ]

    def paint(self, painter: QPainter, page: int, dpi: float) -> None:
        """Paint one page; as :meth:`PagePainter.paint`."""
        if not 1 <= page <= self.count:
            raise IndexError(page)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(dpi / UNITS_PER_INCH, dpi / UNITS_PER_INCH)
        y = self._frame.table_top_first if page == 1 else self._frame.table_top_later
        x = self._paper.left
        sheet = self._sheets[page - 1]
        for part in sheet.parts:
            lines = part.block.again if part.later else part.block.title
            if lines:
                height = height_of(lines)
                painter.fillRect(QRectF(x, y + height * 0.16, _MARK_WIDTH, height * 0.68), _MARK)
                paint_lines(painter, lines, x + _MARK_WIDTH + mm(1.3), y)
                y += height + _TITLE_GAP
            y = part.block.painted.paint(painter, part.slices, x, y) + _GAP
        paint_lines(painter, sheet.notes, x, y)
        self._frame.paint(painter, page, self.count, before=self.before, among=self.among)
        painter.restore()

    def _set(self, block: Block) -> _Set:
        grid = set_grid(replace(self.table, columns=block.columns, rows=block.rows), self._paper.room)
        room = self._paper.room - _MARK_WIDTH - mm(1.3)
        heading = face(_TITLE_PT, bold=True)
        title = set_lines(block.title, heading, room) if block.title else []
        again = set_lines(say("paper_block_again", title=block.title), heading, room) if block.title else []
        none = (
            [] if block.rows else set_lines(say("paper_none"), face(9), self._paper.room, CENTRE, SECONDARY)
        )
        none_height = height_of(none) + 2 * PADDING_Y if none else 0.0
        return _Set(title, again, grid, GridPainter(grid, none), none_height)

    def _lay_out(self, blocks: Sequence[_Set], notes: list[Line]) -> list[_SheetPage]:
        bottom = self._paper.bottom
        later_room = bottom - self._frame.table_top_later
        pages = [_SheetPage()]
        room = bottom - self._frame.table_top_first
        for number, block in enumerate(blocks, 1):
            # Notes stay with the last rows, so the last block is divided together with them.
            below = notes if number == len(blocks) else []
            first = (
                min(block.grid.rows[0].height, later_room / 3) if block.grid.rows else block.no_rows_height
            )
            if len(block.grid.rows) < 2 and below:
                first += _GAP + height_of(below)
            if block.head() + first > room and pages[-1].parts:
                pages.append(_SheetPage())
                room = later_room
            divided = divide(
                block.grid.rows, below, room - block.head() - block.no_rows_height,
                later_room - block.head(later=True), _GAP,
            )  # fmt: skip
            for later, content in enumerate(divided):
                if later:
                    pages.append(_SheetPage())
                    room = later_room
                part = _Part(block, content.slices, later=bool(later))
                pages[-1].parts.append(part)
                pages[-1].notes = content.notes
                room -= part.height + _GAP
        return pages


class StackPainter(PagePainter):
    """Many sheets, each beginning on a page of its own; page numbers run through all of them."""

    def __init__(self, table: ReportTable) -> None:
        prepare()
        self.table = table
        self._painters = [painter_of(sheet) for sheet in table.sheets]
        self._pages = [page for one in self._painters for page in one.pages]
        before = 0
        for one in self._painters:
            one.before, one.among = before, len(self._pages)
            before += one.count

    def paint(self, painter: QPainter, page: int, dpi: float) -> None:
        """Paint one page; as :meth:`PagePainter.paint`."""
        if not 1 <= page <= self.count:
            raise IndexError(page)
        sheet = next(one for one in reversed(self._painters) if one.before < page)
        sheet.paint(painter, page - sheet.before, dpi)


def painter_of(table: ReportTable) -> PagePainter:
    """What paints a form: many sheets, a sheet with blocks, or one table."""
    if table.sheets:
        return StackPainter(table)
    return SheetPainter(table) if table.blocks else PagePainter(table)
