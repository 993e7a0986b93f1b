"""実施した内容: events of a project in its form, by keys, over a real store; and the self-evaluation beside it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from alps_desk.gui.forms.event_table import FIELDS, EventTable
from alps_desk.gui.theme import State
from tests.gui.entry_world import World
from tests.gui.hands import keys, press, write

EVENT = "F01P01"
DAY, NAME, VENUE, PEOPLE = range(4)


@pytest.fixture
def table(world: World) -> EventTable:
    """The form of a project, the keyboard in its first event."""
    world.go(EVENT, "done_text")
    press("Ctrl+L")
    events = world.page.form.events
    events.grid.selection.set(0, DAY)
    events.grid.setFocus()
    return events


def stored(world: World) -> list[list[Any]]:
    """What the store holds, in the order shown."""
    world.settle()
    figures = world.desk.figures(2017)
    records = world.page.form.events.source.records
    return [
        [figures[record, name].cell.value if (record, name) in figures else None for name in FIELDS]
        for record in records
    ]


def fill(*rows: str) -> None:
    QGuiApplication.clipboard().setText("\n".join(rows) + "\n")
    press("Ctrl+V")


def test_an_event_is_typed_in_a_row_of_its_own(world: World, table: EventTable) -> None:
    keys("H29.7.8")
    press("Tab")
    write("若者交流会")
    press("Tab")
    write("大町市文化会館")
    press("Tab")
    keys("64")
    press("Enter")
    assert stored(world) == [["2017-07-08", "若者交流会", "大町市文化会館", 64]]
    assert table.totals.text() == "1件　延べ64人"
    (record,) = table.source.records
    assert record.startswith(f"event:omachi:2017:half1:{EVENT}:")
    # Another period has its own.
    world.window.period_chosen.emit("full_year")
    world.settle()
    assert table.source.records == ()


def test_a_list_is_pasted_and_every_cell_gets_its_verdict(world: World, table: EventTable) -> None:
    fill("2017/7/8\t交流会\t大町\t６４", "R99.1.1\t会議\t松本\t多数")
    assert stored(world) == [["2017-07-08", "交流会", "大町", 64], ["R99.1.1", "会議", "松本", "多数"]]
    cell = table.source.cell(1, DAY)
    assert (cell.text, cell.state) == ("R99.1.1", State.ERROR)
    errors = [one.field for one in world.desk.check(2017, "half1") if one.level == "error"]
    assert sorted(errors) == ["head_count", "held_on"]
    press("Ctrl+Z")
    assert stored(world) == []
    press("Ctrl+Y")
    assert len(stored(world)) == 2


def test_rows_are_taken_out_and_come_back(world: World, table: EventTable) -> None:
    fill("2017/7/8\t一\t大町\t1", "2017/8/8\t二\t大町\t2", "2017/9/8\t三\t大町\t3")
    table.grid.selection.set(1, NAME)
    press("Ctrl+Delete")
    assert [row[NAME] for row in stored(world)] == ["一", "三"]
    assert world.page.book.steps.undo_name == "実施した内容の消去 1件"
    press("Ctrl+Z")
    assert [row[NAME] for row in stored(world)] == ["一", "二", "三"]


def test_rows_are_moved_by_keys(world: World, table: EventTable) -> None:
    fill("2017/7/8\t一\t大町\t1", "2017/8/8\t二\t大町\t2", "2017/9/8\t三\t大町\t3")
    table.grid.selection.set(2, NAME)
    press("Alt+Shift+Up", "Alt+Shift+Up")
    assert [row[NAME] for row in stored(world)] == ["三", "一", "二"]
    assert table.grid.place == (0, NAME)
    press("Alt+Shift+Down")
    assert [row[NAME] for row in stored(world)] == ["一", "三", "二"]
    press("Ctrl+Z")
    assert [row[NAME] for row in stored(world)] == ["三", "一", "二"]


def test_the_self_evaluation_belongs_to_the_whole_year(world: World, table: EventTable) -> None:
    row = world.row(EVENT)
    assert (row, "direction") not in world.page.form.fields
    world.window.period_chosen.emit("full_year")
    world.settle()
    fields = world.page.form.fields
    assert {
        "self_rating",
        "relevance",
        "efficiency",
        "achievement_text",
        "direction",
        "direction_reason",
    } <= {column for _, column in fields}
    box = fields[row, "direction"].box
    assert box is not None
    box.setFocus()
    keys("_")
    fields[row, "direction"].box.finished.emit("拡充")  # type: ignore[union-attr]
    world.settle()
    place = "evaluation:omachi:2017:F01P01", "direction"
    assert world.desk.figures(2017)[place].cell.value == "expand"
