"""提出 on the screen: checks that lead to their field, the decision, the file; then locked, taken back, done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alps_desk import wording
from alps_desk.app.commands import MergeBundles, SaveValues, SetDeadline, Unlock
from alps_desk.app.desk import Desk
from alps_desk.gui import year_words
from alps_desk.gui.forms.entry_page import EntryPage
from alps_desk.gui.theme import State, TextSize, Theme
from alps_desk.gui.views.submit import SubmitPage
from tests.gui.hands import click, press, write
from tests.gui.named import cut_off, nameless
from tests.gui.round_world import HALF, LATER, money
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World


class Handing:
    """A window on 提出."""

    def __init__(self, qtbot: QtBot, world: World, desk: Desk, theme: Theme) -> None:
        self.stage = Stage(world, theme, desk)
        self.stage.activate(qtbot)
        self.window = self.stage.window
        self.window.show_page("submit")
        page = self.window.page("submit")
        assert isinstance(page, SubmitPage)
        self.page = page
        self.settle()
        page.focus()

    def settle(self) -> None:
        self.stage.settle()
        assert not self.stage.faults

    @property
    def states(self) -> list[str]:
        return [box.step.state for box in self.page.decision.steps]

    @property
    def ready(self) -> bool:
        return self.page.actions()[-1].isEnabled()


@pytest.fixture
def world(talked: Path, tmp_path: Path) -> Iterator[World]:
    """Submitted, then changed where the union sent back: the decision is cleared."""
    made = World.copied(talked, tmp_path / "world", LATER)
    yield made
    made.close()


@pytest.fixture
def show(qtbot: QtBot, world: World, theme: Theme) -> Iterator[Callable[[], Handing]]:
    opened: list[Handing] = []

    def make() -> Handing:
        opened.append(Handing(qtbot, world, world.desks[1], theme))
        return opened[-1]

    yield make
    for handing in opened:
        handing.stage.close()


def test_keys_alone_check_decide_and_hand_in_and_the_union_has_it(
    show: Callable[[], Handing], world: World
) -> None:
    union, office = world.desks
    office.execute(SaveValues({money("F05P02"): {"spent": "12x"}}))
    handing = show()
    # It is submitted and was changed since: handed in again, after it was taken back.
    assert handing.states == ["cleared", "cleared", "cleared"]
    handing.stage.messages.words = ""
    handing.page.withdraw()
    handing.settle()
    assert office.submission(*HALF).state == "withdrawn"
    assert not handing.ready
    handing.page.focus()
    assert QApplication.focusWidget() is handing.page.found[0]
    press("Enter")
    handing.settle()
    entry = handing.window.page("entry")
    assert isinstance(entry, EntryPage)
    place = entry.pane.grid.place
    assert place is not None
    assert (entry.book.rows[place[0]].part.project.code, entry.source.columns()[place[1]].key) == (
        "F05P02",
        "spent",
    )
    entry.focus()
    for digit in "1184000":
        press(digit)
    press("Enter")
    handing.settle()
    handing.window.show_page("submit")
    handing.settle()
    assert handing.page.levels["error"].count == 0
    for number, step in enumerate(("作成", "係長", "課長"), 1):
        assert QApplication.focusWidget() is handing.page.decision.approve
        assert handing.page.decision.approve.text() == wording.say("submit_take_step", step=step)
        if step == "係長":
            while QApplication.focusWidget() is not handing.page.decision.role.edit:
                press("Shift+Tab")
            press("Ctrl+A")
            write("課長補佐")
            while QApplication.focusWidget() is not handing.page.decision.approve:
                press("Tab")
        press("Space")
        handing.settle()
        assert handing.states[:number] == ["approved"] * number
    assert handing.ready
    press("Ctrl+Return")
    handing.settle()
    handing.settle()
    report = office.submission(*HALF)
    assert (report.state, report.later) == ("submitted", ())
    assert office.approval(*HALF).steps[1].by_role == "課長補佐"
    written = office.exports()[-1].file
    assert written in handing.window.banner.text
    assert "提出済み" in handing.page.deadline.text()
    assert "提出済み" in handing.window.top_bar.deadline.text()
    world.take(office.place.home.outbox / written)
    seen = union.submission(*HALF, "omachi")
    assert (seen.state, seen.later) == ("submitted", ())
    assert [step.state for step in union.approval(*HALF, "omachi").steps] == ["approved"] * 3


def test_the_mouse_sends_back_with_a_reason_and_chooses_the_steps(
    show: Callable[[], Handing], world: World
) -> None:
    office = world.desks[1]
    handing = show()
    assert handing.page.decision.back.isVisible() is False, "what is submitted is locked"
    handing.stage.messages.words = "額の直し"
    handing.page.withdraw()
    handing.settle()
    handing.page.decision.day.edit.setText("いつか")
    click(handing.page.decision.approve)
    assert handing.page.decision.day.error.words.plain == wording.say("date_not_read", text="いつか")
    handing.page.decision.day.edit.setText("R8.4.1")
    click(handing.page.decision.approve)
    handing.settle()
    assert office.approval(*HALF).steps[0].approved_on == "2026-04-01"
    handing.page.decision.role.edit.setText("")
    click(handing.page.decision.approve)
    assert handing.page.decision.role.error.words.plain == wording.say("submit_role_missing")
    handing.stage.messages.words = "内訳を確かめてください"
    click(handing.page.decision.back)
    handing.settle()
    assert handing.states == ["returned", "waiting", "waiting"]
    assert office.approval(*HALF).returned is not None
    action = next(one for one in handing.page.decision._steps_menu.actions() if one.text() == "係長")
    action.trigger()
    handing.settle()
    assert [box.step.label for box in handing.page.decision.steps] == ["作成", "課長"]


def test_exceptions_of_the_union_are_told_and_nothing_is_cut_off(
    show: Callable[[], Handing], world: World, theme: Theme
) -> None:
    union, office = world.desks
    union.execute(SetDeadline(*HALF, "omachi", "2017-12-08", "大雪のため"))
    union.execute(Unlock(*HALF, "omachi", "F05P02", "2017-12-01"))
    union.execute(Unlock(*HALF, "omachi", "F06P01", "2017-11-01"))
    office.execute(MergeBundles((world.export(union),)))
    handing = show()
    assert handing.page.leave_words.plain.splitlines() == [
        wording.say("submit_own_due", on="12月8日"),
        wording.say("submit_leave", about="消費生活センターの運営", on="12月1日"),
    ]
    theme.set_text_size(TextSize.EXTRA)
    handing.window.resize(1280, 680)
    handing.stage.messages.words = ""
    for _ in range(2):
        handing.settle()
        assert nameless(handing.window) == []
        assert cut_off(handing.page.widget) == []
        handing.page.withdraw()
    handing.settle()


@pytest.mark.parametrize(
    ("today", "done", "text", "state"),
    [
        (date(2017, 12, 3), False, "期限を3日過ぎています", State.ERROR),
        (date(2018, 1, 29), False, "期限を60日過ぎています", State.ERROR),
        (date(2018, 1, 30), False, "提出期限 平成29年11月30日（終わりました）", State.NEUTRAL),
        (date(2026, 3, 25), False, "提出期限 平成29年11月30日（終わりました）", State.NEUTRAL),
        (date(2017, 12, 3), True, "提出期限 11月30日（提出済み）", State.OK),
    ],
)
def test_a_due_date_long_over_is_history(today: date, done: bool, text: str, state: State) -> None:
    found = year_words.deadline_on("2017-11-30", today, done=done)
    assert found is not None
    assert text in found[0]
    assert found[1] is state
