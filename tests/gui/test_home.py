"""ホーム: what is to be done, ways to it by keys and mouse, progress, exports, changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import (
    Approve,
    ExportBundle,
    MergeBundles,
    SaveValues,
    SendBack,
    SendBackDraft,
    Submit,
    Withdraw,
)
from alps_desk.app.desk import Desk
from alps_desk.gui.forms.entry_page import EntryPage
from alps_desk.gui.screens import screens_of
from alps_desk.gui.session import Session
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.home import HomePage
from tests.gui.entry_sample import fill_sample
from tests.gui.hands import click, press
from tests.gui.named import cut_off, nameless
from tests.gui.round_world import LATER
from tests.gui.union_pictures import Stage
from tests.gui.union_world import FY, PERIOD, World


class Home:
    """The window of an office on ホーム."""

    def __init__(self, qtbot: QtBot, world: World, desk: Desk, theme: Theme) -> None:
        self.stage = Stage(world, theme, desk)
        self.window = self.stage.window
        self.stage.activate(qtbot)
        page = self.window.page("home")
        assert isinstance(page, HomePage)
        self.page = page
        self.settle()

    def settle(self) -> None:
        self.stage.settle()
        assert not self.stage.faults

    @property
    def entry(self) -> EntryPage:
        page = self.window.page("entry")
        assert isinstance(page, EntryPage)
        return page

    def task(self, kind: str) -> str:
        return next(row.heading.text() for row in self.page.tasks if getattr(row.task, "kind", "") == kind)

    @property
    def kinds(self) -> list[str]:
        return [getattr(row.task, "kind", "returned") for row in self.page.tasks]

    def rows_of_entry(self) -> list[str]:
        model = self.entry.pane.grid.model_
        return [
            self.entry.book.rows[model.source_row(number)].part.project.code
            for number in range(model.rowCount())
        ]


@pytest.fixture
def homes(tmp_path, theme: Theme, qtbot: QtBot) -> Iterator[object]:
    world = World(tmp_path / "world")
    opened: list[Home] = []

    def show(desk: Desk) -> Home:
        home = Home(qtbot, world, desk, theme)
        opened.append(home)
        return home

    show.world = world  # type: ignore[attr-defined]
    yield show
    for home in opened:
        home.stage.close()
    world.close()


def test_an_office_begins_at_home_and_the_union_at_its_board(homes, union_session: Session) -> None:
    home = homes(homes.world.office("omachi"))
    assert home.window.current_page is home.page
    assert next(screen.key for screen in screens_of(union_session)) == "board"
    assert "home" not in [screen.key for screen in screens_of(union_session)]


def test_what_is_to_be_done_is_counted_like_the_checks(homes) -> None:
    desk = homes.world.office("omachi")
    fill_sample(desk, FY, PERIOD)
    home = homes(desk)
    found = desk.check(FY, PERIOD)
    for kind in ("error", "warning", "missing"):
        places = {(one.record, one.field) for one in found if one.level == kind}
        assert home.task(kind) == wording.say(f"home_task_{kind}", count=len(places))
    assert home.kinds[:3] == ["error", "warning", "missing"]
    assert home.page.count.text() == wording.say("office_progress_count", done=13, total=16)
    assert "11月30日" in home.page.deadline.text()


def test_the_keyboard_leads_from_a_thing_to_do_to_its_rows(homes) -> None:
    desk = homes.world.office("omachi")
    fill_sample(desk, FY, PERIOD)
    home = homes(desk)
    assert QApplication.focusWidget() is home.page.tasks[0].button
    press("Tab", "Tab")
    assert QApplication.focusWidget() is home.page.tasks[2].button
    press("Space")
    home.settle()
    assert home.window.current_page is home.entry
    wanted = {one.record.split(":")[-1] for one in desk.check(FY, PERIOD) if one.level == "missing"}
    assert home.entry._strip.chips["missing"].isChecked()
    shown = home.rows_of_entry()
    assert 0 < len(shown) < len(home.entry.book.rows)
    assert len(shown) == home.entry._strip.chips["missing"].count
    assert wanted
    # Another one replaces it, also when the entry screen exists already.
    home.window.show_page("home")
    home.settle()
    click(home.page.tasks[0].button)
    home.settle()
    assert [key for key, chip in home.entry._strip.chips.items() if chip.isChecked()] == ["error"]
    assert home.rows_of_entry() == [
        one.record.split(":")[3] for one in desk.check(FY, PERIOD) if one.level == "error"
    ]


def test_a_conflict_of_two_pcs_comes_first_and_can_be_settled(homes) -> None:
    world: World = homes.world
    first, second = world.office("hakuba"), world.office("hakuba", "担当者D")
    world.enter(first, "F02P02", spent=410_000)
    world.enter(second, "F02P02", spent=418_000)
    world.take(world.export(first), world.export(second))
    first.execute(MergeBundles((world.export(world.union),)))
    home = homes(first)
    assert home.kinds[0] == "conflict"
    assert home.task("conflict") == wording.say("home_task_conflict", count=1)
    press("Space")
    home.settle()
    assert home.rows_of_entry() == ["F02P02"]
    world.enter(first, "F02P02", spent=418_000)
    home.window.show_page("home")
    home.settle()
    assert "conflict" not in home.kinds


def test_what_was_sent_back_comes_first_with_its_reason(homes) -> None:
    world: World = homes.world
    desk = world.office("hakuba")
    world.fill(desk)
    world.enter(desk, "F05P01", transfer_out=300_000)
    desk.execute(Submit(FY, PERIOD))
    world.take(world.export(desk))
    record = "money:hakuba:2017:F02P02:half1"
    world.union.execute(SendBack(record, "spent", "内訳を教えてください。"))
    desk.execute(MergeBundles((world.export(world.union),)))
    home = homes(desk)
    assert home.kinds[0] == "returned"
    assert "内訳を教えてください。" in home.page.tasks[0].where.plain
    assert QApplication.focusWidget() is home.page.tasks[0].button
    press("Space")
    home.settle()
    row, column = home.entry.pane.grid.place
    assert home.entry.book.rows[row].part.project.code == "F02P02"
    assert home.entry.source.columns()[column].key == "spent"
    world.enter(desk, "F02P02", spent=431_000)
    home.window.show_page("home")
    home.settle()
    assert "returned" not in home.kinds


def test_when_all_is_done_handing_in_and_then_the_file_is_the_next_thing(homes) -> None:
    world: World = homes.world
    desk = world.office("hakuba")
    world.fill(desk)
    home = homes(desk)
    assert home.kinds == ["submit", "copy"]
    assert QApplication.focusWidget() is home.page.tasks[0].button
    press("Space")
    home.settle()
    assert home.window.current_page is home.window.page("submit")
    desk.execute(Submit(FY, PERIOD))
    home.window.show_page("home")
    home.settle()
    assert home.kinds == ["copy"]
    assert home.page.submission.plain == wording.say("home_submitted", on="11月18日")
    assert home.page.export_button.property("variant") == "primary"
    assert wording.say("home_export_first", count=desk.counts()["unsealed"]) == home.page.waiting.plain
    click(home.page.export_button)
    home.settle()
    assert home.window.current_page is home.window.page("export")
    done = desk.execute(ExportBundle(world.files))
    home.window.show_page("home")
    home.settle()
    assert done.file.name in home.page.last_export.plain
    assert home.page.waiting.plain == wording.say("home_export_nothing")
    assert home.page.export_button.property("variant") == "secondary"


def test_changes_stand_newest_first_and_arrows_go_along_them(homes) -> None:
    world: World = homes.world
    desk = world.office("hakuba")
    for amount in (100_000, 200_000):
        world.enter(desk, "F02P02", spent=amount)
    world.enter(desk, "F02P02", done_text="研修4回を実施した。")
    home = homes(desk)
    assert [row.change.field for row in home.page.changes] == ["done_text", "spent", "spent"]
    latest = home.page.changes[1]
    assert (latest.change.before_text, latest.change.text) == ("100,000円", "200,000円")
    assert "100,000円" in latest.accessibleName()
    assert "担当者A" in latest.accessibleName()
    home.page.changes[0].setFocus()
    press("Down")
    assert QApplication.focusWidget() is latest


def test_home_follows_what_is_saved_meanwhile(homes) -> None:
    desk = homes.world.office("hakuba")
    home = homes(desk)
    before = home.task("missing")
    homes.world.enter(desk, "F02P02", spent=100_000)
    home.settle()
    assert home.task("missing") != before
    assert len(home.page.changes) == 1


def test_changes_of_the_union_on_our_behalf_are_told_as_its_own(homes) -> None:
    world: World = homes.world
    desk = world.office("hakuba")
    world.enter(desk, "F02P02", spent=100_000)
    world.take(world.export(desk))
    record = "progress:hakuba:2017:half1:F02P02"
    world.union.execute(SaveValues({record: {"issues": "電話で確認"}}, why="回答書", on_behalf="hakuba"))
    desk.execute(MergeBundles((world.export(world.union),)))
    home = homes(desk)
    assert home.page.changes[0].change.office == "union"
    assert homes.world.union.plan().body("union").name in home.page.changes[0].accessibleName()


@pytest.mark.parametrize("size", list(TextSize))
def test_nothing_is_cut_off_and_everything_has_a_name(homes, theme: Theme, size: TextSize) -> None:
    desk = homes.world.office("omachi")
    fill_sample(desk, FY, PERIOD)
    home = homes(desk)
    theme.set_text_size(size)
    home.window.resize(1280, 680)
    home.settle()
    assert not nameless(home.page.widget)
    assert not cut_off(home.page.widget)


def test_what_waits_on_other_screens_has_its_row_and_its_way(homes, talked: Path, tmp_path: Path) -> None:
    world = World.copied(talked, tmp_path / "talked", LATER)
    try:
        desk = world.desks[1]
        home = homes(desk)
        # Two threads that the union goes on with, and what was changed after 提出.
        assert home.task("talk") == wording.say("home_hint_talk", count=2)
        assert home.task("later") == wording.say("home_hint_later", count=2)
        desk.execute(Withdraw(FY, PERIOD))
        for _ in range(3):
            desk.execute(Approve(FY, PERIOD))
        desk.execute(SendBackDraft(FY, PERIOD, "額を確かめる"))
        home.settle()
        assert {"later", "submit"}.isdisjoint(home.kinds)
        row = next(row for row in home.page.tasks if getattr(row.task, "kind", "") == "draft_returned")
        click(row.button)
        home.settle()
        assert home.window.current_page is home.window.page("submit")
    finally:
        world.close()
