"""One change in 変更の履歴: when and who, from what to what with the differences marked, how it came, and a way back."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.describing import field_label, period_label
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import DELETED, parse_record_id
from alps_desk.gui.colours import Colour
from alps_desk.gui.past import PastChange
from alps_desk.gui.theme import Space, State, TextRole, em
from alps_desk.gui.views.differing import differing_spans
from alps_desk.gui.views.marked_text import MarkedText
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.focus_row import FocusRow
from alps_desk.gui.widgets.text import Prose, Text

_WHEN_EM, _WAY_EM, _DO_EM = 12, 12, 10
_TOP = Qt.AlignmentFlag.AlignTop


class HistoryRow(FocusRow):
    """The row: a stop of the keyboard, arrows go to the next one.

    Attributes:
        past: what it shows.
        restore: the button ［この値に戻す］, None where there is nothing to put back.

    Signals:
        asked_back(object): the ``PastChange`` whose value shall stand again.
    """

    asked_back = Signal(object)

    def __init__(self, past: PastChange, plan: Plan, now: datetime, *, tells_field: bool) -> None:
        super().__init__()
        self.past = past
        self._plan, self._now = plan, now
        self.restore: Button | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        grid.setHorizontalSpacing(Space.L)
        size = em(self)
        for column, width in ((0, _WHEN_EM), (2, _WAY_EM), (3, _DO_EM)):
            grid.setColumnMinimumWidth(column, size * width)
        grid.setColumnStretch(1, 1)
        grid.addLayout(self._make_who(), 0, 0, _TOP)
        grid.addLayout(self._make_change(tells_field), 0, 1)
        way = Prose(self._way_words(), ink="secondary")
        way.setFixedWidth(size * _WAY_EM)
        grid.addWidget(way, 0, 2, _TOP)
        grid.addWidget(self._make_end(), 0, 3, _TOP | Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(self._spoken(tells_field))

    def _make_who(self) -> QVBoxLayout:
        view = self.past.view
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addWidget(Text(moment_text(view.at, self._now), bold=True))
        who = Prose(f"{self._plan.body(view.office).name}　{view.by}".strip(), ink="secondary")
        who.setFixedWidth(em(self) * _WHEN_EM)
        box.addWidget(who)
        return box

    def _make_change(self, tells_field: bool) -> QVBoxLayout:
        view = self.past.view
        box = QVBoxLayout()
        box.setSpacing(2)
        if tells_field:
            box.addWidget(Text(self._field, bold=True))
        if view.replaced and view.before_text != view.text:
            # What is gone is marked in the old text, what is new in the new one.
            before = differing_spans(view.before_text, view.text)
            after = differing_spans(view.text, view.before_text)
            box.addLayout(_named("home_past_before", MarkedText(before, ink=Colour.SECONDARY)))
            box.addLayout(_named("home_past_after", MarkedText(after)))
        else:
            box.addWidget(MarkedText([(view.text, False)]))
        box.addStretch(1)
        return box

    def _make_end(self) -> QWidget:
        view = self.past.view
        if self.past.restorable:
            self.restore = Button(wording.say("home_past_restore"), icon="act_undo")
            self.restore.setAccessibleDescription(view.text)
            self.restore.clicked.connect(self._pressed)
            return self.restore
        if view.held:
            return StateChip(State.WARNING, wording.say("home_past_held"))
        if view.current:
            return StateChip(State.OK, wording.say("home_past_current"))
        return QWidget()

    @property
    def _field(self) -> str:
        """Name of the field, with the period where it belongs to one."""
        name = self.past.view.field
        record = parse_record_id(self.past.record)
        label = wording.say("home_past_deletion") if name == DELETED else field_label(name, record.type)
        period = period_label(record.period or record.part("stage"))
        return f"{label}　{period}" if period else label

    def _way_words(self) -> str:
        view, say = self.past.view, wording.say
        way = say(f"home_past_{self.past.way}")
        if view.on_behalf:
            way = say("home_past_behalf_of", body=self._plan.body(view.on_behalf).name)
        lines = [way]
        if view.held:
            lines.append(say("home_past_held_text"))
        if self.past.conflict:
            lines.append(say("home_past_conflict"))
        if view.why:
            lines.append(say("home_past_why", why=view.why))
        if view.file:
            lines.append(say("home_past_file", file=view.file, when=moment_text(view.taken_at, self._now)))
        return "\n".join(lines)

    def _spoken(self, tells_field: bool) -> str:
        view = self.past.view
        parts = [moment_text(view.at, self._now), self._plan.body(view.office).name, view.by]
        parts.append(self._field if tells_field else "")
        if view.replaced:
            parts.append(wording.say("home_change_from_to", before=view.before_text, after=view.text))
        else:
            parts.append(view.text)
        parts.append(self._way_words().replace("\n", " "))
        if view.current and not self.past.restorable:
            parts.append(wording.say("home_past_current"))
        return " ".join(part for part in parts if part)

    def _pressed(self) -> None:
        self.asked_back.emit(self.past)

    def enter(self) -> bool:
        """Ask for the value back, where there is one."""
        if self.restore is None:
            return False
        self.restore.click()
        return True


def _named(code: str, text: MarkedText) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    row.addWidget(Text(wording.say(code), TextRole.CAPTION, ink="secondary"), 0, _TOP)
    row.addWidget(text, 1)
    return row
