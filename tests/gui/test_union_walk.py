"""The union's whole way through a round, by hand: file, telephone, merge, conflict, decision, board, report."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from alps_desk.app.commands import MergeBundles
from alps_desk.gui.theme import Theme
from tests.gui.hands import click, press, write
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World


def put(stage: Stage, *files: Path) -> None:
    """Put files on whatever is under the middle of the window, as a hand would."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    event = QDropEvent(
        QPointF(400, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    stage.window.dropEvent(event)
    stage.settle()


def button(stage: Stage, words: str) -> QWidget:
    """A button at the top right."""
    return next(one for one in stage.window.top_bar.buttons if one.text() == words and one.isEnabled())


def test_from_the_first_file_to_the_report(tmp_path: Path, theme: Theme, qtbot) -> None:
    world = World(tmp_path)
    first, second, other = world.office("hakuba"), world.office("hakuba", "担当者D"), world.office("omachi")
    world.fill(first)
    world.fill(other)
    stage = Stage(world, theme)
    stage.activate(qtbot)
    window, messages = stage.window, stage.messages

    # The board, before anything came; its button leads to the import.
    assert window.current_page is window.page("board")
    stage.settle()
    board = window.page("board")
    assert board.complete.accessibleName() == "提出がそろった市町村 0 / 5 市町村 残り 5 市町村"
    click(button(stage, "ファイルを取り込む"))
    stage.settle()

    # Two files of new PCs and one that was damaged on the way.
    damaged = tmp_path / "damaged.csv"
    damaged.write_bytes(world.export(second).read_bytes()[:700])
    put(stage, world.export(first), world.export(other), damaged)
    page = window.page("import")
    assert [row.chip.text() for row in page.rows] == [
        "未登録のパソコン",
        "未登録のパソコン",
        "取り込みません",
    ]
    assert len(page.cards) == 2
    for _ in range(2):
        click(page.cards[0].confirm)
        stage.settle()
    assert [row.chip.text() for row in page.rows] == ["そのまま入る", "そのまま入る", "取り込みません"]
    click(button(stage, "2件を取り込む"))
    stage.settle()
    assert window.banner.text == "2件を取り込みました。"
    assert page._readiness.chips["hakuba"].text() == "入力済み 16/16"

    # The second PC of the same village works from what the union has, and both change one cell.
    second.execute(MergeBundles((world.export(world.union),)))
    world.enter(second, "F02P02", spent=418_000)
    world.enter(first, "F02P02", spent=430_000, done_text="セミナーを2回開催した。")
    put(stage, world.export(second), world.export(first))
    click(page.cards[0].confirm)
    stage.settle()
    click(button(stage, "2件を取り込む"))
    stage.settle()
    assert "食い違いが1件あります。" in window.banner.text

    # Settled by keys alone.
    press("Ctrl+3")
    stage.settle()
    conflicts = window.page("conflicts")
    assert window.current_page is conflicts
    chosen = next(
        number for number, one in enumerate(conflicts.rows[0].view.candidates, 1) if one.text == "430,000円"
    )
    press(str(3 - chosen), str(chosen))
    press("Ctrl+Z")
    assert [one.text for one in conflicts.chosen.values()] == ["418,000円"]
    press("Ctrl+Y")
    conflicts.reason.field.setFocus()
    write("担当者に電話で確認")
    press("Return")
    stage.settle()
    assert world.union.conflicts() == []
    assert window.banner.text == "1件を決めました。"

    # The board shows it and leads to the list.
    press("Ctrl+1")
    stage.settle()
    assert board.complete.accessibleName() == "提出がそろった市町村 2 / 5 市町村 残り 3 市町村"
    assert board.conflicts.accessibleName() == "食い違い 0 件 ありません"
    press("Down", "Right", "Right", "Right", "Return")
    stage.settle()
    overview = window.page("overview")
    assert window.current_page is overview
    model = overview.pane.grid.model_
    texts = {
        (model.cell(row, 0).text, model.cell(row, 3).text): model.cell(row, 7).text
        for row in range(model.rowCount())
    }
    assert texts["白馬村", "移住セミナーの開催"] == "430,000"

    # The report, seen and written.
    press("Ctrl+1")
    click(button(stage, "報告書をつくる"))
    stage.settle()
    assert window.page("reports").preview.count > 1
    messages.target = tmp_path / "report.xlsx"
    click(button(stage, "Excelに書き出す"))
    stage.settle()
    values = [
        cell
        for row in openpyxl.load_workbook(messages.target).active.iter_rows(values_only=True)
        for cell in row
    ]
    assert "セミナーを2回開催した。" in values
    assert any(value in (430, 430_000) for value in values)
    assert messages.refusals == []
    stage.close()
    world.close()
    assert stage.faults == []
