"""The commands of a reporting round: check, submit, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from alps_desk import wording
from alps_desk.app.commands import Submit, Withdraw
from alps_desk.app.describing import field_label, period_label, submission_word
from alps_desk.app.submitting import Later, SubmissionView
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.printing import clipped, sentence, table
from alps_desk.cli.usage import Usage
from alps_desk.domain.calendar import fiscal_year_long
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import RecordId, parse_record_id
from alps_desk.domain.rules import Finding

_TEXT_WIDTH = 40
_KEYS = {"error": "errors", "warning": "warnings", "missing": "missing"}


def _check(call: Call) -> Answer:
    plan = call.plan()
    period = call.period(plan)
    found = call.desk.check(plan.fy, period.code, call.office(plan))
    data: dict[str, Any] = {"fy": plan.fy, "period": period.code, "errors": [], "warnings": [], "missing": []}
    for finding in found:
        data[_KEYS[finding.level]].append(_finding_data(finding))
    counts = {key: len(data[key]) for key in _KEYS.values()}
    lines = [wording.say("cli_check", **counts)]
    for level in ("error", "warning"):
        lines += [_finding_line(plan, finding) for finding in found if finding.level == level]
    code = "check_errors" if counts["errors"] else ""
    return Answer(data, lines, code, {"count": counts["errors"]} if code else {})


def _finding_data(finding: Finding) -> dict[str, Any]:
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


def _finding_line(plan: Plan, finding: Finding) -> str:
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
        plan.fy, call.period(plan).code, args.text("--by"), call.office(plan), args.text("--why")
    )
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
    if not later:
        return []
    rows = [
        [
            one.project,
            field_label(one.field),
            clipped(one.text, _TEXT_WIDTH),
            f"{plan.body(one.office).name} {one.by}",
            one.at,
        ]
        for one in later
    ]
    headings = [wording.say(f"cli_col_{one}") for one in ("code", "column", "value", "by", "at")]
    return [wording.say("cli_later", count=len(later)), *table(headings, rows)]


COMMANDS = (
    Command(Usage("check [--fy N] [--period P] [--office KEY]"), _check),
    Command(Usage("submit [--fy N] [--period P] [--by ROLE] [--office KEY] [--why TEXT]"), _submit),
    Command(Usage("withdraw [--fy N] [--period P] [--by ROLE] [--office KEY] [--why TEXT]"), _withdraw),
)
