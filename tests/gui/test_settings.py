"""設定: each choice is in force at once, outlives the window, and follows the data to another PC."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import SaveSettings, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.bootstrap import open_desk
from alps_desk.bundle.keys import SigningKey
from alps_desk.domain.errors import InputRejected
from alps_desk.gui.forms.entry_page import EntryPage
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.copies_card import SHOWN
from alps_desk.gui.views.settings_page import SettingsPage
from alps_desk.gui.widgets.text import Prose
from tests.gui.desks import Clock, SilentMessages
from tests.gui.entry_world import World
from tests.gui.hands import click, keys, press
from tests.gui.named import cut_off, nameless

EVENT = "F01P01"


class Opened:
    """The window of an office on 設定."""

    def __init__(self, qtbot: QtBot, desk: Desk, theme: Theme, clock: Clock) -> None:
        self.world = World(qtbot, desk, theme, clock)
        self.desk = desk
        self.window = self.world.window
        self.window.show_page("settings")
        page = self.window.page("settings")
        assert isinstance(page, SettingsPage)
        self.page = page
        self.settle()

    def settle(self) -> None:
        # What came in is laid out, and what it pushed aside after it.
        for _ in range(4):
            self.world.settle()
            QApplication.processEvents()

    @property
    def entry(self) -> EntryPage:
        return self.world.page


@pytest.fixture
def opened(qtbot: QtBot, theme: Theme, office_desk: Desk, clock: Clock) -> Iterator[Opened]:
    result = Opened(qtbot, office_desk, theme, clock)
    yield result
    result.window.close()
    result.world.shell.close()


def test_the_text_size_changes_at_once_here_and_from_the_menu(opened: Opened, theme: Theme) -> None:
    assert QApplication.focusWidget() is not None
    press("Right", "Space")
    assert theme.text_size is TextSize.LARGE
    opened.window._size_actions[TextSize.EXTRA].trigger()
    assert opened.page.sizes.current == "extra"
    assert Settings(opened.desk.place.home.root / "window.json").text("text_size") == "extra"


def test_enter_goes_right_when_told_so(opened: Opened) -> None:
    opened.page.enter._buttons["right"].click()
    opened.window.show_page("entry")
    opened.world.go(EVENT, "budget_initial")
    keys("850000")
    press("Return")
    assert opened.world.here[0] == EVENT
    assert opened.world.here[1] != "budget_initial"
    opened.window.show_page("settings")
    opened.page.enter._buttons["down"].click()
    opened.window.show_page("entry")
    opened.world.go(EVENT, "spent")
    keys("1")
    press("Return")
    assert opened.world.here[1] == "spent"


def test_the_unit_is_the_same_here_and_above_the_grid(opened: Opened) -> None:
    opened.page.units._buttons["1000"].click()
    assert opened.entry.book.unit == 1000
    assert opened.entry._strip.units.current == "1000"
    opened.entry._strip.units._buttons["1"].click()
    assert opened.page.units.current == "1"
    opened.settle()
    assert opened.desk.place.identity.settings["unit"] == "1"


def test_a_new_name_stands_on_what_is_typed_from_now_on(opened: Opened) -> None:
    record = f"progress:omachi:2017:half1:{EVENT}"
    opened.desk.execute(SaveValues({record: {"issues": "前"}}))
    opened.page.person.edit.setFocus()
    opened.page.person.edit.selectAll()
    press("B")
    press("Return")
    opened.settle()
    assert opened.desk.place.identity.person == "b"
    assert opened.window.navigation._foot.accessibleName().endswith("企画財政課 b")
    opened.desk.execute(SaveValues({record: {"issues": "後"}}))
    assert [line.by for line in opened.desk.history(record)] == ["担当者A", "b"]


def test_a_name_is_never_empty_and_the_old_one_stays(opened: Opened) -> None:
    opened.page.person.edit.setFocus()
    opened.page.person.edit.selectAll()
    press("Delete", "Tab")
    opened.settle()
    assert opened.page.person.error.words.plain == wording.say("office_setup_person_missing")
    assert opened.desk.place.identity.person == "担当者A"
    # The cursor is not held.
    assert QApplication.focusWidget() is not opened.page.person.edit


def test_leaving_the_screen_saves_the_name(opened: Opened) -> None:
    opened.page.section.edit.setText("住民課")
    opened.window.show_page("entry")
    opened.settle()
    assert opened.desk.place.identity.section == "住民課"


def test_the_folder_of_exchange_files(opened: Opened, tmp_path: Path) -> None:
    other = tmp_path / "stick"
    other.mkdir()
    opened.world.messages.answers = [other]
    click(opened.page.choose)
    assert opened.page.folder.plain == str(other)
    assert opened.world.exports.folder == other
    click(opened.page.own)
    assert opened.world.exports.folder == opened.desk.place.home.outbox
    assert opened.page.folder.plain == str(opened.desk.place.home.outbox)


def test_a_copy_is_made_listed_and_told(opened: Opened) -> None:
    card = opened.page.copies
    assert card.last_backup.plain == wording.say("home_settings_backup_none")
    assert card.reminder.isVisible()
    card.back_up.setFocus()
    press("Space")
    opened.settle()
    (copy,) = opened.desk.backups()
    assert copy.path.stat().st_size == copy.size
    assert "11月23日 9:0" in card.last_backup.plain
    assert copy.name in opened.window.banner.text
    assert not card.reminder.isVisible()
    [row] = card.rows
    assert row.heading.plain.endswith(wording.say("copy_kind_by_hand"))
    assert "確認済み" in row.note.plain
    # Of many copies the newest are listed, and all when somebody asks.
    for _ in range(SHOWN + 1):
        click(card.back_up)
        opened.settle()
    assert (len(card.rows), card.more.text()) == (SHOWN, wording.say("home_copy_more", count=2))
    click(card.more)
    assert len(card.rows) == SHOWN + 2
    assert not card.more.isVisible()
    # A damaged one is marked and cannot be gone back to.
    path = card.rows[0].copy.path
    path.write_bytes(path.read_bytes()[:9000])
    card.refresh()
    opened.settle()
    assert wording.say("copy_is_damaged") in card.rows[0].note.plain
    assert not card.rows[0].back.isEnabled()


def test_a_second_place_is_chosen_and_left(opened: Opened, tmp_path: Path) -> None:
    card = opened.page.copies
    share = tmp_path / "share"
    share.mkdir()
    opened.world.messages.answers = [share]
    click(card.choose)
    opened.settle()
    assert card.second.plain == str(share)
    assert sorted(row.copy.second for row in card.rows) == [False, True]
    assert opened.window.banner.text == wording.say("home_copy_second_set")
    click(card.no_second)
    opened.settle()
    assert card.second.plain == wording.say("home_copy_second_none")
    assert list(share.rglob("*.db"))
    # A place that cannot be used is told, and not chosen.
    opened.world.messages.answers = [opened.desk.place.home.root]
    click(card.choose)
    opened.settle()
    assert opened.world.messages.said[-1] == ("refusal", "", "second_place_inside")
    assert opened.desk.second_place() == ""


def test_going_back_is_shown_first_and_asked(opened: Opened) -> None:
    card = opened.page.copies
    click(card.back_up)
    opened.settle()
    opened.desk.execute(SaveValues({f"progress:omachi:2017:half1:{EVENT}": {"issues": "後"}}))
    click(card.rows[0].back)
    opened.settle()
    kind, heading, text = opened.world.messages.said[-1]
    assert (kind, heading.endswith("の控えに戻しますか。")) == ("confirm", True)
    assert wording.say("restore_missing", changes=1, imports=0) in text
    assert wording.say("restore_only_here", changes=1) in text
    assert opened.world.shell.back_to is None
    # Somebody else's file is refused before anything is asked.
    words = opened.desk.place.home.root / "words.db"
    words.write_text("控え", encoding="utf-8")
    opened.world.messages.answers = [words]
    click(card.other)
    opened.settle()
    assert opened.world.messages.said[-1] == ("refusal", "", "copy_damaged")


def test_the_look_at_the_data_says_what_is_wrong(opened: Opened) -> None:
    click(opened.page.check)
    opened.settle()
    assert opened.page.checked
    assert all(one.ok for one in opened.page.checked)
    # The key of another PC: the look says so, and what is wrong stands on top.
    SigningKey.generate().write(opened.desk.place.home.root / "other.pem")
    (opened.desk.place.home.root / "other.pem").replace(opened.desk.place.home.device_key)
    click(opened.page.check)
    opened.settle()
    assert [one.name for one in opened.page.checked if not one.ok] == ["key"]
    told = [prose.plain for prose in opened.page.widget.findChildren(Prose) if prose.isVisible()]
    assert told.index(wording.say("self_key_bad")) == told.index(wording.say("self_failed", count=1)) + 1


def test_wishes_go_with_the_data_and_the_name_too(
    qtbot: QtBot, theme: Theme, office_desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    office_desk.execute(SaveSettings("住民課", "担当者B", {"unit": "1000", "enter": "right"}))
    home = office_desk.place.home
    office_desk.close()
    desk = open_desk(home, clock=clock)
    assert (desk.place.identity.section, desk.place.identity.person) == ("住民課", "担当者B")
    shell = Shell(home, Doors(_unused, _unused, clock), theme, Settings(None), SilentMessages(), _raise)
    window = shell.make_window(desk)
    page = window.page("entry")
    assert isinstance(page, EntryPage)
    assert page.book.unit == 1000
    window.show_page("entry")
    assert page.pane.grid.keys.enter_moves_right
    shell.close()


def test_a_name_that_no_change_can_carry_is_refused(office_desk: Desk) -> None:
    for section, person in (("課\n", "A"), ("課", "あ" * 61), ("", "")):
        with pytest.raises(InputRejected):
            office_desk.execute(SaveSettings(section, person))
    assert office_desk.place.identity.person == "担当者A"


@pytest.mark.parametrize("size", list(TextSize))
def test_nothing_is_cut_off_and_everything_has_a_name(opened: Opened, theme: Theme, size: TextSize) -> None:
    theme.set_text_size(size)
    opened.window.resize(1280, 680)
    click(opened.page.check)
    opened.settle()
    assert not nameless(opened.page.widget)
    assert not cut_off(opened.page.widget)


def _unused(*_: object) -> Desk:
    raise AssertionError


def _raise(fault: BaseException) -> None:
    raise fault
