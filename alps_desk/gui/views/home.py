"""ホーム: what an office has to do now, how far its report is, what was sent, and what changed lately."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_PLAN, TOPIC_VALUES, TOPIC_WORK
from alps_desk.gui import year_words
from alps_desk.gui.colours import Colour
from alps_desk.gui.forms import ways
from alps_desk.gui.forms.ways import OnlyRows
from alps_desk.gui.page import Page
from alps_desk.gui.past import PastOf
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views.home_answer import Hint, HomeAnswer, Returned, Task, take_home
from alps_desk.gui.views.home_rows import ChangeRow, Picture, TaskRow
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.moments import day_text, moment_text
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.cards import Card, empty
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.progress_bar import SlimBar
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose, Text
from alps_desk.gui.widgets.two_columns import TwoColumns

_TOPICS = frozenset((TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE, TOPIC_WORK))
_PAGES = {
    "draft_returned": "submit", "talk": "talk", "later": "submit", "submit": "submit", "receipt": "receipt",
    "copy": "settings",
}  # fmt: skip
"""Kind of a hint → key of the screen it leads to."""
_RETURNED_SHOWN = 3
"""Things sent back that have a row of their own; of more the number is told."""


class HomePage(Page):
    """The screen.

    Attributes:
        tasks: rows of 今やること, most urgent first.
        changes: rows of 最近の変更, newest first.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("home", wording.say("home_title"), "nav_home", parent=session)
        self._session = session
        self._latest = Latest(session, self._show, self)
        self.tasks: list[TaskRow] = []
        self.changes: list[ChangeRow] = []

    def build(self) -> QWidget:
        self._columns = TwoColumns((5, 6))
        for card in (self._make_tasks(), self._make_progress(), self._make_exports()):
            self._columns.left.addWidget(card)
        self._columns.left.addStretch(1)
        self._columns.right.addWidget(self._make_changes())
        self._columns.right.addStretch(1)
        sheet = Sheet()
        sheet.column.addWidget(self._columns)
        sheet.column.addStretch(1)
        self._area = ScrollColumn()
        self._area.show_sheet(sheet)
        return self._area

    def _make_tasks(self) -> QWidget:
        card = Card(wording.say("home_tasks"))
        self._tasks = QVBoxLayout()
        self._tasks.setSpacing(0)
        card.body.addLayout(self._tasks)
        return card

    def _make_progress(self) -> QWidget:
        say = wording.say
        card = Card(say("home_progress"))
        self.deadline = StateChip(State.DUE, "")
        self.deadline.hide()
        card.head.addWidget(self.deadline)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        self.bar = SlimBar(say("office_progress"))
        row.addWidget(self.bar, 1)
        self.count = Text("", bold=True)
        row.addWidget(self.count)
        card.body.addLayout(row)
        self.submission = Prose(ink="secondary")
        self.submission.hide()
        card.body.addWidget(self.submission)
        return card

    def _make_exports(self) -> QWidget:
        say = wording.say
        card = Card(say("home_exports"))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.last_export = Prose()
        words.addWidget(self.last_export)
        self.waiting = Prose()
        words.addWidget(self.waiting)
        row.addLayout(words, 1)
        self.export_button = Button(say("home_export_do"), icon="act_export")
        self.export_button.clicked.connect(self._export)
        row.addWidget(self.export_button, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(row)
        return card

    def _make_changes(self) -> QWidget:
        card = Card(wording.say("home_changes"))
        self._changes = QVBoxLayout()
        self._changes.setSpacing(0)
        card.body.addLayout(self._changes)
        return card

    def key_hints(self) -> str:
        return wording.say("home_hints")

    def refresh(self, topics: frozenset[str]) -> None:
        if not topics or topics & _TOPICS:
            fy, period = self._session.fy, self._session.period
            self._latest.ask(lambda desk: take_home(desk, fy, period))

    def focus(self) -> None:
        stop = self.tasks[0].button if self.tasks else self.export_button
        stop.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- showing --

    def _show(self, answer: HomeAnswer) -> None:
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self._area.isAncestorOf(focused)
        self._show_tasks(answer)
        self._show_progress(answer)
        self._show_exports(answer)
        self._show_changes(answer)
        self.set_badge(0)
        if had_focus:
            self.focus()

    def _show_tasks(self, answer: HomeAnswer) -> None:
        empty(self._tasks)
        shown: list[Task | Returned | Hint] = [
            *answer.returned[:_RETURNED_SHOWN],
            *answer.tasks,
            *answer.hints,
        ]
        self.tasks = [TaskRow(task, first=number == 0) for number, task in enumerate(shown)]
        for row in self.tasks:
            row.chosen.connect(self._go_to_work)
            self._tasks.addWidget(row)
        more = len(answer.returned) - _RETURNED_SHOWN
        if more > 0:
            words = Prose(wording.say("home_returned_more", count=more), ink="returned")
            self._tasks.insertWidget(_RETURNED_SHOWN, words)
        if not self.tasks:
            self._tasks.addWidget(self._nothing_to_do(answer))

    def _nothing_to_do(self, answer: HomeAnswer) -> QWidget:
        if not answer.total:
            return EmptyState(wording.say("home_no_projects"), icon="nav_entry")
        code = "home_done_export" if answer.waiting else "home_done"
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, Space.S, 0, Space.S)
        row.setSpacing(Space.M)
        row.addWidget(Picture(State.OK), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Prose(wording.say(code), bold=True), 1)
        return line

    def _show_progress(self, answer: HomeAnswer) -> None:
        handed_in = answer.submission is not None and answer.submission.state == "submitted"
        due = year_words.deadline_on(answer.due_on, self._session.now().date(), done=handed_in)
        if due is not None:
            self.deadline.set_state(due[1], due[0], icon="thing_calendar")
        self.deadline.setVisible(due is not None)
        whole = answer.total > 0 and answer.done == answer.total
        self.bar.set_progress(answer.done, answer.total, colour=Colour.OK if whole else Colour.PRIMARY)
        self.count.setText(wording.say("office_progress_count", done=answer.done, total=answer.total))
        self.submission.set_text(self._submission_words(answer))
        self.submission.setVisible(bool(self.submission.plain))

    def _submission_words(self, answer: HomeAnswer) -> str:
        report = answer.submission
        if report is None or report.state == "none":
            return ""
        params = {"on": day_text(report.submitted_on, self._session.now()), "count": len(report.later)}
        if report.state == "withdrawn":
            return wording.say("home_withdrawn", **params)
        return wording.say("home_submitted_later" if report.later else "home_submitted", **params)

    def _show_exports(self, answer: HomeAnswer) -> None:
        say = wording.say
        if answer.exported is None:
            self.last_export.set_text(say("home_export_never"))
        else:
            at, file = answer.exported
            when = moment_text(at, self._session.now())
            self.last_export.set_text(say("home_export_last", when=when, file=file))
        since = "first" if answer.exported is None else "since"
        code = f"home_export_{since}" if answer.waiting else "home_export_nothing"
        self.waiting.set_text(say(code, count=answer.waiting))
        # The main button of the screen once nothing is left to be typed.
        handed_in = answer.submission is not None and answer.submission.state == "submitted"
        ready = answer.complete and handed_in and answer.waiting > 0
        self.export_button.set_variant(Variant.PRIMARY if ready else Variant.SECONDARY)

    def _show_changes(self, answer: HomeAnswer) -> None:
        empty(self._changes)
        now, office = self._session.now(), self._session.desk.office
        self.changes = [ChangeRow(change, answer.plan, office, now) for change in answer.recent]
        for row in self.changes:
            row.clicked.connect(self._change_pressed)
            row.stepped.connect(self._step)
            self._changes.addWidget(row)
        if not self.changes:
            self._changes.addWidget(Prose(wording.say("home_no_changes"), ink="secondary"))

    # -- ways --

    def _go_to_work(self, task: Task | Returned | Hint) -> None:
        if isinstance(task, Hint):
            self._session.go(_PAGES[task.kind])
        elif isinstance(task, Task):
            self._session.go(task.screen, OnlyRows(task.kind))
        else:
            ways.go_to_cell(self._session, task.record, task.field)

    def _export(self) -> None:
        self._session.go("export")

    def _change_pressed(self) -> None:
        row = self.sender()
        assert isinstance(row, ChangeRow)
        self._session.show_past(PastOf(row.heading, (row.change.record,), row.change.field))

    def _step(self, step: int) -> None:
        row = self.sender()
        assert isinstance(row, ChangeRow)
        number = self.changes.index(row) + step
        if 0 <= number < len(self.changes):
            self.changes[number].setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(self.changes[number])
