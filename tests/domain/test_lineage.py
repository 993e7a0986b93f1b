"""How projects go on over the years: renamed, merged, split, ended, with series that survive."""

from __future__ import annotations

from alps_desk.domain.lineage import Lineage, Past, Succession
from alps_desk.domain.plan import build_plan
from tests.domain.test_plan import cells

SIX_YEARS = cells(
    project_year__union__2016__A={"name": "相談窓口"},
    project_year__union__2016__B={"name": "セミナー"},
    project_year__union__2016__C={"name": "体験ツアー"},
    project_year__union__2017__A={"name": "相談窓口の設置"},
    project_year__union__2017__B={"name": "セミナー"},
    project_year__union__2017__C={"name": "体験ツアー"},
    # Renumbered and renamed: the old code ends, its series goes on.
    project_year__union__2018__A2={"name": "移住相談"},
    # Two become one under a new code.
    project_year__union__2018__M={"name": "移住体験"},
    project_year__union__2018__N={"name": "新しい事業"},
    succession__union__2018__A2__A={"link_kind": "renamed"},
    succession__union__2018__M__B={"link_kind": "merged"},
    succession__union__2018__M__C={"link_kind": "merged", "note": "部会の決定"},
    # A year without a list between; then one project in two parts, one of them under its old code.
    project_year__union__2020__M={"name": "移住体験"},
    project_year__union__2020__P={"name": "お試し住宅"},
    succession__union__2020__M__M={"link_kind": "split"},
    succession__union__2020__P__M={"link_kind": "split"},
)  # fmt: skip


def lineage() -> Lineage:
    return build_plan(SIX_YEARS).lineage


def test_a_kept_code_goes_on_without_a_record() -> None:
    found = lineage()
    assert found.earlier(2017, "A") == (Succession(2017, "A", "A", "renamed"),)
    assert found.earlier(2017, "B") == (Succession(2017, "B", "B", "continued"),)
    assert found.earlier(2016, "A") == found.earlier(2018, "N") == ()


def test_links_name_what_merged_with_whom_and_why() -> None:
    found = lineage()
    assert found.earlier(2018, "M") == (
        Succession(2018, "M", "B", "merged"),
        Succession(2018, "M", "C", "merged", "部会の決定"),
    )
    assert [one.code for one in found.later(2017, "A")] == ["A2"]
    assert [one.code for one in found.later(2018, "M")] == ["M", "P"]
    assert found.later(2020, "M") == ()


def test_a_series_survives_new_names_new_codes_and_a_missing_year() -> None:
    found = lineage()
    assert list(found.past(2018, "A2")) == [Past(2017, ("A",)), Past(2016, ("A",))]
    assert list(found.past(2018, "M")) == [Past(2017, ("B", "C")), Past(2016, ("B", "C"))]
    # Of a split, both parts have the whole past, and both say so in every year of it.
    assert list(found.past(2020, "P")) == [
        Past(2018, ("M",), shared=True), Past(2017, ("B", "C"), shared=True), Past(2016, ("B", "C"), shared=True),
    ]  # fmt: skip
    assert next(found.past(2020, "M")) == Past(2018, ("M",), shared=True)
    assert list(found.past(2018, "N")) == []


def test_the_same_project_of_another_year_has_its_code_of_then() -> None:
    found = lineage()
    assert [found.code_in(then, 2018, "A2") for then in (2018, 2017, 2016)] == ["A2", "A", "A"]
    assert found.code_in(2017, 2018, "M") == "", "two together are not one"
    assert found.code_in(2017, 2018, "N") == "", "a new one was none"
    assert found.code_in(2018, 2020, "P") == "M"
    assert found.code_in(2015, 2018, "A2") == "A2", "nothing is known of that year"


def test_what_nothing_goes_on_from_has_ended() -> None:
    found = lineage()
    assert found.ended(2017) == found.ended(2016) == found.ended(2018) == ()
    assert found.ended(2020) == ("A2", "N")


def test_a_link_to_a_project_that_is_in_no_list_gives_no_past() -> None:
    found = build_plan(
        [*SIX_YEARS, *cells(succession__union__2018__N__ZZ={"link_kind": "renamed"})]
    ).lineage  # fmt: skip
    assert [one.earlier for one in found.earlier(2018, "N")] == ["ZZ"]
    assert list(found.past(2018, "N")) == []


def test_papers_stand_by_their_days() -> None:
    plan = build_plan(
        cells(
            vision__union__v1={"name": "第1次", "start_fy": 2016, "end_fy": 2019, "future_2": "安心"},
            vision__union__v2={"name": "第2次", "start_fy": 2020},
            vision_change__union__v1__2={"changed_on": "2018-03-26"},
            vision_change__union__v1__1={"changed_on": "2017-03-27", "name": "第1回変更", "note": "4分野を追加"},
            agreement__union__ikeda={"name": "協約", "signed_on": "2016-03-29"},
            agreement_change__union__ikeda__1={
                "changed_on": "2017-03-27", "resolved_on": "2017-03-24", "announced_on": "2017-03-28",
                "notified_on": "2017-03-30", "name": "変更",
            },
            working_group__union__g2={"name": "福祉部会", "order": 2, "fields": "F05;F06", "chair_role": "課長"},
            working_group__union__g1={"name": "移住部会", "order": 1},
            meeting__union__m1={"group": "g1", "held_on": "2018-10-02", "agenda": "来年度"},
            decision__union__m1__A={"decided": "続ける", "due_on": "2019-03-31", "done": True},
            decision__union__m1__all={"decided": "次は2月"},
            project_year__union__2020__A={"name": "事業"},
        )
    )  # fmt: skip
    assert [change.changed_on for change in plan.visions[0].changes] == ["2017-03-27", "2018-03-26"]
    assert plan.visions[0].changes[0].note == "4分野を追加"
    assert plan.visions[0].futures == ("安心",)
    assert plan.vision is not None
    assert plan.vision.code == "v2"
    (agreement,) = plan.agreements
    assert (agreement.body, agreement.changes[0].resolved_on) == ("ikeda", "2017-03-24")
    assert (agreement.changes[0].announced_on, agreement.changes[0].notified_on) == (
        "2017-03-28",
        "2017-03-30",
    )
    assert [(one.name, one.fields) for one in plan.groups] == [("移住部会", ()), ("福祉部会", ("F05", "F06"))]
    (meeting,) = plan.meetings
    assert [(one.project, one.decided, one.done) for one in meeting.decisions] == [
        ("", "次は2月", False), ("A", "続ける", True),
    ]  # fmt: skip
