"""The suite bites: every deliberately wrong program is caught, and by a law that has something to do with it."""

from __future__ import annotations

import pytest

from tests.simulation.cast import Stage
from tests.simulation.play import play
from tests.simulation.variants import VARIANTS
from tests.simulation.verdict import Violation

HISTORIES = 60
"""A fifth of what each test run plays; most variants fall in the first few."""


@pytest.mark.parametrize("name", VARIANTS)
def test_a_wrong_program_is_caught(stage: Stage, name: str) -> None:
    variant = VARIANTS[name]
    caught = None
    for seed in (variant.begin, *range(HISTORIES)):
        with variant.wrong():
            try:
                play(stage, seed)
            except Violation as violation:
                caught = violation
                break
    assert caught is not None, f"{name} ({variant.why}) lives through {HISTORIES} histories"
    assert caught.law in variant.laws, str(caught)


def test_the_right_program_is_not_caught_after_them(stage: Stage) -> None:
    for variant in VARIANTS.values():
        with variant.wrong():
            pass
    play(stage, 0)
