"""Whether a parcel may be believed: roster, manifest, segments, authorisation (sync-design 7, steps 4 to 7).

Promise: pure judgement over what the file holds and the roster now held; nothing is written, nothing is believed
because of when or how it arrived.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from alps_desk import __version__
from alps_desk.bundle import keys, quick
from alps_desk.bundle.csv_form import Parcel, Signed, first_changed
from alps_desk.bundle.manifest import EVERYONE, Manifest, is_newer
from alps_desk.bundle.manifest import SIGNING_PREFIX as MANIFEST_PREFIX
from alps_desk.domain import journal, roster
from alps_desk.domain.arrivals import Arrival, arrival
from alps_desk.domain.chains import closure
from alps_desk.domain.errors import BundleRejected, excerpt
from alps_desk.domain.journal import Change, Segment, parse_change
from alps_desk.domain.ownership import offending_field
from alps_desk.domain.roster import Device, Roster, device_id


@dataclass(frozen=True)
class UnknownDevice:
    """A file of a device that asks to be registered.

    Attributes:
        device: what would go into the roster.
        code: the eight groups to compare by telephone.
    """

    device: Device
    code: str


def trusted_roster(
    signed: Signed | None, held: tuple[Roster, str] | None, earlier: Sequence[Signed] = ()
) -> tuple[Roster, bool]:
    """The roster to judge by, and whether it is the file's.

    Args:
        signed: roster in the file.
        earlier: rosters by which root keys were replaced, oldest first: a PC that was away follows them from the
            roots it holds to those of today.
        held: roster now held and its exact text; None on a PC that is being set up, which believes its
            登録ファイル.

    Raises:
        BundleRejected: ``roster_forged`` (newer, and not signed by a root now held), ``roster_twins`` (same
            version, other text), ``roster_missing`` (neither).
    """
    if signed is None:
        if held is None:
            raise BundleRejected("roster_missing")
        return held[0], False
    if held is not None and signed.text == held[1]:
        return held[0], False
    for one in earlier if held is not None else ():
        step, newer = trusted_roster(one, held)
        held = (step, one.text) if newer else held
    brought = roster.parse_roster(signed.text)
    if held is not None and brought.version <= held[0].version:
        if brought.version == held[0].version:
            raise BundleRejected("roster_twins")
        # An older one is nobody's word any more: it is passed over, whoever signed it.
        return held[0], False
    roots = held[0].roots if held is not None else brought.roots
    content = roster.SIGNING_PREFIX + signed.text.encode("utf-8")
    if not any(keys.verify(root, signed.signature, content) for root in roots):
        raise BundleRejected("roster_forged")
    return brought, True


def check_manifest(parcel: Parcel, known: Roster, me: str) -> UnknownDevice | None:
    """Judge who sent the file and to whom, and whether all of it is there that the sender named.

    Returns:
        The asking device when it is not registered yet, else None.

    Raises:
        BundleRejected: ``manifest_forged``, ``device_unknown``, ``device_retired``, ``not_for_us``,
            ``file_own``, ``bundle_altered``, ``bundle_altered_row``; ``needs_newer_program`` for a true file that
            this program is too old for.
    """
    manifest = parcel.manifest
    if manifest.to not in (me, EVERYONE):
        if manifest.sender == me:
            raise BundleRejected("file_own", to=manifest.to)
        raise BundleRejected("not_for_us", office=manifest.sender, to=manifest.to)
    wanted = hashlib.sha256(parcel.roster.text.encode("utf-8")).hexdigest() if parcel.roster else ""
    if manifest.roster != wanted:
        raise BundleRejected("bundle_altered")
    device = known.devices.get(manifest.device)
    unknown = None
    if device is None:
        device = _asking(manifest)
        if device is None or manifest.sender not in known.offices:
            raise BundleRejected("device_unknown", office=manifest.sender)
        unknown = UnknownDevice(device, keys.pairing_code(device.key))
    if device.until is not None:
        raise BundleRejected("device_retired", office=manifest.sender)
    if device.office != manifest.sender:
        raise BundleRejected("manifest_forged", office=manifest.sender)
    content = MANIFEST_PREFIX + parcel.manifest_signed.text.encode("utf-8")
    if not keys.verify(device.key, parcel.manifest_signed.signature, content):
        raise BundleRejected("manifest_forged", office=manifest.sender)
    if is_newer(manifest.needs, than=__version__):
        # Before anything is made of what it holds, and after it is known who says so.
        raise BundleRejected("needs_newer_program", needs=excerpt(manifest.needs))
    if manifest.segments != tuple(segment.id for segment in parcel.segments):
        raise first_changed(parcel) or BundleRejected("bundle_altered")
    return unknown


def _asking(manifest: Manifest) -> Device | None:
    request = manifest.request
    if request is None or device_id(request.key) != manifest.device:
        return None
    return Device(manifest.device, request.key, manifest.sender, request.label)


def sender_of(
    parcel: Parcel, held: tuple[Roster, str] | None, me: str
) -> tuple[Roster, bool, UnknownDevice | None]:
    """The roster to judge by, whether the file brings it, and the device that asks to be registered, if one does.

    Raises:
        BundleRejected: as :func:`trusted_roster` and :func:`check_manifest`; ``bundle_is_practice`` for a file whose
            sender practises in another region than this one.
    """
    try:
        known, brought = trusted_roster(parcel.roster, held, parcel.earlier)
        return known, brought, check_manifest(parcel, known, me)
    except BundleRejected as refusal:
        if parcel.manifest.practice and refusal.code in _STRANGERS:
            raise BundleRejected("bundle_is_practice") from refusal
        raise


_STRANGERS = ("roster_forged", "roster_twins", "manifest_forged", "device_unknown")


def prove_segments(
    parcel: Parcel,
    known: Roster,
    asking: Device | None = None,
    chains: Mapping[str, str | None] = MappingProxyType({}),
) -> list[Arrival]:
    """Judge every segment and every change.

    Args:
        asking: the device that asks to be registered, judged as if it were.
        chains: segments taken before → the one before each: the past of a retired device may lie there.

    Raises:
        BundleRejected: ``segment_forged``, ``segment_stranger``, ``change_malformed``,
            ``segment_retired``, ``not_allowed`` with office, record and field. One bad change refuses the file;
            what nobody may write is told only when all of the file is as its writers made it.
    """
    proved = []
    offence: BundleRejected | None = None
    accepted = _accepted(parcel, known, chains)
    for segment, first in zip(parcel.segments, parcel.first_rows, strict=True):
        device = known.devices.get(segment.device)
        if device is None and asking is not None and asking.id == segment.device:
            device = asking
        if device is None:
            raise BundleRejected("segment_stranger", office=parcel.manifest.sender)
        if device.id in accepted and segment.id not in accepted[device.id]:
            raise BundleRejected("segment_retired", office=device.office)
        content = journal.segment_content(segment.header, segment.lines)
        if not keys.verify(device.key, segment.signature, journal.SIGNING_PREFIX + content):
            raise BundleRejected("segment_forged", row=first, office=device.office)
        found = quick.arrival_of(segment, content, device.office)
        if found is None:
            try:
                found = arrival(segment, device.office, _changes(segment, device.office, first))
            except BundleRejected as refusal:
                if refusal.code != "not_allowed":
                    raise
                offence = offence or refusal
                continue
        proved.append(found)
    if offence is not None:
        raise offence
    return proved


def _accepted(parcel: Parcel, known: Roster, chains: Mapping[str, str | None]) -> dict[str, set[str]]:
    """Retired device → its segments that stay valid: the last that were accepted and their ancestors."""
    if not known.retired:
        return {}
    prevs = {**chains, **{segment.id: segment.prev for segment in parcel.segments}}
    return {device.id: closure(device.until or (), prevs) for device in known.retired}


def _changes(segment: Segment, office: str, first_row: int) -> tuple[Change, ...]:
    changes = []
    offence: BundleRejected | None = None
    for at, line in enumerate(segment.lines):
        try:
            change = parse_change(line)
        except BundleRejected as error:
            raise BundleRejected("change_malformed", row=first_row + 1 + at) from error
        field = offending_field(change, office)
        if field is not None and offence is None:
            offence = BundleRejected(
                "not_allowed", office=office, record=change.record, field=field, row=first_row + 1 + at
            )
        changes.append(change)
    if offence is not None:
        raise offence
    return tuple(changes)
