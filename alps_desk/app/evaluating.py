"""The region's own evaluation (圏域評価) as the union enters it: by table, against the plan of the year it is about.

The scale that a rating is made with is kept beside it by ``recording`` (R39).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from alps_desk.app.tables import Refused
from alps_desk.domain import choices
from alps_desk.domain.calendar import parse_fiscal_year
from alps_desk.domain.errors import InputRejected, NotFound
from alps_desk.domain.records import TYPES, UNION, parse_record_id, record_id

if TYPE_CHECKING:
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Plan
    from alps_desk.reports.entry_sheet import Sheet


def settle_evaluations(
    sheet: Sheet,
    columns: Sequence[str],
    values: dict[str, dict[str, Scalar]],
    plan_of: Callable[[int], Plan],
) -> list[Refused]:
    """Take labels for their codes; what does not fit is refused by row and column.

    Args:
        sheet, columns: the table and the identifiers of its headings.
        values: what was read from it, one record a row at most, changed in place.
        plan_of: the plan of a fiscal year; raises ``NotFound`` where there is none.
    """
    rows: dict[str, int] = {}
    for number, row in sheet.filled():
        cells = dict(zip(columns, row, strict=True))
        fy, project = parse_fiscal_year(cells["fy"]).value, cells["project"].strip()
        rows[record_id("regional_evaluation", UNION, fy=fy, project=project)] = number
    refused = []
    for record, fields in values.items():
        known = parse_record_id(record)
        try:
            plan = plan_of(known.fy or 0)
        except NotFound as error:
            refused.append(Refused(rows[record], "fy", str(known.fy), error.code, dict(error.params)))
            continue
        if plan.project(known.project) is None:
            refused.append(
                Refused(rows[record], "project", known.project, "project_unknown", {"fy": plan.fy})
            )
            continue
        refused += _settle(rows[record], fields, plan)
    return refused


def _settle(row: int, fields: dict[str, Scalar], plan: Plan) -> list[Refused]:
    refused = []
    for name, field in TYPES["regional_evaluation"].fields.items():
        value = fields.get(name)
        if field.kind != "choice" or not isinstance(value, str) or value.startswith("#"):
            continue
        try:
            fields[name] = choices.find_choice(value, offered(plan, field.choices)).id
        except InputRejected as error:
            refused.append(Refused(row, name, value[:60], error.code, dict(error.params)))
    return refused


def offered(plan: Plan, name: str) -> Sequence[choices.Choice]:
    """What a choice of the form offers in the year of the plan."""
    return [choices.Choice(one.code, one.label) for one in plan.choices(name) if not one.retired]
