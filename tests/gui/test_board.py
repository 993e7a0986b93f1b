"""集計ボード: what it counts, the ways from it, keys, and that everything fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from alps_desk.app.questions import BoardCell
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.board import BoardPage
from alps_desk.gui.views.board_heads import on_two_lines
from alps_desk.gui.views.next_steps import next_steps
from alps_desk.gui.views.tallies import tally
from alps_desk.gui.views.wanted import Wanted
from tests.gui.named import cut_off, nameless
from tests.gui.union_pictures import Stage
from tests.gui.union_world import Ears, World, mixed_round


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A round with offices at every state, played once."""
    world = World(tmp_path_factory.mktemp("played"))
    mixed_round(world)
    world.close()
    return world.folder, world.clock.time


@pytest.fixture
def world(played: tuple[Path, datetime], tmp_path: Path) -> Iterator[World]:
    world = World.copied(played[0], tmp_path, played[1])
    yield world
    world.close()


@pytest.fixture
def stage(world: World, theme: Theme, qtbot) -> Iterator[Stage]:
    stage = Stage(world, theme)
    stage.window.show_page("board")
    stage.activate(qtbot)
    stage.settle()
    yield stage
    stage.close()
    assert stage.faults == []


@pytest.fixture
def page(stage: Stage) -> BoardPage:
    found = stage.window.page("board")
    assert isinstance(found, BoardPage)
    return found


def test_the_figures_say_how_far_the_round_is(page: BoardPage) -> None:
    assert page.complete.accessibleName() == "提出がそろった市町村 3 / 5 市町村 残り：池田町・小谷村"
    assert page.filled.accessibleName() == "入力のそろった事業報告 67 / 84 件 残り 17 件"
    assert page.conflicts.accessibleName() == "食い違い 1 件 先に直してください"
    answer = page.answer
    assert answer is not None
    money = answer.execution["F05"]
    # Three towns paid 300,000 to 大町市; it stands in both budgets and is counted once (R18).
    assert (money.elimination_yen, (money.spent_yen or 0) - (money.net_yen or 0)) == (900_000, 900_000)
    assert answer.execution["F03"].rate == Decimal("174.1")
    assert answer.execution["F02"].conflict
    assert not answer.execution["F01"].conflict


def test_the_table_says_state_and_number(page: BoardPage) -> None:
    board = page.table.board
    said = {
        (row, column): board.data(board.index(row, column))
        for row in range(board.rowCount())
        for column in range(board.columnCount())
    }
    assert said[1, 0] == "移住交流 3事業"
    assert said[1, 1] == "移住交流 大町市 入力済み 3/3"
    assert said[1, 4] == "移住交流 白馬村 食い違い 3/3"
    assert said[7, 2] == "公共施設の利用促進 池田町 未入力 0/1"
    assert said[4, 5] == "福祉 小谷村 未着 0/4"
    assert said[0, 6] == "若者交流・結婚支援 北アルプス広域連合 対象外"
    assert [chip.text() for chip in page.legend.values() if chip.isVisible()] == [
        "入力済み", "未入力", "未着", "食い違い",
    ]  # fmt: skip
    heads = [board.headerData(column, Qt.Orientation.Horizontal) for column in range(1, 7)]
    assert heads == [
        "大町市 16/16", "池田町 15/16", "松川村 16/16", "白馬村 16/16", "小谷村 0/16",
        "北アルプス広域連合 4/4",
    ]  # fmt: skip


def test_keys_and_clicks_open_the_list_of_a_cell(stage: Stage, page: BoardPage, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(stage.shell, "_go", lambda *_: None)
    ears = Ears(stage.session)
    table = page.table
    assert table.hasFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(table, key)
    cell = table.visualRect(table.board.index(7, 5)).center()
    page._scroll.ensureWidgetVisible(table)
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    head = table.heads
    place = head.sectionViewportPosition(2) + 20
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 10))
    assert [detail for key, detail in ears.went if key == "overview"] == [
        Wanted("F02", "matsukawa"),
        Wanted("F08", "otari"),
        Wanted("", "ikeda"),
    ]


def test_next_steps_come_most_urgent_first(stage: Stage, page: BoardPage, qtbot) -> None:
    assert page.answer is not None
    steps = next_steps(page.answer)
    assert [(step.text, step.verb) for step in steps] == [
        ("食い違いが1件あります。", "食い違いを直す"),
        ("池田町は、あと1事業です。", "一覧を見る"),
        ("小谷村から、まだ届いていません。", "取り込みへ"),
    ]
    ears = Ears(stage.session)
    qtbot.mouseClick(page.steps.buttons[0], Qt.MouseButton.LeftButton)
    assert ears.went == [("conflicts", None)]


def test_after_the_due_date_the_days_are_said(world: World, theme: Theme) -> None:
    world.clock.time += timedelta(days=15)
    stage = Stage(world, theme)
    stage.session.choose_period("half1")
    stage.window.show_page("board")
    stage.settle()
    answer = stage.window.page("board").answer
    assert "小谷村から、まだ届いていません。期限を3日過ぎています。" in [
        step.text for step in next_steps(answer)
    ]
    stage.close()


def test_the_board_follows_what_comes_in(stage: Stage, page: BoardPage, world: World) -> None:
    ikeda = next(desk for desk in world.desks if desk.office == "ikeda")
    world.fill(ikeda)
    world.take(world.export(ikeda))
    stage.settle()
    assert page.complete.accessibleName() == "提出がそろった市町村 4 / 5 市町村 残り：小谷村"


def test_the_chart_is_a_table_too(page: BoardPage, qtbot) -> None:
    page._scroll.ensureWidgetVisible(page.as_table)
    qtbot.mouseClick(page.as_table, Qt.MouseButton.LeftButton)
    figures = page.money.figures
    assert figures.isVisible()
    assert page.as_table.text() == "グラフで見る"
    assert figures.rows[2] == (
        "広域観光", "7,200", "12,535", "0", "12,535", "174.1%", "4/5", "H29.11.18",
    )  # fmt: skip
    assert figures.rows[-1][0] == "圏域の合計"
    qtbot.mouseClick(page.as_table, Qt.MouseButton.LeftButton)
    assert page.bars.isVisible()
    assert "広域観光 174.1%" in page.bars.accessibleDescription()


@pytest.mark.parametrize("size", list(TextSize))
def test_everything_fits_and_has_a_name(stage: Stage, page: BoardPage, size: TextSize) -> None:
    stage.window.set_text_size(size)
    stage.window.resize(1280, 680)
    stage.settle()
    assert nameless(stage.window) == []
    assert cut_off(page.widget) == []
    sheet = page._scroll.widget()
    assert sheet.width() <= page._scroll.viewport().width()
    table = page.table
    rows = sum(table.rowHeight(row) for row in range(table.board.rowCount()))
    assert table.viewport().height() >= rows
    page.money.turn()
    page.indicators.turn()
    QApplication.processEvents()
    assert cut_off(page.widget) == []


def cell(state: str, filled: int, needed: int = 5, conflicts: int = 0, late: int = 0) -> BoardCell:
    return BoardCell("ikeda", "F01P01", state, filled, needed, late, conflicts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "state", "done", "total"),
    [
        ([], "out", 0, 0),
        ([cell("out", 0, 0)], "out", 0, 0),
        ([cell("filled", 5), cell("filled", 5)], "filled", 2, 2),
        ([cell("filled", 5), cell("empty", 0)], "draft", 1, 2),
        ([cell("empty", 0), cell("empty", 0), cell("out", 0, 0)], "empty", 0, 2),
        ([cell("not_received", 0)] * 3, "not_received", 0, 3),
        ([cell("filled", 5), cell("conflict", 5, conflicts=2)], "conflict", 2, 2),
        ([cell("draft", 2)], "draft", 0, 1),
    ],
)
def test_states_of_several_reports(cells: list[BoardCell], state: str, done: int, total: int) -> None:
    found = tally(cells)
    assert (found.state, found.done, found.total) == (state, done, total)


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("北アルプス広域連合", "北アルプス\n広域連合"),
        ("大町市", "大町市"),
        ("長野県市町村", "長野県\n市町村"),
        ("つくばみらい市", "つくば\nみらい市"),
    ],
)
def test_long_names_break_where_they_may(name: str, broken: str) -> None:
    assert on_two_lines(name) == broken


def test_a_money_cell_leads_to_its_terms_and_the_chart_turns_to_offices(
    stage: Stage, page: BoardPage, qtbot
) -> None:
    ears = Ears(stage.session)
    page.bars.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(page.bars, key)
    stage.settle()
    assert ears.went == [("totals", "field/F02")]
    assert stage.window.page("totals").pane.grid.place is not None
    stage.window.show_page("board")
    page.money.by._buttons["office"].click()
    assert [row[0] for row in page.money.figures.rows[:2]] == ["大町市", "池田町"]
    qtbot.keyClick(page.bars, Qt.Key.Key_Return)
    assert ears.went[-1] == ("overview", Wanted(office="ikeda"))


def test_a_letter_of_the_current_office_is_copied(stage: Stage, page: BoardPage, qtbot) -> None:
    page.table.setFocus()
    page.table.setCurrentIndex(page.table.board.index(7, 2))
    page.letters.trigger()
    stage.settle()
    window = page.letters_window
    assert window is not None
    assert nameless(window) == cut_off(window) == []
    assert (window.offices.currentData(), window.kinds.current) == ("ikeda", "request")
    qtbot.mouseClick(window.kinds._buttons["remind"], Qt.MouseButton.LeftButton)
    stage.settle()
    assert "再度のお願い" in window.subject.text()
    window.text.appendPlainText("追伸")
    qtbot.mouseClick(window.copy, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert copied.startswith("平成29年度 上半期の進捗報告の提出について（再度のお願い）\n\n")
    assert copied.endswith("追伸")
    stage.messages.target = stage.world.files / "letter.txt"
    qtbot.mouseClick(window.save, Qt.MouseButton.LeftButton)
    stage.settle()
    assert "追伸" in (stage.world.files / "letter.txt").read_text("utf-8-sig")
    assert stage.messages.proposals[-1].name == "督促文_池田町_平成29年度上半期.txt"
    window.close()


def test_very_many_offices_are_counted_by_state(stage: Stage, page: BoardPage, qtbot) -> None:
    answer = page.answer
    assert answer is not None
    # As many bodies as make a column for each of them useless; what is counted is by field and office.
    page.table.show_answer(replace(answer, plan=replace(answer.plan, bodies=answer.plan.bodies * 5)))
    board = page.table.board
    assert [board.headerData(at, Qt.Orientation.Horizontal) for at in range(1, board.columnCount())] == [
        "食い違い", "未着", "未入力", "入力済み",
    ]  # fmt: skip
    assert board.data(board.index(1, 1)) == "移住交流 食い違い 1団体"
    assert board.data(board.index(1, 4)) == "移住交流 入力済み 3団体"
    page.table.setCurrentIndex(board.index(1, 1))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    stage.settle()
    overview = stage.window.page("overview")
    assert stage.window.current_page is overview
    assert {(one.field, one.board.state) for one in overview._reports()} == {("F02", "conflict")}
