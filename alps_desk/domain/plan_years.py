"""The list of a new fiscal year, made from the one before (R10).

Promise: nothing of the old year is touched. Every project of the new list is linked to the one it goes on from, so
that renaming, merging and ending are changes of the new year alone and every series goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from alps_desk.domain.cells import CellValue, to_stored
from alps_desk.domain.errors import InputRejected
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan_records import PlanRecords, number_of, text_of, valid_in
from alps_desk.domain.records import UNION, record_id

Written = dict[str, dict[str, Scalar]]

_DATES = ("as_of_date", "opens_on", "due_on")
_KEPT_TARGETS = ("end_point", "text")
"""Kinds of targets that say the same in every year of a vision."""


def next_year(records: PlanRecords, fy: int, to: int) -> Written:
    """What is written for a new year: its projects with their links, its periods, targets that go on.

    Args:
        fy: year that is copied; to: the new one.

    Returns:
        Values by record and field.

    Raises:
        InputRejected: the new year has a list already (``plan_year_exists``), the old one has none (``plan_year_empty``),
            or the new one is not later (``plan_year_order``).
    """
    if to <= fy:
        raise InputRejected("plan_year_order", fy=fy, to=to)
    if any(True for _ in records.of("project_year", fy=to)):
        raise InputRejected("plan_year_exists", fy=to)
    found: Written = {}
    for record, values in records.of("project_year", fy=fy):
        last = number_of(values, "last_fy")
        if last is not None and last < to:
            continue
        code = record.project
        copied = dict(values) | {"is_new": False}
        copied.pop("new_mark", None)
        found[record_id("project_year", UNION, fy=to, project=code)] = _as_stored(copied)
        found[record_id("succession", UNION, fy=to, project=code, earlier=code)] = {"link_kind": "continued"}
    if not found:
        raise InputRejected("plan_year_empty", fy=fy)
    for record, values in records.of("period", fy=fy):
        later = record_id("period", UNION, fy=to, period=record.period)
        if later not in records:
            found[later] = _as_stored({name: _moved(name, value, to - fy) for name, value in values.items()})
    for record, values in records.of("target", fy=fy):
        code = record.part("indicator")
        about = records.get(record_id("indicator", UNION, indicator=code))
        later = record_id("target", UNION, fy=to, indicator=code)
        if later not in records and text_of(about, "target_kind") in _KEPT_TARGETS and valid_in(about, to):
            found[later] = _as_stored(values)
    return found


def _as_stored(values: Mapping[str, Scalar]) -> dict[str, Scalar]:
    return {name: to_stored(CellValue.of(value)) for name, value in values.items()}


def _moved(name: str, value: Scalar, years: int) -> Scalar:
    """A date some years later; 29 February becomes the 28th."""
    if name not in _DATES or not isinstance(value, str):
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    try:
        return day.replace(year=day.year + years).isoformat()
    except ValueError:
        return day.replace(year=day.year + years, day=28).isoformat()
