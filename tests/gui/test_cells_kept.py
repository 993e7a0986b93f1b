"""Nothing typed is ever lost, on each screen with cells: closing, another screen, exporting, the power going.

Each while somebody edits and while somebody composes, on 予算・決算 and 成果指標. 進捗の入力 has the same in
``test_entry_grid`` and ``test_project_form``, and the kill of a real process in ``test_unwritten``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from alps_desk.app.desk import Desk
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.domain.cells import to_stored
from alps_desk.domain.journal import Scalar
from alps_desk.gui.forms.form_grid_page import FormGridPage
from alps_desk.gui.forms.unwritten import UnwrittenFile
from alps_desk.gui.theme import Theme
from tests.gui.desks import Clock
from tests.gui.entry_world import World, files_in
from tests.gui.hands import compose, press, write

CELLS = {
    "entry": ("progress:omachi:2017:half1:F01P01", "done_text"),
    "budget": ("money:omachi:2017:F01P01:half1", "money_note"),
    "indicators": ("actual:omachi:2017:half1:K01", "note"),
}
TEXT = "書きかけの文"


class Typist:
    """Somebody who types into one cell of one screen and does not finish."""

    def __init__(self, qtbot: QtBot, theme: Theme, home: Home, clock: Clock, screen: str) -> None:
        self.home, self.screen = home, screen
        self.place = CELLS[screen]
        self.world = World(qtbot, open_desk(home, clock=clock), theme, clock)
        self.world.window.show_page(screen)
        page = self.world.window.page(screen)
        assert isinstance(page, FormGridPage)
        self.page = page
        qtbot.waitUntil(lambda: bool(page.book.rows))
        self.settle()

    def settle(self) -> None:
        assert self.world.shell.session is not None
        for _ in range(3):
            self.world.shell.session.lanes.wait_until_idle()

    def stand(self) -> None:
        found = self.page.book.cell_of(self.place)
        assert found is not None
        self.page.reveal(*found)
        self.page.pane.grid.setFocus()

    def type(self, way: str) -> None:
        self.stand()
        (compose if way == "composing" else write)(TEXT)
        assert self.page.pane.grid.session is not None

    def stored(self, desk: Desk) -> Scalar:
        shown = desk.figures(2017).get(self.place)
        return to_stored(shown.cell) if shown is not None else None


@pytest.fixture
def typists(
    qtbot: QtBot, theme: Theme, prepared: Path, tmp_path: Path, clock: Clock
) -> Iterator[list[Typist]]:
    made: list[Typist] = []
    yield made
    for one in made:
        one.world.shell.close()


def sit_down(
    typists: list[Typist], qtbot: QtBot, theme: Theme, data: Path, clock: Clock, screen: str
) -> Typist:
    typists.append(Typist(qtbot, theme, Home(data), clock, screen))
    return typists[-1]


@pytest.mark.parametrize("screen", ["budget", "indicators"])
@pytest.mark.parametrize("way", ["editing", "composing"])
def test_another_screen_exporting_and_closing_commit_what_is_typed(
    screen: str,
    way: str,
    typists: list[Typist],
    qtbot: QtBot,
    theme: Theme,
    prepared: Path,
    tmp_path: Path,
    clock: Clock,
) -> None:
    data = tmp_path / "data"
    shutil.copytree(prepared, data)
    typist = sit_down(typists, qtbot, theme, data, clock, screen)
    desk = typist.world.desk
    typist.type(way)
    press("Ctrl+1")
    typist.settle()
    assert typist.stored(desk) == TEXT
    desk_before = typist.stored(desk)
    typist.world.window.show_page(screen)
    typist.stand()
    press("Delete")
    typist.settle()
    assert typist.stored(desk) != desk_before
    typist.type(way)
    press("Ctrl+E")
    press("Ctrl+E")
    typist.settle()
    assert len(files_in(data / "export")) == 1
    assert typist.stored(desk) == TEXT
    assert typist.place not in desk.unexported()
    typist.world.window.show_page(screen)
    typist.stand()
    press("Delete")
    typist.settle()
    typist.type(way)
    typist.world.window.close()
    assert typist.stored(desk) == TEXT


@pytest.mark.parametrize(("screen", "way"), [("budget", "composing"), ("indicators", "editing")])
def test_the_power_goes_and_the_text_is_offered_again(
    screen: str,
    way: str,
    typists: list[Typist],
    qtbot: QtBot,
    theme: Theme,
    prepared: Path,
    tmp_path: Path,
    clock: Clock,
) -> None:
    data, cut = tmp_path / "data", tmp_path / "cut"
    shutil.copytree(prepared, data)
    first = sit_down(typists, qtbot, theme, data, clock, screen)
    first.type(way)
    keeper = first.page.unwritten.keeper
    keeper.look()
    keeper._writer.submit(lambda: None).result()
    # The folder as it stands at this moment is what a power cut leaves.
    shutil.copytree(data, cut)
    again = sit_down(typists, qtbot, theme, cut, clock, screen)
    assert again.stored(again.world.desk) is None
    assert TEXT in again.world.window.banner.text
    again.world.window.show_page("home")
    again.world.window.banner._action.click()
    again.settle()
    assert again.world.window.current_page is again.page
    assert again.page.pane.grid.session is not None
    press("Enter")
    again.settle()
    assert again.stored(again.world.desk) == TEXT
    again.page.unwritten.close()
    assert UnwrittenFile(cut / f"unwritten-{screen}.json").read() == []


def test_a_text_of_another_stage_is_offered_and_found(
    typists: list[Typist], qtbot: QtBot, theme: Theme, prepared: Path, tmp_path: Path, clock: Clock
) -> None:
    data, cut = tmp_path / "data", tmp_path / "cut"
    shutil.copytree(prepared, data)
    first = sit_down(typists, qtbot, theme, data, clock, "budget")
    first.place = ("money:omachi:2017:F01P01:forecast", "money_note")
    first.page.book.set_stage("forecast")  # type: ignore[attr-defined]
    first.settle()
    first.type("editing")
    first.page.unwritten.keeper.look()
    first.page.unwritten.keeper._writer.submit(lambda: None).result()
    shutil.copytree(data, cut)
    again = sit_down(typists, qtbot, theme, cut, clock, "budget")
    again.place = first.place
    again.world.window.banner._action.click()
    again.settle()
    assert again.page.book.stage == "forecast"  # type: ignore[attr-defined]
    press("Enter")
    again.settle()
    assert again.stored(again.world.desk) == TEXT


def test_an_event_that_is_being_typed_outlives_the_power_too(
    typists: list[Typist], qtbot: QtBot, theme: Theme, prepared: Path, tmp_path: Path, clock: Clock
) -> None:
    data, cut = tmp_path / "data", tmp_path / "cut"
    shutil.copytree(prepared, data)
    first = sit_down(typists, qtbot, theme, data, clock, "entry")
    first.stand()
    press("Ctrl+L")
    events = first.world.page.form.events
    events.grid.setFocus()
    events.grid.go_to(0, 1)
    write("夏の交流会")
    first.page.unwritten.keeper.look()
    first.page.unwritten.keeper._writer.submit(lambda: None).result()
    shutil.copytree(data, cut)
    again = sit_down(typists, qtbot, theme, cut, clock, "entry")
    again.world.window.banner._action.click()
    again.settle()
    assert again.world.page.in_form
    press("Enter")
    again.settle()
    texts = [
        shown.cell.value
        for place, shown in again.world.desk.figures(2017).items()
        if place[0].startswith("event:")
    ]
    assert "夏の交流会" in texts
