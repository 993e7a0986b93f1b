"""The application object, and what happens when something fails that nobody foresaw.

Promise: a fault of the program never ends it silently and never shows a trace: it goes into the log under an
incident number, the user reads an apology with that number, and the window stays open.
"""

from __future__ import annotations

import atexit
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from alps_desk import wording
from alps_desk.gui import icons
from alps_desk.gui.focus_ring import FocusRing
from alps_desk.gui.garbage import GarbageCollector
from alps_desk.gui.messages import Messages
from alps_desk.gui.theme import STYLE, TextSize, Theme, force_light_scheme

_log = logging.getLogger(__name__)
_COLLECTED = "garbageIsCollected"


def make_application(
    argv: Sequence[str], text_size: TextSize = TextSize.STANDARD
) -> tuple[QApplication, Theme]:
    """The application in our look and in Japanese, and its theme. Call once in a process.

    An application that already exists (in tests) is dressed instead of made.
    """
    existing = QApplication.instance()
    # The style is named at the start: asked for later, it would be handed out as an object, for which PySide sets up
    # every enumeration of styles.
    application = existing if isinstance(existing, QApplication) else QApplication([*argv, "-style", STYLE])
    application.setApplicationName("alps-desk")
    application.setApplicationDisplayName(wording.say("gui_program_name"))
    force_light_scheme(application)
    theme = Theme(text_size, application)
    theme.apply(application, styled=existing is None)
    application.setWindowIcon(icons.icon("app", None, 64))
    _speak_japanese(application)
    FocusRing(application)
    # Not looked for among the children: each would be handed out as an object, the style too (see above).
    if not application.property(_COLLECTED):
        GarbageCollector(application)
        application.setProperty(_COLLECTED, True)
    atexit.register(_let_go_of_clipboard)
    return application, theme


def _let_go_of_clipboard() -> None:
    """Leave plain text behind: a table made by Python cannot be handed out, nor destroyed, once Python is over."""
    if QGuiApplication.instance() is None:
        return
    clipboard = QGuiApplication.clipboard()
    # Screens that nobody sees have a clipboard of this process alone, which never says whose it is.
    if clipboard.ownsClipboard() or QGuiApplication.platformName() in ("offscreen", "minimal"):
        clipboard.setText(clipboard.text())


def _speak_japanese(application: QApplication) -> None:
    """Qt's own words: file dialogs, menus of text fields."""
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_ja", folder):
        application.installTranslator(translator)
    else:
        _log.warning("qtbase_ja is missing in %s", folder)


class LastResort(QObject):
    """Takes every exception that nobody caught, on any thread.

    Args:
        messages: apologises.
        now: gives the local time, for incident numbers.

    Attributes:
        recorder: gives what lets the user save 困ったとき用の記録, None while there is no window that can; what it gives
            is offered with the apology.

    Use: ``LastResort(messages, now).install()``; also the ``on_fault`` of ``Lanes``.
    """

    _arose = Signal(object)

    def __init__(
        self, messages: Messages, now: Callable[[], datetime], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._messages = messages
        self._now = now
        self._count = 0
        self._apologising = False
        self.recorder: Callable[[], Callable[[], None] | None] = lambda: None
        self._arose.connect(self.take)

    def install(self) -> None:
        """Become the hook of the interpreter and of its threads."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def take(self, fault: BaseException) -> str:
        """Log a fault and apologise; returns the incident number.

        Faults that arise while one apology is open are only logged, or the screen would fill with apologies.
        """
        self._count += 1
        incident = f"{self._now():%m%d-%H%M}-{self._count:02d}"
        details = "".join(traceback.format_exception(fault))
        _log.error("incident %s", incident, exc_info=fault)
        if not self._apologising:
            self._apologising = True
            try:
                over = QApplication.activeWindow()
                record = self.recorder()
                wanted = self._messages.fault(
                    over, incident, f"{incident}\n{details}", can_record=record is not None
                )
                if wanted and record is not None:
                    record()
            finally:
                self._apologising = False
        return incident

    def _hook(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
            return
        self.take(fault)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._arose.emit(args.exc_value)
