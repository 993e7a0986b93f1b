"""The laws of sync-design 14, each as a question to a world in the middle or at the end of a history."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from alps_desk.domain.fold import Entry, RecordState, fold_record
from alps_desk.domain.journal import make_change, parse_change
from alps_desk.domain.records import TYPES, parse_record_id
from tests.simulation.oracle import DELETED, UNION, Told, closed, maximal
from tests.simulation.programs import LATER, running
from tests.simulation.replica import Replica
from tests.simulation.verdict import Violation
from tests.simulation.world import World


def heads_of(state: RecordState) -> dict[str, frozenset[str]]:
    """Field → ids of its heads as the product has them, also of the deletion mark."""
    heads = {name: frozenset(one.change.id for one in field.heads) for name, field in state.fields.items()}
    if state.deletion_heads:
        heads[DELETED] = frozenset(one.change.id for one in state.deletion_heads)
    return heads


# --- at one PC ---------------------------------------------------------------------------------------------------


def shows_what_is_true(one: Replica, records: Collection[str] | None = None) -> None:
    """Laws 4 and 5: heads, conflicts and deletions are those of the oracle, at this PC and now."""
    by_record = one.by_record()
    wanted = sorted(by_record) if records is None else sorted(records)
    with running(one.part.program):
        states = one.desk.place.store.states(wanted)
    for record in wanted:
        told, state = one.told(record), states[record]
        where = f"{record} at {one.name}"
        if heads_of(state) != told.heads:
            raise Violation(4, f"heads of {where}: {_short(heads_of(state))}, true {_short(told.heads)}")
        conflicts = {name for name, field in state.fields.items() if field.conflict}
        if (conflicts | ({DELETED} if state.deletion_conflict else set())) != told.conflicts:
            raise Violation(5, f"conflicts of {where}: {sorted(conflicts)}, true {sorted(told.conflicts)}")
        if state.deleted != told.deleted:
            raise Violation(5, f"{where} is {'' if state.deleted else 'not '}deleted")
        for name, field in state.fields.items():
            if field.shown.change.id != told.shown[name]:
                raise Violation(5, f"another provisional value of {name} in {where}")
        _by_what_they_knew(one, record, by_record.get(record, ()), told)


def _by_what_they_knew(one: Replica, record: str, truths: Collection, told: Told) -> None:  # type: ignore[type-arg]
    """The same by plain knowledge, where everything is there that the writers knew."""
    ids = frozenset(truth.id for truth in truths)
    if ids in one.known.proved or not closed(truths):
        return
    one.known.proved.add(ids)
    for name in {name for truth in truths for name in truth.values}:
        if maximal(truths, name) != told.heads.get(name, frozenset()):
            raise Violation(4, f"somebody knew a head of {name} in {record} at {one.name}")
    deleting = [
        truth for truth in truths if truth.id in told.heads.get(DELETED, ()) and truth.values[DELETED] is True
    ]
    knowing = [truth for truth in deleting if ids <= _behind(truth, truths) | {truth.id} | _marks(truths)]
    if told.deleted and not knowing:
        raise Violation(5, f"{record} at {one.name} is deleted by somebody who did not know all of it")


def _behind(truth, truths: Iterable) -> set[str]:  # type: ignore[no-untyped-def,type-arg]
    """What a writer knew, and what those knew who wrote it: whoever saw a change knew everything behind it."""
    by_id = {each.id: each for each in truths}
    found: set[str] = set()
    waiting = [truth.id]
    while waiting:
        for one in by_id[waiting.pop()].knew - found:
            found.add(one)
            waiting.append(one)
    return found


def _marks(truths: Iterable) -> set[str]:  # type: ignore[type-arg]
    """Changes that only delete: two people may delete the same without knowing of each other."""
    return {truth.id for truth in truths if truth.values.keys() == {DELETED}}


def _short(heads: object) -> object:
    if isinstance(heads, dict):
        return {name: sorted(one[:8] for one in ids) for name, ids in sorted(heads.items())}
    return heads


def says_where_from(one: Replica, records: Collection[str] | None = None) -> None:
    """Law 7: every shown value names its change, office, device, person, time and file of arrival."""
    wanted = sorted(one.by_record()) if records is None else sorted(records)
    cells = one.ask(lambda desk: desk.place.store.cells(records=wanted))
    shown = {(row.record, row.field): row for row in cells}
    entered = {(row.record, row.field): row for row in one.ask(lambda desk: desk.values())}
    for record in wanted:
        told = one.told(record)
        if told.deleted:
            if any(key[0] == record for key in shown):
                raise Violation(7, f"the deleted {record} shows values at {one.name}")
            continue
        lines = {(line.change, line.field): line for line in one.ask(lambda desk, r=record: desk.history(r))}  # type: ignore[misc]
        for name, identifier in told.shown.items():
            truth = one.known.truths[identifier]
            row = shown.get((record, name))
            where = f"{name} of {record} at {one.name}"
            if row is None or (type(row.value), row.value) != (type(truth.values[name]), truth.values[name]):
                raise Violation(
                    7, f"{where} shows {row and row.value!r}, not {truth.values[name]!r} as it was typed"
                )
            line = lines.get((identifier, name))
            if line is None:
                raise Violation(7, f"{where} has no history")
            if (line.office, line.by, line.at, line.why, line.on_behalf, line.current, line.held) != (
                truth.office, truth.by, truth.at, truth.why, truth.behalf, True, False,
            ):  # fmt: skip
                raise Violation(7, f"{where} names another writer, time or reason")
            came = {
                (piece.device, one.mind.came.get(piece.id, (0, ""))[1])
                for piece in one.mind.counted_pieces()
                if identifier in piece.changes
            } or {(one.mind.device, "")}
            if (line.device, line.file) not in came:
                raise Violation(7, f"{where} came in {line.file!r} of {line.device[:8]}, not {came}")
            value = entered.get((record, name))
            if value is not None and (value.change, value.by, value.at) != (identifier, truth.by, truth.at):
                raise Violation(7, f"the list of values names another change for {where}")


def nothing_is_missing(one: Replica, world: World) -> None:
    """Law 3, at one PC: what is here, and what of it counts, is in its journal."""
    counts = one.desk.counts()
    ids = one.mind.everything()
    held = ids - one.mind.counted()
    if counts["changes"] < len(ids):
        raise Violation(3, f"{one.name} holds {counts['changes']} changes, took and made {len(ids)}")
    if counts["held"] < len(held - set(one.mind.drafts)) and not one.mind.reissued:
        raise Violation(3, f"{one.name} has forgotten what it set aside")


def receipts_are_the_unions_latest_word(one: Replica) -> None:
    """Law 10, at any moment: what is told of the own segments is what the union said last, also when it is less."""
    if one.office == UNION:
        return
    word = one.mind.word
    assert word is not None
    received = one.mind.past(word.have)
    for receipt in one.ask(lambda desk: desk.receipts()):
        true = "unexported"
        if receipt.segment:
            true = "received" if receipt.segment in received else "exported"
            true = "held" if receipt.segment in word.held else true
            if true == "exported" and receipt.segment in word.refused:
                true = "returned"
        # A PC that was restored got its own segment back and never wrote it to a file, as far as it knows.
        said = "exported" if receipt.segment and receipt.state == "unexported" else receipt.state
        if said != true:
            raise Violation(10, f"{one.name} says {receipt.state} of {receipt.segment[:8]}, the union {true}")


# --- pure --------------------------------------------------------------------------------------------------------


def entries_of(one: Replica) -> dict[str, list[Entry]]:
    """Every change that counts at a PC, by record."""
    store = one.desk.place.store
    return store.entries(sorted(one.by_record()))


def order_does_not_matter(one: Replica, chance: random.Random) -> None:
    """Law 1 in its pure form: any order, with repetitions, folds to the same."""
    for record, entries in entries_of(one).items():
        first = fold_record(record, entries)
        shuffled = [*entries, *chance.sample(entries, min(2, len(entries)))]
        chance.shuffle(shuffled)
        shuffled = [replace(entry, place=0) for entry in shuffled]
        second = fold_record(record, shuffled)
        if _picture(first) != _picture(second):
            raise Violation(1, f"another order of {record} shows something else")


def _picture(state: RecordState) -> object:
    return (
        heads_of(state), state.deleted, state.deletion_conflict, state.weight,
        {name: (type(one.value), one.value, one.conflict, one.on_behalf) for name, one in state.fields.items()},
    )  # fmt: skip


def clocks_do_not_matter(one: Replica, chance: random.Random) -> None:
    """Law 6 in its pure form: with other claims of time, heads, conflicts and deletions are the same."""
    for record, entries in entries_of(one).items():
        if len(entries) < 2:
            continue
        new: dict[str, Entry] = {}
        numbers: dict[str, str] = {}
        # What was seen was made before; a change that was sealed under two keys is one change.
        once = {entry.change.id: entry for entry in entries}
        for entry in sorted(once.values(), key=lambda entry: one.known.truths[entry.change.id].number):
            change = entry.change
            at = f"{chance.randrange(1990, 2090)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}T0{chance.randrange(10)}:00:00+09:00"
            other = make_change(
                record, change.values, at=at, by=change.by, nonce=f"{len(new):032x}", why=change.why,
                on_behalf=change.on_behalf,
                seen={name: [numbers.get(seen, seen) for seen in ids] for name, ids in change.seen.items()},
            )  # fmt: skip
            numbers[change.id] = other.id
            new[other.id] = replace(entry, change=other)
        old_state, new_state = fold_record(record, entries), fold_record(record, new.values())
        renamed = {name: frozenset(numbers[one] for one in ids) for name, ids in heads_of(old_state).items()}
        conflicts = [
            sorted(n for n, f in state.fields.items() if f.conflict) for state in (old_state, new_state)
        ]
        if (
            renamed != heads_of(new_state)
            or conflicts[0] != conflicts[1]
            or (old_state.deleted, old_state.deletion_conflict)
            != (new_state.deleted, new_state.deletion_conflict)
        ):
            raise Violation(6, f"other clocks change {record}")


def programs_agree(one: Replica) -> None:
    """Law 8: what today's program makes of its own fields is what the later one makes of them."""
    entries = entries_of(one)
    with running(LATER):
        later = {record: fold_record(record, some) for record, some in entries.items()}
    for record, some in entries.items():
        today, state = fold_record(record, some), later[record]
        known = TYPES.get(parse_record_id(record).type)
        fields = set(known.fields) if known else set()
        pictures = [
            {
                name: (heads_of(each)[name], f.value, f.conflict)
                for name, f in each.fields.items()
                if name in fields
            }
            for each in (today, state)
        ]
        if pictures[0] != pictures[1] or (today.deleted, today.deletion_conflict, today.weight) != (
            state.deleted, state.deletion_conflict, state.weight,
        ):  # fmt: skip
            raise Violation(8, f"two versions of the program disagree about {record}")


def strangers_do_not_matter(one: Replica, chance: random.Random) -> None:
    """Law 9 in its pure form: changes that nobody was allowed to make influence nothing wherever they stand."""
    for record, entries in entries_of(one).items():
        state = fold_record(record, entries)
        office = "kita" if not record.startswith(("progress:kita", "money:kita", "answer:kita")) else "naka"
        if record.startswith("burden") and record.endswith(":kita"):
            office = "naka"
        if parse_record_id(record).owner == office:
            continue
        seen = {name: sorted(ids) for name, ids in heads_of(state).items()}
        values = {**dict.fromkeys(state.fields, "偽"), DELETED: True}
        forged = [
            Entry(
                make_change(record, values, seen=seen, at="2990-01-01T00:00:00+09:00", by="x", nonce="9" * 32, why="x", **parts),
                office, "f" * 64,
            )
            for parts in ({}, {"on_behalf": parse_record_id(record).owner})
        ]  # fmt: skip
        mixed = [*entries, *forged]
        chance.shuffle(mixed)
        if _picture(fold_record(record, mixed)) != _picture(state):
            raise Violation(9, f"an unauthorised change counts in {record}")


def lines_are_kept(pieces: Iterable[Sequence[str]]) -> None:
    """Lines are forwarded as they are: every one of them is its own canonical text."""
    for lines in pieces:
        for line in lines:
            if parse_change(line).line != line:
                raise Violation(10, "a line was written again")
