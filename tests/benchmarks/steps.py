"""The steps of the benchmark, each in a process of its own: ``python -m tests.benchmarks.steps STEP …``.

Every part that is measured is one line of JSON: wall clock and CPU in seconds, and what there is to say of it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from alps_desk.app.commands import ExportBundle, MergeBundles, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.bundle.csv_form import COLUMNS
from alps_desk.domain.records import ENTRY_TYPES
from alps_desk.store.database import _PRAGMAS
from tests.benchmarks.peers import PEERS, PRAGMAS, wrong_cells


def told(work: Callable[[], dict[str, Any] | None]) -> None:
    """Do a part and say what it cost."""
    before, begun = os.times(), time.perf_counter()
    said = work() or {}
    wall, after = time.perf_counter() - begun, os.times()
    say(wall, sum(after[:4]) - sum(before[:4]), said)


def say(wall: float, cpu: float, said: dict[str, Any]) -> None:
    """One line."""
    sys.stdout.write(json.dumps({"wall": wall, "cpu": cpu, **said}) + "\n")
    sys.stdout.flush()


def rows_of(path: Path) -> Iterator[list[str]]:
    """The rows of a file, read by ``csv`` alone."""
    return csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))


def parse(files: Sequence[Path]) -> None:
    """Floor, first half: read the files with ``csv``."""

    def work() -> None:
        for path in files:
            for _row in rows_of(path):
                pass

    told(work)


def insert(files: Sequence[Path], target: Path) -> None:
    """Floor, second half: ``executemany`` of the same cells, one commit. Getting the cells is not counted."""
    target.unlink(missing_ok=True)
    database = sqlite3.connect(target, isolation_level=None)
    for pragma in PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE cell (record TEXT, field TEXT, value, PRIMARY KEY (record, field))")
    wall = cpu = 0.0
    count = 0

    def counted(statement: str, cells: list[tuple[Any, ...]] | None = None) -> None:
        nonlocal wall, cpu
        begun, before = time.perf_counter(), time.process_time()
        if cells is None:
            database.execute(statement)
        else:
            database.executemany(statement, cells)
        wall += time.perf_counter() - begun
        cpu += time.process_time() - before

    counted("BEGIN IMMEDIATE")
    for path in files:
        cells = []
        for row in rows_of(path):
            if row[0] == "記録":
                change = json.loads(row[8])
                cells += [(change["r"], name, value) for name, value in change["set"].items()]
        count += len(cells)
        counted("INSERT OR REPLACE INTO cell VALUES (?,?,?)", cells)
    counted("COMMIT")
    database.close()
    say(wall, cpu, {"cells": count, "bytes": target.stat().st_size})


def merge(home: Home, *folders: Path) -> None:
    """Take the files of each folder, one folder after the other, in one opened desk."""
    with closing(open_desk(home)) as desk:
        for folder in folders:
            told(lambda folder=folder: _take(desk, folder))  # type: ignore[misc]


def preview(home: Home, folder: Path) -> None:
    """The first thing done in a fresh program: the preview of some files, then taking them."""
    with closing(open_desk(home)) as desk:
        told(lambda: _take(desk, folder, keep=False))
        told(lambda: _take(desk, folder))


def _take(desk: Desk, folder: Path, *, keep: bool = True) -> dict[str, Any]:
    results = desk.execute(MergeBundles(tuple(sorted(folder.iterdir())), keep=keep))
    states = Counter(f"{one.state} {' '.join(code for code, _ in one.notices)}".strip() for one in results)
    conflicts = sum(one.taken.conflicts for one in results if one.taken)
    return {"states": dict(states), "conflicts": conflicts}


def rebuild(home: Home) -> None:
    """Compute every cache again."""
    with closing(open_desk(home)) as desk:
        digest = desk.digest()
        told(desk.place.store.rebuild)
        assert desk.digest() == digest


def peer(name: str, home: Home, target: Path, *folders: Path) -> None:
    """One of the others, with all files; what it gets wrong by the union's store."""
    files = [path for folder in folders for path in sorted(folder.iterdir())]
    told(lambda: PEERS[name](files, target))
    with closing(open_desk(home)) as desk:
        rows = desk.place.store.cells(ENTRY_TYPES)
        shown = ((row.record, row.field, row.value, row.conflict) for row in rows)
        other, hidden = wrong_cells(target, shown)
    say(0, 0, {"other": other, "hidden": hidden})


def office(home: Home, registration: Path, records: int) -> None:
    """An office of its own: saves of one cell against bare transactions; writing its file against ``csv.writer``."""
    set_up = SetUp("o0002", registration=registration.read_bytes())
    with closing(set_up_desk(home, set_up)) as desk:
        values = {f"money:o0002:2017:P{n:05}:half1": {"spent": n, "fund_general": n, "carried_in": 0,
                  "carried_out": 0, "budget_supplement": n} for n in range(records)}  # fmt: skip
        desk.execute(SaveValues(values, force=True))
        times = []
        for number in range(40):
            begun = time.perf_counter()
            desk.execute(
                SaveValues({"money:o0002:2017:P00001:half1": {"spent": 10_000 + number}}, force=True)
            )
            times.append(time.perf_counter() - begun)
        say(statistics.median(times), 0, {})
        say(statistics.median(_bare(home.root / "bare.db")), 0, {})
        target = home.root / "out.csv"
        told(lambda: {"changes": desk.execute(ExportBundle(target)).changes})
    rows = [list(row) for row in rows_of(target)]
    told(lambda: _write_rows(rows, home.root / "floor.csv"))


def _bare(path: Path) -> list[float]:
    """Bare transactions that save one row, with the pragmas of the store."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in _PRAGMAS:
        database.execute(pragma)
    database.execute("CREATE TABLE cell (no INTEGER PRIMARY KEY, line TEXT)")
    times = []
    for number in range(40):
        begun = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO cell VALUES (?, ?)", (number, "x" * 300))
        database.execute("COMMIT")
        times.append(time.perf_counter() - begun)
    database.close()
    return times


def _write_rows(rows: Sequence[Sequence[str]], target: Path) -> None:
    assert tuple(rows[0]) == COLUMNS
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
        stream.flush()
        os.fsync(stream.fileno())


def main(step: str, *given: str) -> None:
    """Run a step by its name."""
    paths = [Path(one) for one in given]
    match step:
        case "parse":
            parse(sorted(paths[0].iterdir()))
        case "insert":
            insert(sorted(paths[0].iterdir()), paths[1])
        case "merge":
            merge(Home(paths[0]), *paths[1:])
        case "preview":
            preview(Home(paths[0]), paths[1])
        case "rebuild":
            rebuild(Home(paths[0]))
        case "peer":
            peer(given[0], Home(paths[1]), paths[2], *paths[3:])
        case "office":
            office(Home(paths[0]), paths[1], int(given[2]))


if __name__ == "__main__":
    main(*sys.argv[1:])
