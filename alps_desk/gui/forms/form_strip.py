"""The row above a form's grid: what the screen offers, chips that filter, search."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk import wording
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_cells import row_state
from alps_desk.gui.theme import State, em
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.flow_row import FlowRow
from alps_desk.gui.widgets.search_box import SearchBox

_CHIPS = (
    ("error", State.ERROR),
    ("conflict", State.CONFLICT),
    ("warning", State.WARNING),
    ("returned", State.RETURNED),
    ("missing", State.EMPTY),
)


class ShortSearch(SearchBox):
    """A search box as wide as its words."""

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return QSize(words + em(self) * 4, super().sizeHint().height())


class FormStrip(FlowRow):
    """The row.

    Args:
        book: what is counted.
        before: parts of the screen, at the left.
        search: words in the empty search field.

    Attributes:
        search: the search box; chips: the filters by key.

    Signals:
        filtered(): another choice of chips.
    """

    filtered = Signal()

    def __init__(self, book: EntryBook, before: Sequence[QWidget], search: str) -> None:
        super().__init__(at_end=1)
        self._book = book
        self.chips: dict[str, StateChip] = {}
        for key, state in _CHIPS:
            chip = StateChip(state, wording.say(f"office_chip_{key}"), count=0, checkable=True)
            chip.setToolTip(wording.say("office_chip_tip"))
            self.chips[key] = chip
        self.search = ShortSearch(search)
        self.search.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.put([*before, *self.chips.values(), self.search])
        for chip in self.chips.values():
            chip.toggled.connect(self.filtered)

    def follow(self) -> None:
        """Show how things stand."""
        for key, chip in self.chips.items():
            count = sum(self.belongs(number, key) for number in range(len(self._book.rows)))
            chip.set_count(count)
            # An empty filter is no use, but one that is on must be there to be switched off.
            chip.setVisible(count > 0 or chip.isChecked())
        self.arrange()

    def accepts(self, row: int) -> bool:
        """Whether a row of the book belongs to one of the chosen chips; without any every row does."""
        chosen = [key for key, chip in self.chips.items() if chip.isChecked()]
        return not chosen or any(self.belongs(row, key) for key in chosen)

    @property
    def filters(self) -> bool:
        """Whether a chip is chosen."""
        return any(chip.isChecked() for chip in self.chips.values())

    def clear_filters(self) -> None:
        """Switch all chips off."""
        for chip in self.chips.values():
            chip.setChecked(False)

    def belongs(self, row: int, key: str) -> bool:
        """Whether a row of the book has something of a kind."""
        book = self._book
        if key == "missing":
            return row_state(book, row).missing > 0
        if key == "returned":
            places = [(record, field.name) for record, field in book.rows[row].targets.values()]
            return any(view.state == "open" for place in places for view in book.returned(place))
        findings = book.row_findings(row)
        if key == "conflict":
            return any(finding.code == "rule_conflict" for finding in findings)
        if key == "error" and book.has_draft(row):
            return True
        return any(finding.level == key for finding in findings if finding.code != "rule_conflict")
