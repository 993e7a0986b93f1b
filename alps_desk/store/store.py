"""The store: append changes, take segments, answer a few questions.

Promise: every write is one transaction that appends to the journal, refolds what was touched and updates the
caches; there is no second door. A local save is the merge of one's own change: saving, merging and rebuilding
share :func:`caches.refold` and ``fold``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from alps_desk.domain.arrivals import Added, plain_write
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.domain.fold import Entry
from alps_desk.domain.journal import Change, Segment
from alps_desk.domain.records import parse_record_id
from alps_desk.store import caches, journal_rows, schema, then
from alps_desk.store.copying import copy_between
from alps_desk.store.exchange_log import ExchangeLog
from alps_desk.store.health import Health, examine
from alps_desk.store.importing import Session
from alps_desk.store.journal_rows import read_meta, write_meta
from alps_desk.store.looking import Inside, inside
from alps_desk.store.questions import Questions
from alps_desk.store.rows import (
    Identity,
)
from alps_desk.store.then import Standing
from alps_desk.store.where import Database, DatabaseFile


class Store(Questions, ExchangeLog):
    """The data of an office, in a file of its PC or on a server.

    Frozen values cross this door; sessions stay inside.
    """

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

    def size(self) -> int | None:
        """Bytes of the database file; None for a store on a server."""
        return self.path.stat().st_size if isinstance(self._database, DatabaseFile) else None

    def covered(self) -> tuple[str, int]:
        """Name of the copy that, with the archive, holds everything, and up to which stamp ("" and -1 without one)."""
        with self._reading() as connection:
            upto, _, file = read_meta(connection, "covered", "-1 ").partition(" ")
        return file, int(upto)

    def copy_into(self, other: Store) -> bool:
        """Fill an empty store with everything; whether it was the same when it was read again."""
        with self._transactions.told(), other._transactions.told():
            return copy_between(self._database, other._database)

    # --- as it was ---------------------------------------------------------------------------------------------

    def standing(self) -> Standing:
        """What is held now, to be named in a change that must be able to show the same again."""
        with self._reading() as connection:
            return then.standing_of(connection)

    def came_after(self, standing: Standing, place: int) -> list[Entry]:
        """Changes that count now and did not when the change at a place was made, in order of arrival."""
        with self._reading() as connection:
            return then.came_after(connection, standing, place)

    def as_it_was(self, where: Path, standing: Standing, place: int, at: str) -> Store:
        """A store of its own, in a new file, that holds what counted when the change at a place was made.

        Args:
            standing: what the change says its writer held.
            at: time that stands in the change.

        Raises:
            StoreUnavailable: it cannot be made.
        """
        store = Store.open(where)
        try:
            with self._reading() as source, store._writing() as target:
                then.fill(source, target, standing, place, at)
                Session(target).rebuild()
        except BaseException:
            store.close()
            raise
        return store

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

    def together(self, *, keep: bool = True) -> AbstractContextManager[None]:
        """A block that is one transaction: what is asked and written in it by this thread belongs to one moment.

        Args:
            keep: False = dry run: the same code path, undone at the end.
        """
        return self._transactions.together(keep=keep)

    def append(self, changes: Sequence[Change]) -> None:
        """Save changes made on this PC, all or none."""
        if not changes:
            return
        with self._writing() as connection:
            own = journal_rows.own_device(connection)
            places = journal_rows.add_drafts(connection, [change.line for change in changes])
            added: dict[str, list[Added]] = {}
            for change, (place, segment_no) in zip(changes, places, strict=True):
                plain = plain_write(change, own[0])
                fy = parse_record_id(change.record).fy or 0
                added.setdefault(change.record, []).append(
                    Added(place, segment_no, change.line, change.id, *own, plain, len(change.values), fy)
                )
            caches.apply(connection, added)

    def seal(self, make: Callable[[Sequence[str], str | None], Segment]) -> int:
        """Seal every unsealed change; number of segments sealed.

        Args:
            make: lines and id of this device's segment before → the signed segment.

        Raises:
            StoreUnavailable: it was signed with another key than the store's (``server_key_changed``).
        """
        with self._writing() as connection:
            office, device = journal_rows.own_device(connection)
            unsealed = journal_rows.open_segments(connection)
            if not unsealed:
                return 0
            prev = read_meta(connection, "last_segment") or None
            for number in unsealed:
                lines = journal_rows.draft_lines(connection, number)
                segment = make(lines, prev)
                if segment.device != device:
                    # At a server another PC may have renewed the key that they share.
                    raise StoreUnavailable("server_key_changed")
                prev = segment.id
                values = (
                    number, segment.id, device, office, segment.prev, segment.count, segment.header,
                    segment.signature, 0, "\n".join(lines),
                )  # fmt: skip
                journal_rows.insert_rows(connection, schema.segment, journal_rows.SEGMENT_COLUMNS, [values])
            write_meta(connection, "open_segments", "[]")
            write_meta(connection, "last_segment", prev or "")
            return len(unsealed)

    @contextmanager
    def importing(self, *, keep: bool) -> Iterator[Session]:
        """One transaction in which files are taken; with ``keep=False`` (dry run) it is undone at the end."""
        with self._writing(keep=keep) as connection:
            session = Session(connection)
            yield session
            session.finish()

    def rebuild(self) -> None:
        """Recompute every cache from the journal."""
        with self._writing() as connection:
            Session(connection).rebuild()

    def caches_are_true(self) -> bool:
        """Whether the caches equal a fresh fold."""
        with self._reading() as connection:
            return Session(connection).caches_are_true()

    def inside(self) -> Inside:
        """What it holds, to be compared with a copy."""
        with self._reading() as connection:
            return inside(connection)

    def health(self) -> Health:
        """Whether the file and the journal are sound."""
        with self._reading() as connection:
            return examine(connection)
