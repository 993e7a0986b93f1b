"""A grid that is typed into like a spreadsheet.

See ``source`` for what a page implements, ``view`` for the grid, ``pane`` for the grid with what belongs around it.
"""

from alps_desk.gui.widgets.grid.pane import GridPane
from alps_desk.gui.widgets.grid.source import (
    Align,
    CellEdit,
    CellFlag,
    ColumnKind,
    GridCell,
    GridColumn,
    GridSource,
    Outcome,
    PasteReport,
    Verdict,
)
from alps_desk.gui.widgets.grid.view import Grid

__all__ = [
    "Align",
    "CellEdit",
    "CellFlag",
    "ColumnKind",
    "Grid",
    "GridCell",
    "GridColumn",
    "GridPane",
    "GridSource",
    "Outcome",
    "PasteReport",
    "Verdict",
]
