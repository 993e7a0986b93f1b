"""Backups are whole, checked before they have their name, and never made of nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from alps_desk.app.commands import Backup
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.store.database import backup_file
from tests.fixtures.desks import Nonces, Region, content, progress, save, take
from tests.store.stores import append, dump, faults, new_store, raw_change, store_at


def test_a_backup_is_the_same_data(tmp_path: Path) -> None:
    store = new_store(tmp_path / "desk.db")
    append(store, Nonces(), {"pace": "late"})
    target = tmp_path / "控え" / "一.db"
    backup_file(store.path, target)
    assert dump(target) == dump(store.path)
    copy = store_at(target)
    assert (copy.digest(), faults(copy)) == (store.digest(), [])
    assert [path.name for path in target.parent.iterdir()] == ["一.db"]


def test_a_backup_replaces_an_older_one_whole(tmp_path: Path) -> None:
    store, target = new_store(tmp_path / "desk.db"), tmp_path / "copy.db"
    backup_file(store.path, target)
    append(store, Nonces(), {"pace": "late"})
    backup_file(store.path, target)
    assert dump(target) == dump(store.path)


def test_a_backup_while_somebody_writes_is_one_moment(tmp_path: Path) -> None:
    store, nonces = new_store(tmp_path / "desk.db"), Nonces()
    append(store, nonces, {"pace": "late"})
    with store.importing(keep=True) as session:
        # Nothing of what is not finished may be in the copy.
        session.add_roster(1, "{}", b"")
        backup_file(store.path, tmp_path / "copy.db")
    assert 'INSERT INTO "roster"' not in "".join(dump(tmp_path / "copy.db"))
    assert 'INSERT INTO "roster"' in "".join(dump(store.path))


def test_nothing_is_made_of_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        backup_file(tmp_path / "no.db", tmp_path / "copy.db")
    assert caught.value.code == "backup_failed"
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_store_gives_no_backup(tmp_path: Path) -> None:
    store, nonces = new_store(tmp_path / "desk.db"), Nonces()
    for number in range(20):
        append(store, nonces, {"issues": "文章" * 500}, f"progress:ikeda:2017:half1:P{number}")
    store.close()
    target = tmp_path / "copy.db"
    backup_file(store.path, target)
    good = target.read_bytes()
    damaged = bytearray(store.path.read_bytes())
    for at in range(4096, len(damaged), 4096):
        damaged[at : at + 100] = b"\xff" * 100
    store.path.write_bytes(damaged)
    with pytest.raises(StoreUnavailable):
        backup_file(store.path, target)
    assert target.read_bytes() == good
    assert not [path for path in tmp_path.iterdir() if ".part" in path.name]


def test_the_desk_makes_no_backup_of_altered_data(region: Region, tmp_path: Path) -> None:
    union_desk = region.union
    region.registration()
    path = union_desk.execute(Backup(tmp_path / "one.db")).file
    assert store_at(path).digest() == union_desk.digest()
    raw_change(union_desk.place.home.store, "UPDATE segment SET body = replace(body, '大町市', '大野市')")
    with pytest.raises(StoreUnavailable) as caught:
        union_desk.execute(Backup(tmp_path / "two.db"))
    assert caught.value.code == "store_damaged"
    assert not (tmp_path / "two.db").exists()


def test_before_an_import_there_is_a_backup_of_before(region: Region) -> None:
    ikeda = region.member("ikeda")
    save(ikeda, {progress("ikeda"): {"pace": "late"}})
    before, path = content(region.union), region.export(ikeda)
    region.clock.step(minutes=1)
    take(region.union, path, keep=False)
    count = len(list(region.union.place.home.backups.iterdir()))
    take(region.union, path)
    copies = sorted(region.union.place.home.backups.iterdir())
    assert len(copies) == count + 1
    with closing(sqlite3.connect(copies[-1])) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copy = store_at(copies[-1])
    assert (copy.digest(), copy.counts()) == before[:2]
    assert region.union.digest() != before[0]
