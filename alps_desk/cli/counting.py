"""The commands that add up: totals with their arithmetic, and the reports."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from alps_desk import app, wording
from alps_desk.app.commands import WriteCoverSheet, WritePublicPage, WriteReport, WriteReports
from alps_desk.cli.calling import Answer, Call, Command
from alps_desk.cli.printing import clipped, headings, table
from alps_desk.cli.usage import Usage
from alps_desk.domain.calendar import fiscal_year_long
from alps_desk.domain.errors import WrongUsage, excerpt
from alps_desk.domain.money import format_amount

if TYPE_CHECKING:
    from alps_desk.domain.consolidate import ProjectTotal, Term
    from alps_desk.domain.plan import Plan

_NAME_WIDTH = 34
UNITS = {"": 1, "円": 1, "1": 1, "yen": 1, "千円": 1000, "1000": 1000}


# --- totals --------------------------------------------------------------------------------------------------


def _totals(call: Call) -> Answer:
    plan = call.plan()
    found = call.desk.totals(plan.fy, call.args.text("--stage"))
    data = {
        "fy": plan.fy,
        "stage": found.stage,
        "sample": plan.sample,
        "rows": [{**asdict(row), "stages": list(row.stages)} for row in found.rows],
        "total": asdict(found.total),
        "pairs": [asdict(pair) for pair in found.pairs],
        "received": [asdict(one) for one in found.received],
        "outside": [{"office": office, "project": project} for office, project in found.outside],
    }
    rows = [
        [
            row.project,
            clipped(_project_name(plan, row.project), _NAME_WIDTH),
            _yen(row.gross_yen),
            _yen(row.elimination_yen),
            _yen(row.net_yen),
            f"{row.reported}/{row.expected}",
            wording.say("cli_state_conflict") if row.conflict else "",
        ]
        for row in found.rows
    ]
    total = found.total
    rows.append(
        [
            "",
            wording.say("cli_total"),
            _yen(total.gross_yen),
            _yen(total.elimination_yen),
            _yen(total.net_yen),
            f"{total.reported}/{total.expected}",
            wording.say("cli_state_conflict") if total.conflict else "",
        ]
    )
    lines = [
        wording.say("cli_totals", year=fiscal_year_long(plan.fy)),
        "",
        *table(headings("code project gross elimination net reported state"), rows, "  >>>>"),
    ]
    lines += [line for row in found.rows for line in _arithmetic(plan, row)]
    uneven = [pair for pair in found.pairs if pair.difference_yen]
    if uneven:
        lines += ["", wording.say("cli_pairs", count=len(uneven))]
        lines += table(
            headings("code payer payee out in difference"),
            [
                [
                    pair.project,
                    plan.body(pair.payer).name,
                    plan.body(pair.payee).name,
                    _yen(pair.out_yen),
                    _yen(pair.in_yen),
                    _yen(pair.difference_yen),
                ]
                for pair in uneven
            ],
            "   >>>",
        )
    return Answer(data, lines)


def _yen(amount: int | None) -> str:
    return "―" if amount is None else format_amount(amount)


def _project_name(plan: Plan, code: str) -> str:
    project = plan.project(code)
    return project.name if project else code


def _arithmetic(plan: Plan, row: ProjectTotal) -> list[str]:
    """How a total with transfers came about; plain sums speak for themselves."""
    taken = [term for term in row.terms if term.kind == "elimination"]
    if not taken:
        return []
    added = [term for term in row.terms if term.kind == "expenditure"]
    return [
        "",
        wording.say("cli_arithmetic", code=row.project, project=_project_name(plan, row.project)),
        wording.say("cli_gross", sum=_sum(plan, added), total=_yen(row.gross_yen)),
        wording.say("cli_elimination", sum=_sum(plan, taken), total=_yen(row.elimination_yen)),
        wording.say(
            "cli_net",
            gross=_yen(row.gross_yen),
            elimination=_yen(row.elimination_yen),
            net=_yen(row.net_yen),
        ),
    ]


def _sum(plan: Plan, terms: list[Term]) -> str:
    return wording.say("cli_plus").join(_term(plan, term) for term in terms)


def _term(plan: Plan, term: Term) -> str:
    name = plan.body(term.payer or term.office).name
    if term.payee:
        name = wording.say("cli_from_to", payer=name if term.payer else "―", payee=plan.body(term.payee).name)
    return wording.say("cli_term", name=name, yen=_yen(term.yen))


# --- reports -------------------------------------------------------------------------------------------------


def _report_list(call: Call) -> Answer:
    found = call.desk.forms()
    rows = [[str(one.number), one.title, one.name, " ".join(one.formats)] for one in found]
    data = [{**asdict(one), "formats": list(one.formats)} for one in found]
    return Answer({"reports": data}, table(headings("number form key formats"), rows, ">"))


def _report(call: Call) -> Answer:
    args = call.args
    plan = call.plan()
    unit, kind = UNITS.get(args.text("--unit")), args.text("--format").lower()
    if unit is None:
        raise WrongUsage("unit_unknown")
    if args.text("NAME") in ("public_page", wording.say("public_title")):
        return _public_page(call, plan, kind, 1000 if not args.given("--unit") else unit)
    if kind not in app.reporting.FORMATS:
        raise WrongUsage(
            "report_format_unknown", format=excerpt(kind), formats=" / ".join(app.reporting.FORMATS)
        )
    out = call.out()
    if args.text("NAME") in ("cover_sheet", wording.say("cover_title")):
        if kind != "pdf":
            raise WrongUsage("report_format_unknown", format=excerpt(kind), formats="pdf")
        file = call.desk.execute(WriteCoverSheet(plan.fy, call.period(plan).code, out))
        return Answer({"file": str(file), "rows": 0}, [wording.say("cli_cover", file=file)])
    written = call.desk.execute(
        WriteReport(
            args.text("NAME"),
            plan.fy,
            call.period(plan).code,
            kind,
            out,
            unit,
            args.text("--encoding", "utf-8"),
            args.text("--project"),
            call.office(plan),
        )
    )
    return Answer(
        {"file": str(written.file), "rows": written.rows},
        [wording.say("cli_report", file=written.file, rows=written.rows)],
    )


def _public_page(call: Call, plan: Plan, kind: str, unit: int) -> Answer:
    if kind != "html":
        raise WrongUsage("report_format_unknown", format=excerpt(kind), formats="html")
    made = call.desk.execute(WritePublicPage(plan.fy, call.period(plan).code, call.out(), unit))
    lines = [wording.say("public_written", file=made.file, rows=made.rows, all=made.expected)]
    if made.held_back:
        lines.append(wording.say("public_held_back", count=made.held_back))
    data = {"file": str(made.file), "rows": made.rows, "expected": made.expected, "held_back": made.held_back}
    return Answer(data, lines)


def _report_all(call: Call) -> Answer:
    args = call.args
    plan = call.plan()
    unit = UNITS.get(args.text("--unit"))
    kinds = tuple(kind.lower() for text in args.texts("--format") for kind in text.split(",") if kind)
    if unit is None:
        raise WrongUsage("unit_unknown")
    unknown = next((kind for kind in kinds if kind not in app.reporting.FORMATS), None)
    if unknown is not None or not kinds:
        raise WrongUsage(
            "report_format_unknown", format=excerpt(unknown or ""), formats=" / ".join(app.reporting.FORMATS)
        )
    done = call.desk.execute(
        WriteReports(
            plan.fy, call.period(plan).code, call.out(), kinds, unit, args.text("--encoding", "utf-8")
        ),
        call.progress,
    )
    files = [{"file": str(one.file), "rows": one.rows} for one in done.files]
    lines = [wording.say("cli_report", file=one.file, rows=one.rows) for one in done.files]
    return Answer({"out": str(done.folder), "files": files}, lines)


COMMANDS = (
    Command(Usage("totals [--fy N] [--stage S]"), _totals),
    Command(Usage("report list"), _report_list),
    Command(
        Usage("report all --fy N [--period P] --format FORMAT... --out DIR [--unit UNIT] [--encoding NAME]"),
        _report_all,
    ),
    Command(
        Usage(
            "report NAME --fy N [--period P] --format FORMAT --out FILE [--unit UNIT] [--encoding NAME] "
            "[--project CODE] [--office KEY]"
        ),
        _report,
    ),
)
