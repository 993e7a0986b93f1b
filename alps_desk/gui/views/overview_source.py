"""全体の一覧 as rows of the grid: reports, and the sums of their groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Literal

from alps_desk import wording
from alps_desk.app.overview import ListCell, Overview, OverviewRow, OverviewSum
from alps_desk.domain.money import format_amount, rate_text
from alps_desk.gui.theme import State
from alps_desk.gui.views.tallies import ICONS, STATES, URGENCY, state_word
from alps_desk.gui.widgets.grid import CellFlag, ColumnKind, GridCell, GridColumn, GridSource

Grouping = Literal["office", "field", "none"]

KEYS = (
    "office", "field", "number", "project_name", "project_type", "progress_class", "budget_current", "spent",
    "execution_rate", "rating", "done_text", "issues", "state",
)  # fmt: skip
FROZEN = 4
_FIGURES = ("number", "budget_current", "spent", "execution_rate")
_value = attrgetter("value")
_SIGNS = frozenset("0123456789,.%△")
"""Of what figures are written, folded."""


@dataclass(frozen=True)
class SumRow:
    """A row of sums.

    Attributes:
        key: what it is, whatever its number.
        label: its word; group: name of the office or field, "" for the region.
        money: what is summed; part: which of its amounts stands in the column of spending.
    """

    key: str
    label: str
    group: str
    money: OverviewSum
    part: Literal["gross", "elimination", "net"]


Entry = OverviewRow | SumRow


class OverviewSource(GridSource):
    """The rows in the chosen grouping and unit."""

    def __init__(self, grouping: Grouping, unit: int) -> None:
        super().__init__()
        self.grouping = grouping
        self.unit = unit
        self.found: Overview | None = None
        self.entries: list[Entry] = []
        self._lists: dict[tuple[str, bool], list[str]] = {}
        self._reports: list[OverviewRow] | None = None
        self._sum_rows: list[int] = []
        self._ranks: dict[str, dict[str, int]] = {}
        self._written: dict[tuple[str, int | Decimal], str] = {}

    # -- for the page --

    def show(self, found: Overview) -> None:
        """Show another list."""
        before = self.found
        self.found = found
        plan = found.plan
        self._ranks = {
            "office": {body.key: rank for rank, body in enumerate(plan.bodies)},
            "field": {field.code: rank for rank, field in enumerate(plan.fields)},
            # The order of the vision: kanji have none that people know (R56).
            "project": {project.code: rank for rank, project in enumerate(plan.projects)},
        }
        self._written.clear()
        self._lists.clear()
        self._reports = None
        self.entries = self._entries()
        if before is None or before.period.code != found.period.code:
            self.columns_changed.emit()
        else:
            self.rows_changed.emit()

    def set_grouping(self, grouping: Grouping) -> None:
        """Group in another way."""
        self.grouping = grouping
        self._lists.clear()
        self._reports = None
        self.entries = self._entries()
        self.rows_changed.emit()

    def set_unit(self, unit: int) -> None:
        """Show amounts in 円 (1) or 千円 (1000)."""
        self.unit = unit
        self._written.clear()
        self._lists.clear()
        self.columns_changed.emit()

    def report(self, row: int) -> OverviewRow | None:
        """The report in a row, None for a row of sums."""
        entry = self.entries[row] if 0 <= row < len(self.entries) else None
        return entry if isinstance(entry, OverviewRow) else None

    # -- what the grid asks for --

    def columns(self) -> Sequence[GridColumn]:
        unit = wording.say("office_unit_thousand" if self.unit == 1000 else "office_unit_yen")
        found: list[GridColumn] = []
        for number, key in enumerate(KEYS):
            kind, width = _KINDS[key]
            label = wording.term(_WORDS.get(key, key)) if self.found is None else self.found.column_label(key)
            found.append(
                GridColumn(
                    key,
                    label,
                    unit if key in ("budget_current", "spent") else "",
                    kind,
                    frozen=number < FROZEN,
                    width_em=width,
                    strong=key == "project_name",
                    computed=key in ("budget_current", "execution_rate"),
                    filterable=kind is not ColumnKind.PROSE,
                )
            )
        return found

    def row_count(self) -> int:
        return len(self.entries)

    def cell(self, row: int, column: int) -> GridCell:
        entry, key = self.entries[row], KEYS[column]
        if isinstance(entry, SumRow):
            return self._sum_cell(entry, key)
        if key == "state":
            return GridCell(
                f"{state_word(entry.board.state)} {entry.board.filled}/{entry.board.needed}",
                state=STATES[entry.board.state],
                icon=ICONS[entry.board.state],
                tip=wording.say("overview_filled", filled=entry.board.filled, needed=entry.board.needed),
            )
        cell = entry.cells[key]
        text = self._text(cell, key)
        conflict = cell.state == "conflict"
        return GridCell(
            text,
            state=State.CONFLICT if conflict else None,
            tip=wording.say("overview_conflict")
            if conflict
            else cell.words
            if cell.value is not None
            else "",
            flags=CellFlag.NONE,
        )

    def is_summary(self, row: int) -> bool:
        return isinstance(self.entries[row], SumRow)

    def row_name(self, row: int) -> str:
        entry = self.entries[row]
        if isinstance(entry, SumRow):
            return entry.label
        return f"{entry.cells['office'].value} {entry.project} {entry.cells['project_name'].value}"

    def row_key(self, row: int) -> object:
        entry = self.entries[row]
        return entry.key if isinstance(entry, SumRow) else (entry.office, entry.project)

    def sort_key(self, row: int, column: int) -> tuple:
        entry, key = self.entries[row], KEYS[column]
        assert isinstance(entry, OverviewRow)
        value = entry.cells[key].value
        match key:
            case "office":
                return 0, self._ranks["office"][entry.office]
            case "field":
                return 0, self._ranks["field"][entry.field]
            case "number" | "project_name":
                return 0, self._ranks["project"][entry.project]
            case "state":
                return 0, URGENCY.index(entry.board.state), entry.board.filled - entry.board.needed
        if isinstance(value, int | Decimal):
            return 0, value
        return (1, "") if value is None else (0, value)

    def filter_text(self, row: int, column: int) -> str:
        entry, key = self.entries[row], KEYS[column]
        if isinstance(entry, SumRow):
            # A sum of one office or field is right beside a choice of that office or field, and nowhere else.
            return entry.group if key == self.grouping else "\0"
        if key == "state":
            return state_word(entry.board.state)
        return self._text(entry.cells[key], key)

    def search_text(self, row: int) -> str:
        entry = self.entries[row]
        if isinstance(entry, SumRow):
            return ""
        return "\x01".join([self._text(entry.cells[key], key) for key in KEYS])

    def search_lists(self, word: str) -> Sequence[Sequence[str]]:
        figures = all(sign in _SIGNS for sign in word)
        return [self._searched(key, figures=figures) for key in KEYS] if word else []

    def is_problem(self, row: int, column: int) -> bool:
        return self.cell(row, column).state is State.CONFLICT

    # -- inside --

    def _searched(self, key: str, *, figures: bool) -> list[str]:
        """The texts of a column by row; without ``figures`` those that stand there instead of a figure."""
        kept = self._lists.get((key, figures))
        if kept is None:
            if self._reports is None:
                self._reports = [entry for entry in self.entries if isinstance(entry, OverviewRow)]
                self._sum_rows = [row for row, entry in enumerate(self.entries) if isinstance(entry, SumRow)]
            # A list of 100,000 rows asks for more than a million texts, and most are there as they are.
            cells = [row.cells[key] for row in self._reports]
            values = list(map(_value, cells))
            kinds = set(map(type, values))
            if kinds <= {str} and key != "execution_rate":
                kept = values
            elif key in _FIGURES and not figures and kinds <= {int, Decimal}:
                kept = [""] * len(cells)
            elif key in _FIGURES and not figures:
                kept = [
                    "" if isinstance(cell.value, int | Decimal) else self._text(cell, key) for cell in cells
                ]
            elif kinds in ({int}, {Decimal}):
                texts = {value: self._figure(value, key) for value in set(values)}
                kept = [texts[value] for value in values]
            elif key in _FIGURES:
                kept = [self._text(cell, key) for cell in cells]
            else:
                kept = [
                    value
                    if type(value) is str
                    else ("" if cell.state == "empty" else cell.words)
                    if value is None
                    else self._text(cell, key)
                    for value, cell in zip(values, cells, strict=True)
                ]
            self._lists[key, figures] = kept = self._with_gaps(kept)
        return kept

    def _with_gaps(self, texts: list[str]) -> list[str]:
        """The texts of the reports, and nothing for the rows of sums between them."""
        found: list[str] = []
        for number, row in enumerate(self._sum_rows):
            found += texts[len(found) - number : row - number]
            found.append("")
        return [*found, *texts[len(found) - len(self._sum_rows) :]]

    def _text(self, cell: ListCell, key: str) -> str:
        value = cell.value
        if isinstance(value, str) and key != "execution_rate":
            return value
        if value is None:
            return "" if cell.state == "empty" else cell.words
        if isinstance(value, str):
            return rate_text(Decimal(value))
        found = self._written.get((key, value))
        if found is None:
            found = self._written[key, value] = self._figure(value, key)
        return found

    def _figure(self, value: int | Decimal, key: str) -> str:
        if key == "execution_rate":
            return rate_text(Decimal(value))
        return format_amount(value, self.unit) if isinstance(value, int) else str(value)

    def _sum_cell(self, entry: SumRow, key: str) -> GridCell:
        money = entry.money
        text = ""
        state = None
        if key == "project_name":
            text = entry.label
        elif key == self.grouping:
            text = entry.group
        elif key == "spent":
            amounts = {"gross": money.gross_yen, "elimination": money.elimination_yen, "net": money.net_yen}
            yen = amounts[entry.part]
            text = (
                "" if yen is None else format_amount(-yen if entry.part == "elimination" else yen, self.unit)
            )
            state = State.CONFLICT if money.conflict and entry.part != "elimination" else None
        elif entry.part == "gross" and key == "budget_current":
            text = "" if money.current_yen is None else format_amount(money.current_yen, self.unit)
        elif entry.part == "gross" and key == "execution_rate":
            text = rate_text(money.rate)
        elif entry.part == "gross" and key == "state":
            text = wording.say("overview_reported", reported=money.reported, expected=money.expected)
        tip = wording.say("overview_sum_conflict") if state is not None else ""
        return GridCell(text, state=state, tip=tip, flags=CellFlag.SUMMARY)

    def _entries(self) -> list[Entry]:
        found = self.found
        if found is None:
            return []
        rows = list(found.rows)
        order = {project.code: number for number, project in enumerate(found.plan.projects)}
        if self.grouping == "office":
            groups = [(body.key, body.name, found.offices[body.key]) for body in found.plan.bodies]
            return self._grouped(
                {key: [row for row in rows if row.office == key] for key, _, _ in groups}, groups
            )
        rows.sort(key=lambda row: order[row.project])  # stable: the order of the offices inside
        if self.grouping == "field":
            groups = [(field.code, field.name, found.fields[field.code]) for field in found.plan.fields]
            return self._grouped(
                {key: [row for row in rows if row.field == key] for key, _, _ in groups}, groups
            )
        return [*rows, *self._sums("", "", found.region)] if rows else []

    def _grouped(
        self, rows: dict[str, list[OverviewRow]], groups: Sequence[tuple[str, str, OverviewSum]]
    ) -> list[Entry]:
        assert self.found is not None
        entries: list[Entry] = []
        for key, name, money in groups:
            if rows[key]:
                entries += rows[key]
                entries += self._sums(key, name, money)
        if sum(bool(some) for some in rows.values()) > 1:
            entries += self._sums("", "", self.found.region)
        return entries

    def _sums(self, key: str, name: str, money: OverviewSum) -> list[SumRow]:
        """総計, 控除, 純計 where something is taken out, else one row."""
        label = name or wording.say("overview_region")
        if not money.elimination_yen:
            return [SumRow(f"{key}/gross", wording.say("overview_sum", name=label), name, money, "gross")]
        parts: tuple[Literal["gross", "elimination", "net"], ...] = ("gross", "elimination", "net")
        return [
            SumRow(f"{key}/{part}", wording.say(f"overview_sum_{part}", name=label), name, money, part)
            for part in parts
        ]


_WORDS = {"rating": "self_rating"}
_KINDS: dict[str, tuple[ColumnKind, float]] = {
    "office": (ColumnKind.TEXT, 4.8),
    "field": (ColumnKind.TEXT, 9.0),
    "number": (ColumnKind.NUMBER, 3.6),
    "project_name": (ColumnKind.TEXT, 13.0),
    "project_type": (ColumnKind.TEXT, 4.2),
    "progress_class": (ColumnKind.TEXT, 5.6),
    "budget_current": (ColumnKind.NUMBER, 6.5),
    "spent": (ColumnKind.NUMBER, 6.5),
    "execution_rate": (ColumnKind.NUMBER, 5.2),
    "rating": (ColumnKind.TEXT, 6.2),
    "done_text": (ColumnKind.PROSE, 14.0),
    "issues": (ColumnKind.PROSE, 10.0),
    "state": (ColumnKind.STATE, 8.6),
}
