"""The desk: one door for the window and the command line.

``execute`` takes a command and returns what it did; the other methods are questions, by topic in ``asking_…``. What
the command line cannot do the window does not do. What answers loads with the first question put to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from alps_desk import app
from alps_desk.app.asking_exchange import ExchangeQuestions
from alps_desk.app.asking_plan import PlanQuestions
from alps_desk.app.asking_work import WorkQuestions
from alps_desk.app.topics import (
    ALL_TOPICS,
    TOPIC_EXCHANGE,
    TOPIC_PLAN,
    TOPIC_SETTINGS,
    TOPIC_VALUES,
    TOPIC_WORK,
)

if TYPE_CHECKING:
    from alps_desk.app.accepting import AcceptanceView
    from alps_desk.app.approving import ApprovalView
    from alps_desk.app.backfilling import Backfilled
    from alps_desk.app.commands import (
        Accept,
        AnswerReturn,
        ApplyPlan,
        Approve,
        Backfill,
        Backup,
        CloseReturn,
        EnterTable,
        ExportBundle,
        FillTemplate,
        FixReturn,
        HoldImport,
        IssueAgain,
        IssueReport,
        KeepDailyCopy,
        MakeYear,
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
        UndoBackfill,
        Unlock,
        Withdraw,
        WriteCoverSheet,
        WriteErrata,
        WriteOverview,
        WritePublicPage,
        WriteRegistration,
        WriteReport,
        WriteReports,
        WriteTemplate,
        WriteTroubleRecord,
    )
    from alps_desk.app.copies import Copied
    from alps_desk.app.devices import DeviceView
    from alps_desk.app.exchange import Exported, FileResult
    from alps_desk.app.filling import Filled
    from alps_desk.app.holding import Held
    from alps_desk.app.issuing import Issued, MadeAgain
    from alps_desk.app.progress import Progress
    from alps_desk.app.publishing import Published
    from alps_desk.app.recording import Saved
    from alps_desk.app.report_all import WrittenAll
    from alps_desk.app.reporting import PdfWriter, Written
    from alps_desk.app.returning import SentBack
    from alps_desk.app.submitting import SubmissionView
    from alps_desk.app.tables import TableResult
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.roster import Roster
    from alps_desk.store.rows import Identity

__all__ = [
    "ALL_TOPICS",
    "TOPIC_EXCHANGE",
    "TOPIC_PLAN",
    "TOPIC_SETTINGS",
    "TOPIC_VALUES",
    "TOPIC_WORK",
    "Desk",
]

Listener = Callable[[frozenset[str]], None]

_PATIENCE = 5.0
"""Seconds to wait for another program that writes for a moment; a window that stays open is told sooner or later."""


class Desk(WorkQuestions, ExchangeQuestions, PlanQuestions):
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
        self.write_pdf = write_pdf
        self.sent = sent
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

    @overload
    def execute(
        self, command: SaveValues | UndoBackfill | MakeYear, progress: Progress | None = None
    ) -> Saved: ...
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
    def execute(self, command: WriteReport | WriteErrata, progress: Progress | None = None) -> Written: ...
    @overload
    def execute(self, command: IssueReport, progress: Progress | None = None) -> Issued: ...
    @overload
    def execute(self, command: IssueAgain, progress: Progress | None = None) -> MadeAgain: ...
    @overload
    def execute(self, command: WritePublicPage, progress: Progress | None = None) -> Published: ...
    @overload
    def execute(self, command: WriteReports, progress: Progress | None = None) -> WrittenAll: ...
    @overload
    def execute(self, command: FillTemplate, progress: Progress | None = None) -> Filled: ...
    @overload
    def execute(self, command: Backfill, progress: Progress | None = None) -> Backfilled: ...
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
        if app.carrying_out.writes(command):
            with self.place.lock.holding(_PATIENCE):
                result, topics = app.carrying_out.carry_out(self, command, progress)
        else:
            result, topics = app.carrying_out.carry_out(self, command, progress)
        if topics:
            for listener in list(self._listeners):
                listener(frozenset(topics))
        return result

    def preview(self, files: Sequence[Path]) -> list[FileResult]:
        """What taking files would do."""
        return self.execute(app.commands.MergeBundles(tuple(files), keep=False))
