"""From a report, a finding or a list to the cell: every field has a screen, and the screen shows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from alps_desk.app.commands import SaveValues, SendMessage
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk
from alps_desk.domain.plan import Period
from alps_desk.domain.records import ENTRY_TYPES, TYPES, record_id
from alps_desk.gui.forms import ways
from alps_desk.gui.forms.form_grid_page import FormGridPage
from alps_desk.gui.forms.ways import go_to_cell, screen_for, screen_of
from alps_desk.gui.theme import Theme
from alps_desk.gui.views.home_answer import take_home
from alps_desk.paper.pdf import render_pdf
from tests.gui.desks import Clock
from tests.gui.entry_world import World
from tests.gui.hands import press
from tests.gui.indicator_sample import record

HALF = Period(2017, "half1", stage="half1")
PARTS = {"fy": 2017, "period": "half1", "project": "F05P01", "stage": "half1", "payer": "ikeda", "indicator": "K01",
         "event": "e1"}  # fmt: skip


@pytest.fixture
def world(qtbot: QtBot, theme: Theme, prepared: Path, tmp_path: Path, clock: Clock) -> Iterator[World]:
    """The central city with indicators."""
    shutil.copytree(prepared, tmp_path / "data")
    made = World(qtbot, open_desk(Home(tmp_path / "data"), clock=clock), theme, clock)
    yield made
    made.shell.close()


def test_every_field_that_is_entered_has_one_screen() -> None:
    screens = {
        (name, field): screen_of(HALF, record_id(name, "omachi", **PARTS), field)
        for name in ENTRY_TYPES
        for field, known in TYPES[name].fields.items()
        if not known.inner
    }
    assert set(screens.values()) == {ways.ENTRY, ways.BUDGET, ways.INDICATORS}
    assert screens["money", "spent"] == screens["progress", "issues"] == ways.ENTRY
    assert screens["money", "fund_bond"] == screens["burden", "transfer_out"] == ways.BUDGET


def test_amounts_of_another_stage_and_work_of_many_screens() -> None:
    settled = record_id("money", "omachi", fy=2017, project="F05P01", stage="settled")
    initial = record_id("money", "omachi", fy=2017, project="F05P01", stage="initial")
    assert screen_of(HALF, settled, "spent") == ways.BUDGET
    assert screen_of(HALF, initial, "budget_initial") == ways.ENTRY
    assert screen_of(None, settled, "spent") == ways.BUDGET
    assert screen_of(HALF, "submission:omachi:2017:half1", "") == ""
    some = [(record("K01"), "actual"), (settled, "spent")]
    assert screen_for(HALF, some) == ways.INDICATORS
    assert screen_for(HALF, [*some, (initial, "budget_initial")]) == ways.ENTRY
    assert screen_for(HALF, []) == ways.ENTRY


def test_any_cell_can_be_asked_for_whatever_is_shown(world: World) -> None:
    session = world.shell.session
    assert session is not None
    world.desk.execute(SaveValues({"event:omachi:2017:half1:F01P01:e1": {"event_name": "夏の交流会"}}))
    money = "money:omachi:2017:F05P01"
    wanted = [
        ("progress:omachi:2017:half1:F05P01", "issues"),
        ("progress:omachi:2017:half1:F05P01", "plan_text"),
        (f"{money}:half1", "carried_out"),
        (f"{money}:half1", "fund_general"),
        (f"{money}:settled", "spent"),
        ("burden:omachi:2017:F05P01:ikeda", "received_on"),
        (record("K03"), "note"),
        ("progress:omachi:2017:half1:F05P01", "issues"),
    ]
    for place in wanted:
        go_to_cell(session, *place)
        world.settle()
        page = world.window.current_page
        assert isinstance(page, FormGridPage)
        assert page.key == screen_of(session.period_plan, *place), place
        here = page.here
        assert here is not None, place
        row = page.row_book(here[0])
        assert row is not None, place
        found = page.book.place(row, here[1])
        assert found is not None, place
        assert found[0] == place
    go_to_cell(session, "event:omachi:2017:half1:F01P01:e1", "event_name")
    assert world.page.in_form
    assert world.page.form.place[0] == world.row("F01P01")


def test_work_on_indicators_alone_leads_to_their_screen(world: World) -> None:
    plan = world.desk.plan(2017)
    parts = world.desk.entry_rows(2017, "half1")
    values: dict[str, dict[str, object]] = {}
    for row in parts:
        for column in row.required:
            where, field = row.targets[column]
            values.setdefault(where, {})[field.name] = _filler(plan, field)
    world.desk.execute(SaveValues(values))  # type: ignore[arg-type]
    answer = take_home(world.desk, 2017, "half1")
    missing = next(task for task in answer.tasks if task.kind == "missing")
    assert missing.screen == ways.INDICATORS
    assert "移住相談窓口の設置" in missing.projects
    home = world.window.page("home")
    world.window.show_page("home")
    world.settle()
    button = next(row.button for row in home.tasks if row.task == missing)  # type: ignore[attr-defined]
    button.click()
    world.settle()
    page = world.window.current_page
    assert page is not None
    assert page.key == "indicators"
    assert page.strip is not None
    assert page.strip.chips["missing"].isChecked()  # type: ignore[attr-defined]


def _filler(plan: object, field: object) -> object:
    if field.kind == "yen":  # type: ignore[attr-defined]
        return 1000
    choices = plan.choices(field.choices) if field.kind == "choice" else ()  # type: ignore[attr-defined]
    return choices[0].code if choices else "した。"


def test_the_panel_tells_what_is_talked_about_and_what_the_project_is_measured_by(world: World) -> None:
    place = ("progress:omachi:2017:half1:F02P01", "done_text")
    world.desk.execute(SaveValues({record("K01", 2016, "full_year"): {"actual": 44, "value_state": "final"}}))
    world.desk.execute(SendMessage("延期の回も書きますか。", record=place[0], field=place[1]))
    session = world.shell.session
    assert session is not None
    go_to_cell(session, *place)
    world.settle()
    world.page._show_info()
    world.settle()
    panel = world.page.panel
    said = [getattr(label, "plain", label.text()) for label in panel.findChildren(QLabel)]
    assert {"移住者数（人）", "60", "44"} <= set(said)
    assert "延期の回も書きますか。" in said
    press("Ctrl+M")
    world.settle()
    talk = world.window.page("talk")
    assert world.window.current_page is talk
    assert talk.current.record == place[0]  # type: ignore[attr-defined]


def test_what_is_printed_is_what_is_shown(world: World) -> None:
    money = "money:omachi:2017:F01P01:half1"
    world.desk.execute(
        SaveValues(
            {
                money: {"spent": 412_000},
                "event:omachi:2017:half1:F01P01:e1": {"event_name": "夏の交流会", "head_count": 31},
            }
        )
    )
    world.page.book.ask()
    world.settle()
    world.page._strip.search.setText("若者")
    world.page._search("若者")
    table = world.page.printed()
    assert [row.cells[1].value for row in table.rows] == ["若者交流イベントの開催"]
    assert "412,000" in [cell.value for cell in table.rows[0].cells]
    world.page._search("")
    world.go("F01P01", "spent")
    world.page.show_form()
    sheet = world.page.printed()
    texts = {block.title: [cell.value for row in block.rows for cell in row.cells] for block in sheet.blocks}
    assert "412,000" in texts["予算と決算"]
    assert {"夏の交流会", "31"} <= set(texts["実施した内容（日付・場所・人数）"])
    assert render_pdf(sheet).startswith(b"%PDF")
    for key in ("budget", "indicators"):
        world.window.show_page(key)
        world.settle()
        page = world.window.page(key)
        assert isinstance(page, FormGridPage)
        assert render_pdf(page.printed()).startswith(b"%PDF")
