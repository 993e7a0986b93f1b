"""Copying the last report, 変更なし, states, and the questions about a cell, by real keys over a real store."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from alps_desk.app.commands import SaveValues
from alps_desk.domain.origin import Origin
from alps_desk.domain.scales import RATING, SCALE
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid import CellFlag
from tests.gui.entry_world import World
from tests.gui.hands import compose, keys, press, write

EVENT, DESK = "F01P01", "F02P01"
HALF = "progress:omachi:2017:half1:{}"
WHOLE = "progress:omachi:2017:full_year:{}"
FROM_HALF = Origin("copied", 2017, "half1")


@pytest.fixture
def whole(world: World) -> World:
    """The report of the whole year, with texts in that of the first half."""
    world.desk.execute(
        SaveValues(
            {
                HALF.format(EVENT): {
                    "done_text": "7月に開催",
                    "issues": "固定化",
                    "progress_class": "running",
                },
                HALF.format(DESK): {"done_text": "相談48件", "person_in_charge": "担当者B"},
            }
        )
    )
    world.window.period_chosen.emit("full_year")
    world.settle()
    world.page.focus()
    return world


def origin(world: World, project: str, column: str) -> Origin | None:
    found = world.page.book.place(world.row(project), column)
    assert found is not None
    return world.page.book.origin(found[0])


def past(world: World, project: str, column: str) -> list[tuple[object, str]]:
    """Every change of a cell, with its reason."""
    world.settle()
    record, field = world.page.book.place(world.row(project), column)[0]  # type: ignore[index]
    return [(view.value, view.why) for view in world.desk.history(record, field)]


# -- copying the last report --


def test_undoing_a_rating_brings_back_the_scale_it_was_made_with(whole: World) -> None:
    record, book = WHOLE.format(EVENT), whole.page.book
    whole.desk.execute(SaveValues({record: {RATING: "B", SCALE: "old_scale"}}))
    whole.settle()
    whole.go(EVENT, RATING)
    write("A")
    press("Enter")
    whole.settle()
    assert [whole.desk.figures(2017)[record, name].cell.value for name in (RATING, SCALE)] == [
        "A",
        "abcd_110",
    ]
    press("Ctrl+Z")
    assert book.scale((record, RATING)) == "old_scale"
    whole.settle()
    assert [whole.desk.figures(2017)[record, name].cell.value for name in (RATING, SCALE)] == [
        "B",
        "old_scale",
    ]
    press("Ctrl+Y")
    whole.settle()
    assert [whole.desk.figures(2017)[record, name].cell.value for name in (RATING, SCALE)] == [
        "A",
        "abcd_110",
    ]


def test_one_key_copies_the_last_report_and_marks_it(whole: World) -> None:
    whole.go(EVENT, "done_text")
    press("F4")
    assert whole.stored(EVENT, "done_text") == "7月に開催"
    assert origin(whole, EVENT, "done_text") == FROM_HALF
    cell = whole.page.source.cell(whole.row(EVENT), whole.page.source.column_named("done_text"))
    assert CellFlag.COPIED in cell.flags
    assert past(whole, EVENT, "done_text") == [("7月に開催", "平成29年度 上半期から写した")]
    # The store says so too: the mark is there after everything is asked for anew.
    whole.page.book.ask()
    whole.settle()
    assert origin(whole, EVENT, "done_text") == FROM_HALF
    # Somebody writes another text: the mark is gone, and comes back when that is undone.
    press("F2")
    write("、9月にも")
    press("Enter")
    assert whole.stored(EVENT, "done_text") == "7月に開催、9月にも"
    assert origin(whole, EVENT, "done_text") is None
    press("Ctrl+Z")
    assert whole.stored(EVENT, "done_text") == "7月に開催"
    assert origin(whole, EVENT, "done_text") == FROM_HALF


def test_a_selection_is_copied_as_one_step(whole: World) -> None:
    whole.go(EVENT, "done_text")
    press("Shift+Down", "Shift+Right", "F4")
    assert [whole.stored(one, "done_text") for one in (EVENT, DESK)] == ["7月に開催", "相談48件"]
    assert whole.stored(EVENT, "issues") == "固定化"
    assert whole.stored(DESK, "issues") is None
    assert whole.page.book.steps.undo_name == "前回の値の写し 3欄"
    press("Ctrl+Z")
    assert whole.stored(EVENT, "done_text") is None
    assert whole.stored(EVENT, "issues") is None


def test_nothing_to_copy_is_said(world: World) -> None:
    said: list[str] = []
    assert world.shell.session is not None
    world.shell.session.noted.connect(said.append)
    world.go(EVENT, "done_text")
    press("F4")
    assert world.page.book.steps.undo_name is None
    assert said == ["写せる前回の値がありません。"]


def test_the_whole_report_is_carried_forward_into_empty_cells_only(whole: World) -> None:
    whole.go(DESK, "done_text")
    write("通期の相談")
    press("Enter")
    action = next(one for one in whole.page.actions() if one.text() == "前の期から引き継ぐ")
    action.trigger()
    assert whole.stored(EVENT, "done_text") == "7月に開催"
    assert whole.stored(EVENT, "issues") == "固定化"
    assert whole.stored(DESK, "done_text") == "通期の相談"
    assert whole.stored(DESK, "person_in_charge") == "担当者B"
    # A judgement is no text: everybody makes it anew.
    assert whole.stored(EVENT, "progress_class") is None
    assert origin(whole, EVENT, "issues") == FROM_HALF
    assert whole.page.book.steps.undo_name == "前の期からの引き継ぎ 3欄"
    press("Ctrl+Z")
    assert whole.stored(EVENT, "done_text") is None
    assert whole.stored(DESK, "person_in_charge") is None
    assert whole.stored(DESK, "done_text") == "通期の相談"


# -- 変更なし --


def test_no_change_is_a_change_that_says_so(whole: World) -> None:
    whole.go(EVENT, "done_text")
    write("通期のこと")
    press("Enter", "Up", "Shift+F4")
    assert past(whole, EVENT, "done_text") == [("通期のこと", ""), ("通期のこと", "変更なし")]
    assert origin(whole, EVENT, "done_text") == Origin("unchanged")
    press("Ctrl+Z")
    assert past(whole, EVENT, "done_text")[-1] == ("通期のこと", "")
    assert origin(whole, EVENT, "done_text") is None


def test_no_change_in_an_empty_cell_takes_the_last_value_and_counts_as_entered(whole: World) -> None:
    row = whole.row(EVENT)
    before = whole.page.book.filled(row)[0]
    whole.go(EVENT, "progress_class")
    press("Shift+F4")
    assert whole.stored(EVENT, "progress_class") == "running"
    assert whole.page.book.filled(row)[0] == before + 1
    assert past(whole, EVENT, "progress_class") == [("running", "変更なし（平成29年度 上半期と同じ）")]


# -- states --


def test_any_cell_can_be_not_applicable(world: World) -> None:
    world.go(EVENT, "done_text")
    press("Ctrl+Shift+N")
    assert world.stored(EVENT, "done_text") == "#none"
    assert world.text(EVENT, "done_text") == "−"
    press("Ctrl+Z")
    assert world.stored(EVENT, "done_text") is None


def test_an_open_value_is_asked_for_its_day_in_place(world: World) -> None:
    world.go(EVENT, "spent")
    press("Ctrl+Shift+M")
    assert world.stored(EVENT, "spent") == "#pending"
    assert "いつごろ決まる予定ですか" in world.page.ask_bar.text
    assert world.page.ask_bar.box.hasFocus()
    keys("soon")
    press("Enter")
    assert world.page.ask_bar.box.text() == "soon"
    assert world.stored(EVENT, "spent") == "#pending"
    press("Ctrl+A")
    keys("R11.12.1")
    press("Enter")
    assert world.stored(EVENT, "spent") == "#pending:2029-12-01"
    assert world.page.ask_bar.text == ""
    assert world.page.pane.grid.hasFocus()
    assert world.desk.promises(2017) == [("money:omachi:2017:F01P01:half1", "spent", "2029-12-01")]


def test_typing_the_word_asks_too_and_holds_nobody_up(world: World) -> None:
    world.go(EVENT, "spent")
    write("未定")
    press("Enter")
    assert "いつごろ決まる予定ですか" in world.page.ask_bar.text
    assert world.here == (DESK, "spent")
    keys("1200")
    press("Enter")
    assert world.stored(DESK, "spent") == 1200
    assert world.stored(EVENT, "spent") == "#pending"
    world.go(EVENT, "spent")
    press("F5")
    assert world.page.ask_bar.box.hasFocus()
    press("Esc")
    assert world.page.pane.grid.hasFocus()


# -- a jump needs a word --


@pytest.fixture
def jumping(world: World) -> World:
    """An office that spent 100,000 yen last year."""
    world.desk.execute(SaveValues({"money:omachi:2016:F01P01:half1": {"spent": 1_000_000}}))
    world.page.book.ask()
    world.settle()
    world.go(EVENT, "spent")
    keys("9000000")
    press("Enter")
    return world


def test_a_jump_asks_for_one_sentence_that_travels_with_the_value(jumping: World) -> None:
    world = jumping
    assert world.stored(EVENT, "spent") == 9_000_000
    assert world.here == (DESK, "spent")
    assert "1,000,000から9,000,000に変わっています" in world.page.ask_bar.text
    cell = world.page.source.cell(world.row(EVENT), world.page.source.column_named("spent"))
    assert cell.state is State.WARNING
    press("F5")
    write("会場が変わったため")
    press("Enter")
    assert past(world, EVENT, "spent") == [(9_000_000, ""), (9_000_000, "会場が変わったため")]
    assert world.desk.jumps(2017)[0].reason == "会場が変わったため"
    assert world.page.ask_bar.text == ""
    cell = world.page.source.cell(world.row(EVENT), world.page.source.column_named("spent"))
    assert cell.state is None
    # Confirming keeps the sentence; another value asks anew.
    world.go(EVENT, "spent")
    press("Shift+F4")
    world.settle()
    assert world.desk.jumps(2017)[0].reason == "会場が変わったため"
    keys("8000000")
    press("Enter")
    assert "8,000,000" in world.page.ask_bar.text


def test_a_jump_can_be_left_and_stays_doubtful(jumping: World) -> None:
    world = jumping
    press("F5", "Esc")
    assert world.page.pane.grid.hasFocus()
    QTest.mouseClick(world.page.ask_bar.close_button, Qt.MouseButton.LeftButton)
    assert world.page.ask_bar.text == ""
    assert [one.code for one in world.desk.check(2017, "half1") if one.level == "warning"] == ["rule_jump"]
    world.go(EVENT, "spent")
    press("F5")
    assert world.page.ask_bar.box.hasFocus()


@pytest.mark.parametrize("way", ["screen", "close", "click"])
def test_an_answer_that_is_being_written_is_not_lost(jumping: World, way: str) -> None:
    press("F5")
    compose("会場が変わったため")
    if way == "screen":
        jumping.window.show_page("export")
        jumping.settle()
    elif way == "click":
        QTest.mouseClick(jumping.page.pane.grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(400, 60))
        jumping.settle()
    else:
        jumping.window.close()
    assert jumping.desk.jumps(2017)[0].reason == "会場が変わったため"
