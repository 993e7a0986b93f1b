"""代行入力: the union types for another office, and says from what."""

from __future__ import annotations

from PySide6.QtCore import QObject

from alps_desk import wording
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.page import Page
from alps_desk.gui.session import Session
from alps_desk.gui.top_bar import Selector


class EntryBehalf(QObject):
    """The choice of the office whose form is filled in.

    Attributes:
        offices: the list in the title line; empty where nobody may type for others.
    """

    def __init__(self, book: EntryBook, session: Session, page: Page) -> None:
        super().__init__(page)
        self._book, self._session, self._page = book, session, page
        self.offices = Selector(wording.say("office_enter_for"))
        self.offices.picked.connect(self._picked)
        session.year_changed.connect(self._own_form)

    @property
    def offered(self) -> bool:
        """Whether there is a choice."""
        return self._session.desk.is_union and self.offices.count() > 0

    def fill(self) -> None:
        """Offer the offices of the plan."""
        if not self._session.desk.is_union:
            return
        plan = self._session.plan
        own = self._session.desk.office
        choices: list[tuple[object, str]] = [(own, wording.say("office_enter_own", body=plan.body(own).name))]
        choices += [(body.key, wording.say("office_enter_behalf", body=body.name)) for body in plan.members]
        self.offices.fill(choices, self._book.office)
        self._page.chrome_changed.emit()

    def _picked(self, office: object) -> None:
        self._page.about_to_leave()
        key = str(office)
        why = ""
        if key != self._session.desk.office:
            answer = self._session.messages.ask_text(
                self.offices,
                wording.say("office_behalf_heading", body=self._session.plan.body(key).name),
                wording.say("office_behalf_source"),
                wording.say("office_behalf_start"),
                limit=200,
            )
            if answer is None:
                self.fill()
                return
            why = answer
        self._book.enter_for(key, why)

    def _own_form(self) -> None:
        if self._book.behalf_of:
            self._book.enter_for(self._session.desk.office, "")
