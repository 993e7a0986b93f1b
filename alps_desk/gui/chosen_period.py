"""The year and the period that are in view: the selectors at the top, and the deadline beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from alps_desk.app.desk import TOPIC_WORK
from alps_desk.gui import year_words
from alps_desk.gui.unplanned import stand_ins

if TYPE_CHECKING:
    from alps_desk.app.desk import Desk
    from alps_desk.gui.main_window import MainWindow
    from alps_desk.gui.session import Session


class ChosenPeriod(QObject):
    """Shows what a session has in view, and passes on what is chosen; what is being typed is committed before."""

    def __init__(self, session: Session, window: MainWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._window = window
        session.changed.connect(self._changed)
        session.year_changed.connect(self._year_changed)
        window.year_chosen.connect(self._choose_year)
        window.period_chosen.connect(self._choose_period)

    def show(self) -> None:
        """Show the years and periods of the plan, and the deadline."""
        session, window = self._session, self._window
        if bool(session.plan.fiscal_years) is bool(window.stands_in):
            window.set_stand_ins(stand_ins(session))
        known = session.plan.fiscal_years or (session.fy,)
        years = [(fy, year_words.year_text(fy)) for fy in reversed(known)]
        window.set_years(years, session.fy)
        periods = [(period.code, year_words.period_text(period)) for period in session.plan.periods]
        window.set_periods(periods, session.period)
        # By the plan at once, by the union's exceptions and what is handed in a moment later.
        due = year_words.deadline(session.period_plan, session.now().date())
        window.set_deadline(*(due or (None,)))
        self._ask_due()

    def turn_day(self) -> None:
        """What counts days counts from today: the deadline at the top, and every screen."""
        self._ask_due()
        self._window.changed(frozenset())

    def _ask_due(self) -> None:
        fy, period = self._session.fy, self._session.period
        self._session.ask(lambda desk: _due(desk, fy, period), self, done=self._show_due)

    def _show_due(self, found: tuple[int, str, str, bool]) -> None:
        session, window = self._session, self._window
        fy, period, due_on, done = found
        if (fy, period) != (session.fy, session.period):
            return
        due = year_words.deadline_on(due_on, session.now().date(), done=done)
        if due is None:
            window.set_deadline(None)
        else:
            window.set_deadline(*due)

    def _choose_year(self, fy: object) -> None:
        self._window.commit_input()
        self._session.choose_year(int(str(fy)))
        self.show()

    def _choose_period(self, code: object) -> None:
        self._window.commit_input()
        self._session.choose_period(str(code))

    def _changed(self, topics: frozenset[str]) -> None:
        if TOPIC_WORK in topics:
            self._ask_due()

    def _year_changed(self) -> None:
        self.show()
        self._window.changed(frozenset())


def _due(desk: Desk, fy: int, period: str) -> tuple[int, str, str, bool]:
    """Year, period, the day this office's report is due by whatever exception, and whether it is handed in."""
    if not period:
        return fy, "", "", False
    due = desk.due_dates(fy, period).get(desk.office, "")
    return fy, period, due, not desk.is_union and desk.submission(fy, period).state == "submitted"
