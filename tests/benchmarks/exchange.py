"""How long the exchange takes, against floors measured in the same run.

    python -m tests.benchmarks.exchange [S|M|L] [--out FILE]

Floor: ``csv.reader`` over the same files and ``sqlite3`` ``executemany`` of the same cells with the same pragmas and
one commit; it verifies nothing, detects nothing and keeps no history.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import platform
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from alps_desk.app.commands import MergeBundles
from alps_desk.bootstrap import open_desk
from tests.benchmarks.round_files import SIZES, Round


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def floor(files: Sequence[Path], folder: Path) -> dict[str, float]:
    """Parse the files with ``csv`` and insert their cells; seconds of both and their sum."""

    def parse() -> None:
        for path in files:
            for _row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
                pass

    parsing = timed(parse)
    inserting = 0.0
    database = sqlite3.connect(folder / "floor.db", isolation_level=None)
    for pragma in ("journal_mode=DELETE", "synchronous=EXTRA"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE cell (record TEXT, field TEXT, value, PRIMARY KEY (record, field))")
    database.execute("BEGIN IMMEDIATE")
    for path in files:
        cells = []
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            if row[0] == "記録":
                change = json.loads(row[8])
                cells += [(change["r"], field, value) for field, value in change["set"].items()]
        inserting += timed(
            lambda cells=cells: database.executemany("INSERT OR REPLACE INTO cell VALUES (?,?,?)", cells)
        )
    inserting += timed(lambda: database.execute("COMMIT"))
    database.close()
    return {"parse": parsing, "insert": inserting, "sum": parsing + inserting}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", default="S", choices=SIZES)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    offices, records = SIZES[options.size]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        print(f"{options.size}: {offices} x {records}", file=sys.stderr)
        made = Round(here, offices)
        first = made.write("first", records)
        later = made.write("later", records, 1 / 3)
        base = floor(first, here)
        rows = [
            ("floor: csv.reader", base["parse"]),
            ("floor: executemany", base["insert"]),
            ("floor", base["sum"]),
        ]
        desk = open_desk(made.union)
        for name, files in (
            ("full merge", first), ("later round, a third", later), ("the same files again", later),
        ):  # fmt: skip
            results: list[str] = []
            seconds = timed(
                lambda files=files, results=results: results.extend(
                    result.state + "".join(code for code, _ in result.notices)
                    for result in desk.execute(MergeBundles(tuple(files)))
                )
            )
            print(name, {state: results.count(state) for state in set(results)}, file=sys.stderr)
            rows.append((name, seconds))
        rows.append(("rebuild", timed(desk.place.store.rebuild)))
        desk.close()
        lines = [f"{platform.machine()} python {platform.python_version()} sqlite {sqlite3.sqlite_version}"]
        lines += [f"{name:24} {seconds:9.3f} s {seconds / base['sum']:8.3f} x" for name, seconds in rows]
        lines.append(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")
        print("\n".join(lines))
        if options.out:
            options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
