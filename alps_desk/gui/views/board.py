"""集計ボード: how far the round is, how fresh, beside last year; how much is spent; indicators; what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.questions import BoardState
from alps_desk.domain.calendar import date_short
from alps_desk.domain.money import format_amount, rate_text
from alps_desk.gui.page import Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views.board_answer import MANY, BoardAnswer, look_at_board
from alps_desk.gui.views.board_charts import IndicatorsCard, MoneyCard
from alps_desk.gui.views.board_table import BoardTable
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.letters_window import LettersWindow
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.views.next_steps import NextStep, NextSteps, next_steps
from alps_desk.gui.views.tallies import ICONS, STATES, state_word
from alps_desk.gui.views.wanted import Wanted
from alps_desk.gui.why import WhyOf
from alps_desk.gui.widgets.buttons import Variant
from alps_desk.gui.widgets.card_row import CardRow
from alps_desk.gui.widgets.cards import Card, FigureCard
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Text

_LEGEND: tuple[BoardState, ...] = (
    "accepted", "waiting", "submitted", "filled", "draft", "empty", "not_received", "corrected", "returned",
    "conflict",
)  # fmt: skip
"""States in the order of the legend; only those on the board are in it."""


class BoardPage(Page):
    """The screen.

    Attributes:
        table, money, indicators, steps: its parts, once built.
        letters_window: the last window with letters that was opened.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("board", wording.say("board_title"), "nav_board", parent=session)
        self._session = session
        self._latest = Latest(session, self._show_whole, self)
        self._first = Latest(session, self._show, self)
        self.answer: BoardAnswer | None = None
        self.letters_window: LettersWindow | None = None
        say = wording.say
        self._import = PageAction(
            say("board_import"),
            self._to_import,
            variant=Variant.SECONDARY,
            icon="act_import",
            menu=Menu.FILE,
            parent=self,
        )
        self._report = PageAction(
            say("board_report"),
            self._to_reports,
            variant=Variant.PRIMARY,
            icon="thing_document",
            menu=Menu.FILE,
            parent=self,
        )

        self.letters = PageAction(
            say("board_letters"),
            self.open_letters,
            variant=Variant.SECONDARY,
            icon="thing_document",
            menu=Menu.TOOLS,
            parent=self,
        )

    # -- what the frame asks for --

    def build(self) -> QWidget:
        self._scroll = ScrollColumn()
        sheet = Sheet()
        sheet.column.setSpacing(Space.M)
        sheet.column.setContentsMargins(0, 0, 2, Space.S)
        sheet.column.addWidget(self._make_figures())
        sheet.column.addWidget(self._make_table())
        self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lower.setSpacing(Space.M)
        self._lower.addWidget(self._make_money(), 6)
        self._lower.addWidget(self._make_indicators(), 5)
        sheet.column.addLayout(self._lower)
        sheet.column.addWidget(self._make_steps())
        sheet.column.addStretch(1)
        self._scroll.show_sheet(sheet)
        self._scroll.installEventFilter(self)
        return self._scroll

    def actions(self) -> Sequence[PageAction]:
        return (self.letters, self._import, self._report)

    def refresh(self, topics: frozenset[str]) -> None:
        fy, period = self._session.fy, self._session.period
        if period and len(self._session.plan.bodies) > MANY:
            # The states of a country first; its money takes some seconds.
            self._first.ask(lambda desk: desk.board_states(fy, period))
        self._latest.ask(lambda desk: look_at_board(desk, fy, period))

    def key_hints(self) -> str:
        return wording.say("board_keys")

    def focus(self) -> None:
        self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange):
            self._fit_lower()
        return super().eventFilter(watched, event)

    def _fit_lower(self) -> None:
        """Charts beside each other where nothing of them is cut off, else one below the other."""
        need = self.money.need + self.indicators.need + Space.M
        narrow = self._scroll.width() - Space.XL < need
        # Each gets its share after its own need.
        self._lower.setStretch(0, self.money.need)
        self._lower.setStretch(1, self.indicators.need)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._lower.setDirection(down if narrow else right)

    # -- parts --

    def _make_figures(self) -> QWidget:
        say = wording.say
        self.complete = FigureCard(State.OK, say("board_figure_complete"))
        self.filled = FigureCard(State.INFO, say("board_figure_filled"))
        self.conflicts = FigureCard(State.CONFLICT, say("board_figure_conflicts"))
        self.returned = FigureCard(State.RETURNED, say("board_figure_returned"))
        self.rate = FigureCard(State.INFO, say("board_figure_rate"))
        return CardRow((self.complete, self.filled, self.conflicts, self.returned, self.rate))

    def _make_table(self) -> QWidget:
        card = Card(wording.say("board_table_heading"))
        self.legend: dict[BoardState, StateChip] = {}
        for state in _LEGEND:
            chip = StateChip(STATES[state], state_word(state), icon=ICONS[state])
            chip.hide()
            self.legend[state] = chip
            card.head.addWidget(chip)
        self.table = BoardTable()
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentChanged.connect(self._current_changed)
        card.body.addWidget(self.table)
        return card

    def _make_money(self) -> QWidget:
        self.money = MoneyCard()
        self.bars, self.as_table = self.money.bars, self.money.as_table
        self.money.opened.connect(self._open_money)
        self.money.turned.connect(self._fit_lower)
        self.money.printed.connect(self.show_on_paper)
        return self.money

    def _make_indicators(self) -> QWidget:
        self.indicators = IndicatorsCard()
        self.indicators.opened.connect(self._open_indicator)
        self.indicators.turned.connect(self._fit_lower)
        self.indicators.printed.connect(self.show_on_paper)
        return self.indicators

    def _make_steps(self) -> QWidget:
        card = Card(wording.say("board_steps"))
        self._last_import = Text("", ink="secondary")
        card.head.addWidget(self._last_import)
        self.steps = NextSteps()
        self.steps.chosen.connect(self._go_on)
        card.body.addWidget(self.steps)
        return card

    # -- showing --

    def _show_whole(self, answer: BoardAnswer) -> None:
        # What was asked for first may come last.
        self._first.drop()
        self._show(answer)

    def _show(self, answer: BoardAnswer) -> None:
        self.answer = answer
        self._show_figures(answer)
        self.table.show_answer(answer)
        present = {tally.state for tally in answer.fields.values()}
        for state, chip in self.legend.items():
            chip.setVisible(state in present)
        period = answer.plan.period(self._session.period)
        day = period.as_of_on if period is not None else ""
        self.money.show_answer(
            answer, wording.say("board_as_of", day=date_short(date.fromisoformat(day))) if day else ""
        )
        self.indicators.show_answer(answer)
        self._fit_lower()
        at, office = answer.last_import
        self._last_import.setText(
            wording.say(
                "board_last_import",
                office=answer.plan.body(office).name,
                at=moment_text(at, self._session.now()),
            )
            if at
            else ""
        )
        self.steps.show_steps(next_steps(answer))

    def _show_figures(self, answer: BoardAnswer) -> None:
        say = wording.say
        members, complete = answer.members, answer.complete_members
        left = [answer.plan.body(key).name for key in members if key not in complete]
        whole = members == complete and bool(members)
        self.complete.show_figure(
            f"{len(complete)}",
            say("board_of_members", total=len(members)),
            note=say("board_whole") if whole else _names(left),
            state=State.OK if whole else State.INFO,
        )
        tally = answer.all
        self.filled.show_figure(
            f"{tally.done:,}",
            say("board_of_reports", total=tally.total),
            note=self._note_of(answer),
            state=State.OK if tally.complete else State.INFO,
        )
        self.conflicts.show_figure(
            f"{answer.conflicts:,}",
            say("import_unit_files"),
            note=say("board_settle_first") if answer.conflicts else say("board_no_conflicts"),
            state=State.CONFLICT if answer.conflicts else State.OK,
        )
        returned = answer.returned
        self.returned.show_figure(
            f"{len(returned):,}",
            say("import_unit_files"),
            note=_names(
                [answer.plan.body(key).name for key in dict.fromkeys(office for office, _ in returned)], ""
            )
            if returned
            else say("board_returned_none"),
            state=State.RETURNED if returned else State.OK,
        )
        self._show_rate(answer)

    def _note_of(self, answer: BoardAnswer) -> str:
        """The same time last year where there is one, else how many are left."""
        tally, before = answer.all, answer.before_all
        if before is not None:
            return wording.say("board_before_count", done=before.done, all=before.total)
        left = tally.total - tally.done
        return wording.say("board_left", count=left) if left else ""

    def _show_rate(self, answer: BoardAnswer) -> None:
        say, money = wording.say, answer.region
        net = "―" if money.net_yen is None else format_amount(money.net_yen, 1000)
        over = money.rate is not None and money.rate > 100
        note = say("board_net", net=net) if money.net_yen is not None else say("board_net_none")
        if answer.before_rate is not None:
            note = say("board_before_rate", rate=rate_text(answer.before_rate))
        self.rate.show_figure(
            rate_text(money.rate).removesuffix("%"),
            "%" if money.rate is not None else "",
            note=note,
            state=State.ERROR if over else State.INFO,
        )

    def _current_changed(self) -> None:
        if self.table.hasFocus():
            rect = self.table.visualRect(self.table.currentIndex())
            middle = self.table.viewport().mapTo(self._scroll.widget(), rect.center())
            self._scroll.ensureVisible(middle.x(), middle.y(), 0, rect.height())

    # -- ways --

    def _open(self, field: str, office: str, state: str) -> None:
        self._session.go("overview", Wanted(field, office, state))

    def _open_money(self, key: str) -> None:
        """The terms of a field's total; a body's own amounts are in the list."""
        kind, _, office = key.partition("/")
        if kind == "office":
            self._session.go("overview", Wanted(office=office))
        else:
            self._session.go("totals", key)

    def _open_indicator(self, code: str, name: str) -> None:
        fy = self._session.fy
        heading = wording.say("board_why", name=name)
        self._session.show_why(WhyOf(heading, lambda desk: desk.trace_indicator(fy, code)))

    def show_on_paper(self) -> None:
        """The board as a form, to be printed or written."""
        self._session.go("reports", "board")

    def open_letters(self) -> None:
        """Letters to the offices, beginning with the one of the current cell."""
        office = ""
        index = self.table.currentIndex() if self.built else None
        if index is not None and index.isValid() and self.table.hasFocus():
            office = self.table.board.office(index.column())[0]
        self.letters_window = LettersWindow(self._session, office, self.widget.window())
        self.letters_window.show()

    def _go_on(self, step: NextStep) -> None:
        if step.way == "office":
            self._session.go("overview", Wanted(office=step.office))
        else:
            self._session.go(step.way)

    def _to_import(self) -> None:
        self._session.go("import")

    def _to_reports(self) -> None:
        self._session.go("reports")


def _names(names: Sequence[str], code: str = "board_left_names") -> str:
    """Offices: named while they are few."""
    if len(names) <= 2:
        joined = "・".join(names)
        return wording.say(code, names=joined) if code else joined
    return (
        wording.say("board_left_offices", count=len(names))
        if code
        else wording.say("board_bodies", count=len(names))
    )
