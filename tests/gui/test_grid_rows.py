"""Rows: sorting, filters by heading, words and chips; what screen readers hear; frozen columns; large tables."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from alps_desk.gui.theme import Colour, TextSize, Theme
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.grid import Grid, GridPane
from alps_desk.gui.widgets.grid.filter_popup import FilterPopup
from alps_desk.gui.widgets.grid.search import SearchKeys
from alps_desk.gui.widgets.grid.source import ColumnKind
from tests.gui.grid_hands import Hands
from tests.gui.sample_grid import (
    BUDGET,
    COLUMNS,
    DAY,
    NAME,
    NUMBER,
    PROSE,
    RATING,
    SPENT,
    STATE,
    SampleSource,
    many_rows,
)

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def shown(grid: Grid, column: int) -> list[str]:
    return [grid.model_.cell(row, column).text for row in range(grid.model_.rowCount())]


def popup() -> FilterPopup:
    found = QApplication.activePopupWidget()
    assert isinstance(found, FilterPopup)
    return found


def test_sorting_is_by_value_and_empty_cells_stay_last(hands: Hands) -> None:
    model = hands.grid.model_
    model.sort_by(SPENT)
    values = shown(hands.grid, SPENT)
    assert values[:3] == ["0", "45", "92"]
    assert values[-3:] == ["１２x", "", ""]
    model.sort_by(SPENT, descending=True)
    values = shown(hands.grid, SPENT)
    assert values[:3] == ["１２x", "3,310", "2,701"]
    assert values[-2:] == ["", ""]
    model.sort_by(None)
    assert shown(hands.grid, NUMBER)[0] == "101"


def test_the_cursor_follows_its_row(hands: Hands) -> None:
    hands.grid.selection.set(4, SPENT)
    hands.grid.model_.sort_by(NUMBER, descending=True)
    assert hands.grid.place == (4, SPENT)
    assert hands.at == (12, SPENT)


def test_a_mark_in_the_heading_opens_the_list_of_values(hands: Hands, pane: GridPane, qtbot) -> None:
    header = hands.grid.header
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.mark_rect(STATE).center())
    values = popup().values
    assert values.item(0).text() == "（すべて選択）"
    names = [values.item(number).text() for number in range(1, values.count())]
    assert sorted(names) == sorted({"下書き", "提出済み", "未入力", "要確認", "差戻し", "エラー", "対象外"})
    popup().search.insert("差")
    qtbot.keyClick(popup().search, Qt.Key.Key_Return)
    assert shown(hands.grid, NUMBER) == ["502"]
    assert header.is_marked(STATE)
    chips = [button for button in pane.findChildren(Button) if button.isVisible() and "状態" in button.text()]
    assert [chip.text() for chip in chips] == ["状態：差戻し"]
    qtbot.mouseClick(chips[0], Qt.MouseButton.LeftButton)
    assert hands.grid.model_.rowCount() == 17


def test_the_list_is_opened_and_sorted_by_keys(hands: Hands, qtbot) -> None:
    hands.press("Ctrl+Shift+L")
    button = next(button for button in popup().findChildren(Button) if button.text() == "大きい順に並べる")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert hands.grid.model_.sorted_by == (SPENT, True)


def test_unticking_a_value_hides_its_rows(hands: Hands, qtbot) -> None:
    hands.grid.open_filter(STATE)
    values = popup().values
    for number in range(1, values.count()):
        if values.item(number).text() == "下書き":
            values.item(number).setCheckState(Qt.CheckState.Unchecked)
    assert values.item(0).checkState() == Qt.CheckState.PartiallyChecked
    qtbot.mouseClick(popup().take, Qt.MouseButton.LeftButton)
    assert "下書き" not in shown(hands.grid, STATE)
    hands.grid.open_filter(STATE)
    qtbot.mouseClick(popup().off, Qt.MouseButton.LeftButton)
    assert hands.grid.model_.rowCount() == 17


def test_words_narrow_without_regard_to_width(pane: GridPane, hands: Hands) -> None:
    pane.search("ｾﾝﾀｰ 運営")
    assert shown(hands.grid, NUMBER) == ["501", "502"]
    pane.search("")
    assert hands.grid.model_.rowCount() == 17


def test_no_hits_say_so_and_lead_back(pane: GridPane, hands: Hands, qtbot) -> None:
    pane.search("どこにもない")
    assert not hands.grid.isVisible()
    button = next(button for button in pane.findChildren(Button) if button.text() == "しぼり込みをやめる")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert hands.grid.isVisible()
    assert hands.grid.model_.rowCount() == 17


def test_filters_of_the_page_and_of_headings_hold_together(hands: Hands) -> None:
    model = hands.grid.model_
    model.set_row_filter("problems", lambda row: row < 5)
    model.set_value_filter(STATE, frozenset({"下書き"}))
    assert shown(hands.grid, NUMBER) == ["101", "201"]
    assert "エラー" not in model.values_of(STATE)
    model.set_row_filter("problems", None)
    assert len(shown(hands.grid, NUMBER)) > 2
    model.clear_filters()
    assert not model.filtered


# -- what is read out --


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((4, SPENT), "執行額 3,310 千円 要確認 コメントあり 予算額を超えています"),
        ((3, SPENT), "執行額 未入力"),
        ((2, SPENT), "執行額 430 千円 変更できません"),
        ((0, SPENT), "執行額 412 千円 まだ書き出していません"),
        ((0, NAME), "事業名 若者交流イベントの開催"),
    ],
)
def test_cells_are_read_out_with_column_value_and_state(
    hands: Hands, place: tuple[int, int], words: str
) -> None:
    index = hands.grid.model_.index(*place)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == words
    table = QAccessible.queryAccessibleInterface(hands.grid)
    names = {table.child(number).text(QAccessible.Text.Name) for number in range(table.childCount())}
    assert words in names


def test_the_editor_has_a_name(hands: Hands) -> None:
    hands.press("F2")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "101 若者交流イベントの開催 執行額（千円）"


# -- what is seen --


def colour_at(grid: Grid, place: tuple[int, int], dx: int, dy: int) -> str:
    rect = grid.view_of(place[1]).visualRect(grid.model_.index(*place))
    picture = grid.view_of(place[1]).viewport().grab().toImage()
    x = rect.left() + dx if dx >= 0 else rect.right() + 1 + dx
    y = rect.top() + dy if dy >= 0 else rect.bottom() + 1 + dy
    return picture.pixelColor(x, y).name()


def test_states_are_painted(hands: Hands) -> None:
    grid = hands.grid
    grid.selection.set(9, PROSE)
    grid.horizontalScrollBar().setValue(0)
    assert colour_at(grid, (0, SPENT), 1, 10) == Colour.PRIMARY
    assert colour_at(grid, (12, SPENT), 6, 5) == Colour.ERROR_TINT
    assert colour_at(grid, (4, SPENT), 6, 5) == Colour.WARNING_TINT
    assert colour_at(grid, (7, SPENT), 6, 5) == Colour.RETURNED_TINT
    assert colour_at(grid, (4, SPENT), -3, 2) == Colour.RETURNED
    assert colour_at(grid, (2, BUDGET), 3, 3) == Colour.LOCKED_TINT
    assert colour_at(grid, (0, COLUMNS.index(COLUMNS[6])), 3, 3) == Colour.COMPUTED
    assert colour_at(grid, (1, BUDGET), 3, 3) == Colour.CARD
    dashes = {colour_at(grid, (3, SPENT), x, 3) for x in range(12, 30)}
    assert Colour.CARD in dashes
    assert len(dashes) > 1


def test_the_current_cell_has_a_frame_and_a_handle(hands: Hands) -> None:
    grid = hands.grid
    grid.selection.set(5, BUDGET)
    assert colour_at(grid, (5, BUDGET), 1, 12) == Colour.PRIMARY
    assert colour_at(grid, (5, BUDGET), -4, -4) == Colour.PRIMARY
    assert colour_at(grid, (5, NAME), 3, 3) == Colour.PRIMARY_PALE
    hands.press("Shift+Down")
    assert colour_at(grid, (6, BUDGET), 3, 3) == Colour.SELECTION


@pytest.mark.parametrize("size", list(TextSize))
def test_figures_are_never_cut_off(hands: Hands, theme: Theme, size: TextSize) -> None:
    theme.set_text_size(size)
    hands.source.rows[0].values[BUDGET] = "123456789012"
    hands.source.cells_changed.emit([0])
    grid = hands.grid
    for number, column in enumerate(COLUMNS):
        if column.kind is ColumnKind.NUMBER:
            for row in range(grid.model_.rowCount()):
                need = grid.delegate.width_of(grid.model_.cell(row, number), column)
                assert grid.columnWidth(number) >= need
    assert grid.verticalHeader().defaultSectionSize() > grid.fontMetrics().height()


# -- frozen columns --


def test_frozen_columns_stay_and_the_cursor_is_never_behind_them(hands: Hands) -> None:
    grid = hands.grid
    grid.window().resize(620, 500)
    hands.settle()
    hands.press("Ctrl+End")
    assert grid.horizontalScrollBar().value() > 0
    assert grid.frozen.isVisible()
    assert grid.frozen.indexAt(QPoint(5, 5)).column() == NUMBER
    assert grid.frozen.verticalScrollBar().value() == grid.verticalScrollBar().value()
    for _ in range(DAY - 1):
        hands.press("Left")
        assert hands.at is not None
        if hands.at[1] >= grid.frozen.count:
            assert grid.visualRect(grid.model_.index(*hands.at)).left() >= grid.frozen.width()
    for row in (0, 5):
        grid.selection.set(row, NUMBER)
        assert grid.rowViewportPosition(row) == grid.frozen.rowViewportPosition(row)


def test_a_dragged_width_is_kept_on_both_sides(hands: Hands) -> None:
    grid = hands.grid
    grid.frozen.header.resizeSection(NAME, 300)
    assert grid.columnWidth(NAME) == 300
    grid.model_.sort_by(NAME)
    assert grid.columnWidth(NAME) == 300
    assert grid.frozen.columnWidth(NAME) == 300


@pytest.mark.parametrize("words", ["観光", "觀光", "観 光", "空港 ｶﾝｺｳ", "かんこう"])
def test_a_search_finds_every_writing(hands: Hands, pane: GridPane, words: str) -> None:
    hands.source.rows[2].values[PROSE] = "觀　光の案内（カンコウ）、空港で配布"
    hands.source.cells_changed.emit([2])
    pane.search(words)
    assert shown(hands.grid, NUMBER) == ["202"]
    hands.press("F3")
    assert hands.grid.selection.current == (0, PROSE)


def test_the_search_of_a_heading_finds_every_writing(hands: Hands, qtbot) -> None:
    hands.source.rows[3].name = "觀　光の案内"
    hands.grid.selection.set(0, NAME)
    hands.press("Ctrl+Shift+L")
    popup().search.setText("観光")
    hands.press("Return")
    assert shown(hands.grid, NUMBER) == ["203"]


def test_no_word_is_found_across_two_cells(hands: Hands, pane: GridPane) -> None:
    hands.source.rows[0].values[RATING] = "A"
    pane.search("開催Ⅰ")
    assert hands.grid.model_.rowCount() == 0


def test_copies_for_searching_are_made_ahead_and_forgotten_with_their_row(theme: Theme, qtbot) -> None:
    source = SampleSource(many_rows(1500))
    asked: list[int] = []
    keys = SearchKeys(source)
    plain = source.search_text
    source.search_text = lambda row: (asked.append(row), plain(row))[1]  # type: ignore[method-assign]
    qtbot.waitUntil(lambda: keys.ready)
    assert sorted(asked) == list(range(1500))
    asked.clear()
    assert keys.holding(list(range(1500)), "事業７７７") == [777]
    assert asked == []
    source.rows[777].name = "ほか"
    keys.forget([777])
    assert keys.holding(list(range(1500)), "事業777") == []
    assert asked == [777]


def test_a_column_is_asked_for_its_keys_once_and_a_changed_row_again(theme: Theme, qtbot) -> None:
    source = SampleSource(many_rows(40))
    grid = Grid(source)
    qtbot.addWidget(grid)
    asked: list[int] = []
    plain = source.sort_key
    source.sort_key = lambda row, column: (asked.append(row), plain(row, column))[1]  # type: ignore[method-assign]
    model = grid.model_
    model.sort_by(SPENT)
    assert sorted(asked) == list(range(40))
    asked.clear()
    model.sort_by(SPENT, descending=True)
    model.set_value_filter(RATING, frozenset({"A"}))
    assert asked == []
    source.rows[3].values[SPENT] = "123456"
    source.cells_changed.emit([3])
    assert asked == [3]
    model.set_value_filter(RATING, None)
    assert shown(grid, SPENT)[0] == "123,456"
    source.rows[0].values[RATING] = "C"
    source.cells_changed.emit([0])
    model.set_value_filter(RATING, frozenset({"A"}))
    assert 0 not in [model.source_row(row) for row in range(model.rowCount())]
    del source.rows[10:]
    source.rows_changed.emit()
    assert model.rowCount() == sum(row.values[RATING] == "A" for row in source.rows)
    asked.clear()
    source.cells_changed.emit([])
    model.sort_by(SPENT)
    assert sorted(asked) == list(range(10))


# -- large tables: seconds of the processor, not of the clock; the limits are three times what was measured --


def test_a_large_table_is_sorted_and_filtered_at_once(theme: Theme, qtbot) -> None:
    grid = Grid(SampleSource(many_rows(100_000)))
    qtbot.addWidget(grid)
    grid.resize(900, 600)
    grid.show()
    start = time.process_time()
    grid.model_.sort_by(SPENT)
    grid.model_.set_value_filter(NUMBER, frozenset({"000001", "000002"}))
    took = time.process_time() - start
    assert shown(grid, SPENT) == ["53", "106"]
    assert took < 6


def test_a_thousand_rows_open_and_paint_at_once(theme: Theme, qtbot) -> None:
    start = time.process_time()
    grid = Grid(SampleSource(many_rows(1000)))
    qtbot.addWidget(grid)
    grid.resize(1100, 620)
    grid.show()
    grid.grab()
    opened = time.process_time() - start
    start = time.process_time()
    grid.viewport().grab()
    painted = time.process_time() - start
    assert opened < 1.5
    assert painted < 0.15
