"""発行: a report that is given out, and the same report again from what was held then.

Promise: the record of an issue names every change that counted when the report was made, so the same report follows
from the journal at any later time, whatever has come in since. Whether it is the same to the last byte is not believed
but compared: the record keeps the hash of the file. A record travels and is kept like every other change; it is the
issuing office's own.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from alps_desk import __version__
from alps_desk.app import recording, reporting
from alps_desk.app.commands import WriteReport
from alps_desk.app.files import read_file, write_whole
from alps_desk.app.known_plans import KnownPlans
from alps_desk.app.planning import plan_in_force
from alps_desk.app.save_values import SaveValues
from alps_desk.app.submitting import text_of
from alps_desk.domain.errors import NotFound, excerpt
from alps_desk.domain.records import parse_record_id, record_id
from alps_desk.reports.catalogue import REPORTS, form_named
from alps_desk.store.then import Standing

if TYPE_CHECKING:
    from alps_desk.app.commands import IssueAgain, IssueReport
    from alps_desk.app.reporting import PdfWriter
    from alps_desk.app.workplace import Workplace
    from alps_desk.domain.fold import RecordState
    from alps_desk.domain.journal import Scalar

_HEADS = 150
"""Ids that fit one text value."""
_LARGEST = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class IssueView:
    """A report that was given out.

    Attributes:
        id: names it in commands.
        form, title: name of the form, and its title.
        fy, period, format, unit, encoding, project, office: what was asked for, as in ``WriteReport``.
        file: name of the file; sha256: of its bytes; program: version that made it.
        issued_on, at, by, note: when, by whom, what for.
    """

    id: str
    form: str
    title: str
    fy: int
    period: str
    format: str
    unit: int
    encoding: str
    project: str
    office: str
    file: str
    sha256: str
    program: str
    issued_on: str
    at: str
    by: str
    note: str


@dataclass(frozen=True)
class Issued:
    """A report that was just given out."""

    view: IssueView
    file: Path
    rows: int


@dataclass(frozen=True)
class MadeAgain:
    """A report that was made again.

    Attributes:
        same: the bytes are those of the first time.
        program: version that made it the first time.
    """

    view: IssueView
    file: Path
    rows: int
    same: bool
    program: str


def issue(place: Workplace, command: IssueReport, write_pdf: PdfWriter | None) -> Issued:
    """Write a report and keep what it was made from: both, or neither.

    Raises:
        InputRejected: as ``reporting.write_report``.
        StoreUnavailable: the file cannot be written; nothing is kept then.
    """
    asked = command.report
    moment = place.clock()
    still = replace(place, clock=lambda: moment)
    identifier = place.nonce()
    with tempfile.TemporaryDirectory(prefix="alps-desk-") as room, place.store.together():
        # One moment: what is read, what is named as held, and the record itself.
        standing = place.store.standing()
        content, rows = _made(still, asked, Path(room), write_pdf)
        form = form_named(asked.name)
        fy = plan_in_force(place, asked.fy).fy
        first: dict[str, Scalar] = {
            "form": form.name,
            "issue_fy": fy,
            "issue_period": asked.period,
            "issue_format": asked.format,
            "file_name": asked.out.name,
            "issued_on": still.today,
            "issue_note": command.note.strip() or None,
            "options": _options(asked),
            "program": __version__,
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        recording.save(
            still, SaveValues(_parts(place.office, identifier, first, standing), why=command.note.strip())
        )
        write_whole(asked.out, content)
    return Issued(find(place, identifier), asked.out, rows)


def again(place: Workplace, command: IssueAgain, write_pdf: PdfWriter | None) -> MadeAgain:
    """Make a report that was given out once more.

    Raises:
        NotFound: no such issue of this office (``no_such_issue``).
        StoreUnavailable: the file cannot be written.
    """
    view = find(place, command.issue)
    with tempfile.TemporaryDirectory(prefix="alps-desk-") as room, as_issued(place, view) as then:
        content, rows = _made(then, report_of(view, command.out), Path(room), write_pdf)
    write_whole(command.out, content)
    same = hashlib.sha256(content).hexdigest() == view.sha256
    return MadeAgain(view, command.out, rows, same, view.program)


def issued(place: Workplace, fy: int | None = None) -> list[IssueView]:
    """Reports that this office has given out, newest first; of one year if named."""
    records = {
        row.record
        for row in place.store.cells(("issue",), owner=place.office)
        if parse_record_id(row.record).part("part") == "0"
    }
    states = place.store.states(sorted(records)).values()
    views = [_view(state) for state in states if "form" in state.fields]
    # By the time that stands in the change, then by id: a total order.
    return sorted(
        (one for one in views if fy is None or one.fy == fy), key=lambda one: (one.at, one.id), reverse=True
    )


def find(place: Workplace, identifier: str) -> IssueView:
    """An issue by its id, or by the beginning of it.

    Raises:
        NotFound: there is none, or more than one (``no_such_issue``).
    """
    found = [one for one in issued(place) if identifier and one.id.startswith(identifier)]
    if len(found) != 1:
        raise NotFound("no_such_issue", id=excerpt(identifier))
    return found[0]


def report_of(view: IssueView, out: Path) -> WriteReport:
    """The command that asks for the same report again."""
    return WriteReport(
        view.form, view.fy, view.period, view.format, out, view.unit, view.encoding, view.project, view.office
    )


@contextmanager
def as_issued(place: Workplace, view: IssueView) -> Iterator[Workplace]:
    """The office as it stood when a report was given out: its store, its day, its plans. For reading only."""
    standing, at = standing_of(place, view)
    moment = datetime.fromisoformat(view.at)
    with tempfile.TemporaryDirectory(prefix="alps-desk-", ignore_cleanup_errors=True) as room:
        store = place.store.as_it_was(Path(room) / "then.db", standing, at, view.at)
        try:
            yield replace(place, store=store, clock=lambda: moment, plans=KnownPlans())
        finally:
            store.close()


def standing_of(place: Workplace, view: IssueView) -> tuple[Standing, int]:
    """What was held when a report was given out, and where the change that says so is kept."""
    prefix = record_id("issue", place.office, issue=view.id, part="0").removesuffix("0")
    records = {
        row.record
        for row in place.store.cells(("issue",), owner=place.office)
        if row.record.startswith(prefix)
    }
    states = place.store.states(sorted(records))
    named: dict[str, list[str]] = {"knows": [], "lacks": [], "aside": []}
    for state in states.values():
        for name in named:
            named[name] += [one for one in text_of(state, name).split(";") if one]
    first = states[f"{prefix}0"].fields["form"].shown
    parts = (tuple(sorted(named[name])) for name in ("knows", "lacks", "aside"))
    return Standing(*parts), first.place


def _made(place: Workplace, asked: WriteReport, room: Path, write_pdf: PdfWriter | None) -> tuple[bytes, int]:
    """The bytes of a report, and its rows of data."""
    path = room / f"report.{asked.format}"
    table = reporting.table_of(place, asked)
    reporting.write_table(table, asked.format, path, asked.encoding, write_pdf)
    return read_file(path, _LARGEST), sum(row.kind == "data" for row in table.rows)


def _options(asked: WriteReport) -> str:
    chosen = {
        "unit": asked.unit, "encoding": asked.encoding, "project": asked.project, "office": asked.office,
    }  # fmt: skip
    return json.dumps(chosen, ensure_ascii=True, sort_keys=True)


def _parts(
    office: str, identifier: str, first: dict[str, Scalar], standing: Standing
) -> dict[str, dict[str, Scalar]]:
    """The records of an issue: the first says what was asked for, and all together everything that was held."""
    named = {"knows": standing.tips, "lacks": standing.lacks, "aside": standing.aside}
    chunks = {
        name: [";".join(ids[at : at + _HEADS]) for at in range(0, len(ids), _HEADS)]
        for name, ids in named.items()
    }
    count = max(1, *(len(some) for some in chunks.values()))
    parts: dict[str, dict[str, Scalar]] = {}
    for number in range(count):
        values: dict[str, Scalar] = dict(first) if not number else {}
        values |= {name: some[number] for name, some in chunks.items() if number < len(some)}
        parts[record_id("issue", office, issue=identifier, part=str(number))] = values
    return parts


def _view(state: RecordState) -> IssueView:
    shown = state.fields["form"].shown.change
    chosen = json.loads(text_of(state, "options") or "{}")
    fy = state.fields["issue_fy"].value if "issue_fy" in state.fields else 0
    form = text_of(state, "form")
    return IssueView(
        parse_record_id(state.record).part("issue"), form,
        REPORTS[form].title if form in REPORTS else form, fy if isinstance(fy, int) else 0,
        text_of(state, "issue_period"), text_of(state, "issue_format"), int(chosen.get("unit", 1)),
        str(chosen.get("encoding", "utf-8")), str(chosen.get("project", "")), str(chosen.get("office", "")),
        text_of(state, "file_name"), text_of(state, "sha256"), text_of(state, "program"),
        text_of(state, "issued_on"), shown.at, shown.by, text_of(state, "issue_note"),
    )  # fmt: skip
