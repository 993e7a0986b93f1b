"""Set-up: whole or not at all, at the right place, with names that every change can carry."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from alps_desk import wording
from alps_desk.app import setup
from alps_desk.app.home_settings import MAX_SIGNATURE
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.bundle.keys import SigningKey
from alps_desk.domain.errors import BundleRejected, InputRejected, NotFound, Refusal, StoreUnavailable
from tests.bundle.damage import SMALL
from tests.fixtures.desks import Region, progress, save, take
from tests.fixtures.systems import on_a_share, read_by_owner_only


def refused(home: Home, command: SetUp) -> Refusal:
    with pytest.raises((BundleRejected, InputRejected, NotFound, StoreUnavailable)) as caught:
        set_up_desk(home, command)
    assert wording.say(caught.value.code, **caught.value.params)
    assert not home.store.exists()
    assert not list(home.root.glob("desk.new*"))
    return caught.value


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_a_set_up_is_done_once(region: Region) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        set_up_desk(region.union.place.home, SetUp("union"))
    assert caught.value.code == "already_set_up"


def test_what_does_not_fit_is_refused_and_leaves_nothing(region: Region, home: Home) -> None:
    registration = region.registration().read_bytes()
    ikeda = region.office("ikeda")
    submission = region.export(ikeda).read_bytes()
    cases: list[tuple[SetUp, str]] = [
        (SetUp("union", registration=registration), "union_takes_region"),
        (SetUp("ikeda"), "registration_needed"),
        (SetUp("nowhere", registration=registration), "office_unknown"),
        (SetUp("ike da\n", registration=registration), "office_unknown"),
        (SetUp("ikeda", registration=submission), "not_a_registration"),
        (SetUp("ikeda", registration=registration[:-30]), "bundle_cut"),
        (SetUp("ikeda", registration=b"x"), "not_a_bundle"),
        (SetUp("ikeda", registration=SMALL), "not_a_registration"),
        (SetUp("union", region="no-such-region"), "region_missing"),
        (SetUp("union", region="../kita-alps"), "region_missing"),
    ]
    for command, code in cases:
        assert refused(home, command).code == code
    set_up_desk(home, SetUp("ikeda", registration=registration)).close()


@pytest.mark.parametrize("text", ["x" * (MAX_SIGNATURE + 1), "a\nb", "a\tb", "a\u0000", "\u001b[2J"])
def test_names_that_no_change_can_carry_are_refused(home: Home, text: str) -> None:
    for command in (SetUp("union", section=text), SetUp("union", person=text)):
        assert refused(home, command).code == "signature_refused"


def test_the_longest_names_travel(region: Region) -> None:
    name = "𠮷" * MAX_SIGNATURE
    command = SetUp("ikeda", f" {name[1:]}", name, registration=region.registration().read_bytes())
    desk = set_up_desk(Home(region.folder / "long"), command, clock=region.clock)
    save(desk, {progress("ikeda"): {"pace": "late"}})
    path = region.export(desk)
    assert take(region.union, path)[0].state == "unknown_device"
    assert take(region.union, path, accept=desk.pairing_code)[0].state == "merged"
    assert region.union.values(project="F02P03")[0].by == name
    desk.close()


@pytest.mark.parametrize("step", ["_device_key", "Workplace", "_join", "os.replace"])
def test_cut_off_at_any_step_it_can_be_repeated(
    region: Region, home: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    command = SetUp("ikeda", registration=region.registration().read_bytes())

    def stop(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    owner: Any = os if step == "os.replace" else setup
    with monkeypatch.context() as patch:
        patch.setattr(owner, step.removeprefix("os."), stop)
        with pytest.raises(KeyboardInterrupt):
            set_up_desk(home, command)
    assert not home.store.exists()
    desk = set_up_desk(home, command)
    assert len(desk.plan(2017).projects) == 17
    desk.close()


def test_leftovers_of_a_power_cut_are_in_nobodys_way(region: Region, home: Home) -> None:
    home.root.mkdir()
    (home.root / "desk.new.db").write_bytes(b"half a database")
    (home.root / "desk.new.db-journal").write_bytes(b"half a journal")
    home.device_key.parent.mkdir()
    home.device_key.with_name("device.pem.part").write_bytes(b"half a key")
    desk = set_up_desk(home, SetUp("ikeda", registration=region.registration().read_bytes()))
    assert desk.place.store.caches_are_true()
    desk.close()


def test_the_rollback_journal_of_a_store_that_is_gone_is_not_played_back(region: Region, home: Home) -> None:
    home.root.mkdir()
    with closing(sqlite3.connect(home.store, isolation_level=None)) as raw:
        raw.execute("CREATE TABLE t (x)")
        raw.execute("INSERT INTO t VALUES (zeroblob(100000))")
        raw.execute("BEGIN")
        raw.execute("UPDATE t SET x = zeroblob(100001)")
        raw.execute("PRAGMA cache_size=1")
        raw.execute("PRAGMA cache_spill=1")
        raw.execute("INSERT INTO t SELECT zeroblob(5000000)")
        hot = home.store.with_name("desk.db-journal").read_bytes()
        raw.execute("ROLLBACK")
    home.store.unlink()
    home.store.with_name("desk.db-journal").write_bytes(hot)
    desk = set_up_desk(home, SetUp("ikeda", registration=region.registration().read_bytes()))
    assert desk.place.store.caches_are_true()
    desk.close()


def test_the_key_of_a_set_up_is_its_own(region: Region, home: Home) -> None:
    ikeda = region.office("ikeda")
    SigningKey.generate().write(home.device_key)
    with pytest.raises(FileExistsError):
        SigningKey.generate().write(home.device_key)
    assert read_by_owner_only(home.device_key)
    # Data under somebody else's key is not opened.
    ikeda.close()
    path = ikeda.place.home.device_key
    own = path.read_bytes()
    for content, code in (
        (home.device_key.read_bytes(), "key_foreign"),
        (b"no key", "key_missing"),
        (None, "key_missing"),
    ):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(StoreUnavailable) as caught:
            open_desk(ikeda.place.home)
        assert caught.value.code == code
    path.write_bytes(own)
    open_desk(ikeda.place.home).close()


def test_what_was_not_set_up_is_not_opened(home: Home) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        open_desk(home)
    assert caught.value.code == "not_set_up"
    assert not home.root.exists()


def test_a_place_on_the_network_gets_no_key(monkeypatch: pytest.MonkeyPatch, home: Home) -> None:
    on_a_share(monkeypatch, "/")
    assert refused(home, SetUp("union")).code == "network_place"
    assert not home.root.exists()


def test_the_registration_file_is_an_import_like_any_other(region: Region) -> None:
    """What came with it can be told where it came from, and the file is known when it comes again."""
    registration = region.registration()
    command = SetUp("ikeda", registration=registration.read_bytes())
    desk = set_up_desk(Home(region.folder / "other"), command, clock=region.clock)
    [row] = desk.imports()
    assert row.office == "union"
    assert desk.history("project_year:union:2017:F01P01", "name")[0].file == row.file
    assert take(desk, registration)[0].code == "file_already"
    desk.close()
