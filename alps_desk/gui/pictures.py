"""Pictures of every screen of a desk, without showing a window: for the demonstration and for those who build on it.

    save_pictures(desk, folder, now)        # 01_集計ボード.png, 02_取り込み.png …

Promise: nothing of the desk or of what its window remembers is changed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.gui.application import make_application
from alps_desk.gui.forms.entry_page import EntryPage
from alps_desk.gui.main_window import MainWindow
from alps_desk.gui.messages import Messages
from alps_desk.gui.page import EditCommand
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import TextSize, Theme

_REST_MS = 150
"""Longer than any rest a screen takes before it shows something more."""


def save_pictures(
    desk: Desk,
    folder: Path,
    now: Callable[[], datetime],
    *,
    sizes: Sequence[tuple[int, int]] = ((1366, 768),),
    text_sizes: Sequence[TextSize] = (TextSize.STANDARD,),
    year: int = 0,
    period: str = "",
) -> list[Path]:
    """Write one PNG for each screen, window size and text size.

    Args:
        desk: stays open.
        folder: is made if it is missing.
        now: gives the local time, for the deadline.
        sizes: width and height of the window, pixels.
        text_sizes: 文字サイズ.
        year, period: what is in view; 0 and "" = what a person would see first.

    Returns:
        The files in the order of the navigation.
    """
    folder.mkdir(parents=True, exist_ok=True)
    application, theme = make_application(_argv())
    before = theme.text_size
    written: list[Path] = []
    try:
        for text_size in text_sizes:
            theme.set_text_size(text_size)
            for size in sizes:
                name = f"_{text_size.key}" if len(text_sizes) > 1 else ""
                name += f"_{size[0]}x{size[1]}" if len(sizes) > 1 else ""
                written += _one_size(desk, folder, now, theme, size, name, (year, period))
    finally:
        theme.set_text_size(before)
        application.processEvents()
    return written


def settle(shell: Shell) -> None:
    """Let everything come in that a screen asks for."""
    assert shell.session is not None
    for _ in range(3):
        shell.session.lanes.wait_until_idle()
        loop = QEventLoop()
        QTimer.singleShot(_REST_MS, loop, loop.quit)
        loop.exec()
    shell.session.lanes.wait_until_idle()


def _one_size(
    desk: Desk,
    folder: Path,
    now: Callable[[], datetime],
    theme: Theme,
    size: tuple[int, int],
    suffix: str,
    view: tuple[int, str],
) -> list[Path]:
    settings = Settings(None)
    settings.put("fy", view[0])
    settings.put("period", view[1])
    shell = Shell(desk.place.home, Doors(_closed, _closed, now), theme, settings, Messages(), _raise)
    window = shell.make_window(desk)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*size)
    window.show()
    written = []
    try:
        for number, key in enumerate(window.navigation.items, 1):
            window.show_page(key)
            settle(shell)
            page = window.page(key)
            if isinstance(page, EntryPage):
                # The cursor on something to look at, so that the panel has something to say.
                page.pane.grid.do_edit(EditCommand.NEXT_PROBLEM)
                settle(shell)
            written.append(_grab(window, folder / f"{number:02d}_{page.title}{suffix}.png"))
            if isinstance(page, EntryPage) and page.book.rows:
                page.show_form()
                settle(shell)
                written.append(_grab(window, folder / f"{number:02d}_{page.title}_1事業{suffix}.png"))
                page.show_list()
    finally:
        shell.stop()
    return written


def _grab(window: MainWindow, path: Path) -> Path:
    if not window.grab().save(str(path)):
        raise OSError(f"cannot write {path}")
    return path


def _argv() -> list[str]:
    has_screen = sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    # Qt ends the process when it finds no screen to open a window on.
    if QApplication.instance() is None and not has_screen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return sys.argv[:1]


def _closed(home: Home, command: SetUp | None = None) -> Desk:
    raise AssertionError("pictures open no other desk")


def _raise(fault: BaseException) -> None:
    raise fault
