"""自分たちの様式に書き込む: a window with the form as a table, what goes into the chosen cell, and how it looks filled.

Promise: the form itself is never changed; what is shown in yellow is what will be written, with the figures of now; how
the form is filled is remembered once it was written, and offered the next time it is opened.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app import filling
from alps_desk.app.commands import FillTemplate
from alps_desk.app.describing import period_label
from alps_desk.app.desk import Desk
from alps_desk.app.filling import (
    BlockSource,
    CellSource,
    Filled,
    Filling,
    ReportChoice,
    Template,
    TemplateMapping,
)
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.errors import Refusal
from alps_desk.gui.messages import FileKind, sentence
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State, TextRole, em
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.views.form_picture import FormPicture
from alps_desk.gui.views.form_source import FormSource
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.mapping_foot import MappingFoot
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.fields import FieldNote
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose

_SOURCE_EM = 20


class FillWindow(QDialog):
    """The window; the screens behind it stay usable.

    Attributes:
        mapping: what goes where so far.
        filling: what that comes to with the figures of now, None while it is refused.
    """

    def __init__(
        self, session: Session, path: Path, template: Template, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        say = wording.say
        self._session, self._path, self._template = session, path, template
        self.filling: Filling | None = None
        kept = session.desk.kept_mapping(template, path.name)
        self.mapping = kept or TemplateMapping(path.name, template.sha256)
        self._looked = Latest(session, self._show_look, self)
        self._target = Path()
        self._wrong = ""
        self.setWindowTitle(say("fill_button"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        box.setSpacing(Space.S)
        box.addWidget(Prose(say("fill_title", file=path.name), TextRole.PANEL, bold=True))
        box.addWidget(Prose(say("fill_guide"), ink="secondary"))
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        left = QVBoxLayout()
        self.sheet = Selector(say("fill_sheet"))
        names = [one.name for one in template.book.sheets if one.visible] or [template.sheet("").name]
        self.sheet.fill([(name, name) for name in names], names[0])
        self.sheet.picked.connect(self._sheet_picked)
        self.sheet.setVisible(len(names) > 1)
        left.addWidget(self.sheet)
        self.picture = FormPicture()
        self.picture.chosen.connect(self._chosen)
        left.addWidget(self.picture, 1)
        row.addLayout(left, 1)
        self.source = FormSource(session.desk.forms(), session.plan)
        self.source.form_picked.connect(self._form_picked)
        self.source.put.connect(self.put)
        self.source.taken_away.connect(self.take_away)
        area, inside = ScrollColumn(), Sheet()
        inside.column.addWidget(self.source)
        area.show_sheet(inside)
        side = QWidget()
        side.setFixedWidth(em(self) * _SOURCE_EM)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(Space.S)
        beside.addWidget(area, 1)
        beside.addWidget(self.source.foot)
        row.addWidget(side)
        box.addLayout(row, 1)
        self.status = Prose("", ink="secondary")
        box.addWidget(self.status)
        self.error = FieldNote()
        box.addWidget(self.error)
        self.write = Button(say("fill_write"), Variant.PRIMARY, icon="act_export")
        self.write.clicked.connect(self._write)
        foot = MappingFoot(
            self, session, path, self._read_mapping, self._write_mapping,
            error=self.error, status=self.status, main=self.write,
        )  # fmt: skip
        self.load, self.save = foot.load, foot.save
        box.addLayout(foot)
        size = em(self)
        self.resize(min(size * 86, 1240), min(size * 48, 640))
        self.picture.show_sheet(template, names[0])
        self.source.ask_first()
        self._look()

    # -- what goes where --

    def put(self, source: CellSource | BlockSource) -> None:
        """Put something into a cell, in the place of what went there before."""
        before = self.mapping
        self.mapping = self._without(source.cell)
        if isinstance(source, BlockSource):
            self.mapping = replace(self.mapping, blocks=(*self.mapping.blocks, source))
        else:
            self.mapping = replace(self.mapping, cells=(*self.mapping.cells, source))
        self._look(before)

    def take_away(self, cell: str) -> None:
        """Let nothing go into a cell."""
        self.mapping = self._without(cell)
        self._look()

    def _without(self, cell: str) -> TemplateMapping:
        """The mapping without what goes into a cell of the sheet that is shown."""
        shown, first = str(self.sheet.currentData() or ""), self._template.sheet("").name
        return replace(
            self.mapping,
            cells=tuple(one for one in self.mapping.cells if (one.sheet or first, one.cell) != (shown, cell)),
            blocks=tuple(
                one for one in self.mapping.blocks if (one.sheet or first, one.cell) != (shown, cell)
            ),
        )

    def _look(self, before: TemplateMapping | None = None) -> None:
        """Ask how the form looks; a mapping that is refused goes back to the one before."""
        template, mapping, fy, period = self._template, self.mapping, self._session.fy, self._session.period
        if not mapping.cells and not mapping.blocks:
            self._looked.drop()
            self._show_look((None, None, None))
            return

        def look(desk: Desk) -> tuple[Filling | None, Refusal | None, TemplateMapping | None]:
            try:
                return desk.plan_filling(template, mapping, fy, period), None, None
            except Refusal as refusal:
                return None, refusal, before

        self._looked.ask(look)

    def _show_look(self, looked: tuple[Filling | None, Refusal | None, TemplateMapping | None]) -> None:
        say = wording.say
        found, refusal, before = looked
        if refusal is not None and before is not None:
            # What was there before is shown again, and what was wrong with the new one stays in words.
            self.mapping, self._wrong = before, sentence(refusal)
            self._look()
            return
        self.error.say(sentence(refusal) if refusal is not None else self._wrong)
        self._wrong = ""
        self.filling = found
        self.write.setEnabled(found is not None)
        self.save.setEnabled(found is not None)
        puts = found.puts if found is not None else {}
        self.picture.show_puts({place: filling.put_text(put) for place, put in puts.items()})
        if found is None:
            self.status.set_text(say("fill_status_none"))
        elif found.missing:
            first = found.missing[0]
            self.status.set_text(
                say(
                    "fill_status_missing",
                    cells=len(puts),
                    missing=len(found.missing),
                    first=first.place.cell,
                    reason=say(first.code),
                )
            )
        else:
            self.status.set_text(say("fill_status", cells=len(puts)))

    def _chosen(self, cell: str) -> None:
        name = str(self.sheet.currentData() or "")
        column = self._template.place(name, cell).column if cell else 0
        self.source.choose(name, cell, column)

    def _sheet_picked(self, *_picked: object) -> None:
        self.picture.show_sheet(self._template, str(self.sheet.currentData()))
        self._look()

    def _form_picked(self, form: str) -> None:
        place, fy, period = self._session.desk.place, self._session.fy, self._session.period
        if form and period:
            self._session.ask(
                lambda _: filling.report_choice(place, form, fy, period), self, done=self._offer
            )

    def _offer(self, choice: ReportChoice) -> None:
        if choice.form == self.source.form.currentData():
            self.source.show_choice(choice)

    # -- files --

    def _read_mapping(self, path: Path) -> None:
        self.mapping = filling.mapping_in(path)
        self._look()

    def _write_mapping(self, target: Path) -> None:
        filling.write_mapping(target, self.mapping)

    def _write(self) -> None:
        say, session = wording.say, self._session
        name = say(
            "fill_out_name",
            name=self._path.stem,
            year=fiscal_year_text(session.fy),
            period=period_label(session.period),
        )
        folder = Path(session.settings.text("report_folder") or Path.home())
        kinds = [FileKind(say("fill_kind_xlsx"), (".xlsx",))]
        target = session.messages.choose_target(self, say("fill_write_heading"), kinds, folder / name)
        if target is None:
            return
        session.settings.put("report_folder", str(target.parent))
        command = FillTemplate(self._path, session.fy, session.period, target, self.mapping)
        session.run(command, self, done=self._written, refused=self._refused)

    def _refused(self, refusal: Refusal) -> None:
        self.error.say(sentence(refusal))

    def _written(self, done: Filled) -> None:
        self._target = done.file
        self.error.say("")
        text = wording.say("fill_done", file=done.file.name)
        self.status.set_text(text)
        self._session.tell(State.OK, text, action=wording.say("fill_open"), on_action=self._open_file)

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))
