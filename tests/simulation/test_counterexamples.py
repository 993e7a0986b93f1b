"""Histories that once broke a law, as they were when they were found; each stays.

The moves of a seed are named, not only numbered: when the moves of the simulation change, such a history may become
another one, and its fault is held by the test of its own that is named beside it.
"""

from __future__ import annotations

import pytest

from tests.simulation.cast import Stage
from tests.simulation.play import play

FOUND = {
    # A key is retired, the union's other PC takes its file before it hears of that, and takes the import back: the
    # segment went on travelling, and every file it stood in was refused for ever (law 3).
    # tests/journeys/test_keys.py, test_what_was_held_before_its_key_was_known_to_be_retired_holds_nobody_up
    "retired, then held": (194, (1, 4, 20)),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_was_once_found(stage: Stage, name: str) -> None:
    seed, only = FOUND[name]
    play(stage, seed, only=only)
