"""The clipboard of the grid: what spreadsheets put there, and what they are given.

Promise: a figure or a date arrives as the value it is, not as it was displayed (rounded, or ``####``), as far as the
clipboard tells; a text arrives exactly as it was shown. Cells that only continue a merged one change nothing. What is
copied can be pasted back exactly, and into Excel and LibreOffice without texts like 1-2 becoming dates.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from PySide6.QtCore import QMimeData

from alps_desk.gui.widgets.grid.sheet_clip import SheetClip, parse_html, parse_xml_spreadsheet
from alps_desk.gui.widgets.grid.tsv import Block, TooLarge, parse_tsv, to_tsv

__all__ = ["Pasted", "TooLarge", "from_clipboard", "parse_tsv", "parse_xml_spreadsheet", "to_mime", "to_tsv"]

XML_FORMAT = 'application/x-qt-windows-mime;value="XML Spreadsheet"'


@dataclass(frozen=True)
class Pasted:
    """Cells on the clipboard.

    Attributes:
        clip: the cells.
    """

    clip: SheetClip

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.clip.shown)

    @property
    def columns(self) -> int:
        """How many columns."""
        return len(self.clip.shown[0]) if self.clip.shown else 0

    def text(self, row: int, column: int, *, exact: bool) -> str:
        """A cell: its value for a column of figures or dates, else what was shown."""
        if exact:
            real = self.clip.real.get((row, column))
            if real is not None:
                return real
        shown = self.clip.shown[row][column]
        # A column that was too narrow shows no text at all: its value is better than that.
        return self.clip.real.get((row, column), shown) if shown and not shown.strip("#") else shown

    def covered(self, row: int, column: int) -> bool:
        """Whether a cell only continues a merged one."""
        return (row, column) in self.clip.covered


def from_clipboard(data: QMimeData | None) -> Pasted | None:
    """Cells on the clipboard; None when there is no text on it.

    Raises:
        TooLarge: more than 200,000 cells.
    """
    if data is None:
        return None
    text = data.text() if data.hasText() else ""
    shown = parse_tsv(text)
    clip: SheetClip | None = None
    if data.hasFormat(XML_FORMAT):
        clip = parse_xml_spreadsheet(bytes(data.data(XML_FORMAT).data()))
    if clip is None and data.hasHtml():
        clip = parse_html(data.html())
    if clip is None:
        return Pasted(SheetClip(shown)) if shown else None
    return Pasted(_without_layout(_with_texts(clip, shown)))


def to_mime(rows: Sequence[Sequence[str]], *, figures: Sequence[bool]) -> QMimeData:
    """A block for the clipboard: tab-separated text, and a table that keeps texts what they are.

    Args:
        rows: the cells.
        figures: for each column whether it holds figures; other columns are marked as text.
    """
    data = QMimeData()
    if len(rows) == 1 and len(rows[0]) == 1 and not any(mark in rows[0][0] for mark in "\t\r\n"):
        data.setText(rows[0][0])
        return data
    data.setText(to_tsv(rows))
    data.setHtml(
        '<html><head><meta charset="utf-8"></head><body><table>'
        + "".join(
            "<tr>"
            + "".join(_html_cell(cell, figure) for cell, figure in zip(row, figures, strict=True))
            + "</tr>"
            for row in rows
        )
        + "</table></body></html>"
    )
    return data


def _html_cell(text: str, figure: bool) -> str:
    plain = html.escape(text, quote=False).replace("\n", '<br style="mso-data-placement:same-cell">')
    if figure and text.lstrip("-").replace(".", "", 1).isdecimal() and text.isascii():
        return f'<td sdval="{text}" sdnum="1041;">{plain}</td>'
    return f'<td style=\'mso-number-format:"\\@"\' sdnum="1041;0;@">{plain}</td>'


def _with_texts(clip: SheetClip, shown: Block) -> SheetClip:
    """The cells with the texts of the plain text, where both speak of the same rows and columns.

    The plain text has every space as it was typed; empty cells at the edge may be missing from the other.
    """
    if not shown:
        return clip
    rows, columns = len(shown), len(shown[0])
    if len(clip.shown) > rows or len(clip.shown[0]) > columns:
        return clip
    for row, cells in enumerate(clip.shown):
        for column, cell in enumerate(cells):
            if (row, column) not in clip.real and _squeezed(cell) != _squeezed(shown[row][column]):
                # Another arrangement: a browser parts the lines of a cell into rows.
                return clip
    # 85.3% is 0.853 behind; what people mean by it is what they see.
    real = {place: value for place, value in clip.real.items() if "%" not in shown[place[0]][place[1]]}
    return SheetClip(shown, real, clip.covered)


def _without_layout(clip: SheetClip) -> SheetClip:
    """Without rows and columns that only widen merged cells: forms are drawn that way, and they hold nothing."""
    rows = [row for row, cells in enumerate(clip.shown) if not _all_covered(clip, [row], range(len(cells)))]
    columns = [
        column
        for column in range(len(clip.shown[0]))
        if not _all_covered(clip, range(len(clip.shown)), [column])
    ]
    places = {(row, column): (new, at) for new, row in enumerate(rows) for at, column in enumerate(columns)}
    return SheetClip(
        [[clip.shown[row][column] for column in columns] for row in rows],
        {places[place]: value for place, value in clip.real.items() if place in places},
        frozenset(places[place] for place in clip.covered if place in places),
    )


def _all_covered(clip: SheetClip, rows: Iterable[int], columns: Iterable[int]) -> bool:
    return all((row, column) in clip.covered for row, column in product(rows, columns))


def _squeezed(text: str) -> str:
    return "".join(text.split())
