"""Renders the union's screens to PNG files, to be looked at: ``python -m tests.gui.union_pictures FOLDER [WORD]``.

With a WORD only pictures whose name contains it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from alps_desk.app.commands import SaveValues
from alps_desk.app.desk import Desk
from alps_desk.app.workplace import Home
from alps_desk.gui.application import make_application
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.wanted import Wanted
from tests.gui.union_world import Told, World, arriving_files, conflicting_round, mixed_round

SIZES = ((1366, 768), (1280, 680))


class Stage:
    """The program's own window on a desk of a world."""

    def __init__(self, world: World, theme: Theme, desk: Desk | None = None) -> None:
        self.world = world
        self.faults: list[BaseException] = []
        self.messages = Told()
        doors = Doors(_no_door, _no_door, lambda: world.clock.time)
        settings = Settings(world.folder / "window.json")
        self.shell = Shell(Home(world.folder), doors, theme, settings, self.messages, self.faults.append)
        self.window = self.shell.show_desk(desk or world.union)
        assert self.shell.session is not None
        self.session = self.shell.session
        self.lanes = self.session.lanes

    def activate(self, qtbot: Any) -> None:
        """Give the window the keyboard."""
        with qtbot.waitActive(self.window):
            self.window.activateWindow()

    def settle(self) -> None:
        """Let everything come in and be laid out."""
        for _ in range(6):
            self.lanes.wait_until_idle()
            QApplication.processEvents()

    def close(self) -> None:
        """Close the window; the world closes its desks."""
        self.window.close()
        self.window.deleteLater()
        self.lanes.close()
        self.shell.deleteLater()
        QApplication.processEvents()


def _no_door(*_: object) -> Desk:
    raise AssertionError


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


def take_all(scenes: Mapping[str, Callable[[Camera], None]], folder: Path, only: str) -> None:
    """Write the pictures of those scenes whose name has a word in it."""
    folder.mkdir(parents=True, exist_ok=True)
    _, theme = make_application(sys.argv)
    camera = Camera(folder, theme, only)
    for name, scene in scenes.items():
        if camera.wants(name):
            scene(camera)


@contextmanager
def staged(theme: Theme, make: Callable[[World], object], desk: int = 0) -> Iterator[Stage]:
    """A window on a world made for one scene; ``desk`` is the number of the desk, the union's is 0."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        make(world)
        stage = Stage(world, theme, world.desks[desk])
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


def imports_empty(camera: Camera) -> None:
    with staged(camera.theme, lambda world: None) as stage:
        stage.window.show_page("import")
        camera.take("import-empty", stage)


def imports(camera: Camera) -> None:
    files: list[Path] = []
    with staged(camera.theme, lambda world: files.extend(arriving_files(world))) as stage:
        stage.window.show_page("import")
        camera.take("import-idle", stage)
        stage.session.go("import", files)
        camera.take("import-preview", stage)
        page = stage.window.page("import")
        page.cards[0].confirm.click()
        stage.settle()
        camera.take("import-confirmed", stage)
        page.take()
        stage.settle()
        camera.take("import-result", stage)


def board(camera: Camera) -> None:
    with staged(camera.theme, mixed_round) as stage:
        stage.window.show_page("board")
        camera.take("board", stage)
        stage.window.page("board").as_table.click()
        camera.take("board-table", stage)


def board_empty(camera: Camera) -> None:
    with staged(camera.theme, lambda world: None) as stage:
        stage.window.show_page("board")
        camera.take("board-empty", stage)


def overview(camera: Camera) -> None:
    with staged(camera.theme, mixed_round) as stage:
        stage.window.show_page("overview")
        stage.settle()
        page = stage.window.page("overview")
        page.pane.grid.go_to(35, 7)
        camera.take("overview", stage)
        page.groupings.set_current("field")
        page._grouping_picked("field")
        page._unit_picked("1000")
        stage.settle()
        page.pane.grid.go_to(page.source.row_count() - 1, 7)
        camera.take("overview-field", stage)
        stage.session.go("overview", Wanted("F02", "hakuba"))
        camera.take("overview-wanted", stage)


def reports(camera: Camera) -> None:
    with staged(camera.theme, mixed_round) as stage:
        stage.window.show_page("reports")
        camera.take("reports", stage)
        stage.session.go("reports", "money_summary")
        stage.settle()
        page = stage.window.page("reports")
        page.preview.set_zoom(1.0)
        page.preview.go_to(2)
        camera.take("reports-money", stage)
        stage.session.go("reports", "progress_sheet")
        stage.settle()
        camera.take("reports-sheets", stage)


def totals(camera: Camera) -> None:
    def play(world: World) -> None:
        mixed_round(world)
        omachi = next(desk for desk in world.desks if desk.office == "omachi")
        omachi.execute(SaveValues({"burden:omachi:2017:F05P01:ikeda": {"notified": 300_000}}))
        world.take(world.export(omachi))

    with staged(camera.theme, play) as stage:
        for name, wanted in (("totals-region", "region"), ("totals", "F05P01")):
            stage.session.go("totals", wanted)
            camera.take(name, stage)
        stage.session.go("reports", "burdens")
        camera.take("totals-burdens", stage)


def evaluation(camera: Camera) -> None:
    with staged(camera.theme, mixed_round) as stage:
        stage.world.union.execute(
            SaveValues(
                {
                    "regional_evaluation:union:2017:F02P01": {
                        "regional_rating": "B", "relevance": "high", "effectiveness": "middle", "scale": "abcd_110",
                        "grade_reason": "相談は増えたが、移住につながった割合は前年度と変わらない。", "direction": "improve",
                        "panel_comments": "冬の暮らしを見せる工夫がほしい。",
                    }
                }
            )
        )  # fmt: skip
        stage.window.show_page("evaluation")
        stage.settle()
        page = stage.window.page("evaluation")
        page.pane.grid.go_to(1, 4)
        camera.take("evaluation", stage)


SCENES = {
    "totals": totals,
    "evaluation": evaluation,
    "reports": reports,
    "overview": overview,
    "board": board,
    "board-empty": board_empty,
    "conflicts": conflicts,
    "conflicts-none": conflicts_none,
    "import-empty": imports_empty,
    "import": imports,
}


def main(folder: Path, only: str = "") -> None:
    """Write the pictures."""
    take_all(SCENES, folder, only)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
