"""Playing a history from its seed to the day on which everybody has heard from everybody."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection
from dataclasses import dataclass, field

from tests.simulation import laws, moves
from tests.simulation.cast import Stage
from tests.simulation.quick import remembering
from tests.simulation.replica import Replica
from tests.simulation.verdict import Violation
from tests.simulation.world import World, quick_folder

LENGTH = 45
"""Moves of a history before everybody exchanges everything."""


@dataclass
class Outcome:
    """What a history came to.

    Attributes:
        changes, conflicts, deleted: of the union's PC at the end.
        notes: what each PC shows in the end, comparable between stores.
        stand: heads, conflicts and deletions at each PC before everybody heard from everybody, and at the end; changes by
            the order they were made in.
    """

    seed: int
    moves: int
    changes: int = 0
    conflicts: int = 0
    deleted: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    notes: dict[str, object] = field(default_factory=dict)
    stand: list[object] = field(default_factory=list)


def play(
    stage: Stage,
    seed: int,
    *,
    length: int = LENGTH,
    only: Collection[int] | None = None,
    shift: int = 0,
    trace: list[str] | None = None,
) -> Outcome:
    """Play one history and hold every law against it.

    Args:
        only: numbers of the moves to be made; None = all.
        shift: other clocks (law 6).
        trace: filled with the names of the moves.

    Raises:
        Violation: a law did not hold.
    """
    with quick_folder() as folder, remembering():
        world = World(stage, folder, seed, shift=shift)
        try:
            for number in range(length) if only is None else sorted(only):
                move, chance = moves.move_at(world, number)
                if trace is not None:
                    trace.append(f"{number} {move.__name__}")
                move(world, chance)
                _look(world)
            return _end(world, random.Random(f"end {seed}"), length)
        finally:
            world.close()


def _look(world: World) -> None:
    """Hold the laws of one PC against every PC at which something moved."""
    for one in world.present():
        if one.dirty:
            laws.shows_what_is_true(one)
            laws.receipts_are_the_unions_latest_word(one)
            one.dirty = False


def _end(world: World, chance: random.Random, length: int) -> Outcome:
    for one in world.present():
        laws.nothing_is_missing(one, world)
    for one in chance.sample(world.present(), 4):
        laws.says_where_from(one)
    stand = [_standing(world)]
    everybody_hears(world)
    _look(world)
    for one in world.present():
        for number in sorted(one.mind.held):
            one.readmit(number)
    _look(world)
    all_are_equal(world)
    one = world.union
    laws.says_where_from(one)
    laws.order_does_not_matter(one, chance)
    laws.clocks_do_not_matter(one, chance)
    laws.programs_agree(one)
    laws.strangers_do_not_matter(one, chance)
    if not one.in_memory:
        for each in world.present():
            if not each.ask(lambda desk: desk.place.store.caches_are_true()):
                raise Violation(11, f"the caches of {each.name} are not the fold of its journal")
    told = [one.told(record) for record in one.by_record()]
    return Outcome(
        world.seed, length, one.desk.counts()["changes"], sum(len(each.conflicts) for each in told),
        sum(each.deleted for each in told), dict(world.known.refused),
        {each.name: picture(each) for each in world.present()}, [*stand, _standing(world)],
    )  # fmt: skip


def _standing(world: World) -> object:
    """Heads, conflicts and deletions at each PC as the product has them."""
    number = {one: truth.number for one, truth in world.known.truths.items()}
    found = {}
    for one in world.present():
        records = sorted(one.by_record())
        for record, state in one.ask(lambda desk, some=records: desk.place.store.states(some)).items():  # type: ignore[misc]
            found[one.name, record] = (
                {name: sorted(number[head] for head in ids) for name, ids in laws.heads_of(state).items()},
                sorted(name for name, each in state.fields.items() if each.conflict),
                state.deleted,
                state.deletion_conflict,
            )
    return found


def picture(one: Replica) -> object:
    """Everything a PC shows, comparable between kinds of stores."""
    return one.ask(
        lambda desk: (
            desk.digest(), desk.counts(), desk.conflicts(), desk.values(), desk.imports(), desk.receipts(),
        )
    )  # fmt: skip


# --- everybody hears from everybody --------------------------------------------------------------------------------


def everybody_hears(world: World) -> None:
    """A round trip of everybody; receipts are complete and nothing is missing (laws 3 and 10)."""
    union = world.union
    if world.words_are_stale or world.union.mind.until:
        # Who was told more than is true by a union that was restored, and who was retired, hears of it first.
        for other in world.present():
            if (
                not world.roster_is_the_latest()
                and other is not union
                and (parcel := world.post(other)) is not None
            ):
                moves.world_take(world, union, [parcel.path], register=False)
        _broadcast(world)
        for one in world.offices():
            if one.mind.device in one.mind.until:
                moves.renew_key(world, one)
    kept = set().union(*(_not_retired(one) for one in world.present()))
    paths = []
    for one in world.present():
        if one is not union:
            parcel = world.post(one)
            if parcel is None:
                raise Violation(10, f"{one.name} cannot write its file")
            paths.append(parcel.path)
    # Few at a time: the product waits for the whole disk when they are many.
    for at in range(0, len(paths), 6):
        moves.world_take(world, union, paths[at : at + 6])
    (again,) = union.take([paths[world.seed % len(paths)]])
    if again.code not in ("file_already", "file_held"):
        raise Violation(10, f"a file that was taken is taken again: {again.code}")
    _broadcast(world)
    for one in world.present():
        receipts = one.ask(lambda desk: desk.receipts())
        odd = [each for each in receipts if each.state not in ("received", "held")]
        if odd:
            raise Violation(10, f"after a round trip {one.name} waits for a receipt: {odd[0]}")
        if missing := kept - _journal(one):
            raise Violation(3, f"{len(missing)} changes are missing at {one.name}")


def _broadcast(world: World) -> None:
    parcel = world.post(world.union)
    assert parcel is not None
    for one in world.present():
        if one is not world.union:
            results = one.take([parcel.path])
            if results[0].state not in ("merged", "already"):
                raise Violation(10, f"{one.name} does not take the union's file: {results[0].code}")
            codes = [code for code, _ in results[0].notices]
            if "notice_digest_differs" in codes:
                raise Violation(2, f"{one.name} shows something else than the union says of the same changes")


def _not_retired(one: Replica) -> set[str]:
    """Changes here that count or were taken back; not what retired keys wrote beyond their end."""
    beyond = one.mind.beyond()
    pieces = [piece for identifier, piece in one.mind.pieces.items() if identifier not in beyond]
    return {change for piece in pieces for change in piece.changes} | set(one.mind.drafts)


def _journal(one: Replica) -> set[str]:
    """Ids of the changes of every segment that a PC would send."""
    store = one.desk.place.store
    return {
        hashlib.sha256(line.encode()).hexdigest()
        for segment in store.segments(store.segment_ids())
        for line in segment.lines
    }


def all_are_equal(world: World) -> None:
    """Laws 2 and 10: everybody shows the same, and would send the same segments."""
    union = world.union
    weight = union.desk.place.store.weight()
    conflicts = [view.id for view in union.ask(lambda desk: desk.conflicts())]
    segments = {one.id: one for one in union.desk.place.store.segments(union.desk.place.store.segment_ids())}
    laws.lines_are_kept(one.lines for one in segments.values())
    for one in world.present():
        store = one.desk.place.store
        if store.weight() != weight:
            raise Violation(2, f"{one.name} shows something else than the union's PC")
        if [view.id for view in one.ask(lambda desk: desk.conflicts())] != conflicts:
            raise Violation(2, f"{one.name} lists other conflicts than the union's PC")
        theirs = {each.id: each for each in store.segments(store.segment_ids())}
        if theirs != segments:
            raise Violation(10, f"{one.name} would send {len(theirs)} segments, the union {len(segments)}")
