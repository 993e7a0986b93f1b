"""Cuts the power at every write of a file, and looks at what is on the disk.

``python -m tests.store.power_cut FOLDER 0 [KIND …]`` tries every state of the disk that can be told apart, for every kind
of work; with a number only so many of each kind, drawn by chance, as the tests do.

How: the work runs once in a process of its own under ``strace``, so that what is recorded is the product's own traffic
with the disk, byte by byte: SQLite's (database and rollback journal), and that of every other file it writes. Nothing in
the product is replaced or told that it is watched; a virtual file system of another SQLite in the same process would not
see the standard library's, nor files that are none of SQLite's. From the recording the disk is put together as it would
be after a power cut at any point, under rules that are harder than those of common file systems:

* what was written to a file is on the disk for sure only after a later ``fsync`` of that file;
* until then each write may be there, be missing, or be there in some of its sectors of 512 bytes, in any order;
* a name that was given, taken away or changed is there for sure only after a later ``fsync`` of its folder; until then
  the names of a folder change on the disk in order, up to any point.

Each disk is then opened by the product and judged like after a kill (``crash_scenes``). After the work was told as done,
it must be there even if nothing more reached the disk than what was waited for.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from alps_desk.app.workplace import Home
from tests.store.crash_scenes import HOME, KINDS, Scene, Stage
from tests.store.disk_recording import Recording, Step, record

_SECTOR = 512


# --- the disk after a power cut --------------------------------------------------------------------------------


@dataclass
class Disk:
    """What is on the disk."""

    files: dict[str, bytes]
    folders: set[str]

    @property
    def mark(self) -> bytes:
        """A hash of it."""
        digest = hashlib.sha256()
        for name in sorted(self.files):
            digest.update(name.encode() + b"\0" + hashlib.sha256(self.files[name]).digest())
        digest.update("\n".join(sorted(self.folders)).encode())
        return digest.digest()

    def write(self, root: Path) -> None:
        """Make it."""
        for folder in sorted(self.folders):
            (root / folder).mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)


Chance = Callable[[], bool]


def disk_after(
    recording: Recording, count: int, data: Chance, names: Chance, torn: random.Random | None = None
) -> Disk:
    """The disk when the power fails after so many steps.

    Args:
        data: whether a write that was not waited for is there; names: whether a change of a name is, and with it those
            before it in its folder.
        torn: tears such writes into sectors, if given.
    """
    steps = recording.steps[:count]
    sure, sure_names = _waited_for(steps)
    kept = _kept_names(steps, sure_names, names)
    content = {number: bytearray(data) for number, data in recording.content.items()}
    names_now, folders = dict(recording.names), set(recording.folders)
    for place, step in enumerate(steps):
        if step.what == "write":
            if place in sure or data():
                body = content.setdefault(step.file, bytearray())
                for at, part in _parts(step, None if place in sure else torn):
                    body.extend(bytes(max(0, at - len(body))))
                    body[at : at + len(part)] = part
        elif step.what == "cut":
            if place in sure or data():
                body = content.setdefault(step.file, bytearray())
                del body[step.at :]
                body.extend(bytes(step.at - len(body)))
        elif place in kept:
            _rename(step, names_now, folders)
    whole = {name: bytes(content.get(number, b"")) for name, number in names_now.items()}
    # A folder whose own name was lost takes what is in it along.
    return Disk({name: body for name, body in whole.items() if _reachable(name, folders)}, folders)


def _waited_for(steps: Sequence[Step]) -> tuple[set[int], set[int]]:
    """Places of the writes and of the changes of names that were waited for."""
    sure, sure_names = set(), set()
    waited: set[int] = set()
    waited_names: set[str] = set()
    everything = False
    for place in range(len(steps) - 1, -1, -1):
        step = steps[place]
        if step.what == "wait":
            waited.add(step.file)
        elif step.what == "wait_names":
            waited_names.add(step.path)
        elif step.what == "wait_all":
            everything = True
        elif step.what in ("write", "cut"):
            if everything or step.file in waited:
                sure.add(place)
        elif everything or _folder_of(step) in waited_names:
            sure_names.add(place)
    return sure, sure_names


def _kept_names(steps: Sequence[Step], sure: set[int], names: Chance) -> set[int]:
    """Places of the changes of names that are there: in each folder those up to some point."""
    kept = set(sure)
    over: set[str] = set()
    for place, step in enumerate(steps):
        if step.what in ("make", "folder", "name", "forget") and place not in sure:
            folder = _folder_of(step)
            if folder not in over and names():
                kept.add(place)
            else:
                over.add(folder)
    return kept


def _folder_of(step: Step) -> str:
    return str(Path(step.to or step.path).parent)


def _rename(step: Step, names: dict[str, int], folders: set[str]) -> None:
    if step.what == "make":
        names[step.path] = step.file
    elif step.what == "folder":
        folders.add(step.path)
    elif step.what == "forget":
        names.pop(step.path, None)
        folders.discard(step.path)
    elif step.path in names:
        names[step.to] = names.pop(step.path)


def _reachable(name: str, folders: set[str]) -> bool:
    return all(str(folder) in folders for folder in Path(name).parents)


def _parts(step: Step, torn: random.Random | None) -> list[tuple[int, bytes]]:
    """The pieces of a write that are there."""
    if torn is None or len(step.data) <= _SECTOR or torn.random() < 0.5:
        return [(step.at, step.data)]
    first = _SECTOR - step.at % _SECTOR
    edges = [0, *range(first, len(step.data), _SECTOR), len(step.data)]
    return [
        (step.at + start, step.data[start:end])
        for start, end in itertools.pairwise(edges)
        if torn.random() < 0.5
    ]


def disks(
    recording: Recording, points: Sequence[int], seed: int = 1, chances: int = 3
) -> Iterator[tuple[int, str, Disk]]:
    """Every disk that can be told apart, with the number of steps before the power failed and how it came about.

    Args:
        points: numbers of steps.
        chances: disks that are drawn by chance at each point.
    """
    yes, no = (lambda: True), (lambda: False)
    chance = random.Random(seed)

    def coin() -> bool:
        return chance.random() < 0.5

    ways: dict[str, tuple[Chance, Chance, random.Random | None]] = {
        "everything": (yes, yes, None),
        "nothing that was not waited for": (no, no, None),
        "names": (no, yes, None),
        "data": (yes, no, None),
    }
    for number in range(chances):
        ways[f"by chance {number}"] = coin, coin, chance
    seen = set()
    # Every point in one way, then in the next: a few of them are of many kinds.
    order = [
        (count, way)
        for turn in range(len(ways))
        for at, count in enumerate(points)
        for way in [list(ways)[(turn + at) % len(ways)]]
    ]
    for count, way in order:
        disk = disk_after(recording, count, *ways[way])
        if disk.mark not in seen:
            seen.add(disk.mark)
            yield count, way, disk


# --- judging -------------------------------------------------------------------------------------------------


def cut(scene: Scene, most: int = 0, seed: int = 1) -> tuple[int, Counter[str]]:
    """Cut the power while one kind of work is done; number of steps, and how often it was found before and after.

    Args:
        most: so many disks, drawn by chance; 0 = all.
    """
    home = scene.trial("recorded")
    recording = record(home.root.parent, partial(scene.work, home))
    shutil.rmtree(home.root.parent)
    answers: Counter[str] = Counter()
    points: Sequence[int] = range(len(recording.steps) + 1)
    if most and len(points) > most:
        points = random.Random(seed).sample(points, most)
    for number, (count, way, disk) in enumerate(disks(recording, points, seed)):
        if most and number == most:
            break
        with _standing(scene.folder / f"cut-{number}", disk) as home:
            try:
                answers[scene.judge(home)] += 1
            except Exception as fault:
                raise AssertionError(
                    f"{scene.kind}: step {count} of {len(recording.steps)}, {way}"
                ) from fault
    end = disk_after(recording, len(recording.steps), lambda: False, lambda: False)
    with _standing(scene.folder / "cut-end", end) as home:
        assert scene.judge(home) == "after", f"{scene.kind}: told as done, and not on the disk"
    return len(recording.steps), answers


@contextmanager
def _standing(root: Path, disk: Disk) -> Iterator[Home]:
    """A disk for as long as it is looked at."""
    disk.write(root)
    yield Home(root / HOME)
    shutil.rmtree(root)


def can_watch(folder: Path) -> bool:
    """Whether a process may be watched here."""
    with suppress(OSError, AssertionError):
        (folder / "watched").mkdir()
        file = folder / "watched" / "file"
        recording = record(folder / "watched", lambda: file.write_bytes(b"x") and None)
        return any(step.what == "write" for step in recording.steps)
    return False


def main() -> None:
    """``FOLDER NUMBER [KIND …]``."""
    folder, most, *kinds = sys.argv[1:]
    stage = Stage(Path(folder))
    # A program that has become newer stays so.
    for kind in sorted(kinds or KINDS, key=lambda kind: kind == "migrate"):
        started = time.perf_counter()
        steps, answers = cut(Scene(stage, kind), int(most))
        seconds = round(time.perf_counter() - started)
        tried = sum(answers.values())
        sys.stdout.write(
            f"{kind}: {steps} steps, {tried} disks, {seconds} s: {dict(sorted(answers.items()))}\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
