"""Which fields may not be changed here because their report was submitted.

A lock is a courtesy of this PC, not a law: what another PC wrote meanwhile is never dropped but listed as 要確認.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from alps_desk.app.workplace import Workplace
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.plan import Period, build_plan
from alps_desk.domain.records import ENTRY_TYPES, UNION, parse_record_id
from alps_desk.domain.submission import SUBMITTED, locked


def submitted_periods(place: Workplace, office: str, fy: int) -> set[str]:
    """Codes of the periods of a year that an office submitted and did not withdraw."""
    rows = place.store.cells(("submission",), owner=office, fy=fy)
    return {
        parse_record_id(row.record).period for row in rows if row.field == "state" and row.value == SUBMITTED
    }


def refuse_locked(place: Workplace, values: Mapping[str, Collection[str]]) -> None:
    """Refuse to change what this office submitted.

    Args:
        values: record id → names of the fields to be written.

    Raises:
        InputRejected: ``field_locked`` with record, field and period.
    """
    submitted: dict[int, set[str]] = {}
    periods: dict[int, tuple[Period, ...]] = {}
    for record, fields in values.items():
        parsed = parse_record_id(record)
        if parsed.type not in ENTRY_TYPES or parsed.fy is None:
            continue
        fy = parsed.fy
        if fy not in submitted:
            submitted[fy] = submitted_periods(place, place.office, fy)
        if not submitted[fy]:
            continue
        if fy not in periods:
            periods[fy] = _periods(place, fy)
        if not locked(parsed, periods[fy], submitted[fy]):
            continue
        field = next((one for one in fields if writer_of(parsed, one) == place.office), None)
        if field is not None:
            raise InputRejected("field_locked", record=record, field=field)


def _periods(place: Workplace, fy: int) -> tuple[Period, ...]:
    rows = place.store.cells(("period",), owner=UNION, fy=fy)
    return build_plan(((row.record, row.field, row.value) for row in rows), fy).periods
