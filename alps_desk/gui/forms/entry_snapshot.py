"""What the entry screens know of the store at one moment: asked for beside the window's thread, frozen after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from alps_desk.app.desk import Desk
from alps_desk.app.entry import EntryRow
from alps_desk.app.standing import NO_STANDING, Standing
from alps_desk.domain.entry_form import Part, target
from alps_desk.domain.jumps import JUMPING
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.records import parse_record_id
from alps_desk.domain.shown import Figures, Shown
from alps_desk.domain.submission import later

Place = tuple[str, str]
"""Record id and field."""


@dataclass(frozen=True)
class Snapshot:
    """The entry form of one office for one period, with everything known about its cells.

    Attributes:
        rows: the form's rows.
        figures: what is shown, by place.
        heads: ids of the changes behind what is shown, by place.
        unexported: places changed here and in no exchange file yet.
        last_plan, last_period, last_figures: the year before; None and empty when nothing is known of it.
        standing: which of its cells are locked or were sent back.
        earlier: figures of the years before, for checks; None = those of last year.
        before: the report before this one, year and period; None when there is none.
        whys: the ``why`` of what is shown (``domain.origin``), by place.
        reasons: sentences the office gave with values, by place; also of last year.
    """

    plan: Plan
    period: Period
    office: str
    rows: tuple[EntryRow, ...]
    figures: Mapping[Place, Shown]
    heads: Mapping[Place, tuple[str, ...]]
    unexported: frozenset[Place]
    last_plan: Plan | None
    last_period: Period | None
    last_figures: Mapping[Place, Shown]
    standing: Standing = NO_STANDING
    earlier: Figures | None = None
    before: tuple[Plan, Period] | None = None
    whys: Mapping[Place, str] = field(default_factory=dict)
    reasons: Mapping[Place, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """What it is a form of: year, period, office."""
        return self.plan.fy, self.period.code, self.office

    @property
    def shape(self) -> tuple[Part, ...]:
        """Its rows, to see whether another snapshot has the same."""
        return tuple(row.part for row in self.rows)

    def last_place(self, part: Part, column: str) -> Place | None:
        """Where last year's value of a column is kept; None when there is none."""
        if self.last_plan is None or self.last_period is None:
            return None
        return place_in(self.last_plan, self.last_period, part, column)

    def place_a_year_before(self, part: Part, column: str) -> Place | None:
        """The same field of last year's record of the same name, for forms whose records go on from year to year."""
        row = next((one for one in self.rows if one.part == part and column in one.targets), None)
        if row is None or self.last_plan is None:
            return None
        record, field = row.targets[column]
        return record.replace(f":{self.plan.fy}:", f":{self.plan.fy - 1}:", 1), field.name

    def place_before(self, part: Part, column: str) -> Place | None:
        """Where the value of the report before is kept; None when there is none."""
        return None if self.before is None else place_in(*self.before, part, column)


def place_in(plan: Plan, period: Period, part: Part, column: str) -> Place | None:
    """Where a column of a row is kept in another report; None if the project is not in it.

    A project with a new code has the values of the one it goes on from.
    """
    project = plan.project(plan.lineage.code_in(plan.fy, part.project.fy, part.project.code))
    if project is None:
        return None
    found = target(replace(part, project=project), column, period)
    return None if found is None else (found[0], found[1].name)


def take_snapshot(desk: Desk, fy: int, period: str, office: str) -> Snapshot:
    """Ask the desk for everything; safe on a reader's thread.

    Raises:
        Refusal: the year or period is not in the plan.
    """
    plan = desk.plan(fy)
    when = desk.period(plan, period)
    rows = tuple(desk.entry_rows(fy, period, office))
    # Before the figures: should something come in between, what is shown is newer than what an edit claims to have
    # seen, and the worst is a conflict to decide; the other way round a value could be replaced unseen.
    heads = desk.heads_of((*records_of(rows), *desk.event_records(fy, office)))
    figures = desk.figures(fy)
    last_plan: Plan | None = None
    last_period: Period | None = None
    last: Mapping[Place, Shown] = {}
    if fy - 1 in plan.fiscal_years:
        last_plan = desk.plan(fy - 1)
        last_period = desk.period(last_plan, period)
        last = desk.figures(fy - 1)
    known = Snapshot(
        plan,
        when,
        office,
        rows,
        figures,
        heads,
        frozenset(desk.unexported()),
        last_plan,
        last_period,
        last,
        desk.standing(fy),
        desk.earlier_figures(fy),
        before_of(plan, when, last_plan),
    )
    asked = {
        (record, known_field.name)
        for row in rows
        for record, known_field in row.targets.values()
        if known_field.name in JUMPING.get(parse_record_id(record).type, ())
    }
    asked |= {
        place
        for row in rows
        for column in row.targets
        if (place := known.last_place(row.part, column)) in last and place is not None
    }
    return replace(
        known,
        whys=desk.whys_of(records_of(rows)),
        reasons=desk.reasons(tuple(asked)),
    )


def before_of(plan: Plan, period: Period, last_plan: Plan | None) -> tuple[Plan, Period] | None:
    """The report before one: an earlier period of the year, else the last one of the year before."""
    reported = [one for one in plan.periods if later(one.code, period.code)]
    if reported:
        return plan, reported[-1]
    if last_plan is not None and last_plan.periods:
        return last_plan, last_plan.periods[-1]
    return None


def records_of(rows: Sequence[EntryRow]) -> tuple[str, ...]:
    """Every record that the rows are kept in, each once."""
    return tuple(dict.fromkeys(record for row in rows for record, _ in row.targets.values()))
