"""The program, deliberately wrong: what the laws must catch, each with the laws that may name it.

A variant changes one rule of the product, as somebody might who means well, and leaves everything else as it is.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

from alps_desk.app import exporting, receipts, recording
from alps_desk.bundle import verify
from alps_desk.domain import fold, journal
from alps_desk.domain.fold import Entry
from alps_desk.domain.journal import Change
from alps_desk.domain.ownership import offending_field
from alps_desk.domain.records import DELETED, TYPES, parse_record_id
from alps_desk.store.holding import IMPORT
from tests.simulation.plain_session import PlainSession
from tests.simulation.plain_store import PlainStore
from tests.simulation.quick import everywhere


@dataclass(frozen=True)
class Variant:
    """A wrong program.

    Attributes:
        laws: numbers of the laws that may catch it.
        why: what somebody might have thought.
        begin: the history that is tried first; only time is saved by it.
    """

    name: str
    laws: frozenset[int]
    why: str
    wrong: Callable[[], AbstractContextManager[Any]]
    begin: int = 0


VARIANTS: dict[str, Variant] = {}


def _variant(*laws: int, why: str, begin: int = 0) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    def register(function: Callable[[], Any]) -> Callable[[], Any]:
        name = function.__name__
        VARIANTS[name] = Variant(name, frozenset(laws), why, function, begin)
        return function

    return register


# --- the fold --------------------------------------------------------------------------------------------------


@_variant(4, 5, 6, why="the newest is surely the right one")
def last_writer_wins() -> Any:
    right = fold._heads

    def heads(name: str, entries: list[Entry]) -> tuple[Entry, ...]:
        return (max(right(name, entries), key=lambda one: (one.change.at, one.change.id)),)

    return patch.object(fold, "_heads", heads)


@_variant(5, 6, why="a conflict is only worth showing on the same day")
def clocks_settle_conflicts() -> Any:
    right = fold._field_state

    def state(record: str, name: str, heads: tuple[Entry, ...]) -> fold.FieldState:
        found = right(record, name, heads)
        return replace(found, conflict=found.conflict and len({one.change.at[:7] for one in heads}) == 1)

    return patch.object(fold, "_field_state", state)


@_variant(5, why="what somebody deleted shall stay away")
def delete_wins() -> Any:
    def deletion(marks: Sequence[Entry], _writes: Sequence[Entry]) -> tuple[bool, bool]:
        return any(one.change.values[DELETED] is True for one in marks), False

    return patch.object(fold, "_deletion", deletion)


@_variant(1, 2, 4, 5, why="what came first was there first")
def order_of_arrival() -> Any:
    right = fold._heads

    def heads(name: str, entries: list[Entry]) -> tuple[Entry, ...]:
        return (
            right(name, entries)[:1]
            if len(entries) % 2
            else (min(right(name, entries), key=lambda one: one.place),)
        )

    return patch.object(fold, "_heads", heads)


@_variant(4, 5, 7, why="the union answers for the office")
def on_behalf_counts_like_the_offices_own() -> Any:
    return patch.object(fold, "_counting", lambda heads: heads)


@_variant(4, 9, why="whoever has a key may write")
def nobody_asks_who_may_write() -> Any:
    stack = ExitStack()
    stack.enter_context(everywhere(offending_field, lambda _change, _office: None))
    stack.enter_context(patch.object(fold, "is_plain", lambda _change, _office: True))
    return stack


# --- changes ---------------------------------------------------------------------------------------------------


@contextmanager
def _making(alter: Callable[..., dict[str, Any]]) -> Iterator[None]:
    right = recording.make_change

    def make(record: str, values: Any, **parts: Any) -> Change:
        return right(record, **alter(record, dict(values), parts))

    with patch.object(recording, "make_change", make):
        yield


@_variant(7, why="the same letters should be the same text")
def texts_are_normalised() -> Any:
    def alter(_record: str, values: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
        plain = {
            name: unicodedata.normalize("NFC", value) if isinstance(value, str) else value
            for name, value in values.items()
        }
        return {"values": plain, **parts}

    return _making(alter)


@_variant(4, 5, why="what is there when it is saved was surely seen")
def seen_is_what_is_there_when_saving() -> Any:
    right = recording._seen
    return patch.object(
        recording, "_seen", lambda command, state, name: right(replace(command, seen={}), state, name)
    )


@_variant(4, 5, why="a decision is about the value it takes", begin=4)
def a_decision_sees_one_word_only() -> Any:
    def alter(_record: str, values: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
        seen = {name: ids[:1] for name, ids in parts["seen"].items()}
        return {"values": values, **parts, "seen": seen}

    return _making(alter)


@_variant(4, 5, why="a deletion is about the mark")
def a_deletion_knows_nothing_of_the_fields() -> Any:
    def alter(_record: str, values: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
        seen = {name: ids for name, ids in parts["seen"].items() if name in values}
        return {"values": values, **parts, "seen": seen}

    return _making(alter)


@_variant(2, 3, 4, 7, 10, why="numbers are shorter than hashes")
def counters_as_ids() -> Any:
    """The number of the record's changes on that PC is the change's id: after a restore it is given again."""

    def alter(record: str, values: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
        seen = {one for ids in parts["seen"].values() for one in ids}
        number = hashlib.sha256(f"{record} {len(seen)} {sorted(values)}".encode()).hexdigest()[:32]
        return {"values": values, **parts, "nonce": number}

    def identifier(line: str) -> str:
        raw = json.loads(line)
        return hashlib.sha256(f"{raw['r']} {raw['n']}".encode()).hexdigest()

    stack = ExitStack()
    stack.enter_context(_making(alter))
    stack.enter_context(everywhere(journal.change_id, identifier))
    return stack


# --- files and receipts ----------------------------------------------------------------------------------------


@_variant(3, 10, why="what was received once was received", begin=19)
def receipts_never_fall() -> Any:
    right = exporting.latest_word
    ever: dict[int, set[str]] = {}

    def word(store: Any, office: str) -> Any:
        found = right(store, office)
        if found is None:
            return None
        known = ever.setdefault(id(store), set())
        known.update(one for peer in store.peers().values() if peer.office == office for one in peer.have)
        return replace(found, have=tuple(sorted(known)))

    return everywhere(right, word)


@_variant(3, 10, why="the newest word is the one with the newest date")
def the_latest_word_by_the_clock() -> Any:
    right = exporting.latest_word

    def word(store: Any, office: str) -> Any:
        claims = [peer for peer in store.peers().values() if peer.office == office]
        made = {row.no: row.made_at for row in store.imports()}
        return max(claims, key=lambda peer: (made.get(peer.import_no, ""), peer.device), default=None)

    return everywhere(right, word)


@_variant(3, 10, why="what was written to a file is on its way")
def what_was_exported_is_not_sent_again() -> Any:
    right = exporting.to_send

    def to_send(place: Any, *, everything: bool) -> list[str]:
        sent = {one for row in place.store.exports() for one in row.segments}
        return [
            one
            for one in right(place, everything=everything)
            if everything or place.is_union or one not in sent
        ]

    return patch.object(exporting, "to_send", to_send)


@_variant(2, 3, 10, why="a PC speaks for itself only")
def only_own_segments_travel() -> Any:
    right = exporting.to_send

    def to_send(place: Any, *, everything: bool) -> list[str]:
        own = {one.id for one in place.store.own_segments()}
        return [one for one in right(place, everything=everything) if one in own]

    return patch.object(exporting, "to_send", to_send)


@_variant(2, 3, 10, why="a chain has one end")
def one_branch_of_a_fork_is_enough() -> Any:
    right = PlainSession.take

    def take(self: PlainSession, proved: Any, import_no: int) -> Any:
        taken = {(row.device, row.segment.prev) for row in self._store._sealed() if row.segment}
        kept = []
        for one in proved:
            if (one.segment.device, one.segment.prev) not in taken:
                taken.add((one.segment.device, one.segment.prev))
                kept.append(one)
        return right(self, kept, import_no)

    return patch.object(PlainSession, "take", take)


@_variant(2, 3, 4, 10, why="what nobody here can read is of no use here")
def unknown_fields_are_dropped() -> Any:
    """Today's program takes only the changes that it can read."""
    right = PlainSession.take

    def take(self: PlainSession, proved: Any, import_no: int) -> Any:
        return right(self, [one for one in proved if all(map(_readable, one.changes))], import_no)

    return patch.object(PlainSession, "take", take)


def _readable(change: Change) -> bool:
    known = TYPES.get(parse_record_id(change.record).type)
    return known is not None and change.values.keys() <= known.fields.keys() | {DELETED}


# --- holding and retiring ----------------------------------------------------------------------------------------


@_variant(3, 4, 10, why="what was taken back is gone")
def what_is_held_is_forgotten() -> Any:
    right = PlainSession.hold

    def hold(self: PlainSession, import_no: int, at: str, why: str) -> Any:
        done = right(self, import_no, at, why)
        self._store._kept = [one for one in self._store._kept if one.aside != IMPORT]
        self._store._forget()
        return done

    return patch.object(PlainSession, "hold", hold)


@_variant(4, 5, 10, why="an import taken back is an import undone by hand")
def what_is_held_still_counts() -> Any:
    right = PlainStore.entries_by_record

    def entries(self: PlainStore) -> Any:
        aside = [(row, row.aside) for row in self._kept if row.aside == IMPORT]
        for row, _ in aside:
            row.aside = ""
        try:
            return right(self)
        finally:
            for row, kind in aside:
                row.aside = kind

    return patch.object(PlainStore, "entries_by_record", entries)


@_variant(3, 4, 9, 10, why="a signature is a signature", begin=9)
def retired_keys_go_on() -> Any:
    stack = ExitStack()
    stack.enter_context(patch.object(verify, "_accepted", lambda *_: {}))
    stack.enter_context(patch.object(PlainSession, "follow_retirements", lambda *_: None))
    right = verify.check_manifest

    def check(parcel: Any, known: Any, me: str) -> Any:
        alive = {one.id: replace(one, until=None) for one in known.devices.values()}
        return right(parcel, replace(known, devices=alive), me)

    stack.enter_context(everywhere(right, check))
    return stack


@_variant(9, why="the manifest is signed, that will do")
def segments_are_not_verified() -> Any:
    right = verify.keys.verify

    def believe(public: str, signature: bytes, content: bytes) -> bool:
        return content.startswith(journal.SIGNING_PREFIX) or right(public, signature, content)

    return patch.object(verify.keys, "verify", believe)


@_variant(10, why="what is in the file is at the union soon")
def exported_means_received() -> Any:
    right = receipts.receipts

    def found(place: Any) -> Any:
        return [replace(one, state="received") if one.state == "exported" else one for one in right(place)]

    return everywhere(right, found)
