"""Renders the union's screens to PNG files, to be looked at: ``python -m tests.gui.union_pictures FOLDER [WORD]``.

With a WORD only pictures whose name contains it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from alps_desk.gui.application import make_application
from alps_desk.gui.main_window import Identity, MainWindow
from alps_desk.gui.session import Session
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views import union_pages
from tests.gui.union_world import Told, World, conflicting_round, session_of

SIZES = ((1366, 768), (1280, 680))
IDENTITY = Identity("連携事業 進捗管理", "北アルプス連携自立圏", "北アルプス広域連合", "企画課 担当者B")


class Stage:
    """One window on a world."""

    def __init__(self, world: World, theme: Theme) -> None:
        self.world = world
        self.session: Session
        self.session, self.lanes = session_of(world, world.union, Told())
        self.window = MainWindow(union_pages(self.session), IDENTITY, theme)
        session, window = self.session, self.window
        session.told.connect(
            lambda state, text, action, run: window.banner.show_result(
                state, text, action=action or None, on_action=run
            )
        )
        session.followed.connect(window.follow)
        session.changed.connect(window.changed)
        window.set_years([(2017, "平成29年度（2017）")], 2017)
        window.set_periods([("half1", "上半期（9月末時点）"), ("full_year", "通期")], "half1")
        window.set_deadline("提出期限 11月30日（木）　あと12日")

    def settle(self) -> None:
        """Let everything come in and be laid out."""
        for _ in range(6):
            self.lanes.wait_until_idle()
            QApplication.processEvents()

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()
        self.lanes.close()
        QApplication.processEvents()


class Camera:
    """Takes each scene at every text size and window size."""

    def __init__(self, folder: Path, theme: Theme, only: str) -> None:
        self.folder, self.theme, self.only = folder, theme, only

    def wants(self, name: str) -> bool:
        return self.only in name

    def take(self, name: str, stage: Stage) -> None:
        for size in TextSize:
            self.theme.set_text_size(size)
            for width, height in SIZES:
                stage.window.resize(width, height)
                stage.window.show()
                stage.settle()
                stage.window.grab().save(str(self.folder / f"{name}-{size.key}-{width}x{height}.png"))
        self.theme.set_text_size(TextSize.STANDARD)


@contextmanager
def staged(theme: Theme, make: Callable[[World], None]) -> Iterator[Stage]:
    """A window on a world made for one scene."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        make(world)
        stage = Stage(world, theme)
        try:
            yield stage
        finally:
            stage.close()
            world.close()


def conflicts(camera: Camera) -> None:
    with staged(camera.theme, conflicting_round) as stage:
        stage.window.show_page("conflicts")
        stage.window.show()
        stage.settle()
        page = stage.window.page("conflicts")
        rows = page.rows
        for row, number in ((rows[1], 0), (rows[2], 0), (rows[3], 1)):
            row._choose(number)
        rows[0].setFocus()
        camera.take("conflicts", stage)
        rows[0].write()
        rows[0].writing.input.setText("四百")
        rows[0].writing.commit()
        page.reason.show_fault("")
        camera.take("conflicts-write", stage)


def conflicts_none(camera: Camera) -> None:
    with staged(camera.theme, lambda world: None) as stage:
        stage.window.show_page("conflicts")
        camera.take("conflicts-none", stage)


SCENES = {"conflicts": conflicts, "conflicts-none": conflicts_none}


def main(folder: Path, only: str = "") -> None:
    """Write the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    _, theme = make_application(sys.argv)
    camera = Camera(folder, theme, only)
    for name, scene in SCENES.items():
        if camera.wants(name):
            scene(camera)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
