"""担当を引き継ぐ from the window: three questions, one command, and leaving any of them changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.desk import Desk
from alps_desk.gui.dialogs import TextQuestion
from alps_desk.gui.theme import TextSize, Theme
from tests.gui.desks import Clock
from tests.gui.test_practice import Opener, home, opener

__all__ = ["home", "opener"]


def test_the_successor_signs_from_now_on(
    qtbot: QtBot, opener: Opener, home, tmp_path: Path, clock: Clock
) -> None:
    shell = opener.open(home)
    window, session = shell.window, shell.session
    assert window is not None
    assert session is not None
    target = tmp_path / "引継書.csv"
    opener.messages.answers = ["担当者N", "企画課", target]
    window.succession_pressed.emit()
    qtbot.waitUntil(lambda: "担当者N" in window.banner.text)
    assert target.exists()
    assert session.desk.place.identity.person == "担当者N"
    tips = [child.toolTip() for child in window.navigation.findChildren(QWidget)]
    assert any("担当者N" in tip for tip in tips)


@pytest.mark.parametrize("answers", [[], ["担当者N"], ["担当者N", "企画課"]])
def test_leaving_a_question_changes_nothing(qtbot: QtBot, opener: Opener, home, answers: list[str]) -> None:
    shell = opener.open(home)
    assert shell.window is not None
    assert shell.session is not None
    before = shell.session.desk.place.identity
    opener.messages.answers = list(answers)
    shell.window.succession_pressed.emit()
    assert shell.session.desk.place.identity == before


@pytest.mark.parametrize("size", list(TextSize))
def test_a_question_of_one_line_goes_on_with_enter(qtbot: QtBot, theme: Theme, size: TextSize) -> None:
    theme.set_text_size(size)
    dialog = TextQuestion(
        None, wording.say("gui_succession_heading"), wording.say("gui_succession_person"),
        wording.say("gui_succession_on"), required=True, limit=40, one_line=True,
    )  # fmt: skip
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClicks(dialog.field, "N")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Enter)
    assert not dialog.isVisible()
    assert dialog.result() == dialog.DialogCode.Accepted
    assert dialog.words == "N"


def test_the_form_stands_among_the_reports(office_desk: Desk) -> None:
    assert "引継書" in [form.title for form in office_desk.forms()]
