"""Every text that a widget of any screen shows or says comes from the catalogue, or from the data.

The catalogue is marked: while this runs each sentence and each name it gives stands between two marks that no text
has. Japanese words outside them were written into the program, unless the store holds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.domain.records import TYPES
from alps_desk.gui.forms.first_setup import FirstSetUp
from alps_desk.gui.lanes import Lanes
from alps_desk.gui.past import PastOf
from alps_desk.gui.theme import Theme
from alps_desk.gui.views import help_text
from alps_desk.gui.views.help_text import pages_for
from alps_desk.gui.views.history import HistoryWindow
from alps_desk.gui.widgets.grid import Grid
from tests.gui.round_world import LATER, money
from tests.gui.union_pictures import Stage
from tests.gui.union_world import Told, World

BEGIN, END = "\ue000", "\ue001"
_MARKED = re.compile(f"{BEGIN}[^{BEGIN}{END}]*{END}")
_CUT = re.compile(f"{BEGIN}[^{END}]*$|^[^{BEGIN}]*{END}")
"""A sentence that was parted: its beginning or its end stands alone."""
_DATES = re.compile(r"(明治|大正|昭和|平成|令和)?(元|\d+)年(度|\d+月(\d+日)?)?|\d+月\d+日")
_JAPANESE = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\U00020000-\U0003ffff]+")


@pytest.fixture(scope="module")
def marked() -> Iterator[None]:
    """The catalogue with marks."""
    sentences = {code: f"{BEGIN}{text}{END}" for code, text in wording._sentences().items()}
    parts = ("japanese", "unit", "definition")
    terms = {
        name: replace(
            term,
            **{part: f"{BEGIN}{getattr(term, part)}{END}" if getattr(term, part) else "" for part in parts},
        )
        for name, term in wording.terms().items()
    }
    help_text._pages.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wording, "_sentences", lambda: sentences)
        patch.setattr(wording, "terms", lambda: terms)
        yield
    # What was made of marked words and kept.
    help_text._pages.cache_clear()


def texts_of(window: QWidget) -> Iterator[tuple[str, str]]:
    """Where, and what: everything a window can show or say, hidden parts too."""
    for widget in [window, *window.findChildren(QWidget)]:
        where = f"{type(widget).__name__} {widget.objectName()}"
        yield where, widget.accessibleName()
        yield where, widget.accessibleDescription()
        yield where, widget.toolTip()
        yield where, widget.windowTitle()
        if isinstance(widget, QLabel | QAbstractButton):
            yield where, widget.text()
        elif isinstance(widget, QLineEdit | QPlainTextEdit) and not isinstance(widget, QTextBrowser):
            yield where, widget.placeholderText()
        elif isinstance(widget, QComboBox):
            yield from ((where, widget.itemText(number)) for number in range(widget.count()))
        if hasattr(widget, "plain"):
            yield where, widget.plain
        if isinstance(widget, QMenu):
            for action in widget.actions():
                yield where, action.text()
                yield where, action.toolTip()
        if isinstance(widget, Grid):
            yield from _texts_of_grid(widget)
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            for row in range(min(model.rowCount(), 40)):
                yield where, str(model.index(row, 0).data(Qt.ItemDataRole.DisplayRole) or "")


def _texts_of_grid(grid: Grid) -> Iterator[tuple[str, str]]:
    source = grid.source
    for number, column in enumerate(source.columns()):
        where = f"column {column.key}"
        yield where, column.heading
        yield where, column.unit
        yield from ((where, choice) for choice in column.choices)
        for row in range(min(source.row_count(), 12)):
            cell = source.cell(row, number)
            yield where, cell.text
            yield where, cell.tip
            yield where, str(cell.spoken or "")
            yield where, source.why_locked(row, number)


def left_over(text: str, data: str) -> list[str]:
    """Japanese words of a text that neither the catalogue nor the data has."""
    before = ""
    while before != text:
        before, text = text, _MARKED.sub(" ", text)
    text = _DATES.sub(" ", _CUT.sub(" ", text))
    return [word for word in _JAPANESE.findall(text) if word not in data]


def data_of(world: World) -> str:
    """Everything people wrote into the store, files and all."""
    desk = world.union
    rows = desk.place.store.cells(tuple(TYPES))
    texts = [str(row.value) for row in rows]
    identities = [one.place.identity for one in world.desks]
    texts += [part for one in identities for part in (one.section, one.person)]
    texts += [path.name for folder in world.folder.rglob("*") for path in [folder] if path.is_file()]
    # Named when the program starts, before the marks are there.
    texts += [form.title for form in desk.forms()]
    texts += [page.title for union in (False, True) for page in pages_for(union=union)]
    return "\n".join(texts)


def test_the_marks_find_what_was_written_into_the_program(marked: None) -> None:
    good = f"{wording.say('gui_panel')}　大町市　平成29年度　11月23日 Ctrl+1"
    assert left_over(good, "大町市") == []
    assert left_over(wording.say("gui_panel")[:-2], "") == []
    assert left_over(f"{wording.term('spent')}（合計）", "") == ["合計"]


@pytest.mark.parametrize("side", ["office", "union"])
def test_every_screen_says_only_what_the_catalogue_or_the_data_say(
    side: str, marked: None, qtbot: QtBot, theme: Theme, talked: Path, tmp_path: Path
) -> None:
    world = World.copied(talked, tmp_path / "world", LATER)
    data = data_of(world)
    stage = Stage(world, theme, world.desks[1] if side == "office" else world.union)
    found: dict[str, str] = {}
    try:
        stage.activate(qtbot)
        for key in stage.window.navigation.items:
            stage.window.show_page(key)
            stage.settle()
            page = stage.window.page(key)
            if key == "entry":
                page.show_form()
                stage.settle()
            elif key == "budget":
                for view in ("funds", "burden"):
                    page.show_view(view)
                    stage.settle()
                    found |= _wrong(stage.window, data, f"{key} {view}")
            found |= _wrong(stage.window, data, key)
        past = HistoryWindow(stage.session, PastOf("", (money("F05P02"),)), stage.window)
        stage.settle()
        found |= _wrong(past, data, "history")
    finally:
        stage.close()
        world.close()
    assert stage.faults == []
    assert found == {}


def test_the_first_set_up_says_only_what_the_catalogue_says(
    marked: None, theme: Theme, talked: Path, tmp_path: Path
) -> None:
    world = World.copied(talked, tmp_path / "world", LATER)
    data = data_of(world)
    world.close()
    lanes = Lanes(_never, _never)
    window = FirstSetUp(_never, lanes, Told(), theme)
    try:
        window.show()
        window.source.take_file(talked / "registration.csv")
        found = _wrong(window, data, "source")
        window.go.click()
        found |= _wrong(window, data, "office")
        window.office.buttons["omachi"].click()
        window.go.click()
        found |= _wrong(window, data, "person")
    finally:
        window.close()
        lanes.close()
    assert found == {}


def _wrong(window: QWidget, data: str, screen: str) -> dict[str, str]:
    """Words that come from nowhere, with the first place they stand at."""
    found: dict[str, str] = {}
    for where, text in texts_of(window):
        for word in left_over(text, data) if text else ():
            found.setdefault(word, f"{screen}: {where}: {text}")
    return found


def _never(*_: object) -> object:
    raise AssertionError
