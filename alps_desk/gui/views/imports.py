"""取り込み: files put on the window are looked at first, and taken only by ［取り込む］.

Promise: what is shown before is a dry run of the same code that takes the files, so the outlook is the result.
A file that cannot be taken says why and what to do; the others are taken all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.backfilling import read_old_file
from alps_desk.app.commands import MergeBundles
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_VALUES, TOPIC_WORK, Desk
from alps_desk.app.exchange import FileResult
from alps_desk.domain.errors import Refusal
from alps_desk.gui.messages import FileKind
from alps_desk.gui.page import Menu, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views.backfill_window import BackfillWindow
from alps_desk.gui.views.import_rows import DeviceCard, FileRow, ImportHeader
from alps_desk.gui.views.imports_window import ImportsWindow
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.views.readiness import ReadinessRow
from alps_desk.gui.views.taking_page import Stage, TakingPage
from alps_desk.gui.views.tallies import Tally, by_office
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.card_row import CardRow
from alps_desk.gui.widgets.cards import Card, FigureCard
from alps_desk.gui.widgets.plain_table import Column, PlainTable
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose, Text

EARLIER_SHOWN = 30


@dataclass(frozen=True)
class Earlier:
    """A file taken before."""

    taken_at: str
    office: str
    file: str
    made_at: str
    new: int
    changed: int
    conflicts: int


@dataclass(frozen=True)
class Around:
    """What stands around the files: how far the offices are, and earlier imports, newest first."""

    tallies: dict[str, Tally]
    earlier: tuple[Earlier, ...]


class ImportPage(TakingPage):
    """The screen.

    Attributes:
        results: outlook or result of each file, in the order of the files.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session, "import", "import", shows_year=True)
        self._latest = Latest(session, self._show_around, self)
        self._confirmed: list[str] = []
        self._registering: set[str] = set()
        self.rows: list[FileRow] = []
        self.cards: list[DeviceCard] = []
        say = wording.say
        self._choose = PageAction(
            say("import_choose"),
            self.choose,
            menu=Menu.FILE,
            variant=Variant.PRIMARY,
            icon="act_open_folder",
            shortcut="Ctrl+O",
            parent=self,
        )
        self._leave = PageAction(say("import_leave"), self.leave, variant=Variant.SECONDARY, parent=self)
        self._add = PageAction(
            say("import_add"),
            self.choose,
            variant=Variant.SECONDARY,
            icon="act_add",
            menu=Menu.FILE,
            parent=self,
        )
        self._take = PageAction(
            say("import_take_none"), self.take, variant=Variant.PRIMARY, icon="act_import", parent=self
        )
        self._again = PageAction(
            say("import_again"), self.leave, variant=Variant.SECONDARY, icon="act_import", parent=self
        )

        self._old = PageAction(say("old_button"), self.choose_old, menu=Menu.FILE, parent=self)
        self._undo = PageAction(
            say("taken_list"), self.open_taken, menu=Menu.FILE, variant=Variant.SECONDARY, icon="act_undo",
            parent=self,
        )  # fmt: skip
        self._report = PageAction(
            say("import_report"), self.show_report, menu=Menu.FILE, variant=Variant.SECONDARY,
            icon="nav_report", parent=self,
        )  # fmt: skip
        self.taken_window: ImportsWindow | None = None
        self._old_file = Path()
        self.old_window: BackfillWindow | None = None

    # -- what the frame asks for --

    def build(self) -> QWidget:
        say = wording.say
        self._scroll = ScrollColumn()
        sheet = Sheet()
        sheet.column.setSpacing(Space.M)
        sheet.column.setContentsMargins(0, 0, 2, Space.S)
        self._drop = self.make_drop_area()
        sheet.column.addWidget(self._drop)
        self._figures = _Figures()
        self._figures.to_conflicts.clicked.connect(self._to_conflicts)
        self._figures.to_board.clicked.connect(self._to_board)
        sheet.column.addWidget(self._figures)
        sheet.column.addWidget(self._make_table())
        ready = Card(say("import_readiness"))
        self._readiness = ReadinessRow()
        ready.body.addWidget(self._readiness)
        sheet.column.addWidget(ready)
        earlier = Card(say("import_earlier"))
        self._earlier_note = Text("", ink="secondary")
        earlier.head.addWidget(self._earlier_note)
        self._earlier = PlainTable(
            say("import_earlier"),
            [
                Column(say("import_earlier_at")),
                Column(say("import_head_office")),
                Column(say("import_head_file"), stretch=1),
                Column(say("import_head_made")),
                Column(say("import_earlier_new"), number=True),
                Column(say("import_earlier_changed"), number=True),
                Column(say("import_earlier_conflicts"), number=True),
            ],
        )
        earlier.body.addWidget(self._earlier)
        self._earlier_none = Prose(say("import_earlier_none"), ink="secondary")
        earlier.body.addWidget(self._earlier_none)
        sheet.column.addWidget(earlier)
        sheet.column.addStretch(1)
        self._scroll.show_sheet(sheet)
        self.show_stage()
        return self._scroll

    def actions(self) -> Sequence[PageAction]:
        match self.stage:
            case Stage.IDLE:
                return (self._old, self._report, self._undo, self._choose)
            case Stage.PREVIEW:
                return (self._add, self._leave, self._take)
            case Stage.RESULT:
                return (self._report, self._undo, self._again)

    def open_taken(self) -> None:
        """Open the list of files taken, to take one back or in again."""
        self.taken_window = ImportsWindow(self._session, self.widget.window())
        self.taken_window.show()

    def show_report(self) -> None:
        """取込結果・不一致一覧 as it will be printed."""
        self._session.go("reports", "imports")

    def choose_old(self) -> None:
        """Choose a table of another year and open the window for it."""
        say, session = wording.say, self._session
        kinds = [FileKind(say("old_kind"), (".xlsx", ".csv"))]
        path = session.messages.choose_file(self.widget, say("old_choose"), kinds)
        if path is not None:
            self._old_file = path
            session.ask(lambda _: read_old_file(path), self, done=self._old_read)

    def _old_read(self, content: bytes) -> None:
        self.old_window = BackfillWindow(self._session, self._old_file, content, self.widget.window())
        self.old_window.show()

    def refresh(self, topics: frozenset[str]) -> None:
        if not topics or topics & {TOPIC_VALUES, TOPIC_EXCHANGE, TOPIC_WORK}:
            fy, period = self._session.fy, self._session.period
            self._latest.ask(lambda desk: look_around(desk, fy, period))

    def go_to(self, detail: object) -> None:
        """Files that were put on the window."""
        if isinstance(detail, list):
            self.take_files(detail)

    def focus(self) -> None:
        if self.rows:
            self.rows[0].setFocus()
        else:
            self._drop.button.setFocus()

    # -- what the user does --

    def take_files(self, files: Sequence[Path]) -> None:
        """Look at files; nothing is taken yet. Files that are being looked at already are not added again."""
        if self._busy or not files:
            return
        if self.stage is Stage.RESULT:
            self._files, self._confirmed = [], []
        self._files += [file for file in dict.fromkeys(files) if file not in self._files]
        self._look()

    def leave(self) -> None:
        """Forget the files."""
        self._files, self._confirmed, self.results = [], [], []
        self._registering = set()
        self.set_stage(Stage.IDLE)

    def take(self) -> None:
        """Take the files as the outlook says."""
        files = [
            file
            for file, result in zip(self._files, self.results, strict=True)
            if result.state in ("merged", "already")
        ]
        if self._busy or not self._takeable:
            return
        self.start(MergeBundles(tuple(files), accept_device=" ".join(self._confirmed)))

    @property
    def _takeable(self) -> int:
        return sum(result.state == "merged" for result in self.results)

    # -- looking and taking --

    def _look(self) -> None:
        command = MergeBundles(tuple(self._files), accept_device=" ".join(self._confirmed), keep=False)
        self.start(command)

    def looked(self, results: list[FileResult]) -> None:
        before = {result.file for result in self.results if result.state == "unknown_device"}
        known = {result.file for result in results if result.state == "merged"}
        self._registering |= before & known
        self.results = results
        self.set_stage(Stage.PREVIEW)

    def taken(self, results: list[FileResult]) -> None:
        others = [result for result in self.results if result.state not in ("merged", "already")]
        self.results = [*results, *others]
        merged = [result for result in results if result.state == "merged"]
        conflicts = sum(result.taken.conflicts for result in merged if result.taken is not None)
        self.set_stage(Stage.RESULT)
        self._figures.show_results(self.results)
        if conflicts:
            self._session.tell(
                State.CONFLICT,
                wording.say("import_done_conflicts", count=len(merged), conflicts=conflicts),
                action=wording.say("import_to_conflicts"),
                on_action=self._to_conflicts,
            )
        elif merged:
            self._session.tell(State.OK, wording.say("import_done", count=len(merged)))
        else:
            self._session.tell(State.INFO, wording.say("import_done_none"))

    def refused(self, refusal: Refusal) -> None:
        super().refused(refusal)
        self._drop_unlooked()

    def cancelled(self) -> None:
        super().cancelled()
        self._drop_unlooked()

    def _drop_unlooked(self) -> None:
        """Forget files that were not looked at to the end."""
        self._files = self._files[: len(self.results)]
        if not self._files:
            self.set_stage(Stage.IDLE)

    # -- showing --

    def _make_table(self) -> QWidget:
        self._table = QFrame()
        self._table.setProperty("box", "card")
        box = QVBoxLayout(self._table)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        self._header = ImportHeader("import_head_outlook")
        box.addWidget(self._header)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        box.addLayout(self._list)
        self._note = Prose(wording.say("import_preview_note"), ink="secondary")
        self._note.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        box.addWidget(self._note)
        return self._table

    def show_stage(self) -> None:
        self._drop.setVisible(self.stage is Stage.IDLE)
        self._table.setVisible(self.stage is not Stage.IDLE)
        self._figures.setVisible(self.stage is Stage.RESULT)
        self._note.setVisible(self.stage is Stage.PREVIEW)
        done = self.stage is Stage.RESULT
        self._header.show_last("import_head_result" if done else "import_head_outlook")
        self._show_rows(done)

    def _show_rows(self, done: bool) -> None:
        holder = self._table.window().focusWidget()
        focused = self._table.isAncestorOf(holder)
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows, self.cards = [], []
        plan, today = self._session.plan, self._session.now()
        shown: set[str] = set()
        for result in self.results:
            row = FileRow(
                result, plan, today, done=done, registering=not done and result.file in self._registering
            )
            row.removed.connect(self._removed)
            self.rows.append(row)
            self._list.addWidget(row)
            # One card for a PC, under its first file.
            if result.state == "unknown_device" and not done and result.pairing not in shown:
                shown.add(result.pairing)
                card = DeviceCard(result.pairing, plan.body(result.office).name)
                card.confirmed.connect(self._device_confirmed)
                self.cards.append(card)
                self._list.addWidget(card)
        if focused and self.rows:
            self.rows[0].setFocus()

    def _removed(self) -> None:
        row = self.sender()
        assert isinstance(row, FileRow)
        at = self.rows.index(row)
        if self._busy:
            return
        del self._files[at], self.results[at]
        if self._files:
            # Without it the others may do something else: what two files both bring is counted once.
            self._look()
        else:
            self.leave()

    def _device_confirmed(self, code: str) -> None:
        if not self._busy:
            self._confirmed.append(code)
            self._look()

    def _show_around(self, around: Around) -> None:
        plan, today = self._session.plan, self._session.now()
        self._readiness.show_tallies(plan, around.tallies)
        rows = around.earlier[:EARLIER_SHOWN]
        self._earlier.show_rows(
            [
                (
                    moment_text(row.taken_at, today),
                    plan.body(row.office).name,
                    row.file,
                    moment_text(row.made_at, today),
                    f"{row.new:,}",
                    f"{row.changed:,}",
                    f"{row.conflicts:,}",
                )
                for row in rows
            ]
        )
        self._earlier.setVisible(bool(rows))
        self._earlier_none.setVisible(not rows)
        more = len(around.earlier) > len(rows)
        self._earlier_note.setText(wording.say("import_earlier_more", count=len(rows)) if more else "")

    def enable(self) -> None:
        free = not self._busy
        count = self._takeable
        self._take.setText(
            wording.say("import_take", count=count) if count else wording.say("import_take_none")
        )
        self._take.setEnabled(free and count > 0)
        for action in (self._choose, self._add, self._leave, self._again):
            action.setEnabled(free)

    def _to_conflicts(self) -> None:
        self._session.go("conflicts")

    def _to_board(self) -> None:
        self._session.go("board")


class _Figures(QWidget):
    """取り込み結果: how many files, what came in, and the way on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say = wording.say
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.S)
        self.setAccessibleName(say("import_result_heading"))
        self.files = FigureCard(State.OK, say("import_result_files"))
        self.new = FigureCard(State.INFO, say("import_result_new"))
        self.changed = FigureCard(State.INFO, say("import_result_changed"))
        self.conflicts = FigureCard(State.CONFLICT, say("import_result_conflicts"))
        self.left_out = FigureCard(State.ERROR, say("import_result_not"))
        box.addWidget(CardRow((self.files, self.new, self.changed, self.conflicts, self.left_out)))
        ways = QHBoxLayout()
        ways.setSpacing(Space.S)
        self.to_conflicts = Button(say("import_to_conflicts"), icon="nav_conflict")
        self.to_board = Button(say("import_to_board"), icon="nav_board")
        ways.addWidget(self.to_conflicts)
        ways.addWidget(self.to_board)
        ways.addStretch(1)
        box.addLayout(ways)

    def show_results(self, results: Sequence[FileResult]) -> None:
        """Show what became of the files."""
        say = wording.say
        taken = [one.taken for one in results if one.state == "merged" and one.taken is not None]
        left_out = sum(one.state in ("refused", "unknown_device") for one in results)
        conflicts = sum(one.conflicts for one in taken)
        self.files.show_figure(f"{len(taken):,}", say("import_unit_files"))
        self.new.show_figure(f"{sum(one.new for one in taken):,}", say("import_unit_cells"))
        self.changed.show_figure(f"{sum(one.changed for one in taken):,}", say("import_unit_cells"))
        self.conflicts.show_figure(
            f"{conflicts:,}",
            say("import_unit_files"),
            state=State.CONFLICT if conflicts else State.NEUTRAL,
        )
        self.left_out.show_figure(f"{left_out:,}", say("import_unit_files"))
        self.left_out.setVisible(left_out > 0)
        self.to_conflicts.setVisible(conflicts > 0)


def look_around(desk: Desk, fy: int, period: str) -> Around:
    """How far the offices are, and earlier imports."""
    cells = desk.board(fy, period) if period else []
    earlier = tuple(
        Earlier(row.taken_at, row.office, row.file, row.made_at, row.new, row.changed, row.conflicts)
        for row in reversed(desk.imports())
    )
    return Around(by_office(desk.plan(fy), cells), earlier)
