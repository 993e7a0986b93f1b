"""Small widgets of the frame: busy line, banner, search box, drop area, focus ring, panel."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from alps_desk.app.progress import Progress
from alps_desk.gui.focus_ring import _Ring
from alps_desk.gui.lanes import Lanes
from alps_desk.gui.page import PageAction
from alps_desk.gui.status_bar import StatusBar
from alps_desk.gui.theme import State, Theme
from alps_desk.gui.widgets.banner import Banner
from alps_desk.gui.widgets.buttons import ActionButton, Button, Variant
from alps_desk.gui.widgets.drop_area import DropArea
from alps_desk.gui.widgets.info_panel import InfoPanel
from alps_desk.gui.widgets.search_box import SearchBox
from alps_desk.gui.widgets.text import Prose, breakable
from tests.gui.sample_frame import PlainPage


@pytest.fixture
def lanes(qapp) -> Iterator[Lanes]:
    made = Lanes(lambda owner, refusal: None, lambda fault: None)
    yield made
    made.close()


def test_long_work_shows_words_then_a_bar_and_can_be_stopped(theme: Theme, lanes: Lanes, qtbot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    stopped: list[bool] = []
    started = threading.Event()

    def work(progress: Progress) -> None:
        progress.report(3, 12, "取り込んでいます…")
        started.set()
        while True:
            progress.check()

    class Owner(QWidget):
        def stopped(self) -> None:
            stopped.append(True)

    owner = Owner()
    qtbot.addWidget(owner)
    job = lanes.write_long(work, owner, cancelled=owner.stopped)
    bar.busy.follow(job, "取り込んでいます…")
    assert bar.busy.isHidden()
    qtbot.waitUntil(bar.busy.isVisible)
    assert not bar.busy.bar.isVisible()
    qtbot.waitUntil(lambda: bar.busy.words.text() == "取り込んでいます… 3 / 12")
    qtbot.waitUntil(bar.busy.cancel.isVisible)
    qtbot.mouseClick(bar.busy.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(bar.busy.isHidden)
    assert stopped == [True]
    assert QApplication.overrideCursor() is None


def test_quick_work_shows_nothing(theme: Theme, lanes: Lanes, qtbot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    job = lanes.write(lambda: None, bar)
    bar.busy.follow(job, "保存しています…")
    assert lanes.wait_until_idle()
    assert bar.busy.isHidden()
    assert bar.busy.job is None


def test_the_bottom_line_says_what_is_not_exported(theme: Theme, qtbot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    assert bar.unexported.isHidden()
    bar.set_unexported(4)
    with qtbot.waitSignal(bar.export_pressed):
        qtbot.mouseClick(bar.unexported, Qt.MouseButton.LeftButton)
    assert bar.unexported.text() == "まだ書き出していない変更が 4 件あります"


def test_a_banner_acts_once_and_closes(theme: Theme, qtbot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    done: list[str] = []
    banner.show_result(
        State.OK, "12欄に貼り付けました。", action="元に戻す", on_action=lambda: done.append("x")
    )
    assert banner.text == "12欄に貼り付けました。"
    qtbot.mouseClick(banner._action, Qt.MouseButton.LeftButton)
    assert done == ["x"]
    assert banner.text == ""


def test_good_news_goes_with_the_second_change_of_the_screen(theme: Theme, qtbot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    for state, stays in ((State.OK, False), (State.INFO, False), (State.CONFLICT, True), (State.ERROR, True)):
        banner.show_result(state, "4件を取り込みました。")
        banner.moved()
        assert banner.text, "the way on still stands on the next screen"
        banner.moved()
        assert bool(banner.text) is stays


def test_search_reports_after_a_rest_and_at_enter(theme: Theme, qtbot) -> None:
    box = SearchBox("事業名で探す")
    qtbot.addWidget(box)
    box.show()
    with qtbot.waitSignal(box.searched) as searched:
        qtbot.keyClicks(box, "abc")
    assert searched.args == ["abc"]
    with qtbot.waitSignal(box.searched):
        qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    with qtbot.waitSignal(box.left):
        qtbot.keyClick(box, Qt.Key.Key_Escape)


def test_only_files_with_the_right_ending_are_taken(theme: Theme, qtbot, tmp_path) -> None:
    area = DropArea("ここに置いてください。", "選ぶ", endings=(".csv",))
    qtbot.addWidget(area)
    got: list[list] = []
    area.files_dropped.connect(got.append)
    for name in ("a.txt", "b.CSV"):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        drop = QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        area.dropEvent(drop)
    assert got == [[tmp_path / "b.CSV"]]


def test_the_focus_ring_follows_the_keyboard(theme: Theme, qtbot) -> None:
    window = QWidget()
    box = QVBoxLayout(window)
    field, button = QLineEdit(), Button("書き出す")
    box.addWidget(field)
    box.addWidget(button)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    ring = window.findChild(_Ring)
    assert ring is not None
    assert ring.isVisible()
    assert ring.geometry().contains(field.geometry())
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert ring.geometry().contains(button.geometry())
    button.hide()
    assert not ring.geometry().contains(button.geometry())


def test_an_action_commits_open_input_first(theme: Theme, qtbot) -> None:
    page = PlainPage("x", "画面", "nav_home")
    order: list[int] = []
    action = PageAction("書き出す", lambda: order.append(page.left), parent=page)
    button = ActionButton(action, Variant.PRIMARY)
    qtbot.addWidget(button)
    button.show()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert order == [1]


def test_the_panel_is_filled_anew(theme: Theme, qtbot) -> None:
    panel = InfoPanel()
    qtbot.addWidget(panel)
    panel.resize(280, 400)
    panel.show()
    for heading in ("執行額", "評価"):
        panel.begin("101", heading)
        panel.add_notice(State.WARNING, "要確認", "理由を書いてください。")
        panel.add_values([("前年度", "2,948")])
        panel.finish()
        qtbot.waitUntil(
            lambda heading=heading: (
                [label.plain for label in panel.findChildren(Prose) if label.isVisible()][1] == heading
            )
        )


def test_markup_in_data_is_shown_as_it_stands(theme: Theme, qtbot) -> None:
    prose = Prose("<b>1 & 2</b>")
    qtbot.addWidget(prose)
    assert "&lt;b&gt;" in prose.text()
    assert prose.plain == "<b>1 & 2</b>"


WINDOWS_PATH = "C:\\Users\\tantousha.a.01\\AppData\\Local\\alps-desk\\exchange\\20171123_kitaalps_renkei.csv"


@pytest.mark.parametrize("long", [WINDOWS_PATH, "5962" * 16, "大町市_20171123_2.csv"])
def test_a_text_without_spaces_is_broken_rather_than_cut_off(theme: Theme, qtbot, long: str) -> None:
    words = Prose(f"場所:{long}", selectable=True)
    qtbot.addWidget(words)
    words.show()
    widest = words.fontMetrics().horizontalAdvance("5962" * 4 + "  ")
    assert words.minimumSizeHint().width() <= widest
    assert words.accessibleName() == f"場所:{long}"


def test_what_is_copied_of_a_text_is_the_text(theme: Theme, qtbot) -> None:
    given = f"場所:{WINDOWS_PATH}\n二つの  空白"
    words = Prose(given, selectable=True)
    qtbot.addWidget(words)
    words.resize(200, 200)
    words.show()
    QApplication.clipboard().clear()
    words.setFocus()
    words.setSelection(0, len(breakable(given)))
    qtbot.keyClick(words, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == given
    qtbot.mousePress(words, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    assert not words.hasSelectedText()
