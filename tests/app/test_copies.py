"""控え: made once a day and when asked for, kept for weeks, put at a second place that is never waited for."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from alps_desk.app import copies
from alps_desk.app.commands import Backup, KeepDailyCopy, SaveSettings, SetSecondPlace
from alps_desk.app.copies import CopyFile, CopyKind, due, reminder, surplus
from alps_desk.app.copies import copies as listed
from alps_desk.app.desk import Desk
from alps_desk.app.home_settings import read_settings
from alps_desk.app.workplace import JAPAN
from alps_desk.domain.errors import InputRejected, NotFound, Refusal, StoreTooNew, StoreUnavailable
from alps_desk.store import looking, schema
from alps_desk.store.store import Store
from tests.fixtures.desks import Region
from tests.store.stores import faults, raw_change


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


def stub(name: str, at: datetime, kind: CopyKind = "daily") -> CopyFile:
    return CopyFile(name, at.replace(tzinfo=None).isoformat(), 1, Path(name), kind)


# --- every day -----------------------------------------------------------------------------------------------


def test_the_first_start_of_a_day_makes_a_copy_and_no_other(again: Region, ikeda: Desk) -> None:
    assert due(ikeda.place)
    first = ikeda.execute(KeepDailyCopy())
    assert first is not None
    assert first.file.name == "daily-20171123-090000.db"
    assert not due(ikeda.place)
    assert ikeda.execute(KeepDailyCopy()) is None
    again.clock.step(hours=14)
    assert ikeda.execute(KeepDailyCopy()) is None
    again.clock.step(hours=1)
    assert ikeda.execute(KeepDailyCopy()) is not None
    for one in ikeda.backups():
        copy = Store.open(one.path)
        assert (copy.digest(), faults(copy)) == (ikeda.digest(), [])
        copy.close()


def test_two_copies_in_one_second_are_two_copies(ikeda: Desk) -> None:
    files = [ikeda.execute(Backup()).file for _ in range(3)]
    assert len(set(files)) == 3
    assert [one.path for one in ikeda.backups()] == sorted(
        files, key=lambda path: (len(path.name), path.name)
    )


def test_altered_data_are_not_copied_and_the_last_good_copy_is_named(again: Region, ikeda: Desk) -> None:
    again.export(ikeda)
    ikeda.execute(Backup())
    again.clock.step(days=1)
    raw_change(ikeda.place.home.store, "UPDATE segment SET body = replace(body, 'late', 'lost')")
    before = names(ikeda.place.home.backups)
    for command in (KeepDailyCopy(), Backup()):
        with pytest.raises(StoreUnavailable) as caught:
            ikeda.execute(command)  # type: ignore[call-overload]
        refusal = caught.value
        assert (refusal.code, refusal.told_as) == ("store_damaged", "store_damaged_copy")
        assert (refusal.params["month"], refusal.params["day"]) == (11, 23)
    assert names(ikeda.place.home.backups) == before


# --- how long they are kept ----------------------------------------------------------------------------------


def test_fourteen_days_and_eight_weeks_are_kept() -> None:
    start = datetime(2017, 4, 3, 9, tzinfo=JAPAN)
    every = [stub(f"daily-{number}.db", start + timedelta(days=number)) for number in range(200)]
    gone = surplus(every)
    kept = [one for one in every if one not in gone]
    days = [date.fromisoformat(one.at[:10]) for one in kept]
    assert days[-14:] == [date(2017, 10, 19) - timedelta(days=13 - number) for number in range(14)]
    weeks = [day.isocalendar()[:2] for day in days]
    last_weeks = sorted({date.fromisoformat(one.at[:10]).isocalendar()[:2] for one in every})[-8:]
    assert sorted(set(weeks)) == last_weeks
    # Of a week that is only kept as a week it is the last day.
    assert [day.isoweekday() for day in days[:-14]] == [7] * len(days[:-14])


def test_days_and_weeks_without_a_copy_do_not_count() -> None:
    """A PC that is used twice a year keeps its copies of years ago."""
    rare = [
        stub(f"daily-{number}.db", datetime(2017, 4, 1, 9, tzinfo=JAPAN) + timedelta(days=182 * number))
        for number in range(8)
    ]
    assert surplus(rare) == []


def test_what_was_replaced_goes_when_it_is_old_and_never_the_newest() -> None:
    start = datetime(2017, 4, 3, 9, tzinfo=JAPAN)
    replaced = [
        stub(f"before-{number}.db", start + timedelta(days=number), "before_restore") for number in range(100)
    ]
    # Copies of every day and import of later months push none of them out, nor the other way round.
    later = [stub(f"daily-{number}.db", start + timedelta(days=200, hours=number)) for number in range(100)]
    gone = surplus([*replaced, *later])
    assert replaced[-1] not in gone
    assert [one for one in replaced if one not in gone][-14:] == replaced[-14:]
    assert 80 < len([one for one in gone if one.kind == "before_restore"]) < 86
    assert [one for one in gone if one.kind == "daily"] == surplus(later)


def test_what_a_person_asked_for_and_what_was_replaced_stays(ikeda: Desk) -> None:
    folder = ikeda.place.home.backups
    ikeda.execute(Backup())
    [good] = folder.iterdir()
    content = good.read_bytes()
    asked = [f"backup-20160{month}01-090000.db" for month in range(1, 10)]
    others = [
        "before-update-0001.db", "before-move-20160101-000000.db", "before-restore-20160101-000000.db",
        "damaged-20160101-000000.db", "letter.db", "daily-20161301-000000.db",
    ]  # fmt: skip
    passing = [f"before-import-2017110{day}-{hour:02}0000.db" for day in range(1, 10) for hour in range(24)]
    for name in (*asked, *others, *passing):
        (folder / name).write_bytes(content)
    (folder / "daily-20170101-000000.db").write_bytes(content[:5000])
    copies.tidy(folder)
    left = names(folder)
    assert {*asked, *others, good.name, "daily-20170101-000000.db"} <= set(left)
    # The last of each of nine days, and of the last day five.
    assert [name for name in left if name in passing] == sorted(
        [f"before-import-2017110{day}-230000.db" for day in range(1, 9)]
        + [f"before-import-20171109-{hour}0000.db" for hour in range(19, 24)]
    )


# --- the second place ----------------------------------------------------------------------------------------


def test_a_second_place_gets_a_copy_at_once_and_every_day(again: Region, ikeda: Desk, tmp_path: Path) -> None:
    share = tmp_path / "共有" / "控え"
    made = ikeda.execute(SetSecondPlace(share))
    assert made is not None
    own = share / f"ikeda-{ikeda.place.identity.device[:8]}"
    assert made.second == own / made.file.name
    assert made.second.read_bytes() == made.file.read_bytes()
    again.clock.step(days=1)
    daily = ikeda.execute(KeepDailyCopy())
    assert daily is not None
    assert (daily.second, daily.trouble) == (own / daily.file.name, "")
    # Other wishes leave it as it is.
    ikeda.execute(SaveSettings(person="担当者B"))
    assert ikeda.second_place() == str(share)
    assert [one.second for one in ikeda.backups()] == [False, True, False, True]
    ikeda.execute(SetSecondPlace(None))
    assert ikeda.second_place() == ""
    assert read_settings(ikeda.place.home.settings).backup == ""


def test_a_second_place_that_does_not_answer_hinders_nothing(
    again: Region, ikeda: Desk, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    ikeda.execute(SetSecondPlace(share))
    for path in sorted(share.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    share.rmdir()
    share.write_text("not a folder any more", encoding="utf-8")
    again.clock.step(days=1)
    daily = ikeda.execute(KeepDailyCopy())
    assert daily is not None
    assert daily.file.exists()
    assert (daily.second, daily.trouble) == (None, "copy_second_failed")
    found = reminder(ikeda.place)
    assert found is not None
    assert found.code == "copy_second_old"
    # It is tried again at the next start, and is there once the share is.
    assert due(ikeda.place)
    share.unlink()
    later = ikeda.execute(KeepDailyCopy())
    assert later is not None
    assert later.second is not None
    assert later.file == daily.file
    assert not due(ikeda.place)
    assert reminder(ikeda.place) is None


def test_a_second_place_where_nothing_can_be_written_is_not_chosen(ikeda: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable) as caught:
        ikeda.execute(SetSecondPlace(tmp_path / "file" / "folder"))
    assert caught.value.code == "copy_second_failed"
    for inside in (ikeda.place.home.root, ikeda.place.home.backups / "x"):
        with pytest.raises(InputRejected) as refused:
            ikeda.execute(SetSecondPlace(inside))
        assert refused.value.code == "second_place_inside"
    assert ikeda.second_place() == ""


# --- reminders -----------------------------------------------------------------------------------------------


def test_the_user_is_reminded_of_copies_that_are_old(again: Region, ikeda: Desk) -> None:
    found = reminder(ikeda.place)
    assert found is not None
    assert found.code == "copy_none"
    made = ikeda.execute(Backup())
    assert reminder(ikeda.place) is None
    again.clock.step(days=6)
    assert reminder(ikeda.place) is None
    again.clock.step(days=1)
    found = reminder(ikeda.place)
    assert found is not None
    assert (found.code, found.days) == ("copy_old", 7)
    # A copy that is damaged is none.
    again.clock.step(days=1)
    newest = ikeda.execute(Backup())
    assert reminder(ikeda.place) is None
    newest.file.write_bytes(made.file.read_bytes()[:9000])
    found = reminder(ikeda.place)
    assert found is not None
    assert (found.code, found.days) == ("copy_old", 8)


# --- what a file is ------------------------------------------------------------------------------------------


def test_a_first_look_tells_what_a_file_is(ikeda: Desk, tmp_path: Path) -> None:
    good = ikeda.execute(Backup(tmp_path / "good.db")).file
    content = good.read_bytes()

    def written(name: str, data: bytes) -> Path:
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    newer = bytearray(content)
    newer[60:64] = struct.pack(">I", schema.REVISIONS + 1)
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as raw:
        raw.execute("CREATE TABLE t (x)")
    assert looking.glance(good) == "whole"
    for path, state, code in (
        (written("cut.db", content[:-4096]), "damaged", "copy_damaged"),
        (written("long.db", content + bytes(4096)), "damaged", "copy_damaged"),
        (written("short.db", content[:50]), "damaged", "copy_damaged"),
        (written("empty.db", b""), "damaged", "copy_damaged"),
        (written("words.db", "文章です。".encode() * 100), "damaged", "copy_damaged"),
        (written("newer.db", bytes(newer)), "newer", "store_too_new"),
        (foreign, "foreign", "not_a_store"),
        (tmp_path / "nothing.db", "damaged", "file_missing"),
    ):
        assert looking.glance(path) == state, path.name
        with pytest.raises((StoreUnavailable, StoreTooNew, NotFound)) as caught:
            looking.inspect(path)
        assert caught.value.code == code, path.name


def test_every_damaged_page_of_a_copy_is_found(ikeda: Desk, tmp_path: Path) -> None:
    """Structure by the database's own check, content by the hashes of the journal."""
    Region.export(_region_of(ikeda, tmp_path), ikeda)
    good = ikeda.execute(Backup(tmp_path / "good.db")).file
    content = good.read_bytes()
    found = looking.inspect(good)
    assert (found.office, found.changes) == ("ikeda", ikeda.counts()["changes"])
    with closing(sqlite3.connect(good)) as raw:
        [(line,)] = raw.execute("SELECT line FROM draft").fetchall()
    at = content.index(line.encode())
    for place in (at, at + len(line) // 2):
        damaged = bytearray(content)
        damaged[place + 20] ^= 1
        (tmp_path / "damaged.db").write_bytes(damaged)
        with pytest.raises(Refusal) as caught:
            looking.inspect(tmp_path / "damaged.db")
        assert caught.value.code == "copy_damaged"


def _region_of(desk: Desk, folder: Path) -> Region:
    made = Region.__new__(Region)
    made.folder, made._files = folder, 0
    return made


def test_looking_leaves_no_trace_and_needs_no_right_to_write(ikeda: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "medium"
    file = ikeda.execute(Backup(folder / "copy.db")).file
    file.chmod(0o444)
    folder.chmod(0o555)
    before = file.read_bytes()
    looking.inspect(file)
    assert (names(folder), file.read_bytes()) == (["copy.db"], before)
    folder.chmod(0o755)


def test_a_daily_copy_finds_the_place_of_a_full_list(again: Region, ikeda: Desk) -> None:
    """Thirty days in a row: the list stays as long as is promised, and the newest is always there."""
    for _ in range(30):
        again.clock.step(days=1)
        made = ikeda.execute(KeepDailyCopy())
        assert made is not None
        assert made.file.exists()
    kept = listed(ikeda.place.home)
    assert len([one for one in kept if one.at >= "2017-12-10"]) == 14
    assert len(kept) == 16
