"""The file itself: one plain CSV that a person can open, whose last column alone is read (sync-design 6).

Everything signed is signed over the content of cells, so a file that passed a gateway or was saved again by a
spreadsheet as UTF-8 CSV still verifies. Nothing here trusts a file name.
"""

from __future__ import annotations

import csv
import hashlib
import io
import struct
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alps_desk.bundle.manifest import Manifest, parse_manifest
from alps_desk.domain.errors import BundleRejected
from alps_desk.domain.journal import Segment, canonical, change_id, parse_canonical, read_segment

COLUMNS = ("行", "団体", "年度", "期", "事業", "内容", "担当", "日時", "記録")
ROW_MANIFEST, ROW_ROSTER, ROW_SEGMENT, ROW_CHANGE, ROW_END = "便", "名簿", "区間", "記録", "終"
MAX_FILE = 256 * 1024 * 1024
MAX_CELL = 32_767
MAX_PART = 15_000
"""Characters of a manifest or roster in one row; longer ones go on in numbered parts. Each counts twice at most: a
quote takes a stroke before it, and a character beyond the basic plane is two for a spreadsheet."""
MAX_SEGMENT = 5_000
"""Changes in one segment: keeps the row checks of a segment within one cell."""
_MOST_LISTED = 1_000
"""Entries a container may seem to list; the mark of one may also stand in what it holds, by chance."""
_AT_ONCE = 1_000
"""Rows that are put together to be hashed."""
_SIGNED_KEYS = {"body", "part", "parts"}
_SEGMENT_KEYS = {"body", "checks", "sig"}
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Described = tuple[str, str, str, str, str]
"""団体, 年度, 期, 事業, 内容 of a change, for people."""


@dataclass(frozen=True)
class Signed:
    """A text and its signature."""

    text: str
    signature: bytes


@dataclass(frozen=True)
class Parcel:
    """What a file holds, before anything in it is believed.

    Attributes:
        sha256: of the file's bytes, hex: its name in the archive.
        manifest, manifest_signed: the manifest read, and as signed.
        roster: as signed, None without one; earlier: rosters by which root keys were replaced, oldest first.
        segments: in file order; their signatures are not judged yet.
        contents: per segment the 内容 cells as they stand in the file.
        first_rows: per segment the row number (1 = heading) of its 区間 row.
        checks: per segment the first four hex digits of each change's id, as written.
        resaved: the file is not in the encoding this program writes.
    """

    sha256: str
    manifest: Manifest
    manifest_signed: Signed
    roster: Signed | None
    segments: tuple[Segment, ...]
    contents: tuple[tuple[str, ...], ...]
    first_rows: tuple[int, ...]
    checks: tuple[str, ...]
    resaved: bool
    earlier: tuple[Signed, ...] = ()


# --- writing -------------------------------------------------------------------------------------------------


def _guard(text: str) -> str:
    return "'" + text if text.startswith(_GUARDED) else text


def _signed_cells(signed: Signed) -> Iterator[str]:
    pieces = [signed.text[at : at + MAX_PART] for at in range(0, len(signed.text), MAX_PART)]
    for number, piece in enumerate(pieces, start=1):
        cell: dict[str, Any] = {"body": piece, "part": number, "parts": len(pieces)}
        if number == len(pieces):
            cell["sig"] = b64encode(signed.signature).decode("ascii")
        yield canonical(cell)


def words_digest(contents: Iterable[str]) -> str:
    """SHA-256 over 内容 cells, one after the other: tells whether what people read was changed on the way."""
    # Spaces at the ends are nobody's words, and spreadsheets drop them.
    words = "".join([_guard(content).strip() + "\n" for content in contents])
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


def _change_row(line: str, described: Described, by: str, at: str) -> tuple[str, ...]:
    return (ROW_CHANGE, *map(_guard, described), _guard(by), _guard(at), line)


def render_bundle(
    manifest: Signed,
    roster: Signed | None,
    segments: Iterable[Segment],
    describe: Callable[[str], tuple[Described, str, str]],
    summary: str = "",
    earlier: Sequence[Signed] = (),
) -> bytes:
    """The bytes of a bundle.

    Args:
        earlier: rosters by which root keys were replaced, oldest first; they stand before the roster.
        describe: change line → what people read of it, its person and its time.
        summary: what people read in the first row.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    digest = hashlib.sha256()
    rows = 0

    def put(kind: str, cell: str, seen: Sequence[str] = ("",) * 7) -> None:
        nonlocal rows
        rows += 1
        digest.update(cell.encode("utf-8") + b"\n")
        writer.writerow((kind, *map(_guard, seen), cell))

    for cell in _signed_cells(manifest):
        put(ROW_MANIFEST, cell, ("", "", "", "", summary, "", ""))
    for one in (*earlier, roster) if roster is not None else ():
        for cell in _signed_cells(one):
            put(ROW_ROSTER, cell)
    for segment in segments:
        checks = "".join(change_id(line)[:4] for line in segment.lines)
        signature = b64encode(segment.signature).decode("ascii")
        put(ROW_SEGMENT, canonical({"body": segment.header, "checks": checks, "sig": signature}))
        rows += segment.count
        digest.update(("\n".join(segment.lines) + "\n").encode("utf-8"))
        writer.writerows(_change_row(line, *describe(line)) for line in segment.lines)
    end = canonical({"rows": rows, "sha256": digest.hexdigest()})
    writer.writerow((ROW_END, *("",) * 7, end))
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


# --- reading -------------------------------------------------------------------------------------------------


def read_bundle(data: bytes) -> Parcel:
    """Read a file as far as it can be read without believing anybody.

    Returns:
        The parcel, whole: every row known and the end row right.

    Raises:
        BundleRejected: with the reason as code; nothing was changed.
    """
    if len(data) > MAX_FILE:
        raise BundleRejected("bundle_too_large")
    sha256 = hashlib.sha256(data).hexdigest()
    text, resaved = _decode(_unzip(data))
    rows = list(_rows(text))
    _check_end(rows)
    reader = _Rows(rows[:-1])
    manifest_signed = reader.signed(ROW_MANIFEST)
    if manifest_signed is None:
        raise BundleRejected("manifest_malformed")
    manifest = parse_manifest(manifest_signed.text)
    rosters: list[Signed] = []
    while (signed := reader.signed(ROW_ROSTER)) is not None:
        rosters.append(signed)
    roster = rosters.pop() if rosters else None
    segments, contents, first_rows, checks = reader.segments()
    return Parcel(
        sha256, manifest, manifest_signed, roster, tuple(segments), tuple(contents),
        tuple(first_rows), tuple(checks), resaved, tuple(rosters),
    )  # fmt: skip


def _unzip(data: bytes) -> bytes:
    """The one file inside a plain zip, counted while it is inflated; other data as it is."""
    if not data.startswith(b"PK\x03\x04"):
        return data
    # Before ``zipfile`` makes an object of each entry: a list of millions fits into one file.
    if data.count(b"PK\x01\x02") > _MOST_LISTED:
        raise BundleRejected("zip_not_one_file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) != 1 or infos[0].filename.endswith("/") or infos[0].flag_bits & 0x1:
                raise BundleRejected("zip_not_one_file")
            if infos[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                # The others are inflated at one go, gigabytes out of a few lines; Windows does not make them.
                raise BundleRejected("zip_damaged")
            with archive.open(infos[0]) as stream:
                content = stream.read(MAX_FILE + 1)
    except (
        zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError, RuntimeError,
        ValueError, OverflowError,
    ) as error:  # fmt: skip
        raise BundleRejected("zip_damaged") from error
    if len(content) > MAX_FILE:
        raise BundleRejected("bundle_too_large")
    return content


def _decode(data: bytes) -> tuple[str, bool]:
    if not data:
        raise BundleRejected("bundle_empty")
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError as error:
        if COLUMNS[0].encode("utf-8") in data[:16]:
            # Our own heading in UTF-8: the file is ours, and something happened to it.
            cut = error.end == len(error.object) and error.reason == "unexpected end of data"
            raise BundleRejected("bundle_cut" if cut else "bundle_altered") from error
    try:
        return data.decode("cp932"), True
    except UnicodeDecodeError as error:
        raise BundleRejected("not_a_bundle") from error


Row = tuple[int, str, str, str]
"""Row number in the file (1 = heading), kind, 記録 cell, 内容 cell."""


def _rows(text: str) -> Iterator[Row]:
    """Rows below the heading; blank rows and trailing empty cells are nothing."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    try:
        heading = next((row for row in reader if any(row)), [])
        while heading and not heading[-1]:
            heading.pop()
        if tuple(heading) != COLUMNS:
            if heading and tuple(heading) == COLUMNS[: len(heading)]:
                raise BundleRejected("bundle_cut")
            known = {"年度", "団体", "団体コード", "事業コード", "事業名", "fy", "office", "project"}
            raise BundleRejected("table_not_bundle" if known & set(heading) else "not_a_bundle")
        number = 1
        width = len(COLUMNS)
        for row in reader:
            number += 1
            if len(row) != width:
                if not any(row):
                    continue
                while row and not row[-1]:
                    row.pop()
                if len(row) != width:
                    raise BundleRejected(
                        "bundle_cut" if len(row) < width else "bundle_altered_row", row=number
                    )
            elif not row[0] and not any(row):
                continue
            cell = row[8]
            if len(cell) > MAX_CELL:
                raise BundleRejected("bundle_altered_row", row=number)
            yield number, row[0], cell, row[5]
    except csv.Error as error:
        raise BundleRejected("bundle_cut") from error


def _delimiter(text: str) -> str:
    """Comma, or what a spreadsheet was set to use instead."""
    first = text[:200].split("\n", 1)[0]
    return max(",;\t", key=first.count)


def _check_end(rows: Sequence[Row]) -> None:
    """Tell "cut short" from "altered" by the end row.

    Raises:
        BundleRejected: ``bundle_cut`` or ``bundle_altered``.
    """
    if not rows or rows[-1][1] != ROW_END:
        # Rows behind the end row were added by somebody; no end row means the end is missing.
        raise BundleRejected("bundle_altered" if any(row[1] == ROW_END for row in rows) else "bundle_cut")
    if not rows[-1][2].endswith("}"):
        raise BundleRejected("bundle_cut")
    try:
        end = parse_canonical(rows[-1][2])
        wanted_rows, wanted = end["rows"], end["sha256"]
        if type(end) is not dict or end.keys() != {"rows", "sha256"} or type(wanted_rows) is not int:
            raise ValueError("end")
    except (ValueError, KeyError, TypeError) as error:
        raise BundleRejected("bundle_altered") from error
    if len(rows) - 1 < wanted_rows:
        raise BundleRejected("bundle_cut")
    digest = hashlib.sha256()
    for at in range(0, len(rows) - 1, _AT_ONCE):
        cells = "".join([row[2] + "\n" for row in rows[at : min(at + _AT_ONCE, len(rows) - 1)]])
        digest.update(cells.encode("utf-8", "surrogatepass"))
    if len(rows) - 1 != wanted_rows or digest.hexdigest() != wanted:
        raise _first_changed(rows) or BundleRejected("bundle_altered")


def _first_changed(rows: Sequence[Row]) -> BundleRejected | None:
    """Name the first row whose change is not the one its segment row announced."""
    checks = ""
    at = 0
    for number, kind, cell, _ in rows:
        if kind == ROW_SEGMENT:
            try:
                checks, at = str(parse_canonical(cell)["checks"]), 0
            except (ValueError, KeyError, TypeError):
                return BundleRejected("bundle_altered_row", row=number)
        elif kind == ROW_CHANGE:
            if checks[at : at + 4] != change_id(cell)[:4]:
                return BundleRejected("bundle_altered_row", row=number)
            at += 4
    return None


def first_changed(parcel: Parcel) -> BundleRejected | None:
    """Name the first row of a parcel whose change is not the one its segment row announced."""
    for segment, first, check in zip(parcel.segments, parcel.first_rows, parcel.checks, strict=True):
        for at, line in enumerate(segment.lines):
            if check[4 * at : 4 * at + 4] != change_id(line)[:4]:
                return BundleRejected("bundle_altered_row", row=first + 1 + at)
    return None


class _Rows:
    """Reads rows in the order a bundle has them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._at = 0

    def signed(self, kind: str) -> Signed | None:
        """The parts of a manifest or roster, put together."""
        pieces: list[str] = []
        while self._at < len(self._rows) and self._rows[self._at][1] == kind:
            number, _, cell, _ = self._rows[self._at]
            self._at += 1
            try:
                raw = parse_canonical(cell)
                last = raw["part"] == raw["parts"]
                if raw["part"] != len(pieces) + 1 or raw.keys() != _SIGNED_KEYS | (
                    {"sig"} if last else set()
                ):
                    raise ValueError("order of parts")
                pieces.append(raw["body"])
                if last:
                    return Signed("".join(pieces), b64decode(raw["sig"], validate=True))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BundleRejected("bundle_altered_row", row=number) from error
        if pieces:
            raise BundleRejected("bundle_cut")
        return None

    def segments(self) -> tuple[list[Segment], list[tuple[str, ...]], list[int], list[str]]:
        segments: list[Segment] = []
        contents: list[tuple[str, ...]] = []
        first_rows: list[int] = []
        checks: list[str] = []
        while self._at < len(self._rows):
            number, kind, cell, _ = self._rows[self._at]
            if kind != ROW_SEGMENT:
                raise BundleRejected("bundle_altered_row", row=number)
            try:
                raw = parse_canonical(cell)
                header, check, signature = raw["body"], raw["checks"], b64decode(raw["sig"], validate=True)
                count = parse_canonical(header)["count"]
                if type(count) is not int or not 0 < count <= MAX_SEGMENT or type(check) is not str:
                    raise ValueError("count")
                if raw.keys() != _SEGMENT_KEYS:
                    raise ValueError("keys")
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BundleRejected("bundle_altered_row", row=number) from error
            body = self._rows[self._at + 1 : self._at + 1 + count]
            odd = next((row for row in body if row[1] != ROW_CHANGE), None)
            if odd is not None or len(body) != count:
                raise BundleRejected("bundle_altered_row", row=odd[0] if odd else number)
            segments.append(read_segment(header, [row[2] for row in body], signature))
            contents.append(tuple(row[3] for row in body))
            first_rows.append(number)
            checks.append(check)
            self._at += 1 + count
        return segments, contents, first_rows, checks
