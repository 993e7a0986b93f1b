"""Rows of the import preview: one file with its outlook, and the card of an unregistered PC."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.exchange import FileResult
from alps_desk.domain.errors import Refusal
from alps_desk.domain.plan import Plan
from alps_desk.gui.colours import Colour
from alps_desk.gui.messages import sentence
from alps_desk.gui.theme import Space, State, TextRole, digits, em
from alps_desk.gui.views.moments import day_text, moment_text
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.info_panel import Notice
from alps_desk.gui.widgets.text import Prose, Text

WIDTHS_EM = {"file": 15.0, "office": 8.5, "made": 8.5, "content": 6.5}
"""Widths of the columns before the outlook, in widths of 「あ」."""


class ImportHeader(QWidget):
    """Headings over the rows.

    Args:
        last: code of the last heading.
    """

    def __init__(self, last: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = last
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_last(self, code: str) -> None:
        """Change the last heading."""
        self._last = code
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
        x = float(Space.L)
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for name, width in WIDTHS_EM.items():
            box = self.rect().adjusted(round(x), 0, 0, 0)
            painter.drawText(box, side, wording.say(f"import_head_{name}"))
            x += round(width * em(self)) + Space.M
        painter.drawText(self.rect().adjusted(round(x), 0, 0, 0), side, wording.say(self._last))


class FileRow(QWidget):
    """One file.

    Signals:
        removed(): it shall not be looked at any more.

    Args:
        result: what became of it, or would become.
        done: whether it is the result of taking and not an outlook.
        registering: its PC will be registered with it.
    """

    removed = Signal()

    def __init__(
        self,
        result: FileResult,
        plan: Plan,
        today: datetime,
        *,
        done: bool,
        registering: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.result = result
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        state, word = _state(result, done)
        self.sentence = _sentence(result, done, today)
        office = plan.body(result.office).name if result.office else wording.say("import_unknown_office")
        taken = result.taken
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S + 2, Space.S, Space.S + 2)
        row.setSpacing(Space.M)
        self._places: list[tuple[QWidget, str]] = []
        made = moment_text(result.made_at, today) if result.made_at else wording.say("import_unknown_office")
        content = (
            wording.say("import_changes", count=taken.changes)
            if taken is not None and result.state == "merged"
            else wording.say("import_unknown_office")
        )
        for name, words in (("file", result.file), ("office", office), ("made", made), ("content", content)):
            text = Prose(words, bold=name == "file")
            text.setAccessibleName(f"{wording.say(f'import_head_{name}')} {words}")
            row.addWidget(text, 0, Qt.AlignmentFlag.AlignTop)
            self._places.append((text, name))
        outlook = QVBoxLayout()
        outlook.setSpacing(Space.XS)
        self.chip = StateChip(state, word, icon=_ICONS.get(result.state))
        outlook.addWidget(self.chip)
        outlook.addWidget(Prose(self.sentence, selectable=True))
        notes = [wording.say(code, **params) for code, params in result.notices]
        if registering:
            notes.insert(0, wording.say("import_will_register"))
        for words in notes:
            outlook.addWidget(Prose(words, TextRole.CAPTION, ink="secondary"))
        row.addLayout(outlook, 1)
        if not done:
            self.remove = Button(
                "", Variant.QUIET, icon="act_close", name=wording.say("import_remove", file=result.file)
            )
            self.remove.clicked.connect(self.removed)
            row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(
            wording.say("import_row", file=result.file, office=office, state=word, sentence=self.sentence)
        )
        self.setAccessibleDescription(" ".join(notes))
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "chip"):
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Colour.PRIMARY_PALE if self.hasFocus() else Colour.CARD))
        painter.setPen(QPen(QColor(Colour.LINE), 1))
        bottom = self.height() - 0.5
        painter.drawLine(QPointF(0, bottom), QPointF(self.width(), bottom))
        if self.hasFocus():
            painter.fillRect(0, 0, 4, self.height() - 1, QColor(Colour.PRIMARY))

    def _fit(self) -> None:
        for place, name in self._places:
            place.setFixedWidth(round(em(self) * WIDTHS_EM[name]))


class DeviceCard(QFrame):
    """An unregistered PC: its eight groups, to be compared by telephone before anything of it is taken.

    Signals:
        confirmed(str): somebody compared them; the groups.
    """

    confirmed = Signal(str)

    def __init__(self, code: str, office: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = code
        self.setProperty("box", "plain")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.S, Space.L, Space.M)
        outer.setSpacing(Space.S)
        outer.addWidget(
            Notice(
                State.WARNING,
                wording.say("import_device_heading", office=office),
                wording.say("import_device_text", office=office),
            )
        )
        row = QHBoxLayout()
        row.setSpacing(Space.XL)
        numbers = QWidget()
        numbers.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        groups = QGridLayout(numbers)
        groups.setContentsMargins(0, 0, 0, 0)
        groups.setHorizontalSpacing(Space.L)
        groups.setVerticalSpacing(Space.XS)
        for at, part in enumerate(code.split("-")):
            group = Text(part, TextRole.FIGURE, bold=True)
            group.setFont(digits(group.font(), bold=True))
            group.setAccessibleName(wording.say("import_device_code", code=" ".join(part)))
            groups.addWidget(group, at // 4, at % 4)
        row.addWidget(numbers)
        words = QVBoxLayout()
        words.addWidget(Prose(wording.say("import_device_differs"), ink="secondary"))
        self.confirm = Button(wording.say("import_device_confirm"), icon="act_check")
        self.confirm.setAccessibleDescription(wording.say("import_device_code", code=code))
        self.confirm.clicked.connect(self._confirmed)
        words.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignLeft)
        row.addLayout(words, 1)
        outer.addLayout(row)

    def _confirmed(self) -> None:
        self.confirmed.emit(self._code)


_ICONS = {"unknown_device": "thing_key", "already": "state_info"}


def _state(result: FileResult, done: bool) -> tuple[State, str]:
    """Look and word of what became of a file, or would."""
    match result.state:
        case "merged":
            conflicts = result.taken.conflicts if result.taken is not None else 0
            if conflicts:
                return State.CONFLICT, wording.say("import_state_conflicts", count=conflicts)
            return State.OK, wording.say("import_state_merged" if done else "import_state_merges")
        case "already":
            return State.EXCLUDED, wording.say("import_state_already")
        case "unknown_device":
            return State.WARNING, wording.say("import_state_unknown")
        case "refused":
            return State.ERROR, wording.say("import_state_refused")


def _sentence(result: FileResult, done: bool, today: datetime) -> str:
    taken = result.taken
    if result.state == "merged" and taken is not None:
        code = f"import_{'did' if done else 'will'}_{'conflict' if taken.conflicts else 'merge'}"
        return wording.say(code, new=taken.new, changed=taken.changed, conflicts=taken.conflicts)
    if result.state == "unknown_device":
        return wording.say("import_unknown_device")
    params = dict(result.params)
    if "on" in params:
        params["on"] = day_text(str(params["on"]), today)
    return sentence(Refusal(result.code, **params))
