"""Where the tables of a store are: in a file of this PC, or on a server.

Promise: whatever keeps the tables, they are the same tables, brought to the newest revision before anything is read;
one transaction writes at a time, and what the database refuses is told as something the user can act on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from alps_desk import durable
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.store import database, tables
from alps_desk.store.connection import Connection
from alps_desk.store.local_disk import refuse_network_place

if TYPE_CHECKING:
    from sqlalchemy import Connection as TableConnection


class Database(Protocol):
    """A file of this PC or a database on a server.

    Attributes:
        name: what people call it, for sentences; never holds a password.
        lock: file that keeps two programs apart; None where the database does so itself.
        errors: what it raises when it refuses something.
    """

    name: str
    lock: Path | None
    errors: tuple[type[Exception], ...]

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

    def begun(self, *, writing: bool) -> AbstractContextManager[Connection]:
        """A connection in a transaction, undone at the end unless it was committed.

        Everything it is told belongs to one moment; one that writes is the only one, or refused.

        Raises:
            StoreTooNew: a newer program has changed the tables meanwhile.
        """
        ...

    def describing(self, *, writing: bool) -> AbstractContextManager[TableConnection]:
        """As :meth:`begun`, for statements made of the tables of ``schema``; kept when the block ends well."""
        ...

    def changing_tables(self, current: str | None) -> AbstractContextManager[TableConnection]:
        """One transaction, nobody else's beside it, in which tables are changed, all or none.

        Args:
            current: the revision they stand at, None if there are none.
        """
        ...

    def only_importer(self) -> AbstractContextManager[None]:
        """A block that takes files; refused while somebody else is in one.

        Raises:
            StoreUnavailable: ``import_running``.
        """
        ...

    def translated(self, error: Exception, *, committing: bool = False) -> StoreUnavailable | None:
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
        self.errors: tuple[type[Exception], ...] = (sqlite3.Error,)
        self._connections = database.Connections(path)
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
        with self._connections.begun(writing=False) as connection:
            revision = database.revision_of(connection)
        bring_up_to_date(self, revision)

    def begun(self, *, writing: bool) -> AbstractContextManager[Connection]:
        """See ``Database``; every transaction of SQLite sees one moment, and BEGIN IMMEDIATE waits for its turn."""
        return self._connections.begun(writing=writing)

    def describing(self, *, writing: bool) -> AbstractContextManager[TableConnection]:
        """See ``Database``."""
        # Loaded only now: tables are described to be made, changed or copied, not at work.
        from alps_desk.store.file_tables import describing

        return describing(self.path, writing=writing)

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
    def changing_tables(self, current: str | None) -> Iterator[TableConnection]:
        """See ``Database``; a store with data is copied first, into the folder ``backup`` beside it."""
        from alps_desk.store.file_tables import describing

        if current is not None and self._copy_first:
            self.backup(self.path.parent / "backup" / f"before-update-{current}.db")
        with describing(self.path, writing=True, references=False) as connection:
            yield connection
            if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise StoreUnavailable("store_damaged", file=self.name)
            connection.exec_driver_sql(f"PRAGMA application_id={tables.APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={tables.REVISIONS}")

    @contextmanager
    def only_importer(self) -> Iterator[None]:
        """One transaction writes at a time, and that is enough for one PC."""
        yield

    def translated(self, error: Exception, *, committing: bool = False) -> StoreUnavailable | None:
        """See ``Database``."""
        return database.translated(error, self.path)

    def backup(self, target: Path) -> None:
        """See ``Database``."""
        database.backup_file(self.path, target)

    def close(self) -> None:
        """Let go of the file."""
        self._connections.close()


def _journal_of(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def bring_up_to_date(where: Database, current: str | None) -> None:
    """Bring tables from a revision to the newest, if there is anything to do."""
    if current != tables.REVISION:
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
    # Loaded only now: most data folders name no database.
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        parsed = make_url(url)
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
