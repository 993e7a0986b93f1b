"""Renders an office's screens around the entry to PNG files: ``python -m tests.gui.home_pictures FOLDER [WORD]``.

With a WORD only pictures whose name contains it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from alps_desk.app import practising
from alps_desk.app.commands import MergeBundles, Resolve, SaveValues
from alps_desk.app.progress import Progress
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.gui.past import PastOf
from alps_desk.gui.theme import TextSize
from alps_desk.gui.views.help_page import HelpWanted
from alps_desk.gui.views.history import HistoryWindow
from tests.gui.entry_sample import fill_sample
from tests.gui.union_pictures import Camera, staged, take_all
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


def history(camera: Camera) -> None:
    def told(world: World) -> None:
        first, second = world.office("hakuba"), world.office("hakuba", "担当者D")
        world.enter(first, "F02P02", spent=410_000, done_text="研修4回を実施した。")
        world.take(world.export(first))
        second.execute(MergeBundles((world.export(world.union),)))
        world.enter(first, "F02P02", done_text="研修4回、延べ87人が参加した。次回は1月。")
        world.enter(second, "F02P02", done_text="研修4回を実施した（オンライン2回）。", spent=418_000)
        world.take(world.export(first), world.export(second))
        one = world.union.conflicts()[0]
        world.union.execute(Resolve(one.id, "担当者に電話で確認", take=one.candidates[0].change))
        world.union.execute(
            SaveValues(
                {one.record: {"issues": "参加者が少ない。"}}, why="11月20日の回答書", on_behalf="hakuba"
            )
        )
        first.execute(MergeBundles((world.export(world.union),)))

    with staged(camera.theme, told, 1) as stage:
        desk = stage.session.desk
        records = [
            f"{kind}:hakuba:2017:{rest}"
            for kind, rest in (("progress", "half1:F02P02"), ("money", "F02P02:half1"))
        ]
        for size in TextSize:
            camera.theme.set_text_size(size)
            for name, wanted in (
                ("row", PastOf("移住セミナーの開催", tuple(records))),
                ("field", PastOf("移住セミナーの開催", (records[0],), "done_text")),
                ("none", PastOf("移住セミナーの開催", (records[0],), "plan_text")),
            ):
                window = HistoryWindow(stage.session, wanted)
                window.show()
                stage.settle()
                window.grab().save(str(camera.folder / f"history-{name}-{size.key}.png"))
                window.close()
        camera.theme.set_text_size(TextSize.STANDARD)
        assert desk.office == "hakuba"


def settings(camera: Camera) -> None:
    with staged(camera.theme, lambda world: world.office("omachi"), 1) as stage:
        stage.window.show_page("settings")
        page = stage.window.page("settings")
        card = page.copies
        home = stage.session.desk.place.home
        for number, stem in enumerate(
            ("daily", "before-import", "daily", "daily", "backup", "daily", "daily")
        ):
            card.back_up.click()
            stage.settle()
            newest = max(home.backups.glob("backup-2017*.db"), key=lambda path: path.stat().st_mtime_ns)
            newest.rename(home.backups / f"{stem}-201711{16 + number}-0{8 + number % 2}1500.db")
        damaged = home.backups / "daily-20171121-091500.db"
        damaged.write_bytes(damaged.read_bytes()[:9000])
        card.refresh()
        page.check.click()
        stage.settle()
        camera.take("settings", stage)


def help_pages(camera: Camera) -> None:
    with staged(camera.theme, lambda world: world.office("omachi"), 1) as stage:
        for topic in ("entry:spent", "keys", "trouble"):
            stage.session.go("help", HelpWanted(topic, "entry"))
            camera.take(f"help-{topic.replace(':', '-')}", stage)


def practice(camera: Camera) -> None:
    def begun(world: World) -> None:
        desk = world.office("ikeda")
        made = practising.begin(
            desk, lambda home, command: set_up_desk(home, command, clock=world.clock), Progress()
        )
        world.desks.append(open_desk(made.practice.desk, clock=world.clock))

    with staged(camera.theme, begun, -1) as stage:
        camera.take("practice", stage)
        stage.window.show_page("entry")
        camera.take("practice-entry", stage)


SCENES = {
    "practice": practice,
    "help": help_pages,
    "settings": settings,
    "history": history,
    "home": home,
    "home-empty": home_empty,
    "home-done": home_done,
}


def main(folder: Path, only: str = "") -> None:
    """Write the pictures."""
    take_all(SCENES, folder, only)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
