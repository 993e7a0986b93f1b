"""圏域評価: which projects the union evaluates, where each answer is kept, and what is wrong with it (R39, R40)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alps_desk.domain.cells import CellState
from alps_desk.domain.plan import Plan, Project
from alps_desk.domain.records import TYPES, UNION, Field, record_id
from alps_desk.domain.rules import Finding
from alps_desk.domain.scales import scale_of
from alps_desk.domain.shown import EMPTY, Figures

COLUMNS = (
    "regional_rating", "relevance", "effectiveness", "efficiency", "grade_reason", "external_rating", "panel_comments",
    "direction", "direction_reason", "next_actions",
)  # fmt: skip
"""Columns that hold values, in the order of the form."""


@dataclass(frozen=True)
class EvaluationPart:
    """One row: a project that the union evaluates.

    Attributes:
        targets: column → record id and field.
    """

    project: Project
    targets: Mapping[str, tuple[str, Field]]


def evaluation_parts(plan: Plan) -> list[EvaluationPart]:
    """Every project of the year, in the order of the plan."""
    fields = TYPES["regional_evaluation"].fields
    return [
        EvaluationPart(
            project,
            {
                name: (
                    record_id("regional_evaluation", UNION, fy=plan.fy, project=project.code),
                    fields[name],
                )
                for name in COLUMNS
            },
        )
        for project in plan.projects
    ]


def check_evaluation(plan: Plan, targets: Mapping[str, tuple[str, Field]], figures: Figures) -> list[Finding]:
    """Everything found in one row: two words for one cell, and choices that are in no list."""
    found = []
    for column, (record, field) in targets.items():
        shown = figures.get((record, field.name), EMPTY)
        if shown.conflict:
            found.append(Finding("warning", record, column, "rule_conflict"))
        if field.kind == "choice" and shown.cell.state is CellState.VALUE:
            said = scale_of(figures, record, field.name)
            listed = plan.choices(field.choices)
            if said in plan.lists:
                listed = plan.choices(said)
            if str(shown.cell.value) not in {one.code for one in listed}:
                text = str(shown.cell.value)[:30]
                found.append(Finding("error", record, column, "rule_choice", {"text": text}))
    return found
