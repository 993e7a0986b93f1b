"""Filling somebody's own form, and keeping how it was filled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from alps_desk.app import reporting
from alps_desk.app.commands import FillTemplate
from alps_desk.app.entry import period_in
from alps_desk.app.files import read_file, write_whole
from alps_desk.app.planning import plan_in_force
from alps_desk.app.workplace import Workplace
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.errors import InputRejected, Refusal
from alps_desk.domain.plan import Period, Plan
from alps_desk.reports import form_cells
from alps_desk.reports.sheet_limits import MAX_FILE_BYTES
from alps_desk.reports.tables import ReportTable
from alps_desk.reports.template_filling import (
    Filling,
    Missing,
    Place,
    Template,
    columns_of,
    plan_filling,
    put_text,
)
from alps_desk.reports.template_mapping import (
    FACTS,
    MAX_BYTES,
    BlockSource,
    CellSource,
    TemplateMapping,
    mapping_text,
    read_mapping,
)

__all__ = [
    "FACTS", "BlockSource", "CellSource", "Filled", "Filling", "Place", "Template", "TemplateMapping", "put_text",
]  # fmt: skip

_MOST_KEPT = 500


@dataclass(frozen=True)
class ReportChoice:
    """What a report offers to a cell.

    Attributes:
        columns: key and heading; labels: words that name its sums.
        amounts: keys of columns of amounts.
    """

    form: str
    columns: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]
    amounts: frozenset[str]


@dataclass(frozen=True)
class Filled:
    """A form that was filled.

    Attributes:
        cells, rows: cells that were written, and rows of lists among them.
        missing: cells that stayed empty, with the reason.
        provisional: cells with a value on which offices disagree, as ``様式1!B5``.
        mapping: where it is kept how this form is filled.
    """

    file: Path
    cells: int
    rows: int
    missing: tuple[Missing, ...]
    provisional: tuple[str, ...]
    mapping: Path


def fill_template(place: Workplace, command: FillTemplate) -> Filled:
    """Fill a form, whole or not at all.

    Raises:
        InputRejected: what ``Template`` and ``plan_filling`` refuse, or nobody said how it is filled
            (``template_no_mapping``).
        NotFound: the form cannot be read.
        StoreUnavailable: the file cannot be written.
    """
    template = open_template(command.template)
    if command.out.resolve() == command.template.resolve():
        raise InputRejected("template_same_file")
    mapping = command.mapping or kept_mapping(place, template, command.template.name)
    if mapping is None:
        raise InputRejected("template_no_mapping")
    filling = plan(place, template, mapping, command.fy, command.period)
    write_whole(command.out, template.filled(filling.puts))
    kept = keep_mapping(place, template, command.template.name, mapping)
    provisional = tuple(f"{one.sheet}!{one.cell}" for one in filling.provisional)
    return Filled(command.out, len(filling.puts), filling.rows, filling.missing, provisional, kept)


def open_template(path: Path) -> Template:
    """A form from a file."""
    return Template(read_file(path, MAX_FILE_BYTES))


def mapping_in(path: Path) -> TemplateMapping:
    """A mapping from a file.

    Raises:
        InputRejected: it is none.
        NotFound: it cannot be read.
    """
    return read_mapping(read_file(path, MAX_BYTES))


def plan(
    place: Workplace, template: Template, mapping: TemplateMapping, fy: int | None, period: str
) -> Filling:
    """What would stand in which cell; the figures are those that the reports show now."""
    in_force = plan_in_force(place, fy)
    when = period_in(in_force, period)

    @cache
    def table_of(name: str) -> ReportTable:
        return reporting.report_table(place, name, in_force.fy, when.code)

    return plan_filling(template, mapping, table_of, in_force, facts(place, in_force, when))


def report_choice(place: Workplace, form: str, fy: int, period: str) -> ReportChoice:
    """What a report offers: its columns, and the words of its sums."""
    table = reporting.report_table(place, form, fy, period)
    headings = tuple(
        (one.key, "_".join(filter(None, (one.group, one.heading))).replace("\n", ""))
        for one in columns_of(table)
    )
    labels = dict.fromkeys(
        cell.value
        for row in table.rows
        if row.kind != "data"
        for cell in row.cells
        if isinstance(cell.value, str) and cell.value
    )
    amounts = frozenset(one.key for one in table.columns if one.kind == "yen")
    return ReportChoice(form, headings, tuple(labels), amounts)


def write_mapping(path: Path, mapping: TemplateMapping) -> None:
    """Write how a form is filled, for another PC."""
    write_whole(path, mapping_text(mapping).encode("utf-8"))


def facts(place: Workplace, plan: Plan, period: Period) -> dict[str, str | date]:
    """The words about a report as a whole (``template_mapping.FACTS``)."""
    return {
        "fiscal_year": fiscal_year_text(plan.fy),
        "period": form_cells.period_name(period),
        "period_line": form_cells.period_line(plan, period),
        "made_by": plan.body(place.office).name,
        "made_on": place.clock().date(),
        "as_of": form_cells.as_of(period) or "",
        "region": plan.region,
    }


def keep_mapping(place: Workplace, template: Template, name: str, mapping: TemplateMapping) -> Path:
    """Remember how a form is filled; where that stands."""
    path = place.home.templates / f"{template.sha256}.json"
    text = mapping_text(replace(mapping, name=name, sha256=template.sha256))
    write_whole(path, text.encode("utf-8"))
    return path


def kept_mapping(place: Workplace, template: Template, name: str) -> TemplateMapping | None:
    """How a form was filled the last time; if it was never seen, how one of its name was, the latest first."""
    own = place.home.templates / f"{template.sha256}.json"
    found = sorted(place.home.templates.glob("*.json"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    for path in [*([own] if own.exists() else []), *reversed(found[-_MOST_KEPT:])]:
        try:
            mapping = mapping_in(path)
        except Refusal:
            # Somebody put another file there, or a newer program did: of no use here, and no harm.
            continue
        if path == own or mapping.name == name:
            return mapping
    return None
