"""受領書: an office takes the union's file: what it brings, and what became of everything that was sent.

Promise: a file that is put on the window is only looked at; nothing changes until ［取り込む］, and then all of it or
nothing. The outlook and the result come from one code path.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.commands import MergeBundles
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_VALUES, TOPIC_WORK
from alps_desk.app.exchange import FileResult
from alps_desk.app.receipts import Receipt
from alps_desk.domain.errors import Refusal
from alps_desk.gui.messages import sentence
from alps_desk.gui.page import Menu, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State, TextRole
from alps_desk.gui.views.home_rows import Picture
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.views.receipt_answer import (
    ORDER,
    STATES,
    Line,
    ReceiptAnswer,
    lines_of,
    take_receipts,
)
from alps_desk.gui.views.taking_page import Stage, TakingPage
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.card_row import CardRow
from alps_desk.gui.widgets.cards import Card, FigureCard
from alps_desk.gui.widgets.info_panel import Notice
from alps_desk.gui.widgets.plain_table import Column, PlainTable
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose, Text

_SHOWN = 8


class ReceiptPage(TakingPage):
    """The screen.

    Attributes:
        results: what became, or would become, of the files; cards: one for each.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session, "receipt", "receipt", shows_year=False)
        self._latest = Latest(session, self._show, self)
        self.cards: list[FileCard] = []
        say = wording.say
        self._choose = PageAction(
            say("receipt_choose"),
            self.choose,
            menu=Menu.FILE,
            variant=Variant.SECONDARY,
            icon="act_open_folder",
            shortcut="Ctrl+O",
            parent=self,
        )
        self._leave = PageAction(say("receipt_leave"), self.leave, variant=Variant.SECONDARY, parent=self)
        self._take = PageAction(
            say("receipt_take"),
            self.take,
            menu=Menu.FILE,
            variant=Variant.PRIMARY,
            icon="act_import",
            shortcut="Ctrl+Return",
            parent=self,
        )

    # -- what the frame asks for --

    def build(self) -> QWidget:
        say = wording.say
        sheet = Sheet()
        sheet.column.setSpacing(Space.M)
        sheet.column.setContentsMargins(4, 4, 4, Space.S)
        self._drop = self.make_drop_area()
        sheet.column.addWidget(self._drop)
        self._done = self._make_done()
        sheet.column.addWidget(self._done)
        self._found = QVBoxLayout()
        self._found.setSpacing(Space.M)
        sheet.column.addLayout(self._found)
        self.figures = {state: FigureCard(STATES[state], say(f"receipt_state_{state}")) for state in ORDER}
        sheet.column.addWidget(CardRow(tuple(self.figures.values())))
        sheet.column.addWidget(self._make_sent())
        sheet.column.addWidget(self._make_earlier())
        sheet.column.addStretch(1)
        self._area = ScrollColumn()
        self._area.show_sheet(sheet)
        self.show_stage()
        return self._area

    def actions(self) -> Sequence[PageAction]:
        if self.stage is Stage.PREVIEW:
            return (self._leave, self._take)
        return (self._choose,)

    def key_hints(self) -> str:
        return wording.say("receipt_hints_preview" if self.stage is Stage.PREVIEW else "receipt_hints")

    def refresh(self, topics: frozenset[str]) -> None:
        if not topics or topics & {TOPIC_VALUES, TOPIC_EXCHANGE, TOPIC_WORK}:
            self._latest.ask(take_receipts)

    def go_to(self, detail: object) -> None:
        """Files that were put on the window; anything else is a wish to choose one."""
        if isinstance(detail, list):
            self.take_files(detail)
        else:
            self.choose()

    def focus(self) -> None:
        if self.stage is Stage.RESULT:
            (self.to_talk if self.to_talk.isVisible() else self.to_home).setFocus(
                Qt.FocusReason.OtherFocusReason
            )
        elif self.stage is Stage.PREVIEW and self.cards:
            self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._drop.button.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the parts --

    def _make_done(self) -> QWidget:
        say = wording.say
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        self.to_talk = Button(say("receipt_to_talk"), Variant.PRIMARY, icon="nav_talk")
        self.to_talk.clicked.connect(self._go_to_talk)
        self.to_home = Button(say("receipt_to_home"), icon="nav_home")
        self.to_home.clicked.connect(self._go_home)
        row.addWidget(self.to_talk)
        row.addWidget(self.to_home)
        row.addStretch(1)
        return holder

    def _make_sent(self) -> QWidget:
        say = wording.say
        card = Card(say("receipt_sent"))
        self._sent = PlainTable(
            say("receipt_sent"),
            [
                Column(say("receipt_head_state")),
                Column(say("receipt_head_changes"), number=True),
                Column(say("receipt_head_when")),
                Column(say("receipt_head_file"), stretch=1),
                Column(say("receipt_head_why"), stretch=1),
            ],
        )
        card.body.addWidget(self._sent)
        self._sent_none = Prose(say("receipt_sent_none"), ink="secondary")
        card.body.addWidget(self._sent_none)
        return card

    def _make_earlier(self) -> QWidget:
        say = wording.say
        card = Card(say("receipt_earlier"))
        self._earlier = PlainTable(
            say("receipt_earlier"),
            [
                Column(say("import_earlier_at")),
                Column(say("receipt_head_file"), stretch=1),
                Column(say("import_head_made")),
                Column(say("import_earlier_new"), number=True),
                Column(say("import_earlier_changed"), number=True),
                Column(say("receipt_head_held")),
            ],
        )
        card.body.addWidget(self._earlier)
        self._earlier_none = Prose(say("receipt_earlier_none"), ink="secondary")
        card.body.addWidget(self._earlier_none)
        return card

    # -- what the user does --

    def take_files(self, files: Sequence[Path]) -> None:
        """Look at files; nothing is taken yet."""
        if self._busy or not files:
            return
        self._files = list(dict.fromkeys(files))
        self.start(MergeBundles(tuple(self._files), keep=False))

    def leave(self) -> None:
        """Forget the files."""
        self._files, self.results = [], []
        self.set_stage(Stage.IDLE)

    def take(self) -> None:
        """Take the files as they were looked at."""
        if not self._busy and self._takeable:
            good = [one.state != "refused" for one in self.results]
            self._files = [file for file, fine in zip(self._files, good, strict=True) if fine]
            self.start(MergeBundles(tuple(self._files)))

    @property
    def _takeable(self) -> bool:
        """Whether taking them would change anything: also a file without new changes may be a receipt."""
        return any(one.state in ("merged", "already") and one.code != "file_already" for one in self.results)

    def looked(self, results: list[FileResult]) -> None:
        self.results = results
        self.set_stage(Stage.PREVIEW)
        self.focus()

    def taken(self, results: list[FileResult]) -> None:
        refused = [one for one in self.results if one.state == "refused"]
        self.results = [*results, *refused]
        self.set_stage(Stage.RESULT)
        self.focus()
        returns = sum(one.brought.returns for one in results)
        if returns:
            self._session.tell(
                State.RETURNED,
                wording.say("receipt_done_returns", count=returns),
                action=wording.say("receipt_to_talk"),
                on_action=self._go_to_talk,
            )
        else:
            received = sum(one.brought.received for one in results)
            self._session.tell(State.OK, wording.say("receipt_done", count=received))

    def enable(self) -> None:
        free = not self._busy
        for action in (self._choose, self._leave):
            action.setEnabled(free)
        self._take.setEnabled(free and self._takeable)

    # -- showing --

    def show_stage(self) -> None:
        self._drop.setVisible(self.stage is Stage.IDLE)
        done = self.stage is Stage.RESULT
        self._done.setVisible(done)
        talked = any(one.brought.returns or one.brought.messages for one in self.results)
        self.to_talk.setVisible(done and talked)
        while (item := self._found.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = []
        for result in self.results:
            card = FileCard(result, self._session, done=done)
            self.cards.append(card)
            self._found.addWidget(card)

    def _show(self, answer: ReceiptAnswer) -> None:
        say, now = wording.say, self._session.now()
        for state, card in self.figures.items():
            count = answer.changes[state]
            shade = STATES[state] if count else State.NEUTRAL
            card.show_figure(f"{count:,}", say("receipt_unit"), state=shade)
        self.figures["returned"].setVisible(answer.changes["returned"] > 0)
        self.figures["held"].setVisible(answer.changes["held"] > 0)
        rows = answer.receipts[:_SHOWN]
        self._sent.show_rows([self._sent_row(one) for one in rows])
        self._sent.setVisible(bool(rows))
        self._sent_none.setVisible(not rows)
        self._earlier.show_rows(
            [
                (
                    moment_text(row.taken_at, now),
                    row.file,
                    moment_text(row.made_at, now),
                    f"{row.new:,}",
                    f"{row.changed:,}",
                    say("receipt_state_held") if row.held else "",
                )
                for row in answer.imports[:_SHOWN]
            ]
        )
        self._earlier.setVisible(bool(answer.imports))
        self._earlier_none.setVisible(not answer.imports)

    def _sent_row(self, one: Receipt) -> tuple[str, ...]:
        now = self._session.now()
        return (
            wording.say(f"receipt_state_{one.state}"),
            f"{one.changes:,}",
            moment_text(one.exported_at, now) if one.exported_at else "",
            one.file,
            wording.template(one.code).partition("。")[0] if one.code and wording.knows(one.code) else "",
        )

    # -- ways --

    def _go_to_talk(self) -> None:
        self._session.go("talk")

    def _go_home(self) -> None:
        self._session.go("home")


class FileCard(Card):
    """One file: whose it is, what it brings line by line, or why it is not taken."""

    def __init__(self, result: FileResult, session: Session, *, done: bool) -> None:
        super().__init__(result.file)
        self.result = result
        say, now = wording.say, session.now()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if result.made_at:
            office = session.plan.body(result.office).name
            made = say("receipt_made", office=office, when=moment_text(result.made_at, now))
            self.head.addWidget(Text(made, ink="secondary"))
        self.lines = lines_of(result.brought)
        self.said = self._sentence(done)
        if result.state == "refused":
            heading, _, rest = self.said.partition("。")
            self.body.addWidget(Notice(State.ERROR, heading + "。", rest))
        else:
            self.body.addWidget(Prose(self.said, bold=True))
            for line in self.lines:
                self.body.addWidget(_LineRow(line))
        for code, params in result.notices:
            self.body.addWidget(Prose(say(code, **params), TextRole.CAPTION, ink="secondary"))
        words = [result.file, self.said, *(line.text for line in self.lines)]
        self.setAccessibleName(" ".join(words))

    def _sentence(self, done: bool) -> str:
        result = self.result
        if result.state == "refused":
            return sentence(Refusal(result.code, **result.params))
        if result.code in ("file_already", "file_held"):
            return wording.say(result.code, **result.params)
        if done:
            return wording.say("receipt_file_done")
        return wording.say("receipt_file_brings" if self.lines else "receipt_file_nothing")


class _LineRow(QWidget):
    """One kind of thing: picture and words."""

    def __init__(self, line: Line) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(Picture(line.state, line.icon), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Prose(line.text), 1)
