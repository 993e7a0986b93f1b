"""決裁 on 提出: the steps of the office's decision, and the form of the step whose turn it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.approving import ApprovalView, StepView
from alps_desk.app.commands import Approve
from alps_desk.domain.calendar import date_text, parse_date
from alps_desk.domain.errors import InputRejected
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views.moments import day_text
from alps_desk.gui.views.submit_answer import SubmitAnswer, place_of
from alps_desk.gui.views.submit_rows import StepBox
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.card_row import CardRow
from alps_desk.gui.widgets.cards import Card, empty
from alps_desk.gui.widgets.fields import LineField, Segments
from alps_desk.gui.widgets.info_panel import Notice
from alps_desk.gui.widgets.text import Prose

_WAYS = ("own", "by_substitute", "delegated")


class DecisionCard(Card):
    """The card.

    Attributes:
        steps: boxes of the decision.
        approve, back: its buttons; role, section, approver, day, ways: the form.

    Signals:
        steps_chosen(list[str]): codes of the steps the office wants to take.
    """

    steps_chosen = Signal(list)

    def __init__(self, session: Session) -> None:
        say = wording.say
        super().__init__(say("submit_decision"))
        self._session = session
        self._asked_step = ""
        self.steps: list[StepBox] = []
        self.choose_steps = Button(say("submit_steps"), Variant.LINK)
        self._steps_menu = QMenu(self.choose_steps)
        self.choose_steps.setMenu(self._steps_menu)
        self.head.addWidget(self.choose_steps)
        self._notice = QVBoxLayout()
        self.body.addLayout(self._notice)
        self._boxes = CardRow(())
        self.body.addWidget(self._boxes)
        self._step_form = QWidget()
        form = QVBoxLayout(self._step_form)
        form.setContentsMargins(0, Space.XS, 0, 0)
        form.setSpacing(Space.S)
        self.role = LineField(say("submit_role"), required=True)
        self.section = LineField(say("submit_section"))
        self.approver = LineField(say("submit_approver"))
        self.day = LineField(say("submit_day"), required=True)
        form.addWidget(CardRow((self.role, self.section, self.approver, self.day)))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.ways = Segments(say("submit_way"), [(way, say(f"approval_way_{way}")) for way in _WAYS], "own")
        row.addWidget(self.ways)
        row.addStretch(1)
        self.back = Button(say("submit_send_back"), icon="state_returned")
        row.addWidget(self.back)
        self.approve = Button("", Variant.PRIMARY, icon="act_check")
        row.addWidget(self.approve)
        form.addLayout(row)
        self.body.addWidget(self._step_form)

    def show_answer(self, answer: SubmitAnswer) -> None:
        """Show how far the decision is, and the form of the step whose turn it is."""
        view = answer.approval
        empty(self._notice)
        notice = self._decision_words(view)
        # While it is submitted nothing can be decided: what to do is said above.
        if notice is not None and not answer.submitted:
            self._notice.addWidget(notice)
        turn = None if answer.submitted else view.next
        now = self._session.now()
        self.steps = [
            StepBox(step, number, now, current=turn is not None and step.code == turn.code)
            for number, step in enumerate(view.steps, 1)
        ]
        self._boxes.set_cards(self.steps)
        self._boxes.setVisible(bool(self.steps))
        begun = any(step.state in ("approved", "cleared") for step in view.steps)
        self._step_form.setVisible(not answer.submitted and (turn is not None or begun))
        for part in (self.role, self.section, self.approver, self.day, self.ways, self.approve):
            part.setVisible(turn is not None)
        self.back.setVisible(begun)
        if turn is not None:
            self._ask_step(turn, first=turn.code == view.steps[0].code)
        self._fill_steps_menu(answer)
        self.choose_steps.setVisible(bool(answer.every_step) and not answer.submitted)

    def _decision_words(self, view: ApprovalView) -> QWidget | None:
        say = wording.say
        if not view.steps:
            return Prose(say("submit_no_steps"), ink="secondary")
        returned = view.returned
        if returned is not None:
            heading = say("submit_step_returned", step=returned.label, on=self._day(returned.approved_on))
            return Notice(State.RETURNED, heading, returned.comment)
        cleared = next((step for step in view.steps if step.later), None)
        if cleared is not None:
            first = cleared.later[0]
            plan = self._session.plan
            text = say("submit_cleared_text", place=place_of(plan, first.record, first.field), by=first.by)
            return Notice(State.WARNING, say("submit_cleared", count=len(cleared.later)), text)
        return None

    def _ask_step(self, turn: StepView, *, first: bool) -> None:
        """Make the form ready for a step; what was typed for it stays."""
        self.approve.setText(wording.say("submit_take_step", step=turn.label))
        asked = f"{self._session.fy} {self._session.period} {turn.code}"
        if asked == self._asked_step:
            return
        self._asked_step = asked
        who = self._session.desk.place.identity
        self.role.edit.setText(turn.by_role or (wording.say("submit_role_first") if first else turn.label))
        self.section.edit.setText(turn.section or who.section)
        self.approver.edit.setText(turn.approver or (who.person if first else ""))
        self.day.edit.setText(date_text(self._session.now().date()))
        self.ways.set_current("own")
        for field in (self.role, self.day):
            field.mark("")

    def _fill_steps_menu(self, answer: SubmitAnswer) -> None:
        self._steps_menu.clear()
        taken = {step.code for step in answer.approval.steps}
        for choice in answer.every_step:
            action = QAction(choice.label, self._steps_menu)
            action.setCheckable(True)
            action.setChecked(choice.code in taken)
            action.setData(choice.code)
            action.triggered.connect(self._steps_chosen)
            self._steps_menu.addAction(action)

    def command(self, answer: SubmitAnswer) -> Approve | None:
        """Taking the next step as the form says; None, with a word at the field, while that cannot be done."""
        if answer.approval.next is None:
            return None
        if not self.role.text:
            self.role.complain(wording.say("submit_role_missing"))
            return None
        try:
            on = parse_date(self.day.text).value.isoformat()
        except InputRejected as refusal:
            self.day.complain(wording.say(refusal.code, **refusal.params))
            return None
        return Approve(
            answer.plan.fy, answer.approval.period, answer.approval.next.code, self.role.text,
            self.section.text, self.approver.text, self.ways.current, on,
        )  # fmt: skip

    def ask_anew(self) -> None:
        """Fill the form anew with the next answer, whatever was typed for the step before."""
        self._asked_step = ""

    def _steps_chosen(self) -> None:
        self.steps_chosen.emit(
            [str(action.data()) for action in self._steps_menu.actions() if action.isChecked()]
        )

    def _day(self, on: str) -> str:
        return day_text(on, self._session.now())
