"""How long the exchange takes, against floors and others measured in the same run.

    python -m tests.benchmarks.exchange [S|M|D|L] [--data FOLDER] [--out FILE] [--no-peers]

Floor: ``csv.reader`` over the same files and ``sqlite3`` ``executemany`` of the same cells with the same pragmas and
one commit; it verifies nothing, detects nothing and keeps no history. The files are made once and kept if a folder is
named. Ratios are given of the wall clock and of the CPU of all processes: where others work on the machine, the
latter says more.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import measuring
from tests.benchmarks.measuring import Cost, run
from tests.benchmarks.peers import PEERS
from tests.benchmarks.round_files import AGAIN, ALONE, FIRST, SIZES, Round

COLUMNS = f"{'':38} {'wall s':>9} {'x floor':>8} {'CPU s':>9} {'x floor':>8} {'MiB':>6}"


class Table:
    """The figures, printed as they come."""

    def __init__(self, floor: Sequence[Cost]) -> None:
        self.wall, self.cpu = (sum(getattr(one, name) for one in floor) for name in ("wall", "cpu"))
        self.lines = [COLUMNS]

    def row(self, name: str, cost: Cost, note: str = "") -> None:
        """One measure against the floor."""
        self.line(
            f"{name:38} {cost.wall:9.3f} {cost.wall / self.wall:8.4f} {cost.cpu:9.3f} "
            f"{cost.cpu / self.cpu:8.4f} {cost.peak_mib or '':>6} {note}"
        )

    def line(self, text: str) -> None:
        """Anything else."""
        self.lines.append(text.rstrip())
        sys.stderr.write(text.rstrip() + "\n")


def files_of(size: str, folder: Path) -> Path:
    """The folder of the files, made if they are not there."""
    made = folder / "made"
    if not made.exists():
        offices, records = SIZES[size]
        Round(folder, offices).write(records)
        made.write_text(f"{size} 2\n", encoding="utf-8")
    if made.read_text(encoding="utf-8").split() != [size, "2"]:
        raise SystemExit(f"{folder} holds other files")
    return folder


def measure(size: str, data: Path, work: Path, *, peers: bool) -> list[str]:
    """Everything, in one run."""
    first, again, alone = data / FIRST, data / AGAIN, data / ALONE
    begun = measuring.load()
    home = work / "union"
    shutil.copytree(data / "union", home)
    [parsing] = run("parse", first)
    [inserting] = run("insert", first, work / "floor.db")
    table = Table([parsing, inserting])
    offices, records = SIZES[size]
    table.line(
        f"{size}: {offices} offices x {records} records, {inserting.said['cells']} cells; {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
    table.row("floor: csv.reader", parsing)
    table.row("floor: executemany", inserting)
    [full] = run("merge", home, first)
    table.row("full merge into an empty store", full, str(full.said["states"]))
    later, same = run("merge", home, again, again)
    table.row("later round, a third of the records", later, f"{later.said}")
    table.row("the same files again", same, str(same.said["states"]))
    looked, one = run("preview", home, alone)
    table.row("one changed office: preview, cold", looked, str(looked.said["states"]))
    table.row("one changed office: taken", one, str(one.said["states"]))
    [rebuilt] = run("rebuild", home)
    table.row("rebuild", rebuilt)
    saved, bare, written, writing = run("office", work / "office", data / "registration.csv", records)
    table.line(
        f"one saved cell {saved.wall * 1000:.2f} ms, a bare transaction {bare.wall * 1000:.2f} ms: "
        f"{saved.wall / bare.wall:.2f} x (medians of 40)"
    )
    table.line(
        f"export of an office, {written.said['changes']} changes, {written.wall * 1000:.1f} ms, csv.writer "
        f"{writing.wall * 1000:.1f} ms: {written.wall / writing.wall:.2f} x"
    )
    for name in PEERS if peers else ():
        cost, wrong = run("peer", name, home, work / "peer.db", first, again)
        note = f"first + later; wrong cells {wrong.said['other']}, conflicts hidden {wrong.said['hidden']}"
        table.row(name, cost, note)
    table.line(f"load average {begun:.1f} at the beginning, {measuring.load():.1f} at the end")
    return table.lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("size", nargs="?", default="S", choices=SIZES)
    parser.add_argument("--data", type=Path, help="folder of the files, filled if it is empty")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        data = files_of(options.size, options.data or here / "data")
        lines = measure(options.size, data, here, peers=not options.no_peers)
    sys.stdout.write("\n".join(lines) + "\n")
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
