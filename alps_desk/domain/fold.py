"""From a set of changes to what is shown: values, conflicts, deletions (sync-design 10).

Promise: a pure function of the *set* of changes. Order, repetition and grouping of arrival cannot matter, and no
clock decides anything that could hide a value: time only picks the provisional value of a conflict that is shown
as a conflict.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from alps_desk.domain.journal import Change, Scalar
from alps_desk.domain.ownership import ground, writer_of
from alps_desk.domain.records import DELETED, TYPES, field_of, parse_record_id

DIGEST_MODULUS = 1 << 256


@dataclass(frozen=True, slots=True)
class Entry:
    """A change together with who signed it.

    Attributes:
        change: the change.
        office: office of the signing device.
        device: id of the signing device.
        place: where the store keeps it; 0 when it is not stored. It decides nothing but which of two copies of
            one change is named.
    """

    change: Change
    office: str
    device: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class FieldState:
    """One field as it stands.

    Attributes:
        heads: writes that no other known write of the field replaced, by id. Never empty.
        shown: the one whose value is shown: the value, or the provisional value of a conflict.
        conflict: two heads that count have different values.
        on_behalf: the shown value was entered for the office (代行入力) and not yet confirmed by it.
    """

    heads: tuple[Entry, ...]
    shown: Entry
    value: Scalar
    conflict: bool
    on_behalf: bool


@dataclass(frozen=True, slots=True)
class RecordState:
    """One record as it stands.

    Attributes:
        record: its id.
        fields: field → state, without the deletion mark.
        deleted: a deletion that knew every change on the record.
        deletion_conflict: somebody deleted it without knowing every change; it stays alive.
        deletion_heads: heads of the deletion mark, for the conflict list.
        weight: what the record adds to the digest, 0 ≤ weight < 2**256.
    """

    record: str
    fields: Mapping[str, FieldState]
    deleted: bool
    deletion_conflict: bool
    deletion_heads: tuple[Entry, ...]
    weight: int


def fold_record(record: str, entries: Iterable[Entry]) -> RecordState:
    """Fold all known changes of one record.

    Args:
        record: record id.
        entries: every folded change of it, any order, repetitions allowed.

    Returns:
        The state; a record without an authorised write has no fields.
    """
    writes: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        plain = is_plain(entry.change, entry.office)
        for name in entry.change.values:
            if plain or ground(entry.change, name, entry.office) is not None:
                same = writes.setdefault(name, {})
                # The same change under two signatures counts once; the smaller device id makes the choice total.
                other = same.setdefault(entry.change.id, entry)
                if (entry.device, entry.place) < (other.device, other.place):
                    same[entry.change.id] = entry
    return state_of(record, {name: _heads(name, list(written.values())) for name, written in writes.items()})


def state_of(record: str, heads: Mapping[str, tuple[Entry, ...]]) -> RecordState:
    """A record by the heads of its fields, of the deletion mark too; they decide everything that is shown."""
    weight = _weight(heads)
    deletion = heads.get(DELETED, ())
    fields = {name: some for name, some in heads.items() if name != DELETED}
    deleted, contested = _deletion(deletion, [entry for some in fields.values() for entry in some])
    return RecordState(
        record,
        {name: _field_state(record, name, field_heads) for name, field_heads in fields.items()},
        deleted,
        contested,
        deletion,
        weight,
    )


def is_plain(change: Change, office: str) -> bool:
    """The owner's own write to a record whose every field is the owner's: no need to ask field by field."""
    if change.on_behalf:
        return False
    record = parse_record_id(change.record)
    if record.owner != office or record.type == "burden":
        return False
    known = TYPES.get(record.type)
    return known is None or not known.union_only


def _heads(name: str, entries: list[Entry]) -> tuple[Entry, ...]:
    if len(entries) == 1:
        return (entries[0],)
    replaced: set[str] = set()
    for entry in entries:
        replaced.update(entry.change.seen.get(name, ()))
    left = [entry for entry in entries if entry.change.id not in replaced]
    return tuple(sorted(left, key=lambda entry: entry.change.id))


def _counting(heads: Sequence[Entry]) -> Sequence[Entry]:
    """What was entered on behalf of an office yields to the office's own word and never makes a conflict."""
    own = [entry for entry in heads if not entry.change.on_behalf]
    return own or heads


def _deletion(marks: Sequence[Entry], writes: Sequence[Entry]) -> tuple[bool, bool]:
    """Whether a record is deleted, and whether deletion and entry disagree.

    Args:
        marks: heads of the deletion mark.
        writes: heads of every other field. A deletion that saw a head knew everything behind it.
    """
    counting = _counting(marks)
    deleting = [entry for entry in counting if entry.change.values[DELETED] is True]
    # A later "not deleted" that saw the deletion has replaced it; one that did not is a conflict.
    revived = len(deleting) < len(counting)
    contested = False
    for entry in deleting:
        known = {one for ids in entry.change.seen.values() for one in ids} | {entry.change.id}
        unknown = [write for write in writes if write.change.id not in known]
        if not unknown and not revived:
            return True, False
        own_word = not entry.change.on_behalf or all(write.change.on_behalf for write in unknown)
        contested = contested or revived or own_word
    return False, contested


def _field_state(record: str, name: str, heads: tuple[Entry, ...]) -> FieldState:
    counting = _counting(heads)
    if len(counting) == 1:
        shown, conflict = counting[0], False
    else:
        values = {_distinct(entry.change.values[name]) for entry in counting}
        known = field_of(parse_record_id(record), name)
        conflict = len(values) > 1 and not (known is not None and known.inner)
        # The word of the office whose field it is goes first. Total order: ids are unique among the heads.
        writer = writer_of(parse_record_id(record), name)
        shown = max(
            counting,
            key=lambda entry: (entry.office == writer, entry.change.at, entry.change.id),
        )
    return FieldState(heads, shown, shown.change.values[name], conflict, bool(shown.change.on_behalf))


def _distinct(value: Scalar) -> tuple[str, Scalar]:
    # True == 1 in Python; in the journal they are different values.
    return (type(value).__name__, value)


def _weight(heads: Mapping[str, tuple[Entry, ...]]) -> int:
    """Sum over changes that are a head of something; order-free by addition.

    Heads decide everything that is shown (value, conflict, provisional value, deletion), so stores with equal
    sums show the same. A change that is still the head of every field it sets counts by its id alone.
    """
    where: dict[str, tuple[Entry, list[str]]] = {}
    for name, entries in heads.items():
        for entry in entries:
            where.setdefault(entry.change.id, (entry, []))[1].append(name)
    total = sum(
        share_of(identifier, len(entry.change.values), names) for identifier, (entry, names) in where.items()
    )
    return total % DIGEST_MODULUS


def share_of(identifier: str, width: int, names: Collection[str]) -> int:
    """What one change adds to the weight of its record.

    Args:
        width: how many fields it sets.
        names: the fields of which it is a head.
    """
    if not names:
        return 0
    if len(names) == width:
        return int(identifier, 16)
    text = identifier + ":" + ",".join(sorted(names))
    return int.from_bytes(hashlib.sha256(text.encode("ascii")).digest(), "big")


def digest_text(total: int, schema: int) -> str:
    """The digest that people and programs compare, from the sum of all records' weights."""
    content = f"alps-desk digest 1\0{schema}\0{total % DIGEST_MODULUS:064x}"
    return hashlib.sha256(content.encode("ascii")).hexdigest()
