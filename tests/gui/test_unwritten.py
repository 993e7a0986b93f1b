"""Nothing typed is ever lost: the power goes while somebody types, a text nobody can store, a broken file."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from alps_desk.app.desk import Desk
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.gui.forms.unwritten import Unwritten, UnwrittenFile
from alps_desk.gui.theme import Theme
from tests.gui.desks import Clock
from tests.gui.entry_world import World
from tests.gui.hands import compose, press, write
from tests.gui.typing_process import TEXT

EVENT = "F01P01"
PLACE = ("progress:omachi:2017:half1:F01P01", "done_text")


@pytest.fixture
def reopened(qtbot: QtBot, theme: Theme, office_desk: Desk, clock: Clock) -> Iterator[list[World]]:
    """Starts the program anew on the same data as often as wanted."""
    worlds: list[World] = []
    yield worlds
    for world in worlds:
        world.shell.close()


def start(qtbot: QtBot, theme: Theme, home: Home, clock: Clock, worlds: list[World]) -> World:
    worlds.append(World(qtbot, open_desk(home, clock=clock), theme, clock))
    return worlds[-1]


@pytest.mark.skipif(os.name == "nt", reason="kills a process the way Linux does")
@pytest.mark.parametrize("way", ["typing", "composing", "form"])
def test_the_power_goes_while_somebody_types(
    way: str,
    tmp_path: Path,
    qtbot: QtBot,
    theme: Theme,
    office_desk: Desk,
    clock: Clock,
    reopened: list[World],
) -> None:
    home = Home(tmp_path / "killed")
    shutil.copytree(office_desk.place.home.root, home.root)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.gui.typing_process", str(home.root), way],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert said == "kept\n"
    world = start(qtbot, theme, home, clock, reopened)
    assert world.stored(EVENT, "done_text") is None
    assert "書きかけの文が残っています" in world.window.banner.text
    world.page._go_on_writing()
    assert world.page.pane.grid.session is not None
    press("Enter")
    assert world.stored(EVENT, "done_text") == TEXT
    world.page.unwritten.close()
    assert not (home.root / "unwritten-entry.json").exists()


def test_a_text_that_cannot_be_stored_is_there_after_the_next_start(
    qtbot: QtBot, theme: Theme, office_desk: Desk, clock: Clock, reopened: list[World]
) -> None:
    home = office_desk.place.home
    office_desk.close()
    world = start(qtbot, theme, home, clock, reopened)
    world.go(EVENT, "done_text")
    write("前\u0007後")
    press("Enter")
    assert world.text(EVENT, "done_text") == "前\u0007後"
    world.shell.close()
    reopened.clear()
    world = start(qtbot, theme, home, clock, reopened)
    assert world.text(EVENT, "done_text") == "前\u0007後"
    assert world.stored(EVENT, "done_text") is None


def test_what_is_committed_or_given_up_is_kept_no_longer(world: World) -> None:
    file = world.desk.place.home.root / "unwritten-entry.json"
    keeper = world.page.unwritten.keeper
    world.go(EVENT, "done_text")
    compose("しんちょく")
    keeper.look()
    keeper._writer.submit(lambda: None).result()
    assert UnwrittenFile(file).read() == [Unwritten(*PLACE, "しんちょく")]
    compose("", "進捗")
    press("Enter")
    world.settle()
    keeper.look()
    keeper._writer.submit(lambda: None).result()
    assert not file.exists()


@pytest.mark.parametrize("content", ["", "[", "{}", '[1, {"record": 3}]', "\ud800", '[{"record": "a"}]'])
def test_a_broken_file_stops_nobody(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    assert UnwrittenFile(path).read() == []
    UnwrittenFile(path).write([Unwritten("r", "f", "\ud800半")])
    assert UnwrittenFile(path).read() == [Unwritten("r", "f", "\ud800半")]
    UnwrittenFile(tmp_path / "none" / "x" / "..").write([Unwritten("r", "f", "a")])
