"""Stores without a desk around them: changes appended here, segments of other devices taken."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from alps_desk.bundle.keys import SigningKey
from alps_desk.domain.arrivals import arrival
from alps_desk.domain.journal import Change, Scalar, Segment, make_change, parse_change
from alps_desk.domain.records import DELETED
from alps_desk.store.rows import Identity, ImportRow, Taken
from alps_desk.store.store import Store
from tests.fixtures.desks import Nonces
from tests.fixtures.forging import AT, Forger, seeded_key

OWN_KEY = seeded_key("own")
RECORD = "progress:ikeda:2017:half1:F01P01"


_at_hand: list[Store] = []


def store_at(path: Path) -> Store:
    """A store of a test's own; ``conftest`` closes it after the test, however that ends."""
    _at_hand.append(Store.open(path))
    return _at_hand[-1]


def close_all() -> None:
    """Close what :func:`store_at` opened."""
    while _at_hand:
        _at_hand.pop().close()


def new_store(path: Path, office: str = "ikeda") -> Store:
    """An empty store of an office's first PC, as :func:`store_at`."""
    store = store_at(path)
    store.set_identity(Identity(office, OWN_KEY.id, "企画課", "担当者A", {}))
    return store


def change_of(
    store: Store,
    nonces: Nonces,
    values: Mapping[str, Scalar],
    record: str = RECORD,
    why: str = "",
    behalf: str = "",
) -> Change:
    """A change of a record by somebody who sees what the store shows."""
    state = store.state(record)
    names = [*state.fields, DELETED] if DELETED in values else list(values)
    heads = {
        name: [one.change.id for one in state.fields[name].heads] for name in names if name in state.fields
    }
    if DELETED in values:
        heads[DELETED] = [one.change.id for one in state.deletion_heads]
    return make_change(
        record, values, seen=heads, at=AT, by="担当者A", nonce=nonces(), why=why, on_behalf=behalf
    )


def append(store: Store, nonces: Nonces, values: Mapping[str, Scalar], record: str = RECORD) -> Change:
    """Save values on this PC."""
    change = change_of(store, nonces, values, record)
    store.append([change])
    return change


def sealed(store: Store, key: SigningKey = OWN_KEY) -> int:
    """Seal what was saved, as an export does."""
    pen = Forger(key, "ikeda")

    def make(lines: Sequence[str], prev: str | None) -> Segment:
        pen.last = prev
        return pen.segment(*lines)

    return store.seal(make)


def take(store: Store, segments: Sequence[tuple[Segment, str]], *, keep: bool = True) -> Taken:
    """Take segments that were judged, with the offices of their signers."""
    with store.importing(keep=keep) as session, session.file():
        number = session.next_import_no()
        arrivals = [
            arrival(segment, office, [parse_change(line) for line in segment.lines])
            for segment, office in segments
        ]
        taken = session.take(arrivals, number)
        session.log_import(ImportRow(number, f"{number:064x}", "file", "ikeda", "0" * 64, AT, AT, 0, 0, 0, 0))
    return taken


def faults(store: Store) -> list[str]:
    """What is wrong with a store; nothing if it is whole."""
    health = store.health()
    found = [] if health.integrity else ["structure"]
    found += ["journal"] if health.altered else []
    return found + ([] if store.caches_are_true() else ["caches"])


def dump(path: Path) -> list[str]:
    """Everything a database holds."""
    with closing(sqlite3.connect(path)) as raw:
        return list(raw.iterdump())


def raw_change(path: Path, *statements: str) -> None:
    """Change a database behind the program's back, triggers put aside."""
    with closing(sqlite3.connect(path)) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        for _, sql in triggers:
            raw.execute(sql)
        raw.commit()
