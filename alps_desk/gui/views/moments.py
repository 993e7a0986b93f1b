"""How a moment in a change or import reads: 11月19日 10:12; with the era when it is not of this year."""

from __future__ import annotations

from datetime import datetime

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
    clock = f"{moment.hour}:{moment.minute:02d}"
    if moment.year == today.year:
        return f"{moment.month}月{moment.day}日 {clock}"
    return f"{date_text(moment.date())} {clock}"
