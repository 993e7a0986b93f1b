"""The roster: which device belongs to which office (sync-design 9).

Pure data; signatures are judged in the bundle room.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import allowed_text, canonical, parse_canonical

SIGNING_PREFIX = b"alps-desk roster 1\0"
_HEX64 = re.compile(r"[0-9a-f]{64}\Z")
MAX_LABEL = 200
"""Characters of a device's label."""
_OFFICE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}\Z")


def device_id(public: str) -> str:
    """Id of the device that owns this public key (64 hex digits)."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()


def is_office(text: str) -> bool:
    """Whether a text has the shape of an office's key."""
    return _OFFICE.match(text) is not None


@dataclass(frozen=True)
class Device:
    """One installation.

    Attributes:
        id: SHA-256 of the public key, hex.
        key: Ed25519 public key, 64 hex digits.
        office: office key.
        label: for people, such as "総務課のパソコン".
        until: None while in use; else the ids of its last accepted segments: their ancestors stay valid and
            anything else of that key is refused.
    """

    id: str
    key: str
    office: str
    label: str
    until: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Roster:
    """Who may take part.

    Attributes:
        version: rises by one with every change.
        offices: keys of the offices, official order.
        devices: by id.
        roots: public keys (hex) of the main and the spare root key.
    """

    version: int
    offices: tuple[str, ...]
    devices: Mapping[str, Device]
    roots: tuple[str, ...]

    @cached_property
    def retired(self) -> tuple[Device, ...]:
        """Devices that have ended."""
        return tuple(device for device in self.devices.values() if device.until is not None)

    def with_device(self, device: Device) -> Roster:
        """The next roster, with a device added."""
        return replace(self, version=self.version + 1, devices={**self.devices, device.id: device})

    def with_retired(self, device: str, until: tuple[str, ...]) -> Roster:
        """The next roster, in which a device has ended with some segments."""
        retired = replace(self.devices[device], until=until)
        return replace(self, version=self.version + 1, devices={**self.devices, device: retired})

    def with_roots(self, roots: tuple[str, ...]) -> Roster:
        """The next roster, with other root keys."""
        return replace(self, version=self.version + 1, roots=roots)


def roster_text(roster: Roster) -> str:
    """The exact text that is signed."""
    devices = [
        {"id": d.id, "key": d.key, "label": d.label, "office": d.office,
         "until": None if d.until is None else list(d.until)}
        for d in sorted(roster.devices.values(), key=lambda d: d.id)
    ]  # fmt: skip
    return canonical(
        {
            "devices": devices,
            "offices": list(roster.offices),
            "roots": list(roster.roots),
            "v": 1,
            "version": roster.version,
        }
    )


@lru_cache(maxsize=2)
def parse_roster(text: str) -> Roster:
    """Read a roster text; that of a whole country is read once for many files.

    Raises:
        BundleRejected: malformed (``roster_malformed``) or of a later format (``format_unknown``).
    """
    try:
        raw = parse_canonical(text)
        if type(raw) is not dict or type(raw.get("v")) is not int:
            raise ValueError("shape")
        if raw["v"] != 1:
            raise BundleRejected("format_unknown")
        offices, roots = raw["offices"], raw["roots"]
        if not (type(offices) is list and all(type(o) is str and is_office(o) for o in offices)):
            raise ValueError("offices")
        if not (type(roots) is list and roots and all(type(r) is str and _HEX64.match(r) for r in roots)):
            raise ValueError("roots")
        if type(raw["version"]) is not int or raw["version"] < 1:
            raise ValueError("version")
        devices = [_device(one) for one in raw["devices"]]
        if len({device.id for device in devices}) != len(devices):
            raise ValueError("a device twice")
        known = set(offices)
        if any(device.office not in known for device in devices):
            raise ValueError("device of an unknown office")
    except (ValueError, KeyError, TypeError) as error:
        raise BundleRejected("roster_malformed") from error
    return Roster(raw["version"], tuple(offices), {d.id: d for d in devices}, tuple(roots))


def _device(raw: Any) -> Device:
    until = raw["until"]
    if until is not None and not (
        type(until) is list and all(type(one) is str and _HEX64.match(one) for one in until)
    ):
        raise ValueError("until")
    if not all(type(raw[name]) is str for name in ("id", "key", "office", "label")):
        raise ValueError("device")
    if not (_HEX64.match(raw["key"]) and raw["id"] == device_id(raw["key"])):
        raise ValueError("device id")
    if len(raw["label"]) > MAX_LABEL or not allowed_text(raw["label"]):
        raise ValueError("label")
    return Device(raw["id"], raw["key"], raw["office"], raw["label"], None if until is None else tuple(until))
