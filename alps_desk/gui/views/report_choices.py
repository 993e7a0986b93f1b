"""What a report is made of: its form, the unit of its amounts, the letters of its CSV; and a word on conflicts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.reporting import FormView
from alps_desk.domain.plan import Plan
from alps_desk.domain.scope import WHOLE, Scope
from alps_desk.gui.theme import Space, State, TextRole, em
from alps_desk.gui.views.report_scope import ReportScope
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.fields import Segments
from alps_desk.gui.widgets.info_panel import Notice
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose, Text

_WIDTH_EM = 21


class ReportChoices(QFrame):
    """The column at the left of the preview.

    Args:
        asks_office: whether a form can be wanted for one body of several.

    Attributes:
        radios: form → its button.
        boxes: kind of file → whether all forms are written as it.

    Signals:
        form_picked(str), unit_picked(int), scope_picked(): the user chose.
        conflicts_pressed(): the way to the conflicts.
    """

    form_picked = Signal(str)
    unit_picked = Signal(int)
    scope_picked = Signal()
    conflicts_pressed = Signal()

    def __init__(
        self,
        forms: Sequence[FormView],
        form: str,
        unit: int,
        parent: QWidget | None = None,
        *,
        asks_office: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setProperty("box", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.M, Space.M, 2, Space.S)
        scroll = ScrollColumn()
        outer.addWidget(scroll)
        sheet = Sheet()
        column = sheet.column
        column.setContentsMargins(0, 0, Space.M, 0)
        column.setSpacing(Space.S)
        self.radios: dict[str, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self._add_forms(column, forms, form)
        self._scoped = {one.name for one in forms if one.scoped}
        self._scope = ReportScope(asks_office=asks_office)
        self._scope.picked.connect(self.scope_picked)
        column.addWidget(self._scope)
        self._show_scope(form)
        self._add_units(column, unit)
        self._add_encodings(column)
        self._add_kinds(column)
        self._told = QVBoxLayout()
        self._told.setSpacing(Space.XS)
        column.addLayout(self._told)
        column.addStretch(1)
        scroll.show_sheet(sheet)
        self._fit()

    @property
    def unit(self) -> int:
        """1 (円) or 1000 (千円)."""
        return int(self.units.current)

    @property
    def encoding(self) -> str:
        """Letters of the CSV: ``utf-8`` or ``cp932``."""
        return self.encodings.current

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of files that all forms are written as."""
        return tuple(kind for kind, box in self.boxes.items() if box.isChecked())

    def scope(self, form: str) -> Scope:
        """For which project and body a form is wanted; the whole year where it cannot be made so."""
        return self._scope.scope if form in self._scoped else WHOLE

    def show_plan(self, plan: Plan) -> None:
        """Offer the projects and bodies of a year."""
        self._scope.show_plan(plan)

    def pick(self, form: str) -> None:
        """Choose a form as a click would; an unknown one changes nothing."""
        if form in self.radios:
            self.radios[form].setChecked(True)

    def show_conflicts(self, count: int, *, may_settle: bool) -> None:
        """Say how many cells are provisional; 0 says nothing."""
        while (item := self._told.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if not count:
            return
        say = wording.say
        notice = Notice(State.CONFLICT, say("reports_conflicts", count=count), say("reports_conflicts_note"))
        notice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._told.addWidget(notice)
        if may_settle:
            button = Button(say("overview_to_conflicts"), Variant.LINK, icon="nav_conflict")
            button.clicked.connect(self.conflicts_pressed)
            self._told.addWidget(button)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(round(em(self) * _WIDTH_EM))

    def _add_forms(self, column: QVBoxLayout, forms: Sequence[FormView], chosen: str) -> None:
        column.addWidget(Text(wording.say("reports_forms"), TextRole.CARD, bold=True))
        for form in forms:
            radio = QRadioButton(form.title)
            radio.setProperty("form", form.name)
            radio.setChecked(form.name == chosen)
            radio.toggled.connect(self._toggled)
            self._group.addButton(radio)
            self.radios[form.name] = radio
            column.addWidget(radio)
            code = f"reports_form_{form.name}"
            if wording.knows(code):
                radio.setAccessibleDescription(wording.say(code))
                about = Prose(wording.say(code), TextRole.CAPTION, ink="secondary")
                about.setContentsMargins(Space.XL, 0, 0, Space.XS)
                # Only that of the chosen form, so that the list stays short and what follows it in view.
                if form.name != chosen:
                    about.hide()
                radio.toggled.connect(about.setVisible)
                column.addWidget(about)

    def _add_units(self, column: QVBoxLayout, unit: int) -> None:
        say = wording.say
        column.addSpacing(Space.S)
        column.addWidget(Text(say("reports_unit"), bold=True))
        units = [("1", say("office_unit_yen")), ("1000", say("office_unit_thousand"))]
        self.units = Segments(say("reports_unit"), units, str(unit))
        self.units.picked.connect(self._unit_picked)
        column.addWidget(self.units, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_encodings(self, column: QVBoxLayout) -> None:
        say = wording.say
        column.addSpacing(Space.S)
        column.addWidget(Text(say("reports_encoding"), bold=True))
        encodings = [("utf-8", say("reports_utf8")), ("cp932", say("reports_cp932"))]
        self.encodings = Segments(say("reports_encoding"), encodings, "utf-8")
        column.addWidget(self.encodings, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Prose(say("reports_encoding_note"), TextRole.CAPTION, ink="secondary"))
        column.addSpacing(Space.S)

    def _add_kinds(self, column: QVBoxLayout) -> None:
        say = wording.say
        column.addWidget(Text(say("reports_all_kinds"), bold=True))
        self.boxes: dict[str, QCheckBox] = {}
        for kind in ("pdf", "xlsx", "csv"):
            box = QCheckBox(say(f"reports_all_{kind}"))
            box.setAccessibleDescription(say("reports_all_kinds"))
            box.setChecked(kind != "csv")
            self.boxes[kind] = box
            column.addWidget(box)
        column.addSpacing(Space.S)

    def _toggled(self, checked: bool) -> None:
        if checked:
            form = str(self.sender().property("form"))
            self._show_scope(form)
            self.form_picked.emit(form)

    def _show_scope(self, form: str) -> None:
        self._scope.setVisible(form in self._scoped)

    def _unit_picked(self, key: str) -> None:
        self.unit_picked.emit(int(key))
