"""Forms 1, 3, 7, 8 and 11: what stands in them, by hand, and as files that others open."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from alps_desk.domain.cells import CellValue
from alps_desk.domain.scope import Scope
from alps_desk.domain.shown import Shown
from alps_desk.reports.as_csv import render_csv
from alps_desk.reports.as_xlsx import render_xlsx
from alps_desk.reports.catalogue import REPORTS
from alps_desk.reports.report_words import NUMERIC, has_value
from alps_desk.reports.tables import Block, Cell, ReportTable, Trend
from alps_desk.wording import say
from tests.reports.planted_year import FORMS, GOLDEN, PROSE, facts, figures, form

UNREPORTED, DASH, BLANK = Cell(None, "empty"), Cell(None, "none"), Cell("")


@pytest.fixture(scope="module")
def tables() -> dict[str, ReportTable]:
    return {name: form(name) for name in FORMS}


def rows(table: ReportTable | Block, **wanted: str) -> list[dict[str, Cell]]:
    """The rows whose cells read as wanted."""
    found = [
        {column.key: cell for column, cell in zip(table.columns, row.cells, strict=True)}
        for row in table.rows
    ]
    return [row for row in found if all(row[key].value == value for key, value in wanted.items())]


def row(table: ReportTable | Block, **wanted: str) -> dict[str, Cell]:
    (found,) = rows(table, **wanted)
    return found


def block(table: ReportTable, title: str) -> Block:
    (found,) = [one for one in table.blocks if one.title.startswith(title)]
    return found


def said(table: ReportTable, label: str) -> Cell:
    """What stands beside a label of a sheet."""
    for one in table.blocks:
        for line in one.rows:
            for index, cell in enumerate(line.cells[:-1]):
                if cell.value == label and one.columns[index].label:
                    return line.cells[index + 1]
    raise AssertionError(label)


# Every form


@pytest.mark.parametrize("name", FORMS)
def test_each_row_fits_its_columns_and_says_whose_it_is(tables: dict[str, ReportTable], name: str) -> None:
    table = tables[name]
    parts: list[ReportTable | Block] = [table, *table.more, *table.sheets]
    for sheet in table.sheets:
        parts += sheet.blocks
    for part in parts:
        assert len({column.key for column in part.columns}) == len(part.columns)
        assert all(len(line.cells) == len(part.columns) for line in part.rows)
    assert all(
        len(line.keys) == (len(table.key_columns) if line.kind == "data" else 0) for line in table.rows
    )
    assert (table.title, table.made_by, table.sample) == (REPORTS[name].title, "北アルプス広域連合", True)


@pytest.mark.parametrize("name", FORMS)
def test_the_data_are_those_that_were_looked_at(tables: dict[str, ReportTable], name: str) -> None:
    now = render_csv(tables[name]).decode("utf-8-sig")
    assert now == (GOLDEN / f"{name}.csv").read_bytes().decode("utf-8-sig"), "see planted_year.main"


@pytest.mark.parametrize("name", FORMS)
def test_figures_in_the_csv_are_bare(tables: dict[str, ReportTable], name: str) -> None:
    table = tables[name]
    columns = [*table.key_columns, *table.columns]
    for line in list(csv.reader(io.StringIO(render_csv(table).decode("utf-8-sig"), newline="")))[1:]:
        for column, text in zip(columns, line, strict=False):
            if column.kind in ("yen", "rate"):
                assert text == "" or Decimal(text) is not None
    assert render_csv(replace(table, rows=table.rows[:3]), "cp932")


def test_a_form_without_anything_is_whole() -> None:
    for name in FORMS:
        table = form(name, replace(facts(), figures={}, courses=(), evaluations={}, before=None))
        numbers = [
            cell.value for line in table.rows for cell in line.cells if isinstance(cell.value, int | Decimal) and cell.value
        ]  # fmt: skip
        if name != "field_summary":
            assert numbers == [], name
        assert render_csv(table)
        assert render_xlsx(table)


# Form 3


def test_the_region_of_an_indicator_that_is_summed(tables: dict[str, ReportTable]) -> None:
    found = row(tables["indicator_list"], indicator_name="移住者数")
    assert found == {
        "field": Cell("移住交流"), "project_name": Cell("移住相談窓口の設置"),
        "indicator_name": Cell("移住者数", trend=Trend((38, 49), 60, open_end=True)),
        "indicator_unit": Cell("人"), "baseline": Cell(31), "baseline_time": Cell("H27"),
        "target_2016": Cell(40), "actual_2016": Cell(38),  # 20+8+5+3+2
        "target_2017": Cell(60), "actual_2017": Cell(49, note="速報 4／5"),  # 30+9+6+4, one missing
        "final_target": Cell(80), "final_fy": Cell("R1"), "achievement_rate": Cell(Decimal("81.7")),
        "rating": DASH, "basis": Cell("年度\nH30.3.31"), "note": Cell("未報告：小谷村"),
    }  # fmt: skip


def test_where_there_is_no_total_each_body_has_its_row(tables: dict[str, ReportTable]) -> None:
    found = {
        str(one["indicator_name"].value): one
        for one in rows(tables["indicator_list"], project_name="移住相談窓口の設置")
    }
    assert list(found) == ["移住者数", "相談の満足度（大町市）", "相談の満足度（池田町）"]
    omachi, ikeda = found["相談の満足度（大町市）"], found["相談の満足度（池田町）"]
    assert (omachi["actual_2017"], omachi["achievement_rate"], omachi["rating"]) == (
        Cell(Decimal("81.2")), Cell(Decimal("101.5")), Cell("B"),
    )  # fmt: skip
    assert (ikeda["actual_2017"], ikeda["achievement_rate"]) == (Cell(Decimal("64.5")), Cell(Decimal("80.6")))


def test_the_way_to_the_end_words_and_studies_are_no_failures(tables: dict[str, ReportTable]) -> None:
    table = tables["indicator_list"]
    flight = row(table, indicator_name="定期便の搭乗率")
    # 60.5 → 75.5 in four years: 68.0 after two; 66.7 is behind, and no rating
    assert (flight["rating"], flight["note"].value, flight["final_fy"].value) == (
        Cell("途中"), "計画ではこの年度 68.0（届いていない）", "R1",
    )  # fmt: skip
    words = row(table, indicator_name="相談の評判")
    assert (words["achievement_rate"], words["rating"], words["target_2017"]) == (
        DASH,
        Cell("概ね達成"),
        Cell("備考"),
    )
    assert "目標：前の調査より多くの人が" in str(words["note"].value)
    study = row(table, indicator_name="合同調査の回数")
    assert (study["actual_2017"], study["rating"], study["achievement_rate"]) == (
        Cell(None, "pending", "集計中"), DASH, DASH,
    )  # fmt: skip
    fewer = row(table, indicator_name="消費者被害の件数")
    assert (fewer["achievement_rate"], fewer["rating"]) == (Cell(Decimal("83.3")), Cell("B"))  # 30 ÷ 36


def test_before_a_merger_the_series_is_the_sum(tables: dict[str, ReportTable]) -> None:
    found = row(tables["indicator_list"], indicator_name="相談件数")
    assert (found["actual_2016"], found["target_2016"], found["note"].value) == (
        Cell(143), Cell(160), "H28年度までは統合前の事業の合計",
    )  # fmt: skip


def test_the_region_has_its_own_indicator(tables: dict[str, ReportTable]) -> None:
    found = row(tables["indicator_list"], indicator_name="圏域の人口")
    assert (found["field"].value, found["actual_2017"], found["basis"].value) == (
        "圏域", Cell(59_012), "10月1日\nH29.10.1",
    )  # fmt: skip


def test_before_the_year_is_over_nothing_is_rated() -> None:
    half = figures()
    half.put("actual:omachi:2017:half1:K04", "actual", 25).put(
        "actual:omachi:2017:half1:K04", "value_state", "final"
    )
    table = form("indicator_list", facts(said=half, period="half1"), period="half1")
    found = row(table, indicator_name="消費者被害の件数")
    assert (found["actual_2017"], found["achievement_rate"], found["rating"]) == (
        Cell(25), Cell(Decimal("120.0")), Cell("途中"),
    )  # fmt: skip
    assert say("kpi_note_period") in table.notes


def test_a_conflict_in_a_figure_is_marked_where_it_counts() -> None:
    doubtful = figures()
    doubtful.mark_conflict("actual:omachi:2017:full_year:K01", "actual")
    table = form("indicator_list", facts(said=doubtful))
    found = row(table, indicator_name="移住者数")
    assert (found["actual_2017"].state, found["achievement_rate"].state) == ("conflict", "conflict")
    assert say("form_note_conflicts", count=2) in table.notes


# Form 1


@pytest.fixture(scope="module")
def sheets() -> dict[str, ReportTable]:
    table = form("progress_sheet", facts(Scope("F02P01")))
    return {sheet.made_by: sheet for sheet in table.sheets}


def test_one_sheet_for_each_project_and_body() -> None:
    table = form("progress_sheet")
    assert len(table.sheets) == len(table.rows) == 84
    of_ikeda = form("progress_sheet", facts(Scope(office="ikeda")))
    assert {sheet.made_by for sheet in of_ikeda.sheets} == {"池田町"}
    assert len(of_ikeda.sheets) == 16  # type III is the union's alone
    one = form("progress_sheet", facts(Scope("F02P01", "omachi")))
    assert [(sheet.subject, sheet.made_by) for sheet in one.sheets] == [("移住相談窓口の設置", "大町市")]


def test_a_sheet_says_what_the_body_said(sheets: dict[str, ReportTable]) -> None:
    sheet = sheets["大町市"]
    assert list(sheet.approval_boxes) == ["係", "係長", "課長補佐", "課長"]
    assert (sheet.landscape, sheet.as_of) == (False, date(2018, 3, 31))
    assert said(sheet, "取組実績") == Cell(PROSE)
    assert said(sheet, "担当課") == Cell("まちづくり交流課　移住係　担当者A")
    assert (said(sheet, "進捗区分"), said(sheet, "自己評価")) == (Cell("実施中"), Cell("B"))
    assert said(sheet, "課題") == Cell("冬の相談が少ない。\n担当が1人である。")
    assert said(sheet, "次年度の取組") == Cell("空き家の情報をまとめる。")
    money = row(block(sheet, "予算と決算"))
    assert [money[key].value for key in ("budget_current", "spent", "execution_rate", "unused")] == [
        3_080_000, 2_948_500, Decimal("95.7"), 131_500,
    ]  # fmt: skip


def test_events_stand_by_day_with_their_sum(sheets: dict[str, ReportTable]) -> None:
    found = [[cell.value for cell in line.cells] for line in block(sheets["大町市"], "実施内容").rows]
    assert found == [
        [date(2017, 6, 10), "移住セミナー「雪国の家さがし」", "東京都千代田区 交流会館", 42],
        [date(2018, 1, 23), "オンライン移住相談会", "オンライン", 18],
        ["", "現地案内（12回）", "圏域内", ""],
        ["合計", "", "", 60],
    ]
    total = block(sheets["大町市"], "実施内容").rows[-1]
    assert (total.kind, total.cells[-1].note) == ("total", "2／3")
    assert block(sheets["池田町"], "実施内容").rows == []


def test_the_figure_of_the_body_stands_beside_that_of_the_region(sheets: dict[str, ReportTable]) -> None:
    found = row(block(sheets["池田町"], "指標"), indicator_name="移住者数")
    assert (found["own"], found["actual"].value, found["target"], found["rate"]) == (
        Cell(9), 49, Cell(60), Cell(Decimal("81.7")),
    )  # fmt: skip
    missing = row(block(sheets["小谷村"], "指標"), indicator_name="移住者数")
    assert missing["own"] == UNREPORTED
    assert [line["indicator_name"].value for line in rows(block(sheets["白馬村"], "指標"))] == ["移住者数"]


def test_nothing_said_is_not_reported(sheets: dict[str, ReportTable]) -> None:
    sheet = sheets["小谷村"]
    assert said(sheet, "進捗区分") == UNREPORTED
    assert said(sheet, "手段") == Cell("直営")


def test_the_data_of_the_sheets_have_events_and_indicators_of_their_own() -> None:
    table = form("progress_sheet", facts(Scope("F02P01")))
    (main,) = rows(table, office="大町市")
    assert (main["event_count"], main["head_count"], main["pace"]) == (Cell(3), Cell(60), BLANK)
    assert "2017-06-10　移住セミナー" in str(main["events"].value)
    events, indicators = table.more
    assert [one["head_count"].value for one in rows(events)] == [42, 18, ""]
    assert len(rows(indicators, office="大町市")) == 2


# Form 7


@pytest.fixture(scope="module")
def evaluated() -> dict[str, ReportTable]:
    return {sheet.subject: sheet for sheet in form("evaluation_sheet").sheets}


def test_cost_is_net_where_bodies_paid_each_other(evaluated: dict[str, ReportTable]) -> None:
    cost = block(evaluated["移住相談窓口の設置"], "コスト")
    lines = {str(one["office"].value): one for one in rows(cost)}
    assert (lines["総計（報告 5／5）"]["spent"], lines["純計"]["spent"]) == (Cell(4_148_500), Cell(2_948_500))
    assert lines["大町市"]["personnel"] == Cell(4_500_000)
    assert "personnel" not in {
        column.key for column in block(evaluated["消費生活センターの運営"], "コスト").columns
    }


def test_both_evaluations_stand_side_by_side(evaluated: dict[str, ReportTable]) -> None:
    sheet = evaluated["移住相談窓口の設置"]
    own = row(block(sheet, "自己評価（担当課）"), office="大町市")
    assert [own[key].value for key in ("self_rating", "relevance", "efficiency", "direction")] == [
        "B", "高い", "ふつう", "継続（現状どおり）",
    ]  # fmt: skip
    assert row(block(sheet, "自己評価（担当課）"), office="小谷村")["self_rating"] == UNREPORTED
    assert said(sheet, "評価") == Cell("圏域評価 B、外部評価 A、妥当性 高い、有効性 ふつう、効率性 ふつう")
    assert str(said(sheet, "委員意見").value).startswith("冬の暮らしを見せる工夫がほしい。\n")
    assert said(sheet, "今後の方向性") == Cell("改善して継続")
    assert said(evaluated["若者交流イベントの開催"], "評価") == Cell(None, "pending", "未評価")


def test_a_rating_reads_by_the_scale_it_was_made_with(evaluated: dict[str, ReportTable]) -> None:
    assert said(evaluated["消費生活センターの運営"], "評価") == Cell("圏域評価 ◎")
    assert say("evaluation_note_scale") in evaluated["消費生活センターの運営"].notes


def test_an_offices_rating_reads_by_the_scale_it_was_made_with() -> None:
    old = figures()
    record = "progress:ikeda:2017:full_year:F02P01"
    old.put(record, "self_rating", "m2").put(record, "rating_scale", "marks4")
    given = facts(said=old)
    sheet = next(one for one in form("evaluation_sheet", given).sheets if one.subject == "移住相談窓口の設置")
    assert row(block(sheet, "自己評価（担当課）"), office="池田町")["self_rating"] == Cell("○")
    (report,) = form("progress_sheet", replace(given, scope=Scope("F02P01", "ikeda"))).sheets
    assert said(report, "自己評価") == Cell("○")
    line = row(form("field_summary", given), field="移住交流", project_type="Ⅰ")
    assert (line["own_A"], line["own_B"], line["own_other_1"], line["own_none"]) == (
        Cell(1), Cell(2), Cell(1), Cell(1),
    )  # fmt: skip


def test_each_evaluation_is_a_row_of_data(tables: dict[str, ReportTable]) -> None:
    found = rows(tables["evaluation_sheet"], project_name="移住相談窓口の設置")
    assert [(one["evaluator"].value, one["kind"].value, one["rating"].value) for one in found] == [
        ("大町市", "自己評価", "B"), ("池田町", "自己評価", "A"), ("松川村", "自己評価", "B"), ("白馬村", "自己評価", "A"),
        ("小谷村", "自己評価", None), ("北アルプス広域連合", "圏域評価", "B"),
    ]  # fmt: skip
    assert found[-1]["next_actions"] == Cell("5市町村の空き家情報を1つの一覧にする。")
    assert found[-1]["spent"] == BLANK


# Form 8


def test_fields_and_types_are_added_up_net(tables: dict[str, ReportTable]) -> None:
    table = tables["field_summary"]
    line = row(table, field="移住交流", project_type="Ⅰ")
    # budget 3,200,000 + 4 × 300,000 − 4 × 300,000; spent 2,948,500 + 1,200,000 − 1,200,000
    assert [line[key].value for key in ("projects", "new", "budget", "spent", "reported_count")] == [
        1, 0, 3_200_000, 2_948_500, "5／5",
    ]  # fmt: skip
    assert [line[f"own_{code}"].value for code in ("A", "B", "C", "D", "none")] == [2, 2, 0, 0, 1]
    assert [line[f"regional_{number}"].value for number in (1, 2, 3, 4)] == [0, 1, 0, 0]
    total = row(table, field="全分野", project_type="計")
    assert [total[key].value for key in ("projects", "new", "budget", "spent", "reported_count")] == [
        17, 4, 9_060_000, 7_909_500, "6／84",
    ]  # fmt: skip
    assert total["spent"].state == "conflict"
    assert (total["own_A"].value, total["own_none"].value, total["regional_none"].value) == (3, 79, 15)
    assert row(table, field="広域観光")["spent"] == UNREPORTED
    fields = [one for one in table.rows if one.kind == "data"]
    assert sum(int(str(one.cells[2].value)) for one in fields) == 17


def test_a_rating_of_another_scale_has_a_column_of_its_own(tables: dict[str, ReportTable]) -> None:
    labels = [column.heading for column in tables["field_summary"].columns if column.group == "圏域評価"]
    assert labels == ["A", "B", "C", "D", "◎", "未"]


def test_in_mid_year_the_pace_is_counted_and_no_regional_rating() -> None:
    table = form("field_summary", period="half1")
    assert {column.group for column in table.columns} == {"", "進み具合"}


# Form 11


def test_each_way_to_go_on_is_named(tables: dict[str, ReportTable]) -> None:
    table = tables["project_changes"]
    found = [(one["change"].value, one["before_name"].value, one["now_name"].value) for one in rows(table)]
    assert ("継続", "消費生活センターの運営", "消費生活センターの運営") in found
    assert ("名称変更", "移住相談の実施", "移住相談窓口の設置") in found
    assert ("分割", "移住セミナー・魅力体験ツアーの開催", "移住セミナーの開催") in found
    assert ("分割", "移住セミナー・魅力体験ツアーの開催", "魅力体験ツアーの開催") in found
    assert ("統合", "障害者相談支援（身体）", "障害者相談支援事業の実施") in found
    assert ("統合", "障害者相談支援（精神）", "障害者相談支援事業の実施") in found
    assert ("新規", "", "図書館の相互利用の実施") in found
    assert found[-1] == ("終了", "広報誌の相互掲載", "")
    assert len(found) == 19
    assert (
        table.notes[0]
        == "新規9件、継続4件、名称変更1件、統合2件、分割2件、終了1件。統合と分割は、つながりごとに1行です。"
    )
    assert row(table, now_name="移住セミナーの開催")["note"] == Cell("セミナーとツアーに分けた")


def test_without_the_list_of_the_year_before_the_marks_of_the_vision_decide() -> None:
    table = form("project_changes", replace(facts(), before=None))
    kinds = [str(one["change"].value) for one in rows(table)]
    assert (kinds.count("新規"), kinds.count("継続"), len(kinds)) == (4, 13, 17)
    assert say("changes_note_no_list", year="平成28年度") in table.notes


# Files


def test_calc_finds_figures_days_and_texts_in_every_form(
    tables: dict[str, ReportTable], calc_books: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    given = {**tables, "progress_sheet": form("progress_sheet", facts(Scope("F02P01")))}
    books = calc_books({name: render_xlsx(table) for name, table in given.items()})
    for name, table in given.items():
        book = openpyxl.load_workbook(io.BytesIO(books[name]))
        assert len(book.worksheets) == 1 + len(table.more)
        for sheet, one in zip(book.worksheets, [table, *table.more], strict=True):
            first = 6 if any(column.group for column in one.columns) else 5
            assert sheet.print_title_rows is not None
            assert sheet.auto_filter.ref is not None
            assert sheet.page_setup.orientation == ("portrait" if name == "field_summary" else "landscape")
            for number, line in enumerate(one.rows, first):
                for index, (column, cell) in enumerate(zip(one.columns, line.cells, strict=True), 1):
                    found = sheet.cell(number, index).value
                    if isinstance(cell.value, date):
                        assert found == datetime.combine(cell.value, datetime.min.time())
                    elif column.kind in NUMERIC and has_value(cell) and not isinstance(cell.value, str):
                        assert isinstance(found, int | float)
                        assert found == pytest.approx(float(cell.value or 0))
                    elif (
                        isinstance(cell.value, str) and cell.value and not cell.note and cell.state == "value"
                    ):
                        assert found == cell.value


def test_digits_after_the_point_are_shown_in_the_workbook(tables: dict[str, ReportTable]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(render_xlsx(tables["indicator_list"]))).active
    assert sheet is not None
    formats = {
        cell.value: cell.number_format for line in sheet.iter_rows() for cell in line if cell.value == 66.7
    }
    assert formats == {66.7: '#,##0.0;"△"#,##0.0'}
    assert sheet.freeze_panes == "B6"


def test_what_the_plan_does_not_know_is_shown_by_its_code() -> None:
    given = facts()
    evaluations = dict(given.evaluations)
    record = ("regional_evaluation:union:2017:F05P02", "scale")
    evaluations[record] = Shown(CellValue.of("gone"))
    table = form("evaluation_sheet", replace(given, evaluations=evaluations))
    sheet = next(one for one in table.sheets if one.subject == "消費生活センターの運営")
    assert said(sheet, "評価") == Cell("圏域評価 m1")
