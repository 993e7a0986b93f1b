"""Every screen of both sides, asked through Qt's accessibility interface and walked through by keys alone.

Laws: what the keyboard reaches has a name and a role; a cell says its column, its value and its state; what is wrong
with a field is said too; Tab (and F6 from pane to pane) reaches every field and button, Shift+Tab goes the same way
back, and a step never jumps back up to the left; every screen stays on the screen at the lowest window.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTableView, QWidget

from alps_desk.app.commands import SaveValues
from alps_desk.gui.main_window import MainWindow
from alps_desk.gui.theme import State, TextSize, Theme
from alps_desk.gui.widgets.grid import CellFlag, Grid
from tests.gui.hands import press
from tests.gui.named import cut_off
from tests.gui.round_world import LATER, money
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World

OFFICE = (
    "home",
    "entry",
    "budget",
    "indicators",
    "overview",
    "talk",
    "submit",
    "reports",
    "export",
    "receipt",
    "settings",
    "help",
)
UNION = (
    "board", "import", "conflicts", "entry", "budget", "indicators", "evaluation", "overview", "talk", "reports", "totals",
    "export", "plan", "settings", "help",
)  # fmt: skip
PLACES = [*(("office", page) for page in OFFICE), *(("union", page) for page in UNION)]
NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


@pytest.fixture(scope="module")
def stages(
    dressed: Theme, talked: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Stage]]:
    """The windows of an office and of the union at their narrowest: the largest text, the smallest window."""
    world = World.copied(talked, tmp_path_factory.mktemp("accessible") / "world", LATER)
    office = world.desks[1]
    # In a cell that was sent back something that cannot be read.
    office.execute(SaveValues({money("F05P02"): {"spent": "12x"}}))
    dressed.set_text_size(TextSize.EXTRA)
    made = {"union": Stage(world, dressed), "office": Stage(world, dressed, office)}
    for stage in made.values():
        stage.window.resize(1280, 680)
    yield made
    for stage in made.values():
        stage.close()
    world.close()
    dressed.set_text_size(TextSize.STANDARD)


@pytest.fixture(scope="module", params=PLACES, ids=["-".join(place) for place in PLACES])
def window(request: pytest.FixtureRequest, stages: dict[str, Stage]) -> MainWindow:
    """A window on one of its screens; tests of the same screen stand together."""
    side, page = request.param
    return shown(stages, side, page).window


def shown(stages: dict[str, Stage], side: str, page: str) -> Stage:
    """A window on one of its screens, with the keyboard."""
    stage = stages[side]
    stage.window.show()
    stage.window.activateWindow()
    stage.window.show_page(page)
    stage.settle()
    return stage


def asked(widget: QWidget) -> QAccessibleInterface:
    """What a screen reader is given for a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    assert interface is not None, widget
    return interface


def stops(window: QWidget) -> list[QWidget]:
    """What the Tab key is to reach."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled() or widget.window() is not window:
            continue
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            found.append(widget)
    return found


def named(widget: QWidget) -> str:
    return f"{type(widget).__name__} {asked(widget).text(NAME)!r} in {type(widget.parentWidget()).__name__}"


def test_the_lists_of_screens_are_whole(stages: dict[str, Stage]) -> None:
    assert tuple(stages["office"].window.navigation.items) == OFFICE
    assert tuple(stages["union"].window.navigation.items) == UNION


def test_what_the_keyboard_reaches_has_a_name_and_a_role(window: MainWindow) -> None:
    found = stops(window)
    assert found
    for widget in found:
        interface = asked(widget)
        assert interface.text(NAME).strip(), named(widget)
        assert interface.role() is not QAccessible.Role.NoRole, named(widget)
        if widget.property("fault") in ("error", "warning"):
            assert interface.text(DESCRIPTION).strip(), named(widget)
    for button in window.findChildren(QAbstractButton):
        if button.isVisible():
            assert asked(button).text(NAME).strip(), named(button)


def test_every_cell_says_column_value_and_state(window: MainWindow) -> None:
    for table in window.findChildren(QTableView):
        if not table.isVisible() or table.model() is None or not table.focusPolicy():
            continue
        model = table.model()
        # Headings first: a line of them above the rows, and one at the left of each.
        width = model.columnCount() + 1
        interface = asked(table)
        assert interface.childCount() == (model.rowCount() + 1) * width
        for row in range(min(model.rowCount(), 40)):
            for column in range(model.columnCount()):
                words = interface.child((row + 1) * width + column + 1).text(NAME)
                assert words.strip(), (row, column)
                if isinstance(table, Grid):
                    _check_cell(table, row, column, words)


def _check_cell(grid: Grid, row: int, column: int, words: str) -> None:
    cell, head = grid.model_.cell(row, column), grid.model_.columns[column]
    assert words.startswith(head.heading), words
    if cell.spoken is None and cell.text:
        assert cell.text in words
    if cell.state in (State.WARNING, State.ERROR, State.RETURNED, State.CONFLICT) or cell.locked:
        assert words != f"{head.heading} {cell.text if cell.spoken is None else cell.spoken}", words
    if cell.tip:
        assert cell.tip in words
    if CellFlag.MISSING in cell.flags and not cell.text:
        assert words != head.heading


def test_errors_are_among_the_cells_that_were_asked(stages: dict[str, Stage]) -> None:
    model = shown(stages, "office", "entry").window.page("entry").pane.grid.model_
    places = [(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
    states = {model.cell(*place).state for place in places}
    assert states >= {State.ERROR, State.RETURNED}


def test_what_is_wrong_with_a_field_of_the_form_is_said(stages: dict[str, Stage]) -> None:
    stage = shown(stages, "office", "entry")
    page = stage.window.page("entry")
    row = next(n for n, one in enumerate(page.book.rows) if one.part.project.code == "F05P02")
    page.pane.grid.go_to(row, page.source.column_named("spent"))
    page.show_form()
    stage.settle()
    try:
        wrong = [widget for widget in stops(stage.window) if widget.property("fault") == "error"]
        assert wrong
        for widget in wrong:
            assert asked(widget).text(DESCRIPTION).strip(), named(widget)
        _walk(stage.window)
    finally:
        page.show_list()
        stage.settle()


def test_what_was_submitted_cannot_be_typed_into_and_says_so(stages: dict[str, Stage]) -> None:
    stage = shown(stages, "office", "entry")
    page = stage.window.page("entry")
    row = next(n for n, one in enumerate(page.book.rows) if one.part.project.code == "F05P02")
    page.pane.grid.go_to(row, page.source.column_named("done_text"))
    page.show_form()
    stage.settle()
    try:
        taken, sent_back = page.form.fields[row, "done_text"].box, page.form.fields[row, "spent"].box
        assert taken.isReadOnly()
        assert "提出" in asked(taken).text(DESCRIPTION)
        assert not page.form.fields[row, "progress_class"].box.isEnabled()
        # A return unlocks what was sent back.
        assert not sent_back.isReadOnly()
    finally:
        page.show_list()
        stage.settle()


def test_tab_reaches_everything_and_goes_the_way_of_reading(window: MainWindow) -> None:
    _walk(window)


def _walk(window: QWidget) -> None:
    # What takes the Tab key for itself, as a grid, is left by Ctrl+Tab.
    forth, back = _round(window, "Tab"), _round(window, "Shift+Tab")
    wanted = stops(window)
    missed = [named(widget) for widget in wanted if widget not in forth]
    assert not missed, missed
    missed = [named(widget) for widget in wanted if widget not in back]
    assert not missed, missed
    assert not _jumps(forth)


def _round(window: QWidget, key: str) -> list[QWidget]:
    first = stops(window)[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    met: list[QWidget] = []
    here = QApplication.focusWidget()
    while here is not None and here not in met and len(met) < 400:
        met.append(here)
        press(key)
        if QApplication.focusWidget() is here:
            press(f"Ctrl+{key}")
        here = QApplication.focusWidget()
    return met


def _jumps(met: list[QWidget]) -> list[str]:
    """Steps inside one holder that go up and to the left, against the way of reading."""
    found = []
    for before, after in pairwise(met):
        if before.parentWidget() is not after.parentWidget():
            continue
        start = before.mapTo(before.window(), QPoint(0, 0))
        end = after.mapTo(after.window(), QPoint(0, 0))
        if end.y() + after.height() <= start.y() and end.x() + after.width() <= start.x() + before.width():
            found.append(f"{named(before)} -> {named(after)}")
    return found


@pytest.mark.parametrize(
    ("side", "page"),
    [("office", "entry"), ("office", "indicators"), ("union", "overview"), ("union", "export")],
)
def test_f6_goes_round_all_panes(stages: dict[str, Stage], side: str, page: str) -> None:
    panes = shown(stages, side, page).window._panes()
    assert len(panes) >= 3
    met = []
    for _ in panes:
        press("F6")
        here = QApplication.focusWidget()
        assert here is not None
        met.append(next(pane for pane in panes if pane is here or pane.isAncestorOf(here)))
    assert set(met) == set(panes)


def test_nothing_is_cut_off(window: MainWindow) -> None:
    assert window.size().toTuple() == (1280, 680)
    assert cut_off(window) == []
    for item in window.navigation.items.values():
        assert item.visibleRegion().boundingRect() == item.rect(), item.text()


def test_the_union_is_not_told_to_wait_for_itself(stages: dict[str, Stage]) -> None:
    told = {side: shown(stages, side, "indicators").window.page("indicators").nothing for side in stages}
    texts = {
        side: " ".join(label.text() for label in page.findChildren(QLabel)) for side, page in told.items()
    }
    assert "届いたファイル" in texts["office"]
    assert "表を作り" in texts["union"]


@pytest.mark.parametrize("factor", ["1.5"])
def test_nothing_is_cut_off_on_a_screen_of_higher_density(talked: Path, tmp_path: Path, factor: str) -> None:
    folder = tmp_path / "world"
    shutil.copytree(talked, folder)
    command = [sys.executable, "-m", "tests.gui.scaled_process", str(folder), factor]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seen = json.loads(done.stdout)
    assert tuple(seen) == OFFICE
    for page, (cut, width, height, ratio) in seen.items():
        assert cut == [], page
        assert (width, height, ratio) == (1280 * float(factor), 680 * float(factor), float(factor)), page
