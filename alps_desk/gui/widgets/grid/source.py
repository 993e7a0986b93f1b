"""What a grid shows and what it tells when something is typed: values and the interface a page implements.

A page makes a subclass of ``GridSource`` over its own data. The grid asks for cells as it paints and hands over
what was typed; it never keeps a value of its own. Row and column numbers here are those of the source: sorting
and filtering happen in front of it and do not change them.

    class ProgressSource(GridSource):
        def columns(self): return COLUMNS
        def row_count(self): return len(self._rows)
        def cell(self, row, column): return GridCell("3,310", raw="3310", state=State.WARNING, tip="予算額を超えています")
        def edit_many(self, edits, name): ...; self.cells_changed.emit(rows); return report
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, Flag, StrEnum, auto

from PySide6.QtCore import QObject, Signal

from alps_desk import wording
from alps_desk.gui.theme import State
from alps_desk.paper.sparkline import Spark


class ColumnKind(StrEnum):
    """What a column holds; decides alignment, editor and whether the input method is on."""

    TEXT = "text"
    """One line."""
    PROSE = "prose"
    """Several lines, edited in a box over the cell."""
    NUMBER = "number"
    """Right-aligned figures; never cut off. Input method off."""
    DATE = "date"
    """Input method off; Alt+↓ opens a calendar."""
    CHOICE = "choice"
    """One of ``choices``; Alt+↓ opens them."""
    STATE = "state"
    """Icon and word in the colour of the cell's state; never edited."""
    SPARK = "spark"
    """A small line of figures over years; never edited."""


class Align(Enum):
    """Where the text of a cell stands; None in a column means as its kind wants it."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True)
class GridColumn:
    """A column.

    Attributes:
        key: its name in the program.
        heading: label, without the unit.
        unit: shown under the heading in brackets.
        kind: see ``ColumnKind``.
        editable: whether its cells can be typed into at all.
        frozen: stays at the left when the rest scrolls; frozen columns come first.
        width_em: first width in widths of 「あ」; columns of figures grow with their widest figure.
        choices: for CHOICE.
        align: None = as the kind wants it.
        strong: bold text.
        computed: figures of the program: pale, without frame.
        limit: characters a PROSE cell should keep to; shown by the counter, None = no limit.
        input_method: None = as the kind wants it (off for figures, dates and choices in Latin letters).
        filterable: whether its heading offers a list of values.
    """

    key: str
    heading: str
    unit: str = ""
    kind: ColumnKind = ColumnKind.TEXT
    editable: bool = False
    frozen: bool = False
    width_em: float = 8.0
    choices: tuple[str, ...] = ()
    align: Align | None = None
    strong: bool = False
    computed: bool = False
    limit: int | None = None
    input_method: bool | None = None
    filterable: bool = True

    @property
    def alignment(self) -> Align:
        """Where the text stands."""
        if self.align is not None:
            return self.align
        if self.kind is ColumnKind.NUMBER:
            return Align.RIGHT
        return Align.CENTRE if self.kind is ColumnKind.CHOICE else Align.LEFT

    @property
    def takes_input_method(self) -> bool:
        """Whether kana can be typed into it."""
        if self.input_method is not None:
            return self.input_method
        if self.kind is ColumnKind.CHOICE:
            return any(not choice.isascii() for choice in self.choices)
        return self.kind in (ColumnKind.TEXT, ColumnKind.PROSE)

    @property
    def full_heading(self) -> str:
        """Heading with unit, on one line."""
        return f"{self.heading}（{self.unit}）" if self.unit else self.heading


class CellFlag(Flag):
    """Marks of a cell besides its state."""

    NONE = 0
    MISSING = auto()
    """Empty although it must be filled: dashed box with 「未」."""
    UNEXPORTED = auto()
    """Not in an exchange file yet: blue bar at the left."""
    COMMENT = auto()
    """Somebody wrote about it: triangle in the corner."""
    LOCKED = auto()
    """Cannot be changed now: grey, with a lock in editable columns."""
    FADED = auto()
    """Does not count here (対象外): grey text; with LOCKED, a cell the row does not have: grey without a lock."""
    COPIED = auto()
    """Taken over from an earlier report: a small sign before the text."""
    CONFIRMED = auto()
    """Looked at and confirmed to be unchanged: a small tick before the text."""
    SUMMARY = auto()
    """Belongs to a row of sums: bold on the colour of headings."""


@dataclass(frozen=True)
class GridCell:
    """One cell as it is shown.

    Attributes:
        text: what is shown.
        raw: what is shown in the editor and copied; None = ``text``.
        state: WARNING, ERROR, RETURNED, CONFLICT … tints the cell; in a STATE column gives icon and colour.
        flags: marks.
        tip: what the state means, one sentence; tool tip, and read out.
        spoken: what a screen reader says instead of ``text``; None = ``text``.
        icon: in a STATE column another picture than the state's own; None = that one.
        spark: what a SPARK column draws; the text is its words.
    """

    text: str = ""
    raw: str | None = None
    state: State | None = None
    flags: CellFlag = CellFlag.NONE
    tip: str = ""
    spoken: str | None = None
    icon: str | None = None
    spark: Spark | None = None

    @property
    def edit_text(self) -> str:
        """What is shown in the editor and copied."""
        return self.text if self.raw is None else self.raw

    @property
    def locked(self) -> bool:
        """Whether it cannot be changed now."""
        return CellFlag.LOCKED in self.flags


class Outcome(StrEnum):
    """What became of something typed."""

    TAKEN = "taken"
    SAME = "same"
    """It was there already."""
    NORMALISED = "normalised"
    """Taken in another writing (１２ → 12)."""
    MARKED = "marked"
    """Kept as typed and marked as an error or 要確認."""
    REFUSED = "refused"
    """Not taken; the cell is as before."""


@dataclass(frozen=True)
class CellEdit:
    """Something typed or pasted for one cell of the source."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Verdict:
    """What became of one edit.

    Attributes:
        edit: what was typed.
        outcome: what became of it.
        text: what stands in the cell now.
        message: why, for MARKED and REFUSED.
        reason: for REFUSED: ``locked``, ``narrow`` (``####``) or ``merged`` (the rest of a merged cell).
    """

    edit: CellEdit
    outcome: Outcome
    text: str = ""
    message: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PasteReport:
    """What became of one paste, fill or clearing.

    Attributes:
        name: of the undo step, as 貼り付け 12欄.
        verdicts: one for every cell.
        kind: ``paste``, ``cut``, ``clear`` or ``fill``; set by the grid.
        cut_rows, cut_columns: how much of the block stood over the edge of the table and was left out.
    """

    name: str
    verdicts: tuple[Verdict, ...] = ()
    kind: str = "paste"
    cut_rows: int = 0
    cut_columns: int = 0

    def count(self, *outcomes: Outcome) -> int:
        """How many cells had one of these outcomes."""
        return sum(1 for verdict in self.verdicts if verdict.outcome in outcomes)

    @property
    def changed(self) -> int:
        """How many cells took the new text (also those that had it already)."""
        return len(self.verdicts) - self.count(Outcome.REFUSED)


class GridSource(QObject):
    """The data behind a grid; a page makes a subclass.

    Signals:
        cells_changed(list[int]): cells of these rows are to be asked for again; empty = of all rows.
        rows_changed(): the rows themselves are others.
        columns_changed(): the columns are others (another unit, another period).
    """

    cells_changed = Signal(list)
    rows_changed = Signal()
    columns_changed = Signal()

    def columns(self) -> Sequence[GridColumn]:
        """The columns, frozen ones first."""
        raise NotImplementedError

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def cell(self, row: int, column: int) -> GridCell:
        """One cell. Called while painting: must be quick and must not ask the store."""
        raise NotImplementedError

    def edit_many(self, edits: Sequence[CellEdit], name: str) -> PasteReport:
        """Take several edits as one named step that can be undone.

        Refuses nothing because of its content: what does not fit is kept and marked (``Outcome.MARKED``).
        Emits ``cells_changed`` before it returns. Cells of columns that are not editable and locked cells are
        sorted out by the grid before.
        """
        raise NotImplementedError

    def edit(self, row: int, column: int, text: str) -> Verdict:
        """Take one edit as a step of its own."""
        edit = CellEdit(row, column, text)
        name = wording.say("gui_grid_step_edit", heading=self.columns()[column].heading)
        return self.edit_many((edit,), name).verdicts[0]

    # -- may be left as they are --

    def row_name(self, row: int) -> str:
        """How a row is called in lists and by screen readers."""
        return " ".join(
            self.cell(row, number).text for number, column in enumerate(self.columns()) if column.frozen
        )

    def is_summary(self, row: int) -> bool:
        """Whether a row sums up others: it is left out when rows are sorted, and of the lists of values."""
        return False

    def row_key(self, row: int) -> object:
        """What a row is, whatever its number: the cursor and an open editor follow it when rows change."""
        return row

    def sort_key(self, row: int, column: int) -> tuple:
        """What rows are sorted by; empty cells come last in both directions when it starts with 1."""
        cell = self.cell(row, column)
        if self.columns()[column].kind is ColumnKind.NUMBER:
            return _number_key(cell.edit_text)
        return (0 if cell.text else 1, cell.text)

    def filter_text(self, row: int, column: int) -> str:
        """Under which value a row stands in the list of a heading."""
        return self.cell(row, column).text

    def search_text(self, row: int) -> str:
        """What a search looks through, as it is; the grid compares folded copies (``domain.search_key``)."""
        # Parted by a sign that folding keeps: no word is found across two cells.
        return "\x01".join(self.cell(row, number).text for number in range(len(self.columns())))

    def search_lists(self, word: str) -> Sequence[Sequence[str]] | None:
        """The texts of ``search_text`` by column, each column for all rows, for sources of very many rows.

        Args:
            word: folded; columns and figures that cannot hold it may be left out (an empty text for a figure).

        None, as here: the source is asked row by row.
        """
        return None

    def is_problem(self, row: int, column: int) -> bool:
        """Whether F8 stops here."""
        cell = self.cell(row, column)
        states = (State.ERROR, State.WARNING, State.RETURNED, State.CONFLICT)
        editable = self.columns()[column].editable
        return editable and (cell.state in states or CellFlag.MISSING in cell.flags)

    def why_locked(self, row: int, column: int) -> str:
        """Why a cell cannot be changed, one sentence."""
        return wording.say("gui_grid_locked")

    def today(self) -> str:
        """Today as 2026-04-01, for Ctrl+; and the calendar; empty = unknown. From the clock of the program."""
        return ""

    def day_of(self, row: int, column: int) -> str:
        """The date in a cell as 2026-04-01, where the calendar opens; empty = none."""
        return ""

    def year_name(self, year: int) -> str:
        """A calendar year with its era, for the calendar."""
        return f"{year}年"

    def undo_name(self) -> str | None:
        """What would be undone, as 貼り付け 12欄; None if there is nothing."""
        return None

    def redo_name(self) -> str | None:
        """What would be done again; None if there is nothing."""
        return None

    def undo(self) -> Sequence[tuple[int, int]]:
        """Undo the last step; returns its cells, so that the grid can show them."""
        return ()

    def redo(self) -> Sequence[tuple[int, int]]:
        """Do it again; returns its cells."""
        return ()


def _number_key(text: str) -> tuple:
    """Figures by their value, other text after them, empty cells last."""
    plain = text.replace(",", "").replace("△", "-")
    try:
        return (0, 0, float(plain), "")
    except ValueError:
        return (0, 1, 0.0, text) if text else (1, 0, 0.0, "")
