"""Three hundred histories of twelve PCs: the laws of sync-design 14 over the product's own commands.

Every history runs the app's handlers, the bundle and the domain as they are: real bytes, real Ed25519, real refusals.
The stores of the twelve PCs are those of ``plain_store``, because no database carries twelve PCs three hundred times in a
test's minute; ``test_stores.py`` plays histories on real databases and asks that they say the same word by word. By
``python -m tests.simulation 10000`` many more are played; ``--stores files`` plays them on databases.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.simulation import moves
from tests.simulation.cast import CAST, Stage
from tests.simulation.play import LENGTH, Outcome, play
from tests.simulation.world import World, quick_folder

CHUNKS, EACH = 6, 50


def played(stage: Stage, seed: int) -> Outcome:
    try:
        return play(stage, seed)
    except Exception as error:
        error.add_note(f"python -m tests.simulation --seed {seed} --shrink")
        raise


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_law_holds_over_random_histories(stage: Stage, chunk: int) -> None:
    figures: Counter[str] = Counter()
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        done = played(stage, seed)
        figures.update(changes=done.changes, conflicts=done.conflicts, deleted=done.deleted, **done.refused)
    # Histories in which nothing happens prove nothing.
    assert figures["changes"] > 30 * EACH
    assert figures["conflicts"] > EACH
    assert figures["deleted"] > EACH // 10
    assert figures["field_locked"] > 0


def test_the_cast_and_the_moves_are_all_in_it(stage: Stage) -> None:
    assert len(CAST) == 12
    with quick_folder() as folder:
        world = World(stage, folder, 0)
        names: Counter[str] = Counter()
        for seed in range(CHUNKS * EACH):
            world.seed = seed
            names.update(moves.move_at(world, number)[0].__name__ for number in range(LENGTH))
        world.close()
    assert set(names) == {move.__name__ for move, _ in moves._WEIGHTS}
    assert min(names.values()) > 50


@pytest.mark.parametrize("seed", range(0, 300, 30))
def test_other_clocks_change_no_head_no_conflict_and_no_deletion(stage: Stage, seed: int) -> None:
    """Law 6 through the whole program: the same moves on PCs whose clocks are off by other years."""
    with quick_folder() as folder:
        world = World(stage, folder, seed)
        only = moves.numbers_of(world, LENGTH, moves.REPORTING)
        world.close()
    first, second = (play(stage, seed, only=only, shift=shift) for shift in (0, 1))
    assert first.stand == second.stand


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**40), st.sets(st.integers(0, LENGTH - 1), max_size=12))
def test_whatever_moves_are_left_out_every_law_holds(stage: Stage, seed: int, only: set[int]) -> None:
    play(stage, seed, only=sorted(only))


def test_a_history_is_the_same_each_time(stage: Stage) -> None:
    assert play(stage, 7).notes == play(stage, 7).notes
