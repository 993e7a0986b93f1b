"""What 集計ボード shows, on the screen and on paper: how far the reports are, how fresh, the money, the indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from alps_desk.domain.board import BoardCell, Tally
from alps_desk.domain.kpi import Course
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import UNION


@dataclass(frozen=True, slots=True)
class Execution:
    """Budget and spending of one field, one office or the region.

    Attributes:
        current_yen: 予算現額, gross; spent_yen: 支出済額, gross (総計).
        elimination_yen, net_yen: 控除 and 純計 of the spending (R18); of one office alone both are None.
        rate: per cent, over bodies that stated both sides; None if there are none.
        reported, expected: parts of projects with a spending, and in all (R25).
        conflict: a figure in it is a 食い違い.
        fresh_on: ISO day on which the latest of its figures came, "" if nothing did.
    """

    current_yen: int | None
    spent_yen: int | None
    elimination_yen: int | None
    net_yen: int | None
    rate: Decimal | None
    reported: int
    expected: int
    conflict: bool
    fresh_on: str = ""


UNKNOWN = Execution(None, None, None, None, None, 0, 0, conflict=False)
"""Money that was not asked for."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """How fresh something is.

    Attributes:
        on: ISO day on which the latest change came, "" if nothing did.
        stale: it came before the day the figures are to stand at: it cannot tell of the whole period.
    """

    on: str = ""
    stale: bool = False


NEVER = Fresh()


@dataclass(frozen=True, slots=True)
class Before:
    """The same time last year: reports that were complete on the day as far from the due date as today, and in all."""

    done: int
    total: int


@dataclass(frozen=True)
class BoardFacts:
    """The board of one year and period.

    Attributes:
        cells: office × project.
        fields: (field code, office key) → tally; offices: office key → tally; all: everything together.
        fresh: (field code, office key) → how fresh; fresh_offices: office key → the same.
        before: (field code, office key) → last year; before_offices, before_all: the same together. Empty and None
            without a plan of last year that has the period.
        before_on: office key → the day of last year it was.
        before_rate: execution rate on that day.
        conflicts: how many wait for a decision, of any year; returned: what was sent back and is open.
        execution: field code → its money; bodies: office key → its money; region: all of it.
        courses: indicators over the years.
        last_import: time and office of the latest file, empty texts if there is none.
    """

    plan: Plan
    cells: Sequence[BoardCell]
    fields: Mapping[tuple[str, str], Tally]
    offices: Mapping[str, Tally]
    all: Tally
    conflicts: int
    execution: Mapping[str, Execution]
    region: Execution
    last_import: tuple[str, str]
    returned: Sequence[tuple[str, str]] = ()
    bodies: Mapping[str, Execution] = field(default_factory=dict)
    courses: Sequence[Course] = ()
    fresh: Mapping[tuple[str, str], Fresh] = field(default_factory=dict)
    fresh_offices: Mapping[str, Fresh] = field(default_factory=dict)
    before: Mapping[tuple[str, str], Before] = field(default_factory=dict)
    before_offices: Mapping[str, Before] = field(default_factory=dict)
    before_all: Before | None = None
    before_on: Mapping[str, str] = field(default_factory=dict)
    before_rate: Decimal | None = None

    @property
    def members(self) -> list[str]:
        """Municipalities that have something to report, in the official order."""
        return [body.key for body in self.plan.members if self.offices[body.key].total]

    @property
    def complete_members(self) -> list[str]:
        """Those of them whose reports are complete."""
        return [key for key in self.members if self.offices[key].complete]

    @property
    def behind(self) -> list[str]:
        """Offices that still have something to enter, municipalities first."""
        keys = [body.key for body in self.plan.bodies if self.offices[body.key].total]
        return sorted((key for key in keys if not self.offices[key].complete), key=lambda key: key == UNION)
