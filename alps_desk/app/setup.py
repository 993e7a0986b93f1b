"""Setting an office up: the union from a region folder, an office from the union's 登録ファイル."""

from __future__ import annotations

from dataclasses import dataclass, replace

from alps_desk import durable, wording
from alps_desk.app import planning, recording
from alps_desk.app.home_settings import read_settings, signature, write_settings
from alps_desk.app.save_values import SaveValues
from alps_desk.app.workplace import Clock, Home, NonceMaker, Workplace
from alps_desk.bundle import keys
from alps_desk.bundle.csv_form import Parcel, read_bundle
from alps_desk.bundle.keys import SigningKey
from alps_desk.bundle.verify import check_manifest, prove_segments, trusted_roster
from alps_desk.domain import roster
from alps_desk.domain.errors import BundleRejected, InputRejected, StoreUnavailable
from alps_desk.domain.plan import build_plan
from alps_desk.domain.records import UNION
from alps_desk.domain.roster import Device, Roster
from alps_desk.store import room
from alps_desk.store.local_disk import refuse_network_place
from alps_desk.store.lock import InstanceLock
from alps_desk.store.rows import Identity, ImportRow, PeerRow
from alps_desk.store.store import Store
from alps_desk.store.where import DatabaseFile


@dataclass(frozen=True)
class SetUp:
    """Make the store of one office.

    Attributes:
        office: office key; section, person: for the history, may be empty on the command line.
        registration: bytes of the 登録ファイル (offices).
        region: name or folder of the region (union).
        pack: the region itself, in place of its name (union).
        store: SQLAlchemy URL of the data, if they are to be on a server; kept in the settings.
        practice: the 登録ファイル of a practice is taken, and only that.
    """

    office: str
    section: str = ""
    person: str = ""
    registration: bytes | None = None
    region: str = "kita-alps"
    store: str = ""
    pack: planning.RegionPack | None = None
    practice: bool = False


def set_up(home: Home, command: SetUp, clock: Clock, nonce: NonceMaker) -> Workplace:
    """Make the home of one office; it is there whole or not at all.

    Raises:
        StoreUnavailable: set up before (``already_set_up``), or the folder cannot be used.
        InputRejected, BundleRejected: the registration file or the region is refused.
    """
    settings = read_settings(home.settings)
    if command.store:
        settings = replace(settings, store=command.store)
    where = home.database(settings)
    if home.store.exists():
        raise StoreUnavailable("already_set_up")
    if command.office == UNION and command.registration is not None:
        raise InputRejected("union_takes_region")
    if command.office != UNION and command.registration is None:
        raise InputRejected("registration_needed")
    section, person = (signature(text) for text in (command.section, command.person))
    whose = Identity(command.office, "", section, person, {})
    if isinstance(where, DatabaseFile):
        refuse_network_place(home.root)
    lock = InstanceLock(where.lock)
    try:
        durable.make_folder(home.root)
        # Everything is made beside the place and takes it at the very end, so a kill leaves nothing half done.
        with lock.holding(), Store.new(where) as store:
            key = _device_key(home)
            identity = replace(whose, device=key.id)
            store.set_identity(identity)
            place = Workplace(home, store, key, settings.of(identity), clock, nonce, lock)
            if command.office == UNION:
                _make_union(place, command)
            else:
                assert command.registration is not None
                _join(place, command.registration, practice=command.practice)
            if command.store:
                write_settings(home.settings, settings)
    except OSError as error:
        if room.is_full(error):
            raise room.no_room(home.root) from error
        raise StoreUnavailable("cannot_write", file=home.root.name) from error
    return replace(place, store=Store.open(where))


def _device_key(home: Home) -> SigningKey:
    # A key left by a set-up that was cut off is as good as a new one: nobody has seen it.
    if home.device_key.exists():
        return SigningKey.read(home.device_key)
    key = SigningKey.generate()
    key.write(home.device_key)
    return key


def _make_union(place: Workplace, command: SetUp) -> None:
    pack = command.pack or planning.read_region(command.region)
    roots = []
    for which in ("main", "spare"):
        path = place.home.root_key(which)
        if not path.exists():
            SigningKey.generate().write(path)
        roots.append(SigningKey.read(path))
    device = Device(place.key.id, place.key.public, UNION, command.section or UNION)
    first = Roster(1, pack.offices, {device.id: device}, tuple(root.public for root in roots))
    content, signature = sign_roster(first, roots[0])
    place.store.add_roster(first.version, content, signature)
    recording.save(place, SaveValues(pack.values))


def sign_roster(content: Roster, root: SigningKey) -> tuple[str, bytes]:
    """The roster's exact text and its signature by a root key."""
    text = roster.roster_text(content)
    return text, root.sign(roster.SIGNING_PREFIX + text.encode("utf-8"))


def root_key(home: Home, held: Roster) -> SigningKey:
    """A root key of the roster now held: the main one, else the spare.

    Raises:
        StoreUnavailable: neither is at hand (``root_key_missing``).
    """
    for which in ("main", "spare"):
        try:
            key = SigningKey.read(home.root_key(which))
        except StoreUnavailable:
            continue
        if key.public in held.roots:
            return key
    raise StoreUnavailable("root_key_missing")


def read_registration(data: bytes) -> tuple[Parcel, Roster]:
    """Read and judge a 登録ファイル on a PC that knows nobody yet.

    Raises:
        BundleRejected: damaged, forged in itself, or another kind of file (``not_a_registration``).
    """
    parcel = read_bundle(data)
    if parcel.manifest.kind != "registration":
        raise BundleRejected("not_a_registration")
    known, _ = trusted_roster(parcel.roster, None)
    if check_manifest(parcel, known, parcel.manifest.to) is not None:
        raise BundleRejected("manifest_forged", office=parcel.manifest.sender)
    return parcel, known


def offices_of_registration(data: bytes) -> list[tuple[str, str]]:
    """Keys and names of the offices that a 登録ファイル is for, official order (first set-up screen)."""
    parcel, known = read_registration(data)
    proved = prove_segments(parcel, known)
    cells = (
        (change.record, name, value)
        for one in proved
        for change in one.changes
        for name, value in change.values.items()
    )
    plan = build_plan(cells)
    return [(body.key, body.name) for body in plan.bodies if body.key in known.offices]


def _join(place: Workplace, data: bytes, *, practice: bool) -> None:
    parcel, known = read_registration(data)
    if place.office not in known.offices:
        raise InputRejected("office_unknown", office=place.office[:40])
    proved = prove_segments(parcel, known)
    assert parcel.roster is not None
    with place.store.importing(keep=True) as session:
        session.add_roster(known.version, parcel.roster.text, parcel.roster.signature)
        number = session.next_import_no()
        taken = session.take(proved, number)
        session.log_import(
            ImportRow(
                number, parcel.sha256, wording.say("registration_file"), parcel.manifest.sender,
                parcel.manifest.device, parcel.manifest.made_at, place.now, taken.new, 0, 0, 0,
                parcel.manifest.kind,
            )
        )  # fmt: skip
        session.note_peer(
            PeerRow(parcel.manifest.device, parcel.manifest.sender, place.now, number, parcel.manifest.have)
        )
        if taken.segments != len(parcel.segments):
            raise BundleRejected("bundle_altered")
    if planning.plan_in_force(place).practice != practice:
        raise InputRejected("registration_is_practice")


def pairing_code(place: Workplace) -> str:
    """The eight groups of this PC, to be compared by telephone."""
    return keys.pairing_code(place.key.public)
