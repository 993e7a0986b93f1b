"""The caches equal a fresh fold, whatever came in whatever order (sync-design 10 and law 11)."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alps_desk.domain.fold import DIGEST_MODULUS, Entry, digest_text, fold_record
from alps_desk.domain.journal import Change, Segment, parse_change
from alps_desk.domain.records import DELETED, SCHEMA
from alps_desk.store.rows import CellRow
from alps_desk.store.store import Store
from tests.fixtures.desks import Nonces
from tests.fixtures.forging import Forger, seeded_key
from tests.store.stores import (
    OWN_KEY,
    RECORD,
    append,
    change_of,
    dump,
    faults,
    new_store,
    raw_change,
    sealed,
    store_at,
    take,
)

RECORDS = (
    RECORD,
    "money:ikeda:2017:F01P01:half1",
    "burden:ikeda:2017:F05P01:omachi",
    "region:union",
    "later:ikeda:x",
)
FIELDS = {
    "progress": ("pace", "issues"), "money": ("spent", "budget_initial"), "burden": ("notified", "transfer_out"),
    "region": ("name", "note"), "later": ("sun", "rain"),
}  # fmt: skip
WRITERS = (("ikeda", "ikeda-1"), ("ikeda", "ikeda-2"), ("omachi", "omachi-1"), ("union", "union-1"))


class History:
    """Random changes of a few records by several devices, dealt out to segments."""

    def __init__(self, seed: int, length: int) -> None:
        self.chance = random.Random(seed)
        self.pens = [Forger(seeded_key(name), office) for office, name in WRITERS]
        self.entries: dict[str, list[Entry]] = {}
        self.segments: list[tuple[Segment, str]] = []
        waiting: list[list[str]] = [[] for _ in WRITERS]
        for number in range(length):
            writer = self.chance.randrange(len(WRITERS))
            change = self._change(number, writer)
            waiting[writer].append(change.line)
            if self.chance.random() < 0.4:
                self._seal(writer, waiting)
        for writer in range(len(WRITERS)):
            self._seal(writer, waiting)

    def _change(self, number: int, writer: int) -> Change:
        record = self.chance.choice(RECORDS)
        kind = record.partition(":")[0]
        office = WRITERS[writer][0]
        names = self.chance.sample(FIELDS[kind], self.chance.randint(1, 2))
        known = self.entries.setdefault(record, [])
        # The writer has seen some of what there is: not all of it, and not only heads.
        seen = [one for one in known if self.chance.random() < 0.7]
        values: dict[str, object] = {
            name: self.chance.choice([0, 1, True, None, "", "#none", "雪"]) for name in names
        }
        parts: dict[str, str] = {"why": "why"}
        if self.chance.random() < 0.15:
            values = {DELETED: self.chance.random() < 0.7}
            names = list({name for one in known for name in one.change.values}) or [DELETED]
        if office == "union" and kind != "region" and self.chance.random() < 0.6:
            parts["on_behalf"] = "ikeda"
        heads = {name: [one.change.id for one in seen if name in one.change.values] for name in names}
        pen = self.pens[writer]
        line = pen.line(record, values, seen=heads, at=f"2017-10-{self.chance.randint(1, 28):02}T09:00:00+09:00", **parts)  # type: ignore[arg-type]  # fmt: skip
        change = parse_change(line)
        known.append(Entry(change, office, pen.key.id, 0))
        return change

    def _seal(self, writer: int, waiting: list[list[str]]) -> None:
        if waiting[writer]:
            self.segments.append((self.pens[writer].segment(*waiting[writer]), WRITERS[writer][0]))
            waiting[writer] = []

    def digest(self) -> str:
        """What the domain alone makes of everything."""
        total = sum(fold_record(record, some).weight for record, some in self.entries.items())
        return digest_text(total % DIGEST_MODULUS, SCHEMA)

    def cells(self) -> list[tuple[object, ...]]:
        """What the domain alone shows."""
        found = []
        for record, some in self.entries.items():
            state = fold_record(record, some)
            if not state.deleted:
                found += [
                    (record, name, type(field.value), field.value, field.conflict, field.on_behalf)
                    for name, field in state.fields.items()
                ]
        return sorted(found, key=repr)


def shown(rows: list[CellRow]) -> list[tuple[object, ...]]:
    return sorted(
        ((row.record, row.field, type(row.value), row.value, row.conflict, row.on_behalf) for row in rows),
        key=repr,
    )


def assert_states_are_the_fold(store: Store) -> None:
    """What is told from the heads alone is what every change of a record says."""
    entries = store.entries(RECORDS)
    assert store.states(RECORDS) == {one: fold_record(one, entries.get(one, ())) for one in RECORDS}


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(0, 2**32))
def test_the_caches_are_the_fold_after_any_history(seed: int, length: int, order: int) -> None:
    history = History(seed, length)
    chance = random.Random(order)
    chance.shuffle(history.segments)
    with tempfile.TemporaryDirectory() as folder:
        store = new_store(Path(folder, "desk.db"), "hakuba")
        left = [*history.segments, *history.segments[:3]]
        while left:
            size = chance.randint(1, 4)
            some, left = left[:size], left[size:]
            preview = take(store, some, keep=False)
            assert preview == take(store, some)
        assert store.caches_are_true()
        assert shown(store.cells()) == history.cells()
        assert store.digest() == history.digest()
        assert_states_are_the_fold(store)
        before = store.cells(), store.conflicts(), store.digest()
        store.rebuild()
        assert (store.cells(), store.conflicts(), store.digest()) == before
        assert faults(store) == []
        store.close()


@settings(max_examples=10)
@given(st.integers(0, 2**32), st.integers(5, 30))
def test_saving_and_taking_give_the_same(seed: int, length: int) -> None:
    """A local save is the merge of one's own change."""
    history = History(seed, length)
    nonces = Nonces(9)
    with tempfile.TemporaryDirectory() as folder:
        one, other = new_store(Path(folder, "one.db")), new_store(Path(folder, "other.db"))
        chance = random.Random(seed)
        own = []
        for segment in history.segments:
            take(one, [segment])
            if chance.random() < 0.7:
                own.append(append(one, nonces, {"pace": chance.choice(["a", "b"]), "issues": None}))
            if chance.random() < 0.3:
                sealed(one)
                assert one.caches_are_true()
        assert one.caches_are_true()
        assert_states_are_the_fold(one)
        one.rebuild()
        assert one.caches_are_true()
        sealed(one)
        pen = Forger(OWN_KEY, "ikeda")
        take(
            other,
            [*history.segments, *([(pen.segment(*(change.line for change in own)), "ikeda")] if own else [])],
        )
        assert shown(one.cells()) == shown(other.cells())
        assert one.digest() == other.digest()
        assert faults(one) == faults(other) == []
        one.close()
        other.close()


def test_a_dry_run_of_a_save_changes_nothing(tmp_path: Path) -> None:
    store, nonces = new_store(tmp_path / "desk.db"), Nonces()
    append(store, nonces, {"pace": "late"})
    before = dump(store.path)
    change = change_of(store, nonces, {"pace": "on_track"})
    with store.together(keep=False):
        store.append([change])
        assert store.state(RECORD).fields["pace"].value == "on_track", "the block sees what it wrote"
    assert dump(store.path) == before
    store.append([])
    assert dump(store.path) == before
    store.append([change])
    assert store.state(RECORD).fields["pace"].value == "on_track"


def test_a_block_is_one_transaction(tmp_path: Path) -> None:
    store, nonces = new_store(tmp_path / "desk.db"), Nonces()
    append(store, nonces, {"pace": "late"})
    before = dump(store.path)

    def write_twice() -> None:
        with store.together():
            append(store, nonces, {"pace": "ahead"})
            append(store, nonces, {"issues": "雪"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_twice()
    assert dump(store.path) == before
    stamp = store.stamp()
    with store.together():
        append(store, nonces, {"pace": "ahead"})
        append(store, nonces, {"issues": "雪"})
    assert store.stamp() == stamp + 1
    assert store.caches_are_true()


def test_many_changes_in_one_save_go_to_several_segments(tmp_path: Path) -> None:
    store, nonces = new_store(tmp_path / "desk.db"), Nonces()
    pen = Forger(OWN_KEY, "ikeda")
    changes = [
        parse_change(pen.line(f"progress:ikeda:2017:half1:P{number}", {"issues": str(number)}))
        for number in range(5_003)
    ]
    store.append(changes)
    assert store.counts()["unsealed"] == 5_003
    assert sealed(store) == 2
    assert sealed(store) == 0
    [first, second] = store.segments(store.segment_ids())
    assert (first.count, second.count, second.prev, first.prev) == (5_000, 3, first.id, None)
    assert [*first.lines, *second.lines] == [change.line for change in changes]
    append(store, nonces, {"pace": "late"})
    assert sealed(store) == 1
    assert len({*store.segment_ids().values()}) == 3
    assert faults(store) == []


def test_numbers_of_segments_made_here_and_taken_do_not_meet(tmp_path: Path) -> None:
    """An unsealed segment has its number before files come in between."""
    store, nonces = new_store(tmp_path / "desk.db"), Nonces()
    other = Forger(seeded_key("other"), "hakuba")
    append(store, nonces, {"pace": "late"})
    take(
        store, [(other.segment(other.line("progress:hakuba:2017:half1:F01P01", {"pace": "late"})), "hakuba")]
    )
    append(store, nonces, {"issues": "雪"})
    take(
        store, [(other.segment(other.line("progress:hakuba:2017:half1:F01P01", {"issues": "風"})), "hakuba")]
    )
    assert store.counts() == {"changes": 4, "held": 0, "segments": 2, "records": 2, "unsealed": 2}
    sealed(store)
    assert store.counts() == {"changes": 4, "held": 0, "segments": 3, "records": 2, "unsealed": 0}
    own = [segment for segment in store.segments(store.segment_ids()) if segment.device == OWN_KEY.id]
    assert [segment.count for segment in own] == [2]
    assert {row.entry.office for row in store.history(RECORD)} == {"ikeda"}
    assert faults(store) == []


def test_segments_of_one_pc_that_come_back_go_on_in_their_chain(tmp_path: Path) -> None:
    """A PC restored from a backup takes its own later segments from a file, in whatever order they stand there."""
    store, nonces = new_store(tmp_path / "desk.db"), Nonces()
    append(store, nonces, {"pace": "late"})
    sealed(store)
    [first] = store.segment_ids()
    pen = Forger(OWN_KEY, "ikeda", last=first)
    later = [pen.segment(pen.line(RECORD, {"issues": str(number)})) for number in range(3)]
    for order in ([2, 0, 1], [0, 1, 2], [2, 1, 0]):
        again = Store.open(_copy(store, tmp_path / f"copy{order[0]}{order[1]}.db"))
        take(again, [(later[one], "ikeda") for one in order])
        append(again, nonces, {"improvement": "x"})
        sealed(again)
        prevs = again.segment_ids()
        [newest] = set(prevs) - {first, *(one.id for one in later)}
        assert prevs[newest] == later[2].id, "no fork where none is needed"
        again.close()


def test_a_clone_forks_the_chain_and_both_branches_are_kept(tmp_path: Path) -> None:
    store, nonces, others = new_store(tmp_path / "desk.db"), Nonces(1), Nonces(2)
    append(store, nonces, {"pace": "late"})
    sealed(store)
    clone = store_at(_copy(store, tmp_path / "clone.db"))
    append(store, nonces, {"issues": "こちら"})
    append(clone, others, {"issues": "あちら"})
    sealed(store)
    sealed(clone)
    carried = [(segment, "ikeda") for segment in clone.segments(clone.segment_ids())]
    assert take(store, carried).segments == 1
    assert len(store.segment_ids()) == 3
    assert {row.field for row in store.conflicts()} == {"issues"}
    assert faults(store) == []
    append(store, nonces, {"issues": "両方"})
    sealed(store)
    assert store.conflicts() == []
    assert store.caches_are_true()


def test_the_same_change_in_two_segments_is_one_change(tmp_path: Path) -> None:
    """A restored PC seals again what it had sealed before."""
    store, nonces = new_store(tmp_path / "desk.db"), Nonces()
    change = append(store, nonces, {"pace": "late"})
    pen = Forger(OWN_KEY, "ikeda")
    twin = pen.segment(change.line)
    digest = store.digest()
    taken = take(store, [(twin, "ikeda")])
    assert (taken.segments, taken.new, taken.changed, taken.conflicts) == (1, 0, 0, 0)
    sealed(store)
    assert store.digest() == digest
    assert [row.entry.change.id for row in store.history(RECORD)] == [change.id]
    assert store.conflicts() == []
    assert faults(store) == []


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE segment SET body = replace(body, 'late', 'lost')", "journal"),
        ("UPDATE segment SET header = replace(header, '\"v\":1', '\"v\":2')", "journal"),
        ("UPDATE segment SET id = replace(id, substr(id, 1, 1), 'f')", "journal"),
        ("UPDATE segment SET prev = id", "journal"),
        ("UPDATE draft SET line = replace(line, 'late', 'lost')", "journal"),
        ("DELETE FROM draft", "journal"),
        ("UPDATE current SET cells = replace(cells, 'late', 'lost')", "caches"),
        ("UPDATE current SET flags = 1", "caches"),
        ("UPDATE current SET fy = 2018", "caches"),
        ("UPDATE current SET owner = 'hakuba'", "caches"),
        ("DELETE FROM current", "caches"),
        ("UPDATE tally SET weight = '1'", "caches"),
        ("DELETE FROM tally", "caches"),
        ("DELETE FROM touch", "caches"),
    ],
)
def test_altered_content_is_noticed(tmp_path: Path, statement: str, fault: str) -> None:
    store = new_store(tmp_path / "desk.db")
    append(store, Nonces(), {"pace": "late"})
    sealed(store)
    assert faults(store) == []
    store.close()
    raw_change(store.path, statement)
    again = store_at(store.path)
    assert fault in faults(again)
    if fault == "caches":
        again.rebuild()
        assert faults(again) == []


def _copy(store: Store, target: Path) -> Path:
    target.write_bytes(store.path.read_bytes())
    return target
