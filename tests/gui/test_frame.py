"""The frame: going between screens by mouse and keys, panel, text sizes, panes, menus, bottom line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from alps_desk.gui.main_window import MainWindow
from alps_desk.gui.page import EditCommand, Menu
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.widgets.text import Prose, breakable
from tests.gui.pictures import make_window
from tests.gui.sample_frame import GridPage, PartsPage, PlainPage, sample_pages
from tests.gui.sample_grid import SPENT


@pytest.fixture
def window(theme: Theme, qtbot) -> MainWindow:
    made = make_window(sample_pages(), theme)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made.isActiveWindow() and QApplication.focusWidget() is not None)
    return made


def press(qtbot, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, key, modifier)


CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_click_in_the_navigation_goes_there_and_commits_first(window: MainWindow, qtbot) -> None:
    parts = window.page("parts")
    assert isinstance(parts, PartsPage)
    with qtbot.waitSignal(window.page_shown) as shown:
        qtbot.mouseClick(window.navigation.items["conflict"], Qt.MouseButton.LeftButton)
    assert shown.args == ["conflict"]
    assert window.current_page is window.page("conflict")
    assert parts.left == 1
    assert window.top_bar.title.text() == "食い違い"
    assert not window.top_bar.periods.isVisible()
    assert not window.panel_shown


def test_ctrl_and_a_number_go_to_a_screen(window: MainWindow, qtbot) -> None:
    press(qtbot, Qt.Key.Key_4, CTRL)
    assert window.current_page is window.page("overview")
    press(qtbot, Qt.Key.Key_1, CTRL)
    assert window.current_page is window.page("parts")


def test_screens_ask_again_when_they_are_shown(window: MainWindow) -> None:
    talk = window.page("talk")
    assert isinstance(talk, PlainPage)
    window.changed(frozenset({"a"}))
    window.changed(frozenset({"b"}))
    assert talk.refreshed == []
    window.show_page("talk")
    window.show_page("parts")
    window.show_page("talk")
    assert talk.refreshed == [frozenset()]
    window.show_page("parts")
    window.changed(frozenset({"a"}))
    window.changed(frozenset({"b"}))
    window.show_page("talk")
    assert talk.refreshed == [frozenset(), frozenset({"a", "b"})]


def test_arrows_walk_the_navigation(window: MainWindow, qtbot) -> None:
    window.navigation.focus()
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Return)
    assert window.current_page is window.page("conflict")


def test_badges_are_named(window: MainWindow) -> None:
    item = window.navigation.items["import"]
    assert item.accessibleName() == "取り込み 1件"
    window.page("import").set_badge(0)
    assert item.accessibleName() == "取り込み"


def test_ctrl_i_closes_the_panel_and_the_wish_stays(window: MainWindow, qtbot) -> None:
    assert window.panel_shown
    press(qtbot, Qt.Key.Key_I, CTRL)
    assert not window.panel_shown
    window.resize(1500, 800)
    assert not window.panel_shown
    press(qtbot, Qt.Key.Key_I, CTRL)
    assert window.panel_shown


def test_extra_large_text_shows_icons_and_closes_the_panel(window: MainWindow) -> None:
    assert not window.navigation.narrow
    window.set_text_size(TextSize.EXTRA)
    assert window.navigation.narrow
    assert not window.panel_shown


def test_f6_walks_the_panes_and_back(window: MainWindow, qtbot) -> None:
    start = QApplication.focusWidget()
    seen = []
    for _ in range(8):
        press(qtbot, Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
        if seen[-1] is start:
            break
    assert seen[-1] is start
    assert window.navigation.items["parts"] in seen
    assert any(isinstance(widget, QComboBox) for widget in seen)
    press(qtbot, Qt.Key.Key_F6)
    press(qtbot, Qt.Key.Key_F6, SHIFT)
    assert QApplication.focusWidget() is start


def test_actions_are_buttons_menu_entries_and_shortcuts(window: MainWindow, qtbot) -> None:
    page = window.page("parts")
    assert isinstance(page, PartsPage)
    assert [button.text() for button in window.top_bar.buttons] == ["元に戻す", "入力チェック", "提出へ進む"]
    qtbot.mouseClick(window.top_bar.buttons[2], Qt.MouseButton.LeftButton)
    press(qtbot, Qt.Key.Key_E, CTRL)
    assert page.pressed == ["submit", "submit"]
    assert page.actions()[2] in window.menus.menus[Menu.FILE].actions()
    page.actions()[1].setEnabled(False)
    assert not window.top_bar.buttons[1].isEnabled()
    window.show_page("talk")
    assert page.actions()[2] not in window.menus.menus[Menu.FILE].actions()
    press_on = window.navigation.items["talk"]
    qtbot.keyClick(press_on, Qt.Key.Key_E, CTRL)
    assert page.pressed == ["submit", "submit"]


def test_ctrl_s_commits_and_says_that_everything_is_saved(window: MainWindow, qtbot) -> None:
    page = window.page("parts")
    assert isinstance(page, PartsPage)
    press(qtbot, Qt.Key.Key_S, CTRL)
    assert page.left == 1
    assert window.status.saved.text().startswith("保存済みです")


def test_undo_in_a_text_field_undoes_typing(window: MainWindow, qtbot) -> None:
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.end(False)
    qtbot.keyClicks(field, "9")
    assert field.text() == "1,2009"
    window.menus.menus[Menu.EDIT].aboutToShow.emit()
    window.menus.edit[EditCommand.UNDO].trigger()
    window.menus.menus[Menu.EDIT].aboutToHide.emit()
    assert field.text() == "1,200"


def test_the_menu_works_on_the_grid_by_keys_and_names_the_step(theme: Theme, qtbot) -> None:
    page = GridPage()
    window = make_window([page, *sample_pages()[1:]], theme)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    grid = page.pane.grid
    qtbot.waitUntil(grid.hasFocus)
    grid.selection.set(0, SPENT)
    qtbot.keyClicks(grid, "7")
    press(qtbot, Qt.Key.Key_Z, CTRL)
    assert page.source.calls == []
    press(qtbot, Qt.Key.Key_Escape)
    press(qtbot, Qt.Key.Key_C, CTRL)
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_V, CTRL)
    assert page.source.value(1, SPENT) == "412"
    window.menus.menus[Menu.EDIT].aboutToShow.emit()
    assert window.menus.edit[EditCommand.UNDO].text() == "元に戻す：貼り付け 1欄"
    window.menus.menus[Menu.EDIT].aboutToHide.emit()
    press(qtbot, Qt.Key.Key_Z, CTRL)
    assert page.source.value(1, SPENT) == "655"
    press(qtbot, Qt.Key.Key_Y, CTRL)
    assert page.source.value(1, SPENT) == "412"
    press(qtbot, Qt.Key.Key_F8)
    assert grid.selection.current == (3, SPENT)


def test_what_is_marked_in_a_text_is_copied_and_not_the_cell(theme: Theme, qtbot) -> None:
    page = GridPage()
    window = make_window([page, *sample_pages()[1:]], theme)
    qtbot.addWidget(window)
    words = Prose("保存先 C:\\Users\\tantousha\\AppData\\Local\\alps-desk", selectable=True, parent=window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(page.pane.grid.hasFocus)
    press(qtbot, Qt.Key.Key_C, CTRL)
    of_cell = QApplication.clipboard().text()
    words.show()
    words.setFocus()
    press(qtbot, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == of_cell, "nothing is marked: the screen's cell"
    words.setSelection(0, len(breakable(words.plain)))
    press(qtbot, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == words.plain
    window.menus.menus[Menu.EDIT].aboutToShow.emit()
    assert window.menus.edit[EditCommand.COPY].isEnabled()


def test_f1_asks_for_the_help_of_the_screen(window: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(window.help_requested) as asked:
        press(qtbot, Qt.Key.Key_F1)
    assert asked.args == ["parts"]


def test_years_and_periods_are_picked_and_the_wheel_leaves_them(window: MainWindow, qtbot) -> None:
    years = window.top_bar.years
    years.setFocus()
    with qtbot.waitSignal(window.year_chosen) as chosen:
        qtbot.keyClick(years, Qt.Key.Key_Down)
    assert chosen.args == [2025]


def test_dropped_files_are_reported(window: MainWindow, qtbot, tmp_path) -> None:
    file = tmp_path / "大町市_R8上_2.csv"
    file.write_text("x", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    drop = QDropEvent(
        QPointF(400, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(window.files_dropped) as dropped:
        window.dropEvent(drop)
    assert dropped.args == [[file]]


def test_closing_commits_first(window: MainWindow, qtbot) -> None:
    page = window.page("parts")
    assert isinstance(page, PartsPage)
    with qtbot.waitSignal(window.closing):
        window.close()
    assert page.left == 1


@pytest.mark.parametrize("size", list(TextSize))
def test_nothing_is_cut_off_at_the_smallest_window(window: MainWindow, size: TextSize) -> None:
    window.set_text_size(size)
    window.resize(1280, 680)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1280, 680)
    bar = window.top_bar
    parts: list[QWidget] = [bar.title, bar.years, bar.periods, bar.deadline, *bar.buttons]
    for part in parts:
        assert bar.rect().contains(part.geometry()), part
        assert part.width() >= part.sizeHint().width()
    for one in parts:
        assert not any(one.geometry().intersects(other.geometry()) for other in parts if other is not one)
    root = window.centralWidget()
    for button in root.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            corner = button.mapTo(root, button.rect().bottomRight())
            assert root.rect().contains(corner), button.text()
            assert button.width() >= button.minimumSizeHint().width(), button.text()


def test_everything_with_focus_has_a_name(window: MainWindow) -> None:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            words = widget.accessibleName()
            if isinstance(widget, QAbstractButton):
                words = words or widget.text()
            assert words, widget


def test_every_shortcut_is_given_once(window: MainWindow) -> None:
    keys = [
        sequence.toString()
        for action in window.findChildren(QAction)
        for sequence in action.shortcuts()
        if action.associatedObjects()
    ]
    assert len(keys) == len(set(keys)), sorted(keys)
