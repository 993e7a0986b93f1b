"""What work asks of the disk, written down: the product's own traffic, watched by ``strace`` in a process of its own.

Every write, rename and wait below a folder stands there in order and byte by byte, SQLite's and that of every other file;
a call that cannot be followed fails the recording instead of being left out. ``power_cut`` makes disks of it.
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

CALLS = (
    "openat", "open", "creat", "write", "pwrite64", "writev", "pwritev", "pwritev2", "lseek", "ftruncate", "truncate",
    "fsync", "fdatasync", "sync", "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir",
    "link", "linkat", "symlink", "symlinkat", "sendfile", "copy_file_range", "fallocate",
)  # fmt: skip
_LINE = re.compile(r"(?P<pid>\d+) +(?P<call>\w+)\((?P<args>.*)\) += (?P<result>-?\d+)")
_RESUMED = re.compile(r"(?P<pid>\d+) +<\.\.\. \w+ resumed>(?P<rest>.*)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PLACE = re.compile(r"(?P<fd>-?\d+|AT_FDCWD)<(?P<path>(?:\\x[0-9a-f]{2})*)>")
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
