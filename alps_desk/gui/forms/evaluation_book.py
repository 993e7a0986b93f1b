"""The data behind 圏域評価: the union's own evaluation of each project's year, on the machinery of ``EntryBook``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from alps_desk.app.desk import Desk
from alps_desk.app.entry import EntryRow
from alps_desk.domain.cells import CellState
from alps_desk.domain.entry_form import Part
from alps_desk.domain.plan import Project
from alps_desk.domain.records import TYPES, UNION, record_id
from alps_desk.domain.regional_evaluation import check_evaluation, evaluation_parts
from alps_desk.domain.rules import Finding
from alps_desk.domain.scales import RATING, SCALE
from alps_desk.domain.shown import EMPTY, Figures, Shown
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_snapshot import Snapshot, records_of


@dataclass(frozen=True)
class EvaluationSnapshot(Snapshot):
    """The form of a year; said: what the offices said, to look at."""

    said: Figures = field(default_factory=dict)


def take_evaluations(desk: Desk, fy: int, period: str) -> EvaluationSnapshot:
    """Ask the desk for everything; safe on a reader's thread.

    Raises:
        Refusal: the year or period is not in the plan.
    """
    plan = desk.plan(fy)
    when = desk.period(plan, period)
    rows = tuple(
        EntryRow(Part(part.project, UNION, "own"), part.targets, ()) for part in evaluation_parts(plan)
    )
    # Before the figures, as in ``take_snapshot``.
    heads = desk.heads_of(records_of(rows))
    return EvaluationSnapshot(
        plan, when, UNION, rows, desk.evaluations(fy), heads, frozenset(desk.unexported()), None, None, {},
        said=desk.figures(fy),
    )  # fmt: skip


class EvaluationBook(EntryBook):
    """The form."""

    def _question(self) -> Callable[[Desk], Snapshot]:
        fy, period = self._session.fy, self._session.period
        return lambda desk: take_evaluations(desk, fy, period)

    def _check_row(self, snapshot: Snapshot, row: int) -> list[Finding]:
        return check_evaluation(snapshot.plan, snapshot.rows[row].targets, self._figures)

    def own_words(self, project: Project) -> Mapping[str, Mapping[str, Shown]]:
        """Body → what it said of the year itself: rating, grades, direction and why."""
        snapshot = self.snapshot
        assert isinstance(snapshot, EvaluationSnapshot)
        plan, found = snapshot.plan, {}
        for body in plan.bodies:
            if project.enters(body.key):
                own = record_id("evaluation", body.key, fy=plan.fy, project=project.code)
                report = record_id("progress", body.key, fy=plan.fy, period="full_year", project=project.code)
                fields = {name: snapshot.said.get((own, name), EMPTY) for name in TYPES["evaluation"].fields}
                for name in (RATING, SCALE):
                    fields[name] = snapshot.said.get((report, name), EMPTY)
                found[body.key] = fields
        return found

    def own_ratings(self, row: int) -> list[str]:
        """Labels of the bodies' own ratings; "" for one that is missing."""
        assert self.snapshot is not None
        words = self.own_words(self.rows[row].part.project).values()
        return [self.rating_text(fields) for fields in words]

    def rating_text(self, fields: Mapping[str, Shown]) -> str:
        """A body's own rating as it reads by the scale it was made with; "" if it is missing."""
        assert self.snapshot is not None
        cell, scale = fields[RATING].cell, fields[SCALE].cell.value
        if cell.state is not CellState.VALUE:
            return ""
        known = scale if isinstance(scale, str) else ""
        return self.snapshot.plan.label("rating", str(cell.value), known)
