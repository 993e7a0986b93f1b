"""Segments set aside: kept and listed, not folded (sync-design 7, 保留).

Promise: after :func:`set_aside` and :func:`take_back` the caches equal the fold of all the other segments exactly,
whatever was set aside before and in whatever order. The journal itself never changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from alps_desk.domain.arrivals import Added
from alps_desk.domain.fold import Entry
from alps_desk.domain.journal import change_id
from alps_desk.store import caches, journal_rows
from alps_desk.store.connection import Connection
from alps_desk.store.journal_rows import SPAN, ask, chunks, do_each, insert_rows, listed

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
    return dict(
        ask(
            connection,
            "SELECT segment.import_no, count(*) FROM aside JOIN segment ON segment.no = aside.segment_no "
            "GROUP BY segment.import_no",
        )
    )


def set_aside(
    connection: Connection, numbers: Collection[int], kind: AsideKind, at: str, why: str
) -> dict[str, list[Added]]:
    """Take segments out of the fold; what they hold, by record.

    Args:
        numbers: segments that are folded now.
    """
    gone = contents(connection, numbers)
    insert_rows(
        connection, "aside", "segment_no kind at why", [(number, kind, at, why) for number in numbers]
    )
    caches.remove(connection, {record: {one.place for one in some} for record, some in gone.items()}, numbers)
    return gone


def turn(connection: Connection, numbers: Collection[int], kind: AsideKind) -> None:
    """Give segments that are set aside another reason to be."""
    for some in chunks(numbers):
        connection.do(
            f"UPDATE aside SET kind = ? WHERE segment_no IN {listed(len(some))}",  # noqa: S608
            (kind, *some),
        )


def take_back(connection: Connection, numbers: Collection[int]) -> caches.Outcome:
    """Fold segments again that were set aside."""
    do_each(connection, "DELETE FROM aside WHERE segment_no IN", numbers)
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
    [(office, device, body, import_no)] = ask(
        connection, "SELECT office, device, body, import_no FROM segment WHERE no = ?", (number,)
    )
    if import_no:
        return [
            (number * SPAN + position, line, office, device) for position, line in enumerate(body.split("\n"))
        ]
    rows = ask(connection, "SELECT no, line FROM draft WHERE segment_no = ? ORDER BY no", (number,))
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
