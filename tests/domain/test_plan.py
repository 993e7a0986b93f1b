"""The plan of a year, built from cells alone (R10, R35, R39)."""

from __future__ import annotations

import random
from typing import Any

import pytest

from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import PERIOD_ORDER, Body, Plan, Project, build_plan
from alps_desk.domain.records import UNION

Cells = list[tuple[str, str, Scalar]]


def cells(**records: dict[str, Scalar]) -> Cells:
    """Cells of records named with ``__`` for ``:``."""
    return [
        (record.replace("__", ":"), field, value) for record, some in records.items() for field, value in some.items()
    ]  # fmt: skip


REGION = cells(
    region__union={"name": "見本の圏域"},
    body__union__east={"name": "東町", "code6": "990027", "order": 2, "role": "partner"},
    body__union__west={"name": "西市", "code6": "990019", "order": 1, "role": "central"},
    body__union__north={"name": "北村", "order": 3, "role": "partner"},
    body__union__union={"name": "広域連合", "order": 4, "role": "secretariat"},
    field__union__A={"name": "くらし", "order": 2},
    field__union__B={"name": "しごと", "order": 1, "first_fy": 2018},
    field__union__C={"name": "終わった分野", "order": 3, "last_fy": 2017},
    code__union__pace__late={"label": "遅れ", "order": 2},
    code__union__pace__on_track={"label": "順調", "order": 1},
    code__union__pace__old={"label": "旧", "order": 3, "retired": True},
    code__union__zz_first__A={"label": "A（旧）", "order": 1},
    code__union__aa_second__A={"label": "A（新）", "order": 1},
    scale__union__zz_first={"name": "旧", "first_fy": 2016},
    scale__union__aa_second={"name": "新", "first_fy": 2018},
    project_year__union__2017__P1={
        "number": 2, "name": "去年の名前", "field": "A", "type": "I", "leads": "west",
        "participants": "west;east", "type_mark": "public",
    },
    project_year__union__2018__P1={
        "number": 2, "name": "今年の名前", "field": "A", "type": "II", "leads": "west;east",
        "participants": "west;east;north",
    },
    project_year__union__2018__P2={"number": 1, "name": "種別なし", "field": "B", "leads": "west", "is_new": True},
    period__union__2018__full_year={"as_of_date": "2019-03-31", "stage": "settled"},
    period__union__2018__half1={"due_on": "2018-11-30"},
    period__union__2018__m04={},
)  # fmt: skip


def test_the_latest_year_is_the_plan_if_none_is_named() -> None:
    plan = build_plan(REGION)
    assert (plan.fy, plan.fiscal_years, plan.region, plan.sample) == (2018, (2017, 2018), "見本の圏域", False)


def test_last_years_plan_has_last_years_names_types_and_fields() -> None:
    last, this = build_plan(REGION, 2017), build_plan(REGION, 2018)
    assert [(one.code, one.name, one.type) for one in last.projects] == [("P1", "去年の名前", "I")]
    assert [(one.code, one.name, one.type) for one in this.projects] == [
        ("P2", "種別なし", ""),
        ("P1", "今年の名前", "II"),
    ]
    assert [one.code for one in last.fields] == ["A", "C"]
    assert [one.code for one in this.fields] == ["B", "A"]
    assert last.projects[0].marks == {"type_mark": "public"}


def test_the_scale_of_a_year_is_the_one_that_began_last() -> None:
    assert build_plan(REGION, 2017).label("rating", "A") == "A（旧）"
    assert build_plan(REGION, 2018).label("rating", "A") == "A（新）"


def test_bodies_stand_by_code_and_the_union_last() -> None:
    plan = build_plan(REGION)
    assert [body.key for body in plan.bodies] == ["west", "east", "north", UNION]
    assert [body.key for body in plan.members] == ["west", "east", "north"]


def test_periods_and_codes_stand_in_order() -> None:
    plan = build_plan(REGION)
    assert [(one.code, one.stage) for one in plan.periods] == [("half1", "half1"), ("full_year", "settled")]
    assert [one.code for one in plan.choices("pace")] == ["on_track", "late", "old"]
    assert PERIOD_ORDER.index("half1") < PERIOD_ORDER.index("full_year") < PERIOD_ORDER.index("m04")


def test_what_is_not_there_is_shown_by_its_key() -> None:
    plan = build_plan(REGION)
    assert plan.body("south") == Body("south", "south")
    assert plan.field("Z").name == "Z"
    assert plan.project("P9") is None
    assert plan.period("q1") is None
    assert plan.choices("nothing") == ()
    assert plan.label("pace", "x") == "x"


def test_the_order_of_cells_does_not_matter() -> None:
    mixed = list(REGION)
    random.Random(1).shuffle(mixed)
    assert build_plan(mixed) == build_plan(REGION)


def test_nothing_gives_an_empty_plan() -> None:
    assert build_plan([]) == Plan(0, (), "", False, (), (), (), (), {}, "")


def test_states_other_than_a_value_count_as_not_stated() -> None:
    found = build_plan(
        cells(project_year__union__2017__P1={"name": "#pending", "number": None, "type": "#none"})
    )
    assert found.projects == ()
    found = build_plan(cells(project_year__union__2017__P1={"name": "##1", "type": "#pending"}))
    assert [(one.name, one.type) for one in found.projects] == [("#1", "")]


@pytest.mark.parametrize("year", ["H29", "17", "20170", "2017.5", "99999999999999999999"])
def test_a_year_that_is_none_makes_no_plan(year: str) -> None:
    plan = build_plan([(f"project_year:union:{year}:P1", "name", "x")])
    assert plan.fiscal_years == ()
    assert plan.projects == ()


# --- who reports, who is paid --------------------------------------------------------------------------------


def project(**parts: Any) -> Project:
    return Project(2017, "P1", 1, "名前", "A", **parts)


# type, leads, participants → who enters, who is paid by rule
REPORTING: list[tuple[str, tuple[str, ...], tuple[str, ...], set[str], str]] = [
    ("I", ("west",), ("west", "east"), {"west", "east"}, "west"),
    ("I", ("west",), ("east",), {"west", "east"}, "west"),
    ("I", ("west", "east"), ("west", "east"), {"west", "east"}, ""),
    ("I", (UNION,), ("west",), {UNION, "west"}, ""),
    ("II", ("west", "east"), ("west", "east", "north"), {"west", "east", "north"}, ""),
    ("II", ("west",), ("west", "east"), {"west", "east"}, ""),
    ("III", (UNION,), ("west", "east"), {UNION}, ""),
    ("III", (), ("west", "east"), {UNION}, ""),
    ("III", ("west",), ("west", "east"), {UNION, "west"}, ""),
    ("", ("west",), ("west", "east"), {"west", "east"}, "west"),
    ("", (), ("west",), {"west"}, ""),
    ("", (), (), set(), ""),
]


@pytest.mark.parametrize(("kind", "leads", "participants", "enter", "payee"), REPORTING)
def test_who_reports_and_who_is_paid(
    kind: str, leads: tuple[str, ...], participants: tuple[str, ...], enter: set[str], payee: str
) -> None:
    one = project(type=kind, leads=leads, participants=participants)
    assert {office for office in ("west", "east", "north", UNION) if one.enters(office)} == enter
    assert one.payee == payee
