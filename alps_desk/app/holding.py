"""取り込みを取り消す and 戻す: what an import brought is kept and listed, and does not count until it is taken back in.

The journal is not touched: what is shown is the fold of all the other changes. Changes made later stay; those whose
writer had seen something that is taken back are listed.
"""

from __future__ import annotations

from dataclasses import dataclass

from alps_desk.app import copies
from alps_desk.app.commands import HoldImport, ReadmitImport
from alps_desk.app.exchange import plans_known
from alps_desk.app.submitting import Later, later_of
from alps_desk.app.workplace import Workplace
from alps_desk.domain.errors import InputRejected, NotFound
from alps_desk.domain.fold import Entry
from alps_desk.store.rows import ImportRow

TakenFile = ImportRow
"""A file that was taken, as the log of this PC has it."""


@dataclass(frozen=True, slots=True)
class Held:
    """What was taken back, or taken back in.

    Attributes:
        import_no: the import; office: whose file it was; file: its name.
        segments, changes: how much.
        conflicts: fields that are in conflict now and were not before.
        depends: fields that still count and were written by somebody who had seen what is taken back.
    """

    import_no: int
    office: str
    file: str
    segments: int
    changes: int
    conflicts: int
    depends: tuple[Later, ...] = ()


def hold(place: Workplace, command: HoldImport) -> Held:
    """Take an import back.

    Raises:
        NotFound: no such import (``no_such_import``).
        InputRejected: it brought nothing (``import_brought_nothing``), is taken back already (``already_held``),
            or is the 登録ファイル that this PC was set up with (``hold_registration``).
    """
    with place.store.only_importer():
        row = _find(place, command.import_no)
        if row.kind == "registration":
            raise InputRejected("hold_registration")
        if not row.segments:
            raise InputRejected("import_brought_nothing")
        if row.held == row.segments:
            raise InputRejected("already_held")
        _back_up(place)
        with place.store.importing(keep=True) as session:
            taken, depends = session.hold(row.no, place.now, command.why)
    return Held(
        row.no, row.office, row.file, taken.segments, taken.changes, taken.conflicts, _fields(place, depends)
    )


def readmit(place: Workplace, command: ReadmitImport) -> Held:
    """Count again what an import brought.

    Raises:
        NotFound: no such import (``no_such_import``).
        InputRejected: it was not taken back (``not_held``).
    """
    with place.store.only_importer():
        row = _find(place, command.import_no)
        if not row.held:
            raise InputRejected("not_held")
        _back_up(place)
        with place.store.importing(keep=True) as session:
            taken = session.readmit(row.no)
    return Held(row.no, row.office, row.file, taken.segments, taken.changes, taken.conflicts)


def _find(place: Workplace, number: int) -> ImportRow:
    row = next((one for one in place.store.imports() if one.no == number), None)
    if row is None:
        raise NotFound("no_such_import", number=number)
    return row


def _back_up(place: Workplace) -> None:
    copies.make(place, "before_hold")


def _fields(place: Workplace, entries: list[Entry]) -> tuple[Later, ...]:
    _, plan = plans_known(place)
    return tuple(later_of(entry, name, plan) for entry in entries for name in sorted(entry.change.values))
