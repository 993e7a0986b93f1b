"""Ways from a report, a finding or a list to the screen and the cell where something is filled in.

Promise: every field that an office enters has exactly one screen here, and that screen can show it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from alps_desk.domain.plan import Period
from alps_desk.domain.records import parse_record_id
from alps_desk.gui.session import Session

ENTRY, BUDGET, INDICATORS = "entry", "budget", "indicators"
"""Keys of the screens with cells."""

_TEXTS = ("progress", "evaluation", "event")
_LISTED = ("", "budget_initial", "budget_supplement", "spent")
"""Amounts that stand in the list of 進捗の入力; the others are filled in on 予算・決算."""


@dataclass(frozen=True)
class CellWanted:
    """Asks a screen for one cell; without a field for the first one of the record."""

    record: str
    field: str = ""


@dataclass(frozen=True)
class OnlyRows:
    """Asks a screen for the rows of one chip: error, conflict, warning, returned, missing or pending."""

    key: str


def screen_of(period: Period | None, record: str, field: str) -> str:
    """The screen where a field is filled in while a period is in view; "" for what is filled in nowhere.

    Args:
        period: the period in view, None if the year has none.
    """
    parsed = parse_record_id(record)
    if parsed.type in _TEXTS:
        return ENTRY
    if parsed.type == "actual":
        return INDICATORS
    if parsed.type == "money":
        here = period is not None and (parsed.part("stage") == period.stage or field == "budget_initial")
        return ENTRY if here and field in _LISTED else BUDGET
    return BUDGET if parsed.type == "burden" else ""


def screen_for(period: Period | None, places: Iterable[tuple[str, str]]) -> str:
    """The screen to begin with where several places wait: 進捗の入力 if it has one of them, else that of the first."""
    screens = [screen_of(period, *place) for place in places]
    return ENTRY if ENTRY in screens or not screens else screens[0] or ENTRY


def go_to_cell(session: Session, record: str, field: str) -> None:
    """Go to the cell where a field of this office is filled in, whatever period is in view."""
    parsed = parse_record_id(record)
    if parsed.period and parsed.period != session.period:
        session.choose_period(parsed.period)
    screen = screen_of(session.period_plan, record, field)
    session.go(screen or ENTRY, CellWanted(record, field) if screen else None)
