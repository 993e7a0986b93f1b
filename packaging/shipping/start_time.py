"""How long the frozen program takes to a usable window, against the same wheel in a virtual environment.

    python3 packaging/build.py start-time        after ``linux``

Both start on the same data, in turn and in one run, so that the load of the PC weighs on both; the first start of each
fills the caches of the disk and does not count. Ready is what the program's own log calls so: its first screen has what
it asked the store for.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from shipping import program
from shipping.names import CHECKOUT, COMMAND, DISTRIBUTION, FOLDER, version
from shipping.steps import Failed, Place, build_environment, run, step

MOST = 1.2
RUNS = 9
WAITS_S = 120
OFFICE = "omachi"
_READY = re.compile(r"^(\S+ \S+) INFO alps_desk\.gui\.shell: first screen ready$", re.MULTILINE)


def measure(place: Place) -> float:
    """The frozen program's time by the other's; median of pairs.

    Raises:
        Failed: a start never got ready, or the frozen program is too slow.
    """
    frozen = place.work / "frozen" / FOLDER / COMMAND
    if not frozen.is_file():
        raise Failed("make the Linux folder first: build.py linux")
    python = Path(sys.executable)
    program.install_wheel(place, python, program.wheel_of(place, python))
    plain: list[str | Path] = [python, "-m", "alps_desk"]
    step("an office with its table, to start on")
    data = place.folder("start-time", empty=True)
    union, home = data / "union", data / "office"
    registration = data / "registration.csv"
    for number, given in enumerate(
        (
            ["--home", union, "setup", "--office", "union"],
            ["--home", union, "registration", "--out", registration],
            [
                "--home",
                home,
                "setup",
                "--office",
                OFFICE,
                "--registration",
                registration,
                "--person",
                "担当者A",
            ],
            ["--home", home, "enter", CHECKOUT / "resources" / "demo" / f"{OFFICE}.csv"],
        )
    ):
        run(place, f"start-time-{number}", [*plain, *given], cwd=data, environment=_environment())
    step("starts")
    pairs = []
    for number in range(RUNS + 1):
        pair = (_start([frozen], home), _start(plain, home))
        if number:
            pairs.append(pair)
    one, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    place.note(f"{DISTRIBUTION} {version()}: from the start to the first screen with its rows, Qt offscreen")
    place.note(
        f"  frozen program {one:.2f} s, virtual environment {other:.2f} s; medians of {RUNS} starts in turn"
    )
    place.note(f"  median of the pairs' ratios {ratio:.2f}, at most {MOST} is wanted")
    place.note(f"  load of the PC at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    place.write_report(f"{DISTRIBUTION}-{version()}-linux-x64-start-report.txt")
    if ratio > MOST:
        raise Failed(f"the frozen program starts {ratio:.2f} times as slowly")
    return ratio


def ready_at(log: str) -> datetime | None:
    """When a log says that the first screen was ready, the last time; local time without a zone, as it stands there."""
    found = _READY.findall(log)
    # Times of a log are those of the PC's clock, as `datetime.now` without a zone.
    return datetime.strptime(found[-1], "%Y-%m-%d %H:%M:%S,%f") if found else None  # noqa: DTZ007


def _environment() -> dict[str, str]:
    return build_environment(QT_QPA_PLATFORM="offscreen")


def _start(command: list[Path] | list[str | Path], home: Path) -> float:
    (log,) = home.rglob("alps-desk.log") if any(home.rglob("alps-desk.log")) else (None,)
    if log is not None:
        log.unlink()
    began, clock = datetime.now(), time.monotonic()  # noqa: DTZ005 - as the log
    # From another folder, or the checkout beside would be imported.
    with subprocess.Popen(
        [*command, "--home", home], cwd=home.parent, env=_environment(), stdin=subprocess.DEVNULL
    ) as process:
        try:
            while time.monotonic() - clock < WAITS_S:
                for path in home.rglob("alps-desk.log"):
                    ready = ready_at(path.read_text(encoding="utf-8"))
                    if ready is not None:
                        # What it still does after its start is none of it; the next one begins on a quiet PC.
                        time.sleep(1.0)
                        return (ready - began).total_seconds()
                if process.poll() is not None:
                    raise Failed(f"{command[0]} ended with {process.returncode} before its window stood")
                time.sleep(0.02)
            raise Failed(f"{command[0]}: no window in {WAITS_S} s")
        finally:
            process.kill()
