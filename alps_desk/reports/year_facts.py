"""What the sheets and summaries of a year are filled from, besides its plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alps_desk.domain.cells import CellState
from alps_desk.domain.kpi import Course
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import TYPES, UNION, record_id
from alps_desk.domain.scales import scale_field
from alps_desk.domain.scope import WHOLE, Scope
from alps_desk.domain.shown import EMPTY, Figures, Shown


@dataclass(frozen=True)
class YearFacts:
    """One fiscal year as it is known.

    Attributes:
        figures: what the bodies said.
        courses: its indicators over the years.
        evaluations: the union's own evaluations, as figures.
        before: the plan of the year before, None if there is none.
        scope: what is asked for.
        alone: the one body whose work is known where the forms are made, "" = all bodies; what the others said is
            then not missing but unknown.
    """

    figures: Figures
    courses: Sequence[Course] = ()
    evaluations: Figures = field(default_factory=dict)
    before: Plan | None = None
    scope: Scope = WHOLE
    alone: str = ""

    def evaluation(self, fy: int, project: str) -> Mapping[str, Shown]:
        """The union's evaluation of a project's year, by field; empty cells where nothing is said."""
        record = record_id("regional_evaluation", UNION, fy=fy, project=project)
        fields = TYPES["regional_evaluation"].fields
        return {name: self.evaluations.get((record, name), EMPTY) for name in fields}

    def courses_of(self, project: str) -> list[Course]:
        """The indicators of a project."""
        return [one for one in self.courses if one.indicator.project == project]


def said_scale(plan: Plan, evaluation: Mapping[str, Shown], rating: str) -> str:
    """The code list of one of an evaluation's ratings: the one it was made with (R39), else that of the year."""
    cell = evaluation[scale_field("regional_evaluation", rating)].cell
    return str(cell.value) if cell.state is CellState.VALUE and cell.value in plan.lists else plan.scale
