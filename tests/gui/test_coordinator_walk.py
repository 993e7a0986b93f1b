"""The coordinator's way through a planted round, from the first file to the printed report, by mouse and keys.

Everything on the way is real: widgets, stores, files written by the offices' own commands, the PDF at the end. Each figure
that is looked at was reckoned by hand from ``planted_round`` and stands here as a number; nothing is computed.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from alps_desk.gui.theme import Theme
from alps_desk.gui.views.overview_source import KEYS as LISTED
from alps_desk.gui.views.totals_source import KEYS as SUMMED
from alps_desk.gui.widgets.buttons import Button
from tests.gui.hands import press
from tests.gui.planted_round import BEGIN, FY, GONE, LATE, PERIOD, Planted, plant, put_right
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World
from tests.gui.walkers import Mouse

# 総計, 控除, 純計, 報告した団体 as the screen 合計 writes them, reckoned by hand.
BEFORE = {
    "F07P02": ("12,000", "0", "12,000", "1／6"),
    "F07P05": ("900,000", "0", "900,000", "1／1"),
    "region": ("912,000", "0", "912,000", "2／27"),
}
"""Only the union's own part."""
FIRST_DAY = {
    "F02P02": ("1,613,800", "0", "1,613,800", "4／5"),
    "F05P01": ("7,360,000", "1,360,000", "6,000,000", "4／5"),
    "F05P02": ("3,420,000", "210,000", "3,210,000", "3／5"),
    "F07P02": ("164,000", "0", "164,000", "4／6"),
    "F07P05": ("1,100,000", "200,000", "900,000", "1／1"),
    "F08P01": ("124,000", "0", "124,000", "3／5"),
    "type/I": ("10,780,000", "1,570,000", "9,210,000", "7／10"),
    "type/II": ("1,901,800", "0", "1,901,800", "11／16"),
    "region": ("13,781,800", "1,770,000", "12,011,800", "19／27"),
}
"""大町市, 松川村 and one PC of 白馬村 whole, of 池田町 two projects, 小谷村 nothing."""
AMENDED = {
    "type/II": ("1,777,800", "0", "1,777,800", "8／11"),
    "region": ("13,657,800", "1,770,000", "11,887,800", "16／22"),
}
"""Without the project that was taken out of the plan."""
SETTLED = {
    "F02P02": ("1,625,800", "0", "1,625,800", "4／5"),
    "F05P01": ("7,360,000", "1,360,000", "6,000,000", "4／5"),
    "F05P02": ("3,540,000", "330,000", "3,210,000", "4／5"),
    "F07P02": ("211,000", "0", "211,000", "5／6"),
    "F07P05": ("1,200,000", "300,000", "900,000", "1／1"),
    "region": ("13,936,800", "1,990,000", "11,946,800", "18／22"),
}
"""The second day's files, and both 食い違い decided."""
WHOLE = {
    "F02P02": ("1,724,500", "0", "1,724,500", "5／5"),
    "F05P01": ("7,700,000", "1,700,000", "6,000,000", "5／5"),
    "F05P02": ("3,620,000", "410,000", "3,210,000", "5／5"),
    "F07P02": ("241,000", "10,000", "231,000", "6／6"),
    "F07P05": ("1,200,000", "300,000", "900,000", "1／1"),
    "type/I": ("11,320,000", "2,110,000", "9,210,000", "10／10"),
    "type/II": ("1,965,500", "10,000", "1,955,500", "11／11"),
    "type/III": ("1,200,000", "300,000", "900,000", "1／1"),
    "region": ("14,485,500", "2,420,000", "12,065,500", "22／22"),
}
"""小谷村 came late, 池田町 put its 負担金 right."""
BUDGETS = {
    "F05P01": ("7,900,000", "1,700,000", "6,200,000", "5／5"),
    "F05P02": ("3,010,000", "410,000", "2,600,000", "5／5"),
    "F07P02": ("267,000", "10,000", "257,000", "6／6"),
    "region": ("14,037,000", "2,120,000", "11,917,000", "22／22"),
}
"""The initial budgets."""


PRINTED = {
    "money_summary": (
        "白馬村 ○ 450,000 450,000 430,000 95.6% 20,000",
        "総計・純計 5／5 1,860,000 1,860,000 1,724,500 92.7% 135,500",
        "池田町 ○ 500,000 500,000 500,000 100.0% 0",
        "総計 5／5 7,900,000 7,900,000 7,700,000 97.5% 200,000",
        "控除 1,700,000 ― ― 1,700,000 ― ― ―",
        "純計 5／5 6,200,000 ― ― 6,000,000 ― ― ―",
        "8 福祉 消費生活センターの運営 Ⅰ 大町市 ○ 2,600,000 800,000 3,400,000 3,210,000 94.4% 190,000",
        "松川村 ○ 45,000 45,000 41,500 92.2% 3,500",
        "総計 6／6 267,000 267,000 241,000 90.3% 26,000",
        "純計 6／6 257,000 ― ― 231,000 ― ― ―",
        "純計 11／11 2,117,000 ― ― 1,955,500 ― ― ―",
        "純計 1／1 1,000,000 ― ― 900,000 ― ― ―",
        "総計 22／22 14,037,000 800,000 14,837,000 14,485,500 651,500",
        "控除 2,120,000 ― ― 2,420,000 ― ― ―",
        "純計 22／22 11,917,000 ― ― 12,065,500 ― ― ―",
        "※ 報告は22件すべてそろっています。",
        "※ 全事業：総計14,485,500円－控除2,420,000円＝純計12,065,500円",
    ),
    "burdens": (
        "池田町 大町市 500,000 500,000 500,000 500,000 0",
        "1,700,000 1,700,000 1,700,000 1,700,000 0",
        "消費生活センターの運営 計 410,000 410,000 410,000 410,000 0",
        "※ 突合の結果：一致8組、不一致0組、どちらかが未報告3組。",
    ),
    "indicator_list": (
        # 20 + 9 + 6 + 11 + 4 of 60; the mean of 81.2 and 78.9 is 80.05, half up; 30 at most were wanted, 24 came.
        "移住者数 人 40 22 60 50 83.3% B 年度",
        "利用者の満足度 % 未報告 80.0 80.1 100.1% B 年度",
        "消費者被害の件数 件 未報告 30 24 125.0% A 年度",
    ),
    "money_years": (
        # What was carried over stands in both budgets: only what was spent is added.
        "Ⅰ 1,200,000 800,000 1／5 3,210,000 5／5 4,410,000",
        "全事業 1,200,000 800,000 1／10 12,065,500 22／22 13,265,500",
    ),
    "evaluation_sheet": ("4町村の負担の割合が守られた。",),
    "project_changes": ("移住セミナーと相談会の開催",),
}
"""What the papers say, by hand."""
UNEVEN = "池田町 大町市 500,000 500,000 510,000 500,000 10,000"
"""通知, 確定, 支出側, 収入側, 差額 before the office put it right."""
THOUSANDS = "総計・純計 5／5 1,860 1,860 1,725 92.7% 136"
"""1,724,500 yen are 1,725 in 千円: half up, not half even."""


class Coordinator(Mouse):
    """A person at the union's window."""

    def __init__(self, qtbot: QtBot, stage: Stage) -> None:
        super().__init__(qtbot, stage.shell)
        self.stage = stage

    def drop(self, *files: Path) -> None:
        """Put files on the middle of the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        at = self.window.rect().center()
        rest = (
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self.window, QDragEnterEvent(at, *rest))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(at), *rest))
        self.wait()

    def take(self, *files: Path) -> list[str]:
        """Drop files on 取り込み, compare the numbers of new PCs, take them; what the rows say afterwards."""
        self.drop(*files)
        page = self.shown("import")
        while page.cards:
            self.push(page.cards[0].confirm)
            self.wait()
        words = next(one.text() for one in self.window.top_bar.buttons if "件を取り込む" in one.text())
        self.act("import", words)
        return [row.chip.text() for row in page.rows]

    def totals(self, stage: str = "period") -> dict[str, tuple[str, ...]]:
        """The rows of 合計."""
        page = self.go("totals")
        if page.stages.current != stage:
            self.choose(page.stages, stage)
            self.wait()
        found = {}
        for number, row in enumerate(page.source.rows):
            cells = [
                page.source.cell(number, SUMMED.index(key))
                for key in ("gross", "elimination", "net", "reported")
            ]
            found[row.key] = tuple(cell.text for cell in cells)
        return found

    def report(self, office: str, project: str, column: str) -> None:
        """Stand in a cell of 全体の一覧."""
        page = self.shown("overview")
        row = next(
            number
            for number in range(page.source.row_count())
            if (one := page.source.report(number)) is not None
            and (one.office, one.project) == (office, project)
        )
        self.cell(page.pane.grid, row, LISTED.index(column))
        self.wait()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The round up to the day the files are sent."""
    made = World(tmp_path_factory.mktemp("planted"), BEGIN)
    made.planted = plant(made)  # type: ignore[attr-defined]
    yield made
    made.close()


@pytest.fixture
def walker(world: World, theme: Theme, qtbot: QtBot) -> Iterator[Coordinator]:
    stage = Stage(world, theme)
    stage.session.choose_period(PERIOD)
    stage.window.resize(1366, 768)
    stage.activate(qtbot)
    stage.settle()
    yield Coordinator(qtbot, stage)
    stage.close()
    assert stage.faults == []
    assert stage.messages.refusals == []


def picked(
    found: dict[str, tuple[str, ...]], wanted: dict[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    return {key: found[key] for key in wanted}


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_from_the_first_file_to_the_printed_report(
    walker: Coordinator, world: World, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    tool("pdftotext")
    files: Planted = world.planted  # type: ignore[attr-defined]
    told = walker.stage.messages
    union = world.union
    board = walker.shown("board")
    assert board.complete.accessibleName().startswith("提出がそろった市町村 0 / 5 市町村")
    assert picked(walker.totals(), BEFORE) == BEFORE

    # The first day's post: one file twice, one cut on its way, a part of an office.
    walker.go("import")
    assert walker.take(*files.first) == [
        "取り込みました", "変化なし", "取り込みました", "取り込みました", "取り込みました", "取り込みません",
    ]  # fmt: skip
    assert picked(walker.totals(), FIRST_DAY) == FIRST_DAY
    (uneven,) = [one for one in union.totals(FY, "settled").pairs if one.difference_yen]
    assert (uneven.project, uneven.payer, uneven.out_yen, uneven.in_yen) == (
        "F05P01",
        "ikeda",
        510_000,
        500_000,
    )

    # The plan is amended while everybody reports: a project goes, another is called otherwise.
    amend(walker)
    assert picked(walker.totals(), AMENDED) == AMENDED
    assert GONE not in walker.totals()

    # The second day: the rest of 池田町 (under the old plan), a PC that went back to a copy, another PC of 白馬村.
    walker.go("import")
    assert walker.take(*files.second) == ["取り込みました", "食い違い 1欄", "食い違い 1欄"]
    restored = walker.page("import").rows[1]
    assert "控えから戻したか" in restored.accessibleDescription()
    totals = walker.go("totals").source
    marked = {row.key for row in totals.rows if row.total.conflict}
    assert marked == {"F02P02", "F07P02", "field/F07", "type/II", "region"}
    settle(walker)
    assert picked(walker.totals(), SETTLED) == SETTLED

    # A wrong 負担金 is seen on its form and goes back to its office; the board says who is late.
    walker.go("reports")
    assert UNEVEN in paper(walker, tmp_path, "burdens")
    interim = give_out(walker, tmp_path)
    walker.go("overview")
    told.words = "負担金が、大町市の通知の額より10,000円多くなっています。"
    walker.report("ikeda", "F05P01", "spent")
    walker.push(walker.page("overview").deeds.back)
    walker.wait()
    assert walker.window.banner.text.startswith("差し戻しました。")
    world.clock.time = LATE
    walker.stage.session.changed.emit(frozenset())
    board = walker.go("board")
    assert board.complete.accessibleName() == "提出がそろった市町村 4 / 5 市町村 残り：小谷村"
    late = {(one.office, one.days_late) for one in union.board(FY, PERIOD) if one.days_late}
    assert late == {("otari", 3), ("ikeda", 3)}, "what is sent back is owed as well"
    corrected = {(one.office, one.project) for one in union.board(FY, PERIOD) if one.state == "corrected"}
    assert corrected == {("hakuba", "F02P02"), ("matsukawa", "F07P02")}

    remind(walker)

    # Everything comes.
    put_right(files.ikeda, world.export(union, "広域連合.csv"))
    right = world.export(files.ikeda, "池田町_平成29年度_通期_訂正.csv")
    walker.go("import")
    assert walker.take(files.late, right) == ["取り込みました", "取り込みました"]
    assert picked(walker.totals(), WHOLE) == WHOLE
    assert picked(walker.totals("initial"), BUDGETS) == BUDGETS
    terms(walker)
    accept(walker)
    assert (
        walker.go("board").complete.accessibleName() == "提出がそろった市町村 5 / 5 市町村 すべてそろいました"
    )
    evaluate(walker)
    walker.go("reports")
    write_reports(walker, tmp_path)
    made_again(walker, tmp_path, interim)


def amend(walker: Coordinator) -> None:
    """Take a project out of the plan and rename another, as one does in a table."""
    page = walker.go("plan")
    walker.choose(page.segments, "projects")
    walker.wait()
    pane = page.tabs["projects"].panes[0]
    source = pane.grid.source
    walker.put(
        pane.grid,
        source.row_of(f"project_year:union:{FY}:F02P02"),
        source.column_named("name"),
        "移住セミナーと相談会の開催",
    )
    walker.wait()
    walker.cell(pane.grid, source.row_of(f"project_year:union:{FY}:{GONE}"), source.column_named("name"))
    walker.act("plan", "行を削除する")
    assert walker.window.banner.text.startswith("「17 F08P01 図書館の相互利用の実施」を削除しました。")
    walker.choose(page.segments, "guide")
    walker.wait()
    stray = [[cell.text for cell in row.cells] for row in page.guide.stray.rows]
    assert [row[:3] for row in stray if GONE in row[1]] == [
        ["大町市", "F08P01 図書館の相互利用の実施", "6"],
        ["松川村", "F08P01 図書館の相互利用の実施", "6"],
        ["白馬村", "F08P01 図書館の相互利用の実施", "6"],
    ]


def settle(walker: Coordinator) -> None:
    """Both 食い違い, by their numbers on the keyboard."""
    page = walker.go("conflicts")
    for row, wanted in zip(page.rows, ("430,000円", "41,500円"), strict=True):
        number = next(at for at, one in enumerate(row.view.candidates, 1) if one.text == wanted)
        walker.push(row)
        press(str(number))
    walker.fill(page.reason.field, "担当者に電話で確認")
    walker.act("conflicts", "この内容で決める（2件）")
    assert walker.window.banner.text == "2件を決めました。"


def give_out(walker: Coordinator, folder: Path) -> bytes:
    """The totals as they stand in between are given out; the file."""
    page, told = walker.shown("reports"), walker.stage.messages
    walker.push(page.choices.radios["money_summary"])
    walker.wait()
    told.words, told.target = "中間の打合せ", folder / "中間.pdf"
    walker.act("reports", "確定して出す")
    assert walker.window.banner.text.startswith("中間.pdfを出しました。")
    return told.target.read_bytes()


def made_again(walker: Coordinator, folder: Path, interim: bytes) -> None:
    """What was given out comes again to the byte, and the 正誤表 says what is right now."""
    page, told = walker.shown("reports"), walker.stage.messages
    walker.act("reports", "発行した報告書")
    window = page.issued.window
    walker.look_at(window)
    walker.wait()
    told.target = folder / "もう一度.pdf"
    buttons = {one.text(): one for one in window.findChildren(Button)}
    walker.push(buttons["同じものをもう一度"])
    walker.wait()
    assert told.target.read_bytes() == interim
    walker.push(buttons["正誤表"])
    walker.look_at(window.errata)
    walker.wait()
    words = "\n".join(label.text() for label in window.errata.findChildren(QLabel))
    assert "11,946,800" in words
    assert "12,065,500" in words
    window.errata.close()
    window.close()
    walker.look_at(walker.window)


def remind(walker: Coordinator) -> None:
    """The letters to the office something was sent back to and to the one that is late, ready to paste."""
    page = walker.shown("board")
    walker.act("board", "文面を作る")
    window = page.letters_window
    walker.look_at(window)
    walker.wait()
    walker.pick(window.offices, window.offices.findData("ikeda"))
    walker.wait()
    assert window.kinds.current == "return"
    assert "10,000円多くなっています" in window.text.toPlainText()
    walker.pick(window.offices, window.offices.findData("otari"))
    walker.wait()
    assert window.kinds.current == "remind"
    assert "提出期限（平成30年7月31日）を3日過ぎましたが" in window.text.toPlainText()
    walker.push(window.copy)
    assert "小谷村" in QApplication.clipboard().text()
    walker.push(window.close_button)
    walker.look_at(walker.window)


def terms(walker: Coordinator) -> None:
    """The panel writes the sum of the region out, and of the project whose 負担金 was wrong."""
    page = walker.go("totals")
    walker.choose(page.stages, "period")
    for key, sentence in (
        ("F05P01", "7,700,000円 − 1,700,000円 ＝ 6,000,000円"),
        ("region", "14,485,500円 − 2,420,000円 ＝ 12,065,500円"),
    ):
        row = [one.key for one in page.source.rows].index(key)
        walker.cell(page.pane.grid, row, SUMMED.index("net"))
        walker.wait()
        assert page.panel is not None
        assert sentence in "\n".join(label.text() for label in page.panel.findChildren(QLabel))


def accept(walker: Coordinator) -> None:
    """受理 of every office, from the list."""
    walker.go("overview")
    deeds = walker.page("overview").deeds
    for office in ("omachi", "ikeda", "matsukawa", "hakuba", "otari"):
        walker.report(office, "F02P02", "done_text")
        if office == "hakuba":
            walker.push(deeds.accept)
            walker.wait()
            assert not deeds.accept.isVisible(), "accepted already"
        if office == "otari":
            walker.act("overview", "この団体の報告をすべて受理する")
        else:
            walker.push(deeds.whole)
        walker.wait()
    states = {one.state for one in walker.stage.world.union.board(FY, PERIOD) if one.office != "union"}
    assert states == {"accepted", "out"}


def evaluate(walker: Coordinator) -> None:
    """The region's own word on a project."""
    page = walker.go("evaluation")
    row = next(at for at, one in enumerate(page.book.rows) if one.part.project.code == "F05P01")
    walker.put(page.pane.grid, row, page.source.column_named("regional_rating"), "A")
    walker.put(page.pane.grid, row, page.source.column_named("grade_reason"), "4町村の負担の割合が守られた。")
    walker.wait()


def write_reports(walker: Coordinator, folder: Path) -> None:
    """The forms for the council as PDF, their text against the same figures."""
    for name, lines in PRINTED.items():
        said = paper(walker, folder, name)
        for line in lines:
            assert line in said, (name, line)
    assert THOUSANDS in paper(walker, folder, "money_summary", unit="1000")


def paper(walker: Coordinator, folder: Path, name: str, unit: str = "1") -> str:
    """A form chosen, seen, and written as PDF; its text, blanks made one."""
    page = walker.shown("reports")
    walker.push(page.choices.radios[name])
    if page.choices.units.current != unit:
        walker.choose(page.choices.units, unit)
    walker.wait()
    assert page.preview.count > 0
    target = folder / f"{name}.pdf"
    walker.stage.messages.target = target
    walker.act("reports", "PDFに書き出す")
    made = subprocess.run(
        ["pdftotext", "-layout", str(target), "-"], capture_output=True, check=True, timeout=60
    )
    target.unlink()
    return "\n".join(" ".join(line.split()) for line in made.stdout.decode("utf-8").splitlines())
