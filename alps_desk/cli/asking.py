"""The commands that ask: what is there, what is missing, where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from alps_desk import app, wording
from alps_desk.app.describing import field_label, period_label
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.handing_in import finding_data, finding_line
from alps_desk.cli.keeping import reminder_lines
from alps_desk.cli.printing import clipped, headings, table
from alps_desk.cli.trusting import receipt_lines
from alps_desk.cli.usage import Usage
from alps_desk.domain.calendar import fiscal_year_long
from alps_desk.domain.cells import CellState, from_stored
from alps_desk.domain.errors import NotFound, excerpt

if TYPE_CHECKING:
    from alps_desk.app.questions import BoardCell, ConflictView, ValueRow
    from alps_desk.domain.journal import Scalar
    from alps_desk.domain.plan import Plan, Project

_TEXT_WIDTH = 40
_ID_LENGTH = 12


def _offices(call: Call) -> Answer:
    plan = call.desk.plan()
    data = [{**asdict(body), "office": body.key, "order": at} for at, body in enumerate(plan.bodies, 1)]
    rows = [[body.key, body.code6 or "―", body.name, body.kana] for body in plan.bodies]
    return Answer({"offices": data, "own": call.desk.office}, table(headings("key code6 office kana"), rows))


# --- the plan ------------------------------------------------------------------------------------------------


def _plan(call: Call) -> Answer:
    plan = call.plan()
    fields = []
    for field in plan.fields:
        inside = [project for project in plan.projects if project.field == field.code]
        fields.append(
            {
                "code": field.code,
                "name": field.name,
                "order": field.order,
                "projects": len(inside),
                "new": sum(project.is_new for project in inside),
            }
        )
    data = {
        "fy": plan.fy,
        "fiscal_years": list(plan.fiscal_years),
        "region": plan.region,
        "sample": plan.sample,
        "fields": fields,
        "projects": [_project_data(plan, project) for project in plan.projects],
        "periods": [asdict(period) for period in plan.periods],
        "scale": plan.scale,
        "indicators": [asdict(indicator) for indicator in plan.indicators],
    }
    return Answer(data, _plan_lines(plan, fields))


def _project_data(plan: Plan, project: Project) -> dict[str, Any]:
    data = asdict(project)
    links = plan.lineage.earlier(plan.fy, project.code)
    earlier = [{"project": one.earlier, "link_kind": one.kind} for one in links]
    marks = dict(project.marks or {})
    return {**data, "field_name": plan.field(project.field).name, "marks": marks, "earlier": earlier}


def _plan_lines(plan: Plan, fields: Sequence[dict[str, Any]]) -> list[str]:
    lines = [
        wording.say(
            "cli_plan",
            region=plan.region,
            year=fiscal_year_long(plan.fy),
            fields=len(fields),
            projects=len(plan.projects),
            new=sum(field["new"] for field in fields),
        ),
        "",
        *table(
            headings("code field projects new"),
            [[one["code"], one["name"], str(one["projects"]), str(one["new"])] for one in fields],
            "  >>",
        ),
        "",
    ]
    rows = []
    for project in plan.projects:
        stated = plan.label("project_type", project.type) if project.type else ""
        guess = plan.label("project_type", project.type_suggested) if project.type_suggested else ""
        rows.append(
            [
                str(project.number),
                project.code,
                project.name,
                stated or wording.say("cli_type_unstated", suggested=guess or "―"),
                wording.say("cli_new" if project.is_new else "cli_not_new"),
                "・".join(plan.body(key).name for key in project.leads),
            ]
        )
    return [*lines, *table(headings("number code project type is_new leads"), rows, ">")]


# --- values --------------------------------------------------------------------------------------------------


def _values(call: Call) -> Answer:
    args = call.args
    plan = call.plan()
    period = call.desk.period(plan, args.text("--period")).code if args.text("--period") else ""
    project = args.text("--project").strip()
    if project and plan.project(project) is None:
        raise NotFound("project_unknown", fy=plan.fy, project=excerpt(project))
    found = call.desk.values(fy=call.fy(), period=period, office=call.office(plan), project=project)
    data = [asdict(row) for row in found]
    rows = [
        [
            plan.body(row.office).name,
            str(row.fy),
            period_label(row.period),
            row.project,
            field_label(row.field),
            clipped(_shown(row.value, row.detail), _TEXT_WIDTH),
            _mark(row),
        ]
        for row in found
    ]
    lines = table(headings("office fy period code column value state"), rows)
    return Answer({"values": data}, [*lines, wording.say("cli_count", count=len(rows))])


def _mark(row: ValueRow) -> str:
    """What people should know of a value besides: two words disagree, or the office has not confirmed it yet."""
    if row.conflict:
        return wording.say("cli_state_conflict")
    return wording.say("cli_state_behalf") if row.on_behalf else ""


def _shown(value: Scalar, state: str) -> str:
    """A current value for people; marks by their words."""
    if state != "value":
        word = wording.say(f"cell_{state}")
        return f"{word}（{value}）" if value else word
    if isinstance(value, bool):
        return "○" if value else "×"
    return f"{value:,}".replace("-", "△") if isinstance(value, int) else str(value)


def _plain(stored: Scalar) -> tuple[Scalar, str]:
    """Value and state of what the journal holds."""
    cell = from_stored(stored)
    return cell.value if cell.state is CellState.VALUE else cell.expected_on, cell.state.value


def _conflicts(call: Call) -> Answer:
    desk = call.desk
    plan = desk.plan()
    found = desk.conflicts()
    lines = [wording.say("cli_conflicts", count=len(found)) if found else wording.say("cli_no_conflicts")]
    for one in found:
        lines += ["", *_conflict_lines(plan, one)]
    return Answer({"conflicts": [_conflict_data(one) for one in found]}, lines)


def _conflict_data(one: ConflictView) -> dict[str, Any]:
    values = []
    for word in one.candidates:
        value, state = _plain(word.value)
        values.append(
            {
                "value": value,
                "state": state,
                "text": word.text,
                "office": word.office,
                "by": word.by,
                "at": word.at,
                "change": word.change,
                "why": word.why,
                "on_behalf": word.on_behalf,
            }
        )
    base, base_state = _plain(one.base)
    return {
        "id": one.id,
        "record": one.record,
        "office": one.office,
        "project": one.project,
        "field": one.field,
        "base": base,
        "base_state": base_state,
        "values": values,
        "shown": one.shown,
    }


def _conflict_lines(plan: Plan, one: ConflictView) -> list[str]:
    project = plan.project(one.project)
    where = f"{one.project} {project.name}" if project else one.project
    head = wording.say(
        "cli_conflict",
        office=plan.body(one.office).name,
        project=where,
        field=field_label(one.field),
        id=one.id,
    )
    rows = [[wording.say("cli_base"), clipped(one.base_text, _TEXT_WIDTH), "", "", ""]]
    rows += [
        [
            wording.say("cli_provisional") if word.change == one.shown else "",
            clipped(word.text, _TEXT_WIDTH),
            f"{plan.body(word.office).name} {word.by}",
            word.at,
            word.change,
        ]
        for word in one.candidates
    ]
    return [head, *table(headings("shown value by at change"), rows)]


def _history(call: Call) -> Answer:
    args = call.args
    plan = call.desk.plan()
    found = call.desk.history(args.text("RECORD"), args.text("FIELD"))
    data = []
    for one in found:
        value, state = _plain(one.value)
        before, before_state = _plain(one.before)
        told = asdict(one)
        told.update(value=value, state=state, before=before, before_state=before_state)
        data.append(told)
    rows = [
        [
            one.at,
            f"{plan.body(one.office).name} {one.by}",
            field_label(one.field),
            clipped(one.before_text, _TEXT_WIDTH // 2),
            clipped(one.text, _TEXT_WIDTH // 2),
            one.file,
            one.change[:_ID_LENGTH],
        ]
        for one in found
    ]
    return Answer({"changes": data}, table(headings("at by column from to file change"), rows))


# --- exchange ------------------------------------------------------------------------------------------------


def _imports(call: Call) -> Answer:
    plan = call.desk.plan()
    found = call.desk.imports()
    data = []
    for one in found:
        told = asdict(one)
        told["import"] = told.pop("no")
        told["state"] = one.state
        data.append(told)
    rows = [
        [
            str(one.no),
            one.taken_at,
            plan.body(one.office).name,
            clipped(one.file, _TEXT_WIDTH),
            str(one.new),
            str(one.changed),
            str(one.same),
            str(one.conflicts),
            wording.say(f"import_{one.state}"),
        ]
        for one in found
    ]
    return Answer(
        {"imports": data},
        table(headings("no at office file new changed same conflicts state"), rows, ">   >>>>"),
    )


def _digest(call: Call) -> Answer:
    counts = call.desk.counts()
    digest = call.desk.digest()
    data = {"digest": digest, **counts}
    return Answer(data, [digest, wording.say("cli_digest", changes=counts["changes"])])


# --- how far it is -------------------------------------------------------------------------------------------


def _status(call: Call) -> Answer:
    desk = call.desk
    plan = call.plan()
    period = call.period(plan)
    cells = desk.board(plan.fy, period.code, "" if desk.is_union else desk.office)
    receipts = desk.receipts()
    reminder = desk.copy_reminder()
    between = desk.between_offices(plan.fy, period.code) if desk.is_union else []
    data = {
        "fy": plan.fy,
        "period": period.code,
        "due_on": period.due_on,
        "board": [asdict(cell) for cell in cells],
        "unexported": len(desk.unexported()),
        "unacknowledged": app.receipts.unacknowledged(receipts),
        "copies": reminder.code if reminder is not None else "",
        "between": [finding_data(finding) for finding in between],
    }
    head = wording.say(
        "cli_status",
        year=fiscal_year_long(plan.fy),
        period=period_label(period.code),
        due=period.due_on or "―",
    )
    lines = [head, "", *(_board_lines(plan, cells) if desk.is_union else _todo_lines(plan, cells))]
    late = max((cell.days_late for cell in cells if cell.state != "out"), default=0)
    if late:
        lines.append(wording.say("cli_late", days=late))
    lines += [finding_line(plan, finding) for finding in between]
    lines += [*receipt_lines(receipts), *reminder_lines(reminder)]
    return Answer(data, lines)


def _board_lines(plan: Plan, cells: Sequence[BoardCell]) -> list[str]:
    states = {(cell.office, cell.project): cell for cell in cells}
    offices = [body for body in plan.bodies if any(cell.office == body.key for cell in cells)]
    rows = [
        [
            project.code,
            clipped(project.name, _TEXT_WIDTH),
            *(_state_text(states.get((body.key, project.code))) for body in offices),
        ]
        for project in plan.projects
    ]
    return table([*headings("code project"), *(body.name for body in offices)], rows)


def _todo_lines(plan: Plan, cells: Sequence[BoardCell]) -> list[str]:
    rows = []
    for cell in cells:
        project = plan.project(cell.project)
        if cell.state == "out" or project is None:
            continue
        rows.append([cell.project, project.name, _state_text(cell), f"{cell.filled}/{cell.needed}"])
    return table(headings("code project state filled"), rows, "   >")


def _state_text(cell: BoardCell | None) -> str:
    return wording.say(f"cli_board_{cell.state if cell else 'out'}")


COMMANDS = (
    Command(Usage("offices"), _offices),
    Command(Usage("plan [--fy N]"), _plan),
    Command(Usage("values [--fy N] [--period P] [--office KEY] [--project CODE]"), _values),
    Command(Usage("status [--fy N] [--period P]"), _status),
    Command(Usage("imports"), _imports),
    Command(Usage("conflicts"), _conflicts),
    Command(Usage("history RECORD [FIELD]"), _history),
    Command(Usage("digest"), _digest),
)
