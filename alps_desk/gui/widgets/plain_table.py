"""A short table that is only read: headings, rows of text, hairlines. For long ones there is the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from alps_desk.gui.theme import Space, digits
from alps_desk.gui.widgets.info_panel import Rule
from alps_desk.gui.widgets.text import Prose, Text


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes:
        heading: its word.
        number: figures at the right, in the font for figures.
        stretch: share of the spare width; columns with a share wrap their text.
    """

    heading: str
    number: bool = False
    stretch: int = 0


class PlainTable(QWidget):
    """The table; ``show_rows`` fills it anew."""

    def __init__(self, name: str, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._columns = tuple(columns)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.XS)
        for at, column in enumerate(self._columns):
            self._grid.addWidget(Text(column.heading, ink="secondary"), 0, at, _side(column))
            self._grid.setColumnStretch(at, column.stretch)
        self.rows: list[tuple[str, ...]] = []

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows."""
        while self._grid.count() > len(self._columns):
            widget = self._grid.takeAt(len(self._columns)).widget()
            widget.hide()
            widget.deleteLater()
        self.rows = [tuple(row) for row in rows]
        for number, row in enumerate(self.rows):
            line = number * 2 + 1
            self._grid.addWidget(Rule(), line, 0, 1, len(self._columns))
            for at, (column, words) in enumerate(zip(self._columns, row, strict=True)):
                self._grid.addWidget(_cell(column, words), line + 1, at, _side(column))


def _cell(column: Column, words: str) -> QWidget:
    if column.stretch:
        prose = Prose(words)
        prose.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        prose.setContentsMargins(0, 3, 0, 0)
        prose.setAccessibleName(f"{column.heading} {words}")
        return prose
    text = Text(words)
    text.setAccessibleName(f"{column.heading} {words}")
    if column.number:
        text.setFont(digits(text.font()))
    return text


def _side(column: Column) -> Qt.AlignmentFlag:
    if column.stretch:
        return Qt.AlignmentFlag(0)
    side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
