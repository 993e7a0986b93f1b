"""What a report consists of, and what keeps its fields from being changed (R36, sync-design 8).

Promise: decided from record ids, the plan's periods and the statements alone; a change that comes after a statement
is listed (要確認), never dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from alps_desk.domain.ownership import writer_of
from alps_desk.domain.plan import PERIOD_ORDER, Period
from alps_desk.domain.records import ENTRY_TYPES, RecordId

SUBMITTED, WITHDRAWN = "submitted", "withdrawn"
"""States that an office gives its submission."""

ACCEPTED, REVOKED = "accepted", "revoked"
"""States that the union gives its acceptance."""


@dataclass(frozen=True)
class Scope:
    """The report of one office for one period.

    Attributes:
        office: whose report.
        period: the period; its fiscal year is the report's.
        last: no later period of the year is reported: what belongs to the whole year is looked at here.
    """

    office: str
    period: Period
    last: bool = True

    def holds(self, record: RecordId, field: str) -> bool:
        """Whether a field is part of the report: the office writes it, and it is of the period or of the year."""
        if record.type not in ENTRY_TYPES or record.fy != self.period.fy:
            return False
        if writer_of(record, field) != self.office:
            return False
        periods = periods_of(record, (self.period,))
        return self.period.code in periods if periods is not None else self.last


def periods_of(record: RecordId, periods: Sequence[Period]) -> list[str] | None:
    """Codes of the periods that a record belongs to; None = to the year as a whole (initial budget, 負担金)."""
    if record.period:
        return [record.period]
    stage = record.part("stage")
    if not stage or stage == "initial":
        return None
    return [one.code for one in periods if one.stage == stage]


def touches(project: str, other: str) -> bool:
    """Whether what is said of one project concerns another; "" stands for all of them."""
    return not project or not other or project == other


def later(period: str, other: str) -> bool:
    """Whether ``other`` is reported after ``period`` in the course of a year."""
    place = {code: number for number, code in enumerate(PERIOD_ORDER)}
    return place.get(other, len(place)) > place.get(period, len(place))


def locked(record: RecordId, periods: Sequence[Period], submitted: Collection[str]) -> bool:
    """Whether a field of a record may not be changed because every report that shows it was submitted.

    Args:
        periods: the periods of the record's year.
        submitted: codes of those that the office submitted.
    """
    shown_in = periods_of(record, periods)
    if shown_in is None:
        shown_in = [one.code for one in periods]
    return bool(shown_in) and set(shown_in) <= set(submitted)
