"""A window in a process of its own that is typed into and then waits to be killed: ``… HOME WAY``.

Prints ``kept`` as soon as what is being typed is in a file. WAY: ``typing``, ``composing`` or ``form``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.gui.application import make_application
from alps_desk.gui.forms.entry_page import EntryPage
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from tests.gui.desks import Clock, SilentMessages
from tests.gui.hands import compose, press, write

TEXT = "書きかけの文"


def main(home: Home, way: str) -> None:
    """Type, say so, and wait."""
    _, theme = make_application(sys.argv[:1])
    clock = Clock()
    shell = Shell(
        home, Doors(_unused, _unused, clock), theme, Settings(home.root / "w.json"), SilentMessages(), _raise
    )
    window = shell.show_desk(open_desk(home, clock=clock, alone=True))
    window.activateWindow()
    window.show_page("entry")
    page = window.page("entry")
    assert isinstance(page, EntryPage)
    while not page.book.rows:
        QApplication.processEvents()
    page.pane.grid.go_to(0, page.source.column_named("done_text"))
    page.focus()
    if way == "form":
        press("Ctrl+L")
    if way == "composing":
        compose(TEXT)
    else:
        write(TEXT)

    def look() -> None:
        if (home.root / "unwritten-entry.json").exists():
            sys.stdout.write("kept\n")
            sys.stdout.flush()
            timer.stop()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(50)
    QApplication.exec()


def _unused(*_: object) -> object:
    raise AssertionError


def _raise(fault: BaseException) -> None:
    raise fault


if __name__ == "__main__":
    main(Home(Path(sys.argv[1])), sys.argv[2])
