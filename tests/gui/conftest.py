"""The application in our look, for all tests of the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from alps_desk.app.desk import Desk
from alps_desk.gui.application import make_application
from alps_desk.gui.session import Session
from alps_desk.gui.theme import TextSize, Theme
from tests.gui.desks import Clock, make_office, make_session, make_union


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Theme:
    """The one application of the tests, dressed once."""
    return make_application([])[1]


@pytest.fixture
def theme(dressed: Theme) -> Iterator[Theme]:
    """The look at the standard text size; put back after the test."""
    yield dressed
    dressed.set_text_size(TextSize.STANDARD)


@pytest.fixture
def clock() -> Clock:
    """The clock of all desks of a test."""
    return Clock()


@pytest.fixture
def union_desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """The union, set up."""
    desk = make_union(tmp_path, clock)
    yield desk
    desk.close()


@pytest.fixture
def office_desk(tmp_path: Path, union_desk: Desk, clock: Clock) -> Iterator[Desk]:
    """The central city, set up from the union's file."""
    desk = make_office(tmp_path, union_desk, "omachi", clock)
    yield desk
    desk.close()


@pytest.fixture
def union_session(theme: Theme, union_desk: Desk, clock: Clock) -> Iterator[Session]:
    """The union on the screen."""
    session = make_session(union_desk, clock)
    yield session
    session.lanes.close()


@pytest.fixture
def office_session(theme: Theme, office_desk: Desk, clock: Clock) -> Iterator[Session]:
    """The central city on the screen."""
    session = make_session(office_desk, clock)
    yield session
    session.lanes.close()
