"""The manifest: what a bundle says of itself, signed by the device that made it (sync-design 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import allowed_text, allowed_time, canonical, parse_canonical
from alps_desk.domain.roster import MAX_LABEL, is_office

SIGNING_PREFIX = b"alps-desk manifest 1\0"
FORMAT = 1
EVERYONE = "*"
_HEX64 = re.compile(r"[0-9a-f]{64}\Z")
_REASON = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")


@dataclass(frozen=True)
class Request:
    """A device that asks to be registered."""

    key: str
    label: str


@dataclass(frozen=True)
class Manifest:
    """What a bundle says of itself.

    Attributes:
        kind: ``submission`` (office → union), ``union`` (union → offices) or ``registration`` (登録ファイル).
        sender: office key; ``device`` its device.
        to: office key, or ``*`` for everyone.
        segments: ids of the segments in the file, in order.
        have: heads of the complete chains the sender holds, sorted: a receipt.
        held: ids of segments that the sender keeps but does not count (保留).
        refused: segment id → code of the reason.
        digest: sender's digest of everything in ``have``'s past, and the schema it was made with.
        roster: SHA-256 of the roster's text in the file, "" without one.
        request: set while the device is not registered.
        made_at: claimed time of writing; ``by`` and ``section`` claimed person, for display.
        words: SHA-256 of the 内容 cells as written (``csv_form.words_digest``): what people read is signed too.
        app: version of the program; ``needs`` oldest version that reads it.
        practice: it comes from a region made for practising. Its keys alone keep it out of the real reports; this only
            lets a refusal say so.
    """

    kind: str
    sender: str
    device: str
    to: str
    segments: tuple[str, ...]
    have: tuple[str, ...]
    digest: str
    schema: int
    made_at: str
    app: str
    by: str = ""
    section: str = ""
    held: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    roster: str = ""
    words: str = ""
    request: Request | None = None
    needs: str = "0.1.0"
    practice: bool = False


def is_newer(version: str, than: str) -> bool:
    """Whether a version of the program comes after another; what is no number in them counts nothing."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    found = [int(part) for part in re.findall(r"[0-9]+", version[:40])]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def manifest_text(manifest: Manifest) -> str:
    """The exact text that is signed."""
    raw: dict[str, Any] = {
        name: getattr(manifest, name)
        for name in ("kind", "sender", "device", "to", "digest", "schema", "made_at", "app", "by",
                     "section", "roster", "words", "needs")
    }  # fmt: skip
    raw["format"] = FORMAT
    for name in ("segments", "have", "held"):
        raw[name] = list(getattr(manifest, name))
    raw["refused"] = dict(manifest.refused)
    raw["request"] = (
        None if manifest.request is None else {"key": manifest.request.key, "label": manifest.request.label}
    )
    if manifest.practice:
        raw["practice"] = True
    return canonical(raw)


def parse_manifest(text: str) -> Manifest:
    """Read a manifest.

    Raises:
        BundleRejected: malformed (``manifest_malformed``) or of a later format (``format_unknown``).
    """
    try:
        raw = parse_canonical(text)
        if type(raw) is not dict or type(raw.get("format")) is not int:
            raise ValueError("shape")
        if raw["format"] != FORMAT:
            raise BundleRejected("format_unknown")
        texts = {
            name: raw[name]
            for name in ("kind", "sender", "device", "to", "digest", "made_at", "app", "by", "section",
                         "roster", "words", "needs")
        }  # fmt: skip
        if not all(type(value) is str and len(value) <= 200 for value in texts.values()):
            raise ValueError("texts")
        if not allowed_text("".join(texts.values())) or not allowed_time(texts["made_at"]):
            raise ValueError("texts")
        if texts["kind"] not in ("submission", "union", "registration") or not _HEX64.match(texts["device"]):
            raise ValueError("kind")
        # Both stand in sentences before anybody's signature was looked at.
        if not is_office(texts["sender"]) or not (texts["to"] == EVERYONE or is_office(texts["to"])):
            raise ValueError("offices")
        lists = {name: _ids(raw[name]) for name in ("segments", "have", "held")}
        refused = raw["refused"]
        if not all(_HEX64.match(one) and _REASON.match(why) for one, why in refused.items()):
            raise ValueError("refused")
        if type(raw["schema"]) is not int:
            raise ValueError("schema")
        request = raw["request"]
        asked = None if request is None else Request(request["key"], request["label"])
        if asked and not (
            _HEX64.match(asked.key) and len(asked.label) <= MAX_LABEL and allowed_text(asked.label)
        ):
            raise ValueError("request")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleRejected("manifest_malformed") from error
    return Manifest(
        **texts,
        segments=lists["segments"],
        have=lists["have"],
        held=lists["held"],
        schema=raw["schema"],
        refused=refused,
        request=asked,
        practice=raw.get("practice") is True,
    )


def _ids(raw: Any) -> tuple[str, ...]:
    if type(raw) is not list or not all(type(one) is str and _HEX64.match(one) for one in raw):
        raise ValueError("ids")
    if len(set(raw)) != len(raw):
        raise ValueError("ids repeat")
    return tuple(raw)
