"""A database file through SQLAlchemy: for Alembic, which makes and changes tables, and for copying from table to table.

At work the store speaks to the driver itself (``database``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from alps_desk.store.database import BUSY_SECONDS, set_up


def open_engine(path: Path, *, writing: bool = False, references: bool = True) -> Engine:
    """An engine on a database file, every connection with the same pragmas and explicit transactions.

    Args:
        writing: its transactions begin IMMEDIATE.
        references: whether foreign keys are kept; a table rebuilt by a batch migration would otherwise delete its
            children by cascade.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(path)), poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS}
    )

    @event.listens_for(engine, "connect")
    def _on_connect(driver: sqlite3.Connection, _record: Any) -> None:
        set_up(driver)
        if not references:
            driver.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


@contextmanager
def describing(path: Path, *, writing: bool, references: bool = True) -> Iterator[Connection]:
    """A connection in a transaction that is kept when the block ends well; errors are the driver's own."""
    engine = open_engine(path, writing=writing, references=references)
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise error.orig from error
        raise
    finally:
        engine.dispose()
