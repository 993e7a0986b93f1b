"""Renders an office's screens around the entry to PNG files: ``python -m tests.gui.home_pictures FOLDER [WORD]``.

With a WORD only pictures whose name contains it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from alps_desk.gui.application import make_application
from tests.gui.entry_sample import fill_sample
from tests.gui.union_pictures import Camera, staged
from tests.gui.union_world import FY, PERIOD, World


def home(camera: Camera) -> None:
    def half_filled(world: World) -> None:
        fill_sample(world.office("omachi"), FY, PERIOD)

    with staged(camera.theme, half_filled, -1) as stage:
        camera.take("home", stage)


def home_empty(camera: Camera) -> None:
    with staged(camera.theme, lambda world: world.office("ikeda"), -1) as stage:
        camera.take("home-empty", stage)


def home_done(camera: Camera) -> None:
    def whole(world: World) -> None:
        world.fill(world.office("hakuba"))

    with staged(camera.theme, whole, -1) as stage:
        camera.take("home-done", stage)


SCENES = {"home": home, "home-empty": home_empty, "home-done": home_done}


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
