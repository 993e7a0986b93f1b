"""The store: append changes, take segments, answer a few questions.

Promise: every write is one transaction that appends to the journal, refolds what was touched and updates the
caches; there is no second door. A local save is the merge of one's own change: saving, merging and rebuilding
share :func:`caches.refold` and ``fold``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select

from alps_desk.domain.arrivals import Added, plain_write
from alps_desk.domain.chains import closure, complete_heads, ends
from alps_desk.domain.fold import Entry, RecordState, digest_text, fold_record
from alps_desk.domain.journal import Change, Segment, parse_change
from alps_desk.domain.records import DELETED as DELETED_FIELD
from alps_desk.domain.records import SCHEMA, parse_record_id
from alps_desk.domain.roster import Roster, parse_roster
from alps_desk.store import caches, holding, journal_rows, knowing, schema
from alps_desk.store.copying import copy_between
from alps_desk.store.health import Health, examine
from alps_desk.store.importing import Session
from alps_desk.store.journal_rows import chunks, read_meta, write_meta
from alps_desk.store.knowing import Mark
from alps_desk.store.rows import (
    CONFLICT,
    DELETED,
    DELETION_CONFLICT,
    CellRow,
    ConflictRow,
    ExportRow,
    HistoryRow,
    Identity,
    ImportRow,
    OwnSegment,
    PeerRow,
)
from alps_desk.store.transactions import Transactions
from alps_desk.store.where import Database, DatabaseFile


class Store:
    """The data of an office, in a file of its PC or on a server.

    Frozen values cross this door; sessions stay inside.
    """

    def __init__(self, where: Database) -> None:
        self._database = where
        self._transactions = Transactions(where)

    @classmethod
    def open(cls, where: Path | Database) -> Store:
        """Open or make a store, bringing it to the newest revision.

        Args:
            where: a database file, or the database.

        Raises:
            StoreUnavailable, StoreTooNew: with a code that says what to do.
        """
        store = cls(DatabaseFile(where) if isinstance(where, Path) else where)
        try:
            with store._transactions.told():
                store._database.prepare()
            store.changed_elsewhere()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    @contextmanager
    def new(cls, where: Database) -> Iterator[Store]:
        """A new store that takes its place whole at the end of the block, or is forgotten.

        Raises:
            StoreUnavailable: there is one already, or it cannot be made.
        """
        try:
            with cls(where)._transactions.told(), where.new() as part:
                yield cls(part)
        except BaseException:
            where.close()
            raise

    @property
    def path(self) -> Path:
        """The database file; a store on a server has none."""
        assert isinstance(self._database, DatabaseFile)
        return self._database.path

    def close(self) -> None:
        """Let go of the file or server."""
        self._database.close()

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._transactions.reading()

    def _writing(self, *, keep: bool = True) -> AbstractContextManager[Connection]:
        return self._transactions.writing(keep=keep)

    # --- who else is here ------------------------------------------------------------------------------------

    def stamp(self) -> int:
        """A number that grows with every transaction that changed anything, by whomever; one look at one row."""
        return self._transactions.stamp()

    def changed_elsewhere(self) -> bool:
        """Whether somebody else has changed the store since this was asked last, or since it was opened."""
        return self._transactions.changed_elsewhere()

    def only_importer(self) -> AbstractContextManager[None]:
        """A block that takes files, preparations included; refused while somebody else is in one.

        Raises:
            StoreUnavailable: ``import_running``.
        """
        return self._database.only_importer()

    def backup(self, target: Path) -> None:
        """Write everything into a database file, open and check it, then give it its name.

        Raises:
            StoreUnavailable: it did not verify or cannot be written.
        """
        with self._transactions.told():
            self._database.backup(target)

    def copy_into(self, other: Store) -> bool:
        """Fill an empty store with everything; whether it was the same when it was read again."""
        with self._transactions.told(), other._transactions.told():
            return copy_between(self._database, other._database)

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
        states: list[RecordState] = []
        with self._writing(keep=keep) as connection:
            own = journal_rows.own_device(connection)
            places = journal_rows.add_drafts(connection, [change.line for change in changes])
            added: dict[str, list[Added]] = {}
            for change, (place, segment_no) in zip(changes, places, strict=True):
                plain = plain_write(change, own[0])
                fy = parse_record_id(change.record).fy or 0
                added.setdefault(change.record, []).append(
                    Added(place, segment_no, change.line, change.id, *own, plain, len(change.values), fy)
                )
            caches.apply(connection, added, states)
        return states

    def seal(self, make: Callable[[Sequence[str], str | None], Segment]) -> int:
        """Seal every unsealed change; number of segments sealed.

        Args:
            make: lines and id of this device's segment before → the signed segment.
        """
        with self._writing() as connection:
            office, device = journal_rows.own_device(connection)
            unsealed = journal_rows.open_segments(connection)
            prev = read_meta(connection, "last_segment") or None
            for number in unsealed:
                lines = journal_rows.draft_lines(connection, number)
                segment = make(lines, prev)
                prev = segment.id
                connection.execute(
                    insert(schema.segment).values(
                        no=number, id=segment.id, device=device, office=office, prev=segment.prev,
                        count=segment.count, header=segment.header, signature=segment.signature, import_no=0,
                        body="\n".join(lines),
                    )
                )  # fmt: skip
            write_meta(connection, "open_segments", "[]")
            write_meta(connection, "last_segment", prev or "")
            return len(unsealed)

    @contextmanager
    def importing(self, *, keep: bool) -> Iterator[Session]:
        """One transaction in which files are taken; with ``keep=False`` (dry run) it is undone at the end."""
        with self._writing(keep=keep) as connection:
            yield Session(connection)

    def rebuild(self) -> None:
        """Recompute every cache from the journal."""
        with self._writing() as connection:
            Session(connection).rebuild()

    def caches_are_true(self) -> bool:
        """Whether the caches equal a fresh fold."""
        with self._reading() as connection:
            return Session(connection).caches_are_true()

    def health(self) -> Health:
        """Whether the file and the journal are sound."""
        with self._reading() as connection:
            return examine(connection)

    # --- questions -------------------------------------------------------------------------------------------

    def cells(
        self,
        types: Collection[str] = (),
        *,
        owner: str = "",
        fy: int | None = None,
        records: Collection[str] | None = None,
    ) -> list[CellRow]:
        """Current values, ordered by record id and field; deleted records are left out.

        Args:
            types: record types, empty = all.
            owner: only records of this office.
            fy: only records of this fiscal year (records without one are left out).
            records: only these records.
        """
        table = schema.current.c
        wanted = select(table.id, table.cells, table.places, table.origin).where(
            table.flags.bitwise_and(DELETED) == 0
        )
        if types:
            # Ids begin with the type: a range of the index, compared by bytes; ";" follows ":".
            wanted = wanted.where(
                or_(*((table.id >= f"{name}:{owner}") & (table.id < f"{name};") for name in types))
            )
        if owner:
            wanted = wanted.where(table.owner == owner)
        if fy is not None:
            wanted = wanted.where(table.fy == fy)
        rows: list[CellRow] = []
        with self._reading() as connection:
            parts: Iterable[Collection[str] | None] = (
                [None] if records is None else chunks(list(dict.fromkeys(records)))
            )
            for some in parts:
                query = wanted if some is None else wanted.where(table.id.in_(some))
                for row in connection.execute(query):
                    rows += caches.cells_of(*row)
        rows.sort(key=lambda row: (row.record, row.field))
        return rows

    def state(self, record: str) -> RecordState:
        """One record, folded from its changes; without fields when nothing is known of it."""
        return self.states([record])[record]

    def states(self, records: Collection[str]) -> dict[str, RecordState]:
        """Many records, folded from their changes, by id."""
        with self._reading() as connection:
            entries = caches.entries_of(connection, records)
        return {one: fold_record(one, entries.get(one, ())) for one in dict.fromkeys(records)}

    def entries(self, records: Collection[str]) -> dict[str, list[Entry]]:
        """Every change of some records, in order of arrival; records nothing is known of are missing."""
        with self._reading() as connection:
            return caches.entries_of(connection, records)

    def changes_at(self, places: Collection[int]) -> dict[int, Entry]:
        """Changes by place."""
        with self._reading() as connection:
            return journal_rows.entries_at(connection, set(places))

    def history(self, record: str) -> list[HistoryRow]:
        """Every change of a record in order of arrival; one that arrived twice, as it came first.

        What is set aside stands last and is marked.
        """
        segment, taken = schema.segment.c, schema.imports.c
        with self._reading() as connection:
            known = caches.entries_of(connection, [record]).get(record, [])
            first: dict[str, Entry] = {}
            for entry in known:
                first.setdefault(entry.change.id, entry)
            entries = list(first.values())
            aside = holding.entries_in(connection, holding.aside(connection, holding.SHOWN)).get(record, [])
            left_out = [entry for entry in aside if entry.change.id not in first]
            numbers = journal_rows.segment_of_place(
                connection, [entry.place for entry in (*entries, *left_out)]
            )
            came: dict[int, tuple[str, str]] = {}
            for some in chunks(set(numbers.values())):
                for no, file, taken_at in connection.execute(
                    select(segment.no, taken.file, taken.taken_at)
                    .select_from(schema.segment.outerjoin(schema.imports, segment.import_no == taken.no))
                    .where(segment.no.in_(some))
                ):
                    came[no] = (file or "", taken_at or "")

        def row(entry: Entry, *, held: bool) -> HistoryRow:
            number = numbers[entry.place]
            return HistoryRow(entry, *came.get(number, ("", "")), number in came, held)

        return [row(one, held=False) for one in entries] + [row(one, held=True) for one in left_out]

    def conflicts(self) -> list[ConflictRow]:
        """Everything that waits for a decision, ordered by record id and field."""
        table = schema.current.c
        with self._reading() as connection:
            records = list(
                connection.execute(
                    select(table.id).where(
                        table.flags != 0, table.flags.bitwise_and(CONFLICT + DELETION_CONFLICT) != 0
                    )
                ).scalars()
            )
            entries = caches.entries_of(connection, records)
        rows = []
        for record, some in entries.items():
            state = fold_record(record, some)
            rows += [
                ConflictRow(record, name, field.heads, field.shown.change.id)
                for name, field in state.fields.items()
                if field.conflict
            ]
            if state.deletion_conflict:
                latest = max(state.deletion_heads, key=lambda entry: entry.change.id)
                rows.append(ConflictRow(record, DELETED_FIELD, state.deletion_heads, latest.change.id))
        rows.sort(key=lambda row: (row.record, row.field))
        return rows

    def unsealed_records(self) -> set[tuple[str, str]]:
        """(record, field) pairs changed on this PC and not exported yet."""
        with self._reading() as connection:
            lines = [
                line
                for number in journal_rows.open_segments(connection)
                for line in journal_rows.draft_lines(connection, number)
            ]
        changes = [parse_change(line) for line in lines]
        return {(change.record, field) for change in changes for field in change.values}

    def counts(self) -> dict[str, int]:
        """How many changes, segments, records and unsealed changes there are."""
        draft, segment = schema.draft.c, schema.segment.c
        with self._reading() as connection:

            def one(query: Any) -> int:
                return int(connection.execute(query).scalar_one() or 0)

            unsealed = journal_rows.open_segments(connection)
            waiting = one(
                select(func.count()).select_from(schema.draft).where(draft.segment_no.in_(unsealed))
            )
            aside = schema.aside.c
            left_out = select(func.sum(segment.count)).select_from(
                schema.segment.join(schema.aside, aside.segment_no == segment.no)
            )
            # What was sealed again under a new key is one change, not two.
            twice = one(left_out.where(aside.kind == holding.REISSUED))
            return {
                "changes": one(select(func.sum(segment.count))) + waiting - twice,
                "held": one(left_out.where(aside.kind.in_(holding.SHOWN))),
                "segments": one(select(func.count()).select_from(schema.segment)),
                "records": one(select(func.count()).select_from(schema.current)),
                "unsealed": waiting,
            }

    def weight(self) -> int:
        """Sum of the weights of everything shown (``fold.RecordState.weight``)."""
        with self._reading() as connection:
            return caches.total_weight(connection)

    def digest(self) -> str:
        """Hash of everything shown."""
        return digest_text(self.weight(), SCHEMA)

    def heads_of(self, offices: Collection[str]) -> list[str]:
        """Heads of the complete chains of some offices' devices: what a statement says it knew."""
        with self._reading() as connection:
            return knowing.heads_of(connection, offices)

    def unknown_to(self, marks: Sequence[Mark], offices: Collection[str]) -> list[Entry]:
        """Changes signed by some offices that no writer of a mark knew, in order of arrival."""
        with self._reading() as connection:
            return knowing.unknown_to(connection, marks, offices)

    # --- exchange --------------------------------------------------------------------------------------------

    def segment_ids(self) -> dict[str, str | None]:
        """Id of every segment that may travel → id of the one before it, in order of arrival."""
        with self._reading() as connection:
            return self._travelling(connection)

    @staticmethod
    def _travelling(connection: Connection) -> dict[str, str | None]:
        segment = schema.segment.c
        never = holding.aside(connection, holding.NEVER_SENT)
        rows = connection.execute(select(segment.no, segment.id, segment.prev).order_by(segment.no))
        return {identifier: prev for no, identifier, prev in rows if no not in never}

    def held(self) -> list[str]:
        """Ids of the segments whose import was taken back, sorted."""
        segment, aside = schema.segment.c, schema.aside.c
        with self._reading() as connection:
            return list(
                connection.execute(
                    select(segment.id)
                    .select_from(schema.segment.join(schema.aside, aside.segment_no == segment.no))
                    .where(aside.kind == holding.IMPORT)
                    .order_by(segment.id)
                ).scalars()
            )

    def claim(self) -> tuple[dict[str, str | None], str]:
        """What this PC says it has, in one look: :meth:`segment_ids`, and the digest of its complete chains.

        What is set aside does not count in the digest.
        """
        with self._reading() as connection:
            prevs = self._travelling(connection)
            heads = complete_heads(prevs)
            if len(closure(heads, prevs)) == len(prevs) and not journal_rows.open_segments(connection):
                return prevs, digest_text(caches.total_weight(connection), SCHEMA)
            segment = schema.segment.c
            left_out = holding.aside(connection)
            rows = connection.execute(select(segment.no, segment.id))
            without = [identifier for no, identifier in rows if no in left_out]
            return prevs, Session(connection).digest_of(heads, without) or ""

    def segments(self, wanted: Collection[str]) -> Iterator[Segment]:
        """Segments by id with their lines, in order of arrival."""
        segment = schema.segment.c
        with self._reading() as connection:
            numbers = [
                no
                for no, identifier in connection.execute(select(segment.no, segment.id).order_by(segment.no))
                if identifier in wanted
            ]
            for number in numbers:
                identifier, header, device, prev, count, body, signature = connection.execute(
                    select(
                        segment.id, segment.header, segment.device, segment.prev, segment.count, segment.body,
                        segment.signature,
                    ).where(segment.no == number)
                ).one()  # fmt: skip
                written = int(json.loads(header)["schema"])
                lines = tuple(body.split("\n"))
                yield Segment(identifier, header, device, prev, count, written, lines, signature)

    def peers(self) -> dict[str, PeerRow]:
        """Device → its latest word on what it holds."""
        with self._reading() as connection:
            return {
                row.device: PeerRow(
                    row.device, row.office, row.at, row.import_no, tuple(row.have.split()),
                    tuple(row.held.split()), dict(line.split(" ", 1) for line in row.refused.split("\n") if line),
                )
                for row in connection.execute(select(schema.peer))
            }  # fmt: skip

    def refused(self) -> dict[str, str]:
        """Segments of files that were refused here and have not come in a better one → code of the reason."""
        refusal, segment = schema.refusal.c, schema.segment.c
        with self._reading() as connection:
            known = select(segment.id).where(segment.id == refusal.segment).exists()
            rows = connection.execute(
                select(refusal.segment, refusal.code).where(~known).order_by(refusal.segment)
            )
            return dict(rows.all())

    def segment_of(self, record: str, change: str) -> str | None:
        """Id of the sealed segment that a change of a record stands in; None if it is not sealed or not known."""
        segment = schema.segment.c
        with self._reading() as connection:
            entries = caches.entries_of(connection, [record]).get(record, [])
            place = next((one.place for one in entries if one.change.id == change), None)
            if place is None:
                return None
            number = journal_rows.segment_of_place(connection, [place])[place]
            return connection.execute(select(segment.id).where(segment.no == number)).scalar_one_or_none()

    def segments_of(self, device: str) -> dict[str, str | None]:
        """Segments of a device, but those that never travel: id → id of the one before it."""
        segment = schema.segment.c
        with self._reading() as connection:
            never = holding.aside(connection, holding.NEVER_SENT)
            rows = connection.execute(
                select(segment.no, segment.id, segment.prev).where(segment.device == device)
            )
            return {identifier: prev for no, identifier, prev in rows if no not in never}

    def ends_of(self, device: str) -> tuple[str, ...]:
        """The last segments of a device that were accepted here, one a branch."""
        return ends(self.segments_of(device))

    def device_tallies(self) -> dict[str, tuple[int, int, int]]:
        """Device → how many segments, changes and branches of it are here."""
        segment = schema.segment.c
        tallies: dict[str, tuple[int, int, int]] = {}
        prevs: dict[str, dict[str, str | None]] = {}
        with self._reading() as connection:
            for device, identifier, prev, count in connection.execute(
                select(segment.device, segment.id, segment.prev, segment.count)
            ):
                segments, changes, _ = tallies.get(device, (0, 0, 0))
                prevs.setdefault(device, {})[identifier] = prev
                tallies[device] = (segments + 1, changes + count, 0)
        return {
            device: (segments, changes, len(ends(prevs[device])))
            for device, (segments, changes, _) in tallies.items()
        }

    def renew_device(self, device: str, anew: Collection[str], at: str) -> None:
        """Go on under a new key.

        Args:
            device: id of the new key.
            anew: segments of the old key that nobody has taken: their changes are sealed anew, in the same order
                and before what is not sealed yet, and they themselves are set aside.
        """
        segment = schema.segment.c
        with self._writing() as connection:
            write_meta(connection, "device", device)
            write_meta(connection, "last_segment", "")
            rows = connection.execute(select(segment.no, segment.id).order_by(segment.no))
            numbers = [no for no, identifier in rows if identifier in anew]
            lines = [[kept[1] for kept in holding.lines_of(connection, one)] for one in numbers]
            holding.set_aside(connection, numbers, holding.REISSUED, at, "")
            added: dict[str, list[Added]] = {}
            own = journal_rows.own_device(connection)
            for place, segment_no, line in journal_rows.begin_again(connection, lines):
                record, one = journal_rows.added(line, *own, place, segment_no)
                added.setdefault(record, []).append(one)
            caches.apply(connection, added)

    def own_segments(self) -> list[OwnSegment]:
        """Segments that this PC made, oldest first, those not sealed last."""
        segment, draft = schema.segment.c, schema.draft.c
        with self._reading() as connection:
            _, device = journal_rows.own_device(connection)
            never = holding.aside(connection, holding.NEVER_SENT)
            rows = connection.execute(
                select(segment.no, segment.id, segment.count)
                .where(or_(segment.device == device, segment.import_no == 0))
                .order_by(segment.no)
            )
            found = [OwnSegment(identifier, count) for no, identifier, count in rows if no not in never]
            for number in journal_rows.open_segments(connection):
                count = select(func.count()).select_from(schema.draft).where(draft.segment_no == number)
                found.append(OwnSegment("", connection.execute(count).scalar_one()))
            return found

    def log_export(self, row: ExportRow) -> None:
        """Note that a file was written."""
        with self._writing() as connection:
            last: int | None = connection.execute(select(func.max(schema.export.c.no))).scalar_one()
            connection.execute(
                insert(schema.export).values(
                    no=(last or 0) + 1, at=row.at, file=row.file, sha256=row.sha256, changes=row.changes,
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
            segment, aside, taken = schema.segment.c, schema.aside.c, schema.imports.c
            brought = {
                no: (segments, changes, held)
                for no, segments, changes, held in connection.execute(
                    select(
                        segment.import_no, func.count(), func.sum(segment.count), func.count(aside.segment_no)
                    )
                    .select_from(schema.segment.outerjoin(schema.aside, aside.segment_no == segment.no))
                    .group_by(segment.import_no)
                )
            }
            rows = []
            for row in connection.execute(select(schema.imports).order_by(taken.no)):
                segments, changes, held = brought.get(row.no, (0, 0, 0))
                rows.append(ImportRow(**row._mapping, segments=segments, changes=int(changes), held=held))
            return rows

    def roster(self) -> tuple[Roster, str, bytes] | None:
        """The roster now held, its exact text and its signature."""
        table = schema.roster.c
        with self._reading() as connection:
            row = connection.execute(
                select(table.content, table.signature).order_by(table.version.desc()).limit(1)
            ).first()
        return None if row is None else (parse_roster(row.content), row.content, row.signature)

    def add_roster(self, version: int, content: str, signature: bytes, *, other_roots: bool = False) -> None:
        """Keep a newer roster."""
        with self._writing() as connection:
            Session(connection).add_roster(version, content, signature, other_roots=other_roots)

    def root_changes(self) -> list[tuple[str, bytes]]:
        """Text and signature of the rosters that replaced a root key, oldest first, without the one now held."""
        table = schema.roster.c
        with self._reading() as connection:
            versions = json.loads(read_meta(connection, "root_changes", "[]"))
            if not versions:
                return []
            latest = connection.execute(select(func.max(table.version))).scalar_one()
            rows = connection.execute(
                select(table.content, table.signature)
                .where(table.version.in_(versions), table.version != latest)
                .order_by(table.version)
            )
            return [(content, signature) for content, signature in rows]
