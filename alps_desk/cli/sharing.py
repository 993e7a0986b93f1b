"""The command about 負担金: shares by the rules of the union, beside what was notified and paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alps_desk import app, wording
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.printing import headings, table
from alps_desk.cli.usage import Usage
from alps_desk.domain.calendar import fiscal_year_long
from alps_desk.domain.money import format_amount
from alps_desk.domain.plan import Plan
from alps_desk.domain.sharing import WORDS, ProjectShares, ShareLine

if TYPE_CHECKING:
    from alps_desk.app.sharing_out import ProjectBurdens


def _burdens(call: Call) -> Answer:
    plan = call.plan()
    found = call.desk.burdens(plan.fy, call.args.text("--stage"))
    grant = plan.sharing.grant
    data = {
        "fy": plan.fy,
        "stage": found.stage,
        "sample": plan.sample,
        "projects": [_project_data(plan, one) for one in found.projects],
        "grant": {
            "name": grant.name,
            "rate_percent": grant.rate,
            "offices": [
                {"office": one.office, "yen": one.yen, "cap_yen": one.cap_yen, "over_yen": one.over_yen}
                for one in found.grants
            ],
        },
    }
    say = wording.say
    lines = [say("cli_burdens", year=fiscal_year_long(plan.fy))]
    if not any(one.by_budget for one in found.projects):
        lines.append(say("cli_burdens_none"))
    for one in found.projects:
        lines += ["", *_project_lines(plan, one)]
    if grant.name or grant.caps:
        lines += ["", say("cli_burdens_grant", name=grant.name or "―", rate=_text(grant.rate))]
        rows = [
            [
                plan.body(one.office).name,
                _yen(one.yen),
                _yen(one.cap_yen),
                say("cli_burdens_grant_over") if one.over_yen else "",
            ]
            for one in found.grants
        ]
        lines += table(headings("office amount cap state"), rows, " >>")
    return Answer(data, lines)


def _project_data(plan: Plan, one: ProjectBurdens) -> dict[str, Any]:
    return {
        "project": one.project,
        "payee": one.by_budget.payee if one.by_budget else "",
        "by_budget": _shares_data(plan, one.by_budget),
        "by_cost": _shares_data(plan, one.by_cost),
        "burdens": [_line_data(line) for line in one.lines],
    }


def _shares_data(plan: Plan, found: ProjectShares | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "cost_yen": found.cost_yen,
        "deducted": dict(found.deducted or {}),
        "to_share_yen": found.to_share_yen,
        "remainder": found.rule.remainder,
        "parts": [
            {
                "kind": portion.kind,
                "percent": portion.percent,
                "basis": portion.basis,
                "figures": {
                    office: {"value": figure.value, "as_of_date": figure.as_of_on, "source": figure.source}
                    for office, figure in (portion.figures or {}).items()
                },
            }
            for portion in found.portions
        ],
        "shares": None if found.shares is None else dict(found.shares),
        "problems": [
            {"code": one.code, "message": wording.say(one.code, **one.params)} for one in found.problems
        ],
        "conflict": found.conflict,
        "way": app.sharing_out.way_text(plan, found),
    }


def _line_data(line: ShareLine) -> dict[str, Any]:
    return {
        "payer": line.payer,
        "payee": line.payee,
        **{f"{name}_yen": line.yen(name) for name in WORDS},
        "settlement_fy": line.settlement_fy or None,
        "by_budget_yen": line.by_budget,
        "by_cost_yen": line.by_cost,
        "notified_difference_yen": line.notified_difference_yen,
        "final_difference_yen": line.final_difference_yen,
        "due_settlement_yen": line.due_settlement_yen,
        "conflict": line.conflict,
    }


def _project_lines(plan: Plan, one: ProjectBurdens) -> list[str]:
    say = wording.say
    project = plan.project(one.project)
    lines = [say("cli_burdens_project", code=one.project, project=project.name if project else one.project)]
    for code, found in (("cli_burdens_budget", one.by_budget), ("cli_burdens_cost", one.by_cost)):
        if found is None:
            continue
        if found.problems:
            lines += [say(code, text=say(problem.code, **problem.params)) for problem in found.problems]
        else:
            lines.append(say(code, text=app.sharing_out.share_text(plan, found)))
    rows = [
        [
            plan.body(line.payer).name,
            plan.body(line.payee).name,
            _yen(line.by_budget),
            _yen(line.yen("notified")),
            _yen(line.notified_difference_yen),
            _yen(line.by_cost),
            _yen(line.yen("final")),
            _yen(line.final_difference_yen),
            _yen(line.yen("transfer_out")),
            _yen(line.yen("settlement")),
        ]
        for line in one.lines
    ]
    wanted = "payer payee share notified difference share final difference out settlement"
    return [*lines, *table(headings(wanted), rows, "  >>>>>>>>")]


def _yen(amount: int | None) -> str:
    return "―" if amount is None else format_amount(amount)


def _text(value: int | None) -> str:
    return "―" if value is None else str(value)


COMMANDS = (Command(Usage("burdens [--fy N] [--stage S]"), _burdens),)
