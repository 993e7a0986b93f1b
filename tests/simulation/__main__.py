"""Play many histories: ``python -m tests.simulation 10000 [--seed N] [--workers 2] [--stores files]``.

Prints what was played and every failure with the command that plays it again. ``--moves 3,17,20`` plays some moves of one
seed, ``--shrink`` looks for the fewest that still fail. Ends with 1 if a law did not hold.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

from tests.simulation.cast import Stage, prepare
from tests.simulation.play import LENGTH, play
from tests.simulation.shrink import shrink
from tests.simulation.verdict import Violation
from tests.simulation.world import quick_folder

Told = tuple[int, str, dict[str, int]]
"""Seed, what went wrong ("" = nothing), figures."""


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def _stage(kind: str) -> Iterator[Stage]:
    with quick_folder() as folder:
        yield prepare(folder / "stage", files=kind == "files")


def _some(seeds: Sequence[int], kind: str, length: int) -> list[Told]:
    found: list[Told] = []
    with _stage(kind) as stage:
        for seed in seeds:
            try:
                done = play(stage, seed, length=length)
                figures = Counter(
                    changes=done.changes,
                    conflicts=done.conflicts,
                    deleted=done.deleted,
                    refused=sum(done.refused.values()),
                )
                found.append((seed, "", dict(figures)))
            except Violation as violation:
                found.append((seed, str(violation), {}))
            except Exception:  # noqa: BLE001  # a fault of the program in a history is what is looked for
                found.append((seed, traceback.format_exc(limit=-5), {}))
    return found


def main(words: Sequence[str] | None = None) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("count", type=int, nargs="?", default=300)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--stores", choices=("memory", "files"), default="memory")
    parser.add_argument("--length", type=int, default=LENGTH, help="moves of a history")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--moves", help="numbers of the moves of one history, with commas")
    parser.add_argument("--shrink", action="store_true")
    parser.add_argument("--minutes", type=float, default=0.0, help="begin nothing new after so long")
    asked = parser.parse_args(words)
    if asked.moves is not None or asked.shrink:
        return _one(asked)
    return _many(asked)


def _one(asked: argparse.Namespace) -> int:
    only = None if asked.moves is None else [int(one) for one in asked.moves.split(",") if one]
    with _stage(asked.stores) as stage:
        if asked.shrink:
            only, told = shrink(stage, asked.seed, asked.length, only)
            if not told:
                _say("every law holds")
                return 0
            _say(f"{len(only)} moves: {told}\n  {_again(asked, asked.seed, only)}")
        trace: list[str] = []
        try:
            play(stage, asked.seed, length=asked.length, only=only, trace=trace)
        except Violation as violation:
            _say("\n".join(trace))
            _say(str(violation))
            return 1
    _say("every law holds")
    return 0


def _again(asked: argparse.Namespace, seed: int, only: Sequence[int] | None = None) -> str:
    moves = "--shrink" if only is None else "--moves " + ",".join(map(str, only))
    return f"python -m tests.simulation --seed {seed} --length {asked.length} --stores {asked.stores} {moves}"


def _many(asked: argparse.Namespace) -> int:
    begun = time.perf_counter()
    seeds = range(asked.seed, asked.seed + asked.count)
    chunks = [list(seeds[at : at + 25]) for at in range(0, len(seeds), 25)]
    figures: Counter[str] = Counter()
    played = failed = 0
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool:
        calls = zip(chunks, repeat(asked.stores), repeat(asked.length))
        for some in pool.imap(_packed, calls):
            for seed, wrong, found in some:
                played += 1
                figures.update(found)
                if wrong:
                    failed += 1
                    _say(f"seed {seed}: {wrong}\n  {_again(asked, seed)}")
            if asked.minutes and time.perf_counter() - begun > asked.minutes * 60:
                break
        pool.terminate()
    seconds = time.perf_counter() - begun
    _say(
        f"{played} histories of 12 PCs and {asked.length} moves on stores in {asked.stores}, {failed} failed; "
        f"{figures['changes']} changes, {figures['conflicts']} conflicts and {figures['deleted']} deleted records left, "
        f"{figures['refused']} commands refused; {seconds:.0f} s, {seconds / max(played, 1) * 1000:.0f} ms each"
    )
    return 1 if failed else 0


def _packed(call: tuple[Sequence[int], str, int]) -> list[Told]:
    return _some(*call)


if __name__ == "__main__":
    # Where the tests are run from; the histories import nothing else.
    assert (Path(__file__).parent / "world.py").is_file()
    sys.exit(main())
