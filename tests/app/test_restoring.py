"""控えから戻す: the preview tells what is missing, what is there now is kept, nothing is ever half there."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from alps_desk.app import restoring
from alps_desk.app.commands import Backup, SetSecondPlace
from alps_desk.app.desk import Desk
from alps_desk.app.devices import renew_key
from alps_desk.app.home_settings import HomeSettings, write_settings
from alps_desk.app.restoring import preview, restore
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.domain.errors import Refusal, StoreUnavailable
from alps_desk.store.lock import InstanceLock
from alps_desk.store.store import Store
from tests.fixtures.desks import Region, content, progress, save, shown, take
from tests.store.stores import dump, faults


def files(home: Home) -> dict[str, bytes]:
    """Everything in a data folder."""
    return {
        str(path.relative_to(home.root)): path.read_bytes() for path in home.root.rglob("*") if path.is_file()
    }


def damage(path: Path) -> None:
    """Overwrite the beginning of every page but the first."""
    raw = bytearray(path.read_bytes())
    for at in range(4096, len(raw), 4096):
        raw[at : at + 64] = b"\xff" * 64
    path.write_bytes(raw)


def test_what_came_later_is_told_taken_away_and_comes_back(again: Region, ikeda: Desk) -> None:
    """From the copy, by way of the union's file, to where everything was."""
    home, record = ikeda.place.home, progress("ikeda", "F05P01")
    copy = ikeda.execute(Backup()).file
    at_copy = content(ikeda)
    save(ikeda, {record: {"pace": "late", "issues": "雪"}})
    again.give(ikeda, again.union)
    again.give(again.union, ikeda)
    save(ikeda, {record: {"issues": "大雪"}})
    now = content(ikeda)
    ikeda.close()

    before = files(home)
    view = preview(home, copy)
    assert files(home) == before, "looking changes nothing"
    assert (view.office, view.readable, view.at, view.kept) == ("ikeda", True, "2017-11-23T09:00:00", None)
    missing = view.missing
    assert missing is not None
    assert (missing.own, missing.only_here) == (2, 1)
    assert missing.changes == now[1]["changes"] - at_copy[1]["changes"]
    assert [row.office for row in missing.imports] == ["union"]
    assert len(missing.exports) == 1

    again.clock.step(hours=1)
    done = restore(home, copy, again.clock)
    assert (done.missing, done.new_key) == (missing, False)
    desk = again.reopen("ikeda")
    assert content(desk) == at_copy
    assert faults(desk.place.store) == []
    assert done.kept is not None
    kept = Store.open(done.kept)
    assert (kept.digest(), faults(kept)) == (now[0], [])
    kept.close()
    # The union's file brings back what it had; the last change was nowhere else.
    [taken] = take(desk, again.export(again.union))
    assert "notice_restored" in [code for code, _ in taken.notices]
    assert shown(desk, record) == {"pace": "late", "issues": "雪"}
    # What is entered now goes on as if nothing had happened.
    save(desk, {record: {"issues": "小雪"}})
    again.exchange(desk)
    assert desk.digest() == again.union.digest()
    # And the copy that was kept is as good a copy as any: there and back again.
    desk.close()
    restore(home, done.kept, again.clock)
    assert content(again.reopen("ikeda")) == now


def test_a_copy_of_now_has_nothing_missing(again: Region, ikeda: Desk) -> None:
    copy = ikeda.execute(Backup()).file
    view = preview(ikeda.place.home, copy)
    assert view.missing == restoring.Missing()


def test_a_damaged_store_is_told_with_its_copy_and_put_right(again: Region, ikeda: Desk) -> None:
    home = ikeda.place.home
    good = content(ikeda)
    older = ikeda.execute(Backup()).file
    again.clock.step(days=1)
    newest = ikeda.execute(Backup()).file
    ikeda.close()
    damage(home.store)
    for wrong, day in ((b"", 24), (newest.read_bytes()[:9000], 23)):
        # A copy that is damaged as well is passed over.
        if wrong:
            newest.write_bytes(wrong)
        with pytest.raises(StoreUnavailable) as caught:
            open_desk(home, clock=again.clock)
        assert (caught.value.code, caught.value.told_as) == ("store_damaged", "store_damaged_copy")
        assert (caught.value.params["month"], caught.value.params["day"]) == (11, day)
    rubbish = home.store.read_bytes()
    view = preview(home, older)
    assert (view.readable, view.missing) == (False, None)
    done = restore(home, older, again.clock)
    assert done.kept is not None
    assert done.kept.name.startswith("damaged-")
    assert done.kept.read_bytes() == rubbish
    assert content(again.reopen("ikeda")) == good


def test_a_store_overwritten_from_its_first_page_on_is_damaged_too(again: Region, ikeda: Desk) -> None:
    home = ikeda.place.home
    copy = ikeda.execute(Backup()).file
    ikeda.close()
    home.store.write_bytes(b"\xff" * 50_000)
    with pytest.raises(StoreUnavailable) as caught:
        open_desk(home, clock=again.clock)
    assert caught.value.told_as == "store_damaged_copy"
    restore(home, copy, again.clock)
    again.reopen("ikeda")


def test_a_store_without_a_copy_is_told_as_it_is(again: Region, ikeda: Desk) -> None:
    home = ikeda.place.home
    ikeda.close()
    damage(home.store)
    with pytest.raises(StoreUnavailable) as caught:
        open_desk(home, clock=again.clock)
    assert (caught.value.code, caught.value.told_as) == ("store_damaged", "store_damaged")


def test_the_journal_of_a_transaction_cut_off_is_not_played_into_the_copy(again: Region, ikeda: Desk) -> None:
    home = ikeda.place.home
    copy = ikeda.execute(Backup()).file
    good = content(ikeda)
    save(ikeda, {progress("ikeda", "F05P01"): {"issues": "雪" * 2000}})
    ikeda.close()
    # A transaction as it stands when the power fails: the old pages in the journal, some new ones in the file.
    journal = home.store.with_name("desk.db-journal")
    with closing(sqlite3.connect(home.store, isolation_level=None)) as raw:
        for word in (
            "PRAGMA cache_size=1",
            "BEGIN",
            "UPDATE current SET cells = cells || hex(zeroblob(9000))",
        ):
            raw.execute(word)
        hot = home.store.read_bytes(), journal.read_bytes()
        raw.execute("ROLLBACK")
    home.store.write_bytes(hot[0])
    journal.write_bytes(hot[1])
    restore(home, copy, again.clock)
    assert not journal.exists()
    desk = again.reopen("ikeda")
    assert (content(desk), faults(desk.place.store)) == (good, [])
    desk.close()
    # The same, the store damaged besides: its journal is kept beside it.
    damage(home.store)
    journal.write_bytes(bytes(512))
    kept = restore(home, copy, again.clock).kept
    assert kept is not None
    assert kept.with_name(kept.name + "-journal").read_bytes() == bytes(512)
    assert content(again.reopen("ikeda")) == good


def test_foreign_newer_and_damaged_files_change_nothing(again: Region, ikeda: Desk, tmp_path: Path) -> None:
    home = ikeda.place.home
    good = ikeda.execute(Backup(tmp_path / "good.db")).file
    theirs = again.union.execute(Backup(tmp_path / "theirs.db")).file
    newer = bytearray(good.read_bytes())
    newer[60:64] = (99).to_bytes(4, "big")
    (tmp_path / "newer.db").write_bytes(newer)
    (tmp_path / "cut.db").write_bytes(good.read_bytes()[:30_000])
    (tmp_path / "words.db").write_text("控え", encoding="utf-8")
    damage(Path(shutil.copy(good, tmp_path / "damaged.db")))
    ikeda.close()
    before = files(home)
    for name, code in (
        ("theirs.db", "copy_foreign"), ("newer.db", "store_too_new"), ("cut.db", "copy_damaged"),
        ("words.db", "copy_damaged"), ("damaged.db", "copy_damaged"), ("nothing.db", "file_missing"),
    ):  # fmt: skip
        for try_it in (lambda path: preview(home, path), lambda path: restore(home, path, again.clock)):
            with pytest.raises(Refusal) as caught:
                try_it(tmp_path / name)
            assert caught.value.code == code
        assert {name: data for name, data in files(home).items() if name != "desk.lock"} == {
            name: data for name, data in before.items() if name != "desk.lock"
        }
    # Without a store to say whose folder it is, the key does.
    home.store.write_bytes(b"\xff" * 9000)
    with pytest.raises(Refusal) as caught:
        restore(home, theirs, again.clock)
    assert caught.value.code == "copy_foreign"
    restore(home, good, again.clock)
    again.reopen("ikeda")


def test_while_the_data_are_in_use_nothing_is_replaced(again: Region, ikeda: Desk) -> None:
    home = ikeda.place.home
    copy = ikeda.execute(Backup()).file
    before = dump(home.store)
    with InstanceLock(home.lock).holding(), pytest.raises(StoreUnavailable) as caught:
        restore(home, copy, again.clock)
    assert caught.value.code == "in_use"
    assert dump(home.store) == before


def test_data_on_a_server_are_restored_there(again: Region, ikeda: Desk) -> None:
    home = ikeda.place.home
    copy = ikeda.execute(Backup()).file
    write_settings(home.settings, HomeSettings(store="postgresql://clerk@localhost/alps_desk"))
    for try_it in (preview, lambda *words: restore(*words, again.clock)):
        with pytest.raises(StoreUnavailable) as caught:
            try_it(home, copy)
        assert caught.value.code == "restore_on_server"


def test_a_new_pc_takes_up_where_the_lost_one_left_off(again: Region, ikeda: Desk, tmp_path: Path) -> None:
    """The PC is gone, the copy at the second place is not: a new key, registered by the next file, nothing counted twice."""
    record = progress("ikeda", "F05P01")
    again.give(ikeda, again.union)
    save(ikeda, {record: {"issues": "雪"}})
    made = ikeda.execute(SetSecondPlace(tmp_path / "share"))
    assert made is not None
    assert made.second is not None
    device, good = ikeda.place.identity.device, content(ikeda)
    home = ikeda.place.home
    ikeda.close()
    shutil.rmtree(home.root)
    again.clock.step(days=1)
    done = restore(home, made.second, again.clock)
    assert (done.new_key, done.kept, done.missing) == (True, None, None)
    desk = again.reopen("ikeda")
    assert desk.place.identity.device != device
    assert content(desk)[::2] == good[::2]
    assert faults(desk.place.store) == []
    again.register(desk)
    assert shown(again.union, record) == {"issues": "雪"}
    take(desk, again.export(again.union))
    assert desk.digest() == again.union.digest()


def test_a_copy_from_before_a_new_key_goes_on_under_the_new_one(again: Region, ikeda: Desk) -> None:
    home, record = ikeda.place.home, progress("ikeda", "F05P01")
    save(ikeda, {record: {"issues": "雪"}})
    copy = ikeda.execute(Backup()).file
    ikeda.close()
    device = renew_key(home, again.clock)
    desk = again.reopen("ikeda")
    again.register(desk)
    desk.close()
    restore(home, copy, again.clock)
    desk = again.reopen("ikeda")
    assert desk.place.identity.device == device
    again.exchange(desk)
    assert desk.digest() == again.union.digest()
    assert shown(again.union, record) == {"issues": "雪"}
