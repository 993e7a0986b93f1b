"""成果指標: what the office reports of each indicator, against its target and its own years."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from alps_desk import wording
from alps_desk.app.questions import HistoryView
from alps_desk.domain.indicator_form import ACTUAL, JUDGED, STATE
from alps_desk.domain.indicators import Judgement, TargetKind, planned_value
from alps_desk.domain.typed_number import quantity_text
from alps_desk.gui.colours import Colour
from alps_desk.gui.forms import entry_panel, indicator_cells
from alps_desk.gui.forms.form_grid_page import FormGridPage
from alps_desk.gui.forms.form_strip import FormStrip
from alps_desk.gui.forms.indicator_book import IndicatorBook
from alps_desk.gui.forms.indicator_source import IndicatorSource
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State, em
from alps_desk.gui.views.help_page import HelpWanted
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.info_panel import InfoPanel
from alps_desk.paper.sparkline import Spark, paint_spark


class IndicatorPage(FormGridPage):
    """The screen.

    Attributes:
        nothing: what is shown while the union has defined no indicator for this office.
    """

    book: IndicatorBook
    source: IndicatorSource

    def __init__(self, session: Session) -> None:
        book = IndicatorBook(session)
        source = IndicatorSource(book, session)
        super().__init__(session, "indicators", wording.say("indicator_title"), "nav_indicator", book, source)

    def build(self) -> QWidget:
        grid = super().build()
        # The union makes what offices wait for.
        none = "indicator_none_union" if self._session.desk.is_union else "indicator_none"
        self.nothing = EmptyState(wording.say(none), wording.say("indicator_none_do"), icon="nav_indicator")
        self.nothing.pressed.connect(self._explain)
        self._stack = QStackedWidget()
        self._stack.addWidget(grid)
        self._stack.addWidget(self.nothing)
        return self._stack

    def make_strip(self) -> FormStrip:
        return FormStrip(self.book, (), wording.say("indicator_search"))

    def key_hints(self) -> str:
        return wording.say("indicator_hints")

    def focus(self) -> None:
        if self.book.snapshot is not None and not self.book.rows:
            self.nothing.button.setFocus()
        else:
            super().focus()

    def _reshaped(self) -> None:
        self._stack.setCurrentIndex(0 if self.book.rows else 1)
        self._strip.setEnabled(bool(self.book.rows))
        super()._reshaped()

    def _explain(self) -> None:
        self._session.go("help", HelpWanted(self.key, self.key))

    # -- the panel --

    def show_panel(self, row: int | None, key: str, history: Sequence[HistoryView] = ()) -> None:
        panel, book = self._panel, self.book
        if row is None:
            entry_panel.show_nothing(panel)
            return
        line = book.line(row)
        found = book.place(row, key)
        name = indicator_cells.YEAR in key and indicator_cells.year_heading(int(key[5:]))
        panel.begin(self.source.row_name(row), name or indicator_cells.heading(key))
        if found is not None:
            if book.is_locked(found[0]):
                panel.add_notice(State.LOCKED, wording.say("field_locked"))
            entry_panel.about_field(panel, book, row, key, found, history)
            if key in (ACTUAL, STATE):
                panel.add_text(wording.say("indicator_state_rule"), ink="secondary")
        elif key == JUDGED:
            panel.add_text(wording.say("indicator_locked_judgement"))
        entry_panel.about_talk(panel, book, self.thread_at(row, key))
        self._about_target(panel, row)
        self._about_years(panel, row)
        facts = [
            (indicator_cells.heading(indicator_cells.BASIS), line.indicator.time_basis),
            (wording.term("project_name"), line.project.name if line.project else ""),
            (wording.say("indicator_source"), line.indicator.source),
        ]
        panel.add_section(wording.say("indicator_about"))
        panel.add_values([(label, value) for label, value in facts if value])
        if line.indicator.note:
            panel.add_text(line.indicator.note)
        panel.finish()

    def _about_target(self, panel: InfoPanel, row: int) -> None:
        """Target, rate and what the rate means."""
        book, indicator = self.book, self.book.line(row).indicator
        words = indicator_cells.target_words(book, row)
        rate, meaning = indicator_cells.rate_words(book, row)
        pairs = [
            (indicator_cells.heading(indicator_cells.TARGET), words or wording.say("indicator_no_target"))
        ]
        if words:
            pairs.append((indicator_cells.heading(indicator_cells.RATE), rate))
        planned = self._planned(row)
        if planned:
            pairs.append((wording.say("indicator_planned"), planned))
        panel.add_section(wording.say("indicator_against"))
        panel.add_values(pairs)
        if meaning:
            on_the_way = book.achievement(row).judgement is Judgement.ON_THE_WAY
            panel.add_text(meaning, ink="primary" if on_the_way else "secondary")
        if indicator.is_text:
            panel.add_text(wording.say("indicator_text_target"), ink="secondary")

    def _planned(self, row: int) -> str:
        """Where a target of the last year wants this year to be (R28)."""
        snapshot, indicator = self.book.snapshot, self.book.line(row).indicator
        if snapshot is None or indicator.baseline is None or indicator.target is None:
            return ""
        if indicator.goal.kind is not TargetKind.END_POINT or not indicator.first_fy or not indicator.last_fy:
            return ""
        value = planned_value(
            indicator.baseline, indicator.target, indicator.first_fy, indicator.last_fy, snapshot.plan.fy
        )
        return quantity_text(value, indicator.decimals)

    def _about_years(self, panel: InfoPanel, row: int) -> None:
        """The course of the years, as line and as figures."""
        spark = indicator_cells.course(self.book, row)
        if spark is None:
            return
        line = self.book.line(row)
        panel.add_section(indicator_cells.heading(indicator_cells.COURSE))
        panel.add_widget(Course(spark, indicator_cells.course_words(self.book, row)))
        panel.add_values(
            [
                (
                    indicator_cells.year_heading(year),
                    indicator_cells.figure_text(reading, line.indicator.decimals),
                )
                for year, reading, _ in self.book.past(row)
                if reading.number is not None
            ]
        )


class Course(QWidget):
    """The line of the years, larger."""

    def __init__(self, spark: Spark, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spark = spark
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(em(self) * 12, round(em(self) * 3.6))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_spark(QPainter(self), QRectF(self.rect()), self._spark, Colour.PRIMARY, Colour.EMPTY)
