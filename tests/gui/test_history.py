"""変更の履歴: from the grid, the form and ホーム; differences, ways, and a value put back as a new change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import MergeBundles, Resolve, SaveValues, Submit
from alps_desk.app.desk import Desk
from alps_desk.gui.past import PastOf, take_past
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.history import HistoryWindow
from alps_desk.gui.views.history_row import HistoryRow
from alps_desk.gui.views.marked_text import MarkedText
from alps_desk.gui.widgets.chips import StateChip
from tests.gui.desks import Clock
from tests.gui.entry_world import World as EntryWorld
from tests.gui.hands import press
from tests.gui.named import cut_off, nameless
from tests.gui.union_pictures import Stage
from tests.gui.union_world import FY, PERIOD, World

EVENT = "F01P01"
MONEY = "money:omachi:2017:F01P01:half1"
PROGRESS = "progress:omachi:2017:half1:F01P01"


def opened(qtbot: QtBot, world: EntryWorld) -> HistoryWindow:
    """The window of the history that was just asked for, with its rows."""
    found = world.window.findChildren(HistoryWindow)
    assert len(found) == 1
    window = found[0]
    with qtbot.waitActive(window):
        window.activateWindow()
    settled(world, window)
    return window


def settled(world: EntryWorld, window: HistoryWindow) -> None:
    world.settle()
    QApplication.processEvents()
    assert window.isVisible()


def save(desk: Desk, record: str, **values: object) -> None:
    desk.execute(SaveValues({record: values}))  # type: ignore[dict-item]


def test_a_value_is_put_back_with_keys_alone_and_stands_as_a_new_change(
    qtbot: QtBot, theme: Theme, office_desk: Desk, clock: Clock
) -> None:
    save(office_desk, MONEY, spent=410_000)
    save(office_desk, MONEY, spent=418_000)
    world = EntryWorld(qtbot, office_desk, theme, clock)
    try:
        world.go(EVENT, "spent")
        press("Ctrl+H")
        window = opened(qtbot, world)
        assert [row.past.view.text for row in window.rows] == ["418,000円", "410,000円"]
        assert window.rows[0].restore is None
        assert QApplication.focusWidget() is window.rows[0]
        world.messages.answers = ["入力まちがい"]
        press("Down", "Return")
        settled(world, window)
        assert world.stored(EVENT, "spent") == 410_000
        assert world.text(EVENT, "spent") == "410,000"
        assert world.messages.said[-1][:2] == (
            "ask_text",
            wording.say("home_past_ask", field=wording.term("spent"), value="410,000円"),
        )
        assert len(window.rows) == 3
        newest = window.rows[0].past.view
        assert (newest.before_text, newest.text, newest.why) == ("418,000円", "410,000円", "入力まちがい")
        assert len(office_desk.history(MONEY, "spent")) == 3
        # And back again: nothing was lost.
        world.messages.answers = ["やはり正しい"]
        window.rows[1].setFocus()
        press("Tab", "Space")
        settled(world, window)
        assert world.stored(EVENT, "spent") == 418_000
        press("Escape")
        QApplication.processEvents()
        assert not world.window.findChildren(HistoryWindow) or not window.isVisible()
    finally:
        world.window.close()
        world.shell.close()


def test_leaving_the_question_changes_nothing(world: EntryWorld, qtbot: QtBot) -> None:
    save(world.desk, MONEY, spent=410_000)
    save(world.desk, MONEY, spent=418_000)
    world.settle()
    world.go(EVENT, "spent")
    press("Ctrl+H")
    window = opened(qtbot, world)
    assert window.rows[1].restore is not None
    window.rows[1].restore.click()
    settled(world, window)
    assert world.stored(EVENT, "spent") == 418_000
    assert len(window.rows) == 2


def test_what_is_being_typed_is_saved_before_the_history_opens(world: EntryWorld, qtbot: QtBot) -> None:
    world.go(EVENT, "spent")
    press("4", "1", "2")
    press("Ctrl+H")
    window = opened(qtbot, world)
    settled(world, window)
    assert [row.past.view.text for row in window.rows] == ["412円"]


def test_a_heading_of_the_row_opens_the_whole_row_and_the_form_its_field(
    world: EntryWorld, qtbot: QtBot
) -> None:
    save(world.desk, MONEY, spent=410_000)
    save(world.desk, PROGRESS, done_text="研修をした。", issues="参加者が少ない。")
    world.settle()
    world.go(EVENT, "project_name")
    press("Ctrl+H")
    window = opened(qtbot, world)
    assert {row.past.view.field for row in window.rows} == {"spent", "done_text", "issues"}
    assert wording.term("issues") in window.rows[0].accessibleName() + window.rows[1].accessibleName()
    window.close()
    QApplication.processEvents()
    world.go(EVENT, "done_text")
    world.page.show_form()
    world.page.show_past()
    window = [one for one in world.window.findChildren(HistoryWindow) if one.isVisible()][-1]
    settled(world, window)
    assert [row.past.view.field for row in window.rows] == ["done_text"]


def test_a_field_without_a_past_says_so(world: EntryWorld, qtbot: QtBot) -> None:
    world.go(EVENT, "spent")
    press("Ctrl+H")
    window = opened(qtbot, world)
    assert not window.rows
    assert window.nothing.isVisible()


def test_a_submitted_report_stays_as_it_is(world: EntryWorld, qtbot: QtBot) -> None:
    save(world.desk, MONEY, spent=410_000)
    save(world.desk, MONEY, spent=418_000)
    world.desk.execute(Submit(FY, PERIOD))
    world.settle()
    world.go(EVENT, "spent")
    press("Ctrl+H")
    window = opened(qtbot, world)
    world.messages.answers = ["戻す"]
    assert window.rows[1].restore is not None
    window.rows[1].restore.click()
    settled(world, window)
    assert world.messages.said[-1] == ("refusal", "", "field_locked")
    assert world.stored(EVENT, "spent") == 418_000


# -- what came from elsewhere --


@pytest.fixture
def told(tmp_path: Path) -> Iterator[World]:
    """Two PCs of 白馬村, a conflict that the union settled, and a value it entered for them."""
    world = World(tmp_path / "world")
    first, second = world.office("hakuba", "担当者C"), world.office("hakuba", "担当者D")
    world.enter(first, "F02P02", done_text="研修4回を実施した。")
    world.take(world.export(first))
    second.execute(MergeBundles((world.export(world.union),)))
    world.enter(first, "F02P02", done_text="研修5回を実施した。")
    world.enter(second, "F02P02", done_text="研修4回を実施した（オンライン2回）。")
    world.take(world.export(first), world.export(second))
    yield world
    world.close()


RECORD = "progress:hakuba:2017:half1:F02P02"


def test_the_way_of_each_change_is_told(told: World, theme: Theme, qtbot: QtBot) -> None:
    one = told.union.conflicts()[0]
    told.union.execute(Resolve(one.id, "電話で確認", take=one.candidates[0].change))
    told.union.execute(SaveValues({RECORD: {"issues": "少ない。"}}, why="回答書", on_behalf="hakuba"))
    first = told.desks[1]
    first.execute(MergeBundles((told.export(told.union),)))
    stage = Stage(told, theme, first)
    try:
        window = HistoryWindow(stage.session, PastOf("移住セミナー", (RECORD,)), stage.window)
        window.show()
        stage.settle()
        assert [row.past.way for row in window.rows] == ["behalf", "settled", "taken", "typed", "typed"]
        told_why = [row.accessibleName() for row in window.rows]
        assert "電話で確認" in told_why[1]
        assert wording.say("home_past_behalf_of", body="白馬村") in told_why[0]
        other = window.rows[2]
        marked = [one.marked for one in other.findChildren(MarkedText)]
        assert marked == [[], ["（オンライン2回）"]]
        assert not nameless(window)
    finally:
        stage.close()


def test_a_word_of_a_conflict_can_be_taken_as_the_value(told: World) -> None:
    first = told.desks[1]
    first.execute(MergeBundles((told.export(told.union),)))
    past = take_past(first, PastOf("", (RECORD,), "done_text"))
    words = [one for one in past if one.conflict]
    assert len(words) == 2
    assert all(one.restorable for one in words)
    one = words[1]
    first.execute(
        SaveValues(
            {RECORD: {"done_text": one.view.value}}, seen={(RECORD, "done_text"): one.heads}, why="確認"
        )
    )
    assert first.conflicts() == []
    assert first.figures(FY)[RECORD, "done_text"].cell.value == one.view.value


def test_fields_of_others_cannot_be_put_back(told: World) -> None:
    past = take_past(told.union, PastOf("", (RECORD,)))
    assert len(past) == 3
    assert not any(one.restorable for one in past)


@pytest.mark.parametrize("size", list(TextSize))
def test_nothing_of_a_history_is_cut_off(told: World, theme: Theme, qtbot: QtBot, size: TextSize) -> None:
    stage = Stage(told, theme, told.desks[1])
    try:
        theme.set_text_size(size)
        window = HistoryWindow(stage.session, PastOf("移住セミナーの開催", (RECORD,)), stage.window)
        window.show()
        stage.settle()
        assert window.rows
        assert window.width() <= 1280
        assert window.height() <= 680
        assert not cut_off(window)
    finally:
        stage.close()


def test_a_change_on_home_opens_its_history(told: World, theme: Theme, qtbot: QtBot) -> None:
    stage = Stage(told, theme, told.desks[1])
    try:
        stage.activate(qtbot)
        stage.settle()
        stage.window.page("home").changes[0].setFocus()  # type: ignore[attr-defined]
        press("Return")
        stage.settle()
        (window,) = stage.window.findChildren(HistoryWindow)
        assert [row.past.view.field for row in window.rows] == ["done_text", "done_text"]
    finally:
        stage.close()


def test_what_is_held_is_marked(theme: Theme, office_desk: Desk) -> None:
    save(office_desk, MONEY, spent=410_000)
    (change,) = take_past(office_desk, PastOf("", (MONEY,), "spent"))
    row = HistoryRow(
        replace(change, view=replace(change.view, held=True, current=False)),
        office_desk.plan(FY), Clock()(), tells_field=False,
    )  # fmt: skip
    assert wording.say("home_past_held_text") in row.accessibleName()
    assert wording.say("home_past_held") in [chip.text() for chip in row.findChildren(StateChip)]
    row.deleteLater()
