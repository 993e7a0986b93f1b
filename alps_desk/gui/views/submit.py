"""提出: the checks, the decision of the office, and the exchange file, one after the other on one screen.

Promise: nothing is handed in with an error or a step missing, and the screen says beforehand what will be locked.
Handing in writes the file in the same go; if only the file fails, the report is handed in and the screen says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.approving import SETTING, ApprovalView
from alps_desk.app.commands import ExportBundle, SaveSettings, SendBackDraft, Submit, Withdraw
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_PLAN, TOPIC_SETTINGS, TOPIC_VALUES, TOPIC_WORK
from alps_desk.app.exchange import Exported
from alps_desk.app.submitting import SubmissionView
from alps_desk.domain.errors import Refusal
from alps_desk.gui import year_words
from alps_desk.gui.announce import announce
from alps_desk.gui.forms import export_folder, ways
from alps_desk.gui.forms.ways import OnlyRows
from alps_desk.gui.messages import sentence
from alps_desk.gui.page import Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.moments import day_text
from alps_desk.gui.views.submit_answer import LEVELS, SubmitAnswer, leave_words, place_of, take_submit
from alps_desk.gui.views.submit_decision import DecisionCard
from alps_desk.gui.views.submit_rows import LEVEL_STATES, FoundRow
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.cards import Card, empty
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.info_panel import Notice
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose

_TOPICS = frozenset((TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE, TOPIC_WORK, TOPIC_SETTINGS))
_FOUND_SHOWN = 8
_LATER_SHOWN = 5


class SubmitPage(Page):
    """The screen.

    Attributes:
        found: rows of what the checks found; decision: the card of the decision.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("submit", wording.say("submit_title"), "nav_submit", parent=session)
        self._session = session
        self._latest = Latest(session, self._show, self)
        self._answer: SubmitAnswer | None = None
        self._busy = False
        self.found: list[FoundRow] = []
        say = wording.say
        self._withdraw = PageAction(
            say("submit_withdraw"), self.withdraw, variant=Variant.SECONDARY, icon="act_undo", parent=self
        )
        self._submit = PageAction(
            say("submit_do"),
            self.submit,
            menu=Menu.FILE,
            variant=Variant.PRIMARY,
            icon="act_submit",
            shortcut="Ctrl+Return",
            parent=self,
        )

    # -- what the frame asks for --

    def build(self) -> QWidget:
        sheet = Sheet()
        sheet.column.setSpacing(Space.M)
        sheet.column.setContentsMargins(0, 0, 2, Space.S)
        self._notices = QVBoxLayout()
        self._notices.setSpacing(Space.S)
        sheet.column.addLayout(self._notices)
        self.decision = DecisionCard(self._session)
        for card in (self._make_checks(), self.decision, self._make_handing_in()):
            sheet.column.addWidget(card)
        sheet.column.addStretch(1)
        self.decision.approve.clicked.connect(self.take_step)
        self.decision.back.clicked.connect(self.send_back)
        self.decision.steps_chosen.connect(self._steps_chosen)
        self._area = ScrollColumn()
        self._area.show_sheet(sheet)
        self._nothing = EmptyState(wording.say("submit_no_period"), icon="nav_submit")
        self._nothing.hide()
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._area, 1)
        box.addWidget(self._nothing, 1)
        return holder

    def actions(self) -> Sequence[PageAction]:
        submitted = self._answer is not None and self._answer.submitted
        return (self._withdraw, self._submit) if submitted else (self._submit,)

    def key_hints(self) -> str:
        return wording.say("submit_hints")

    def help_topic(self) -> str:
        return "submit"

    def refresh(self, topics: frozenset[str]) -> None:
        fy, period = self._session.fy, self._session.period
        self._nothing.setVisible(not period)
        self._area.setVisible(bool(period))
        if not period:
            self._latest.drop()
            self._answer = None
            self._enable()
        elif not topics or topics & _TOPICS:
            self._latest.ask(lambda desk: take_submit(desk, fy, period))

    def focus(self) -> None:
        if self.found and self.found[0].finding.level == "error":
            self.found[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.decision.approve.isVisible():
            self.decision.approve.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.to_export.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the parts --

    def _make_checks(self) -> QWidget:
        say = wording.say
        card = Card(say("submit_checks"))
        self.levels: dict[str, StateChip] = {}
        for level in LEVELS:
            chip = StateChip(LEVEL_STATES[level], say(f"office_chip_{level}"), count=0)
            self.levels[level] = chip
            card.head.addWidget(chip)
        self._found = QVBoxLayout()
        self._found.setSpacing(0)
        card.body.addLayout(self._found)
        line = QHBoxLayout()
        line.setSpacing(Space.M)
        self._checked = Prose(ink="secondary")
        line.addWidget(self._checked, 1)
        self.more = Button(say("submit_more"), Variant.LINK, icon="arrow_right")
        self.more.clicked.connect(self._to_entry)
        line.addWidget(self.more)
        card.body.addLayout(line)
        return card

    def _make_handing_in(self) -> QWidget:
        say = wording.say
        card = Card(say("submit_file"))
        self.deadline = StateChip(State.DUE, "")
        card.head.addWidget(self.deadline)
        self.lock_words = Prose(say("submit_lock"))
        card.body.addWidget(self.lock_words)
        self.hindrance = Prose(ink="empty")
        card.body.addWidget(self.hindrance)
        self.leave_words = Prose(ink="secondary")
        card.body.addWidget(self.leave_words)
        self._later = QVBoxLayout()
        self._later.setSpacing(2)
        card.body.addLayout(self._later)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.folder = Prose(ink="secondary", selectable=True)
        row.addWidget(self.folder, 1)
        self.to_export = Button(say("submit_to_export"), icon="nav_export")
        self.to_export.clicked.connect(self._go_to_export)
        row.addWidget(self.to_export)
        card.body.addLayout(row)
        return card

    # -- showing --

    def _show(self, answer: SubmitAnswer) -> None:
        self._answer = answer
        holder = QApplication.focusWidget()
        had_focus = isinstance(holder, FoundRow) or holder in (self.decision.approve, self.decision.back)
        self._show_notices(answer)
        self._show_found(answer)
        self.decision.show_answer(answer)
        self._show_handing_in(answer)
        self._enable()
        self.chrome_changed.emit()
        if had_focus:
            # What had the keyboard was made anew, or has nothing more to do.
            self.focus()

    def _day(self, on: str) -> str:
        return day_text(on, self._session.now())

    def _show_notices(self, answer: SubmitAnswer) -> None:
        empty(self._notices)
        say = wording.say
        report = answer.submission
        if answer.accepted_on:
            text = say("submit_accepted_text")
            self._notices.addWidget(
                Notice(State.OK, say("submit_accepted", on=self._day(answer.accepted_on)), text)
            )
        elif answer.submitted and report.later:
            heading = say("submit_later", count=len(report.later))
            self._notices.addWidget(Notice(State.WARNING, heading, say("submit_later_text")))
        elif answer.submitted:
            heading = say("submit_submitted", on=self._day(report.submitted_on))
            self._notices.addWidget(Notice(State.LOCKED, heading, say("submit_submitted_text")))
        elif report.state == "withdrawn":
            heading = say("submit_withdrawn", on=self._day(report.submitted_on))
            self._notices.addWidget(Notice(State.INFO, heading, say("submit_withdrawn_text")))
        if answer.returned:
            heading = say("submit_returned", count=answer.returned)
            self._notices.addWidget(Notice(State.RETURNED, heading, say("submit_returned_text")))

    def _show_found(self, answer: SubmitAnswer) -> None:
        empty(self._found)
        for level in LEVELS:
            self.levels[level].set_count(answer.count(level))
            self.levels[level].setVisible(answer.count(level) > 0)
        self.found = [FoundRow(one, answer.plan) for one in answer.found[:_FOUND_SHOWN]]
        for row in self.found:
            row.clicked.connect(self._found_pressed)
            row.stepped.connect(self._found_step)
            self._found.addWidget(row)
        more = len(answer.found) - len(self.found)
        if more > 0:
            words = wording.say("submit_found_more", count=more)
        elif answer.found:
            words = wording.say("submit_found_some" if answer.count("error") else "submit_found_fine")
        else:
            words = wording.say("submit_found_none")
        self._checked.set_text(words)
        self.more.setVisible(more > 0)

    def _show_handing_in(self, answer: SubmitAnswer) -> None:
        say = wording.say
        due = year_words.deadline_on(answer.due_on, self._session.now().date(), done=answer.submitted)
        self.deadline.setVisible(due is not None)
        if due is not None:
            self.deadline.set_state(due[1], due[0], icon="thing_calendar")
        lines = leave_words(answer.plan, answer.leave, self._day)
        if answer.due_on != answer.general_due_on:
            lines.insert(0, say("submit_own_due", on=self._day(answer.due_on)))
        self.leave_words.set_text("\n".join(lines))
        self.leave_words.setVisible(bool(lines))
        empty(self._later)
        for one in answer.submission.later[:_LATER_SHOWN]:
            words = say(
                "submit_later_row",
                place=place_of(answer.plan, one.record, one.field),
                value=_short(one.text),
                by=one.by,
            )
            self._later.addWidget(Prose(words, ink="warning"))
        more = len(answer.submission.later) - _LATER_SHOWN
        if more > 0:
            self._later.addWidget(Prose(say("submit_later_more", count=more), ink="warning"))
        self.lock_words.setVisible(not answer.submitted)
        self.folder.set_text(say("submit_folder", folder=str(export_folder.chosen(self._session))))

    def _enable(self) -> None:
        answer, free = self._answer, not self._busy
        hindrance = wording.say("submit_no_period") if answer is None else answer.hindrance
        self._submit.setEnabled(free and not hindrance)
        self._submit.setToolTip(hindrance or wording.say("submit_do_tip"))
        self._withdraw.setEnabled(free and answer is not None and answer.submitted and not answer.accepted_on)
        if self.built:
            self.hindrance.set_text("" if answer is not None and answer.submitted else hindrance)
            self.hindrance.setVisible(bool(self.hindrance.plain))

    # -- ways --

    def _found_pressed(self) -> None:
        row = self.sender()
        assert isinstance(row, FoundRow)
        ways.go_to_cell(self._session, row.finding.record, row.finding.field)

    def _found_step(self, step: int) -> None:
        row = self.sender()
        assert isinstance(row, FoundRow)
        number = self.found.index(row) + step
        if 0 <= number < len(self.found):
            self.found[number].setFocus(Qt.FocusReason.TabFocusReason)

    def _to_entry(self) -> None:
        assert self._answer is not None
        level = next(level for level in LEVELS if self._answer.count(level))
        places = [(one.record, one.field) for one in self._answer.found if one.level == level]
        self._session.go(ways.screen_for(self._session.period_plan, places), OnlyRows(level))

    def _go_to_export(self) -> None:
        self._session.go("export")

    # -- the decision --

    def take_step(self) -> None:
        """Take the next step as the form says."""
        command = self.decision.command(self._answer) if self._answer is not None else None
        if command is not None:
            self.decision.ask_anew()
            self._start(command, self._stepped)

    def _stepped(self, view: ApprovalView) -> None:
        turn = view.next
        words = (
            wording.say("submit_decided") if turn is None else wording.say("submit_stepped", step=turn.label)
        )
        self._session.note(words)
        announce(self.widget, words)

    def send_back(self) -> None:
        """Send the report back to 作成, with a reason."""
        answer = self._answer
        if answer is None:
            return
        why = self._session.messages.ask_text(
            self.widget, wording.say("submit_back_heading"), wording.say("submit_back_reason"),
            wording.say("submit_send_back"), limit=400,
        )  # fmt: skip
        if why is not None:
            self.decision.ask_anew()
            self._start(SendBackDraft(answer.plan.fy, answer.approval.period, why), self._sent_back)

    def _sent_back(self, view: ApprovalView) -> None:
        self._session.note(wording.say("submit_sent_back"))

    def _steps_chosen(self, chosen: list[str]) -> None:
        if not chosen:
            self._session.tell(State.WARNING, wording.say("submit_steps_none"))
            self.refresh(frozenset())
            return
        self._start(SaveSettings(values={SETTING: ";".join(chosen)}), self._steps_saved)

    def _steps_saved(self, done: object) -> None:
        self.decision.ask_anew()

    def _start(self, command: object, done: object) -> None:
        if self._busy:
            return
        self._busy = True
        self._enable()
        job = self._session.run(command, self, done=done)  # type: ignore[arg-type]
        job.finished.connect(self._over)

    def _over(self) -> None:
        self._busy = False
        self._enable()

    # -- handing in --

    def submit(self) -> None:
        """Hand the report in and write the exchange file."""
        answer = self._answer
        if answer is None or self._busy or answer.hindrance:
            return
        last = answer.approval.steps[-1].by_role if answer.approval.steps else ""
        self._start(
            Submit(answer.plan.fy, answer.approval.period, by_role=last, approved=True), self._submitted
        )

    def _submitted(self, view: SubmissionView) -> None:
        # Its own screen writes the file, to the folder that is chosen there, and shows what to do with it.
        self._session.tell(
            State.OK,
            wording.say("submit_done"),
            action=wording.say("submit_to_export"),
            on_action=self._go_to_export,
        )
        self._session.run_long(
            ExportBundle(out=export_folder.ready(self._session)),
            wording.say("office_export_busy"),
            self,
            done=self._written,
            refused=self._not_written,
        )

    def _written(self, done: Exported) -> None:
        self._session.tell(
            State.OK,
            wording.say("submit_written", file=done.file.name),
            action=wording.say("submit_to_export"),
            on_action=self._go_to_export,
        )

    def _not_written(self, refusal: Refusal) -> None:
        self._session.tell(
            State.ERROR,
            wording.say("submit_not_written", reason=sentence(refusal)),
            action=wording.say("submit_to_export"),
            on_action=self._go_to_export,
        )

    def withdraw(self) -> None:
        """Take the report back."""
        answer = self._answer
        if answer is None or not answer.submitted:
            return
        why = self._session.messages.ask_text(
            self.widget, wording.say("submit_withdraw_heading"), wording.say("submit_withdraw_reason"),
            wording.say("submit_withdraw"), required=False, limit=400,
        )  # fmt: skip
        if why is not None:
            self._start(Withdraw(answer.plan.fy, answer.approval.period, why=why), self._taken_back)

    def _taken_back(self, view: SubmissionView) -> None:
        self._session.tell(State.INFO, wording.say("submit_taken_back"))


def _short(text: str) -> str:
    one = " ".join(text.split("\n"))
    return one if len(one) <= 30 else one[:29] + "…"
