"""Watching for changes that others make: another PC at the same server, another program beside this window.

One look at one row every few seconds, on a reader's thread; what somebody else changed reaches the screens as what this
window changes does. A server that does not answer is told once, looked for less often, and told once it is back. The
look also sees that another day has begun, since the program may stay open for days.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from alps_desk import wording
from alps_desk.gui.messages import sentence
from alps_desk.gui.theme import State

if TYPE_CHECKING:
    from alps_desk.domain.errors import Refusal
    from alps_desk.gui.session import Session

SHARED_MS, ALONE_MS = 4_000, 20_000
"""Between two looks: where several people work at once, and at a file that only another program could touch."""
LOST_MS = 30_000
"""While the server does not answer."""


class Watch(QObject):
    """Looks around for a session as long as it lives; the timer is ``timer`` for tests that do not wait.

    Signals:
        day_turned(): another day has begun since the last look.
    """

    day_turned = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._looking = False
        self._lost = False
        self._day = session.now().date()
        self.timer = QTimer(self)
        self.timer.setInterval(self._usual)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    @property
    def _usual(self) -> int:
        return SHARED_MS if self._session.desk.shared else ALONE_MS

    def look(self) -> None:
        """Look now, unless a look is under way."""
        day = self._session.now().date()
        if day != self._day:
            self._day = day
            self.day_turned.emit()
        if self._looking:
            return
        self._looking = True
        desk = self._session.desk
        self._session.lanes.read(desk.look_around, self, done=self._looked, refused=self._refused)

    def stop(self) -> None:
        """Look no more."""
        self.timer.stop()

    def _looked(self, _changed: bool) -> None:
        self._looking = False
        if self._lost:
            self._lost = False
            self.timer.setInterval(self._usual)
            self._session.tell(State.OK, wording.say("server_back"))

    def _refused(self, refusal: Refusal) -> None:
        self._looking = False
        if not self._lost:
            self._lost = True
            self.timer.setInterval(LOST_MS)
            self._session.tell(State.WARNING, sentence(refusal))
