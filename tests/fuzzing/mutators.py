"""Changes to files that keep them files: a fuzzer that only turns bytes never gets past a checksum or a signature.

A mutator takes a file apart, changes something inside, and puts it together again with every length, checksum and
signature right, so that what is behind them is reached. What cannot be taken apart is changed byte by byte. All
chance comes from one ``random.Random``; ``Raw`` is who changes plain bytes (Atheris, or :func:`turn_bytes`).
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import re
import warnings
import zipfile
from base64 import b64encode
from collections.abc import Callable
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

Raw = Callable[[bytes, int], bytes]
"""Bytes and the most there may be → other bytes."""
Mutator = Callable[[bytes, int, Random, Raw], bytes]

KEYS = {key.id: key for key in (IKEDA_KEY, HAKUBA_KEY, UNION_KEY)}
_MOST_INSIDE = 4 * 1024 * 1024
"""Bytes that a mutator looks at inside a container."""

_TEXTS = (
    "", "0", "1", "-1", "x", "=1+1", "'", '"', "\\", "\n", "\r\n", "\t", "\0", "\x1b[2J", "\u202e", "\ud83d", "𠮷", "か\u3099",
    "神\ufa19", "髙﨑", "ー" * 300, "x" * 10_001, "null", "NaN", "1e9", "2017", "999999999999999", "1000000000000000",
    "0" * 64, "f" * 64, "2017-09-31", "2017-11-23T10:05:00+09:00", "half1", "ikeda", "union", "hakuba", "#N/A", "____", "%s{0}",
)  # fmt: skip
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


def turn_bytes(data: bytes, most: int, chance: Random) -> bytes:
    """Some bytes changed, cut, doubled or put in."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(found) + 1)
        length = chance.choice((1, 1, 2, 4, 16, 200))
        match chance.randrange(5):
            case 0 if at < len(found):
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                found[at:at] = chance.randbytes(length)
            case 2:
                del found[at : at + length]
            case 3:
                found[at:at] = found[at : at + length]
            case _:
                found[at:at] = chance.choice(_TEXTS).encode("utf-8", "surrogatepass")
    return bytes(found[:most])


def _text(chance: Random, old: str, raw: Raw) -> str:
    if chance.random() < 0.5:
        return chance.choice(_TEXTS)
    return raw(old.encode("utf-8", "surrogatepass"), max(64, 2 * len(old))).decode("utf-8", "surrogateescape")


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
            return _text(chance, value if isinstance(value, str) else "", raw)


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
                    lines[at] = _text(chance, lines[at], raw)
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
        return _zipped([("a.csv", written, 8)])
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
            row.insert(column, chance.choice(_TEXTS))
        case 4 if column < len(row):
            del row[column]
        case 5:
            rows[at:at] = [[""] * chance.choice((0, 1, len(row), 300))] * chance.choice((1, 20, 500))
        case 6:
            for one in rows:
                one.insert(min(column, len(one)), chance.choice(("", "x")))
        case _ if row:
            column = min(column, len(row) - 1)
            row[column] = _text(chance, row[column], raw)
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


# --- workbooks -----------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_ATTRIBUTE = re.compile(r'="([^"]*)"')
_VALUES = (
    "s", "str", "inlineStr", "b", "n", "e", "d", "A1", "B2", "XFD1048576", "A1:B40000", "$A$1", "a1", "AAAA1", "A0", "0", "1",
    "-1", "14", "9", "200", "99999999", "1e400", "0%", "yyyy/m/d", "[h]:mm", "[$-411]ggge", '"', "rId1", "rId9", "hidden",
    "../../x.xml", "/xl/workbook.xml", "External", "worksheet", "x" * 40_000,
)  # fmt: skip
_SNIPPETS = (
    '<c t="s"><v>0</v></c>', "<c><v>1E+308</v></c>", "<c><v>-0</v></c>", '<c s="1"><v>43000.5</v></c>', '<c t="b"><v>1</v></c>',
    '<c t="inlineStr"><is><t>_x000D_あ</t></is></c>', '<c t="str"><v>_xD83D__xDE00_</v></c>', "<c><f>1+1</f></c>", "<row/>",
    '<row r="20001"><c><v>1</v></c></row>', '<mergeCell ref="A1:XFD1048576"/>', "<rPh><t>よみ</t></rPh>", "<si><t>x</t></si>",
    '<numFmt numFmtId="200" formatCode="[[[["/>', "<![CDATA[<v>]]>", "&#x10FFFF;", "<t>x</t>", "<v>1</v>", "<row><c/></row>",
    '<sheetData><row r="1"><c t="str"><v>x</v></c></row></sheetData>', '<xf numFmtId="14"/>', "<!-- x -->", '<c r="GR1"><v>1</v></c>',
    '<c t="str"><v>_x0000_</v></c>', '<c t="e"><v>#REF!</v></c>', '<row r="1"><c r="A1" t="str"><v>甲</v></c></row>',
    '<!DOCTYPE x [<!ENTITY a "a">]>', "&a;", "&#0;", '<?xml version="1.0" encoding="utf-16"?>', "<!--", "</sheetData>", "<sheetData>",
    "<t>", "</t>", "<v>", "</c>",
)  # fmt: skip

_WHOLE_SNIPPETS = 26
"""As many of them leave a whole text whole."""


def _unzipped(data: bytes) -> list[tuple[str, bytes, int]] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > 60 or sum(info.file_size for info in infos) > _MOST_INSIDE:
                return None
            return [(info.filename, archive.read(info), info.compress_type) for info in infos]
    except Exception:  # noqa: BLE001  # whatever cannot be taken apart is changed byte by byte
        return None


def _zipped(parts: list[tuple[str, bytes, int]]) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore")  # a name twice is what is wanted here
        for name, content, method in parts:
            info = zipfile.ZipInfo(name.replace("\0", "") or "x")
            archive.writestr(info, content, method if method in (0, 8, 12, 14) else 8, 1)
    return stream.getvalue()


def _element(tokens: list[str], at: int) -> int:
    """Where the element ends that begins at a token, so that what is taken out leaves a whole text."""
    depth = 0
    for number in range(at, len(tokens)):
        one = tokens[number]
        if one.startswith("</"):
            depth -= 1
        elif one.startswith("<") and not one.endswith("/>") and one[1:2] not in ("?", "!"):
            depth += 1
        if depth <= 0:
            return number + 1
    return len(tokens)


def mutate_xml(text: str, chance: Random, raw: Raw) -> str:
    """An XML text with something changed between its tags or in its attributes; most times it stays whole."""
    tokens = _TOKEN.findall(text) or [text]
    at = chance.randrange(len(tokens))
    end = _element(tokens, at)
    match chance.randrange(24):
        case 0 | 12:
            del tokens[at:end]
        case 1 | 13:
            other = chance.randrange(len(tokens))
            tokens[other:other] = tokens[at:end]
        case 2:
            tokens[at:at] = tokens[at:end][:400] * chance.choice((1, 2, 10, 100))
        case 3 | 4 | 14 | 15:
            tokens.insert(
                at, chance.choice(_SNIPPETS[:_WHOLE_SNIPPETS] if chance.random() < 0.8 else _SNIPPETS)
            )
        case 5 | 6 | 7 | 16 | 17 | 18 | 19:
            tagged = [number for number, one in enumerate(tokens) if '="' in one]
            if tagged:
                at = chance.choice(tagged)
                found = chance.choice(list(_ATTRIBUTE.finditer(tokens[at])) or [None])
                if found is not None:
                    new = chance.choice(_VALUES).replace('"', "&quot;")
                    tokens[at] = tokens[at][: found.start(1)] + new + tokens[at][found.end(1) :]
        case 8 | 9 | 20 | 21 | 22:
            texts = [number for number, one in enumerate(tokens) if not one.startswith("<")]
            if texts:
                at = chance.choice(texts)
                tokens[at] = _text(chance, tokens[at], raw).replace("&", "&amp;").replace("<", "&lt;")
        case 10:
            del tokens[at : at + chance.choice((1, 2, 8))]
        case _:
            return raw(text.encode("utf-8", "surrogateescape"), 2 * len(text) + 64).decode(
                "utf-8", "surrogateescape"
            )
    return "".join(tokens)


def _bytes_of(text: str) -> bytes:
    """UTF-8, with the bytes that were none; other lone surrogates as three bytes that no XML may hold."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def mutate_entry_xlsx(data: bytes, most: int, chance: Random, raw: Raw) -> bytes:
    """A workbook with something changed in a part, in the list of parts, or in its bytes."""
    parts = _unzipped(data) if chance.random() < 0.97 else None
    if not parts:
        return raw(data, most)
    for _ in range(chance.choice((1, 1, 2, 4))):
        read = [
            n
            for n, part in enumerate(parts)
            if part[0].endswith((".xml", ".rels")) and "theme" not in part[0]
        ]
        # What people fill in is where most of the reading is done.
        read += [n for n in read if "sheet1.xml" in parts[n][0]] * 4
        at = chance.choice(read or range(len(parts)))
        name, content, method = parts[at]
        match chance.randrange(40):
            case 0:
                parts[at] = (
                    chance.choice((name.upper(), "/" + name, "x.xml", chance.choice(parts)[0])),
                    content,
                    method,
                )
            case 1:
                parts[at] = (name, content, chance.choice((0, 8, 12, 14)))
            case 2 if len(parts) > 1:
                del parts[at]
            case _:
                mutated = mutate_xml(content.decode("utf-8", "surrogateescape"), chance, raw)
                parts[at] = (name, _bytes_of(mutated), method)
    with contextlib.suppress(UnicodeError, ValueError):
        packed = _zipped(parts)
        if len(packed) <= most:
            return packed
    return data[:most]


MUTATORS: dict[str, Mutator] = {
    "bundle": mutate_bundle,
    "entry-csv": mutate_entry_csv,
    "entry-xlsx": mutate_entry_xlsx,
}
