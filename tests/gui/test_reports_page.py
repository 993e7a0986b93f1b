"""報告書: the pages shown are the pages written; files, printing, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from alps_desk.gui import printing
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.reports import ReportsPage
from alps_desk.paper.pages import PagePainter
from tests.gui.hands import press
from tests.gui.named import cut_off, nameless
from tests.gui.union_pictures import Stage
from tests.gui.union_world import FY, World, mixed_round


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """A round with offices at every state, played once."""
    world = World(tmp_path_factory.mktemp("played"))
    mixed_round(world)
    world.close()
    return world.folder, world.clock.time


@pytest.fixture
def world(played: tuple[Path, datetime], tmp_path: Path) -> Iterator[World]:
    world = World.copied(played[0], tmp_path / "world", played[1])
    yield world
    world.close()


@pytest.fixture
def stage(world: World, theme: Theme, qtbot) -> Iterator[Stage]:
    stage = Stage(world, theme)
    stage.window.show_page("reports")
    stage.activate(qtbot)
    stage.settle()
    yield stage
    stage.close()
    assert stage.faults == []


@pytest.fixture
def page(stage: Stage) -> ReportsPage:
    found = stage.window.page("reports")
    assert isinstance(found, ReportsPage)
    return found


def test_the_preview_shows_the_pages_of_the_form(page: ReportsPage, world: World) -> None:
    table = world.union.report_table("progress_list", FY, "half1", 1000)
    assert page.preview.count == PagePainter(table).count > 1
    assert page.preview.accessibleName() == f"進捗状況一覧表の見本 1 / {page.preview.count} ページ"
    picture = page.preview.grab().toImage()
    dark = sum(
        picture.pixelColor(x, y).lightness() < 120
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    )
    assert dark > 1000


def test_pages_and_zoom_by_keys_and_buttons(page: ReportsPage, qtbot) -> None:
    preview = page.preview
    preview.setFocus()
    press("PgDown")
    assert (preview.page, page._place.text()) == (2, f"2 / {preview.count} ページ")
    press("End")
    assert preview.page == preview.count
    assert not page._next.isEnabled()
    press("Home")
    assert preview.page == 1
    qtbot.mouseClick(page._next, Qt.MouseButton.LeftButton)
    assert preview.page == 2
    fitting = preview.zoom
    press("Ctrl++")
    assert preview.zoom > fitting
    assert preview.page == 2
    press("Ctrl+-", "Ctrl+-")
    assert preview.zoom < fitting
    press("Ctrl+0")
    assert preview.fits
    assert preview.zoom == fitting


def test_form_and_unit_are_chosen_at_the_left(stage: Stage, page: ReportsPage, qtbot) -> None:
    qtbot.mouseClick(page.choices.radios["money_summary"], Qt.MouseButton.LeftButton)
    stage.settle()
    assert page.preview.accessibleName().startswith("予算・決算集計表の見本")
    assert page.preview.pages is not None
    assert page.preview.pages.table.display_unit == 1000
    qtbot.mouseClick(page.choices.units._buttons["1"], Qt.MouseButton.LeftButton)
    stage.settle()
    assert page.preview.pages.table.display_unit == 1
    assert stage.session.settings.number("report_unit") == 1


def test_another_period_is_another_report(stage: Stage, page: ReportsPage) -> None:
    stage.session.choose_period("full_year")
    stage.settle()
    assert page.preview.pages is not None
    assert page.preview.pages.table.period_line == "平成29年度 通期"


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv"])
def test_a_report_is_written_where_it_is_wanted(
    stage: Stage, page: ReportsPage, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / f"report.{kind}"
    stage.messages.target = target
    next(action for action in page.actions() if action is page._writes[kind]).trigger()
    stage.settle()
    assert stage.messages.proposals[0].name == f"進捗状況一覧表_平成29年度_上半期.{kind}"
    assert stage.window.banner.text == f"「report.{kind}」に書き出しました。"
    content = target.read_bytes()
    match kind:
        case "pdf":
            assert content.startswith(b"%PDF-")
        case "xlsx":
            assert openpyxl.load_workbook(target).active.max_row > 84
        case "csv":
            assert content.startswith(b"\xef\xbb\xbf")
            assert "白馬村" in content.decode("utf-8-sig")


def test_letters_that_the_encoding_lacks_are_named(
    stage: Stage, page: ReportsPage, world: World, tmp_path: Path, qtbot
) -> None:
    world.enter(world.union, "F05P04", done_text="𠮷野で開催した。")
    stage.settle()
    qtbot.mouseClick(page.choices.encodings._buttons["cp932"], Qt.MouseButton.LeftButton)
    stage.messages.target = tmp_path / "report.csv"
    page.write_csv()
    stage.settle()
    assert len(stage.messages.refusals) == 1
    assert not (tmp_path / "report.csv").exists()


def test_a_conflict_in_the_report_leads_to_settling(stage: Stage, page: ReportsPage, qtbot) -> None:
    words = [
        widget.accessibleName()
        for widget in page.choices.findChildren(type(page.choices._told.itemAt(0).widget()))
    ]
    assert any("食い違いを含む欄が2か所あります" in word for word in words)
    page.choices.conflicts_pressed.emit()
    stage.settle()
    assert stage.window.current_page is stage.window.page("conflicts")


def test_printing_paints_every_page_that_was_asked_for(
    stage: Stage, page: ReportsPage, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(printing, "has_printers", lambda: True)
    target = tmp_path / "paper.pdf"

    def printer(parent: object, pages: PagePainter) -> QPrinter:
        found = QPrinter(QPrinter.PrinterMode.HighResolution)
        found.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        found.setOutputFileName(str(target))
        printing.prepare(found, pages)
        found.setFromTo(2, 3)
        return found

    monkeypatch.setattr(stage.messages, "choose_printer", printer)
    press("Ctrl+P")
    stage.settle()
    assert stage.window.banner.text == "2ページを印刷しました。"
    assert target.read_bytes().count(b"/Type /Page\n") == 2


def test_without_a_printer_the_way_is_told(stage: Stage, page: ReportsPage, monkeypatch) -> None:
    monkeypatch.setattr(printing, "has_printers", lambda: False)
    page.print()
    assert stage.window.banner.text == "使えるプリンターがありません。PDFに書き出してから印刷してください。"


def test_an_office_makes_the_forms_of_its_own_work(
    world: World, theme: Theme, tmp_path: Path, qtbot, monkeypatch
) -> None:
    office = next(desk for desk in world.desks if desk.office == "omachi")
    stage = Stage(world, theme, office)
    stage.window.show_page("reports")
    stage.activate(qtbot)
    stage.settle()
    page = stage.window.page("reports")
    assert list(page.choices.radios) == [
        "progress_sheet", "indicator_list", "evaluation_sheet", "project_changes", "handover", "comparison",
    ]  # fmt: skip
    table = page.preview.pages.table
    assert (table.name, table.made_by) == ("progress_sheet", "大町市")
    assert {row.cells[4].value for row in table.rows} == {"大町市"}
    assert page.choices._scope.projects.isVisible()
    assert not page.choices._scope.offices.isVisible()
    assert [one.text() for one in page.actions() if one in page.elsewhere.actions] == []
    page.choices.pick("evaluation_sheet")
    stage.settle()
    assert {row.cells[4].value for row in page.preview.pages.table.rows} == {"大町市", "北アルプス広域連合"}
    page.choices.pick("comparison")
    stage.settle()
    assert {row.cells[1].value for row in page.preview.pages.table.rows} == {"大町市"}
    target = tmp_path / "sheet.csv"
    stage.messages.target = target
    page.write_csv()
    stage.settle()
    text = target.read_text(encoding="utf-8-sig")
    assert "大町市" in text
    assert "池田町" not in text
    folder = tmp_path / "all"
    folder.mkdir()
    monkeypatch.setattr(stage.messages, "choose_folder", lambda *_: folder)
    for kind, box in page.choices.boxes.items():
        box.setChecked(kind == "csv")
    page.write_all()
    stage.settle()
    names = sorted(path.name[:2] for path in folder.iterdir())
    assert names == ["01", "03", "07", "11", "12", "13"]
    stage.close()
    assert stage.faults == []


@pytest.mark.parametrize("size", list(TextSize))
def test_everything_fits_and_has_a_name(stage: Stage, page: ReportsPage, size: TextSize) -> None:
    stage.window.set_text_size(size)
    stage.window.resize(1280, 680)
    stage.settle()
    assert nameless(stage.window) == []
    assert cut_off(page.widget) == []
