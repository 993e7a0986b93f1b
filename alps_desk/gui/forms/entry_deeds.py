"""Actions of 進捗の入力 on cells: copy the last report, 変更なし, 該当なし, 未定, and the answers to questions.

They work on the selected cells of the grid, or on the field of the form that has the keyboard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from alps_desk import wording
from alps_desk.domain.cells import CellState, CellValue
from alps_desk.gui.forms import entry_acts
from alps_desk.gui.forms.ask_bar import AskBar
from alps_desk.gui.forms.entry_acts import Cell, Done
from alps_desk.gui.forms.entry_asking import Asking
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.page import Menu, Page, PageAction

_ACTIONS = (
    ("copy", "F4", "act_copy"),
    ("confirm", "Shift+F4", "act_check"),
    ("none", "Ctrl+Shift+N", None),
    ("pending", "Ctrl+Shift+M", None),
    ("answer", "F5", "act_edit"),
    ("carry", "", None),
)


class Where(Protocol):
    """The screen the actions belong to."""

    def chosen(self) -> Sequence[Cell]:
        """The cells an action works on."""

    def show_cells(self, cells: Sequence[Cell]) -> None:
        """Show what was changed."""


class EntryDeeds(QObject):
    """The actions.

    Attributes:
        actions: for the menus of the page.
        asking: the questions; None before ``attach``.

    Signals:
        said(str): a sentence for the bottom line.
        carried(Done): 前の期から引き継ぐ was done.
    """

    said = Signal(str)
    carried = Signal(object)

    def __init__(self, book: EntryBook, page: Page, where: Where) -> None:
        super().__init__(page)
        self._book = book
        self._where = where
        self.asking: Asking | None = None
        self._bar: AskBar | None = None
        runs: dict[str, Callable[[], None]] = {
            "copy": self.copy,
            "confirm": self.confirm,
            "none": self.set_none,
            "pending": self.set_pending,
            "answer": self.answer,
            "carry": self.carry,
        }
        self.actions = tuple(
            PageAction(
                wording.say(f"office_act_{name}"),
                runs[name],
                menu=Menu.TOOLS if name == "carry" else Menu.EDIT,
                icon=icon,
                shortcut=keys or None,
                tip=wording.say(f"office_act_{name}_tip"),
                parent=page,
            )
            for name, keys, icon in _ACTIONS
        )

    def attach(self, bar: AskBar) -> None:
        """Where questions stand."""
        self._bar = bar
        self.asking = Asking(self._book, bar, self)
        self.asking.said.connect(self.said)

    def copy(self) -> None:
        """Copy what the last report says into the chosen cells."""
        self._tell("copy", entry_acts.copy_earlier(self._book, self._where.chosen()))

    def confirm(self) -> None:
        """Record the chosen cells as looked at and unchanged."""
        self._tell("confirm", entry_acts.confirm(self._book, self._where.chosen()))

    def set_none(self) -> None:
        """該当なし."""
        done = entry_acts.set_state(self._book, self._where.chosen(), CellValue(CellState.NONE))
        self._tell("state", done)

    def set_pending(self) -> None:
        """未定; the day it is expected is asked for."""
        cells = self._where.chosen()
        done = entry_acts.set_state(self._book, cells, CellValue(CellState.PENDING))
        self._tell("state", done)
        if done.cells and self.asking is not None:
            self.asking.about(*done.cells[0], again=True)
            self._write()

    def answer(self) -> None:
        """Write the answer to what is asked about the current cell."""
        cells = self._where.chosen()
        if self.asking is not None and cells:
            asked = self.asking.about(*cells[0], again=True)
            if asked or (self._bar is not None and not self._bar.isHidden()):
                self._write()
                return
        self.said.emit(wording.say("office_ask_nothing"))

    def carry(self) -> None:
        """Copy the texts of the report before into every empty cell."""
        done = entry_acts.carry_report(self._book)
        if done.cells:
            self.carried.emit(done)
        else:
            self.said.emit(wording.say("office_carry_nothing"))

    def _write(self) -> None:
        if self._bar is not None:
            self._bar.write()

    def _tell(self, act: str, done: Done) -> None:
        if done.cells:
            self._where.show_cells(done.cells)
            self.said.emit(wording.say("office_done", name=done.name))
        else:
            self.said.emit(wording.say(f"office_{act}_nothing"))
