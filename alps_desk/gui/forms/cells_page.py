"""What every screen over a book of cells has: strip, panel, undo, the way to 書き出し, the word about what is not saved.

The panel follows the cursor: what the book knows at once, how the value came about a moment later. Promise: running
through a grid stays quick, and a history is shown only beside the cell it was asked for.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app.questions import HistoryView
from alps_desk.domain.errors import Refusal
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.entry_steps import Steps
from alps_desk.gui.messages import sentence
from alps_desk.gui.page import EditCommand, Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.buttons import Variant
from alps_desk.gui.widgets.info_panel import InfoPanel

_REST_MS = 80
"""The panel follows the cursor after this rest, so that running through the grid stays quick."""

Told = TypeVar("Told")
"""A cell as a screen names it."""


class Book(Protocol):
    """What such a screen asks of its cells."""

    steps: Steps

    def save_drafts(self) -> None:
        """Try once more to save what could not be written."""


class CellsPage(Page, Generic[Told]):
    """The screen.

    Attributes:
        book: the cells.
    """

    book: Book
    _session: Session
    _strip: QWidget
    _panel: InfoPanel
    _actions: Sequence[PageAction]
    _asked_for: Told | None = None

    @property
    def strip(self) -> QWidget:
        return self._strip

    @property
    def panel(self) -> InfoPanel:
        return self._panel

    def actions(self) -> Sequence[PageAction]:
        return self._actions

    def make_undo(self) -> PageAction:
        """The action that undoes the last step."""
        self._undo_action = PageAction(
            wording.say("gui_undo"), self._undo, menu=None, variant=Variant.LINK, icon="act_undo", parent=self
        )
        self._undo_action.setEnabled(False)
        return self._undo_action

    def make_export(self) -> PageAction:
        """The action that leads to 書き出し."""
        return PageAction(
            wording.say("office_entry_export"),
            self._export,
            menu=Menu.FILE,
            variant=Variant.PRIMARY,
            icon="act_export",
            shortcut="Ctrl+E",
            parent=self,
        )

    def name_undo(self) -> None:
        """Say what would be undone."""
        name = self.book.steps.undo_name
        self._undo_action.setEnabled(name is not None)
        self._undo_action.setToolTip(
            wording.say("gui_undo_named", name=name) if name else wording.say("gui_undo")
        )

    def tell_not_saved(self, refusal: Refusal) -> None:
        """What was typed stands on the screen only."""
        self._session.tell(
            State.ERROR,
            wording.say("office_not_saved", reason=sentence(refusal)),
            action=wording.say("office_save_again"),
            on_action=self.book.save_drafts,
        )

    def _undo(self) -> None:
        target = self.edit_target()
        if target is not None:
            target.do_edit(EditCommand.UNDO)

    def _export(self) -> None:
        self._session.go("export")

    # -- the panel follows the cursor --

    @abstractmethod
    def told_cell(self) -> Told | None:
        """The cell the panel is to be about."""
        raise NotImplementedError

    @abstractmethod
    def tell_cell(self, told: Told | None, history: Sequence[HistoryView] = ()) -> None:
        """Fill the panel; None for no cell."""
        raise NotImplementedError

    @abstractmethod
    def history_place(self, told: Told) -> Place | None:
        """What to ask the history of a cell for; None where there is none, or it would be an old one."""
        raise NotImplementedError

    def make_panel_follow(self) -> None:
        """Let the panel follow; it stands there already."""
        self._rest = QTimer(self._panel)  # goes when the window goes
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._show_info)

    def _show_info(self) -> None:
        told = self.told_cell()
        self.tell_cell(told)
        place = self.history_place(told) if told is not None else None
        if place is None:
            return
        self._asked_for = told
        self._session.ask(
            lambda desk: desk.history(*place), self, done=self._show_history, refused=self._no_history
        )

    def _show_history(self, history: list[HistoryView]) -> None:
        told = self.told_cell()
        if told is not None and told == self._asked_for:
            self.tell_cell(told, history)

    def _no_history(self, refusal: Refusal) -> None:
        """Nothing is known of the cell yet: the panel says what it can without."""
