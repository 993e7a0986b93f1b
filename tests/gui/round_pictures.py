"""Renders 差戻し・連絡, 提出, 書き出し and 受領書 to PNG files: ``python -m tests.gui.round_pictures FOLDER [WORD]``.

With a WORD only pictures whose name contains it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from alps_desk.app.commands import Approve, SendBack, SendBackDraft, SetDeadline, Submit
from tests.gui.entry_sample import fill_sample
from tests.gui.round_world import HALF, decided, money, talked_over
from tests.gui.union_pictures import Camera, staged, take_all
from tests.gui.union_world import World


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


def submit(camera: Camera) -> None:
    def begun(world: World) -> None:
        desk = world.office("omachi")
        fill_sample(desk, *HALF)
        desk.execute(Approve(*HALF, approver="担当者A"))

    with staged(camera.theme, begun, 1) as stage:
        stage.window.show_page("submit")
        camera.take("submit", stage)

    def returned(world: World) -> None:
        desk = world.office("omachi")
        world.fill(desk)
        decided(desk)
        desk.execute(SendBackDraft(*HALF, "執行額の内訳を確かめてください。"))

    with staged(camera.theme, returned, 1) as stage:
        stage.window.show_page("submit")
        camera.take("submit-returned", stage)
        decided(stage.session.desk)
        camera.take("submit-ready", stage)
        stage.session.desk.execute(Submit(*HALF, by_role="課長補佐"))
        camera.take("submit-locked", stage)


def receipt(camera: Camera) -> None:
    def sent(world: World) -> None:
        desk = talked_over(world)
        world.enter(desk, "F05P02", spent=1_184_000)
        world.take(world.export(desk))
        world.union.execute(SendBack(money("F08P01"), "spent", "もう一度確かめてください。"))
        world.union.execute(SetDeadline(*HALF, "omachi", "2017-12-08"))

    with staged(camera.theme, sent, 1) as stage:
        world = stage.world
        stage.window.show_page("receipt")
        camera.take("receipt", stage)
        file = world.export(world.union, "広域連合_20171118_9.csv")
        own = world.export(world.desks[1], "大町市_20171118_3.csv")
        stage.session.go("receipt", [file, own])
        camera.take("receipt-preview", stage)
        stage.window.page("receipt").take()
        stage.settle()
        camera.take("receipt-result", stage)


def export(camera: Camera) -> None:
    with staged(camera.theme, talked_over, 1) as stage:
        stage.window.show_page("export")
        stage.settle()
        stage.window.page("export").export()
        stage.settle()
        camera.take("export-submitted", stage)

    def begun(world: World) -> None:
        world.fill(world.office("omachi"), projects=["F01P01", "F02P02"])

    with staged(camera.theme, begun, 1) as stage:
        stage.window.show_page("export")
        camera.take("export-unsubmitted", stage)


SCENES = {
    "export": export,
    "receipt": receipt,
    "submit": submit,
    "talk": talk,
    "talk-union": talk_union,
    "talk-empty": talk_empty,
}


def main(folder: Path, only: str = "") -> None:
    """Write the pictures."""
    take_all(SCENES, folder, only)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
