"""Play many histories: ``python -m tests.simulation 10000 [--seed N] [--workers 2] [--stores files]``.

Prints what was played and every failure with the command that plays it again. ``--moves 3,17,20`` plays some moves of one
seed, ``--shrink`` looks for the fewest that still fail. Ends with 1 if a law did not hold.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence

from tests.simulation.campaign import histories, stage_of
from tests.simulation.play import LENGTH, play
from tests.simulation.shrink import shrink
from tests.simulation.verdict import Violation


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


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
    with stage_of(asked.stores) as stage:
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
    figures: Counter[str] = Counter()
    played = failed = 0
    for some in histories(seeds, asked.stores, asked.length, asked.workers):
        for seed, wrong, found in some:
            played += 1
            figures.update(found)
            if wrong:
                failed += 1
                _say(f"seed {seed}: {wrong}\n  {_again(asked, seed)}")
        if asked.minutes and time.perf_counter() - begun > asked.minutes * 60:
            break
    seconds = time.perf_counter() - begun
    _say(
        f"{played} histories of 12 PCs and {asked.length} moves on stores in {asked.stores}, {failed} failed; "
        f"{figures['changes']} changes, {figures['conflicts']} conflicts and {figures['deleted']} deleted records left, "
        f"{figures['refused']} commands refused; {seconds:.0f} s, {seconds / max(played, 1) * 1000:.0f} ms each"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
