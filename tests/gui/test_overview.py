"""全体の一覧: figures and sums as in the forms, filters, groups, history, a workbook of what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from alps_desk.app.overview import ListCell
from alps_desk.domain.search_key import search_key
from alps_desk.gui.past import PastOf
from alps_desk.gui.theme import State, TextSize, Theme
from alps_desk.gui.views.history import HistoryWindow
from alps_desk.gui.views.overview import OverviewPage
from alps_desk.gui.views.overview_source import KEYS, SumRow
from alps_desk.gui.views.wanted import Wanted
from tests.gui.hands import press
from tests.gui.named import cut_off, nameless
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World, mixed_round

SPENT, STATE, NAME = KEYS.index("spent"), KEYS.index("state"), KEYS.index("project_name")


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
    stage.window.show_page("overview")
    stage.activate(qtbot)
    stage.settle()
    yield stage
    stage.close()
    assert stage.faults == []


@pytest.fixture
def page(stage: Stage) -> OverviewPage:
    found = stage.window.page("overview")
    assert isinstance(found, OverviewPage)
    return found


def shown(page: OverviewPage, *columns: str) -> list[tuple[str, ...]]:
    """Texts of the rows as they stand in the grid."""
    model = page.pane.grid.model_
    numbers = [KEYS.index(column) for column in columns]
    return [tuple(model.cell(row, number).text for number in numbers) for row in range(model.rowCount())]


def place_of(page: OverviewPage, office: str, project: str) -> int:
    """Row of the source of one report."""
    return next(
        row
        for row in range(page.source.row_count())
        if (report := page.source.report(row)) is not None
        and (report.office, report.project) == (office, project)
    )


def test_every_report_stands_in_the_list(page: OverviewPage) -> None:
    reports = [row for row in range(page.source.row_count()) if page.source.report(row) is not None]
    assert len(reports) == 84
    row = place_of(page, "omachi", "F05P01")
    texts = [page.source.cell(row, column).text for column in range(len(KEYS))]
    assert texts == [
        "大町市", "福祉", "7", "成年後見支援センターの運営", "Ⅰ", "実施中", "2,800,000", "1,050,000", "37.5%",
        "順調", "成年後見支援センターの運営を実施した。", "", "入力済み 5/5",
    ]  # fmt: skip
    conflict = page.source.cell(place_of(page, "hakuba", "F02P02"), SPENT)
    assert (conflict.text, conflict.state) == ("430,000", State.CONFLICT)
    empty = page.source.cell(place_of(page, "otari", "F02P02"), SPENT)
    assert (empty.text, empty.state) == ("", None)


def test_sums_by_office_and_for_the_region(page: OverviewPage) -> None:
    rows = shown(page, "office", "project_name", "budget_current", "spent", "state")
    assert ("池田町", "池田町 計", "48,000,000", "22,472,000", "報告 15/16") in rows
    assert rows[-3:] == [
        ("", "圏域 総計", "232,400,000", "117,011,000", "報告 67/84"),
        ("", "圏域 控除（負担金）", "", "△900,000", ""),
        ("", "圏域 純計", "", "116,111,000", ""),
    ]


def test_sums_by_field_take_the_transfers_out(stage: Stage, page: OverviewPage, qtbot) -> None:
    qtbot.mouseClick(page.groupings._buttons["field"], Qt.MouseButton.LeftButton)
    rows = shown(page, "field", "project_name", "spent")
    welfare = [row for row in rows if row[0] == "福祉" and row[1].startswith("福祉 ")]
    assert [row[1:] for row in welfare] == [
        ("福祉 総計", "25,202,000"),
        ("福祉 控除（負担金）", "△900,000"),
        ("福祉 純計", "24,302,000"),
    ]
    assert stage.session.settings.text("overview_grouping") == "field"


def test_a_sum_is_shown_only_where_it_is_right(page: OverviewPage) -> None:
    model = page.pane.grid.model_
    model.set_value_filter(KEYS.index("office"), frozenset({"池田町"}))
    assert shown(page, "project_name")[-1] == ("池田町 計",)
    model.set_value_filter(KEYS.index("field"), frozenset({"福祉"}))
    assert not any(text.endswith("計") for (text,) in shown(page, "project_name"))
    model.clear_filters()
    model.set_value_filter(KEYS.index("issues"), frozenset({""}))
    assert not any(text.startswith("圏域") for (text,) in shown(page, "project_name"))
    model.clear_filters()
    model.sort_by(SPENT, descending=True)
    assert not any(isinstance(page.source.entries[model.source_row(row)], SumRow) for row in range(84))
    assert shown(page, "office", "spent")[0] == ("大町市", "9,310,000")
    assert shown(page, "spent")[-1] == ("",)


def test_values_of_a_heading_leave_sums_out(page: OverviewPage) -> None:
    model = page.pane.grid.model_
    assert model.values_of(KEYS.index("office")) == [
        "大町市", "池田町", "松川村", "白馬村", "小谷村", "北アルプス広域連合",
    ]  # fmt: skip
    assert model.values_of(STATE) == ["食い違い", "未着", "未入力", "入力済み"]


def test_chips_and_words_narrow_the_list(stage: Stage, page: OverviewPage, qtbot) -> None:
    qtbot.mouseClick(page._chips["conflict"], Qt.MouseButton.LeftButton)
    assert shown(page, "office", "project_name") == [("白馬村", "移住セミナーの開催")]
    assert page._count.text() == "1 / 84 件"
    qtbot.mouseClick(page._chips["conflict"], Qt.MouseButton.LeftButton)
    page.search.setFocus()
    qtbot.keyClicks(page.search, "17")
    page.search.setText("池田町 図書館")
    press("Return")
    assert shown(page, "office", "project_name") == [("池田町", "図書館の相互利用の実施")]
    page.search.setText("どこにもない")
    press("Return")
    assert page.pane.grid.model_.rowCount() == 0
    assert page._count.text() == "0 / 84 件"


def test_columns_are_searched_as_the_rows_would_be(stage: Stage, page: OverviewPage) -> None:
    source = page.source
    keys = page.pane.grid.model_.search_keys
    found = source.found
    assert found is not None
    # Words where others have a figure.
    first = found.rows[0]
    odd = replace(first, cells={**first.cells, "spent": ListCell(None, "pending", "未定（2 回目）")})
    source.show(replace(found, rows=(odd, *found.rows[1:])))
    rows = list(range(source.row_count()))
    before: set[str] = set()
    for unit in (1, 1000):
        source.set_unit(unit)
        texts = [search_key(source.search_text(row)) for row in rows]
        # Every word of every kind there is, figures of this unit and of the other, and what nobody wrote.
        words = {word for text in texts for word in text.split("\x01") if word} | before
        before = words
        for word in [*sorted(words), "1", "%", "△", "0,", "大町 圏域", "大町 1", "ﾅｲ", "まとめ 5.0"]:
            wanted = [search_key(part) for part in word.split()]
            expected = [row for row in rows if all(part in texts[row] for part in wanted)]
            assert keys.holding(rows, word) == expected, word
    assert keys.holding(rows, "2回目") == keys.holding(rows, "未定") == [rows[0]]


def test_the_board_leads_to_the_cells_list(stage: Stage, page: OverviewPage, qtbot) -> None:
    page._chips["not_received"].setChecked(True)
    stage.window.show_page("board")
    stage.settle()
    stage.session.go("overview", Wanted("F02", "hakuba"))
    stage.settle()
    assert stage.window.current_page is page
    assert [row for row in shown(page, "office", "field") if row[0] and row[1]] == [
        ("白馬村", "移住交流")
    ] * 3
    assert page.pane.grid.hasFocus()
    # The cursor stands on what the board marked, and the panel leads on.
    assert page.pane.grid.place == (place_of(page, "hakuba", "F02P02"), SPENT)
    qtbot.mouseClick(page._to_conflicts, Qt.MouseButton.LeftButton)
    stage.settle()
    assert stage.window.current_page is stage.window.page("conflicts")


def test_amounts_in_thousands_are_rounded_for_display_only(page: OverviewPage, qtbot) -> None:
    qtbot.mouseClick(page.units._buttons["1000"], Qt.MouseButton.LeftButton)
    row = place_of(page, "hakuba", "F02P02")
    assert page.source.cell(row, SPENT).text == "430"
    assert page.source.columns()[SPENT].unit == "千円"


def test_enter_asks_for_the_past_of_a_cell(stage: Stage, page: OverviewPage, qtbot) -> None:
    asked: list[PastOf] = []
    stage.session.past_asked.connect(asked.append)
    row = place_of(page, "hakuba", "F02P02")
    page.pane.grid.go_to(row, SPENT)
    page.pane.grid.setFocus()
    press("Return")
    heading = "白馬村 F02P02 移住セミナーの開催"
    assert asked == [PastOf(heading, ("money:hakuba:2017:F02P02:half1",), "spent")]
    stage.settle()
    window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, HistoryWindow))
    assert [one.past.view.text for one in window.rows if one.past.conflict] == ["430,000円", "418,000円"] or [
        one.past.view.text for one in window.rows if one.past.conflict
    ] == ["418,000円", "430,000円"]
    window.close()
    stage.settle()
    # A cell that nobody enters stands for the whole report.
    page.pane.grid.go_to(row, NAME)
    page.show_history()
    assert asked[-1] == PastOf(
        heading,
        (
            "progress:hakuba:2017:half1:F02P02",
            "money:hakuba:2017:F02P02:half1",
            "money:hakuba:2017:F02P02:initial",
        ),
    )
    stage.settle()
    for one in QApplication.topLevelWidgets():
        if isinstance(one, HistoryWindow):
            one.close()
    stage.settle()
    # A sum has no past.
    page.pane.grid.go_to(page.source.row_count() - 1, SPENT)
    page.show_history()
    assert len(asked) == 2


def test_what_is_shown_is_written_as_a_workbook(stage: Stage, page: OverviewPage, tmp_path: Path) -> None:
    target = tmp_path / "list.xlsx"
    stage.messages.target = target
    page.go_to(Wanted("F02", ""))
    page.pane.grid.model_.sort_by(SPENT, descending=True)
    page.export()
    stage.settle()
    assert stage.messages.proposals[0].name == "全体の一覧_平成29年度_上半期.xlsx"
    assert stage.window.banner.text == "15行を「list.xlsx」に書き出しました。"
    sheet = openpyxl.load_workbook(target).active
    cells = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    text = "\n".join(" ".join(str(cell) for cell in row) for row in cells)
    assert "表示していた15行だけの一覧です。（全84行）" in text
    offices = [row[0] for row in cells if "移住セミナーの開催" in row]
    assert sorted(offices) == sorted(["大町市", "池田町", "松川村", "白馬村", "小谷村"])


def test_leaving_the_dialog_writes_nothing(stage: Stage, page: OverviewPage) -> None:
    stage.messages.target = None
    page.export()
    stage.settle()
    assert stage.window.banner.text == ""


def test_a_place_that_cannot_be_written_is_said(stage: Stage, page: OverviewPage, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    stage.messages.target = tmp_path / "file" / "list.xlsx"
    page.export()
    stage.settle()
    assert [refusal.code for refusal in stage.messages.refusals] == ["cannot_write"]


def test_the_panel_tells_who_and_what(stage: Stage, page: OverviewPage) -> None:
    page.pane.grid.go_to(place_of(page, "hakuba", "F02P02"), SPENT)
    words = _panel_words(page)
    assert "食い違いがあります。いまの値は仮のものです。" in words
    assert "430,000 円" in words
    page.pane.grid.go_to(page.source.row_count() - 1, SPENT)
    assert "116,111,000 円" in _panel_words(page)


def _panel_words(page: OverviewPage) -> str:
    assert page.panel is not None
    return "\n".join(widget.accessibleName() for widget in page.panel.findChildren(QWidget))


def test_an_office_sees_its_own_rows(world: World, theme: Theme) -> None:
    office = next(desk for desk in world.desks if desk.office == "ikeda")
    stage = Stage(world, theme, office)
    stage.window.show_page("overview")
    stage.settle()
    page = stage.window.page("overview")
    assert {row[0] for row in shown(page, "office")} == {"池田町"}
    assert shown(page, "project_name")[-1] == ("池田町 計",)
    stage.close()


@pytest.mark.parametrize("size", list(TextSize))
def test_everything_fits_and_has_a_name(stage: Stage, page: OverviewPage, size: TextSize) -> None:
    for state in page._chips.values():
        state.setVisible(True)
    stage.window.set_text_size(size)
    stage.window.resize(1280, 680)
    stage.settle()
    assert nameless(stage.window) == []
    assert page.strip is not None
    assert cut_off(page.strip) == []
    assert page.strip.height() >= page.strip.heightForWidth(page.strip.width())
