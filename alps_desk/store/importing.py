"""Taking segments into the store, inside one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from alps_desk.domain.fold import Entry, digest_text, fold_record
from alps_desk.domain.journal import Change, Segment
from alps_desk.domain.records import SCHEMA
from alps_desk.store import caches, schema
from alps_desk.store.journal_rows import (
    SPAN,
    all_entries,
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

    def take(self, proved: Iterable[tuple[Segment, str, Sequence[Change]]], import_no: int) -> Taken:
        """Add segments that verified.

        Args:
            proved: segment, office of its signer, its changes. Segments already known are skipped.
            import_no: number of the import they come with, 1 or more.
        """
        known = self.segment_ids()
        new = [one for one in proved if one[0].id not in known]
        next_no = int(read_meta(self._connection, "next_segment", "1"))
        write_meta(self._connection, "next_segment", str(next_no + len(new)))
        added: dict[str, list[tuple[Entry, int]]] = {}
        rows = []
        for segment_no, (segment, office, changes) in enumerate(new, start=next_no):
            rows.append(
                (segment_no, segment.id, segment.device, office, segment.prev, segment.count, segment.header,
                 segment.signature, import_no, "\n".join(segment.lines))
            )  # fmt: skip
            for position, change in enumerate(changes):
                entry = Entry(change, office, segment.device, segment_no * SPAN + position)
                added.setdefault(change.record, []).append((entry, segment_no))
        insert_rows(self._connection, schema.segment, _SEGMENT_COLUMNS, rows)
        self._go_on_from([segment for segment, _, _ in new])
        outcome = caches.apply(self._connection, added)
        changes_taken = sum(segment.count for segment, _, _ in new)
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
        batch: dict[str, list[tuple[Entry, int]]] = {}
        size = 0
        for segment_no, entry in all_entries(self._connection):
            batch.setdefault(entry.change.record, []).append((entry, segment_no))
            size += 1
            if size >= _REBUILD_BATCH:
                caches.apply(self._connection, batch)
                batch, size = {}, 0
        caches.apply(self._connection, batch)

    def cache_content(self) -> list[tuple[Any, ...]]:
        """Everything the caches hold, comparable: row numbers and the order of places are nobody's business."""
        current = schema.current.c
        found: list[tuple[Any, ...]] = [
            (identifier, owner, fy, cells, flags, sorted(places.split()), origin)
            for identifier, owner, fy, cells, flags, places, origin in self._connection.execute(
                select(current.id, current.owner, current.fy, current.cells, current.flags, current.places,
                       current.origin)
            )
        ]  # fmt: skip
        found += [tuple(row) for row in self._connection.execute(select(schema.touch))]
        found += [
            (owner, weight)
            for owner, weight in self._connection.execute(select(schema.tally.c.owner, schema.tally.c.weight))
        ]
        return sorted(found, key=repr)
