"""The row above a form's grid: what the screen offers, chips that filter, search."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk import wording
from alps_desk.domain.cells import CellState
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_cells import row_state
from alps_desk.gui.theme import State, em
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.flow_row import FlowRow
from alps_desk.gui.widgets.search_box import SearchBox

CHIPS = (
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
        before: parts of the screen, at the left; after: parts before the search field, at the right.
        search: words in the empty search field.
        chips: the filters, key and look.

    Attributes:
        search: the search box; chips: the filters by key; units: 円 or 千円, None where no amounts are.

    Signals:
        filtered(): another choice of chips.
        unit_picked(int): 1 or 1000.
    """

    filtered = Signal()
    unit_picked = Signal(int)
    units: Segments | None = None
    always: tuple[str, ...] = ()
    """Chips that are there also while there is nothing behind them."""

    def __init__(
        self,
        book: EntryBook,
        before: Sequence[QWidget],
        search: str,
        *,
        after: Sequence[QWidget] = (),
        chips: Sequence[tuple[str, State]] = CHIPS,
    ) -> None:
        super().__init__(at_end=1 + len(after))
        self._book = book
        self.chips: dict[str, StateChip] = {}
        for key, state in chips:
            chip = StateChip(state, wording.say(f"office_chip_{key}"), count=0, checkable=True)
            chip.setToolTip(wording.say("office_chip_tip"))
            self.chips[key] = chip
        self.search = ShortSearch(search)
        self.search.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.put([*before, *self.chips.values(), *after, self.search])
        for chip in self.chips.values():
            chip.toggled.connect(self.filtered)
        if self.units is not None:
            self.units.picked.connect(self._unit_picked)

    @staticmethod
    def make_units(book: EntryBook) -> Segments:
        """The choice of 円 or 千円."""
        units = [("1", wording.say("office_unit_yen")), ("1000", wording.say("office_unit_thousand"))]
        return Segments(wording.say("office_unit"), units, str(book.unit))

    def follow_unit(self) -> None:
        """Show the unit of the book."""
        if self.units is not None:
            self.units.set_current(str(self._book.unit))

    def follow(self) -> None:
        """Show how things stand."""
        for key, chip in self.chips.items():
            count = sum(self.belongs(number, key) for number in range(len(self._book.rows)))
            chip.set_count(count)
            # An empty filter is no use, but one that is on must be there to be switched off.
            chip.setVisible(count > 0 or chip.isChecked() or key in self.always)
        self.arrange()

    def accepts(self, row: int) -> bool:
        """Whether a row of the book belongs to one of the chosen chips; without any every row does."""
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
        """Whether a row of the book has something of a kind."""
        book = self._book
        if key == "missing":
            return row_state(book, row).missing > 0
        if key in ("returned", "pending"):
            places = [(record, field.name) for record, field in book.rows[row].targets.values()]
            if key == "returned":
                return any(view.state == "open" for place in places for view in book.returned(place))
            return any(book.shown(place).cell.state is CellState.PENDING for place in places)
        findings = book.row_findings(row)
        if key == "conflict":
            return any(finding.code == "rule_conflict" for finding in findings)
        if key == "error" and book.has_draft(row):
            return True
        return any(finding.level == key for finding in findings if finding.code != "rule_conflict")

    def _unit_picked(self, key: str) -> None:
        self.unit_picked.emit(int(key))
