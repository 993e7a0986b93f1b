"""Opening a store: what it refuses, what it promises, and migrations (sync-design 12)."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PureWindowsPath

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from alps_desk import places, wording
from alps_desk.domain.errors import Refusal, StoreTooNew, StoreUnavailable
from alps_desk.store import database, migrating, schema
from alps_desk.store.database import WRITING, open_engine
from alps_desk.store.local_disk import Ask, refuse_network_place
from alps_desk.store.store import Store
from tests.fixtures.desks import Nonces
from tests.store.stores import append, dump, faults, new_store, raw_change, sealed, store_at


def refused(path: Path) -> Refusal:
    with pytest.raises((StoreUnavailable, StoreTooNew)) as caught:
        Store.open(path)
    assert wording.say(caught.value.code, **caught.value.params)
    return caught.value


# --- migrations ----------------------------------------------------------------------------------------------


def test_an_empty_place_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "with spaces & 日本語 %20" / "desk.db"
    store = store_at(path)
    assert store.identity() is None
    assert faults(store) == []
    assert store.counts() == {"changes": 0, "held": 0, "segments": 0, "records": 0, "unsealed": 0}
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert raw.execute("PRAGMA user_version").fetchone() == (schema.REVISIONS,)
    before = path.read_bytes()
    Store.open(path).close()
    assert path.read_bytes() == before


def test_the_migrations_make_the_tables_of_the_program(tmp_path: Path) -> None:
    store = store_at(tmp_path / "desk.db")
    engine = open_engine(store.path)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, schema.metadata) == []
    engine.dispose()
    with closing(sqlite3.connect(store.path)) as raw:
        made = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert made == {*schema.metadata.tables, "alembic_version"}


def test_the_program_knows_the_newest_revision() -> None:
    scripts = ScriptDirectory.from_config(migrating.alembic_config())
    assert scripts.get_current_head() == schema.REVISION
    assert sum(1 for _ in scripts.walk_revisions()) == schema.REVISIONS
    assert len(list(scripts.get_heads())) == 1


def test_a_store_that_is_up_to_date_opens_without_alembic(tmp_path: Path) -> None:
    Store.open(tmp_path / "desk.db").close()
    code = (
        "import sys; from pathlib import Path; from alps_desk.store.store import Store;"
        "Store.open(Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "desk.db")], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "False\n"


_NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    assert op.get_bind().exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 0
    op.create_table("extra", sa.Column("no", sa.Integer, primary_key=True))
    with op.batch_alter_table("meta") as batch:
        batch.add_column(sa.Column("note", sa.Text))
    FAIL
"""


@pytest.fixture
def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A second migration after the newest one, as a later program would bring it."""
    assert schema.REVISION == "0001", "write the next revision of this test after the newest one"
    folder = tmp_path / "migrations"
    shutil.copytree(places.migrations(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    script = folder / "versions" / "0002_more.py"
    script.write_text(_NEXT.replace("FAIL", ""), encoding="utf-8")
    monkeypatch.setattr(places, "migrations", lambda: folder)
    monkeypatch.setattr(schema, "REVISION", "0002")
    monkeypatch.setattr(schema, "REVISIONS", 2)
    return script


def _old_store(path: Path) -> list[str]:
    store = new_store(path)
    append(store, Nonces(), {"pace": "late"})
    store.close()
    return dump(path)


def test_an_older_store_is_copied_and_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "home" / "desk.db"
    before = _old_store(path)
    request.getfixturevalue("next_revision")
    store = Store.open(path)
    assert store.state("progress:ikeda:2017:half1:F01P01").fields["pace"].value == "late"
    assert faults(store) == []
    store.close()
    [copy] = (path.parent / "backup").iterdir()
    assert copy.name == "before-update-0001.db"
    assert dump(copy) == before
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("0002",)
        assert raw.execute("PRAGMA user_version").fetchone() == (2,)
    # An older program refuses it from now on.
    monkeypatch.undo()
    assert refused(path).code == "store_too_new"


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "home" / "desk.db"
    before = _old_store(path)
    script: Path = request.getfixturevalue("next_revision")
    script.write_text(_NEXT.replace("FAIL", "raise RuntimeError('half way')"), encoding="utf-8")
    with pytest.raises(RuntimeError, match="half way"):
        Store.open(path)
    assert dump(path) == before
    script.write_text(_NEXT.replace("FAIL", ""), encoding="utf-8")
    Store.open(path).close()


# --- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    ["PRAGMA user_version=2", "UPDATE alembic_version SET version_num='9999'"],
)
def test_data_of_a_newer_program_is_refused(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "desk.db"
    new_store(path).close()
    raw_change(path, statement)
    before = path.read_bytes()
    assert refused(path).code == "store_too_new"
    assert path.read_bytes() == before


def test_foreign_files_are_refused_and_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as raw:
        raw.execute("CREATE TABLE customers (name TEXT)")
    words = tmp_path / "words.db"
    words.write_text("これは文章です。" * 100, encoding="utf-8")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("PRAGMA application_id=1234")
        raw.execute("CREATE TABLE t (x)")
    for path in (foreign, words, other):
        before = path.read_bytes()
        assert refused(path).code == "not_a_store"
        assert path.read_bytes() == before
    assert refused(tmp_path).code in ("store_readonly", "not_a_store", "store_damaged")


def test_a_store_cut_off_before_its_first_transaction_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.touch()
    Store.open(path).close()
    again = tmp_path / "again.db"
    with closing(sqlite3.connect(again)) as raw:
        raw.execute("PRAGMA page_size=4096")
        raw.execute("VACUUM")
    Store.open(again).close()


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    store, nonces = new_store(path), Nonces()
    for number in range(40):
        append(store, nonces, {"issues": "長い文章" * 300}, f"progress:ikeda:2017:half1:P{number}")
    store.close()
    good = path.read_bytes()
    assert len(good) > 40 * 4096
    chance = random.Random(1)
    codes = set()
    for _ in range(20):
        damaged = bytearray(good)
        at = chance.randrange(1, len(good) // 4096) * 4096
        damaged[at : at + 4096] = bytes(chance.randrange(256) for _ in range(4096))
        path.write_bytes(damaged)
        try:
            opened = Store.open(path)
        except StoreUnavailable as refusal:
            codes.add(refusal.code)
        else:
            # A page of text alone: SQLite cannot tell, the journal's hashes can.
            assert faults(opened)
            opened.close()
    assert codes == {"store_damaged"}
    path.write_bytes(good[: len(good) // 2])
    assert refused(path).code == "store_damaged"


def test_a_store_that_somebody_else_writes_is_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    path = tmp_path / "desk.db"
    store = new_store(path)
    append(store, Nonces(), {"pace": "late"})
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("BEGIN EXCLUSIVE")
        assert refused(path).code == "in_use"
        for ask in (
            store.digest,
            store.rebuild,
            store.counts,
            lambda: append(store, Nonces(5), {"pace": "x"}),
        ):
            with pytest.raises(StoreUnavailable) as caught:
                ask()  # type: ignore[operator]
            assert caught.value.code == "in_use"
        raw.execute("ROLLBACK")
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        assert store.counts()["changes"] == 1, "reading goes on while somebody else is about to write"
        with pytest.raises(StoreUnavailable) as caught:
            store.rebuild()
        assert caught.value.code == "in_use"
    assert faults(store) == []


@pytest.mark.parametrize("place", [r"\\server\share\desk.db", "//server/share/desk.db"])
def test_places_on_the_network_are_refused(place: str) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        refuse_network_place(Path(place))
    assert caught.value.code == "network_place"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks the drive instead")
def test_a_network_mount_is_refused_wherever_it_is_met(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "共有 フォルダー"
    share.mkdir()
    mounts = f"/dev/sda / ext4 rw 0 0\n//server/x {str(share).replace(' ', chr(92) + '040')} cifs rw 0 0\n"
    monkeypatch.setattr(Ask, "mounts", lambda self: mounts.splitlines())
    refuse_network_place(tmp_path / "desk.db")
    refuse_network_place(tmp_path / "共有 フォルダー2")
    link = tmp_path / "link"
    link.symlink_to(share)
    for place in (share, share / "desk.db", share / "deep" / "desk.db", link / "desk.db"):
        with pytest.raises(StoreUnavailable) as caught:
            Store.open(place)
        assert caught.value.code == "network_place"
    assert list(share.iterdir()) == []


class Windows(Ask):
    """A PC with a disk C:, a stick E: and a share at Z:."""

    windows = True

    def drive_kind(self, drive: str) -> int:
        return {"C:": 3, "E:": 2, "Z:": 4}[drive.upper()]


@pytest.mark.parametrize(
    ("place", "refused"),
    [
        (r"C:\Users\a\desk.db", False),
        ("C:/Users/a/desk.db", False),
        (r"E:\alps\desk.db", False),
        (r"\\?\C:\Users\a\desk.db", False),
        (r"Z:\desk.db", True),
        ("z:/alps/desk.db", True),
        (r"\\?\Z:\desk.db", True),
        (r"\\server\share\desk.db", True),
        ("//server/share/desk.db", True),
        (r"\\?\UNC\server\share\desk.db", True),
        (r"\\?\unc\server\share\desk.db", True),
        (r"\\.\UNC\server\share\desk.db", True),
    ],
)
def test_windows_is_asked_for_the_kind_of_its_drives(place: str, refused: bool) -> None:
    if not refused:
        refuse_network_place(PureWindowsPath(place), Windows())  # type: ignore[arg-type]
        return
    with pytest.raises(StoreUnavailable) as caught:
        refuse_network_place(PureWindowsPath(place), Windows())  # type: ignore[arg-type]
    assert caught.value.code == "network_place"


@pytest.fixture
def without_rights() -> Iterator[Path]:
    """A folder that may be read and not written; the superuser's rights are put aside for it."""
    if not hasattr(os, "geteuid"):
        pytest.skip("rights of folders are another matter on Windows")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        if os.getuid() == 0:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_folder_without_rights_can_be_read_and_says_what_it_is(without_rights: Path) -> None:
    path = without_rights / "desk.db"
    store = new_store(path)
    append(store, Nonces(), {"pace": "late"})
    change_later = Nonces(7)
    without_rights.chmod(0o555)
    path.chmod(0o444)
    if os.getuid() == 0:
        os.seteuid(65534)
    assert store.counts()["changes"] == 1
    with pytest.raises(StoreUnavailable) as caught:
        append(store, change_later, {"pace": "x"})
    assert caught.value.code == "store_readonly"
    Store.open(path).close()
    for new in (without_rights / "new.db", without_rights / "folder" / "new.db"):
        assert refused(new).code == "store_readonly"
    with pytest.raises(StoreUnavailable) as caught:
        database.backup_file(path, without_rights / "copy.db")
    assert caught.value.code == "backup_failed"
    assert sorted(one.name for one in without_rights.iterdir()) == ["desk.db"]


# --- what is promised ----------------------------------------------------------------------------------------

PRAGMAS = {
    "journal_mode": "delete", "synchronous": 3, "foreign_keys": 1, "trusted_schema": 0, "cell_size_check": 1,
    "busy_timeout": 5000,
}  # fmt: skip


def test_every_connection_has_the_pragmas(tmp_path: Path) -> None:
    engine = open_engine(store_at(tmp_path / "desk.db").path)
    for options in ({}, WRITING):
        with engine.connect().execution_options(**options) as connection, connection.begin():
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in PRAGMAS}
            assert found == PRAGMAS
    engine.dispose()


def test_a_connection_that_made_tables_does_not_work_on_without_foreign_keys(tmp_path: Path) -> None:
    engine = store_at(tmp_path / "desk.db")._database.engine
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_transactions_are_explicit(tmp_path: Path) -> None:
    engine = open_engine(store_at(tmp_path / "desk.db").path)
    with engine.connect() as connection:
        with connection.begin():
            assert connection.connection.driver_connection.in_transaction  # type: ignore[union-attr]
        with connection.begin() as transaction:
            connection.execute(text("CREATE TABLE half (x)"))
            transaction.rollback()
        with connection.begin():
            assert "half" not in inspect(connection).get_table_names()
    engine.dispose()


@pytest.mark.parametrize("table", schema.JOURNAL)
@pytest.mark.parametrize("verb", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_journal_only_grows(tmp_path: Path, table: str, verb: str) -> None:
    store = new_store(tmp_path / "desk.db")
    append(store, Nonces(), {"pace": "late"})
    store.add_roster(1, "{}", b"")
    sealed(store)
    before = dump(store.path)
    column = next(iter(schema.metadata.tables[table].columns)).name
    with (
        closing(sqlite3.connect(store.path)) as raw,
        pytest.raises(sqlite3.IntegrityError, match="the journal only grows"),
    ):
        raw.execute(verb.format(table=table, column=column))
    assert dump(store.path) == before


def test_no_transaction_of_the_program_updates_the_journal() -> None:
    """Triggers would stop it; nothing in the code tries."""
    folder = Path(database.__file__).parent
    for path in folder.glob("*.py"):
        for table in schema.JOURNAL:
            assert not re.search(rf"(update|delete)\(schema\.{table}\)", path.read_text(encoding="utf-8")), (
                path.name
            )
