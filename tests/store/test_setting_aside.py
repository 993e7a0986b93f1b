"""Setting segments aside and taking them back: the caches equal the fold of all the others, after every step.

Segments are made up and need no signature here; the store does not judge them.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alps_desk.domain.arrivals import Arrival, arrival
from alps_desk.domain.fold import DIGEST_MODULUS, Entry, digest_text, fold_record
from alps_desk.domain.journal import Change, make_change, read_segment, segment_header
from alps_desk.domain.records import DELETED, SCHEMA
from alps_desk.domain.roster import Roster
from alps_desk.store.rows import Identity, ImportRow
from alps_desk.store.store import Store
from tests.fixtures.forging import Forger, device_of, seeded_key
from tests.store import stores
from tests.store.stores import new_store

RECORDS = (
    "progress:ikeda:2017:half1:F01P01",
    "progress:ikeda:2017:half1:F02P01",
    "money:hakuba:2017:F01P01:half1",
)
FIELDS = ("issues", "done_text")
AT = "2017-11-23T09:00:00+09:00"

# device, record, fields, value, how many of the latest changes of the record its writer had not seen
Write = tuple[int, int, tuple[str, ...], int, int]
_writes = st.tuples(
    st.integers(0, 2), st.integers(0, 2),
    st.sampled_from([("issues",), ("done_text",), FIELDS, (DELETED,)]), st.integers(0, 2), st.integers(0, 2),
)  # fmt: skip
_steps = st.lists(
    st.one_of(
        st.lists(_writes, min_size=1, max_size=4),
        st.tuples(st.sampled_from(["hold", "readmit"]), st.integers(0, 9)),
    ),
    min_size=2,
    max_size=14,
)


def device(number: int) -> str:
    return hashlib.sha256(b"%d" % number).hexdigest()


class Journal:
    """Makes segments, and knows everything that was ever written."""

    def __init__(self) -> None:
        self.made: list[tuple[Change, str, str, int]] = []

    def write(self, writes: Sequence[Write], import_no: int) -> list[Arrival]:
        """One segment a device, holding its writes."""
        by_device: dict[int, list[Change]] = {}
        for who, record, fields, value, behind in writes:
            change = self._change(RECORDS[record], fields, value, behind)
            by_device.setdefault(who, []).append(change)
            office = change.record.split(":")[1]
            self.made.append((change, office, device(who), import_no))
        found = []
        for who, changes in by_device.items():
            # One office a segment: a device of the office that owns the record.
            for office in sorted({change.record.split(":")[1] for change in changes}):
                some = [change for change in changes if change.record.split(":")[1] == office]
                header = segment_header(
                    app="t", device=device(who), prev=None, count=len(some), schema=SCHEMA
                )
                segment = read_segment(header, [change.line for change in some], b"")
                found.append(arrival(segment, office, some))
        return found

    def _change(self, record: str, fields: tuple[str, ...], value: int, behind: int) -> Change:
        known = [one for one in self.made if one[0].record == record]
        state = fold_record(
            record, [Entry(change, office, by) for change, office, by, _ in known[: len(known) - behind]]
        )
        heads = {name: [one.change.id for one in field.heads] for name, field in state.fields.items()}
        heads[DELETED] = [one.change.id for one in state.deletion_heads]
        names = heads if DELETED in fields else fields
        return make_change(
            record, {name: True if name == DELETED else f"文{value}" for name in fields},
            seen={name: heads.get(name, []) for name in names}, at=AT, by="", nonce=f"{len(self.made):032x}",
            why="重複" if DELETED in fields else "",
        )  # fmt: skip

    def digest(self, held: set[int]) -> str:
        """The oracle: the fold of everything that no held import brought."""
        records: dict[str, list[Entry]] = {}
        for change, office, by, import_no in self.made:
            if import_no not in held:
                records.setdefault(change.record, []).append(Entry(change, office, by))
        weight = sum(fold_record(record, entries).weight for record, entries in records.items())
        return digest_text(weight % DIGEST_MODULUS, SCHEMA)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that nobody wrote to, ready to be copied."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    store = Store.open(path)
    store.set_identity(Identity("union", device(99), "", "", {}))
    store.close()
    return path


def take(store: Store, arrivals: list[Arrival], number: int) -> None:
    with store.importing(keep=True) as session:
        session.log_import(ImportRow(number, f"{number:064x}", "f", "ikeda", device(0), AT, AT, 0, 0, 0, 0))
        session.take(arrivals, number)


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(_steps)
def test_the_caches_equal_the_fold_of_the_others(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[object]
) -> None:
    path = tmp_path_factory.mktemp("held") / "desk.db"
    shutil.copy(empty, path)
    store = Store.open(path)
    journal = Journal()
    taken: list[int] = []
    held: set[int] = set()
    for step in steps:
        if isinstance(step, list):
            taken.append(len(taken) + 1)
            take(store, journal.write(step, taken[-1]), taken[-1])
        else:
            what, which = step  # type: ignore[misc]
            able = sorted(held if what == "readmit" else set(taken) - held)
            if not able:
                continue
            number = able[which % len(able)]
            with store.importing(keep=True) as session:
                if what == "hold":
                    held.add(number)
                    session.hold(number, AT, "")
                else:
                    held.discard(number)
                    session.readmit(number)
        assert store.caches_are_true()
        assert store.digest() == journal.digest(held)
    counts = store.counts()
    assert counts["changes"] == len(journal.made)
    assert counts["held"] == sum(1 for *_, number in journal.made if number in held)
    store.rebuild()
    assert store.digest() == journal.digest(held)
    assert store.caches_are_true()
    store.close()
    path.unlink()


# --- retired and taken back ------------------------------------------------------------------------------------


def _kinds(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as raw:
        return [kind for (kind,) in raw.execute("SELECT kind FROM aside ORDER BY segment_no")]


def test_retired_and_taken_back_are_kept_apart_in_any_order(tmp_path: Path) -> None:
    """What a retired PC wrote beyond its end, and what an import brought: each is undone alone, the other stays."""
    path = tmp_path / "desk.db"
    store = new_store(path, "union")
    pen = Forger(seeded_key("retired"), "ikeda")
    first, second = (pen.segment(pen.line(RECORDS[0], {"issues": word})) for word in "一二")
    digests = []
    for segment in (first, second):
        stores.take(store, [(segment, "ikeda")])
        digests.append(store.digest())
    until = {"early": (first.id,), "late": (second.id,), "unknown": ("0" * 64,)}
    ended, held, version = "late", False, 1
    words = random.Random(2).choices(["early", "late", "unknown", "turn", "turn"], k=40)
    seen = set()
    for word in words:
        with store.importing(keep=True) as session:
            seen.add((word, ended, held))
            if word != "turn":
                version += 1
                ended = word if word != "unknown" else ended
                device = replace(device_of(pen.key, "ikeda"), until=until[word])
                roster = Roster(version, ("ikeda", "union"), {device.id: device}, ())
                session.follow_retirements(roster, AT)
            elif held:
                session.readmit(2)
                held = False
            else:
                session.hold(2, AT, "")
                held = True
        expected = {
            ("early", False): ["retired"], ("early", True): ["retired_import"],
            ("late", False): [], ("late", True): ["import"],
        }[ended, held]  # fmt: skip
        assert _kinds(path) == expected
        assert store.digest() == digests[0 if expected else 1]
        assert store.caches_are_true()
    assert len(seen) == 16, "every step was made from every state"
    store.close()
