"""Kills a program in the middle of its work, over and over, and looks at what it left behind.

``python -m tests.store.crashing FOLDER 500 [KIND …]`` tries every kind of work 500 times; the tests try a handful. A
process is forked for each try and killed by a timer of the operating system after a random part of the time the work
takes. What is found afterwards must be what was there before or what is there after, never anything between
(``crash_scenes``); work that was told as done is there.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.store.crash_scenes import KINDS, Scene, Stage

_AGAIN = 10
"""Every so many tries work that was not done is done again."""


def kill_within(seconds: float, work: Callable[[], None]) -> bool:
    """Do some work in a process of its own that is killed after a time; whether it was.

    Raises:
        AssertionError: it ended by itself without having done the work.
    """
    child = os.fork()
    if child == 0:
        # Nobody catches this signal: the process ends wherever it is, in the middle of SQLite or of a system call.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))
        code = 1
        try:
            work()
            signal.setitimer(signal.ITIMER_REAL, 0)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the work failed"
    return False


def crash(scene: Scene, tries: int, seed: int = 1) -> Counter[str]:
    """Kill one kind of work many times; how often it was found before and after."""
    # Measured the way it is done: a forked process is slower.
    home = scene.trial("timed")
    started = time.perf_counter()
    kill_within(600, partial(scene.work, home))
    seconds = time.perf_counter() - started
    chance = random.Random(seed)
    answers: Counter[str] = Counter()
    known: dict[bytes, str] = {}
    for number in range(1, tries + 1):
        home = scene.trial(number)
        killed = kill_within(chance.random() * seconds * 1.2, partial(scene.work, home))
        mark, again = _mark(home.root.parent), number % _AGAIN == 0
        # What is the same byte by byte was judged already.
        answer = known[mark] if mark in known and not again else scene.judge(home, again=again)
        known[mark] = answer
        assert killed or answer == "after", "told as done, and not there"
        answers[f"{answer}{'' if killed else ', in time'}"] += 1
        shutil.rmtree(home.root.parent)
    return answers


def _mark(folder: Path) -> bytes:
    """A hash of everything in a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        digest.update(str(path.relative_to(folder)).encode() + b"\0")
        if path.is_file():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def main() -> None:
    """``FOLDER TRIES [KIND …]``."""
    folder, tries, *kinds = sys.argv[1:]
    stage = Stage(Path(folder))
    # A program that has become newer stays so.
    for kind in sorted(kinds or KINDS, key=lambda kind: kind == "migrate"):
        started = time.perf_counter()
        answers = crash(Scene(stage, kind), int(tries))
        seconds = round(time.perf_counter() - started)
        sys.stdout.write(f"{kind}: {tries} kills, {seconds} s: {dict(sorted(answers.items()))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
