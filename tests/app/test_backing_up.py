"""Before an import what was there can be had again: by a copy, or by a copy and the archive."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from alps_desk.app import backing_up
from alps_desk.app.commands import MergeBundles
from alps_desk.app.desk import Desk
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from tests.fixtures.desks import Region, content, progress, save, take


def copies(desk: Desk) -> list[Path]:
    return sorted(desk.place.home.backups.glob("before-import-*.db"))


@pytest.fixture
def ikeda(region: Region, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An office of a union whose store counts as large."""
    desk = region.member("ikeda")
    monkeypatch.setattr(backing_up, "SMALL", 0)
    return desk


def send(region: Region, ikeda: Desk, text: str) -> Path:
    region.clock.step(minutes=1)
    save(ikeda, {progress("ikeda"): {"issues": text}})
    return region.export(ikeda)


def test_a_large_store_is_copied_once_and_the_archive_holds_the_rest(region: Region, ikeda: Desk) -> None:
    union = region.union
    take(union, send(region, ikeda, "一"))
    made = len(copies(union))
    take(union, send(region, ikeda, "二"))
    before = content(union)
    region.clock.step(minutes=1)
    take(union, send(region, ikeda, "三"))
    assert len(copies(union)) == made
    # What was there before the last import: the copy, and every archived file that was taken since but the last.
    alone = Home(region.folder / "alone")
    shutil.copytree(union.place.home.root, alone.root)
    shutil.copy(copies(union)[-1], alone.store)
    with closing(open_desk(alone, clock=region.clock)) as desk:
        known = {row.sha256 for row in desk.imports()}
        since = [row for row in union.imports() if row.sha256 not in known][:-1]
        assert [row.new + row.changed for row in since] == [1, 1]
        for row in since:
            desk.execute(MergeBundles((alone.archive / f"{row.sha256}.csv",)))
        assert content(desk)[0] == before[0]


def test_the_same_files_again_write_nothing(region: Region, ikeda: Desk) -> None:
    path = send(region, ikeda, "一")
    take(region.union, path)
    before, stamp = copies(region.union), region.union.place.store.stamp()
    save(region.union, {"region:union": {"note": "x"}})
    region.clock.step(minutes=1)
    [again] = take(region.union, path)
    assert again.code == "file_already"
    assert (copies(region.union), region.union.place.store.stamp()) == (before, stamp + 1)


@pytest.mark.parametrize("what", ["own_save", "next_day", "copy_gone", "copy_cut", "registered", "refused"])
def test_what_the_archive_does_not_hold_is_copied(region: Region, ikeda: Desk, what: str) -> None:
    union = region.union
    take(union, send(region, ikeda, "一"))
    files = [send(region, ikeda, "二")]
    made = len(copies(union))
    match what:
        case "own_save":
            save(union, {"region:union": {"note": "x"}})
        case "next_day":
            region.clock.step(days=1)
        case "copy_gone":
            copies(union)[-1].unlink()
            made -= 1
        case "copy_cut":
            copies(union)[-1].write_bytes(b"SQLite")
        case "registered":
            region.member("hakuba")
            made = len(copies(union))
        case "refused":
            # Nothing that a person would miss: the note is made again when the file comes again.
            cut = region.file("cut")
            cut.write_bytes(files[0].read_bytes()[:-100])
            take(union, cut)
    region.clock.step(minutes=1)
    take(union, *files)
    assert len(copies(union)) == made + (what != "refused")


def test_a_small_store_is_copied_before_every_import(
    region: Region, ikeda: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backing_up, "SMALL", 1 << 30)
    for text in ("一", "二"):
        made = len(copies(region.union))
        take(region.union, send(region, ikeda, text))
        assert len(copies(region.union)) == made + 1
