"""Where the tables of a store are: in a file of this PC, or on a server.

Promise: whatever keeps the tables, they are the same tables, brought to the newest revision before anything is read;
one transaction writes at a time, and what the database refuses is told as something the user can act on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from alps_desk import durable
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.store import database, schema
from alps_desk.store.database import WRITING
from alps_desk.store.local_disk import refuse_network_place


class Database(Protocol):
    """A file of this PC or a database on a server.

    Attributes:
        name: what people call it, for sentences; never holds a password.
        engine: makes connections, each in explicit transactions.
        lock: file that keeps two programs apart; None where the database does so itself.
        reading: execution options of a connection that only asks: everything it is told belongs to one moment.
    """

    name: str
    engine: Engine
    lock: Path | None
    reading: dict[str, object]

    def exists(self) -> bool:
        """Whether a store is there.

        Raises:
            StoreUnavailable: it cannot be told, because a server does not answer.
        """
        ...

    def prepare(self) -> None:
        """Check that what is there is ours and whole, make the tables or bring them to the newest revision.

        Raises:
            StoreUnavailable, StoreTooNew: with a code that says what to do.
        """
        ...

    def new(self) -> AbstractContextManager[Database]:
        """A new store beside the place, which takes the place whole at the end of the block or is forgotten.

        Raises:
            StoreUnavailable: there is a store (``already_set_up``), or somebody else is making one.
        """
        ...

    def changing_tables(self, current: str | None) -> AbstractContextManager[Connection]:
        """One transaction, nobody else's beside it, in which tables are changed, all or none.

        Args:
            current: the revision they stand at, None if there are none.
        """
        ...

    def wait_for_turn(self, connection: Connection) -> None:
        """Make the transaction that just began the only one that writes, or refuse.

        Raises:
            StoreTooNew: a newer program has changed the tables meanwhile.
        """
        ...

    def wrote(self, connection: Connection) -> bool:
        """Whether the transaction has changed anything."""
        ...

    def only_importer(self) -> AbstractContextManager[None]:
        """A block that takes files; refused while somebody else is in one.

        Raises:
            StoreUnavailable: ``import_running``.
        """
        ...

    def translated(self, error: DBAPIError, *, committing: bool = False) -> StoreUnavailable | None:
        """What a user can do about a database error, None when it is a fault of the program.

        Args:
            committing: it happened while a transaction was being ended, so it may have been kept.
        """
        ...

    def backup(self, target: Path) -> None:
        """Write everything into a file of SQLite, open and check it, then give it its name.

        Raises:
            StoreUnavailable: the copy did not verify or cannot be written.
        """
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class DatabaseFile:
    """A database file on a local disk (``where.Database``).

    Args:
        copy_first: whether it is copied before its tables are changed; False for what is a copy itself.
    """

    def __init__(self, path: Path, *, copy_first: bool = True) -> None:
        self.path = path
        self._copy_first = copy_first
        self.name = path.name
        # Every transaction of SQLite sees one moment.
        self.reading: dict[str, object] = {}
        self.engine = database.open_engine(path)
        self.lock: Path | None = path.with_name("desk.lock")

    def exists(self) -> bool:
        """Whether the file is there."""
        return self.path.exists()

    def prepare(self) -> None:
        """See ``Database``."""
        refuse_network_place(self.path)
        database.check_file(self.path)
        try:
            durable.make_folder(self.path.parent)
        except OSError as error:
            raise StoreUnavailable("store_readonly", file=self.path.parent.name) from error
        bring_up_to_date(self, database.revision_of(self.engine))

    @contextmanager
    def new(self) -> Iterator[DatabaseFile]:
        """See ``Database``."""
        if self.exists():
            raise StoreUnavailable("already_set_up")
        part = DatabaseFile(self.path.with_suffix(".new.db"))
        part.forget()
        try:
            part.prepare()
            yield part
            part.close()
        except BaseException:
            part.close()
            part.forget()
            raise
        # The rollback journal of a store that somebody took away would be played back into this one.
        _journal_of(self.path).unlink(missing_ok=True)
        durable.sync_folder(self.path.parent)
        durable.put_in_place(part.path, self.path)

    def forget(self) -> None:
        """Remove it and what SQLite left beside it, as far as that is possible."""
        database.forget(self.path)

    @contextmanager
    def changing_tables(self, current: str | None) -> Iterator[Connection]:
        """See ``Database``; a store with data is copied first, into the folder ``backup`` beside it."""
        if current is not None and self._copy_first:
            self.backup(self.path.parent / "backup" / f"before-update-{current}.db")
        with self.engine.connect() as connection:
            # A table rebuilt by a batch migration would otherwise delete its children by cascade. Said to the driver:
            # a connection of SQLAlchemy is inside a transaction by then, where SQLite does not hear it.
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
            writing = connection.execution_options(**WRITING)
            try:
                with writing.begin():
                    yield writing
                    if writing.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                        raise StoreUnavailable("store_damaged", file=self.name)
                    writing.exec_driver_sql(f"PRAGMA application_id={schema.APPLICATION_ID}")
                    writing.exec_driver_sql(f"PRAGMA user_version={schema.REVISIONS}")
            finally:
                # The pool would hand it out again, to work that counts on foreign keys.
                connection.invalidate()

    def wait_for_turn(self, connection: Connection) -> None:
        """BEGIN IMMEDIATE has waited already."""

    def wrote(self, connection: Connection) -> bool:
        """See ``Database``."""
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        before: int = connection.info[database.CHANGES_BEFORE]
        return raw.total_changes > before

    @contextmanager
    def only_importer(self) -> Iterator[None]:
        """One transaction writes at a time, and that is enough for one PC."""
        yield

    def translated(self, error: DBAPIError, *, committing: bool = False) -> StoreUnavailable | None:
        """See ``Database``."""
        return database.translated(error, self.path)

    def backup(self, target: Path) -> None:
        """See ``Database``."""
        database.backup_file(self.path, target)

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def _journal_of(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def bring_up_to_date(where: Database, current: str | None) -> None:
    """Bring tables from a revision to the newest, if there is anything to do."""
    if current != schema.REVISION:
        # Loaded only now: a store that is up to date opens without Alembic.
        from alps_desk.store.migrating import migrate

        migrate(where, current)


def database_at(url: str, base: Path) -> Database:
    """The database that a URL names; nothing is opened yet.

    Args:
        base: folder that a relative file name counts from.

    Raises:
        StoreUnavailable: no URL, or of a kind that cannot keep the promises of the store (``settings_store``).
    """
    try:
        parsed = make_url(url)
        # The driver stumbles over what cannot be the name of any PC.
        (parsed.host or "").encode("idna")
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailable("settings_store") from error
    kind = parsed.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres") and parsed.database:
        # Loaded only now: most stores are files and need no driver.
        from alps_desk.store.server import DatabaseServer

        return DatabaseServer(parsed)
    if kind == "sqlite" and parsed.database and parsed.database != ":memory:":
        return DatabaseFile(base / parsed.database)
    raise StoreUnavailable("settings_store")
