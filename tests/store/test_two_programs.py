"""The importer's lock between two programs, not only two connections of one: held, let go, and let go by a kill."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from alps_desk.domain.errors import StoreUnavailable
from alps_desk.store import server
from alps_desk.store.store import Store
from alps_desk.store.where import database_at
from tests.fixtures.postgres import PostgresServer

HOLDER = """
import sys
from pathlib import Path
from alps_desk.store.store import Store
from alps_desk.store.where import database_at
store = Store.open(database_at(sys.argv[1], Path()))
with store.only_importer():
    print("in", flush=True)
    sys.stdin.readline()
print("out", flush=True)
sys.stdin.readline()
store.close()
"""


@pytest.fixture
def url(postgres: PostgresServer, tmp_path: Path) -> str:
    """A store on the server."""
    address = postgres.url(postgres.new_database())
    Store.open(database_at(address, tmp_path)).close()
    return address


@pytest.fixture
def holder(url: str) -> Iterator[subprocess.Popen[str]]:
    """Another program that is taking files."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        try:
            assert program.stdout is not None
            assert program.stdout.readline() == "in\n"
            yield program
        finally:
            program.kill()


def refused(store: Store) -> bool:
    try:
        with store.only_importer():
            return False
    except StoreUnavailable as error:
        assert error.code == "import_running"
        return True


def test_while_another_program_takes_files_nobody_else_does(
    url: str, holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    with closing(Store.open(database_at(url, tmp_path))) as store:
        assert refused(store)
        assert refused(store), "still"
        before = store.stamp()
        with store.importing(keep=True) as session:
            session.add_roster(1, "{}", b"")
        assert store.stamp() == before + 1, "saving goes on meanwhile"
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdin.write("\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == "out\n"
        assert not refused(store), "let go, although the program goes on"


def test_a_program_that_was_killed_holds_nothing(
    url: str, holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    where = database_at(url, tmp_path)
    with closing(Store.open(where)) as store:
        assert refused(store)
        holder.kill()
        holder.wait()
        # The server notices on its own; wait there and not by the clock.
        with where.engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '20s'"))
            numbers = {"ours": server._LOCKS, "what": server._IMPORTER}
            connection.execute(text("SELECT pg_advisory_xact_lock(:ours, :what)"), numbers)
        assert not refused(store)
