"""Laws 11 and 12: the same history on real databases, on a server and in the plainest store says the same."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from alps_desk.app.home_settings import HomeSettings, write_settings
from alps_desk.app.moving import move_to_server
from alps_desk.app.workplace import Home
from alps_desk.domain.records import UNION
from tests.fixtures.desks import Clock
from tests.fixtures.postgres import PostgresServer
from tests.simulation import moves
from tests.simulation.cast import Stage
from tests.simulation.play import play
from tests.simulation.world import World, quick_folder

LENGTH = 24


@pytest.mark.parametrize("seed", range(1000, 1002))
def test_databases_say_what_the_plainest_store_says(stage: Stage, files_stage: Stage, seed: int) -> None:
    """Every command, answer and receipt of twelve PCs; at the end every cache is a fresh fold."""
    plain, files = (play(each, seed, length=LENGTH) for each in (stage, files_stage))
    assert files.notes == plain.notes
    assert files.stand == plain.stand


def test_a_union_on_a_server_says_so_too(
    stage: Stage, files_stage: Stage, postgres: PostgresServer, tmp_path: Path
) -> None:
    seed = 1003
    moved = tmp_path / "stage"
    shutil.copytree(files_stage.folder, moved)
    url = postgres.url(postgres.new_database())
    move_to_server(Home(moved / UNION), url, Clock())
    write_settings(Home(moved / UNION).settings, HomeSettings(store=url))
    with quick_folder() as folder:
        world = World(stage, folder, seed)
        # A server is not restored by putting a file in its place.
        only = moves.numbers_of(world, LENGTH, moves.RESTORING)
        world.close()
    plain = play(stage, seed, length=LENGTH, only=only)
    served = play(replace(files_stage, folder=moved), seed, length=LENGTH, only=only)
    assert served.notes == plain.notes
    assert served.stand == plain.stand
