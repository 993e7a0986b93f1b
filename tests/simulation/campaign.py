"""Many histories, in this process or on several cores."""

from __future__ import annotations

import multiprocessing
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.simulation.cast import Stage, prepare
from tests.simulation.play import play
from tests.simulation.verdict import Violation
from tests.simulation.world import quick_folder

Told = tuple[int, str, dict[str, int]]
"""Seed, what went wrong ("" = nothing), figures."""


@contextmanager
def stage_of(kind: str) -> Iterator[Stage]:
    """The first day, with stores of a kind."""
    with quick_folder() as folder:
        yield prepare(folder / "stage", files=kind == "files")


def some_histories(seeds: Sequence[int], kind: str, length: int) -> list[Told]:
    """Play some histories in this process."""
    found: list[Told] = []
    with stage_of(kind) as stage:
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


def histories(seeds: Sequence[int], kind: str, length: int, workers: int) -> Iterator[list[Told]]:
    """Play histories in the order of their seeds, some at a time."""
    calls = [(list(seeds[at : at + 25]), kind, length) for at in range(0, len(seeds), 25)]
    if workers == 1:
        yield from map(_packed, calls)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(_packed, calls)


def _packed(call: tuple[Sequence[int], str, int]) -> list[Told]:
    return some_histories(*call)
