"""What a decision about a conflict weighs: what each value does to the control total, and what was reported last.

Promise: a total is that of ``consolidate`` with the value put in the place of the provisional one. What was reported last
is what stood in the field by the knowledge of the last report that was given out, else of the office's last 提出; it is
folded again from the changes that were known then.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from alps_desk.app import issuing, questions
from alps_desk.app.describing import stored_text
from alps_desk.app.planning import plan_in_force
from alps_desk.app.questions import ConflictView
from alps_desk.app.submitting import marks_of, text_of
from alps_desk.domain.cells import from_stored
from alps_desk.domain.consolidate import consolidate
from alps_desk.domain.errors import NotFound
from alps_desk.domain.fold import fold_record
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import UNION, parse_record_id, record_id
from alps_desk.domain.scales import scale_field
from alps_desk.domain.shown import Figures, Shown
from alps_desk.domain.submission import SUBMITTED, periods_of

if TYPE_CHECKING:
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.fold import Entry
    from alps_desk.domain.plan import Plan

_TOTALLED = ("money", "burden")


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported last.

    Attributes:
        how: in a report that was given out, or by 提出.
        on: ISO day; text: the value in words, "" if the field was empty then.
    """

    how: Literal["issued", "submitted"]
    on: str
    text: str


@dataclass(frozen=True)
class Weighed:
    """What stands beside a conflict.

    Attributes:
        totals: for each candidate, in order, the project's 純計 with its value; None where there is none. Empty where
            the field is in no total.
        reported: what was reported last, None if nothing was.
    """

    totals: tuple[int | None, ...] = ()
    reported: Reported | None = None


def weigh(place: Workplace, views: Sequence[ConflictView]) -> dict[str, Weighed]:
    """Conflict id → what a decision about it weighs."""
    found = {}
    figures: dict[tuple[int, str], Figures] = {}
    issues = _Issues(place)
    for view in views:
        record = parse_record_id(view.record)
        totals: tuple[int | None, ...] = ()
        plan = _plan(place, record.fy)
        if record.type in _TOTALLED and record.fy and plan is not None:
            key = record.fy, record.project
            if key not in figures:
                figures[key] = _of_project(questions.figures(place, record.fy), record.project)
            totals = _totals(plan, figures[key], view)
        found[view.id] = Weighed(totals, issues.reported(view, plan) or _submitted(place, view, plan))
    return found


def _plan(place: Workplace, fy: int | None) -> Plan | None:
    try:
        return plan_in_force(place, fy)
    except NotFound:
        return None


def _of_project(figures: Figures, project: str) -> Figures:
    return {key: shown for key, shown in figures.items() if parse_record_id(key[0]).project == project}


def _totals(plan: Plan, figures: Figures, view: ConflictView) -> tuple[int | None, ...]:
    """純計 of the project with each value, at the stage of the field."""
    record = parse_record_id(view.record)
    project = plan.project(record.project)
    if project is None:
        return ()
    alone = replace(plan, projects=(project,))
    stage = record.part("stage") or None
    found = []
    for one in view.candidates:
        changed = {**figures, (view.record, view.field): Shown(from_stored(one.value))}
        found.append(consolidate(alone, changed, stage).total.net_yen)
    return tuple(found) if len(set(found)) > 1 else ()


class _Issues:
    """The last report of each year that was given out, and what its maker did not know."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._views = issuing.issued(place)
        self._later: dict[int, tuple[str, Collection[str]] | None] = {}

    def reported(self, view: ConflictView, plan: Plan | None) -> Reported | None:
        """What stood in a field in the last report of its year."""
        fy = parse_record_id(view.record).fy or 0
        if fy not in self._later:
            self._later[fy] = self._look(fy)
        found = self._later[fy]
        if found is None:
            return None
        on, later = found
        known = [
            entry
            for entry in self._place.store.entries([view.record]).get(view.record, [])
            if entry.change.id not in later
        ]
        return Reported("issued", on, _text_by(view, known, plan))

    def _look(self, fy: int) -> tuple[str, Collection[str]] | None:
        last = next((one for one in self._views if one.fy == fy), None)
        if last is None:
            return None
        standing, at = issuing.standing_of(self._place, last)
        later = {entry.change.id for entry in self._place.store.came_after(standing, at)}
        return last.issued_on, later


def _submitted(place: Workplace, view: ConflictView, plan: Plan | None) -> Reported | None:
    """What stood in a field when its office last submitted."""
    record = parse_record_id(view.record)
    if plan is None or not record.fy:
        return None
    office = writer_of(record, view.field)
    own = periods_of(record, plan.periods)
    for period in own if own is not None else [one.code for one in plan.periods]:
        state = place.store.state(record_id("submission", office, fy=record.fy, period=period))
        if "state" not in state.fields or state.fields["state"].value != SUBMITTED:
            continue
        later = {entry.change.id for entry in place.store.unknown_to(marks_of(state), {office, UNION})}
        known = [
            entry
            for entry in place.store.entries([view.record]).get(view.record, [])
            if entry.change.id not in later
        ]
        return Reported("submitted", text_of(state, "submitted_on"), _text_by(view, known, plan))
    return None


def _text_by(view: ConflictView, known: Sequence[Entry], plan: Plan | None) -> str:
    """How a conflict's field reads by some of its changes."""
    fields = fold_record(view.record, known).fields
    state, beside = fields.get(view.field), fields.get(scale_field(view.record, view.field))
    if state is None or state.value is None:
        return ""
    scale = beside.value if beside is not None and isinstance(beside.value, str) else ""
    return stored_text(view.record, view.field, state.value, plan, scale)
