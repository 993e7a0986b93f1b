"""What every screen over a book of cells has: strip, panel, undo, the way to 書き出し, the word about what is not saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.domain.errors import Refusal
from alps_desk.gui.forms.entry_steps import Steps
from alps_desk.gui.messages import sentence
from alps_desk.gui.page import EditCommand, Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.buttons import Variant
from alps_desk.gui.widgets.info_panel import InfoPanel


class Book(Protocol):
    """What such a screen asks of its cells."""

    steps: Steps

    def save_drafts(self) -> None:
        """Try once more to save what could not be written."""


class CellsPage(Page):
    """The screen.

    Attributes:
        book: the cells.
    """

    book: Book
    _session: Session
    _strip: QWidget
    _panel: InfoPanel
    _actions: Sequence[PageAction]

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
