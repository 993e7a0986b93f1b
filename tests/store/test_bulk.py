"""Large files go quick ways: what the caches hold then is what a slow fold of the same changes says."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from alps_desk.domain.fold import DIGEST_MODULUS, Entry, digest_text, fold_record
from alps_desk.domain.journal import Segment, parse_change
from alps_desk.domain.records import DELETED, SCHEMA
from alps_desk.store.rows import Taken
from tests.fixtures.forging import Forger, seeded_key
from tests.store.stores import faults, new_store, take

WRITERS = (("ikeda", "ikeda-1"), ("ikeda", "ikeda-2"), ("omachi", "omachi-1"))
RECORDS = 120


class Rounds:
    """Files of three PCs over some rounds: whole records saved anew, parts of them, clashes, deletions.

    Each writes 120 records a round, so that the quick ways are taken, and some of each kind, so that they are left.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.pens = [Forger(seeded_key(name), office) for office, name in WRITERS]
        self.entries: dict[str, list[Entry]] = {}
        self.files: list[list[tuple[Segment, str]]] = []

    def write(self, writer: int, plain: float, *, twice: bool = False) -> None:
        """One file of a writer.

        Args:
            plain: how likely a change is a whole record that replaces what there is.
            twice: the file holds two segments that say something of the same records.
        """
        office = WRITERS[writer][0]
        segments = []
        for _ in range(1 + twice):
            lines = [self._change(writer, office, number, plain) for number in range(RECORDS)]
            segments.append((self.pens[writer].segment(*lines), office))
        self.files.append(segments)

    def _change(self, writer: int, office: str, number: int, plain: float) -> str:
        pen = self.pens[writer]
        owner = office if self.chance.random() < plain or office == "ikeda" else "omachi"
        record = f"progress:{owner}:2017:half1:P{number}"
        known = self.entries.setdefault(record, [])
        state = fold_record(record, known)
        values: dict[str, object] = {
            name: self.chance.choice(["雪", "", None, True, 1, f"x{number}"]) for name in ("pace", "issues")
        }
        heads = {name: [one.change.id for one in field.heads] for name, field in state.fields.items()}
        why = ""
        if self.chance.random() >= plain:
            match self.chance.randrange(4):
                case 0:
                    values = {"pace": 1}
                case 1:
                    heads = {}
                case 2:
                    values, why = {DELETED: True}, "why"
                case _:
                    values["unit"] = "課"
        seen = heads if DELETED in values else {name: heads[name] for name in heads if name in values}
        change = parse_change(pen.line(record, values, seen=seen, why=why))  # type: ignore[arg-type]
        known.append(Entry(change, office, pen.key.id, 0))
        return change.line

    def expected(self) -> tuple[str, list[tuple[object, ...]]]:
        """Digest and values by a slow fold, record by record."""
        states = [fold_record(record, some) for record, some in self.entries.items()]
        cells = [
            (state.record, name, repr(field.value), field.conflict)
            for state in states
            if not state.deleted
            for name, field in state.fields.items()
        ]
        return digest_text(sum(one.weight for one in states) % DIGEST_MODULUS, SCHEMA), sorted(cells)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("shuffled", [False, True])
def test_bulk_is_the_slow_fold(tmp_path: Path, seed: int, shuffled: bool) -> None:
    rounds = Rounds(seed)
    for writer, plain, twice in (
        (0, 1.0, False),
        (2, 1.0, False),
        (0, 0.9, False),
        (1, 0.8, True),
        (0, 1.0, False),
        (2, 0.7, True),
    ):
        rounds.write(writer, plain, twice=twice)
    files = list(rounds.files)
    if shuffled:
        rounds.chance.shuffle(files)
    store = new_store(tmp_path / "desk.db", "hakuba")
    for segments in [*files, *files[:2]]:
        assert take(store, segments, keep=False) == take(store, segments)
    shown = sorted((row.record, row.field, repr(row.value), row.conflict) for row in store.cells())
    assert (store.digest(), shown) == rounds.expected()
    assert faults(store) == []
    before = store.cells(), store.conflicts(), store.digest()
    store.rebuild()
    assert (store.cells(), store.conflicts(), store.digest()) == before
    assert faults(store) == []


def test_bulk_counts_what_one_by_one_counts(tmp_path: Path) -> None:
    """What a file is said to do is the same, whether its records come many at a time or one at a time."""
    rounds = Rounds(7)
    for plain in (1.0, 1.0, 0.6):
        rounds.write(0, plain)
    store, other = new_store(tmp_path / "one.db", "hakuba"), new_store(tmp_path / "other.db", "hakuba")
    pen = Forger(seeded_key("ikeda-1"), "ikeda")
    for [(segment, office)] in rounds.files:
        taken = take(store, [(segment, office)])
        each = [take(other, [(pen.segment(line), office)]) for line in segment.lines[:30]]
        rest = take(other, [(pen.segment(*segment.lines[30:]), office)])
        sums = [sum(getattr(one, name) for one in (*each, rest)) for name in Taken.__slots__[1:]]
        assert [getattr(taken, name) for name in Taken.__slots__[1:]] == sums
    assert store.digest() == other.digest()
