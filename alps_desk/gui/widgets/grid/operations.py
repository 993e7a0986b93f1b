"""Changes of many cells at once: paste, cut, clear, fill. Each is one step that can be undone.

Cells that cannot be changed are sorted out here and reported as refused; the rest goes to the source in one call.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from alps_desk import wording
from alps_desk.gui.widgets.grid import clipboard
from alps_desk.gui.widgets.grid.model import GridModel
from alps_desk.gui.widgets.grid.selection import Block
from alps_desk.gui.widgets.grid.source import CellEdit, ColumnKind, Outcome, PasteReport, Verdict

_TOO_NARROW = re.compile(r"#{2,}")
Place = tuple[int, int]


class GridOperations:
    """What the keys and the menu do to several cells. Places are those of the view."""

    def __init__(self, model: GridModel) -> None:
        self._model = model

    def copy(self, block: Block) -> None:
        """Put a block on the clipboard as text and as a table for spreadsheets."""
        model = self._model
        columns = range(block.left, block.right + 1)
        rows = [
            [model.cell(row, column).edit_text for column in columns]
            for row in range(block.top, block.bottom + 1)
        ]
        figures = [model.columns[column].kind is ColumnKind.NUMBER for column in columns]
        QGuiApplication.clipboard().setMimeData(clipboard.to_mime(rows, figures=figures))

    def can_paste(self) -> bool:
        """Whether there is text on the clipboard."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if data is None:
            return False
        return data.hasText() or data.hasHtml() or data.hasFormat(clipboard.XML_FORMAT)

    def paste(self, selected: Sequence[Place], block: Block | None) -> tuple[PasteReport, Block] | None:
        """Paste the clipboard.

        One value fills the selection. A block starts at the upper left selected cell, is repeated when the
        selection is a multiple of it, and is cut off at the edge of the table: rows are never added.

        Args:
            selected: selected cells.
            block: the selection when it is a rectangle.

        Returns:
            What became of it and the cells it went to; None when the clipboard has no text.

        Raises:
            clipboard.TooLarge: more than anybody pastes on purpose.
        """
        pasted = clipboard.from_clipboard(QGuiApplication.clipboard().mimeData())
        if pasted is None or not selected:
            return None
        high, wide = pasted.rows, pasted.columns
        if high == wide == 1:
            places = [(place, self._text(pasted, 0, 0, place[1])) for place in selected]
            target = block or Block.between(selected[0], selected[-1])
            return self._apply(places, "paste"), target
        top = min(row for row, _ in selected)
        left = min(column for _, column in selected)
        if block is not None and block.rows % high == 0 and block.columns % wide == 0:
            rows, columns = block.rows, block.columns
        else:
            rows, columns = high, wide
        fits_rows = min(rows, self._model.rowCount() - top)
        fits_columns = min(columns, self._model.columnCount() - left)
        places = [
            ((top + row, left + column), self._text(pasted, row % high, column % wide, left + column))
            for row in range(fits_rows)
            for column in range(fits_columns)
        ]
        target = Block(top, left, top + fits_rows - 1, left + fits_columns - 1)
        report = self._apply(places, "paste", rows - fits_rows, columns - fits_columns)
        return report, target

    def _text(self, pasted: clipboard.Pasted, row: int, column: int, into: int) -> str | None:
        """What one cell of the clipboard is for a column of the grid; None for the rest of a merged cell."""
        if pasted.covered(row, column):
            return None
        exact = self._model.columns[into].kind in (ColumnKind.NUMBER, ColumnKind.DATE)
        return pasted.text(row, column, exact=exact)

    def clear(self, selected: Sequence[Place], kind: str = "clear") -> PasteReport:
        """Empty cells; those that are empty already are left out."""
        return self._apply(
            [(place, "") for place in selected if self._model.cell(*place).edit_text or len(selected) == 1],
            kind,
        )

    def fill(self, selected: Sequence[Place], text: str) -> PasteReport:
        """The same text into all cells."""
        return self._apply([(place, text) for place in selected], "fill")

    def fill_down(self, block: Block) -> PasteReport | None:
        """The first row of a block into the rows below; a single row takes from the row above."""
        if block.rows == 1:
            if block.top == 0:
                return None
            block = Block(block.top - 1, block.left, block.bottom, block.right)
        return self._apply(
            [
                ((row, column), self._model.cell(block.top, column).edit_text)
                for row in range(block.top + 1, block.bottom + 1)
                for column in range(block.left, block.right + 1)
            ],
            "fill",
        )

    def fill_right(self, block: Block) -> PasteReport | None:
        """The first column of a block into those at its right; a single column takes from its left."""
        if block.columns == 1:
            if block.left == 0:
                return None
            block = Block(block.top, block.left - 1, block.bottom, block.right)
        return self._apply(
            [
                ((row, column), self._model.cell(row, block.left).edit_text)
                for row in range(block.top, block.bottom + 1)
                for column in range(block.left + 1, block.right + 1)
            ],
            "fill",
        )

    def fill_from(self, origin: Block, over: Block) -> PasteReport:
        """Repeat a block over a larger one, as the fill handle does."""
        places = []
        for row, column in over.cells():
            if origin.top <= row <= origin.bottom and origin.left <= column <= origin.right:
                continue
            from_row = origin.top + (row - origin.top) % origin.rows
            from_column = origin.left + (column - origin.left) % origin.columns
            places.append(((row, column), self._model.cell(from_row, from_column).edit_text))
        return self._apply(places, "fill")

    def _apply(
        self,
        places: Sequence[tuple[Place, str | None]],
        kind: str,
        cut_rows: int = 0,
        cut_columns: int = 0,
    ) -> PasteReport:
        model = self._model
        edits: list[CellEdit] = []
        refused: list[Verdict] = []

        def refuse(edit: CellEdit, place: Place, why: str, reason: str) -> None:
            refused.append(Verdict(edit, Outcome.REFUSED, model.cell(*place).edit_text, why, reason))

        for (row, column), text in places:
            edit = CellEdit(model.source_row(row), column, text or "")
            if not model.can_edit(row, column):
                refuse(edit, (row, column), model.source.why_locked(edit.row, column), "locked")
            elif text is None:
                refuse(edit, (row, column), wording.say("gui_grid_merged"), "merged")
            elif _TOO_NARROW.fullmatch(text.strip()):
                refuse(edit, (row, column), wording.say("gui_grid_too_narrow"), "narrow")
            else:
                edits.append(edit)
        name = wording.say(f"gui_grid_step_{kind}", count=len(edits))
        done: tuple[Verdict, ...] = ()
        if edits:
            done = model.source.edit_many(tuple(edits), name).verdicts
        return PasteReport(name, (*done, *refused), kind, cut_rows, cut_columns)


def sentence(report: PasteReport) -> str:
    """What became of it, for the line above the table."""
    refused = [verdict.reason for verdict in report.verdicts if verdict.outcome is Outcome.REFUSED]
    narrow, merged = refused.count("narrow"), refused.count("merged")
    locked = len(refused) - narrow - merged
    kind = report.kind
    if report.changed and locked:
        words = [wording.say(f"gui_grid_report_{kind}_skipped", count=report.changed, skipped=locked)]
    elif report.changed:
        words = [wording.say(f"gui_grid_report_{kind}", count=report.changed)]
    elif locked:
        words = [wording.say("gui_grid_report_nothing", skipped=locked)]
    else:
        words = []
    for count, code in (
        (narrow, "gui_grid_report_narrow"),
        (merged, "gui_grid_report_merged"),
        (report.count(Outcome.NORMALISED), "gui_grid_report_normalised"),
        (report.count(Outcome.MARKED), "gui_grid_report_marked"),
        (report.cut_rows, "gui_grid_report_cut_rows"),
        (report.cut_columns, "gui_grid_report_cut_columns"),
    ):
        if count:
            words.append(wording.say(code, count=count))
    return "".join(words)
