"""差戻し・連絡 on the screen: an office and the union talk by real files, with keys alone and with the mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import MergeBundles, SendBack
from alps_desk.app.desk import Desk
from alps_desk.gui.forms.entry_page import EntryPage
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.talk import TalkPage
from alps_desk.gui.views.talk_answer import TalkAbout
from tests.gui.hands import click, compose, keys, press, write
from tests.gui.named import cut_off, nameless
from tests.gui.round_world import LATER, money, progress
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World


class Talk:
    """A window on 差戻し・連絡."""

    def __init__(self, qtbot: QtBot, world: World, desk: Desk, theme: Theme) -> None:
        self.stage = Stage(world, theme, desk)
        self.stage.activate(qtbot)
        self.window = self.stage.window
        self.window.show_page("talk")
        page = self.window.page("talk")
        assert isinstance(page, TalkPage)
        self.page = page
        self.settle()
        page.focus()
        self.open = True

    def close(self) -> None:
        if self.open:
            self.open = False
            self.stage.close()

    def settle(self) -> None:
        self.stage.settle()
        assert not self.stage.faults

    @property
    def listed(self) -> list[str]:
        return [row.thread_.project for row in self.page.rows]

    @property
    def said(self) -> list[str]:
        assert self.page.current is not None
        return [word.text for word in self.page.current.words]

    def choose(self, project: str) -> None:
        click(next(row for row in self.page.rows if row.thread_.project == project))
        self.settle()


@pytest.fixture
def world(talked: Path, tmp_path: Path) -> Iterator[World]:
    made = World.copied(talked, tmp_path / "world", LATER)
    yield made
    made.close()


@pytest.fixture
def show(qtbot: QtBot, world: World, theme: Theme) -> Iterator[Callable[[Desk], Talk]]:
    opened: list[Talk] = []

    def make(desk: Desk) -> Talk:
        opened.append(Talk(qtbot, world, desk, theme))
        return opened[-1]

    yield make
    for talk in opened:
        talk.close()


def test_keys_alone_lead_from_a_return_to_its_cell_and_the_union_accepts_with_the_mouse(
    show: Callable[[Desk], Talk], world: World
) -> None:
    union, office = world.desks
    talk = show(office)
    assert talk.page.badge == 3
    while talk.page.current is not None and talk.page.current.project != "F05P02":
        press("Down")
    assert talk.page.rows[talk.listed.index("F05P02")].hasFocus()
    press("Enter")
    assert talk.page.writer.box.hasFocus()
    # Nothing of it was changed yet: said at the field, and what is written stays.
    write("広告費を除きました。")
    press("Tab", "Space")
    talk.settle()
    assert talk.page.writer.error.words.plain == wording.say("fix_without_change")
    assert talk.page.writer.box.hasFocus()
    press("Shift+Tab")
    assert talk.page.card.to_field.hasFocus()
    press("Space")
    talk.settle()
    entry = talk.window.page("entry")
    assert isinstance(entry, EntryPage)
    assert talk.window.current_page is entry
    place = entry.pane.grid.place
    assert place is not None
    assert (entry.book.rows[place[0]].part.project.code, entry.source.columns()[place[1]].key) == (
        "F05P02",
        "spent",
    )
    entry.focus()
    keys("1184000")
    press("Enter")
    talk.settle()
    talk.window.show_page("talk")
    talk.settle()
    assert talk.page.writer.text == "広告費を除きました。"
    press("Enter")
    press("Tab", "Space")
    talk.settle()
    assert talk.said[-2:] == ["1,184,000円", "広告費を除きました。"]
    assert (talk.page.writer.text, talk.page.badge) == ("", 2)
    world.take(world.export(office))
    talk.close()
    other = show(union)
    assert other.page.badge == 3
    other.choose("F05P02")
    # The other open return of another project is no hindrance.
    click(other.page.card.accept)
    other.settle()
    assert other.page.current is not None
    assert other.page.current.returned is not None
    assert other.page.current.returned.state == "closed"
    assert [one.project for one in union.acceptances(2017, "half1", "omachi")] == ["F05P02"]


def test_the_mouse_answers_closes_and_sends_back_again(show: Callable[[Desk], Talk], world: World) -> None:
    union, office = world.desks
    talk = show(union)
    talk.choose("F01P01")
    click(talk.page.writer.box)
    write("延期の回も書いてください。")
    press("Ctrl+Return")
    talk.settle()
    assert (talk.said[-1], talk.page.badge) == ("延期の回も書いてください。", 1)
    talk.choose("F02P02")
    click(talk.page.card.closing)
    talk.settle()
    assert talk.page.current is not None
    assert talk.page.current.waits_for == ""
    talk.stage.messages.words = "単位が違います"
    talk.choose("F03P01")
    click(talk.page.card.back)
    talk.settle()
    assert sum(one.record == money("F03P01") for one in union.returns()) == 2
    # What cannot be accepted is said at the field.
    talk.choose("F07P02")
    click(talk.page.card.accept)
    talk.settle()
    assert talk.page.writer.error.words.plain == wording.say("accept_returned", count=1)
    office.execute(MergeBundles((world.export(union),)))
    assert {one.waits_for for one in office.threads() if one.project == "F01P01"} == {"omachi"}


def test_chips_filter_and_a_new_thread_begins_and_is_shown(
    show: Callable[[Desk], Talk], world: World
) -> None:
    talk = show(world.desks[1])
    assert [chip.count for chip in talk.page.kinds.values()] == [6, 3, 2]
    click(talk.page.kinds["returned"])
    assert sorted(talk.listed) == ["F02P02", "F05P02", "F07P02"]
    click(talk.page.kinds["waiting"])
    assert sorted(talk.listed) == ["F01P01", "F02P02"]
    press("Ctrl+N")
    assert talk.page.writer.box.hasFocus()
    press("Ctrl+Return")
    assert talk.page.writer.error.words.plain == wording.say("message_needs_text")
    write("担当が変わりました。")
    press("Ctrl+Return")
    talk.settle()
    assert talk.said == ["担当が変わりました。"]
    # About a cell: an old thread is found, a new one is begun.
    talk.stage.session.go("talk", TalkAbout(record=progress("F01P01"), field="issues"))
    talk.settle()
    assert talk.said == ["この欄には、延期になった回も書きますか。"]
    talk.stage.session.go("talk", TalkAbout(record=progress("F08P01"), field="issues"))
    talk.settle()
    assert talk.page.current is None
    assert talk.page.card.heading.plain == "17 図書館の相互利用の実施　課題"


def test_what_is_being_written_is_never_lost(show: Callable[[Desk], Talk], world: World) -> None:
    talk = show(world.desks[1])
    talk.choose("F07P02")
    talk.page.writer.box.setFocus()
    write("見込みは")
    compose("にかい")
    talk.choose("F02P02")
    assert talk.page.writer.text == ""
    talk.page.writer.box.setFocus()
    compose("べつのぶん")
    talk.window.show_page("home")
    talk.close()
    again = show(world.desks[1])
    again.choose("F02P02")
    assert again.page.writer.text == "べつのぶん"
    again.choose("F07P02")
    assert again.page.writer.text == "見込みはにかい"
    assert len(again.said) == 1


def test_all_has_a_name_and_nothing_is_cut_off(
    show: Callable[[Desk], Talk], world: World, theme: Theme
) -> None:
    theme.set_text_size(TextSize.EXTRA)
    for desk in world.desks:
        talk = show(desk)
        talk.window.resize(1280, 680)
        for project in dict.fromkeys(talk.listed):
            talk.choose(project)
            assert cut_off(talk.page.widget) == []
        assert nameless(talk.window) == []
        talk.close()


def test_nothing_there_is_one_sentence(show: Callable[[Desk], Talk], world: World) -> None:
    talk = show(world.office("ikeda"))
    assert talk.page.nothing.isVisible()
    assert not talk.page.card.do.isVisible()
    assert talk.page.badge == 0


def test_an_answer_is_shown_when_a_file_comes(show: Callable[[Desk], Talk], world: World) -> None:
    union, office = world.desks
    talk = show(office)
    union.execute(SendBack(money("F04P01"), "spent", "確かめてください"))
    office.execute(MergeBundles((world.export(union),)))
    talk.settle()
    assert talk.listed[0] == "F04P01"
    assert talk.page.badge == 4
    assert QApplication.focusWidget() in talk.page.rows
