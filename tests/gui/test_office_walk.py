"""The office's whole way, from the first set-up to the receipt, over every screen: by keys alone, and by mouse alone.

One description of what a person wants, two pairs of hands (``walkers``), real widgets, a real store and real files; by
keys the dialogs for files and reasons are the real ones, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from alps_desk.app.commands import ExportBundle, SendBack, WriteRegistration
from alps_desk.app.desk import Desk
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.gui import printing
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.history import HistoryWindow
from tests.gui.desks import Clock, Nonces
from tests.gui.indicator_sample import define
from tests.gui.typed_dialogs import TypedDialogs
from tests.gui.union_world import Told, World
from tests.gui.walkers import Keys, Mouse, Walker

SPENT = "money:omachi:2017:F01P01:half1"
PROGRESS = "progress:omachi:2017:half1:F01P01"


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A union with indicators, closed; each walk goes on from a copy."""
    folder = tmp_path_factory.mktemp("walk")
    world = World(folder)
    define(world.union)
    world.union.execute(WriteRegistration(folder / "registration.csv"))
    world.close()
    return folder


@pytest.fixture
def union(region: Path, tmp_path: Path, clock: Clock) -> Iterator[World]:
    made = World.copied(region, tmp_path / "region", clock.time)
    yield made
    made.close()


@pytest.fixture
def shell(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    theme: Theme,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Shell]:
    monkeypatch.setattr(printing, "has_printers", lambda: False)
    home = Home(tmp_path / "omachi")
    doors = Doors(
        lambda home: open_desk(home, clock=clock, nonce_maker=Nonces(5)),
        lambda home, command: set_up_desk(home, command, clock=clock, nonce_maker=Nonces(5)),
        clock,
    )
    # Whoever has no mouse answers the real dialogs; the mouse finds its files by dropping them, so it is told.
    messages = TypedDialogs() if request.node.callspec.params["hands"] is Keys else Told()
    made = Shell(home, doors, theme, Settings(home.root / "window.json"), messages, _raise)
    yield made
    made.close()


def _raise(fault: BaseException) -> None:
    raise fault


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("hands", [Keys, Mouse], ids=["keys", "mouse"])
def test_from_the_first_set_up_to_the_receipt(
    hands: type[Walker], qtbot: QtBot, shell: Shell, union: World, tmp_path: Path
) -> None:
    walker = hands(qtbot, shell)
    told = shell._messages
    assert isinstance(told, Told)
    set_up(walker, union)
    assert shell.session is not None
    desk = shell.session.desk
    home_to_entry(walker)
    entry(walker, told, tmp_path)
    budget(walker)
    indicators(walker)
    past(walker, told)
    overview(walker)
    submit(walker)
    reports(walker, told, tmp_path)
    file = export(walker, told, tmp_path)
    back = at_the_union(union, file)
    receipt(walker, back)
    talk(walker)
    settings(walker)
    help_page(walker)
    walker.go("export")
    walker.act("export", "書き出す")
    last = max(Home(shell.session.desk.place.home.root).outbox.iterdir())
    again = union.take(last)
    assert [one.state for one in again] == ["merged"]
    check(union.union, desk)
    assert told.refusals == []
    if isinstance(told, TypedDialogs):
        assert told.opened.count("QFileDialog") == 5
        assert "TextQuestion" in told.opened


def set_up(walker: Walker, union: World) -> None:
    """登録ファイル, 所属, 課・氏名."""
    shell = walker.shell
    assert shell.start()
    window = shell.set_up
    assert window is not None
    walker.look_at(window)
    told = shell._messages
    assert isinstance(told, Told)
    told.files = [union.folder / "registration.csv"]
    walker.push(window.source.drop.button)
    walker.push(window.go)
    walker.push(window.office.buttons["omachi"])
    walker.push(window.go)
    walker.fill(window.person.section.edit, "企画財政課")
    walker.fill(window.person.person.edit, "担当者A")
    walker.push(window.go)
    walker.qtbot.waitUntil(lambda: bool(window.done_page.code.plain))
    walker.push(window.go)
    walker.qtbot.waitUntil(lambda: shell.window is not None)
    walker.look_at(walker.window)
    walker.wait()


def home_to_entry(walker: Walker) -> None:
    """今やること leads to the work."""
    home = walker.shown("home")
    assert home.tasks[0].heading.text().startswith("未入力")
    walker.push(home.tasks[0].button)
    page = walker.shown("entry")
    assert page.strip.chips["missing"].isChecked()
    walker.push(page.strip.chips["missing"])


def entry(walker: Walker, told: Told, tmp_path: Path) -> None:
    """The list, a mistake put right, the form with an event, a question about a cell, the paper."""
    page = walker.shown("entry")
    grid, columns = page.pane.grid, page.source
    for key, text in (("budget_initial", "850000"), ("spent", "41x"), ("done_text", "交流会を2回開いた。")):
        walker.put(grid, 0, columns.column_named(key), text)
    walker.wait()
    assert page.strip.chips["error"].count == 1
    walker.put(grid, 0, columns.column_named("spent"), "412000")
    walker.put(grid, 0, columns.column_named("progress_class"), "実施中")
    walker.wait()
    assert page.strip.chips["error"].count == 0
    walker.cell(grid, 0, columns.column_named("done_text"))
    walker.act("entry", "1事業ずつ")
    assert page.in_form
    box = page.form.fields[0, "plan_text"].box
    walker.fill(box, "年2回の交流会")
    walker.put(page.form.events.grid, 0, 0, "2017-07-08")
    walker.put(page.form.events.grid, 0, 1, "夏の交流会")
    walker.put(page.form.events.grid, 0, 3, "31")
    told.target = tmp_path / "事業.pdf"
    walker.act("entry", "印刷する")
    walker.push(walker.window.banner._action)
    walker.wait()
    assert told.target.read_bytes().startswith(b"%PDF")
    walker.act("entry", "一覧へ")
    assert not page.in_form
    walker.cell(grid, 0, columns.column_named("issues"))
    walker.push(page.talk_button)
    talk = walker.shown("talk")
    assert talk.card.heading.plain.endswith("課題")
    walker.fill(talk.writer.box, "延期の回も書きますか。")
    walker.push(talk.card.do)
    walker.wait()
    assert [row.thread_.record for row in talk.rows] == [PROGRESS]


def budget(walker: Walker) -> None:
    """An amount that only this screen has, and the funds."""
    page = walker.go("budget")
    walker.put(page.pane.grid, 0, page.source.column_named("carried_out"), "20000")
    walker.choose(page._budget_strip.views, "funds")
    walker.put(page.pane.grid, 0, page.source.column_named("fund_general"), "412000")
    walker.wait()
    assert page.balance.funds.sign.text() == "一致"


def indicators(walker: Walker) -> None:
    """A figure and how sure it is."""
    page = walker.go("indicators")
    grid = page.pane.grid
    walker.put(grid, 0, page.source.column_named("actual"), "52")
    walker.put(grid, 0, page.source.column_named("value_state"), "確定")
    walker.wait()
    assert page.source.cell(0, page.source.column_named("value_state")).text == "確定"


def past(walker: Walker, told: Told) -> None:
    """変更の履歴 of one cell, and its first value put back."""
    page = walker.go("entry")
    walker.put(page.pane.grid, 0, page.source.column_named("spent"), "500000")
    walker.cell(page.pane.grid, 0, page.source.column_named("spent"))
    walker.act("entry", "変更の履歴")
    window = walker.window.findChild(HistoryWindow)
    assert window is not None
    walker.look_at(window)
    walker.wait()
    told.words = "打ち間違い"
    row = next(one for one in window.rows if one.past.view.text == "412,000円")
    walker.push(row.restore)
    walker.wait()
    walker.push(window.close_button)
    walker.look_at(walker.window)
    walker.wait()
    assert page.source.cell(0, page.source.column_named("spent")).text == "412,000"


def overview(walker: Walker) -> None:
    """全体の一覧 shows it."""
    page = walker.go("overview")
    assert page.pane.grid.model_.rowCount() > 1


def submit(walker: Walker) -> None:
    """Three steps, one by a stand-in, then the file."""
    page = walker.go("submit")
    assert page.found[0].finding.level != "error"
    decision = page.decision
    walker.push(decision.approve)
    walker.wait()
    walker.push(decision.approve)
    walker.wait()
    walker.choose(decision.ways, "by_substitute")
    walker.fill(decision.role.edit, "課長補佐")
    walker.push(decision.approve)
    walker.wait()
    assert [box.step.state for box in decision.steps] == ["approved"] * 3
    walker.act("submit", "提出する")
    walker.wait()
    assert walker.window.banner.text.startswith("提出しました。")


def reports(walker: Walker, told: Told, tmp_path: Path) -> None:
    """進捗報告書 of one project, as a PDF."""
    page = walker.go("reports")
    walker.pick(page.choices._scope.projects, 1)
    walker.wait()
    assert page.preview.pages.table.name == "progress_sheet"
    assert len(page.preview.pages.table.rows) == 1
    told.target = tmp_path / "報告書.pdf"
    walker.act("reports", "PDFに書き出す")
    assert told.target.read_bytes().startswith(b"%PDF")


def export(walker: Walker, told: Told, tmp_path: Path) -> Path:
    """What was written, with its 送付票."""
    page = walker.go("export")
    told.target = tmp_path / "送付票.pdf"
    walker.push(page.cover.write)
    walker.wait()
    assert told.target.is_file()
    session = walker.shell.session
    assert session is not None
    (file,) = list(Home(session.desk.place.home.root).outbox.glob("*.csv"))
    return file


def at_the_union(union: World, file: Path) -> Path:
    """The union takes the file, answers, and sends one cell back."""
    (taken,) = union.take(file)
    assert taken.state == "merged"
    assert union.union.figures(2017)[SPENT, "spent"].cell.value == 412_000
    union.union.execute(SendBack(SPENT, "carried_out", "内訳を教えてください。"))
    back: Path = union.union.execute(ExportBundle(union.files)).file
    return back


def receipt(walker: Walker, back: Path) -> None:
    """The union's file is looked at and taken."""
    page = walker.go("receipt")
    walker.bring(back)
    assert [line.kind for line in page.cards[0].lines][:1] == ["received"]
    walker.act("receipt", "取り込む")
    walker.wait()
    assert page.figures["received"].accessibleName() != "受領済み 0 件"
    walker.push(page.to_talk)


def talk(walker: Walker) -> None:
    """From the thread to the cell on 予算・決算, and back with the answer."""
    page = walker.shown("talk")
    row = next(one for one in page.rows if one.thread_.field == "carried_out")
    walker.push(row)
    walker.push(page.card.to_field)
    money = walker.shown("budget")
    place = money.pane.grid.place
    assert money.source.columns()[place[1]].key == "carried_out"
    walker.put(money.pane.grid, *place, "15000")
    page = walker.go("talk")
    walker.push(next(one for one in page.rows if one.thread_.field == "carried_out"))
    walker.fill(page.writer.box, "直しました。")
    walker.push(page.card.fixed)
    walker.wait()
    thread = next(one.thread_ for one in page.rows if one.thread_.field == "carried_out")
    assert thread.returned is not None
    assert thread.returned.state == "corrected"


def settings(walker: Walker) -> None:
    """Larger letters."""
    page = walker.go("settings")
    walker.choose(page.sizes, TextSize.LARGE.key)
    assert walker.window._theme.text_size is TextSize.LARGE
    walker.choose(page.sizes, TextSize.STANDARD.key)


def help_page(walker: Walker) -> None:
    """A page of help, and back."""
    here = walker.go("entry")
    walker.help()
    page = walker.shown("help")
    assert "進捗の入力" in page.text.toPlainText()
    walker.act("help", "前の画面に戻る")
    assert walker.window.current_page is here
    walker.go("help")


def check(union: Desk, office: Desk) -> None:
    """What the union has is what was typed."""
    figures = union.figures(2017)
    money = {field: figures[SPENT, field].cell.value for field in ("spent", "carried_out", "fund_general")}
    assert money == {"spent": 412_000, "carried_out": 15_000, "fund_general": 412_000}
    assert figures[PROGRESS, "done_text"].cell.value == "交流会を2回開いた。"
    assert figures[PROGRESS, "plan_text"].cell.value == "年2回の交流会"
    assert figures["actual:omachi:2017:half1:K01", "actual"].cell.value == 52
    events = {cell.cell.value for (record, field), cell in figures.items() if record.startswith("event:")}
    assert {"2017-07-08", "夏の交流会", 31} <= events
    assert [one.state for one in union.returns(office="omachi")] == ["corrected"]
    assert office.unexported() == set()
