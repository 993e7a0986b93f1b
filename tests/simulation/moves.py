"""What people and misfortunes do: one random move after the other.

Every move is a command of the product at one PC, or something that befalls it. A move that makes no sense where it
stands does nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from alps_desk.app.commands import RetireDevice, SaveValues
from tests.fixtures.forging import seeded_key
from tests.simulation import attacks
from tests.simulation.cast import FY, OFFICES, PERIOD
from tests.simulation.entering import (
    TEXTS,
    answer,
    behalf,
    decide,
    define,
    delete,
    open_form,
    report,
    review,
    revive,
    save,
    save_form,
    save_twice,
    settle,
    someone,
    union_pc,
)
from tests.simulation.oracle import DELETED, UNION
from tests.simulation.replica import Replica
from tests.simulation.world import World

# --- files --------------------------------------------------------------------------------------------------------


def post(world: World, chance: random.Random) -> None:
    one = someone(world, chance) if chance.random() < 0.7 else union_pc(world, chance)
    world.post(one, everything=chance.random() < 0.1)


def deliver(world: World, chance: random.Random) -> None:
    """One PC takes some files of the heap: late, again, in any order, also those that are not for it."""
    if world.heap:
        one = union_pc(world, chance) if chance.random() < 0.6 else someone(world, chance)
        fitting = [parcel for parcel in world.heap if parcel.to in (one.office, "*")]
        pool = fitting if fitting and chance.random() < 0.95 else world.heap
        # The latest first half of the time; what lies below may never arrive.
        some = [
            pool[-1 - chance.randrange(min(2, len(pool)))] if chance.random() < 0.5 else chance.choice(pool)
            for _ in range(chance.choice([1, 1, 2, 3]))
        ]
        world_take(world, one, [parcel.path for parcel in some], preview=chance.random() < 0.1)


def world_take(
    world: World, one: Replica, paths: Sequence[Path], *, preview: bool = False, register: bool = True
) -> None:
    """Take files; the union registers who asks, as long as it holds the newest roster."""
    may_register = register and one is world.union and world.roster_is_the_latest()
    code = " ".join(pc.desk.pairing_code for pc in world.offices()) if may_register else ""
    if preview:
        before = one.desk.digest(), one.desk.counts(), one.desk.imports()
        one.ask(lambda desk: desk.preview(paths))
        assert (one.desk.digest(), one.desk.counts(), one.desk.imports()) == before, (
            "a preview has changed something"
        )
    one.take(paths, code)


def round_trip(world: World, chance: random.Random) -> None:
    one = someone(world, chance)
    parcel = world.post(one)
    if parcel is not None:
        union = union_pc(world, chance)
        world_take(world, union, [parcel.path])
        back = world.post(union)
        assert back is not None
        if chance.random() < 0.8:
            world_take(world, one, [back.path])


def between_unions(world: World, chance: random.Random) -> None:
    first, second = world.union, world.replicas["union-2"]
    if chance.random() < 0.5:
        first, second = second, first
    parcel = world.post(first)
    assert parcel is not None
    world_take(world, second, [parcel.path])


def hold(world: World, chance: random.Random) -> None:
    one = union_pc(world, chance) if chance.random() < 0.7 else someone(world, chance)
    able = [
        row.no for row in one.desk.imports() if row.segments and not row.held and row.kind != "registration"
    ]
    if able:
        one.hold(chance.choice(able))


def readmit(world: World, chance: random.Random) -> None:
    able = [one for one in world.present() if one.mind.held]
    if able:
        one = chance.choice(able)
        one.readmit(chance.choice(sorted(one.mind.held)))


def collide(world: World, chance: random.Random) -> None:
    """PCs of one office write the same field, the union hears of it, and somebody decides, or two do."""
    office = chance.choice(OFFICES[:2])
    pcs = [one for one in world.offices() if one.office == office]
    record = f"progress:{office}:{FY}:{PERIOD}:{chance.choice(['P1', 'P2'])}"
    name = chance.choice(["issues", "pace"])
    union = union_pc(world, chance)
    paths = []
    for one in pcs:
        gone = chance.random() < 0.2 and one.told(record).heads
        one.write(SaveValues({record: {DELETED: True} if gone else {name: chance.choice(TEXTS)}}, why="重複"))
        parcel = world.post(one)
        paths += [parcel.path] if parcel else []
    if paths:
        world_take(world, union, paths)
        decide(world, union, chance)
        if chance.random() < 0.3 and (back := world.post(union)):
            one = chance.choice(pcs)
            world_take(world, one, [back.path])
            decide(world, one, chance)


# --- misfortunes --------------------------------------------------------------------------------------------------


def back_up(world: World, chance: random.Random) -> None:
    one = world.union if chance.random() < 0.3 else chance.choice(world.present())
    one.snapshot(world.file("backup").with_suffix(".db"))


def roll_back(world: World, chance: random.Random) -> None:
    able = [one for one in world.present() if one.snapshots]
    if able:
        one = chance.choice(able)
        one.roll_back(chance.choice(one.snapshots))
        world.words_are_stale = world.words_are_stale or one.office == UNION


def clone(world: World, chance: random.Random) -> None:
    """A PC's folder is copied to another PC of the office, which had something of its own before."""
    twins = [("higashi-3", "higashi"), ("nishi-2", "nishi")]
    copy, original = (world.replicas[name] for name in chance.choice(twins))
    if not copy.gone and not original.gone:
        # What the copied-over PC alone had is lost; its last file may still be on its way.
        world.post(copy)
        copy.become_clone_of(original)


def lose(world: World, chance: random.Random) -> None:
    """A PC is lost with everything on it."""
    able = [one for one in world.offices() if one.name in ("kita", "nishi-2", "minami")]
    if able and chance.random() < 0.5:
        chance.choice(able).gone = True


def retire(world: World, chance: random.Random) -> None:
    able = [one for one in world.offices() if world.registered(one)]
    if able and world.roster_is_the_latest():
        one = chance.choice(able)
        world.union.write(RetireDevice(one.mind.device))
        world.union.follow_roster()


def renew(world: World, chance: random.Random) -> None:
    """A PC that was taken off the roster, or that knows it is a twin, gets a key of its own."""
    able = [one for one in world.offices() if one.mind.device in one.mind.until]
    if able:
        one = chance.choice(able)
        renew_key(world, one)


def renew_key(world: World, one: Replica) -> None:
    """The next key of a PC."""
    world.keys[one.name] = f"{one.name} {len(world.keys)} {one.mind.device[:8]}"
    one.renew_key(world.keys[one.name], seeded_key(world.keys[one.name]))


def attack(world: World, chance: random.Random) -> None:
    attacks.attack(world, chance)


def clock(world: World, chance: random.Random) -> None:
    world.time.step(days=chance.choice([1, 30, 0.1]))


Move = Callable[[World, random.Random], None]

_WEIGHTS: tuple[tuple[Move, int], ...] = (
    (save, 20), (save_twice, 5), (open_form, 5), (save_form, 7), (delete, 7), (revive, 4), (behalf, 7), (define, 3),
    (settle, 9), (collide, 6), (report, 3), (review, 4), (answer, 2), (post, 8), (deliver, 16), (round_trip, 10),
    (between_unions, 2), (hold, 4), (readmit, 2), (back_up, 3), (roll_back, 3), (clone, 2), (lose, 1), (retire, 2),
    (renew, 2), (attack, 4), (clock, 1),
)  # fmt: skip


REPORTING = (report, review, answer)
"""What hangs on a clock where it may: of two words on a submission the later one locks its fields on a PC."""
RESTORING = (back_up, roll_back)


def numbers_of(world: World, length: int, without: tuple[Move, ...] = ()) -> list[int]:
    """Numbers of the moves of a history but some kinds."""
    return [number for number in range(length) if move_at(world, number)[0] not in without]


def move_at(world: World, number: int) -> tuple[Move, random.Random]:
    """The move of a number, and what it draws from."""
    chance = world.chance(number)
    moves, weights = zip(*_WEIGHTS, strict=True)
    return chance.choices(moves, weights)[0], chance
