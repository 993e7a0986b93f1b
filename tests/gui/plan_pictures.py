"""Renders the plan screen to PNG files, to be looked at: ``python -m tests.gui.plan_pictures FOLDER [WORD]``.

Every tab with data in three text sizes and two sizes of the window; the checks, a new row, an error, a row that somebody deleted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from alps_desk.app.commands import SaveValues
from alps_desk.domain.records import TYPES
from alps_desk.gui.application import make_application
from alps_desk.gui.plan.plan_page import PlanPage
from alps_desk.gui.plan.sheets import TABS
from tests.gui.plan_world import troubled, two_years
from tests.gui.union_pictures import Camera, Stage, staged


def page_of(stage: Stage) -> PlanPage:
    """The screen, shown."""
    stage.window.show_page("plan")
    stage.settle()
    page = stage.window.page("plan")
    assert isinstance(page, PlanPage)
    return page


class Chosen(Camera):
    """Takes only what was asked for."""

    def take(self, name: str, stage: Stage) -> None:
        if self.wants(name):
            super().take(name, stage)


def tabs(camera: Camera) -> None:
    with staged(camera.theme, two_years) as stage:
        page = page_of(stage)
        stage.session.choose_year(2018)
        for tab in TABS:
            page.show_tab(tab.key)
            stage.settle()
            camera.take(f"plan-{tab.key}", stage)


def faults(camera: Camera) -> None:
    with staged(camera.theme, troubled) as stage:
        stage.session.choose_year(2017)
        page = page_of(stage)
        stage.settle()
        camera.take("plan-faults-guide", stage)
        page.show_tab("projects")
        grid = page.tabs["projects"].panes[0].grid
        source = page.tabs["projects"].sources[0]  # type: ignore[union-attr]
        grid.go_to(source.row_of("project_year:union:2017:F05P02"), source.column_named("leads"))
        grid.setFocus()
        stage.settle()
        camera.take("plan-faults-projects", stage)
        spare = source.row_count() - 3
        source.edit(spare, source.column_named("leads"), "どこか")
        grid.go_to(spare, source.column_named("leads"))
        stage.settle()
        camera.take("plan-faults-typed", stage)
        page.show_tab("periods")
        stage.settle()
        camera.take("plan-faults-periods", stage)


def taken_out(camera: Camera) -> None:
    """A row with a text that is not stored, which somebody else deletes."""
    with staged(camera.theme, two_years) as stage:
        stage.session.choose_year(2018)
        page = page_of(stage)
        page.show_tab("fields")
        stage.settle()
        source = page.tabs["fields"].sources[0]  # type: ignore[union-attr]
        record = next(one for row in range(source.row_count()) if (one := source.record(row)))
        source.edit(source.row_of(record), source.column_named("order"), "一番")
        stage.settle()
        stage.session.desk.execute(SaveValues({record: dict.fromkeys(TYPES["field"].fields)}))
        page.book.ask()
        stage.settle()
        grid = page.tabs["fields"].panes[0].grid
        grid.go_to(source.row_of(record), source.column_named("order"))
        grid.setFocus()
        stage.settle()
        camera.take("plan-taken-out", stage)


SCENES = (tabs, faults, taken_out)


def main(folder: Path, only: str = "") -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    _, theme = make_application(["pictures"])
    camera = Chosen(folder, theme, only)
    for scene in SCENES:
        scene(camera)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
