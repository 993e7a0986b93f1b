"""One thread of 差戻し・連絡: what it is about, its words, the field to write in, and what can be done with it now."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from alps_desk import wording
from alps_desk.app.talking import MOST_LETTERS, ThreadView
from alps_desk.domain.plan import Plan
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State, TextRole
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.views.talk_answer import TalkAbout, about, state_of, when_of
from alps_desk.gui.views.talk_words import sheet_of
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.scroll_column import ScrollColumn
from alps_desk.gui.widgets.text import Prose
from alps_desk.gui.widgets.writing import Writer


class ThreadCard(QFrame):
    """The card.

    Attributes:
        heading, state, place: what is shown above the words.
        to_field: leads to the field; offices: to whom, when the union begins one about nothing in particular.
        writer: the field; fixed, accept, back, closing, do: the buttons.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        say = wording.say
        self._session = session
        self._union = session.desk.is_union
        self.setProperty("box", "card")
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.L, Space.M, Space.M, Space.M)
        box.setSpacing(Space.S)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        self.heading = Prose("", TextRole.PANEL, bold=True)
        head.addWidget(self.heading, 1)
        self.state = StateChip(State.INFO, "")
        head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(head)
        below = QHBoxLayout()
        below.setSpacing(Space.M)
        self.place = Prose("", ink="secondary")
        below.addWidget(self.place, 1)
        self.to_field = Button(say("talk_to_field"), Variant.LINK, icon="arrow_right")
        below.addWidget(self.to_field)
        box.addLayout(below)
        self.offices = Selector(say("talk_for"))
        self.offices.hide()
        box.addWidget(self.offices)
        self._words = ScrollColumn()
        box.addWidget(self._words, 1)
        self._words.verticalScrollBar().rangeChanged.connect(self._to_newest)
        self.writer = Writer(say("talk_reply"), limit=MOST_LETTERS, lines=3)
        box.addWidget(self.writer)
        box.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        say = wording.say
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.fixed = Button(say("talk_do_fixed"), icon="act_check")
        self.accept = Button(say("talk_do_accept"), icon="act_decide")
        self.back = Button(say("talk_do_return"), icon="state_returned")
        self.closing = Button(say("talk_do_close"), Variant.LINK)
        self.do = Button(say("talk_do_send"), Variant.PRIMARY, icon="act_submit")
        row.addWidget(self.closing)
        row.addStretch(1)
        for button in (self.back, self.accept, self.fixed, self.do):
            row.addWidget(button)
        return row

    def show_thread(
        self, thread: ThreadView | None, begun: TalkAbout | None, plan: Plan, now: datetime
    ) -> None:
        """Show a thread, or one that is begun, or the place of one.

        Args:
            thread: None shows what is begun.
        """
        office = self._session.desk.office
        anything = thread is not None or begun is not None
        for part in (self.heading, self.writer, self._words):
            part.setVisible(anything)
        record, field = (
            (thread.record, thread.field) if thread else (begun.record, begun.field) if begun else ("", "")
        )
        self.heading.set_text(about(plan, record, field) if anything else "")
        self.state.setVisible(thread is not None)
        if thread is not None:
            state, word, icon = state_of(thread, office)
            self.state.set_state(state, word, icon=icon)
        self.place.set_text(self._place_words(plan, thread, record))
        self.to_field.setVisible(bool(record))
        self._show_offices(begun)
        self._words.show_sheet(sheet_of(thread, plan, office, now))
        self._show_doing(thread, begun)

    def _place_words(self, plan: Plan, thread: ThreadView | None, record: str) -> str:
        parts = [when_of(record)]
        if thread is not None:
            if self._union:
                parts.insert(0, plan.body(thread.office).name)
            if thread.returned is not None and thread.returned.pinned_text:
                parts.append(wording.say("talk_pinned", value=_short(thread.returned.pinned_text)))
        return "　".join(part for part in parts if part)

    def _show_offices(self, begun: TalkAbout | None) -> None:
        """The union says to whom a thread about nothing in particular is."""
        asks = begun is not None and self._union and not begun.record
        if asks:
            members = [(body.key, body.name) for body in self._session.plan.members]
            self.offices.fill(members, self.offices.currentData())
        self.offices.setVisible(asks)

    def _show_doing(self, thread: ThreadView | None, begun: TalkAbout | None) -> None:
        """Which buttons there are: what this office can do with the thread now."""
        returned = thread.returned if thread is not None else None
        open_still = returned is not None and returned.state != "closed"
        label = "talk_new" if begun is not None else "talk_reply"
        self.writer.name(wording.say(label))
        self.do.setVisible(thread is not None or begun is not None)
        self.do.setText(wording.say("talk_do_begin" if begun is not None else "talk_do_send"))
        self.fixed.setVisible(open_still and not self._union)
        self.accept.setVisible(self._union and thread is not None and bool(thread.project))
        self.back.setVisible(self._union and thread is not None and bool(thread.record))
        ends = thread is not None and (open_still if returned is not None else bool(thread.waits_for))
        self.closing.setVisible(ends and (self._union or returned is None))

    def _to_newest(self) -> None:
        bar = self._words.verticalScrollBar()
        bar.setValue(bar.maximum())


def _short(text: str) -> str:
    one = " ".join(text.split("\n"))
    return one if len(one) <= 40 else one[:39] + "…"
