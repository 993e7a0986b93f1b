"""Forms 2 and 4: what stands in them, and that nothing missing ever looks like a number."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alps_desk.domain.errors import InputRejected
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.shown import Figures
from alps_desk.reports.as_csv import render_csv
from alps_desk.reports.catalogue import REPORTS, form_named
from alps_desk.reports.tables import Cell, ReportTable, Row
from alps_desk.wording import say, term
from tests.figures import FIVE, NONE, PENDING, TALLYING, Entered, kita_alps, small_plan, vector_r19

PLAN = small_plan()
YEAR = Period(2026, "full_year", as_of_on="2027-03-31", stage="settled")
HALF = Period(2026, "half1", stage="half1")
EMPTY, NOT_APPLICABLE, BLANK = Cell(None, "empty"), Cell(None, "none"), Cell("")


def form(
    name: str,
    figures: Figures,
    plan: Plan = PLAN,
    period: Period = YEAR,
    *,
    thousand: bool = False,
) -> ReportTable:
    table = REPORTS[name].build(
        plan,
        period,
        figures,
        made_by="広域連合",
        made_on=date(2027, 7, 1),
        display_unit=1000 if thousand else 1,
    )
    for row in table.rows:
        assert len(row.cells) == len(table.columns)
        assert len(row.keys) == (len(table.key_columns) if row.kind == "data" else 0)
    assert len({column.key for column in (*table.key_columns, *table.columns)}) == len(
        [*table.key_columns, *table.columns]
    )
    return table


def cells(table: ReportTable, row: Row) -> dict[str, Cell]:
    return {column.key: cell for column, cell in zip(table.columns, row.cells, strict=True)}


def find(table: ReportTable, project: str, office: str) -> dict[str, Cell]:
    """The row of a project (by name) and the word in its column 団体; 総計・純計 stands for both where they are one."""
    both = [say("form_gross_and_net")] if office in (term("gross_total"), term("net_total")) else []
    (found,) = [
        row
        for row in (cells(table, row) for row in table.rows)
        if row["project_name"].value == project and row["office"].value in (office, *both)
    ]
    return found


_OF_FIGURES = [form.name for form in REPORTS.values() if form.facts == "figures"]

# The catalogue


def test_the_catalogue_names_its_forms() -> None:
    listed = [(form.name, form.number, form.title) for form in REPORTS.values()]
    # Every form of the list of forms stands at its number; the two after them are of our own.
    assert [number for _, number, _ in listed] == sorted(number for _, number, _ in listed)
    assert set(listed) >= {
        ("progress_sheet", 1, "連携事業 進捗報告書（個票）"),
        ("progress_list", 2, "進捗状況一覧表"),
        ("indicator_list", 3, "成果指標一覧"),
        ("money_summary", 4, "予算・決算集計表"),
        ("funding", 5, "財源内訳表"),
        ("burdens", 6, "負担金一覧・突合表"),
        ("submissions", 9, "提出状況表"),
        ("imports", 10, "取込結果・不一致一覧"),
        ("evaluation_sheet", 7, "事業評価シート"),
        ("field_summary", 8, "分野別・種別別 総括表"),
        ("project_changes", 11, "ビジョン掲載事業一覧（年度比較）"),
        ("handover", 12, "引継書"),
        ("comparison", 13, "比較表"),
        ("money_years", 14, "年度別決算額一覧"),
        ("board", 15, "集計ボード"),
    }
    assert all(form.formats == ("csv", "xlsx", "pdf") for form in REPORTS.values())
    assert form_named("progress_list") is form_named("進捗状況一覧表") is form_named("2")
    with pytest.raises(InputRejected) as refused:
        form_named("budget")
    assert say(refused.value.code, **refused.value.params) == (
        "「budget」という様式はありません。一覧から選んでください：" + "、".join(REPORTS)
    )


@pytest.mark.parametrize("name", _OF_FIGURES)
def test_what_stands_around_a_form(name: str) -> None:
    table = form(name, {}, small_plan(sample=True), thousand=True)
    assert (table.name, table.title) == (name, REPORTS[name].title)
    assert (table.period_line, table.as_of, table.made_by) == (
        "令和8年度 通期",
        date(2027, 3, 31),
        "広域連合",
    )
    assert (table.sample, table.display_unit, table.landscape) == (True, 1000, True)
    assert not form(name, {}).sample
    assert form(name, {}, period=HALF).as_of is None
    assert form(name, {}, period=HALF).period_line == "令和8年度 上半期"


# Form 2


def test_every_project_once_for_every_body_that_reports() -> None:  # R35
    plan = kita_alps()
    period = plan.period("full_year")
    assert period
    table = form("progress_list", {}, plan, period)
    rows = [cells(table, row) for row in table.rows]
    assert len({row["project_name"].value for row in rows}) == 17
    assert [row["number"].value for row in rows] == sorted(
        (str(row["number"].value) for row in rows), key=int
    )
    bodies = [row["office"].value for row in rows if row["project_name"].value == "魅力体験ツアーの開催"]
    assert bodies == ["大町市", "池田町", "松川村", "白馬村", "小谷村"]
    assert [row["office"].value for row in rows if row["project_name"].value == "合同調査研究"] == [
        "北アルプス広域連合"
    ]
    assert len({row["field"].value for row in rows}) == 8


def test_the_row_of_a_report() -> None:
    figures = Entered().money("east", "P2", budget_initial=1_000, budget_supplement=200, spent=900)
    figures.progress(
        "east", "P2", progress_class="running", self_rating="A", done_text="=1+1\n2回", issues="広報"
    )
    row = find(form("progress_list", figures), "事業2", "eastの役所")
    assert row == {
        "number": Cell("2"),
        "field": Cell("分野1"),
        "project_name": Cell("事業2"),
        "project_type": Cell("IIの名前"),
        "is_new": Cell("継続"),
        "part_lead": Cell("◎"),
        "part_east": Cell("◎"),
        "part_west": Cell("◎"),
        "office": Cell("eastの役所"),
        "progress_class": Cell("runningの名前"),
        "budget_current": Cell(1_200),
        "spent": Cell(900),
        "execution_rate": Cell(Decimal("75.0")),
        "rating": Cell("A"),
        "done_text": Cell("=1+1\n2回"),
        "issues": Cell("広報"),
    }
    lead = find(form("progress_list", figures), "事業1", "eastの役所")
    assert [lead[f"part_{body}"].value for body in ("lead", "east", "west")] == ["◎", "○", "○"]


def test_a_mid_year_list_shows_the_pace() -> None:
    figures = Entered().progress("east", "P2", "half1", pace="on_track", self_rating="A")
    table = form("progress_list", figures, period=HALF)
    assert find(table, "事業2", "eastの役所")["rating"] == Cell("on_trackの名前")
    assert next(
        column.heading.replace("\n", "") for column in table.columns if column.key == "rating"
    ) == term("pace")


def test_what_is_missing_says_why() -> None:  # R16
    figures = Entered().money("east", "P2", budget_initial=NONE, spent=TALLYING)
    figures.money("west", "P2", budget_initial=PENDING, spent="約5千円")
    figures.progress("east", "P2", progress_class=PENDING).progress("west", "P2", done_text="実施")
    table = form("progress_list", figures)
    east, west = (find(table, "事業2", f"{body}の役所") for body in ("east", "west"))
    assert (east["budget_current"], east["spent"], east["execution_rate"]) == (
        NOT_APPLICABLE, Cell(None, "pending", "集計中"), BLANK,
    )  # fmt: skip
    assert (east["progress_class"], east["rating"], east["issues"]) == (Cell(None, "pending"), EMPTY, BLANK)
    assert (west["budget_current"], west["spent"]) == (
        Cell(None, "pending"), Cell(None, "pending", "要確認"),
    )  # fmt: skip
    silent = find(table, "事業2", "leadの役所")
    assert [silent[key] for key in ("progress_class", "spent", "rating", "done_text", "issues")] == [
        EMPTY
    ] * 5
    assert silent["execution_rate"] == BLANK
    untyped = find(form("progress_list", {}, small_plan({"P1": ""})), "事業1", "leadの役所")
    assert untyped["project_type"] == Cell(None, "pending", "未設定")


def test_conflicts_and_entries_for_a_body_are_marked() -> None:
    figures = Entered().put("money:east:2026:P2:settled", "spent", 5, conflict=True)
    figures.put("progress:east:2026:full_year:P2", "done_text", "A案", conflict=True, on_behalf=True)
    figures.put("progress:east:2026:full_year:P2", "progress_class", "running", on_behalf=True)
    figures.put("progress:east:2026:full_year:P2", "issues", None, conflict=True)
    table = form("progress_list", figures)
    row = find(table, "事業2", "eastの役所")
    assert row["spent"] == Cell(5, "conflict")
    assert row["done_text"] == Cell("A案", "conflict", "食い違い・代行入力")
    assert row["progress_class"] == Cell("runningの名前", "value", "代行入力")
    assert row["issues"].state == "conflict"
    assert say("form_note_conflicts", count=3) in table.notes


def test_who_is_missing_is_said_below() -> None:  # R25
    figures = Entered().progress("east", "P2", progress_class="running")
    waiting = form("progress_list", figures).notes[0]
    assert waiting == (
        "報告は1／7件です。未報告：leadの役所2件、eastの役所1件、westの役所2件、unionの役所1件。"
    )
    for office, project in (("lead", "P1"), ("east", "P1"), ("west", "P1"), ("lead", "P2"), ("west", "P2")):
        figures.progress(office, project, progress_class=PENDING)
    figures.progress("union", "P3", progress_class="running")
    assert form("progress_list", figures).notes[0] == "報告は7件すべてそろっています。"


# Form 4


def test_r19_in_the_table() -> None:
    plan = small_plan({"P1": "I"}, bodies=FIVE)
    figures = vector_r19().money("lead", "P1", budget_initial=3_200_000, carried_out=0)
    for town in FIVE[1:]:
        figures.money(town, "P1", budget_initial=300_000)
    table = form("money_summary", figures, plan)
    total, less, net = (
        find(table, "事業1", term(key)) for key in ("gross_total", "elimination", "net_total")
    )
    assert [row["spent"].value for row in (total, less, net)] == [4_200_000, 1_200_000, 3_000_000]
    assert [row["initial"].value for row in (total, less, net)] == [4_400_000, 1_200_000, 3_200_000]
    assert (total["reported_count"].value, net["reported_count"].value) == ("5／5", "5／5")
    assert (total["current"].value, total["execution_rate"].value, total["unused"].value) == (
        4_400_000, Decimal("95.5"), 200_000,
    )  # fmt: skip
    assert {net[key].state for key in ("supplement", "current", "execution_rate", "unused")} == {"none"}
    bodies = [find(table, "全事業", f"{body}の役所 計")["spent"].value for body in FIVE]
    assert bodies == [3_000_000, 300_000, 300_000, 300_000, 300_000]
    assert find(table, "全事業", term("net_total"))["spent"].value == 3_000_000
    pair = "→leadの役所 300,000円〔負担金（支出）〕"
    assert table.notes[-2] == (
        "事業1：総計4,200,000円－控除1,200,000円＝純計3,000,000円（控除："
        + "、".join(f"{town}の役所{pair}" for town in FIVE[1:])
        + "）"
    )
    assert table.notes[-1] == "全事業：総計4,200,000円－控除1,200,000円＝純計3,000,000円"


def test_whose_word_a_transfer_is() -> None:
    figures = Entered().money("lead", "P1", spent=1_000).money("east", "P1", spent=200)
    figures.burden("lead", "P1", "east", notified=300).mark_conflict("burden:lead:2026:P1:east", "notified")
    note = form("money_summary", figures).notes[-2]
    assert "eastの役所→leadの役所 300円〔" + term("notified") + "〕［食い違い］" in note
    assert "eastの役所の支出済額まで -100円".replace("-", "△") in note
    by_sum = Entered().money("lead", "P1", spent=1_000, transfer_in=150).money("east", "P1", spent=200)
    assert "leadの役所の受入 150円" in form("money_summary", by_sum).notes[-2]


def test_what_was_paid_stands_for_what_was_spent() -> None:
    figures = Entered().burden("lead", "P1", "east", transfer_out=300)
    table = form("money_summary", figures)
    row = find(table, "事業1", "eastの役所")
    assert (row["spent"], row["reported_count"]) == (Cell(300, "value", "負担金"), Cell("○"))
    assert say("form_note_by_transfer") in table.notes
    figures.mark_conflict("burden:lead:2026:P1:east", "transfer_out")
    assert find(form("money_summary", figures), "事業1", "eastの役所")["spent"] == Cell(300, "conflict")


def test_nothing_reported_shows_no_number() -> None:  # R16
    table = form("money_summary", {})
    numbers = [cell for row in table.rows for cell in row.cells if isinstance(cell.value, int | Decimal)]
    assert numbers == []
    row = find(table, "事業2", "eastの役所")
    assert [row[key] for key in ("reported_count", "initial", "supplement", "current", "spent")] == [
        EMPTY
    ] * 5
    assert (row["execution_rate"], row["unused"]) == (BLANK, BLANK)
    assert find(table, "事業2", term("gross_total"))["spent"] == EMPTY


def test_zero_and_not_applicable_are_said() -> None:
    figures = Entered().money("east", "P2", budget_initial=0, spent=0).money("west", "P2", spent=NONE)
    figures.money("west", "P2", budget_initial=NONE)
    table = form("money_summary", figures)
    east, west = (find(table, "事業2", f"{body}の役所") for body in ("east", "west"))
    assert (east["spent"], east["execution_rate"], east["unused"]) == (Cell(0), NOT_APPLICABLE, Cell(0))
    assert (west["initial"], west["current"], west["spent"]) == (NOT_APPLICABLE,) * 3
    assert west["unused"] == NOT_APPLICABLE
    assert find(table, "事業2", term("gross_total"))["reported_count"].value == "2／3"
    assert find(table, "事業2", term("gross_total"))["execution_rate"] == NOT_APPLICABLE
    figures.money("west", "P2", budget_supplement=70)
    added = find(form("money_summary", figures), "事業2", "westの役所")
    assert (added["current"], added["unused"]) == (Cell(70), Cell(70))


def test_what_may_stay_empty_is_blank_once_a_body_has_reported() -> None:
    figures = Entered().money("east", "P2", spent=5).money("west", "P2", budget_initial=5)
    table = form("money_summary", figures)
    assert find(table, "事業2", "eastの役所")["carried_out"] == BLANK
    assert find(table, "事業2", "westの役所")["carried_out"] == EMPTY
    figures.put("money:east:2026:P2:settled", "carried_out", None, conflict=True)
    cleared = find(form("money_summary", figures), "事業2", "eastの役所")["carried_out"]
    assert cleared == Cell(None, "conflict", "食い違い"), "what others say of it must not look like nothing"
    listed = find(form("progress_list", figures), "事業2", "eastの役所")
    assert (listed["done_text"], listed["issues"]) == (EMPTY, BLANK)


def test_before_the_year_is_over_nothing_is_unused() -> None:
    figures = Entered(stage="half1").money("east", "P2", budget_initial=100, spent=40)
    table = form("money_summary", figures, period=HALF)
    row = find(table, "事業2", "eastの役所")
    assert (row["spent"], row["unused"]) == (Cell(40), NOT_APPLICABLE)
    assert say("form_note_unused") in table.notes
    assert "支出済額は上半期の額です。負担金に段階の区別はありません。" in table.notes
    settled = form("money_summary", figures)
    assert find(settled, "事業2", "eastの役所")["spent"] == EMPTY, "another stage is another report"


def test_a_rate_is_shown_only_where_it_fits_the_sums() -> None:
    figures = Entered().money("east", "P2", budget_initial=100, spent=40).money("west", "P2", spent=30)
    assert find(form("money_summary", figures), "事業2", term("gross_total"))["execution_rate"] == BLANK
    figures.money("west", "P2", budget_initial=100)
    rate = find(form("money_summary", figures), "事業2", term("gross_total"))["execution_rate"]
    assert rate == Cell(Decimal("35.0"))


def test_a_conflict_marks_the_sums_it_is_in_and_no_others() -> None:
    figures = Entered().money("east", "P2", budget_initial=100, spent=40, carried_out=10)
    figures.mark_conflict("money:east:2026:P2:settled", "spent")
    table = form("money_summary", figures)
    for row in (find(table, "事業2", term("gross_total")), find(table, "全事業", "eastの役所 計")):
        assert {key for key, cell in row.items() if cell.state == "conflict"} == {
            "spent", "execution_rate", "unused",
        }  # fmt: skip
    assert find(table, "事業2", term("net_total"))["spent"].state == "conflict"
    assert find(table, "事業1", term("net_total"))["spent"].state == "empty"


def test_rounding_is_pointed_out_where_it_shows() -> None:  # R14
    assert say("form_note_rounding") in form("money_summary", {}, thousand=True).notes
    assert say("form_note_rounding") not in form("money_summary", {}).notes


def test_a_body_outside_a_project_that_paid_has_a_row() -> None:
    figures = Entered().burden("union", "P3", "west", transfer_out=30).money("union", "P3", spent=30)
    table = form("money_summary", figures)
    assert find(table, "事業3", "westの役所")["reported_count"] == NOT_APPLICABLE
    assert find(table, "事業3", term("net_total"))["spent"].value == 30
    assert find(table, "事業3", term("gross_total"))["reported_count"].value == "1／1"
    assert form("progress_list", figures).notes[0].startswith("報告は0／7件です。")
    figures.burden("union", "P3", "east", transfer_out=0)
    assert "eastの役所→" not in form("money_summary", figures).notes[-2], "a transfer of nothing is left out"


def test_machine_read_rows_carry_year_period_and_codes() -> None:  # R9, R49
    plan = kita_alps()
    period = plan.period("full_year")
    assert period
    figures = Entered(2017).money("omachi", "F05P01", spent=5)
    for name in _OF_FIGURES:
        lines = render_csv(form(name, figures, plan, period)).decode("utf-8-sig").split("\r\n")
        assert lines[0].startswith('"年度","期","事業コード","団体コード"')
        assert len(lines) == 1 + 84 + 1, "no sums among the data"
        assert [line for line in lines if line.startswith('"2017","通期","F05P01","202126"')]


# Laws

_anything = st.one_of(
    st.none(), st.integers(-(10**14), 10**14), st.text(max_size=5), st.sampled_from([NONE, PENDING, TALLYING])
)


@st.composite
def whatever(draw: st.DrawFn) -> Entered:
    figures = Entered()
    offices, projects = st.sampled_from(["lead", "east", "union"]), st.sampled_from(["P1", "P2", "P3"])
    for _ in range(draw(st.integers(0, 12))):
        office, project, value = draw(offices), draw(projects), draw(_anything)
        field = draw(st.sampled_from(["budget_initial", "budget_supplement", "spent", "carried_out"]))
        match draw(st.integers(0, 2)):
            case 0:
                figures.money(office, project, **{field: value})
            case 1:
                figures.burden("lead", project, office, transfer_out=value)
            case _:
                figures.progress(office, project, progress_class=value, done_text=value, issues=value)
    return figures


@given(whatever(), st.sampled_from(_OF_FIGURES), st.booleans())
@settings(max_examples=60)
def test_whatever_is_entered_the_form_is_made(figures: Entered, name: str, thousand: bool) -> None:
    table = form(name, figures, thousand=thousand)
    assert render_csv(table)
    assert all("{" not in note for note in table.notes)


@given(whatever())
@settings(max_examples=60)
def test_sums_are_the_sums_of_the_rows_above(figures: Entered) -> None:
    """In yen: the bodies' totals and the region's gross total are both sums of the data rows."""
    table = form("money_summary", figures)
    data = [cells(table, row) for row in table.rows if row.kind == "data"]
    total = next(cells(table, row) for row in table.rows if row.kind == "total")
    bodies = [
        cells(table, row) for row in table.rows if str(cells(table, row)["office"].value).endswith(" 計")
    ]
    for key in ("initial", "supplement", "current", "spent", "carried_out", "unused"):
        for some in (data, bodies):
            amounts = [row[key].value for row in some]
            assert sum(a for a in amounts if isinstance(a, int)) == (total[key].value or 0)
