"""What is run on every file: nothing but a clean refusal, or a content that can be stood by.

Each target is a function of the bytes alone. It returns the code of the refusal, or "taken"; anything that escapes
from it is a fault of the program. Nothing of ``alps_desk`` may be imported before this module: Atheris instruments
what is imported from here.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from alps_desk import wording
from alps_desk.app.describing import Describer
from alps_desk.bundle.csv_form import Parcel
from alps_desk.domain.arrivals import Arrival, arrival
from alps_desk.domain.errors import InputRejected, Refusal
from alps_desk.domain.fold import Entry, fold_record
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import UNION, parse_record_id
from alps_desk.domain.roster import Device, Roster
from alps_desk.reports.entry_sheet import read_sheet, read_tsv, write_entry_csv
from alps_desk.reports.sheet_limits import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS
from alps_desk.reports.sheet_text import decode
from tests.bundle.damage import held
from tests.fixtures.forging import judged_parcel

MAX_SENTENCE = 200
"""Characters of a sentence that a refusal makes, excerpts and names included."""

_HELD = held()
_describe = Describer({}, None)


def check_bundle(data: bytes) -> str:
    """An exchange file, as the union judges it, and what would become of it once it is believed."""
    try:
        parcel, known, arrivals = judged_parcel(data, _HELD)
    except Refusal as refusal:
        return _clean(refusal, office="", to="", record="", field="", place="")
    _stand_by(parcel, known, arrivals)
    return "taken"


def _stand_by(parcel: Parcel, known: Roster, arrivals: list[Arrival]) -> None:
    """What was believed, proved once more without the program's own judgement."""
    assert tuple(segment.id for segment in parcel.segments) == parcel.manifest.segments
    entries: dict[str, list[Entry]] = {}
    for segment, one in zip(parcel.segments, arrivals, strict=True):
        content = "\n".join((segment.header, *segment.lines)) + "\n"
        signed = content.encode()
        assert hashlib.sha256(signed).hexdigest() == segment.id
        device = known.devices.get(segment.device)
        if device is None:
            request = parcel.manifest.request
            assert request is not None
            device = Device(segment.device, request.key, parcel.manifest.sender, request.label)
            assert hashlib.sha256(bytes.fromhex(device.key)).hexdigest() == device.id
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(device.key))
        key.verify(segment.signature, b"alps-desk segment 1\0" + signed)
        # Read the careful way, whichever way the program took.
        assert one == arrival(segment, device.office, one.changes)
        for line, change in zip(segment.lines, one.changes, strict=True):
            assert hashlib.sha256(line.encode()).hexdigest() == change.id
            record = parse_record_id(change.record)
            if device.office != UNION:
                assert {writer_of(record, name) for name in change.values} == {device.office}
            _describe(line)
            entries.setdefault(change.record, []).append(Entry(change, device.office, device.id))
    for record, some in entries.items():
        assert fold_record(record, some) == fold_record(record, reversed(some))


def check_entry_csv(data: bytes) -> str:
    """A table as text, from a file and from the clipboard."""
    _check_clipboard(data)
    return _check_sheet(data, "記入表.csv")


def check_entry_xlsx(data: bytes) -> str:
    """A table as a workbook."""
    return _check_sheet(data, "記入表.xlsx")


def _check_sheet(data: bytes, name: str) -> str:
    try:
        sheet = read_sheet(data, name)
    except InputRejected as refusal:
        return _clean(refusal)
    assert all(sheet.headings)
    assert len(set(sheet.headings)) == len(sheet.headings) <= MAX_COLUMNS
    assert len(sheet.rows) <= MAX_ROWS
    assert {len(row) for row in sheet.rows} <= {len(sheet.headings)}
    assert all(len(cell) <= MAX_CELL_CHARACTERS for row in sheet.rows for cell in row)
    written = write_entry_csv(sheet.headings, sheet.rows)
    again = read_sheet(written, "記入表.csv")
    assert (again.headings, again.rows) == (sheet.headings, sheet.rows)
    return "taken"


def _check_clipboard(data: bytes) -> None:
    try:
        text = decode(data)
        rows = read_tsv(text)
    except InputRejected as refusal:
        _clean(refusal)
        return
    assert sum(map(len, rows)) <= text.count("\t") + text.count("\n") + text.count("\r") + 1


def _clean(refusal: Refusal, **usual: object) -> str:
    """The code of a refusal whose sentence can be said."""
    sentence = wording.say(refusal.code, **{**usual, **refusal.params})
    assert 0 < len(sentence) <= MAX_SENTENCE, sentence
    # Letters of an office's own making (外字) may stand in an excerpt; what is invisible or turns the line may not.
    assert all(
        one.isprintable() or one == "\u3000" or unicodedata.category(one) == "Co" for one in sentence
    ), sentence
    return refusal.code


TARGETS: dict[str, Callable[[bytes], str]] = {
    "bundle": check_bundle,
    "entry-csv": check_entry_csv,
    "entry-xlsx": check_entry_xlsx,
}
