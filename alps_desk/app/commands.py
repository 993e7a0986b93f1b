"""What can be done: one frozen value per command. The window and the command line build the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from alps_desk.app.save_values import SaveValues as SaveValues  # noqa: PLC0414 - one of them, found here too
from alps_desk.domain.backfill_mapping import BackfillMapping
from alps_desk.domain.journal import Scalar
from alps_desk.reports.template_mapping import TemplateMapping


@dataclass(frozen=True)
class EnterTable:
    """Take a filled entry table, all rows or none.

    Attributes:
        content, name: the file's bytes and name.
        office: office it is entered for, "" = this office; another one only at the union, with ``why``.
    """

    content: bytes
    name: str
    office: str = ""
    why: str = ""
    keep: bool = True


@dataclass(frozen=True)
class ApplyPlan:
    """Union: take a changed plan from a table file."""

    content: bytes
    name: str
    keep: bool = True


@dataclass(frozen=True)
class MakeYear:
    """Union: make the list of a new fiscal year from the one of another, with links.

    Attributes:
        fy: year that is copied; to: the new one.
        keep: False = say what would be written.
    """

    fy: int
    to: int
    keep: bool = True


@dataclass(frozen=True)
class WriteTemplate:
    """Write an empty entry table of this office (``.csv`` or ``.xlsx`` by the name).

    Attributes:
        stage: amounts of this stage (``initial``, ``forecast``, ``settled`` …), "" = of the period's own.
        indicators: a table of 成果指標 instead.
    """

    fy: int
    period: str
    out: Path
    office: str = ""
    stage: str = ""
    indicators: bool = False


@dataclass(frozen=True)
class ExportBundle:
    """Write the exchange file.

    Attributes:
        out: a folder, a file name, or None for the outbox.
        everything: also what the receiver said it has.
    """

    out: Path | None = None
    everything: bool = False


@dataclass(frozen=True)
class WriteRegistration:
    """Union: write the 登録ファイル."""

    out: Path


@dataclass(frozen=True)
class MergeBundles:
    """Take exchange files.

    Attributes:
        files: their places.
        accept_device: the eight groups of each new device that somebody compared by telephone, one after another.
        keep: False = preview; the same code path, undone at the end.
    """

    files: tuple[Path, ...]
    accept_device: str = ""
    keep: bool = True


@dataclass(frozen=True)
class Resolve:
    """Settle a conflict.

    Attributes:
        conflict: its id (record and field).
        take: id of the change whose value is taken, or "" to write ``value``.
        heads: ids of the heads that were on screen; empty = those there are now.
    """

    conflict: str
    why: str
    take: str = ""
    value: Scalar = None
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submit:
    """Submit the report of a period (提出).

    Attributes:
        by_role: role of who decided, such as 課長; may be empty (R37).
        office: office it is submitted for, "" = this office; another one only at the union, with ``why``.
        approved: refuse while a step of the decision (決裁) is missing.
    """

    fy: int
    period: str
    by_role: str = ""
    office: str = ""
    why: str = ""
    approved: bool = False


@dataclass(frozen=True)
class Approve:
    """Take a step of the decision on this office's report (決裁).

    Attributes:
        step: code or name of the step, "" = the next one.
        by_role: post of who decided, "" = the name of the step; section: None = this PC's; approver may be empty (R37).
        way: ``own`` (本人), ``by_substitute`` (代決) or ``delegated`` (専決).
        on: the day, "" = today.
    """

    fy: int
    period: str
    step: str = ""
    by_role: str = ""
    section: str | None = None
    approver: str = ""
    way: str = "own"
    on: str = ""


@dataclass(frozen=True)
class SendBackDraft:
    """Send this office's own report back to 作成 with a reason; every step taken is to be taken again (R36)."""

    fy: int
    period: str
    why: str
    by_role: str = ""


@dataclass(frozen=True)
class Withdraw:
    """Take the submission of a period back (取下げ); attributes as in :class:`Submit`."""

    fy: int
    period: str
    by_role: str = ""
    office: str = ""
    why: str = ""


@dataclass(frozen=True)
class SendBack:
    """Union: send a record or one of its fields back to its office (差戻し).

    Attributes:
        record: what somebody entered, or a submission as a whole.
        field: the field, "" = the record as a whole.
    """

    record: str
    field: str
    why: str


@dataclass(frozen=True)
class AnswerReturn:
    """Answer what was sent back (回答); correcting the field needs no answer."""

    id: str
    text: str
    by_role: str = ""


@dataclass(frozen=True)
class FixReturn:
    """Say that what was sent back is put right (直しました); only once something of it was changed."""

    id: str
    text: str = ""
    by_role: str = ""


@dataclass(frozen=True)
class SendMessage:
    """Write something about a record or a field, or go on with a thread (連絡).

    Attributes:
        text: what is written.
        thread: id of a return or of a message, "" begins a new thread.
        record, field: what a new thread is about; field "" = the record as a whole.
        office: at the union: whom a new thread is for, "" = the office whose record it is.
        closes: no reply is waited for.
    """

    text: str
    thread: str = ""
    record: str = ""
    field: str = ""
    office: str = ""
    closes: bool = False
    by_role: str = ""


@dataclass(frozen=True)
class CloseReturn:
    """Union: what was sent back is settled."""

    id: str
    why: str = ""


@dataclass(frozen=True)
class Accept:
    """Union: accept a report (受理), or take that back.

    Attributes:
        project: "" = the whole report.
        revoke: take an acceptance back; needs ``why``.
    """

    fy: int
    period: str
    office: str
    project: str = ""
    by_role: str = ""
    why: str = ""
    revoke: bool = False


@dataclass(frozen=True)
class SetDeadline:
    """Union: another due date for an office, "" = for every office; ``due_on`` None takes it away."""

    fy: int
    period: str
    office: str
    due_on: str | None
    why: str = ""


@dataclass(frozen=True)
class Unlock:
    """Union: let an office change what it submitted, up to a day; ``until_on`` None takes that back."""

    fy: int
    period: str
    office: str
    project: str
    until_on: str | None
    why: str = ""


@dataclass(frozen=True)
class HoldImport:
    """Take an import back (取り込みを取り消す): what it brought is kept and does not count."""

    import_no: int
    why: str = ""


@dataclass(frozen=True)
class ReadmitImport:
    """Count again what an import brought that was taken back."""

    import_no: int


@dataclass(frozen=True)
class RetireDevice:
    """Union: take a PC off the roster.

    Attributes:
        device: its id, the beginning of it, or its eight groups.
    """

    device: str


@dataclass(frozen=True)
class ReplaceRoot:
    """Union: a new root key in the place of a lost one, ``main`` or ``spare``."""

    lost: str


@dataclass(frozen=True)
class WriteReport:
    """Write a form as a file.

    Attributes:
        name: its name, Japanese title or number.
        format: ``csv``, ``xlsx`` or ``pdf``.
        unit: 1 (円) or 1000 (千円) on paper.
        encoding: of CSV: ``utf-8`` or ``cp932``.
        project, office: one project, one body, of forms that are made for each; "" = all.
    """

    name: str
    fy: int
    period: str
    format: str
    out: Path
    unit: int = 1
    encoding: str = "utf-8"
    project: str = ""
    office: str = ""


@dataclass(frozen=True)
class WritePublicPage:
    """Union: write the page for the public, accepted figures only, as one HTML file.

    Attributes:
        unit: 1 (円) or 1000 (千円).
    """

    fy: int
    period: str
    out: Path
    unit: int = 1000


@dataclass(frozen=True)
class WriteReports:
    """Write all forms of a period into a folder, every file or none.

    Attributes:
        formats: of ``csv``, ``xlsx`` and ``pdf``.
        unit, encoding: as in :class:`WriteReport`.
        names: only these forms; empty = all.
    """

    fy: int
    period: str
    folder: Path
    formats: tuple[str, ...]
    unit: int = 1
    encoding: str = "utf-8"
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class IssueReport:
    """Give a form out (確定して出す): write it, and keep what it was made from so that it can be made again.

    Attributes:
        report: the form and its file.
        note: for whom or what; may be empty.
    """

    report: WriteReport
    note: str = ""


@dataclass(frozen=True)
class IssueAgain:
    """Make a form that was given out once more, from what was held then.

    Attributes:
        issue: id of the issue.
    """

    issue: str
    out: Path


@dataclass(frozen=True)
class WriteErrata:
    """Write the 正誤表 of a form that was given out: what has changed in it since.

    Attributes:
        format, encoding: as in :class:`WriteReport`.
    """

    issue: str
    format: str
    out: Path
    encoding: str = "utf-8"


@dataclass(frozen=True)
class FillTemplate:
    """Fill somebody's own form (XLSX) and keep how it was filled.

    Attributes:
        template: the form; it is not changed.
        mapping: which cell takes what; None = as it was filled the last time.
    """

    template: Path
    fy: int
    period: str
    out: Path
    mapping: TemplateMapping | None = None


@dataclass(frozen=True)
class Backfill:
    """Take an old table of any layout.

    Attributes:
        mapping: what it means; parts that it does not say are guessed.
        why: the reason, for what is entered on behalf of an office.
        leave_refused: take what can be taken; otherwise one bad cell keeps everything out.
    """

    content: bytes
    name: str
    mapping: BackfillMapping
    why: str = ""
    leave_refused: bool = False
    keep: bool = True


@dataclass(frozen=True)
class UndoBackfill:
    """Put back what was shown before an old table was taken, in one step.

    Attributes:
        before: (record, field) → value, as ``Backfilled.before`` says.
    """

    before: Mapping[tuple[str, str], Scalar]
    why: str = ""


@dataclass(frozen=True)
class WriteCoverSheet:
    """Write the 送付票 of an exchange file as a PDF.

    Attributes:
        export_no: number of the file in the log of files written, 0 = the last one.
    """

    fy: int
    period: str
    out: Path
    export_no: int = 0


@dataclass(frozen=True)
class WriteOverview:
    """Write 全体の一覧 as a workbook.

    Attributes:
        rows: (office, project) of the rows in their order; None = all.
        unit: 1 (円) or 1000 (千円).
    """

    fy: int
    period: str
    out: Path
    rows: tuple[tuple[str, str], ...] | None = None
    unit: int = 1


@dataclass(frozen=True)
class SaveSettings:
    """Change whose name stands on changes, or wishes that belong to this office's data.

    Attributes:
        section, person: None = as before.
        values: wishes by name; the others stay.
    """

    section: str | None = None
    person: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TakeOver:
    """Take a post over: the 引継書 is written, then every change carries the successor's name.

    Attributes:
        person, section: of the successor; section "" = as before.
        out: ``.pdf``, ``.xlsx`` or ``.csv`` for the 引継書, None = it is not written.
    """

    person: str
    section: str = ""
    out: Path | None = None


@dataclass(frozen=True)
class WriteTroubleRecord:
    """Write what helps to find a fault, without anything that was entered.

    Attributes:
        around: lines about what surrounds the program.
    """

    out: Path
    around: tuple[str, ...] = ()


@dataclass(frozen=True)
class Backup:
    """Write a verified copy of the store.

    Attributes:
        out: the file; None = among the copies, and in the second place if there is one.
    """

    out: Path | None = None


@dataclass(frozen=True)
class KeepDailyCopy:
    """Make the copy of the day if there is none yet."""


@dataclass(frozen=True)
class SetSecondPlace:
    """Choose a second place for copies, which gets one at once.

    Attributes:
        folder: on another disk or a share; None = none any more.
    """

    folder: Path | None


Command = (
    SaveValues
    | EnterTable
    | ApplyPlan
    | MakeYear
    | WriteTemplate
    | ExportBundle
    | WriteRegistration
    | MergeBundles
    | Resolve
    | Submit
    | Withdraw
    | Approve
    | SendBackDraft
    | SendBack
    | AnswerReturn
    | FixReturn
    | SendMessage
    | CloseReturn
    | Accept
    | SetDeadline
    | HoldImport
    | RetireDevice
    | ReplaceRoot
    | ReadmitImport
    | Unlock
    | WriteReport
    | WritePublicPage
    | WriteReports
    | IssueReport
    | IssueAgain
    | WriteErrata
    | FillTemplate
    | Backfill
    | UndoBackfill
    | WriteCoverSheet
    | WriteOverview
    | SaveSettings
    | TakeOver
    | WriteTroubleRecord
    | Backup
    | KeepDailyCopy
    | SetSecondPlace
)
