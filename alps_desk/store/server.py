"""The store on a PostgreSQL server, for several people at once (sync-design 12).

The same tables and the same fold in Python as in a file; what differs is said here. Everything lies in one schema of
one database, so a new store is made beside it and takes its name at the end. One transaction writes at a time, held
together by an advisory lock, because numbers are given by counting on; questions read one moment beside it.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from alps_desk.domain.errors import StoreTooNew, StoreUnavailable
from alps_desk.store import schema
from alps_desk.store.copying import copy_to_file
from alps_desk.store.where import bring_up_to_date

SCHEMA = "alps_desk"
_PART = "alps_desk_new"
_LOCKS = 0x414C5053
"""``ALPS``: first half of the number of every advisory lock; the second says what for."""
_WRITER, _IMPORTER, _MAKER = 1, 2, 3

OLDEST = 13
"""The oldest PostgreSQL that has what is asked of it here; older ones get no repairs any more either."""

_CONNECTING_S = 10
_CONNECT = {
    "connect_timeout": _CONNECTING_S,
    "application_name": "alps_desk",
    "client_encoding": "utf8",
    # A cable that was pulled out is noticed in about a minute, not in two hours.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
_SESSION = (
    # The same the other way round: a PC that fell asleep must not hold its lock for hours.
    "SET tcp_keepalives_idle = 30",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
    "SET idle_in_transaction_session_timeout = '30min'",
)

_LOST = {"57P01", "57P02", "57P03", "57P05", "25P03"}
_BUSY = {"55P03", "40001", "40P01"}
_DENIED = {"42501", "25006"}
_GONE = {"3F000", "42P01"}


class DatabaseServer:
    """A schema in a database of a PostgreSQL server (``where.Database``).

    Args:
        url: where it is and as whom; a password may also come from PostgreSQL's own password file.
        wait_s: how long a transaction waits for another that writes, seconds.
    """

    def __init__(self, url: URL, *, wait_s: float = 20, schema: str = SCHEMA) -> None:
        self.reading: dict[str, object] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        self.lock: Path | None = None
        self._url = url.set(drivername="postgresql+psycopg")
        self._wait_ms = int(wait_s * 1000)
        self._schema = schema
        self.name = f"{url.database or url.username or ''}（{url.host or 'localhost'}）"
        self.engine = self._open_engine()

    def _open_engine(self) -> Engine:
        given = {key: value for key, value in _CONNECT.items() if key not in self._url.query}
        engine = create_engine(
            self._url, connect_args=given, pool_pre_ping=True, pool_size=4, max_overflow=16, pool_timeout=60
        )

        # First of all: what SQLAlchemy finds out on its first connection must be about our schema.
        @event.listens_for(engine, "connect", insert=True)
        def _on_connect(connection: psycopg.Connection[Any], _record: Any) -> None:
            connection.autocommit = True
            for setting in (f"SET search_path TO {self._schema}", *_SESSION):
                connection.execute(setting)
            connection.autocommit = False

        return engine

    def exists(self) -> bool:
        """See ``Database``."""
        try:
            with self.engine.connect() as connection:
                found = connection.scalar(
                    text(
                        "SELECT 1 FROM pg_tables WHERE schemaname = :schema AND tablename = 'alembic_version'"
                    ),
                    {"schema": self._schema},
                )
        except DBAPIError as error:
            raise self.translated(error) or error from error
        return found is not None

    def prepare(self) -> None:
        """See ``Database``."""
        with self.engine.connect() as connection:
            number = int(connection.scalar(text("SHOW server_version_num")) or 0)
            version = str(connection.scalar(text("SHOW server_version")))
            encoding = connection.scalar(text("SHOW server_encoding"))
        if number < OLDEST * 10_000:
            raise StoreUnavailable("server_too_old", version=version.split(" ", maxsplit=1)[0], needed=OLDEST)
        if encoding != "UTF8":
            raise StoreUnavailable("server_encoding", database=self._url.database or "")
        revision = self._revision() if self.exists() else None
        bring_up_to_date(self, revision)

    def _revision(self) -> str | None:
        with self.engine.connect() as connection:
            found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found

    @contextmanager
    def new(self) -> Iterator[DatabaseServer]:
        """See ``Database``."""
        with self._lock_held(_MAKER, "server_set_up_running"):
            if self.exists():
                raise StoreUnavailable("server_already_set_up", database=self._url.database or "")
            part = DatabaseServer(self._url, schema=_PART)
            try:
                self._drop(_PART)
                part.prepare()
                yield part
                part.close()
                with self.engine.begin() as connection:
                    connection.execute(text(f"ALTER SCHEMA {_PART} RENAME TO {self._schema}"))
            except BaseException:
                part.close()
                with suppress(DBAPIError):
                    self._drop(_PART)
                raise

    def _drop(self, schema: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(text("SET LOCAL client_min_messages = warning"))
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))

    @contextmanager
    def changing_tables(self, current: str | None) -> Iterator[Connection]:
        """See ``Database``."""
        with self.engine.begin() as connection:
            self._take_turn(connection)
            # Asked first: somebody who may not make a schema may still use one that was made for them.
            found = connection.scalar(
                text("SELECT 1 FROM pg_namespace WHERE nspname = :schema"), {"schema": self._schema}
            )
            if found is None:
                connection.execute(text(f"CREATE SCHEMA {self._schema}"))
            yield connection

    def wait_for_turn(self, connection: Connection) -> None:
        """See ``Database``."""
        self._take_turn(connection)
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        if revision != schema.REVISION:
            raise StoreTooNew("store_too_new", file=self.name)

    def _take_turn(self, connection: Connection) -> None:
        # READ COMMITTED: what is asked after the wait sees what the others wrote meanwhile.
        connection.execute(
            text("SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock(:ours, :what)"),
            {"wait": f"{self._wait_ms}ms", "ours": _LOCKS, "what": _WRITER},
        )

    def wrote(self, connection: Connection) -> bool:
        """See ``Database``."""
        return connection.scalar(text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")) is True

    @contextmanager
    def only_importer(self) -> Iterator[None]:
        """See ``Database``."""
        with self._lock_held(_IMPORTER, "import_running"):
            yield

    @contextmanager
    def _lock_held(self, what: int, code: str) -> Iterator[None]:
        """Hold an advisory lock on a connection of its own; it falls with the connection, whatever happens."""
        numbers = {"ours": _LOCKS, "what": what}
        try:
            connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        except DBAPIError as error:
            raise self.translated(error) or error from error
        with connection:
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:ours, :what)"), numbers):
                raise StoreUnavailable(code)
            try:
                yield
            finally:
                with suppress(DBAPIError):
                    connection.scalar(text("SELECT pg_advisory_unlock(:ours, :what)"), numbers)

    def translated(self, error: DBAPIError, *, committing: bool = False) -> StoreUnavailable | None:
        """See ``Database``."""
        origin = error.orig
        if not isinstance(origin, psycopg.Error):
            return None
        state = origin.sqlstate or ""
        if error.connection_invalidated or state in _LOST or state.startswith("08"):
            return StoreUnavailable("server_lost_unsure" if committing else "server_lost")
        if not state and isinstance(origin, psycopg.OperationalError):
            return self._why_not_connected(origin)
        if state in _BUSY:
            return StoreUnavailable("server_busy")
        if state in _DENIED:
            return StoreUnavailable("server_denied")
        if state in _GONE:
            return StoreUnavailable("not_a_store", file=self.name)
        if state == "53100":
            return StoreUnavailable("server_full")
        if state.startswith(("53", "58", "XX")):
            return StoreUnavailable("server_refused")
        return None

    def _why_not_connected(self, error: psycopg.OperationalError) -> StoreUnavailable:
        """The driver has only a text in the server's language, so the reason is found by trying."""
        tried = error.pgconn
        host = tried.host.decode(errors="replace") if tried and tried.host else ""
        port = int(tried.port) if tried and tried.port.isdigit() else 5432
        if host and not _answers(host, port):
            return StoreUnavailable("server_unreachable", server=f"{self._url.host or host}:{port}")
        if self._lacks_database():
            return StoreUnavailable("server_database_missing", database=self._url.database or "")
        if tried is not None and (tried.needs_password or tried.used_password):
            return StoreUnavailable("server_login")
        return StoreUnavailable("server_refused")

    def _lacks_database(self) -> bool:
        """Whether the server lets us in, but has no such database."""
        engine = create_engine(
            self._url.set(database="postgres"), poolclass=NullPool, connect_args={"connect_timeout": 10}
        )
        try:
            with engine.connect() as connection:
                found = connection.scalar(
                    text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": self._url.database}
                )
        except DBAPIError:
            return False
        return found is None

    def backup(self, target: Path) -> None:
        """See ``Database``; the server's own backups are its administrator's and come besides."""
        copy_to_file(self, target)

    def close(self) -> None:
        """Let go of the server."""
        self.engine.dispose()


def _answers(host: str, port: int) -> bool:
    """Whether anything listens there."""
    try:
        if host.startswith("/"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
                probe.settimeout(_CONNECTING_S)
                probe.connect(f"{host}/.s.PGSQL.{port}")
        else:
            socket.create_connection((host, port), _CONNECTING_S).close()
    except (OSError, UnicodeError):
        # The second: what is no name of a host at all, as one with more than 63 letters between two dots.
        return False
    return True
