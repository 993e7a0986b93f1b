"""Renders states that cut across the screens to PNG files: ``python -m tests.gui.state_pictures FOLDER [WORD]``.

Busy (work under way in the bottom line), locked and returned in the entry, a text that a power cut left behind, the
screens of both sides that no other module of pictures opens, and what stands over the window: a refusal, a fault.
With a WORD only pictures whose name contains it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from alps_desk.app.commands import ExportBundle, MergeBundles
from alps_desk.app.progress import Progress
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.gui.dialogs import Notice
from alps_desk.gui.forms.unwritten import Unwritten, UnwrittenFile
from alps_desk.gui.messages import Messages
from alps_desk.gui.views.help_page import HelpWanted
from tests.gui.entry_sample import fill_sample
from tests.gui.indicator_sample import define
from tests.gui.round_world import HALF, progress, submitted, talked_over
from tests.gui.union_pictures import Camera, Stage, staged, take_all
from tests.gui.union_world import World, arriving_files

_BAR_AFTER_S = 1.3
"""A little longer than the bottom line waits before it shows a bar."""


@contextmanager
def held(stage: Stage, kind: type, done: int, total: int) -> Iterator[None]:
    """Work of one kind that goes so far and no further while pictures are taken."""
    desk, go_on = stage.session.desk, threading.Event()
    real, settle = desk.execute, stage.settle

    def execute(command: object, heard: Progress | None = None) -> object:
        if isinstance(command, kind):
            if heard is not None:
                heard.report(done, total)
            go_on.wait(120)
        return real(command, heard)  # type: ignore[call-overload]

    def look() -> None:
        # Not until idle: that never comes while the work is held.
        until = time.monotonic() + _BAR_AFTER_S
        while time.monotonic() < until:
            QApplication.processEvents()

    desk.execute = execute  # type: ignore[method-assign, assignment]
    stage.settle = look  # type: ignore[method-assign]
    try:
        yield
    finally:
        go_on.set()
        desk.execute = real  # type: ignore[method-assign]
        stage.settle = settle  # type: ignore[method-assign]
        stage.settle()


def export_busy(camera: Camera) -> None:
    with staged(camera.theme, lambda world: fill_sample(world.office("omachi"), *HALF), -1) as stage:
        stage.window.show_page("export")
        stage.settle()
        with held(stage, ExportBundle, 12, 40):
            stage.window.page("export").export()
            camera.take("export-busy", stage)


def import_busy(camera: Camera) -> None:
    files: list[Path] = []
    with staged(camera.theme, lambda world: files.extend(arriving_files(world))) as stage:
        stage.window.show_page("import")
        stage.settle()
        with held(stage, MergeBundles, 2, len(files)):
            stage.session.go("import", files)
            camera.take("import-busy", stage)


def entry_locked(camera: Camera) -> None:
    with staged(camera.theme, submitted, 1) as stage:
        _entry(stage, "F02P02", "spent")
        camera.take("entry-locked", stage)
        stage.window.page("entry").show_form()
        camera.take("entry-locked-form", stage)


def entry_returned(camera: Camera) -> None:
    with staged(camera.theme, talked_over, 1) as stage:
        page = _entry(stage, "F02P02", "done_text")
        camera.take("entry-returned", stage)
        page.show_form()
        camera.take("entry-returned-form", stage)


def entry_panel(camera: Camera) -> None:
    """「この欄の情報」 at its fullest: a thread about the cell, a return, the project's indicators."""

    def told(world: World) -> None:
        define(world.union)
        # What is submitted is locked: the indicators are shown with their targets, without a result.
        talked_over(world)

    with staged(camera.theme, told, 1) as stage:
        stage.window.set_panel_shown(True)
        for name, project, column in (
            ("talk", "F01P01", "issues"),
            ("returned", "F02P02", "done_text"),
            ("indicators", "F02P01", "done_text"),
            ("row", "F02P01", "project_name"),
        ):
            page = _entry(stage, project, column)
            # Not after the rest that the panel waits for.
            page._show_info()  # type: ignore[attr-defined]
            stage.settle()
            camera.take(f"entry-panel-{name}", stage)


def entry_left_over(camera: Camera) -> None:
    def cut_short(world: World) -> None:
        desk = world.office("omachi")
        fill_sample(desk, *HALF)
        UnwrittenFile(desk.place.home.root / "unwritten-entry.json").write(
            [Unwritten(progress("F01P01"), "done_text", "協議会を2回開き、来年度の進め方を")]
        )

    with staged(camera.theme, cut_short, -1) as stage:
        _entry(stage, "F02P02", "done_text")
        camera.take("entry-left-over", stage)


def of_an_office(camera: Camera) -> None:
    def begun(world: World) -> None:
        fill_sample(world.office("omachi"), *HALF)

    with staged(camera.theme, begun, -1) as stage:
        for page in stage.window.navigation.items:
            stage.window.show_page(page)
            camera.take(f"office-{page}", stage)


def of_the_union(camera: Camera) -> None:
    with staged(camera.theme, lambda world: None) as stage:
        for page in stage.window.navigation.items:
            stage.window.show_page(page)
            camera.take(f"union-{page}", stage)
        stage.session.go("help", HelpWanted("trouble", "board"))
        camera.take("union-help-trouble", stage)


def over_the_window(camera: Camera) -> None:
    with staged(camera.theme, lambda world: world.office("ikeda"), -1) as stage:
        _over(
            camera,
            stage,
            "refusal",
            lambda: Messages().refusal(stage.window, StoreUnavailable("disk_full", lack=20)),
        )
        _over(
            camera,
            stage,
            "fault",
            lambda: Messages().fault(stage.window, "20171118-1", "ValueError\n  at line 1"),
        )


def _over(camera: Camera, stage: Stage, name: str, open_it: Callable[[], None]) -> None:
    for size in type(camera.theme.text_size):
        camera.theme.set_text_size(size)
        stage.window.resize(1280, 680)
        stage.settle()

        def look(key: str = size.key) -> None:
            dialog = next(one for one in stage.window.findChildren(Notice) if one.isVisible())
            dialog.grab().save(str(camera.folder / f"over-{name}-{key}.png"))
            dialog.reject()

        QTimer.singleShot(0, look)
        open_it()
    camera.theme.set_text_size(type(camera.theme.text_size).STANDARD)


def _entry(stage: Stage, project: str, column: str) -> object:
    stage.window.show_page("entry")
    stage.settle()
    page = stage.window.page("entry")
    row = next(n for n, one in enumerate(page.book.rows) if one.part.project.code == project)
    page.pane.grid.go_to(row, page.source.column_named(column))
    stage.settle()
    return page


SCENES = {
    "export-busy": export_busy,
    "import-busy": import_busy,
    "entry-locked": entry_locked,
    "entry-returned": entry_returned,
    "entry-left-over": entry_left_over,
    "entry-panel": entry_panel,
    "office": of_an_office,
    "union": of_the_union,
    "over": over_the_window,
}


def main(folder: Path, only: str = "") -> None:
    """Write the pictures."""
    take_all(SCENES, folder, only)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
