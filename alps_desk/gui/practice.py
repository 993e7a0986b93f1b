"""練習 in the window: beginning, being told what has arrived, and going back to the real data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from alps_desk import app, wording
from alps_desk.app.desk import TOPIC_EXCHANGE, Desk
from alps_desk.gui.messages import Choice
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.buttons import Variant

if TYPE_CHECKING:
    from alps_desk.app.progress import Progress
    from alps_desk.app.setup import SetUp
    from alps_desk.app.workplace import Home
    from alps_desk.gui.main_window import MainWindow
    from alps_desk.gui.session import Session


class PracticeWay(QObject):
    """The way into a practice and out of it.

    Args:
        session, window: what is open now: the real data, or a practice.
        set_up_desk: makes the desks of a new practice.

    Signals:
        left(Home): this window is to close and that data folder to be opened.
        files_arrived(list[Path]): the person wants to take files that lie in the inbox of the practice.
    """

    left = Signal(object)
    files_arrived = Signal(list)

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        set_up_desk: Callable[[Home, SetUp], Desk],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._window = window
        self._set_up_desk = set_up_desk
        self._arrived: list[Path] = []
        self._next = session.desk.place.home
        window.practice_pressed.connect(self.press)
        if session.plan.practice:
            self._dress()
            session.changed.connect(self._changed)
            self._look()

    def press(self) -> None:
        """Begin a practice, or leave this one."""
        if self._session.plan.practice:
            self._leave()
            return
        practice = app.practising.practice_of(self._session.desk.place.home)
        choices = [Choice("keep", wording.say("gui_keep"), safe=True)]
        if practice.exists:
            choices.append(Choice("anew", wording.say("gui_practice_anew")))
            choices.append(Choice("go_on", wording.say("gui_practice_go_on"), Variant.PRIMARY))
        else:
            choices.append(Choice("anew", wording.say("gui_practice_begin"), Variant.PRIMARY))
        answer = self._session.messages.choose(
            self._window, wording.say("gui_practice_question"), wording.say("gui_practice_text"), choices
        )
        if answer == "go_on":
            self._go(practice.desk)
        elif answer == "anew":
            self._window.commit_input()
            text = wording.say("gui_practice_preparing")
            job = self._session.lanes.write_long(self._begin, self, done=self._begun)
            self._session.follow(job, text)

    def _begin(self, progress: Progress) -> app.practising.Begun:
        return app.practising.begin(self._session.desk, self._set_up_desk, progress)

    def _begun(self, begun: app.practising.Begun) -> None:
        self._go(begun.practice.desk)

    def _go(self, home: Home) -> None:
        # Only after whatever called has ended: a window waits for work under way before it closes.
        self._next = home
        QTimer.singleShot(0, self._gone)

    def _gone(self) -> None:
        self.left.emit(self._next)

    # -- in a practice --

    def _dress(self) -> None:
        say = wording.say
        self._window.setWindowTitle(say("gui_practice_title", title=self._window.windowTitle()))
        self._window.practice_action.setText(say("gui_practice_leave"))
        self._window.ribbon.fill(
            say("gui_practice_ribbon"),
            [(say("gui_practice_hints"), self._show_hints), (say("gui_practice_leave"), self._leave)],
        )

    def _show_hints(self) -> None:
        self._session.ask(app.practising.hints, self, done=self._tell_hints)

    def _tell_hints(self, hints: list[str]) -> None:
        heading = "gui_practice_memo_heading" if self._session.desk.is_union else "gui_practice_hints_heading"
        self._session.messages.note(self._window, wording.say(heading), "\n".join(hints))

    def _leave(self) -> None:
        self._go(app.practising.real_home(self._session.desk.place.home))

    def _changed(self, topics: frozenset[str]) -> None:
        if TOPIC_EXCHANGE in topics:
            self._look()

    def _look(self) -> None:
        self._session.ask(app.practising.arrived, self, done=self._tell_arrived)

    def _tell_arrived(self, files: list[Path]) -> None:
        if files == self._arrived or not files:
            return
        self._arrived = files
        text = wording.say("gui_practice_arrived", count=len(files))
        self._session.tell(State.INFO, text, action=wording.say("gui_practice_take"), on_action=self._take)

    def _take(self) -> None:
        self.files_arrived.emit(self._arrived)
