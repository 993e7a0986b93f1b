"""Renders what leads on from the union's figures: ``python -m tests.gui.board_pictures FOLDER [WORD]``.

The board with everything on it, drafts of letters, reports that were given out, 正誤表, and why a figure changed.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QDialog

from alps_desk.app.commands import (
    HoldImport,
    IssueReport,
    MakeYear,
    MergeBundles,
    SaveValues,
    SendBack,
    Submit,
    WriteReport,
)
from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.app.tracing import FigureOf
from alps_desk.app.workplace import JAPAN, Home
from alps_desk.bootstrap import set_up_desk
from alps_desk.gui.theme import TextSize
from alps_desk.gui.why import WhyOf
from tests.benchmarks.reports import write_region
from tests.gui.union_pictures import Camera, Stage, staged, take_all
from tests.gui.union_world import FY, PERIOD, World, mixed_round


def window_of(stage: Stage, kind: str) -> QDialog:
    """The window of a class that is open."""
    stage.settle()
    found = [
        one for one in stage.window.findChildren(QDialog) if type(one).__name__ == kind and one.isVisible()
    ]
    return found[-1]


def shoot(camera: Camera, name: str, stage: Stage, window: QDialog) -> None:
    """A window beside the screens at every text size."""
    for size in TextSize:
        camera.theme.set_text_size(size)
        window.resize(1180 if size is not TextSize.STANDARD else 1060, 560)
        stage.settle()
        window.grab().save(str(camera.folder / f"{name}-{size.key}.png"))
    camera.theme.set_text_size(TextSize.STANDARD)


def given_out(world: World) -> None:
    """A round of which two reports were given out before some figures changed."""
    mixed_round(world)
    for form, kind, note in (("money_summary", "pdf", "10月の専門部会へ"), ("progress_list", "xlsx", "")):
        world.union.execute(
            IssueReport(WriteReport(form, FY, PERIOD, kind, world.files / f"{form}.{kind}", 1000), note)
        )
    omachi = next(desk for desk in world.desks if desk.office == "omachi")
    omachi.execute(
        SaveValues({f"money:omachi:{FY}:F03P01:half1": {"spent": 931_000}}, why="桁を誤って入力していた")
    )
    world.enter(omachi, "F02P01", done_text="相談会を3回に増やした。")
    world.take(world.export(omachi))


def issued(camera: Camera) -> None:
    with staged(camera.theme, given_out) as stage:
        stage.window.show_page("reports")
        stage.window.show()
        stage.settle()
        page = stage.window.page("reports")
        page.issued.open_list()
        shoot(camera, "issued-list", stage, window_of(stage, "IssuesWindow"))
        page.issued.window.open_errata(page.issued.window.views[-1])
        shoot(camera, "issued-errata", stage, window_of(stage, "ErrataWindow"))
        wanted = FigureOf(FY, "F03P01", "net", PERIOD)
        stage.session.show_why(WhyOf("広域観光　純計", lambda desk: desk.trace_total(wanted)))
        shoot(camera, "why", stage, window_of(stage, "WhyWindow"))
        page.issued.window.close()


def issued_none(camera: Camera) -> None:
    with staged(camera.theme, lambda world: None) as stage:
        stage.window.show_page("reports")
        stage.window.show()
        stage.settle()
        page = stage.window.page("reports")
        page.issued.open_list()
        shoot(camera, "issued-none", stage, window_of(stage, "IssuesWindow"))


def letters(camera: Camera) -> None:
    with staged(camera.theme, mixed_round) as stage:
        stage.window.show_page("board")
        stage.window.show()
        stage.settle()
        page = stage.window.page("board")
        page.table.setFocus()
        page.table.setCurrentIndex(page.table.board.index(7, 2))
        page.open_letters()
        shoot(camera, "letters", stage, window_of(stage, "LettersWindow"))
        page.letters_window.close()


def second_year(world: World) -> None:
    """A year after: the same list, some of it entered in September, and indicators with targets."""
    mixed_round(world)
    union = world.union
    union.execute(MakeYear(FY, FY + 1))
    for code in ("half1", "full_year"):
        old = {row.field: row.value for row in union.place.store.cells(records=[f"period:union:{FY}:{code}"])}
        moved = {
            name: str(value).replace("2018", "2019").replace("2017", "2018") for name, value in old.items()
        }
        union.execute(SaveValues({f"period:union:{FY + 1}:{code}": moved}))
    for number, (name, unit, target) in enumerate(
        (("移住者数", "人", 60), ("空き家バンクの登録件数", "件", 40), ("移住相談の件数", "件", 280)), 1
    ):
        code = f"K{number:02d}"
        union.execute(
            SaveValues(
                {
                    f"indicator:union:{code}": {
                        "name": name, "unit": unit, "project": f"F02P0{number}", "aggregation": "sum",
                        "direction": "up", "target_kind": "yearly", "kind": "outcome", "first_fy": FY - 2,
                        "last_fy": FY + 3, "offices": "omachi;ikeda",
                    },
                    f"target:union:{FY + 1}:{code}": {"target": target},
                }
            )
        )  # fmt: skip
        for fy, share in ((FY - 1, 0.5), (FY, 0.7), (FY + 1, 1.05 if number == 1 else 0.6)):
            for office in ("omachi", "ikeda"):
                union.execute(
                    SaveValues(
                        {f"actual:{office}:{fy}:half1:{code}": {"actual": round(target * share / 2)}},
                        on_behalf=office, why="昨年までの資料",
                    )
                )  # fmt: skip
    world.clock.time = datetime(2018, 9, 10, 9, 0, tzinfo=JAPAN)
    offices = {desk.office: desk for desk in world.desks}
    file = world.export(union)
    for key in ("omachi", "ikeda", "matsukawa"):
        offices[key].execute(MergeBundles((file,)))
        fill_second(offices[key], 0 if key == "omachi" else 9)
        world.take(world.export(offices[key]))
    world.clock.time = datetime(2018, 12, 3, 9, 0, tzinfo=JAPAN)
    fill_second(offices["matsukawa"], 0)
    offices["matsukawa"].execute(Submit(FY + 1, PERIOD, "課長"))
    world.take(world.export(offices["matsukawa"]))
    union.execute(SendBack(f"money:omachi:{FY + 1}:F02P02:half1", "spent", "内訳を教えてください。"))


def fill_second(desk: Desk, left_out: int) -> None:
    """Every project of the second year but the last ones."""
    rows = [row for row in desk.entry_rows(FY + 1, PERIOD) if row.part.kind == "own"]
    for row in rows[: len(rows) - left_out]:
        number = row.part.project.number
        values = {
            "budget_initial": number * 400_000, "spent": number * 190_000, "progress_class": "running",
            "pace": "on_track", "done_text": "実施した。",
        }  # fmt: skip
        records: dict[str, dict[str, object]] = {}
        for column in row.required:
            record, field = row.targets[column]
            records.setdefault(record, {})[field.name] = values[column]
        desk.execute(SaveValues(records))


def board_second(camera: Camera) -> None:
    with staged(camera.theme, second_year) as stage:
        stage.session.choose_year(FY + 1)
        stage.session.choose_period(PERIOD)
        stage.window.show_page("board")
        stage.settle()
        page = stage.window.page("board")
        camera.take("board-year", stage)
        page._scroll.verticalScrollBar().setValue(page._scroll.verticalScrollBar().maximum())
        camera.take("board-year-below", stage)
        page.money.turn()
        page.indicators.turn()
        stage.settle()
        page._scroll.verticalScrollBar().setValue(page._scroll.verticalScrollBar().maximum())
        camera.take("board-year-tables", stage)
        stage.session.go("reports", "board")
        camera.take("board-paper", stage)


def many(camera: Camera) -> None:
    """A region of sixty bodies: columns are states."""
    with staged(camera.theme, lambda world: None) as stage:
        folder = stage.world.folder
        write_region(folder / "region", 60, 6)
        desk = set_up_desk(
            Home(folder / "many"),
            SetUp("union", "総務課", "担当者U", region=str(folder / "region")),
            clock=stage.world.clock,
        )
        plan = desk.plan(FY)
        for number, body in enumerate(plan.members):
            values = {
                f"money:{body.key}:{FY}:{one.code}:settled": {"spent": 100_000 + 3_000 * number}
                for one in plan.projects
                if one.enters(body.key) and number % 3
            }
            values |= {
                f"money:{body.key}:{FY}:{one.code}:initial": {"budget_initial": 180_000}
                for one in plan.projects
                if one.enters(body.key)
            }
            desk.execute(SaveValues(values, on_behalf=body.key, why="見本の数字"))
        other = Stage(stage.world, camera.theme, desk)
        other.session.choose_period("full_year")
        other.window.show_page("board")
        other.settle()
        camera.take("board-many", other)
        page = other.window.page("board")
        page.money.by._buttons["office"].click()
        other.settle()
        page._scroll.ensureWidgetVisible(page.money)
        camera.take("board-many-offices", other)
        other.close()
        desk.close()


def taken(camera: Camera) -> None:
    with staged(camera.theme, mixed_round) as stage:
        stage.window.show_page("import")
        stage.window.show()
        stage.settle()
        page = stage.window.page("import")
        page.open_taken()
        window = window_of(stage, "ImportsWindow")
        stage.session.run(HoldImport(page.taken_window.taken[0].no, "取り違え"), stage.window)
        shoot(camera, "taken", stage, window)
        window.close()


SCENES = {
    "board-many": many,
    "taken": taken,
    "board-year": board_second,
    "letters": letters,
    "issued": issued,
    "issued-none": issued_none,
}


def main(folder: Path, only: str = "") -> None:
    """Write the pictures."""
    take_all(SCENES, folder, only)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
