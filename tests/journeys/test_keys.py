"""PCs and keys: retired, lost, cloned, restored, replaced; what was saved is never lost by any of it (sync-design 9)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app.commands import ExportBundle, HoldImport, ReadmitImport, ReplaceRoot, RetireDevice
from alps_desk.app.desk import Desk
from alps_desk.app.devices import DeviceView, renew_key
from alps_desk.app.exchange import FileResult
from alps_desk.app.workplace import Home
from alps_desk.bundle.keys import SigningKey
from alps_desk.domain.errors import StoreUnavailable
from tests.fixtures.desks import Clock, Region, progress, save, shown, take
from tests.journeys.test_submission import refused

FIELD, OTHER = progress("ikeda"), progress("hakuba")


@pytest.fixture
def region(tmp_path: Path) -> Iterator[Region]:
    made = Region(tmp_path, Clock())
    yield made
    made.close()


def device(desk: Desk, other: Desk) -> DeviceView:
    """How one desk lists the PC of another."""
    return next(one for one in desk.devices() if one.id == other.place.identity.device)


def notices(result: FileResult) -> list[str]:
    return [code for code, _ in result.notices]


def state(desk: Desk) -> list[str]:
    return [one.state for one in desk.receipts()]


# --- retired ---------------------------------------------------------------------------------------------------


def test_what_a_retired_pc_wrote_before_stays_and_anything_after_is_refused(region: Region) -> None:
    union, ikeda, second = region.union, region.member("ikeda"), region.member("ikeda", "ikeda-2")
    hakuba = region.member("hakuba")
    save(ikeda, {FIELD: {"pace": "late"}})
    region.give(ikeda, union)
    view = union.execute(RetireDevice(ikeda.place.identity.device[:12]))
    assert (view.state, view.office) == ("retired", "ikeda")
    assert refused(union, RetireDevice(view.id), RetireDevice("nobody"), RetireDevice(union.pairing_code)) == [
        "already_retired", "no_such_device", "retire_own",
    ]  # fmt: skip
    assert refused(ikeda, RetireDevice(view.id)) == ["roster_is_unions"]
    # The PC does not know yet; its next file is refused whole.
    save(ikeda, {FIELD: {"issues": "雪"}})
    before = union.digest()
    assert region.give(ikeda, union).code == "device_retired"
    assert union.digest() == before
    # Everybody else still takes what it wrote before.
    assert region.give(union, hakuba).state == "merged"
    assert shown(hakuba, FIELD) == {"pace": "late"}
    region.exchange(second)
    assert union.digest() == hakuba.digest() == second.digest()
    # Once it has heard, it says so itself instead of writing files that nobody takes.
    region.give(union, ikeda)
    assert shown(ikeda, FIELD) == {"pace": "late", "issues": "雪"}
    assert refused(ikeda, ExportBundle()) == ["own_device_retired"]


def test_a_retired_pc_registers_anew_and_loses_nothing(region: Region) -> None:
    union, ikeda = region.union, region.member("ikeda")
    save(ikeda, {FIELD: {"pace": "late"}})
    region.exchange(ikeda)
    union.execute(RetireDevice(ikeda.place.identity.device))
    save(ikeda, {FIELD: {"issues": "雪"}})
    region.export(ikeda)
    save(ikeda, {FIELD: {"done_text": "説明会"}})
    region.give(union, ikeda)
    before = (shown(ikeda, FIELD), ikeda.digest(), ikeda.counts()["changes"])
    again = renewed(region, ikeda)
    assert (shown(again, FIELD), again.digest(), again.counts()["changes"]) == before
    assert state(again) == ["received", "unexported", "unexported"]
    assert again.place.store.caches_are_true()
    assert device(again, again).state == "unregistered"
    assert region.register(again).state == "merged"
    assert union.digest() == again.digest()
    region.give(union, again)
    assert state(again) == ["received"] * 3
    assert [one.state for one in union.devices() if one.office == "ikeda"] == ["registered", "retired"]
    assert len(union.history(FIELD)) == 3


def renewed(region: Region, desk: Desk) -> Desk:
    """The same data under a new key."""
    home = desk.place.home
    desk.close()
    renew_key(home, region.clock)
    return region.reopen(home.root.name)


def test_the_order_of_retirement_and_arrival_does_not_matter(region: Region) -> None:
    """A segment that only some had taken when its PC was retired ends up counting for nobody."""
    union, ikeda = region.union, region.member("ikeda")
    early, late = region.member("hakuba"), region.member("otari")
    for desk in (early, late):
        region.exchange(desk)
    save(ikeda, {FIELD: {"pace": "late"}})
    region.exchange(ikeda)
    # A union that lost its data after it had passed on what the PC wrote last.
    save(ikeda, {FIELD: {"issues": "雪"}})
    before = region.copy(union, "before")
    region.give(ikeda, union)
    passed_on = region.export(union)
    take(early, passed_on)
    assert shown(early, FIELD) == {"pace": "late", "issues": "雪"}
    before.execute(RetireDevice(ikeda.place.identity.device))
    retired = region.export(before)
    assert take(early, retired)[0].state in ("merged", "already")
    take(late, retired)
    assert take(late, passed_on)[0].code == "segment_retired"
    assert shown(early, FIELD) == shown(late, FIELD) == {"pace": "late"}
    assert early.digest() == late.digest() == before.digest()
    assert early.place.store.caches_are_true()
    assert early.counts()["held"] == 1, "kept and listed"
    # What does not count does not travel.
    assert take(before, region.export(early))[0].state != "refused"


# --- lost ------------------------------------------------------------------------------------------------------


def test_a_lost_key_costs_a_registration_and_no_data(region: Region) -> None:
    union, ikeda = region.union, region.member("ikeda")
    save(ikeda, {FIELD: {"pace": "late"}})
    lost_file = region.export(ikeda)
    save(ikeda, {FIELD: {"issues": "雪"}})
    before = shown(ikeda, FIELD)
    ikeda.close()
    ikeda.place.home.device_key.unlink()
    with pytest.raises(StoreUnavailable) as caught:
        region.reopen("ikeda")
    assert caught.value.code == "key_missing"
    renew_key(ikeda.place.home, region.clock)
    again = region.reopen("ikeda")
    assert shown(again, FIELD) == before
    region.register(again)
    # The file from before turns up after all: the same changes under another seal count once.
    digest = union.digest()
    assert take(union, lost_file)[0].state == "merged"
    assert union.digest() == digest == again.digest()
    assert union.place.store.caches_are_true()


def test_a_power_cut_while_the_key_changes_costs_nothing(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    ikeda = region.member("ikeda")
    home = ikeda.place.home
    save(ikeda, {FIELD: {"pace": "late"}})
    ikeda.close()
    with monkeypatch.context() as patch:
        patch.setattr(Home, "use_key", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            renew_key(home, region.clock)
    again = region.reopen("ikeda")
    assert SigningKey.read(home.device_key).id == again.place.identity.device
    region.register(again)
    assert shown(region.union, FIELD) == {"pace": "late"}


def test_a_new_pc_is_filled_from_the_unions_file(region: Region) -> None:
    union, ikeda = region.union, region.member("ikeda")
    save(ikeda, {FIELD: {"pace": "late"}})
    region.exchange(ikeda)
    ikeda.close()
    shutil.rmtree(ikeda.place.home.root)
    fresh = region.office("ikeda", "ikeda-new")
    assert shown(fresh, FIELD) == {}
    region.give(union, fresh)
    assert shown(fresh, FIELD) == {"pace": "late"}
    save(fresh, {FIELD: {"pace": "on_track"}})
    region.register(fresh)
    assert shown(union, FIELD) == {"pace": "on_track"}
    assert union.conflicts() == []


def test_the_unions_own_key_is_renewed(region: Region) -> None:
    union, ikeda = region.union, region.member("ikeda")
    save(union, {"project_year:union:2017:F01P01": {"note": "改定"}})
    region.give(union, ikeda)
    save(union, {"project_year:union:2017:F01P01": {"note": "再改定"}})
    region.union = renewed(region, union)
    assert region.give(region.union, ikeda).state == "merged"
    assert region.union.digest() == ikeda.digest()
    region.exchange(ikeda)


# --- restored and cloned ---------------------------------------------------------------------------------------


def test_a_restored_pc_gets_back_what_is_missing_and_is_told(region: Region) -> None:
    ikeda = region.member("ikeda")
    backup = region.copy(ikeda, "backup")
    for pace in ("late", "on_track"):
        save(ikeda, {FIELD: {"pace": pace}})
        region.give(ikeda, region.union)
    ikeda.close()
    result = region.give(region.union, backup)
    assert notices(result) == ["notice_restored"]
    assert dict(result.notices)["notice_restored"]["count"] == 2
    assert shown(backup, FIELD) == {"pace": "on_track"}
    assert state(backup) == ["received", "received"]
    # Its chain goes on where it ended.
    save(backup, {FIELD: {"pace": "late"}})
    assert notices(region.give(backup, region.union)) == []
    assert device(region.union, backup).branches == 1


def test_a_restored_pc_that_went_on_first_keeps_both_branches(region: Region) -> None:
    ikeda = region.member("ikeda")
    save(ikeda, {FIELD: {"pace": "late"}})
    region.exchange(ikeda)
    backup = region.copy(ikeda, "backup")
    save(ikeda, {FIELD: {"pace": "on_track"}})
    region.give(ikeda, region.union)
    ikeda.close()
    save(backup, {FIELD: {"issues": "雪"}})
    assert notices(region.give(backup, region.union)) == ["notice_twin"]
    assert notices(region.give(region.union, backup)) == ["notice_twin_own"]
    assert shown(backup, FIELD) == shown(region.union, FIELD) == {"pace": "on_track", "issues": "雪"}
    assert device(region.union, backup).branches == 2
    assert backup.digest() == region.union.digest()


def test_a_clone_is_noticed_and_registers_anew(region: Region) -> None:
    union, ikeda = region.union, region.member("ikeda")
    clone = region.copy(ikeda, "clone")
    save(ikeda, {FIELD: {"pace": "late"}})
    save(clone, {progress("ikeda", "F02P02"): {"issues": "雪"}})
    region.give(ikeda, union)
    result = region.give(clone, union)
    assert (result.state, notices(result)) == ("merged", ["notice_twin"])
    assert dict(result.notices)["notice_twin"]["office"] == "池田町"
    assert notices(region.give(union, clone)) == ["notice_twin_own"]
    clone = renewed(region, clone)
    save(clone, {FIELD: {"done_text": "説明会"}})
    assert notices(region.register(clone)) == []
    region.exchange(ikeda)
    region.exchange(clone)
    assert union.digest() == ikeda.digest() == clone.digest()
    assert max(one.branches for one in union.devices()) == 2


# --- root keys -------------------------------------------------------------------------------------------------


def test_the_spare_root_signs_when_the_main_one_is_lost(region: Region) -> None:
    union, ikeda = region.union, region.member("ikeda")
    away = region.member("hakuba")
    region.exchange(ikeda)
    home = union.place.home
    old_main = home.root_key("main").read_bytes()
    home.root_key("main").unlink()
    second = region.member("ikeda", "ikeda-2")
    assert region.give(union, ikeda).state != "refused"
    assert refused(ikeda, ReplaceRoot("main")) == ["roster_is_unions"]
    assert refused(union, ReplaceRoot("both")) == ["root_key_unknown"]
    union.execute(ReplaceRoot("main"))
    assert region.give(union, ikeda).state != "refused"
    # From now on the new main key signs; both roots have been replaced before the office comes back.
    third = region.member("ikeda", "ikeda-3")
    union.execute(ReplaceRoot("spare"))
    region.member("ikeda", "ikeda-4")
    save(third, {FIELD: {"pace": "late"}})
    region.give(third, union)
    for desk in (away, second, ikeda, third):
        assert region.give(union, desk).state != "refused", desk.place.home.root.name
        assert desk.digest() == union.digest()
    # The lost key opens nothing any more.
    home.root_key("main").write_bytes(old_main)
    home.root_key("spare").unlink()
    fresh = region.office("otari")
    codes = refused(union, ReplaceRoot("spare"))
    assert codes == ["root_key_missing"]
    result = take(union, region.export(fresh), accept=fresh.pairing_code)[0]
    assert (result.state, result.code) == ("refused", "root_key_missing")


def test_an_older_roster_counts_no_more_and_a_twin_is_an_alarm(region: Region) -> None:
    union, ikeda = region.union, region.member("ikeda")
    old = region.export(union)
    other = region.copy(union, "other")
    region.member("hakuba")
    region.give(union, ikeda)
    held = ikeda.place.store.roster()
    take(ikeda, old)
    assert ikeda.place.store.roster() == held
    # Two unions that both go on from the same roster: the second one is not believed.
    region.union = other
    region.member("otari")
    result = take(ikeda, region.export(other))[0]
    assert (result.state, result.code) == ("refused", "roster_twins")
    assert ikeda.place.store.roster() == held


def test_what_was_held_before_its_key_was_known_to_be_retired_holds_nobody_up(region: Region) -> None:
    """A segment that was taken back travels; one that nobody takes must not, or no file of this PC is taken again."""
    ikeda, union = region.member("ikeda"), region.union
    twin = region.copy(union, "twin")
    union.execute(RetireDevice(ikeda.place.identity.device))
    save(ikeda, {progress("ikeda"): {"issues": "雪"}})
    take(twin, region.export(ikeda))
    number = twin.imports()[-1].no
    twin.execute(HoldImport(number))
    save(twin, {"project_year:union:2017:F01P01": {"note": "改定"}})
    region.give(union, twin)
    assert region.give(twin, union).state == "merged"
    assert twin.counts()["held"] == 1, "it is still kept and listed"
    twin.execute(ReadmitImport(number))
    assert shown(twin, progress("ikeda")) == {}, "nor does it count when the import does again"
    assert twin.digest() == union.digest()
    assert twin.place.store.caches_are_true()
