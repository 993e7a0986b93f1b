"""自己点検 of the window: every screen opens and shows something; what does not is found."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.desk import Desk
from alps_desk.gui import self_check
from alps_desk.gui.views.home import HomePage
from alps_desk.paper import fonts
from tests.gui.desks import Clock


def test_every_screen_is_opened(qtbot: QtBot, office_desk: Desk, clock: Clock) -> None:
    found = self_check._screens(office_desk, "window_office", clock)
    assert found.ok
    assert found.message == wording.say("self_window_office", count=12)
    # Nothing was left behind that would keep the next window from opening.
    assert self_check._fonts().ok


def test_a_screen_that_fails_and_letters_that_are_missing_are_found(
    qtbot: QtBot, office_desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(HomePage, "refresh", fail)
    found = self_check._screens(office_desk, "window_office", clock)
    assert not found.ok
    assert "ZeroDivisionError" in found.message
    monkeypatch.setattr(self_check, "_RARE", "No Such Letters")
    assert "No Such Letters" in self_check._fonts().message
    assert fonts.TEXT_FAMILIES[0] not in self_check._fonts().message
