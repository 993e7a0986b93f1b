"""The board (提出状況): office × project, what is there and how far the report is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from alps_desk.app import accepting, questions, returning, submitting
from alps_desk.app.allowing import due_dates
from alps_desk.app.entry import period_in
from alps_desk.app.planning import plan_in_force
from alps_desk.app.receipts import has_received
from alps_desk.domain.board import BoardCell, BoardState
from alps_desk.domain.cells import CellState
from alps_desk.domain.entry_form import OwnPlaces, Part, own_parts, own_places
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import UNION, parse_record_id, record_id
from alps_desk.domain.submission import SUBMITTED, touches

if TYPE_CHECKING:
    from alps_desk.app.accepting import AcceptanceView
    from alps_desk.app.returning import ReturnView
    from alps_desk.app.submitting import SubmissionView
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.plan import Period, Plan
    from alps_desk.domain.shown import Figures

_DONE: tuple[BoardState, ...] = ("filled", "submitted", "waiting", "accepted", "corrected")


def board(
    place: Workplace, fy: int, period: str, office: str = "", figures: Figures | None = None
) -> list[BoardCell]:
    """Office × project; for one office only if named.

    What is entered decides until the office submits; from then on the report does. A conflict is always shown.

    Args:
        figures: of the year, where the caller has them.
    """
    plan = plan_in_force(place, fy)
    when = period_in(plan, period)
    found = questions.figures(place, fy) if figures is None else figures
    today = place.clock().date()
    due = due_dates(place, plan, when)
    bodies = [body.key for body in plan.bodies if not office or body.key == office]
    returned = returning.returns(place, office=office, fy=fy, period=period)
    heard = _heard(place, found)
    stated = _stated(place, plan, when, bodies)
    parts = own_parts(plan)
    entered = Entered(own_places(plan.fy, when), found)
    cells = []
    for key in bodies:
        own = [one for one in returned if one.office == key]
        report = _Report(place, plan, when, key, own, stated=key in stated)
        late = _days_late(due[key], today)
        for project in plan.projects:
            part = parts.get((key, project.code))
            if part is None:
                cells.append(BoardCell(key, project.code, "out", 0, 0, 0, 0))
                continue
            count = entered.count(part)
            state = report.state(project.code, _entered(count, heard=key in heard))
            cells.append(
                BoardCell(
                    key, project.code, state, count.filled, count.needed, 0 if state in _DONE else late,
                    count.conflicts,
                )
            )  # fmt: skip
    return cells


@dataclass(frozen=True, slots=True)
class Count:
    """What is entered of one part: required columns filled and in all, fields in conflict, whether anything is there."""

    filled: int
    needed: int
    conflicts: int
    anything: bool

    @property
    def complete(self) -> bool:
        """Whether everything required is there."""
        return self.filled == self.needed


class Entered:
    """What is entered in a period, part by part; made for asking about a whole country."""

    def __init__(self, places: OwnPlaces, found: Figures) -> None:
        self._places = places
        self._found = found
        # Columns of the form by the record that keeps them.
        fields: list[list[str]] = [[] for _ in places.templates]
        for number, field in places.columns.values():
            fields[number].append(field)
        self._fields = fields
        self._required = [places.columns[column] for column in places.required]
        self._written = {record for record, _ in found}

    def count(self, part: Part) -> Count:
        """What is entered of an own part."""
        records = self._places.records(part)
        filled = sum(self._has(records[number], field) for number, field in self._required)
        conflicts, anything = 0, filled > 0
        for record, fields in zip(records, self._fields, strict=True):
            if record not in self._written:
                continue
            for field in fields:
                shown = self._found.get((record, field))
                if shown is not None:
                    conflicts += shown.conflict
                    anything = anything or shown.cell.state is not CellState.EMPTY
        return Count(filled, len(self._required), conflicts, anything)

    def _has(self, record: str, field: str) -> bool:
        shown = self._found.get((record, field))
        return shown is not None and shown.cell.state is not CellState.EMPTY


def _heard(place: Workplace, found: Figures) -> Collection[str]:
    """Offices of which anything is here: a file, or an entry of theirs."""
    present = {peer.office for peer in place.store.peers().values()} | {place.office}
    known: dict[str, tuple[str, bool]] = {}
    for record, field in found:
        at = known.get(record)
        if at is None:
            parsed = parse_record_id(record)
            at = known[record] = parsed.owner, parsed.type == "burden"
        present.add(writer_of(parse_record_id(record), field) if at[1] else at[0])
    return present


def _stated(place: Workplace, plan: Plan, period: Period, bodies: Iterable[str]) -> Collection[str]:
    """Offices that have said anything of their report as a whole, or the union of it: two questions for all of them."""
    records = {record_id("submission", key, fy=plan.fy, period=period.code): key for key in bodies}
    found = {
        records[row.record] for row in place.store.cells(("submission",), fy=plan.fy) if row.record in records
    }
    for row in place.store.cells(("acceptance",), owner=UNION, fy=plan.fy):
        found.add(parse_record_id(row.record).part("office"))
    return found


class _Report:
    """The report of one office: what was submitted, sent back and accepted."""

    def __init__(
        self,
        place: Workplace,
        plan: Plan,
        period: Period,
        office: str,
        returned: Sequence[ReturnView],
        *,
        stated: bool,
    ) -> None:
        self._returned = [one for one in returned if one.state == returning.OPEN]
        self._submission: SubmissionView | None = None
        self._accepted: list[AcceptanceView] = []
        self._received = False
        if stated:
            said = self._submission = submitting.submission_in(place, plan, period, office)
            self._received = said.state == SUBMITTED and has_received(place, said.change, said.record)
            self._accepted = accepting.acceptances(place, plan, period, office)

    def state(self, project: str, entered: BoardState) -> BoardState:
        """How far the report of a project is."""
        if entered == "conflict":
            return entered
        if any(touches(one.project, project) for one in self._returned):
            return "returned"
        if self._submission is None or self._submission.state != SUBMITTED:
            return entered
        unseen = accepting.unseen_by(self._accepted, project)
        if unseen is not None:
            return "corrected" if unseen else "accepted"
        if any(touches(one.project, project) for one in self._submission.later):
            return "corrected"
        return "waiting" if self._received else "submitted"


def _entered(count: Count, *, heard: bool) -> BoardState:
    if count.conflicts:
        return "conflict"
    if count.complete:
        return "filled"
    if count.anything:
        return "draft"
    return "empty" if heard else "not_received"


def _days_late(due_on: str, today: date) -> int:
    try:
        due = date.fromisoformat(due_on)
    except ValueError:
        return 0
    return max(0, (today - due).days)
