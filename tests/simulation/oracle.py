"""What is true, told by somebody who never reads ``seen``.

Every change is noted when it is made, with what its writer really knew: the changes that counted on that PC at that
moment, and of each field those that stood on the screen. Which changes are on a PC is followed from the files it took,
read here row by row with ``csv`` and ``json`` alone. From that follow heads, conflicts, deletions and the value that is
shown; nothing is asked of the product but whether it took a file, and which roster it holds.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from alps_desk.domain.journal import Scalar

DELETED = "_deleted"
UNION = "union"
_UNION_TYPES = frozenset(
    (
        "return", "acceptance", "deadline", "unlock", "region", "body", "vision", "agreement", "field",
        "project_year", "period", "scale", "code", "indicator", "target", "guide",
    )
)  # fmt: skip
_PAYERS_FIELDS = frozenset(("transfer_out", "paid_on", "payer_note"))
_INNER = frozenset(("knows", "target_record", "pinned"))


@dataclass(frozen=True)
class Truth:
    """One change as it came about.

    Attributes:
        number: how manieth change of the history it is.
        office, device: of the PC it was made on.
        screens: field → changes that stood there on the writer's screen.
        knew: changes of the record that counted on that PC.
    """

    number: int
    id: str
    record: str
    values: Mapping[str, Scalar]
    office: str
    device: str
    by: str
    at: str
    why: str
    behalf: str
    screens: Mapping[str, frozenset[str]]
    knew: frozenset[str]


@dataclass(frozen=True)
class Piece:
    """One segment as it stands in a file.

    Attributes:
        lines: of its changes; changes: their ids.
    """

    id: str
    device: str
    prev: str | None
    lines: tuple[str, ...]
    changes: tuple[str, ...]


@lru_cache(maxsize=256)
def read_pieces(content: bytes) -> list[Piece]:
    """The segments of a file as it was written."""
    found: list[Piece] = []
    header, lines = "", []

    def close() -> None:
        if header:
            raw = json.loads(header)
            digest = hashlib.sha256(("\n".join((header, *lines)) + "\n").encode()).hexdigest()
            ids = tuple(hashlib.sha256(line.encode()).hexdigest() for line in lines)
            found.append(Piece(digest, raw["device"], raw["prev"], tuple(lines), ids))

    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        if row[0] == "区間":
            close()
            header, lines = json.loads(row[8])["body"], []
        elif row[0] == "記録":
            lines.append(row[8])
    close()
    return found


# --- who may write, in words of its own ------------------------------------------------------------------------


@cache
def writer_of(record: str, name: str) -> str:
    """Office that writes a field of its own right (sync-design 8)."""
    kind, owner, *parts = record.split(":")
    if kind == "burden" and name in _PAYERS_FIELDS:
        return parts[2]
    return UNION if kind in _UNION_TYPES else owner


def may_write(change: Truth, name: str) -> bool:
    """Whether a change counts in a field."""
    writer = writer_of(change.record, name)
    if change.behalf:
        return change.office == UNION and change.behalf == writer != UNION and bool(change.why)
    if change.office == writer:
        return True
    if change.office != UNION or not change.why:
        return False
    on_screen = len(change.screens.get(name, ()))
    if name == DELETED and on_screen:
        on_screen = sum(map(len, change.screens.values()))
    return on_screen >= 2


# --- what is shown ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One record as it must stand.

    Attributes:
        heads: field → ids, also of ``_deleted``.
        shown: field → id of the change whose value is shown.
        conflicts: fields in conflict; ``_deleted`` for a conflict of deletion and entry.
    """

    heads: Mapping[str, frozenset[str]]
    shown: Mapping[str, str]
    conflicts: frozenset[str]
    deleted: bool


def tell(changes: Collection[Truth]) -> Told:
    """How a record must stand by the changes of it that count."""
    by_id = {one.id: one for one in changes}
    names = sorted({name for one in changes for name in one.values})
    heads: dict[str, frozenset[str]] = {}
    for name in names:
        writes = [one for one in changes if name in one.values and may_write(one, name)]
        replaced = {seen for one in writes for seen in one.screens.get(name, ())}
        left = frozenset(one.id for one in writes if one.id not in replaced)
        if left:
            heads[name] = left
    shown: dict[str, str] = {}
    conflicts: set[str] = set()
    for name, ids in heads.items():
        if name == DELETED:
            continue
        counting = _counting([by_id[one] for one in ids])
        values = {(type(one.values[name]), one.values[name]) for one in counting}
        if len(values) > 1 and name not in _INNER:
            conflicts.add(name)
        best = max(counting, key=lambda one: (one.office == writer_of(one.record, name), one.at, one.id))
        shown[name] = best.id
    deleted, contested = _deletion(
        _counting([by_id[one] for one in heads.get(DELETED, ())]),
        {one: by_id[one] for name, ids in heads.items() if name != DELETED for one in ids},
    )
    if contested:
        conflicts.add(DELETED)
    return Told(heads, shown, frozenset(conflicts), deleted)


def _counting(heads: list[Truth]) -> list[Truth]:
    return [one for one in heads if not one.behalf] or heads


def _deletion(marks: list[Truth], writes: Mapping[str, Truth]) -> tuple[bool, bool]:
    revived = any(one.values[DELETED] is not True for one in marks)
    contested = False
    for one in marks:
        if one.values[DELETED] is True:
            known = set().union(*one.screens.values()) | {one.id} if one.screens else {one.id}
            unknown = [write for identifier, write in writes.items() if identifier not in known]
            if not unknown and not revived:
                return True, False
            of_account = not one.behalf or all(write.behalf for write in unknown)
            contested = contested or revived or of_account
    return False, contested


def maximal(changes: Collection[Truth], name: str) -> frozenset[str]:
    """The writes of a field that nobody who wrote it again knew of."""
    writes = [one for one in changes if name in one.values and may_write(one, name)]
    return frozenset(one.id for one in writes if not any(one.id in other.knew for other in writes))


def closed(changes: Collection[Truth]) -> bool:
    """Whether everything is there that anybody knew who wrote one of them."""
    ids = {one.id for one in changes}
    return all(one.knew <= ids for one in changes)


# --- what is where -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def read_word(content: bytes) -> Word:
    """What the sender of a file says it has."""
    text = ""
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        if row[0] == "便":
            text += json.loads(row[8])["body"]
    raw = json.loads(text)
    return Word(raw["sender"], tuple(raw["have"]), tuple(raw["held"]), tuple(raw["refused"]))


@dataclass(frozen=True)
class Word:
    """What an office said of what it has."""

    office: str
    have: tuple[str, ...]
    held: tuple[str, ...]
    refused: tuple[str, ...]


@dataclass
class Mind:
    """Which changes are on one PC.

    Attributes:
        pieces: its segments; came: segment → number and name of the file it came with.
        drafts: changes that are not sealed.
        held: numbers of the imports taken back.
        until: retired device → its last segments that count.
        reissued: segments that were sealed again under a new key.
        word: what the union said last.
    """

    device: str
    pieces: dict[str, Piece] = field(default_factory=dict)
    came: dict[str, tuple[int, str]] = field(default_factory=dict)
    drafts: list[str] = field(default_factory=list)
    held: set[int] = field(default_factory=set)
    until: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reissued: set[str] = field(default_factory=set)
    word: Word | None = None

    def copy(self) -> Mind:
        """The same, going its own way from here."""
        return Mind(
            self.device, dict(self.pieces), dict(self.came), list(self.drafts), set(self.held),
            dict(self.until), set(self.reissued), self.word,
        )  # fmt: skip

    def take(self, content: bytes, number: int, name: str) -> None:
        """A file was taken."""
        word = read_word(content)
        if word.office == UNION:
            self.word = word
        for piece in read_pieces(content):
            if piece.id not in self.pieces:
                self.pieces[piece.id] = piece
                self.came[piece.id] = (number, name)

    def sealed(self, pieces: Iterable[Piece]) -> None:
        """A file was written; what was not sealed is now."""
        for piece in pieces:
            if piece.id not in self.pieces:
                self.pieces[piece.id] = piece
        self.drafts = []

    def past(self, ends: Iterable[str]) -> set[str]:
        """Segments and those before them, as far as they are here."""
        found: set[str] = set()
        for end in ends:
            at: str | None = end
            while at is not None and at in self.pieces and at not in found:
                found.add(at)
                at = self.pieces[at].prev
        return found

    def beyond(self) -> set[str]:
        """Segments of retired devices that do not count."""
        found: set[str] = set()
        for device, ends in self.until.items():
            if device != self.device and all(one in self.pieces for one in ends):
                valid = self.past(ends)
                found |= {
                    one for one, piece in self.pieces.items() if piece.device == device and one not in valid
                }
        return found

    def counted_pieces(self) -> list[Piece]:
        """Segments that count."""
        beyond = self.beyond()
        return [
            piece
            for one, piece in self.pieces.items()
            if one not in beyond
            and one not in self.reissued
            and self.came.get(one, (0, ""))[0] not in self.held
        ]

    def counted(self) -> set[str]:
        """Ids of the changes that count."""
        return {one for piece in self.counted_pieces() for one in piece.changes} | set(self.drafts)

    def everything(self) -> set[str]:
        """Ids of all changes that are here, counting or not."""
        return {one for piece in self.pieces.values() for one in piece.changes} | set(self.drafts)
