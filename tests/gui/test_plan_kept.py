"""計画: nothing typed is lost when the window closes: unreadable texts, rows that were only begun, half a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.gui.forms.unwritten import Unwritten, UnwrittenFile
from alps_desk.gui.plan.plan_page import PlanPage
from alps_desk.gui.plan.sheet_source import SheetSource
from alps_desk.gui.theme import State, Theme
from alps_desk.gui.widgets.grid import Outcome
from tests.gui.hands import keys, press
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World

FIELD = "field:union:F01"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def opened(world: World, theme: Theme, qtbot, tab: str) -> tuple[Stage, PlanPage]:
    stage = Stage(world, theme)
    stage.activate(qtbot)
    stage.window.show_page("plan")
    stage.settle()
    page = stage.window.page("plan")
    assert isinstance(page, PlanPage)
    if tab:
        page.show_tab(tab)
        stage.settle()
    return stage, page


def shut(stage: Stage) -> None:
    """The end of the program; the desk stays open for the next start."""
    stage.session.leave()
    stage.close()


def source_of(page: PlanPage) -> SheetSource:
    found = page.tabs[page.segments.current].panes[0].grid.source
    assert isinstance(found, SheetSource)
    return found


def test_unreadable_texts_begun_rows_and_half_a_sentence_are_there_after_the_next_start(
    world: World, theme: Theme, qtbot
) -> None:
    stage, page = opened(world, theme, qtbot, "fields")
    source = source_of(page)
    order, first_fy = source.column_named("order"), source.column_named("first_fy")
    row = source.row_of(FIELD)
    spare = source.row_count() - 3
    assert source.edit(row, order, "一番").outcome is Outcome.MARKED
    # Nothing of the new row can be stored, so it stays where it was typed.
    assert source.edit(spare, first_fy, "来年").outcome is Outcome.MARKED
    assert (source.cell(spare, first_fy).text, source.cell(spare, first_fy).state) == ("来年", State.ERROR)
    assert source.edit(spare + 1, source.column_named("field"), "F20").outcome is Outcome.TAKEN
    assert source.cell(spare + 1, source.column_named("field")).text == "F20"
    # Somebody is typing when the power goes.
    pane = page.tabs["fields"].panes[0]
    pane.grid.setFocus()
    pane.grid.go_to(row, source.column_named("note"))
    keys("kogaki")
    kept = page.unwritten._look()
    assert [one for one in kept if not one.whole] == [Unwritten(FIELD, "note", "kogaki")]
    press("Escape")
    stage.settle()
    shut(stage)
    file = UnwrittenFile(world.union.place.home.root / "unwritten-plan.json")
    assert file.read() == [one for one in kept if one.whole]
    file.write(kept)
    stage, page = opened(world, theme, qtbot, "")
    stage.settle()
    assert "書きかけの文が残っています。分野 F01" in stage.window.banner.text
    page.unwritten._show()
    stage.settle()
    assert page.segments.current == "fields"
    source = source_of(page)
    assert (source.cell(row, order).text, source.cell(row, order).state) == ("一番", State.ERROR)
    assert source.cell(spare, first_fy).text == "来年"
    assert source.cell(spare + 1, source.column_named("field")).text == "F20"
    page.unwritten._go_on_writing()
    stage.settle()
    press("Return")
    # Put right, everything is stored and kept no longer.
    source.edit(row, order, "7")
    source.edit(spare, first_fy, "")
    source.edit(spare + 1, source.column_named("name"), "学び")
    stage.settle()
    shut(stage)
    values = {(one.record, one.field): one.value for one in world.union.place.store.cells(("field",))}
    assert values[FIELD, "note"] == "kogaki"
    assert values[FIELD, "order"] == 7
    assert values["field:union:F20", "name"] == "学び"
    assert file.read() == []
    assert stage.faults == []
