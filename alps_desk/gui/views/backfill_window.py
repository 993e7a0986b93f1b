"""前の年度の表を取り込む: a window that shows what an old table seems to mean, takes corrections, and tells each cell's fate.

Promise: nothing is taken before 「取り込む」; every row that is not taken stands in the list with its reason, and every
cell with its verdict; all of it comes in as one step, which one press takes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from alps_desk import wording
from alps_desk.app import backfilling, old_words
from alps_desk.app.backfilling import Backfilled, letters_of
from alps_desk.app.commands import Backfill, UndoBackfill
from alps_desk.app.describing import field_label
from alps_desk.app.desk import Desk
from alps_desk.app.files import write_whole
from alps_desk.app.recording import Saved
from alps_desk.domain.backfill_mapping import BackfillMapping, ColumnMeaning, RowMeaning
from alps_desk.domain.entry_form import VALUE_COLUMNS
from alps_desk.domain.errors import Refusal
from alps_desk.domain.table_guess import KEYS
from alps_desk.gui.messages import sentence
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State, TextRole, em
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.views.backfill_where import BackfillWhere
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.mapping_foot import MappingFoot
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.fields import FieldNote, LineField
from alps_desk.gui.widgets.text import Prose

_MOST_CELLS = 500
_Looked = tuple[Backfilled | None, Backfilled | None, Refusal | None]


class BackfillWindow(QDialog):
    """The window.

    Attributes:
        mapping: what the person said so far; what is empty is guessed.
        judged: the verdicts, None while year, period or unit are missing.
    """

    def __init__(self, session: Session, file: Path, content: bytes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say = wording.say
        self._session, self._file, self._content = session, file, content
        self.mapping = BackfillMapping(fy=session.fy, period=session.period)
        self.judged: Backfilled | None = None
        self._guessed: Backfilled | None = None
        self._looked = Latest(session, self._show, self)
        self.setWindowTitle(say("old_button"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        box.setSpacing(Space.S)
        box.addWidget(Prose(say("old_title", file=file.name), TextRole.PANEL, bold=True))
        box.addWidget(Prose(say("old_guide"), ink="secondary"))
        self.where = BackfillWhere(session.plan, self.mapping)
        self.where.said.connect(self._said)
        box.addWidget(self.where)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(say("old_tabs"))
        self.tabs.tabBar().setAccessibleName(say("old_tabs"))
        self.columns = _table("column heading meaning office", "heading")
        self.rows = _table("row text project reason", "text")
        self.cells = _table("cell office project field value result reason", "reason")
        for name, table in (("columns", self.columns), ("rows", self.rows), ("cells", self.cells)):
            table.setAccessibleName(say(f"old_tab_{name}"))
            self.tabs.addTab(table, say(f"old_tab_{name}"))
        box.addWidget(self.tabs, 1)
        self.status = Prose("", ink="secondary")
        box.addWidget(self.status)
        self.error = FieldNote()
        box.addWidget(self.error)
        self.why = LineField(say("old_why"), required=session.desk.is_union, note=say("old_why_note"))
        box.addWidget(self.why)
        self.leave = QCheckBox(say("old_leave"))
        box.addWidget(self.leave)
        self.take = Button(say("old_take"), Variant.PRIMARY, icon="act_import")
        self.take.clicked.connect(self._take)
        foot = MappingFoot(
            self, session, file, self._read, self._write, error=self.error, status=self.status, main=self.take
        )
        self.load, self.save = foot.load, foot.save
        box.addLayout(foot)
        size = em(self)
        self.resize(min(size * 84, 1240), min(size * 48, 640))
        self._look()

    # -- what the person says --

    def _said(self) -> None:
        self.mapping = self.where.tell(self.mapping)
        self._look()

    def mean_column(self, letters: str, field: str, office: str) -> None:
        """A column means this; the others stay what they are taken for."""
        assert self._guessed is not None
        known = {
            letters_of(one.index): ColumnMeaning(letters_of(one.index), one.field, one.office)
            for one in self._guessed.table.columns
        }
        known[letters] = ColumnMeaning(letters, field, office)
        found = self._guessed.mapping
        self.mapping = replace(
            self.mapping, top=found.top, bottom=found.bottom, columns=tuple(known.values())
        )
        self._look()

    def mean_row(self, text: str, project: str) -> None:
        """Rows with this text are of this project; ``-``: they are left out."""
        others = tuple(one for one in self.mapping.rows if one.text != text)
        said = RowMeaning(text, leave=True) if project == "-" else RowMeaning(text, project)
        self.mapping = replace(self.mapping, rows=(*others, said) if project else others)
        self._look()

    def _look(self) -> None:
        """Ask what it means now and, if enough was said, what would become of each cell."""
        content, name, mapping = self._content, self._file.name, self.mapping

        def look(desk: Desk) -> _Looked:
            try:
                guessed = backfilling.guess(desk.place, content, name, mapping)
            except Refusal as refusal:
                return None, None, refusal
            try:
                return guessed, desk.execute(Backfill(content, name, mapping, keep=False)), None
            except Refusal as refusal:
                return guessed, None, refusal

        self._looked.ask(look)

    # -- showing --

    def _show(self, looked: _Looked) -> None:
        say = wording.say
        self._guessed, self.judged, refusal = looked
        found = self.judged or self._guessed
        unit = found.table.unit if found is not None else None
        told = say(f"old_unit_says_{unit}") if unit and self.mapping.unit is None else ""
        # That the unit is still to be chosen is said once, and by what the table itself says.
        wrong = refusal is not None and not (told and refusal.code == "backfill_unit_missing")
        self.error.say(sentence(refusal) if refusal is not None and wrong else "")
        self.save.setEnabled(self._guessed is not None)
        if self._guessed is not None:
            self.where.show_table(self._guessed, self.mapping)
        if found is not None:
            self._show_columns(found)
            self._show_rows(found)
        self._show_cells()
        judged = self.judged
        taken = judged.count("taken") + judged.count("normalised") if judged else 0
        self.take.setEnabled(taken > 0)
        if judged is not None:
            told = say(
                "cli_would_backfill", taken=judged.count("taken"), normalised=judged.count("normalised"),
                same=judged.count("same"), refused=judged.count("refused"),
            )  # fmt: skip
        self.status.set_text(told)

    def _show_columns(self, found: Backfilled) -> None:
        say = wording.say
        meanings = [("", say("old_no_use")), *((one, field_label(one)) for one in (*KEYS, *VALUE_COLUMNS))]
        offices = [("", say("old_office_row")), *((one.key, one.name) for one in self._session.plan.bodies)]
        self.columns.setRowCount(len(found.table.columns))
        for at, one in enumerate(found.table.columns):
            letters = letters_of(one.index)
            _put(self.columns, at, [letters, one.heading])
            meaning = Selector(f"{letters} {say('old_head_meaning')}")
            meaning.fill(meanings, one.field)
            office = Selector(f"{letters} {say('old_head_office')}")
            office.fill(offices, one.office)
            for selector in (meaning, office):
                selector.setProperty("at", at)
                selector.picked.connect(self._column_picked)
            self.columns.setCellWidget(at, 2, meaning)
            self.columns.setCellWidget(at, 3, office)
        self.columns.resizeRowsToContents()

    def _column_picked(self, *_picked: object) -> None:
        at = int(self.sender().property("at"))
        item = self.columns.item(at, 0)
        letters = item.text() if item is not None else ""
        meaning, office = self.columns.cellWidget(at, 2), self.columns.cellWidget(at, 3)
        assert isinstance(meaning, Selector)
        assert isinstance(office, Selector)
        self.mean_column(letters, str(meaning.currentData() or ""), str(office.currentData() or ""))

    def _show_rows(self, found: Backfilled) -> None:
        say = wording.say
        projects = [
            ("", say("old_unknown")), ("-", say("old_left")),
            *((one.code, one.name) for one in self._session.plan.projects),
        ]  # fmt: skip
        waiting = [row for row in found.rows if row.reason or row.how in ("similar", "chosen")]
        self.rows.setRowCount(len(waiting))
        for at, row in enumerate(waiting):
            reason = say(f"backfill_reason_{row.reason}") if row.reason else say("old_similar")
            _put(self.rows, at, [str(row.number), row.text, "", reason])
            project = Selector(f"{row.number} {say('old_head_project')}")
            project.fill(projects, "-" if row.reason == "left" else row.project)
            project.setProperty("text", row.text)
            project.picked.connect(self._row_picked)
            self.rows.setCellWidget(at, 2, project)
        self.rows.resizeRowsToContents()
        self.tabs.setTabText(1, say("old_tab_rows_count", count=len(waiting)))

    def _row_picked(self, project: object) -> None:
        self.mean_row(str(self.sender().property("text")), str(project or ""))

    def _show_cells(self) -> None:
        plan, say = self._session.plan, wording.say
        order = {"refused": 0, "normalised": 1, "taken": 2, "same": 3}
        cells = sorted(
            self.judged.cells if self.judged else (), key=lambda one: (order[one.outcome], one.row)
        )
        self.cells.setRowCount(min(len(cells), _MOST_CELLS))
        for at, one in enumerate(cells[:_MOST_CELLS]):
            project = plan.project(one.project)
            shown = (
                one.text
                if one.outcome != "normalised"
                else say("old_from_to", before=one.text, after=one.shown)
            )
            _put(
                self.cells,
                at,
                [
                    f"{one.column}{one.row}",
                    plan.body(one.office).name,
                    project.name if project else one.project,
                    field_label(one.field),
                    shown,
                    say(f"backfill_outcome_{one.outcome}"),
                    one.message,
                ],
            )

    # -- what a table means, as a file --

    def _read(self, path: Path) -> None:
        found, before = old_words.read_mapping_file(path), self.mapping
        self.mapping = replace(found, fy=found.fy or before.fy, period=found.period or before.period)
        self.where.show_mapping(self._session.plan, self.mapping)
        self._look()

    def _write(self, target: Path) -> None:
        assert self._guessed is not None
        write_whole(target, old_words.mapping_file(backfilling.suggestion(self.judged or self._guessed)))

    # -- taking --

    def _take(self) -> None:
        if self._session.desk.is_union and not self.why.text:
            self.why.complain(wording.say("behalf_needs_source"))
            return
        command = Backfill(
            self._content, self._file.name, self.mapping, self.why.text, self.leave.isChecked()
        )
        self._session.run(command, self._session, done=self._taken, refused=self._refused)

    def _refused(self, refusal: Refusal) -> None:
        self.error.say(sentence(refusal))
        self.tabs.setCurrentWidget(self.cells)

    def _taken(self, done: Backfilled) -> None:
        undo = Undo(self._session, done, self.why.text)
        text = wording.say(
            "old_done", file=self._file.name, count=done.count("taken") + done.count("normalised")
        )
        self._session.tell(State.OK, text, action=wording.say("old_undo"), on_action=undo.run)
        self.close()


class Undo:
    """Takes a table back that was taken, in one step."""

    def __init__(self, session: Session, done: Backfilled, why: str) -> None:
        self._session, self._done, self._why = session, done, why

    def run(self) -> None:
        """Do it."""
        command = UndoBackfill(dict(self._done.before), self._why)
        self._session.run(command, self._session, done=self._back)

    def _back(self, _saved: Saved) -> None:
        self._session.tell(State.OK, wording.say("old_undone"))


def _table(headings: str, widest: str) -> QTableWidget:
    """A table to read and to choose in; one column takes the width that the others leave."""
    names = headings.split()
    table = QTableWidget(0, len(names))
    table.setHorizontalHeaderLabels([wording.say(f"old_head_{name}") for name in names])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setProperty("look", "list")
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(names.index(widest), QHeaderView.ResizeMode.Stretch)
    return table


def _put(table: QTableWidget, row: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts):
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        table.setItem(row, column, item)
