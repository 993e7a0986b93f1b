"""Dialogs: verbs on the buttons, the safe one is the default, details unfold and can be copied; faults."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from alps_desk.domain.errors import Refusal
from alps_desk.gui.application import LastResort
from alps_desk.gui.dialogs import Notice, TextQuestion
from alps_desk.gui.messages import FileKind, Messages, sentence
from alps_desk.gui.theme import Theme


class Visitor:
    """Waits for the next dialog and does something with it."""

    def __init__(self, act) -> None:
        self._act = act
        self.seen: list[QDialog] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(5)

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and dialog.isVisible():
            self._timer.stop()
            self.seen.append(dialog)
            self._act(dialog)


@pytest.fixture
def parent(theme: Theme, qtbot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_confirm_does_what_the_verb_says(parent: QWidget, qtbot) -> None:
    def act(dialog: Notice) -> None:
        assert [button.text() for button in dialog.buttons.values()] == ["やめる", "消す"]
        qtbot.mouseClick(dialog.buttons["do"], Qt.MouseButton.LeftButton)

    visitor = Visitor(act)
    assert Messages().confirm(parent, "消しますか。", "元に戻せません。", "消す", takes_away=True)
    assert visitor.seen


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_esc_choose_the_safe_answer(parent: QWidget, qtbot, key) -> None:
    visitor = Visitor(lambda dialog: qtbot.keyClick(dialog, key))
    assert not Messages().confirm(parent, "消しますか。", "元に戻せません。", "消す")
    assert visitor.seen


def test_a_refusal_shows_its_sentence_and_details_to_copy(parent: QWidget, qtbot) -> None:
    def act(dialog: Notice) -> None:
        assert dialog.heading.plain == "この操作はできませんでした。"
        assert dialog.details.isHidden()
        qtbot.mouseClick(dialog.more, Qt.MouseButton.LeftButton)
        assert dialog.details.isVisible()
        qtbot.mouseClick(dialog.details.copy, Qt.MouseButton.LeftButton)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    visitor = Visitor(act)
    Messages().refusal(parent, Refusal("no_such_code", row=3))
    assert visitor.seen
    assert QGuiApplication.clipboard().text() == "no_such_code\nrow: 3"


def test_a_refusal_with_a_sentence_is_filled_in() -> None:
    assert sentence(Refusal("gui_saved_at", time="14:32")) == "自動保存済み（14:32）"


def test_a_required_reason_must_be_written(parent: QWidget, qtbot) -> None:
    def act(dialog: TextQuestion) -> None:
        assert not dialog.do.isEnabled()
        qtbot.keyClicks(dialog.field, "12345678901")
        assert not dialog.do.isEnabled()
        qtbot.keyClick(dialog.field, Qt.Key.Key_Backspace)
        assert dialog.counter.text() == "10 / 10 字"
        qtbot.mouseClick(dialog.do, Qt.MouseButton.LeftButton)

    visitor = Visitor(act)
    answer = Messages().ask_text(parent, "差戻します。", "理由", "差戻す", limit=10)
    assert visitor.seen
    assert answer == "1234567890"


def test_leaving_a_question_answers_nothing(parent: QWidget, qtbot) -> None:
    visitor = Visitor(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    assert Messages().ask_text(parent, "差戻します。", "理由", "差戻す") is None
    assert visitor.seen


def test_file_kinds() -> None:
    assert FileKind("表", (".csv", ".xlsx")).filter() == "表 (*.csv *.xlsx)"


class Told(Messages):
    def __init__(self) -> None:
        self.faults: list[tuple[str, str]] = []

    def fault(self, parent: QWidget | None, incident: str, details: str, *, can_record: bool = False) -> bool:
        self.faults.append((incident, details))
        return can_record


def test_a_fault_gets_a_number_and_an_apology(theme: Theme, caplog) -> None:
    told = Told()
    japan = timezone(timedelta(hours=9))
    last = LastResort(told, lambda: datetime(2026, 11, 20, 14, 32, tzinfo=japan))
    incident = last.take(ValueError("something"))
    assert incident == "1120-1432-01"
    assert told.faults[0][0] == incident
    assert "ValueError: something" in told.faults[0][1]
    assert incident in caplog.text


def test_the_record_is_offered_with_the_apology_where_there_is_one(theme: Theme) -> None:
    told, saved = Told(), []
    last = LastResort(told, lambda: datetime(2026, 11, 20, 14, 32, tzinfo=UTC))
    last.take(ValueError("nowhere yet"))
    assert saved == []
    last.recorder = lambda: lambda: saved.append("record")
    last.take(ValueError("something"))
    assert saved == ["record"]


def test_the_apology_has_a_button_for_the_record(parent: QWidget) -> None:
    visitor = Visitor(lambda dialog: dialog.buttons["record"].click())
    assert Messages().fault(parent, "1120-1432-01", "ValueError", can_record=True)
    assert visitor.seen
    visitor = Visitor(lambda dialog: dialog.buttons["close"].click())
    assert not Messages().fault(parent, "1120-1432-01", "ValueError", can_record=False)
    assert visitor.seen
