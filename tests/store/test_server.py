"""The store on a PostgreSQL server: the same tables and promises as in a file, for several people at once.

Laws: what is stored comes back character by character; the journal only grows, whoever asks; one transaction writes at
a time and nobody waits for ever; whatever the server refuses is told in a sentence that somebody can act on, without
the password.
"""

from __future__ import annotations

import contextlib
import random
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from alps_desk import wording
from alps_desk.domain.errors import StoreTooNew, StoreUnavailable
from alps_desk.domain.journal import Change, allowed_text, make_change
from alps_desk.store.rows import Identity
from alps_desk.store.server import DatabaseServer
from alps_desk.store.store import Store
from alps_desk.store.where import Database, database_at
from tests.fixtures.postgres import PASSWORD, PostgresServer
from tests.store.conftest import OPEN

RECORD = "progress:ikeda:2017:half1:F01P01"
Place = Callable[[str], Database]


def change(number: int, record: str = RECORD, **values: object) -> Change:
    return make_change(
        record, values or {"issues": f"v{number}"}, seen={}, at="2017-10-01T09:00:00+09:00", by="担当者A",
        nonce=f"{number:032x}",
    )  # fmt: skip


def shown(store: Store) -> list[tuple[object, ...]]:
    return [
        (row.record, row.field, row.value, row.conflict, row.on_behalf, row.place) for row in store.cells()
    ]


def refused(code: str, refusal: StoreUnavailable | StoreTooNew) -> None:
    """It is this refusal, it has a sentence, and the sentence keeps the password to itself."""
    assert refusal.code == code, refusal
    sentence = wording.say(refusal.code, **refusal.params)
    assert "{" not in sentence
    assert not [part for part in PASSWORD.split() if part in sentence]


# --- the same as in a file -----------------------------------------------------------------------------------


def every_character() -> Iterator[str]:
    """All characters that a text may hold, in pieces that a change may hold."""
    everything = "".join(
        sign
        for code in range(0x110000)
        if unicodedata.category(sign := chr(code)) not in ("Cs", "Cn", "Co") and allowed_text(sign)
    )
    for at in range(0, len(everything), 5000):
        yield everything[at : at + 5000]


def test_every_character_comes_back_and_sorts_as_in_a_file(store: Store, tmp_path: Path) -> None:
    pieces = [
        *every_character(),
        "%s %(a)s %% $1 ? :name \\ \\x27 ' \" {} E'\\n'",
        "神\ufa19 𠮷野家 か\u3099",
    ]
    ids = [
        f"progress:ikeda:2017:{part}:F01P01" for part in ("Z", "a", "A", "half1", "z_", "z-", "z.", "10", "9")
    ]
    texts = {f"progress:ikeda:2017:half1:X{n:03}": piece for n, piece in enumerate(pieces)}
    changes = [change(n, record, issues=piece) for n, (record, piece) in enumerate(texts.items())]
    changes += [change(1000 + n, one) for n, one in enumerate(ids)]
    least, most = -(10**15) + 1, 10**15 - 1
    changes.append(change(2000, "money:ikeda:2017:F01P01:half1", budget_initial=least, spent=most, note=None))
    with closing(Store.open(tmp_path / "file.db")) as file:
        file.set_identity(Identity("ikeda", "ab" * 32, "", "", {}))
        for one in (store, file):
            one.append(changes)
        assert shown(store) == shown(file)
        assert store.digest() == file.digest()
        for types, owner in ((("progress",), ""), (("progress", "money"), "ikeda"), (("money",), "omachi")):
            assert store.cells(types, owner=owner) == file.cells(types, owner=owner)
        assert [row.entry for row in store.history(ids[0])] == [row.entry for row in file.history(ids[0])]
    assert {row.record: row.value for row in store.cells(records=texts)} == texts
    assert [row.record for row in store.cells(records=ids)] == sorted(ids)
    assert {row.value for row in store.cells(("money",))} == {least, most, None}
    assert store.caches_are_true()


def test_random_saves_give_equal_digests_caches_and_conflicts(store: Store, tmp_path: Path) -> None:
    chance = random.Random(7)
    with closing(Store.open(tmp_path / "file.db")) as file:
        file.set_identity(Identity("ikeda", "ab" * 32, "", "", {}))
        for step in range(40):
            changes = []
            for number in range(chance.randint(1, 4)):
                record = f"progress:ikeda:2017:half1:F0{chance.randint(1, 3)}P01"
                state = file.state(record)
                heads = {name: [one.change.id for one in field.heads] for name, field in state.fields.items()}
                values = {
                    name: f"v{chance.randint(0, 2)}" for name in chance.sample(["issues", "pace", "x"], 2)
                }
                seen = {name: heads[name] for name in values if name in heads and chance.random() < 0.7}
                changes.append(
                    make_change(
                        record, values, seen=seen, at=f"2017-10-01T09:{chance.randint(0, 59):02d}:00+09:00",
                        by="担当者A", nonce=f"{step * 10 + number:032x}",
                    )
                )  # fmt: skip
            keep = chance.random() < 0.8
            told = []
            for one in (store, file):
                with one.together(keep=keep):
                    one.append(changes)
                    told.append(one.states([made.record for made in changes]))
            assert told[0] == told[1]
            assert store.digest() == file.digest()
        assert shown(store) == shown(file)
        assert store.conflicts() == file.conflicts() != []
        assert store.counts() == file.counts()
    assert store.caches_are_true()
    store.rebuild()
    assert store.caches_are_true()


def test_the_journal_only_grows_whoever_asks(store: Store, postgres: PostgresServer, database: str) -> None:
    store.append([change(1)])
    for table, column in (("segment", "header"), ("draft", "line"), ("roster", "content")):
        for verb in ("UPDATE {0} SET {1} = ''", "DELETE FROM {0}", "TRUNCATE {0}"):
            with pytest.raises(DBAPIError, match="the journal only grows"):
                postgres.execute(verb.format(f"alps_desk.{table}", column), database)
    assert store.counts()["changes"] == 1


# --- opening -------------------------------------------------------------------------------------------------


def test_a_store_is_there_whole_or_not_at_all(url: str, place: Place) -> None:
    where = place(url)
    assert not where.exists()
    with contextlib.suppress(KeyError), Store.new(where) as part:
        part.set_identity(Identity("union", "ab" * 32, "", "", {}))
        assert not where.exists()
        raise KeyError
    assert not where.exists()
    with Store.new(where) as part:
        part.set_identity(Identity("union", "cd" * 32, "", "", {}))
    assert where.exists()
    store = Store.open(where)
    identity = store.identity()
    assert identity is not None
    assert identity.device == "cd" * 32
    with pytest.raises(StoreUnavailable) as found, Store.new(place(url)):
        pytest.fail("there is one")
    refused("server_already_set_up", found.value)


def test_what_a_set_up_that_was_cut_off_left_is_swept_away(
    url: str, place: Place, postgres: PostgresServer, database: str
) -> None:
    postgres.execute("CREATE SCHEMA alps_desk_new AUTHORIZATION clerk", database)
    postgres.execute(
        "CREATE TABLE alps_desk_new.meta (x int); ALTER TABLE alps_desk_new.meta OWNER TO clerk", database
    )
    with Store.new(place(url)):
        pass
    assert place(url).exists()


def test_two_pcs_do_not_set_up_at_once(url: str, place: Place) -> None:
    with Store.new(place(url)):
        with pytest.raises(StoreUnavailable) as found, Store.new(place(url)):
            pytest.fail("somebody else is at it")
        refused("server_set_up_running", found.value)


def test_tables_of_a_newer_program_are_refused_at_opening_and_at_writing(
    store: Store, open_store: OPEN, postgres: PostgresServer, database: str
) -> None:
    postgres.execute("UPDATE alps_desk.alembic_version SET version_num = '9999'", database)
    for attempt in (open_store, lambda: store.append([change(1)])):
        with pytest.raises(StoreTooNew) as found:
            attempt()
        refused("store_too_new", found.value)
    assert store.counts()["changes"] == 0


def test_another_encoding_is_refused(postgres: PostgresServer, place: Place) -> None:
    name = postgres.new_database("ENCODING 'EUC_JP' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreUnavailable) as found:
        Store.open(place(postgres.url(name)))
    refused("server_encoding", found.value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "desk.db",
        "mysql://a@b/c",
        "postgresql://a@b",
        "sqlite://",
        "postgresql://a:b:c/d/e",
        "あ",
        f"postgresql://a@{'b' * 64}/c",
    ],
)
def test_what_is_no_place_for_a_store_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as found:
        database_at(url, tmp_path)
    refused("settings_store", found.value)


def test_a_file_may_be_named_by_url_too(tmp_path: Path) -> None:
    where = database_at("sqlite:///sub/other.db", tmp_path)
    with closing(Store.open(where)):
        assert (tmp_path / "sub" / "other.db").exists()


# --- what the server refuses ---------------------------------------------------------------------------------


def refusals(postgres: PostgresServer) -> dict[str, str]:
    """Code → URL that is refused with it."""
    name = postgres.new_database()
    good = postgres.url(name)
    return {
        "server_unreachable": "postgresql://clerk:x@127.0.0.1:1/office",
        "server_login": postgres.url(name, password="wrong"),  # noqa: S106
        "server_database_missing": postgres.url("nowhere"),
        "server_refused": good.replace("clerk:", "nobody:").replace("?", "?require_auth=none&"),
    }


def test_a_server_that_does_not_let_us_in_is_told_in_a_sentence(
    postgres: PostgresServer, place: Place
) -> None:
    for code, address in refusals(postgres).items():
        for ask in (lambda where: where.exists(), Store.open):
            with pytest.raises(StoreUnavailable) as found:
                ask(place(address))
            refused(code, found.value)


def test_a_socket_without_a_server_is_told(place: Place, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as found:
        place(f"postgresql://clerk@/office?host={tmp_path}").exists()
    refused("server_unreachable", found.value)


def test_without_a_password_there_is_a_sentence(
    postgres: PostgresServer, database: str, place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    address = postgres.url(database, password=None)
    with pytest.raises(StoreUnavailable) as found:
        place(address).exists()
    refused("server_login", found.value)
    # PostgreSQL's own password file will do: settings.toml need not hold it.
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    (tmp_path / "pgpass").write_text(f"*:*:*:clerk:{escaped}\n", encoding="utf-8")
    (tmp_path / "pgpass").chmod(0o600)
    assert not place(address).exists()


def test_rights_that_are_missing_are_told(
    postgres: PostgresServer, place: Place, store: Store, database: str
) -> None:
    name = postgres.new_database()
    postgres.execute(f"ALTER DATABASE {name} OWNER TO keeper")
    with pytest.raises(StoreUnavailable) as found:
        Store.open(place(postgres.url(name)))
    refused("server_denied", found.value)
    postgres.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    postgres.disconnect(database)
    with pytest.raises(StoreUnavailable) as found:
        store.append([change(1)])
    refused("server_denied", found.value)


def test_a_schema_that_somebody_took_away_is_told(
    store: Store, postgres: PostgresServer, database: str
) -> None:
    postgres.execute("DROP SCHEMA alps_desk CASCADE", database)
    with pytest.raises(StoreUnavailable) as found:
        store.counts()
    refused("not_a_store", found.value)


# --- the connection is lost ----------------------------------------------------------------------------------


def test_a_connection_lost_between_two_saves_is_made_again(
    store: Store, postgres: PostgresServer, database: str
) -> None:
    store.append([change(1)])
    postgres.disconnect(database)
    store.append([change(2)])
    assert store.counts()["changes"] == 2


def test_a_connection_lost_in_a_save_changes_nothing_and_says_so(
    store: Store, postgres: PostgresServer, database: str
) -> None:
    def save() -> None:
        with store.importing(keep=True) as session:
            session.add_roster(1, "{}", b"")
            postgres.disconnect(database)
            session.next_import_no()

    before = store.stamp()
    with pytest.raises(StoreUnavailable) as found:
        save()
    refused("server_lost", found.value)
    assert store.stamp() == before
    assert store.roster() is None


def test_a_connection_lost_at_the_end_of_a_save_says_that_it_is_not_known(
    store: Store, postgres: PostgresServer, database: str
) -> None:
    event.listen(store._database.engine, "commit", lambda _: postgres.disconnect(database))
    with pytest.raises(StoreUnavailable) as found:
        store.append([change(1)])
    refused("server_lost_unsure", found.value)


def test_a_server_that_stops_and_comes_back(postgres: PostgresServer, store: Store) -> None:
    store.append([change(1)])
    postgres.stop()
    try:
        with pytest.raises(StoreUnavailable) as found:
            store.append([change(2)])
        refused("server_unreachable", found.value)
    finally:
        postgres.start()
    store.append([change(3)])
    assert store.counts()["changes"] == 2


# --- several people ------------------------------------------------------------------------------------------


def test_two_write_at_once_and_both_are_kept(store: Store, open_store: OPEN) -> None:
    others = [open_store() for _ in range(4)]
    faults: list[BaseException] = []

    def write(number: int, one: Store) -> None:
        try:
            for step in range(8):
                one.append(
                    [change(number * 100 + step, f"x:ikeda:{number}"), change(number * 100 + 50 + step)]
                )
        except BaseException as error:  # noqa: BLE001  # whatever it is belongs into the test's own thread
            faults.append(error)

    threads = [threading.Thread(target=write, args=(n, one)) for n, one in enumerate(others)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not faults
    assert store.counts()["changes"] == 64
    assert store.caches_are_true()
    assert store.stamp() == 33


def test_who_writes_keeps_others_waiting_but_not_for_ever(store: Store, url: str, tmp_path: Path) -> None:
    made = database_at(url, tmp_path)
    assert isinstance(made, DatabaseServer)
    hasty = Store.open(DatabaseServer(made._url, wait_s=0.1))
    before = store.stamp()
    with store.importing(keep=True) as session:
        session.add_roster(1, "{}", b"")
        # Who only asks is not kept waiting, and sees nothing of it yet.
        assert hasty.stamp() == before
        with pytest.raises(StoreUnavailable) as found:
            hasty.append([change(1)])
        refused("server_busy", found.value)
    hasty.append([change(2)])
    assert store.stamp() == before + 2
    hasty.close()
    made.close()


def test_one_importer_at_a_time(store: Store, open_store: OPEN) -> None:
    other = open_store()
    with store.only_importer():
        with pytest.raises(StoreUnavailable) as found, other.only_importer():
            pytest.fail("somebody else is at it")
        refused("import_running", found.value)
        # Saving goes on meanwhile.
        other.append([change(1)])
    with other.only_importer():
        pass


def test_an_importer_that_vanished_blocks_nobody(
    store: Store, open_store: OPEN, postgres: PostgresServer, database: str
) -> None:
    with store.only_importer():
        postgres.disconnect(database)
        with open_store().only_importer():
            pass


def test_a_question_is_about_one_moment(store: Store, open_store: OPEN) -> None:
    other = open_store()
    with store._reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM draft").scalar_one()
        other.append([change(1)])
        assert connection.exec_driver_sql("SELECT count(*) FROM draft").scalar_one() == before
    assert store.counts()["changes"] == 1


def test_the_stamp_counts_what_others_changed_and_nothing_else(store: Store, open_store: OPEN) -> None:
    other = open_store()
    assert not other.changed_elsewhere()
    store.append([change(1)])
    with store.together(keep=False):
        store.append([change(2)])
    with store.importing(keep=True):
        pass
    assert other.changed_elsewhere()
    assert not other.changed_elsewhere()
    assert store.changed_elsewhere() is store.changed_elsewhere() is False, "its own changes"
    other.append([change(3)])
    assert not other.changed_elsewhere()
    assert store.changed_elsewhere()


# --- the copy ------------------------------------------------------------------------------------------------


def test_the_backup_of_a_server_is_a_file_that_opens_without_it(store: Store, tmp_path: Path) -> None:
    records = (f"progress:ikeda:2017:half1:X{n:03}" for n in range(1000))
    store.append([change(n, next(records), issues=piece) for n, piece in enumerate(every_character())])
    store.append([change(1000), change(1001)])
    target = tmp_path / "控え" / "backup.db"
    store.backup(target)
    assert [path.name for path in target.parent.iterdir()] == ["backup.db"]
    with closing(Store.open(target)) as copy:
        assert shown(copy) == shown(store) != []
        assert (copy.digest(), copy.counts(), copy.identity()) == (
            store.digest(),
            store.counts(),
            store.identity(),
        )
        assert copy.caches_are_true()
        copy.append([change(2000)])
        assert copy.counts()["changes"] == store.counts()["changes"] + 1
    store.backup(target)


def test_a_backup_that_cannot_be_written_leaves_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable) as found:
        store.backup(tmp_path / "file" / "backup.db")
    refused("backup_failed", found.value)
