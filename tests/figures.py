"""Plans and figures for tests: the region as it is shipped, a made-up one, and figures typed in as one reads them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from alps_desk import places
from alps_desk.domain.cells import CellState, CellValue
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import Plan, build_plan
from alps_desk.domain.records import TYPES, UNION, record_id
from alps_desk.domain.shown import Shown

NONE = CellValue(CellState.NONE)
PENDING = CellValue(CellState.PENDING)
TALLYING = CellValue(CellState.TALLYING)

Key = tuple[str, str]


def region_cells(folder: Path) -> Iterator[tuple[str, str, Scalar]]:
    """Cells of a region folder, read in the plainest way."""
    for path in sorted(folder.glob("*.csv")):
        known = TYPES[path.stem]
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                record = record_id(known.name, UNION, **{part: row[part] for part in known.parts})
                for field in known.fields.values():
                    text = row.get(field.name) or ""
                    if not text:
                        continue
                    if field.kind in ("int", "count", "yen"):
                        yield record, field.name, int(text)
                    elif field.kind == "flag":
                        yield record, field.name, text == "1"
                    else:
                        yield record, field.name, text


@cache
def kita_alps(*, sample: bool = False) -> Plan:
    """The plan of FY2017 as the program ships it."""
    cells = list(region_cells(places.region("kita-alps")))
    return build_plan([*cells, ("region:union", "sample", sample)])


def small_plan(
    types: Mapping[str, str] | None = None,
    *,
    fy: int = 2026,
    bodies: tuple[str, ...] = ("lead", "east", "west"),
    sample: bool = False,
) -> Plan:
    """A made-up region: `lead` is its central city, projects are P1 (I), P2 (II), P3 (III) unless said otherwise."""
    types = {"P1": "I", "P2": "II", "P3": "III"} if types is None else types
    cells: list[tuple[str, str, Scalar]] = [("region:union", "name", "見本圏域")]
    cells.append(("region:union", "sample", sample))
    for number, body in enumerate((*bodies, UNION), 1):
        cells.append((f"body:union:{body}", "name", f"{body}の役所"))
        cells.append((f"body:union:{body}", "order", number))
    for number, (code, kind) in enumerate(types.items(), 1):
        record = f"project_year:union:{fy}:{code}"
        leads = {"I": bodies[0], "III": UNION, "": bodies[0]}.get(kind, ";".join(bodies))
        cells += [
            (record, "name", f"事業{number}"),
            (record, "number", number),
            (record, "type", kind),
            (record, "field", "F1"),
            (record, "leads", leads),
            (record, "participants", ";".join(bodies)),
        ]
    cells.append(("field:union:F1", "name", "分野1"))
    for period, stage in (("half1", "half1"), ("full_year", "settled")):
        cells.append((f"period:union:{fy}:{period}", "stage", stage))
        cells.append((f"period:union:{fy}:{period}", "as_of_date", f"{fy}-09-30"))
    for listed in ("progress_class", "pace", "project_type"):
        for code in {"progress_class": ("not_started", "running"), "pace": ("on_track",)}.get(
            listed, ("I", "II", "III")
        ):
            cells.append((f"code:union:{listed}:{code}", "label", f"{code}の名前"))
    return build_plan(cells, fy)


class Entered(dict[Key, Shown]):
    """Figures, written the short way."""

    def __init__(self, fy: int = 2026, stage: str = "settled") -> None:
        """Everything goes to this year and, unless said otherwise, stage."""
        super().__init__()
        self.fy = fy
        self.stage = stage

    def put(self, record: str, field: str, value: Scalar | CellValue, **marks: bool) -> Entered:
        """One cell."""
        cell = value if isinstance(value, CellValue) else CellValue.of(value)
        self[(record, field)] = Shown(cell, **marks)
        return self

    def money(self, office: str, project: str, stage: str = "", /, **values: Scalar | CellValue) -> Entered:
        """Amounts of a body's own part; the initial budget goes to its own record."""
        for field, value in values.items():
            where = "initial" if field == "budget_initial" else stage or self.stage
            record = record_id("money", office, fy=self.fy, project=project, stage=where)
            self.put(record, field, value)
        return self

    def burden(self, payee: str, project: str, payer: str, /, **values: Scalar | CellValue) -> Entered:
        """Amounts of what `payer` owes `payee`."""
        for field, value in values.items():
            self.put(record_id("burden", payee, fy=self.fy, project=project, payer=payer), field, value)
        return self

    def progress(
        self, office: str, project: str, period: str = "full_year", /, **values: Scalar | CellValue
    ) -> Entered:
        """Fields of a progress report."""
        for field, value in values.items():
            self.put(record_id("progress", office, fy=self.fy, period=period, project=project), field, value)
        return self

    def mark_conflict(self, record: str, field: str) -> Entered:
        """Turns a cell into the provisional value of a conflict."""
        self[(record, field)] = Shown(self[(record, field)].cell, conflict=True)
        return self


def vector_r19(fy: int = 2026) -> Entered:
    """R19 in the made-up region with five bodies: lead 3,000,000, four payers 300,000 each, project P1."""
    entered = Entered(fy)
    entered.money(
        "lead", "P1", spent=3_000_000, fund_prefecture=1_000_000, fund_other=1_200_000, fund_general=800_000,
        transfer_in=1_200_000,
    )  # fmt: skip
    for town in ("east", "west", "north", "south"):
        entered.money(town, "P1", spent=300_000, fund_general=300_000)
        entered.burden("lead", "P1", town, transfer_out=300_000, notified=300_000)
    return entered


FIVE = ("lead", "east", "west", "north", "south")
