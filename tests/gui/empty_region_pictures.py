"""Renders every screen of a region that begins with nothing: ``python -m tests.gui.empty_region_pictures FOLDER [WORD]``.

Its bodies are known and nothing else: no year, no project, no period. First the union's screens, then an office's.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from alps_desk import places
from alps_desk.gui.application import make_application
from alps_desk.gui.plan.sheets import TABS
from alps_desk.gui.theme import Theme
from tests.gui.plan_pictures import Chosen, page_of
from tests.gui.union_pictures import Camera, Stage
from tests.gui.union_world import World


def empty_world(folder: Path) -> World:
    """A union whose region has bodies and nothing else, and one office."""
    pack = folder / "pack"
    pack.mkdir(parents=True)
    for name in ("region", "body"):
        shutil.copy(places.region("kita-alps") / f"{name}.csv", pack)
    world = World(folder / "world", pack=str(pack))
    world.office("ikeda")
    return world


@contextmanager
def staged(theme: Theme, desk: int) -> Iterator[Stage]:
    """The window of one desk of it."""
    with tempfile.TemporaryDirectory() as folder:
        world = empty_world(Path(folder))
        stage = Stage(world, theme, world.desks[desk])
        try:
            yield stage
        finally:
            stage.close()
            world.close()


def of_the_union(camera: Camera) -> None:
    with staged(camera.theme, 0) as stage:
        for page in stage.window.navigation.items:
            stage.window.show_page(page)
            stage.settle()
            camera.take(f"empty-union-{page}", stage)
        plan = page_of(stage)
        for tab in TABS:
            plan.show_tab(tab.key)
            stage.settle()
            camera.take(f"empty-plan-{tab.key}", stage)


def of_an_office(camera: Camera) -> None:
    with staged(camera.theme, 1) as stage:
        for page in stage.window.navigation.items:
            stage.window.show_page(page)
            stage.settle()
            camera.take(f"empty-office-{page}", stage)


SCENES = (of_the_union, of_an_office)


def main(folder: Path, only: str = "") -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    _, theme = make_application(["pictures"])
    camera = Chosen(folder, theme, only)
    for scene in SCENES:
        scene(camera)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
