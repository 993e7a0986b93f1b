"""Read-only lists of the plan screen: what is to be done, what the checks say, what has no place in the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alps_desk import wording
from alps_desk.app.describing import field_label
from alps_desk.app.plan_words import kind_word, record_words
from alps_desk.domain.records import parse_record_id
from alps_desk.gui.plan.plan_book import PlanBook
from alps_desk.gui.plan.sheet_source import finding_text
from alps_desk.gui.plan.sheets import tab_of
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid import CellEdit, ColumnKind, GridCell, GridColumn, GridSource, PasteReport

_LEVELS = {"error": State.ERROR, "warning": State.WARNING, "missing": State.EMPTY}
_STEPS = {"done": State.OK, "open": State.EMPTY, "asked": State.INFO}
_TAB_OF_STEP = {
    "projects": "projects", "links": "projects", "bodies": "projects", "vision": "vision", "targets": "indicators",
    "scale": "scales", "periods": "periods", "agreements": "agreements", "decisions": "groups", "handed_out": "export",
}  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """Where a row leads: a tab (or another screen), and there a cell.

    Attributes:
        tab: key of the tab; ``export``: the screen of that name.
        record, field: the cell, "" = none in particular.
    """

    tab: str
    record: str = ""
    field: str = ""


@dataclass(frozen=True)
class ListRow:
    """One row: its cells, where it leads, and the records behind it."""

    cells: tuple[GridCell, ...]
    goal: Goal
    records: tuple[str, ...] = ()


class ListSource(GridSource):
    """A list that is read and opened, never typed into."""

    def __init__(self, columns: Sequence[GridColumn]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self.rows: tuple[ListRow, ...] = ()

    def show(self, rows: Sequence[ListRow]) -> None:
        """Show other rows."""
        if tuple(rows) != self.rows:
            self.rows = tuple(rows)
            self.rows_changed.emit()

    def columns(self) -> Sequence[GridColumn]:
        return self._columns

    def row_count(self) -> int:
        return len(self.rows)

    def cell(self, row: int, column: int) -> GridCell:
        return self.rows[row].cells[column]

    def edit_many(self, edits: Sequence[CellEdit], name: str) -> PasteReport:
        raise NotImplementedError

    def row_name(self, row: int) -> str:
        return " ".join(cell.text for cell in self.rows[row].cells if cell.text)


def _column(key: str, width: float, kind: ColumnKind = ColumnKind.TEXT) -> GridColumn:
    return GridColumn(key, wording.say(f"plan_head_{key}"), kind=kind, width_em=width, filterable=False)


def guide_source() -> ListSource:
    """What is to be done for the year."""
    return ListSource([_column("state", 5, ColumnKind.STATE), _column("count", 6), _column("step", 30)])


def finding_source() -> ListSource:
    """What the checks say."""
    return ListSource([_column("level", 5.5, ColumnKind.STATE), _column("where", 18), _column("message", 30)])


def unmapped_source() -> ListSource:
    """What has no place in the plan."""
    return ListSource([_column("office", 7), _column("name", 20), _column("cells", 7), _column("reason", 18)])


def guide_rows(book: PlanBook) -> list[ListRow]:
    """Rows of the guide."""
    rows = []
    for one in book.guide:
        word = wording.say(f"plan_step_state_{one.state}")
        text = wording.say(f"plan_step_{one.step}", count=one.count, total=one.total)
        count = f"{one.count} / {one.total}" if one.total else str(one.count) if one.count else ""
        cells = (GridCell(word, state=_STEPS[one.state]), GridCell(count), GridCell(text))
        rows.append(ListRow(cells, Goal(_TAB_OF_STEP[one.step])))
    return rows


def finding_rows(book: PlanBook) -> list[ListRow]:
    """Rows of the checks: errors and warnings one by one, gaps by field together."""
    view = book.view
    if view is None:
        return []
    rows = []
    gaps: dict[tuple[str, str], list[str]] = {}
    for one in book.findings:
        kind = parse_record_id(one.record).type
        label = field_label(one.field, kind) if one.field else ""
        if one.level == "missing":
            gaps.setdefault((kind, one.field), []).append(one.record)
            continue
        where = " ".join(part for part in (record_words(view.records, view.plan, one.record), label) if part)
        word = wording.say(f"plan_level_{one.level}")
        cells = (GridCell(word, state=_LEVELS[one.level]), GridCell(where), GridCell(finding_text(one)))
        rows.append(ListRow(cells, Goal(tab_of(kind), one.record, one.field), (one.record,)))
    for (kind, field), records in gaps.items():
        where = f"{kind_word(kind)} {field_label(field, kind)}"
        text = wording.say("plan_gaps", count=len(records))
        cells = (
            GridCell(wording.say("plan_level_missing"), state=State.EMPTY),
            GridCell(where),
            GridCell(text),
        )
        rows.append(ListRow(cells, Goal(tab_of(kind), records[0], field), tuple(records)))
    return rows


def unmapped_rows(book: PlanBook) -> list[ListRow]:
    """Rows of 計画にない報告."""
    view = book.view
    if view is None:
        return []
    rows = []
    for one in book.unmapped:
        cells = (
            GridCell(view.plan.body(one.office).name),
            GridCell(f"{one.code} {one.name}"),
            GridCell(str(one.cells)),
            GridCell(wording.say(f"plan_unmapped_{one.reason}")),
        )
        tab = "indicators" if one.reason.startswith("indicator") else "projects"
        rows.append(ListRow(cells, Goal(tab), one.records))
    return rows
