"""The charts of the board: budget and spending by field or by body, and indicators; each a table too, and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.domain.calendar import date_short, stored_date_text
from alps_desk.domain.money import format_amount, rate_text
from alps_desk.domain.typed_number import quantity_text
from alps_desk.gui.theme import Space, em
from alps_desk.gui.views.board_answer import BoardAnswer
from alps_desk.gui.views.execution_bars import Bar, ExecutionBars
from alps_desk.gui.views.indicator_lines import IndicatorLines, name_of, target_of
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.cards import Card
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.plain_table import Column, PlainTable
from alps_desk.gui.widgets.text import Prose, Text

_TALLEST_EM = 30
"""A chart of more lines is scrolled inside its card."""
_TABLE_ROWS = 60
"""Rows of the table of a chart; paper and file have them all."""


class ChartCard(Card):
    """A chart with its table behind it.

    Signals:
        printed(): it is wanted on paper.
        turned(): the other side is shown, which may need another width.

    Attributes:
        as_table: turns the chart over.
    """

    printed = Signal()
    turned = Signal()

    def __init__(self, title: str, chart: QWidget) -> None:
        super().__init__(title)
        say = wording.say
        self.note = Text("", ink="secondary")
        self.head.addWidget(self.note)
        self.as_table = self._link(say("board_as_table"), "act_view_table")
        self.as_table.clicked.connect(self.turn)
        self.on_paper = Button("", Variant.QUIET, icon="act_print", name=say("board_print"))
        self.head.addWidget(self.on_paper)
        self.on_paper.clicked.connect(self.printed)
        self._sides = QStackedWidget()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(chart)
        # A scroll area fills what it holds in the colour of the window; the card is white.
        chart.setAutoFillBackground(False)
        self._chart = chart
        self._back = QWidget()
        self._column = QVBoxLayout(self._back)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.figures: PlainTable | None = None
        self.rest = Prose("", ink="secondary")
        self.rest.hide()
        self._column.addWidget(self.rest)
        self._column.addStretch(1)
        self._sides.addWidget(self._scroll)
        self._sides.addWidget(self._back)
        # The side that is not shown asks for no room.
        self._sides.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.body.addWidget(self._sides)
        self.body.addStretch(1)

    @property
    def need(self) -> int:
        """Width at which nothing of the shown side is cut off."""
        side = self._back if self._sides.currentIndex() == 1 else self._chart
        return max(self.minimumSizeHint().width(), side.minimumSizeHint().width() + 2 * Space.L)

    def turn(self) -> None:
        """Show the table instead of the chart, or the chart again."""
        table = self._sides.currentIndex() == 0
        self._sides.setCurrentIndex(1 if table else 0)
        self.as_table.setText(wording.say("board_as_chart" if table else "board_as_table"))
        self.as_table.set_icon_name("nav_board" if table else "act_view_table")
        self.fit()
        self.turned.emit()

    def fit(self) -> None:
        """Be as tall as what is shown, up to a height at which the chart scrolls."""
        hint = self._chart.sizeHint().height()
        most = round(em(self) * _TALLEST_EM)
        back = self._back.minimumSizeHint().height() if self._sides.currentIndex() == 1 else 0
        self._scroll.setMinimumHeight(min(hint, most))
        self._sides.setFixedHeight(back if self._sides.currentIndex() == 1 else min(hint, most))

    def keep_visible(self, bottom: int) -> None:
        """Scroll to the line that ends at a height."""
        self._scroll.ensureVisible(0, bottom, 0, round(em(self) * 2))

    def show_table(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Put these rows behind the chart."""
        if self.figures is not None:
            self._column.removeWidget(self.figures)
            self.figures.hide()
            self.figures.deleteLater()
        self.figures = PlainTable(name, columns)
        self._column.insertWidget(0, self.figures)
        self.figures.show_rows(rows[:_TABLE_ROWS])
        more = len(rows) - _TABLE_ROWS
        self.rest.set_text(wording.say("board_more_rows", count=more) if more > 0 else "")
        self.rest.setVisible(more > 0)

    def _link(self, text: str, icon: str) -> Button:
        button = Button(text, Variant.LINK, icon=icon)
        button.setStyleSheet("min-height: 24px;")
        self.head.addWidget(button)
        return button


class MoneyCard(ChartCard):
    """予算執行 by field or by body.

    Signals:
        opened(str): what is opened in 合計; of a body its key after ``office/``.
    """

    opened = Signal(str)

    def __init__(self) -> None:
        self.bars = ExecutionBars()
        super().__init__(wording.say("board_execution_any"), self.bars)
        say = wording.say
        self._answer: BoardAnswer | None = None
        self._day = ""
        self.by = Segments(
            say("board_by"), [(one, say(f"board_by_{one}")) for one in ("field", "office")], "field"
        )
        self.by.picked.connect(self._picked)
        self.head.insertWidget(1, self.by)
        self.bars.opened.connect(self.opened)
        self.bars.moved.connect(self.keep_visible)

    def show_answer(self, answer: BoardAnswer, day: str) -> None:
        """Show the money of an answer; ``day`` is the one its figures are to stand at."""
        self._answer, self._day = answer, day
        self._renew()

    def _picked(self, _by: str) -> None:
        self._renew()

    def _renew(self) -> None:
        answer = self._answer
        if answer is None:
            return
        say = wording.say
        by_field = self.by.current == "field"
        if by_field:
            bars = [
                Bar(one.name, answer.execution[one.code], f"field/{one.code}") for one in answer.plan.fields
            ]
        else:
            bars = [
                Bar(one.name, money, f"office/{one.key}")
                for one in answer.plan.bodies
                if (money := answer.bodies.get(one.key)) is not None
                and (money.expected or money.spent_yen is not None)
            ]
        self.bars.show_bars(bars)
        whole = Bar(say("board_region"), answer.region, "region")
        self.note.setText(self._day)
        self.note.setToolTip(
            say("board_fresh_as_of", day=stored_date_text(answer.region.fresh_on))
            if answer.region.fresh_on
            else ""
        )
        heads = ("current", "gross", "elimination", "net", "rate", "reported")
        columns = [
            Column(say("board_field" if by_field else "import_head_office")),
            *(Column(say(f"board_head_{name}"), number=True) for name in heads),
            Column(say("board_fresh_head"), number=True),
        ]
        self.show_table(say("board_execution_any"), columns, [_row(bar) for bar in (*bars, whole)])
        self.fit()


class IndicatorsCard(ChartCard):
    """成果指標.

    Signals:
        opened(str, str): code and name of an indicator.
    """

    opened = Signal(str, str)

    def __init__(self) -> None:
        self.lines = IndicatorLines()
        super().__init__(wording.say("board_indicators"), self.lines)
        self.note.setText(wording.say("board_indicators_note"))
        self.none = Prose(wording.say("board_indicators_none"), ink="secondary")
        self.none.hide()
        self.body.insertWidget(0, self.none)
        self.lines.opened.connect(self.opened)
        self.lines.moved.connect(self.keep_visible)

    def show_answer(self, answer: BoardAnswer) -> None:
        """Show the indicators of an answer."""
        say = wording.say
        courses = answer.courses
        self.lines.show_courses(courses)
        self.none.setVisible(not courses)
        self._sides.setVisible(bool(courses))
        for part in (self.note, self.as_table, self.on_paper):
            part.setVisible(bool(courses))
        years = sorted({point.fy for one in courses for point in one.points})
        columns = [
            Column(say("board_indicator")),
            *(Column(year_heading(year), number=True) for year in years),
            Column(wording.term("target"), number=True),
        ]
        rows = []
        for one in courses:
            points = {point.fy: point for point in one.points}
            figures = [
                "―"
                if (point := points.get(year)) is None or point.total.value is None
                else quantity_text(point.total.value, point.decimals)
                for year in years
            ]
            rows.append((name_of(one), *figures, target_of(one)))
        self.show_table(say("board_indicators"), columns, rows)
        self.fit()


def year_heading(fy: int) -> str:
    """A fiscal year in few letters: R8年度."""
    return wording.say("form_board_year", year=date_short(date(fy, 5, 1)).split(".")[0])


def _row(bar: Bar) -> tuple[str, ...]:
    money = bar.money
    amounts = (money.current_yen, money.spent_yen, money.elimination_yen, money.net_yen)
    return (
        bar.name,
        *("―" if yen is None else format_amount(yen, 1000) for yen in amounts),
        rate_text(money.rate),
        f"{money.reported}/{money.expected}",
        date_short(date.fromisoformat(money.fresh_on)) if money.fresh_on else "―",
    )
