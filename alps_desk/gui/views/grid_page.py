"""What the screens that are one table have in common: 合計 and 全体の一覧.

The grid with its search box, the choice of the unit of amounts, the panel with the ways on at its foot: to 食い違い, to
the history, and 「なぜ変わったか」.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QWidget

from alps_desk import wording
from alps_desk.domain.search_key import search_key
from alps_desk.gui.page import EditTarget, Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.why import WhyOf
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.grid import GridPane, GridSource
from alps_desk.gui.widgets.info_panel import InfoPanel
from alps_desk.gui.widgets.search_box import SearchBox


class Amounts(Protocol):
    """A table's source that shows amounts in 円 (1) or 千円 (1000)."""

    unit: int
    rows_changed: SignalInstance

    def set_unit(self, unit: int) -> None:
        """Show amounts in another unit."""


Answer = TypeVar("Answer")


class GridPage(Page, Generic[Answer]):
    """A screen that is one table.

    Args:
        words: how its sentences begin: ``<words>_title``, ``_name``, ``_empty``, ``_search``.

    Attributes:
        pane: the table, once built.
        why: the action 「なぜ変わったか」.
    """

    def __init__(self, session: Session, words: str, icon: str) -> None:
        super().__init__(words, wording.say(f"{words}_title"), icon, parent=session)
        self._session = session
        self._words = words
        self._latest: Latest[Answer] = Latest(session, self._show, self)
        self._panel: InfoPanel | None = None
        self._strip: QWidget | None = None
        self.why = PageAction(
            wording.say("why_button"),
            self.show_why,
            menu=Menu.VIEW,
            variant=Variant.SECONDARY,
            icon="state_info",
            shortcut="Ctrl+Shift+H",
            tip=wording.say("why_tip"),
            parent=self,
        )

    # -- what a screen says of itself --

    @abstractmethod
    def table(self) -> GridSource:
        """The rows."""
        raise NotImplementedError

    @abstractmethod
    def make_strip(self) -> QWidget:
        """Make the row above the table."""
        raise NotImplementedError

    @abstractmethod
    def show_nothing(self, panel: InfoPanel) -> None:
        """Say in the panel that nothing is chosen."""
        raise NotImplementedError

    @abstractmethod
    def why_of(self, row: int, column: int) -> WhyOf | None:
        """The figure in a cell; None where there is none."""
        raise NotImplementedError

    @abstractmethod
    def _show(self, answer: Answer) -> None:
        raise NotImplementedError

    @abstractmethod
    def _current_changed(self, row: int, column: int) -> None:
        raise NotImplementedError

    # -- what the frame asks for --

    def build(self) -> QWidget:
        words = self._words
        self.pane = GridPane(
            self.table(), name=wording.say(f"{words}_name"), empty_text=wording.say(f"{words}_empty")
        )
        grid = self.pane.grid
        grid.current_changed.connect(self._current_changed)
        grid.search_wanted.connect(self._search_wanted)
        self.pane.said.connect(self._session.note)
        return self.pane

    @property
    def strip(self) -> QWidget | None:
        if self._strip is None:
            self._strip = self.make_strip()
        return self._strip

    @property
    def panel(self) -> QWidget | None:
        if self._panel is None:
            self._panel = InfoPanel()
            self.show_nothing(self._panel)
            self._to_conflicts = Button(wording.say("overview_to_conflicts"), icon="nav_conflict")
            self._to_conflicts.clicked.connect(self._settle)
            self._to_conflicts.hide()
            self._why_button = Button(wording.say("why_button"), icon="state_info")
            self._why_button.setToolTip(wording.say("why_tip"))
            self._why_button.clicked.connect(self.why.trigger)
            self._why_button.setEnabled(False)
            for part in (self._to_conflicts, *self.foot_buttons(), self._why_button):
                self._panel.foot.addWidget(part)
        return self._panel

    def foot_buttons(self) -> Sequence[QWidget]:
        """More for the foot of the panel, between 食い違い and 「なぜ変わったか」."""
        return ()

    def edit_target(self) -> EditTarget | None:
        return self.pane.grid

    def focus(self) -> None:
        self.pane.grid.setFocus()

    # -- what the user does --

    def show_why(self) -> None:
        """Open 「この数字はなぜ変わったか」 of the current cell."""
        place = self.pane.grid.place
        wanted = self.why_of(*place) if place is not None else None
        if wanted is not None:
            self._session.show_why(wanted)

    # -- for the screens --

    def show_ways(self, row: int, column: int, *, conflict: bool) -> None:
        """Offer the ways on from a cell."""
        known = row >= 0 and column >= 0 and self.why_of(row, column) is not None
        self.why.setEnabled(known)
        if self._panel is not None:
            self._why_button.setEnabled(known)
            self._to_conflicts.setVisible(conflict and self._session.desk.is_union)

    def make_ends(self, row: QHBoxLayout, source: Amounts) -> None:
        """Unit and search at the end of a strip."""
        units = [("1", wording.say("office_unit_yen")), ("1000", wording.say("office_unit_thousand"))]
        self.units = Segments(wording.say("office_unit"), units, str(source.unit))
        self.units.picked.connect(self._unit_picked)
        self.search = SearchBox(wording.say(f"{self._words}_search"))
        self.search.searched.connect(self._search)
        self.search.left.connect(self.focus)
        row.addWidget(self.units)
        row.addWidget(self.search)

    def _settle(self) -> None:
        self._session.go("conflicts")

    def _search_wanted(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _search(self, words: str) -> None:
        self.pane.grid.set_search(words)
        self.pane.grid.model_.set_words(" ".join(search_key(word) for word in words.split()))

    def _unit_picked(self, key: str) -> None:
        self._session.settings.put("unit", int(key))
        self.amounts().set_unit(int(key))

    @abstractmethod
    def amounts(self) -> Amounts:
        """The rows as amounts."""
        raise NotImplementedError


def strip_line() -> tuple[QWidget, QHBoxLayout]:
    """Half a strip, and the row in it."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, Space.XS, 0, Space.XS)
    row.setSpacing(Space.S)
    return line, row
