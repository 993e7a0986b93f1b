"""All forms of a period at once, their facts read from real stores, and shares by the union's own tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app.commands import ApplyPlan, Submit, WriteReports
from alps_desk.app.desk import Desk
from alps_desk.app.progress import Cancelled, Progress, Step
from alps_desk.domain.errors import InputRejected
from alps_desk.reports.catalogue import REPORTS
from alps_desk.reports.tables import Cell, ReportTable
from alps_desk.wording import say, term
from tests.fixtures.desks import Region, money, progress, save

RULES = "fy,project,equal_percent,population_percent,remainder\n2017,F05P01,20,80,端数の大きい順に1円ずつ\n"
BASES = "fy,basis,office,value,as_of_date,source\n" + "".join(
    f"2017,population,{office},{people},2017-09-30,見本の台帳\n"
    for office, people in (
        ("omachi", 28_041), ("ikeda", 9_926), ("matsukawa", 9_948), ("hakuba", 8_929), ("otari", 2_904),
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A union with rules, and 大町市 and 池田町 which have reported the half year; a 負担金 was notified 1 yen too high."""
    region = Region(tmp_path_factory.mktemp("reports") / "region")
    union, omachi, ikeda = region.union, region.member("omachi"), region.member("ikeda")
    for name, text in (("負担割合.csv", RULES), ("基礎数値.csv", BASES)):
        assert not union.execute(ApplyPlan(text.encode(), name)).refused
    save(
        omachi,
        {
            money("omachi", "F05P01", "initial"): {"budget_initial": 6_000_000, "fund_prefecture": 2_000_000},
            money("omachi", "F05P01"): {"spent": 2_500_000, "fund_prefecture": 16_000_000},
            "burden:omachi:2017:F05P01:ikeda": {"notified": 691_620},
            progress("omachi", "F05P01"): {"done_text": "相談𠮷件", "jump_reason": "相談が増えたため。"},
        },
    )
    save(ikeda, {"burden:omachi:2017:F05P01:ikeda": {"transfer_out": 691_620}})
    omachi.execute(Submit(2017, "half1", "課長"))
    region.give(omachi, union)
    region.give(ikeda, union)
    region.close()
    return region.folder


@pytest.fixture
def union(played: Path, tmp_path: Path) -> Iterator[Desk]:
    again = Region.again(played, tmp_path / "region", ["union"])
    yield again.union
    again.close()


def row(table: ReportTable, **wanted: object) -> dict[str, Cell]:
    keys = [column.key for column in table.columns]
    found = [dict(zip(keys, one.cells, strict=True)) for one in table.rows]
    (one,) = [one for one in found if all(one[key].value == value for key, value in wanted.items())]
    return one


def test_shares_come_from_the_tables_of_the_union(union: Desk) -> None:
    found = union.burdens(2017)
    (shared,) = [one for one in found.projects if one.project == "F05P01"]
    assert shared.by_budget is not None
    assert shared.by_budget.to_share_yen == 4_000_000
    assert shared.by_budget.share("ikeda") == 691_619
    warned = [one for one in union.check(2017, "half1") if one.code.startswith(("rule_share", "rule_grant"))]
    assert [(one.code, one.field) for one in warned] == [
        ("rule_share_notified", "notified"), ("rule_grant_cap", "cap"), ("rule_grant_rate", "fund_prefecture"),
    ]  # fmt: skip
    table = union.report_table("burdens", 2017, "half1")
    assert row(table, payer="池田町", project_name="成年後見支援センターの運営")["notified"] == Cell(
        691_620, "value", "算定との差 1"
    )


def test_facts_of_the_forms_come_from_the_store(union: Desk) -> None:
    reports = union.report_table("submissions", 2017, "half1")
    assert [row(reports, office=name)["state"].value for name in ("大町市", "池田町", "白馬村")] == [
        say("form_state_submitted"), say("form_state_draft"), say("form_state_not_received"),
    ]  # fmt: skip
    assert row(reports, office="大町市")["submitted_on"].value is not None
    files = union.report_table("imports", 2017, "half1")
    taken = [one for one in files.rows if one.cells[0].value == say("imports_kind_file")]
    assert len(taken) == len(union.imports()) >= 4
    asked = [one.cells[-1].value for one in files.rows if one.cells[0].value == say("imports_kind_pair")]
    assert any("691,620円が、算定額691,619円" in str(text) for text in asked)
    compared = union.report_table("comparison", 2017, "half1")
    spent = row(compared, project_name="成年後見支援センターの運営", office="大町市", item=term("spent"))
    assert (spent["now"].value, spent["reason"].value) == (2_500_000, "相談が増えたため。")
    early = union.report_table("comparison", 2017, "q1")
    assert say("comparison_note_first") in early.notes, "a period that the plan has no dates for"
    late = union.report_table("comparison", 2017, "full_year")
    spent = row(late, project_name="成年後見支援センターの運営", office="大町市", item=term("spent"))
    assert (spent["last"].value, spent["now"].state) == (2_500_000, "empty")
    assert row(union.report_table("money_years", 2017, "half1"), project_name=say("form_all_projects"))


def test_all_forms_stand_in_the_folder_or_none(union: Desk, tmp_path: Path) -> None:
    steps: list[Step] = []
    out = tmp_path / "out"
    done = union.execute(WriteReports(2017, "half1", out, ("csv",)), Progress(steps.append))
    names = sorted(path.name for path in out.iterdir())
    assert len(names) == len(REPORTS) == len(done.files)
    assert "04_予算・決算集計表_平成29年度_上半期.csv" in names
    assert [step.done for step in steps] == list(range(len(names) + 1))
    table = union.report_table("funding", 2017, "half1")
    (rows,) = [
        one.rows for one in done.files if one.file.name.startswith("05_") and one.file.suffix == ".csv"
    ]
    assert rows == sum(one.kind == "data" for one in table.rows)


def test_stopped_half_way_nothing_is_there(union: Desk, tmp_path: Path) -> None:
    progress = Progress(lambda step: progress.cancel() if step.done == 3 else None)
    with pytest.raises(Cancelled):
        union.execute(WriteReports(2017, "half1", tmp_path / "out", ("csv",)), progress)
    assert list((tmp_path / "out").iterdir()) == []


def test_stopping_while_the_last_form_is_made_leaves_nothing_either(union: Desk, tmp_path: Path) -> None:
    progress = Progress(lambda step: progress.cancel())
    with pytest.raises(Cancelled):
        union.execute(
            WriteReports(2017, "half1", tmp_path / "out", ("csv",), names=("submissions",)), progress
        )
    assert list((tmp_path / "out").iterdir()) == []


def test_what_cannot_be_written_is_named_with_its_form(union: Desk, tmp_path: Path) -> None:
    wanted = ("funding", "progress_list")
    command = WriteReports(2017, "half1", tmp_path / "out", ("csv",), encoding="cp932", names=wanted)
    with pytest.raises(InputRejected) as refused:
        union.execute(command)
    assert refused.value.code == "report_all_refused"
    assert refused.value.params["title"] == "進捗状況一覧表"
    assert "𠮷" in str(refused.value.params["reason"])
    assert not list((tmp_path / "out").glob("*"))
    with pytest.raises(InputRejected):
        union.execute(WriteReports(2017, "half1", tmp_path / "out", ("docx",)))
