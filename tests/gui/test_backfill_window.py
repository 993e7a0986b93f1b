"""前の年度の表を取り込む, with the real window: what it means, a correction, taking, taking back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
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
    assert "単位" in window.error.words.text()
    window.unit.setCurrentIndex(window.unit.findData(1000))
    window.unit.picked.emit(1000)
    stage.settle()
    assert [window.rows.item(row, 3).text() for row in range(window.rows.rowCount())] == [
        "どの事業かがわからない行",
        "合計の行",
    ]
    chosen = window.rows.cellWidget(0, 2)
    assert isinstance(chosen, Selector)
    chosen.setCurrentIndex(chosen.findData("F02P03"))
    chosen.picked.emit("F02P03")
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
