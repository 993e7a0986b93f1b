"""Taking segments into the store, inside one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from alps_desk.domain.arrivals import Added, Arrival
from alps_desk.domain.fold import DIGEST_MODULUS, digest_text, fold_record
from alps_desk.domain.journal import Segment
from alps_desk.domain.records import SCHEMA, parse_record_id
from alps_desk.store import caches, schema
from alps_desk.store.journal_rows import (
    SPAN,
    all_changes,
    insert_rows,
    own_device,
    read_meta,
    segment_of_place,
    write_meta,
)
from alps_desk.store.rows import ImportRow, Taken

_REBUILD_BATCH = 20_000
_SEGMENT_COLUMNS = "no id device office prev count header signature import_no body"


class Session:
    """The writing side of one import, all of it in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def file(self) -> Iterator[None]:
        """What is done for one file: undone alone when it is refused."""
        with self._connection.begin_nested():
            yield

    def known_import(self, sha256: str) -> ImportRow | None:
        """The import that took this very file, if any."""
        row = self._connection.execute(
            select(schema.imports).where(schema.imports.c.sha256 == sha256)
        ).first()
        return None if row is None else ImportRow(**row._mapping)

    def segment_ids(self) -> dict[str, str | None]:
        """Id of every segment → id of the one before it."""
        segment = schema.segment.c
        return dict(self._connection.execute(select(segment.id, segment.prev)).all())

    def take(self, proved: Iterable[Arrival], import_no: int) -> Taken:
        """Add segments that verified.

        Args:
            proved: the segments; those already known are skipped.
            import_no: number of the import they come with, 1 or more.
        """
        known = self.segment_ids()
        new = [one for one in proved if one.segment.id not in known]
        next_no = int(read_meta(self._connection, "next_segment", "1"))
        write_meta(self._connection, "next_segment", str(next_no + len(new)))
        added: dict[str, list[Added]] = {}
        rows = []
        for segment_no, one in enumerate(new, start=next_no):
            segment = one.segment
            rows.append(
                (segment_no, segment.id, segment.device, one.office, segment.prev, segment.count, segment.header,
                 segment.signature, import_no, "\n".join(segment.lines))
            )  # fmt: skip
            place = segment_no * SPAN
            parts = zip(one.records, segment.lines, one.ids, one.plain, one.widths, strict=True)
            for record, line, identifier, plain, width in parts:
                change = Added(place, segment_no, line, identifier, one.office, segment.device, plain, width)
                place += 1
                if record in added:
                    added[record].append(change)
                else:
                    added[record] = [change]
        insert_rows(self._connection, schema.segment, _SEGMENT_COLUMNS, rows)
        self._go_on_from([one.segment for one in new])
        outcome = caches.apply(self._connection, added)
        changes_taken = sum(one.segment.count for one in new)
        return Taken(
            len(new), changes_taken, outcome.new, outcome.changed, outcome.same, outcome.conflicts, len(added)
        )  # fmt: skip

    def _go_on_from(self, segments: Sequence[Segment]) -> None:
        """Our own segments came back to a restored PC: the chain goes on from the last of them."""
        _, device = own_device(self._connection)
        for segment in segments:
            if segment.device == device and segment.prev == (
                read_meta(self._connection, "last_segment") or None
            ):
                write_meta(self._connection, "last_segment", segment.id)

    def next_import_no(self) -> int:
        """Number the next import gets."""
        numbers = self._connection.execute(select(schema.imports.c.no)).scalars()
        return max(numbers, default=0) + 1

    def log_import(self, row: ImportRow) -> None:
        """Note that a file was taken."""
        values: dict[str, Any] = {name: getattr(row, name) for name in ImportRow.__slots__}
        self._connection.execute(insert(schema.imports).values(values))

    def note_peer(self, device: str, office: str, at: str, have: Sequence[str]) -> None:
        """Keep a device's latest claim of what it holds, even when it says less than before."""
        peer = schema.peer
        self._connection.execute(delete(peer).where(peer.c.device == device))
        self._connection.execute(
            insert(peer).values(device=device, office=office, at=at, have="\n".join(have))
        )

    def add_roster(self, version: int, content: str, signature: bytes) -> None:
        """Keep a newer roster."""
        self._connection.execute(
            insert(schema.roster).values(version=version, content=content, signature=signature)
        )

    def digest_of(self, segment_ids: Collection[str]) -> str:
        """Digest of the fold of some segments only.

        Owners whose records are touched by none of the other segments count by their tally; the records of the
        rest are folded again from these segments alone.
        """
        segment, touch, tally, current = schema.segment.c, schema.touch.c, schema.tally.c, schema.current.c
        numbers: dict[str, int] = dict(self._connection.execute(select(segment.id, segment.no)).all())
        wanted = {numbers[one] for one in segment_ids}
        touched: dict[str, set[int]] = {}
        for owner, number in self._connection.execute(select(touch.owner, touch.segment_no)):
            touched.setdefault(owner, set()).add(number)
        tallies: dict[str, str] = dict(self._connection.execute(select(tally.owner, tally.weight)).all())
        total = 0
        for owner, by in touched.items():
            if by <= wanted:
                total += int(tallies[owner], 16)
            elif by & wanted:
                records = self._connection.execute(select(current.id).where(current.owner == owner)).scalars()
                total += self._weight_of(list(records), wanted)
        return digest_text(total, SCHEMA)

    def _weight_of(self, records: Collection[str], segment_nos: Collection[int]) -> int:
        found = caches.entries_of(self._connection, records)
        segments = segment_of_place(
            self._connection, [entry.place for some in found.values() for entry in some]
        )
        return sum(
            fold_record(record, [one for one in some if segments[one.place] in segment_nos]).weight
            for record, some in found.items()
        )

    def rebuild(self) -> None:
        """Recompute every cache from the journal."""
        caches.clear(self._connection)
        batch: dict[str, list[Added]] = {}
        size = 0
        for record, one in all_changes(self._connection):
            batch.setdefault(record, []).append(one)
            size += 1
            if size >= _REBUILD_BATCH:
                caches.apply(self._connection, batch)
                batch, size = {}, 0
        caches.apply(self._connection, batch)

    def caches_are_true(self) -> bool:
        """Whether every cache equals a fresh fold, record by record and by the general way."""
        touch = schema.touch.c
        journal: dict[str, list[Added]] = {}
        touched: set[tuple[str, int]] = set()
        for record, one in all_changes(self._connection):
            journal.setdefault(record, []).append(one)
            touched.add((parse_record_id(record).owner, one.segment_no))
        tallies: dict[str, int] = {}
        rows = 0
        for row in self._connection.execute(select(schema.current)):
            rows += 1
            entries = {one.place: one.entry for one in journal.get(row.id, ())}
            places = caches.places_in(row.places)
            if set(places) != entries.keys():
                return False
            state = fold_record(row.id, entries.values())
            tallies[row.owner] = (tallies.get(row.owner, 0) + state.weight) % DIGEST_MODULUS
            parsed = parse_record_id(row.id)
            if (row.owner, row.fy) != (parsed.owner, parsed.fy or 0):
                return False
            content = caches.row_content(state, places)
            if (row.cells, row.flags, row.places, row.origin) != content:
                return False
        kept = {
            owner: int(weight, 16)
            for owner, weight in self._connection.execute(select(schema.tally.c.owner, schema.tally.c.weight))
        }
        touches = {
            (owner, number)
            for owner, number in self._connection.execute(select(touch.owner, touch.segment_no))
        }
        return rows == len(journal) and kept == tallies and touches == touched
