"""The store: append changes, take segments, answer a few questions.

Promise: every write is one transaction that appends to the journal, refolds what was touched and updates the
caches; there is no second door. A local save is the merge of one's own change: saving, merging and rebuilding
share :func:`caches.refold` and ``fold``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import DatabaseError

from alps_desk.domain.fold import Entry, RecordState, digest_text, fold_record
from alps_desk.domain.journal import Change, Segment, parse_change
from alps_desk.domain.records import DELETED, SCHEMA
from alps_desk.domain.roster import Roster, parse_roster
from alps_desk.store import caches, database, schema
from alps_desk.store.caches import read_meta, write_meta
from alps_desk.store.importing import Session
from alps_desk.store.rows import (
    CONFLICT,
    DELETION_CONFLICT,
    ON_BEHALF,
    CellRow,
    ConflictRow,
    ExportRow,
    HistoryRow,
    Identity,
    ImportRow,
)
from alps_desk.store.rows import DELETED as MARK_DELETED

SEGMENT_LIMIT = 5_000
"""Changes in one segment (``bundle.csv_form.MAX_SEGMENT``)."""


class Store:
    """One office's data on a local disk.

    Frozen values cross this door; sessions stay inside.
    """

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self.path = path

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open or make a store, bringing it to the newest revision.

        Raises:
            StoreUnavailable, StoreTooNew: with a code that says what to do.
        """
        database.refuse_network_place(path)
        database.check_file(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = database.open_engine(path)
        try:
            database.migrate(engine, path)
        except DatabaseError as error:
            raise database.translated(error, path) or error from error
        return cls(engine, path)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except DatabaseError as error:
            raise database.translated(error, self.path) or error from error

    @contextmanager
    def _writing(self, *, keep: bool = True) -> Iterator[Connection]:
        """One transaction; with ``keep=False`` everything done in it is undone at the end (dry run)."""
        try:
            with self._engine.connect().execution_options(**database.WRITING) as connection:
                transaction = connection.begin()
                try:
                    yield connection
                except BaseException:
                    transaction.rollback()
                    raise
                if keep:
                    transaction.commit()
                else:
                    transaction.rollback()
        except DatabaseError as error:
            raise database.translated(error, self.path) or error from error

    # --- whose store -----------------------------------------------------------------------------------------

    def identity(self) -> Identity | None:
        """Whose store this is, None before set-up."""
        with self._reading() as connection:
            office = read_meta(connection, "office")
            if not office:
                return None
            return Identity(
                office,
                read_meta(connection, "device"),
                read_meta(connection, "section"),
                read_meta(connection, "person"),
                json.loads(read_meta(connection, "settings", "{}")),
            )

    def set_identity(self, identity: Identity) -> None:
        """Say whose store this is."""
        with self._writing() as connection:
            for key in ("office", "device", "section", "person"):
                write_meta(connection, key, getattr(identity, key))
            write_meta(connection, "settings", json.dumps(dict(identity.settings), ensure_ascii=False))

    def _own(self, connection: Connection) -> tuple[str, str]:
        return read_meta(connection, "office"), read_meta(connection, "device")

    # --- writing ---------------------------------------------------------------------------------------------

    def append(self, changes: Sequence[Change], *, keep: bool = True) -> list[RecordState]:
        """Save changes made on this PC, all or none.

        Args:
            keep: False = dry run: the same code path, undone at the end.

        Returns:
            The new state of each touched record, in order of first appearance.
        """
        if not changes:
            return []
        with self._writing(keep=keep) as connection:
            own = self._own(connection)
            numbers, fresh = caches.intern_records(connection, [change.record for change in changes])
            before = caches.entries_of(
                connection, [no for one, no in numbers.items() if one not in fresh], own
            )
            after = {number: list(before.get(number, ())) for number in numbers.values()}
            for segment_no, some in self._open_segments(connection, changes):
                rows = [(numbers[change.record], change.line) for change in some]
                places = caches.add_changes(connection, segment_no, rows)
                for change, place in zip(some, places, strict=True):
                    after[numbers[change.record]].append(Entry(change, *own, place))
            return [new for _, new in caches.refold(connection, numbers, fresh, before, after)]

    def _open_segments(
        self, connection: Connection, changes: Sequence[Change]
    ) -> Iterator[tuple[int, Sequence[Change]]]:
        """Deal changes out to segments that are not sealed yet, opening new ones as they fill."""
        unsealed: list[int] = json.loads(read_meta(connection, "open_segments", "[]"))
        free = 0
        if unsealed:
            change = schema.change.c
            used = connection.execute(
                select(func.count()).select_from(schema.change).where(change.segment_no == unsealed[-1])
            ).scalar_one()
            free = SEGMENT_LIMIT - used
        at = 0
        while at < len(changes):
            if free <= 0:
                number = int(read_meta(connection, "next_segment", "1"))
                write_meta(connection, "next_segment", str(number + 1))
                unsealed.append(number)
                write_meta(connection, "open_segments", json.dumps(unsealed))
                free = SEGMENT_LIMIT
            some = changes[at : at + free]
            yield unsealed[-1], some
            at += len(some)
            free -= len(some)

    def seal(self, make: Callable[[Sequence[str], str | None], Segment]) -> int:
        """Seal every unsealed change; number of segments sealed.

        Args:
            make: lines and id of this device's segment before → the signed segment.
        """
        with self._writing() as connection:
            office, device = self._own(connection)
            unsealed: list[int] = json.loads(read_meta(connection, "open_segments", "[]"))
            prev = read_meta(connection, "last_segment") or None
            change = schema.change.c
            for number in unsealed:
                lines = list(
                    connection.execute(
                        select(change.line).where(change.segment_no == number).order_by(change.no)
                    ).scalars()
                )
                segment = make(lines, prev)
                prev = segment.id
                connection.execute(
                    insert(schema.segment).values(
                        no=number, id=segment.id, device=device, office=office, prev=segment.prev,
                        count=segment.count, header=segment.header, signature=segment.signature, import_no=0,
                    )
                )  # fmt: skip
            write_meta(connection, "open_segments", "[]")
            write_meta(connection, "last_segment", prev or "")
            return len(unsealed)

    @contextmanager
    def importing(self, *, keep: bool) -> Iterator[Session]:
        """One transaction in which files are taken; with ``keep=False`` (dry run) it is undone at the end."""
        with self._writing(keep=keep) as connection:
            yield Session(connection, self._own(connection))

    def rebuild(self) -> None:
        """Recompute every cache from the journal."""
        with self._writing() as connection:
            Session(connection, self._own(connection)).rebuild()

    def caches_are_true(self) -> bool:
        """Whether the caches equal a fresh fold."""
        with self._writing(keep=False) as connection:
            session = Session(connection, self._own(connection))
            before = session.cache_content()
            session.rebuild()
            return before == session.cache_content()

    # --- questions -------------------------------------------------------------------------------------------

    def cells(
        self,
        types: Collection[str] = (),
        *,
        owner: str = "",
        fy: int | None = None,
        records: Collection[str] | None = None,
    ) -> list[CellRow]:
        """Current values, ordered by record id and field.

        Args:
            types: record types, empty = all.
            owner: only records of this office.
            fy: only records of this fiscal year (records without one are left out).
            records: only these records.
        """
        cell, record, mark = schema.cell.c, schema.record.c, schema.mark.c
        wanted = select(
            record.id, cell.field, cell.kind, cell.int_value, cell.text_value, cell.flags, cell.change_no
        ).select_from(
            schema.cell.join(schema.record, cell.record_no == record.no).outerjoin(
                schema.mark, mark.record_no == record.no
            )
        )
        wanted = wanted.where((mark.flags.is_(None)) | (mark.flags.bitwise_and(MARK_DELETED) == 0))
        if types:
            wanted = wanted.where(record.type.in_(list(types)))
        if owner:
            wanted = wanted.where(record.owner == owner)
        if fy is not None:
            wanted = wanted.where(record.fy == fy)
        rows = []
        with self._reading() as connection:
            parts: Iterable[Collection[str] | None] = (
                [None] if records is None else caches.chunks(list(dict.fromkeys(records)))
            )
            for some in parts:
                query = wanted if some is None else wanted.where(record.id.in_(some))
                rows += [
                    CellRow(
                        identifier, field, caches.cell_value(kind, integer, text),
                        bool(flags & CONFLICT), bool(flags & ON_BEHALF), change_no,
                    )
                    for identifier, field, kind, integer, text, flags, change_no in connection.execute(query)
                ]  # fmt: skip
        rows.sort(key=lambda row: (row.record, row.field))
        return rows

    def state(self, record: str) -> RecordState:
        """One record, folded from its changes; without fields when nothing is known of it."""
        with self._reading() as connection:
            numbers = caches.record_numbers(connection, [record])
            entries = caches.entries_of(connection, numbers.values(), self._own(connection))
            return fold_record(record, next(iter(entries.values()), ()))

    def states(self, records: Collection[str]) -> dict[str, RecordState]:
        """Many records, folded from their changes, by id."""
        with self._reading() as connection:
            numbers = caches.record_numbers(connection, records)
            entries = caches.entries_of(connection, numbers.values(), self._own(connection))
        return {
            one: fold_record(one, entries.get(numbers[one], ()) if one in numbers else ())
            for one in dict.fromkeys(records)
        }

    def changes_at(self, numbers: Collection[int]) -> dict[int, Entry]:
        """Changes by row number."""
        change, segment = schema.change.c, schema.segment.c
        found = {}
        with self._reading() as connection:
            own = self._own(connection)
            for some in caches.chunks(list(set(numbers))):
                for no, line, office, device in connection.execute(
                    select(change.no, change.line, segment.office, segment.device)
                    .select_from(schema.change.outerjoin(schema.segment, change.segment_no == segment.no))
                    .where(change.no.in_(some))
                ):
                    found[no] = Entry(parse_change(line), office or own[0], device or own[1], no)
        return found

    def history(self, record: str) -> list[HistoryRow]:
        """Every change of a record in order of arrival."""
        change, segment, taken = schema.change.c, schema.segment.c, schema.imports.c
        with self._reading() as connection:
            own = self._own(connection)
            numbers = caches.record_numbers(connection, [record])
            rows = connection.execute(
                select(
                    change.no, change.line, segment.no, segment.office, segment.device,
                    taken.file, taken.taken_at,
                )
                .select_from(
                    schema.change.outerjoin(schema.segment, change.segment_no == segment.no).outerjoin(
                        schema.imports, segment.import_no == taken.no
                    )
                )
                .where(change.record_no == numbers.get(record, 0))
                .order_by(change.no)
            ).all()  # fmt: skip
        return [
            HistoryRow(
                Entry(parse_change(line), office or own[0], device or own[1], no),
                file or "", taken_at or "", sealed is not None,
            )
            for no, line, sealed, office, device, file, taken_at in rows
        ]  # fmt: skip

    def conflicts(self) -> list[ConflictRow]:
        """Everything that waits for a decision, ordered by record id and field."""
        record, mark, head = schema.record.c, schema.mark.c, schema.head.c
        with self._reading() as connection:
            numbers = dict(
                connection.execute(
                    select(record.no, record.id)
                    .select_from(schema.head.join(schema.record, record.no == head.record_no))
                    .distinct()
                ).all()
            )
            numbers |= dict(
                connection.execute(
                    select(record.no, record.id)
                    .select_from(schema.mark.join(schema.record, record.no == mark.record_no))
                    .where(mark.flags.bitwise_and(DELETION_CONFLICT) != 0)
                ).all()
            )
            entries = caches.entries_of(connection, numbers, self._own(connection))
        rows = []
        for number, identifier in numbers.items():
            state = fold_record(identifier, entries[number])
            rows += [
                ConflictRow(identifier, name, field.heads, field.shown.change.id)
                for name, field in state.fields.items()
                if field.conflict
            ]
            if state.deletion_conflict:
                latest = max(state.deletion_heads, key=lambda entry: entry.change.id)
                rows.append(ConflictRow(identifier, DELETED, state.deletion_heads, latest.change.id))
        rows.sort(key=lambda row: (row.record, row.field))
        return rows

    def unsealed_records(self) -> set[tuple[str, str]]:
        """(record, field) pairs changed on this PC and not exported yet."""
        change, record = schema.change.c, schema.record.c
        with self._reading() as connection:
            unsealed: list[int] = json.loads(read_meta(connection, "open_segments", "[]"))
            lines = connection.execute(
                select(record.id, change.line)
                .select_from(schema.change.join(schema.record, record.no == change.record_no))
                .where(change.segment_no.in_(unsealed))
            ).all()
        return {(identifier, field) for identifier, line in lines for field in parse_change(line).values}

    def counts(self) -> dict[str, int]:
        """How many changes, segments, unsealed changes and conflicts there are."""
        with self._reading() as connection:
            unsealed: list[int] = json.loads(read_meta(connection, "open_segments", "[]"))
            change = schema.change.c

            def count(table: str) -> int:
                return int(
                    connection.execute(
                        select(func.count()).select_from(schema.metadata.tables[table])
                    ).scalar_one()
                )

            waiting = connection.execute(
                select(func.count()).select_from(schema.change).where(change.segment_no.in_(unsealed))
            ).scalar_one()
            return {
                "changes": count("change"),
                "segments": count("segment"),
                "records": count("record"),
                "unsealed": int(waiting),
            }

    def digest(self) -> str:
        """Hash of everything shown."""
        with self._reading() as connection:
            return digest_text(int(read_meta(connection, "digest", "0"), 16), SCHEMA)

    # --- exchange --------------------------------------------------------------------------------------------

    def segment_ids(self) -> dict[str, str | None]:
        """Id of every segment → id of the one before it, in order of arrival."""
        segment = schema.segment.c
        with self._reading() as connection:
            return dict(connection.execute(select(segment.id, segment.prev).order_by(segment.no)).all())

    def segments(self, wanted: Collection[str]) -> Iterator[Segment]:
        """Segments by id with their lines, in order of arrival."""
        segment, change = schema.segment.c, schema.change.c
        with self._reading() as connection:
            rows = connection.execute(
                select(segment.no, segment.id, segment.device, segment.prev, segment.count, segment.header,
                       segment.signature).order_by(segment.no)
            ).all()  # fmt: skip
            for no, identifier, device, prev, count, header, signature in rows:
                if identifier in wanted:
                    lines = connection.execute(
                        select(change.line).where(change.segment_no == no).order_by(change.no)
                    ).scalars()
                    number = int(json.loads(header)["schema"])
                    yield Segment(identifier, header, device, prev, count, number, tuple(lines), signature)

    def peers(self) -> dict[str, tuple[str, str, tuple[str, ...]]]:
        """Device → its office, time and latest claim of what it holds (heads)."""
        peer = schema.peer.c
        with self._reading() as connection:
            return {
                device: (office, at, tuple(have.split()))
                for device, office, at, have in connection.execute(
                    select(peer.device, peer.office, peer.at, peer.have)
                )
            }

    def log_export(self, row: ExportRow) -> None:
        """Note that a file was written."""
        with self._writing() as connection:
            connection.execute(
                insert(schema.export).values(
                    at=row.at, file=row.file, sha256=row.sha256, changes=row.changes,
                    segments="\n".join(row.segments),
                )
            )  # fmt: skip

    def exports(self) -> list[ExportRow]:
        """Files written, oldest first."""
        with self._reading() as connection:
            return [
                ExportRow(row.no, row.at, row.file, row.sha256, row.changes, tuple(row.segments.split()))
                for row in connection.execute(select(schema.export).order_by(schema.export.c.no))
            ]

    def imports(self) -> list[ImportRow]:
        """Files taken, oldest first."""
        with self._reading() as connection:
            return [
                ImportRow(**row._mapping)
                for row in connection.execute(select(schema.imports).order_by(schema.imports.c.no))
            ]

    def roster(self) -> tuple[Roster, str, bytes] | None:
        """The roster now held, its exact text and its signature."""
        table = schema.roster.c
        with self._reading() as connection:
            row = connection.execute(
                select(table.content, table.signature).order_by(table.version.desc()).limit(1)
            ).first()
        return None if row is None else (parse_roster(row.content), row.content, row.signature)

    def add_roster(self, version: int, content: str, signature: bytes) -> None:
        """Keep a newer roster."""
        with self._writing() as connection:
            Session(connection, self._own(connection)).add_roster(version, content, signature)


def closure(heads: Iterable[str], prevs: Mapping[str, str | None]) -> set[str]:
    """Segments that are these or come before them, as far as they are known."""
    found: set[str] = set()
    for head in heads:
        at: str | None = head
        while at is not None and at in prevs and at not in found:
            found.add(at)
            at = prevs[at]
    return found


def complete_heads(prevs: Mapping[str, str | None]) -> list[str]:
    """Heads of the chains that are complete back to their first segment, sorted."""
    complete: dict[str, bool] = {}
    for start in prevs:
        chain = []
        at: str | None = start
        while at is not None and at in prevs and at not in complete:
            chain.append(at)
            at = prevs[at]
        whole = at is None or complete.get(at, False)
        for one in chain:
            complete[one] = whole
    followed = {prev for one, prev in prevs.items() if prev is not None and complete[one]}
    return sorted(one for one, whole in complete.items() if whole and one not in followed)
