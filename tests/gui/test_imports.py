"""取り込み: outlook before anything changes, registration by telephone, results, refusals, stopping."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from alps_desk.gui.page import PageAction
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.imports import ImportPage
from tests.gui.named import cut_off, nameless
from tests.gui.union_pictures import Stage
from tests.gui.union_world import Ears, World, arriving_files


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime, list[str]]:
    """A day's post, made once; names of its files in their order."""
    world = World(tmp_path_factory.mktemp("played"))
    names = [file.name for file in arriving_files(world)]
    world.close()
    return world.folder, world.clock.time, names


@pytest.fixture
def world(played: tuple[Path, datetime, list[str]], tmp_path: Path) -> Iterator[World]:
    world = World.copied(played[0], tmp_path, played[1])
    yield world
    world.close()


@pytest.fixture
def files(played: tuple[Path, datetime, list[str]], world: World) -> list[Path]:
    return [world.files / name for name in played[2]]


@pytest.fixture
def stage(world: World, theme: Theme, qtbot) -> Iterator[Stage]:
    stage = Stage(world, theme)
    stage.window.show_page("import")
    stage.activate(qtbot)
    stage.settle()
    yield stage
    stage.close()
    assert stage.faults == []


@pytest.fixture
def page(stage: Stage) -> ImportPage:
    found = stage.window.page("import")
    assert isinstance(found, ImportPage)
    return found


def drop(stage: Stage, files: list[Path]) -> None:
    """Put files on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    event = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    stage.window.dropEvent(event)
    stage.settle()


def press(stage: Stage, qtbot, words: str) -> None:
    """Press a button at the top right."""
    button = next(one for one in stage.window.top_bar.buttons if one.text() == words)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    stage.settle()


def buttons(stage: Stage) -> list[str]:
    return [one.text() for one in stage.window.top_bar.buttons if one.isEnabled()]


def test_files_put_anywhere_are_only_looked_at(stage: Stage, page: ImportPage, world: World, files) -> None:
    before = world.union.digest(), world.union.counts(), len(world.union.imports())
    stage.window.show_page("conflicts")
    drop(stage, files)
    assert stage.window.current_page is page
    assert [result.state for result in page.results] == [
        "merged", "merged", "already", "refused", "unknown_device",
    ]  # fmt: skip
    assert [row.chip.text() for row in page.rows] == [
        "そのまま入る", "食い違い 2欄", "変化なし", "取り込みません", "未登録のパソコン",
    ]  # fmt: skip
    assert page.rows[2].sentence == "11月18日に取り込み済みです。変化はありません。"
    assert page.rows[3].sentence.startswith("ファイルが途中で切れています。何も変更していません。")
    assert (world.union.digest(), world.union.counts(), len(world.union.imports())) == before
    assert "2件を取り込む" in buttons(stage)


def test_a_new_pc_is_registered_only_after_the_telephone(
    stage: Stage, page: ImportPage, world: World, files, qtbot
) -> None:
    otari = next(desk for desk in world.desks if desk.office == "otari")
    drop(stage, files[-1:])
    assert "取り込む" not in buttons(stage)
    # The card stands under the first file of the PC only: the sentence is right beside every one.
    assert "下の" not in page.rows[0].sentence
    groups = [page.cards[0].findChildren(type(page._earlier_note))]
    assert {text.text() for text in groups[0]} >= set(otari.pairing_code.split("-"))
    qtbot.mouseClick(page.cards[0].confirm, Qt.MouseButton.LeftButton)
    stage.settle()
    assert page.cards == []
    assert page.rows[0].chip.text() == "そのまま入る"
    assert "このパソコンを登録します" in page.rows[0].accessibleDescription()
    assert not world.union.values(office="otari")
    press(stage, qtbot, "1件を取り込む")
    assert page.rows[0].chip.text() == "取り込みました"
    assert world.union.values(office="otari")
    # From now on it is known.
    world.enter(otari, "F02P02", spent=777_000)
    press(stage, qtbot, "ほかのファイルを取り込む")
    drop(stage, [world.export(otari)])
    assert page.rows[0].chip.text() == "そのまま入る"


def test_taking_does_what_the_outlook_said(
    stage: Stage, page: ImportPage, world: World, files, qtbot
) -> None:
    ears = Ears(stage.session)
    drop(stage, files)
    outlook = [result.taken for result in page.results[:2]]
    press(stage, qtbot, "2件を取り込む")
    assert [result.taken for result in page.results[:2]] == outlook
    assert page._figures.isVisible()
    assert page._figures.files.accessibleName() == "取り込んだファイル 2 件"
    assert page._figures.conflicts.accessibleName() == "食い違い 2 件"
    assert page._figures.left_out.accessibleName() == "取り込まないファイル 2 件"
    assert [row.chip.text() for row in page.rows] == [
        "取り込みました", "食い違い 2欄", "変化なし", "取り込みません", "未登録のパソコン",
    ]  # fmt: skip
    assert ears.told[-1][1] == "2件を取り込みました。食い違いが2件あります。どちらを残すか選んでください。"
    assert page._readiness.chips["omachi"].text() == "入力済み 16/16"
    assert page._earlier.rows[0][2].startswith("白馬村")
    qtbot.mouseClick(page._figures.to_conflicts, Qt.MouseButton.LeftButton)
    stage.settle()
    assert stage.window.current_page is stage.window.page("conflicts")
    assert len(stage.window.page("conflicts").rows) == 2


def test_leaving_changes_nothing(stage: Stage, page: ImportPage, world: World, files, qtbot) -> None:
    before = world.union.digest()
    drop(stage, files)
    press(stage, qtbot, "やめる")
    assert page.rows == []
    assert page._drop.isVisible()
    assert buttons(stage) == ["取り込み結果の表", "取り込みの取り消し", "ファイルを選ぶ"]
    assert world.union.digest() == before


def test_files_are_chosen_in_a_dialog_too(stage: Stage, page: ImportPage, files, qtbot) -> None:
    stage.messages.files = files[:1]
    qtbot.mouseClick(page._drop.button, Qt.MouseButton.LeftButton)
    stage.settle()
    assert stage.messages.asked == ["取り込む提出ファイルを選んでください"]
    assert [row.result.file for row in page.rows] == [files[0].name]
    stage.messages.files = files[:2]
    press(stage, qtbot, "ファイルを加える")
    assert [row.result.file for row in page.rows] == [file.name for file in files[:2]]


def test_a_file_is_taken_off_the_list(stage: Stage, page: ImportPage, files, qtbot) -> None:
    drop(stage, files[:2])
    qtbot.mouseClick(page.rows[0].remove, Qt.MouseButton.LeftButton)
    stage.settle()
    assert [row.result.file for row in page.rows] == [files[1].name]
    qtbot.mouseClick(page.rows[0].remove, Qt.MouseButton.LeftButton)
    stage.settle()
    assert page._drop.isVisible()


def test_every_refusal_says_what_to_do(
    stage: Stage, page: ImportPage, world: World, tmp_path: Path, files
) -> None:
    altered = tmp_path / "altered.csv"
    altered.write_text(files[0].read_text("utf-8-sig").replace("実施", "中止"), "utf-8-sig")
    table = tmp_path / "table.csv"
    table.write_text("団体,事業\n大町市,A\n", "utf-8")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    gone = tmp_path / "gone.csv"
    drop(stage, [altered, table, empty, gone])
    assert [result.state for result in page.results] == ["refused"] * 4
    for row in page.rows:
        assert row.sentence.endswith("。")
        assert "{" not in row.sentence
    assert page.rows[2].sentence == "ファイルが空です。取り込んでいません。もう一度送ってもらってください。"
    assert "取り込む" not in buttons(stage)


def test_stopping_leaves_everything_as_before(
    stage: Stage, page: ImportPage, world: World, files, qtbot
) -> None:
    ears = Ears(stage.session)
    drop(stage, files[:2])
    before = world.union.digest(), len(world.union.imports())
    gate = threading.Event()
    stage.lanes.write(gate.wait, page)
    action = next(one for one in page.actions() if one.text() == "2件を取り込む")
    assert isinstance(action, PageAction)
    action.trigger()
    assert not action.isEnabled()
    busy = stage.window.status.busy
    qtbot.waitUntil(busy.cancel.isVisible, timeout=5000)
    assert busy.words.text() == "取り込んでいます…"
    qtbot.mouseClick(busy.cancel, Qt.MouseButton.LeftButton)
    gate.set()
    stage.settle()
    assert ears.told[-1][1] == "中止しました。何も変更していません。"
    assert (world.union.digest(), len(world.union.imports())) == before
    assert [row.chip.text() for row in page.rows] == ["そのまま入る", "食い違い 2欄"]
    assert action.isEnabled()


@pytest.mark.parametrize("size", list(TextSize))
def test_everything_fits_and_has_a_name(stage: Stage, page: ImportPage, files, size: TextSize, qtbot) -> None:
    stage.window.set_text_size(size)
    stage.window.resize(1280, 680)
    stage.settle()
    for step in ("idle", "preview", "result"):
        if step == "preview":
            drop(stage, files)
        elif step == "result":
            press(stage, qtbot, "2件を取り込む")
        QApplication.processEvents()
        assert nameless(stage.window) == [], step
        assert cut_off(page.widget) == [], step
        assert page._scroll.widget().width() <= page._scroll.viewport().width(), step
