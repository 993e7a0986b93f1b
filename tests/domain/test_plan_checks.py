"""Checks of the plan: each finding by the least change of a sound plan, and a sound plan has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from alps_desk import wording
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan_checks import check_plan
from alps_desk.domain.plan_records import PlanRecords
from alps_desk.domain.plan_years import next_year
from tests.domain.test_plan import Cells, cells

P1, P2 = "project_year:union:2018:P1", "project_year:union:2018:P2"
SOUND = cells(
    region__union={"name": "見本の圏域"},
    body__union__west={"name": "西市", "role": "central", "order": 1},
    body__union__east={"name": "東町", "order": 2},
    body__union__union={"name": "広域連合", "order": 9},
    vision__union__v1={"name": "第1次", "start_fy": 2016, "end_fy": 2019},
    vision_change__union__v1__1={"changed_on": "2018-03-26", "name": "変更"},
    field__union__A={"name": "くらし", "first_fy": 2016},
    project_year__union__2017__P1={"name": "相談", "number": 1, "field": "A", "type": "I", "leads": "west",
                                   "participants": "west;east"},
    project_year__union__2018__P1={"name": "相談", "number": 1, "field": "A", "type": "I", "leads": "west",
                                   "participants": "west;east"},
    project_year__union__2018__P2={"name": "研修", "number": 2, "field": "A", "type": "III", "leads": "union",
                                   "is_new": True, "first_fy": 2018},
    succession__union__2018__P1__P1={"link_kind": "continued"},
    code__union__project_type__I={"label": "Ⅰ"},
    code__union__project_type__II={"label": "Ⅱ"},
    code__union__project_type__III={"label": "Ⅲ"},
    code__union__abc__A={"label": "A", "order": 1, "from_percent": 80},
    code__union__abc__B={"label": "B", "order": 2, "from_percent": 0},
    scale__union__abc={"name": "A・B", "first_fy": 2016},
    period__union__2018__half1={"as_of_date": "2018-09-30", "opens_on": "2018-10-01", "due_on": "2018-11-30"},
    indicator__union__K1={"name": "移住者", "project": "P1", "kind": "outcome", "aggregation": "sum",
                          "direction": "up", "unit": "人"},
    target__union__2018__K1={"target": 60},
    agreement__union__east={"name": "協約", "signed_on": "2016-03-29"},
    agreement_change__union__east__1={"changed_on": "2018-03-26", "resolved_on": "2018-03-20",
                                      "announced_on": "2018-03-27", "notified_on": "2018-03-28"},
    working_group__union__g1={"name": "部会", "fields": "A"},
    meeting__union__m1={"group": "g1", "held_on": "2018-10-02", "name": "第1回"},
    decision__union__m1__P1={"decided": "続ける"},
    deadline__union__2018__half1__east={"due_on": "2018-12-07"},
    unlock__union__2018__half1__east__P1={"until_on": "2018-12-14"},
)  # fmt: skip


def found(extra: dict[str, dict[str, Scalar]], fy: int = 2018) -> list[tuple[str, str, str, str]]:
    kept = [one for one in SOUND if one[1] not in extra.get(one[0], {})]
    added: Cells = [(record, name, value) for record, some in extra.items() for name, value in some.items()]
    records = PlanRecords([*kept, *added])
    return [(one.level, one.record, one.field, one.code) for one in check_plan(records, records.plan(fy))]


def test_a_sound_plan_has_nothing_to_look_at() -> None:
    assert found({}) == []


# what is changed → level, record, field, code of what is found
CASES: list[tuple[dict[str, dict[str, Scalar]], tuple[str, str, str, str]]] = [
    ({P1: {"name": None}}, ("missing", P1, "name", "plan_missing")),
    ({P1: {"field": "Z"}}, ("error", P1, "field", "plan_field_unknown")),
    ({P1: {"leads": None}}, ("error", P1, "leads", "plan_type_without_lead")),
    ({P1: {"type": None, "leads": None}}, ("missing", P1, "leads", "plan_missing")),
    ({P1: {"type": "IV"}}, ("error", P1, "type", "plan_choice")),
    ({P1: {"participants": "west;north"}}, ("error", P1, "participants", "plan_body_unknown")),
    ({P1: {"leads": "west;east"}}, ("warning", P1, "leads", "plan_one_lead")),
    ({P1: {"type": "II", "leads": "union"}}, ("warning", P1, "leads", "plan_lead_is_union")),
    ({P2: {"leads": "west", "participants": "west"}}, ("warning", P2, "leads", "plan_lead_not_union")),
    ({P1: {"participants": "east"}}, ("warning", P1, "participants", "plan_lead_outside")),
    ({P1: {"first_fy": 2019}}, ("error", P1, "first_fy", "plan_first_later")),
    ({P1: {"last_fy": 2017}}, ("warning", P1, "last_fy", "plan_last_over")),
    ({P2: {"first_fy": 2016}}, ("warning", P2, "is_new", "plan_new_since")),
    ({P1: {"is_new": True}}, ("warning", P1, "is_new", "plan_new_with_past")),
    ({P2: {"is_new": False}}, ("warning", P2, "is_new", "plan_old_without_past")),
    ({P2: {"number": 1}}, ("warning", P2, "number", "plan_number_twice")),
    ({P2: {"name": "相談"}}, ("warning", P2, "name", "plan_name_twice")),
    ({P1: {"number": "一"}}, ("error", P1, "number", "plan_number")),
    ({"succession:union:2018:P9:P1": {"link_kind": "renamed"}},
     ("error", "succession:union:2018:P9:P1", "link_kind", "plan_link_here")),
    ({"succession:union:2018:P1:P9": {"link_kind": "merged"}},
     ("error", "succession:union:2018:P1:P9", "link_kind", "plan_link_earlier")),
    ({"succession:union:2018:P1:P1": {"link_kind": "merged"}},
     ("warning", "succession:union:2018:P1:P1", "link_kind", "plan_merged_alone")),
    ({"succession:union:2018:P1:P1": {"link_kind": "split"}},
     ("warning", "succession:union:2018:P1:P1", "link_kind", "plan_split_alone")),
    ({"indicator:union:K1": {"project": "P9"}}, ("error", "indicator:union:K1", "project", "plan_indicator_project")),
    ({"indicator:union:K1": {"offices": "east;south"}}, ("error", "indicator:union:K1", "offices", "plan_body_unknown")),
    ({"indicator:union:K1": {"aggregation": None}}, ("missing", "indicator:union:K1", "aggregation", "plan_missing")),
    ({"indicator:union:K1": {"decimals": 9}}, ("error", "indicator:union:K1", "decimals", "plan_decimals")),
    ({"indicator:union:K1": {"earlier": "K0"}}, ("error", "indicator:union:K1", "earlier", "plan_indicator_unknown")),
    ({"target:union:2018:K1": {"target": None}}, ("missing", "target:union:2018:K1", "target", "plan_missing")),
    ({"target:union:2018:K1": {"target_text": "増やす"}}, ("warning", "target:union:2018:K1", "target", "plan_target_both")),
    ({"target:union:2018:K9": {"target": 1}}, ("warning", "target:union:2018:K9", "target", "plan_target_nobody")),
    ({"field:union:B": {"name": "しごと"}}, ("warning", "field:union:B", "name", "plan_field_empty")),
    ({"field:union:A": {"last_fy": 2015}}, ("error", "field:union:A", "last_fy", "plan_span")),
    ({"scale:union:new": {"name": "新"}}, ("error", "scale:union:new", "name", "plan_scale_without_labels")),
    ({"scale:union:abc": {"last_fy": 2017}}, ("error", "region:union", "", "plan_no_scale")),
    ({"scale:union:xyz": {"name": "X"}, "code:union:xyz:X": {"label": "X"}},
     ("warning", "scale:union:xyz", "last_fy", "plan_two_scales")),
    ({"period:union:2018:half1": {"as_of_date": None, "opens_on": None, "due_on": None}},
     ("error", "region:union", "", "plan_no_period")),
    ({"period:union:2018:half9": {"due_on": "2018-11-30"}}, ("error", "period:union:2018:half9", "", "plan_period_unknown")),
    ({"indicator:union:K0": {"name": "転入者"}, "indicator:union:K1": {"earlier": "K0"}},
     ("warning", "indicator:union:K1", "earlier", "plan_indicator_both")),
    ({"code:union:abc:B": {"from_percent": 90}}, ("warning", "scale:union:abc", "name", "plan_scale_order")),
    ({"code:union:abc:B": {"label": "A"}}, ("warning", "code:union:abc:B", "label", "plan_label_twice")),
    ({"period:union:2018:half1": {"due_on": None}}, ("missing", "period:union:2018:half1", "due_on", "plan_missing")),
    ({"period:union:2018:half1": {"due_on": "11月末"}}, ("error", "period:union:2018:half1", "due_on", "plan_date")),
    ({"period:union:2018:half1": {"opens_on": "2018-12-01"}},
     ("error", "period:union:2018:half1", "due_on", "plan_due_before_opening")),
    ({"period:union:2018:half1": {"opens_on": None, "due_on": "2018-09-01"}},
     ("warning", "period:union:2018:half1", "due_on", "plan_due_before_date")),
    ({"period:union:2018:half1": {"stage": "final"}}, ("error", "period:union:2018:half1", "stage", "plan_stage_unknown")),
    ({"deadline:union:2018:q1:east": {"due_on": "2018-08-31"}},
     ("error", "deadline:union:2018:q1:east", "due_on", "plan_leave_period")),
    ({"unlock:union:2018:half1:east:P9": {"until_on": "2018-12-01"}},
     ("error", "unlock:union:2018:half1:east:P9", "until_on", "plan_leave_project")),
    ({"vision:union:v2": {"name": "第2次", "start_fy": 2019}}, ("warning", "vision:union:v1", "end_fy", "plan_visions_overlap")),
    ({"vision:union:v1": {"end_fy": 2017}}, ("warning", "region:union", "", "plan_no_vision")),
    ({"vision_change:union:v9:1": {"changed_on": "2018-03-01"}},
     ("error", "vision_change:union:v9:1", "name", "plan_vision_unknown")),
    ({"agreement_change:union:west:1": {"changed_on": "2018-03-01"}},
     ("error", "agreement_change:union:west:1", "changed_on", "plan_agreement_unknown")),
    ({"agreement_change:union:east:1": {"announced_on": "2018-03-01"}},
     ("warning", "agreement_change:union:east:1", "announced_on", "plan_steps_order")),
    ({"working_group:union:g1": {"fields": "A;Z"}}, ("error", "working_group:union:g1", "fields", "plan_field_unknown")),
    ({"meeting:union:m1": {"group": "g9"}}, ("error", "meeting:union:m1", "group", "plan_group_unknown")),
    ({"decision:union:m9:P1": {"decided": "続ける"}}, ("error", "decision:union:m9:P1", "decided", "plan_meeting_unknown")),
    ({"decision:union:m1:P9": {"decided": "続ける"}}, ("error", "decision:union:m1:P9", "decided", "plan_project_nowhere")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"), CASES, ids=[f"{one[1][3]}-{one[1][1]}-{one[1][2]}" for one in CASES]
)
def test_one_fault_is_found_where_it_is(
    change: dict[str, dict[str, Scalar]], expected: tuple[str, str, str, str]
) -> None:
    assert expected in found(change)


def test_every_finding_has_a_sentence_and_a_case() -> None:
    folder = Path(__file__).parents[2] / "alps_desk" / "domain"
    source = "".join(
        (folder / f"{name}.py").read_text(encoding="utf-8") for name in ("plan_checks", "plan_project_checks")
    )
    codes = {word for word in source.split('"') if word.startswith("plan_") and wording.knows(word)}
    tested = {one[1][3] for one in CASES}
    assert codes == tested


def test_an_indicator_with_a_new_definition_follows_the_old_one() -> None:
    old = {"name": "転入者", "kind": "outcome", "aggregation": "sum", "direction": "up", "last_fy": 2017}
    assert found({"indicator:union:K0": dict(old), "indicator:union:K1": {"earlier": "K0"}}) == []


# --- a new year ----------------------------------------------------------------------------------------------


def test_a_new_year_goes_on_from_the_last_and_leaves_it_alone() -> None:
    records = PlanRecords(
        [
            *SOUND,
            *cells(
                project_year__union__2018__P3={"name": "#1つだけ", "last_fy": 2018},
                project_year__union__2018__P4={"name": "#4", "field": "A"},
                indicator__union__K2={"name": "率", "target_kind": "end_point"},
                indicator__union__K3={"name": "古い", "target_kind": "end_point", "last_fy": 2018},
                target__union__2018__K2={"target": 75},
                target__union__2018__K3={"target": 1},
                period__union__2018__full_year={"due_on": "2020-02-29"},
            ),
        ]
    )
    made = next_year(records, 2018, 2019)
    assert "project_year:union:2019:P3" not in made
    assert made["project_year:union:2019:P2"]["is_new"] is False
    assert made["project_year:union:2019:P4"]["name"] == "##4", "as it is stored"
    assert made["succession:union:2019:P1:P1"] == {"link_kind": "continued"}
    assert made["period:union:2019:half1"]["due_on"] == "2019-11-30"
    assert made["period:union:2019:full_year"] == {"due_on": "2021-02-28"}
    # A target of each year is to be set anew; one of the end of the vision goes on as long as its indicator does.
    assert [record for record in made if record.startswith("target")] == ["target:union:2019:K2"]
    later = PlanRecords([*records.cells(), *((r, f, v) for r, some in made.items() for f, v in some.items())])
    assert later.plan(2018).projects == records.plan(2018).projects
    assert [one.name for one in later.plan(2019).projects if one.code == "P4"] == ["#4"]
    assert later.plan(2019).lineage.ended(2019) == ("P3",)


@pytest.mark.parametrize(
    ("fy", "to", "code"),
    [(2018, 2018, "plan_year_order"), (2016, 2017, "plan_year_exists"), (2020, 2021, "plan_year_empty")],
)
def test_a_year_is_made_once_and_from_something(fy: int, to: int, code: str) -> None:
    with pytest.raises(InputRejected) as caught:
        next_year(PlanRecords(SOUND), fy, to)
    assert caught.value.code == code


def test_a_cleared_record_is_none() -> None:
    gone = [(record, name, None if record == P2 else value) for record, name, value in SOUND]
    records = PlanRecords(gone)
    assert P2 not in records
    assert [one.code for one in records.plan(2018).projects] == ["P1"]
