"""What an entry form holds and what is wrong with it, as the screen knows it now; nothing here changes a cell.

Grid, form and panel read it; ``EntryBook`` asks the desk for it and writes into it what is typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from alps_desk.app.entry import EntryRow, choices_of
from alps_desk.app.returning import ReturnView
from alps_desk.domain.cells import CellState
from alps_desk.domain.entry_text import field_text, year_text
from alps_desk.domain.origin import Origin, parse_why, reason_in
from alps_desk.domain.records import Field
from alps_desk.domain.rules import JUMP, Finding, check_part
from alps_desk.domain.scales import scale_field, scale_of
from alps_desk.domain.shown import EMPTY, Shown
from alps_desk.gui.forms.entry_snapshot import Place, Snapshot
from alps_desk.gui.forms.entry_steps import Draft


class KnownCells(QObject):
    """The cells.

    Signals:
        reshaped(): rows or columns are others (another year, period, office, unit).
        changed(list[int]): cells of these rows changed; empty = of all rows.
    """

    reshaped = Signal()
    changed = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.unit = 1
        self.snapshot: Snapshot | None = None
        self.behalf_of = ""
        self._figures: dict[Place, Shown] = {}
        self._unexported: set[Place] = set()
        self._drafts: dict[Place, Draft] = {}
        self._findings: list[list[Finding]] = []
        self._found: dict[Place, list[Finding]] = {}
        self._whys: dict[Place, str] = {}
        self._reasons: dict[Place, str] = {}

    # -- what there is --

    @property
    def rows(self) -> tuple[EntryRow, ...]:
        """The rows; none before the first answer of the desk."""
        return self.snapshot.rows if self.snapshot is not None else ()

    def place(self, row: int, column: str) -> tuple[Place, Field] | None:
        """Where a cell is kept; None if the row has no such cell."""
        found = self.rows[row].targets.get(column)
        return None if found is None else ((found[0], found[1].name), found[1])

    def shown(self, place: Place) -> Shown:
        """What is stored in a place, as far as is known here."""
        return self._figures.get(place, EMPTY)

    def number(self, row: int, column: str) -> int | None:
        """The number in a cell, if there is one."""
        found = self.place(row, column)
        value = self.shown(found[0]).cell.value if found is not None else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def scale(self, place: Place) -> str:
        """The scale that a rating, of this year or the last, was made with; "" for anything else."""
        if not scale_field(*place):
            return ""
        snapshot = self.snapshot
        last = scale_of(snapshot.last_figures, *place) if snapshot is not None else ""
        return scale_of(self._figures, *place) or last

    def origin(self, place: Place) -> Origin | None:
        """Where the value came from: copied, or confirmed unchanged."""
        return parse_why(self._whys.get(place, ""))[0]

    def reason(self, place: Place) -> str:
        """The sentence that was given with the value, "" if none."""
        return reason_in(self._whys.get(place, "")) or self._reasons.get(place, "")

    def reason_given(self, place: Place) -> str:
        """The sentence that was given with a value of another report."""
        return self._reasons.get(place, "")

    def draft(self, place: Place) -> Draft | None:
        """What was typed over a place without being stored."""
        return self._drafts.get(place)

    def cell_of(self, place: Place) -> tuple[int, str] | None:
        """Row and column of a place; None when no row shows it."""
        found = self._cells_of([place])
        return found[0] if found else None

    def edit_text(self, place: Place, field: Field) -> str:
        """What stands in the field while it is edited: exact, so that it can be typed again."""
        draft = self._drafts.get(place)
        if draft is not None:
            return draft.text
        assert self.snapshot is not None
        assert field.kind != "keys"
        if field.kind == "int":
            return year_text(self.shown(place).cell)
        plan = self.snapshot.plan
        choices = choices_of(plan, field, self.scale(place)) if field.kind == "choice" else ()
        cell = self.shown(place).cell
        text = field_text(
            field.kind, cell, unit=self.typing_unit, decimals=self.decimals(place), choices=choices
        )
        if isinstance(cell.value, int) and field.kind in ("yen", "count", "decimal"):
            # As spreadsheets edit and copy figures: a digit put at the end must not make 412,0000.
            return text.replace(",", "").replace("△", "-")
        return text

    @property
    def typing_unit(self) -> int:
        """What typed digits of an amount count: 1 (円) or 1000 (千円)."""
        return self.unit

    def decimals(self, place: Place) -> int:
        """Digits after the point of a number kept in its smallest step."""
        return 0

    def is_locked(self, place: Place) -> bool:
        """Whether a place may not be changed here: it was submitted."""
        # For another office the union may always enter.
        return self.snapshot is not None and not self.behalf_of and self.snapshot.standing.locked(place)

    def returned(self, place: Place) -> Sequence[ReturnView]:
        """What the union sent back of a place and has not settled yet."""
        return self.snapshot.standing.returned(place) if self.snapshot is not None else ()

    def is_unexported(self, place: Place) -> bool:
        """Whether a place was changed here since the last exchange file."""
        return place in self._unexported

    def is_required(self, row: int, column: str) -> bool:
        """Whether a cell must be filled before the report is complete."""
        return column in self.rows[row].required

    def findings(self, place: Place) -> Sequence[Finding]:
        """What the checks say about a place."""
        return self._found.get(place, ())

    def row_findings(self, row: int) -> Sequence[Finding]:
        """What the checks say about all cells of a row."""
        return self._findings[row]

    def has_draft(self, row: int) -> bool:
        """Whether something in a row is not stored."""
        return any((record, field.name) in self._drafts for record, field in self.rows[row].targets.values())

    def records_with(self, prefix: str) -> set[str]:
        """Records whose id begins so and that hold anything, stored or not."""
        found = {
            record
            for (record, _), shown in self._figures.items()
            if record.startswith(prefix) and shown.cell.state is not CellState.EMPTY
        }
        return found | {record for record, _ in self._drafts if record.startswith(prefix)}

    def filled(self, row: int) -> tuple[int, int]:
        """How many of the cells that must be filled are, and how many there are."""
        places = [self.place(row, column) for column in self.rows[row].required]
        there = [found[0] for found in places if found is not None]
        done = sum(self.shown(place).cell.state is not CellState.EMPTY for place in there)
        return done, len(there)

    def untouched(self, row: int) -> bool:
        """Whether nothing at all was entered in a row."""
        return all(
            self.shown((record, field.name)).cell.state is CellState.EMPTY
            for record, field in self.rows[row].targets.values()
        )

    # -- what is wrong --

    def _check(self, rows: Iterable[int]) -> None:
        snapshot = self.snapshot
        assert snapshot is not None
        if len(self._findings) != len(snapshot.rows):
            self._findings = [[] for _ in snapshot.rows]
        for row in rows:
            self._findings[row] = [
                one
                for one in self._check_row(snapshot, row)
                if one.code != JUMP or not self.reason((one.record, one.field))
            ]
        self._found = {}
        for findings in self._findings:
            for finding in findings:
                self._found.setdefault((finding.record, finding.field), []).append(finding)

    def _check_row(self, snapshot: Snapshot, row: int) -> list[Finding]:
        """What the checks find in a row."""
        part = snapshot.rows[row].part
        earlier = snapshot.last_figures if snapshot.earlier is None else snapshot.earlier
        return check_part(snapshot.plan, snapshot.period, part, self._figures, earlier)

    def _rows_of(self, places: Iterable[Place]) -> list[int]:
        """Rows of the projects that hold these places: the checks compare the parts of a project."""
        records = {record for record, _ in places}
        projects = {
            row.part.project.code
            for row in self.rows
            if any(record in records for record, _ in row.targets.values())
        }
        return [number for number, row in enumerate(self.rows) if row.part.project.code in projects]

    def _cells_of(self, places: Iterable[Place]) -> list[tuple[int, str]]:
        wanted = set(places)
        return [
            (number, column)
            for number, row in enumerate(self.rows)
            for column, (record, field) in row.targets.items()
            if (record, field.name) in wanted
        ]

    def _worst_first(self, place: Place) -> list[Finding]:
        order = {"error": 0, "warning": 1, "missing": 2}
        return sorted(self.findings(place), key=lambda finding: order[finding.level])
