"""The stage that histories are played on, made once a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulation.cast import Stage, prepare
from tests.simulation.world import quick_folder


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Twelve PCs whose stores are in memory."""
    with quick_folder() as folder:
        yield prepare(folder / "stage", files=False)


@pytest.fixture(scope="session")
def files_stage() -> Iterator[Stage]:
    """The same twelve PCs with real databases on disk."""
    with quick_folder() as folder:
        yield prepare(folder / "stage", files=True)
