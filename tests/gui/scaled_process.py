"""A process of its own on a screen of higher density: ``python -m tests.gui.scaled_process FOLDER FACTOR``.

The factor of Qt holds for a whole process. Writes as JSON for every screen of an office what is cut off, and how many
pixels a picture of the window has.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from tests.gui.named import cut_off
from tests.gui.round_world import LATER
from tests.gui.union_world import World


def main(folder: Path, factor: str) -> None:
    """Look at every screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = factor
    from alps_desk.gui.application import make_application
    from alps_desk.gui.theme import TextSize
    from tests.gui.union_pictures import Stage

    theme = make_application(sys.argv[:1])[1]
    theme.set_text_size(TextSize.EXTRA)
    world = World(folder, LATER)
    stage = Stage(world, theme, world.desks[1])
    stage.window.resize(1280, 680)
    stage.window.show()
    seen = {}
    for key in stage.window.navigation.items:
        stage.window.show_page(key)
        stage.settle()
        picture = stage.window.grab()
        seen[key] = [cut_off(stage.window), picture.width(), picture.height(), picture.devicePixelRatio()]
    stage.close()
    world.close()
    sys.stdout.write(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
