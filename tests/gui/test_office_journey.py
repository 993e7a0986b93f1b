"""An office from the union's file to its own exchange file, and what the union makes of it; keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from alps_desk.app.commands import ApplyPlan, ExportBundle, MergeBundles, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.gui.forms.entry_page import EntryPage
from alps_desk.gui.forms.export_page import ExportPage
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import State, Theme
from alps_desk.gui.views.home import HomePage
from tests.gui.desks import Clock, Nonces, SilentMessages, make_office, registration
from tests.gui.entry_world import World, files_in
from tests.gui.hands import click, keys, press, write

EVENT = "F01P01"


@pytest.fixture
def union_world(qtbot: QtBot, theme: Theme, union_desk: Desk, clock: Clock) -> Iterator[World]:
    """The union with its window open on 進捗の入力."""
    result = World(qtbot, union_desk, theme, clock)
    yield result
    result.shell.close()


def test_from_the_registration_file_to_the_exchange_file_without_the_mouse(
    qtbot: QtBot, theme: Theme, union_desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    messages = SilentMessages()
    home = Home(tmp_path / "ikeda")
    doors = Doors(
        lambda home: open_desk(home, clock=clock, nonce_maker=Nonces(5)),
        lambda home, command: set_up_desk(home, command, clock=clock, nonce_maker=Nonces(5)),
        clock,
    )
    shell = Shell(home, doors, theme, Settings(home.root / "window.json"), messages, _raise)
    try:
        _set_up(qtbot, shell, messages, registration(union_desk, tmp_path))
        _enter_and_export(qtbot, shell)
        files = files_in(home.outbox)
        assert len(files) == 1
        assert files[0].startswith("池田町_20171123")
        _merge(union_desk, home.outbox / files[0])
    finally:
        shell.close()


def _set_up(qtbot: QtBot, shell: Shell, messages: SilentMessages, file: Path) -> None:
    assert shell.start()
    set_up = shell.set_up
    assert set_up is not None
    with qtbot.waitActive(set_up):
        set_up.activateWindow()
    messages.answers = [file]
    press("Return", "Return", "Down", "Space", "Return")
    write("企画政策課")
    press("Tab")
    write("担当者C")
    press("Return")
    qtbot.waitUntil(lambda: bool(set_up.done_page.code.plain))
    press("Return")
    qtbot.waitUntil(lambda: shell.window is not None)


def _enter_and_export(qtbot: QtBot, shell: Shell) -> None:
    window, session = shell.window, shell.session
    assert window is not None
    assert session is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    home, page = window.page("home"), window.page("entry")
    assert isinstance(home, HomePage)
    assert isinstance(page, EntryPage)
    qtbot.waitUntil(lambda: bool(home.tasks) and home.tasks[0].button.hasFocus())
    press("Space")
    qtbot.waitUntil(lambda: bool(page.book.rows) and page.pane.grid.hasFocus())
    press("Ctrl+Home")
    while page.source.columns()[page.pane.grid.place[1]].key != "budget_initial":  # type: ignore[index]
        press("Right")
    QGuiApplication.clipboard().setText("850,000\n1,200,000\n")
    press("Ctrl+V", "Right", "Right", "Right")
    keys("412000")
    press("Enter")
    keys("abc")
    press("Enter", "Up")
    keys("655000")
    press("Enter", "F8")
    press("Ctrl+E")
    assert window.current_page is window.page("export")
    export = window.page("export")
    assert isinstance(export, ExportPage)
    press("Ctrl+E")
    qtbot.waitUntil(lambda: export._written is not None)
    session.lanes.wait_until_idle()
    assert session.desk.unexported() == set()


def _merge(union: Desk, file: Path) -> None:
    first = union.execute(MergeBundles((file,)))
    assert first[0].state == "unknown_device"
    taken = union.execute(MergeBundles((file,), accept_device=first[0].pairing))
    assert taken[0].state == "merged"
    figures = union.figures(2017)
    spent = [figures[f"money:ikeda:2017:{code}:half1", "spent"].cell.value for code in ("F01P01", "F02P01")]
    assert spent == [412_000, 655_000]


def _raise(fault: BaseException) -> None:
    raise fault


# -- two PCs of one office --


def test_a_conflict_is_marked_and_typing_over_it_decides_it(
    qtbot: QtBot, theme: Theme, union_desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    """The union took both words; the office sees them when it takes the union's file."""
    record = "money:omachi:2017:F01P01:half1"
    one = make_office(tmp_path / "one", union_desk, "omachi", clock, seed=3)
    other = make_office(tmp_path / "other", union_desk, "omachi", clock, seed=4)
    for desk, amount in ((one, 430_000), (other, 418_000)):
        desk.execute(SaveValues({record: {"spent": amount}}))
        _hand_over(desk, union_desk)
    assert len(union_desk.conflicts()) == 1
    _hand_over(union_desk, one)
    world = World(qtbot, one, theme, clock)
    try:
        cell = world.page.source.cell(world.row(EVENT), world.page.source.column_named("spent"))
        assert cell.state is State.CONFLICT
        assert world.text(EVENT, "state") == "食い違い"
        world.go(EVENT, "spent")
        keys("425000")
        press("Enter")
        assert world.stored(EVENT, "spent") == 425_000
        assert world.desk.conflicts() == []
        assert world.text(EVENT, "state") != "食い違い"
    finally:
        world.shell.close()
        other.close()


def _hand_over(sender: Desk, receiver: Desk) -> None:
    file = sender.execute(ExportBundle()).file
    result = receiver.execute(MergeBundles((file,)))[0]
    if result.state == "unknown_device":
        result = receiver.execute(MergeBundles((file,), accept_device=result.pairing))[0]
    assert result.state == "merged"


# -- the union types for an office --


def test_the_union_types_for_an_office_and_says_from_what(union_world: World) -> None:
    world = union_world
    assert {row.part.office for row in world.page.book.rows} == {"union"}
    world.messages.answers = ["11月20日の回答書"]
    world.page.behalf.offices.picked.emit("hakuba")
    world.settle()
    assert {row.part.office for row in world.page.book.rows} == {"hakuba"}
    world.go(EVENT, "spent")
    keys("430000")
    press("Enter")
    assert world.stored(EVENT, "spent") == 430_000
    change = world.desk.history("money:hakuba:2017:F01P01:half1", "spent")[-1]
    assert (change.on_behalf, change.why) == ("hakuba", "11月20日の回答書")


def test_without_a_source_nothing_is_typed_for_others(union_world: World) -> None:
    world = union_world
    world.page.behalf.offices.picked.emit("hakuba")
    world.settle()
    assert {row.part.office for row in world.page.book.rows} == {"union"}
    assert world.page.behalf.offices.currentData() == "union"


def test_the_union_writes_the_registration_file(union_world: World, tmp_path: Path) -> None:
    world = union_world
    world.window.show_page("export")
    world.settle()
    target = tmp_path / "登録ファイル.csv"
    world.messages.answers = [target]
    click(world.exports.registration)
    world.settle()
    assert target.is_file()


# -- last year --

PLAN_2018 = """fy,project,number,name,field,type,leads,participants
2018,F01P01,1,若者交流イベントの開催,F01,I,omachi,omachi;ikeda;matsukawa;hakuba;otari
2018,F02P01,2,移住相談窓口の設置,F02,I,omachi,omachi;ikeda;matsukawa;hakuba;otari
"""
PERIODS_2018 = """fy,period,as_of_date,opens_on,due_on,stage
2018,half1,2018-09-30,2018-10-01,2018-11-30,half1
"""


def test_last_years_values_stand_beside_this_years(
    qtbot: QtBot, theme: Theme, union_desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    for content in (PLAN_2018, PERIODS_2018):
        union_desk.execute(ApplyPlan(content.encode("utf-8"), "plan.csv"))
    desk = make_office(tmp_path, union_desk, "omachi", clock)
    desk.execute(SaveValues({"money:omachi:2017:F01P01:half1": {"spent": 294_800}}))
    world = World(qtbot, desk, theme, clock)
    try:
        assert world.window.top_bar.years.currentText() == "平成30年度（2018）"
        world.go(EVENT, "spent")
        press("Ctrl+L")
        field = world.page.form.fields[world.row(EVENT), "spent"]
        assert field.last.text() == "294,800"
        world.window.year_chosen.emit(2017)
        world.settle()
        assert world.page.book.snapshot is not None
        assert world.page.book.snapshot.plan.fy == 2017
        assert world.text(EVENT, "spent") == "294,800"
        assert not world.page.in_form or world.page.form.fields[world.row(EVENT), "spent"].box is not None
    finally:
        world.shell.close()
