"""How a year, a period and its due date are written above the screens."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from alps_desk import wording
from alps_desk.app.describing import period_label
from alps_desk.domain.calendar import date_text, fiscal_year_long
from alps_desk.gui.theme import State

if TYPE_CHECKING:
    from alps_desk.domain.plan import Period


def year_text(fy: int) -> str:
    """A fiscal year in the selector: 令和8年度（2026）."""
    return fiscal_year_long(fy)


def period_text(period: Period) -> str:
    """A period in the selector: 上半期（9月末時点)."""
    name = period_label(period.code)
    day = _day(period.as_of_on)
    if day is None:
        return name
    if (day + timedelta(days=1)).day == 1:
        return wording.say("office_period_as_of", period=name, month=day.month)
    return wording.say("office_period_as_of_day", period=name, month=day.month, day=day.day)


_LONG_OVER = 60
"""Days after which a due date is history: nobody counts them any more."""


def deadline(period: Period | None, today: date) -> tuple[str, State] | None:
    """Words and look of the deadline; None when the period has none."""
    return deadline_on(period.due_on, today) if period is not None else None


def deadline_on(due_on: str, today: date, *, done: bool = False) -> tuple[str, State] | None:
    """Words and look of a due date; None without one.

    Args:
        done: the report is handed in, so that nothing is left to be hurried.
    """
    due = _day(due_on)
    if due is None:
        return None
    on = (
        date_text(due)
        if due.year != today.year
        else wording.say("office_deadline_day", month=due.month, day=due.day)
    )
    if done:
        return wording.say("office_deadline_kept", on=on), State.OK
    weekday = wording.say("office_weekdays")[due.weekday()]
    left = (due - today).days
    if left < -_LONG_OVER:
        return wording.say("office_deadline_past", on=on), State.NEUTRAL
    if left > 0:
        code, state = "office_deadline_ahead", State.DUE
    elif left == 0:
        code, state = "office_deadline_today", State.DUE
    else:
        code, state = "office_deadline_over", State.ERROR
    return wording.say(code, month=due.month, day=due.day, weekday=weekday, days=abs(left)), state


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None
