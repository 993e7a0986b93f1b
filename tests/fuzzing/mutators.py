"""Changes to files that keep them files: a fuzzer that only turns bytes never gets past a checksum or a signature.

A mutator takes a file apart, changes something inside, and puts it together again with every length, checksum and
signature right, so that what is behind them is reached. What cannot be taken apart is changed byte by byte. All
chance comes from one ``random.Random``; ``Raw`` is who changes plain bytes (Atheris, or ``raw.turn_bytes``).
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
from base64 import b64encode
from dataclasses import dataclass
from random import Random
from typing import Any

from alps_desk.bundle.csv_form import COLUMNS, MAX_PART, ROW_CHANGE, ROW_MANIFEST, ROW_ROSTER, ROW_SEGMENT
from alps_desk.bundle.keys import SigningKey
from alps_desk.bundle.manifest import SIGNING_PREFIX as MANIFEST_PREFIX
from alps_desk.domain import journal, roster
from alps_desk.domain.journal import canonical, change_id
from alps_desk.domain.records import TYPES
from tests.bundle.damage import HAKUBA_KEY, IKEDA_KEY, ROOT, UNION_KEY
from tests.fixtures.forging import file_of, resealed, rows_of
from tests.fuzzing.raw import TEXTS, Mutator, Raw, other_text
from tests.fuzzing.workbook_mutators import mutate_entry_xlsx, zipped

KEYS = {key.id: key for key in (IKEDA_KEY, HAKUBA_KEY, UNION_KEY)}
_NUMBERS = (0, 1, -1, 2, 255, 4_999, 5_000, 5_001, 10**15 - 1, 10**15, -(10**15), 2**63, 10**400)
_RECORDS = tuple(
    ":".join((name, owner, *({"fy": "2017", "period": "half1", "project": "F01P01"}.get(part, "a") for part in known.parts)))
    for name, known in TYPES.items()
    for owner in ("ikeda", "union")
) + ("unknown:ikeda", "unknown:ikeda:2017:x", "progress:ikeda", "progress:ikeda:99999:half1:F01P01", ":", "a:b:" + ":" * 50)  # fmt: skip
_FIELDS = tuple(sorted({name for known in TYPES.values() for name in known.fields})) + (
    "_deleted",
    "later_field",
)
_KEYS = (
    "at",
    "by",
    "n",
    "r",
    "seen",
    "set",
    "why",
    "for",
    "v",
    "count",
    "prev",
    "device",
    "schema",
    "app",
    "until",
    *_FIELDS,
)


# --- JSON ----------------------------------------------------------------------------------------------------


def json_value(chance: Random, value: Any, raw: Raw) -> Any:
    """A JSON value with one thing in it changed."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(sorted(value))
        match chance.randrange(8):
            case 0:
                return {name: one for name, one in value.items() if name != key}
            case 1:
                return {**value, chance.choice(_KEYS): value[key]}
            case _:
                return {**value, key: json_value(chance, value[key], raw)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        at = chance.randrange(len(value))
        match chance.randrange(6):
            case 0:
                return value[:at] + value[at + 1 :]
            case 1:
                return value[:at] + [value[at]] + value[at:]
            case 2:
                return [*value, chance.choice(("0" * 64, "f" * 64, 1, None))]
            case _:
                return [*value[:at], json_value(chance, value[at], raw), *value[at + 1 :]]
    return _leaf(chance, value, raw)


def _leaf(chance: Random, value: Any, raw: Raw) -> Any:
    match chance.randrange(9):
        case 0:
            return None
        case 1:
            return chance.choice((True, False))
        case 2:
            return chance.choice(_NUMBERS)
        case 3:
            return chance.choice(([], {}, [[]], {"set": {}}, [None], 1.5, {"a": [[[[[[[[1]]]]]]]]}))
        case 4:
            return chance.choice(_RECORDS)
        case 5:
            return {chance.choice(_FIELDS): chance.choice((None, 1, True, "x"))}
        case _:
            return other_text(chance, value if isinstance(value, str) else "", raw)


# --- bundles -------------------------------------------------------------------------------------------------


@dataclass
class _Draft:
    """A bundle taken apart: everything that is signed, without the signatures."""

    manifest: Any
    rosters: list[Any]
    segments: list[tuple[Any, list[str]]]


def _take_apart(data: bytes) -> _Draft | None:
    try:
        rows = rows_of(data)
        texts: dict[str, list[str]] = {ROW_MANIFEST: [""], ROW_ROSTER: [""]}
        segments: list[tuple[Any, list[str]]] = []
        for row in rows[1:-1]:
            if row[0] in texts:
                cell = json.loads(row[8])
                texts[row[0]][-1] += cell["body"]
                if cell["part"] == cell["parts"]:
                    texts[row[0]].append("")
            elif row[0] == ROW_SEGMENT:
                segments.append((json.loads(json.loads(row[8])["body"]), []))
            else:
                segments[-1][1].append(row[8])
        return _Draft(
            json.loads(texts[ROW_MANIFEST][0]), [*map(json.loads, texts[ROW_ROSTER][:-1])], segments
        )
    except (ValueError, KeyError, IndexError, TypeError, RecursionError, csv.Error):
        return None


def _put_together(draft: _Draft, chance: Random) -> bytes:
    rows: list[list[str]] = [list(COLUMNS)]

    def put(kind: str, cell: str) -> None:
        rows.append([kind, *[""] * 7, cell])

    def put_signed(kind: str, text: str, key: SigningKey, prefix: bytes) -> None:
        pieces = [text[at : at + MAX_PART] for at in range(0, len(text), MAX_PART)]
        for number, piece in enumerate(pieces, start=1):
            cell: dict[str, Any] = {"body": piece, "part": number, "parts": len(pieces)}
            if number == len(pieces):
                cell["sig"] = b64encode(key.sign(prefix + text.encode("utf-8", "surrogatepass"))).decode()
            put(kind, _canonical(cell))

    written = []
    for header, lines in draft.segments:
        if isinstance(header, dict) and "count" in header and chance.random() < 0.95:
            header["count"] = len(lines)
        text = _canonical(header)
        content = journal.segment_content(text, lines)
        device = header.get("device") if isinstance(header, dict) else None
        signature = KEYS.get(str(device), IKEDA_KEY).sign(journal.SIGNING_PREFIX + content)
        written.append((text, lines, signature, hashlib.sha256(content).hexdigest()))
    manifest = draft.manifest
    carried = _canonical(draft.rosters[-1]) if draft.rosters else ""
    if isinstance(manifest, dict) and chance.random() < 0.97:
        manifest = {
            **manifest, "segments": [one[3] for one in written],
            "roster": hashlib.sha256(carried.encode("utf-8", "surrogatepass")).hexdigest() if carried else "",
        }  # fmt: skip
    speaker = KEYS.get(str(manifest.get("device")) if isinstance(manifest, dict) else "", IKEDA_KEY)
    put_signed(ROW_MANIFEST, _canonical(manifest), speaker, MANIFEST_PREFIX)
    for one in draft.rosters:
        put_signed(ROW_ROSTER, _canonical(one), ROOT, roster.SIGNING_PREFIX)
    for text, lines, signature, _ in written:
        checks = "".join(change_id(line)[:4] for line in lines)
        sig = b64encode(signature).decode()
        put(ROW_SEGMENT, _canonical({"body": text, "checks": checks, "sig": sig}))
        for line in lines:
            put(ROW_CHANGE, line)
    return file_of(resealed(rows))


def _canonical(value: Any) -> str:
    with contextlib.suppress(ValueError, RecursionError, TypeError):
        return canonical(value)
    return "{}"


def mutate_bundle(data: bytes, most: int, chance: Random, raw: Raw) -> bytes:
    """A bundle with something changed: often under signatures that are right, sometimes in its rows or bytes."""
    if chance.random() < 0.1:
        return raw(data, most)
    if chance.random() < 0.15:
        return _mutate_rows(data, chance, raw)[:most]
    draft = _take_apart(data)
    if draft is None:
        return raw(data, most)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        _mutate_draft(draft, chance, raw)
    return _put_together(draft, chance)[:most]


def _mutate_draft(draft: _Draft, chance: Random, raw: Raw) -> None:
    match chance.randrange(10):
        case 0 | 1:
            draft.manifest = json_value(chance, draft.manifest, raw)
        case 2 | 3 if draft.rosters:
            at = chance.randrange(len(draft.rosters))
            changed = json_value(chance, draft.rosters[at], raw)
            if (
                isinstance(changed, dict)
                and isinstance(changed.get("version"), int)
                and chance.random() < 0.7
            ):
                changed["version"] += 1
            if chance.random() < 0.2:
                draft.rosters.append(changed)
            else:
                draft.rosters[at] = changed
        case 4 if draft.segments:
            at = chance.randrange(len(draft.segments))
            header, lines = draft.segments[at]
            draft.segments[at] = (json_value(chance, header, raw), lines)
        case 5 if draft.segments:
            at, to = chance.randrange(len(draft.segments)), chance.randrange(len(draft.segments))
            header, lines = draft.segments[at]
            if chance.random() < 0.5:
                draft.segments.insert(to, (header, [*lines]))
            else:
                del draft.segments[at]
        case _ if draft.segments:
            _, lines = chance.choice(draft.segments)
            if not lines:
                return
            at = chance.randrange(len(lines))
            match chance.randrange(8):
                case 0:
                    lines[at] = other_text(chance, lines[at], raw)
                case 1:
                    lines.insert(chance.randrange(len(lines) + 1), lines[at])
                case 2 if len(lines) > 1:
                    del lines[at]
                case 3:
                    with contextlib.suppress(ValueError, RecursionError, TypeError):
                        lines[at] = _canonical({**json.loads(lines[at]), "r": chance.choice(_RECORDS)})
                case _:
                    with contextlib.suppress(ValueError, RecursionError):
                        lines[at] = _canonical(json_value(chance, json.loads(lines[at]), raw))
        case _:
            draft.manifest = json_value(chance, draft.manifest, raw)


def _mutate_rows(data: bytes, chance: Random, raw: Raw) -> bytes:
    try:
        rows = rows_of(data)
    except (ValueError, csv.Error):
        return raw(data, 2 * len(data) + 64)
    rows = _mutate_grid(rows, chance, raw)
    if chance.random() < 0.6:
        with contextlib.suppress(IndexError):
            rows = resealed(rows)
    dress = chance.choice(
        (
            {},
            {},
            {"quoting": 0},
            {"delimiter": ";"},
            {"delimiter": "\t", "quoting": 0},
            {"lineterminator": "\n"},
        )
    )
    written = file_of(rows, **dress)
    if chance.random() < 0.1:
        return zipped([("a.csv", written, 8)])
    if chance.random() < 0.1:
        with contextlib.suppress(UnicodeError):
            return written.decode("utf-8-sig").encode("cp932")
    return written


# --- tables as text ------------------------------------------------------------------------------------------


def _mutate_grid(rows: list[list[str]], chance: Random, raw: Raw) -> list[list[str]]:
    rows = [list(row) for row in rows] or [[]]
    at, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    row = rows[at]
    column = chance.randrange(len(row) + 1)
    match chance.randrange(9):
        case 0:
            del rows[at]
        case 1:
            rows.insert(other, list(row))
        case 2:
            rows[at], rows[other] = rows[other], rows[at]
        case 3:
            row.insert(column, chance.choice(TEXTS))
        case 4 if column < len(row):
            del row[column]
        case 5:
            rows[at:at] = [[""] * chance.choice((0, 1, len(row), 300))] * chance.choice((1, 20, 500))
        case 6:
            for one in rows:
                one.insert(min(column, len(one)), chance.choice(("", "x")))
        case _ if row:
            column = min(column, len(row) - 1)
            row[column] = other_text(chance, row[column], raw)
    return rows


def mutate_entry_csv(data: bytes, most: int, chance: Random, raw: Raw) -> bytes:
    """A table as text with something changed in its cells, its dress or its bytes."""
    if chance.random() < 0.3:
        return raw(data, most)
    try:
        rows = rows_of(data)
    except (ValueError, csv.Error):
        return raw(data, most)
    rows = _mutate_grid(rows, chance, raw)
    written = file_of(
        rows, **chance.choice(({}, {"quoting": 0}, {"delimiter": "\t"}, {"lineterminator": "\n"}))
    )
    if chance.random() < 0.3:
        coding = chance.choice(
            ("utf-8", "cp932", "euc_jp", "utf-16", "utf-16-le", "iso2022_jp", "shift_jis_2004")
        )
        with contextlib.suppress(UnicodeError):
            written = written.decode("utf-8-sig").encode(coding, chance.choice(("strict", "replace")))
    return written[:most]


MUTATORS: dict[str, Mutator] = {
    "bundle": mutate_bundle,
    "entry-csv": mutate_entry_csv,
    "entry-xlsx": mutate_entry_xlsx,
}
