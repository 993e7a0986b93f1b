"""The fold, as laws over random histories (sync-design 10 and 14).

Laws: the set of changes alone decides; heads are the writes that nobody who wrote again really knew of; a conflict
is two different heads; a record is deleted if and only if the deletion knew every change; clocks decide no head,
no conflict and no deletion; what was entered on behalf of an office never makes a conflict; what nobody was
allowed to write influences nothing.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alps_desk.domain.fold import DIGEST_MODULUS, Entry, RecordState, digest_text, fold_record
from alps_desk.domain.journal import Scalar, make_change
from alps_desk.domain.records import DELETED
from tests.fixtures.histories import (
    FIELDS,
    RECORD,
    Move,
    Played,
    device_of,
    heads_by_move,
    histories,
    oracle_heads,
    play,
)

_SEEDS = st.integers(0, 2**32)


def shown(state: RecordState) -> object:
    """Everything of a state but where the store keeps it."""
    return (
        {
            name: (
                [(entry.change.id, entry.office, entry.device) for entry in field.heads],
                field.shown.change.id, field.value, field.conflict, field.on_behalf,
            )
            for name, field in state.fields.items()
        },
        state.deleted, state.deletion_conflict, [entry.change.id for entry in state.deletion_heads], state.weight,
    )  # fmt: skip


# --- the set decides -----------------------------------------------------------------------------------------


@given(histories(), _SEEDS)
def test_order_and_repetition_do_not_matter(moves: list[Move], seed: int) -> None:
    played = play(moves)
    entries = played.entries(played.made)
    mixed = entries + entries[: len(entries) // 2]
    random.Random(seed).shuffle(mixed)
    assert shown(fold_record(RECORD, mixed)) == shown(fold_record(RECORD, entries))


@given(histories())
def test_every_shown_value_is_the_value_of_a_head(moves: list[Move]) -> None:
    played = play(moves)
    state = played.fold(played.made)
    for name, field in state.fields.items():
        assert field.shown in field.heads
        assert field.value == field.shown.change.values[name]


# --- heads, conflicts, deletions against the oracle ----------------------------------------------------------


def replicas(played: Played) -> list[list[int]]:
    """What each writer knows at the end, and everything together: all of them complete."""
    return [sorted(known) for known in played.known] + [sorted(played.made)]


@given(histories())
def test_heads_are_what_nobody_who_wrote_again_knew(moves: list[Move]) -> None:
    played = play(moves)
    for known in replicas(played):
        for name in (*FIELDS, DELETED):
            assert heads_by_move(played, known, name) == oracle_heads(played, known, name)


@given(histories(), _SEEDS)
def test_a_partial_delivery_hides_no_head(moves: list[Move], seed: int) -> None:
    played = play(moves)
    chance = random.Random(seed)
    part = [one for one in played.made if chance.random() < 0.6]
    for name in (*FIELDS, DELETED):
        assert heads_by_move(played, part, name) >= oracle_heads(played, part, name)


@given(histories())
def test_a_conflict_is_two_different_own_words(moves: list[Move]) -> None:
    played = play(moves)
    for known in replicas(played):
        state = played.fold(known)
        for name, field in state.fields.items():
            heads = [played.made[one].entry.change for one in oracle_heads(played, known, name)]
            own = [change for change in heads if not change.on_behalf] or heads
            assert field.conflict == (len({change.values[name] for change in own}) > 1)
            assert field.on_behalf == all(change.on_behalf for change in heads)


@given(histories())
def test_deleted_means_that_the_deletion_knew_every_change(moves: list[Move]) -> None:
    played = play(moves)
    for known in replicas(played):
        state = played.fold(known)
        writes = {
            one
            for one in known
            if played.made[one].counts and set(played.made[one].entry.change.values) - {DELETED}
        }
        marks = oracle_heads(played, known, DELETED)
        deletions = [one for one in marks if played.made[one].entry.change.values[DELETED]]
        # Replaced writes count too: the oracle looks at every change, not at heads.
        knew_all = any(writes <= played.made[one].knew for one in deletions)
        assert state.deleted == (knew_all and len(deletions) == len(marks))
        assert state.deletion_conflict == (bool(deletions) and not state.deleted)


@given(histories())
def test_a_trespasser_influences_nothing(moves: list[Move]) -> None:
    played = play(moves)
    allowed = [one for one, made in played.made.items() if made.counts]
    assert shown(played.fold(played.made)) == shown(played.fold(allowed))


@given(histories(), _SEEDS)
def test_clocks_decide_no_head_no_conflict_and_no_deletion(moves: list[Move], seed: int) -> None:
    chance = random.Random(seed)
    wrong = [f"{chance.randint(1970, 2099)}-01-0{chance.randint(1, 9)}T00:00:00+09:00" for _ in moves]
    right, skewed = play(moves), play(moves, wrong.__getitem__)
    assert right.made.keys() == skewed.made.keys()
    one, other = right.fold(right.made), skewed.fold(skewed.made)
    for name in (*FIELDS, DELETED):
        assert heads_by_move(right, right.made, name) == heads_by_move(skewed, skewed.made, name)
    assert {name: field.conflict for name, field in one.fields.items()} == {
        name: field.conflict for name, field in other.fields.items()
    }
    assert (one.deleted, one.deletion_conflict) == (other.deleted, other.deletion_conflict)
    for name, field in one.fields.items():
        if not field.conflict:
            assert field.value == other.fields[name].value


# --- the digest ----------------------------------------------------------------------------------------------


@given(histories(), _SEEDS)
def test_the_weight_tells_apart_what_is_shown(moves: list[Move], seed: int) -> None:
    played = play(moves)
    chance = random.Random(seed)
    parts = [[one for one in played.made if chance.random() < 0.7] for _ in range(4)]
    states = [played.fold(known) for known in (*replicas(played), *parts)]
    for one in states:
        for other in states:
            if one.weight == other.weight:
                assert shown(one) == shown(other)


def test_the_weight_names_the_field_a_change_is_still_a_head_of() -> None:
    """The same two changes are heads, of other fields."""
    book = Book()
    both = book.write({"pace": "late", "issues": "x"})
    middle = book.write({"pace": "on_track"}, both)
    last = book.write({"pace": "cannot_judge"}, middle)
    whole, gap = book.fold(both, middle, last), book.fold(both, last)
    assert not whole.fields["pace"].conflict
    assert gap.fields["pace"].conflict, "the one in the middle has not arrived"
    assert whole.weight != gap.weight


def test_the_digest_wraps_and_names_the_schema() -> None:
    assert digest_text(DIGEST_MODULUS + 5, 1) == digest_text(5, 1)
    assert digest_text(5, 1) != digest_text(5, 2)
    assert digest_text(0, 1) != digest_text(1, 1)


# --- named cases ---------------------------------------------------------------------------------------------


class Book:
    """Writes changes of one record by hand."""

    def __init__(self, record: str = RECORD) -> None:
        self.record = record
        self.count = 0

    def write(
        self,
        values: dict[str, Scalar],
        *seen: Entry,
        office: str = "ikeda",
        device: str = "a",
        why: str = "",
        behalf: str = "",
        at: str = "2017-10-01T09:00:00+09:00",
    ) -> Entry:
        """A change that saw these others."""
        self.count += 1
        heads = {
            name: [entry.change.id for entry in seen if name in entry.change.values]
            for name in (
                {one for entry in seen for one in entry.change.values} if DELETED in values else values
            )
        }
        change = make_change(
            self.record, values, seen=heads, at=at, by="担当者A", nonce=f"{self.count:032x}", why=why,
            on_behalf=behalf,
        )  # fmt: skip
        return Entry(change, office, device_of(device), self.count)

    def fold(self, *entries: Entry) -> RecordState:
        """The state of these changes."""
        return fold_record(self.record, entries)


def ids(*entries: Entry) -> set[str]:
    """Which changes these are."""
    return {entry.change.id for entry in entries}


def test_two_pcs_of_one_office_conflict_and_the_later_time_is_shown_as_provisional() -> None:
    book = Book()
    early = book.write({"pace": "late"}, at="2017-10-01T09:00:00+09:00")
    late = book.write({"pace": "on_track"}, device="b", at="2017-10-01T09:00:01+09:00")
    field = book.fold(early, late).fields["pace"]
    assert field.conflict
    assert field.value == "on_track"


def test_the_id_decides_only_between_equal_times() -> None:
    book = Book()
    for number in range(20):
        hour = f"2017-10-01T{number:02}:00:00+09:00"
        early = book.write({"pace": "late"}, at=hour)
        late = book.write({"pace": "on_track"}, device="b", at=hour.replace(":00+", ":01+"))
        twin = book.write({"pace": "cannot_judge"}, device="b", at=hour)
        assert book.fold(early, late).fields["pace"].shown is late
        assert book.fold(early, twin).fields["pace"].shown is max(
            (early, twin), key=lambda one: one.change.id
        )


def test_equal_words_of_two_pcs_are_no_conflict() -> None:
    book = Book()
    one, other = book.write({"pace": "late"}), book.write({"pace": "late"}, device="b")
    field = book.fold(one, other).fields["pace"]
    assert not field.conflict
    assert len(field.heads) == 2


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), ("", None), ("1", 1), ("#none", None)])
def test_values_that_only_look_alike_conflict(one: Scalar, other: Scalar) -> None:
    book = Book()
    field = book.fold(book.write({"pace": one}), book.write({"pace": other}, device="b")).fields["pace"]
    assert field.conflict


def test_the_word_of_the_office_whose_field_it_is_goes_before_a_later_one() -> None:
    book = Book()
    base, base2 = book.write({"pace": "late"}), book.write({"pace": "on_track"}, device="b")
    union = book.write(
        {"pace": "late"}, base, base2, office="union", device="c", why="asked", at="2017-12-01T09:00:00+09:00"
    )
    own = book.write({"pace": "cannot_judge"}, base, base2)
    field = book.fold(base, base2, union, own).fields["pace"]
    assert field.conflict
    assert field.value == "cannot_judge"


def test_the_payers_word_goes_first_in_a_field_of_the_payer() -> None:
    book = Book("burden:omachi:2017:F05P01:ikeda")
    one = book.write({"transfer_out": 100})
    two = book.write({"transfer_out": 200}, device="b")
    union = book.write(
        {"transfer_out": 300},
        one,
        two,
        office="union",
        device="c",
        why="asked",
        at="2017-12-01T09:00:00+09:00",
    )
    own = book.write({"transfer_out": 400}, one, two)
    assert book.fold(one, two, union, own).fields["transfer_out"].value == 400


def test_a_decision_that_saw_every_head_settles() -> None:
    book = Book()
    one, other = book.write({"pace": "late"}), book.write({"pace": "on_track"}, device="b")
    decided = book.write({"pace": "late"}, one, other, office="union", device="c", why="asked by telephone")
    field = book.fold(one, other, decided).fields["pace"]
    assert not field.conflict
    assert field.heads == (decided,)


def test_a_decision_that_did_not_see_a_third_word_leaves_a_conflict() -> None:
    book = Book()
    one, other = book.write({"pace": "late"}), book.write({"pace": "on_track"}, device="b")
    third = book.write({"pace": "cannot_judge"}, device="e")
    decided = book.write({"pace": "late"}, one, other, office="union", device="c", why="asked by telephone")
    field = book.fold(one, other, third, decided).fields["pace"]
    assert field.conflict
    assert ids(*field.heads) == ids(third, decided)


def test_two_different_decisions_conflict_again() -> None:
    book = Book()
    one, other = book.write({"pace": "late"}), book.write({"pace": "on_track"}, device="b")
    union = book.write({"pace": "late"}, one, other, office="union", device="c", why="asked by telephone")
    office = book.write({"pace": "on_track"}, one, other, why="looked it up")
    field = book.fold(one, other, union, office).fields["pace"]
    assert field.conflict
    assert ids(*field.heads) == ids(union, office)


def test_an_entry_on_behalf_is_shown_until_the_office_speaks() -> None:
    book = Book()
    union = book.write(
        {"pace": "late"}, office="union", device="c", why="paper of 20 November", behalf="ikeda"
    )
    alone = book.fold(union).fields["pace"]
    assert (alone.value, alone.on_behalf, alone.conflict) == ("late", True, False)
    own = book.write({"pace": "on_track"})
    both = book.fold(union, own).fields["pace"]
    assert (both.value, both.on_behalf, both.conflict) == ("on_track", False, False)
    confirmed = book.write({"pace": "late"}, union)
    after = book.fold(union, confirmed).fields["pace"]
    assert (after.value, after.on_behalf, len(after.heads)) == ("late", False, 1)


def test_two_entries_on_behalf_conflict_until_the_office_speaks() -> None:
    book = Book()
    one = book.write({"pace": "late"}, office="union", device="c", why="paper", behalf="ikeda")
    other = book.write({"pace": "on_track"}, office="union", device="f", why="mail", behalf="ikeda")
    assert book.fold(one, other).fields["pace"].conflict
    own = book.write({"pace": "cannot_judge"})
    assert not book.fold(one, other, own).fields["pace"].conflict


def test_a_deletion_that_missed_an_entry_is_a_conflict_and_the_record_lives() -> None:
    book = Book()
    first = book.write({"pace": "late", "issues": "x"})
    gone = book.write({DELETED: True}, first, why="twice")
    assert book.fold(first, gone).deleted
    missed = book.write({"issues": "y"}, first, device="b")
    state = book.fold(first, gone, missed)
    assert (state.deleted, state.deletion_conflict) == (False, True)
    again = book.write({DELETED: True}, first, gone, missed, why="twice indeed")
    assert book.fold(first, gone, missed, again).deleted
    kept = book.write({DELETED: False}, gone, missed, why="needed")
    state = book.fold(first, gone, missed, kept)
    assert (state.deleted, state.deletion_conflict) == (False, False)


def test_deletion_and_revival_that_did_not_know_each_other_conflict() -> None:
    book = Book()
    first = book.write({"pace": "late"})
    gone = book.write({DELETED: True}, first, why="twice")
    kept = book.write({DELETED: False}, gone, first, why="needed")
    gone_again = book.write({DELETED: True}, first, gone, device="b", why="twice indeed")
    state = book.fold(first, gone, kept, gone_again)
    assert (state.deleted, state.deletion_conflict) == (False, True)


def test_a_deletion_on_behalf_yields_to_an_entry_without_a_conflict() -> None:
    book = Book()
    first = book.write({"pace": "late"})
    gone = book.write({DELETED: True}, first, office="union", device="c", why="letter", behalf="ikeda")
    assert book.fold(first, gone).deleted
    own = book.write({"pace": "on_track"}, first)
    state = book.fold(first, gone, own)
    assert (state.deleted, state.deletion_conflict) == (False, False)


def test_the_union_settles_a_conflict_of_deletion_and_entry() -> None:
    book = Book()
    first = book.write({"pace": "late"})
    gone = book.write({DELETED: True}, first, why="twice")
    missed = book.write({"pace": "on_track"}, first, device="b")
    decided = book.write({DELETED: False}, gone, missed, office="union", device="c", why="asked by telephone")
    state = book.fold(first, gone, missed, decided)
    assert (state.deleted, state.deletion_conflict) == (False, False)


def test_the_union_cannot_delete_where_nobody_deleted() -> None:
    book = Book()
    first = book.write({"pace": "late", "issues": "x"})
    other = book.write({"issues": "y"}, device="b")
    gone = book.write({DELETED: True}, first, other, office="union", device="c", why="tidy up")
    assert not book.fold(first, other, gone).deleted


def test_a_change_under_two_signatures_counts_once() -> None:
    book = Book()
    one = book.write({"pace": "late"})
    twin = Entry(one.change, "ikeda", device_of("b"), 9)
    state = book.fold(one, twin)
    assert len(state.fields["pace"].heads) == 1
    assert shown(state) == shown(book.fold(twin, one))
    assert state.weight == book.fold(one).weight


@pytest.mark.parametrize("name", ["0", "1", "2", "3", "4", "5", "6", "7"])
def test_a_stranger_who_signs_the_same_words_does_not_hide_them(name: str) -> None:
    book = Book()
    one = book.write({"pace": "late"})
    stranger = Entry(one.change, "hakuba", device_of(name), 9)
    assert book.fold(stranger, one).fields["pace"].shown.office == "ikeda"


def test_a_record_without_an_allowed_write_has_no_fields() -> None:
    book = Book()
    state = book.fold(book.write({"pace": "late"}, office="hakuba"))
    assert not state.fields
    assert state.weight == 0
    assert shown(state) == shown(book.fold())


def test_a_field_and_a_type_of_a_later_program_are_carried() -> None:
    book = Book()
    state = book.fold(book.write({"new_field": 3}))
    assert state.fields["new_field"].value == 3
    book = Book("weather:ikeda:2017")
    assert book.fold(book.write({"sun": True})).fields["sun"].value is True
    assert not book.fold(book.write({"sun": True}, office="hakuba")).fields
