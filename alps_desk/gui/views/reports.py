"""報告書: choose a form, see it as it will be printed, and write it as PDF, Excel or CSV, or print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.commands import WriteReport, WriteReports
from alps_desk.app.describing import period_label
from alps_desk.app.desk import Desk
from alps_desk.app.progress import Progress
from alps_desk.app.report_all import WrittenAll
from alps_desk.app.reporting import FormView, Written
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.domain.scope import WHOLE, Scope
from alps_desk.gui.messages import FileKind
from alps_desk.gui.page import Menu, Page, PageAction
from alps_desk.gui.print_out import can_print, print_out
from alps_desk.gui.print_run import PrintRun
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.page_preview import PagePreview
from alps_desk.gui.views.report_choices import ReportChoices
from alps_desk.gui.views.reports_elsewhere import ReportsElsewhere
from alps_desk.gui.views.reports_issued import ReportsIssued
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.text import Text
from alps_desk.paper.pages import PagePainter
from alps_desk.paper.sheet_pages import painter_of

FORMATS = ("pdf", "xlsx", "csv")


@dataclass(frozen=True)
class Laid:
    """A form laid out on pages; conflicts: cells in it whose value is provisional."""

    form: str
    pages: PagePainter
    conflicts: int


def lay_out(desk: Desk, form: str, fy: int, period: str, unit: int, scope: Scope = WHOLE) -> Laid:
    """Fill a form and lay it out; needs no screen."""
    table = desk.report_table(form, fy, period, unit, scope)
    conflicts = sum(
        cell.state == "conflict" for row in table.rows if row.kind == "data" for cell in row.cells
    )
    return Laid(form, painter_of(table), conflicts)


def lay_out_all(
    desk: Desk, forms: Sequence[FormView], fy: int, period: str, unit: int, progress: Progress
) -> list[PagePainter]:
    """Lay out whole forms one after another.

    Raises:
        Cancelled: the user stopped it.
    """
    pages = []
    for number, form in enumerate(forms):
        progress.check()
        progress.report(number, len(forms), wording.say("reports_making", title=form.title))
        pages.append(lay_out(desk, form.name, fy, period, unit).pages)
    progress.check()
    return pages


class ReportsPage(Page):
    """The screen.

    Attributes:
        preview: the pages, once built.
        form: name of the chosen form.
        elsewhere: forms of one's own, and the page for the public.
        print_run: all forms being printed, None if they are not.
        issued: reports that were given out.
    """

    def __init__(self, session: Session) -> None:
        super().__init__("reports", wording.say("reports_title"), "nav_report", parent=session)
        self._session = session
        self._latest = Latest(session, self._show, self)
        union = session.desk.is_union
        self._forms: Sequence[FormView] = [form for form in session.desk.forms() if union or form.of_office]
        # The union begins with a form of one table: those of a sheet for each project are long there.
        self.form = next(form.name for form in self._forms if not union or not form.scoped)
        self._laid: Laid | None = None
        self._target = Path()
        say = wording.say
        self._writes = {
            kind: PageAction(
                say(f"reports_write_{kind}"),
                getattr(self, f"write_{kind}"),
                menu=Menu.FILE,
                variant=Variant.PRIMARY if kind == "pdf" else Variant.SECONDARY,
                icon="thing_pdf" if kind == "pdf" else "act_export",
                parent=self,
            )
            for kind in FORMATS
        }
        self._print = PageAction(
            say("reports_print"),
            self.print,
            menu=Menu.FILE,
            variant=Variant.SECONDARY,
            icon="act_print",
            shortcut="Ctrl+P",
            parent=self,
        )

        self._all = PageAction(
            say("reports_write_all"),
            self.write_all,
            menu=Menu.FILE,
            variant=Variant.SECONDARY,
            icon="act_open_folder",
            parent=self,
        )
        self._print_all = PageAction(say("reports_print_all"), self.print_all, menu=Menu.FILE, parent=self)
        self.elsewhere = ReportsElsewhere(session, self)
        self.print_run: PrintRun | None = None
        self.issued = ReportsIssued(session, self, self._asked, self._file_name)

    # -- what the frame asks for --

    def build(self) -> QWidget:
        sheet = QWidget()
        row = QHBoxLayout(sheet)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        unit = 1000 if self._session.settings.number("report_unit", 1000) == 1000 else 1
        union = self._session.desk.is_union
        self.choices = ReportChoices(self._forms, self.form, unit, asks_office=union)
        self.choices.form_picked.connect(self._choose)
        self.choices.unit_picked.connect(self._unit_picked)
        self.choices.scope_picked.connect(self._scope_picked)
        self.choices.conflicts_pressed.connect(self._to_conflicts)
        left = QVBoxLayout()
        left.setSpacing(Space.XS)
        left.addWidget(self.choices, 1)
        left.addWidget(self.issued.buttons())
        if union:
            left.addWidget(self.elsewhere.buttons())
        row.addLayout(left)
        right = QVBoxLayout()
        right.setSpacing(Space.XS)
        right.addWidget(self._make_tools())
        self.preview = PagePreview()
        self.preview.moved.connect(self._moved)
        self.preview.zoomed.connect(self._moved)
        right.addWidget(self.preview, 1)
        self._nothing = EmptyState(wording.say("reports_no_period"), icon="nav_report")
        self._nothing.hide()
        right.addWidget(self._nothing, 1)
        row.addLayout(right, 1)
        self._moved()
        return sheet

    def actions(self) -> Sequence[PageAction]:
        elsewhere = self.elsewhere.actions if self._session.desk.is_union else ()
        return (
            self._all, self._writes["csv"], self._writes["xlsx"], self._print, self._print_all,
            *self.issued.actions, *elsewhere, self._writes["pdf"],
        )  # fmt: skip

    def key_hints(self) -> str:
        return wording.say("reports_keys")

    def refresh(self, topics: frozenset[str]) -> None:
        fy, period, form, unit = self._session.fy, self._session.period, self.form, self.choices.unit
        self._nothing.setVisible(not period)
        self.preview.setVisible(bool(period))
        if not period:
            self._latest.drop()
            self._laid = None
            self.preview.show_pages(None)
            self._enable()
            return
        self.choices.show_plan(self._session.plan)
        scope = self.choices.scope(form)
        job = self._latest.ask(lambda desk: lay_out(desk, form, fy, period, unit, scope))
        self._session.follow(job, wording.say("reports_laying_out"))

    def focus(self) -> None:
        self.preview.setFocus()

    def go_to(self, detail: object) -> None:
        """Show a form by its name."""
        if isinstance(detail, str):
            self.choices.pick(detail)

    # -- what the user does --

    def write_pdf(self) -> None:
        """Write the form as a PDF."""
        self._write("pdf")

    def write_xlsx(self) -> None:
        """Write the form as a workbook."""
        self._write("xlsx")

    def write_csv(self) -> None:
        """Write the form as a table for spreadsheets."""
        self._write("csv")

    def print(self) -> None:
        """Print the pages that are shown."""
        if self._laid is not None and can_print(self._session):
            print_out(self._session, self.widget, self._laid.pages)

    def write_all(self) -> None:
        """Write all forms of the period into a folder."""
        session, kinds = self._session, self.choices.kinds
        if not kinds:
            session.tell(State.INFO, wording.say("reports_all_none"))
            return
        before = Path(session.settings.text("report_folder") or Path.home())
        folder = session.messages.choose_folder(self.widget, wording.say("reports_all_heading"), before)
        if folder is None:
            return
        session.settings.put("report_folder", str(folder))
        command = WriteReports(
            session.plan.fy, session.period, folder, kinds, self.choices.unit, self.choices.encoding,
            () if session.desk.is_union else tuple(form.name for form in self._forms),
        )  # fmt: skip
        session.run_long(
            command,
            wording.say("reports_all_writing"),
            self,
            done=self._all_written,
            cancelled=self._all_stopped,
        )

    def print_all(self) -> None:
        """Print all forms of the period, one after another, on one printer."""
        if not can_print(self._session):
            return
        fy, period, unit = self._session.fy, self._session.period, self.choices.unit
        forms = [form for form in self._forms if "pdf" in form.formats]
        self._session.ask_in_steps(
            lambda desk, progress: lay_out_all(desk, forms, fy, period, unit, progress),
            wording.say("reports_all_laying_out"),
            self,
            done=self._print_laid,
            cancelled=self._print_stopped,
        )

    # -- parts --

    def _make_tools(self) -> QWidget:
        say = wording.say
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        self._previous = Button("", Variant.QUIET, icon="chevron_left", name=say("reports_previous"))
        self._previous.clicked.connect(self._to_previous)
        self._next = Button("", Variant.QUIET, icon="chevron_right", name=say("reports_next"))
        self._next.clicked.connect(self._to_next)
        self._place = Text("", bold=True)
        self._smaller = Button("", Variant.QUIET, icon="act_remove", name=say("reports_smaller"))
        self._smaller.clicked.connect(self._zoom_out)
        self._bigger = Button("", Variant.QUIET, icon="act_add", name=say("reports_bigger"))
        self._bigger.clicked.connect(self._zoom_in)
        self._zoom = Text("")
        self._fit = Button(say("reports_fit"), Variant.LINK)
        self._fit.clicked.connect(self._zoom_fit)
        for button in (self._previous, self._next, self._smaller, self._bigger, self._fit):
            # A click leaves the keyboard with the pages.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for part in (self._previous, self._place, self._next):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self._smaller, self._zoom, self._bigger, self._fit):
            row.addWidget(part)
        return tools

    # -- showing --

    def _show(self, laid: Laid) -> None:
        if laid.form != self.form:
            return
        self._laid = laid
        page = self.preview.page
        self.preview.show_pages(laid.pages)
        if 1 < page <= laid.pages.count:
            self.preview.go_to(page)
        self.choices.show_conflicts(laid.conflicts, may_settle=self._session.desk.is_union)
        self._moved()

    def _moved(self) -> None:
        preview = self.preview
        self._place.setText(wording.say("reports_page", page=preview.page, count=preview.count))
        self._zoom.setText(f"{round(preview.zoom * 100)}%")
        self._enable()

    def _enable(self) -> None:
        preview = self.preview
        self._previous.setEnabled(preview.page > 1)
        self._next.setEnabled(0 < preview.page < preview.count)
        self._fit.setEnabled(not preview.fits)
        for action in (*self._writes.values(), self._print, self._all, self._print_all):
            action.setEnabled(self._laid is not None)

    def _choose(self, form: str) -> None:
        if form != self.form:
            self.form = form
            self.refresh(frozenset())

    def _unit_picked(self, unit: int) -> None:
        self._session.settings.put("report_unit", unit)
        self.refresh(frozenset())

    def _scope_picked(self) -> None:
        self.refresh(frozenset())

    def _to_previous(self) -> None:
        self.preview.go_to(self.preview.page - 1)

    def _to_next(self) -> None:
        self.preview.go_to(self.preview.page + 1)

    def _zoom_in(self) -> None:
        self.preview.zoom_step(1)

    def _zoom_out(self) -> None:
        self.preview.zoom_step(-1)

    def _zoom_fit(self) -> None:
        self.preview.set_zoom(None)

    def _to_conflicts(self) -> None:
        self._session.go("conflicts")

    # -- all forms --

    def _all_written(self, written: WrittenAll) -> None:
        self._target = written.folder
        self._session.tell(
            State.OK,
            wording.say("reports_all_written", count=len(written.files), folder=written.folder.name),
            action=wording.say("reports_open_folder"),
            on_action=self._open_file,
        )

    def _all_stopped(self) -> None:
        self._session.tell(State.INFO, wording.say("reports_all_stopped"))

    def _print_laid(self, all_pages: list[PagePainter]) -> None:
        printer = self._session.messages.choose_printer(self.widget, all_pages[0])
        if printer is None:
            return
        # The pages that the dialog was asked for are those of one form; here every form is wanted whole.
        printer.setFromTo(0, 0)
        self.print_run = PrintRun(printer, all_pages, self)
        self.print_run.ended.connect(self._print_ended)
        self._session.over.connect(self.print_run.drop)
        self._session.follow(self.print_run.job, wording.say("reports_print_all"))
        self.print_run.start()

    def _print_ended(self, how: str) -> None:
        assert self.print_run is not None
        count, self.print_run = self.print_run.printed, None
        if how == "done":
            self._session.tell(State.OK, wording.say("reports_printed", count=count))
        elif how == "stopped":
            self._session.tell(State.INFO, wording.say("reports_print_stopped", count=count))
        else:
            self._session.tell(State.ERROR, wording.say("reports_not_printed"))

    def _print_stopped(self) -> None:
        self._session.tell(State.INFO, wording.say("reports_print_stopped", count=0))

    # -- files --

    def _file_name(self, kind: str) -> str:
        title = next(form.title for form in self._forms if form.name == self.form)
        return wording.say(
            "reports_file_name",
            title=title,
            year=fiscal_year_text(self._session.fy),
            period=period_label(self._session.period),
            ending=kind,
        )

    def _asked(self, kind: str, target: Path) -> WriteReport | None:
        """What is on the screen, as a file; None while nothing is."""
        if self._laid is None:
            return None
        scope = self.choices.scope(self.form)
        return WriteReport(
            self.form,
            self._session.fy,
            self._session.period,
            kind,
            target,
            unit=self.choices.unit,
            encoding=self.choices.encoding if kind == "csv" else "utf-8",
            project=scope.project,
            office=scope.office,
        )

    def _write(self, kind: str) -> None:
        session = self._session
        folder = Path(session.settings.text("report_folder") or Path.home())
        files = FileKind(wording.say(f"reports_kind_{kind}"), (f".{kind}",))
        target = session.messages.choose_target(
            self.widget, wording.say("reports_write_heading"), [files], folder / self._file_name(kind)
        )
        if target is None:
            return
        session.settings.put("report_folder", str(target.parent))
        self._target = target
        command = self._asked(kind, target)
        if command is not None:
            session.run_long(command, wording.say("reports_writing"), self, done=self._written)

    def _written(self, written: Written) -> None:
        self._target = written.file
        self._session.tell(
            State.OK,
            wording.say("reports_written", file=written.file.name),
            action=wording.say("reports_open"),
            on_action=self._open_file,
        )

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target)))
