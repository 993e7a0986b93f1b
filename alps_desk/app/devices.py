"""PCs and their keys: the list, taking one off the roster, a new key for this PC, another root key (sync-design 9).

Nothing is encrypted with a key, so losing one loses no data. A PC that gets a new key seals what the union does not
have yet anew: a change is its text, whoever's key sealed it, so it counts once however often it arrives.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from alps_desk import durable
from alps_desk.app.commands import ReplaceRoot, RetireDevice
from alps_desk.app.home_settings import read_settings
from alps_desk.app.last_word import latest_word
from alps_desk.app.setup import root_key, sign_roster
from alps_desk.app.workplace import Clock, Home, Workplace
from alps_desk.bundle import keys
from alps_desk.bundle.keys import SigningKey
from alps_desk.domain.chains import closure
from alps_desk.domain.errors import InputRejected, NotFound, StoreUnavailable
from alps_desk.domain.records import UNION
from alps_desk.domain.roster import Device, Roster
from alps_desk.store.lock import InstanceLock
from alps_desk.store.store import Store

_SHORTEST = 6
"""Digits of a device's id that name it, if no other begins so."""


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One PC on the roster.

    Attributes:
        id: of its key; code: the eight groups; label: for people.
        own: this PC.
        state: ``registered``, ``retired``, or ``unregistered`` (this PC, before the union confirmed it).
        heard_at: when its latest file was taken here, "" if none was.
        segments, changes: how much of it is here.
        branches: how many ways its chain goes on; more than one: it was restored from a copy, or is used twice.
    """

    id: str
    office: str
    label: str
    code: str
    own: bool
    state: str
    heard_at: str
    segments: int
    changes: int
    branches: int


def devices(place: Workplace) -> list[DeviceView]:
    """Every PC on the roster, by office, those off the roster last; this PC also before it is registered."""
    known = _roster(place)
    own = place.identity.device
    listed = list(known.devices.values())
    if own not in known.devices:
        listed.append(Device(own, place.key.public, place.office, place.identity.section))
    heard = place.store.peers()
    tallies = place.store.device_tallies()
    order = {office: number for number, office in enumerate(known.offices)}
    views = []

    def place_of(device: Device) -> tuple[int, bool, str, str]:
        return (
            order.get(device.office, len(order)), device.until is not None, device.label, device.id
        )  # fmt: skip

    for device in sorted(listed, key=place_of):
        state = "retired" if device.until is not None else "registered"
        tally = tallies.get(device.id, (0, 0, 0))
        views.append(
            DeviceView(
                device.id, device.office, device.label, keys.pairing_code(device.key), device.id == own,
                state if device.id in known.devices else "unregistered",
                heard[device.id].at if device.id in heard else "", *tally,
            )
        )  # fmt: skip
    return views


def _roster(place: Workplace) -> Roster:
    held = place.store.roster()
    assert held is not None, "a set-up store holds a roster"
    return held[0]


# --- the union -----------------------------------------------------------------------------------------------


def retire(place: Workplace, command: RetireDevice) -> DeviceView:
    """Take a PC off the roster: what was taken of it stays valid, anything else of its key is refused.

    Raises:
        InputRejected: not the union (``roster_is_unions``), this very PC (``retire_own``), retired before
            (``already_retired``).
        NotFound: no such PC, or several begin so (``no_such_device``).
        StoreUnavailable: no root key is at hand (``root_key_missing``).
    """
    if not place.is_union:
        raise InputRejected("roster_is_unions")
    known = _roster(place)
    device = _find(known.devices.values(), command.device)
    if device.id == place.identity.device:
        raise InputRejected("retire_own")
    if device.until is not None:
        raise InputRejected("already_retired")
    until = place.store.ends_of(device.id)
    _sign(place, known.with_retired(device.id, until), root_key(place.home, known))
    return next(one for one in devices(place) if one.id == device.id)


def _find(listed: Iterable[Device], word: str) -> Device:
    """The PC that an id, the beginning of one, or its eight groups name."""
    text = word.strip().lower()
    digits = "".join(one for one in text if one.isdigit())
    found = [
        device
        for device in listed
        if (len(text) >= _SHORTEST and device.id.startswith(text))
        or (len(digits) == 32 and keys.pairing_code(device.key).replace("-", "") == digits)
    ]
    if len(found) != 1:
        raise NotFound("no_such_device", device=word[:20])
    return found[0]


def replace_root(place: Workplace, command: ReplaceRoot) -> Roster:
    """Put a new root key in the place of one that was lost; the other one signs for it.

    Raises:
        InputRejected: not the union (``roster_is_unions``), or no such key (``root_key_unknown``).
        StoreUnavailable: the other key is not at hand (``root_key_missing``).
    """
    if not place.is_union:
        raise InputRejected("roster_is_unions")
    if command.lost not in ("main", "spare"):
        raise InputRejected("root_key_unknown")
    known = _roster(place)
    kept = "spare" if command.lost == "main" else "main"
    try:
        signer = SigningKey.read(place.home.root_key(kept))
    except StoreUnavailable as error:
        raise StoreUnavailable("root_key_missing") from error
    if signer.public not in known.roots:
        raise StoreUnavailable("root_key_missing")
    path = place.home.root_key(command.lost)
    # A key that turns up again is kept beside the new one and opens nothing.
    fresh = SigningKey.generate()
    beside = path.with_name(f"{path.stem}-{fresh.id[:16]}.pem")
    fresh.write(beside)
    roots = (fresh.public, signer.public) if command.lost == "main" else (signer.public, fresh.public)
    _sign(place, known.with_roots(roots), signer, other_roots=True)
    if path.exists():
        durable.put_in_place(path, path.with_name(f"{path.stem}-old.pem"))
    durable.put_in_place(beside, path)
    return _roster(place)


def _sign(place: Workplace, roster: Roster, root: SigningKey, *, other_roots: bool = False) -> None:
    place.store.add_roster(roster.version, *sign_roster(roster, root), other_roots=other_roots)


# --- this PC -------------------------------------------------------------------------------------------------


def renew_key(home: Home, clock: Clock) -> str:
    """Give this PC a new key, also when the old one is lost; id of the new device.

    For a PC whose key is lost, that was taken off the roster, or whose data folder is a copy of another PC's. An
    office is registered anew by its next file; the union puts its own new key on the roster itself.

    Raises:
        StoreUnavailable: not set up (``not_set_up``), in use, or (union) no root key at hand.
    """
    where = home.database(read_settings(home.settings))
    with InstanceLock(where.lock).holding(), closing(where):
        if not where.exists():
            raise StoreUnavailable("not_set_up")
        store = Store.open(where)
        try:
            identity = store.identity()
            if identity is None:
                raise StoreUnavailable("not_set_up")
            fresh = SigningKey.generate()
            # Written before the store knows it: opening finds it by its id, so a kill in between costs nothing.
            fresh.write(home.waiting_key(fresh.id))
            now = clock().isoformat(timespec="seconds")
            if identity.office == UNION:
                _renew_union(home, store, identity.device, fresh, identity.section)
                store.renew_device(fresh.id, set(), now)
            else:
                store.renew_device(fresh.id, not_received(store, identity.device), now)
        finally:
            store.close()
        home.use_key(fresh.id)
    return fresh.id


def not_received(store: Store, device: str) -> set[str]:
    """Segments of a device that the union does not have by its latest word."""
    word = latest_word(store, UNION)
    prevs = store.segment_ids()
    received = closure(word.have, prevs) if word else set()
    return {one for one in store.segments_of(device) if one in prevs and one not in received}


def _renew_union(home: Home, store: Store, old: str, fresh: SigningKey, section: str) -> None:
    held = store.roster()
    assert held is not None, "a set-up store holds a roster"
    root = root_key(home, held[0])
    roster = held[0].with_device(Device(fresh.id, fresh.public, UNION, section or UNION))
    store.add_roster(roster.version, *sign_roster(roster, root))
    retired = roster.with_retired(old, store.ends_of(old))
    store.add_roster(retired.version, *sign_roster(retired, root))
