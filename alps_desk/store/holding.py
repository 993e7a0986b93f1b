"""Segments set aside: kept and listed, not folded (sync-design 7, 保留).

Promise: after :func:`set_aside` and :func:`take_back` the caches equal the fold of all the other segments exactly,
whatever was set aside before and in whatever order. The journal itself never changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from sqlalchemy import Connection, delete, func, select, update

from alps_desk.domain.arrivals import Added
from alps_desk.domain.fold import Entry
from alps_desk.domain.journal import change_id
from alps_desk.store import caches, journal_rows, schema
from alps_desk.store.journal_rows import SPAN, ask, chunks, insert_rows

AsideKind = Literal["import", "retired", "retired_import", "reissued"]
"""Why: its import was taken back; its key was retired before it; both; its changes were sealed again under a new key."""

IMPORT: AsideKind = "import"
RETIRED: AsideKind = "retired"
RETIRED_IMPORT: AsideKind = "retired_import"
REISSUED: AsideKind = "reissued"
NEVER_SENT: tuple[AsideKind, ...] = ("retired", "retired_import", "reissued")
"""Nobody would take these, or nobody needs them: they do not travel."""
SHOWN: tuple[AsideKind, ...] = ("import", "retired", "retired_import")
"""Changes that count nowhere else: they are listed as 保留."""


def aside(connection: Connection, kinds: Collection[str] = ()) -> dict[int, str]:
    """Number of every segment that is set aside → kind; only of some kinds if named."""
    rows: list[tuple[int, str]] = ask(connection, "SELECT segment_no, kind FROM aside")
    return {number: kind for number, kind in rows if not kinds or kind in kinds}


def imports_aside(connection: Connection) -> dict[int, int]:
    """Number of an import → how many of its segments are set aside; imports without one are missing."""
    segment, table = schema.segment.c, schema.aside.c
    query = (
        select(segment.import_no, func.count())
        .select_from(schema.aside.join(schema.segment, segment.no == table.segment_no))
        .group_by(segment.import_no)
    )
    return dict(connection.execute(query).all())


def set_aside(
    connection: Connection, numbers: Collection[int], kind: AsideKind, at: str, why: str
) -> dict[str, list[Added]]:
    """Take segments out of the fold; what they hold, by record.

    Args:
        numbers: segments that are folded now.
    """
    gone = contents(connection, numbers)
    insert_rows(
        connection, schema.aside, "segment_no kind at why", [(number, kind, at, why) for number in numbers]
    )
    caches.remove(connection, {record: {one.place for one in some} for record, some in gone.items()}, numbers)
    return gone


def turn(connection: Connection, numbers: Collection[int], kind: AsideKind) -> None:
    """Give segments that are set aside another reason to be."""
    table = schema.aside
    for some in chunks(numbers):
        connection.execute(update(table).where(table.c.segment_no.in_(some)).values(kind=kind))


def take_back(connection: Connection, numbers: Collection[int]) -> caches.Outcome:
    """Fold segments again that were set aside."""
    table = schema.aside
    for some in chunks(numbers):
        connection.execute(delete(table).where(table.c.segment_no.in_(some)))
    return caches.apply(connection, contents(connection, numbers))


def contents(connection: Connection, numbers: Collection[int]) -> dict[str, list[Added]]:
    """The changes of some segments by record, in order."""
    found: dict[str, list[Added]] = {}
    for number in sorted(numbers):
        for place, line, office, device in lines_of(connection, number):
            record, one = journal_rows.added(line, office, device, place, number)
            found.setdefault(record, []).append(one)
    return found


def lines_of(connection: Connection, number: int) -> list[tuple[int, str, str, str]]:
    """Place, text, office and device of each change of a sealed segment."""
    segment, draft = schema.segment.c, schema.draft.c
    office, device, body, import_no = connection.execute(
        select(segment.office, segment.device, segment.body, segment.import_no).where(segment.no == number)
    ).one()
    if import_no:
        return [
            (number * SPAN + position, line, office, device) for position, line in enumerate(body.split("\n"))
        ]
    rows = connection.execute(
        select(draft.no, draft.line).where(draft.segment_no == number).order_by(draft.no)
    )
    return [(-no, line, office, device) for no, line in rows]


def depending(connection: Connection, gone: Mapping[str, Collection[Added]]) -> list[Entry]:
    """Folded changes whose writers had seen one that is set aside, by record and arrival."""
    ids = {change_id(one.line) for some in gone.values() for one in some}
    entries = caches.entries_of(connection, sorted(gone))
    return [
        entry
        for record in sorted(entries)
        for entry in entries[record]
        if any(one in ids for seen in entry.change.seen.values() for one in seen)
    ]


def entries_in(connection: Connection, numbers: Collection[int]) -> dict[str, list[Entry]]:
    """The changes of some segments by record, read."""
    return {record: [one.entry for one in some] for record, some in contents(connection, numbers).items()}
