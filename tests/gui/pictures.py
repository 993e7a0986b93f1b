"""Renders the frame and the grid to PNG files, to be looked at: ``python -m tests.gui.pictures FOLDER``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from alps_desk.gui.application import make_application
from alps_desk.gui.main_window import MainWindow
from alps_desk.gui.page import Page
from alps_desk.gui.theme import TextSize, Theme
from tests.gui.sample_frame import IDENTITY, sample_pages

SIZES = ((1366, 768), (1280, 680))


def make_window(pages: list[Page], theme: Theme) -> MainWindow:
    """The sample window, filled."""
    window = MainWindow(pages, IDENTITY, theme)
    window.set_years([(2026, "令和8年度（2026）"), (2025, "令和7年度（2025）")], 2026)
    window.set_periods([("half1", "上半期（9月末時点）"), ("full_year", "通期")], "half1")
    window.set_deadline("提出期限 11月30日（月）　あと7日")
    window.status.set_saved("14:32")
    window.status.set_unexported(4)
    return window


def main(folder: Path) -> None:
    """Write all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    application, theme = make_application(sys.argv)
    for size in TextSize:
        theme.set_text_size(size)
        for width, height in SIZES:
            window = make_window(sample_pages(), theme)
            window.resize(width, height)
            window.show()
            QApplication.processEvents()
            window.grab().save(str(folder / f"frame-{size.key}-{width}x{height}.png"))
            window.close()
            window.deleteLater()
    application.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
