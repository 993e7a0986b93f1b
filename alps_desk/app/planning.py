"""The plan as data: region folders, the plan in force, changed plans from tables.

A region is a folder of CSV files, one per record type of the union, named after it; a changed plan is one such
table. Both go through the same reading, checking and saving as everything else.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alps_desk import places, wording
from alps_desk.app import recording
from alps_desk.app.evaluating import settle_evaluations
from alps_desk.app.files import read_file
from alps_desk.app.save_values import SaveValues
from alps_desk.app.tables import Refused, TableResult, refuse_table
from alps_desk.domain.calendar import open_fiscal_years, parse_fiscal_year
from alps_desk.domain.cells import to_stored
from alps_desk.domain.choices import Choice
from alps_desk.domain.entry_text import Verdict, read_entry
from alps_desk.domain.errors import InputRejected, NotFound
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import Plan, build_plan
from alps_desk.domain.records import PLAN_TYPES, TYPES, UNION, Field, RecordType, record_id
from alps_desk.domain.width import narrow

if TYPE_CHECKING:
    from alps_desk.app.commands import ApplyPlan
    from alps_desk.app.workplace import Workplace
    from alps_desk.reports.entry_sheet import Sheet

_MAX_TABLE = 16 * 1024 * 1024
Values = dict[str, dict[str, Scalar]]


@dataclass(frozen=True)
class RegionPack:
    """A region folder, read.

    Attributes:
        values: record id → field → stored value.
        offices: office keys in official order.
    """

    values: Values
    offices: tuple[str, ...]


def find_region(name: str) -> Path:
    """The folder of a region: one that comes with the program, or a folder by its place.

    Raises:
        NotFound: neither (``region_missing``).
    """
    folders = [Path(name)]
    # A name is a name, not a way out of the program's own folder.
    if name.replace("-", "").replace("_", "").isalnum():
        folders.insert(0, places.region(name))
    for folder in folders:
        if (folder / "body.csv").is_file():
            return folder
    raise NotFound("region_missing", region=name[:80])


@dataclass(frozen=True)
class RegionSummary:
    """What a region folder holds, for those who choose one.

    Attributes:
        key: what ``SetUp.region`` takes.
        name: name of the region; bodies: names in official order; projects: of the latest year.
    """

    key: str
    name: str
    bodies: tuple[str, ...]
    fy: int
    projects: int


def shipped_regions() -> list[str]:
    """Names of the regions that come with the program."""
    folder = places.region("x").parent
    return sorted(path.name for path in folder.iterdir() if (path / "body.csv").is_file())


def describe_region(name: str) -> RegionSummary:
    """What a region folder holds.

    Raises:
        NotFound, InputRejected: as ``read_region``.
    """
    pack = read_region(name)
    plan = build_plan((r, f, v) for r, fields in pack.values.items() for f, v in fields.items())
    bodies = tuple(body.name for body in plan.bodies)
    return RegionSummary(name, plan.region or find_region(name).name, bodies, plan.fy, len(plan.projects))


def read_region(name: str) -> RegionPack:
    """Read a region folder.

    Raises:
        NotFound: no such region.
        InputRejected: a table in it cannot be read; nothing was taken.
    """
    folder = find_region(name)
    values: Values = {}
    for type_name in PLAN_TYPES:
        path = folder / f"{type_name}.csv"
        if path.is_file():
            sheet = _read_sheet(read_file(path, _MAX_TABLE), path.name)
            found, refused, _ = read_plan_table(sheet, TYPES[type_name], values)
            if refused:
                raise refuse_table(path.name, refused)
            values.update(found)
    plan = build_plan((r, f, v) for r, fields in values.items() for f, v in fields.items())
    if UNION not in [body.key for body in plan.bodies]:
        raise InputRejected("region_without_union", region=folder.name)
    return RegionPack(values, tuple(body.key for body in plan.bodies))


def plan_in_force(place: Workplace, fy: int | None = None) -> Plan:
    """The plan of a fiscal year as it is known here; of a region that has no year yet, the empty one of today's.

    Raises:
        NotFound: no projects in that year (``no_plan``), though in others.
    """
    plans = place.plans.of(place.store)
    plan = plans.plan(fy)
    if not plan.fiscal_years:
        return plan if fy is not None else plans.plan(open_fiscal_years(place.clock().date())[-1])
    if not plan.projects:
        years = "、".join(str(year) for year in plan.fiscal_years[-5:])
        raise NotFound("no_plan", fy=plan.fy, years=years)
    return plan


def apply_plan(place: Workplace, command: ApplyPlan) -> TableResult:
    """Take a changed plan from a table: all rows or none.

    Raises:
        InputRejected: not the union (``plan_is_unions``), or the table is refused.
    """
    if not place.is_union:
        raise InputRejected("plan_is_unions")
    sheet = _read_sheet(command.content, command.name)
    known = _type_of(sheet)
    base: Values = {}
    for row in place.store.cells(("code", "indicator"), owner=UNION):
        base.setdefault(row.record, {})[row.field] = row.value
    values, refused, normalised = read_plan_table(sheet, known, base)
    if known.name == "regional_evaluation" and not refused:
        columns = [identifier_of(heading, {*known.parts, *known.fields}) for heading in sheet.headings]
        refused = settle_evaluations(sheet, columns, values, lambda fy: plan_in_force(place, fy))
    if refused:
        return TableResult(rows=len(list(sheet.filled())), taken=0, same=0, refused=tuple(refused))
    saved = recording.save(place, SaveValues(values, keep=command.keep))
    cells = sum(len(fields) for fields in values.values())
    return TableResult(
        rows=len(list(sheet.filled())),
        taken=cells - saved.same,
        same=saved.same,
        normalised=tuple(normalised),
        changes=saved.changes,
    )


def _read_sheet(content: bytes, name: str) -> Sheet:
    # Only now: every question asks for the plan, few read one from a table.
    from alps_desk.reports.entry_sheet import read_sheet

    return read_sheet(content, name)


def _type_of(sheet: Sheet) -> RecordType:
    """The record type whose key and fields cover every heading; the one with the most of its fields named."""
    fitting = []
    for known in (TYPES[name] for name in PLAN_TYPES):
        columns = {*known.parts, *known.fields}
        headings = {identifier_of(heading, columns, known.name) for heading in sheet.headings}
        if known.parts and set(known.parts) <= headings <= columns:
            fitting.append(known)
    if not fitting:
        raise InputRejected("plan_table_unknown", headings="、".join(sheet.headings[:4])[:60])
    return max(fitting, key=lambda known: (len(known.parts), -len(known.fields)))


def identifier_of(heading: str, known: Collection[str], kind: str = "") -> str:
    """Identifier of a heading: itself, or the one of ``known`` that ``terms.csv`` calls so; else as it stands.

    Args:
        kind: record type whose own words (``indicator.unit``) come first.
    """
    text = heading.strip()
    if text in known:
        return text
    named = [one.identifier for one in wording.terms().values() if one.japanese == text]
    own = [one.removeprefix(f"{kind}.") for one in named if one.startswith(f"{kind}.")]
    return next((one for one in (*own, *named) if one in known), text)


def read_plan_table(
    sheet: Sheet, known: RecordType, base: Values
) -> tuple[Values, list[Refused], list[tuple[int, str, str, str]]]:
    """Read the rows of one table of the plan.

    Args:
        base: code lists and indicators known so far: labels are taken for their codes, and figures of an indicator
            are read with its digits after the point.

    Returns:
        Values by record and field (empty cells are left out), refusals, normalisations (row, column, from, to).
    """
    values: Values = {}
    refused: list[Refused] = []
    normalised: list[tuple[int, str, str, str]] = []
    columns = [
        identifier_of(heading, {*known.parts, *known.fields}, known.name) for heading in sheet.headings
    ]
    for number, row in sheet.filled():
        cells = dict(zip(columns, row, strict=True))
        parts = {part: cells.get(part, "").strip() for part in known.parts}
        try:
            if "fy" in parts:
                parts["fy"] = str(parse_fiscal_year(parts["fy"]).value)
            record = record_id(known.name, UNION, **parts)
        except InputRejected as error:
            refused.append(Refused(number, "fy", parts["fy"][:60], error.code, dict(error.params)))
            continue
        except NotFound as error:
            refused.append(Refused(number, "、".join(known.parts), "", "plan_key_bad", dict(error.params)))
            continue
        if record in values:
            refused.append(Refused(number, known.parts[-1], record, "row_twice", {}))
            continue
        for column in columns:
            if column in known.parts or column not in known.fields:
                continue
            field, text = known.fields[column], cells[column]
            if field.kind == "choice":
                text = _code_of(field.choices, text, base)
            kept_in = column
            verdict = read_plan_cell(field, text, decimals=_decimals(known, parts, cells, base))
            if verdict.outcome == "refused" and (known.name, column) == ("target", "target"):
                # A target in words is a target too (R27).
                verdict, kept_in = read_entry("line", text.strip()), "target_text"
            if verdict.outcome == "refused":
                refused.append(Refused(number, column, cells[column], verdict.code, dict(verdict.params)))
            elif verdict.outcome != "blank" and cells[column] != "":
                values.setdefault(record, {})[kept_in] = to_stored(verdict.cell())
                if verdict.outcome == "normalised":
                    normalised.append((number, column, cells[column], verdict.shown))
    return values, refused, normalised


def _code_of(choices: str, text: str, base: Values) -> str:
    """The code that a label of a list stands for; the text as it is where no label says so."""
    wanted = text.strip()
    for record, fields in base.items():
        parts = record.split(":")
        if parts[0] == "code" and parts[2] == choices and fields.get("label") == wanted:
            return parts[3]
    return text


def _decimals(known: RecordType, parts: Mapping[str, str], cells: Mapping[str, str], base: Values) -> int:
    """Digits after the point of an indicator's figures: stated in the row itself, else known already."""
    if "indicator" not in parts:
        return 0
    stated = narrow(cells.get("decimals", "")).strip() if known.name == "indicator" else ""
    if stated.isdigit():
        return min(int(stated), 6)
    before = base.get(record_id("indicator", UNION, indicator=parts["indicator"]), {}).get("decimals")
    return before if isinstance(before, int) and 0 <= before <= 6 else 0


def read_plan_cell(field: Field, text: str, *, decimals: int = 0) -> Verdict:
    """The verdict on a text for a field of the union's own tables.

    Args:
        decimals: digits after the point of a ``decimal``, which is kept in its smallest step.
    """
    if field.kind == "int":
        return read_entry("count", text, allow_negative=True)
    if field.kind == "keys" or field.kind == "choice":
        # Codes as they are: what they name may stand in another table that is read later.
        return read_entry("line", text.strip())
    if field.kind == "flag":
        marks: Sequence[Choice] = (Choice("1", "○", ("true",)), Choice("0", "−", ("false",)))
        verdict = read_entry("choice", text, choices=marks)
        value = verdict.value == "1"
        return verdict if verdict.outcome in ("refused", "blank") else Verdict("taken", value, text)
    if field.kind == "decimal":
        return read_entry("decimal", text, decimals=decimals, allow_negative=True)
    return read_entry(field.kind, text)
