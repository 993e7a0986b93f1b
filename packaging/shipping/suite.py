"""The product's own tests on Windows' Python under Wine, in Japanese.

    python3 packaging/build.py test-windows                           the whole suite, room by room
    python3 packaging/build.py test-windows -- store house            some rooms of it
    python3 packaging/build.py test-windows -- tests/domain -q        a part of it, with arguments of pytest

The whole suite runs each room in a process of its own, so that one that dies takes no others along. What was run, what
was left out there and why stands in the report.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from shipping import bench, windows
from shipping.bench import Bench
from shipping.names import CHECKOUT, DISTRIBUTION, version
from shipping.steps import Failed, Place, say, step

NOT_HERE = {"packaging": "it is about this side: the tools that build run on the PC that builds"}
"""Rooms that are no part of the program, and why they are left out."""
TOGETHER = ("-n", "2", "--dist", "worksteal", "-o", "timeout=900")
"""A worker that dies is told and replaced; Wine is slower than what the suite's own limit was set for."""
LIMIT_S = 3 * 3600
TAIL_LINES = 60


@dataclass
class Outcome:
    """How a room's tests went.

    Attributes:
        skipped: reason → how many tests.
        failed: names of tests.
    """

    passed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)


def run_tests(place: Place, arguments: Sequence[str]) -> None:
    """Run tests; without arguments all of them, with a report.

    Raises:
        Failed: some did not pass.
    """
    bench.in_private_mounts()
    with bench.running(place) as here:
        _prepare(place, here)
        known = rooms(here.shared / "checkout")
        if arguments and not set(arguments) <= set(known):
            step("tests")
            code, log = _pytest(place, here, "chosen", arguments)
            say("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:]))
            if code != 0:
                raise Failed(f"tests ended with {code}, see {log}")
            return
        _rooms(place, here, {name: known[name] for name in arguments or known})


def rooms(checkout: Path) -> dict[str, list[str]]:
    """Name of a room → what is given to pytest; the tests that stand in no room are one more."""
    tests = checkout / "tests"
    found = {
        folder.name: [f"tests/{folder.name}"]
        for folder in sorted(tests.iterdir())
        if folder.name not in NOT_HERE and folder.is_dir() and any(folder.glob("test_*.py"))
    }
    return {**found, "house": sorted(f"tests/{path.name}" for path in tests.glob("test_*.py"))}


def outcome_of(report: Path) -> Outcome:
    """What pytest's XML report says."""
    made = Outcome()
    for case in ET.parse(report).getroot().iter("testcase"):  # noqa: S314 - of our own run
        kinds = {child.tag: child for child in case}
        if kinds.keys() & {"failure", "error"}:
            made.failed.append(f"{case.get('classname')}::{case.get('name')}")
        elif "skipped" in kinds:
            made.skipped[re.sub(r"\s+", " ", kinds["skipped"].get("message") or "").strip()] += 1
        else:
            made.passed += 1
    return made


def _rooms(place: Place, here: Bench, wanted: Mapping[str, Sequence[str]]) -> None:
    total = Outcome()
    place.note(f"{DISTRIBUTION} {version()}: tests on Windows' Python under Wine")
    for name, reason in NOT_HERE.items():
        place.note(f"  not run: tests/{name}: {reason}")
    for room, given in wanted.items():
        step(f"tests: {room}")
        report = here.shared / f"tests-{room}.xml"
        report.unlink(missing_ok=True)
        code, log = _pytest(place, here, room, [*given, f"--junitxml={here.windows_path(report)}"])
        if report.is_file():
            found = outcome_of(report)
        else:
            found = Outcome(failed=[f"{room}: ended with {code} before its end, see {log.name}"])
        place.note(
            f"  {room}: {found.passed} passed, {found.skipped.total()} left out, {len(found.failed)} failed"
        )
        for one in found.failed:
            place.note(f"    FAIL {one}")
        total.passed += found.passed
        total.skipped += found.skipped
        total.failed += found.failed
    place.note(
        f"{total.passed} passed, {total.skipped.total()} left out there, {len(total.failed)} failed; left out:"
    )
    for reason, count in sorted(total.skipped.items()):
        place.note(f"  {count} {reason}")
    place.write_report(f"{windows.NAME}-tests-report.txt")
    if total.failed or not total.passed:
        raise Failed(f"{len(total.failed)} tests did not pass")


def _pytest(place: Place, here: Bench, name: str, arguments: Sequence[str]) -> tuple[int, Path]:
    """Run pytest; its exit code and its log."""
    command = [
        "wine",
        f"{bench.SHARED}/py-tests/python.exe",
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-q",
        *TOGETHER,
    ]
    # Wine takes QT_ names for its own; this one arrives as QT_QPA_PLATFORM.
    environment = {"PYTHONPATH": ".", "WINEQT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
    log = place.folder("log") / f"tests-windows-{name}.log"
    with log.open("wb") as stream:
        process = here.start(
            *command, *arguments, cwd=f"{bench.SHARED}/checkout", environment=environment, out=stream
        )
        try:
            return process.wait(timeout=LIMIT_S), log
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return -1, log


def _prepare(place: Place, here: Bench) -> None:
    """A Python with the parts of the tests, and the checkout as it is."""
    target = here.shared / "py-tests"
    if not target.is_dir():
        if not (here.shared / "py").is_dir():
            windows.prepare_python(place, here)
        shutil.copytree(
            here.shared / "py", target, ignore=shutil.ignore_patterns("alps_desk*", "PyInstaller")
        )
        windows.install_parts(place, "dev", target / windows.SITE)
    checkout = here.shared / "checkout"
    shutil.rmtree(checkout, ignore_errors=True)
    safe = ["git", "-c", f"safe.directory={CHECKOUT}"]
    listed = subprocess.run(
        [*safe, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    ).stdout.decode("utf-8")
    for name in filter(None, listed.split("\0")):
        copy = checkout / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, copy)
