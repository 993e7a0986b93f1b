"""What every test stands on: no screen, no chance, and a word about missing tools.

Fixtures of a room live in the `conftest.py` of its folder.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from alps_desk.app.desk import Desk
from alps_desk.app.exchange import FileResult
from tests.fixtures.desks import Clock, Nonces, Region
from tests.fixtures.postgres import PostgresServer, programs
from tests.fixtures.unclosed import tell_of_unclosed

# Before any Qt module is loaded.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

tell_of_unclosed()

# The same examples on every run and every PC; a found example belongs into a test of its own.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# For hunting: HYPOTHESIS_PROFILE=hunt.
settings.register_profile("hunt", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def _application(qapp: object) -> None:
    """The window's application object comes first: a page painted before it would make one that has no widgets."""


@pytest.fixture(scope="session", autouse=True)
def _garbage_on_this_thread(qapp: object) -> None:
    """As in the window (``gui.garbage``): a worker's thread must never destroy widgets that a test left behind."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect between tests what would have been collected meanwhile.

    What is to be deleted later is deleted first, while it is whole: a widget whose Python half was collected must not be
    spoken to any more.
    """
    from PySide6.QtCore import QCoreApplication, QEvent

    from alps_desk.gui.garbage import collect_due

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    collect_due()


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Finds a program that is no part of the project (soffice, pdftotext, git …).

    Where it is missing the test is skipped; with CI set, as in `.ci/run`, it fails.
    """

    def find(name: str) -> str:
        found = shutil.which(name)
        if found is None:
            if os.environ.get("CI"):
                pytest.fail(f"{name} is missing; start.py test run as root installs it")
            pytest.skip(f"{name} is missing")
        return found

    return find


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running PostgreSQL of the tests' own; missing programs are told as by ``tool``."""
    folder = programs()
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail("initdb is missing; start.py test run as root installs it")
        pytest.skip("initdb is missing")
    server = PostgresServer(folder)
    yield server
    server.close()


# --- desks ---------------------------------------------------------------------------------------------------


@pytest.fixture
def clock() -> Clock:
    """Stands at a fixed time in Japan; ``clock.step(days=1)``."""
    return Clock()


@pytest.fixture
def nonce() -> Nonces:
    """Nonces in a row."""
    return Nonces()


@pytest.fixture
def region(tmp_path: Path, clock: Clock) -> Iterator[Region]:
    """A region on disk: its union, and offices as they are asked for."""
    found = Region(tmp_path / "region", clock)
    yield found
    found.close()


@pytest.fixture
def union_desk(region: Region) -> Desk:
    """The union's desk with the region that comes with the program."""
    return region.union


@pytest.fixture
def office_desk(region: Region) -> Callable[..., Desk]:
    """``office_desk(key, pc="")``: an office's desk that is not registered yet."""
    return region.office


@pytest.fixture
def register(region: Region) -> Callable[[Desk], FileResult]:
    """``register(desk)``: the office's first file is taken and its PC registered."""
    return region.register


@pytest.fixture
def exchange(region: Region) -> Callable[[Desk], None]:
    """``exchange(desk)``: the office's file to the union and the union's file back."""
    return region.exchange
