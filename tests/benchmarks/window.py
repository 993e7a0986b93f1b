"""How long the window takes, against a bare PySide6 window started in the same run.

    python -m tests.benchmarks.window [--runs 5] [--rows 100000] [--out FILE]

Starts are processes of their own, bare and ours in turn, so that the load of the machine weighs on both; medians. Ours
is usable when its first screen is painted with what it asked the store for. The other figures are taken in one
process: a key and a committed cell on the real entry screen over a real store, large tables on the same grid widget
over rows in memory. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from alps_desk.app.workplace import Home

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_BARE = """
import sys
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
application = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(QLabel("x"))
window.resize(1366, 768)
window.show()
application.processEvents()
window.grab()
"""
_OURS = """
import sys
from pathlib import Path
from alps_desk import bootstrap
from alps_desk.app.workplace import Home
from alps_desk.gui.application import make_application
from alps_desk.gui.messages import Messages
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
home = Home(Path(sys.argv[1]))
application, theme = make_application(sys.argv[:1])
desk = bootstrap.open_desk(home, alone=True)
doors = Doors(bootstrap.open_desk, bootstrap.set_up_desk, bootstrap.now)
shell = Shell(home, doors, theme, Settings(None), Messages(), sys.excepthook)
window = shell.show_desk(desk)
window.resize(1366, 768)
shell.session.lanes.wait_until_idle()
application.processEvents()
window.grab()
"""
_MEMORY = """
import resource
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, end=" ")
try:
    for line in open("/proc/self/smaps_rollup"):
        if line.startswith("Pss:"):
            print(int(line.split()[1]) // 1024, end="")
except OSError:
    print(0, end="")
sys.stdout.flush()
import os
os._exit(0)
"""


def start(code: str, home: Home) -> tuple[float, int, int]:
    """Seconds from the start of the process to a usable window; its highest and its own memory then, MB."""
    # Compiled once, as an installed program is, whatever this shell says about it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(home.root / "compiled")
    command = [sys.executable, "-c", code + _MEMORY, str(home.root)]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        seconds = time.perf_counter() - begun
    if process.returncode != 0:
        raise RuntimeError(f"ended with {process.returncode}")
    highest, own = said.split()
    return seconds, int(highest), int(own)


def starts(home: Home, runs: int) -> list[tuple[str, str]]:
    """Bare and ours in turn; the first of each warms the caches of the disk and does not count."""
    found: dict[str, list[tuple[float, int, int]]] = {_BARE: [], _OURS: []}
    for number in range(runs + 1):
        for code, seen in found.items():
            one = start(code, home)
            if number:
                seen.append(one)
    bare, ours = (statistics.median(one[0] for one in found[code]) for code in (_BARE, _OURS))
    pairs = statistics.median(
        mine[0] / other[0] for mine, other in zip(found[_OURS], found[_BARE], strict=True)
    )
    memory = [round(statistics.median(one[2] for one in found[code])) for code in (_BARE, _OURS)]
    return [
        ("start, bare PySide6 window", f"{bare * 1000:,.0f} ms"),
        ("start to a usable window", f"{ours * 1000:,.0f} ms"),
        ("ratio of medians / median of ratios (wanted: at most 1.5)", f"{ours / bare:.2f} / {pairs:.2f}"),
        ("idle memory (PSS), bare / ours", f"{memory[0]} MB / {memory[1]} MB"),
    ]


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


def tables(count: int) -> list[tuple[str, str]]:
    """Opening a table, and at its largest sorting, filtering and a search."""
    from PySide6.QtWidgets import QApplication

    from alps_desk.gui.application import make_application
    from alps_desk.gui.widgets.grid import GridPane
    from tests.gui.sample_grid import PROSE, SPENT, STATE, Row, SampleSource

    make_application(sys.argv[:1])
    pattern = SampleSource().rows

    def source(rows: int) -> SampleSource:
        made = []
        for number in range(rows):
            one = pattern[number % len(pattern)]
            values = {**one.values, SPENT: str(number * 7919 % 1_000_003)}
            values[PROSE] = f"{one.values[PROSE]}（{number}）"
            made.append(Row(str(number), one.name, one.type, one.state, values))
        return SampleSource(made)

    def show(rows: SampleSource) -> GridPane:
        pane = GridPane(rows, name="table")
        pane.resize(1366, 768)
        pane.show()
        QApplication.processEvents()
        pane.grab()
        return pane

    found = []
    panes: list[GridPane] = []
    for rows in (1_000, count):
        made = source(rows)
        times = []
        for _ in range(3):
            times.append(timed(lambda made=made: panes.append(show(made))))
            if rows == 1_000 or len(times) < 3:
                panes.pop().deleteLater()
                QApplication.processEvents()
        found.append((f"opening a table of {rows:,} rows", spread(times)))
    pane = panes[0]
    model = pane.grid.model_

    def painted(work: Callable[[], object]) -> Callable[[], None]:
        def whole() -> None:
            work()
            QApplication.processEvents()
            pane.grab()

        return whole

    at = f"at {count:,} rows"
    sorting = [
        timed(painted(lambda down=down: model.sort_by(SPENT, descending=down))) for down in (False, True)
    ]
    found.append((f"sorting by a figure {at} (wanted: at most 1 s)", spread(sorting)))
    model.sort_by(None)
    wanted = frozenset({"下書き", "差戻し"})
    filtering = timed(painted(lambda: model.set_value_filter(STATE, wanted)))
    found.append((f"filtering by a value {at} (wanted: at most 1 s)", spread([filtering])))
    model.clear_filters()
    first = timed(painted(lambda: pane.search("トラブル")))
    found.append((f"the first search for a word {at}", spread([first])))
    words = ("相談", "延べ", "99999", "ない言葉")
    later = [timed(painted(lambda word=word: pane.search(word))) for word in words]
    found.append((f"each further search {at} (wanted: at most 1 s)", spread(later)))
    pane.close()
    return found


def measure(runs: int, count: int) -> list[str]:
    """All figures as lines of a Markdown table."""
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    with tempfile.TemporaryDirectory() as place:
        figures = entry(Path(place) / "world")
        home = Home(next((Path(place) / "world").glob("pc-*-omachi")))
        figures = [*starts(home, runs), *figures, *tables(count)]
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
