"""All forms of a period at once, into one folder: every file, or none."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from alps_desk import wording
from alps_desk.app import reporting
from alps_desk.app.commands import WriteReport, WriteReports
from alps_desk.app.describing import period_label
from alps_desk.app.entry import period_in
from alps_desk.app.files import FileBatch
from alps_desk.app.planning import plan_in_force
from alps_desk.app.progress import Progress
from alps_desk.app.reporting import PdfWriter, Written
from alps_desk.app.workplace import Workplace
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.errors import InputRejected, Refusal, excerpt
from alps_desk.domain.plan import Period, Plan
from alps_desk.reports.catalogue import REPORTS, Form, form_named


@dataclass(frozen=True)
class WrittenAll:
    """Reports that were written into a folder."""

    folder: Path
    files: tuple[Written, ...]


def write_reports(
    place: Workplace, command: WriteReports, write_pdf: PdfWriter | None, progress: Progress | None = None
) -> WrittenAll:
    """Write forms in some formats; nothing stands in the folder before everything is made.

    Raises:
        InputRejected: no such form, period or format, or a form cannot be written (``report_all_refused`` names it).
        StoreUnavailable: a file cannot be written.
        NotFound: no plan of that year, or PDF where the parts that paint are missing.
        Cancelled: the user stopped it; nothing was written.
    """
    unknown = [one for one in command.formats if one not in reporting.FORMATS]
    if unknown or not command.formats:
        raise InputRejected(
            "report_format_unknown",
            format=excerpt("".join(unknown[:1])),
            formats=" / ".join(reporting.FORMATS),
        )
    plan = plan_in_force(place, command.fy)
    period = period_in(plan, command.period)
    forms = [form_named(name) for name in command.names] or list(REPORTS.values())
    wanted = [
        (form, kind) for form in forms for kind in dict.fromkeys(command.formats) if kind in form.formats
    ]
    steps = progress or Progress()
    written = []
    with tempfile.TemporaryDirectory(prefix="alps-desk-") as room, FileBatch(command.folder) as batch:
        for number, (form, kind) in enumerate(wanted):
            steps.check()
            steps.report(number, len(wanted), wording.say("reports_making", title=form.title))
            name = file_name(plan, period, form, kind)
            made = _make(place, command, form, kind, Path(room) / name, write_pdf)
            batch.add(name, made.file.read_bytes())
            written.append(Written(command.folder / name, made.rows))
        steps.check()
        batch.finish()
    steps.report(len(wanted), len(wanted))
    return WrittenAll(command.folder, tuple(written))


def file_name(plan: Plan, period: Period, form: Form, kind: str) -> str:
    """Name of a form's file, the number of the form first, so that a folder lists them in their order."""
    return wording.say(
        "reports_all_file_name",
        number=f"{form.number:02}",
        title=form.title,
        year=fiscal_year_text(plan.fy),
        period=period_label(period.code),
        ending=kind,
    )


def _make(
    place: Workplace, command: WriteReports, form: Form, kind: str, path: Path, write_pdf: PdfWriter | None
) -> Written:
    one = WriteReport(
        form.name, command.fy, command.period, kind, path, command.unit,
        command.encoding if kind == "csv" else "utf-8",
    )  # fmt: skip
    try:
        return reporting.write_report(place, one, write_pdf)
    except InputRejected as refusal:
        raise InputRejected("report_all_refused", title=form.title, reason=_sentence(refusal)) from refusal


def _sentence(refusal: Refusal) -> str:
    return wording.say(refusal.code, **refusal.params)
