"""The one who comes takes a post over in one step: the 引継書 is written, then every change carries the new name."""

from __future__ import annotations

from pathlib import Path

from alps_desk import wording
from alps_desk.app import reporting
from alps_desk.app.commands import SaveSettings, TakeOver, WriteReport
from alps_desk.app.home_settings import signature
from alps_desk.app.planning import plan_in_force
from alps_desk.app.preferring import save_settings
from alps_desk.app.reporting import PdfWriter
from alps_desk.app.workplace import Workplace
from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.reports import handover
from alps_desk.store.rows import Identity


def take_over(
    place: Workplace, command: TakeOver, write_pdf: PdfWriter | None
) -> tuple[Identity, Path | None]:
    """Write the 引継書 in the name of the one who leaves, then put the successor's name in force.

    Returns:
        The identity from now on, and the file that was written.

    Raises:
        InputRejected: no name (``successor_missing``), one that no change can carry, or another kind of file
            (``report_format_unknown``).
        StoreUnavailable: the file cannot be written; the name stays as it was.
        NotFound: PDF where the parts that paint are missing (``pdf_unavailable``).
    """
    person, section = signature(command.person), signature(command.section)
    if not person and not section:
        raise InputRejected("successor_missing")
    if command.out is not None:
        plan = plan_in_force(place)
        period = plan.period_due(place.today)
        kind = command.out.suffix.lower().removeprefix(".")
        if kind not in reporting.FORMATS:
            raise InputRejected(
                "report_format_unknown", format=excerpt(kind), formats=" / ".join(reporting.FORMATS)
            )
        code = period.code if period is not None else "full_year"
        reporting.write_report(place, WriteReport(handover.NAME, plan.fy, code, kind, command.out), write_pdf)
    identity = save_settings(place, SaveSettings(section=section or None, person=person))
    return identity, command.out


def proposal(place: Workplace, folder: Path) -> Path:
    """Where the 引継書 is written if nobody names a place."""
    name = plan_in_force(place).body(place.office).name
    return folder / wording.say("handover_file", office=name, day=place.clock().strftime("%Y%m%d"))
