"""The commands of a reporting round: check, hand in, send back, answer, accept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from alps_desk import wording
from alps_desk.app.commands import (
    Accept,
    AnswerReturn,
    CloseReturn,
    FixReturn,
    SendBack,
    SetDeadline,
    Submit,
    Unlock,
    Withdraw,
)
from alps_desk.app.describing import field_label, period_label, submission_word
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.printing import clipped, sentence, table
from alps_desk.cli.usage import Usage
from alps_desk.domain.calendar import fiscal_year_long, parse_date
from alps_desk.domain.errors import InputRejected, WrongUsage
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import RecordId, parse_record_id

if TYPE_CHECKING:
    from alps_desk.app.returning import ReturnView
    from alps_desk.app.submitting import Later, SubmissionView
    from alps_desk.domain.plan import Plan
    from alps_desk.domain.rules import Finding

_TEXT_WIDTH = 40
_KEYS = {"error": "errors", "warning": "warnings", "missing": "missing"}


def _check(call: Call) -> Answer:
    plan = call.plan()
    period = call.period(plan)
    found = call.desk.check(plan.fy, period.code, call.office(plan))
    data: dict[str, Any] = {"fy": plan.fy, "period": period.code, "errors": [], "warnings": [], "missing": []}
    for finding in found:
        data[_KEYS[finding.level]].append(finding_data(finding))
    counts = {key: len(data[key]) for key in _KEYS.values()}
    lines = [wording.say("cli_check", **counts)]
    for level in ("error", "warning"):
        lines += [finding_line(plan, finding) for finding in found if finding.level == level]
    code = "check_errors" if counts["errors"] else ""
    return Answer(data, lines, code, {"count": counts["errors"]} if code else {})


def finding_data(finding: Finding) -> dict[str, Any]:
    """The JSON of a finding."""
    record = parse_record_id(finding.record)
    return {
        "record": finding.record,
        "field": finding.field,
        "office": _office_of(record, finding.field),
        "project": record.project,
        "code": finding.code,
        "message": sentence(finding.code, finding.params),
    }


def _office_of(record: RecordId, field: str) -> str:
    return writer_of(record, field) if field else record.owner


def finding_line(plan: Plan, finding: Finding) -> str:
    """A finding for people."""
    record = parse_record_id(finding.record)
    project = plan.project(record.project)
    return wording.say(
        f"cli_found_{finding.level}",
        office=plan.body(_office_of(record, finding.field)).name,
        project=f"{record.project} {project.name}" if project else record.project,
        field=field_label(finding.field) if finding.field else "",
        message=sentence(finding.code, finding.params),
    )


# --- 提出 and 取下げ --------------------------------------------------------------------------------------------


def _submit(call: Call) -> Answer:
    plan = call.plan()
    args = call.args
    command = Submit(
        plan.fy, call.period(plan).code, args.text("--by"), call.office(plan), args.text("--why"),
        args.given("--approved"),
    )  # fmt: skip
    return _submission(plan, call.desk.execute(command))


def _withdraw(call: Call) -> Answer:
    plan = call.plan()
    args = call.args
    command = Withdraw(
        plan.fy, call.period(plan).code, args.text("--by"), call.office(plan), args.text("--why")
    )
    return _submission(plan, call.desk.execute(command))


def _submission(plan: Plan, view: SubmissionView) -> Answer:
    head = wording.say(
        "cli_submission",
        office=plan.body(view.office).name,
        year=fiscal_year_long(view.fy),
        period=period_label(view.period),
        state=submission_word(view.state),
        on=view.submitted_on,
    )
    return Answer({"submission": submission_data(view)}, [head, *later_lines(plan, view.later)])


def submission_data(view: SubmissionView) -> dict[str, Any]:
    """The JSON of a submission."""
    return asdict(view)


def later_lines(plan: Plan, later: Sequence[Later]) -> list[str]:
    """What came after a statement, as a table; nothing if nothing came."""
    return [wording.say("cli_later", count=len(later)), *fields_table(plan, later)] if later else []


def fields_table(plan: Plan, fields: Sequence[Later]) -> list[str]:
    """Fields that somebody wrote, with who and when."""
    rows = [
        [
            one.project,
            field_label(one.field),
            clipped(one.text, _TEXT_WIDTH),
            f"{plan.body(one.office).name} {one.by}",
            one.at,
        ]
        for one in fields
    ]
    headings = [wording.say(f"cli_col_{one}") for one in ("code", "column", "value", "by", "at")]
    return table(headings, rows)


# --- 差戻し, 回答, 受理 -----------------------------------------------------------------------------------------


def _returns(call: Call) -> Answer:
    plan = call.plan()
    period = call.desk.period(plan, call.args.text("--period")).code if call.args.text("--period") else ""
    found = call.desk.returns(office=call.office(plan), fy=call.fy(), period=period)
    rows = [
        [
            wording.say(f"returned_{one.state}"),
            plan.body(one.office).name,
            clipped(_target(plan, one), _TEXT_WIDTH),
            clipped(one.reason, _TEXT_WIDTH),
            clipped(one.answer or "、".join(later.text for later in one.corrections), _TEXT_WIDTH),
            one.id,
        ]
        for one in found
    ]
    lines = table(
        [wording.say(f"cli_col_{one}") for one in ("state", "office", "place", "reason", "answer", "no")],
        rows,
    )
    return Answer(
        {"returns": [asdict(one) for one in found]}, [*lines, wording.say("cli_count", count=len(rows))]
    )


def _target(plan: Plan, one: ReturnView) -> str:
    project = plan.project(one.project)
    where = f"{one.project} {project.name}" if project else one.project
    what = field_label(one.field) if one.field else wording.say("return_whole")
    return f"{where} {what}".strip()


def _return(call: Call) -> Answer:
    args = call.args
    sent = call.desk.execute(SendBack(args.text("RECORD"), args.text("FIELD"), args.text("--why")))
    return Answer({"change": sent.change, "return": sent.id}, [wording.say("cli_returned", id=sent.id)])


def _answer(call: Call) -> Answer:
    args = call.args
    parts = args.text("RETURN"), args.text("--text"), args.text("--by")
    if not args.given("--fixed") and not args.given("--text"):
        raise WrongUsage("usage_option_missing", options="--text / --fixed")
    change = call.desk.execute(FixReturn(*parts) if args.given("--fixed") else AnswerReturn(*parts))
    return Answer({"change": change}, [wording.say("cli_answered")])


def _close(call: Call) -> Answer:
    change = call.desk.execute(CloseReturn(call.args.text("RETURN"), call.args.text("--why")))
    return Answer({"change": change}, [wording.say("cli_closed")])


def _accept(call: Call) -> Answer:
    plan = call.plan()
    args = call.args
    command = Accept(
        plan.fy, call.period(plan).code, call.office(plan), args.text("--project").strip(), args.text("--by"),
        args.text("--why"), args.given("--revoke"),
    )  # fmt: skip
    view = call.desk.execute(command)
    line = wording.say(
        f"cli_{view.state}", office=plan.body(view.office).name, period=period_label(view.period)
    )
    return Answer({"change": view.change, "acceptance": asdict(view)}, [line])


def _deadline(call: Call) -> Answer:
    plan = call.plan()
    due = _day(call, "--due")
    command = SetDeadline(plan.fy, call.period(plan).code, call.office(plan), due, call.args.text("--why"))
    change = call.desk.execute(command)
    dates = call.desk.due_dates(plan.fy, command.period)
    lines = [f"{plan.body(key).name}  {on or '―'}" for key, on in dates.items()]
    return Answer({"change": change, "due": dates}, lines)


def _unlock(call: Call) -> Answer:
    plan = call.plan()
    args = call.args
    command = Unlock(
        plan.fy, call.period(plan).code, call.office(plan), args.text("--project").strip(),
        _day(call, "--until"), args.text("--why"),
    )  # fmt: skip
    change = call.desk.execute(command)
    return Answer({"change": change}, [wording.say("cli_unlocked" if command.until_on else "cli_locked")])


def _day(call: Call, option: str) -> str | None:
    """A day as the office writes it, R8.4.1 or 2026/4/1; None if the option does not stand there."""
    if not call.args.given(option):
        return None
    try:
        return parse_date(call.args.text(option)).value.isoformat()
    except InputRejected as error:
        raise WrongUsage(error.code, **error.params) from error


COMMANDS = (
    Command(Usage("check [--fy N] [--period P] [--office KEY]"), _check),
    Command(
        Usage("submit [--fy N] [--period P] [--by ROLE] [--office KEY] [--why TEXT] [--approved]"), _submit
    ),
    Command(Usage("withdraw [--fy N] [--period P] [--by ROLE] [--office KEY] [--why TEXT]"), _withdraw),
    Command(Usage("returns [--fy N] [--period P] [--office KEY]"), _returns),
    Command(Usage("return RECORD [FIELD] --why TEXT"), _return),
    Command(Usage("return close RETURN [--why TEXT]"), _close),
    Command(Usage("answer RETURN [--text TEXT] [--fixed] [--by ROLE]"), _answer),
    Command(
        Usage(
            "accept --office KEY [--fy N] [--period P] [--project CODE] [--by ROLE] [--revoke] [--why TEXT]"
        ),
        _accept,
    ),
    Command(
        Usage("deadline (--due DATE | --none) [--office KEY] [--fy N] [--period P] [--why TEXT]"), _deadline
    ),
    Command(
        Usage(
            "unlock (--until DATE | --none) --office KEY [--project CODE] [--fy N] [--period P] [--why TEXT]"
        ),
        _unlock,
    ),
)
