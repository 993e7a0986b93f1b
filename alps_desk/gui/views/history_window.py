"""変更の履歴: every change of a report or of one field, newest first, with who, when, and by which file it came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.describing import field_label
from alps_desk.app.questions import HistoryView
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import DELETED
from alps_desk.gui.theme import Space, TextRole, em
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.widgets.buttons import Button
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.plain_table import Column, PlainTable
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose, Text

SHOWN = 200
"""Changes shown: more of one report than anybody makes in a year."""


class HistoryWindow(QDialog):
    """A window beside the list; both can be used.

    Args:
        heading: what it is the history of.
        changes: oldest first, as ``Desk.history`` gives them.
    """

    def __init__(
        self,
        heading: str,
        changes: Sequence[HistoryView],
        plan: Plan,
        today: datetime,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        say = wording.say
        self.setWindowTitle(say("history_title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setAccessibleName(f"{say('history_title')} {heading}")
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        box.setSpacing(Space.M)
        box.addWidget(Text(say("history_title"), ink="secondary"))
        box.addWidget(Prose(heading, TextRole.PANEL, bold=True))
        self.table = PlainTable(
            say("history_title"),
            [
                Column(say("history_head_at")),
                Column(say("history_head_who")),
                Column(say("history_head_field")),
                Column(say("history_head_change"), stretch=3),
                Column(say("history_head_way"), stretch=2),
            ],
        )
        newest = list(reversed(changes))[:SHOWN]
        heads = Counter(change.field for change in changes if change.current)
        self.table.show_rows([_row(change, plan, today, heads[change.field]) for change in newest])
        if changes:
            card = QFrame()
            card.setProperty("box", "card")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(Space.L, Space.M, 2, Space.S)
            scroll = ScrollColumn()
            sheet = Sheet()
            sheet.column.addWidget(self.table)
            sheet.column.addStretch(1)
            sheet.column.setContentsMargins(0, 0, Space.M, 0)
            scroll.show_sheet(sheet)
            inside.addWidget(scroll)
            box.addWidget(card, 1)
        else:
            box.addWidget(EmptyState(say("history_none"), icon="nav_history"), 1)
        foot = QHBoxLayout()
        if len(changes) > SHOWN:
            foot.addWidget(Text(say("history_more", count=SHOWN), ink="secondary"))
        foot.addStretch(1)
        self.close_button = Button(say("gui_close"))
        self.close_button.clicked.connect(self.close)
        foot.addWidget(self.close_button)
        box.addLayout(foot)
        size = em(self)
        self.resize(min(size * 68, 1160), min(size * 36, 620))


def _row(change: HistoryView, plan: Plan, today: datetime, heads: int) -> tuple[str, ...]:
    who = plan.body(change.office).name
    if change.by:
        who = f"{who}　{change.by}"
    label = wording.say("conflict_deletion") if change.field == DELETED else field_label(change.field)
    return (moment_text(change.at, today), who, label, _change(change, heads), _way(change, plan, today))


def _change(change: HistoryView, heads: int) -> str:
    """What was changed, and whether it is the value now; ``heads`` are the words that stand against each other."""
    text = (
        wording.say("history_from_to", before=change.before_text, after=change.text)
        if change.replaced
        else change.text
    )
    if not change.current:
        return text
    return f"{text}\n{wording.say('history_conflict' if heads > 1 else 'history_current')}"


def _way(change: HistoryView, plan: Plan, today: datetime) -> str:
    parts = []
    if change.on_behalf:
        parts.append(wording.say("history_on_behalf", office=plan.body(change.on_behalf).name))
    if change.file:
        parts.append(wording.say("history_file", file=change.file, at=moment_text(change.taken_at, today)))
    else:
        parts.append(wording.say("history_here"))
    if change.why:
        parts.append(wording.say("history_why", why=change.why))
    return "\n".join(parts)
