"""One conflict: which field, what it was, the values to choose from, and a value of one's own."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.describing import field_label, period_label, stored_text
from alps_desk.app.questions import Candidate, ConflictView
from alps_desk.app.weighing import Weighed
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.journal import Scalar
from alps_desk.domain.money import format_amount
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import DELETED, ENTRY_TYPES, UNION, Field, field_of, parse_record_id
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import Space, TextRole, em
from alps_desk.gui.views.candidate_card import CandidateCard
from alps_desk.gui.views.decisions import Choice
from alps_desk.gui.views.differing import Span, differing_spans
from alps_desk.gui.views.marked_text import MarkedText
from alps_desk.gui.views.moments import day_text, moment_text
from alps_desk.gui.views.own_value import OwnValue, writable
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.text import Prose

FIELD_EM, BASE_EM, OWN_EM = 15, 10, 9
"""Widths of the columns beside the cards, in widths of 「あ」."""


def askable(view: ConflictView) -> bool:
    """Whether an office can be asked about it: what the union itself keeps is its own to decide."""
    record = parse_record_id(view.record)
    return record.type in ENTRY_TYPES and writer_of(record, view.field) != UNION


class ConflictHeader(QWidget):
    """Headings over the columns of the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gutter = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            " ".join(wording.say(f"conflict_head_{name}") for name in ("field", "base", "one", "two", "own"))
        )

    def set_gutter(self, width: int) -> None:
        """Leave room at the right, for the scroll bar beside the rows."""
        self._gutter = width
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, round(em(self) * 2.4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.HEADER))
        painter.setPen(QPen(QColor(Colour.HEADER_LINE), 1))
        bottom = self.height() - 0.5
        painter.drawLine(QPointF(0, bottom), QPointF(self.width(), bottom))
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(Colour.TEXT))
        left, size = float(Space.L), em(self)
        own = self.width() - self._gutter - Space.L - OWN_EM * size
        cards = left + (FIELD_EM + BASE_EM) * size + 2 * Space.M
        half = (own - Space.M - cards - Space.M) / 2
        for name, x in (
            ("field", left),
            ("base", left + FIELD_EM * size + Space.M),
            ("one", cards),
            ("two", cards + half + Space.M),
            ("own", own),
        ):
            place = QRectF(x, 0, self.width() - x, self.height())
            painter.drawText(
                place,
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
                wording.say(f"conflict_head_{name}"),
            )


class ConflictRow(QWidget):
    """One row. It has the keyboard as a whole: 1, 2, 3 … choose, the key after the last card writes.

    Signals:
        chosen(object): a ``Choice``, by key, click or writing.
        stepped(int): an arrow key asks for the row above (-1) or below (1).
        current(): it got the keyboard.
        asked(): the office is to be asked (差戻し).
        postponed(bool): it is to be decided later, or now after all.

    Args:
        weighed: what stands beside the values.
        later: whether it was postponed.
    """

    chosen = Signal(object)
    stepped = Signal(int)
    current = Signal()
    asked = Signal()
    postponed = Signal(bool)

    def __init__(
        self,
        view: ConflictView,
        plan: Plan,
        today: datetime,
        weighed: Weighed | None = None,
        *,
        later: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.view = view
        self._plan = plan
        self._today = today
        self._weighed = weighed or Weighed()
        self.later = later
        self._current = False
        self._choice: Choice | None = None
        self._editor: OwnValue | None = None
        record = parse_record_id(view.record)
        self._field: Field | None = field_of(record, view.field)
        deleted = view.field == DELETED
        self.label = wording.say("conflict_deletion") if deleted else field_label(view.field, record.type)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cards: list[CandidateCard] = []
        self.own_card: CandidateCard | None = None
        self.write_button: Button | None = None
        self._lay_out()
        self._name()

    # -- for the page --

    @property
    def project_name(self) -> str:
        """Number and name of the project, "" if the record has none."""
        project = self._plan.project(self.view.project)
        return f"{self.view.project} {project.name}" if project else self.view.project

    @property
    def choice(self) -> Choice | None:
        """What is shown as chosen."""
        return self._choice

    def show_choice(self, choice: Choice | None) -> None:
        """Show what is chosen."""
        self._choice = choice
        for card, candidate in zip(self.cards, self.view.candidates, strict=True):
            card.set_chosen(choice is not None and choice.take == candidate.change)
        own = choice is not None and not choice.take
        self._show_own(choice.text if choice is not None and own else None)
        if self.write_button is not None:
            self.write_button.setText(wording.say("conflict_rewrite" if own else "conflict_write"))
        self._name()

    def write(self) -> None:
        """Open the form for a value of one's own."""
        if self.write_button is None:
            return
        if self._editor is None:
            assert self._field is not None
            start = self._choice.value if self._choice and not self._choice.take else self._shown_value()
            self._editor = OwnValue(self._plan, self._field, self.label, start, self)
            self._editor.written.connect(self._written)
            self._editor.left.connect(self._close_editor)
            self._middle.addWidget(self._editor)
        self._editor.begin()

    @property
    def writing(self) -> OwnValue | None:
        """The open form, or None."""
        return self._editor

    # -- Qt --

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        number = key - Qt.Key.Key_0 if Qt.Key.Key_1 <= key <= Qt.Key.Key_9 else 0
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if number and plain and number <= len(self.cards):
            self._choose(number - 1)
        elif (number == len(self.cards) + 1 and plain) or key == Qt.Key.Key_F2:
            self.write()
        elif key == Qt.Key.Key_K and plain and self.ask_button is not None:
            self.ask_button.click()
        elif key == Qt.Key.Key_L and plain:
            self.later_button.click()
        elif key == Qt.Key.Key_Up:
            self.stepped.emit(-1)
        elif key == Qt.Key.Key_Down:
            self.stepped.emit(1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.current.emit()

    def set_current(self, current: bool) -> None:
        """Show it as the row that the keys work on."""
        if current != self._current:
            self._current = current
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_places"):
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.PRIMARY_PALE if self._current else Colour.CARD))
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        bottom = self.height() - 0.5
        painter.drawLine(QPointF(0, bottom), QPointF(self.width(), bottom))
        if self._current:
            painter.fillRect(QRectF(0, 0, 4, self.height() - 1), QColor(Colour.PRIMARY))

    # -- inside --

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.M - 2, Space.L, Space.M - 2)
        row.setSpacing(Space.M)
        self._places = [self._field_words(), self._base_words()]
        for place in self._places:
            row.addWidget(place, 0, Qt.AlignmentFlag.AlignTop)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(Space.S)
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.M)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._middle.addLayout(self._grid)
        for at, candidate in enumerate(self.view.candidates):
            card = self._card(at, candidate)
            self.cards.append(card)
            self._grid.addWidget(card, at // 2, at % 2)
        row.addLayout(self._middle, 1)
        own = QWidget()
        box = QVBoxLayout(own)
        box.setContentsMargins(0, 0, 0, 0)
        if writable(self._field):
            self.write_button = Button(wording.say("conflict_write"), icon="act_edit")
            self.write_button.setAccessibleDescription(self.label)
            self.write_button.clicked.connect(self.write)
            self.write_button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            box.addWidget(self.write_button)
        self.ask_button: Button | None = None
        if askable(self.view):
            self.ask_button = self._link("conflict_ask", "act_undo")
            self.ask_button.clicked.connect(self.asked)
            box.addWidget(self.ask_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.later_button = self._link(
            "conflict_later_not" if self.later else "conflict_later", "state_waiting"
        )
        self.later_button.clicked.connect(self._later_pressed)
        box.addWidget(self.later_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        self._places.append(own)
        row.addWidget(own, 0, Qt.AlignmentFlag.AlignTop)
        self._fit()

    def _link(self, code: str, icon: str) -> Button:
        button = Button(wording.say(code), Variant.LINK, icon=icon)
        button.setAccessibleDescription(self.label)
        return button

    def _later_pressed(self) -> None:
        self.postponed.emit(not self.later)

    def _fit(self) -> None:
        size = em(self)
        for place, width in zip(self._places, (FIELD_EM, BASE_EM, OWN_EM), strict=True):
            place.setFixedWidth(round(size * width))

    def _field_words(self) -> QWidget:
        words = QWidget()
        box = QVBoxLayout(words)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        box.addWidget(Prose(self.label, bold=True))
        if self.project_name:
            box.addWidget(Prose(self.project_name))
        box.addWidget(Prose("\n".join(self._where()), TextRole.CAPTION, ink="secondary"))
        return words

    def _where(self) -> list[str]:
        """Whose field it is, with the policy field; which year and period."""
        record = parse_record_id(self.view.record)
        parts = [
            wording.say("conflict_of_office", office=self._plan.body(writer_of(record, self.view.field)).name)
        ]
        project = self._plan.project(self.view.project)
        if project is not None:
            parts.append(self._plan.field(project.field).name)
        lines = ["　".join(parts)]
        if record.fy:
            when = period_label(record.period or record.part("stage"))
            lines.append(f"{fiscal_year_text(record.fy)} {when}".strip())
        return lines

    def _base_words(self) -> QWidget:
        text = self.view.base_text or wording.say("conflict_no_base")
        base = MarkedText([(text, False)], figures=self._is_number(), ink=Colour.SECONDARY)
        base.setAccessibleName(f"{wording.say('conflict_head_base')} {text}")
        reported = self._weighed.reported
        if reported is None:
            return base
        words = QWidget()
        box = QVBoxLayout(words)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        box.addWidget(base)
        said = wording.say(
            f"conflict_reported_{reported.how}",
            day=day_text(reported.on, self._today),
            value=reported.text or wording.say("cell_empty"),
        )
        box.addWidget(Prose(said, TextRole.CAPTION, ink="secondary"))
        return words

    def _card(self, at: int, candidate: Candidate) -> CandidateCard:
        source = [
            part
            for part in (
                self._plan.body(candidate.office).name,
                moment_text(candidate.at, self._today),
                candidate.by,
            )
            if part
        ]
        card = CandidateCard(
            at + 1,
            self._spans(at),
            source,
            figures=self._is_number(),
            on_behalf=candidate.on_behalf,
            more=self._more(at, candidate),
            parent=self,
        )
        card.clicked.connect(self._card_clicked)
        return card

    def _more(self, at: int, candidate: Candidate) -> list[str]:
        """Why it was entered, and what it does to the total."""
        lines = [wording.say("home_past_why", why=candidate.why)] if candidate.why else []
        if self._weighed.totals:
            yen = self._weighed.totals[at]
            total = "―" if yen is None else wording.say("totals_yen", yen=format_amount(yen))
            lines.append(wording.say("conflict_effect", total=total))
        return lines

    def _spans(self, at: int) -> list[Span]:
        """The value, marked where it differs from ①, and ① where it differs from ②; prose only."""
        text = self.view.candidates[at].text
        if self._field is None or self._field.kind not in ("text", "line") or len(self.view.candidates) < 2:
            return [(text, False)]
        other = self.view.candidates[0 if at else 1].text
        return differing_spans(text, other)

    def _is_number(self) -> bool:
        return self._field is not None and self._field.kind in ("yen", "count", "decimal", "int")

    def _shown_value(self) -> Scalar:
        shown = next((one for one in self.view.candidates if one.change == self.view.shown), None)
        return shown.value if shown is not None else None

    def _card_clicked(self) -> None:
        card = self.sender()
        assert isinstance(card, CandidateCard)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if card is self.own_card:
            return
        self._choose(self.cards.index(card))

    def _choose(self, at: int) -> None:
        candidate = self.view.candidates[at]
        self._close_editor()
        self.chosen.emit(Choice(candidate.change, candidate.value, candidate.text))

    def _written(self, value: Scalar) -> None:
        text = stored_text(self.view.record, self.view.field, value, self._plan)
        self._close_editor()
        self.chosen.emit(Choice("", value, text))

    def _close_editor(self) -> None:
        if self._editor is not None:
            editor, self._editor = self._editor, None
            self._middle.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_own(self, text: str | None) -> None:
        if self.own_card is not None:
            self._grid.removeWidget(self.own_card)
            self.own_card.hide()
            self.own_card.deleteLater()
            self.own_card = None
        if text is None:
            return
        card = CandidateCard(
            0, [(text, False)], [wording.say("conflict_own_source")], figures=self._is_number(), parent=self
        )
        card.clicked.connect(self._card_clicked)
        card.set_chosen(True)
        card.show()
        self.own_card = card
        self._grid.addWidget(card, (len(self.cards) + 1) // 2, 0, 1, 2)

    def _name(self) -> None:
        state = (
            wording.say("conflict_row_chosen", value=self._choice.text)
            if self._choice is not None
            else wording.say("conflict_row_open")
        )
        self.setAccessibleName(" ".join((self.label, self.project_name, state)))
        self.setAccessibleDescription(
            " ".join([card.accessibleName() for card in self.cards] + self._where())
        )
