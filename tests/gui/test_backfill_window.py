"""前の年度の表を取り込む, with the real window: what it means, a correction, taking, taking back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import Qt

from alps_desk.gui.theme import Theme
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.views.backfill_window import BackfillWindow
from alps_desk.gui.views.imports import ImportPage
from tests.fixtures.old_books import NAME_A, A, book
from tests.gui.named import nameless
from tests.gui.union_pictures import Stage
from tests.gui.union_world import FY, World


@pytest.fixture
def stage(tmp_path: Path, theme: Theme, qtbot) -> Iterator[Stage]:
    world = World(tmp_path / "world", datetime.fromisoformat("2017-11-18T09:00:00+09:00"))
    stage = Stage(world, theme)
    stage.window.show_page("import")
    stage.activate(qtbot)
    stage.settle()
    yield stage
    stage.close()
    world.close()
    assert stage.faults == []


def choose(selector: Selector, data: object) -> None:
    """As a click in the list does."""
    selector.setCurrentIndex(selector.findData(data))
    selector.picked.emit(data)


def spent(stage: Stage) -> dict[str, object]:
    return {row.project: row.value for row in stage.world.union.values(fy=FY) if row.field == "spent"}


def test_an_old_table_is_corrected_taken_and_taken_back(stage: Stage, tmp_path: Path, qtbot) -> None:
    page = stage.window.page("import")
    assert isinstance(page, ImportPage)
    file = tmp_path / "去年.xlsx"
    file.write_bytes(
        book(
            [
                ["事業名", "団体", "決算額（千円）"],
                [NAME_A, "大町市", 12],
                ["昔の名前", "大町市", 7],
                ["計", None, 19],
            ]
        )
    )
    stage.messages.files = [file]
    page._old.trigger()
    stage.settle()
    window = page.old_window
    assert isinstance(window, BackfillWindow)
    assert nameless(window) == []
    assert not window.take.isEnabled(), "the unit was not chosen"
    assert "単位" in window.status.plain
    choose(window.where.unit, 1000)
    stage.settle()
    assert [window.rows.item(row, 3).text() for row in range(window.rows.rowCount())] == [
        "どの事業かがわからない行",
        "合計の行",
    ]
    chosen = window.rows.cellWidget(0, 2)
    assert isinstance(chosen, Selector)
    choose(chosen, "F02P03")
    stage.settle()
    assert window.cells.rowCount() == 2
    qtbot.mouseClick(window.take, Qt.MouseButton.LeftButton)
    stage.settle()
    assert spent(stage) == {}, "a reason is asked for first"
    window.why.edit.setText("前年度の決算書")
    qtbot.mouseClick(window.take, Qt.MouseButton.LeftButton)
    stage.settle()
    assert spent(stage) == {A: 12_000, "F02P03": 7_000}
    stage.window.banner._action.click()
    stage.settle()
    assert set(spent(stage).values()) <= {None}


def test_another_sheet_other_headings_and_what_a_table_means_as_a_file(stage: Stage, tmp_path: Path) -> None:
    def first(made: xlsxwriter.Workbook) -> None:
        made.add_worksheet("表紙").write(0, 0, "令和の前の決算")

    file = tmp_path / "去年.xlsx"
    file.write_bytes(
        book(
            [
                ["平成29年度 決算"], ["事業名", "団体", "備考の列", "千円"], ["", "", "決算額", "当初"],
                [NAME_A, "大町市", 12, 30],
            ],
            more=first,
        )
    )  # fmt: skip
    page = stage.window.page("import")
    assert isinstance(page, ImportPage)
    stage.messages.files = [file]
    page._old.trigger()
    stage.settle()
    window = page.old_window
    assert isinstance(window, BackfillWindow)
    where = window.where
    assert "見出しの行を選んでください" in window.error.words.text()
    assert [where.sheet.itemData(n) for n in range(where.sheet.count())] == ["表紙", "一覧"]
    choose(where.sheet, "一覧")
    stage.settle()
    assert where.top.itemText(2) == "2行目 事業名 団体 備考の列 千円"
    choose(where.top, 2)
    choose(where.levels, 2)
    choose(where.unit, 1000)
    stage.settle()
    assert (window.mapping.sheet, window.mapping.top, window.mapping.bottom) == ("一覧", 2, 3)
    assert window.columns.item(2, 1).text() == "備考の列 決算額"
    window.mean_column("C", "spent", "")
    stage.settle()
    assert window.judged is not None
    assert [(one.field, one.outcome) for one in window.judged.cells if one.field == "spent"] == [
        ("spent", "taken")
    ]
    stage.messages.target = tmp_path / "対応づけ.json"
    window.save.click()
    assert stage.messages.proposals[-1].name == "去年_対応づけ.json"
    window.close()
    stage.messages.files = [file]
    page._old.trigger()
    stage.settle()
    again = page.old_window
    assert isinstance(again, BackfillWindow)
    stage.messages.files = [tmp_path / "対応づけ.json"]
    again.load.click()
    stage.settle()
    assert again.where.unit.currentData() == 1000
    assert again.where.sheet.currentData() == "一覧"
    assert again.judged is not None
    assert [one.text for one in again.judged.cells if one.field == "spent"] == ["12"]
    stage.messages.files = [file]
    again.load.click()
    assert again.error.words.text(), "a workbook is no such file"
    again.close()
