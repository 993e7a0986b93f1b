"""発行した報告書: every report that was given out, each to be made again, and with what has changed in it since."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app.commands import IssueAgain, WriteErrata
from alps_desk.app.describing import period_label
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_PLAN, TOPIC_VALUES, TOPIC_WORK
from alps_desk.app.errata import Correction, Errata
from alps_desk.app.issuing import IssueView, MadeAgain
from alps_desk.app.reporting import Written
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.gui.messages import FileKind
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.list_window import ListWindow
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.why import WhyOf
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.list_row import ListRow, Words

_TOPICS = frozenset((TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE, TOPIC_WORK))
_ROWS = 200
"""Rows made; the file has them all."""


class IssuesWindow(ListWindow):
    """The list of reports.

    Attributes:
        views: the reports, newest first.
        errata: the last window with a 正誤表 that was opened.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        say = wording.say
        keys = [(say("home_past_key_move"), say("issue_move")), ("Enter", say("issue_errata"))]
        super().__init__(session, say("issue_list"), "", say("issue_none"), "nav_report", keys, parent)
        self.views: list[IssueView] = []
        self.errata: ErrataWindow | None = None
        self._target = Path()
        self._latest = Latest(session, self._show, self)
        session.changed.connect(self._heard)
        self._ask()

    def _ask(self) -> None:
        self._latest.ask(lambda desk: desk.issued())

    def _heard(self, topics: frozenset[str]) -> None:
        if TOPIC_WORK in topics:
            self._ask()

    def _show(self, views: list[IssueView]) -> None:
        self.views = views
        self.tell(wording.say("issue_explained") if views else "")
        self.show_rows([self._row(view) for view in views[:_ROWS]])

    def _row(self, view: IssueView) -> ListRow:
        say = wording.say
        again = Button(say("issue_again"), icon="act_export")
        errata = Button(say("issue_errata"), icon="thing_document")
        period = f"{fiscal_year_text(view.fy)} {period_label(view.period)}"
        row = ListRow(
            [
                Words((moment_text(view.at, self._session.now()), view.by), 12),
                Words((view.title, period)),
                Words((view.file, view.note or say("issue_no_note"))),
            ],
            [again, errata],
        )
        for button in (again, errata):
            button.setAccessibleDescription(row.accessibleName())
        again.clicked.connect(partial(self.make_again, view))
        errata.clicked.connect(partial(self.open_errata, view))
        row.opened.connect(partial(self.open_errata, view))
        return row

    def make_again(self, view: IssueView) -> None:
        """Choose where the same report goes, and make it."""
        target = choose(self._session, self, wording.say("issue_again"), view.format, view.file)
        if target is not None:
            self._session.run_long(
                IssueAgain(view.id, target), wording.say("reports_writing"), self, done=self._made
            )

    def open_errata(self, view: IssueView) -> None:
        """What has changed since."""
        self.errata = ErrataWindow(self._session, view, self)
        self.errata.show()

    def _made(self, made: MadeAgain) -> None:
        self._target = made.file
        code = "issue_same" if made.same else "issue_not_same"
        words = wording.say(code, file=made.file.name, version=made.program)
        self.tell(words)
        self._session.tell(
            State.OK if made.same else State.WARNING, words,
            action=wording.say("reports_open"), on_action=self._open_file,
        )  # fmt: skip

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))


class ErrataWindow(ListWindow):
    """正誤表: every cell that reads otherwise now; Enter asks why.

    Attributes:
        found: what it shows, None while it is being worked out.
    """

    def __init__(self, session: Session, view: IssueView, parent: QWidget | None = None) -> None:
        say = wording.say
        keys = [(say("home_past_key_move"), say("home_past_move")), ("Enter", say("why_button"))]
        heading = say("errata_heading_of", title=view.title, when=moment_text(view.at, session.now()))
        super().__init__(
            session, say("errata_title"), heading, say("errata_note_none"), "state_accepted", keys, parent
        )
        self._view = view
        self.found: Errata | None = None
        self._latest = Latest(session, self._show, self)
        self._writes: dict[str, Button] = {}
        for kind in ("pdf", "xlsx", "csv"):
            button = Button(say(f"reports_write_{kind}"), icon="thing_pdf" if kind == "pdf" else "act_export")
            button.clicked.connect(partial(self.write, kind))
            button.setEnabled(False)
            self._writes[kind] = button
            self.add_button(button)
        session.changed.connect(self._heard)
        self._ask()

    def write(self, kind: str) -> None:
        """Write the 正誤表 as a file."""
        name = wording.say("errata_file_name", title=self._view.title, ending=kind)
        target = choose(self._session, self, wording.say("errata_title"), kind, name)
        if target is not None:
            command = WriteErrata(self._view.id, kind, target)
            self._session.run_long(command, wording.say("reports_writing"), self, done=self._written)

    def _ask(self) -> None:
        view = self._view
        job = self._latest.ask(lambda desk: desk.errata(view.id))
        self._session.follow(job, wording.say("errata_making"))

    def _heard(self, topics: frozenset[str]) -> None:
        if topics & _TOPICS:
            self._ask()

    def _show(self, found: Errata) -> None:
        self.found = found
        say = wording.say
        count = len(found.corrections)
        words = say("errata_count", cells=count, entries=len(found.steps)) if count else ""
        if count > _ROWS:
            words += say("errata_more", count=count - _ROWS)
        self.tell(words)
        for button in self._writes.values():
            button.setEnabled(True)
        self.show_rows([self._row(one) for one in found.corrections[:_ROWS]])

    def _row(self, one: Correction) -> ListRow:
        say = wording.say
        behind = say("errata_and_more", who=one.who, count=one.more) if one.more else one.who
        buttons = [Button(say("why_button"), Variant.LINK, icon="nav_history")] if one.places else []
        row = ListRow(
            [
                Words((one.heading, one.row), 20),
                Words(
                    (
                        say(
                            "why_from_to",
                            before=one.before or say("cell_empty"),
                            after=one.after or say("cell_empty"),
                        ),
                    )
                ),
                Words((behind or say("errata_no_entry"), one.at, one.why), 14),
            ],
            buttons,
        )
        for button in buttons:
            button.setAccessibleDescription(row.accessibleName())
            button.clicked.connect(partial(self._ask_why, one))
        row.opened.connect(partial(self._ask_why, one))
        return row

    def _ask_why(self, one: Correction) -> None:
        if one.places:
            heading = wording.say("why_place", heading=one.row, field=one.heading)
            self._session.show_why(WhyOf(heading, lambda desk: desk.trace(one.places)))

    def _written(self, written: Written) -> None:
        self.tell(wording.say("reports_written", file=written.file.name))


def choose(session: Session, parent: QWidget, heading: str, kind: str, name: str) -> Path | None:
    """Ask where a report goes, beginning in the folder of the last one."""
    folder = Path(session.settings.text("report_folder") or Path.home())
    files = FileKind(wording.say(f"reports_kind_{kind}"), (f".{kind}",))
    target = session.messages.choose_target(parent, heading, [files], folder / name)
    if target is not None:
        session.settings.put("report_folder", str(target.parent))
    return target
