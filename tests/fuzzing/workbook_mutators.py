"""Workbooks with something changed inside: in the XML of a part, in the list of parts, or in how they are packed."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
import zipfile
from random import Random

from tests.fuzzing.raw import MOST_INSIDE, Raw, other_text

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
            if len(infos) > 60 or sum(info.file_size for info in infos) > MOST_INSIDE:
                return None
            return [(info.filename, archive.read(info), info.compress_type) for info in infos]
    except Exception:  # noqa: BLE001  # whatever cannot be taken apart is changed byte by byte
        return None


def zipped(parts: list[tuple[str, bytes, int]]) -> bytes:
    """Parts with their names and ways of packing as one file."""
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
                tokens[at] = other_text(chance, tokens[at], raw).replace("&", "&amp;").replace("<", "&lt;")
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
        packed = zipped(parts)
        if len(packed) <= most:
            return packed
    return data[:most]
