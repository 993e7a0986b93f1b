"""From a data folder to a window: first set-up by keys and by mouse, year, deadline, refusals, closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import SaveValues
from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.domain.plan import Period
from alps_desk.gui import year_words
from alps_desk.gui.forms.first_setup import FirstSetUp
from alps_desk.gui.session import Session
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import State, TextSize, Theme
from alps_desk.gui.views.home import HomePage
from tests.gui.desks import Clock, Nonces, SilentMessages, registration


class Start:
    """Everything one needs to start the program in a folder, with what was said."""

    def __init__(self, folder: Path, theme: Theme, clock: Clock) -> None:
        self.home = Home(folder / "home")
        self.messages = SilentMessages()
        self.settings = Settings(self.home.root / "window.json")
        self.theme = theme
        self.clock = clock
        self.shells: list[Shell] = []

    def shell(self) -> Shell:
        def open_(home: Home) -> Desk:
            return open_desk(home, clock=self.clock, nonce_maker=Nonces(9))

        def set_up(home: Home, command: SetUp) -> Desk:
            return set_up_desk(home, command, clock=self.clock, nonce_maker=Nonces(9))

        doors = Doors(open_, set_up, self.clock)
        shell = Shell(self.home, doors, self.theme, self.settings, self.messages, _raise)
        self.shells.append(shell)
        return shell


def _raise(fault: BaseException) -> None:
    raise fault


@pytest.fixture
def start(tmp_path: Path, theme: Theme, clock: Clock) -> Iterator[Start]:
    result = Start(tmp_path, theme, clock)
    yield result
    for shell in result.shells:
        if shell.set_up is not None:
            shell.set_up.close()
        shell.close()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One key to whatever has the keyboard."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def write(text: str) -> None:
    """Text that the input method gives."""
    focused = QApplication.focusWidget()
    assert focused is not None
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(focused, event)


def shown_set_up(qtbot: QtBot, shell: Shell) -> FirstSetUp:
    assert shell.start()
    assert shell.set_up is not None
    qtbot.addWidget(shell.set_up)
    with qtbot.waitActive(shell.set_up):
        shell.set_up.activateWindow()
    return shell.set_up


def test_an_office_is_set_up_with_keys_alone(
    qtbot: QtBot, start: Start, union_desk: Desk, tmp_path: Path
) -> None:
    shell = start.shell()
    window = shown_set_up(qtbot, shell)
    start.messages.answers = [registration(union_desk, tmp_path)]
    press(Qt.Key.Key_Return)
    assert window.source.registration is not None
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Space)
    assert window.office.office == "ikeda"
    press(Qt.Key.Key_Return)
    write("住民課")
    press(Qt.Key.Key_Tab)
    write("担当者B")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.done_page.code.plain))
    assert shell.window is None
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.window is not None)
    assert shell.session is not None
    identity = shell.session.desk.place.identity
    assert (identity.office, identity.section, identity.person) == ("ikeda", "住民課", "担当者B")
    groups = shell.session.desk.pairing_code.split("-")
    assert window.done_page.code.plain.split() == groups


def test_each_step_says_at_its_field_what_is_missing(
    qtbot: QtBot, start: Start, union_desk: Desk, tmp_path: Path
) -> None:
    window = shown_set_up(qtbot, start.shell())
    window.go.click()
    assert window.source.error.words.plain == wording.say("office_setup_file_missing")
    wrong = tmp_path / "memo.csv"
    wrong.write_text("memo", encoding="utf-8")
    window.source.take_file(wrong)
    assert window.source.error.words.plain == wording.say("not_a_registration")
    window.source.take_file(registration(union_desk, tmp_path))
    assert window.source.error.isHidden()
    window.go.click()
    window.go.click()
    assert window.office.error.words.plain == wording.say("office_setup_office_missing")
    window.office.buttons["otari"].click()
    window.go.click()
    window.person.section.edit.setText("総務課")
    window.go.click()
    assert window.person.person.error.words.plain == wording.say("office_setup_person_missing")
    assert window.person.person.edit.hasFocus()
    assert window.person.section.error.isHidden()


def test_going_back_keeps_what_was_chosen(
    qtbot: QtBot, start: Start, union_desk: Desk, tmp_path: Path
) -> None:
    window = shown_set_up(qtbot, start.shell())
    window.source.take_file(registration(union_desk, tmp_path))
    window.go.click()
    window.office.buttons["hakuba"].click()
    window.go.click()
    window.back.click()
    window.back.click()
    window.go.click()
    assert window.office.office == "hakuba"


def test_leaving_the_set_up_leaves_nothing(
    qtbot: QtBot, start: Start, union_desk: Desk, tmp_path: Path
) -> None:
    shell = start.shell()
    window = shown_set_up(qtbot, shell)
    window.source.take_file(registration(union_desk, tmp_path))
    press(Qt.Key.Key_Escape)
    assert window.isVisible()
    window.close()
    assert shell.window is None
    assert not start.home.store.exists()


def test_the_union_is_set_up_from_its_region(qtbot: QtBot, start: Start) -> None:
    shell = start.shell()
    window = shown_set_up(qtbot, shell)
    window.source.role.set_current("union")
    window.source.role.picked.emit("union")
    window.go.click()
    window.go.click()
    window.person.section.edit.setText("総務課")
    window.person.person.edit.setText("担当者U")
    window.go.click()
    qtbot.waitUntil(lambda: window.go.text() == wording.say("office_setup_open"))
    window.go.click()
    assert shell.session is not None
    assert shell.session.desk.is_union


def test_text_size_of_the_set_up_is_in_force_after_the_next_start(
    qtbot: QtBot, start: Start, theme: Theme
) -> None:
    window = shown_set_up(qtbot, start.shell())
    window.person.sizes.set_current("large")
    window.person.sizes.picked.emit("large")
    assert theme.text_size is TextSize.LARGE
    assert Settings(start.home.root / "window.json").text("text_size") == "large"


# -- with a desk --


def opened(qtbot: QtBot, start: Start, union_desk: Desk, tmp_path: Path) -> Shell:
    data = registration(union_desk, tmp_path).read_bytes()
    command = SetUp("omachi", "企画財政課", "担当者A", registration=data)
    set_up_desk(start.home, command, clock=start.clock, nonce_maker=Nonces(3)).close()
    shell = start.shell()
    assert shell.start()
    assert shell.window is not None
    return shell


def test_the_window_says_year_period_and_deadline_and_counts_from_the_new_day_after_midnight(
    qtbot: QtBot, start: Start, union_desk: Desk, tmp_path: Path
) -> None:
    shell = opened(qtbot, start, union_desk, tmp_path)
    window, session = shell.window, shell.session
    assert window is not None
    assert session is not None
    assert window.top_bar.years.currentText() == "平成29年度（2017）"
    assert window.top_bar.periods.currentText() == "上半期（9月末時点）"
    assert window.top_bar.deadline.text() == "提出期限 11月30日（木）　あと7日"
    qtbot.waitUntil(lambda: copied(session) == ["daily-20171123"])
    start.clock.time += timedelta(days=1)
    shell._watch.look()
    assert session.lanes.wait_until_idle()
    assert window.top_bar.deadline.text() == "提出期限 11月30日（木）　あと6日"
    window.show_page("home")
    assert session.lanes.wait_until_idle()
    home = window.page("home")
    assert isinstance(home, HomePage)
    assert home.deadline.text() == "提出期限 11月30日（木）　あと6日"
    assert copied(session) == ["daily-20171123", "daily-20171124"]


def copied(session: Session) -> list[str]:
    """Kinds and days of the copies."""
    return [one.path.name[:14] for one in session.desk.backups()]


def test_another_period_shows_its_own_deadline(
    qtbot: QtBot, start: Start, union_desk: Desk, tmp_path: Path
) -> None:
    shell = opened(qtbot, start, union_desk, tmp_path)
    window = shell.window
    assert window is not None
    window.period_chosen.emit("full_year")
    assert shell.session is not None
    assert shell.session.period == "full_year"
    assert "7月31日" in window.top_bar.deadline.text()


def test_a_save_is_told_in_the_bottom_line(
    qtbot: QtBot, start: Start, union_desk: Desk, tmp_path: Path
) -> None:
    shell = opened(qtbot, start, union_desk, tmp_path)
    assert shell.session is not None
    assert shell.window is not None
    status = shell.window.status
    record = "progress:omachi:2017:half1:F01P01"
    shell.session.run(SaveValues({record: {"done_text": "開いた"}}), shell.session)
    qtbot.waitUntil(lambda: "1 件" in status.unexported.text())
    assert status.saved.text().startswith("自動保存済み（09:0")


def test_a_store_that_cannot_be_opened_gets_a_sentence_and_a_choice(start: Start) -> None:
    start.home.root.mkdir(parents=True)
    start.home.store.write_bytes(b"no database at all, but long enough to look at" * 40)
    start.messages.answers = ["again", "quit"]
    assert not start.shell().start()
    assert [kind for kind, _, _ in start.messages.said] == ["choose", "choose"]
    assert start.messages.said[0][1] == wording.say("office_open_heading")


@pytest.mark.parametrize(
    ("today", "text", "state"),
    [
        (date(2017, 11, 23), "提出期限 11月30日（木）　あと7日", State.DUE),
        (date(2017, 11, 30), "提出期限 11月30日（木）　今日まで", State.DUE),
        (date(2017, 12, 3), "提出期限 11月30日（木）　期限を3日過ぎています", State.ERROR),
    ],
)
def test_deadline_words(today: date, text: str, state: State) -> None:
    assert year_words.deadline(Period(2017, "half1", due_on="2017-11-30"), today) == (text, state)


def test_a_period_without_a_due_date_has_no_deadline() -> None:
    assert year_words.deadline(Period(2017, "half1"), date(2017, 4, 1)) is None
    assert year_words.period_text(Period(2017, "q1", as_of_on="2017-06-29")) == "第1四半期（6月29日時点）"
