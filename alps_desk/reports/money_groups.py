"""The groups that forms of money make subtotals of: the fields (分野) and the types (種別), in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alps_desk.domain.plan import Plan, Project
from alps_desk.reports.form_cells import BLANK
from alps_desk.reports.tables import Cell
from alps_desk.wording import say


@dataclass(frozen=True)
class Group:
    """Projects that have a subtotal of their own.

    Attributes:
        head: cells of the columns of a project.
        projects: their codes.
    """

    head: Sequence[Cell]
    projects: frozenset[str]


def field_groups(plan: Plan) -> dict[str, Group]:
    """Last project of a field → its group; a field of one project needs no subtotal, the project's own is the same.

    Projects of a field that do not stand together are summed up where the last of them stands.
    """
    groups: dict[str, Group] = {}
    for field in dict.fromkeys(project.field for project in plan.projects):
        inside = [project for project in plan.projects if project.field == field]
        if len(inside) > 1:
            name = plan.field(field).name
            head = [BLANK, Cell(name), Cell(say("form_group_total", name=name)), BLANK]
            groups[inside[-1].code] = Group(head, _codes(inside))
    return groups


def type_groups(plan: Plan) -> list[Group]:
    """One group per type that there is, those without a type last; none if all are of one type."""
    kinds = sorted({project.type for project in plan.projects}, key=lambda kind: (not kind, kind))
    if len(kinds) < 2:
        return []
    groups = []
    for kind in kinds:
        name = plan.label("project_type", kind) if kind else say("form_type_unset")
        head = [BLANK, BLANK, Cell(say("form_type_total", name=name)), Cell(name)]
        groups.append(Group(head, _codes([one for one in plan.projects if one.type == kind])))
    return groups


def _codes(projects: Sequence[Project]) -> frozenset[str]:
    return frozenset(project.code for project in projects)
