"""Judging files: reading and verifying, without a store, in this process or on all cores.

Promise: :func:`judge` is a pure function of a file's bytes and the roster it is judged by. Files are handed back in
the order they were named whatever finished first, few at a time, so memory does not grow with their number.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import multiprocessing
import os
import pickle
import tempfile
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from alps_desk.bounded import read_up_to
from alps_desk.bundle.csv_form import MAX_FILE, Parcel, Signed, read_bundle, words_digest
from alps_desk.bundle.verify import UnknownDevice, prove_segments, sender_of
from alps_desk.domain.arrivals import Arrival
from alps_desk.domain.errors import NotFound, Refusal
from alps_desk.domain.roster import Roster, parse_roster

_log = logging.getLogger(__name__)

_POOL_FROM = 16 * 1024 * 1024
"""Bytes of files from which other cores are worth the time they take to start."""
_READ_AT_ONCE = 512 * 1024
"""Bytes of a file that are hashed at a time: most files are shorter."""
_OBJECTS_BETWEEN_SEARCHES = 100_000
"""New objects after which a process that judges looks for what holds itself alive."""
_AHEAD = 4
"""Files per core that may be judged before they are taken."""


@dataclass(frozen=True)
class Judge:
    """What files are judged by.

    Attributes:
        roster: exact text of the roster held.
        me: key of the office that takes them.
        chains: segments taken before → the one before each.
    """

    roster: str
    me: str
    chains: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """One file, judged.

    Attributes:
        name, size, sha256: of the file; ``sha256`` is "" when it could not be read.
        refusal: code and params if it is refused; everything below is then of no use.
        parcel: what it holds; the 内容 cells only if they were changed on the way.
        brought: a newer roster that the file brings and that a root key now held has signed.
        unknown: the device that asks to be registered.
        arrivals: its segments, proved; as if the asking device were registered.
        rejected: ids of the segments of a refused file whose sender is proven and registered.
    """

    name: str
    size: int = 0
    sha256: str = ""
    refusal: tuple[str, dict[str, object]] | None = None
    parcel: Parcel | None = None
    brought: Signed | None = None
    unknown: UnknownDevice | None = None
    arrivals: tuple[Arrival, ...] = ()
    rejected: tuple[str, ...] = ()


def judge(path: Path, judge_by: Judge) -> Judged:
    """Judge one file; a refusal is an answer here, not an exception."""
    found = Judged(path.name)
    try:
        content = read_source(path)
        found = replace(found, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        held = parse_roster(judge_by.roster), judge_by.roster
        return _judged(found, read_bundle(content), held, judge_by)
    except Refusal as refusal:
        return replace(found, refusal=(refusal.code, dict(refusal.params)))


def _judged(found: Judged, parcel: Parcel, held: tuple[Roster, str], judge_by: Judge) -> Judged:
    known, brought, unknown = sender_of(parcel, held, judge_by.me)
    try:
        asking = unknown.device if unknown else None
        arrivals = prove_segments(parcel, known, asking, chains=judge_by.chains)
    except Refusal as refusal:
        rejected = parcel.manifest.segments if unknown is None else ()
        return replace(found, refusal=(refusal.code, dict(refusal.params)), rejected=rejected)
    if words_digest(one for some in parcel.contents for one in some) == parcel.manifest.words:
        parcel = replace(parcel, contents=())
    return replace(
        found,
        parcel=parcel,
        brought=parcel.roster if brought else None,
        unknown=unknown,
        arrivals=tuple(arrivals),
    )


def read_source(path: Path) -> bytes:
    """The bytes of a file that somebody named.

    Raises:
        NotFound: missing, a folder, or not readable (``file_missing``).
        BundleRejected: longer than ``MAX_FILE``, told by :func:`read_bundle`.
    """
    try:
        with path.open("rb") as stream:
            return read_up_to(stream, MAX_FILE + 1)
    except OSError as error:
        raise NotFound("file_missing", file=path.name[:80]) from error


def hashes_of(paths: Sequence[Path]) -> dict[Path, str]:
    """SHA-256 of each file as it is now; "" for one that cannot be read."""
    workers = min(os.cpu_count() or 1, len(paths))
    if workers < 2:
        return dict(zip(paths, _hashes(paths), strict=True))
    # Hashing and reading let other threads work; each takes every so manieth file.
    with ThreadPoolExecutor(workers) as pool:
        parts = list(pool.map(_hashes, (paths[at::workers] for at in range(workers))))
    found = {
        path: one for at, part in enumerate(parts) for path, one in zip(paths[at::workers], part, strict=True)
    }
    return {path: found[path] for path in paths}


def _hashes(paths: Sequence[Path]) -> list[str]:
    """The hashes of some files, all read into the same piece of memory."""
    buffer = bytearray(_READ_AT_ONCE)
    view = memoryview(buffer)
    found = []
    for path in paths:
        digest = hashlib.sha256()
        try:
            with path.open("rb", buffering=0) as stream:
                while size := stream.readinto(buffer):
                    digest.update(view[:size])
        except OSError:
            found.append("")
            continue
        found.append(digest.hexdigest())
    return found


def judge_all(paths: Sequence[Path], judge_by: Judge) -> Generator[Judged, None, None]:
    """Judge files in order, on all cores when there is enough to do.

    Closing the iterator stops what has not begun. Where no process beside this one can begin (a guard on the PC that
    ends them, no memory left), this one judges alone.
    """
    cores = os.cpu_count() or 1
    beside = 0
    if cores > 1 and len(paths) > 1 and sum(map(_size, paths)) >= _POOL_FROM:
        try:
            with closing(_judge_beside(paths, judge_by, cores)) as found:
                for one in found:
                    yield one
                    beside += 1
        except (BrokenProcessPool, OSError):
            if beside:
                # They worked, and one of them ended over a file: here the program would.
                raise
            _log.warning("no process beside this one begins to judge")
        else:
            return
    for path in paths:
        yield judge(path, judge_by)


def _judge_beside(paths: Sequence[Path], judge_by: Judge, cores: int) -> Generator[Judged, None, None]:
    """Judge files in order, in processes beside this one."""
    # Fresh processes on every system: a forked copy of a window's threads is not safe.
    context = multiprocessing.get_context("spawn")
    with _kept_for_a_while(judge_by) as kept, ProcessPoolExecutor(cores, context, _begin, (kept,)) as pool:
        waiting: deque[Future[Judged]] = deque()
        try:
            for path in paths:
                waiting.append(pool.submit(_judge_here, path))
                if len(waiting) >= cores * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


@contextmanager
def _kept_for_a_while(judge_by: Judge) -> Iterator[str]:
    """A file, for this user alone, that holds what is judged by.

    Not said to the processes as they start: that goes through a pipe, which Python goes on filling although nobody
    reads any more, and a process that dies first would leave this one waiting for ever. A file's name always fits.
    """
    handle, name = tempfile.mkstemp(prefix="alps-desk-", suffix=".judge")
    try:
        with os.fdopen(handle, "wb") as stream:
            pickle.dump(judge_by, stream)
        yield name
    finally:
        with suppress(OSError):
            Path(name).unlink()


_judge_by: Judge | None = None


def _begin(kept: str) -> None:
    """Give a fresh process what it judges by, once."""
    global _judge_by  # noqa: PLW0603  # the process has no other way to keep what it was started with
    with Path(kept).open("rb") as stream:
        _judge_by = pickle.load(stream)  # noqa: S301 - written by the program, readable by its user alone
    # What a file is read into goes away file by file, without a search for it.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)


def _judge_here(path: Path) -> Judged:
    assert _judge_by is not None
    return judge(path, _judge_by)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
