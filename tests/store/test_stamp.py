"""The stamp tells others that something changed: once for each transaction that wrote, never for one that did not.

Laws: every way to write counts on it by exactly one, in one statement; asking, dry runs and refused writes leave it;
the copy of a store is compared row by row before anybody relies on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, inspect

from alps_desk import wording
from alps_desk.app.moving import move_to_server
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import set_up_desk
from alps_desk.domain import journal
from alps_desk.domain.errors import InputRejected, StoreUnavailable
from alps_desk.domain.journal import make_change
from alps_desk.domain.records import SCHEMA, UNION
from alps_desk.store import copying, schema, server
from alps_desk.store.rows import ExportRow, Identity
from alps_desk.store.server import DatabaseServer
from alps_desk.store.store import Store
from alps_desk.store.where import DatabaseFile, database_at
from tests.fixtures.desks import Clock
from tests.fixtures.postgres import PASSWORD, PostgresServer

DEVICE = "ab" * 32
WHO = Identity("ikeda", DEVICE, "総務課", "担当者A", {})


@pytest.fixture(params=["file", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An office's store without a plan, in a file and on a server."""
    if request.param == "file":
        made = Store.open(tmp_path / "desk.db")
    else:
        postgres: PostgresServer = request.getfixturevalue("postgres")
        made = Store.open(database_at(postgres.url(postgres.new_database()), tmp_path))
    made.set_identity(WHO)
    yield made
    made.close()


class Pen:
    """Counts how often the stamp is written."""

    def __init__(self, store: Store) -> None:
        self.written = 0
        engine = store._database.engine
        if engine.dialect.name == "sqlite":
            # What is said to the driver itself counts too.
            event.listen(engine, "checkout", lambda raw, *_rest: raw.set_trace_callback(self._look))
        else:
            event.listen(engine, "before_cursor_execute", lambda *given: self._look(given[2]))

    def _look(self, statement: str) -> None:
        if "'stamp'" in statement and statement.lstrip().upper().startswith(("INSERT", "UPDATE")):
            self.written += 1


def change(number: int) -> journal.Change:
    return make_change(
        "progress:ikeda:2017:half1:F01P01", {"issues": f"v{number}"}, seen={},
        at="2017-10-01T09:00:00+09:00", by="担当者A", nonce=f"{number:032x}",
    )  # fmt: skip


def seal(lines: Sequence[str], prev: str | None) -> journal.Segment:
    header = journal.segment_header(app="1", device=DEVICE, prev=prev, count=len(lines), schema=SCHEMA)
    return journal.read_segment(header, lines, b"signature")


def _importing(store: Store) -> None:
    with store.importing(keep=True) as session:
        session.add_roster(1, "{}", b"")
        session.note_refused(["c" * 64], "segment_malformed", "2017-10-01T09:00:00+09:00", "a.csv")


def _cut_off(store: Store) -> None:
    with store.importing(keep=True) as session:
        session.add_roster(1, "{}", b"")
        raise ZeroDivisionError


WRITES: list[tuple[str, Callable[[Store], object]]] = [
    ("save", lambda store: store.append([change(1)])),
    ("save of many", lambda store: store.append([change(2), change(3), change(4)])),
    ("seal", lambda store: store.seal(seal)),
    ("export", lambda store: store.log_export(ExportRow(0, "2017", "a.csv", "d" * 64, 4, ("e" * 64,)))),
    ("import", _importing),
    ("roster", lambda store: store.add_roster(2, "{}", b"")),
    ("who", lambda store: store.set_identity(WHO)),
    ("rebuild", lambda store: store.rebuild()),
    ("new key", lambda store: store.renew_device("cd" * 32, set(), "2017-10-01T09:00:00+09:00")),
]


def test_every_way_to_write_counts_on_the_stamp_exactly_once(store: Store) -> None:
    pen = Pen(store)
    for name, write in WRITES:
        before, marks = store.stamp(), pen.written
        write(store)
        assert (name, store.stamp() - before, pen.written - marks) == (name, 1, 1)


def test_what_writes_nothing_leaves_the_stamp(store: Store) -> None:
    store.append([change(1)])
    pen, before = Pen(store), store.stamp()
    store.append([])
    with store.together(keep=False):
        store.append([change(2)])
    with store.importing(keep=True):
        pass
    with store.importing(keep=False) as session:
        session.add_roster(1, "{}", b"")
    with pytest.raises(ZeroDivisionError):
        _cut_off(store)
    assert [row.value for row in store.cells()] == ["v1"]
    assert (store.counts()["changes"], store.conflicts()) == (1, [])
    assert store.caches_are_true()
    assert (store.stamp(), pen.written) == (before, 0)
    assert not store.changed_elsewhere()


# --- the copy ------------------------------------------------------------------------------------------------


def _lost(table: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return rows[:-1] if table == "draft" else rows


def _altered(table: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(*row[:-1], row[-1].replace('"by"', '"bz"')) for row in rows] if table == "draft" else rows


def _moved(table: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    # Two rows that change a value: as many rows, the same texts, and another store.
    if table != "draft" or len(rows) < 2:
        return rows
    (one, two), rest = rows[:2], rows[2:]
    return [(*one[:-1], two[-1]), (*two[:-1], one[-1]), *rest]


def _other_name(table: str, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [("ofice" if row[0] == "office" else row[0], row[1]) for row in rows] if table == "meta" else rows


FAULTS = [_lost, _altered, _moved, _other_name]


@pytest.fixture(params=FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def bad_copy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is copied from here on arrives with a fault."""
    true = copying.insert_rows

    def insert(connection: Connection, table: Any, columns: str, rows: list[tuple[Any, ...]]) -> None:
        true(connection, table, columns, request.param(table.name, rows))

    monkeypatch.setattr(copying, "insert_rows", insert)


def test_a_copy_that_is_not_the_same_is_no_backup(
    postgres: PostgresServer, tmp_path: Path, bad_copy: None
) -> None:
    with closing(Store.open(database_at(postgres.url(postgres.new_database()), tmp_path))) as served:
        served.set_identity(WHO)
        served.append([change(1), change(2)])
        target = tmp_path / "backup" / "backup.db"
        with pytest.raises(StoreUnavailable) as found:
            served.backup(target)
        assert found.value.code == "backup_failed"
        assert list(target.parent.iterdir()) == [], "nothing that looks like a backup"


def test_a_copy_that_is_not_the_same_is_no_move(
    postgres: PostgresServer, tmp_path: Path, bad_copy: None
) -> None:
    home = Home(tmp_path / "union")
    clock = Clock()
    desk = set_up_desk(home, SetUp(UNION, "総務課", "担当者U"), clock=clock)
    desk.close()
    url = postgres.url(postgres.new_database())
    before = home.store.read_bytes()
    with pytest.raises(StoreUnavailable) as found:
        move_to_server(home, url, clock)
    assert found.value.code == "move_failed"
    assert home.store.read_bytes() == before
    assert not home.settings.exists() or url not in home.settings.read_text(encoding="utf-8")
    with closing(database_at(url, tmp_path)) as where:
        assert not where.exists(), "nothing half on the server"


# --- names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("postgresql://clerk:geheim@db.example/renkei", "renkei（db.example）"),
        ("postgresql+psycopg://clerk:geheim@db.example:5433/renkei", "renkei（db.example）"),
        ("postgresql:///renkei", "renkei（localhost）"),
    ],
)
def test_a_server_is_called_by_database_and_computer(url: str, name: str, tmp_path: Path) -> None:
    with closing(database_at(url, tmp_path)) as where:
        assert isinstance(where, DatabaseServer)
        assert where.name == name
        assert where.lock is None, "the server keeps programs apart"


def test_a_file_is_called_by_its_name_and_locked_beside_it(tmp_path: Path) -> None:
    with closing(database_at("sqlite:///renkei.db", tmp_path)) as where:
        assert isinstance(where, DatabaseFile)
        assert (where.name, where.path) == ("renkei.db", tmp_path / "renkei.db")
        assert where.lock == tmp_path / "desk.lock"


def test_tables_of_the_store_are_what_the_program_calls_them(store: Store) -> None:
    """Made by the migrations, read by the program: a name that differs is found here and not by a user."""
    found = inspect(store._database.engine)
    tables = set(found.get_table_names()) - {"alembic_version"}
    assert tables == set(schema.metadata.tables)
    for name, table in schema.metadata.tables.items():
        assert {column["name"] for column in found.get_columns(name)} == set(table.columns.keys())
        indexes = {
            index["name"] for index in found.get_indexes(name) if not index.get("duplicates_constraint")
        }
        assert {index.name for index in table.indexes} <= indexes


# --- old servers and long ids --------------------------------------------------------------------------------


def test_a_server_that_is_too_old_is_told(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "OLDEST", 99)
    url = postgres.url(postgres.new_database())
    with closing(database_at(url, tmp_path)) as where:
        with pytest.raises(StoreUnavailable) as found:
            Store.open(where)
        assert found.value.code == "server_too_old"
        sentence = wording.say(found.value.code, **found.value.params)
        assert "99以上" in sentence
        assert not [part for part in PASSWORD.split() if part in sentence]
        assert not where.exists(), "nothing was made there"


def test_the_longest_id_fits_into_the_index_and_a_longer_one_is_no_id(store: Store) -> None:
    part = "x" * 64
    longest = ("weather:ikeda:" + ":".join([part] * 9))[:512].rstrip(":")
    made = make_change(longest, {"sun": "x"}, seen={}, at="2017-10-01T09:00:00+09:00", by="", nonce="1" * 32)
    store.append([made])
    assert [row.record for row in store.cells()] == [longest]
    assert len(longest) == 512
    with pytest.raises(InputRejected):
        make_change(
            longest + "y", {"sun": "x"}, seen={}, at="2017-10-01T09:00:00+09:00", by="", nonce="1" * 32
        )
