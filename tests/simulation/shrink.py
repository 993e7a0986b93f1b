"""The fewest moves of a history that still break a law."""

from __future__ import annotations

from collections.abc import Sequence

from tests.simulation.cast import Stage
from tests.simulation.play import play
from tests.simulation.verdict import Violation


def verdict(stage: Stage, seed: int, length: int, only: Sequence[int]) -> str:
    """What is wrong with a history, "" if nothing is: the law, or the kind of the fault."""
    try:
        play(stage, seed, length=length, only=only)
    except Violation as violation:
        return f"law {violation.law}"
    except Exception as error:  # noqa: BLE001  # any fault of the program is one
        return type(error).__name__
    return ""


def shrink(stage: Stage, seed: int, length: int, only: Sequence[int] | None = None) -> tuple[list[int], str]:
    """The numbers of the moves that are left, and what they break; "" if nothing was broken.

    Blocks of moves are left out as long as the same is broken, halves first, single moves last.
    """
    left = list(range(length) if only is None else only)
    wanted = verdict(stage, seed, length, left)
    size = len(left) // 2
    while wanted and size:
        at = 0
        while at < len(left):
            fewer = left[:at] + left[at + size :]
            if verdict(stage, seed, length, fewer) == wanted:
                left = fewer
            else:
                at += size
        size //= 2
    return left, wanted
