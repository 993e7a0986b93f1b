"""The copy of the day: made once the first screen stands and after midnight, and a word where copies are wanting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from alps_desk import app, wording
from alps_desk.app.desk import Desk
from alps_desk.gui.messages import sentence
from alps_desk.gui.theme import State

if TYPE_CHECKING:
    from alps_desk.app.copies import Copied, Reminder
    from alps_desk.domain.errors import Refusal
    from alps_desk.gui.session import Session


class DailyCopy(QObject):
    """Looks after the copies of a session's data."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def keep(self) -> None:
        """Make the copy of the day if there is none yet."""
        self._session.ask(_keep, self, done=self._kept, refused=self._not_kept)

    def _kept(self, made: Copied | None) -> None:
        if made is not None and made.trouble:
            self._tell(State.WARNING, wording.say("copy_only_here"))
        elif made is None:
            self._session.ask(Desk.copy_reminder, self, done=self._remind)

    def _not_kept(self, refusal: Refusal) -> None:
        self._tell(State.ERROR, wording.say("copy_daily_failed", reason=sentence(refusal)))

    def _remind(self, reminder: Reminder | None) -> None:
        if reminder is not None:
            self._tell(State.WARNING, wording.say(reminder.code, days=reminder.days))

    def _tell(self, state: State, text: str) -> None:
        self._session.tell(state, text, action=wording.say("home_copy_see"), on_action=self._see)

    def _see(self) -> None:
        self._session.go("settings")


def _keep(desk: Desk) -> Copied | None:
    return desk.execute(app.commands.KeepDailyCopy())
