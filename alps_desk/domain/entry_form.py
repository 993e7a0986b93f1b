"""The entry form: which rows an office fills in, and where each column is kept.

Promise: the one mapping between what people see as a table (one row per project and part) and the records of the
journal. Entry tables, the grid, the one-project form and the checks all go through it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.records import FUNDS, TYPES, UNION, Field, record_id

MONEY_COLUMNS = (
    "budget_initial", "budget_supplement", "carried_in", "budget_transfer", "spent", "carried_out", *FUNDS,
)  # fmt: skip
PROGRESS_COLUMNS = (
    "as_of_date", "progress_class", "pace", "self_rating", "plan_text", "done_text", "issues", "improvement",
    "next_actions", "section", "person_in_charge", "jump_reason",
)  # fmt: skip
BURDEN_COLUMNS = ("transfer_out", "transfer_in", "paid_on", "payer_note", "basis", "forecast", "notified",
                  "final", "due_on", "received_on", "settlement", "settlement_fy")  # fmt: skip
EVALUATION_COLUMNS = ("relevance", "effectiveness", "efficiency", "grade_reason", "achievement_text", "direction",
                      "direction_reason")  # fmt: skip
"""The self-evaluation of a whole year, asked for with its last report."""
VALUE_COLUMNS = (
    *MONEY_COLUMNS,
    "transfer_out",
    "transfer_in",
    *PROGRESS_COLUMNS,
    *BURDEN_COLUMNS[2:],
    "personnel_cost",
    "money_note",
    *EVALUATION_COLUMNS,
)
"""Columns that hold values, in the order of the entry table."""

PartKind = Literal["own", "burden"]


@dataclass(frozen=True)
class Part:
    """One row of an office's entry table.

    Attributes:
        project: the project.
        office: who fills it in.
        kind: ``own``: the office's part of the project; ``burden``: what one payer owes the office.
        payer: payer of a burden row, "" otherwise.
        payee: for an own row the body this office pays 負担金 to, "" if none.
    """

    project: Project
    office: str
    kind: PartKind
    payer: str = ""
    payee: str = ""


def parts_of(plan: Plan, office: str) -> list[Part]:
    """Rows that an office fills in, in the order of the plan, each project's burdens under it.

    Burden rows are made for type I, where the towns pay the lead city by rule (reference.md 3); for a project whose
    type is not stated a burden can still be entered by naming the payer.
    """
    parts = []
    for project in plan.projects:
        if not project.enters(office):
            continue
        payee = project.payee
        parts.append(Part(project, office, "own", payee=payee if payee != office else ""))
        if project.type == "I" and payee == office:
            parts += [
                Part(project, office, "burden", payer=body.key)
                for body in plan.members
                if body.key in project.participants and body.key != office
            ]
    return parts


def own_parts(plan: Plan) -> dict[tuple[str, str], Part]:
    """(office, project) → the office's own part, of every office at once (:func:`parts_of`)."""
    found: dict[tuple[str, str], Part] = {}
    for project in plan.projects:
        inside = {*project.leads, *({UNION} if project.type == "III" else project.participants)}
        payee = project.payee
        for body in plan.bodies:
            if body.key in inside:
                own = payee if payee != body.key else ""
                found[body.key, project.code] = Part(project, body.key, "own", payee=own)
    return found


def target(part: Part, column: str, period: Period) -> tuple[str, Field] | None:
    """Record id and field that a column of a row is kept in; None if the row has no such value."""
    fy, code = part.project.fy, part.project.code
    if part.kind == "burden":
        known = TYPES["burden"].fields.get(column)
        if known is None or known.writer == "payer":
            return None
        return record_id("burden", part.office, fy=fy, project=code, payer=part.payer), known
    if column in TYPES["progress"].fields:
        record = record_id("progress", part.office, fy=fy, period=period.code, project=code)
        return record, TYPES["progress"].fields[column]
    if column in EVALUATION_COLUMNS:
        if period.code != "full_year":
            return None
        return record_id("evaluation", part.office, fy=fy, project=code), TYPES["evaluation"].fields[column]
    if column in TYPES["money"].fields:
        # The initial budget is one figure a year, whatever the period it is typed in.
        stage = "initial" if column == "budget_initial" else period.stage
        record = record_id("money", part.office, fy=fy, project=code, stage=stage)
        return record, TYPES["money"].fields[column]
    known = TYPES["burden"].fields.get(column)
    if known is not None and known.writer == "payer" and part.payee:
        return record_id("burden", part.payee, fy=fy, project=code, payer=part.office), known
    return None


@dataclass(frozen=True)
class OwnPlaces:
    """Where the columns of every own part are kept in a period: the rule of :func:`target`, put once into templates.

    Attributes:
        templates: id of each record that a part has, with gaps for office, project and payee.
        columns: column → number of its template and name of its field.
        required: columns that must be filled.
    """

    templates: tuple[str, ...]
    columns: Mapping[str, tuple[int, str]]
    required: tuple[str, ...]

    def records(self, part: Part) -> list[str]:
        """Ids of a part's records, in the order of the templates; "" for one it does not have."""
        gaps = {_OFFICE: part.office, _PROJECT: part.project.code, _PAYEE: part.payee}
        return ["" if _PAYEE in one and not part.payee else one.format_map(gaps) for one in self.templates]


_OFFICE, _PROJECT, _PAYEE = "office", "project", "payee"


def own_places(fy: int, period: Period) -> OwnPlaces:
    """Where own parts of a year are kept; for a list of a whole country, which asks :func:`target` a million times."""
    sample = Part(Project(fy, _PROJECT, 0, "", ""), _OFFICE, "own", payee=_PAYEE)
    templates: list[str] = []
    columns: dict[str, tuple[int, str]] = {}
    for column in VALUE_COLUMNS:
        found = target(sample, column, period)
        if found is None:
            continue
        record, field = found
        gaps = {name: "{" + name + "}" for name in (_OFFICE, _PROJECT, _PAYEE)}
        template = ":".join(gaps.get(piece, piece) for piece in record.split(":"))
        if template not in templates:
            templates.append(template)
        columns[column] = templates.index(template), field.name
    return OwnPlaces(tuple(templates), columns, required(sample, period))


def required(part: Part, period: Period) -> tuple[str, ...]:
    """Columns that must be filled before the report is complete."""
    if part.kind == "burden":
        return ()
    rating = "self_rating" if period.code == "full_year" else "pace"
    return ("budget_initial", "spent", "progress_class", rating, "done_text")
