"""書き出し: what is not written out yet, where the exchange file goes, and what went before."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.commands import ExportBundle, WriteRegistration
from alps_desk.app.exchange import Exported
from alps_desk.domain.errors import NotFound
from alps_desk.gui.announce import announce
from alps_desk.gui.forms import export_folder
from alps_desk.gui.forms.cover_card import CoverCard
from alps_desk.gui.forms.entry_panel import moment
from alps_desk.gui.forms.export_list import ExportState, WaitingSource, take_state
from alps_desk.gui.forms.setup_steps import two_lines
from alps_desk.gui.messages import FileKind
from alps_desk.gui.page import Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State, TextRole, em
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.cards import Card
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.grid import GridPane
from alps_desk.gui.widgets.info_panel import Notice
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose, Text

_SHOWN = 6
"""Files of before that are listed."""


class ExportPage(Page):
    """The screen."""

    def __init__(self, session: Session) -> None:
        super().__init__("export", wording.say("office_export_title"), "nav_export", parent=session)
        self._session = session
        self._written: Path | None = None
        self._action = PageAction(
            wording.say("office_export_do"),
            self.export,
            menu=Menu.FILE,
            variant=Variant.PRIMARY,
            icon="act_export",
            shortcut="Ctrl+E",
            parent=self,
        )

    # -- the parts of the screen --

    def build(self) -> QWidget:
        self._sheet = _Sheet()
        left, beside = QVBoxLayout(), Sheet()
        right = beside.column
        # The ring around the focus is wider than a button.
        right.setContentsMargins(4, 4, 4, 4)
        for column in (left, right):
            column.setSpacing(Space.M)
        self._sheet.box.addLayout(left, 5)
        # Result, sheet, number and files of before are more than fits in a low window.
        self._beside = ScrollColumn()
        self._beside.show_sheet(beside)
        self._beside.setMinimumWidth(em(self._beside) * 22)
        self._sheet.box.addWidget(self._beside, 3)
        left.addWidget(self._make_waiting(), 1)
        left.addWidget(self._make_target())
        right.addWidget(self._make_result())
        if self._session.desk.is_union:
            right.addWidget(self._make_registration())
        else:
            right.addWidget(self._make_cover())
            right.addWidget(self._make_code())
        right.addWidget(self._make_before())
        right.addStretch(1)
        return self._sheet

    def _make_waiting(self) -> QWidget:
        card = Card(wording.say("office_export_waiting"))
        checks = QHBoxLayout()
        checks.setSpacing(Space.S)
        self._checks: dict[str, StateChip] = {}
        for key, state in (("error", State.ERROR), ("warning", State.WARNING), ("missing", State.EMPTY)):
            chip = StateChip(state, wording.say(f"office_chip_{key}"), count=0)
            self._checks[key] = chip
            checks.addWidget(chip)
        self._fix = Button(wording.say("office_export_fix"), Variant.LINK)
        self._fix.clicked.connect(self._go_to_entry)
        checks.addWidget(self._fix)
        checks.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        self._count = Text("", TextRole.FIGURE, bold=True)
        self._unit = Text("", ink="secondary")
        line.addWidget(self._count, 0, Qt.AlignmentFlag.AlignBottom)
        line.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
        line.addStretch(1)
        card.body.addLayout(line)
        card.body.addLayout(checks)
        card.body.addWidget(self._make_warning())
        self._plan_note = Prose(ink="secondary")
        card.body.addWidget(self._plan_note)
        self._source = WaitingSource()
        self.pane = GridPane(
            self._source,
            name=wording.say("office_export_waiting"),
            empty_text=wording.say("office_export_nothing"),
        )
        self.pane.said.connect(self._session.note)
        card.body.addWidget(self.pane, 1)
        return card

    def _make_warning(self) -> QWidget:
        """Told before a file is written: the report of the period in view is not handed in."""
        self._warning = QWidget()
        row = QHBoxLayout(self._warning)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(
            Notice(State.WARNING, wording.say("cover_warning"), wording.say("cover_warning_text")), 1
        )
        self.to_submit = Button(wording.say("cover_to_submit"), icon="nav_submit")
        self.to_submit.clicked.connect(self._go_to_submit)
        row.addWidget(self.to_submit)
        self._warning.hide()
        return self._warning

    def _make_cover(self) -> QWidget:
        self.cover = CoverCard(self._session)
        return self.cover

    def _make_target(self) -> QWidget:
        card = Card(wording.say("office_export_target"))
        self._folder = Prose(selectable=True)
        card.body.addWidget(self._folder)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        choose = Button(wording.say("office_export_choose"), icon="act_open_folder")
        choose.clicked.connect(self._choose_folder)
        row.addWidget(choose)
        self._show_folder = Button(wording.say("office_export_open"), Variant.LINK)
        self._show_folder.clicked.connect(self._open_folder)
        row.addWidget(self._show_folder)
        row.addStretch(1)
        card.body.addLayout(row)
        code = "office_export_send_union" if self._session.desk.is_union else "office_export_send"
        card.body.addWidget(Prose(wording.say(code), ink="secondary"))
        return card

    def _make_result(self) -> QWidget:
        self._result = QWidget()
        self._result_box = QVBoxLayout(self._result)
        self._result_box.setContentsMargins(0, 0, 0, 0)
        self._result_box.setSpacing(Space.S)
        self._notice: Notice | None = None
        self._open = Button(wording.say("office_export_open"), icon="act_open_folder")
        self._open.clicked.connect(self._open_folder)
        self._result_box.addWidget(self._open)
        self._result.hide()
        return self._result

    def _make_registration(self) -> QWidget:
        card = Card(wording.say("office_registration"))
        card.body.addWidget(Prose(wording.say("office_registration_text"), ink="secondary"))
        self.registration = Button(wording.say("office_registration_do"), icon="thing_key")
        self.registration.clicked.connect(self._write_registration)
        card.body.addWidget(self.registration)
        return card

    def _make_code(self) -> QWidget:
        card = Card(wording.say("office_setup_code"))
        self._code = Prose("", TextRole.PANEL, bold=True, selectable=True)
        card.body.addWidget(self._code)
        card.body.addWidget(Prose(wording.say("office_export_code_text"), ink="secondary"))
        return card

    def _make_before(self) -> QWidget:
        card = Card(wording.say("office_export_before"))
        self._before = QVBoxLayout()
        self._before.setSpacing(2)
        card.body.addLayout(self._before)
        return card

    def actions(self) -> list[PageAction]:
        return [self._action]

    def key_hints(self) -> str:
        return wording.say("office_export_hints")

    def refresh(self, topics: frozenset[str]) -> None:
        session = self._session
        fy, period = session.fy, session.period
        session.ask(lambda desk: take_state(desk, fy, period), self, done=self._show)

    def focus(self) -> None:
        self.pane.grid.setFocus()

    # -- doing it --

    @property
    def folder(self) -> Path:
        """Where exchange files go."""
        return export_folder.chosen(self._session)

    def export(self) -> None:
        """Write the exchange file."""
        self._action.setEnabled(False)
        job = self._session.run_long(
            ExportBundle(out=export_folder.ready(self._session)),
            wording.say("office_export_busy"),
            self,
            done=self._exported,
        )
        job.finished.connect(self._free)

    def _free(self) -> None:
        self._action.setEnabled(True)

    def _exported(self, done: Exported) -> None:
        self._written = done.file
        text = wording.say("office_export_done_text", count=done.changes, folder=str(done.file.parent))
        self._say_result(done.file.name, text)

    def _write_registration(self) -> None:
        kind = FileKind(wording.say("office_setup_file_kind"), (".csv",))
        proposal = self.folder / wording.say("office_registration_name")
        target = self._session.messages.choose_target(
            self._sheet, wording.say("office_registration_do"), [kind], proposal
        )
        if target is not None:
            self._session.run(WriteRegistration(target), self, done=self._registered)

    def _registered(self, path: Path) -> None:
        self._written = path
        self._say_result(path.name, wording.say("office_registration_done", folder=str(path.parent)))

    def _say_result(self, name: str, text: str) -> None:
        heading = wording.say("office_export_done", file=name)
        if self._notice is not None:
            self._notice.deleteLater()
        self._notice = Notice(State.OK, heading, text)
        self._result_box.insertWidget(0, self._notice)
        self._result.show()
        self._beside.verticalScrollBar().setValue(0)
        self._open.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self._sheet, f"{heading} {text}")

    def _open_folder(self) -> None:
        folder = self._written.parent if self._written is not None else self.folder
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._session.messages.refusal(
                self._sheet, NotFound("office_folder_not_opened", folder=str(folder))
            )

    def _choose_folder(self) -> None:
        heading = wording.say("office_export_target")
        folder = self._session.messages.choose_folder(self._sheet, heading, self.folder)
        if folder is not None:
            self._session.prefer("export_folder", str(folder))
            self._folder.set_text(str(folder))

    def _go_to_submit(self) -> None:
        self._session.go("submit")

    def _go_to_entry(self) -> None:
        self._session.go("entry")

    # -- showing --

    def _show(self, state: ExportState) -> None:
        self._count.setText(f"{state.changes:,}")
        cells = len(state.listed)
        self._unit.setText(
            wording.say("office_export_unit", cells=cells)
            if cells
            else wording.say("office_export_unit_bare")
        )
        self._plan_note.set_text(wording.say("office_export_plan", count=state.plan) if state.plan else "")
        self._plan_note.setVisible(bool(state.plan))
        for key, count in (("error", state.errors), ("warning", state.warnings), ("missing", state.missing)):
            self._checks[key].set_count(count)
            self._checks[key].setVisible(count > 0)
        self._fix.setVisible(state.errors + state.warnings + state.missing > 0)
        self._source.show(state.listed)
        self._folder.set_text(str(self.folder))
        if not self._session.desk.is_union:
            self._code.set_text(two_lines(state.code))
            self._code.setAccessibleName(f"{wording.say('office_setup_code')} {state.code}")
            self.cover.show_last(state.exports[0][0] if state.exports else "")
        self._warning.setVisible(state.unsubmitted)
        self._show_before(state)
        self.set_badge(0)

    def _show_before(self, state: ExportState) -> None:
        while (entry := self._before.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.deleteLater()
        if not state.exports:
            self._before.addWidget(Text(wording.say("office_export_never"), ink="secondary"))
        for name, at, changes in state.exports[:_SHOWN]:
            file = Prose(name, selectable=True)
            file.setContentsMargins(0, Space.XS, 0, 0)
            self._before.addWidget(file)
            told = wording.say("office_export_told", when=moment(at), count=changes)
            self._before.addWidget(Text(told, TextRole.CAPTION, ink="secondary"))


class _Sheet(QWidget):
    """Two columns, or one when the window is narrow for the text."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.box.setContentsMargins(0, 0, 0, Space.S)
        self.box.setSpacing(Space.M)
        self.setMinimumWidth(em(self) * 30)
