"""Running a step in a process of its own, with what it cost: wall clock, CPU and memory of all its processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_LOOK_S = 0.25


@dataclass
class Cost:
    """What one step cost.

    Attributes:
        wall, cpu: seconds; ``cpu`` of the process and its children.
        peak_mib: the most that the process and its children held together, seen four times a second: memory that
            they share counts once (PSS), where the system tells.
        said: what the step says of itself.
    """

    wall: float
    cpu: float
    peak_mib: int
    said: dict[str, Any]


def run(step: str, *arguments: object) -> list[Cost]:
    """Run a step of ``tests.benchmarks.steps`` in a fresh process; one cost for each part that it measured."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.steps", step, *map(str, arguments)],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    peak = [0]
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, done, peak))
    watcher.start()
    assert process.stdout is not None
    costs: list[Cost] = []
    for line in process.stdout:
        said = json.loads(line)
        costs.append(Cost(said.pop("wall"), said.pop("cpu"), peak[0], said))
        peak[0] = 0
    done.set()
    watcher.join()
    if process.wait():
        raise SystemExit(f"{step}: {process.returncode}")
    return costs


def _watch(root: int, done: threading.Event, peak: list[int]) -> None:
    while not done.wait(_LOOK_S):
        peak[0] = max(peak[0], sum(map(_held_kib, _family(root))) // 1024)


def _family(root: int) -> list[int]:
    """A process and all its descendants."""
    found = [root]
    for one in found:
        tasks = Path(f"/proc/{one}/task")
        try:
            for task in tasks.iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def _held_kib(process: int) -> int:
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        return 0
    return 0


def load() -> float:
    """How many processes wanted a core in the last minute; 0 where the system does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
