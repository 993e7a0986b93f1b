"""Kills a program in the middle of its work, over and over, and looks at what it left behind.

``python -m tests.store.crashing FOLDER 500`` tries every kind of work 500 times; the tests try a handful. A process
is forked for each try and killed by a timer of the operating system after a random part of the time the work takes.
What is found afterwards must be what was there before or what is there after, never anything between.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from alps_desk.app.commands import ExportBundle, MergeBundles, Resolve, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.bundle.csv_form import read_bundle
from alps_desk.domain.errors import StoreUnavailable
from tests.fixtures.desks import Clock, Nonces, Region, progress, save, take
from tests.store.stores import faults

KINDS = ("save", "merge", "resolve", "export", "set_up")


def seen(desk: Desk) -> tuple[object, ...]:
    """Everything that must be as before or as after."""
    store = desk.place.store
    roster = store.roster()
    return (
        desk.digest(), desk.counts(), [view.id for view in desk.conflicts()], len(desk.imports()),
        len(store.exports()), roster[0].version if roster else 0, sorted(store.peers()),
    )  # fmt: skip


class Scene:
    """A union with work before it, and the same work done to the end.

    Args:
        kind: one of ``KINDS``.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder = folder
        self.kind = kind
        region = Region(folder / "region", Clock())
        self.files = self._prepare(region)
        self.base = region.union.place.home.root
        self.before = seen(region.union)
        self.registration = region.registration().read_bytes() if kind == "set_up" else b""
        region.close()
        self.conflict = f"{progress('ikeda')}/pace"
        self.work(self.trial(-1))
        whole = self.trial(0)
        # Measured the way it is done: a forked process is slower.
        started = time.perf_counter()
        kill_within(600, lambda: self.work(whole))
        self.seconds = time.perf_counter() - started
        self.after = self.found(whole)

    def _prepare(self, region: Region) -> tuple[Path, ...]:
        if self.kind not in ("merge", "resolve"):
            save(region.union, {"region:union": {"note": "x" * 2_000}})
            return ()
        first, second = region.member("ikeda"), region.member("ikeda", "second")
        values = {
            progress("ikeda", f"F{n:02}P01"): {"issues": "雪" * 500, "done_text": str(n)} for n in range(60)
        }
        save(first, {**values, progress("ikeda"): {"pace": "late"}})
        save(second, {progress("ikeda"): {"pace": "on_track"}})
        files = region.export(first), region.export(second)
        if self.kind == "resolve":
            take(region.union, *files)
        return files

    def trial(self, number: int) -> Home:
        """A copy to work on; nothing for a set-up."""
        home = Home(self.folder / f"try{number}")
        if self.kind != "set_up":
            shutil.copytree(self.base, home.root)
        return home

    def work(self, home: Home) -> None:
        """The work itself."""
        if self.kind == "set_up":
            set_up_desk(home, SetUp("hakuba", registration=self.registration)).close()
            return
        desk = open_desk(home, clock=Clock(), nonce_maker=Nonces(99))
        match self.kind:
            case "save":
                values = {
                    f"project_year:union:2018:P{n}": {"name": "事業" * 50, "number": n} for n in range(80)
                }
                desk.execute(SaveValues(values))
            case "merge":
                desk.execute(MergeBundles(self.files))
            case "resolve":
                view = next(one for one in desk.conflicts() if one.id == self.conflict)
                desk.execute(Resolve(view.id, "電話で確認", take=view.heads[0]))
            case "export":
                desk.execute(ExportBundle(home.root / "out.csv"))
        desk.close()

    def found(self, home: Home) -> tuple[object, ...]:
        """What is there afterwards; every check of the store passes, and files are whole or not there."""
        desk = open_desk(home, clock=Clock())
        try:
            assert faults(desk.place.store) == [], faults(desk.place.store)
            out = home.root / "out.csv"
            if out.exists():
                read_bundle(out.read_bytes())
            assert len(desk.place.store.exports()) <= out.exists()
            for path in home.archive.iterdir() if home.archive.exists() else ():
                if not path.name.startswith("."):
                    read_bundle(path.read_bytes())
            return seen(desk)
        finally:
            desk.close()

    def judge(self, home: Home) -> str:
        """Which of the two it is.

        Raises:
            AssertionError: it is neither.
        """
        if self.kind == "set_up":
            try:
                set_up_desk(home, SetUp("hakuba", registration=self.registration)).close()
                answer = "before"
            except StoreUnavailable as refusal:
                assert refusal.code == "already_set_up"
                answer = "after"
            assert self.found(home)[:2] == self.after[:2]
            return answer
        found = self.found(home)
        if self.kind == "export" and found not in (self.before, self.after):
            # Sealing, writing and noting are three steps; after any of them everything is whole, and the next
            # export goes on from there.
            assert found[0] == self.before[0]
            self.work(home)
            found = self.found(home)
            assert found[:4] == self.after[:4], (found, self.after)
            return "between two steps"
        if found == self.before:
            self.work(home)
            assert self.found(home) == self.after, "the work can be done again"
            return "before"
        assert found == self.after, (found, self.before, self.after)
        return "after"


def kill_within(seconds: float, work: Callable[[], None]) -> bool:
    """Do some work in a process of its own that is killed after a time; whether it was."""
    child = os.fork()
    if child == 0:
        # Nobody catches this signal: the process ends wherever it is, in the middle of SQLite or of a system call.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def crash(folder: Path, kind: str, tries: int, seed: int = 1) -> Counter[str]:
    """Kill one kind of work many times; how often it was found before and after."""
    scene = Scene(folder, kind)
    chance = random.Random(seed)
    answers: Counter[str] = Counter()
    for number in range(1, tries + 1):
        home = scene.trial(number)
        killed = kill_within(chance.random() * scene.seconds * 1.3, lambda home=home: scene.work(home))  # type: ignore[misc]
        answer = scene.judge(home)
        answers[f"{answer}{'' if killed else ', in time'}"] += 1
        shutil.rmtree(home.root)
    return answers


def main() -> None:
    """``FOLDER TRIES [KIND …]``."""
    folder, tries, *kinds = sys.argv[1:]
    for kind in kinds or KINDS:
        answers = crash(Path(folder) / kind, kind, int(tries))
        sys.stdout.write(f"{kind}: {dict(answers)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
