"""合計 as rows of the grid: every project with 総計, 控除 and 純計, and the sums of fields, types and the region."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alps_desk import wording
from alps_desk.domain.consolidate import Consolidation, ProjectTotal, RegionTotal, total_of
from alps_desk.domain.money import format_amount
from alps_desk.domain.plan import Plan, Project
from alps_desk.domain.search_key import search_key
from alps_desk.gui.theme import State
from alps_desk.gui.views.term_words import tip_of
from alps_desk.gui.widgets.grid import CellFlag, ColumnKind, GridCell, GridColumn, GridSource

KEYS = ("number", "project_name", "project_type", "gross", "elimination", "net", "reported", "state")
_MONEY = ("gross", "elimination", "net")


@dataclass(frozen=True)
class TotalRow:
    """One total with what it is made of.

    Attributes:
        key: what it is, whatever its number; name: in words.
        total: the sums; parts: the projects in it, one for a project's own row.
        project: the project, None for a sum of several.
    """

    key: str
    name: str
    total: ProjectTotal | RegionTotal
    parts: tuple[ProjectTotal, ...]
    project: Project | None = None


class TotalsSource(GridSource):
    """The rows in the chosen unit."""

    def __init__(self, unit: int) -> None:
        super().__init__()
        self.unit = unit
        self.plan: Plan | None = None
        self.found: Consolidation | None = None
        self.rows: list[TotalRow] = []

    # -- for the page --

    def show(self, plan: Plan, found: Consolidation) -> None:
        """Show other totals."""
        self.plan, self.found = plan, found
        self.rows = list(_rows(plan, found))
        self.rows_changed.emit()

    def set_unit(self, unit: int) -> None:
        """Show amounts in 円 (1) or 千円 (1000)."""
        self.unit = unit
        self.columns_changed.emit()

    # -- what the grid asks for --

    def columns(self) -> Sequence[GridColumn]:
        unit = wording.say("office_unit_thousand" if self.unit == 1000 else "office_unit_yen")
        return [
            GridColumn("number", wording.term("number"), kind=ColumnKind.NUMBER, frozen=True, width_em=3.6),
            GridColumn("project_name", wording.term("project_name"), frozen=True, width_em=14, strong=True),
            GridColumn("project_type", wording.term("project_type"), width_em=4.4),
            *(
                GridColumn(key, wording.term(f"{key}_total" if key != "elimination" else key), unit,
                           ColumnKind.NUMBER, width_em=6.6)
                for key in _MONEY
            ),
            GridColumn("reported", wording.term("reported_count"), width_em=4.4),
            GridColumn("state", wording.say("totals_state"), kind=ColumnKind.STATE, width_em=7.6),
        ]  # fmt: skip

    def row_count(self) -> int:
        return len(self.rows)

    def cell(self, row: int, column: int) -> GridCell:
        one, key = self.rows[row], KEYS[column]
        flags = CellFlag.NONE if one.project is not None else CellFlag.SUMMARY
        if key in _MONEY:
            return self._amount(one, key, flags)
        text = ""
        match key:
            case "number":
                text = str(one.project.number) if one.project is not None else ""
            case "project_name":
                text = one.name
            case "project_type":
                text = self._kind(one)
            case "reported":
                text = wording.say("totals_count", done=one.total.reported, all=one.total.expected)
            case "state":
                return _state_cell(one, flags)
        return GridCell(text, flags=flags)

    def is_summary(self, row: int) -> bool:
        return self.rows[row].project is None

    def row_name(self, row: int) -> str:
        return self.rows[row].name

    def row_key(self, row: int) -> object:
        return self.rows[row].key

    def sort_key(self, row: int, column: int) -> tuple:
        one, key = self.rows[row], KEYS[column]
        if key in _MONEY:
            yen = getattr(one.total, f"{key}_yen")
            return (1, 0) if yen is None else (0, yen)
        if key == "reported":
            return 0, one.total.reported - one.total.expected
        # Kanji have no order that people know (R56); the vision has.
        return 0, one.project.number if one.project is not None else 0

    def search_text(self, row: int) -> str:
        one = self.rows[row]
        return search_key(f"{one.name}\n{one.key}") if one.project is not None else ""

    def is_problem(self, row: int, column: int) -> bool:
        return self.cell(row, column).state in (State.CONFLICT, State.EMPTY)

    # -- inside --

    def _kind(self, one: TotalRow) -> str:
        if one.project is None or self.plan is None:
            return ""
        if not one.project.type:
            return wording.say("form_type_unset")
        return self.plan.label("project_type", one.project.type)

    def _amount(self, one: TotalRow, key: str, flags: CellFlag) -> GridCell:
        yen: int | None = getattr(one.total, f"{key}_yen")
        marked = one.total.elimination_conflict if key == "elimination" else one.total.conflict
        if yen is None or self.plan is None:
            return GridCell(wording.say("report_empty"), flags=flags, tip=wording.say("totals_nobody"))
        return GridCell(
            format_amount(yen, self.unit),
            state=State.CONFLICT if marked else None,
            flags=flags,
            tip=tip_of(self.plan, one.parts, key),
        )


def _state_cell(one: TotalRow, flags: CellFlag) -> GridCell:
    if one.total.conflict:
        return GridCell(wording.say("report_conflict"), state=State.CONFLICT, flags=flags)
    if one.total.reported < one.total.expected:
        count = one.total.expected - one.total.reported
        return GridCell(wording.say("totals_missing", count=count), state=State.EMPTY, flags=flags)
    return GridCell(wording.say("totals_whole"), state=State.OK, flags=flags)


def _rows(plan: Plan, found: Consolidation) -> Iterator[TotalRow]:
    by_code = {row.project: row for row in found.rows}
    for project in plan.projects:
        total = by_code[project.code]
        yield TotalRow(project.code, project.name, total, (total,), project)
    for field in dict.fromkeys(project.field for project in plan.projects):
        inside = [project for project in plan.projects if project.field == field]
        if len(inside) > 1:
            yield _sum_row(f"field/{field}", plan.field(field).name, inside, by_code)
    kinds = sorted({project.type for project in plan.projects}, key=lambda kind: (not kind, kind))
    for kind in kinds if len(kinds) > 1 else ():
        label = plan.label("project_type", kind) if kind else wording.say("form_type_unset")
        inside = [project for project in plan.projects if project.type == kind]
        yield _sum_row(f"type/{kind}", wording.say("totals_type", name=label), inside, by_code)
    if found.rows:
        yield TotalRow("region", wording.say("form_all_projects"), found.total, found.rows)


def _sum_row(key: str, name: str, inside: Sequence[Project], by_code: dict[str, ProjectTotal]) -> TotalRow:
    parts = tuple(by_code[project.code] for project in inside)
    return TotalRow(key, wording.say("form_group_total", name=name), total_of(parts), parts)
