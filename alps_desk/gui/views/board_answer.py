"""What the board shows, asked for in one go beside all writing; nothing here knows of widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from alps_desk.app.desk import Desk
from alps_desk.domain.budget_lines import BudgetLine, BudgetSum, budget_lines, sum_lines
from alps_desk.domain.consolidate import Consolidation, consolidate
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import UNION
from alps_desk.gui.views.tallies import Tally, by_field, by_office, tally


@dataclass(frozen=True)
class Execution:
    """Budget and spending of one field or of the region.

    Attributes:
        current_yen: 予算現額, gross; spent_yen: 支出済額, gross (総計).
        elimination_yen, net_yen: 控除 and 純計 of the spending (R18).
        rate: per cent, over bodies that stated both sides; None if there are none.
        reported, expected: parts of projects with a spending, and in all (R25).
        conflict: a figure in it is a 食い違い.
    """

    current_yen: int | None
    spent_yen: int | None
    elimination_yen: int | None
    net_yen: int | None
    rate: Decimal | None
    reported: int
    expected: int
    conflict: bool


@dataclass(frozen=True)
class BoardAnswer:
    """The board of one year and period.

    Attributes:
        fields: (field code, office key) → tally; offices: office key → tally; all: everything together.
        conflicts: how many wait for a decision, of any year.
        execution: field code → its money; region: all of it.
        last_import: time and office of the latest file, empty texts if there is none.
    """

    plan: Plan
    fields: Mapping[tuple[str, str], Tally]
    offices: Mapping[str, Tally]
    all: Tally
    conflicts: int
    execution: Mapping[str, Execution]
    region: Execution
    last_import: tuple[str, str]

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


def look_at_board(desk: Desk, fy: int, period: str) -> BoardAnswer:
    """Ask for everything on the board."""
    plan = desk.plan(fy)
    cells = desk.board(fy, period) if period else []
    figures = desk.figures(fy)
    stage = desk.period(plan, period).stage if period else None
    lines = budget_lines(plan, figures, stage)
    totals = consolidate(plan, figures, stage)
    imports = desk.imports()
    last = (imports[-1].taken_at, imports[-1].office) if imports else ("", "")
    projects = {
        field.code: [one.code for one in plan.projects if one.field == field.code] for field in plan.fields
    }
    return BoardAnswer(
        plan,
        by_field(plan, cells),
        by_office(plan, cells),
        tally(cells),
        len(desk.conflicts()),
        {code: _execution(lines, totals, some) for code, some in projects.items()},
        _execution(lines, totals, [one.code for one in plan.projects]),
        last,
    )


def _execution(lines: Sequence[BudgetLine], totals: Consolidation, projects: Sequence[str]) -> Execution:
    summed: BudgetSum = sum_lines(line for line in lines if line.project in projects)
    rows = [row for row in totals.rows if row.project in projects]
    known = [row for row in rows if row.net_yen is not None]
    return Execution(
        summed.yen["current"],
        sum(row.gross_yen or 0 for row in known) if known else None,
        sum(row.elimination_yen or 0 for row in known) if known else None,
        sum(row.net_yen or 0 for row in known) if known else None,
        summed.rate,
        sum(row.reported for row in rows),
        sum(row.expected for row in rows),
        summed.conflict or any(row.conflict for row in rows),
    )
