"""What stands around the grid of 予算・決算: views, unit, 千円で入力 above it; what must agree below it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from alps_desk import wording
from alps_desk.gui.forms import budget_cells
from alps_desk.gui.forms.budget_book import THOUSAND, BudgetBook
from alps_desk.gui.forms.budget_columns import VIEWS, View
from alps_desk.gui.forms.form_strip import FormStrip
from alps_desk.gui.theme import Space, State
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.flow_row import FlowRow
from alps_desk.gui.widgets.text import Text


class BudgetStrip(FormStrip):
    """The row above the grid.

    Attributes:
        views, units: what is shown; thousands: whether digits count 千円; more: whether every possible 負担金 is shown.

    Signals:
        view_picked(str), thousands_picked(bool), more_picked(bool): the user chose.
    """

    view_picked = Signal(str)
    thousands_picked = Signal(bool)
    more_picked = Signal(bool)

    def __init__(self, book: BudgetBook) -> None:
        views = [(view, wording.say(f"budget_view_{view}")) for view in VIEWS]
        self.views = Segments(wording.say("budget_view"), views, VIEWS[0])
        self.units: Segments = self.make_units(book)
        self.thousands = QCheckBox(wording.say("budget_thousands"))
        self.thousands.setToolTip(wording.say("budget_thousands_tip"))
        self.more = QCheckBox(wording.say("budget_more"))
        self.more.setToolTip(wording.say("budget_more_tip"))
        self._money = book
        super().__init__(
            book, [self.views, self.units, self.thousands, self.more], wording.say("budget_search")
        )
        self.views.picked.connect(self.view_picked)
        self.thousands.toggled.connect(self.thousands_picked)
        self.more.toggled.connect(self.more_picked)
        self.show_modes("budget", more=False)

    def show_modes(self, view: View, *, more: bool) -> None:
        """Offer what is of use in a view."""
        self.thousands.setVisible(self._money.unit == THOUSAND)
        self.more.setVisible(view == "burden" and (more or self.more.isChecked()))
        self.arrange()


class Comparison(QWidget):
    """Two sides in words, and whether they agree as icon and word.

    Attributes:
        words: the sides; sign: the verdict.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words, self.sign = Text(), StateChip(State.OK, "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, Space.M, 0)
        row.setSpacing(Space.S)
        row.addWidget(self.words)
        row.addWidget(self.sign)
        self.hide()

    def say(self, state: State | None, text: str, verdict: str) -> None:
        """Show it; without a state there is nothing to compare."""
        self.setVisible(state is not None)
        if state is not None:
            self.words.setText(text)
            self.sign.set_state(state, verdict)
            self.setAccessibleName(f"{text} {verdict}")


class BalanceLine(FlowRow):
    """The line below the grid: whether the funds and the 負担金 of the current project agree, also while typing.

    Attributes:
        funds, shares: what is compared; note: what is said of rounded amounts.
    """

    def __init__(self, book: BudgetBook) -> None:
        super().__init__()
        self._book = book
        self.funds, self.shares = Comparison(), Comparison()
        self.note = Text(wording.say("budget_rounded_note"), ink="secondary")
        self.put([self.funds, self.shares, self.note])
        self.follow(None)

    def follow(self, row: int | None) -> None:
        """Show how the project of a row of the book stands; None = of no row."""
        book = self._book
        own = None if row is None else own_row(book, row)
        self.funds.say(*((None, "", "") if own is None else budget_cells.funds_words(book, own)))
        self.shares.say(*((None, "", "") if own is None else self._shares(own)))
        self.note.setVisible(book.unit == THOUSAND)
        self.arrange()

    def _shares(self, own: int) -> tuple[State | None, str, str]:
        book = self._book
        found = book.agreement(own)
        if not found.shares:
            return None, "", ""
        state, verdict = budget_cells.agreement_words(book, found)
        total = "―" if found.total is None else budget_cells.exact_text(book, found.total)
        shares = budget_cells.share_list(book, found)
        return state, wording.say("budget_shares_sides", total=total, shares=shares), verdict


def own_row(book: BudgetBook, row: int) -> int | None:
    """The own row of a row's project."""
    if row >= len(book.rows):
        return None
    code = book.line(row).part.project.code
    return next(
        (
            number
            for number in range(len(book.rows))
            if book.line(number).kind == "own" and book.line(number).part.project.code == code
        ),
        None,
    )
