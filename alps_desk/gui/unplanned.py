"""A region that has no year and no project yet: what stands in place of the screens that live on them.

Promise: each of them says what is missing and has the button that leads there, instead of empty tables.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.gui.page import Page
from alps_desk.gui.screens import screens_of
from alps_desk.gui.session import Session
from alps_desk.gui.widgets.empty_state import EmptyState

_LIVE_ON_A_PLAN = (
    "board", "home", "entry", "budget", "indicators", "evaluation", "overview", "submit", "reports", "totals",
)  # fmt: skip


class UnplannedPage(Page):
    """One screen that has nothing to show yet."""

    def __init__(self, session: Session, key: str, title: str, icon: str) -> None:
        super().__init__(key, title, icon, shows_period=False, parent=session)
        self._session = session

    def build(self) -> QWidget:
        whose = "union" if self._session.desk.is_union else "office"
        self.empty = EmptyState(
            wording.say(f"unplanned_{whose}"), wording.say(f"unplanned_{whose}_do"), icon=self.icon
        )
        self.empty.pressed.connect(self._go)
        return self.empty

    def refresh(self, topics: frozenset[str]) -> None:
        """What it says is the same until there is a year; then the screen itself is shown."""

    def focus(self) -> None:
        self.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self) -> None:
        if self._session.desk.is_union:
            self._session.go("plan", "projects")
        else:
            self._session.go("receipt")


def stand_ins(session: Session) -> dict[str, Page]:
    """Screen → what stands in its place; nothing once there is a year."""
    if session.plan.fiscal_years:
        return {}
    return {
        screen.key: UnplannedPage(session, screen.key, screen.title, screen.icon)
        for screen in screens_of(session)
        if screen.key in _LIVE_ON_A_PLAN
    }
