"""The words of a thread: bubbles, the other side's at the left and one's own at the right, the newest last."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.describing import field_label
from alps_desk.app.talking import ThreadView, Word
from alps_desk.domain.plan import Plan
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, Space, State, TextRole
from alps_desk.gui.views.home_rows import Picture
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.views.talk_answer import who
from alps_desk.gui.widgets.scroll_column import Sheet
from alps_desk.gui.widgets.text import Prose, Text


def sheet_of(thread: ThreadView | None, plan: Plan, office: str, now: datetime) -> Sheet:
    """All words of a thread; None shows a new one."""
    sheet = Sheet()
    sheet.column.setContentsMargins(0, Space.XS, Space.S, Space.S)
    sheet.column.setSpacing(Space.M)
    sheet.column.addStretch(1)
    if thread is None:
        sheet.column.addWidget(Prose(wording.say("talk_new_text"), ink="secondary"))
        return sheet
    for word in thread.words:
        event = word.kind in ("corrected", "closed")
        sheet.column.addWidget(_Event(word, plan, now) if event else _line_of(word, plan, office, now))
    return sheet


def _line_of(word: Word, plan: Plan, office: str, now: datetime) -> QWidget:
    """A bubble at its side; it takes most of the width at most."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    bubble = _Bubble(word, plan, office, now)
    if word.office == office:
        row.addStretch(1)
        row.addWidget(bubble, 5)
    else:
        row.addWidget(bubble, 5)
        row.addStretch(1)
    return line


class _Bubble(QWidget):
    """One word: who and when, then the text."""

    def __init__(self, word: Word, plan: Plan, office: str, now: datetime) -> None:
        super().__init__()
        self._own = word.office == office
        self._returned = word.kind == "returned"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        box.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        ink = "returned" if self._returned else "primary" if self._own else "secondary"
        head.addWidget(Text(who(plan, word), TextRole.CAPTION, ink=ink, bold=True))
        if word.kind != "message":
            head.addWidget(Text(wording.say(f"talk_{word.kind}"), TextRole.CAPTION, ink=ink))
        head.addStretch(1)
        head.addWidget(Text(moment_text(word.at, now), TextRole.CAPTION, ink="secondary"))
        box.addLayout(head)
        box.addWidget(Prose(word.text, selectable=True))
        self.setAccessibleName(f"{who(plan, word)} {moment_text(word.at, now)} {word.text}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        returned = LOOKS[State.RETURNED]
        tint = Colour.PRIMARY_PALE if self._own else returned.tint if self._returned else Colour.WINDOW
        edge = (
            Colour.PRIMARY_BORDER if self._own else returned.border if self._returned else Colour.BOX_BORDER
        )
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(tint))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


class _Event(QWidget):
    """Something done, between the words: a corrected value, the end of it."""

    def __init__(self, word: Word, plan: Plan, now: datetime) -> None:
        super().__init__()
        say = wording.say
        row = QHBoxLayout(self)
        row.setSpacing(Space.S)
        state = State.OK if word.kind == "closed" else State.DRAFT
        if word.kind == "closed":
            text = say("talk_event_closed", office=plan.body(word.office).name)
            if word.text:
                text = say("talk_event_closed_why", office=plan.body(word.office).name, why=word.text)
        else:
            text = say("talk_event_corrected", field=field_label(word.field), value=word.text)
        row.setContentsMargins(Space.M, 0, 0, 0)
        row.addWidget(Picture(state), 0, Qt.AlignmentFlag.AlignTop)
        words = Prose(f"{text}　{moment_text(word.at, now)}　{word.by}".strip("　"), ink="secondary")
        row.addWidget(words, 1)
