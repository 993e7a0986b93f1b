"""成果指標 of the region over the years, by vectors worked out by hand (R26-R33)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.indicators import Judgement, ValueState
from alps_desk.domain.journal import Scalar
from alps_desk.domain.kpi import Course, Year, courses, judgements_of, rating_at, rating_of
from alps_desk.domain.plan import Choice, Plan, build_plan
from tests.figures import Entered

BODIES = ("lead", "east", "west")
YEARS = (2016, 2017, 2018, 2019, 2020)
Values = Mapping[str, Scalar]
Shared = Mapping[str, Values]

_SCALE = {"A": 110, "B": 80, "C": 50, "D": 0}
_BASE: Shared = {
    **{f"body:union:{key}": {"name": key, "order": number} for number, key in enumerate((*BODIES, "union"))},
    **{
        f"project_year:union:{fy}:{code}": {
            "name": f"事業{code}", "number": n, "type": "II", "leads": ";".join(BODIES), "participants": ";".join(BODIES),
        }
        for fy in YEARS for n, code in enumerate(("P1", "P2"), 1)
    },
    "vision:union:v1": {"start_fy": 2016, "end_fy": 2019},
    "vision:union:v2": {"start_fy": 2020, "end_fy": 2024},
    "scale:union:abcd": {"first_fy": 2000},
    **{f"code:union:abcd:{c}": {"label": c, "order": n, "from_percent": low} for n, (c, low) in enumerate(_SCALE.items())},
}  # fmt: skip


def indicator(code: str = "K1", **values: Scalar) -> Shared:
    """An indicator of P1, summed, with yearly targets, unless said otherwise."""
    named = {"project": "P1", "name": "人数", "unit": "人", "aggregation": "sum", "target_kind": "per_year"}
    return {f"indicator:union:{code}": {**named, **values}}


def targets(code: str = "K1", **by_year: Scalar) -> Shared:
    """``y2017=60``: a number, or words."""
    kinds = {key: ("target_text" if isinstance(value, str) else "target") for key, value in by_year.items()}
    return {f"target:union:{key[1:]}:{code}": {kinds[key]: value} for key, value in by_year.items()}


def plan(fy: int, *more: Shared, drop: tuple[str, ...] = ()) -> Plan:
    shared = {**_BASE, **{record: values for some in more for record, values in some.items()}}
    kept = {record: values for record, values in shared.items() if record not in drop}
    return build_plan([(r, f, v) for r, fields in kept.items() for f, v in fields.items()], fy)


class Known(Entered):
    """Figures of one year."""

    def said(self, office: str, value: Scalar | CellValue, state: str = "final", code: str = "K1",
             period: str = "full_year", **more: Scalar) -> Known:  # fmt: skip
        record = f"actual:{office}:{self.fy}:{period}:{code}"
        self.put(record, "actual", value)
        if not isinstance(value, CellValue):
            self.put(record, "value_state", state)
        for field, one in more.items():
            self.put(record, field, one)
        return self

    def all(self, *values: Scalar, code: str = "K1") -> Known:
        for office, value in zip(BODIES, values, strict=True):
            self.said(office, value, code=code)
        return self


def one(
    fy: int, *more: Shared, said: tuple[Known, ...] = (), period: str = "full_year", **known: object
) -> Course:
    """The course of the first indicator of a year."""
    figures = {some.fy: some for some in said}
    years = {
        year: Year(plan(year, *more, **known), figures.get(year, Known(year)), period)  # type: ignore[arg-type]
        for year in YEARS
        if year <= fy
    }
    ends = {year: plan(year, *more) for year in (*YEARS, 2024) if year > fy}
    return courses(years, fy, ends)[0]


# Over bodies (R26, R31)


@pytest.mark.parametrize(
    ("how", "expected"), [("sum", 57), ("average", 19), ("latest", 25), ("none", None), ("", None)]
)
def test_bodies_are_put_together_as_the_indicator_says(how: str, expected: int | None) -> None:
    said = Known(2017).said("lead", 20, as_of_date="2017-09-30").said("east", 12, as_of_date="2017-12-31")
    said.said("west", 25, as_of_date="2018-03-31")
    now = one(2017, indicator(aggregation=how), said=(said,)).now
    assert (now.total.value, now.total.reported, now.total.expected) == (expected, 3, 3)
    assert now.as_of == date(2018, 3, 31)


def test_an_average_is_rounded_half_up_in_the_smallest_step() -> None:
    # (70.1 + 70.2 + 70.2) / 3 = 70.1666… → 70.2; (1 + 2) / 2 = 1.5 → 2
    shared = indicator(aggregation="average", decimals=1)
    assert one(2017, shared, said=(Known(2017).all(701, 702, 702),)).now.total.value == 702
    half = Known(2017).said("lead", 1).said("east", 2)
    assert one(2017, indicator(aggregation="average"), said=(half,)).now.total.value == 2


def test_the_weakest_state_and_who_is_missing_are_said() -> None:
    said = Known(2017).said("lead", 20).said("east", 12, "preliminary")
    now = one(2017, indicator(), targets(y2017=40), said=(said,)).now
    assert (now.total.value, now.total.state, now.total.reported, now.total.expected) == (
        32, ValueState.UNREPORTED, 2, 3,
    )  # fmt: skip
    assert now.achievement.rate == Decimal("80.0")
    assert not now.complete
    assert rating_at(plan(2017), now) == "", "a sum that lacks a body is not rated"
    said.said("west", CellValue(CellState.NONE))
    now = one(2017, indicator(), targets(y2017=40), said=(said,)).now
    assert (now.total.state, now.total.reported, now.total.expected) == (ValueState.PRELIMINARY, 2, 2)
    assert rating_at(plan(2017), now) == "B"
    said.said("west", CellValue(CellState.TALLYING))
    assert one(2017, indicator(), said=(said,)).now.total.state is ValueState.TALLYING


def test_what_one_body_alone_reports_is_its_word_and_no_total() -> None:
    now = one(2017, indicator(aggregation="none", offices="east"), said=(Known(2017).said("east", 5),)).now
    assert (now.total.value, now.total.reported, now.total.expected) == (5, 1, 1)


def test_a_conflict_is_seen() -> None:
    said = Known(2017).all(1, 2, 3)
    assert not one(2017, indicator(), said=(said,)).now.conflict
    said.mark_conflict("actual:east:2017:full_year:K1", "actual")
    assert one(2017, indicator(), said=(said,)).now.conflict


# Against targets (R27-R29, R33)


@pytest.mark.parametrize(
    ("values", "target", "actual", "rate", "rating"),
    [
        ({}, 60, 66, "110.0", "A"),
        ({}, 60, 65, "108.3", "B"),  # 108.33…
        ({}, 60, 48, "80.0", "B"),
        ({}, 60, 47, "78.3", "C"),
        ({}, 60, 0, "0.0", "D"),
        ({"direction": "down"}, 30, 36, "83.3", "B"),
        ({"direction": "down"}, 30, 25, "120.0", "A"),
        ({"direction": "down", "method": "change", "baseline": 100}, 80, 90, "50.0", "C"),
        ({"direction": "down", "method": "change", "baseline": 100}, 80, 75, "125.0", "A"),
        ({"method": "change", "baseline": 80}, 80, 90, None, ""),  # baseline = target
        ({}, 0, 5, None, ""),
        ({"direction": "down"}, 30, 0, None, ""),
        ({"direction": "keep"}, 50, 50, "100.0", "B"),
    ],
)
def test_achievement_and_rating(
    values: Values, target: int, actual: int, rate: str | None, rating: str
) -> None:
    now = one(
        2017, indicator(offices="lead", **values), targets(y2017=target), said=(Known(2017).said("lead", actual),)
    ).now  # fmt: skip
    assert now.achievement.rate == (None if rate is None else Decimal(rate))
    assert now.achievement.judgement is (Judgement.NO_RATE if rate is None else Judgement.RATED)
    assert rating_at(plan(2017), now) == rating


def test_without_target_or_figure_nothing_is_rated() -> None:
    empty = one(2017, indicator(offices="lead")).now
    assert (empty.achievement.judgement, empty.total.value) == (Judgement.NO_TARGET, None)
    assert rating_at(plan(2017), empty) == ""
    waiting = one(2017, indicator(offices="lead"), targets(y2017=5)).now
    assert (waiting.achievement.judgement, rating_at(plan(2017), waiting)) == (Judgement.NO_NUMBER, "")


def test_a_scale_without_limits_gives_no_rating() -> None:
    marks = [Choice("good", "◎", 1), Choice("bad", "×", 2)]
    assert rating_of(marks, Decimal("120.0")) == ""
    assert rating_of([Choice("A", "A", 1, from_percent=50)], Decimal("49.9")) == ""


def test_a_target_in_words_is_judged_by_people() -> None:
    said = Known(2017).said("lead", 5, judgement="reached").said("east", 6, judgement="not_reached")
    said.said("west", 7, judgement="reached")
    now = one(2017, indicator(target_kind="text"), targets(y2017="基準より上昇"), said=(said,)).now
    assert (now.target, now.target_text) == (None, "基準より上昇")
    assert (now.achievement.rate, now.achievement.judgement) == (None, Judgement.MANUAL)
    assert judgements_of(now) == ("reached", "not_reached")


def test_a_value_at_the_end_of_the_vision_is_on_the_way() -> None:
    """100 → 200 in 2016-2019: after 2 of 4 years 150, and 140 is behind; in 2019 it is due."""
    shared = indicator(offices="lead", target_kind="end_point", baseline=100)
    found = one(2017, shared, targets(y2019=200), said=(Known(2017).said("lead", 140),))
    assert (found.now.target, found.final, found.final_fy) == (200, 200, 2019)
    assert (found.now.achievement.rate, found.now.achievement.judgement) == (
        Decimal("70.0"), Judgement.ON_THE_WAY,
    )  # fmt: skip
    assert (found.now.planned, found.on_path) == (150, False)
    assert rating_at(plan(2017), found.now) == ""
    last = one(2019, shared, targets(y2019=200), said=(Known(2019).said("lead", 140),))
    assert (last.now.planned, last.now.achievement.judgement) == (200, Judgement.RATED)
    assert rating_at(plan(2019), last.now) == "C"


def test_a_running_total_starts_at_nothing() -> None:
    """40 by 2019: 10 after the first year, 30 after the third."""
    shared = indicator(offices="lead", target_kind="cumulative")
    said = (Known(2018).said("lead", 31), Known(2017).said("lead", 18))
    found = one(2018, shared, targets(y2019=40), said=said)
    assert [point.planned for point in found.points] == [10, 20, 30]
    assert [point.total.value for point in found.points] == [None, 18, 31]
    assert (found.now.achievement.rate, found.now.achievement.judgement) == (
        Decimal("77.5"), Judgement.ON_THE_WAY,
    )  # fmt: skip
    assert found.on_path is True


def test_downwards_the_path_is_kept_below() -> None:
    shared = indicator(offices="lead", target_kind="end_point", baseline=40, direction="down")
    for value, kept in ((34, False), (33, False), (32, True), (31, True)):
        # 40 → 24 in four years: 32 after two
        found = one(2017, shared, targets(y2019=24), said=(Known(2017).said("lead", value),))
        assert (found.now.planned, found.on_path) == (32, kept)


# Over years (R32, five years)


def test_each_year_keeps_its_target_and_its_figure() -> None:
    said = tuple(Known(year).said("lead", value) for year, value in zip(YEARS, (5, 7, 9, 8, 12), strict=True))
    found = one(
        2020, indicator(offices="lead"), targets(y2016=10, y2017=10, y2019=8, y2020=10, y2024=20), said=said
    )
    assert [(p.fy, p.target, p.total.value, p.achievement.rate) for p in found.points] == [
        (2016, 10, 5, Decimal("50.0")), (2017, 10, 7, Decimal("70.0")), (2018, None, 9, None),
        (2019, 8, 8, Decimal("100.0")), (2020, 10, 12, Decimal("120.0")),
    ]  # fmt: skip
    assert (found.final, found.final_fy) == (20, 2024), "the series goes over two editions of the vision"


def test_the_year_in_view_stands_at_its_period_and_others_at_the_whole_year() -> None:
    said = (
        Known(2016).said("lead", 4, period="half1").said("lead", 9),
        Known(2017).said("lead", 3, period="half1").said("lead", 8, period="q3"),
        Known(2018).said("lead", 6, period="half1").said("lead", 11),
    )
    found = one(2018, indicator(offices="lead"), said=said, period="half1")
    assert [point.total.value for point in found.points] == [9, 8, 6]


def test_a_new_definition_keeps_the_old_years_and_says_so() -> None:
    shared = (
        indicator("K1", offices="lead", last_fy=2017, decimals=0),
        indicator("K2", offices="lead", first_fy=2018, decimals=1, earlier="K1", unit="％"),
    )
    said = (
        Known(2016).said("lead", 5),
        Known(2017).said("lead", 6),
        Known(2018).said("lead", 125, code="K2"),
    )
    found = one(2018, *shared, targets("K1", y2016=5, y2017=8), targets("K2", y2018=100), said=said)
    assert found.indicator.code == "K2"
    assert [(p.total.value, p.decimals, p.target, p.changed) for p in found.points] == [
        (5, 0, 5, True), (6, 0, 8, True), (125, 1, 100, False),
    ]  # fmt: skip


def test_a_series_goes_on_through_a_renamed_project() -> None:
    shared = (
        {"succession:union:2018:P3:P1": {"link_kind": "renamed"},
         "project_year:union:2018:P3": {"name": "新しい名前", "number": 1, "leads": "lead", "participants": "lead"}},
        indicator("K1", last_fy=2017, offices="lead"),
        indicator("K9", project="P3", first_fy=2018, offices="lead"),
    )  # fmt: skip
    said = (Known(2017).said("lead", 6), Known(2018).said("lead", 7, code="K9"))
    found = one(2018, *shared, said=said, drop=("project_year:union:2018:P1",))
    assert [(p.total.value, p.projects, p.shared) for p in found.points] == [
        (None, ("P1",), False), (6, ("P1",), False), (7, ("P3",), False),
    ]  # fmt: skip


def test_merged_projects_are_added_and_their_targets_too() -> None:
    shared = (
        {"succession:union:2018:P3:P1": {"link_kind": "merged"}, "succession:union:2018:P3:P2": {"link_kind": "merged"},
         "project_year:union:2018:P3": {"name": "ひとつ", "number": 1, "leads": "lead", "participants": "lead"}},
        indicator("K1", last_fy=2017, offices="lead"),
        indicator("K2", project="P2", last_fy=2017, offices="lead", decimals=1),
        indicator("K9", project="P3", first_fy=2018, offices="lead"),
        targets("K1", y2017=10), targets("K2", y2017=55),
    )  # fmt: skip
    said = (
        Known(2017).said("lead", 6).said("lead", 25, code="K2"),
        Known(2018).said("lead", 9, code="K9"),
    )
    found = one(2018, *shared, said=said, drop=("project_year:union:2018:P1", "project_year:union:2018:P2"))
    before = found.points[1]
    # 6 and 2.5 are 8.5, of 10 and 5.5: 54.8 %
    assert (before.total.value, before.decimals, before.target, before.achievement.rate) == (
        85, 1, 155, Decimal("54.8"),
    )  # fmt: skip
    assert before.projects == ("P1", "P2")
    assert found.now.total.value == 9


def test_before_a_split_the_figures_belong_to_both() -> None:
    shared = (
        {"succession:union:2018:P1:P1": {"link_kind": "split"}, "succession:union:2018:P3:P1": {"link_kind": "split"},
         "project_year:union:2018:P3": {"name": "新しい方", "number": 3, "leads": "lead", "participants": "lead"}},
        indicator("K1", offices="lead"),
    )  # fmt: skip
    said = (Known(2017).said("lead", 6), Known(2018).said("lead", 4))
    found = one(2018, *shared, said=said)
    assert [(p.total.value, p.shared) for p in found.points] == [(None, True), (6, True), (4, False)]


def test_indicators_stand_in_the_order_of_the_plan_and_those_of_the_region_last() -> None:
    shared = (
        indicator("K3", project=""),
        indicator("K2", project="P2", order=1),
        indicator("K1", project="P1", order=2),
    )
    found = courses(
        {2017: Year(plan(2017, *shared), Known(2017).said("union", 59_000, code="K3"), "full_year")}, 2017
    )
    assert [one.indicator.code for one in found] == ["K1", "K2", "K3"]
    assert found[2].now.total.value == 59_000, "the union reports it"


def test_a_chain_of_codes_that_bites_its_tail_ends() -> None:
    shared = (indicator("K1", earlier="K2"), indicator("K2", earlier="K1", last_fy=2015))
    assert len(one(2017, *shared).points) == 2


def test_the_course_does_not_depend_on_the_order_of_the_years() -> None:
    shared = (indicator(offices="lead"), targets(y2017=10))
    years = {
        year: Year(plan(year, *shared), Known(year).said("lead", year - 2000)) for year in (2018, 2016, 2017)
    }
    found = courses(years, 2018)
    assert [point.fy for point in found[0].points] == [2016, 2017, 2018]
    assert replace(found[0]) == courses(dict(sorted(years.items())), 2018)[0]
