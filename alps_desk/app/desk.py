"""The desk: one door for the window and the command line.

``execute`` takes a command and returns what it did; the other methods are questions. What the command line cannot
do the window does not do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import Any, overload

from alps_desk.app import (
    accepting,
    allowing,
    approving,
    board,
    checking,
    copies,
    covering,
    devices,
    entry,
    exporting,
    holding,
    jumping,
    overview,
    planning,
    preferring,
    questions,
    receipts,
    recent,
    recording,
    reporting,
    returning,
    self_check,
    settling,
    standing,
    submitting,
    succeeding,
    taking,
    talking,
    trouble,
)
from alps_desk.app.accepting import AcceptanceView
from alps_desk.app.allowing import Leave
from alps_desk.app.approving import ApprovalView
from alps_desk.app.commands import (
    Accept,
    AnswerReturn,
    ApplyPlan,
    Approve,
    Backup,
    CloseReturn,
    Command,
    EnterTable,
    ExportBundle,
    FixReturn,
    HoldImport,
    KeepDailyCopy,
    MergeBundles,
    ReadmitImport,
    ReplaceRoot,
    Resolve,
    RetireDevice,
    SaveSettings,
    SaveValues,
    SendBack,
    SendBackDraft,
    SendMessage,
    SetDeadline,
    SetSecondPlace,
    Submit,
    TakeOver,
    Unlock,
    Withdraw,
    WriteCoverSheet,
    WriteOverview,
    WriteRegistration,
    WriteReport,
    WriteTemplate,
    WriteTroubleRecord,
)
from alps_desk.app.copies import Copied, CopyFile, Reminder
from alps_desk.app.devices import DeviceView
from alps_desk.app.exchange import Exported, FileResult
from alps_desk.app.holding import Held
from alps_desk.app.home_settings import read_settings
from alps_desk.app.jumping import JumpView
from alps_desk.app.overview import Overview
from alps_desk.app.progress import Progress
from alps_desk.app.receipts import Receipt
from alps_desk.app.recent import RecentChange
from alps_desk.app.recording import Saved
from alps_desk.app.reporting import FormView, PdfWriter, Written
from alps_desk.app.returning import ReturnView, SentBack
from alps_desk.app.self_check import Checked
from alps_desk.app.setup import pairing_code
from alps_desk.app.standing import Standing
from alps_desk.app.submitting import SubmissionView
from alps_desk.app.tables import TableResult
from alps_desk.app.talking import ThreadView
from alps_desk.app.workplace import Workplace
from alps_desk.domain.consolidate import Consolidation
from alps_desk.domain.journal import Scalar
from alps_desk.domain.plan import Choice, Period, Plan
from alps_desk.domain.roster import Roster
from alps_desk.domain.rules import Finding
from alps_desk.domain.shown import Figures
from alps_desk.reports.cover_sheet import CoverSheet
from alps_desk.reports.tables import ReportTable
from alps_desk.store.rows import ExportRow, Identity, ImportRow

Listener = Callable[[frozenset[str]], None]

TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE, TOPIC_WORK = "values", "plan", "exchange", "work"
TOPIC_SETTINGS = "settings"
"""What a command may have changed; views that show a topic ask again."""
ALL_TOPICS = frozenset({TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE, TOPIC_WORK})


_PATIENCE = 5.0
"""Seconds to wait for another program that writes for a moment; a window that stays open is told sooner or later."""


def _writes(command: Command) -> bool:
    """Whether a command changes the store; previews, templates, reports and backups only read it."""
    match command:
        case SaveValues() | EnterTable() | ApplyPlan() | MergeBundles():
            return command.keep
        case (
            WriteTemplate()
            | WriteOverview()
            | WriteReport()
            | WriteCoverSheet()
            | WriteTroubleRecord()
            | Backup()
            | KeepDailyCopy()
            | SetSecondPlace()
        ):
            return False
    return True


class Desk:
    """One opened office.

    Args:
        place: its home, store, key and clock.
        write_pdf: paints reports; None where the parts for it are missing.
        sent: told of each exchange file that was written; in a practice the union there answers it.
    """

    def __init__(
        self,
        place: Workplace,
        write_pdf: PdfWriter | None = None,
        sent: Callable[[Exported], object] | None = None,
    ) -> None:
        self.place = place
        self._write_pdf = write_pdf
        self._sent = sent
        self._listeners: list[Listener] = []

    def occupy(self) -> None:
        """Keep every other program from changing this office's data, until ``close``: a window does.

        Raises:
            StoreUnavailable: another window has it (``in_use``).
        """
        self.place.lock.acquire(_PATIENCE)

    def close(self) -> None:
        """Let go of the store."""
        self.place.store.close()
        self.place.lock.release()

    def listen(self, listener: Listener) -> None:
        """Have a bound method told which topics changed, on the thread of the command."""
        self._listeners.append(listener)

    def forget(self, listener: Listener) -> None:
        """Tell it no more."""
        self._listeners.remove(listener)

    def look_around(self) -> bool:
        """Tell the listeners when somebody else has changed the data: another window, another PC on the same server.

        One look at one row, made for being called every few seconds.
        """
        changed = self.place.store.changed_elsewhere()
        if changed:
            for listener in list(self._listeners):
                listener(ALL_TOPICS)
        return changed

    # --- commands --------------------------------------------------------------------------------------------

    @overload
    def execute(self, command: SaveValues, progress: Progress | None = None) -> Saved: ...
    @overload
    def execute(self, command: EnterTable | ApplyPlan, progress: Progress | None = None) -> TableResult: ...
    @overload
    def execute(self, command: ExportBundle, progress: Progress | None = None) -> Exported: ...
    @overload
    def execute(self, command: MergeBundles, progress: Progress | None = None) -> list[FileResult]: ...
    @overload
    def execute(self, command: WriteTemplate | WriteOverview, progress: Progress | None = None) -> int: ...
    @overload
    def execute(
        self,
        command: WriteRegistration | WriteCoverSheet | WriteTroubleRecord,
        progress: Progress | None = None,
    ) -> Path: ...
    @overload
    def execute(self, command: Backup, progress: Progress | None = None) -> Copied: ...
    @overload
    def execute(
        self, command: KeepDailyCopy | SetSecondPlace, progress: Progress | None = None
    ) -> Copied | None: ...
    @overload
    def execute(self, command: WriteReport, progress: Progress | None = None) -> Written: ...
    @overload
    def execute(self, command: Resolve, progress: Progress | None = None) -> str: ...
    @overload
    def execute(self, command: Submit | Withdraw, progress: Progress | None = None) -> SubmissionView: ...
    @overload
    def execute(
        self,
        command: AnswerReturn | FixReturn | CloseReturn | SendMessage | SetDeadline | Unlock,
        progress: Progress | None = None,
    ) -> str: ...
    @overload
    def execute(self, command: Approve | SendBackDraft, progress: Progress | None = None) -> ApprovalView: ...
    @overload
    def execute(self, command: SendBack, progress: Progress | None = None) -> SentBack: ...
    @overload
    def execute(self, command: SaveSettings, progress: Progress | None = None) -> Identity: ...
    @overload
    def execute(self, command: TakeOver, progress: Progress | None = None) -> Path | None: ...
    @overload
    def execute(self, command: RetireDevice, progress: Progress | None = None) -> DeviceView: ...
    @overload
    def execute(self, command: ReplaceRoot, progress: Progress | None = None) -> Roster: ...
    @overload
    def execute(self, command: HoldImport | ReadmitImport, progress: Progress | None = None) -> Held: ...
    @overload
    def execute(self, command: Accept, progress: Progress | None = None) -> AcceptanceView: ...

    def execute(self, command: Any, progress: Progress | None = None) -> Any:
        """Do one thing, whole or not at all.

        Raises:
            Refusal: what the user can act on; nothing was changed.
        """
        if _writes(command):
            with self.place.lock.holding(_PATIENCE):
                result, topics = self._do(command, progress)
        else:
            result, topics = self._do(command, progress)
        if topics:
            for listener in list(self._listeners):
                listener(frozenset(topics))
        return result

    def _do(self, command: Command, progress: Progress | None) -> tuple[Any, AbstractSet[str]]:
        place = self.place
        match command:
            case SaveValues():
                return recording.save(place, command), {TOPIC_VALUES} if command.keep else set()
            case EnterTable():
                return entry.enter_table(place, command), {TOPIC_VALUES} if command.keep else set()
            case ApplyPlan():
                return planning.apply_plan(place, command), {TOPIC_PLAN} if command.keep else set()
            case WriteTemplate():
                return entry.write_template(place, command), set()
            case WriteOverview():
                return overview.write_overview(place, command), set()
            case ExportBundle():
                return self._export(command), {TOPIC_EXCHANGE}
            case WriteRegistration():
                return exporting.write_registration(place, command), {TOPIC_EXCHANGE}
            case MergeBundles():
                topics = ALL_TOPICS if command.keep else set()
                return taking.merge_bundles(place, command, progress), topics
            case Resolve():
                return settling.resolve(place, command), {TOPIC_VALUES}
            case Submit():
                return approving.submit(place, command), {TOPIC_WORK}
            case Approve():
                return approving.approve(place, command), {TOPIC_WORK}
            case SendBackDraft():
                return approving.send_back_draft(place, command), {TOPIC_WORK}
            case Withdraw():
                return submitting.withdraw(place, command), {TOPIC_WORK}
            case SendBack():
                return returning.send_back(place, command), {TOPIC_WORK}
            case AnswerReturn():
                return returning.answer(place, command), {TOPIC_WORK}
            case FixReturn():
                return returning.fix(place, command), {TOPIC_WORK}
            case SendMessage():
                return talking.send(place, command), {TOPIC_WORK}
            case CloseReturn():
                return returning.close(place, command), {TOPIC_WORK}
            case Accept():
                return accepting.accept(place, command), {TOPIC_WORK}
            case SetDeadline():
                return allowing.set_deadline(place, command), {TOPIC_WORK}
            case RetireDevice():
                return devices.retire(place, command), {TOPIC_EXCHANGE}
            case ReplaceRoot():
                return devices.replace_root(place, command), {TOPIC_EXCHANGE}
            case HoldImport():
                return holding.hold(place, command), ALL_TOPICS
            case ReadmitImport():
                return holding.readmit(place, command), ALL_TOPICS
            case Unlock():
                return allowing.unlock(place, command), {TOPIC_WORK}
            case SaveSettings():
                # What is asked from now on is asked of a place that signs with the new name.
                self.place = replace(place, identity=preferring.save_settings(place, command))
                return self.place.identity, {TOPIC_SETTINGS}
            case TakeOver():
                identity, written = succeeding.take_over(place, command, self._write_pdf)
                self.place = replace(place, identity=identity)
                return written, {TOPIC_SETTINGS}
            case WriteTroubleRecord():
                return trouble.write_record(place, command), set()
            case Backup():
                return copies.make(place, "by_hand", command.out), {TOPIC_SETTINGS}
            case KeepDailyCopy():
                made = copies.keep_daily(place)
                return made, {TOPIC_SETTINGS} if made is not None else set()
            case SetSecondPlace():
                return copies.set_second_place(place, command.folder), {TOPIC_SETTINGS}
            case WriteCoverSheet():
                return covering.write_cover_sheet(place, command, self._write_pdf), set()
            case WriteReport():
                return reporting.write_report(place, command, self._write_pdf), set()
        raise TypeError(type(command).__name__)

    def _export(self, command: ExportBundle) -> Exported:
        done = exporting.export_bundle(self.place, command)
        if self._sent is not None:
            self._sent(done)
        return done

    # --- questions -------------------------------------------------------------------------------------------

    @property
    def office(self) -> str:
        """Key of this office."""
        return self.place.office

    @property
    def is_union(self) -> bool:
        """Whether this is the union's desk."""
        return self.place.is_union

    @property
    def shared(self) -> bool:
        """Whether several programs work on these data at once: they are on a server."""
        return not self.place.lock.needed

    @property
    def pairing_code(self) -> str:
        """The eight groups of this PC."""
        return pairing_code(self.place)

    def plan(self, fy: int | None = None) -> Plan:
        """The plan of a year; the latest if none is named."""
        return planning.plan_in_force(self.place, fy)

    def period(self, plan: Plan, code: str) -> Period:
        """A period of a plan."""
        return entry.period_in(plan, code)

    def entry_rows(self, fy: int, period: str, office: str = "") -> list[entry.EntryRow]:
        """The entry form of an office."""
        plan = self.plan(fy)
        return entry.entry_rows(plan, office or self.office, entry.period_in(plan, period))

    def figures(self, fy: int | None = None) -> Figures:
        """Everything entered, by record and field."""
        return questions.figures(self.place, fy)

    def values(
        self, *, fy: int | None = None, period: str = "", office: str = "", project: str = ""
    ) -> list[questions.ValueRow]:
        """Current values with where they come from."""
        return questions.values(self.place, fy=fy, period=period, office=office, project=project)

    def conflicts(self) -> list[questions.ConflictView]:
        """What waits for a decision."""
        return questions.conflicts(self.place)

    def imports(self) -> list[ImportRow]:
        """Files taken, oldest first."""
        return self.place.store.imports()

    def read_decision(self, conflict: str, text: str) -> Scalar:
        """The value that settles a conflict, typed like an entry.

        Raises:
            NotFound, InputRejected: no such conflict, or the text cannot be taken.
        """
        return settling.read_decision(self.place, conflict, text)

    def exports(self) -> list[ExportRow]:
        """Exchange files written here, oldest first."""
        return self.place.store.exports()

    def history(self, record: str, field: str = "") -> list[questions.HistoryView]:
        """Every change of a record or field."""
        return questions.history(self.place, record, field)

    def recent(self, fy: int, limit: int = 10) -> list[RecentChange]:
        """The latest changes of what this office enters for a year, newest first, whoever made them."""
        return recent.recent(self.place, fy, limit)

    def heads(self, record: str) -> dict[str, tuple[str, ...]]:
        """Field → ids of its heads: what a form has on screen (``SaveValues.seen``)."""
        state = self.place.store.state(record)
        return {name: tuple(one.change.id for one in field.heads) for name, field in state.fields.items()}

    def heads_of(self, records: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
        """(record, field) → ids of its heads, for all records of a form at once."""
        return {
            (record, name): tuple(one.change.id for one in field.heads)
            for record, state in self.place.store.states(tuple(records)).items()
            for name, field in state.fields.items()
        }

    def event_records(self, fy: int, office: str) -> list[str]:
        """Ids of the events that an office reports for a year."""
        return sorted({row.record for row in self.place.store.cells(("event",), owner=office, fy=fy)})

    def promises(self, fy: int, office: str = "") -> list[tuple[str, str, str]]:
        """Record, field and expected day ("" = not said) of everything 未定 of an office, the earliest day first."""
        return questions.promises(self.place, fy, office or self.office)

    def whys_of(self, records: Sequence[str]) -> dict[tuple[str, str], str]:
        """(record, field) → the ``why`` of the value shown there (``domain.origin``); those without are missing."""
        return {
            (record, name): field.shown.change.why
            for record, state in self.place.store.states(tuple(records)).items()
            for name, field in state.fields.items()
            if field.shown.change.why
        }

    def check(self, fy: int | None, period: str, office: str = "") -> list[Finding]:
        """Errors, warnings and gaps: of this office; at the union of all, and between them."""
        return checking.check(self.place, fy, period, office)

    def between_offices(self, fy: int | None, period: str) -> list[Finding]:
        """What does not fit together between the offices, and what is likely there twice."""
        return checking.between_offices(self.place, fy, period)

    def earlier_figures(self, fy: int) -> Figures:
        """Figures of the years before one: what jumps are seen against."""
        return jumping.earlier_figures(self.place, self.plan(fy))

    def reasons(self, places: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """(record, field) → the sentence its office gave with the value that is shown there."""
        return jumping.reasons(self.place, places)

    def jumps(self, fy: int, office: str = "") -> list[JumpView]:
        """Values far beyond their office's own history, with the reasons given; of one office or of all."""
        return jumping.jumps(self.place, self.plan(fy), office)

    def submission(self, fy: int, period: str, office: str = "") -> SubmissionView:
        """How far the report of an office for a period is, and what came after it was submitted."""
        return submitting.submission(self.place, fy, period, office)

    def approval(self, fy: int, period: str, office: str = "") -> ApprovalView:
        """How far the decision (決裁) on the report of an office is."""
        return approving.approval(self.place, fy, period, office)

    def approval_steps(self, fy: int | None = None, *, every: bool = False) -> tuple[Choice, ...]:
        """The steps that this office takes, in order; with ``every`` all of the region's."""
        plan = self.plan(fy)
        return approving.region_steps(plan) if every else approving.steps_of(self.place, plan)

    def leave(self, fy: int, period: str) -> list[Leave]:
        """What this office may still change although it is submitted."""
        plan = self.plan(fy)
        return allowing.leave(self.place, plan, entry.period_in(plan, period), self.office)

    def threads(self, *, office: str = "", fy: int | None = None, period: str = "") -> list[ThreadView]:
        """差戻し・連絡: everything that is talked about, the newest word first."""
        return talking.threads(self.place, office=office, fy=fy, period=period)

    def returns(self, *, office: str = "", fy: int | None = None, period: str = "") -> list[ReturnView]:
        """What was sent back, and what became of it."""
        return returning.returns(self.place, office=office, fy=fy, period=period)

    def standing(self, fy: int) -> Standing:
        """Which fields of a year may not be changed here, and which were sent back."""
        return standing.standing(self.place, fy)

    def acceptances(self, fy: int, period: str, office: str = "") -> list[AcceptanceView]:
        """The union's words on the report of an office."""
        plan = self.plan(fy)
        return accepting.acceptances(self.place, plan, entry.period_in(plan, period), office or self.office)

    def due_dates(self, fy: int, period: str) -> dict[str, str]:
        """Office key → the day its report is due."""
        plan = self.plan(fy)
        return allowing.due_dates(self.place, plan, entry.period_in(plan, period))

    def devices(self) -> list[DeviceView]:
        """Every PC on the roster."""
        return devices.devices(self.place)

    def receipts(self) -> list[Receipt]:
        """Every segment of this PC with what became of it at the union."""
        return receipts.receipts(self.place)

    def board(self, fy: int, period: str, office: str = "") -> list[questions.BoardCell]:
        """Office × project: what is there, what is missing, and how far the report is."""
        return board.board(self.place, fy, period, office)

    def totals(self, fy: int | None, stage: str = "") -> Consolidation:
        """総計, 控除, 純計 with every addend; at stage "" the firmest that each body has stated."""
        return reporting.totals(self.place, fy, stage)

    def forms(self) -> Sequence[FormView]:
        """The forms that can be made."""
        return reporting.forms()

    def report_table(self, name: str, fy: int | None, period: str, unit: int = 1) -> ReportTable:
        """A form, filled."""
        return reporting.report_table(self.place, name, fy, period, unit)

    def cover_sheet(self, fy: int, period: str, export_no: int = 0) -> CoverSheet:
        """The 送付票 of a file that was written, the last one if none is named."""
        return covering.cover_sheet(self.place, fy, period, export_no)

    def overview(self, fy: int, period: str) -> Overview:
        """全体の一覧: every report with sums; for an office its own."""
        return overview.overview(self.place, fy, period)

    def unexported(self) -> set[tuple[str, str]]:
        """(record, field) pairs changed here and not exported yet."""
        return self.place.store.unsealed_records()

    def counts(self) -> dict[str, int]:
        """How many changes, segments, records and unsealed changes there are."""
        return self.place.store.counts()

    def backups(self) -> list[CopyFile]:
        """Copies of the store in the data folder and in the second place, oldest first."""
        return copies.all_copies(self.place)

    def second_place(self) -> str:
        """The second place for copies as it was chosen, "" if there is none."""
        return read_settings(self.place.home.settings).backup

    def copy_reminder(self) -> Reminder | None:
        """Whether somebody should see to the copies."""
        return copies.reminder(self.place)

    def self_check(self) -> list[Checked]:
        """Whether this office's data are sound."""
        return self_check.check_place(self.place)

    def digest(self) -> str:
        """Hash of everything shown."""
        return self.place.store.digest()

    def verify(self, path: Path) -> FileResult:
        """What a file is, without taking it."""
        return taking.verify_file(self.place, path)

    def preview(self, files: Sequence[Path]) -> list[FileResult]:
        """What taking files would do."""
        return self.execute(MergeBundles(tuple(files), keep=False))
