"""What goes into a chosen cell of somebody's own form: words, one figure, or a list downward."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.filling import FACTS, BlockSource, CellSource, Place, ReportChoice
from alps_desk.app.reporting import FormView
from alps_desk.domain.plan import Plan
from alps_desk.gui.theme import Space, TextRole, em
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.text import Text

_LIST_COLUMNS = 6
"""Columns of a list that are offered from the chosen cell to the right."""
_ROWS = 10


class _Narrow(Selector):
    """A list that is as wide as its place, whatever stands in it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(em(self) * 8, super().sizeHint().height())

    def showPopup(self) -> None:
        self.view().setMinimumWidth(super().sizeHint().width())
        super().showPopup()


class FormSource(QWidget):
    """The column at the right.

    Attributes:
        cell: the chosen cell, "" if none.
        foot: its buttons, for a place that stays in view when the column is scrolled.

    Signals:
        form_picked(str): the columns of this report are wanted (``show_choice``).
        put(object): a ``CellSource`` or ``BlockSource``.
        taken_away(str): nothing is to go into this cell.
    """

    form_picked = Signal(str)
    put = Signal(object)
    taken_away = Signal(str)

    def __init__(self, forms: Sequence[FormView], plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say = wording.say
        self.cell, self._sheet, self._column = "", "", 0
        self._choice: ReportChoice | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        self.heading = Text(say("fill_no_cell"), TextRole.CARD, bold=True)
        box.addWidget(self.heading)
        kinds = [(one, say(f"fill_as_{one}")) for one in ("figure", "list", "fact")]
        self.kind = Segments(say("fill_what"), kinds, "figure")
        self.kind.picked.connect(self._show_kind)
        box.addWidget(self.kind)
        self._rows: dict[str, QWidget] = {}
        self.form = self._add(box, "form", [(one.name, one.title) for one in forms])
        self.form.picked.connect(self._form_picked)
        self.column = self._add(box, "column", [])
        nothing = ("", say("fill_any"))
        projects = [nothing, *((one.code, one.name) for one in plan.projects)]
        self.project = self._add(box, "project", projects)
        self.office = self._add(box, "office", [nothing, *((one.key, one.name) for one in plan.bodies)])
        self.label = self._add(box, "label", [nothing])
        units = [(one, say(f"public_unit_{one}")) for one in ("1000", "1")]
        self.unit = self._add(box, "unit", units)
        self.rows = QSpinBox()
        self.rows.setRange(1, 1000)
        self.rows.setValue(_ROWS)
        self.rows.setAccessibleName(say("fill_rows"))
        self._hold(box, "rows", self.rows)
        self.columns: list[Selector] = []
        for number in range(_LIST_COLUMNS):
            selector = _Narrow(say("fill_list_columns"))
            self.columns.append(selector)
            self._hold(box, f"list{number}", selector)
        self.fact = self._add(box, "fact", [(one, say(f"fact_{one}")) for one in FACTS])
        box.addStretch(1)
        self.foot = QWidget()
        below = QVBoxLayout(self.foot)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(Space.XS)
        self.do = Button(say("fill_put"), Variant.PRIMARY, icon="act_add")
        self.do.clicked.connect(self._put)
        below.addWidget(self.do)
        self.undo = Button(say("fill_take_away"), icon="act_remove")
        self.undo.clicked.connect(self._take_away)
        below.addWidget(self.undo)
        self._show_kind()
        self.choose("", "", 0)

    def choose(self, sheet: str, cell: str, column: int) -> None:
        """A cell was chosen; "" = one that may hold no value."""
        say = wording.say
        self._sheet, self.cell, self._column = sheet, cell, column
        self.heading.setText(say("fill_cell", cell=cell) if cell else say("fill_no_cell"))
        self.do.setEnabled(bool(cell))
        self.undo.setEnabled(bool(cell))
        for number in range(_LIST_COLUMNS):
            name = self._rows[f"list{number}"].findChild(Text)
            if name is not None:
                name.setText(say("fill_list_column", column=Place("", 1, column + number).cell[:-1]))

    def show_choice(self, choice: ReportChoice) -> None:
        """Offer the columns of a report."""
        self._choice = choice
        nothing = ("", wording.say("fill_any"))
        self.column.fill(list(choice.columns), choice.columns[0][0] if choice.columns else "")
        self.label.fill([nothing, *((one, one) for one in choice.labels)], "")
        for selector in self.columns:
            selector.fill([nothing, *choice.columns], "")

    def ask_first(self) -> None:
        """Ask for the columns of the report that is shown first."""
        self._form_picked()

    def _add(self, box: QVBoxLayout, name: str, entries: list[tuple[str, str]]) -> Selector:
        selector = _Narrow(wording.say(f"fill_{name}"))
        selector.fill(entries, entries[0][0] if entries else "")
        self._hold(box, name, selector)
        return selector

    def _hold(self, box: QVBoxLayout, name: str, field: QWidget) -> None:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Text(field.accessibleName(), ink="secondary"))
        column.addWidget(field)
        box.addWidget(row)
        self._rows[name] = row

    def _show_kind(self, *_picked: str) -> None:
        kind = self.kind.current
        shown = {
            "figure": {"form", "column", "project", "office", "label", "unit"},
            "list": {
                "form",
                "office",
                "project",
                "rows",
                "unit",
                *(f"list{number}" for number in range(_LIST_COLUMNS)),
            },
            "fact": {"fact"},
        }[kind]
        for name, row in self._rows.items():
            row.setVisible(name in shown)

    def _form_picked(self, *_picked: object) -> None:
        self.form_picked.emit(str(self.form.currentData() or ""))

    def _put(self) -> None:
        unit = int(self.unit.currentData() or 1)
        form = str(self.form.currentData() or "")
        project, office = str(self.project.currentData() or ""), str(self.office.currentData() or "")
        match self.kind.current:
            case "fact":
                source: CellSource | BlockSource = CellSource(
                    self.cell, self._sheet, fact=str(self.fact.currentData())
                )
            case "list":
                columns = {
                    Place("", 1, self._column + number).cell[:-1]: str(selector.currentData())
                    for number, selector in enumerate(self.columns)
                    if selector.currentData()
                }
                if not columns:
                    return
                source = BlockSource(
                    self.cell, self.rows.value(), form, columns, self._sheet, project, office, unit
                )
            case _:
                source = CellSource(
                    self.cell, self._sheet, form=form, column=str(self.column.currentData() or ""), project=project,
                    office=office, label=str(self.label.currentData() or ""), unit=unit,
                )  # fmt: skip
        self.put.emit(source)

    def _take_away(self) -> None:
        self.taken_away.emit(self.cell)
