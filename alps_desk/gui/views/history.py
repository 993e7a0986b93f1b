"""変更の履歴: a window beside the screens with every change of a report or field, and ［この値に戻す］.

Promise: nothing is ever taken away here. Putting a value back is a new change with its reason, made with what was on
screen as what it replaces, so that it can be put back again.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.commands import SaveValues
from alps_desk.app.describing import field_label
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_PLAN, TOPIC_VALUES
from alps_desk.app.recording import Saved
from alps_desk.domain.records import parse_record_id
from alps_desk.gui.past import PastChange, PastOf, take_past
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, TextRole, em
from alps_desk.gui.views.history_row import HistoryRow
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.key_caps import KeyCaps
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose, Text

_PAGE = 60
"""Changes shown at first, and added by ［続きを表示］."""
_TOPICS = frozenset((TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE))


class HistoryWindow(QDialog):
    """The window; the screens behind it stay usable.

    Args:
        session: what it stands on.
        wanted: whose past.

    Attributes:
        rows: the changes shown, newest first.
    """

    def __init__(self, session: Session, wanted: PastOf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say = wording.say
        self._session = session
        self._wanted = wanted
        self._latest = Latest(session, self._show, self)
        self._past: tuple[PastChange, ...] = ()
        self._shown = _PAGE
        self.rows: list[HistoryRow] = []
        self.setWindowTitle(say("home_past"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        heading = wanted.heading
        if wanted.field:
            label = field_label(wanted.field, parse_record_id(wanted.records[0]).type)
            heading = say("home_past_field", heading=heading, field=label)
        self.setAccessibleName(f"{say('home_past')} {heading}")
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        box.setSpacing(Space.S)
        box.addWidget(Text(say("home_past"), ink="secondary"))
        box.addWidget(Prose(heading, TextRole.PANEL, bold=True))
        self._area = ScrollColumn()
        box.addWidget(self._area, 1)
        self.nothing = EmptyState(say("home_past_none"), icon="nav_history")
        self.nothing.hide()
        box.addWidget(self.nothing, 1)
        foot = QHBoxLayout()
        keys = [
            (say("home_past_key_move"), say("home_past_move")),
            (say("home_past_key_restore"), say("home_past_restore")),
        ]
        foot.addWidget(KeyCaps([*keys, ("Esc", say("gui_close"))]), 1)
        self.more = Button(say("home_past_more"), Variant.LINK)
        self.more.clicked.connect(self._show_more)
        self.more.hide()
        foot.addWidget(self.more)
        self.close_button = Button(say("gui_close"))
        self.close_button.clicked.connect(self.close)
        foot.addWidget(self.close_button)
        box.addLayout(foot)
        size = em(self)
        self.resize(min(size * 70, 1180), min(size * 38, 620))
        session.changed.connect(self._heard)
        self._ask()

    # -- showing --

    def _ask(self) -> None:
        wanted = self._wanted
        self._latest.ask(lambda desk: take_past(desk, wanted))

    def _heard(self, topics: frozenset[str]) -> None:
        if topics & _TOPICS:
            self._ask()

    def _show_more(self) -> None:
        before = len(self.rows)
        self._shown += _PAGE
        self._show(self._past)
        if before < len(self.rows):
            self.rows[before].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, past: tuple[PastChange, ...]) -> None:
        here = next((number for number, row in enumerate(self.rows) if _has_focus(row)), -1)
        self._past = past
        sheet = Sheet()
        self.rows = []
        tells_field = not self._wanted.field or len(self._wanted.records) > 1
        for change in past[: self._shown]:
            row = HistoryRow(change, self._session.plan, self._session.now(), tells_field=tells_field)
            row.asked_back.connect(self._restore)
            row.stepped.connect(self._step)
            self.rows.append(row)
            sheet.column.addWidget(row)
        sheet.column.addStretch(1)
        self._area.show_sheet(sheet)
        self._area.setVisible(bool(past))
        self.nothing.setVisible(not past)
        self.more.setVisible(len(past) > self._shown)
        if self.rows and (here >= 0 or self.focusWidget() in (None, self.close_button)):
            self.rows[min(max(here, 0), len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, step: int) -> None:
        row = self.sender()
        assert isinstance(row, HistoryRow)
        number = self.rows.index(row) + step
        if 0 <= number < len(self.rows):
            self.rows[number].setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(self.rows[number])

    # -- putting a value back --

    def _restore(self, past: PastChange) -> None:
        say = wording.say
        field = field_label(past.view.field, parse_record_id(past.record).type)
        why = self._session.messages.ask_text(
            self,
            say("home_past_ask", field=field, value=_short(past.view.text)),
            say("home_past_reason"),
            say("home_past_restore"),
            required=False,
            limit=200,
            initial=say("home_past_why_proposed", when=moment_text(past.view.at, self._session.now())),
        )
        if why is None:
            return
        place = (past.record, past.view.field)
        values = {past.view.field: past.view.value, **past.beside}
        command = SaveValues({past.record: values}, seen={place: past.heads}, why=why.strip())
        self._session.run(command, self, done=self._restored)

    def _restored(self, saved: Saved) -> None:
        self._session.note(wording.say("home_past_restored"))


def _has_focus(row: HistoryRow) -> bool:
    return row.hasFocus() or (row.restore is not None and row.restore.hasFocus())


def _short(text: str) -> str:
    line = " ".join(text.split("\n"))
    return line if len(line) <= 30 else line[:29] + "…"
