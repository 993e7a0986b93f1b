"""計画 by hand: a walk by keys to a new project and indicator that an office gets, a new year, faults, undo."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from alps_desk.app.commands import ExportBundle, MergeBundles
from alps_desk.domain.lineage import Past
from alps_desk.gui.plan.plan_page import PlanPage
from alps_desk.gui.plan.sheet_source import SheetSource
from alps_desk.gui.screens import screens_of
from alps_desk.gui.theme import State, Theme
from alps_desk.gui.widgets.grid import CellFlag, Outcome
from tests.gui.hands import keys, press, write
from tests.gui.plan_world import troubled
from tests.gui.union_pictures import Stage
from tests.gui.union_world import World


def opened(stage: Stage) -> PlanPage:
    stage.window.show_page("plan")
    stage.settle()
    page = stage.window.page("plan")
    assert isinstance(page, PlanPage)
    return page


def source_of(page: PlanPage, number: int = 0) -> SheetSource:
    found = page.tabs[page.segments.current].panes[number].grid.source
    assert isinstance(found, SheetSource)
    return found


def texts(source: SheetSource, row: int) -> dict[str, str]:
    return {one.key: source.cell(row, number).text for number, one in enumerate(source.columns())}


def test_by_keys_alone_a_project_and_an_indicator_come_to_an_office(
    tmp_path: Path, theme: Theme, qtbot
) -> None:
    world = World(tmp_path)
    ikeda = world.office("ikeda")
    stage = Stage(world, theme)
    stage.activate(qtbot)
    # The keyboard reaches the screen by the list of screens at the left.
    stage.window.navigation.focus()
    down = [screen.key for screen in screens_of(stage.session)].index("plan")
    press(*["Down"] * down, "Return")
    stage.settle()
    page = stage.window.current_page
    assert isinstance(page, PlanPage)
    page.focus()
    press("Ctrl+PgDown", "Ctrl+PgDown", "Ctrl+PgDown")
    stage.settle()
    assert page.segments.current == "projects"
    source = source_of(page)
    spare = source.row_count() - 3
    assert spare == 17
    press("Ctrl+Home", *["Down"] * spare, "Home")
    press("Right")
    keys("F02P04")
    press("Tab")
    write("空き家見学会の開催")
    press("Tab")
    write("移住交流")
    press("Tab")
    keys("2")
    press("Tab")
    write("大町、池田町")
    press("Tab")
    write("全市町村")
    press("Return")
    stage.settle()
    row = source.row_of("project_year:union:2017:F02P04")
    said = texts(source, row)
    assert (said["number"], said["name"], said["field"], said["type"]) == (
        "18",
        "空き家見学会の開催",
        "移住交流",
        "Ⅱ",
    )
    assert (said["leads"], said["participants"], said["is_new"]) == ("大町市、池田町", "全市町村", "○")
    press("Ctrl+PgDown")
    stage.settle()
    assert page.segments.current == "indicators"
    indicators = source_of(page)
    press("Ctrl+Home", "Right")
    write("参加者数")
    press("Tab")
    keys("F02P04")
    press("Tab")
    write("成果指標")
    press("Tab")
    write("人")
    press("Return")
    stage.settle()
    assert indicators.record(0) == "indicator:union:K01", "a code is counted on where none was typed"
    column = indicators.column_named("target:2017")
    page.tabs["indicators"].panes[0].grid.go_to(0, column)
    keys("40")
    press("Tab")
    write("前年より多い")
    press("Return")
    stage.settle()
    assert [indicators.cell(0, column + at).text for at in (0, 1)] == ["40", "前年より多い"]
    # The office has them with the union's next file.
    file = world.union.execute(ExportBundle(world.files)).file
    ikeda.execute(MergeBundles((file,)))
    plan = ikeda.plan(2017)
    project, indicator = plan.project("F02P04"), plan.indicator("K01")
    assert project is not None
    assert (project.name, project.type, project.leads) == ("空き家見学会の開催", "II", ("omachi", "ikeda"))
    assert indicator is not None
    assert (indicator.name, indicator.project, indicator.kind, indicator.target) == (
        "参加者数",
        "F02P04",
        "outcome",
        40,
    )
    assert "F02P04" in {one.part.project.code for one in ikeda.entry_rows(2017, "half1")}
    assert [one.view.text for one in _past(stage, "project_year:union:2017:F02P04", "name")] == [
        "空き家見学会の開催"
    ]
    assert not stage.faults
    stage.close()
    world.close()


def _past(stage: Stage, record: str, field: str) -> list:  # type: ignore[type-arg]
    from alps_desk.gui.past import PastOf, take_past

    return list(take_past(stage.session.desk, PastOf("", (record,), field)))


def test_a_new_year_is_one_step_and_its_changes_keep_the_series(tmp_path: Path, theme: Theme, qtbot) -> None:
    world = World(tmp_path)
    stage = Stage(world, theme)
    stage.activate(qtbot)
    page = opened(stage)
    page.show_tab("projects")
    page.make_year()
    assert stage.messages.asked[-1] == "平成30年度の事業の表をつくりますか。"
    stage.settle()
    assert stage.session.fy == 2018
    source, links = source_of(page, 0), source_of(page, 1)
    assert source.row_count() - 3 == 17
    assert links.row_count() - 3 == 17
    assert {texts(source, row)["past"] for row in range(17)} == {"継続"}
    # Renamed, merged and ended, by typing and by taking rows out.
    number = source.row_of("project_year:union:2018:F02P01")
    source.edit(number, source.column_named("name"), "移住相談センター")
    grid = page.tabs["projects"].panes[0].grid
    for code in ("F02P02", "F08P01"):
        grid.setFocus()
        grid.go_to(source.row_of(f"project_year:union:2018:{code}"), 2)
        page.delete_rows()
        stage.settle()
    links.edit(links.row_of("succession:union:2018:F02P03:F02P03"), links.column_named("link_kind"), "統合")
    spare = links.row_count() - 3
    assert links.edit(spare, 0, "F02P03").outcome is Outcome.MARKED, "not yet: of what?"
    assert links.edit(spare, 1, "F02P02").outcome is Outcome.TAKEN
    links.edit(links.row_of("succession:union:2018:F02P03:F02P02"), links.column_named("link_kind"), "統合")
    stage.settle()
    said = {texts(source, row)["project"]: texts(source, row)["past"] for row in range(15)}
    assert said["F02P01"] == "継続"
    assert said["F02P03"] == "統合：移住セミナーの開催＋魅力体験ツアーの開催"
    assert page.ended.plain == "前年度で終わった事業：F08P01 図書館の相互利用の実施"
    plan = world.union.plan(2018)
    assert list(plan.lineage.past(2018, "F02P03")) == [Past(2017, ("F02P02", "F02P03"))]
    # A scale from the offers, from this year on.
    page.take_scale("marks4")
    stage.settle()
    assert [one.label for one in world.union.plan(2018).choices("rating")] == ["◎", "○", "△", "×", "評価なし"]
    assert [one.label for one in world.union.plan(2017).choices("rating")] == ["A", "B", "C", "D"]
    # Everything can be undone, step by step, down to the year itself.
    while page.book.steps.undo_name:
        source.undo()
    stage.settle()
    assert world.union.plan().fiscal_years == (2017,)
    assert (stage.session.fy, source.row_count() - 3) == (2017, 17)
    source.redo()
    stage.settle()
    assert world.union.plan().fiscal_years == (2017, 2018)
    assert not stage.faults
    stage.close()
    world.close()


def test_faults_are_marked_and_listed_and_reports_without_a_place_stay(
    tmp_path: Path, theme: Theme, qtbot
) -> None:
    world = World(tmp_path)
    troubled(world)
    stage = Stage(world, theme)
    stage.activate(qtbot)
    stage.session.choose_year(2017)
    page = opened(stage)
    stage.settle()
    stray = [[cell.text for cell in row.cells] for row in page.guide.stray.rows]
    assert stray == [
        ["池田町", "F02P02 移住セミナーの開催", "3", "この年度の表にない事業"],
        ["池田町", "F02P03 魅力体験ツアーの開催", "3", "この事業に参加していない団体"],
    ]
    told = [row.cells[2].text for row in page.guide.findings.rows]
    assert "種別Ⅰですが、事業主体がありません。事業主体を入れてください。" in told
    assert page.badge == sum(one.level == "error" for one in page.book.findings) + 2
    # Enter on a finding leads to its cell; what is wrong stands there.
    at = next(n for n, row in enumerate(page.guide.findings.rows) if row.goal.field == "leads")
    pane = page.guide.panes[1]
    pane.grid.setFocus()
    pane.grid.go_to(at, 0)
    press("Return")
    stage.settle()
    assert page.segments.current == "projects"
    source = source_of(page)
    place = page.tabs["projects"].panes[0].grid.place
    assert place is not None
    assert source.record(place[0]) == "project_year:union:2017:F05P02"
    assert source.columns()[place[1]].key == "leads"
    assert source.cell(*place).state is State.ERROR
    # What cannot be read stays as typed, is marked, and is not stored.
    verdict = source.edit(*place, "どこか市")
    assert verdict.outcome is Outcome.MARKED
    assert source.cell(*place).text == "どこか市"
    stage.settle()
    assert world.union.plan(2017).project("F05P02").leads == ()  # type: ignore[union-attr]
    source.edit(*place, "大町市")
    stage.settle()
    assert source.cell(*place).state is None
    assert world.union.plan(2017).project("F05P02").leads == ("omachi",)  # type: ignore[union-attr]
    assert (
        CellFlag.MISSING
        in source.cell(source.row_of("project_year:union:2017:F05P03"), source.column_named("type")).flags
    )
    # A code that is there already makes no second row, and a code cannot be changed.
    spare = source.row_count() - 3
    assert source.edit(spare, source.column_named("project"), "F05P02").outcome is Outcome.MARKED
    assert source.cell(0, source.column_named("project")).locked
    # A block from a spreadsheet: whole rows, codes included.
    QApplication.clipboard().setText("F06P02\t体操教室\t医療・保健\tⅡ\nF06P03\t歯の検診\tF06\t２")
    grid = page.tabs["projects"].panes[0].grid
    grid.go_to(spare + 1, source.column_named("project"))
    grid.setFocus()
    press("Ctrl+V")
    stage.settle()
    plan = world.union.plan(2017)
    assert [(one.code, one.name, one.field, one.type) for one in plan.projects if one.code in ("F06P02", "F06P03")] == [
        ("F06P02", "体操教室", "F06", "II"), ("F06P03", "歯の検診", "F06", "II"),
    ]  # fmt: skip
    assert page.book.steps.undo_name == "貼り付け 8欄"
    # Undone from another table, it is shown where it was.
    page.show_tab("fields")
    press("Ctrl+Z")
    stage.settle()
    assert page.segments.current == "projects"
    assert world.union.plan(2017).project("F06P02") is None
    # Every other tab, with its records.
    shown: dict[str, str] = {}
    page.show_tab("guide")
    for _ in range(8):
        page.next_tab()
        stage.settle()
        for pane in page.tabs[page.segments.current].panes:
            source = pane.grid.source
            assert isinstance(source, SheetSource)
            assert source.record(0) or source.sheet.key == "successions"
            shown[source.sheet.key] = " ".join(one for one in texts(source, 0).values() if one)
    assert page.segments.current == "groups"
    assert shown["agreement_changes"].startswith("池田町 平成29年3月27日 4分野の追加 平成29年3月22日")
    assert shown["deadlines"] == "上半期 小谷村 平成29年12月8日 災害対応のため"
    assert shown["unlocks"] == "上半期 池田町 F05P01 成年後見支援センターの運営 平成29年12月15日 金額の訂正"
    assert shown["decisions"] == "平成29年10月24日 第2回 F02P02 F02P03と統合する 平成30年3月31日"
    assert shown["groups"] == "g1 移住定住部会 若者交流・結婚支援、移住交流 企画課長 1"
    assert not stage.faults
    stage.close()
    world.close()
