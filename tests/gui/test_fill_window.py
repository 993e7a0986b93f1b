"""自分たちの様式に書き込む and 公表用のページを作る, with the real window: choose a cell, choose what goes in, see it, write it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt

from alps_desk.app.commands import Accept, Submit
from alps_desk.app.filling import CellSource
from alps_desk.gui.theme import Theme
from alps_desk.gui.views.fill_window import FillWindow
from alps_desk.gui.views.reports import ReportsPage
from tests.fixtures.templates import drawn_form
from tests.gui.named import nameless
from tests.gui.union_pictures import Stage
from tests.gui.union_world import FY, World


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    world = World(tmp_path_factory.mktemp("filled"))
    desk = world.office("ikeda")
    world.fill(desk, projects=["F02P03"])
    world.take(world.export(desk))
    world.close()
    return world.folder, world.clock.time


@pytest.fixture
def stage(played: tuple[Path, datetime], tmp_path: Path, theme: Theme, qtbot) -> Iterator[Stage]:
    world = World.copied(played[0], tmp_path / "world", played[1])
    stage = Stage(world, theme)
    stage.window.show_page("reports")
    stage.activate(qtbot)
    stage.settle()
    yield stage
    stage.close()
    world.close()
    assert stage.faults == []


@pytest.fixture
def page(stage: Stage) -> ReportsPage:
    found = stage.window.page("reports")
    assert isinstance(found, ReportsPage)
    return found


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "様式.xlsx"
    path.write_bytes(drawn_form())
    return path


def opened(stage: Stage, page: ReportsPage, form: Path) -> FillWindow:
    stage.messages.files = [form]
    page.elsewhere.fill.trigger()
    stage.settle()
    window = page.elsewhere.window
    assert window is not None
    return window


def test_a_form_is_filled_by_choosing_cells(
    stage: Stage, page: ReportsPage, form: Path, tmp_path: Path, qtbot
) -> None:
    window = opened(stage, page, form)
    source, picture = window.source, window.picture
    assert not window.write.isEnabled()
    assert nameless(window) == []
    picture.choose("C11")
    assert source.cell == "", "a sum takes no value"
    assert not source.do.isEnabled()
    picture.choose("B3")
    source.kind._buttons["fact"].click()
    source.fact.setCurrentIndex(source.fact.findData("made_by"))
    qtbot.mouseClick(source.do, Qt.MouseButton.LeftButton)
    stage.settle()
    assert picture.item(2, 1).text() == "北アルプス広域連合"
    picture.choose("C6")
    source.kind._buttons["figure"].click()
    source.form.setCurrentIndex(source.form.findData("money_summary"))
    source.form.picked.emit("money_summary")
    stage.settle()
    source.column.setCurrentIndex(source.column.findData("spent"))
    source.project.setCurrentIndex(source.project.findData("F02P03"))
    source.office.setCurrentIndex(source.office.findData("ikeda"))
    source.unit.setCurrentIndex(source.unit.findData("1000"))
    qtbot.mouseClick(source.do, Qt.MouseButton.LeftButton)
    stage.settle()
    spent = next(row.value for row in stage.world.union.values(fy=FY, office="ikeda") if row.field == "spent")
    assert picture.item(5, 2).text() == f"{round(spent / 1000):,}"
    assert window.filling is not None
    assert len(window.filling.puts) == 2
    stage.messages.target = tmp_path / "記入済み.xlsx"
    qtbot.mouseClick(window.write, Qt.MouseButton.LeftButton)
    stage.settle()
    sheet = openpyxl.load_workbook(stage.messages.target)["様式"]
    assert sheet["C6"].value == round(spent / 1000)
    assert sheet["B3"].value == "北アルプス広域連合"
    window.close()
    again = opened(stage, page, form)
    assert len(again.mapping.cells) == 2, "how it is filled was remembered"
    stage.messages.target = tmp_path / "対応づけ.json"
    again.save.click()
    again.take_away("B3")
    stage.messages.files = [stage.messages.target]
    again.load.click()
    assert {one.cell for one in again.mapping.cells} == {"B3", "C6"}, "kept as a file and taken from it"
    again.close()


def test_a_cell_that_may_hold_nothing_is_told_and_the_rest_stays(
    stage: Stage, page: ReportsPage, form: Path
) -> None:
    window = opened(stage, page, form)
    window.put(CellSource("B3", "様式", fact="made_by"))
    stage.settle()
    window.put(CellSource("B1", "様式", fact="region"))
    stage.settle()
    assert "結合したセル" in window.error.words.text()
    assert [one.cell for one in window.mapping.cells] == ["B3"]
    window.take_away("B3")
    stage.settle()
    assert not window.mapping.cells
    assert not window.write.isEnabled()
    window.close()


def test_the_page_for_the_public_is_written(stage: Stage, page: ReportsPage, tmp_path: Path) -> None:
    union = stage.world.union
    union.execute(Submit(FY, "half1", "課長", "ikeda", "紙の報告書による"))
    union.execute(Accept(FY, "half1", "ikeda"))
    stage.messages.target = tmp_path / "公表.html"
    page.elsewhere.publish.trigger()
    stage.settle()
    assert "池田町" in stage.messages.target.read_text(encoding="utf-8")


def test_a_form_of_another_kind_is_refused_in_words(stage: Stage, page: ReportsPage, tmp_path: Path) -> None:
    stage.messages.files = [tmp_path / "古い.xls"]
    stage.messages.files[0].write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    page.elsewhere.fill.trigger()
    stage.settle()
    assert [refusal.code for refusal in stage.messages.refusals] == ["template_old"]
    assert page.elsewhere.window is None
