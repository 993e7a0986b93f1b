"""差戻し・連絡: what the union sent back and what is written to and fro, thread by thread; one screen, two roles.

Promise: what is being written stays with its thread, over another thread, another screen and another start, until it
is sent. Nothing is sent but by its button or Ctrl+Enter.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.commands import Accept, AnswerReturn, CloseReturn, FixReturn, SendBack, SendMessage
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_PLAN, TOPIC_VALUES, TOPIC_WORK
from alps_desk.app.talking import MOST_LETTERS, ThreadView
from alps_desk.domain.errors import Refusal
from alps_desk.domain.records import parse_record_id
from alps_desk.gui.announce import announce
from alps_desk.gui.forms import ways
from alps_desk.gui.messages import sentence
from alps_desk.gui.page import Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.talk_answer import (
    KINDS,
    TalkAbout,
    TalkAnswer,
    about,
    is_kind,
    take_talk,
    waiting_here,
)
from alps_desk.gui.views.talk_card import ThreadCard
from alps_desk.gui.views.talk_drafts import TalkDrafts
from alps_desk.gui.views.talk_list import ThreadRow
from alps_desk.gui.views.wanted import Wanted
from alps_desk.gui.widgets.buttons import Variant
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet

_TOPICS = frozenset((TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE, TOPIC_WORK))
_CHIP_STATES = {"all": State.INFO, "returned": State.RETURNED, "waiting": State.WAITING}
_NEW = "new"
"""Under this name the draft of a new thread is kept."""
_KEEP_MS = 700


class TalkPage(Page):
    """The screen.

    Attributes:
        rows: the threads that are listed, in their order.
        card: the thread that is shown; writer: its field.
        current: the thread that is shown, None for a new one or none at all.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("talk", wording.say("talk_title"), "nav_talk", shows_period=False, parent=session)
        self._session = session
        self._union = session.desk.is_union
        self._latest = Latest(session, self._show, self)
        self._counting = Latest(session, self.set_badge, self)
        self._answer: TalkAnswer | None = None
        self._kind = "all"
        self._wanted: TalkAbout | None = None
        self._new: TalkAbout | None = None
        self._drafts = TalkDrafts(session.settings)
        self._sending = False
        self.rows: list[ThreadRow] = []
        self.current: ThreadView | None = None
        self._begin = PageAction(
            wording.say("talk_begin"),
            self.begin,
            menu=Menu.TOOLS,
            variant=Variant.SECONDARY,
            icon="act_edit",
            shortcut="Ctrl+N",
            parent=self,
        )
        session.changed.connect(self._count)
        session.year_changed.connect(self._count)
        self._count()

    # -- what the frame asks for --

    def build(self) -> QWidget:
        sheet = QWidget()
        row = QHBoxLayout(sheet)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._make_list(), 4)
        row.addWidget(self._make_card(), 7)
        self._keeping = QTimer(sheet)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_MS)
        self._keeping.timeout.connect(self._drafts.keep)
        return sheet

    def actions(self) -> Sequence[PageAction]:
        return (self._begin,)

    def key_hints(self) -> str:
        return wording.say("talk_hints")

    def refresh(self, topics: frozenset[str]) -> None:
        if not topics or topics & _TOPICS:
            fy = self._session.fy
            self._latest.ask(lambda desk: take_talk(desk, fy))

    def focus(self) -> None:
        row = next((one for one in self.rows if one.isChecked()), None)
        (row or self.writer.box).setFocus(Qt.FocusReason.OtherFocusReason)

    def about_to_leave(self) -> None:
        if self.built:
            self.writer.commit()
            self._remember_draft()
            self._drafts.keep()

    def go_to(self, detail: object) -> None:
        """Show a thread, or begin one about a field: ``TalkAbout``."""
        if isinstance(detail, TalkAbout):
            self._wanted = detail
            if self._answer is not None and self.built:
                self._reach()

    # -- the parts --

    def _make_list(self) -> QWidget:
        say = wording.say
        card = QFrame()
        card.setProperty("box", "card")
        box = QVBoxLayout(card)
        box.setContentsMargins(1, Space.S, 1, 1)
        box.setSpacing(Space.S)
        line = QHBoxLayout()
        line.setContentsMargins(Space.S, 0, Space.S, 0)
        line.setSpacing(Space.XS)
        self.kinds: dict[str, StateChip] = {}
        for kind in KINDS:
            chip = StateChip(_CHIP_STATES[kind], say(f"talk_kind_{kind}"), count=0, checkable=True)
            chip.setToolTip(say(f"talk_kind_{kind}_tip"))
            chip.setChecked(kind == self._kind)
            chip.clicked.connect(self._kind_pressed)
            self.kinds[kind] = chip
            line.addWidget(chip)
        line.addStretch(1)
        box.addLayout(line)
        self._area = ScrollColumn()
        box.addWidget(self._area, 1)
        self.nothing = EmptyState("", icon="nav_talk")
        self.nothing.pressed.connect(self._show_all)
        self.nothing.hide()
        box.addWidget(self.nothing, 1)
        return card

    def _make_card(self) -> ThreadCard:
        card = self.card = ThreadCard(self._session)
        self.writer = card.writer
        self.writer.changed.connect(self._typed)
        self.writer.sent.connect(self.send)
        for button, act in (
            (card.to_field, self.go_to_field), (card.fixed, self.fix), (card.accept, self.accept_report),
            (card.back, self.send_back), (card.closing, self.close_thread), (card.do, self.send),
        ):  # fmt: skip
            button.clicked.connect(act)
        return card

    # -- showing --

    def _count(self, topics: object = None) -> None:
        if self.built and self.card.isVisible():
            # What is shown is asked for anyway, and counted then.
            return
        fy = self._session.fy
        self._counting.ask(lambda desk: waiting_here(desk, fy))

    def _show(self, answer: TalkAnswer) -> None:
        self._answer = answer
        office = self._session.desk.office
        for kind in KINDS:
            self.kinds[kind].set_count(sum(is_kind(one, kind, office) for one in answer.threads))
        self.set_badge(sum(one.waits_for == office for one in answer.threads))
        self._show_list()
        if self._wanted is not None:
            self._reach()
            return
        if self._new is None:
            known = {one.id: one for one in answer.threads}
            here = known.get(self.current.id) if self.current is not None else None
            self._show_thread(here or (self.rows[0].thread_ if self.rows else None))

    def _show_list(self) -> None:
        answer = self._answer
        assert answer is not None
        session = self._session
        office, now = session.desk.office, session.now()
        focused = next((row.thread_.id for row in self.rows if row.hasFocus()), "")
        shown = [one for one in answer.threads if is_kind(one, self._kind, office)]  # type: ignore[arg-type]
        sheet = Sheet()
        self.rows = []
        for thread in shown:
            row = ThreadRow(thread, answer.plan, office, now, union=self._union)
            row.clicked.connect(self._row_pressed)
            row.stepped.connect(self._step)
            row.opened.connect(self._to_writer)
            row.choose(self.current is not None and thread.id == self.current.id and self._new is None)
            self.rows.append(row)
            sheet.column.addWidget(row)
        sheet.column.addStretch(1)
        self._area.show_sheet(sheet)
        self._area.setVisible(bool(shown))
        if answer.threads:
            self.nothing.say(wording.say(f"talk_none_{self._kind}"), wording.say("talk_show_all"))
        else:
            self.nothing.say(wording.say("talk_none_union" if self._union else "talk_none"))
        self.nothing.setVisible(not shown)
        for row in self.rows:
            if row.thread_.id == focused:
                row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_thread(self, thread: ThreadView | None) -> None:
        """Show a thread, or with None the empty place of one that is begun."""
        assert self._answer is not None
        self._remember_draft()
        changed = (self.current.id if self.current else "") != (thread.id if thread else "")
        self.current = thread
        begun = self._new
        if thread is not None:
            self._new = begun = None
        for row in self.rows:
            row.choose(thread is not None and row.thread_.id == thread.id)
        if thread is None and self.rows and begun is None:
            thread = self.current = self.rows[0].thread_
            self.rows[0].choose(True)
        self.card.show_thread(thread, begun, self._answer.plan, self._session.now())
        if changed or begun is not None:
            self.writer.set_text(self._drafts.text(self._draft_key))
            self.writer.complain("")
        self._typed()

    # -- going through the list --

    def _kind_pressed(self) -> None:
        chip = self.sender()
        self._choose_kind(next(kind for kind, one in self.kinds.items() if one is chip))

    def _show_all(self) -> None:
        self._choose_kind("all")
        self.focus()

    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        for name, chip in self.kinds.items():
            chip.setChecked(name == kind)
        if self._answer is None:
            return
        self._show_list()
        ids = [row.thread_.id for row in self.rows]
        if self._new is None and (self.current is None or self.current.id not in ids):
            self._show_thread(self.rows[0].thread_ if self.rows else None)

    def _row_pressed(self) -> None:
        row = self.sender()
        assert isinstance(row, ThreadRow)
        self._show_thread(row.thread_)

    def _step(self, step: int) -> None:
        row = self.sender()
        assert isinstance(row, ThreadRow)
        number = self.rows.index(row) + step
        if 0 <= number < len(self.rows):
            self._show_thread(self.rows[number].thread_)
            self.rows[number].setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(self.rows[number])

    def _to_writer(self) -> None:
        self.writer.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reach(self) -> None:
        """Show what was asked for."""
        wanted, self._wanted = self._wanted, None
        assert self._answer is not None
        assert wanted is not None
        same = [
            one
            for one in self._answer.threads
            if one.id == wanted.thread
            or (
                wanted.record
                and not wanted.thread
                and (one.record, one.field) == (wanted.record, wanted.field)
            )
        ]
        if not same:
            if wanted.thread:
                self._show_thread(None)
            else:
                self._begin_about(wanted)
            return
        if not is_kind(same[0], self._kind, self._session.desk.office):  # type: ignore[arg-type]
            self._choose_kind("all")
        self._show_thread(same[0])
        self._to_writer()

    # -- drafts --

    @property
    def _draft_key(self) -> str:
        if self.current is not None:
            return self.current.id
        return f"{_NEW} {self._new.record} {self._new.field}" if self._new is not None else ""

    def _typed(self) -> None:
        self._remember_draft()
        self._keeping.start()

    def _remember_draft(self) -> None:
        if self._draft_key:
            self._drafts.put(self._draft_key, self.writer.text)

    # -- what the user does --

    def begin(self) -> None:
        """Begin a thread about nothing in particular."""
        if self._answer is not None:
            self._begin_about(TalkAbout())

    def _begin_about(self, wanted: TalkAbout) -> None:
        self._remember_draft()
        self.current, self._new = None, wanted
        self._show_thread(None)
        self._to_writer()

    def go_to_field(self) -> None:
        """Go to the field on the screen where it is filled in or, at the union, looked at."""
        thread, begun = self.current, self._new
        record = parse_record_id(thread.record if thread else begun.record if begun else "")
        field = thread.field if thread else begun.field if begun else ""
        if self._union:
            project = self._session.plan.project(record.project)
            self._session.go("overview", Wanted(project.field if project else "", record.owner))
        else:
            ways.go_to_cell(self._session, record.text, field)

    def send(self) -> None:
        """Send what is written."""
        self.writer.commit()
        if not self.writer.fits:
            code = "message_too_long" if self.writer.text.strip() else "message_needs_text"
            self.writer.complain(wording.say(code, limit=MOST_LETTERS))
            return
        thread, begun, text = self.current, self._new, self.writer.text
        returned = thread.returned if thread is not None else None
        if thread is not None and returned is not None and returned.state != "closed" and not self._union:
            self._run(AnswerReturn(thread.id, text), "talk_sent")
        elif thread is not None:
            self._run(SendMessage(text, thread=thread.id), "talk_sent")
        elif begun is not None:
            office = str(self.card.offices.currentData() or "") if self._union and not begun.record else ""
            self._run(SendMessage(text, record=begun.record, field=begun.field, office=office), "talk_sent")

    def fix(self) -> None:
        """Say that it is put right, with what is written beside it if there is anything."""
        self.writer.commit()
        if self.current is not None:
            self._run(FixReturn(self.current.id, self.writer.text), "talk_sent")

    def accept_report(self) -> None:
        """Accept the project the thread is about."""
        thread = self.current
        if thread is None:
            return
        period = self._period_of(thread)
        self._run(Accept(thread.fy, period, thread.office, thread.project), "talk_accepted", keeps_text=True)

    def _period_of(self, thread: ThreadView) -> str:
        """The period whose report shows what the thread is about."""
        plan = self._session.plan
        if plan.period(thread.period) is not None:
            return thread.period
        found = [one.code for one in plan.periods if one.stage == thread.period]
        return found[0] if found else self._session.period

    def send_back(self) -> None:
        """Send the same field back once more, with a new reason."""
        thread = self.current
        if thread is None:
            return
        heading = wording.say(
            "talk_return_heading", about=about(self._session.plan, thread.record, thread.field)
        )
        why = self._session.messages.ask_text(
            self.widget, heading, wording.say("talk_return_reason"), wording.say("talk_do_return"),
            limit=MOST_LETTERS, initial=self.writer.text,
        )  # fmt: skip
        if why is not None:
            self._run(SendBack(thread.record, thread.field, why), "talk_returned_done")

    def close_thread(self) -> None:
        """Say that it is done: no reply is waited for."""
        self.writer.commit()
        thread, text = self.current, self.writer.text.strip()
        if thread is None:
            return
        if thread.returned is not None:
            self._run(CloseReturn(thread.id, text), "talk_closed_done")
        else:
            self._run(SendMessage(text, thread=thread.id, closes=True), "talk_closed_done")

    def _run(self, command: object, said: str, *, keeps_text: bool = False) -> None:
        if self._sending:
            return
        self._sending = True
        # Buttons stay as they are: one that is disabled would give the keyboard away.
        self._said, self._keeps_text = said, keeps_text
        job = self._session.run(command, self, done=self._done, refused=self._refused)  # type: ignore[arg-type]
        job.finished.connect(self._over)

    def _done(self, result: object) -> None:
        if not self._keeps_text:
            self._drafts.put(self._draft_key, "")
            self.writer.set_text("")
        if self._new is not None:
            # What was just begun is shown once it is listed.
            self._new = None
            self._wanted = TalkAbout(thread=str(result))
        self._drafts.keep()
        words = wording.say(self._said)
        self._session.note(words)
        announce(self.widget, words)

    def _refused(self, refusal: Refusal) -> None:
        self.writer.complain(sentence(refusal))

    def _over(self) -> None:
        self._sending = False
