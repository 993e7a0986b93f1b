"""成果指標 of the region over the years: totals of the bodies, targets, achievement, and the course (R26-R33).

Promise: a figure of the region is made only in the way its indicator allows, says how sure it is and of how many
bodies; a year keeps the target and the definition it had (R32); a series goes on through new codes, renamed, merged
and split projects, and says where its years are not quite the same thing. Nothing missing becomes 0, and nothing
unrated becomes a bad rating (R33).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from alps_desk.domain.indicator_form import ACTUAL, JUDGED, judged, reading_of, reports
from alps_desk.domain.indicator_plan import Indicator
from alps_desk.domain.indicators import (
    Achievement,
    Aggregation,
    Direction,
    Judgement,
    Reading,
    TargetKind,
    Total,
    ValueState,
    aggregate,
    planned_value,
)
from alps_desk.domain.plan import PERIOD_ORDER, Choice, Plan
from alps_desk.domain.records import record_id
from alps_desk.domain.shown import EMPTY, Figures

WHOLE_YEAR = "full_year"
YEARS = 5
"""Fiscal years of a series, the one in view included."""

NOTHING = Total(None, ValueState.UNREPORTED, 0, 0)
UNRATED = Achievement(None, Judgement.NO_TARGET)
"""What stands where an indicator did not exist."""


@dataclass(frozen=True)
class Year:
    """What is known of one fiscal year.

    Attributes:
        plan: of that year, with the indicators and targets valid in it.
        figures: what the bodies said.
        period: the period to read; "" = the whole year, else what was said last in it.
    """

    plan: Plan
    figures: Figures
    period: str = ""


@dataclass(frozen=True)
class Said:
    """One body's word on an indicator in one year.

    Attributes:
        project: code of the project in that year, "" = of none.
        judgement: code of what a person judged of a target in words (R27), "" if nothing.
    """

    office: str
    project: str
    reading: Reading
    judgement: str = ""
    conflict: bool = False
    on_behalf: bool = False


@dataclass(frozen=True)
class Point:
    """An indicator in one fiscal year.

    Attributes:
        decimals: digits after the point of its figures.
        total: over the bodies; without a value where they may not be put together.
        target, target_text: of that year; what a value at the end of the vision is held against where the year has none.
        achievement: rate and how it is to be read.
        planned: where the straight path to the end of the vision stands that year (R28).
        said: the words of the bodies, in official order.
        projects: codes it was read from; more than one before 統合.
        shared: another project goes on from them too (分割): the figures are not this one's alone.
        changed: that year had another definition (R32).
    """

    fy: int
    decimals: int = 0
    total: Total = NOTHING
    target: int | None = None
    target_text: str = ""
    achievement: Achievement = UNRATED
    planned: int | None = None
    said: tuple[Said, ...] = ()
    projects: tuple[str, ...] = ()
    shared: bool = False
    changed: bool = False
    known: bool = True

    @property
    def complete(self) -> bool:
        """Whether every body has a number."""
        return self.total.reported == self.total.expected > 0

    @property
    def conflict(self) -> bool:
        """Whether bodies or PCs disagree on a figure in it."""
        return any(one.conflict for one in self.said)

    @property
    def as_of(self) -> date | None:
        """The latest day its figures stand at."""
        days = [one.reading.as_of for one in self.said if one.reading.number is not None]
        return max((day for day in days if day is not None), default=None)


@dataclass(frozen=True)
class Course:
    """An indicator of the year in view over the years.

    Attributes:
        points: one for each fiscal year asked for, the year in view last.
        final: the target at the end of the vision, or in the last year that has one.
        final_text: the same in words; final_fy: of which fiscal year, 0 if there is none.
    """

    indicator: Indicator
    points: tuple[Point, ...]
    final: int | None = None
    final_text: str = ""
    final_fy: int = 0

    @property
    def now(self) -> Point:
        """The year in view."""
        return self.points[-1]

    @property
    def on_path(self) -> bool | None:
        """Whether the figure has come as far as the straight path; None where there is no path or no figure."""
        planned, value = self.now.planned, self.now.total.value
        if planned is None or value is None or self.indicator.way is Direction.KEEP:
            return None
        return value <= planned if self.indicator.way is Direction.DOWN else value >= planned


def courses(years: Mapping[int, Year], fy: int, ends: Mapping[int, Plan] | None = None) -> list[Course]:
    """Every indicator of a year over the years: by project in the order of the plan, those of the region last.

    Args:
        years: what is known, by fiscal year; the year in view is among them.
        fy: the year in view.
        ends: plans of years to come, for targets at the end of a vision.
    """
    plan = years[fy].plan
    place = {project.code: number for number, project in enumerate(plan.projects)}
    ordered = sorted(plan.indicators, key=lambda one: place.get(one.project, len(place)))  # stable
    return [course(indicator, years, fy, ends) for indicator in ordered]


def course(
    indicator: Indicator, years: Mapping[int, Year], fy: int, ends: Mapping[int, Plan] | None = None
) -> Course:
    """One indicator over the years; as :func:`courses`."""
    plans = {**(ends or {}), **{year: one.plan for year, one in years.items()}}
    found = {year: _ancestors(indicator, plans, fy, year) for year in years if year <= fy}
    final_fy = _final_year(indicator, plans, fy)
    final = plans[final_fy].indicator(indicator.code) if final_fy else None
    points = tuple(_point(indicator, found[year], years[year], year == fy, final) for year in sorted(found))
    return Course(
        indicator,
        points,
        final.target if final else None,
        final.target_text if final else "",
        final_fy,
    )


def how_of(indicator: Indicator, bodies: int) -> Aggregation:
    """How figures of bodies become one (R26).

    What one body alone reports is its word and no total; where the union has not said how, nothing is put together.
    """
    known = indicator.aggregation in list(Aggregation)
    how = Aggregation(indicator.aggregation) if known else Aggregation.NONE
    return Aggregation.SUM if how is Aggregation.NONE and bodies == 1 else how


def rating_of(choices: Iterable[Choice], rate: Decimal | None) -> str:
    """The rating of a scale that an achievement rate stands for (R39); "" where rates do not decide.

    The limits are those of the scale: the highest that the rate has reached.
    """
    if rate is None:
        return ""
    limits = [(one.from_percent, -one.order, one.code) for one in choices if one.from_percent is not None]
    return max((one for one in limits if rate >= (one[0] or 0)), default=(0, 0, ""))[2]


def rating_at(plan: Plan, point: Point, *, over: bool = True) -> str:
    """The rating of a year's achievement, if it can be said (R28, R33).

    None is given on the way to the end of the vision, without a target or a figure, while bodies are missing, and
    before the year is ``over``: the target is that of the whole year.
    """
    if not over or point.achievement.judgement is not Judgement.RATED or not point.complete:
        return ""
    return rating_of(plan.choices("rating"), point.achievement.rate)


def judgements_of(point: Point) -> tuple[str, ...]:
    """What people judged of a target in words, each once, in the order of the bodies (R27)."""
    return tuple(dict.fromkeys(one.judgement for one in point.said if one.judgement))


# One year


def _point(indicator: Indicator, past: _Past, year: Year, now: bool, final: Indicator | None) -> Point:
    fy = year.plan.fy
    if not past.indicators:
        return Point(fy, indicator.decimals, known=False, projects=past.projects, shared=past.shared)
    decimals = max(one.decimals for one in past.indicators)
    said: list[Said] = []
    for one in past.indicators:
        factor = 10 ** (decimals - one.decimals)
        said += (_scaled(word, factor) for word in _said(year, one, now))
    bodies = len(said)
    total = aggregate([one.reading for one in said], how_of(indicator, bodies))
    target, text = _target(past.indicators, decimals)
    held = replace(past.indicators[0], target=target, target_text=text, decimals=decimals)
    same = final is not None and (held.code, held.last_fy) == (final.code, final.last_fy)
    if final is not None and same and target is None and not text and _is_late(held):
        target, text = final.target, final.target_text
        held = replace(held, target=target, target_text=text)
    planned = _planned(held, final.target if final is not None and same else target, fy)
    return Point(
        fy, decimals, total, target, text, judged(held, total.value, fy), planned, tuple(said), past.projects,
        past.shared, past.changed,
    )  # fmt: skip


def _said(year: Year, indicator: Indicator, now: bool) -> list[Said]:
    """The words of the bodies that report it."""
    plan = year.plan
    found = []
    for body in plan.bodies:
        if not reports(plan, indicator, body.key):
            continue
        record = _record(year, indicator, body.key, year.period if now else "")
        shown = year.figures.get((record, ACTUAL), EMPTY)
        judgement = year.figures.get((record, JUDGED), EMPTY).cell.value
        found.append(
            Said(
                body.key, indicator.project, reading_of(year.figures, record),
                judgement if isinstance(judgement, str) else "", shown.conflict, shown.on_behalf,
            )
        )  # fmt: skip
    return found


def _record(year: Year, indicator: Indicator, office: str, period: str) -> str:
    """The record of a period; without one that of the whole year, else of the latest period with a number."""
    fy, code = year.plan.fy, indicator.code
    if period:
        return record_id("actual", office, fy=fy, period=period, indicator=code)
    whole = record_id("actual", office, fy=fy, period=WHOLE_YEAR, indicator=code)
    for one in (WHOLE_YEAR, *(other for other in reversed(PERIOD_ORDER) if other != WHOLE_YEAR)):
        record = record_id("actual", office, fy=fy, period=one, indicator=code)
        if reading_of(year.figures, record).number is not None:
            return record
    return whole


def _scaled(said: Said, factor: int) -> Said:
    value = said.reading.value
    if factor == 1 or value is None:
        return said
    return replace(said, reading=replace(said.reading, value=value * factor))


def _target(indicators: Sequence[Indicator], decimals: int) -> tuple[int | None, str]:
    """The target of a year; of several indicators that were put together later, the sum, if all are summed."""
    if len(indicators) == 1:
        return indicators[0].target, indicators[0].target_text
    targets = [
        None if one.target is None else one.target * 10 ** (decimals - one.decimals) for one in indicators
    ]
    known = [target for target in targets if target is not None]
    summed = all(one.aggregation == Aggregation.SUM for one in indicators)
    return (sum(known) if summed and len(known) == len(targets) else None), ""


def _is_late(indicator: Indicator) -> bool:
    return indicator.target_kind in (TargetKind.END_POINT, TargetKind.CUMULATIVE)


def _planned(indicator: Indicator, target: int | None, fy: int) -> int | None:
    """Where the straight path stands; a running total begins at 0 where no baseline is given."""
    baseline = indicator.baseline
    if baseline is None and indicator.target_kind == TargetKind.CUMULATIVE:
        baseline = 0
    if not _is_late(indicator) or target is None or baseline is None or not indicator.last_fy:
        return None
    return planned_value(baseline, target, indicator.first_fy, indicator.last_fy, fy)


def _final_year(indicator: Indicator, plans: Mapping[int, Plan], fy: int) -> int:
    """The latest year of the vision that has a target of the indicator.

    A yearly target of the year in view itself is none, unless the vision ends with it.
    """
    last = indicator.last_fy or max(plans)
    first = fy if _is_late(indicator) or fy == last else fy + 1
    for year in sorted((one for one in plans if first <= one <= last), reverse=True):
        found = plans[year].indicator(indicator.code)
        if found is not None and (found.target is not None or found.target_text):
            return year
    return 0


# Over the years


@dataclass(frozen=True)
class _Past:
    """What an indicator was in a year."""

    indicators: tuple[Indicator, ...]
    projects: tuple[str, ...]
    shared: bool = False
    changed: bool = False


def _ancestors(indicator: Indicator, plans: Mapping[int, Plan], fy: int, year: int) -> _Past:
    """The indicators of an earlier year that this one goes on from.

    Its own code first; then the codes it was defined to go on from; then, where its project goes on from others, what
    has the same name and unit there.
    """
    plan = plans[year]
    past = next((one for one in plans[fy].lineage.past(fy, indicator.project) if one.fy == year), None)
    codes = (indicator.project,) if year == fy or past is None else past.codes
    shared = past is not None and past.shared and year != fy
    chain, one = [indicator.code], indicator
    seen = {indicator.code}
    while one.earlier and one.earlier not in seen:
        chain.append(one.earlier)
        seen.add(one.earlier)
        known = (found for other in plans.values() if (found := other.indicator(one.earlier)) is not None)
        one = next(known, Indicator(one.earlier, ""))
    for number, code in enumerate(chain):
        found = plan.indicator(code)
        if found is not None:
            return _Past((found,), (found.project,), shared, changed=number > 0)
    if past is None or year == fy:
        return _Past((), codes, shared)
    same = tuple(
        other
        for other in plan.indicators
        if other.project in past.codes and (other.name, other.unit) == (indicator.name, indicator.unit)
    )
    return _Past(same, tuple(dict.fromkeys(other.project for other in same)) or codes, shared)
