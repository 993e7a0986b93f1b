"""Contents of the right panel 「この欄の情報」: heading, notices, name–value lines, comments, legend.

A page makes one ``InfoPanel``, fills it anew when the current cell changes, and gives it to the frame::

    panel.begin("301 信州まつもと空港を活用した誘客", "執行額（千円）")
    panel.add_notice(State.WARNING, "予算額を超えています", "正しいときは、理由を書いてください。")
    panel.add_values([("前年度の同じ期", "2,948"), ("入力のきまり", "0 以上の整数")])
    panel.add_section("連絡・コメント", "1 件")
    panel.add_comment("広域連合", "11月18日", "広告費の追加分を含む金額か、教えてください。")
    panel.finish()
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from alps_desk.gui import icons
from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import LOOKS, Space, State, TextRole, icon_size
from alps_desk.gui.widgets.text import Prose, Text


class Notice(QWidget):
    """A tinted box: icon and heading, then a paragraph."""

    def __init__(self, state: State, heading: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        look = LOOKS[state]
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        box.setSpacing(Space.XS)
        top = Prose(heading, bold=True)
        palette = top.palette()
        palette.setColor(top.foregroundRole(), QColor(look.ink))
        top.setPalette(palette)
        self._indent = icon_size(self) + Space.S
        top.setContentsMargins(self._indent, 0, 0, 0)
        self._top = top
        box.addWidget(top)
        if text:
            box.addWidget(Prose(text, selectable=True))
        self.setAccessibleName(f"{heading} {text}".strip())

    def paintEvent(self, event: QPaintEvent) -> None:
        look = LOOKS[self._state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(look.border), 1))
        painter.setBrush(QColor(look.tint))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), Space.RADIUS, Space.RADIUS
        )
        size = icon_size(self)
        icons.paint(painter, QRectF(Space.S + 2, self._top.y() + 1, size, size), look.icon, look.ink)


class Rule(QFrame):
    """A hairline between sections."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)
        self.setStyleSheet(f"background: {Colour.LINE}; border: none;")


class InfoPanel(QWidget):
    """A scrolling column, with a foot (legend) that stays at the bottom.

    Attributes:
        foot: layout for what stays, filled once.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        outer.addWidget(self._scroll, 1)
        foot = QWidget()
        self.foot = QVBoxLayout(foot)
        self.foot.setContentsMargins(Space.L, Space.S, Space.S, Space.M)
        outer.addWidget(foot)
        self._column: QVBoxLayout | None = None
        self._sheet: QWidget | None = None

    def begin(self, above: str, heading: str) -> None:
        """Start anew: a small line, and the name of the field below it."""
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.M)
        column.setSpacing(Space.S)
        self._sheet, self._column = sheet, column
        if above:
            column.addWidget(Prose(above, ink="secondary"))
        column.addWidget(Prose(heading, TextRole.PANEL, bold=True))

    def add_notice(self, state: State, heading: str, text: str = "") -> None:
        """A finding or other state of the field."""
        self._adding().addWidget(Notice(state, heading, text))

    def add_values(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Lines of name and value, the values at the right."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(pairs):
            grid.addWidget(Text(name, ink="secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
            shown = Prose(value, selectable=True)
            shown.setAlignment(Qt.AlignmentFlag.AlignRight)
            shown.setAccessibleName(f"{name} {value}")
            grid.addWidget(shown, row, 1)
        self._adding().addLayout(grid)

    def add_amounts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Lines of name and figure: a long name takes more lines, a figure never."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(0, 1)
        for row, (name, value) in enumerate(pairs):
            grid.addWidget(Prose(name, ink="secondary"), row, 0)
            shown = Text(value)
            shown.setAccessibleName(f"{name} {value}")
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._adding().addLayout(grid)

    def add_text(self, text: str, *, ink: str | None = None) -> None:
        """A paragraph."""
        self._adding().addWidget(Prose(text, ink=ink, selectable=True))

    def add_section(self, heading: str, count: str = "") -> None:
        """A hairline and a heading with a count at the right."""
        column = self._adding()
        column.addSpacing(Space.XS)
        column.addWidget(Rule())
        row = QHBoxLayout()
        row.addWidget(Text(heading, TextRole.CARD, bold=True))
        row.addStretch(1)
        if count:
            row.addWidget(Text(count, ink="secondary"))
        column.addLayout(row)

    def add_comment(self, who: str, when: str, text: str) -> None:
        """One comment."""
        box = QFrame()
        box.setProperty("box", "pale")
        inner = QVBoxLayout(box)
        inner.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        inner.setSpacing(2)
        inner.addWidget(Text(f"{who}  {when}", TextRole.CAPTION, ink="returned", bold=True))
        inner.addWidget(Prose(text, selectable=True))
        self._adding().addWidget(box)

    def add_widget(self, widget: QWidget) -> None:
        """Anything else."""
        self._adding().addWidget(widget)

    def finish(self) -> None:
        """Show what was added since ``begin``."""
        column = self._adding()
        column.addStretch(1)
        assert self._sheet is not None
        old = self._scroll.takeWidget()
        self._scroll.setWidget(self._sheet)
        self._sheet.setAutoFillBackground(False)
        if old is not None:
            old.deleteLater()
        self._column = None

    def _adding(self) -> QVBoxLayout:
        if self._column is None:
            raise RuntimeError("begin() first")
        return self._column
