"""Indicators: how sure a figure is, totals over bodies, and achievement (R26-R31, R33).

Promise: figures are ``int`` in the indicator's smallest step (867 = 86.7 with one decimal), rates are ``Decimal``
with one decimal, half up. A figure that is not there never becomes 0, and a rate is given only where it says
something; everywhere else a mark says why there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from alps_desk.domain.money import percent, round_half_up


class ValueState(StrEnum):
    """How sure a figure is (R31), strongest first."""

    FINAL = "final"
    """確定"""
    PRELIMINARY = "preliminary"
    """速報"""
    FORECAST = "forecast"
    """見込"""
    TALLYING = "tallying"
    """集計中"""
    UNKNOWN = "unknown"
    """把握不能"""
    UNREPORTED = "unreported"
    """未報告"""
    NONE = "none"
    """該当なし: the indicator does not apply to this body, so it weakens nothing."""


_WITH_NUMBER = frozenset({ValueState.FINAL, ValueState.PRELIMINARY, ValueState.FORECAST})
_STRENGTH = {state: place for place, state in enumerate(ValueState)}


def carries_number(state: ValueState) -> bool:
    """Whether a figure in this state has a number (R31)."""
    return state in _WITH_NUMBER


def weakest(states: Iterable[ValueState]) -> ValueState:
    """The state of a total (R31): the weakest of its parts, 該当なし left out.

    該当なし if there is nothing else, 未報告 if there is nothing at all.
    """
    found = set(states)
    applicable = found - {ValueState.NONE}
    if not applicable:
        return ValueState.NONE if found else ValueState.UNREPORTED
    return max(applicable, key=_STRENGTH.__getitem__)


@dataclass(frozen=True)
class Reading:
    """One figure of one body.

    Merged data may contradict itself (a state with a number but none entered, or a number under 集計中); ``number``
    and ``standing`` are what may be counted.

    Attributes:
        value: in the smallest step; None = not entered.
        state: as entered.
        as_of: day the figure stands at, if given.
    """

    value: int | None
    state: ValueState
    as_of: date | None = None

    @property
    def number(self) -> int | None:
        """The value, if its state carries one."""
        return self.value if carries_number(self.state) else None

    @property
    def standing(self) -> ValueState:
        """The state; 未報告 if it promises a number that is not there."""
        missing = carries_number(self.state) and self.value is None
        return ValueState.UNREPORTED if missing else self.state


class Aggregation(StrEnum):
    """How figures of several bodies or periods become one (R26)."""

    SUM = "sum"
    AVERAGE = "average"
    LATEST = "latest"
    NONE = "none"


@dataclass(frozen=True)
class Total:
    """A figure over several bodies or periods.

    Attributes:
        value: in the smallest step; None = there is no total.
        state: the weakest state in it.
        reported: figures with a number.
        expected: figures that should have one (該当なし left out); show "reported/expected" beside the total.
    """

    value: int | None
    state: ValueState
    reported: int
    expected: int


def aggregate(readings: Sequence[Reading], how: Aggregation) -> Total:
    """Total of figures of one indicator (R26, R31).

    ``sum`` and ``average`` take what is reported; the state and the two counts say what is missing. ``average`` is
    the plain mean, half up. ``latest`` takes the figure of the latest ``as_of``; figures without a day are older
    than any with one, and if the latest ones differ there is no total, because nothing decides between them.
    """
    numbers = [
        (number, reading.as_of or date.min) for reading in readings if (number := reading.number) is not None
    ]
    counted = [number for number, _ in numbers]
    standings = [reading.standing for reading in readings]
    value: int | None = None
    if counted and how is Aggregation.SUM:
        value = sum(counted)
    elif counted and how is Aggregation.AVERAGE:
        value = round_half_up(sum(counted), len(counted))
    elif counted and how is Aggregation.LATEST:
        newest = max(as_of for _, as_of in numbers)
        candidates = {number for number, as_of in numbers if as_of == newest}
        value = candidates.pop() if len(candidates) == 1 else None
    expected = sum(standing is not ValueState.NONE for standing in standings)
    return Total(value, weakest(standings), len(counted), expected)


# Achievement


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    KEEP = "keep"


class Method(StrEnum):
    """How the rate is computed, chosen by indicator (R29)."""

    RATIO = "ratio"
    """actual ÷ target; target ÷ actual if down is better."""
    CHANGE = "change"
    """real change ÷ planned change, both from the baseline."""


class TargetKind(StrEnum):
    """What a target stands for (R27, R28)."""

    PER_YEAR = "per_year"
    CUMULATIVE = "cumulative"
    """Since the start: the actual given is the running total too."""
    END_POINT = "end_point"
    """Value at the end of the vision."""
    TEXT = "text"
    """"基準より上昇" and the like: judged by a person."""


def achievement_rate(
    actual: int | None,
    target: int | None,
    direction: Direction,
    *,
    baseline: int | None = None,
    method: Method = Method.RATIO,
) -> Decimal | None:
    """Achievement in percent, one decimal, half up (R29).

    R29 words the second way for "down" as planned change ÷ real change. Taken literally that gives 200 % for half
    the way (100 → 80 planned, 90 reached); real ÷ planned is used, which also explains its "baseline = target →
    no rate".

    Args:
        actual, target, baseline: in the smallest step; None = not there.
        direction: ``keep`` is reckoned like ``up``.
        method: ``change`` needs a baseline.

    Returns:
        None where there is no rate: a part is missing, target 0 or below by ratio, actual 0 or below when down is
        better, baseline = target by change.
    """
    if actual is None or target is None:
        return None
    if method is Method.CHANGE:
        return None if baseline is None else percent(actual - baseline, target - baseline)
    if target <= 0:
        return None
    if direction is Direction.DOWN:
        return percent(target, actual) if actual > 0 else None
    return percent(actual, target)


def planned_value(baseline: int, target: int, start_fy: int, end_fy: int, fiscal_year: int) -> int:
    """Where the straight path from baseline to end target stands at the end of a fiscal year, half up (R28).

    Args:
        start_fy, end_fy: first and last fiscal year of the vision; after n of its N years n/N of the way is done.
    """
    years = end_fy - start_fy + 1
    done = min(max(fiscal_year - start_fy + 1, 0), years)
    return round_half_up(baseline * years + (target - baseline) * done, years)


class Judgement(StrEnum):
    """Whether and why there is a rate."""

    RATED = "rated"
    ON_THE_WAY = "on_the_way"
    """途中: the end target is not due yet, a low rate is no failure (R28)."""
    MANUAL = "manual"
    """Text target (R27)."""
    NO_TARGET = "no_target"
    """Also study projects: an empty indicator is not a bad one (R33)."""
    NO_NUMBER = "no_number"
    """The figure is 集計中, 該当なし, 未報告 …"""
    NO_RATE = "no_rate"
    """Target and figure are there, but do not make a rate (R29)."""


@dataclass(frozen=True)
class Target:
    """Target of one indicator for one fiscal year.

    Attributes:
        kind: what it stands for.
        value: in the smallest step; None = none, or a text target.
        direction, method: how achievement is reckoned.
        baseline: value before the start, if known.
        end_fy: fiscal year in which an end-point target is due.
    """

    kind: TargetKind
    value: int | None
    direction: Direction = Direction.UP
    method: Method = Method.RATIO
    baseline: int | None = None
    end_fy: int | None = None


@dataclass(frozen=True)
class Achievement:
    """Rate in percent, if there is one, and how it is to be read."""

    rate: Decimal | None
    judgement: Judgement


def achievement(actual: int | None, target: Target, fiscal_year: int) -> Achievement:
    """Judges one figure against its target (R27-R29).

    Args:
        actual: :attr:`Reading.number` or :attr:`Total.value`.
        target: of the same fiscal year.
        fiscal_year: the year reported.
    """
    if target.kind is TargetKind.TEXT:
        return Achievement(None, Judgement.MANUAL)
    if target.value is None:
        return Achievement(None, Judgement.NO_TARGET)
    if actual is None:
        return Achievement(None, Judgement.NO_NUMBER)
    rate = achievement_rate(
        actual, target.value, target.direction, baseline=target.baseline, method=target.method
    )
    if rate is None:
        return Achievement(None, Judgement.NO_RATE)
    early = target.kind is TargetKind.END_POINT and (target.end_fy is None or fiscal_year < target.end_fy)
    return Achievement(rate, Judgement.ON_THE_WAY if early else Judgement.RATED)
