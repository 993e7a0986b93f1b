"""Two windows on one server, or a window and another program, see each other's changes without being asked."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import SaveValues
from alps_desk.app.desk import ALL_TOPICS, Desk
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.gui.forms.entry_page import EntryPage
from alps_desk.gui.session import Session
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import State, Theme
from alps_desk.gui.watching import ALONE_MS, LOST_MS, SHARED_MS, Watch
from tests.gui.desks import Clock, Nonces, SilentMessages

RECORD = "progress:omachi:2017:half1:F01P01"


class Ear:
    """Keeps what a session says."""

    def __init__(self, session: Session) -> None:
        self.topics: list[frozenset[str]] = []
        self.told: list[tuple[State, str]] = []
        session.changed.connect(self.topics.append)
        session.told.connect(lambda state, text, _action, _done: self.told.append((state, text)))


def look(watch: Watch, session: Session) -> None:
    """What the timer does, until all that comes of it has arrived."""
    watch.look()
    assert session.lanes.wait_until_idle()


@pytest.fixture
def other(office_session: Session) -> Desk:
    """Another program that has the same data open."""
    place = office_session.desk.place
    return open_desk(Home(place.home.root), clock=place.clock, nonce_maker=Nonces(77))


def test_what_another_program_changed_reaches_the_screens(office_session: Session, other: Desk) -> None:
    ear, watch = Ear(office_session), Watch(office_session)
    look(watch, office_session)
    assert ear.topics == []
    other.execute(SaveValues({RECORD: {"issues": "雪"}}))
    look(watch, office_session)
    assert ear.topics == [ALL_TOPICS]
    look(watch, office_session)
    assert ear.topics == [ALL_TOPICS], "told once"
    other.close()


def test_the_timer_looks_and_stops(qtbot: QtBot, office_session: Session, other: Desk) -> None:
    ear, watch = Ear(office_session), Watch(office_session)
    assert watch.timer.isActive()
    assert watch.timer.interval() == ALONE_MS
    other.execute(SaveValues({RECORD: {"issues": "雪"}}))
    watch.timer.setInterval(1)
    qtbot.waitUntil(lambda: bool(ear.topics))
    watch.stop()
    assert not watch.timer.isActive()
    assert office_session.lanes.wait_until_idle()
    other.close()


def test_at_a_server_it_looks_often(office_session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Desk, "shared", True)
    assert Watch(office_session).timer.interval() == SHARED_MS < ALONE_MS


def test_one_look_at_a_time(office_session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    monkeypatch.setattr(office_session.desk, "look_around", lambda: bool(looks.append(1)))
    watch = Watch(office_session)
    for _ in range(3):
        watch.look()
    office_session.lanes.wait_until_idle()
    assert looks == [1]
    look(watch, office_session)
    assert looks == [1, 1]


def test_a_server_that_is_gone_is_told_once_and_so_is_its_return(
    office_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [StoreUnavailable("server_lost"), StoreUnavailable("server_lost"), False, False]

    def look_around() -> bool:
        answer = answers.pop(0)
        if isinstance(answer, StoreUnavailable):
            raise answer
        return answer

    monkeypatch.setattr(office_session.desk, "look_around", look_around)
    ear, watch = Ear(office_session), Watch(office_session)
    for _ in range(2):
        look(watch, office_session)
        assert watch.timer.interval() == LOST_MS
    for _ in range(2):
        look(watch, office_session)
        assert watch.timer.interval() == ALONE_MS
    assert ear.told == [
        (State.WARNING, wording.say("server_lost")),
        (State.OK, wording.say("server_back")),
    ]
    assert isinstance(office_session.messages, SilentMessages)
    assert office_session.messages.said == [], "no dialog in the way of somebody who types"


def test_the_windows_screens_show_what_another_program_saved(
    theme: Theme, office_desk: Desk, clock: Clock
) -> None:
    home = office_desk.place.home
    shell = Shell(home, Doors(_unused, _unused, clock), theme, Settings(None), SilentMessages(), _raise)
    window = shell.make_window(office_desk)
    window.show_page("entry")
    page = window.page("entry")
    assert isinstance(page, EntryPage)
    assert shell.session is not None
    assert shell.session.lanes.wait_until_idle()
    other = open_desk(home, clock=clock, nonce_maker=Nonces(77))
    other.execute(SaveValues({RECORD: {"issues": "雪"}}))
    watch = shell.findChild(Watch)
    assert watch is not None
    look(watch, shell.session)
    assert shell.session.lanes.wait_until_idle()
    assert page.book.shown((RECORD, "issues")).cell.value == "雪"
    other.close()
    shell.close()
    assert not watch.timer.isActive()


def _unused(*_: object) -> Desk:
    raise AssertionError


def _raise(fault: BaseException) -> None:
    raise fault
