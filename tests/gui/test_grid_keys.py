"""Keys of the grid: moving, typing, editing, filling, undo, problems. Real key presses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from alps_desk.gui.theme import State, Theme
from alps_desk.gui.widgets.grid import Grid, GridColumn, GridPane
from alps_desk.gui.widgets.grid.selection import edge
from tests.gui.grid_hands import Hands
from tests.gui.sample_grid import BUDGET, DAY, NAME, PROSE, RATE, RATING, SPENT, STATE, SampleSource

LAST = 16


def test_arrows_move_and_stop_at_the_edge(hands: Hands) -> None:
    hands.press("Down", "Right", "Up", "Up", "Left")
    assert hands.at == (0, SPENT)
    hands.press("Ctrl+Home", "Left", "Up")
    assert hands.at == (0, 0)
    hands.press("Ctrl+End", "Right", "Down")
    assert hands.at == (LAST, DAY)


def test_typing_replaces_and_enter_commits_and_moves_down(hands: Hands) -> None:
    hands.type("1234")
    assert hands.editing
    assert hands.source.value(0, SPENT) == "412"
    hands.press("Enter")
    assert hands.source.value(0, SPENT) == "1234"
    assert hands.at == (1, SPENT)
    assert not hands.editing
    assert hands.grid.hasFocus()


def test_the_enter_of_the_number_keys_is_the_same(hands: Hands) -> None:
    hands.type("7")
    focused = QApplication.focusWidget()
    assert focused is not None
    from PySide6.QtTest import QTest

    QTest.keyClick(focused, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert hands.source.value(0, SPENT) == "7"
    assert hands.at == (1, SPENT)


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("Enter", (2, SPENT)),
        ("Shift+Enter", (0, SPENT)),
        ("Tab", (1, RATE)),
        ("Shift+Tab", (1, BUDGET)),
        ("Down", (2, SPENT)),
        ("Up", (0, SPENT)),
        ("Left", (1, BUDGET)),
        ("Right", (1, RATE)),
    ],
)
def test_every_way_out_commits_once_and_moves_once(hands: Hands, key: str, place: tuple[int, int]) -> None:
    hands.press("Down")
    hands.type("5")
    hands.press(key)
    assert hands.source.value(1, SPENT) == "5"
    assert hands.at == place
    assert len(hands.source.calls) == 1
    assert not hands.editing


def test_tab_opens_no_editor_and_enter_returns_to_where_tab_began(hands: Hands) -> None:
    hands.press("Left")
    hands.type("900")
    hands.press("Tab")
    assert not hands.editing
    hands.type("450")
    hands.press("Tab", "Tab")
    hands.type("A")
    hands.press("Enter")
    assert [hands.source.value(0, column) for column in (BUDGET, SPENT, RATING)] == ["900", "450", "A"]
    assert hands.at == (1, BUDGET)


def test_enter_can_move_right(hands: Hands) -> None:
    hands.grid.keys.enter_moves_right = True
    hands.press("Left")
    hands.type("1")
    hands.press("Enter")
    assert hands.at == (0, SPENT)
    hands.press("Shift+Enter")
    assert hands.at == (0, BUDGET)


def test_f2_edits_at_the_end_and_arrows_move_the_caret(hands: Hands) -> None:
    hands.press("F2")
    hands.type("9")
    hands.press("Left", "Left")
    hands.type("0")
    hands.press("Enter")
    assert hands.source.value(0, SPENT) == "41029"


def test_f2_while_typing_lets_arrows_move_the_caret(hands: Hands) -> None:
    hands.type("12")
    hands.press("F2", "Left")
    hands.type("0")
    hands.press("Enter")
    assert hands.source.value(0, SPENT) == "102"


def test_esc_leaves_the_cell_as_it_was(hands: Hands) -> None:
    hands.type("99")
    hands.press("Esc")
    assert hands.source.value(0, SPENT) == "412"
    assert hands.source.calls == []
    assert hands.at == (0, SPENT)
    assert hands.grid.hasFocus()


def test_an_unchanged_cell_is_not_written(hands: Hands) -> None:
    hands.press("F2", "Enter")
    assert hands.source.calls == []


def test_delete_clears_the_selection_as_one_step(hands: Hands) -> None:
    hands.press("Shift+Down", "Delete")
    assert [hands.source.value(row, SPENT) for row in (0, 1)] == ["", ""]
    assert len(hands.source.calls) == 1
    assert hands.source.undo_name() == "消去 2欄"
    hands.press("Ctrl+Z")
    assert [hands.source.value(row, SPENT) for row in (0, 1)] == ["412", "655"]


def test_backspace_clears_and_edits(hands: Hands) -> None:
    hands.press("Backspace")
    hands.type("3")
    hands.press("Enter")
    assert hands.source.value(0, SPENT) == "3"


def test_alt_enter_is_a_new_line_and_enter_commits(hands: Hands) -> None:
    hands.grid.selection.set(0, PROSE)
    hands.type("ab")
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
    hands.press("Alt+Enter")
    hands.type("c")
    hands.press("Enter")
    assert hands.source.value(0, PROSE) == "ab\nc"
    assert hands.at == (1, PROSE)


def test_the_counter_counts_and_the_box_grows(hands: Hands) -> None:
    hands.grid.selection.set(0, PROSE)
    hands.press("F2")
    session = hands.grid.session
    assert session is not None
    counter = session.editor.counter  # type: ignore[union-attr]
    assert counter.text().endswith("/ 400 字")
    before = session.editor.height()
    session.editor.put("長い文章です。\n" * 12)
    assert session.editor.height() > before
    assert hands.grid.viewport().rect().contains(session.editor.geometry())


def test_ctrl_arrows_jump_like_a_spreadsheet(hands: Hands) -> None:
    hands.press("Ctrl+Down")
    assert hands.at == (2, SPENT)
    hands.press("Ctrl+Down")
    assert hands.at == (4, SPENT)
    hands.press("Ctrl+Right")
    assert hands.at == (4, DAY)
    hands.press("Ctrl+Left")
    assert hands.at == (4, 0)


def test_edge_of_runs() -> None:
    filled = [True, True, False, False, True, False]
    at = filled.__getitem__
    assert edge(at, 0, 1, 6) == 1
    assert edge(at, 1, 1, 6) == 4
    assert edge(at, 4, 1, 6) == 5
    assert edge(at, 5, 1, 6) == 5
    assert edge(at, 5, -1, 6) == 4
    assert edge(at, 4, -1, 6) == 1


def test_shift_selects_and_the_cursor_stays(hands: Hands) -> None:
    hands.press("Shift+Down", "Shift+Down", "Shift+Left")
    block = hands.grid.selection.bounds()
    assert block is not None
    assert (block.top, block.left, block.bottom, block.right) == (0, BUDGET, 2, SPENT)
    assert hands.at == (0, SPENT)
    hands.press("Shift+Up", "Shift+Up", "Shift+Right")
    assert hands.grid.selection.cells == [(0, SPENT)]


def test_whole_columns_and_rows(hands: Hands) -> None:
    hands.press("Ctrl+Space")
    assert {column for _, column in hands.grid.selection.cells} == {SPENT}
    assert len(hands.grid.selection.cells) == LAST + 1
    hands.press("Esc", "Shift+Space")
    assert {row for row, _ in hands.grid.selection.cells} == {0}
    hands.press("Ctrl+A")
    assert len(hands.grid.selection.cells) == (LAST + 1) * 10


def test_enter_walks_inside_a_selection(hands: Hands) -> None:
    hands.press("Shift+Down", "Enter")
    assert hands.at == (1, SPENT)
    hands.press("Enter")
    assert hands.at == (0, SPENT)
    assert len(hands.grid.selection.cells) == 2
    hands.type("8")
    hands.press("Enter")
    assert hands.source.value(0, SPENT) == "8"
    assert hands.at == (1, SPENT)


def test_ctrl_enter_fills_the_selection(hands: Hands) -> None:
    hands.press("Shift+Down")
    hands.type("77")
    hands.press("Ctrl+Enter")
    assert [hands.source.value(row, SPENT) for row in (0, 1)] == ["77", "77"]
    assert len(hands.source.calls) == 1
    assert hands.source.undo_name() == "同じ内容の入力 2欄"


def test_ctrl_d_and_ctrl_r_copy_from_above_and_left(hands: Hands) -> None:
    hands.press("Down", "Ctrl+D")
    assert hands.source.value(1, SPENT) == "412"
    hands.press("Ctrl+R")
    assert hands.source.value(1, SPENT) == "1200"
    hands.press("Up", "Shift+Down", "Ctrl+D")
    assert hands.source.value(1, SPENT) == "412"


def test_ctrl_semicolon_writes_today(hands: Hands) -> None:
    hands.grid.selection.set(0, DAY)
    hands.press("Ctrl+;")
    assert hands.source.value(0, DAY) == "2026-11-20"
    hands.press("F2", "Ctrl+A", "Delete", "Ctrl+;", "Enter")
    assert hands.source.value(0, DAY) == "2026-11-20"


def test_undo_and_redo_show_their_cells(hands: Hands) -> None:
    hands.type("1")
    hands.press("Enter", "Ctrl+End", "Ctrl+Z")
    assert hands.source.value(0, SPENT) == "412"
    assert hands.at == (0, SPENT)
    hands.press("Ctrl+Y")
    assert hands.source.value(0, SPENT) == "1"
    hands.press("Ctrl+Z", "Ctrl+Shift+Z")
    assert hands.source.value(0, SPENT) == "1"


def test_nothing_to_undo_is_said(hands: Hands, qtbot) -> None:
    with qtbot.waitSignal(hands.grid.said) as said:
        hands.press("Ctrl+Z")
    assert said.args == ["元に戻すものはありません。"]


def test_f8_walks_the_problems_and_around(hands: Hands, qtbot) -> None:
    seen = []
    for _ in range(40):
        hands.press("F8")
        seen.append(hands.at)
        if len(seen) > 1 and seen[-1] == seen[0]:
            break
    assert seen[0] == (3, SPENT)
    assert (4, SPENT) in seen
    assert (12, SPENT) in seen
    assert len(seen) == len(set(seen)) + 1
    hands.press("Shift+F8")
    assert hands.at == seen[-2]


def test_a_locked_cell_opens_no_editor_and_says_why(hands: Hands, qtbot) -> None:
    hands.grid.selection.set(2, SPENT)
    with qtbot.waitSignal(hands.grid.said) as said:
        hands.type("1")
    assert said.args == ["この欄は変更できません。"]
    assert not hands.editing
    for column in (NAME, STATE, RATE):
        hands.grid.selection.set(0, column)
        hands.press("F2")
        assert not hands.editing


def test_what_cannot_be_read_is_kept_and_marked(hands: Hands) -> None:
    hands.type("abc")
    hands.press("Enter")
    cell = hands.grid.model_.cell(0, SPENT)
    assert cell.text == "abc"
    assert cell.state is State.ERROR
    hands.press("Up", "F2")
    session = hands.grid.session
    assert session is not None
    assert session.editor.value == "abc"


def test_choices_by_first_letter_and_by_list(hands: Hands) -> None:
    hands.grid.selection.set(0, RATING)
    hands.type("c")
    hands.press("Enter")
    assert hands.source.value(0, RATING) == "C"
    hands.press("Alt+Down")
    session = hands.grid.session
    assert session is not None
    assert session.choices is not None
    assert session.choices.choice == "A"
    hands.press("Down", "Enter")
    assert hands.source.value(1, RATING) == "B"
    assert hands.at == (2, RATING)


def test_a_choice_is_clicked(hands: Hands, qtbot) -> None:
    hands.grid.selection.set(0, RATING)
    hands.press("Alt+Down")
    session = hands.grid.session
    assert session is not None
    assert session.choices is not None
    item = session.choices.visualItemRect(session.choices.item(3))
    qtbot.mouseClick(session.choices.viewport(), Qt.MouseButton.LeftButton, pos=item.center())
    assert hands.source.value(0, RATING) == "該当なし"
    assert not hands.editing


def test_esc_in_the_list_changes_nothing(hands: Hands) -> None:
    hands.grid.selection.set(0, RATING)
    hands.press("Alt+Down", "Down", "Esc", "Esc")
    assert hands.source.value(0, RATING) == "B"
    assert not hands.editing


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_calendar_writes_a_day(hands: Hands, qtbot) -> None:
    from alps_desk.gui.widgets.grid.popups import CalendarPopup

    hands.grid.selection.set(0, DAY)
    hands.press("Alt+Down")
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, CalendarPopup)
    assert popup.calendar.selectedDate().toString("yyyy-MM-dd") == "2026-09-30"
    view = popup.calendar.findChild(QWidget, "qt_calendar_calendarview")
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert hands.source.value(0, DAY) == "2026-09-29"


def test_ctrl_tab_leaves_the_grid(hands: Hands, pane: GridPane) -> None:
    hands.press("Ctrl+Tab")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused is not hands.grid
    hands.grid.setFocus()
    hands.type("6")
    hands.press("Ctrl+Tab")
    assert hands.source.value(0, SPENT) == "6"
    assert QApplication.focusWidget() is not hands.grid


def test_the_wheel_changes_no_value(hands: Hands) -> None:
    hands.type("5")
    session = hands.grid.session
    assert session is not None
    for target in (session.editor, hands.grid.viewport()):
        wheel = QWheelEvent(
            QPointF(5, 5),
            QPointF(target.mapToGlobal(QPoint(5, 5))),
            QPoint(0, 0),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(target, wheel)
    assert session.editor.value == "5"
    hands.press("Esc")
    assert hands.source.value(0, SPENT) == "412"


def test_find_next_goes_around(hands: Hands, pane: GridPane, qtbot) -> None:
    with qtbot.waitSignal(hands.grid.search_wanted):
        hands.press("Ctrl+F")
    hands.grid.set_search("職員相互")
    hands.press("F3")
    assert hands.at == (13, NAME)
    hands.press("F3")
    assert hands.at == (14, NAME)
    hands.press("F3")
    assert hands.at == (13, NAME)
    hands.grid.set_search("見つからない")
    with qtbot.waitSignal(hands.grid.said):
        hands.press("F3")


def test_clicks_drags_and_shift_select(hands: Hands) -> None:
    hands.click(3, BUDGET)
    assert hands.at == (3, BUDGET)
    hands.click(5, SPENT, Qt.KeyboardModifier.ShiftModifier)
    assert len(hands.grid.selection.cells) == 6
    hands.drag(hands.point(1, BUDGET), hands.point(4, SPENT))
    assert len(hands.grid.selection.cells) == 8
    assert hands.at == (1, BUDGET)
    hands.click(6, NAME)
    assert hands.at == (6, NAME)
    hands.click(8, NAME, Qt.KeyboardModifier.ControlModifier)
    assert hands.grid.selection.cells == [(6, NAME), (8, NAME)]


def test_a_click_elsewhere_commits(hands: Hands) -> None:
    hands.type("66")
    hands.click(5, SPENT)
    assert hands.source.value(0, SPENT) == "66"
    assert hands.at == (5, SPENT)
    assert not hands.editing


def test_a_double_click_edits(hands: Hands, qtbot) -> None:
    qtbot.mouseDClick(hands.grid.viewport(), Qt.MouseButton.LeftButton, pos=hands.point(0, SPENT))
    assert hands.editing


def test_a_double_click_where_nothing_is_typed_opens_the_record(hands: Hands, qtbot) -> None:
    view = hands.grid.frozen.viewport()
    with qtbot.waitSignal(hands.grid.opened) as opened:
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=hands.point(0, NAME))
    assert opened.args[0] == 0
    assert not hands.editing


def test_enter_opens_the_record_in_a_table_that_is_only_read(theme: Theme, qtbot) -> None:
    class ReadOnly(SampleSource):
        def columns(self) -> list[GridColumn]:
            return [replace(column, editable=False) for column in super().columns()]

    grid = Grid(ReadOnly())
    qtbot.addWidget(grid)
    grid.show()
    grid.selection.set(3, SPENT)
    with qtbot.waitSignal(grid.opened) as opened:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert opened.args == [3, SPENT]
    qtbot.keyClick(grid, Qt.Key.Key_5)
    assert grid.session is None
    assert grid.source.calls == []


def test_the_handle_fills_down(hands: Hands) -> None:
    cell = hands.grid.visualRect(hands.grid.model_.index(0, SPENT))
    hands.drag(cell.bottomRight() - QPoint(3, 3), hands.point(3, SPENT))
    values = [hands.source.value(row, SPENT) for row in range(4)]
    assert values == ["412", "412", "430", "412"]
    assert hands.source.undo_name() == "同じ内容の入力 2欄"


def test_a_heading_selects_its_column(hands: Hands, qtbot) -> None:
    header = hands.grid.header
    x = header.sectionViewportPosition(BUDGET) + 10
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    assert {column for _, column in hands.grid.selection.cells} == {BUDGET}


def test_losing_the_keyboard_commits(hands: Hands, pane: GridPane) -> None:
    hands.type("31")
    beside = pane.window().findChild(QWidget, "beside")
    beside.setFocus()
    assert hands.source.value(0, SPENT) == "31"
    assert beside.hasFocus()


def test_nothing_is_lost_when_rows_change_while_typing(hands: Hands) -> None:
    hands.type("31")
    hands.source.rows.insert(0, hands.source.rows.pop())
    hands.source.rows_changed.emit()
    assert hands.editing
    hands.press("Enter")
    assert hands.source.rows[1].values[SPENT] == "31"
    assert hands.source.rows[1].number == "101"


def test_typing_for_a_row_that_is_gone_is_kept_on_the_clipboard(hands: Hands, qtbot) -> None:
    hands.type("31")
    hands.source.rows.pop(0)
    with qtbot.waitSignal(hands.grid.said):
        hands.source.rows_changed.emit()
    assert QGuiApplication.clipboard().text() == "31"
    assert hands.source.calls == []
