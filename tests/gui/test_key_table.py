"""The key table of the design, row by row, with real keys in the real window over a real store.

``TABLE`` is the design's list; each row has a check of its name below, and each key stands on the help page. Ctrl+P
prints where there is something to print: see the tests of the reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from alps_desk import places
from tests.gui.entry_world import World
from tests.gui.hands import keys, press, write

TABLE = {
    "enter": ("Enter", "Shift+Enter"),
    "tab": ("Tab", "Shift+Tab"),
    "typing": (),
    "clear": ("Delete", "Backspace"),
    "clipboard": ("Ctrl+C", "Ctrl+X", "Ctrl+V"),
    "undo": ("Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z"),
    "today": ("Ctrl+;",),
    "whole": ("Ctrl+Space", "Shift+Space"),
    "problems": ("F8", "Shift+F8"),
    "panel": ("Ctrl+I",),
    "navigation": ("Ctrl+1", "Ctrl+9"),
    "edit": ("F2",),
    "cancel": ("Esc",),
    "new_line": ("Alt+Enter",),
    "choices": ("Alt+↓",),
    "fill": ("Ctrl+D", "Ctrl+R"),
    "same": ("Ctrl+Enter",),
    "jump": ("Ctrl+Home", "Ctrl+End", "Ctrl+↓"),
    "find": ("Ctrl+F", "F3"),
    "saved": ("Ctrl+S",),
    "help_page": ("F1",),
    "panes": ("F6",),
    "leave": ("Ctrl+Tab",),
    "copy_forward": ("F4", "Shift+F4"),
    "answers": ("F5",),
}
EVENT, DESK, SEMINAR = "F01P01", "F02P01", "F02P02"
ENTER = "Return"


def enter(world: World) -> None:
    keys("1")
    press(ENTER)
    assert world.here == (DESK, "spent")
    press(f"Shift+{ENTER}")
    assert world.here == (EVENT, "spent")
    assert world.stored(EVENT, "spent") == 1


def tab(world: World) -> None:
    keys("2")
    press("Tab")
    assert world.here == (EVENT, "execution_rate")
    press("Shift+Tab", "Shift+Tab")
    assert world.here == (EVENT, "budget_current")
    assert world.page.pane.grid.session is None
    assert world.stored(EVENT, "spent") == 2


def typing(world: World) -> None:
    keys("3")
    press("Right")
    assert world.here == (EVENT, "execution_rate")
    assert world.stored(EVENT, "spent") == 3


def clear(world: World) -> None:
    keys("4")
    press(ENTER, "Up", "Delete")
    assert world.stored(EVENT, "spent") is None
    keys("4")
    press(ENTER, "Up", "Backspace")
    keys("5")
    press(ENTER)
    assert world.stored(EVENT, "spent") == 5


def clipboard(world: World) -> None:
    keys("6")
    press(ENTER, "Up", "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "6"
    press("Down", "Ctrl+V")
    assert world.stored(DESK, "spent") == 6
    press("Ctrl+X")
    assert world.stored(DESK, "spent") is None


def undo(world: World) -> None:
    keys("7")
    press(ENTER, "Ctrl+Z")
    assert world.text(EVENT, "spent") != "7"
    press("Ctrl+Y")
    assert world.text(EVENT, "spent") == "7"
    press("Ctrl+Z", "Ctrl+Shift+Z")
    assert world.stored(EVENT, "spent") == 7


def today(world: World) -> None:
    world.go(EVENT, "person_in_charge")
    press("Ctrl+;")
    assert world.text(EVENT, "person_in_charge") == "平成29年11月23日"


def whole(world: World) -> None:
    grid = world.page.pane.grid
    press("Ctrl+Space")
    assert len(grid.selection.cells) == grid.model_.rowCount()
    press("Esc", "Shift+Space")
    assert len(grid.selection.cells) == grid.model_.columnCount()
    press("Esc")


def problems(world: World) -> None:
    press("F8")
    after = world.here
    assert after != (EVENT, "spent")
    press("Shift+F8", "Shift+F8", "F8", "F8")
    assert world.here == after


def panel(world: World) -> None:
    before = world.page.panel.isVisible()
    press("Ctrl+I")
    assert world.page.panel.isVisible() is not before
    press("Ctrl+I")
    assert world.page.panel.isVisible() is before


def navigation(world: World) -> None:
    press("Ctrl+1")
    assert world.window.current_page is not world.page
    world.window.show_page("entry")
    world.page.focus()


def edit(world: World) -> None:
    keys("8")
    press(ENTER, "Up", "F2")
    keys("9")
    press(ENTER)
    assert world.stored(EVENT, "spent") == 89


def cancel(world: World) -> None:
    keys("10")
    press(ENTER, "Up")
    keys("11")
    press("Esc")
    assert world.stored(EVENT, "spent") == 10


def new_line(world: World) -> None:
    world.go(EVENT, "done_text")
    write("一")
    press(f"Alt+{ENTER}")
    write("二")
    press(ENTER)
    assert world.stored(EVENT, "done_text") == "一\n二"


def choices(world: World) -> None:
    world.go(EVENT, "progress_class")
    press("Alt+Down", "Down", ENTER)
    assert world.stored(EVENT, "progress_class") == "not_started"


def fill(world: World) -> None:
    world.go(EVENT, "budget_initial")
    keys("12")
    press(ENTER, "Ctrl+D")
    assert world.stored(DESK, "budget_initial") == 12
    press("Right", "Ctrl+R")
    assert world.stored(DESK, "budget_supplement") == 12


def same(world: World) -> None:
    press("Shift+Down", "Shift+Down")
    keys("13")
    press(f"Ctrl+{ENTER}")
    assert [world.stored(one, "spent") for one in (EVENT, DESK, SEMINAR)] == [13, 13, 13]


def jump(world: World) -> None:
    grid = world.page.pane.grid
    press("Ctrl+End")
    assert grid.selection.current == (grid.model_.rowCount() - 1, grid.model_.columnCount() - 1)
    press("Ctrl+Home")
    assert grid.selection.current == (0, 0)
    world.go(EVENT, "project_name")
    press("Ctrl+Down")
    assert grid.selection.current is not None
    assert grid.selection.current[0] == grid.model_.rowCount() - 1


def find(world: World) -> None:
    press("Ctrl+F")
    box = QApplication.focusWidget()
    assert isinstance(box, QLineEdit)
    write("セミナー")
    world.page.pane.search("セミナー")
    assert world.page.pane.grid.model_.rowCount() < len(world.page.book.rows)
    world.page.focus()
    press("F3")
    assert "セミナー" in world.text(world.here[0], world.here[1])
    box.clear()
    world.page.pane.search("")


def saved(world: World) -> None:
    keys("14")
    press("Ctrl+S")
    assert world.page.pane.grid.session is None
    assert world.stored(EVENT, "spent") == 14


def help_page(world: World) -> None:
    press("F1")
    assert world.window.current_page is world.window.page("help")
    world.window.show_page("entry")
    world.page.focus()


def panes(world: World) -> None:
    grid = world.page.pane.grid
    assert grid.hasFocus()
    press("F6")
    assert not grid.hasFocus()
    for _ in range(6):
        if grid.hasFocus():
            break
        press("F6")
    assert grid.hasFocus()


def leave(world: World) -> None:
    press("Ctrl+Tab")
    assert not world.page.pane.grid.hasFocus()
    world.page.focus()


def copy_forward(world: World) -> None:
    keys("15")
    press(ENTER, "Up", "Shift+F4")
    record, field = world.page.book.place(world.row(EVENT), "spent")[0]  # type: ignore[index]
    world.settle()
    assert [view.why for view in world.desk.history(record, field)][-1] == "変更なし"
    press("F4")
    assert world.stored(EVENT, "spent") == 15


def answers(world: World) -> None:
    press("Ctrl+Shift+M", "Esc")
    assert world.page.pane.grid.hasFocus()
    press("F5")
    assert world.page.ask_bar.box.hasFocus()
    press("Esc")


CHECKS: dict[str, Callable[[World], None]] = {
    check.__name__: check
    for check in (
        enter, tab, typing, clear, clipboard, undo, today, whole, problems, panel, navigation, edit, cancel, new_line,
        choices, fill, same, jump, find, saved, help_page, panes, leave, copy_forward, answers,
    )
}  # fmt: skip


def test_every_row_of_the_key_table(world: World) -> None:
    assert CHECKS.keys() == TABLE.keys()
    wrong = {}
    for name, check in CHECKS.items():
        world.page.pane.clear_filters()
        world.go(EVENT, "spent")
        try:
            check(world)
        except AssertionError as failure:
            wrong[name] = str(failure)
            press("Esc")
    assert not wrong


def test_every_key_stands_on_the_help_page() -> None:
    page = (places.resources() / "help" / "keys.md").read_text(encoding="utf-8")
    listed: set[str] = set()
    for line in re.findall(r"^\| (.+?) \|", page, re.MULTILINE):
        # "Ctrl+C ・ X ・ V" is Ctrl+C, Ctrl+X and Ctrl+V; "Ctrl+1 〜 9" is all of them.
        first = ""
        for part in re.split("[ ・〜]+", line):
            key = part if "+" in part or not first.startswith("Ctrl+") or len(part) > 4 else f"Ctrl+{part}"
            first = first or part
            listed |= {part, key}
    assert {key for some in TABLE.values() for key in some} <= listed
