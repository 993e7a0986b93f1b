"""When changes came to this PC: by the file they came in, or as they were made here."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from alps_desk.store.caches import places_in
from alps_desk.store.journal_rows import SPAN, ask

_DAY_AT = 8
"""A change is canonical JSON and ``at`` is its first key: ``{"at":"2017-11-23T…``; counted from 1."""


def arrivals(connection: Connection, types: Collection[str], fy: int) -> dict[str, tuple[str, ...]]:
    """Record → day (ISO) of each of its changes, in the order they came.

    Args:
        types: record types; fy: fiscal year.
    """
    kinds = " OR ".join(["id >= ? AND id < ?"] * len(types))
    values: list[object] = [end for name in types for end in (f"{name}:", f"{name};")]
    rows = ask(connection, f"SELECT id, places FROM current WHERE ({kinds}) AND fy = ?", (*values, fy))  # noqa: S608
    places = {record: places_in(text) for record, text in rows}
    days: dict[int, str] = {
        no: str(at or "")[:10]
        for no, at in ask(
            connection,
            'SELECT segment.no, taken.taken_at FROM segment JOIN "import" AS taken ON segment.import_no = taken.no',
        )
    }
    own = _own_days(connection, [-place for some in places.values() for place in some if place < 0])
    return {
        record: tuple(own.get(-place, "") if place < 0 else days.get(place // SPAN, "") for place in some)
        for record, some in places.items()
    }


def _own_days(connection: Connection, numbers: list[int]) -> dict[int, str]:
    """Number of a change made here → its day."""
    if not numbers:
        return {}
    asked = f"SELECT no, substr(line, {_DAY_AT}, 10) FROM draft WHERE no >= ? AND no <= ?"  # noqa: S608
    return dict(ask(connection, asked, (min(numbers), max(numbers))))
