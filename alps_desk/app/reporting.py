"""Reports: the region's totals, the forms as tables, and writing them as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from alps_desk.app import board_facts, handing_over, questions, report_facts, year_facts
from alps_desk.app.commands import WriteReport
from alps_desk.app.entry import period_in
from alps_desk.app.files import write_whole
from alps_desk.app.planning import plan_in_force
from alps_desk.app.workplace import Workplace
from alps_desk.domain.amounts import CURRENT, FORECAST, INITIAL, SETTLED
from alps_desk.domain.calendar import PERIODS
from alps_desk.domain.consolidate import Consolidation, consolidate
from alps_desk.domain.errors import InputRejected, NotFound, excerpt
from alps_desk.domain.plan import Period, Plan
from alps_desk.domain.scope import WHOLE, Scope
from alps_desk.reports.as_csv import render_csv
from alps_desk.reports.as_xlsx import render_xlsx
from alps_desk.reports.catalogue import REPORTS, FactsKind, Form, form_named
from alps_desk.reports.cover_sheet import CoverSheet
from alps_desk.reports.tables import ReportTable

PdfWriter = Callable[[ReportTable | CoverSheet, Path], None]
"""Paints a table on pages and writes the file; handed in, because painting needs Qt."""

STAGES = (INITIAL, CURRENT, FORECAST, SETTLED, *PERIODS)
"""Stages that totals can be asked for."""

FORMATS = ("csv", "xlsx", "pdf")
ENCODINGS = ("utf-8", "cp932")


@dataclass(frozen=True)
class FormView:
    """A form that can be made.

    Attributes:
        scoped: whether it can be made for one project or one body alone.
        of_office: whether an office makes it too, of its own work.
    """

    name: str
    number: int
    title: str
    formats: tuple[str, ...]
    scoped: bool = False
    of_office: bool = False


@dataclass(frozen=True)
class Written:
    """A report that was written; rows: rows of data in it."""

    file: Path
    rows: int


def forms() -> Sequence[FormView]:
    """Every form, in the order of their numbers."""
    return [
        FormView(form.name, form.number, form.title, form.formats, form.scoped, form.of_office)
        for form in REPORTS.values()
    ]


def totals(place: Workplace, fy: int | None, stage: str) -> Consolidation:
    """総計, 控除, 純計 of a year; at stage "" the firmest that each body has stated.

    Raises:
        NotFound: no plan of that year.
        InputRejected: no such stage (``stage_unknown``).
    """
    if stage and stage not in STAGES:
        raise InputRejected("stage_unknown", stage=excerpt(stage), stages="、".join(STAGES[:4]))
    plan = plan_in_force(place, fy)
    return consolidate(plan, questions.figures(place, plan.fy), stage or None)


def report_table(
    place: Workplace, name: str, fy: int | None, period: str, unit: int = 1, scope: Scope | None = None
) -> ReportTable:
    """A form, filled, for screen, paper and files.

    Args:
        name: its name, Japanese title or number.
        unit: 1 (円) or 1000 (千円), on screen and paper; data stay in yen.
        scope: one project or body, for a form that can be made so (``form_whole`` otherwise); None = all.

    Raises:
        InputRejected: no such form (``form_unknown``), period, unit (``unit_unknown``), project or body.
        NotFound: no plan of that year.
    """
    form = form_named(name)
    if unit not in (1, 1000):
        raise InputRejected("unit_unknown", unit=unit)
    plan = plan_in_force(place, fy)
    when = period_in(plan, period)
    about = scope or WHOLE
    _check_scope(plan, form, about)
    return form.build(
        plan,
        when,
        _facts(place, form.facts, plan, when, about),
        made_by=plan.body(place.office).name,
        made_on=place.clock().date(),
        display_unit=cast("Literal[1, 1000]", unit),
    )


def _check_scope(plan: Plan, form: Form, scope: Scope) -> None:
    if scope != WHOLE and not form.scoped:
        raise InputRejected("form_whole", title=form.title)
    if scope.project and plan.project(scope.project) is None:
        raise InputRejected("project_unknown", fy=plan.fy, project=excerpt(scope.project))
    if scope.office and scope.office not in {body.key for body in plan.bodies}:
        raise InputRejected("form_body_unknown", office=excerpt(scope.office))


def _facts(place: Workplace, kind: FactsKind, plan: Plan, period: Period, scope: Scope) -> object:
    match kind:
        case "figures":
            return questions.figures(place, plan.fy)
        case "year":
            return year_facts.gather(place, plan, period, scope)
        case "handover":
            return handing_over.gather(place, plan, period)
        case "years":
            return report_facts.years(place, plan)
        case "two_years":
            return report_facts.two_years(place, plan)
        case "submissions":
            return report_facts.submissions(place, plan)
        case "imports":
            return report_facts.imports(place, plan, period)
        case "comparison":
            return report_facts.comparison(place, plan, period)
        case "board":
            return board_facts.board_facts(place, plan.fy, period.code)


def write_report(place: Workplace, command: WriteReport, write_pdf: PdfWriter | None) -> Written:
    """Write a form as a file, whole or not at all.

    Raises:
        InputRejected: no such form, period or format, or letters that the encoding does not have.
        StoreUnavailable: the file cannot be written.
        NotFound: PDF where the parts that paint are missing (``pdf_unavailable``).
    """
    table = table_of(place, command)
    write_table(table, command.format, command.out, command.encoding, write_pdf)
    return Written(command.out, sum(row.kind == "data" for row in table.rows))


def table_of(place: Workplace, command: WriteReport) -> ReportTable:
    """The form that a command asks for, filled.

    Raises:
        InputRejected: no such form, period, format or encoding.
    """
    if command.format not in form_named(command.name).formats:
        raise InputRejected(
            "report_format_unknown", format=excerpt(command.format), formats=" / ".join(FORMATS)
        )
    if command.encoding not in ENCODINGS:
        raise InputRejected("encoding_unknown", encoding=excerpt(command.encoding))
    scope = Scope(command.project, command.office)
    return report_table(place, command.name, command.fy, command.period, command.unit, scope)


def write_table(table: ReportTable, kind: str, out: Path, encoding: str, write_pdf: PdfWriter | None) -> None:
    """Write a table as ``csv``, ``xlsx`` or ``pdf``, whole or not at all.

    Raises:
        InputRejected: letters that the encoding does not have.
        StoreUnavailable: the file cannot be written.
        NotFound: PDF where the parts that paint are missing (``pdf_unavailable``).
    """
    match kind:
        case "csv":
            signs: Literal["utf-8-sig", "cp932"] = "cp932" if encoding == "cp932" else "utf-8-sig"
            write_whole(out, render_csv(table, signs))
        case "xlsx":
            write_whole(out, render_xlsx(table))
        case _:
            if write_pdf is None:
                raise NotFound("pdf_unavailable")
            write_pdf(table, out)
