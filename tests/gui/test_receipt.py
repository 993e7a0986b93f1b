"""受領書 on the screen: a file put on the window is looked at, taken, and told of everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import SendBack, SetDeadline
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.home import HomePage
from alps_desk.gui.views.receipt import ReceiptPage
from tests.gui.hands import click, press
from tests.gui.named import cut_off, nameless
from tests.gui.round_world import HALF, LATER, money
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World


@pytest.fixture
def world(talked: Path, tmp_path: Path) -> Iterator[World]:
    made = World.copied(talked, tmp_path / "world", LATER)
    yield made
    made.close()


@pytest.fixture
def stage(qtbot: QtBot, world: World, theme: Theme) -> Iterator[Stage]:
    """The office's window on ホーム."""
    made = Stage(world, theme, world.desks[1])
    made.activate(qtbot)
    made.settle()
    yield made
    made.close()


def drop(stage: Stage, *files: Path) -> None:
    """Put files on the middle of the window, as from a folder."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    place, window = stage.window.rect().center(), stage.window
    parts = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(place), *parts))
    QApplication.sendEvent(window, QDropEvent(QPointF(place), *parts))
    stage.settle()
    assert not stage.faults


def page_of(stage: Stage) -> ReceiptPage:
    page = stage.window.page("receipt")
    assert isinstance(page, ReceiptPage)
    return page


def test_a_file_put_on_the_window_is_looked_at_and_taken_by_keys(stage: Stage, world: World) -> None:
    union, office = world.desks
    world.enter(office, "F05P02", spent=1_184_000)
    world.take(world.export(office))
    union.execute(SendBack(money("F08P01"), "spent", "もう一度確かめてください。"))
    union.execute(SetDeadline(*HALF, "omachi", "2017-12-08"))
    file = world.export(union)
    before = office.digest()
    drop(stage, file)
    page = page_of(stage)
    assert stage.window.current_page is page
    (card,) = page.cards
    assert [line.kind for line in card.lines] == ["received", "returns", "leave"]
    assert card.hasFocus()
    assert (office.digest(), page.figures["exported"].accessibleName()) == (before, "書き出し済み 1 件")
    press("Ctrl+Return")
    stage.settle()
    stage.settle()
    assert office.digest() == union.digest()
    assert page.figures["received"].accessibleName().startswith("受領済み ")
    assert {one.state for one in office.receipts()} == {"received"}
    assert stage.window.banner.text == wording.say("receipt_done_returns", count=1)
    assert page.to_talk.hasFocus()
    press("Tab", "Space")
    stage.settle()
    home = stage.window.page("home")
    assert isinstance(home, HomePage)
    assert stage.window.current_page is home
    assert [getattr(row.task, "reason", "") for row in home.tasks].count("もう一度確かめてください。") == 1
    assert "12月8日" in stage.window.top_bar.deadline.text()


def test_files_that_cannot_be_taken_say_so_and_change_nothing(
    stage: Stage, world: World, theme: Theme, tmp_path: Path
) -> None:
    union, office = world.desks
    own = world.export(office)
    whole = world.export(union)
    cut = tmp_path / "切れた.csv"
    cut.write_bytes(whole.read_bytes()[:-400])
    stage.messages.files = [own, cut]
    stage.window.show_page("receipt")
    stage.settle()
    before = office.counts()
    click(page_of(stage)._drop.button)
    stage.settle()
    page = page_of(stage)
    assert [card.said for card in page.cards] == [wording.say("file_own"), wording.say("bundle_cut")]
    assert not page.actions()[-1].isEnabled()
    theme.set_text_size(TextSize.EXTRA)
    stage.window.resize(1280, 680)
    stage.settle()
    assert nameless(stage.window) == []
    assert cut_off(page.widget) == []
    press("Ctrl+Return")
    stage.settle()
    assert office.counts() == before
    # One that is whole goes without the others.
    drop(stage, own, whole)
    assert page.actions()[-1].isEnabled()
    page.take()
    stage.settle()
    assert [card.result.state for card in page.cards] == ["already", "refused"]
    drop(stage, whole)
    assert page.cards[0].said.endswith("変化はありません。")
    assert not page.actions()[-1].isEnabled()
