"""Figures of indicators as cells, the same in every form that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from alps_desk.domain.calendar import date_short
from alps_desk.domain.indicators import Achievement, Judgement, ValueState
from alps_desk.domain.kpi import WHOLE_YEAR, Course, Point, judgements_of, rating_at
from alps_desk.domain.plan import Period, Plan
from alps_desk.reports.form_cells import BLANK, NOT_APPLICABLE, UNREPORTED
from alps_desk.reports.tables import Cell
from alps_desk.wording import say

_LONGEST_TARGET = 8
"""Characters of a target in words that stand in its own cell; a longer one stands in the remarks."""

_NO_NUMBER: Mapping[ValueState, Cell] = {
    ValueState.TALLYING: Cell(None, "pending", say("cell_tallying")),
    ValueState.UNKNOWN: Cell(None, "none", say("cell_unknown")),
    ValueState.UNREPORTED: UNREPORTED,
    ValueState.NONE: NOT_APPLICABLE,
}
_NOT_FINAL = (ValueState.PRELIMINARY, ValueState.FORECAST)


def figure(value: int, decimals: int) -> int | Decimal:
    """A figure kept in its smallest step: 867 with one decimal is 86.7."""
    return Decimal(value).scaleb(-decimals) if decimals else value


def value_cell(value: int | None, decimals: int, missing: Cell = BLANK) -> Cell:
    """A figure that is simply there or not, such as a baseline."""
    return missing if value is None else Cell(figure(value, decimals))


def actual_cell(point: Point) -> Cell:
    """The figure of a year with what is to be said of it: how sure it is, of how many bodies (R25, R31)."""
    if not point.known:
        return BLANK
    total = point.total
    if total.value is None:
        if point.conflict:
            return Cell(None, "conflict")
        # Bodies have said something, but it makes no figure of the region.
        return Cell(None, "none", say("kpi_no_total")) if total.reported else _NO_NUMBER[total.state]
    words = []
    sure = [one.reading.standing for one in point.said if one.reading.number is not None]
    words += [say(f"kpi_{state.value}") for state in _NOT_FINAL if state in sure][-1:]
    if total.reported < total.expected:
        words.append(say("form_count", done=total.reported, all=total.expected))
    words += [say("form_on_behalf")] if any(one.on_behalf for one in point.said) else []
    note = say("kpi_mark_separator").join(words)
    if point.conflict:
        return Cell(
            figure(total.value, point.decimals), "conflict", note and f"{say('report_conflict')} {note}"
        )
    return Cell(figure(total.value, point.decimals), "value", note)


def target_cell(target: int | None, text: str, decimals: int) -> Cell:
    """A target as figure or in words; a long one stands in the remarks (:func:`target_remark`)."""
    if target is not None:
        return Cell(figure(target, decimals))
    if not text:
        return BLANK
    return Cell(text if len(text) <= _LONGEST_TARGET else say("kpi_see_remarks"))


def target_remark(text: str) -> list[str]:
    """A target in words that is too long for its cell."""
    return [say("kpi_target_words", text=text)] if len(text) > _LONGEST_TARGET else []


def rate_cell(found: Achievement, *, conflict: bool = False) -> Cell:
    """達成率, or a dash where it would say nothing."""
    if found.rate is not None:
        return Cell(found.rate, "conflict" if conflict else "value")
    return NOT_APPLICABLE if found.judgement is not Judgement.NO_NUMBER else BLANK


def rating_cell(plan: Plan, period: Period, point: Point) -> Cell:
    """評価: by the limits of the scale, by what people judged, or 途中; never of a figure that is not there (R33)."""
    found = point.achievement.judgement
    if found is Judgement.MANUAL:
        codes = judgements_of(point)
        words = say("form_list_separator").join(plan.label("judgement", code) for code in codes)
        return Cell(words) if words else NOT_APPLICABLE
    rating = rating_at(plan, point, over=period.code == WHOLE_YEAR)
    if rating:
        return Cell(plan.label("rating", rating))
    early = found is Judgement.ON_THE_WAY or (found is Judgement.RATED and period.code != WHOLE_YEAR)
    return Cell(say("kpi_on_the_way")) if early else NOT_APPLICABLE


def basis_cell(time_basis: str, as_of: date | None) -> Cell:
    """What a figure covers and the day it stands at: 暦年, H29.12.31 (R30)."""
    return Cell("\n".join(filter(None, (time_basis, date_short(as_of) if as_of else ""))))


def remarks(plan: Plan, course: Course) -> list[str]:
    """What is to be known of the series: its path, the bodies that are missing, years that are not the same thing."""
    now, found = course.now, []
    found += target_remark(now.target_text)
    if now.achievement.judgement is Judgement.ON_THE_WAY and now.planned is not None:
        text = _plain(now.planned, now.decimals)
        behind = course.on_path is False
        found.append(say("kpi_planned_behind" if behind else "kpi_planned", figure=text))
    waiting = [
        plan.body(one.office).name for one in now.said if one.reading.standing is ValueState.UNREPORTED
    ]
    if 0 < len(waiting) < len(now.said):
        found.append(say("kpi_waiting", bodies=say("form_list_separator").join(waiting)))
    found += _breaks(course.points)
    return found


def _breaks(points: Iterable[Point]) -> list[str]:
    """Years that are not quite the same thing: another definition, before 統合, before 分割."""
    known = [point for point in points if point.known]
    found = []
    for code, some in (
        ("kpi_changed", [point for point in known if point.changed]),
        ("kpi_merged", [point for point in known if len(point.projects) > 1]),
        ("kpi_split", [point for point in known if point.shared]),
    ):
        if some:
            found.append(say(code, fy=year_short(max(point.fy for point in some))))
    return found


def year_short(fy: int) -> str:
    """H29, R2: a fiscal year in the narrowest place."""
    return date_short(date(fy, 12, 31)).split(".")[0]


def _plain(value: int, decimals: int) -> str:
    return format(figure(value, decimals), ",")
