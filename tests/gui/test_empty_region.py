"""A region that begins with nothing: every screen says what is missing and leads there, and comes to life with a year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.gui.plan.plan_page import PlanPage
from alps_desk.gui.plan.sheet_source import SheetSource
from alps_desk.gui.theme import Theme
from alps_desk.gui.unplanned import UnplannedPage
from tests.gui.empty_region_pictures import empty_world
from tests.gui.hands import press
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World

WAITING = ["board", "entry", "budget", "indicators", "evaluation", "overview", "reports", "totals"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = empty_world(tmp_path)
    yield made
    made.close()


def visited(stage: Stage, *keys: str) -> list[str]:
    """Goes to some screens, or to every one; those with something standing in their place."""
    found = []
    for key in keys or stage.window.navigation.items:
        stage.window.show_page(key)
        stage.settle()
        if isinstance(stage.window.current_page, UnplannedPage):
            found.append(key)
        assert stage.window.current_page is not None
        assert stage.window.current_page.key == key
        assert (stage.faults, stage.messages.refusals) == ([], []), key
    return found


def test_the_union_begins_with_its_first_project(world: World, theme: Theme, qtbot) -> None:
    stage = Stage(world, theme)
    stage.activate(qtbot)
    stage.settle()
    assert stage.session.fy == 2017
    assert visited(stage, "conflicts", "export", *WAITING) == WAITING
    stage.window.show_page("board")
    press("Space")
    stage.settle()
    page = stage.window.current_page
    assert isinstance(page, PlanPage)
    assert page.segments.current == "projects"
    assert not page._year.isEnabled()
    source = page.tabs["projects"].panes[0].grid.source
    assert isinstance(source, SheetSource)
    source.edit(0, source.column_named("name"), "移住相談窓口の設置")
    stage.settle()
    assert world.union.plan().fiscal_years == (2017,)
    assert page._year.isEnabled()
    # No field, no period, no scale: the screens are there, and none of them stumbles.
    assert visited(stage) == []
    source.undo()
    stage.settle()
    assert visited(stage, "board") == ["board"]
    stage.close()


def test_an_office_waits_for_the_unions_file(world: World, theme: Theme, qtbot) -> None:
    stage = Stage(world, theme, world.desks[1])
    stage.activate(qtbot)
    stage.settle()
    assert visited(stage, "home", "entry", "submit", "reports", "talk") == [
        "home",
        "entry",
        "submit",
        "reports",
    ]
    stage.window.show_page("home")
    press("Space")
    stage.settle()
    assert stage.window.current_page is stage.window.page("receipt")
    stage.close()
