"""Renders the frame and the grid to PNG files, to be looked at: ``python -m tests.gui.pictures FOLDER``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QApplication, QWidget

from alps_desk.gui.application import make_application
from alps_desk.gui.dialogs import Choice, Notice, TextQuestion
from alps_desk.gui.main_window import MainWindow
from alps_desk.gui.page import EditCommand, Menu, Page
from alps_desk.gui.theme import State, TextSize, Theme
from alps_desk.gui.widgets.buttons import Variant
from alps_desk.gui.widgets.grid.filter_popup import FilterPopup
from alps_desk.gui.widgets.grid.menu import CellMenu
from alps_desk.gui.widgets.grid.popups import CalendarPopup
from tests.gui.sample_frame import IDENTITY, GridPage, sample_pages
from tests.gui.sample_grid import BUDGET, PROSE, RATING, SPENT, STATE

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


def show(pages: list[Page], theme: Theme, width: int, height: int) -> MainWindow:
    """The sample window on the screen, active."""
    window = make_window(pages, theme)
    window.resize(width, height)
    window.show()
    window.activateWindow()
    QApplication.processEvents()
    return window


def snap(window: MainWindow, file: Path) -> None:
    """One picture; the window is closed."""
    QApplication.processEvents()
    window.grab().save(str(file))
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def grid_picture(page: GridPage, kind: str) -> None:
    """Bring the grid into a state worth looking at."""
    grid = page.pane.grid
    grid.go_to(4, SPENT)
    if kind == "prose":
        grid.go_to(7, PROSE)
        grid.edit_current()
    elif kind == "choice":
        grid.go_to(9, RATING)
        grid.open_choices()
    elif kind == "paste":
        grid.go_to(1, BUDGET)
        QApplication.clipboard().setText("1,300\t７００\n450\t440\n990\tabc\n")
        grid.do_edit(EditCommand.PASTE)
        page.pane.banner._action.click()
    elif kind == "filter":
        grid.model_.sort_by(SPENT, descending=True)
        grid.model_.set_value_filter(STATE, frozenset({"下書き", "差戻し"}))
    elif kind == "nothing":
        page.pane.search("見つからない言葉")


def piece(widget: QWidget, file: Path) -> None:
    """A picture of one part."""
    widget.show()
    QApplication.processEvents()
    widget.grab().save(str(file))
    widget.close()
    QApplication.processEvents()


def pieces(folder: Path, theme: Theme) -> None:
    """Menus, dialogs and what opens under a cell."""
    page = GridPage()
    window = show([page, *sample_pages()[1:]], theme, *SIZES[0])
    grid = page.pane.grid
    for kind in (Menu.FILE, Menu.EDIT, Menu.VIEW):
        window.menus.menus[kind].aboutToShow.emit()
        piece(window.menus.menus[kind], folder / f"menu-{kind.value}.png")
    piece(FilterPopup(grid.model_, STATE, grid), folder / "filter.png")
    piece(CalendarPopup(page.source, QDate(2026, 9, 30), grid), folder / "calendar.png")
    piece(CellMenu(grid), folder / "cell-menu.png")
    choices = [Choice("keep", "やめる", safe=True), Choice("do", "消す", Variant.DANGER)]
    notice = Notice(
        window,
        State.WARNING,
        "この控えを消しますか。",
        "消した控えは元に戻せません。",
        choices,
        "backup-2026\n2 MB",
    )
    piece(notice, folder / "notice.png")
    unfolded = Notice(
        window,
        State.ERROR,
        "このファイルは取り込めません。",
        "途中で切れているようです。何も変更していません。",
        choices,
        "code",
    )
    unfolded._unfold()
    piece(unfolded, folder / "notice-details.png")
    question = TextQuestion(
        window,
        "この欄を差戻します。",
        "理由",
        "差戻す",
        required=True,
        limit=400,
        initial="内訳を教えてください。",
    )
    piece(question, folder / "question.png")
    window.close()


def main(folder: Path) -> None:
    """Write all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    _, theme = make_application(sys.argv)
    for size in TextSize:
        theme.set_text_size(size)
        for width, height in SIZES:
            snap(
                show(sample_pages(), theme, width, height), folder / f"frame-{size.key}-{width}x{height}.png"
            )
            page = GridPage()
            window = show([page, *sample_pages()[1:]], theme, width, height)
            grid_picture(page, "plain")
            snap(window, folder / f"grid-{size.key}-{width}x{height}.png")
    theme.set_text_size(TextSize.STANDARD)
    pieces(folder, theme)
    for kind in ("prose", "choice", "paste", "filter", "nothing"):
        page = GridPage()
        window = show([page, *sample_pages()[1:]], theme, *SIZES[0])
        grid_picture(page, kind)
        snap(window, folder / f"grid-{kind}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
