"""Giving a report out on the screen, the same again, the 正誤表, and from any figure to its changes in two actions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from alps_desk.app.commands import SaveValues
from alps_desk.gui.past import PastOf
from alps_desk.gui.theme import Theme
from alps_desk.gui.views.history import HistoryWindow
from alps_desk.gui.views.imports_window import ImportsWindow
from alps_desk.gui.views.issues_window import ErrataWindow, IssuesWindow
from alps_desk.gui.views.overview import OverviewPage
from alps_desk.gui.views.overview_source import KEYS as OVERVIEW_KEYS
from alps_desk.gui.views.reports import ReportsPage
from alps_desk.gui.views.totals import TotalsPage
from alps_desk.gui.views.totals_source import KEYS as TOTAL_KEYS
from alps_desk.gui.views.why_window import WhyWindow
from tests.gui.hands import press
from tests.gui.named import cut_off, nameless
from tests.gui.union_pictures import Stage
from tests.gui.union_world import FY, World

P = "F02P02"
SPENT = f"money:hakuba:{FY}:{P}:half1"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, dressed: Theme) -> Iterator[Stage]:
    """白馬村 has reported 410,000, and corrects it to 430,000 after the report was given out."""
    world = World(tmp_path_factory.mktemp("giving") / "world")
    hakuba = world.office("hakuba")
    world.enter(hakuba, P, spent=410_000, budget_initial=800_000)
    world.take(world.export(hakuba))
    stage = Stage(world, dressed)
    stage.window.show()
    stage.settle()
    yield stage
    stage.close()
    world.close()
    assert stage.faults == []


def opened(stage: Stage, kind: type[QDialog]) -> QDialog:
    stage.settle()
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def shut(stage: Stage, *windows: QDialog) -> None:
    for one in windows:
        one.close()
    stage.settle()


def test_a_report_is_given_out_and_made_again_and_its_changes_are_listed(
    stage: Stage, tmp_path: Path, qtbot
) -> None:
    stage.window.show_page("reports")
    stage.settle()
    page = stage.window.page("reports")
    assert isinstance(page, ReportsPage)
    stage.session.go("reports", "money_summary")
    stage.settle()
    stage.messages.words, stage.messages.target = "議会へ", tmp_path / "given.csv"
    page.issued.issue.trigger()
    stage.settle()
    assert "given.csvを出しました" in stage.window.banner.text
    stage.world.enter(stage.world.desks[1], P, spent=430_000)
    stage.world.take(stage.world.export(stage.world.desks[1]))
    page.issued.listed.trigger()
    listed = opened(stage, IssuesWindow)
    assert isinstance(listed, IssuesWindow)
    assert nameless(listed) == cut_off(listed) == []
    [view] = listed.views
    assert (view.file, view.note, view.form) == ("given.csv", "議会へ", "money_summary")
    stage.messages.target = tmp_path / "again.csv"
    qtbot.mouseClick(listed.rows[0].buttons[0], Qt.MouseButton.LeftButton)
    stage.settle()
    assert "発行したときのファイルと同じです" in listed.told.plain
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "given.csv").read_bytes()
    # First action: the 正誤表; second: why, from the row of a cell.
    qtbot.mouseClick(listed.rows[0].buttons[1], Qt.MouseButton.LeftButton)
    errata = opened(stage, ErrataWindow)
    assert isinstance(errata, ErrataWindow)
    assert errata.found is not None
    assert ("410,000", "430,000") in {(one.before, one.after) for one in errata.found.corrections}
    assert nameless(errata) == cut_off(errata) == []
    errata.rows[0].opened.emit()
    why = opened(stage, WhyWindow)
    assert isinstance(why, WhyWindow)
    assert [(step.before, step.value) for step in why.traced.fields[0]] == [
        (410_000, 430_000),
        (None, 410_000),
    ]
    stage.messages.target = tmp_path / "errata.csv"
    errata.write("csv")
    stage.settle()
    assert '"410,000","430,000"' in (tmp_path / "errata.csv").read_text("utf-8-sig")
    shut(stage, why, errata, listed)


def test_from_a_total_to_the_changes_of_its_fields_in_two_actions(stage: Stage, qtbot) -> None:
    asked: list[PastOf] = []
    stage.session.past_asked.connect(asked.append)
    stage.session.go("totals", P)
    stage.settle()
    page = stage.window.page("totals")
    assert isinstance(page, TotalsPage)
    assert page.pane.grid.place[1] == TOTAL_KEYS.index("net")
    stage.activate(qtbot)
    page.focus()
    press("Ctrl+Shift+H")
    why = opened(stage, WhyWindow)
    assert isinstance(why, WhyWindow)
    assert nameless(why) == cut_off(why) == []
    assert [(some[0].record, some[0].field) for some in why.traced.fields] == [(SPENT, "spent")]
    assert "410,000円 → 430,000円（＋20,000円）" in why.rows[0].accessibleName()
    why.rows[0].opened.emit()
    history = opened(stage, HistoryWindow)
    assert asked[-1].records == (SPENT,)
    assert asked[-1].field == "spent"
    shut(stage, history, why)


def test_from_a_cell_a_computed_cell_and_a_sum_of_the_list(stage: Stage) -> None:
    stage.window.show_page("overview")
    stage.settle()
    page = stage.window.page("overview")
    assert isinstance(page, OverviewPage)
    row = next(
        number
        for number in range(page.source.row_count())
        if (one := page.source.report(number)) is not None and (one.office, one.project) == ("hakuba", P)
    )
    seen = {}
    for name, at in (("spent", row), ("budget_current", row), ("spent", page.source.row_count() - 1)):
        page.pane.grid.go_to(at, OVERVIEW_KEYS.index(name))
        page.show_why()
        why = opened(stage, WhyWindow)
        assert isinstance(why, WhyWindow)
        seen[name, at == row] = {(some[0].field, len(some)) for some in why.traced.fields}
        shut(stage, why)
    assert seen == {
        ("spent", True): {("spent", 2)},
        ("budget_current", True): {("budget_initial", 1)},
        ("spent", False): {("spent", 2)},
    }
    # A cell that nobody enters has no changes to show.
    page.pane.grid.go_to(row, OVERVIEW_KEYS.index("project_name"))
    assert not page.why.isEnabled()


def test_a_window_that_is_open_hears_of_changes(stage: Stage) -> None:
    stage.session.go("totals", P)
    stage.settle()
    page = stage.window.page("totals")
    assert isinstance(page, TotalsPage)
    page.show_why()
    why = opened(stage, WhyWindow)
    assert isinstance(why, WhyWindow)
    before = len(why.traced.fields[0])
    stage.session.run(
        SaveValues({SPENT: {"spent": 440_000}}, on_behalf="hakuba", why="電話で聞いた"), stage.window
    )
    stage.settle()
    assert len(why.traced.fields[0]) == before + 1
    shut(stage, why)


def test_a_file_is_taken_back_and_in_again_on_the_screen(stage: Stage, qtbot) -> None:
    stage.window.show_page("import")
    stage.settle()
    page = stage.window.page("import")
    page._undo.trigger()
    window = opened(stage, ImportsWindow)
    assert isinstance(window, ImportsWindow)
    assert nameless(window) == cut_off(window) == []
    number = next(at for at, one in enumerate(window.taken) if one.changes)
    stage.messages.words = "取り違え"
    before = stage.session.desk.digest()
    qtbot.mouseClick(window.rows[number].buttons[0], Qt.MouseButton.LeftButton)
    stage.settle()
    assert window.taken[number].state == "held"
    assert "の取り込みを取り消しました。" in window.told.plain
    assert stage.session.desk.digest() != before
    qtbot.mouseClick(window.rows[number].buttons[0], Qt.MouseButton.LeftButton)
    stage.settle()
    assert window.taken[number].state == "taken"
    assert stage.session.desk.digest() == before
    shut(stage, window)
