"""What each command of the desk does: the one place where a command meets its handler."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alps_desk import app
from alps_desk.app.commands import (
    Accept,
    AnswerReturn,
    ApplyPlan,
    Approve,
    Backfill,
    Backup,
    CloseReturn,
    Command,
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
from alps_desk.app.topics import (
    ALL_TOPICS,
    TOPIC_EXCHANGE,
    TOPIC_PLAN,
    TOPIC_SETTINGS,
    TOPIC_VALUES,
    TOPIC_WORK,
)
from alps_desk.domain.records import PLANNED, parse_record_id

if TYPE_CHECKING:
    from alps_desk.app.desk import Desk
    from alps_desk.app.exchange import Exported
    from alps_desk.app.progress import Progress


def writes(command: Command) -> bool:
    """Whether a command changes the store; previews, templates, reports and backups only read it."""
    match command:
        case SaveValues() | EnterTable() | ApplyPlan() | MakeYear() | MergeBundles() | Backfill():
            return command.keep
        case (
            WriteTemplate()
            | WriteOverview()
            | WriteReport()
            | WritePublicPage()
            | WriteReports()
            | IssueAgain()
            | WriteErrata()
            | FillTemplate()
            | WriteCoverSheet()
            | WriteTroubleRecord()
            | Backup()
            | KeepDailyCopy()
            | SetSecondPlace()
        ):
            return False
    return True


def carry_out(desk: Desk, command: Command, progress: Progress | None) -> tuple[Any, AbstractSet[str]]:
    """Do one thing, whole or not at all; what came of it, and the topics that changed.

    Raises:
        Refusal: what the user can act on; nothing was changed.
    """
    place = desk.place
    match command:
        case SaveValues():
            return app.recording.save(place, command), _saved_topics(command)
        case MakeYear():
            return app.plan_editing.make_year(place, command), {TOPIC_PLAN} if command.keep else set()
        case EnterTable():
            return app.entry.enter_table(place, command), {TOPIC_VALUES} if command.keep else set()
        case ApplyPlan():
            return app.planning.apply_plan(place, command), {TOPIC_PLAN} if command.keep else set()
        case WriteTemplate():
            return app.entry.write_template(place, command), set()
        case WriteOverview():
            return app.overview.write_overview(place, command), set()
        case ExportBundle():
            return _export(desk, command), {TOPIC_EXCHANGE}
        case WriteRegistration():
            return app.exporting.write_registration(place, command), {TOPIC_EXCHANGE}
        case MergeBundles():
            topics = ALL_TOPICS if command.keep else set()
            return app.taking.merge_bundles(place, command, progress), topics
        case Resolve():
            return app.settling.resolve(place, command), {TOPIC_VALUES}
        case Submit():
            return app.approving.submit(place, command), {TOPIC_WORK}
        case Approve():
            return app.approving.approve(place, command), {TOPIC_WORK}
        case SendBackDraft():
            return app.approving.send_back_draft(place, command), {TOPIC_WORK}
        case Withdraw():
            return app.submitting.withdraw(place, command), {TOPIC_WORK}
        case SendBack():
            return app.returning.send_back(place, command), {TOPIC_WORK}
        case AnswerReturn():
            return app.returning.answer(place, command), {TOPIC_WORK}
        case FixReturn():
            return app.returning.fix(place, command), {TOPIC_WORK}
        case SendMessage():
            return app.talking.send(place, command), {TOPIC_WORK}
        case CloseReturn():
            return app.returning.close(place, command), {TOPIC_WORK}
        case Accept():
            return app.accepting.accept(place, command), {TOPIC_WORK}
        case SetDeadline():
            return app.allowing.set_deadline(place, command), {TOPIC_WORK}
        case RetireDevice():
            return app.devices.retire(place, command), {TOPIC_EXCHANGE}
        case ReplaceRoot():
            return app.devices.replace_root(place, command), {TOPIC_EXCHANGE}
        case HoldImport():
            return app.holding.hold(place, command), ALL_TOPICS
        case ReadmitImport():
            return app.holding.readmit(place, command), ALL_TOPICS
        case Unlock():
            return app.allowing.unlock(place, command), {TOPIC_WORK}
        case SaveSettings():
            # What is asked from now on is asked of a place that signs with the new name.
            desk.place = replace(place, identity=app.preferring.save_settings(place, command))
            return desk.place.identity, {TOPIC_SETTINGS}
        case TakeOver():
            identity, written = app.succeeding.take_over(place, command, desk.write_pdf)
            desk.place = replace(place, identity=identity)
            return written, {TOPIC_SETTINGS}
        case WriteTroubleRecord():
            return app.trouble.write_record(place, command), set()
        case Backup():
            return app.copies.make(place, "by_hand", command.out), {TOPIC_SETTINGS}
        case KeepDailyCopy():
            made = app.copies.keep_daily(place)
            return made, {TOPIC_SETTINGS} if made is not None else set()
        case SetSecondPlace():
            return app.copies.set_second_place(place, command.folder), {TOPIC_SETTINGS}
        case WritePublicPage():
            return app.publishing.write_public_page(place, command), set()
        case IssueReport():
            return app.issuing.issue(place, command, desk.write_pdf), {TOPIC_WORK}
        case IssueAgain():
            return app.issuing.again(place, command, desk.write_pdf), set()
        case WriteErrata():
            return app.errata.write_errata(place, command, desk.write_pdf), set()
        case FillTemplate():
            return app.filling.fill_template(place, command), set()
        case Backfill():
            return app.backfilling.backfill(place, command), {TOPIC_VALUES} if command.keep else set()
        case UndoBackfill():
            return app.backfilling.undo(place, command), {TOPIC_VALUES}
        case WriteCoverSheet():
            return app.covering.write_cover_sheet(place, command, desk.write_pdf), set()
        case WriteReports():
            return app.report_all.write_reports(place, command, desk.write_pdf, progress), set()
        case WriteReport():
            return app.reporting.write_report(place, command, desk.write_pdf), set()
    raise TypeError(type(command).__name__)


def _saved_topics(command: SaveValues) -> AbstractSet[str]:
    """What a save changes: values, and with the union's own records the plan and the dates of the work."""
    if not command.keep:
        return set()
    kinds = {parse_record_id(record).type for record in command.values}
    planned = kinds & set(PLANNED)
    return ({TOPIC_PLAN, TOPIC_WORK} if planned else set()) | ({TOPIC_VALUES} if kinds - planned else set())


def _export(desk: Desk, command: ExportBundle) -> Exported:
    done = app.exporting.export_bundle(desk.place, command)
    if desk.sent is not None:
        desk.sent(done)
    return done
