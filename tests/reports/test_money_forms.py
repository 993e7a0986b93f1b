"""Forms 4, 5, 6, 9, 10, 比較表 and 年度別決算額一覧: figures worked out by hand, and the same on paper and in workbooks."""

from __future__ import annotations

import dataclasses
import io
import os
import re
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from alps_desk.domain.amounts import INITIAL
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.share_plan import BurdenRule, SharePlan
from alps_desk.domain.shown import Figures
from alps_desk.paper.pdf import render_pdf
from alps_desk.reports.as_csv import render_csv
from alps_desk.reports.as_xlsx import render_xlsx
from alps_desk.reports.catalogue import REPORTS
from alps_desk.reports.comparison import Compared
from alps_desk.reports.money_years import YearOf
from alps_desk.reports.report_words import NUMERIC, full_heading, has_value, shown_value
from alps_desk.reports.tables import Cell, Column, ReportTable, Row
from alps_desk.wording import say, term
from tests.figures import FIVE, Entered, small_plan, vector_r19
from tests.reports.money_sample import FORMS, sample_form

YEAR = Period(2026, "full_year", as_of_on="2027-03-31", stage="settled")
PLAN = small_plan({"P1": "I", "P2": "II", "P3": "III"})
PLAN_FIVE = small_plan({"P1": "I"}, bodies=FIVE)


def form(name: str, facts: object, plan: Plan = PLAN, *, thousand: bool = False) -> ReportTable:
    return REPORTS[name].build(
        plan, YEAR, facts, made_by="広域連合", made_on=date(2027, 7, 1), display_unit=1000 if thousand else 1
    )


def cells(table: ReportTable, row: Row) -> dict[str, Cell]:
    return {column.key: cell for column, cell in zip(table.columns, row.cells, strict=True)}


def find(table: ReportTable, **wanted: object) -> dict[str, Cell]:
    """The one row whose cells have these values."""
    (found,) = [
        row
        for row in (cells(table, row) for row in table.rows)
        if all(row[key].value == value for key, value in wanted.items())
    ]
    return found


def values(row: Mapping[str, Cell], keys: str) -> list[object]:
    return [row[key].value for key in keys.split()]


# Form 4


def test_subtotals_by_field_and_by_type_are_net_of_their_own_transfers() -> None:
    figures = Entered().money("lead", "P1", spent=1_000).burden("lead", "P1", "east", transfer_out=300)
    figures.money("east", "P2", spent=50).money("union", "P3", spent=7)
    table = form("money_summary", figures)
    field = find(table, project_name="分野1 計", office=term("net_total"))
    assert values(field, "spent reported_count") == [1_057, "4／7"]
    assert find(table, project_name="種別Iの名前 計", office=term("elimination"))["spent"].value == 300
    assert find(table, project_name="種別IIの名前 計", office=say("form_gross_and_net"))["spent"].value == 50
    region = find(table, project_name=say("form_all_projects"), office=term("net_total"))
    assert region["spent"].value == 1_057


def test_only_sums_that_hold_a_conflict_are_marked() -> None:
    figures = vector_r19().mark_conflict("money:east:2026:P1:settled", "spent")
    table = form("money_summary", figures, PLAN_FIVE)
    marks = {
        name: find(table, project_name="事業1", office=term(name))["spent"].state
        for name in ("gross_total", "elimination", "net_total")
    }
    assert marks == {"gross_total": "conflict", "elimination": "value", "net_total": "conflict"}
    other = vector_r19().mark_conflict("burden:lead:2026:P1:east", "transfer_out")
    table = form("money_summary", other, PLAN_FIVE)
    assert find(table, project_name="事業1", office=term("elimination"))["spent"].state == "conflict"


# Form 5


def test_net_funds_make_the_net_cost() -> None:  # R19, R21
    table = form("funding", vector_r19(), PLAN_FIVE)
    gross = find(table, project_name="事業1", office=term("gross_total"))
    net = find(table, project_name="事業1", office=term("net_total"))
    columns = "cost fund_prefecture fund_other transfer_in fund_general difference"
    assert values(gross, columns) == [4_200_000, 1_000_000, 1_200_000, 1_200_000, 2_000_000, 0]
    assert values(net, columns) == [3_000_000, 1_000_000, 0, 0, 2_000_000, 0]


def test_funds_that_do_not_make_the_cost_are_shown_in_yen() -> None:
    figures = Entered().money("east", "P2", spent=1_000_400, fund_general=1_000_000)
    table = form("funding", figures, thousand=True)
    row = find(table, project_name="事業2", office="eastの役所")
    assert row["difference"] == Cell(400, "value", "不一致")
    assert say("form_note_funding_differs", count=1) in table.notes
    silent = find(table, project_name="事業2", office="westの役所")
    assert {silent[key].state for key in ("cost", "fund_general", "fund_national")} == {"empty"}


def test_funds_stand_at_every_stage_they_were_stated_at() -> None:  # R21
    """Adopted 3,500,000 of which 100,000 have no fund; half year: only east says anything, and nothing of funds."""
    figures = vector_r19()
    figures.money("lead", "P1", INITIAL, budget_initial=3_500_000, fund_prefecture=2_000_000)
    figures.money("lead", "P1", INITIAL, fund_other=1_000_000, fund_general=400_000)
    figures.money("lead", "P1", "forecast", spent=3_100_000, fund_general=3_100_000)
    figures.money("east", "P1", "half1", spent=150_000)
    table = form("funding", figures, PLAN_FIVE)
    stages = [row.cells[4].value for row in table.rows if cells(table, row)["project_name"].value == "事業1"]
    assert list(dict.fromkeys(stages)) == ["当初", "決算見込", "決算確定"]
    first = find(table, project_name="事業1", stage="当初", office="leadの役所")
    columns = "cost fund_prefecture fund_other fund_general difference"
    assert values(first, columns) == [3_500_000, 2_000_000, 1_000_000, 400_000, 100_000]
    total = find(table, project_name="事業1", stage="当初", office=term("net_total"))
    assert values(total, "cost reported_count") == [3_500_000, "1／5"]
    settled = find(table, project_name="事業1", stage="決算確定", office=term("net_total"))
    assert settled["cost"].value == 3_000_000
    region = [row for row in table.rows if row.kind == "total"]
    assert {cells(table, row)["stage"].value for row in region} == {"決算確定"}
    assert [note for note in table.notes if note.startswith("当初、決算見込は")]
    data = [row for row in table.rows if row.kind == "data"]
    # What the four towns paid has no stage: it is their cost at 決算見込 too.
    assert len(data) == 1 + 5 + 5


def test_transfers_are_not_taken_out_of_funds_nobody_stated() -> None:
    figures = Entered().money("lead", "P1", spent=1_000).burden("lead", "P1", "east", transfer_out=300)
    net = find(form("funding", figures), project_name="事業1", office=term("net_total"))
    assert (net["cost"].value, net["fund_other"]) == (1_000, Cell(""))


# Form 6


def shared_plan() -> Plan:
    return dataclasses.replace(PLAN_FIVE, sharing=SharePlan({"P1": BurdenRule("P1", equal=100)}))


def test_the_life_of_a_burden_in_one_row() -> None:  # R20, R22, R23
    figures = Entered().money("lead", "P1", INITIAL, budget_initial=1_000_000, fund_prefecture=0)
    figures.money("lead", "P1", spent=900_000, fund_prefecture=0)
    figures.burden(
        "lead", "P1", "east", basis="均等割", forecast=200_000, notified=200_001, final=180_000,
        transfer_out=200_001, transfer_in=200_000, settlement=-20_001, settlement_fy=2027,
    )  # fmt: skip
    table = form("burdens", [YearOf(shared_plan(), figures)], shared_plan())
    row = find(table, payer="eastの役所", payee="leadの役所")
    assert values(row, "by_budget by_cost forecast final transfer_out transfer_in difference settlement") == [
        200_000, 180_000, 200_000, 180_000, 200_001, 200_000, 1, -20_001,
    ]  # fmt: skip
    assert row["notified"] == Cell(200_001, "value", "算定との差 1")
    assert row["settlement_fy"].value == "令和9年度"
    total = find(table, project_name="事業1 計")
    assert values(total, "by_budget transfer_out difference") == [800_000, 200_001, 1]
    assert table.notes[0] == say("form_note_pairs", even=0, uneven=1, open=3)
    assert "事業1（予算）：事業費1,000,000円＝1,000,000円を均等割100％、端数は" in "".join(table.notes)


def test_a_difference_names_the_word_it_was_held_against() -> None:
    figures = Entered().burden("lead", "P1", "east", transfer_out=290, notified=300)
    row = find(form("burdens", [YearOf(PLAN, figures)]), payer="eastの役所")
    assert row["difference"] == Cell(-10, "value", say("form_against", basis=term("notified")))


def test_last_years_settlement_stands_in_the_year_it_is_paid() -> None:  # R23
    before = small_plan({"P1": "I"}, fy=2025)
    old = Entered(2025).burden("lead", "P1", "east", final=280_000, transfer_out=300_000, settlement=-20_000)
    old.burden("lead", "P1", "west", final=5, transfer_out=5, settlement=0, settlement_fy=2025)
    table = form("burdens", [YearOf(before, old), YearOf(PLAN, {})])
    row = find(table, of_year="令和7年度")
    assert values(row, "payer final transfer_out settlement") == ["eastの役所", 280_000, 300_000, -20_000]


# Over the years


def test_years_add_what_was_spent_and_never_what_was_carried_over() -> None:  # R17
    """2025: 当初 1,000,000, spent 300,000, carried out 700,000. 2026: carried in 700,000, spent 650,000.

    Adding 現額 (or 当初 and 繰越) would say 1,700,000; what was spent is 950,000.
    """
    first = Entered(2025).money("union", "P3", budget_initial=1_000_000, spent=300_000, carried_out=700_000)
    second = Entered().money("union", "P3", budget_initial=0, carried_in=700_000, spent=650_000)
    years = [YearOf(small_plan({"P3": "III"}, fy=2025), first), YearOf(small_plan({"P3": "III"}), second)]
    table = form("money_years", years, years[-1].plan)
    row = find(table, project_name="事業1")
    assert values(row, "net_2025 carried_out_2025 net_2026 net_all") == [300_000, 700_000, 650_000, 950_000]
    budget = form("money_summary", second, years[-1].plan)
    assert find(budget, office="unionの役所")["current"].value == 700_000


# 比較表


def test_like_is_held_against_like_and_the_reason_is_the_offices_own() -> None:
    figures = (
        Entered().money("east", "P2", budget_initial=200, spent=150).money("east", "P2", "half1", spent=60)
    )
    figures.progress("east", "P2", jump_reason="台風のため。")
    before = Entered(2025).money("east", "P2", budget_initial=180, spent=100)
    facts = Compared(figures, before, PLAN.period("half1"), YEAR)
    table = form("comparison", facts)
    row = find(table, project_name="事業2", office="eastの役所", item=term("spent"))
    assert values(row, "now last from_last year from_year year_rate plan plan_rate reason") == [
        150, 60, 90, 100, 50, Decimal("150.0"), 200, Decimal("75.0"), "台風のため。",
    ]  # fmt: skip
    budget = find(table, project_name="事業2", office="eastの役所", item=term("budget_initial"))
    assert values(budget, "now year from_year") == [200, 180, 20]
    told = dataclasses.replace(facts, reasons={("money:east:2026:P2:settled", "spent"): "会場を2つにした。"})
    again = find(form("comparison", told), project_name="事業2", office="eastの役所", item=term("spent"))
    assert again["reason"].value == "会場を2つにした。"
    silent = find(table, project_name="事業2", office="westの役所", item=term("spent"))
    assert silent["now"].state == "empty"
    assert values(silent, "from_last from_year plan_rate") == ["", "", ""]


def test_sums_of_the_comparison_are_net_of_what_the_bodies_paid_each_other() -> None:  # R18
    """Now: lead 3,000 with 900 of east's in it, east 900 → net 3,000; half year 1,400; last year 2,500 + 400 − 400."""
    figures = Entered().money("lead", "P1", spent=3_000, budget_initial=3_600).money("east", "P1", spent=900)
    figures.burden("lead", "P1", "east", transfer_out=900)
    figures.money("lead", "P1", "half1", spent=1_400).money("west", "P2", spent=70)
    before = Entered(2025).money("lead", "P1", spent=2_500).money("east", "P1", spent=400)
    before.burden("lead", "P1", "east", transfer_out=400)
    facts = Compared(
        figures, before, PLAN.period("half1"), YEAR, plan_before=small_plan({"P1": "I", "P2": "II"}, fy=2025)
    )
    table = form("comparison", facts)
    wanted = "now last from_last year from_year year_rate"
    project = find(table, project_name="事業1", office=term("net_total"), item=term("spent"))
    assert values(project, wanted) == [3_000, 1_400, 1_600, 2_500, 500, Decimal("120.0")]
    assert (project["now"].note, project["last"].note) == ("2／3", "2／3"), "what east paid has no stage"
    region = find(table, project_name=say("form_all_projects"), item=term("spent"))
    # West has spoken of P2 now and not then: 1,670 more would be nobody's.
    assert values(region, wanted) == [3_070, 1_400, "", 2_500, "", ""]
    budget = find(table, project_name="事業1", office=term("net_total"), item=term("budget_initial"))
    assert values(budget, "now year from_year") == [3_600, "", ""]
    sums = [row for row in table.rows if row.kind != "data"]
    assert all(not row.keys for row in sums), "files for machines hold no sums (R49)"


# R13, R14: rounding


def test_thousands_are_rounded_once_at_the_end() -> None:
    """Three times 1,500 yen: each prints as 2 千円, the sum of 4,500 as 5 and not as 6."""
    figures: Figures = Entered().money("lead", "P2", spent=1_500).money("east", "P2", spent=1_500).money(
        "west", "P2", spent=1_500
    )  # fmt: skip
    table = form("money_summary", figures, thousand=True)
    column = next(one for one in table.columns if one.key == "spent")
    shown = [
        shown_value(cells(table, row)["spent"], column, table.display_unit)
        for row in table.rows
        if cells(table, row)["project_name"].value == "事業2"
    ]
    assert shown == ["2", "2", "2", "5"]
    assert say("form_note_rounding") in table.notes


# Every form of the sample year


GOLDEN = Path(__file__).parent.parent / "data" / "forms"


@pytest.fixture(scope="module")
def tables() -> dict[str, ReportTable]:
    return {name: sample_form(name) for name in FORMS}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_what_it_was(name: str, tables: dict[str, ReportTable]) -> None:
    """RENEW_FORMS=1 writes them anew, to be reviewed as a diff."""
    found, file = render_csv(tables[name]), GOLDEN / f"{name}.csv"
    notes = "\n".join(tables[name].notes) + "\n"
    if os.environ.get("RENEW_FORMS"):
        GOLDEN.mkdir(exist_ok=True)
        file.write_bytes(found)
        (GOLDEN / f"{name}.txt").write_text(notes, encoding="utf-8")
    assert found == file.read_bytes()
    assert notes == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMS)
def test_every_row_fits_its_columns(name: str, tables: dict[str, ReportTable]) -> None:
    table = tables[name]
    assert table.sample
    assert table.landscape == (name != "submissions")
    for row in table.rows:
        assert len(row.cells) == len(table.columns)
        assert len(row.keys) == (len(table.key_columns) if row.kind == "data" else 0)
    keys = [column.key for column in (*table.key_columns, *table.columns)]
    assert len(set(keys)) == len(keys)
    headings = [full_heading(column) for column in (*table.key_columns, *table.columns)]
    doubled = {one for one in headings if headings.count(one) > 1}
    assert not doubled, "two columns of one heading cannot be told apart in a file"


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", FORMS)
def test_the_text_of_the_pages_is_the_data(
    name: str, tables: dict[str, ReportTable], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    """Every figure of every row stands on the pages as often as it does in the data, and every word is there."""
    table = tables[name]
    path = tmp_path / "form.pdf"
    path.write_bytes(render_pdf(table))
    done = subprocess.run([tool("pdftotext"), "-layout", path, "-"], check=True, capture_output=True)
    pages = done.stdout.decode("utf-8").rstrip("\f").split("\f")
    tokens = [token for page in pages for token in page.split()]
    parts = table.blocks or [table]
    for part in parts:
        figures: dict[str, int] = {}
        for row in part.rows:
            for column, cell in zip(part.columns, row.cells, strict=True):
                if column.kind in NUMERIC and has_value(cell):
                    text = shown_value(cell, column, table.display_unit)
                    figures[text] = figures.get(text, 0) + 1
        missing = {text for text, count in figures.items() if text and tokens.count(text) < count}
        assert not missing
    whole = _plain("".join(pages))
    signs = {sign for row in table.rows for cell in row.cells for sign in str(cell.value or "")}
    assert {sign for sign in signs if sign.isalnum()} <= set(whole)
    headings = [_plain(column.heading) for column in parts[0].columns if column.kind not in ("text", "mark")]
    for number, page in enumerate(pages, 1):
        assert _plain(say("paper_page_number", page=number, count=len(pages))) in _plain(page)
    if not table.blocks:
        for page in pages:
            assert sum(heading in _plain(page) for heading in headings) >= len(headings) // 2


def test_two_hundred_rows_break_into_pages_with_their_headings(
    tables: dict[str, ReportTable], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    table = tables["burdens"]
    data = [row for row in table.rows if row.kind == "data"]
    rows = [
        dataclasses.replace(
            row, cells=[Cell(f"行{number:03}。" + "長い事業名" * (number % 9)), *row.cells[1:]]
        )
        for number, row in enumerate((data * 200)[:200])
    ]
    path = tmp_path / "long.pdf"
    path.write_bytes(render_pdf(dataclasses.replace(table, rows=rows)))
    done = subprocess.run([tool("pdftotext"), path, "-"], check=True, capture_output=True)
    pages = [_plain(page) for page in done.stdout.decode("utf-8").rstrip("\f").split("\f")]
    assert len(pages) > 8
    found = [int(number) for page in pages for number in re.findall(r"行([0-9]{3})。", page)]
    assert sorted(set(found)) == list(range(200))
    assert all("支出団体" in page and "精算額" in page for page in pages)


def test_workbooks_open_in_a_spreadsheet_with_numbers_as_numbers(
    tables: dict[str, ReportTable], tmp_path: Path, tool: Callable[[str], str]
) -> None:
    """All forms in one call of the real program, which reads them and writes them again."""
    for name, table in tables.items():
        (tmp_path / f"{name}.xlsx").write_bytes(render_xlsx(table))
    out = tmp_path / "again"
    subprocess.run(
        [tool("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
        + ["--convert-to", "xlsx", "--outdir", str(out), *(str(tmp_path / f"{name}.xlsx") for name in tables)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    for name, table in tables.items():
        sheet = openpyxl.load_workbook(io.BytesIO((out / f"{name}.xlsx").read_bytes())).active
        assert sheet is not None
        top = 5 if any(column.group for column in table.columns) else 4
        for number, row in enumerate(table.rows, top + 1):
            for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), 1):
                if column.kind in NUMERIC and has_value(cell) and not isinstance(cell.value, str):
                    assert _equal(sheet.cell(number, place).value, cell, column), (name, number, column.key)


def _equal(found: object, cell: Cell, column: Column) -> bool:
    assert column.kind in NUMERIC
    return isinstance(found, int | float) and abs(Decimal(str(found)) - Decimal(str(cell.value))) < Decimal(
        "0.001"
    )
