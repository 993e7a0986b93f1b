"""From the click on the program to its window: a frame that is painted at once, while everything else still loads.

    opening.run(home, sys.argv[:1], doors)

Promise: what the user sees first needs no data and no screen: Qt, the look and this module. Only when the frame is
painted are the screens and the store loaded; the window, or what has to be asked first, then comes in the frame's place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from alps_desk import wording
from alps_desk.gui.application import make_application
from alps_desk.gui.colours import Colour
from alps_desk.gui.settings import Settings
from alps_desk.gui.theme import TextSize, em

if TYPE_CHECKING:
    from alps_desk.app.workplace import Home
    from alps_desk.gui.shell import Doors

FIRST_SIZE = (1366, 768)
"""Pixels, of the frame and of the window that follows it."""
_NAVIGATION_EM = 14
_PATIENCE_MS = 200
"""How long the rest may wait for the frame to be painted."""


class Frame(QWidget):
    """Looks like the window without its contents, and says what is going on."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(wording.say("gui_program_name"))
        self.setAccessibleName(wording.say("gui_opening"))
        self.resize(*FIRST_SIZE)
        self._painted = False

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painted = True
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.WINDOW))
        left = _NAVIGATION_EM * em(self)
        painter.fillRect(QRect(0, 0, left, self.height()), QColor(Colour.NAVIGATION))
        painter.setPen(QColor(Colour.TEXT))
        room = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, wording.say("gui_opening"))

    def paint_now(self) -> None:
        """Be seen before anything else is done."""
        self.show()
        patience = QDeadlineTimer(_PATIENCE_MS)
        while not self._painted and not patience.hasExpired():
            # Some systems hand a window over only after a while.
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


def run(home: Home, argv: Sequence[str], doors: Callable[[], Doors]) -> int:
    """Show the window on a data folder until it is closed; the exit code of the program.

    Args:
        doors: called when the frame is painted.
    """
    settings = Settings(home.root / "window.json")
    application, theme = make_application(argv, TextSize.of(settings.text("text_size")))
    frame = Frame()
    frame.paint_now()
    # Only now: see above.
    from alps_desk.gui import shell

    return shell.run(home, application, theme, doors(), frame)
