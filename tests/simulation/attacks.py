"""Files that must be refused: by strangers, by known PCs beyond their rights, and honest ones that were damaged."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from alps_desk.bundle.keys import SigningKey
from alps_desk.bundle.manifest import Request
from alps_desk.domain.journal import Scalar, Segment
from tests.fixtures.forging import Forger, altered, device_of, rows_of, seeded_key, signed_roster
from tests.simulation.cast import FY, OFFICES, PERIOD
from tests.simulation.oracle import DELETED, UNION
from tests.simulation.replica import Replica
from tests.simulation.verdict import Violation
from tests.simulation.world import Parcel, World

VICTIM = f"progress:{OFFICES[0]}:{FY}:{PERIOD}:P1"
FORGED = "偽の値"

# Record, values and further parts of a change that an office without any right to it writes.
_TRESPASSES: tuple[tuple[str, dict[str, Scalar], dict[str, Any]], ...] = (
    (VICTIM, {"issues": FORGED}, {}),
    (VICTIM, {"issues": FORGED}, {"on_behalf": OFFICES[0], "why": FORGED}),
    (VICTIM, {"issues": FORGED}, {"why": FORGED, "seen": {"issues": ["0" * 64, "1" * 64]}}),
    (VICTIM, {DELETED: True}, {"why": FORGED}),
    (f"project_year:{UNION}:{FY}:P1", {"note": FORGED}, {}),
    (f"burden:{OFFICES[0]}:{FY}:P1:{OFFICES[1]}", {"transfer_out": 7}, {}),
    (f"burden:{OFFICES[0]}:{FY}:P1:{OFFICES[1]}", {"notified": 7}, {}),
    (f"acceptance:{UNION}:{FY}:{PERIOD}:{OFFICES[0]}:all", {"state": "accepted"}, {}),
)


def attack(world: World, chance: random.Random) -> None:
    """Show one PC a file that it must refuse, alone or beside an honest one, and see that nothing came of it."""
    one = world.union if chance.random() < 0.7 else chance.choice(world.present())
    make = chance.choice(_KINDS)
    content = make(world, one, chance)
    if content is None:
        return
    path = world.file("forged")
    path.write_bytes(content)
    before = look(one)
    results = one.take([path])
    if results[0].state not in ("refused", "unknown_device"):
        raise Violation(9, f"{one.name} took a file of {make.__name__}: {results[0].code}")
    if look(one) != before:
        raise Violation(9, f"a refused file of {make.__name__} has changed something at {one.name}")
    # It lies about and is shown to others too.
    world.heap.append(Parcel(path, "", chance.choice([UNION, "*"]), honest=False))


def look(one: Replica) -> object:
    """What a PC shows and holds."""
    desk = one.desk
    return (
        desk.digest(),
        desk.counts(),
        desk.imports(),
        one.ask(lambda found: [view.id for view in found.conflicts()]),
    )


def _forger(key: SigningKey, office: str, chance: random.Random) -> Forger:
    return Forger(key, office, count=chance.getrandbits(60))


def _to(one: Replica) -> dict[str, Any]:
    return {"to": one.office}


def stranger(_world: World, one: Replica, chance: random.Random) -> bytes:
    """A key that nobody knows, with or without asking to be registered."""
    key = seeded_key(f"stranger {chance.random()}")
    pen = _forger(key, OFFICES[0], chance)
    asks = {"request": Request(key.public, "総務課")} if chance.random() < 0.5 else {}
    return pen.bundle(pen.segment(pen.line(VICTIM, {"issues": FORGED})), **_to(one), **asks)


def trespass(world: World, one: Replica, chance: random.Random) -> bytes | None:
    """A registered PC writes what is not its office's, beside something that is."""
    sender = world.replicas["naka"]
    if not world.registered(sender) or sender.mind.device in one.mind.until:
        return None
    pen = _forger(sender.desk.place.key, sender.office, chance)
    record, values, parts = chance.choice(_TRESPASSES)
    own = pen.line(f"progress:{sender.office}:{FY}:{PERIOD}:P1", {"issues": FORGED})
    return pen.bundle(pen.segment(own, pen.line(record, values, **parts)), **_to(one))


def unsigned(world: World, one: Replica, chance: random.Random) -> bytes | None:
    """A registered PC carries a segment of somebody else that it signed itself."""
    sender, victim = world.replicas["naka"], world.replicas[OFFICES[0]]
    if not world.registered(sender) or sender.mind.device in one.mind.until:
        return None
    pen = _forger(sender.desk.place.key, sender.office, chance)
    line = pen.line(VICTIM, {"issues": FORGED})
    return pen.bundle(pen.segment(line, device=victim.mind.device), **_to(one))


def retired(world: World, one: Replica, chance: random.Random) -> bytes | None:
    """A key that was taken off the roster goes on."""
    able = [pc for pc in world.replicas.values() if pc.mind.device in one.mind.until]
    if not able:
        return None
    gone = chance.choice(able)
    pen = _forger(gone.desk.place.key, gone.office, chance)
    pen.last = next(iter(one.mind.until[gone.mind.device]), None)
    record = f"progress:{gone.office}:{FY}:{PERIOD}:P1"
    return pen.bundle(pen.segment(pen.line(record, {"issues": FORGED})), **_to(one))


def own_roster(world: World, one: Replica, chance: random.Random) -> bytes | None:
    """A roster that puts a stranger on it, signed by a root of the stranger's own."""
    held = one.desk.place.store.roster()
    assert held is not None
    key = seeded_key(f"usurper {chance.random()}")
    pen = _forger(key, UNION, chance)
    carried = signed_roster(held[0].with_device(device_of(key, UNION)), key)
    segment: Segment = pen.segment(pen.line(f"project_year:{UNION}:{FY}:P1", {"note": FORGED}))
    return pen.bundle(segment, carried=carried, kind="union", to="*")


def damaged(world: World, one: Replica, chance: random.Random) -> bytes | None:
    """A file of the heap that was cut, of which a bit fell over, or in which somebody wrote who knows how."""
    able = [parcel for parcel in world.heap if parcel.honest and parcel.to in (one.office, "*")]
    if not able:
        return None
    data = chance.choice(able).path.read_bytes()
    how = chance.randrange(3)
    if how == 0:
        return data[: chance.randrange(1, len(data) - 2)]
    if how == 1:
        at = data.rindex("終".encode()) - 3
        flipped = bytearray(data)
        place = chance.randrange(data.index(b"{"), at)
        flipped[place] ^= 1 << chance.randrange(8)
        # A column that only people read may change: that is told, not refused.
        return bytes(flipped) if _cells_of(bytes(flipped)) != _cells_of(data) else None

    def drop(rows: list[list[str]]) -> None:
        changes = [number for number, row in enumerate(rows) if row[0] == "記録"]
        if changes:
            del rows[chance.choice(changes)]

    found = altered(data, drop)
    return found if _cells_of(found) != _cells_of(data) else None


def _cells_of(data: bytes) -> list[tuple[str, str]] | None:
    try:
        return [(row[0], row[8]) for row in rows_of(data)]
    except (ValueError, IndexError, UnicodeDecodeError):
        return None


_KINDS: tuple[Callable[[World, Replica, random.Random], bytes | None], ...] = (
    stranger, trespass, trespass, trespass, unsigned, retired, own_roster, damaged, damaged,
)  # fmt: skip
