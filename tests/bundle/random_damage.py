"""What happens to files on their way: random damage on larger bundles, one or several at a time.

Bursts, cuts and doubled blocks as of bad media; rows and columns edited, sorted and moved as in a spreadsheet; other
encodings, line ends and dress; two good files mixed. Half of what is done to rows is sealed again by somebody who knows
how the end row is made. Each result is refused by a code, or means exactly what one of the good files means.
"""

from __future__ import annotations

import contextlib
import csv
import io
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from alps_desk.bundle.csv_form import ROW_CHANGE, ROW_SEGMENT, Signed
from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import Scalar, canonical, change_id, parse_canonical
from tests.bundle.damage import HAKUBA_KEY, IKEDA_KEY, UNION_KEY, held
from tests.fixtures.forging import Forger, believed, file_of, meaning, resealed, rows_of
from tests.reports.hostile_words import HOSTILE_TEXTS

Damage = Callable[[bytes, Random], bytes]
Rows = list[list[str]]

_SHARE_OF_LARGE = 0.01


@dataclass(frozen=True)
class Good:
    """A file as it was written."""

    name: str
    data: bytes
    meaning: object


def _good(name: str, pen: Forger, changes: int, segments: int, **parts: str) -> Good:
    lines = []
    for number in range(changes):
        project = f"F{number % 90:02}P01"
        text = HOSTILE_TEXTS[number % len(HOSTILE_TEXTS)]
        values: dict[str, Scalar] = {"issues": f"{text} {number}", "pace": "late"}
        record = f"progress:{pen.office}:2017:half1:{project}"
        if number % 2:
            values, record = {"spent": number * 1_000}, f"money:{pen.office}:2017:{project}:half1"
        lines.append(pen.line(record, values))
    step = -(-changes // segments)
    sealed = [pen.segment(*lines[at : at + step]) for at in range(0, changes, step)]
    data = pen.bundle(*sealed, carried=held(), **parts)
    return Good(name, data, meaning(believed(data, held())))


@cache
def goods() -> tuple[Good, ...]:
    """Files of some dozen changes, and one of some thousand."""
    return (
        _good("ikeda", Forger(IKEDA_KEY, "ikeda"), 60, 3),
        _good("hakuba", Forger(HAKUBA_KEY, "hakuba"), 50, 2),
        _good("union", Forger(UNION_KEY, "union"), 40, 2, to="*", kind="union"),
        _good("ikeda, later", Forger(IKEDA_KEY, "ikeda", count=500), 45, 1),
        _good("large", Forger(IKEDA_KEY, "ikeda", count=1_000), 3_000, 3),
    )


# --- bytes ---------------------------------------------------------------------------------------------------


def _span(data: bytes, chance: Random) -> tuple[int, int]:
    at = chance.randrange(len(data) + 1)
    return at, min(len(data), at + chance.choice((1, 2, 8, 64, 512, 4_096)))


def burst(data: bytes, chance: Random) -> bytes:
    at, end = _span(data, chance)
    return data[:at] + chance.randbytes(end - at) + data[end:]


def blank(data: bytes, chance: Random) -> bytes:
    at, end = _span(data, chance)
    return data[:at] + chance.choice((b"\0", b"\xff", b" ")) * (end - at) + data[end:]


def bits(data: bytes, chance: Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 50))):
        if found:
            found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def cut(data: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[at:] if chance.random() < 0.2 else data[:at]


def hole(data: bytes, chance: Random) -> bytes:
    at, end = _span(data, chance)
    return data[:at] + data[end:]


def doubled_block(data: bytes, chance: Random) -> bytes:
    at, end = _span(data, chance)
    return data[:end] + data[at:end] + data[end:]


def moved_block(data: bytes, chance: Random) -> bytes:
    at, end = _span(data, chance)
    rest = data[:at] + data[end:]
    to = chance.randrange(len(rest) + 1)
    return rest[:to] + data[at:end] + rest[to:]


def packed(data: bytes, chance: Random) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.csv"), data, zipfile.ZIP_DEFLATED)
    return bits(stream.getvalue(), chance) if chance.random() < 0.7 else stream.getvalue()


# --- text and dress ------------------------------------------------------------------------------------------


def _as_text(change: Callable[[str, Random], str]) -> Damage:
    def damage(data: bytes, chance: Random) -> bytes:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return burst(data, chance)
        return change(text, chance).encode("utf-8-sig", "surrogatepass")

    return damage


def encoded(data: bytes, chance: Random) -> bytes:
    coding = chance.choice(
        ("cp932", "cp932", "euc_jp", "utf-16", "utf-8", "utf-8-sig", "latin-1", "shift_jis_2004", "utf-7")
    )
    with contextlib.suppress(UnicodeError):
        return data.decode("utf-8-sig").encode(coding, chance.choice(("strict", "replace", "ignore")))
    return burst(data, chance)


def _letters(text: str, chance: Random) -> str:
    match chance.randrange(8):
        case 0 | 1:
            return unicodedata.normalize(chance.choice(("NFC", "NFD", "NFKC", "NFKD")), text)
        case 2:
            return text.replace('\\"', "”").replace("'", "’")
        case 3:
            return text.replace("髙", "高").replace("﨑", "崎")
        case 4:
            return text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        case 5:
            return text.replace("  ", " ")
        case 6:
            return text.replace("𠮷", "?")
        case _:
            old, new = chance.choice(text or " "), chance.choice('0あ"\\,\n')
            return text.replace(old, new, chance.choice((1, 3)))


def _line_ends(text: str, chance: Random) -> str:
    new = chance.choice(("\n", "\r", "\r\r\n", "\r\n\r\n", "\n\r", "\u2028", " \r\n"))
    if chance.random() < 0.6:
        return text.replace("\r\n", new)
    lines = text.split("\r\n")
    at = chance.randrange(len(lines))
    return "\r\n".join(lines[:at]) + new + "\r\n".join(lines[at:])


def dressed(data: bytes, chance: Random) -> bytes:
    rows = _rows(data)
    if rows is None:
        return burst(data, chance)
    how = chance.choice(
        (
            {"quoting": 0},
            {"delimiter": ";"},
            {"delimiter": "\t", "quoting": 0},
            {"lineterminator": "\n"},
            {"delimiter": "|"},
            {"quotechar": "'"},
        )
    )
    return file_of(rows, **how)


# --- rows and columns ----------------------------------------------------------------------------------------


def _rows(data: bytes) -> Rows | None:
    try:
        rows = rows_of(data)
    except (UnicodeDecodeError, csv.Error):
        return None
    return rows if len(rows) > 2 and all(len(row) == 9 for row in rows) else None


def _sealed(rows: Rows, chance: Random) -> Rows:
    """The rows, half of the times as somebody leaves them who knows how the file is made."""
    if chance.random() < 0.5 or not all(len(row) > 8 for row in rows):
        return rows
    if chance.random() < 0.5:
        rows = _checked(rows)
    return resealed(rows)


def _checked(rows: Rows) -> Rows:
    """Row checks and counts that fit again; the signatures do not."""
    found = [list(row) for row in rows]
    for at, row in enumerate(found):
        if row[0] == ROW_SEGMENT:
            end = next((n for n in range(at + 1, len(found)) if found[n][0] != ROW_CHANGE), len(found))
            with contextlib.suppress(ValueError, KeyError, TypeError):
                cell = parse_canonical(row[8])
                header = parse_canonical(cell["body"])
                header["count"] = end - at - 1
                checks = "".join(change_id(one[8])[:4] for one in found[at + 1 : end])
                row[8] = canonical({**cell, "body": canonical(header), "checks": checks})
    return found


def _on_rows(change: Callable[[Rows, Random], Rows]) -> Damage:
    def damage(data: bytes, chance: Random) -> bytes:
        rows = _rows(data)
        if rows is None:
            return burst(data, chance)
        return file_of(_sealed(change(rows, chance), chance))

    return damage


def _some(rows: Sequence[list[str]], chance: Random) -> tuple[int, int]:
    at = chance.randrange(1, len(rows))
    return at, min(len(rows), at + chance.choice((1, 1, 1, 2, 5, 20)))


def _swap_rows(rows: Rows, chance: Random) -> Rows:
    one, other = chance.randrange(1, len(rows)), chance.randrange(1, len(rows))
    rows[one], rows[other] = rows[other], rows[one]
    return rows


def _drop_rows(rows: Rows, chance: Random) -> Rows:
    at, end = _some(rows, chance)
    return rows[:at] + rows[end:]


def _double_rows(rows: Rows, chance: Random) -> Rows:
    at, end = _some(rows, chance)
    to = chance.choice((end, chance.randrange(1, len(rows))))
    return rows[:to] + [list(row) for row in rows[at:end]] + rows[to:]


def _sort_rows(rows: Rows, chance: Random) -> Rows:
    column = chance.randrange(9)
    return rows[:1] + sorted(rows[1:], key=lambda row: row[column], reverse=chance.random() < 0.5)


def _blank_rows(rows: Rows, chance: Random) -> Rows:
    at = chance.randrange(len(rows) + 1)
    return rows[:at] + [[""] * chance.choice((0, 1, 9, 12))] * chance.choice((1, 3)) + rows[at:]


def _edit_columns(rows: Rows, chance: Random) -> Rows:
    column, other = chance.randrange(9), chance.randrange(9)
    match chance.randrange(6):
        case 0:
            return [row[:column] + row[column + 1 :] for row in rows]
        case 1:
            for row in rows:
                row[column], row[other] = row[other], row[column]
        case 2:
            return [[*row[:column], "x", *row[column:]] for row in rows]
        case 3:
            return [[*row, ""] for row in rows]
        case 4:
            column = chance.randrange(1, 8)
            for row in rows[1:]:
                row[column] = ""
        case _:
            for row in rows:
                row[column] = row[column].strip().removeprefix("'")
    return rows


def _edit_words(rows: Rows, chance: Random) -> Rows:
    row = rows[chance.randrange(1, len(rows))]
    row[chance.randrange(1, 8)] = chance.choice(("", "嘘", "=1+1", "x" * 40_000, '"', "\n", "2017-11-23"))
    return rows


def _edit_cell(rows: Rows, chance: Random) -> Rows:
    row = rows[chance.randrange(1, len(rows))]
    cell = row[8]
    at = chance.randrange(len(cell) + 1)
    match chance.randrange(7):
        case 0:
            row[8] = cell[:at]
        case 1:
            row[8] = cell[:at] + chance.choice('0 1a}あ"\\\n') + cell[at:]
        case 2:
            row[8] = cell[:at] + chance.choice("0a1あ") + cell[at + 1 :]
        case 3:
            row[8] = cell + chance.choice((" ", "\n", ",", "}", "\ufeff"))
        case 4:
            row[8] = cell.replace("000", "00", 1)
        case 5:
            row[8] = cell.replace(",", ", ", chance.choice((1, -1)))
        case _:
            row[8] = cell.swapcase() if chance.random() < 0.5 else cell[::-1]
    return rows


def _other_rows(chance: Random) -> Rows:
    return rows_of(chance.choice(goods()[:-1]).data)


def _mix_rows(rows: Rows, chance: Random) -> Rows:
    """Two good files in one."""
    others = _other_rows(chance)
    at, to = chance.randrange(len(rows)), chance.randrange(len(others))
    match chance.randrange(7):
        case 0:
            return rows[:at] + others[to:]
        case 1:
            return rows + others
        case 2:
            return rows[:-1] + others[1:]
        case 3:
            rows[1] = others[1]
        case 4:
            rows[-1] = others[-1]
        case 5:
            move, end = _some(others, chance)
            return rows[:at] + others[move:end] + rows[at:]
        case _:
            first = [n for n, row in enumerate(rows) if row[0] == ROW_SEGMENT]
            second = [n for n, row in enumerate(others) if row[0] == ROW_SEGMENT]
            return rows[: first[0]] + others[second[0] :] if first and second else rows
    return rows


def mixed_bytes(data: bytes, chance: Random) -> bytes:
    other = chance.choice(goods()[:-1]).data
    at, to = chance.randrange(len(data) + 1), chance.randrange(len(other) + 1)
    return chance.choice(
        (data + other, data[:at] + other[at:], data[:at] + other[to:], data[:at] + other + data[at:])
    )


DAMAGES: dict[str, Damage] = {
    "burst": burst, "blank": blank, "bits": bits, "cut": cut, "hole": hole, "doubled block": doubled_block,
    "moved block": moved_block, "zip": packed, "encoding": encoded, "letters": _as_text(_letters),
    "line ends": _as_text(_line_ends), "dress": dressed, "rows swapped": _on_rows(_swap_rows),
    "rows dropped": _on_rows(_drop_rows), "rows doubled": _on_rows(_double_rows), "rows sorted": _on_rows(_sort_rows),
    "blank rows": _on_rows(_blank_rows), "columns": _on_rows(_edit_columns), "words": _on_rows(_edit_words),
    "cell": _on_rows(_edit_cell), "rows of two files": _on_rows(_mix_rows), "bytes of two files": mixed_bytes,
}  # fmt: skip


# --- trying --------------------------------------------------------------------------------------------------


def judged(data: bytes) -> str:
    """The code a file is refused with, or "same" if it means what one of the good files means.

    Raises:
        AssertionError: it was taken and means something else.
    """
    try:
        found = meaning(believed(data, _held()))
    except BundleRejected as refusal:
        return refusal.code
    assert any(found == good.meaning for good in goods()), "taken with another meaning"
    return "same"


@cache
def _held() -> Signed:
    return held()


def tries(number: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Damaged files with the names of what was done to them, the same for the same seed."""
    chance = Random(seed)
    while number:
        good = goods()[-1] if chance.random() < _SHARE_OF_LARGE else chance.choice(goods()[:-1])
        names = chance.choices(sorted(DAMAGES), k=chance.choice((1, 1, 1, 1, 2, 3)))
        data = good.data
        for name in names:
            data = DAMAGES[name](data, chance)
        if data != good.data:
            number -= 1
            yield names[0] if len(names) == 1 else "several", data


def campaign(number: int, seed: int) -> Counter[tuple[str, str]]:
    """How many tries of each kind of damage ended how."""
    return Counter((name, judged(data)) for name, data in tries(number, seed))
