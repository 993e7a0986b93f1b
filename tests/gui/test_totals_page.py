"""合計: every term of a total stands in the window, and all forms are written and printed from 報告書."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel

from alps_desk.app.commands import SaveValues
from alps_desk.app.progress import Step
from alps_desk.domain.consolidate import ProjectTotal, Term
from alps_desk.gui import printing
from alps_desk.gui.lanes import Job
from alps_desk.gui.theme import State, TextSize, Theme
from alps_desk.gui.views.overview_source import SumRow
from alps_desk.gui.views.reports import ReportsPage, lay_out
from alps_desk.gui.views.term_words import show_total
from alps_desk.gui.views.totals import TotalsPage
from alps_desk.gui.views.totals_source import KEYS
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.info_panel import InfoPanel
from alps_desk.paper.pages import PagePainter
from alps_desk.reports.catalogue import REPORTS
from alps_desk.wording import say
from tests.gui.named import cut_off, nameless
from tests.gui.union_pictures import Stage
from tests.gui.union_world import FY, World

PROJECT = "F05P01"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, dressed: Theme) -> Iterator[Stage]:
    """大町市 leads and has received 300,000 of 池田町's 負担金; two PCs of 白馬村 disagree on F02P02; the rest is missing."""
    world = World(tmp_path_factory.mktemp("totals") / "world")
    omachi, ikeda = world.office("omachi"), world.office("ikeda")
    first, second = world.office("hakuba", "担当者C"), world.office("hakuba", "担当者D")
    world.enter(omachi, PROJECT, spent=3_000_000, budget_initial=3_200_000)
    ikeda.execute(SaveValues({f"burden:omachi:{FY}:{PROJECT}:ikeda": {"transfer_out": 300_000}}))
    world.enter(first, "F02P02", spent=410_000)
    world.enter(second, "F02P02", spent=430_000)
    world.take(*(world.export(desk) for desk in (omachi, ikeda, first, second)))
    stage = Stage(world, dressed)
    stage.window.show_page("totals")
    stage.settle()
    yield stage
    stage.close()
    world.close()
    assert stage.faults == []


@pytest.fixture
def page(stage: Stage) -> TotalsPage:
    stage.window.show_page("totals")
    found = stage.window.page("totals")
    assert isinstance(found, TotalsPage)
    return found


def said(page: TotalsPage) -> str:
    """Every word of the panel."""
    assert page.panel is not None
    return "\n".join(label.text() for label in page.panel.findChildren(QLabel))


def cell(page: TotalsPage, key: str, column: str) -> object:
    row = [one.key for one in page.source.rows].index(key)
    return page.source.cell(row, KEYS.index(column))


def test_every_term_of_a_total_stands_in_the_panel(stage: Stage, page: TotalsPage) -> None:
    stage.session.go("totals", PROJECT)
    stage.settle()
    texts = [page.source.cell(page.pane.grid.place[0], KEYS.index(key)).text for key in KEYS[3:7]]
    assert texts == ["3,300,000", "300,000", "3,000,000", "2／5"]
    words = said(page)
    for part in (
        "大町市〔支出済額〕", "3,000,000", "池田町〔負担金（支出）〕", "池田町→大町市〔負担金（支出）〕",
        "3,300,000円 − 300,000円 ＝ 3,000,000円", "未報告の団体が3団体あります", "松川村、白馬村、小谷村",
    ):  # fmt: skip
        assert part in words
    assert words.count("上半期") == 1, "the stage that all terms share is said once, over them"
    row = page.pane.grid.place[0]
    tip = page.source.cell(row, KEYS.index("elimination")).tip
    assert tip == "池田町→大町市〔負担金（支出）〕 300,000円"


def test_terms_of_several_stages_say_their_own(stage: Stage, page: TotalsPage) -> None:
    panel, plan = InfoPanel(), stage.session.plan
    first = Term("expenditure", "omachi", 200, "spent", "half1")
    second = Term("expenditure", "ikeda", 100, "spent", "settled")
    total = ProjectTotal(PROJECT, 300, 0, 300, (first, second), 2, 5, conflict=False)
    show_total(panel, plan, "", total, (total,))
    words = "\n".join(label.text() for label in panel.findChildren(QLabel))
    for part in ("大町市〔支出済額・上半期〕", "池田町〔支出済額・決算確定〕"):
        assert part in words


def test_a_conflict_and_what_is_missing_are_marked(stage: Stage, page: TotalsPage) -> None:
    assert cell(page, "F02P02", "net").state is State.CONFLICT
    assert cell(page, "F02P02", "elimination").state is None
    assert cell(page, "region", "net").state is State.CONFLICT
    assert cell(page, "F08P01", "net").text == "未報告"
    stage.session.go("totals", "region")
    stage.settle()
    words = said(page)
    assert "食い違いを含みます" in words
    assert "白馬村〔支出済額〕［食い違い］" in words
    assert "成年後見支援センターの運営" in words, "the sum of the region says of which project each term is"


def test_sums_of_the_list_lead_to_their_terms(stage: Stage, page: TotalsPage) -> None:
    stage.window.show_page("overview")
    stage.settle()
    overview = stage.window.page("overview")
    overview._grouping_picked("field")
    rows = [one.key if isinstance(one, SumRow) else "" for one in overview.source.entries]
    for key, wanted in (("F05/gross", "field/F05"), ("F01/gross", "F01P01"), ("/gross", "region")):
        stage.window.show_page("overview")
        overview.pane.grid.go_to(rows.index(key), 7)
        stage.settle()
        button = next(
            one for one in overview.panel.findChildren(Button) if one.text() == say("totals_see_terms")
        )
        button.click()
        stage.settle()
        assert stage.window.current_page is page
        assert page.source.rows[page.pane.grid.place[0]].key == wanted


def test_the_stage_is_chosen_above(stage: Stage, page: TotalsPage) -> None:
    page._stage_picked("initial")
    stage.settle()
    assert cell(page, PROJECT, "gross").text == "3,200,000"
    page._stage_picked("period")
    stage.settle()
    assert cell(page, PROJECT, "gross").text == "3,300,000"


def test_all_forms_are_written_into_a_folder(stage: Stage, tmp_path: Path, monkeypatch) -> None:
    stage.window.show_page("reports")
    stage.settle()
    reports = stage.window.page("reports")
    assert isinstance(reports, ReportsPage)
    monkeypatch.setattr(stage.messages, "choose_folder", lambda *_: tmp_path, raising=False)
    reports.choices.boxes["pdf"].setChecked(False)
    reports._all.trigger()
    stage.settle()
    assert len(list(tmp_path.iterdir())) == len(REPORTS)
    assert f"{len(REPORTS)}個のファイル" in stage.window.banner.text
    reports.choices.boxes["xlsx"].setChecked(False)
    reports._all.trigger()
    assert stage.window.banner.text == "まとめて書き出す形を、1つ以上選んでください。"


FEW = ("funding", "burdens", "submissions")


@pytest.fixture
def printing_page(stage: Stage, tmp_path: Path, monkeypatch) -> ReportsPage:
    """報告書 with a printer that prints into files, and three forms."""
    stage.window.show_page("reports")
    reports = stage.window.page("reports")
    assert isinstance(reports, ReportsPage)
    monkeypatch.setattr(printing, "has_printers", lambda: True)

    def printer(parent: object, pages: PagePainter) -> QPrinter:
        found = QPrinter(QPrinter.PrinterMode.HighResolution)
        found.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        found.setOutputFileName(str(tmp_path / "paper.pdf"))
        found.setFromTo(2, 2)
        return found

    monkeypatch.setattr(stage.messages, "choose_printer", printer)
    monkeypatch.setattr(reports, "_forms", [form for form in reports._forms if form.name in FEW])
    return reports


def until_ended(stage: Stage, reports: ReportsPage, qtbot) -> None:
    stage.settle()
    qtbot.waitUntil(lambda: reports.print_run is None, timeout=60_000)


def test_all_forms_are_printed_whole_one_after_another(
    stage: Stage, printing_page: ReportsPage, monkeypatch, qtbot
) -> None:
    said: list[Step] = []
    follow = stage.session.follow

    def followed(job: Job, text: str) -> None:
        job.progressed.connect(said.append)
        follow(job, text)

    monkeypatch.setattr(stage.session, "follow", followed)
    begun: list[tuple[str, bool]] = []
    prepare = printing.prepare

    def prepared(one: QPrinter, pages: PagePainter) -> None:
        prepare(one, pages)
        begun.append((pages.table.name, one.pageLayout().orientation().name == "Landscape"))

    monkeypatch.setattr(printing, "prepare", prepared)
    printing_page.print_all()
    until_ended(stage, printing_page, qtbot)
    assert begun == [("funding", True), ("burdens", True), ("submissions", False)]
    made = [lay_out(stage.world.union, name, FY, "half1", 1000).pages.count for name in FEW]
    assert stage.window.banner.text == f"{sum(made)}ページを印刷しました。"
    assert [one.total for one in said] == [3] * 3 + [sum(made)] * sum(made)
    assert said[-1] == Step(sum(made) - 1, sum(made), "「提出状況表」を印刷しています…")


def wanted(page: ReportsPage) -> list[PagePainter]:
    """The forms that are being printed."""
    assert page.print_run is not None
    return [form for form, _ in page.print_run._pages]


def test_printing_stops_after_the_page_under_way(
    stage: Stage, printing_page: ReportsPage, monkeypatch, qtbot
) -> None:
    painted: list[int] = []
    paint = PagePainter.paint

    def stopping(self: PagePainter, painter: QPainter, page: int, *rest: float) -> None:
        paint(self, painter, page, *rest)
        # The preview on the screen is painted by the same code, whenever it likes.
        if printing_page.print_run is not None and self in wanted(printing_page):
            painted.append(page)
            printing_page.print_run.job.cancel()

    monkeypatch.setattr(PagePainter, "paint", stopping)
    printing_page.print_all()
    until_ended(stage, printing_page, qtbot)
    assert painted == [1]
    assert stage.window.banner.text == "印刷を止めました。印刷したのは1ページです。"


def test_laying_out_stops_before_anything_is_printed(
    stage: Stage, printing_page: ReportsPage, monkeypatch
) -> None:
    follow = stage.session.follow

    def stop(job: Job, text: str) -> None:
        follow(job, text)
        job.cancel()

    monkeypatch.setattr(stage.session, "follow", stop)
    printing_page.print_all()
    stage.settle()
    assert printing_page.print_run is None
    assert stage.window.banner.text == "印刷を止めました。印刷したのは0ページです。"


@pytest.mark.parametrize("size", [TextSize.STANDARD, list(TextSize)[-1]])
def test_everything_of_the_totals_fits_and_has_a_name(stage: Stage, page: TotalsPage, size: TextSize) -> None:
    stage.window.set_text_size(size)
    stage.window.resize(1280, 680)
    stage.settle()
    assert nameless(stage.window) == []
    assert cut_off(page.widget) == []
    stage.window.set_text_size(TextSize.STANDARD)
