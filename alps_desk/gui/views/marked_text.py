"""A wrapped text of which some runs are marked, for comparing.

Marked runs are tinted and underlined, so that they can be told without colours. Long words without a gap break
anywhere: a text is never cut off.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from alps_desk.gui.colours import Colour
from alps_desk.gui.theme import digits, em
from alps_desk.gui.views.differing import Span

_LINE_HEIGHT = 125.0
"""Per cent of the font's own line."""


class MarkedText(QWidget):
    """The text.

    Args:
        spans: runs, and whether each is marked.
        figures: paint it in the font for figures.
        bold: whether it is bold.
        ink: colour of the letters.
    """

    def __init__(
        self,
        spans: Sequence[Span],
        *,
        figures: bool = False,
        bold: bool = False,
        ink: str = Colour.TEXT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._spans = tuple(spans)
        self._figures, self._bold, self._ink = figures, bold, ink
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        self._written: QFont | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.text)
        self._write()

    @property
    def text(self) -> str:
        """All runs put together."""
        return "".join(words for words, _ in self._spans)

    @property
    def marked(self) -> list[str]:
        """The runs that are marked."""
        return [words for words, marked in self._spans if marked]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        before = self._document.textWidth()
        self._document.setTextWidth(max(width, 1))
        height = self._document.size().height()
        self._document.setTextWidth(before)
        return round(height + 0.5)

    def sizeHint(self) -> QSize:
        width = min(round(self._document.idealWidth()) + 2, em(self) * 24)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(em(self) * 4, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._document.setTextWidth(self.width())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_document"):
            self._write()
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette = self.palette()  # type: ignore[attr-defined]
        self._document.documentLayout().draw(painter, context)

    def _write(self) -> None:
        font = digits(self.font(), bold=self._bold) if self._figures else QFont(self.font())
        font.setBold(self._bold)
        if self._written == font:
            # Qt tells of many changes of style that change nothing here.
            return
        self._written = font
        self._document.setDefaultFont(font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._document.setDefaultTextOption(option)
        self._document.clear()
        cursor = QTextCursor(self._document)
        spacing = QTextBlockFormat()
        spacing.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(spacing)
        plain = QTextCharFormat()
        plain.setForeground(QColor(self._ink))
        marked = QTextCharFormat(plain)
        marked.setBackground(QColor(Colour.WARNING_TINT))
        marked.setFontUnderline(True)
        marked.setUnderlineColor(QColor(Colour.WARNING_BORDER))
        for words, is_marked in self._spans:
            cursor.insertText(words, marked if is_marked else plain)
