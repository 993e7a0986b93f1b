"""集計ボード: how far the round is, where it stands still, and how much of the budget is spent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from alps_desk import wording
from alps_desk.app.questions import BoardState
from alps_desk.domain.calendar import date_text
from alps_desk.domain.money import format_amount, rate_text
from alps_desk.gui.page import Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State, em
from alps_desk.gui.views.board_answer import BoardAnswer, look_at_board
from alps_desk.gui.views.board_table import BoardTable
from alps_desk.gui.views.execution_bars import Bar, ExecutionBars
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.views.next_steps import NextStep, NextSteps, next_steps
from alps_desk.gui.views.tallies import ICONS, STATES, state_word
from alps_desk.gui.views.wanted import Wanted
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.card_row import CardRow
from alps_desk.gui.widgets.cards import Card, FigureCard
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.plain_table import Column, PlainTable
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Text

_BESIDE_EM = 78
"""A screen of fewer widths of 「あ」 shows the two lower cards one under the other."""
_LEGEND: tuple[BoardState, ...] = (
    "accepted", "waiting", "submitted", "filled", "draft", "empty", "not_received", "corrected", "returned",
    "conflict",
)  # fmt: skip
"""States in the order of the legend; only those on the board are in it."""


class BoardPage(Page):
    """The screen.

    Attributes:
        table, bars, steps: its parts, once built.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("board", wording.say("board_title"), "nav_board", parent=session)
        self._session = session
        self._latest = Latest(session, self._show, self)
        self.answer: BoardAnswer | None = None
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
        self._lower.addWidget(self._make_execution(), 6)
        self._lower.addWidget(self._make_steps(), 5)
        sheet.column.addLayout(self._lower)
        sheet.column.addStretch(1)
        self._scroll.show_sheet(sheet)
        self._scroll.installEventFilter(self)
        return self._scroll

    def actions(self) -> Sequence[PageAction]:
        return (self._import, self._report)

    def refresh(self, topics: frozenset[str]) -> None:
        fy, period = self._session.fy, self._session.period
        self._latest.ask(lambda desk: look_at_board(desk, fy, period))

    def key_hints(self) -> str:
        return wording.say("board_keys")

    def focus(self) -> None:
        self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.StyleChange):
            narrow = self._scroll.width() < _BESIDE_EM * em(self._scroll)
            down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
            self._lower.setDirection(down if narrow else right)
        return super().eventFilter(watched, event)

    # -- parts --

    def _make_figures(self) -> QWidget:
        say = wording.say
        self.complete = FigureCard(State.OK, say("board_figure_complete"))
        self.filled = FigureCard(State.INFO, say("board_figure_filled"))
        self.conflicts = FigureCard(State.CONFLICT, say("board_figure_conflicts"))
        self.rate = FigureCard(State.INFO, say("board_figure_rate"))
        return CardRow((self.complete, self.filled, self.conflicts, self.rate))

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

    def _make_execution(self) -> QWidget:
        say = wording.say
        card = Card(say("board_execution"))
        self._as_of = Text("", ink="secondary")
        card.head.addWidget(self._as_of)
        self.as_table = Button(say("board_as_table"), Variant.LINK, icon="act_view_table")
        self.as_table.setStyleSheet("min-height: 24px;")
        self.as_table.clicked.connect(self._turn_chart)
        card.head.addWidget(self.as_table)
        self._chart = QStackedWidget()
        self.bars = ExecutionBars()
        self.figures = PlainTable(
            say("board_execution"),
            [
                Column(say("board_field"), stretch=1),
                *(
                    Column(say(f"board_head_{name}"), number=True)
                    for name in ("current", "gross", "elimination", "net", "rate", "reported")
                ),
            ],
        )
        self._chart.addWidget(self.bars)
        self._chart.addWidget(self.figures)
        card.body.addWidget(self._chart)
        card.body.addStretch(1)
        return card

    def _make_steps(self) -> QWidget:
        card = Card(wording.say("board_steps"))
        self._last_import = Text("", ink="secondary")
        card.head.addWidget(self._last_import)
        self.steps = NextSteps()
        self.steps.chosen.connect(self._go_on)
        card.body.addWidget(self.steps)
        return card

    # -- showing --

    def _show(self, answer: BoardAnswer) -> None:
        self.answer = answer
        self._show_figures(answer)
        self.table.show_answer(answer)
        present = {tally.state for tally in answer.fields.values()}
        for state, chip in self.legend.items():
            chip.setVisible(state in present)
        fields = [Bar(field.name, answer.execution[field.code]) for field in answer.plan.fields]
        self.bars.show_bars(fields)
        whole = Bar(wording.say("board_region"), answer.region)
        self.figures.show_rows([_row(bar) for bar in (*fields, whole)])
        period = answer.plan.period(self._session.period)
        self._as_of.setText(
            wording.say("board_as_of", day=date_text(date.fromisoformat(period.as_of_on)))
            if period is not None and period.as_of_on
            else ""
        )
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
            note=say("board_left", count=tally.total - tally.done) if tally.done < tally.total else "",
            state=State.OK if tally.complete else State.INFO,
        )
        self.conflicts.show_figure(
            f"{answer.conflicts:,}",
            say("import_unit_files"),
            note=say("board_settle_first") if answer.conflicts else say("board_no_conflicts"),
            state=State.CONFLICT if answer.conflicts else State.OK,
        )
        money = answer.region
        net = "―" if money.net_yen is None else format_amount(money.net_yen, 1000)
        over = money.rate is not None and money.rate > 100
        self.rate.show_figure(
            rate_text(money.rate).removesuffix("%"),
            "%" if money.rate is not None else "",
            note=say("board_net", net=net) if money.net_yen is not None else say("board_net_none"),
            state=State.ERROR if over else State.INFO,
        )

    def _turn_chart(self) -> None:
        table = self._chart.currentIndex() == 0
        self._chart.setCurrentIndex(1 if table else 0)
        self.as_table.setText(wording.say("board_as_chart" if table else "board_as_table"))
        self.as_table.set_icon_name("nav_board" if table else "act_view_table")

    def _current_changed(self) -> None:
        if self.table.hasFocus():
            rect = self.table.visualRect(self.table.currentIndex())
            middle = self.table.viewport().mapTo(self._scroll.widget(), rect.center())
            self._scroll.ensureVisible(middle.x(), middle.y(), 0, rect.height())

    # -- ways --

    def _open(self, field: str, office: str) -> None:
        self._session.go("overview", Wanted(field, office))

    def _go_on(self, step: NextStep) -> None:
        if step.way == "office":
            self._session.go("overview", Wanted(office=step.office))
        else:
            self._session.go(step.way)

    def _to_import(self) -> None:
        self._session.go("import")

    def _to_reports(self) -> None:
        self._session.go("reports")


def _names(names: Sequence[str]) -> str:
    """Offices that are missing: named while they are few."""
    if len(names) <= 2:
        return wording.say("board_left_names", names="・".join(names))
    return wording.say("board_left_offices", count=len(names))


def _row(bar: Bar) -> tuple[str, ...]:
    money = bar.money
    amounts = (money.current_yen, money.spent_yen, money.elimination_yen, money.net_yen)
    return (
        bar.name,
        *("―" if yen is None else format_amount(yen, 1000) for yen in amounts),
        rate_text(money.rate),
        f"{money.reported}/{money.expected}",
    )
