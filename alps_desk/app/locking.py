"""Which fields may not be changed here because their report was submitted.

A lock is a courtesy of this PC, not a law: what another PC wrote meanwhile is never dropped but listed as 要確認.
A return unlocks what was sent back until the union settles it; so does an exception of the union, up to its day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from alps_desk.domain.errors import InputRejected
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.plan import Period, build_plan
from alps_desk.domain.records import ENTRY_TYPES, EVERY, UNION, RecordId, parse_record_id, record_id
from alps_desk.domain.submission import SUBMITTED, locked

if TYPE_CHECKING:
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.journal import Scalar


def submitted_periods(place: Workplace, office: str, fy: int) -> set[str]:
    """Codes of the periods of a year that an office submitted and did not withdraw."""
    rows = place.store.cells(("submission",), owner=office, fy=fy)
    return {
        parse_record_id(row.record).period for row in rows if row.field == "state" and row.value == SUBMITTED
    }


def submitted_offices(place: Workplace, fy: int, period: str) -> set[str]:
    """Offices whose report of a period is submitted and not withdrawn, asked for at once."""
    rows = place.store.cells(("submission",), fy=fy)
    records = (parse_record_id(row.record) for row in rows if row.field == "state" and row.value == SUBMITTED)
    return {record.owner for record in records if record.period == period}


def refuse_locked(place: Workplace, values: Mapping[str, Collection[str]]) -> None:
    """Refuse to change what this office submitted.

    Args:
        values: record id → names of the fields to be written.

    Raises:
        InputRejected: ``field_locked`` with record and field.
    """
    locks: dict[int, Locks] = {}
    for record, fields in values.items():
        parsed = parse_record_id(record)
        if parsed.type not in ENTRY_TYPES or parsed.fy is None:
            continue
        if parsed.fy not in locks:
            locks[parsed.fy] = Locks(place, parsed.fy)
        field = next((one for one in fields if locks[parsed.fy].holds(parsed, one)), None)
        if field is not None:
            raise InputRejected("field_locked", record=record, field=field)


class Locks:
    """What of a year this office may not change now."""

    def __init__(self, place: Workplace, fy: int) -> None:
        self._office = place.office
        self._submitted = submitted_periods(place, place.office, fy)
        self._periods: tuple[Period, ...] = ()
        self._unlocked: set[tuple[str, str]] = set()
        self._returned: set[tuple[str, str]] = set()
        if self._submitted:
            self._look(place, fy)

    def _look(self, place: Workplace, fy: int) -> None:
        rows = place.store.cells(("period",), owner=UNION, fy=fy)
        self._periods = build_plan(((row.record, row.field, row.value) for row in rows), fy).periods
        for row in place.store.cells(("unlock",), owner=UNION, fy=fy):
            record = parse_record_id(row.record)
            open_still = isinstance(row.value, str) and row.value >= place.today
            if row.field == "until_on" and open_still and record.part("office") in (place.office, EVERY):
                self._unlocked.add((record.period, record.project))
        for returned in self._open_returns(place):
            self._returned.add((str(returned.get("target_record")), str(returned.get("target_field") or "")))

    @staticmethod
    def _open_returns(place: Workplace) -> list[dict[str, Scalar]]:
        found: dict[str, dict[str, Scalar]] = {}
        for row in place.store.cells(("return",), owner=UNION):
            found.setdefault(row.record, {})[row.field] = row.value
        return [one for one in found.values() if one.get("state") == "open"]

    def holds(self, record: RecordId, field: str) -> bool:
        """Whether the office submitted this field and has no leave to change it."""
        if not self._submitted or writer_of(record, field) != self._office:
            return False
        submitted = {period for period in self._submitted if not self._open(period, record)}
        if not locked(record, self._periods, submitted):
            return False
        return not {(record.text, field), (record.text, "")} & self._returned

    def _open(self, period: str, record: RecordId) -> bool:
        """The union gave leave for the period, or sent the whole report back."""
        report = record_id("submission", self._office, fy=record.fy or 0, period=period)
        leave = {(period, record.project), (period, EVERY)} & self._unlocked
        return bool(leave) or (report, "") in self._returned
