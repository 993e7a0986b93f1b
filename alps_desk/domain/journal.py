"""Changes and segments: exact bytes, ids, limits (sync-design 4 and 5).

A change is one save of one record: one canonical JSON line. Its id is the SHA-256 of that line, so a change that
was altered is another change. Lines are stored and forwarded as they are and never made again from their parts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from alps_desk.domain.errors import BundleRejected, InputRejected, NotFound
from alps_desk.domain.records import DELETED, TYPES, parse_record_id

Scalar = str | int | bool | None

MAX_TEXT = 10_000
"""Characters in one text value."""
MAX_INTEGER = 10**15
"""Integers are below this in absolute value."""
MAX_LINE = 30_000
"""Characters (UTF-16 units, as a spreadsheet counts) in one change: a cell ends at 32,767."""
MAX_DEPTH = 8
"""Lists and objects inside each other."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CHANGE_ID = re.compile(r"[0-9a-f]{64}\Z")
_NONCE = re.compile(r"[0-9a-f]{32}\Z")
_FIELD = re.compile(r"_?[a-z][a-z0-9_]{0,40}\Z")
_REQUIRED = frozenset(("at", "by", "n", "r", "seen", "set", "why"))
_ALLOWED = _REQUIRED | {"for"}
"""The keys of a change, without and with the office that it was entered for."""
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}\Z")


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(text)


def _integer(text: str) -> int:
    # Refused before int() sees it: a thousand digits would cost time and never be money.
    if len(text) > 17 or not -MAX_INTEGER < (value := int(text)) < MAX_INTEGER:
        raise ValueError(text)
    return value


# The scanner and the encoder behind json.loads and json.dumps, made once: a large import meets a million lines.
# typeshed does not know them; where the C encoder is missing, json.dumps does its work.
_scan: Any = json.JSONDecoder(
    parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_integer
).scan_once  # type: ignore[attr-defined]
_encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_make_chunks: Any = getattr(json.encoder, "c_make_encoder", None)
_chunks = _make_chunks and _make_chunks(
    None, _encoder.default, json.encoder.encode_basestring, None, ":", ",", True, False, False
)  # fmt: skip
_FIELDS = frozenset(name for known in TYPES.values() for name in known.fields)


def canonical(value: Any) -> str:
    """The one text of a JSON value: keys sorted, no spaces, no escapes that are not needed."""
    if _chunks is None or not isinstance(value, dict):
        return _encoder.encode(value)
    return "".join(_chunks(value, 0))


def parse_canonical(text: str) -> Any:
    """Read a JSON text that must be canonical.

    Comparing with the canonical text refuses duplicate keys, odd escapes and spaces in one go.

    Raises:
        ValueError: not JSON, not canonical, nested deeper than :data:`MAX_DEPTH`, a float, NaN, or an integer
            beyond :data:`MAX_INTEGER`.
    """
    try:
        value, end = _scan(text, 0)
        if end != len(text) or canonical(value) != text:
            raise ValueError("not canonical")
        if text.count("{") + text.count("[") > MAX_DEPTH and _deeper([value], MAX_DEPTH + 1):
            raise ValueError("nested too deeply")
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except StopIteration as error:
        raise ValueError("not a value") from error
    return value


def _deeper(container: Any, levels: int) -> bool:
    """Whether lists and objects lie deeper inside each other than so many levels."""
    inside = container.values() if type(container) is dict else container
    return levels == 0 or any(_deeper(one, levels - 1) for one in inside if type(one) in (dict, list))


def allowed_text(text: str) -> bool:
    """Whether every character may stand in a value: no control characters but newline and tab."""
    return _FORBIDDEN.search(text) is None


def allowed_time(text: str) -> bool:
    """Whether a text has the shape of a time in a change: ISO with offset, to the second."""
    return _AT.match(text) is not None


def utf16_length(text: str) -> int:
    """Length as spreadsheets count it: characters beyond the basic plane are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Change:
    """One save of one record.

    Attributes:
        id: SHA-256 of ``line``, hex.
        line: the exact text.
        record: record id.
        values: field → new value.
        seen: field → ids of the heads the writer had on screen.
        at: claimed time of writing, ISO with offset; for display only.
        by: claimed person; for display only.
        why: reason; required for deletions, resolutions, send-backs.
        on_behalf: office this was entered for (代行入力), "" otherwise.
    """

    id: str
    line: str
    record: str
    values: Mapping[str, Scalar]
    seen: Mapping[str, Sequence[str]]
    at: str
    by: str
    why: str
    on_behalf: str


def change_id(line: str) -> str:
    """Id of a change: SHA-256 of its text, hex."""
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def parse_change(line: str) -> Change:
    """Read one line.

    Raises:
        BundleRejected: not a well-formed change (code ``change_malformed``).
    """
    # Beyond the basic plane a character counts twice, so half the limit is always short enough.
    if len(line) > MAX_LINE // 2 and utf16_length(line) > MAX_LINE:
        raise BundleRejected("change_malformed")
    try:
        raw = parse_canonical(line)
        check_change(raw)
        parse_record_id(raw["r"])
    except (*MALFORMED, NotFound) as error:
        raise BundleRejected("change_malformed") from error
    return change_of(raw, line, change_id(line))


def change_of(raw: Mapping[str, Any], line: str, identifier: str) -> Change:
    """The change of a line that was read and checked (see :func:`check_change`)."""
    return Change(
        identifier, line, raw["r"], raw["set"], raw["seen"], raw["at"], raw["by"], raw["why"],
        raw.get("for", ""),
    )  # fmt: skip


MALFORMED = (ValueError, TypeError, AttributeError)
"""What :func:`check_change` raises."""


def check_change(raw: Any) -> None:
    """Check what a canonical line says, but its record id.

    Raises:
        ValueError, TypeError, AttributeError: it is no well-formed change.
    """
    if type(raw) is not dict or (raw.keys() != _REQUIRED and raw.keys() != _ALLOWED):
        raise ValueError("keys")
    at, by, why = raw["at"], raw["by"], raw["why"]
    if not (type(by) is str and type(why) is str and len(by) <= 200 and len(why) <= MAX_TEXT):
        raise ValueError("texts")
    if not (_AT.match(at) and _NONCE.match(raw["n"])):
        raise ValueError("at")
    if "for" in raw:
        behalf = raw["for"]
        if type(behalf) is not str or not 0 < len(behalf) <= 64:
            raise ValueError("for")
    if _FORBIDDEN.search(by + why):
        raise ValueError("characters")
    values = raw["set"]
    _check_values(values)
    if raw["seen"] != {}:
        _check_seen(raw["seen"], values)


def _check_values(values: Any) -> None:
    if type(values) is not dict or not values:
        raise ValueError("set")
    for name, value in values.items():
        if name not in _FIELDS and not _FIELD.match(name):
            raise ValueError("field name")
        kind = type(value)
        if kind is str:
            if len(value) > MAX_TEXT or _FORBIDDEN.search(value):
                raise ValueError("text value")
        elif kind is int:
            if not -MAX_INTEGER < value < MAX_INTEGER:
                raise ValueError("integer")
        elif kind is not bool and value is not None:
            raise ValueError("value type")
    if DELETED in values and type(values[DELETED]) is not bool:
        raise ValueError("deletion mark")


def _check_seen(seen: Any, values: Mapping[str, Scalar]) -> None:
    if type(seen) is not dict:
        raise ValueError("seen")
    # Only a deletion speaks of fields that it does not set: it says what its writer knew of the record.
    if not seen.keys() <= values.keys() and not (
        DELETED in values and all(map(_FIELD.match, seen.keys() - values.keys()))
    ):
        raise ValueError("seen of a field not set")
    heads = list(seen.values())
    # Whoever saves a record again has mostly seen the same change in every field.
    for ids in heads[:1] if heads.count(heads[0]) == len(heads) else heads:
        if type(ids) is not list or not ids or ids != sorted(set(ids)):
            raise ValueError("seen ids")
        if not all(map(_CHANGE_ID.match, ids)):
            raise ValueError("seen id")


def make_change(
    record: str,
    values: Mapping[str, Scalar],
    *,
    seen: Mapping[str, Sequence[str]],
    at: str,
    by: str,
    nonce: str,
    why: str = "",
    on_behalf: str = "",
) -> Change:
    """A new change.

    Args:
        nonce: 128 random bits, 32 hex digits.
        at: ISO time with offset, to the second.

    Raises:
        InputRejected: a value may not stand in a change (code ``value_refused``), or all together are too long
            (``change_too_long``: split it by field).
    """
    raw: dict[str, Any] = {
        "at": at,
        "by": by,
        "n": nonce,
        "r": record,
        "seen": {name: sorted(set(ids)) for name, ids in seen.items() if ids},
        "set": dict(values),
        "why": why,
    }
    if on_behalf:
        raw["for"] = on_behalf
    line = canonical(raw)
    if utf16_length(line) > MAX_LINE:
        raise InputRejected("change_too_long")
    try:
        return parse_change(line)
    except BundleRejected as error:
        raise InputRejected("value_refused") from error


# --- segments ------------------------------------------------------------------------------------------------

SIGNING_PREFIX = b"alps-desk segment 1\0"
_HEADER_KEYS = frozenset(("app", "count", "device", "prev", "schema", "v"))


@dataclass(frozen=True, slots=True)
class Segment:
    """A sealed run of changes of one device.

    Attributes:
        id: SHA-256 of :meth:`content`, hex.
        header: its exact header line.
        device: id of the device that wrote it.
        prev: id of that device's segment before, None for the first.
        count: number of changes.
        schema: :data:`records.SCHEMA` of the writer.
        lines: the changes, in writing order.
        signature: Ed25519 over ``SIGNING_PREFIX + content``.
    """

    id: str
    header: str
    device: str
    prev: str | None
    count: int
    schema: int
    lines: tuple[str, ...]
    signature: bytes


def segment_content(header: str, lines: Sequence[str]) -> bytes:
    """The bytes a segment's id and signature speak of: header and changes, each with LF."""
    return ("\n".join((header, *lines)) + "\n").encode("utf-8", "surrogatepass")


def segment_header(*, app: str, device: str, prev: str | None, count: int, schema: int) -> str:
    """The exact header line."""
    return canonical({"app": app, "count": count, "device": device, "prev": prev, "schema": schema, "v": 1})


def read_segment(header: str, lines: Sequence[str], signature: bytes) -> Segment:
    """Put a segment together from its texts; the signature is not judged here.

    Raises:
        BundleRejected: header malformed, or another number of lines than it says (``segment_malformed``);
            a later format (``format_unknown``).
    """
    try:
        raw = parse_canonical(header)
        if type(raw) is not dict or type(raw.get("v")) is not int:
            raise ValueError("header")
        if raw["v"] != 1:
            raise BundleRejected("format_unknown")
        if raw.keys() != _HEADER_KEYS:
            raise ValueError("header keys")
        prev, device = raw["prev"], raw["device"]
        if not (type(device) is str and _CHANGE_ID.match(device)):
            raise ValueError("device")
        if not (prev is None or (type(prev) is str and _CHANGE_ID.match(prev))):
            raise ValueError("prev")
        if type(raw["count"]) is not int or raw["count"] != len(lines) or not lines:
            raise ValueError("count")
        if type(raw["schema"]) is not int or type(raw["app"]) is not str or len(raw["app"]) > 40:
            raise ValueError("schema")
    except ValueError as error:
        raise BundleRejected("segment_malformed") from error
    digest = hashlib.sha256(segment_content(header, lines)).hexdigest()
    return Segment(digest, header, device, prev, raw["count"], raw["schema"], tuple(lines), signature)
