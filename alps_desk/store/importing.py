"""Taking segments into the store, inside one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from alps_desk.domain.fold import DIGEST_MODULUS, Entry, RecordState, digest_text, fold_record
from alps_desk.domain.journal import Change, Segment
from alps_desk.domain.records import SCHEMA
from alps_desk.store import caches, schema
from alps_desk.store.caches import read_meta, write_meta
from alps_desk.store.rows import ImportRow, Taken


class Session:
    """The writing side of one import, all of it in one transaction."""

    def __init__(self, connection: Connection, own: tuple[str, str]) -> None:
        self._connection = connection
        self._own = own

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
            import_no: number of the import they come with.
        """
        known = self.segment_ids()
        new = [one for one in proved if one[0].id not in known]
        ids = [change.record for _, _, changes in new for change in changes]
        numbers, fresh = caches.intern_records(self._connection, ids)
        stale = [number for one, number in numbers.items() if one not in fresh]
        before = caches.entries_of(self._connection, stale, self._own)
        after = {number: list(before.get(number, ())) for number in numbers.values()}
        next_no = int(read_meta(self._connection, "next_segment", "1"))
        for segment_no, (segment, office, changes) in enumerate(new, start=next_no):
            self._connection.execute(
                insert(schema.segment).values(
                    no=segment_no, id=segment.id, device=segment.device, office=office, prev=segment.prev,
                    count=segment.count, header=segment.header, signature=segment.signature,
                    import_no=import_no,
                )
            )  # fmt: skip
            rows = [(numbers[change.record], change.line) for change in changes]
            places = caches.add_changes(self._connection, segment_no, rows)
            for change, place in zip(changes, places, strict=True):
                after[numbers[change.record]].append(Entry(change, office, segment.device, place))
            if segment.device == self._own[1] and segment.prev == (
                read_meta(self._connection, "last_segment") or None
            ):
                # Our own segment came back to a restored PC: the chain goes on from it.
                write_meta(self._connection, "last_segment", segment.id)
        write_meta(self._connection, "next_segment", str(next_no + len(new)))
        counts = _Counts()
        written = {
            (change.record, name) for _, _, changes in new for change in changes for name in change.values
        }
        for old, state in caches.refold(self._connection, numbers, fresh, before, after):
            counts.add(old, state, written)
        return Taken(
            len(new), len(ids), counts.new, counts.changed, counts.same, counts.conflicts, tuple(numbers)
        )

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
        """Digest of the fold of some segments only."""
        change, segment, record = schema.change.c, schema.segment.c, schema.record.c
        numbers: dict[str, int] = dict(self._connection.execute(select(segment.id, segment.no)).all())
        wanted = {numbers[one] for one in segment_ids}
        touched: dict[int, str] = {}
        for some in caches.chunks(wanted):
            touched.update(
                self._connection.execute(
                    select(record.no, record.id)
                    .select_from(schema.change.join(schema.record, record.no == change.record_no))
                    .where(change.segment_no.in_(some))
                    .distinct()
                ).all()
            )
        total = 0
        for nos in caches.chunks(touched):
            entries = caches.entries_of(self._connection, nos, self._own, wanted)
            total += sum(fold_record(touched[no], some).weight for no, some in entries.items())
        return digest_text(total, SCHEMA)

    def rebuild(self) -> None:
        """Recompute every cache from the journal."""
        record = schema.record.c
        for table in (schema.cell, schema.head, schema.mark):
            self._connection.execute(delete(table))
        ids: dict[int, str] = dict(self._connection.execute(select(record.no, record.id)).all())
        total = 0
        for some in caches.chunks(ids):
            entries = caches.entries_of(self._connection, some, self._own)
            states = [(no, fold_record(ids[no], entries.get(no, ()))) for no in some]
            total += sum(state.weight for _, state in states)
            caches.write_caches(self._connection, states)
        write_meta(self._connection, "digest", f"{total % DIGEST_MODULUS:x}")

    def cache_content(self) -> list[tuple[Any, ...]]:
        """Everything the caches hold, comparable."""
        found: list[tuple[Any, ...]] = [("digest", read_meta(self._connection, "digest", "0"))]
        for table in (schema.cell, schema.head, schema.mark):
            found += sorted((table.name, *map(repr, row)) for row in self._connection.execute(select(table)))
        return found


class _Counts:
    """What an import did to what is shown."""

    def __init__(self) -> None:
        self.new = self.changed = self.same = self.conflicts = 0

    def add(self, old: RecordState | None, new: RecordState, written: set[tuple[str, str]]) -> None:
        before = old.fields if old else {}
        for name, field in new.fields.items():
            earlier = before.get(name)
            if field.conflict and not (earlier and earlier.conflict):
                self.conflicts += 1
            if (new.record, name) not in written:
                continue
            if earlier is None:
                self.new += 1
            elif (type(earlier.value), earlier.value) != (type(field.value), field.value):
                self.changed += 1
            else:
                self.same += 1
        if new.deletion_conflict and not (old and old.deletion_conflict):
            self.conflicts += 1
        if new.deleted and not (old and old.deleted):
            self.changed += 1
