"""What the union does with a report from 全体の一覧: send a field or a report back (差戻し), accept it (受理).

Promise: nothing is offered that would be refused as a matter of course: the union's own part is neither sent back nor
accepted, and only what an office has submitted is accepted.
"""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.commands import Accept, SendBack
from alps_desk.app.overview import Overview, OverviewRow
from alps_desk.app.questions import BoardState
from alps_desk.app.returning import SentBack
from alps_desk.app.talking import MOST_LETTERS
from alps_desk.domain.records import UNION
from alps_desk.gui.announce import announce
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views.talk_answer import TalkAbout, about
from alps_desk.gui.widgets.buttons import Button, Variant

READY: tuple[BoardState, ...] = ("submitted", "waiting", "corrected")
"""States in which a report can be accepted."""


class OverviewDeeds(QWidget):
    """The buttons at the foot of the panel, about the current row.

    Attributes:
        back: sends the current field back, or the whole report where the cell is not entered.
        accept: accepts the report on this project; whole: everything the office has submitted.
        offers: which of the three make sense for the row: ``back``, ``accept``, ``whole``.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._found: Overview | None = None
        self._report: OverviewRow | None = None
        self._key = ""
        self._thread = ""
        self.offers: frozenset[str] = frozenset()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self.back = Button(wording.say("talk_do_return"), icon="state_returned")
        self.back.clicked.connect(self.send_back)
        self.accept = Button(wording.say("talk_do_accept"), icon="act_decide")
        self.accept.clicked.connect(self.accept_project)
        row.addWidget(self.back)
        row.addWidget(self.accept)
        row.addStretch(1)
        box.addLayout(row)
        self.whole = Button("", Variant.LINK, icon="state_accepted")
        self.whole.clicked.connect(self.accept_office)
        box.addWidget(self.whole)
        self.show_row(None, None, "")

    def show_row(self, found: Overview | None, report: OverviewRow | None, key: str) -> None:
        """Offer what can be done with a row.

        Args:
            key: column of the current cell.
        """
        self._found, self._report, self._key = found, report, key
        self.offers = frozenset()
        theirs = found is not None and report is not None and report.office != UNION
        theirs = theirs and self._session.desk.is_union
        self.setVisible(theirs)
        if not theirs:
            return
        assert found is not None
        assert report is not None
        count = sum(one.board.state in READY for one in found.rows if one.office == report.office)
        self.offers = frozenset(
            name
            for name, there in (
                ("back", True),
                ("accept", report.board.state in READY),
                ("whole", count > 0),
            )
            if there
        )
        self.accept.setVisible("accept" in self.offers)
        self.whole.setVisible(count > 1)
        self.whole.setText(
            wording.say("overview_accept_office", office=found.plan.body(report.office).name, count=count)
        )

    # -- what the user does --

    def send_back(self) -> None:
        """Send the field back with a reason."""
        found, report = self._found, self._report
        if found is None or report is None:
            return
        cell = report.cells[self._key] if self._key else None
        entered = cell is not None and bool(cell.record)
        record = cell.record if cell is not None and entered else report.records[0]
        field = cell.field if cell is not None and entered else ""
        why = self._session.messages.ask_text(
            self,
            wording.say("talk_return_heading", about=about(found.plan, record, field)),
            wording.say("talk_return_reason"),
            wording.say("talk_do_return"),
            limit=MOST_LETTERS,
        )
        if why is not None:
            self._session.run(SendBack(record, field, why), self, done=self._sent_back)

    def accept_project(self) -> None:
        """Accept the report on one project."""
        if self._report is not None:
            self._accept(self._report.office, self._report.project)

    def accept_office(self) -> None:
        """Accept everything that the office has submitted."""
        found, report = self._found, self._report
        if found is None or report is None:
            return
        office = found.plan.body(report.office).name
        if self._session.messages.confirm(
            self,
            wording.say("overview_accept_heading", office=office),
            wording.say("overview_accept_text"),
            wording.say("talk_do_accept"),
        ):
            self._accept(report.office, "")

    # -- inside --

    def _accept(self, office: str, project: str) -> None:
        assert self._found is not None
        command = Accept(self._found.plan.fy, self._found.period.code, office, project)
        self._session.run(command, self, done=self._accepted)

    def _sent_back(self, sent: object) -> None:
        assert isinstance(sent, SentBack)
        self._thread = sent.id
        self._session.tell(
            State.OK,
            wording.say("talk_returned_done"),
            action=wording.say("overview_to_thread"),
            on_action=self._to_thread,
        )

    def _to_thread(self) -> None:
        self._session.go("talk", TalkAbout(thread=self._thread))

    def _accepted(self, _: object) -> None:
        words = wording.say("talk_accepted")
        self._session.note(words)
        announce(self, words)
