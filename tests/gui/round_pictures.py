"""Renders 差戻し・連絡, 提出, 書き出し and 受領書 to PNG files: ``python -m tests.gui.round_pictures FOLDER [WORD]``.

With a WORD only pictures whose name contains it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from alps_desk.gui.application import make_application
from tests.gui.round_world import talked_over
from tests.gui.union_pictures import Camera, staged


def talk(camera: Camera) -> None:
    with staged(camera.theme, talked_over, 1) as stage:
        stage.window.show_page("talk")
        stage.settle()
        page = stage.window.page("talk")
        row = next(row for row in page.rows if "追加分" in row.accessibleName())
        row.click()
        page.writer.set_text("直しました。ご確認ください。")
        camera.take("talk", stage)
        page.kinds["waiting"].click()
        page.begin()
        camera.take("talk-new", stage)


def talk_union(camera: Camera) -> None:
    with staged(camera.theme, talked_over) as stage:
        stage.window.show_page("talk")
        stage.settle()
        page = stage.window.page("talk")
        next(row for row in page.rows if row.thread_.project == "F02P02").click()
        camera.take("talk-union", stage)


def talk_empty(camera: Camera) -> None:
    with staged(camera.theme, lambda world: world.office("ikeda"), 1) as stage:
        stage.window.show_page("talk")
        camera.take("talk-empty", stage)


SCENES = {"talk": talk, "talk-union": talk_union, "talk-empty": talk_empty}


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
