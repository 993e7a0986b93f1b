"""From a data folder to a window: opens the desk, asks for the first set-up, puts the screens together.

    run(home, sys.argv, Doors(open_desk, set_up_desk, now))

Promise: whatever stands in the data folder, the user sees a window or a sentence that says what to do. What was
typed is committed before another screen or year is shown and before the window closes, and a close waits until it
is saved.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete, isValid

from alps_desk import wording
from alps_desk.app.desk import TOPIC_SETTINGS, TOPIC_VALUES, Desk
from alps_desk.app.log_book import open_log
from alps_desk.domain.errors import Refusal
from alps_desk.gui import first_window
from alps_desk.gui.application import LastResort
from alps_desk.gui.chosen_period import ChosenPeriod
from alps_desk.gui.daily_copy import DailyCopy
from alps_desk.gui.lanes import Job, Lanes
from alps_desk.gui.main_window import Identity, MainWindow
from alps_desk.gui.messages import Messages
from alps_desk.gui.opening import FIRST_SIZE
from alps_desk.gui.practice import PracticeWay
from alps_desk.gui.screens import counting, screens_of
from alps_desk.gui.session import Session
from alps_desk.gui.settings import Settings
from alps_desk.gui.succession import Succession
from alps_desk.gui.theme import State, TextSize, Theme
from alps_desk.gui.unplanned import stand_ins
from alps_desk.gui.watching import Watch

if TYPE_CHECKING:
    from alps_desk.app.setup import SetUp
    from alps_desk.app.workplace import Home
    from alps_desk.gui.forms.first_setup import FirstSetUp
    from alps_desk.gui.past import PastOf
    from alps_desk.gui.why import WhyOf

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Doors:
    """How the window comes to a desk; handed in by whoever starts it.

    Attributes:
        open_desk: opens an office that was set up.
        set_up_desk: sets one up.
        now: gives the local time.
    """

    open_desk: Callable[[Home], Desk]
    set_up_desk: Callable[[Home, SetUp], Desk]
    now: Callable[[], datetime]


@runtime_checkable
class Reachable(Protocol):
    """A screen that can be asked to show something in particular."""

    def go_to(self, detail: object) -> None:
        """Show it."""


def run(home: Home, application: QApplication, theme: Theme, doors: Doors, frame: QWidget) -> int:
    """Show the window on a data folder until it is closed; the exit code of the program.

    Args:
        frame: stands on the screen already, until the window comes in its place.
    """
    open_log(home.log.parent)
    messages = Messages()
    last_resort = LastResort(messages, doors.now)
    last_resort.install()
    code = 0
    opened: Home | None = home
    try:
        while opened is not None:
            shell = Shell(
                opened, doors, theme, Settings(opened.root / "window.json"), messages, last_resort.take
            )
            last_resort.recorder = shell.recorder
            shell.place = frame.pos() if opened is home else None
            try:
                started = shell.start()
                frame.close()
                # What is there now stays: looking through it for garbage again and again would only cost time.
                gc.freeze()
                code = application.exec() if started else shell.left_with
            finally:
                shell.close()
            if shell.back_to is not None:
                from alps_desk.gui.going_back import GoingBack

                # Nothing is open now, so the data can be replaced.
                GoingBack(opened, messages, doors.now).do(shell.back_to)
            # From here to a practice or back, or to other data: another desk, so another window.
            opened = shell.next_home
        return code
    finally:
        frame.close()
        sys.excepthook = sys.__excepthook__


class Shell(QObject):
    """The program on the screen.

    Args:
        home: the data folder.
        doors: how it is opened.
        theme: the look in force.
        settings: what the window remembers.
        messages: opens dialogs.
        on_fault: takes faults of the program.

    Attributes:
        set_up: the window of the first set-up while it is shown, else None.
        window, session: the main window and what it stands on, once a desk is open, else None.
        next_home: the data folder to open once this window has closed, None to end.
        back_to: the copy to put in the place of the data before.
        place: where the window is shown, None wherever the system puts it.
        left_with: exit code when :meth:`start` shows nothing; 0 if another window came to the front instead.
    """

    def __init__(
        self,
        home: Home,
        doors: Doors,
        theme: Theme,
        settings: Settings,
        messages: Messages,
        on_fault: Callable[[BaseException], Any],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._home = home
        self._doors = doors
        self._theme = theme
        self._settings = settings
        self._messages = messages
        self._lanes = Lanes(self._refused, on_fault, self)
        self._stopped = False
        self.set_up: FirstSetUp | None = None
        self.window: MainWindow | None = None
        self.session: Session | None = None
        self.next_home: Home | None = None
        self.back_to: Path | None = None
        self.left_with = 1
        self.place: QPoint | None = None
        self._period: ChosenPeriod | None = None
        self._practice: PracticeWay | None = None
        self._watch: Watch | None = None
        self._keeps_daily = False
        self._daily: DailyCopy | None = None
        self._succession: Succession | None = None

    def start(self) -> bool:
        """Show the window, or the first set-up; False if the user leaves it, or it is open already."""
        while True:
            try:
                desk = self._doors.open_desk(self._home)
            except Refusal as refusal:
                if refusal.code == "not_set_up":
                    self._show_set_up()
                    return True
                if refusal.code == "in_use" and first_window.call(self._home):
                    self.left_with = 0
                    return False
                from alps_desk.gui.going_back import GoingBack

                if not GoingBack(self._home, self._messages, self._doors.now).offer(refusal):
                    return False
            else:
                self._keeps_daily = True
                self.show_desk(desk)
                return True

    def show_desk(self, desk: Desk) -> MainWindow:
        """Open the window on a desk."""
        window = self.make_window(desk)
        first_window.Listener(self._home, self).called.connect(self._to_front)
        if self.place is not None:
            window.move(self.place)
        window.show()
        return window

    def _to_front(self) -> None:
        window = self.window
        if window is not None and isValid(window):
            first_window.to_front(window)

    def make_window(self, desk: Desk) -> MainWindow:
        """The window on a desk, not yet shown."""
        self._take_over_wishes(desk)
        session = Session(desk, self._lanes, self._messages, self._settings, self._doors.now, self)
        window = MainWindow(
            screens_of(session), _identity(session), self._theme, stand_ins=stand_ins(session)
        )
        self.session, self.window = session, window
        period = self._period = ChosenPeriod(session, window, self)
        session.changed.connect(self._changed)
        session.page_asked.connect(self._go)
        session.told.connect(self._tell)
        session.noted.connect(window.status.note)
        session.followed.connect(self._follow)
        session.past_asked.connect(self._show_past)
        session.why_asked.connect(self._show_why)
        session.preferred.connect(self._preferred)
        session.back_asked.connect(self._go_back)
        window.text_size_chosen.connect(self.remember_text_size)
        window.help_requested.connect(self._help)
        window.keys_requested.connect(self._keys)
        window.export_pressed.connect(self._export)
        window.files_dropped.connect(self._dropped)
        window.closing.connect(self._closing)
        self._practice = PracticeWay(session, window, self._doors.set_up_desk, self)
        self._succession = Succession(session, window, self)
        self._practice.left.connect(self._leave_for)
        self._practice.files_arrived.connect(self._dropped)
        self._watch = Watch(session, self)
        self._watch.day_turned.connect(period.turn_day)
        period.show()
        self._count_unexported()
        self._lanes.idle_changed.connect(self._go_on_starting)
        window.resize(*FIRST_SIZE)
        return window

    def _go_on_starting(self, idle: bool) -> None:
        """The first screen has its answers: now what can wait until somebody looks at it."""
        if not idle:
            return
        self._lanes.idle_changed.disconnect(self._go_on_starting)
        # Support asks how long a start took, and so does build.py start-time.
        _log.info("first screen ready")
        session, window = self._open
        for key in counting(union=session.desk.is_union):
            window.page(key)
        if self._keeps_daily:
            self._daily = DailyCopy(session, self)
            self._daily.keep()
            if self._watch is not None:
                # A program that is left open for days has a copy of each.
                self._watch.day_turned.connect(self._daily.keep)

    def _take_over_wishes(self, desk: Desk) -> None:
        """Data that came from another PC brings its wishes; what this window remembers wins."""
        for name, value in desk.place.identity.settings.items():
            if not self._settings.text(name) and not self._settings.number(name):
                self._settings.put(name, int(value) if value.isdigit() else value)

    def stop(self) -> None:
        """Take the window away and finish all writing that was asked for."""
        if self._stopped:
            return
        self._stopped = True
        if self._watch is not None:
            self._watch.stop()
        window = self.window
        if window is not None and isValid(window):
            # Commits what is being typed and waits until it is stored.
            window.close()
        self._lanes.close()
        if self.session is not None:
            self.session.leave()
        self.window = None
        if window is not None and isValid(window):
            # From the window down to its cells, now: left to Python, they would go in any order.
            delete(window)

    def close(self) -> None:
        """Finish all writing and let go of the desk."""
        self.stop()
        if self.session is not None:
            self.session.desk.close()

    def remember_text_size(self, size: TextSize) -> None:
        """Use this text size also after the next start."""
        self._settings.put("text_size", size.key)
        if self.session is not None:
            self.session.preferred.emit("text_size")

    def recorder(self) -> Callable[[], None] | None:
        """What lets the user save 困ったとき用の記録; None while there is no window on a desk."""
        window = self.window
        return self._save_record if window is not None and isValid(window) else None

    def _save_record(self) -> None:
        from alps_desk.gui.views.help_page import HelpPage

        self._help("trouble")
        page = self._open[1].page("help")
        assert isinstance(page, HelpPage)
        page.save_record()

    # -- before there is a desk --

    def _show_set_up(self) -> None:
        from alps_desk.gui.forms.first_setup import FirstSetUp

        self.set_up = FirstSetUp(self._make_desk, self._lanes, self._messages, self._theme)
        self.set_up.text_size_chosen.connect(self.remember_text_size)
        self.set_up.made.connect(self._set_up_done)
        self.set_up.show()

    def _make_desk(self, command: SetUp) -> Desk:
        return self._doors.set_up_desk(self._home, command)

    def _set_up_done(self, desk: Desk) -> None:
        set_up, self.set_up = self.set_up, None
        self.show_desk(desk)
        if set_up is not None:
            set_up.close()
            set_up.deleteLater()

    # -- what happened --

    @property
    def _open(self) -> tuple[Session, MainWindow]:
        assert self.session is not None
        assert self.window is not None
        return self.session, self.window

    def _changed(self, topics: frozenset[str]) -> None:
        session, window = self._open
        if TOPIC_VALUES in topics:
            window.status.set_saved(f"{session.now():%H:%M}")
        if TOPIC_SETTINGS in topics:
            window.navigation.set_identity(_identity(session))
        self._count_unexported()
        window.changed(topics)

    def _count_unexported(self) -> None:
        self._open[0].ask(_unsealed, self, done=self._show_unexported)

    def _show_unexported(self, count: int) -> None:
        self._open[1].status.set_unexported(count)

    def _tell(self, state: State, text: str, action: str, on_action: Callable[[], None] | None) -> None:
        self._open[1].banner.show_result(state, text, action=action or None, on_action=on_action)

    def _follow(self, job: Job, text: str) -> None:
        self._open[1].follow(job, text)

    def _refused(self, owner: QObject | None, refusal: Refusal) -> None:
        self._messages.refusal(self.window or self.set_up, refusal)

    def _preferred(self, name: str) -> None:
        if name == "text_size":
            self._open[1].set_text_size(TextSize.of(self._settings.text("text_size")))

    # -- ways --

    def _go(self, key: str, detail: object) -> None:
        window = self._open[1]
        if key not in window.navigation.items:
            # A screen that this office does not have.
            return
        window.show_page(key)
        page = window.page(key)
        if detail is not None and isinstance(page, Reachable):
            page.go_to(detail)

    def _show_past(self, wanted: PastOf) -> None:
        from alps_desk.gui.views.history import HistoryWindow

        session, window = self._open
        window.commit_input()
        HistoryWindow(session, wanted, window).show()

    def _show_why(self, wanted: WhyOf) -> None:
        from alps_desk.gui.views.why_window import WhyWindow

        session, window = self._open
        window.commit_input()
        WhyWindow(session, wanted, window).show()

    def _export(self) -> None:
        self._open[1].show_page("export")

    def _dropped(self, files: list[Path]) -> None:
        takes = "import" if self._open[0].desk.is_union else "receipt"
        self._go(takes, files)

    def _help(self, topic: str) -> None:
        from alps_desk.gui.views.help_page import HelpWanted

        page = self._open[1].current_page
        self._go("help", HelpWanted(topic, page.key if page is not None else ""))

    def _keys(self) -> None:
        self._help("keys")

    def _go_back(self, copy: Path) -> None:
        self.back_to = copy
        self._leave_for(self._home)

    def _leave_for(self, home: Home) -> None:
        self.next_home = home
        self._open[1].close()

    def _closing(self) -> None:
        # What was just committed is on its way to the store; what the store says about it is still to be shown.
        self._lanes.wait_until_idle()


def _identity(session: Session) -> Identity:
    """Who uses the program, for the navigation."""
    who = session.desk.place.identity
    person = " ".join(part for part in (who.section, who.person) if part)
    return Identity(wording.say("gui_program_name"), session.plan.region, session.office_name, person)


def _unsealed(desk: Desk) -> int:
    return desk.counts()["unsealed"]
