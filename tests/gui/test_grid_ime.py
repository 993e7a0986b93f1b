"""The six rules of the Japanese input method, each tried with the events an input method sends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QInputMethodQueryEvent
from PySide6.QtWidgets import QApplication, QWidget

from alps_desk.gui.main_window import MainWindow
from alps_desk.gui.page import Menu
from alps_desk.gui.theme import Theme
from alps_desk.gui.widgets.grid import GridPane
from tests.gui.grid_hands import Hands
from tests.gui.pictures import make_window
from tests.gui.sample_frame import GridPage, sample_pages
from tests.gui.sample_grid import BUDGET, DAY, NAME, PROSE, RATE, RATING, SPENT

OLD = "7月と9月に開催。参加者は計64人。"


def input_method_on(widget: QWidget) -> bool:
    """What Qt itself would tell the system's input method."""
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QCoreApplication.sendEvent(widget, query)
    return bool(query.value(Qt.InputMethodQuery.ImEnabled))


@pytest.fixture
def prose(hands: Hands) -> Hands:
    """The cursor on a closed cell of text."""
    hands.grid.selection.set(0, PROSE)
    return hands


# Rule 1: the first key of a composition is not lost.


def test_the_first_key_of_a_composition_is_not_lost(prose: Hands) -> None:
    prose.compose("k")
    assert prose.editing
    session = prose.grid.session
    assert session is not None
    assert session.editor.preedit == "k"
    for step in ("か", "かi", "かい", "開催"):
        prose.compose(step)
    assert session.editor.preedit == "開催"
    prose.compose("", "開催")
    assert session.editor.value == "開催"
    prose.press("Enter")
    assert prose.source.value(0, PROSE) == "開催"


def test_a_composition_on_a_closed_cell_keeps_the_keyboard_until_it_ends(prose: Hands) -> None:
    prose.compose("か")
    assert QGuiApplication.focusObject() is prose.grid
    prose.compose("", "化")
    session = prose.grid.session
    assert session is not None
    assert QGuiApplication.focusObject() is session.editor
    prose.kana("ん", "ん漢", commit="感")
    assert session.editor.value == "化感"


def test_a_commit_that_starts_the_next_composition(prose: Hands) -> None:
    prose.compose("かい")
    prose.compose("s", "会")
    assert QGuiApplication.focusObject() is prose.grid
    prose.compose("", "社")
    session = prose.grid.session
    assert session is not None
    assert session.editor.value == "会社"


def test_a_composition_given_up_leaves_the_old_value(prose: Hands) -> None:
    prose.compose("か")
    prose.compose("")
    assert not prose.editing
    assert prose.grid.hasFocus()
    assert prose.source.value(0, PROSE) == OLD


# Rule 2: text committed without a composition into a closed cell is typing too.


@pytest.mark.parametrize("text", ["　", "😀", "髙", "\U00020bb7"])
def test_text_committed_without_a_composition_is_inserted(prose: Hands, text: str) -> None:
    prose.compose("", text)
    session = prose.grid.session
    assert session is not None
    assert session.editor.value == text
    prose.press("Enter")
    assert prose.source.value(0, PROSE) == text


# Rule 3: leaving in whatever way commits the text first.


@pytest.mark.parametrize("inside", [False, True], ids=["closed cell", "open editor"])
@pytest.mark.parametrize("way", ["click", "commit", "focus"])
def test_leaving_while_composing_commits(prose: Hands, pane: GridPane, way: str, inside: bool) -> None:
    if inside:
        prose.press("F2")
    prose.compose("か")
    prose.compose("開さい")
    match way:
        case "click":
            prose.click(5, SPENT)
        case "commit":
            prose.grid.commit_input()
        case "focus":
            beside = pane.window().findChild(QWidget, "beside")
            assert beside is not None
            beside.setFocus()
    assert prose.source.value(0, PROSE) == (OLD + "開さい" if inside else "開さい")
    assert not prose.editing


@pytest.mark.parametrize("way", ["screen", "save", "close"])
def test_the_window_commits_first(theme: Theme, qtbot, way: str) -> None:
    page = GridPage()
    window: MainWindow = make_window([page, *sample_pages()[1:]], theme)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    grid = page.pane.grid
    qtbot.waitUntil(grid.hasFocus)
    hands = Hands(grid, page.source)
    grid.selection.set(0, PROSE)
    hands.compose("か")
    hands.compose("開さい")
    match way:
        case "screen":
            qtbot.mouseClick(window.navigation.items["talk"], Qt.MouseButton.LeftButton)
        case "save":
            save = next(
                action
                for action in window.menus.menus[Menu.FILE].actions()
                if action.shortcut().toString() == "Ctrl+S"
            )
            save.trigger()
        case "close":
            window.close()
    assert page.source.value(0, PROSE) == "開さい"


def test_what_the_input_method_commits_itself_is_taken_once(prose: Hands, monkeypatch) -> None:
    """The system's input method answers ``commit()`` with an event of its own: then nothing is added."""

    class Answering:
        def commit(self) -> None:
            event = QInputMethodEvent()
            event.setCommitString("開催")
            QCoreApplication.sendEvent(QGuiApplication.focusObject(), event)

        def reset(self) -> None:
            raise AssertionError("nothing is thrown away")

    monkeypatch.setattr(QGuiApplication, "inputMethod", staticmethod(Answering))
    prose.compose("開さい")
    prose.grid.commit_input()
    assert prose.source.value(0, PROSE) == "開催"
    prose.press("F2")
    prose.compose("開さい")
    prose.grid.commit_input()
    assert prose.source.value(0, PROSE) == "開催開催"


# Rule 4: the input method is off in columns of figures and dates, and where nothing can be typed.


@pytest.mark.parametrize(("column", "on"), [(BUDGET, False), (SPENT, False), (DAY, False), (RATE, False)])
def test_the_input_method_is_off_in_figures_and_dates(hands: Hands, column: int, on: bool) -> None:
    hands.grid.selection.set(0, column)
    assert input_method_on(hands.grid) is on
    assert hands.grid.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) is on
    hands.press("F2")
    if hands.editing:
        editor = QApplication.focusWidget()
        assert editor is not None
        assert input_method_on(editor) is on
        assert editor.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) is on


def test_the_input_method_is_on_in_text(hands: Hands) -> None:
    for column in (PROSE, RATING):
        hands.grid.selection.set(0, column)
        assert input_method_on(hands.grid)
        assert hands.grid.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        hands.press("F2")
        editor = QApplication.focusWidget()
        assert editor is not None
        assert input_method_on(editor)
        hands.press("Esc", "Esc")


def test_the_input_method_is_off_where_nothing_can_be_typed(hands: Hands) -> None:
    for place in ((0, NAME), (2, PROSE)):
        hands.grid.selection.set(*place)
        assert not input_method_on(hands.grid)
        hands.compose("か")
        assert not hands.editing


def test_it_follows_the_cursor_and_comes_back_after_an_editor(hands: Hands) -> None:
    hands.type("1")
    hands.press("Enter")
    assert not input_method_on(hands.grid)
    hands.grid.selection.set(0, PROSE)
    hands.kana("あ", commit="亜")
    hands.press("Enter")
    assert input_method_on(hands.grid)


# Rule 5: Enter that confirms kana does not move the cursor.


@pytest.mark.parametrize("inside", [False, True], ids=["closed cell", "open editor"])
def test_enter_that_confirms_kana_does_not_move(prose: Hands, inside: bool) -> None:
    if inside:
        prose.press("F2")
    prose.compose("かい")
    prose.press("Enter")
    assert prose.at == (0, PROSE)
    assert prose.editing
    prose.compose("", "会")
    assert prose.at == (0, PROSE)
    assert prose.editing
    prose.press("Enter")
    assert prose.at == (1, PROSE)
    assert prose.source.value(0, PROSE) == (OLD + "会" if inside else "会")


def test_arrows_among_candidates_do_not_move(prose: Hands) -> None:
    prose.press("F2")
    prose.compose("かい")
    prose.press("Down", "Tab", "Esc")
    assert prose.at == (0, PROSE)
    assert prose.editing


# Rule 6: Enter and Tab are handled in one place and move once.


@pytest.mark.parametrize(
    ("key", "place"), [("Enter", (1, PROSE)), ("Tab", (0, DAY)), ("Shift+Tab", (0, RATING))]
)
def test_enter_and_tab_after_kana_move_once(prose: Hands, key: str, place: tuple[int, int]) -> None:
    prose.kana("か", "かい", commit="会")
    prose.press(key)
    prose.settle()
    assert prose.at == place
    assert len(prose.source.calls) == 1
    assert prose.source.value(0, PROSE) == "会"
