"""A second start brings the window of the first to the front, instead of telling that the data are in use.

The two meet in the folder ``call`` of the data folder, which needs neither a network nor a common parent: who starts
second puts a file there, and the window that stands takes it away and comes forward. A file that nobody takes away
was not heard, as when a command holds the data and no window does.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal
from PySide6.QtWidgets import QWidget

from alps_desk.app.workplace import Home

PATIENCE_S = 2.0
"""How long the second start waits for an answer."""
_PAUSE_S = 0.05


def _file(home: Home) -> Path:
    return home.root / "call" / "to-front"


def call(home: Home, patience_s: float = PATIENCE_S) -> bool:
    """Ask the window on a data folder to come forward; whether there is one that does."""
    file = _file(home)
    _let_others_come_forward()
    try:
        file.parent.mkdir(exist_ok=True)
        file.touch()
        until = time.monotonic() + patience_s
        while file.exists():
            if time.monotonic() > until:
                file.unlink(missing_ok=True)
                return False
            time.sleep(_PAUSE_S)
    except OSError:
        return False
    return True


def _let_others_come_forward() -> None:
    """Windows lets only the program in use bring a window to the front, unless that one allows it."""
    if sys.platform == "win32":
        import ctypes

        anybody = -1
        ctypes.windll.user32.AllowSetForegroundWindow(anybody)


class Listener(QObject):
    """Hears other starts on a data folder as long as it lives.

    Signals:
        called(): somebody started the program again.
    """

    called = Signal()

    def __init__(self, home: Home, parent: QObject) -> None:
        super().__init__(parent)
        self._file = _file(home)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look)
        try:
            self._file.parent.mkdir(exist_ok=True)
            # Left by a start that was ended while it waited.
            self._file.unlink(missing_ok=True)
        except OSError:
            return
        self._watcher.addPath(str(self._file.parent))

    def _look(self) -> None:
        if not self._file.exists():
            return
        try:
            self._file.unlink()
        except OSError:
            return
        self.called.emit()


def to_front(window: QWidget) -> None:
    """Show a window before all others, whatever became of it."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()
