"""A window beside the screens with a list of rows: heading, rows to walk through by arrows, keys and close at its foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, TextRole, em
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.key_caps import KeyCaps
from alps_desk.gui.widgets.list_row import ListRow
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose, Text


class ListWindow(QDialog):
    """The window; the screens behind it stay usable.

    Args:
        title: what kind of list; heading: of what.
        nothing: sentence of an empty list; icon: picture of it.
        keys: keys and what they do, for the foot.

    Attributes:
        rows: the rows shown.
        told: a sentence below the heading.
        foot: room for buttons before ［閉じる］.
    """

    def __init__(
        self,
        session: Session,
        title: str,
        heading: str,
        nothing: str,
        icon: str,
        keys: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        say = wording.say
        self._session = session
        self.rows: list[ListRow] = []
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setAccessibleName(f"{title} {heading}".strip())
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        box.setSpacing(Space.S)
        if heading:
            box.addWidget(Text(title, ink="secondary"))
        box.addWidget(Prose(heading or title, TextRole.PANEL, bold=True))
        self.told = Prose("", ink="secondary")
        self.told.hide()
        box.addWidget(self.told)
        self._area = ScrollColumn()
        box.addWidget(self._area, 1)
        self.nothing = EmptyState(nothing, icon=icon)
        self.nothing.hide()
        box.addWidget(self.nothing, 1)
        self.foot = QHBoxLayout()
        self.foot.addWidget(KeyCaps([*keys, ("Esc", say("gui_close"))]), 1)
        self.close_button = Button(say("gui_close"))
        self.close_button.clicked.connect(self.close)
        self.foot.addWidget(self.close_button)
        box.addLayout(self.foot)
        size = em(self)
        self.resize(min(size * 74, 1200), min(size * 38, 640))

    def add_button(self, button: Button) -> None:
        """One more button before ［閉じる］."""
        self.foot.insertWidget(self.foot.count() - 1, button)

    def tell(self, words: str) -> None:
        """Say something below the heading; "" says nothing."""
        self.told.set_text(words)
        self.told.setVisible(bool(words))

    def show_rows(self, rows: Sequence[ListRow]) -> None:
        """Show these rows; the keyboard stays at the row it was at."""
        here = next((number for number, row in enumerate(self.rows) if row.hasFocus()), -1)
        sheet = Sheet()
        self.rows = list(rows)
        for row in rows:
            row.stepped.connect(self._step)
            sheet.column.addWidget(row)
        sheet.column.addStretch(1)
        self._area.show_sheet(sheet)
        self._area.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if self.rows and (here >= 0 or self.focusWidget() in (None, self.close_button)):
            self.rows[min(max(here, 0), len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, step: int) -> None:
        row = self.sender()
        assert isinstance(row, ListRow)
        number = self.rows.index(row) + step
        if 0 <= number < len(self.rows):
            self.rows[number].setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(self.rows[number])
