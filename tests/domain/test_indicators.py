"""Indicators: totals never claim more than their parts, and rates exist only where they say something."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk.domain.indicators import (
    Achievement,
    Aggregation,
    Direction,
    Judgement,
    Method,
    Reading,
    Target,
    TargetKind,
    Total,
    ValueState,
    achievement,
    achievement_rate,
    aggregate,
    carries_number,
    planned_value,
    weakest,
)

_FINAL, _PRELIMINARY, _NONE = ValueState.FINAL, ValueState.PRELIMINARY, ValueState.NONE
_readings = st.builds(
    Reading,
    st.none() | st.integers(-(10**9), 10**9),
    st.sampled_from(ValueState),
    st.none() | st.dates(date(2016, 4, 1), date(2020, 3, 31)),
)


def test_only_three_states_carry_a_number() -> None:  # R31
    assert [state for state in ValueState if carries_number(state)] == [
        ValueState.FINAL,
        ValueState.PRELIMINARY,
        ValueState.FORECAST,
    ]


@pytest.mark.parametrize(
    ("states", "total"),
    [
        (["final", "preliminary"], "preliminary"),
        (["forecast", "final"], "forecast"),
        (["forecast", "tallying"], "tallying"),
        (["tallying", "unreported", "unknown"], "unreported"),
        (["final", "none"], "final"),
        (["none", "none"], "none"),
        ([], "unreported"),
    ],
)
def test_a_total_shows_the_weakest_state(states: list[str], total: str) -> None:  # R31
    assert weakest(map(ValueState, states)) == total


@given(st.lists(_readings, max_size=6), st.sampled_from(Aggregation), st.randoms())
def test_totals_do_not_depend_on_order_and_never_invent(
    readings: list[Reading], how: Aggregation, random: object
) -> None:
    total = aggregate(readings, how)
    shuffled = list(readings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert aggregate(shuffled, how) == total
    assert total.reported <= total.expected <= len(readings)
    if how is Aggregation.NONE or total.reported == 0:
        assert total.value is None
    if carries_number(total.state):
        assert total.reported == total.expected > 0


def test_totals() -> None:
    readings = [
        Reading(12, _FINAL, date(2018, 3, 31)),
        Reading(7, _PRELIMINARY, date(2017, 9, 30)),
        Reading(None, _NONE),
        Reading(None, ValueState.UNREPORTED),
    ]
    unreported = ValueState.UNREPORTED
    assert aggregate(readings, Aggregation.SUM) == Total(19, unreported, 2, 3)
    assert aggregate(readings[:3], Aggregation.SUM) == Total(19, _PRELIMINARY, 2, 2)
    assert aggregate(readings, Aggregation.AVERAGE) == Total(10, unreported, 2, 3)  # 9.5, half up
    assert aggregate(readings, Aggregation.LATEST) == Total(12, unreported, 2, 3)
    assert aggregate(readings, Aggregation.NONE) == Total(None, unreported, 2, 3)  # R26
    assert aggregate([], Aggregation.SUM) == Total(None, unreported, 0, 0)


def test_two_latest_figures_that_differ_make_no_total() -> None:
    day = date(2018, 3, 31)
    latest = [Reading(1, _FINAL, day), Reading(2, _FINAL, day), Reading(3, _FINAL)]
    assert aggregate(latest, Aggregation.LATEST).value is None
    assert aggregate([latest[0], Reading(1, _FINAL, day)], Aggregation.LATEST).value == 1


def test_figures_that_contradict_their_state_are_not_counted() -> None:
    assert Reading(None, _FINAL).standing is ValueState.UNREPORTED
    assert Reading(5, ValueState.TALLYING).number is None
    assert aggregate([Reading(0, _FINAL)], Aggregation.SUM) == Total(0, _FINAL, 1, 1)


@pytest.mark.parametrize(
    ("actual", "target", "direction", "rate"),
    [
        (52, 60, "up", "86.7"),
        (60, 60, "keep", "100.0"),
        (0, 60, "up", "0.0"),
        (1, 2000, "up", "0.1"),
        (80, 60, "down", "75.0"),
        (40, 60, "down", "150.0"),
        (0, 60, "down", None),
        (5, 0, "up", None),
        (5, 0, "down", None),
        (5, -3, "up", None),
        (None, 60, "up", None),
        (52, None, "up", None),
    ],
)
def test_achievement_by_ratio(
    actual: int | None, target: int | None, direction: str, rate: str | None
) -> None:  # R29
    expected = None if rate is None else Decimal(rate)
    assert achievement_rate(actual, target, Direction(direction)) == expected


@pytest.mark.parametrize(
    ("baseline", "target", "actual", "rate"),
    [
        (100, 80, 90, "50.0"),
        (100, 80, 80, "100.0"),
        (100, 80, 110, "-50.0"),
        (0, 10, 4, "40.0"),
        (80, 80, 90, None),
        (None, 80, 90, None),
    ],
)
def test_achievement_by_change(
    baseline: int | None, target: int, actual: int, rate: str | None
) -> None:  # R29
    expected = None if rate is None else Decimal(rate)
    assert (
        achievement_rate(actual, target, Direction.DOWN, baseline=baseline, method=Method.CHANGE) == expected
    )


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_reaching_the_target_is_a_hundred_percent(baseline: int, target: int) -> None:
    for direction in Direction:
        by_ratio = achievement_rate(target, target, direction)
        assert by_ratio == (Decimal("100.0") if target > 0 else None)
        by_change = achievement_rate(target, target, direction, baseline=baseline, method=Method.CHANGE)
        assert by_change == (Decimal("100.0") if target != baseline else None)


def test_the_planned_path_of_the_vision() -> None:  # R28
    path = [planned_value(40, 60, 2016, 2019, year) for year in range(2015, 2021)]
    assert path == [40, 45, 50, 55, 60, 60]
    assert planned_value(100, 81, 2016, 2019, 2017) == 91  # 90.5, half up


@pytest.mark.parametrize(
    ("actual", "target", "fiscal_year", "found"),
    [
        (30, Target(TargetKind.PER_YEAR, 60), 2017, Achievement(Decimal("50.0"), Judgement.RATED)),
        (30, Target(TargetKind.CUMULATIVE, 60), 2017, Achievement(Decimal("50.0"), Judgement.RATED)),
        (
            30,
            Target(TargetKind.END_POINT, 60, end_fy=2019),
            2017,
            Achievement(Decimal("50.0"), Judgement.ON_THE_WAY),
        ),
        (
            30,
            Target(TargetKind.END_POINT, 60, end_fy=2019),
            2019,
            Achievement(Decimal("50.0"), Judgement.RATED),
        ),
        (30, Target(TargetKind.TEXT, None), 2017, Achievement(None, Judgement.MANUAL)),
        (None, Target(TargetKind.PER_YEAR, None), 2017, Achievement(None, Judgement.NO_TARGET)),
        (None, Target(TargetKind.PER_YEAR, 60), 2017, Achievement(None, Judgement.NO_NUMBER)),
        (30, Target(TargetKind.PER_YEAR, 0), 2017, Achievement(None, Judgement.NO_RATE)),
    ],
)
def test_judgement(
    actual: int | None, target: Target, fiscal_year: int, found: Achievement
) -> None:  # R27, R28
    assert achievement(actual, target, fiscal_year) == found
