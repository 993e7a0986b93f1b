"""Databases of the tests' own PostgreSQL, one a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alps_desk.store.rows import Identity
from alps_desk.store.store import Store
from alps_desk.store.where import Database, database_at
from tests.fixtures.postgres import PostgresServer
from tests.store import stores

OPEN = Callable[..., Store]


@pytest.fixture(autouse=True)
def _stores_closed() -> Iterator[None]:
    """What the tests open themselves; what the program opens it must close itself."""
    yield
    stores.close_all()


@pytest.fixture
def database(postgres: PostgresServer) -> str:
    """Name of an empty database that belongs to the clerk."""
    return postgres.new_database()


@pytest.fixture
def url(postgres: PostgresServer, database: str) -> str:
    """Its URL."""
    return postgres.url(database)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """``place(url)``: the database at a URL; closed at the end."""
    found: list[Database] = []

    def make(address: str) -> Database:
        found.append(database_at(address, tmp_path))
        return found[-1]

    yield make
    for one in found:
        one.close()


@pytest.fixture
def open_store(url: str, place: Callable[[str], Database]) -> OPEN:
    """Opens the test's store on the server once more, as another PC would."""
    return lambda: Store.open(place(url))


@pytest.fixture
def store(open_store: OPEN) -> Store:
    """A store of an office on the server, without a plan."""
    found = open_store()
    found.set_identity(Identity("ikeda", "ab" * 32, "総務課", "担当者A", {}))
    return found
