"""A second start: the window that stands comes forward, and the second ends without a word."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.desk import Desk
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.gui import first_window
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import Theme
from tests.gui.desks import Clock, SilentMessages


def _raise(fault: BaseException) -> None:
    raise fault


def _unused(*_: object) -> Desk:
    raise AssertionError


def shell_on(home: Home, theme: Theme, clock: Clock, messages: SilentMessages) -> Shell:
    doors = Doors(partial(open_desk, clock=clock, alone=True), _unused, clock)
    return Shell(home, doors, theme, Settings(home.root / "window.json"), messages, _raise)


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_second_start_brings_the_first_window_forward(
    qtbot: QtBot, office_desk: Desk, theme: Theme, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = office_desk.place.home
    office_desk.close()
    first = shell_on(home, theme, clock, SilentMessages())
    second = shell_on(home, theme, clock, SilentMessages())
    try:
        assert first.start()
        assert first.window is not None
        first.window.showMinimized()
        # The second program waits for its answer; here the first one's loop has to turn meanwhile.
        monkeypatch.setattr(first_window, "call", partial(_call_from_elsewhere, qtbot, first_window.call))
        assert not second.start()
        assert second.left_with == 0
        assert not first.window.isMinimized()
    finally:
        second.close()
        first.close()


def _call_from_elsewhere(qtbot: QtBot, call: Callable[[Home], bool], home: Home) -> bool:
    with ThreadPoolExecutor(1) as elsewhere:
        answer = elsewhere.submit(call, home)
        qtbot.waitUntil(answer.done, timeout=60_000)
    return answer.result()


def test_without_a_window_the_second_start_says_that_the_data_are_in_use(
    qtbot: QtBot, office_desk: Desk, theme: Theme, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_window, "call", partial(first_window.call, patience_s=0.0))
    office_desk.occupy()
    messages = SilentMessages()
    second = shell_on(office_desk.place.home, theme, clock, messages)
    try:
        assert not second.start()
    finally:
        second.close()
    assert second.left_with == 1
    assert messages.said[-1][1:] == (wording.say("office_open_heading"), wording.say("in_use"))
    assert not (office_desk.place.home.root / "call" / "to-front").exists()


def test_a_call_that_was_left_lying_is_nobodys(qtbot: QtBot, tmp_path: Path) -> None:
    home = Home(tmp_path)
    (tmp_path / "call").mkdir()
    (tmp_path / "call" / "to-front").touch()
    parent = QObject()
    heard = []
    first_window.Listener(home, parent).called.connect(lambda: heard.append(1))
    assert not (tmp_path / "call" / "to-front").exists()
    qtbot.wait(50)
    assert heard == []
