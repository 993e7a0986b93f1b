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

import ctypes
import hashlib
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from alps_desk.app.workplace import Home
from tests.store.crash_scenes import HOME, KINDS, Scene, Stage

CALLS = (
    "openat", "open", "creat", "write", "pwrite64", "writev", "pwritev", "pwritev2", "lseek", "ftruncate", "truncate",
    "fsync", "fdatasync", "sync", "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir",
    "link", "linkat", "symlink", "symlinkat", "sendfile", "copy_file_range", "fallocate",
)  # fmt: skip
_LINE = re.compile(r"(?P<pid>\d+) +(?P<call>\w+)\((?P<args>.*)\) += (?P<result>-?\d+)")
_RESUMED = re.compile(r"(?P<pid>\d+) +<\.\.\. \w+ resumed>(?P<rest>.*)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PLACE = re.compile(r"(?P<fd>-?\d+|AT_FDCWD)<(?P<path>(?:\\x[0-9a-f]{2})*)>")
_SECTOR = 512
_PR_SET_PTRACER = 0x59616D61
_ANYBODY = ctypes.c_ulong(-1)


@dataclass(frozen=True)
class Step:
    """One thing that was asked of the disk.

    Attributes:
        what: ``write``, ``cut`` (truncate), ``make`` (a new file), ``folder``, ``name`` (rename), ``forget`` (unlink),
            ``wait`` (fsync of a file), ``wait_names`` (of a folder), ``wait_all``.
        path: of the file or folder, relative; to: its new name.
        file: number of the file, whatever its name; ``make`` gives it.
        at: where in the file, or its new length; data: what was written.
    """

    what: str
    path: str = ""
    file: int = -1
    at: int = 0
    data: bytes = b""
    to: str = ""


@dataclass
class Recording:
    """What work asked of the disk, in order.

    Attributes:
        names: path → number of the file, before.
        content: number of the file → what was in it.
        folders: paths of the folders.
    """

    names: dict[str, int]
    content: dict[int, bytes]
    folders: set[str]
    steps: list[Step] = field(default_factory=list)


# --- recording -----------------------------------------------------------------------------------------------


def record(root: Path, work: Callable[[], None]) -> Recording:
    """Do some work in a process of its own and write down what it asks of the disk below a folder.

    Raises:
        AssertionError: the work failed, or something was asked that this cannot follow.
        OSError: ``strace`` is missing or may not watch a process.
    """
    base = _base(root)
    trace = root.with_name(root.name + ".trace")
    waiting, go = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            # Some systems let only those watch whom the watched one allows.
            ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
            os.close(go)
            os.read(waiting, 1)
            work()
            code = 0
        finally:
            os._exit(code)
    os.close(waiting)
    command = [
        "strace",
        "-f",
        "-y",
        "-xx",
        "-s",
        "100000000",
        "-e",
        f"trace={','.join(CALLS)}",
        "-o",
        str(trace),
    ]
    tracer = subprocess.Popen([*command, "-p", str(child)], stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    if "attached" not in said:
        os.close(go)
        os.waitpid(child, 0)
        tracer.wait()
        raise OSError(f"strace: {said}")
    os.close(go)
    _, status = os.waitpid(child, 0)
    tracer.stderr.read()
    tracer.wait()
    assert os.waitstatus_to_exitcode(status) == 0, "the work failed"
    Reader(root, base).read(_calls(trace))
    trace.unlink()
    return base


def _base(root: Path) -> Recording:
    names, content, folders = {}, {}, set()
    if root.exists():
        folders.add(".")
    for number, path in enumerate(sorted(root.rglob("*"))):
        place = str(path.relative_to(root))
        if path.is_dir():
            folders.add(place)
        else:
            names[place], content[number] = number, path.read_bytes()
    return Recording(names, content, folders)


def _calls(trace: Path) -> Iterator[tuple[str, str, int]]:
    """Call, arguments and result of each call that was answered well, in the order of the answers."""
    begun: dict[str, str] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for raw in lines:
            line = raw.rstrip("\n")
            if line.endswith("<unfinished ...>"):
                begun[line.split(maxsplit=1)[0]] = line.removesuffix("<unfinished ...>")
                continue
            resumed = _RESUMED.match(line)
            if resumed is not None:
                line = begun.pop(resumed["pid"], "") + resumed["rest"]
            found = _LINE.match(line)
            if found is not None and int(found["result"]) >= 0:
                yield found["call"], found["args"], int(found["result"])


class Reader:
    """Turns calls into steps.

    Args:
        root: the folder that matters; what happens elsewhere is left out.
        into: takes the steps.
    """

    def __init__(self, root: Path, into: Recording) -> None:
        self._root = os.fsencode(os.path.realpath(root))
        self._into = into
        self._names = dict(into.names)
        self._lengths = {number: len(data) for number, data in into.content.items()}
        self._next = max(into.content, default=-1) + 1
        # Where a file that is written without saying where stands.
        self._at: dict[str, int] = {}
        self._append: set[str] = set()
        # Numbers of files that are open, also when their name has gone to another file meanwhile.
        self._open: dict[str, int] = {}

    def read(self, calls: Iterator[tuple[str, str, int]]) -> None:
        """Take the calls."""
        for call, args, result in calls:
            if call in ("openat", "open", "creat"):
                self._opened(call, args, result)
            elif call in ("unlink", "unlinkat", "rmdir"):
                self._forgotten(self._paths(args)[0], folder=call == "rmdir" or "AT_REMOVEDIR" in args)
            elif call.startswith("rename"):
                self._renamed(*self._paths(args))
            elif call.startswith("mkdir"):
                if (path := self._paths(args)[0]) is not None:
                    self._add(Step("folder", path))
            elif call == "sync":
                self._add(Step("wait_all"))
            else:
                self._file(call, args, result)

    def _add(self, step: Step) -> None:
        self._into.steps.append(step)

    def _inside(self, path: bytes) -> str | None:
        """A path relative to the root; None outside of it."""
        if path == self._root:
            return "."
        if not path.startswith(self._root + b"/"):
            return None
        return os.fsdecode(path[len(self._root) + 1 :])

    def _paths(self, args: str) -> list[str | None]:
        """Paths that are named as texts, relative to their folders."""
        found = []
        folder = b""
        for part in re.finditer(rf"{_PLACE.pattern}|{_TEXT.pattern}", args):
            if part["path"] is not None:
                folder = _plain(part["path"])
            else:
                path = _plain(part.group(part.lastindex or 0))
                found.append(self._inside(path if path.startswith(b"/") else folder + b"/" + path))
        return found

    def _opened(self, call: str, args: str, result: int) -> None:
        path = self._paths(args)[0]
        if path is None or "O_DIRECTORY" in args:
            return
        handle = str(result)
        writes = call == "creat" or "O_WRONLY" in args or "O_RDWR" in args
        if path not in self._names:
            if "O_CREAT" not in args and call != "creat":
                return
            self._names[path], self._lengths[self._next] = self._next, 0
            self._add(Step("make", path, self._next))
            self._next += 1
        number = self._names[path]
        if ("O_TRUNC" in args or call == "creat") and self._lengths[number]:
            self._lengths[number] = 0
            self._add(Step("cut", path, number))
        if writes or handle not in self._open:
            self._open[handle], self._at[handle] = number, 0
            self._append.discard(handle)
            if "O_APPEND" in args:
                self._append.add(handle)

    def _forgotten(self, path: str | None, *, folder: bool) -> None:
        if path is None:
            return
        if not folder:
            self._names.pop(path, None)
        self._add(Step("forget", path))

    def _renamed(self, old: str | None, new: str | None) -> None:
        assert (old is None) == (new is None), "a file moved across the border of what is recorded"
        if old is not None and new is not None:
            if old in self._names:
                self._names[new] = self._names.pop(old)
            self._add(Step("name", old, to=new))

    def _file(self, call: str, args: str, result: int) -> None:
        place = _PLACE.match(args)
        if place is None or (path := self._inside(_plain(place["path"]).removesuffix(b" (deleted)"))) is None:
            return
        handle = place["fd"]
        if call in ("fsync", "fdatasync"):
            if path in self._into.folders or any(
                s.what == "folder" and s.path == path for s in self._into.steps
            ):
                self._add(Step("wait_names", path))
            else:
                self._add(Step("wait", path, self._names[path]))
            return
        if call == "lseek":
            self._at[handle] = result
            return
        number = self._names.get(path, self._open.get(handle, -1))
        if call == "ftruncate":
            length = int(args.rsplit(",", 1)[1])
            self._lengths[number] = length
            self._add(Step("cut", path, number, length))
            return
        if call in ("write", "pwrite64"):
            text = _TEXT.search(args)
            assert text is not None, args[:100]
            data = _plain(text[1])[:result]
            at = int(args.rsplit(",", 1)[1]) if call == "pwrite64" else self._where(handle, number, result)
        elif call == "sendfile":
            # What is copied was there before: the copy of a file.
            source = _PLACE.findall(args)[1]
            with Path(os.fsdecode(_plain(source[1]))).open("rb") as stream:
                at = self._where(handle, number, result)
                stream.seek(at)
                data = stream.read(result)
        else:
            raise AssertionError(f"{call} is not followed")
        self._lengths[number] = max(self._lengths.get(number, 0), at + len(data))
        self._add(Step("write", path, number, at, data))

    def _where(self, handle: str, number: int, length: int) -> int:
        at = self._lengths.get(number, 0) if handle in self._append else self._at.get(handle, 0)
        self._at[handle] = at + length
        return at


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


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
