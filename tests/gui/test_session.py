"""The session: year and period in view, commands and questions off the window's thread."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from pytestqt.qtbot import QtBot

from alps_desk.app.commands import SaveValues
from alps_desk.app.desk import TOPIC_VALUES, Desk
from alps_desk.gui.session import Session
from alps_desk.gui.settings import Settings
from tests.gui.desks import Clock, SilentMessages, make_session

RECORD = "progress:omachi:2017:half1:F01P01"


class Asker(Session):
    """A session that asks itself: keeps what comes back, and on which thread."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.answers: list[object] = []
        self.threads: list[str] = []

    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.append(threading.current_thread().name)


def asker(office_session: Session) -> Asker:
    one = office_session
    return Asker(one.desk, one.lanes, one.messages, one.settings, one.now)


def test_starts_with_the_period_that_is_being_reported(office_session: Session) -> None:
    assert office_session.fy == 2017
    assert office_session.period == "half1"
    assert office_session.office_name == "大町市"


def test_after_the_last_due_date_the_last_period_is_in_view(office_desk: Desk, clock: Clock) -> None:
    clock.time = clock.time.replace(year=2019)
    session = make_session(office_desk, clock)
    assert session.period == "full_year"
    session.lanes.close()


def test_a_chosen_period_is_told_and_remembered(qtbot: QtBot, office_session: Session, clock: Clock) -> None:
    with qtbot.waitSignal(office_session.year_changed):
        office_session.choose_period("full_year")
    again = make_session(office_session.desk, clock)
    assert again.period == "full_year"
    again.lanes.close()


def test_a_command_says_what_it_changed_on_the_thread_of_the_window(
    qtbot: QtBot, office_session: Session
) -> None:
    session = asker(office_session)
    session.changed.connect(session.take)
    with qtbot.waitSignal(session.changed):
        session.run(SaveValues({RECORD: {"done_text": "相談会を開いた"}}), session)
    assert session.answers == [frozenset({TOPIC_VALUES})]
    assert session.threads == ["MainThread"]


def test_a_question_is_answered_from_what_was_saved_before(qtbot: QtBot, office_session: Session) -> None:
    session = asker(office_session)
    session.run(SaveValues({RECORD: {"done_text": "相談会を開いた"}}), session)
    session.lanes.wait_until_idle()
    session.ask(lambda desk: desk.unexported(), session, done=session.take)
    qtbot.waitUntil(lambda: bool(session.answers))
    assert session.answers == [{(RECORD, "done_text")}]


def test_a_refusal_nobody_waits_for_is_shown(qtbot: QtBot, office_session: Session) -> None:
    session = asker(office_session)
    messages = session.messages
    assert isinstance(messages, SilentMessages)
    session.run(SaveValues({"progress:hakuba:2017:half1:F01P01": {"done_text": "x"}}), session)
    qtbot.waitUntil(lambda: bool(messages.said))
    assert messages.said == [("refusal", "", "field_not_ours")]


def test_settings_survive_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    path.write_text("{", encoding="utf-8")
    settings = Settings(path)
    assert settings.text("text_size", "standard") == "standard"
    settings.put("text_size", "large")
    settings.put("fy", 2017)
    again = Settings(path)
    assert (again.text("text_size"), again.number("fy")) == ("large", 2017)
    assert json.loads(path.read_text(encoding="utf-8"))


def test_a_place_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    settings = Settings(tmp_path / "file" / "window.json")
    settings.put("fy", 2017)
    assert settings.number("fy") == 2017
