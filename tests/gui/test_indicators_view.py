"""成果指標 with real keys over a real store: figures, states in words, rates, courses, and what to do where none is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from alps_desk.app.desk import Desk
from alps_desk.domain.cells import to_stored
from alps_desk.domain.journal import Scalar
from alps_desk.gui.colours import Colour
from alps_desk.gui.forms.indicator_page import IndicatorPage
from alps_desk.gui.theme import State, TextSize, Theme
from alps_desk.gui.widgets.grid.source import CellFlag, GridCell
from tests.gui.budget_sample import pass_on
from tests.gui.desks import Clock, make_office, make_union
from tests.gui.form_window import FormWindow
from tests.gui.hands import keys, press, write
from tests.gui.indicator_sample import define, fill_indicators, record


class Indicators(FormWindow):
    """A window of the central city on 成果指標, first without any indicator."""

    def __init__(self, desk: Desk, union: Desk, theme: Theme, clock: Clock) -> None:
        self.union = union
        super().__init__(desk, theme, clock, "indicators", IndicatorPage)

    def row(self, code: str) -> int:
        """Row of an indicator."""
        book = self.page.book
        return next(n for n in range(len(book.rows)) if book.line(n).indicator.code == code)

    def go(self, code: str, column: str) -> None:
        """Make a cell current."""
        number = self.page.source.column_named(column)
        assert number >= 0, column
        assert self.page.pane.grid.go_to(self.row(code), number)
        self.page.pane.grid.setFocus()

    def cell(self, code: str, column: str) -> GridCell:
        """A cell as it is shown."""
        return self.page.source.cell(self.row(code), self.page.source.column_named(column))

    def stored(self, code: str, field: str) -> Scalar:
        """What the store holds."""
        self.settle()
        shown = self.desk.figures(2017).get((record(code), field))
        return to_stored(shown.cell) if shown is not None else None


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, dressed: Theme) -> Iterator[Indicators]:
    folder, clock = tmp_path_factory.mktemp("indicators"), Clock()
    union = make_union(folder, clock)
    city = make_office(folder, union, "omachi", clock)
    made = Indicators(city, union, dressed, clock)
    # An office that has been told nothing yet is told what to do.
    empty = [made.page.nothing.isVisible(), made.page.nothing.button.hasFocus(), made.page._strip.isEnabled()]
    assert empty == [True, True, False]
    assert "広域連合が登録し" in "".join(label.text() for label in made.page.nothing.findChildren(QLabel))
    define(union)
    pass_on(union, city, city)
    fill_indicators(city)
    made.settle()
    assert made.page.pane.isVisible()
    yield made
    made.shell.close()
    union.close()


@pytest.fixture
def world(desks: Indicators) -> Indicators:
    desks.page.about_to_leave()
    desks.page._strip.clear_filters()
    desks.settle()
    desks.page.focus()
    return desks


def test_figures_are_typed_with_their_decimals_and_undone(world: Indicators) -> None:
    world.go("K03", "actual")
    keys("70.5")
    press("Enter")
    assert world.stored("K03", "actual") == 705
    assert world.cell("K03", "actual").text == "70.5"
    press("Ctrl+Z")
    assert world.stored("K03", "actual") == 667
    press("Up", "F2")
    editor = world.page.pane.grid.session
    assert editor is not None
    assert editor.value in ("66.7", "52", "96", "48")
    press("Escape")


def test_a_word_says_why_there_is_no_number(world: Indicators) -> None:
    world.go("K02", "value_state")
    write("集計中")
    press("Enter")
    assert (world.stored("K02", "actual"), world.stored("K02", "value_state")) == ("#tallying", None)
    assert (world.cell("K02", "actual").text, world.cell("K02", "value_state").text) == ("…", "集計中")
    assert world.cell("K02", "achievement_rate").text == "―"
    assert "数字がない" in world.cell("K02", "achievement_rate").tip
    press("Ctrl+Z")
    assert world.stored("K02", "actual") == 48
    world.go("K06", "value_state")
    write("確定")
    press("Enter")
    assert (world.stored("K06", "actual"), world.stored("K06", "value_state")) == (None, "final")
    assert CellFlag.MISSING in world.cell("K06", "actual").flags
    press("Ctrl+Z")
    assert world.stored("K06", "actual") == "#tallying"


def test_a_number_without_a_state_is_asked_for_it(world: Indicators) -> None:
    assert CellFlag.MISSING in world.cell("K02", "value_state").flags
    world.go("K02", "value_state")
    press("Alt+Down", "Down", "Enter")
    assert world.stored("K02", "value_state") in ("final", "preliminary")
    assert CellFlag.MISSING not in world.cell("K02", "value_state").flags
    press("Ctrl+Z")


def test_a_pasted_block_is_one_step(world: Indicators) -> None:
    world.go("K02", "actual")
    QGuiApplication.clipboard().setText("４８件\t速報\n71.25\t見込\n")
    press("Ctrl+V")
    assert (world.stored("K02", "actual"), world.stored("K02", "value_state")) == (48, "preliminary")
    # One decimal only: kept as typed and marked.
    assert world.stored("K03", "actual") == "71.25"
    assert world.cell("K03", "actual").state is State.ERROR
    press("Ctrl+Z")
    assert (world.stored("K02", "value_state"), world.stored("K03", "actual")) == (None, 667)


def test_rates_say_what_they_are(world: Indicators) -> None:
    texts = {
        code: world.cell(code, "achievement_rate").text for code in ("K01", "K03", "K04", "K05", "K06", "K07")
    }
    assert texts == {
        "K01": "86.7%", "K03": "途中 41.3%", "K04": "83.3%", "K05": "人が判断", "K06": "―", "K07": "―",
    }  # fmt: skip
    assert "遅れではありません" in world.cell("K03", "achievement_rate").tip
    assert world.cell("K05", "target").text == "基準より上昇"
    world.go("K03", "actual")
    assert "68.0" in world.said()  # where the plan wants this year to be


def test_a_target_in_words_is_judged_by_a_person(world: Indicators) -> None:
    assert CellFlag.MISSING in world.cell("K05", "judgement").flags
    world.go("K05", "judgement")
    write("達成")
    press("Enter")
    assert world.stored("K05", "judgement") == "reached"
    press("Ctrl+Z")
    world.go("K01", "judgement")
    keys("x")
    assert world.page.pane.grid.session is None
    assert "達成率で見ます" in world.said()


def test_direction_baseline_and_years_stand_beside_it(world: Indicators) -> None:
    assert (world.cell("K01", "direction").text, world.cell("K01", "direction").icon) == (
        "多いほど良い",
        "arrow_up",
    )
    assert (world.cell("K04", "direction").text, world.cell("K04", "direction").icon) == (
        "少ないほど良い", "arrow_down",
    )  # fmt: skip
    assert world.cell("K01", "baseline").text == "31（H27）"
    assert world.cell("K03", "baseline").text == "60.5（H27）"
    assert [world.cell("K01", f"year_{year}").text for year in (2015, 2016)] == ["38", "44"]
    half = world.cell("K03", "year_2016")
    assert (half.text, half.tip) == ("63.8", "上半期 見込")
    assert world.cell("K03", "time_basis").text == "暦年"
    assert world.cell("K01", "kind").text == "成果指標"


def test_the_course_is_painted_and_said(world: Indicators) -> None:
    cell = world.cell("K01", "course")
    assert cell.spark is not None
    assert (cell.spark.values, cell.spark.target, cell.spark.open_end) == ((38, 44, 52), 60, True)
    assert cell.text == "平成27年 38、平成28年 44、平成29年 52"
    grid = world.page.pane.grid
    world.go("K01", "course")
    place = grid.model_.place_of(world.row("K01"))
    assert place is not None
    box = grid.visualRect(grid.model_.index(place, world.page.source.column_named("course")))
    image = grid.viewport().grab(box).toImage()
    colours = {
        image.pixelColor(QPoint(x, y)).name() for x in range(image.width()) for y in range(image.height())
    }
    assert {QColor(Colour.PRIMARY).name(), QColor(Colour.EMPTY).name()} <= colours
    assert world.cell("K07", "course").spark is None


def test_chips_search_help_and_speech(world: Indicators) -> None:
    chip = world.page._strip.chips["missing"]
    assert chip.count == 3  # K02's state, K05's judgement, K07
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    press("Space")
    assert world.page.pane.grid.model_.rowCount() == 3
    press("Space")
    world.go("K03", "value_state")
    assert world.page.help_topic() == "indicators:value_state"
    grid = world.page.pane.grid
    row = grid.model_.place_of(world.row("K03"))
    assert row is not None
    spoken = grid.model_.spoken(row, world.page.source.column_named("actual"))
    assert "66.7%" in spoken
    assert "まだ書き出していません" in spoken
    world.page.go_to(("F05P02", "actual"))
    assert world.page.here == (world.row("K04"), "actual")


def test_what_is_the_unions_is_only_looked_at(world: Indicators) -> None:
    for column in ("target", "baseline", "indicator_name", "direction", "year_2016"):
        world.go("K01", column)
        keys("1")
        assert world.page.pane.grid.session is None, column
    assert "広域連合" in world.page.source.why_locked(
        world.row("K01"), world.page.source.column_named("target")
    )


@pytest.mark.parametrize("size", TextSize)
def test_nothing_is_cut_off_in_a_small_window(world: Indicators, dressed: Theme, size: TextSize) -> None:
    dressed.set_text_size(size)
    world.window.resize(1280, 680)
    try:
        QTest.qWait(0)
        strip = world.page.strip
        for part in strip.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if part.isVisible():
                assert strip.rect().contains(part.geometry()), part.accessibleName()
        assert world.page.pane.grid.viewport().height() > 7 * world.page.pane.grid.rowHeight(0)
    finally:
        dressed.set_text_size(TextSize.STANDARD)
        world.window.resize(1366, 768)
