"""A union and an office in the middle of a round, set up once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app.desk import Desk
from tests.fixtures.desks import Region, progress, save


@pytest.fixture(scope="session")
def round_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A union and an office with a value, closed."""
    region = Region(tmp_path_factory.mktemp("made"))
    save(region.member("ikeda"), {progress("ikeda"): {"pace": "late"}})
    region.close()
    return region.folder


@pytest.fixture
def again(round_made: Path, tmp_path: Path) -> Iterator[Region]:
    """The same region, this test's own."""
    found = Region.again(round_made, tmp_path / "region", ("union", "ikeda"))
    yield found
    found.close()


@pytest.fixture
def ikeda(again: Region) -> Desk:
    """The office of ``again``."""
    return again.desks[1]
