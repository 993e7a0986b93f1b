"""The commands about reports that are given out: 発行, the same again, 正誤表, and why a figure changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from alps_desk import app, wording
from alps_desk.app.commands import IssueAgain, IssueReport, WriteErrata, WriteReport
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.counting import UNITS
from alps_desk.cli.printing import clipped, headings, table
from alps_desk.cli.usage import Usage
from alps_desk.domain.errors import InputRejected, WrongUsage, excerpt

if TYPE_CHECKING:
    from alps_desk.app.issuing import IssueView
    from alps_desk.app.tracing import Step


def _issue(call: Call) -> Answer:
    args = call.args
    plan = call.plan()
    unit, kind = UNITS.get(args.text("--unit")), args.text("--format").lower()
    if unit is None:
        raise WrongUsage("unit_unknown")
    asked = WriteReport(
        args.text("NAME"), plan.fy, call.period(plan).code, kind, call.out(), unit,
        args.text("--encoding", "utf-8"), args.text("--project"), call.office(plan),
    )  # fmt: skip
    done = call.desk.execute(IssueReport(asked, args.text("--note")))
    data = {"file": str(done.file), "rows": done.rows, "issue": _data(done.view)}
    return Answer(data, [wording.say("cli_issued", file=done.file, id=done.view.id[:8])])


def _issued(call: Call) -> Answer:
    found = call.desk.issued(call.fy())
    rows = [
        [one.id[:8], one.issued_on, str(one.fy), one.period, clipped(one.title, 24), one.file, one.by]
        for one in found
    ]
    lines = table(headings("issue issued_on fy period form file by"), rows, "")
    return Answer(
        {"issues": [_data(one) for one in found]}, lines if rows else [wording.say("cli_issued_none")]
    )


def _again(call: Call) -> Answer:
    made = call.desk.execute(IssueAgain(call.args.text("ISSUE"), call.out()))
    code = "cli_issue_same" if made.same else "cli_issue_not_same"
    data = {"file": str(made.file), "rows": made.rows, "same": made.same, "issue": _data(made.view)}
    return Answer(data, [wording.say(code, file=made.file, version=made.program)])


def _errata(call: Call) -> Answer:
    args = call.args
    written = call.desk.execute(
        WriteErrata(
            args.text("ISSUE"), args.text("--format").lower(), call.out(), args.text("--encoding", "utf-8")
        )
    )
    return Answer(
        {"file": str(written.file), "rows": written.rows},
        [wording.say("cli_errata", file=written.file, count=written.rows)],
    )


def _data(view: IssueView) -> dict[str, Any]:
    return asdict(view) | {"issue": view.id}


# --- why -----------------------------------------------------------------------------------------------------


def _why(call: Call) -> Answer:
    plan = call.plan()
    key = call.args.text("KEY")
    wanted = call.args.text("--part", "net")
    part = next((one for one in app.tracing.PARTS if one == wanted), None)
    if part is None:
        raise WrongUsage("why_part_unknown", part=excerpt(wanted), parts=" / ".join(app.tracing.PARTS))
    stage = call.args.text("--stage")
    if stage and stage not in app.reporting.STAGES:
        raise InputRejected("stage_unknown", stage=excerpt(stage), stages="、".join(app.reporting.STAGES[:4]))
    found = call.desk.trace_total(app.tracing.FigureOf(plan.fy, key, part, stage, call.office(plan)))
    steps = [step for some in found.fields for step in some]
    data = {"fields": [[_step(one) for one in some] for some in found.fields], "more": found.more}
    rows = [
        [
            one.at[:16].replace("T", " "),
            plan.body(one.office).name,
            one.project,
            app.describing.field_label(one.field),
            clipped(one.before_text or "―", 18),
            clipped(one.text, 18),
            clipped(f"{plan.body(one.signer).name} {one.by}", 18),
            clipped(one.why, 24),
        ]
        for one in steps
    ]
    lines = table(headings("at office code column from to by reason"), rows, "    >>")
    if found.more:
        lines.append(wording.say("cli_why_more", count=found.more))
    return Answer(data, lines if rows else [wording.say("cli_why_none")])


def _step(one: Step) -> dict[str, Any]:
    return asdict(one) | {"difference": one.difference}


COMMANDS = (
    Command(
        Usage(
            "report issue NAME --fy N [--period P] --format FORMAT --out FILE [--unit UNIT] [--encoding NAME] "
            "[--project CODE] [--office KEY] [--note TEXT]"
        ),
        _issue,
    ),
    Command(Usage("report issued [--fy N]"), _issued),
    Command(Usage("report again ISSUE --out FILE"), _again),
    Command(Usage("report errata ISSUE --format FORMAT --out FILE [--encoding NAME]"), _errata),
    Command(Usage("why KEY [--fy N] [--stage S] [--part PART] [--office KEY]"), _why),
)
