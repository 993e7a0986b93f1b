"""Only the answer to the latest question is shown, in whatever order the readers finish."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject

from alps_desk.gui.theme import Theme
from alps_desk.gui.views.latest import Latest
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World


def test_an_overtaken_answer_is_dropped(tmp_path: Path, theme: Theme) -> None:
    world = World(tmp_path)
    stage = Stage(world, theme)
    stage.settle()
    owner, gate, got = QObject(), threading.Event(), []
    latest = Latest(stage.session, got.append, owner)

    def slow(desk: object) -> str:
        gate.wait(20)
        return "first"

    def fast(desk: object) -> str:
        gate.set()
        return "second"

    latest.ask(slow)
    latest.ask(fast)
    stage.settle()
    assert got == ["second"]
    latest.ask(lambda desk: "third")
    latest.drop()
    stage.settle()
    assert got == ["second"]
    stage.close()
    world.close()
