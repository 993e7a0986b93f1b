"""Data of every version that was ever given out open for ever, and show what they showed then.

``tests/data/stores`` holds the union's data of each, made through that version's own program; a release adds one by
``packaging/build.py keep-store``. What is there is never made anew once its version was given out.
"""

from __future__ import annotations

import csv
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from alps_desk import __version__
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.store import schema
from tests.store.stores import faults

STORES = Path(__file__).resolve().parent.parent / "data" / "stores"


def listed() -> list[dict[str, str]]:
    with (STORES / "stores.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def unpacked(version: str, folder: Path) -> Home:
    with zipfile.ZipFile(STORES / f"{version}.zip") as archive:
        archive.extractall(folder)
    return Home(folder)


def test_each_is_listed_and_this_version_has_one() -> None:
    versions = [row["version"] for row in listed()]
    assert sorted(versions) == sorted(path.stem for path in STORES.glob("*.zip"))
    assert __version__ in versions, "run packaging/build.py keep-store"


@pytest.mark.parametrize("row", listed(), ids=lambda row: row["version"])
def test_it_opens_and_shows_the_same(row: dict[str, str], tmp_path: Path) -> None:
    home = unpacked(row["version"], tmp_path / "home")
    desk = open_desk(home)
    try:
        assert desk.digest() == row["digest"]
        counts = desk.counts()
        assert (str(counts["records"]), str(counts["changes"])) == (row["records"], row["changes"])
        assert faults(desk.place.store) == []
        # A copy of what it was before stands there exactly when it had to be changed.
        changed = row["revision"] != schema.REVISION
        assert bool(list((home.root / "backup").glob("*.db"))) == changed
    finally:
        desk.close()
    with closing(sqlite3.connect(home.store)) as raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (schema.REVISIONS,)
