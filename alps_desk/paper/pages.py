"""A report on A4 pages: for PDF, printer and preview alike.

Promise: the same table gives the same pages on every device; nothing of it is left out or cut off.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter

from alps_desk.paper.division import Page, divide
from alps_desk.paper.frame import Frame, Paper
from alps_desk.paper.grid import (
    PADDING_Y,
    Grid,
    set_grid,
)
from alps_desk.paper.grid_painting import GridPainter
from alps_desk.paper.letters import UNITS_PER_INCH, face, missing_signs, mm, prepare
from alps_desk.paper.lines import CENTRE, SECONDARY, Line, height_of, paint_lines, set_lines
from alps_desk.reports.cover_sheet import CoverSheet
from alps_desk.reports.tables import Block, ReportTable
from alps_desk.wording import say

_INNER_RULE = QColor("#9aa1ab")
_NOTES_GAP = mm(2.5)
_MOST_SIGNS = 12
_NOTE_SIGNS = ("※", "注", "（注", "＊")


class PagePainter:
    """A table laid out on pages, ready to be painted any number of times.

    Attributes:
        before, among: pages of other sheets before this one, and of all of them, where it is one of many.
    """

    before = 0
    among: int | None = None

    def __init__(self, table: ReportTable) -> None:
        """Lay out; needs no device. See :func:`~alps_desk.paper.letters.prepare` for the application object."""
        prepare()
        self.table = table
        self._paper = Paper(table.landscape)
        self._frame = Frame(table, self._paper)
        self._grid: Grid = set_grid(table, self._paper.room)
        self._no_rows = (
            []
            if table.rows
            else set_lines(say("paper_no_rows"), face(9), self._paper.room, CENTRE, SECONDARY)
        )
        room = self._paper.bottom - self._grid.heading_height
        self._painted = GridPainter(self._grid, self._no_rows)
        self._pages: list[Page] = divide(
            self._grid.rows,
            set_notes(table, self._paper),
            room
            - self._frame.table_top_first
            - height_of(self._no_rows)
            - 2 * PADDING_Y * bool(self._no_rows),
            room - self._frame.table_top_later,
            _NOTES_GAP,
        )

    @property
    def pages(self) -> Sequence[Page]:
        """What stands on each page."""
        return self._pages

    @property
    def count(self) -> int:
        """Number of pages, at least 1."""
        return len(self._pages)

    def paint(self, painter: QPainter, page: int, dpi: float) -> None:
        """Paint one page with the corner of the paper at the painter's origin.

        Args:
            painter: of a device without margins of its own (QPrinter: ``setFullPage(True)``).
            page: 1 to ``count``.
            dpi: dots per inch of the painter's coordinates.

        Raises:
            IndexError: there is no such page.
        """
        if not 1 <= page <= self.count:
            raise IndexError(page)
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(dpi / UNITS_PER_INCH, dpi / UNITS_PER_INCH)
        top = self._frame.table_top_first if page == 1 else self._frame.table_top_later
        content = self._pages[page - 1]
        y = top
        if content.slices or page == 1:
            y = self._painted.paint(painter, content.slices, self._paper.left, top)
        paint_lines(painter, content.notes, self._paper.left, y + _NOTES_GAP)
        self._frame.paint(painter, page, self.count, before=self.before, among=self.among)
        painter.restore()


def set_notes(table: ReportTable, paper: Paper) -> list[Line]:
    """The notes below the last row."""
    lines: list[Line] = []
    for note in [*table.notes, *_note_on_missing_signs(table)]:
        text = note if note.startswith(_NOTE_SIGNS) else say("paper_note", note=note)
        lines += set_lines(text, face(8), paper.room, colour=SECONDARY)
    return lines


def _note_on_missing_signs(table: ReportTable) -> list[str]:
    """What 〓 stands for, if it stands anywhere; by number, as the characters cannot be printed here either."""
    texts = [table.title, table.period_line, table.made_by, *table.notes, *table.approval_boxes]
    texts += [block.title for block in table.blocks]
    parts: list[ReportTable | Block] = [table, *table.blocks]
    for part in parts:
        texts += [text for column in part.columns for text in (column.heading, column.group, column.unit)]
        for row in part.rows:
            for cell in row.cells:
                texts += [cell.note, cell.value if isinstance(cell.value, str) else ""]
    signs = sorted(missing_signs("".join(texts)))
    if not signs:
        return []
    numbers = "、".join(f"U+{ord(sign):04X}" for sign in signs[:_MOST_SIGNS])
    return [say("paper_missing_signs", numbers=numbers + ("…" if len(signs) > _MOST_SIGNS else ""))]


def page_layout(table: ReportTable | CoverSheet) -> QPageLayout:
    """A4 in the table's direction without margins, for a printer or a PDF."""
    direction = QPageLayout.Orientation.Landscape if table.landscape else QPageLayout.Orientation.Portrait
    size = QPageSize(QPageSize.PageSizeId.A4)
    layout = QPageLayout(size, direction, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def page_count(table: ReportTable) -> int:
    """Number of pages of a table, at least 1. To paint them, keep one :class:`PagePainter` instead."""
    return PagePainter(table).count


def paint_page(painter: QPainter, table: ReportTable, page: int, dpi: float) -> None:
    """Lay out a table and paint one of its pages; see :meth:`PagePainter.paint`."""
    PagePainter(table).paint(painter, page, dpi)
