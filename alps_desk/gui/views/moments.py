"""How a moment in a change or import reads: 11月19日 10:12; with the era when it is not of this year."""

from __future__ import annotations

from datetime import date, datetime

from alps_desk.domain.calendar import date_text


def moment_text(at: str, today: datetime) -> str:
    """A moment in words.

    Args:
        at: ISO time as it stands in the journal; what cannot be read is shown as it is.
        today: the time now.
    """
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    return f"{day_text(moment.date().isoformat(), today)} {moment.hour}:{moment.minute:02d}"


def day_text(on: str, today: datetime) -> str:
    """A day in words, as ``moment_text``."""
    try:
        day = date.fromisoformat(on)
    except ValueError:
        return on
    return f"{day.month}月{day.day}日" if day.year == today.year else date_text(day)
