"""Renders the windows that bring figures out to forms of one's own and in from old tables, to be looked at.

``python -m tests.gui.assistant_pictures FOLDER [WORD]``: every state in three text sizes, as the window opens over a
program of the smallest size.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QDialog

from alps_desk.app import filling
from alps_desk.app.filling import BlockSource, CellSource, TemplateMapping
from alps_desk.gui.application import make_application
from alps_desk.gui.theme import TextSize
from alps_desk.gui.views.backfill_window import BackfillWindow
from alps_desk.gui.views.fill_window import FillWindow
from tests.fixtures.old_books import NAME_A, NAME_B, book
from tests.fixtures.templates import drawn_form
from tests.gui.union_pictures import Camera, Stage, staged
from tests.gui.union_world import mixed_round

OLD = [
    ["平成28年度　連携事業　決算一覧表"], [], [None, None, None, None, "（単位：千円）"],
    ["No.", "事業名", "市町村名", "決算額", "実施したこと"],
    [1, NAME_A, "大町市", "1,234", "相談会を月1回開いた。延べ48件の相談があり、うち6件が移住につながった。"],
    [2, NAME_B, "白馬", 77, "冬のツアーを2回開いた。"],
    [3, "体験ツアーの開催", "小谷", "△5", None],
    [4, "昔の名前の事業", "池田町", 300, None],
    [None, "合　計", None, 1606],
]  # fmt: skip


def backfill(camera: Camera) -> None:
    with staged(camera.theme, mixed_round) as stage:
        content = book(OLD)

        def opened(unit: int | None = None, tab: int = 0, data: bytes = content) -> Callable[[], QDialog]:
            def open_it() -> QDialog:
                window = BackfillWindow(stage.session, Path("平成28年度_決算一覧.xlsx"), data, stage.window)
                window.show()
                stage.settle()
                if unit:
                    window.where.unit.setCurrentIndex(window.where.unit.findData(unit))
                    window.where.unit.picked.emit(unit)
                    stage.settle()
                window.tabs.setCurrentIndex(tab)
                return window

            return open_it

        _take(camera, stage, "backfill-no-unit", opened())
        _take(camera, stage, "backfill-columns", opened(1000))
        _take(camera, stage, "backfill-rows", opened(1000, 1))
        _take(camera, stage, "backfill-cells", opened(1000, 2))
        _take(camera, stage, "backfill-no-table", opened(data=book([["会議の記録"], ["出席", 12]])))


def fill(camera: Camera) -> None:
    with staged(camera.theme, mixed_round) as stage:
        path = stage.world.folder / "様式.xlsx"
        path.write_bytes(drawn_form())
        template = filling.open_template(path)
        mapping = TemplateMapping(
            path.name,
            template.sha256,
            cells=(
                CellSource("B3", fact="made_by"),
                CellSource("C6", form="money_summary", column="current", project="F02P01", unit=1000),
            ),
            blocks=(BlockSource("A6", 5, "progress_list", {"A": "number", "B": "office"}, project="F02P01"),),
        )

        def opened(known: TemplateMapping | None, cell: str = "") -> Callable[[], QDialog]:
            def open_it() -> QDialog:
                window = FillWindow(stage.session, path, template, stage.window)
                window.show()
                if known is not None:
                    window.mapping = known
                    window._look()
                stage.settle()
                if cell:
                    window._chosen(cell)
                stage.settle()
                return window

            return open_it

        _take(camera, stage, "fill-nothing", opened(None))
        _take(camera, stage, "fill-cells", opened(mapping, "B3"))
        refused = TemplateMapping(path.name, template.sha256, cells=(CellSource("C11", fact="made_on"),))
        _take(camera, stage, "fill-refused", opened(refused))


def _take(camera: Camera, stage: Stage, name: str, open_it: Callable[[], QDialog]) -> None:
    if not camera.wants(name):
        return
    stage.window.resize(1280, 680)
    stage.window.show()
    for size in TextSize:
        camera.theme.set_text_size(size)
        stage.settle()
        window = open_it()
        stage.settle()
        assert window.width() <= 1280, (name, size, window.size())
        assert window.height() <= 680, (name, size, window.size())
        window.grab().save(str(camera.folder / f"{name}-{size.key}.png"))
        window.close()
        stage.settle()
    camera.theme.set_text_size(TextSize.STANDARD)


SCENES = (backfill, fill)


def main(folder: Path, only: str = "") -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    _, theme = make_application(["pictures"])
    camera = Camera(folder, theme, only)
    for scene in SCENES:
        scene(camera)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
