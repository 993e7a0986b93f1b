"""練習 from the window: into it, what it says, the union's answer, and back to the real data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import ExportBundle
from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import TextSize, Theme
from tests.gui.desks import Clock, SilentMessages, registration


class Opener:
    """Opens windows on data folders as the program does."""

    def __init__(self, theme: Theme, clock: Clock) -> None:
        self.theme = theme
        self.clock = clock
        self.messages = SilentMessages()
        self.shells: list[Shell] = []

    def open(self, home: Home) -> Shell:
        doors = Doors(
            lambda home: open_desk(home, clock=self.clock, alone=True),
            lambda home, command: set_up_desk(home, command, clock=self.clock, alone=True),
            self.clock,
        )
        settings = Settings(home.root / "window.json")
        shell = Shell(home, doors, self.theme, settings, self.messages, self._fault)
        self.shells.append(shell)
        assert shell.start()
        return shell

    def _fault(self, fault: BaseException) -> None:
        raise fault


@pytest.fixture
def opener(theme: Theme, clock: Clock) -> Iterator[Opener]:
    result = Opener(theme, clock)
    yield result
    for shell in result.shells:
        shell.close()


@pytest.fixture
def home(tmp_path: Path, union_desk: Desk, clock: Clock) -> Home:
    command = SetUp(
        "ikeda", "総務課", "担当者A", registration=registration(union_desk, tmp_path).read_bytes()
    )
    set_up_desk(Home(tmp_path / "home"), command, clock=clock).close()
    return Home(tmp_path / "home")


def into_practice(qtbot: QtBot, opener: Opener, home: Home, answer: str) -> Shell:
    shell = opener.open(home)
    assert shell.window is not None
    assert shell.window.ribbon.text == ""
    opener.messages.answers = [answer]
    shell.window.practice_action.trigger()
    qtbot.waitUntil(lambda: shell.next_home is not None, timeout=30_000)
    shell.close()
    assert shell.next_home is not None
    return opener.open(shell.next_home)


def test_into_a_practice_its_answer_and_back(qtbot: QtBot, opener: Opener, home: Home) -> None:
    shell = into_practice(qtbot, opener, home, "anew")
    window, session = shell.window, shell.session
    assert window is not None
    assert session is not None
    assert window.ribbon.text == wording.say("gui_practice_ribbon")
    assert window.windowTitle().startswith("【練習】")
    assert session.desk.office == "ikeda"
    window.ribbon.buttons[0].click()
    qtbot.waitUntil(lambda: bool(opener.messages.said[-1:]) and opener.messages.said[-1][0] == "note")
    assert len(opener.messages.said[-1][2].splitlines()) == 5
    session.run(ExportBundle(home.root), session)
    qtbot.waitUntil(
        lambda: window.banner.text == wording.say("gui_practice_arrived", count=1), timeout=15_000
    )
    window.ribbon.buttons[1].click()
    qtbot.waitUntil(lambda: shell.next_home is not None)
    assert shell.next_home == home
    shell.close()
    back = opener.open(home)
    assert back.session is not None
    assert not back.session.plan.practice
    assert back.session.desk.exports() == []


def test_a_practice_is_gone_on_with(qtbot: QtBot, opener: Opener, home: Home) -> None:
    into_practice(qtbot, opener, home, "anew").close()
    mark = home.practice / "desk" / "mark"
    mark.touch()
    into_practice(qtbot, opener, home, "go_on")
    assert mark.exists()


def test_leaving_the_question_changes_nothing(qtbot: QtBot, opener: Opener, home: Home) -> None:
    shell = opener.open(home)
    assert shell.window is not None
    shell.window.practice_action.trigger()
    assert [kind for kind, _, _ in opener.messages.said] == ["choose"]
    assert shell.next_home is None
    assert not home.practice.exists()


@pytest.mark.parametrize("size", list(TextSize))
def test_the_ribbon_fits_the_smallest_window(
    qtbot: QtBot, opener: Opener, home: Home, theme: Theme, size: TextSize
) -> None:
    shell = opener.open(home)
    window = shell.window
    assert window is not None
    window.set_text_size(size)
    window.ribbon.fill(
        wording.say("gui_practice_ribbon"), [(wording.say("gui_practice_leave"), window.close)]
    )
    window.resize(1280, 680)
    qtbot.waitExposed(window)
    assert window.width() == 1280
    assert window.height() == 680
    assert all(button.width() >= button.sizeHint().width() for button in window.ribbon.buttons)
