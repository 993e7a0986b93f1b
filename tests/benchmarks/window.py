"""How long the window takes, against a bare PySide6 window started in the same run.

    python -m tests.benchmarks.window [--runs 5] [--rows 100000] [--out FILE]

Starts are processes of their own, bare and ours in turn, so that the load of the machine weighs on both; medians. Ours
is the real program; it is usable when its first screen is painted with what it asked the store for and takes keys. The
other figures are taken in one process: a key and a committed cell on the real entry screen over a real store, large
tables on the real 全体の一覧 over more projects than there are. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from alps_desk.app.workplace import Home

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_BARE = """
import json, os, sys, time
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
application = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(QLabel("x"))
window.resize(1366, 768)
window.show()
application.processEvents()
window.grab()
seen = time.monotonic()
held = 0
try:
    held = next(int(one.split()[1]) // 1024 for one in open("/proc/self/smaps_rollup") if one.startswith("Pss:"))
except OSError:
    pass
print(json.dumps({"painted": seen, "usable": seen, "work": time.process_time(), "held_mb": held}), flush=True)
os._exit(0)
"""


_MOST_ENTERED = 10_000
"""Rows of an entry form that are measured."""


@dataclass(frozen=True)
class Start:
    """One start of a process.

    Attributes:
        painted, usable: seconds from its start until the window is painted, and until it can be used.
        work: seconds of a core, until it could be used.
        held_mb: memory then.
    """

    painted: float
    usable: float
    work: float
    held_mb: int


def start(command: Sequence[str], home: Home) -> Start:
    """Start a process and wait until it tells that it can be used."""
    # Compiled once, as an installed program is, whatever this shell says about it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(home.root.parent / "compiled")
    begun = time.monotonic()
    said = subprocess.run(
        [sys.executable, *command], stdout=subprocess.PIPE, text=True, env=environment, check=True
    )
    told = json.loads(said.stdout)
    return Start(told["painted"] - begun, told["usable"] - begun, told["work"], told["held_mb"])


def starts(home: Home, runs: int) -> list[tuple[str, str]]:
    """Bare and ours in turn; the first of each warms the caches of the disk and does not count."""
    commands = {"bare": ["-c", _BARE], "ours": ["-m", "tests.gui.first_start", str(home.root)]}
    found: dict[str, list[Start]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            one = start(command, home)
            if number:
                found[name].append(one)
    bare, ours = found["bare"], found["ours"]

    def middle(seen: Sequence[Start], what: str) -> float:
        return statistics.median(getattr(one, what) for one in seen)

    def said(seen: Sequence[Start], what: str) -> str:
        return f"{middle(seen, what) * 1000:,.0f} ms (work {middle(seen, 'work') * 1000:,.0f} ms)"

    pairs = statistics.median(mine.usable / other.usable for mine, other in zip(ours, bare, strict=True))
    work = middle(ours, "work") / middle(bare, "work")
    return [
        ("start, bare PySide6 window", said(bare, "usable")),
        ("start until the window is painted", f"{middle(ours, 'painted') * 1000:,.0f} ms"),
        ("start to a usable window: ホーム with its rows", said(ours, "usable")),
        ("ratio by the clock / of the work (wanted: at most 1.5)", f"{pairs:.1f} / {work:.1f}"),
        (
            "idle memory (PSS), bare / ours",
            f"{middle(bare, 'held_mb'):.0f} MB / {middle(ours, 'held_mb'):.0f} MB",
        ),
    ]


def commands(home: Home, runs: int) -> list[tuple[str, str]]:
    """Words of the command line, as a process of their own."""
    found = []
    for words in (["--help"], ["offices", "--home", str(home.root)]):
        times = []
        for number in range(runs + 1):
            before = os.times()
            begun = time.monotonic()
            subprocess.run(
                [sys.executable, "-m", "alps_desk", *words],
                stdout=subprocess.DEVNULL,
                check=True,
                env={
                    **{
                        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
                    },
                    "PYTHONPYCACHEPREFIX": str(home.root.parent / "compiled"),
                },
            )
            after = os.times()
            work = after.children_user + after.children_system - before.children_user - before.children_system
            if number:
                times.append(((time.monotonic() - begun) * 1000, work * 1000))
        found.append((f"`alps-desk {words[0]}`", spread(times)))
    return found


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of wall clock, and of them those in which this process had a core."""
    begun, used = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - used) * 1000


def spread(times: Sequence[tuple[float, float]]) -> str:
    """Median and worst by the clock, median of the work itself: what a machine without other load would need."""
    clock, work = zip(*times, strict=True)
    worst = f", worst {max(clock):,.0f}" if len(times) > 1 else ""
    return f"{statistics.median(clock):,.0f} ms{worst} (work {statistics.median(work):,.0f} ms)"


def entry(folder: Path) -> list[tuple[str, str]]:
    """A key and a committed cell on 進捗の入力 over a real store."""
    from PySide6.QtWidgets import QApplication

    from alps_desk.gui.application import make_application
    from tests.gui.entry_sample import fill_sample
    from tests.gui.hands import press
    from tests.gui.union_pictures import Stage
    from tests.gui.union_world import FY, PERIOD, World

    theme = make_application(sys.argv[:1])[1]
    world = World(folder)
    desk = world.office("omachi")
    fill_sample(desk, FY, PERIOD)
    stage = Stage(world, theme, desk)
    stage.window.resize(1366, 768)
    stage.window.show()
    stage.window.activateWindow()
    stage.window.show_page("entry")
    stage.settle()
    page = stage.window.page("entry")
    grid = page.pane.grid
    spent = page.source.column_named("spent")
    painted: list[tuple[float, float]] = []
    stored: list[tuple[float, float]] = []

    def key(one: str) -> None:
        press(one)
        QApplication.processEvents()
        stage.window.repaint()

    def commit(row: int, amount: int) -> None:
        grid.type_over(str(amount))
        grid.commit_input()
        stage.lanes.wait_until_idle()
        while page.book.busy:
            stage.lanes.wait_until_idle()

    for number in range(40):
        grid.go_to(number % 6, spent)
        grid.setFocus()
        painted.append(timed(lambda number=number: key(str(number % 9 + 1))))
        press("Esc")
        press("Esc")
    for number in range(25):
        grid.go_to(number % 6, spent)
        grid.setFocus()
        stored.append(timed(lambda number=number: commit(number % 6, 100_000 + number)))
    stage.close()
    world.close()
    return [
        ("a key typed into a cell, until painted", spread(painted)),
        ("a committed cell, until durable and judged again", spread(stored)),
    ]


def entry_rows(folder: Path, count: int) -> list[tuple[str, str]]:
    """進捗の入力 with so many projects: opened (every row is checked), sorted, searched.

    No office has more than some hundred; ``_MOST_ENTERED`` shows how it grows, and each row costs the same.
    """
    from PySide6.QtWidgets import QApplication

    from alps_desk.gui.application import make_application
    from tests.benchmarks.lists import long_form
    from tests.gui.entry_sample import fill_sample
    from tests.gui.union_pictures import Stage
    from tests.gui.union_world import FY, PERIOD, World

    theme = make_application(sys.argv[:1])[1]
    world = World(folder)
    desk = world.office("omachi")
    fill_sample(desk, FY, PERIOD)
    stage = Stage(world, theme, desk)
    stage.window.resize(1366, 768)
    stage.window.show()
    stage.window.show_page("entry")
    stage.settle()
    page = stage.window.page("entry")
    book, real = page.book, page.book.snapshot
    found = []
    model, spent = page.pane.grid.model_, page.source.column_named("spent")
    for rows in sorted({1_000, min(count, _MOST_ENTERED)}):
        form = long_form(real, rows)

        def seen(work: Callable[[], object]) -> tuple[float, float]:
            def whole() -> None:
                work()
                QApplication.processEvents()
                stage.window.grab()

            return timed(whole)

        at = f"進捗の入力 with {rows:,} rows"
        found.append(
            (
                f"opening {at}, every row checked",
                spread([seen(lambda form=form: book._take((book._serial, form)))]),
            )
        )
        found.append((f"sorting {at}", spread([seen(lambda: model.sort_by(spent))])))
        model.sort_by(None)
        found.append(
            (f"the first search for a word in {at}", spread([seen(lambda: page.pane.search("図書館"))]))
        )
        found.append((f"another search in {at}", spread([seen(lambda: page.pane.search("センター"))])))
        page.pane.search("")
    book._take((book._serial, real))
    stage.close()
    world.close()
    return found


def tables(folder: Path, count: int) -> list[tuple[str, str]]:
    """The real 全体の一覧 of the union at this many reports: opening, sorting, filtering, searching."""
    from PySide6.QtWidgets import QApplication

    from alps_desk.gui.application import make_application
    from alps_desk.gui.views.overview_source import KEYS, OverviewSource
    from alps_desk.gui.widgets.grid import GridPane
    from tests.benchmarks.lists import long_list
    from tests.gui.union_world import FY, PERIOD, World

    make_application(sys.argv[:1])
    world = World(folder)
    real = world.union.overview(FY, PERIOD)
    world.close()

    def show(rows: int) -> tuple[GridPane, OverviewSource]:
        source = OverviewSource("none", 1000)
        source.show(long_list(real, rows))
        return GridPane(source, name="table"), source

    def paint(pane: GridPane) -> None:
        pane.resize(1366, 768)
        pane.show()
        QApplication.processEvents()
        pane.grab()

    found = []
    for rows in (1_000, count):
        times = []
        for _ in range(3):
            source = OverviewSource("none", 1000)
            source.show(long_list(real, rows))
            opened: list[GridPane] = []

            def work(source: OverviewSource = source, opened: list[GridPane] = opened) -> None:
                opened.append(GridPane(source, name="table"))
                paint(opened[0])

            times.append(timed(work))
            opened[0].deleteLater()
            QApplication.processEvents()
        found.append((f"opening 全体の一覧 with {rows:,} reports", spread(times)))
    at = f"at {count:,} reports"
    sorting: list[tuple[float, float]] = []
    again: list[tuple[float, float]] = []
    filtering: list[tuple[float, float]] = []
    first: list[tuple[float, float]] = []
    further: list[tuple[float, float]] = []
    for _ in range(3):
        # Each time a table that nobody has asked anything yet.
        pane, _source = show(count)
        paint(pane)
        model = pane.grid.model_

        def seen(work: Callable[[], object], pane: GridPane = pane) -> tuple[float, float]:
            def whole() -> None:
                work()
                QApplication.processEvents()
                pane.grab()

            return timed(whole)

        spent, state = KEYS.index("spent"), KEYS.index("state")
        first.append(seen(lambda pane=pane: pane.search("トラブル")))
        for word in ("相談", "ない言葉", "その777", "99999"):
            further.append(seen(lambda pane=pane, word=word: pane.search(word)))
        pane.search("")
        for column in (spent, KEYS.index("project_name"), KEYS.index("done_text")):
            sorting.append(seen(lambda model=model, column=column: model.sort_by(column)))
            again.append(seen(lambda model=model, column=column: model.sort_by(column, descending=True)))
        model.sort_by(None)
        for column in (state, KEYS.index("office")):
            values = frozenset(model.values_of(column)[:1])
            filtering.append(
                seen(lambda model=model, column=column, values=values: model.set_value_filter(column, values))
            )
            model.clear_filters()
        pane.deleteLater()
        QApplication.processEvents()
    return [
        *found,
        (f"sorting by a column for the first time {at} (wanted: at most 1 s)", spread(sorting)),
        (f"sorting by it again {at}", spread(again)),
        (f"filtering by a value {at} (wanted: at most 1 s)", spread(filtering)),
        (f"the first search for a word {at} (wanted: at most 1 s)", spread(first)),
        (f"each further search {at}", spread(further)),
    ]


def measure(runs: int, count: int) -> list[str]:
    """All figures as lines of a Markdown table."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    with tempfile.TemporaryDirectory() as place:
        figures = entry(Path(place) / "world")
        home = Home(next((Path(place) / "world").glob("pc-*-omachi")))
        figures = [
            *starts(home, runs),
            *commands(home, runs),
            *figures,
            *entry_rows(Path(place) / "rows", count),
            *tables(Path(place) / "tables", count),
        ]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [
        f"{machine}, offscreen, load {load} at the start; {runs} starts each.",
        "",
        "| what | figure |",
        "|---|---|",
    ]
    return [*lines, *(f"| {name} | {figure} |" for name, figure in figures)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with ``--out`` write too."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    lines = measure(options.runs, options.rows)
    sys.stdout.write("\n".join(lines) + "\n")
    if options.out:
        head = [
            "# The window",
            "",
            "`python -m tests.benchmarks.window --out tests/benchmarks/WINDOW.md`",
            "",
        ]
        options.out.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
