"""Data that cannot be opened: told before anything else, and a damaged store goes back to its copy from there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app import desk as desk_module
from alps_desk.app.commands import Backup, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.gui.going_back import GoingBack
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import Theme
from tests.fixtures.systems import on_a_share
from tests.gui.desks import Clock, SilentMessages

RECORD = "progress:omachi:2017:half1:F01P01"


class Starting:
    """The program starting on a data folder, again and again."""

    def __init__(self, home: Home, theme: Theme, clock: Clock) -> None:
        self.home, self.theme, self.clock = home, theme, clock
        self.messages = SilentMessages()
        self.shell: Shell | None = None

    def start(self, *answers: str | bool) -> bool:
        """Start; the answers are those of the dialogs that come."""
        self.close()
        self.messages.answers = list(answers)
        doors = Doors(partial(open_desk, clock=self.clock, alone=True), _unused, self.clock)
        settings = Settings(self.home.root / "window.json")
        self.shell = Shell(self.home, doors, self.theme, settings, self.messages, _raise)
        started = self.shell.start()
        if self.shell.session is not None:
            self.shell.session.lanes.wait_until_idle()
            QApplication.processEvents()
        return started

    def close(self) -> None:
        if self.shell is not None:
            self.shell.close()
            self.shell = None

    @property
    def told(self) -> str:
        """What was said last."""
        return self.messages.said[-1][2]

    @property
    def banner(self) -> str:
        assert self.shell is not None
        assert self.shell.window is not None
        return self.shell.window.banner.text


@pytest.fixture
def starting(qtbot: QtBot, office_desk: Desk, theme: Theme, clock: Clock) -> Iterator[Starting]:
    office_desk.close()
    made = Starting(office_desk.place.home, theme, clock)
    yield made
    made.close()


def damage(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for at in range(4096, len(raw), 4096):
        raw[at : at + 64] = b"\xff" * 64
    path.write_bytes(raw)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.db"))


def test_the_first_start_of_a_day_makes_a_copy_in_the_background(starting: Starting) -> None:
    assert starting.start()
    [copy] = names(starting.home.backups)
    assert copy.startswith("daily-20171123-")
    assert starting.start()
    assert names(starting.home.backups) == [copy]
    assert starting.banner == ""


def test_a_copy_that_cannot_be_made_is_told_in_the_window(starting: Starting) -> None:
    starting.home.backups.write_text("in the way", encoding="utf-8")
    assert starting.start()
    assert starting.banner.startswith("今日の控えを作れませんでした。")
    assert starting.shell is not None
    assert starting.shell.window is not None
    starting.shell.window.banner._action.click()
    page = starting.shell.window.current_page
    assert page is not None
    assert page.key == "settings"


def test_a_damaged_store_goes_back_to_its_copy_before_anything_opens(starting: Starting) -> None:
    assert starting.start()
    assert starting.shell is not None
    assert starting.shell.session is not None
    digest = starting.shell.session.desk.digest()
    starting.close()
    damage(starting.home.store)
    # Told with the day; leaving it changes nothing.
    assert not starting.start()
    assert starting.told == "データの一部が壊れています。11月23日の控えから元に戻せます。"
    assert [name for name in names(starting.home.backups) if name.startswith("damaged")] == []
    # The preview is a question of its own, and its safe answer leaves everything as it is.
    assert not starting.start("back", False)
    assert names(starting.home.backups) == [name for name in names(starting.home.backups) if "daily" in name]
    assert starting.start("back", True)
    assert starting.shell.session is not None
    said = [kind for kind, _, _ in starting.messages.said]
    assert said[-3:] == ["choose", "confirm", "note"]
    assert wording.say("restore_unreadable") in starting.messages.said[-2][2]
    assert starting.shell.session.desk.digest() == digest
    assert [name for name in names(starting.home.backups) if name.startswith("damaged")]


def test_a_damaged_store_without_a_copy_is_told_and_left(starting: Starting) -> None:
    damage(starting.home.store)
    before = starting.home.store.read_bytes()
    assert not starting.start()
    assert starting.told == wording.say("store_damaged")
    assert starting.home.store.read_bytes() == before


def test_going_back_from_the_settings_closes_replaces_and_opens_again(starting: Starting) -> None:
    assert starting.start()
    shell = starting.shell
    assert shell is not None
    assert shell.session is not None
    desk = shell.session.desk
    digest = desk.digest()
    copy = desk.execute(Backup()).file
    desk.execute(SaveValues({RECORD: {"issues": "後"}}))
    shell.session.go_back_to(copy)
    QApplication.processEvents()
    assert (shell.back_to, shell.next_home) == (copy, starting.home)
    shell.close()
    starting.messages.answers = []
    GoingBack(starting.home, starting.messages, starting.clock).do(copy)
    kind, heading, text = starting.messages.said[-1]
    assert (kind, heading.endswith("の控えに戻しました。")) == ("note", True)
    assert wording.say("restored") in text
    assert starting.start()
    assert starting.shell is not None
    assert starting.shell.session is not None
    assert starting.shell.session.desk.digest() == digest


def test_a_second_window_is_told_that_the_data_are_in_use(
    starting: Starting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "_PATIENCE", 0.05)
    first = open_desk(starting.home, clock=starting.clock, alone=True)
    before = first.digest()
    assert not starting.start("again")
    assert [text for kind, _, text in starting.messages.said if kind == "choose"] == [
        wording.say("in_use")
    ] * 2
    assert first.digest() == before
    first.close()
    assert starting.start()


def test_data_on_a_share_are_not_opened(starting: Starting, monkeypatch: pytest.MonkeyPatch) -> None:
    on_a_share(monkeypatch, starting.home.root.parent)
    assert not starting.start()
    assert starting.told == wording.say("network_place")


def test_a_copy_of_another_office_is_refused_in_the_window(starting: Starting, union_desk: Desk) -> None:
    theirs = union_desk.execute(Backup()).file
    shutil.copy(theirs, starting.home.root / "theirs.db")
    GoingBack(starting.home, starting.messages, starting.clock).ask_and_do(starting.home.root / "theirs.db")
    assert starting.messages.said == [("refusal", "", "copy_foreign")]


def _unused(*_: object) -> Desk:
    raise AssertionError


def _raise(fault: BaseException) -> None:
    raise fault
