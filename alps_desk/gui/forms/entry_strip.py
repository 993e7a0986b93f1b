"""The row above the entry grid: how far the report is, chips that filter, unit of amounts, search."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from alps_desk import wording
from alps_desk.domain.cells import CellState
from alps_desk.gui.colours import Colour
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_cells import row_state
from alps_desk.gui.theme import Space, State, em
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.progress_bar import SlimBar
from alps_desk.gui.widgets.search_box import SearchBox
from alps_desk.gui.widgets.text import Text

_CHIPS = (
    ("error", State.ERROR),
    ("conflict", State.CONFLICT),
    ("warning", State.WARNING),
    ("returned", State.RETURNED),
    ("missing", State.EMPTY),
    ("pending", State.DUE),
)


@dataclass(frozen=True)
class OnlyRows:
    """Asks 進捗の入力 for the rows of one chip: error, conflict, warning, returned, missing or pending."""

    key: str


class EntryStrip(QWidget):
    """The row.

    Attributes:
        search: the search box.
        chips: the filters by key: error, conflict, warning, returned, missing, pending.
        units: 円 or 千円.

    Signals:
        filtered(): another choice of chips.
        unit_picked(int): 1 or 1000.
    """

    filtered = Signal()
    unit_picked = Signal(int)

    def __init__(self, book: EntryBook) -> None:
        super().__init__()
        self._book = book
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(Text(wording.say("office_progress"), ink="secondary"))
        self.bar = SlimBar(wording.say("office_progress"))
        self.bar.setMaximumWidth(em(self) * 16)
        row.addWidget(self.bar, 1)
        self.words = Text(bold=True)
        row.addWidget(self.words)
        row.addSpacing(Space.XS)
        self.chips: dict[str, StateChip] = {}
        for key, state in _CHIPS:
            chip = StateChip(state, wording.say(f"office_chip_{key}"), count=0, checkable=True)
            chip.setToolTip(wording.say("office_chip_tip"))
            chip.toggled.connect(self.filtered)
            self.chips[key] = chip
            row.addWidget(chip)
        row.addStretch(1)
        units = [("1", wording.say("office_unit_yen")), ("1000", wording.say("office_unit_thousand"))]
        self.units = Segments(wording.say("office_unit"), units, str(book.unit))
        self.units.picked.connect(self._unit_picked)
        row.addWidget(Text(wording.say("office_unit"), ink="secondary"))
        row.addWidget(self.units)
        self.search = SearchBox(wording.say("office_search"))
        row.addWidget(self.search)

    def follow(self) -> None:
        """Show how things stand."""
        book = self._book
        own = [number for number, row in enumerate(book.rows) if row.part.kind == "own"]
        done = sum(book.filled(number)[0] == book.filled(number)[1] for number in own)
        self.words.setText(wording.say("office_progress_count", done=done, total=len(own)))
        self.bar.set_progress(done, len(own), colour=Colour.OK if done == len(own) else Colour.PRIMARY)
        for key, chip in self.chips.items():
            count = sum(self.belongs(number, key) for number in range(len(book.rows)))
            chip.set_count(count)
            # An empty filter is no use, but one that is on must be there to be switched off.
            chip.setVisible(count > 0 or chip.isChecked() or key == "missing")

    def accepts(self, row: int) -> bool:
        """Whether a row belongs to one of the chosen chips; without any every row does."""
        chosen = [key for key, chip in self.chips.items() if chip.isChecked()]
        return not chosen or any(self.belongs(row, key) for key in chosen)

    @property
    def filters(self) -> bool:
        """Whether a chip is chosen."""
        return any(chip.isChecked() for chip in self.chips.values())

    def show_only(self, key: str) -> None:
        """Switch this chip on and the others off."""
        for name, chip in self.chips.items():
            chip.setChecked(name == key)

    def clear_filters(self) -> None:
        """Switch all chips off."""
        for chip in self.chips.values():
            chip.setChecked(False)

    def belongs(self, row: int, key: str) -> bool:
        """Whether a row has something of a kind."""
        book = self._book
        if key == "missing":
            return row_state(book, row).missing > 0
        if key in ("returned", "pending"):
            places = [(record, field.name) for record, field in book.rows[row].targets.values()]
            if key == "returned":
                return any(view.state == "open" for place in places for view in book.returned(place))
            return any(book.shown(place).cell.state is CellState.PENDING for place in places)
        if key == "conflict":
            return any(finding.code == "rule_conflict" for finding in book.row_findings(row))
        found = [finding for finding in book.row_findings(row) if finding.code != "rule_conflict"]
        if key == "error" and book.has_draft(row):
            return True
        return any(finding.level == key for finding in found)

    def _unit_picked(self, key: str) -> None:
        self.unit_picked.emit(int(key))
