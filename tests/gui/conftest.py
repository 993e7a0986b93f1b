"""The application in our look, for all tests of the window."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete, isValid

from alps_desk.app.desk import Desk
from alps_desk.gui.application import make_application
from alps_desk.gui.garbage import GarbageCollector
from alps_desk.gui.main_window import MainWindow
from alps_desk.gui.session import Session
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.widgets.grid import GridPane
from tests.gui.desks import Clock, make_office, make_session, make_union
from tests.gui.entry_world import World
from tests.gui.grid_hands import Hands
from tests.gui.indicator_sample import define
from tests.gui.round_world import talked_over
from tests.gui.sample_grid import SPENT, SampleSource
from tests.gui.union_world import World as UnionWorld


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Theme:
    """The one application of the tests, dressed once; garbage is collected between tests and never within one."""
    theme = make_application([])[1]
    collector = qapp.findChild(GarbageCollector)
    assert collector is not None
    collector.stop()
    gc.collect()
    # Everything there is now stays; what a test leaves is found quickly.
    gc.freeze()
    return theme


@pytest.fixture(autouse=True)
def _nothing_is_left(dressed: Theme) -> Iterator[None]:
    """Windows that a test made and nobody closed are deleted while they are whole, then what Python holds of them."""
    before = {id(widget): widget for widget in QApplication.topLevelWidgets()}
    lasting = any(isinstance(widget, MainWindow) for widget in before.values())
    yield
    for widget in QApplication.topLevelWidgets():
        if not isValid(widget):
            # It went with one that was deleted just now.
            continue
        ours = type(widget).__module__.partition(".")[0] in ("alps_desk", "tests")
        # What was never shown may be a part that a window of several tests made in this one and puts in its place later.
        ours = ours and not (lasting and widget.windowHandle() is None)
        # The ring around the focus serves the whole application.
        ring = type(widget).__name__ == "_Ring"
        if (
            id(widget) not in before
            and (ours or type(widget) is QWidget)
            and not ring
            and not widget.parent()
        ):
            delete(widget)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture
def theme(dressed: Theme) -> Iterator[Theme]:
    """The look at the standard text size; put back after the test."""
    yield dressed
    dressed.set_text_size(TextSize.STANDARD)


@pytest.fixture(scope="session")
def talked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a round in which an office and the union have talked; ``World.copied`` goes on from it."""
    folder = tmp_path_factory.mktemp("talked")
    world = UnionWorld(folder)
    talked_over(world)
    world.close()
    return folder


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the central city with indicators to report, closed; to be copied."""
    folder, clock = tmp_path_factory.mktemp("prepared"), Clock()
    union = make_union(folder, clock)
    define(union)
    make_office(folder, union, "omachi", clock).close()
    union.close()
    return folder / "omachi"


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


@pytest.fixture
def pane(theme: Theme, qtbot) -> Iterator[GridPane]:
    """A grid with its surroundings in an active window, the cursor in the first row's 執行額."""
    outer = QWidget()
    box = QVBoxLayout(outer)
    made = GridPane(SampleSource(), name="進捗の一覧")
    box.addWidget(made)
    beside = QLineEdit()
    beside.setObjectName("beside")
    beside.setAccessibleName("ほかの欄")
    box.addWidget(beside)
    qtbot.addWidget(outer)
    outer.resize(1100, 700)
    outer.show()
    outer.activateWindow()
    made.grid.setFocus()
    qtbot.waitUntil(made.grid.hasFocus)
    made.grid.selection.set(0, SPENT)
    yield made  # noqa: PT022 - the frame keeps its window alive


@pytest.fixture
def hands(pane: GridPane) -> Hands:
    """Hands on the grid of ``pane``."""
    source = pane.grid.source
    assert isinstance(source, SampleSource)
    return Hands(pane.grid, source)


@pytest.fixture
def world(qtbot: QtBot, theme: Theme, office_desk: Desk, clock: Clock) -> Iterator[World]:
    """The central city with its window open on 進捗の入力."""
    result = World(qtbot, office_desk, theme, clock)
    yield result
    result.shell.close()
