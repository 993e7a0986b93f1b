"""One tab of the plan screen: its tables, each with its name, under each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.gui.plan.list_source import (
    ListSource,
    finding_rows,
    finding_source,
    guide_rows,
    guide_source,
    unmapped_rows,
    unmapped_source,
)
from alps_desk.gui.plan.plan_book import PlanBook
from alps_desk.gui.plan.sheet_source import SheetSource
from alps_desk.gui.plan.sheets import Tab
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.grid import GridPane
from alps_desk.gui.widgets.text import Text

_NO_LIMIT = 16_777_215
"""What Qt takes for no largest height."""


class _Piece(QWidget):
    """A table under its name."""

    def __init__(self, pane: GridPane, title: str, more: QWidget | None = None) -> None:
        super().__init__()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        self._pane, self._title = pane, title
        self.title = Text(title, bold=True)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self.title)
        head.addStretch(1)
        box.addLayout(head)
        if isinstance(more, Button):
            # Beside the name, where it takes no room from the table.
            head.addWidget(more)
        elif more is not None:
            box.addWidget(more)
        box.addWidget(pane, 1)

    def fold(self, sentence: str) -> None:
        """Show one sentence in the place of an empty table, so that the others have its room; "" shows the table."""
        self._pane.setHidden(bool(sentence))
        self.title.setText(sentence or self._title)
        self.setMaximumHeight(self.title.sizeHint().height() if sentence else _NO_LIMIT)


class TableTab(QWidget):
    """A tab with tables that are typed into.

    Attributes:
        panes: the tables from top to bottom; sources: what they show.
    """

    def __init__(self, session: Session, book: PlanBook, tab: Tab, more: QWidget | None = None) -> None:
        super().__init__()
        self.key = tab.key
        self.sources = [SheetSource(book, sheet, session, self) for sheet in tab.sheets]
        self.panes = [
            GridPane(source, name=wording.say(f"plan_sheet_{source.sheet.key}")) for source in self.sources
        ]
        titles = [wording.say(f"plan_sheet_{source.sheet.key}") for source in self.sources]
        self.pieces = _stack(self, self.panes, titles, [source.sheet.tall for source in self.sources], more)

    def settle(self) -> None:
        """Put new rows into their places in the order."""
        for source in self.sources:
            source.settle()


_LISTS = ("steps", "findings", "stray")


class GuideTab(QWidget):
    """The tab 案内: what is to be done, what the checks say, what has no place in the plan."""

    def __init__(self, book: PlanBook) -> None:
        super().__init__()
        self._book = book
        self.steps, self.findings, self.stray = guide_source(), finding_source(), unmapped_source()
        self.lists: list[ListSource] = [self.steps, self.findings, self.stray]
        self.panes = [
            GridPane(
                source,
                name=wording.say(f"plan_sheet_{key}"),
                empty_text=wording.say(f"plan_empty_{key}"),
            )
            for key, source in zip(_LISTS, self.lists, strict=True)
        ]
        self.pieces = _stack(
            self, self.panes, [wording.say(f"plan_sheet_{key}") for key in _LISTS], (4, 3, 3)
        )
        book.changed.connect(self.follow)

    def follow(self) -> None:
        """Show how things stand."""
        self.steps.show(guide_rows(self._book))
        self.findings.show(finding_rows(self._book))
        self.stray.show(unmapped_rows(self._book))
        for key, source, piece in zip(_LISTS, self.lists, self.pieces, strict=True):
            folded = key != "steps" and not source.rows
            piece.fold(wording.say(f"plan_empty_{key}") if folded else "")


def _stack(
    holder: QWidget,
    panes: Sequence[GridPane],
    titles: Sequence[str],
    heights: Sequence[int],
    more: QWidget | None = None,
) -> list[_Piece]:
    """Put tables under each other; the border between them can be moved."""
    splitter = QSplitter(Qt.Orientation.Vertical)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(Space.S)
    pieces = []
    for number, (pane, title) in enumerate(zip(panes, titles, strict=True)):
        piece = _Piece(pane, title, more if number == 0 else None)
        pieces.append(piece)
        splitter.addWidget(piece)
        splitter.setStretchFactor(number, heights[number])
    splitter.setSizes([100 * one for one in heights])
    box = QVBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.addWidget(splitter)
    return pieces
