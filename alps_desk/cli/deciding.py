"""The commands of an office's own decision (決裁) and of what offices and the union write to each other (連絡)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from alps_desk import app, wording
from alps_desk.app.commands import Approve, SaveSettings, SendBackDraft, SendMessage
from alps_desk.app.describing import field_label, period_label
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.printing import clipped, table
from alps_desk.cli.usage import Usage
from alps_desk.domain.calendar import fiscal_year_long, parse_date
from alps_desk.domain.errors import InputRejected, WrongUsage, excerpt

if TYPE_CHECKING:
    from alps_desk.app.approving import ApprovalView
    from alps_desk.app.talking import ThreadView
    from alps_desk.domain.plan import Plan

_TEXT_WIDTH = 40
_WAYS = {"--substitute": "by_substitute", "--delegated": "delegated"}


def _approvals(call: Call) -> Answer:
    plan = call.plan()
    return _view(plan, call.desk.approval(plan.fy, call.period(plan).code, call.office(plan)))


def _approve(call: Call) -> Answer:
    plan, args = call.plan(), call.args
    way = next((way for option, way in _WAYS.items() if args.given(option)), "own")
    command = Approve(
        plan.fy, call.period(plan).code, args.text("--step").strip(), args.text("--by"),
        args.text("--section") if args.given("--section") else None, args.text("--name"), way, _day(call),
    )  # fmt: skip
    return _view(plan, call.desk.execute(command))


def _send_back(call: Call) -> Answer:
    plan, args = call.plan(), call.args
    command = SendBackDraft(plan.fy, call.period(plan).code, args.text("--why"), args.text("--by"))
    return _view(plan, call.desk.execute(command))


def _steps(call: Call) -> Answer:
    """Which of the region's steps this office takes."""
    plan, wanted = call.plan(), call.args.texts("STEP")
    every = call.desk.approval_steps(plan.fy, every=True)
    for word in wanted:
        if not any(word in (one.code, one.label) for one in every):
            labels = "、".join(one.label for one in every)
            raise InputRejected("approve_step_unknown", step=excerpt(word), steps=labels)
    chosen = [one for one in every if one.code in wanted or one.label in wanted]
    call.desk.execute(SaveSettings(values={app.approving.SETTING: ";".join(one.code for one in chosen)}))
    return Answer({"steps": [one.code for one in chosen]}, [" → ".join(one.label for one in chosen)])


def _day(call: Call) -> str:
    text = call.args.text("--on")
    if not text:
        return ""
    try:
        return parse_date(text).value.isoformat()
    except InputRejected as error:
        raise WrongUsage(error.code, **error.params) from error


def _view(plan: Plan, view: ApprovalView) -> Answer:
    rows = [
        [
            step.label,
            wording.say(f"approval_step_{step.state}"),
            step.by_role,
            step.section,
            wording.say(f"approval_way_{step.way}") if step.way else "",
            step.approved_on,
            clipped(step.comment, _TEXT_WIDTH),
        ]
        for step in view.steps
    ]
    head = wording.say(
        "cli_approval",
        office=plan.body(view.office).name,
        year=fiscal_year_long(view.fy),
        period=period_label(view.period),
    )
    names = ("step", "state", "role", "section", "way", "on", "reason")
    lines = [head, *table([wording.say(f"cli_col_{one}") for one in names], rows)]
    return Answer({"approval": {**asdict(view), "complete": view.complete}}, lines)


def _threads(call: Call) -> Answer:
    plan = call.plan()
    period = call.desk.period(plan, call.args.text("--period")).code if call.args.text("--period") else ""
    found = call.desk.threads(office=call.office(plan), fy=call.fy(), period=period)
    lines: list[str] = []
    for thread in found:
        lines += ["", f"{_about(plan, thread)}  {thread.id}"]
        for word in thread.words:
            who = f"{plan.body(word.office).name} {word.by}".strip()
            said = word.text if not word.field else f"{field_label(word.field)} {word.text}"
            lines.append(
                f"  {word.at[:16].replace('T', ' ')}  {who}  {wording.say(f'talk_{word.kind}')}  {said}"
            )
    lines.append(wording.say("cli_count", count=len(found)))
    return Answer({"threads": [asdict(one) for one in found]}, lines)


def _about(plan: Plan, thread: ThreadView) -> str:
    project = plan.project(thread.project)
    parts = [
        plan.body(thread.office).name,
        f"{thread.project} {project.name}" if project else thread.project,
        field_label(thread.field) if thread.field else wording.say("return_whole"),
    ]
    return " ".join(part for part in parts if part)


def _say(call: Call) -> Answer:
    args = call.args
    office = call.office(call.plan()) if args.given("--office") else ""
    command = SendMessage(
        args.text("--text"), args.text("--thread"), args.text("--record"), args.text("--field"), office,
        args.given("--close"), args.text("--by"),
    )  # fmt: skip
    thread = call.desk.execute(command)
    return Answer({"thread": thread}, [wording.say("cli_said", id=thread)])


COMMANDS = (
    Command(Usage("approvals [--fy N] [--period P] [--office KEY]"), _approvals),
    Command(
        Usage(
            "approve [--step STEP] [--by ROLE] [--section NAME] [--name NAME] [--on DATE] "
            "[--substitute|--delegated] [--fy N] [--period P]"
        ),
        _approve,
    ),
    Command(Usage("approve return --why TEXT [--by ROLE] [--fy N] [--period P]"), _send_back),
    Command(Usage("approve steps STEP... [--fy N]"), _steps),
    Command(Usage("threads [--fy N] [--period P] [--office KEY]"), _threads),
    Command(
        Usage(
            "say [--text TEXT] [--thread THREAD | --record RECORD] [--field FIELD] [--office KEY] [--close] [--by ROLE]"
        ),
        _say,
    ),
)
