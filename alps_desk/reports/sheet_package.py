"""The container of an XLSX file: a ZIP of XML parts, opened as if a stranger had packed it.

Promise: no more is unpacked than the limits here allow, counted in bytes that really came out (what the
container says about itself is not believed), and XML that declares a document type is refused, so no entity
is ever expanded; nor is XML that is nested as no table is. Only the parts asked for are unpacked; macros and
pictures are never looked at.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from xml.parsers import expat

from alps_desk.domain.errors import InputRejected

MAX_PARTS = 2_000
MAX_PART_BYTES = 24 * 1024 * 1024
MAX_TOTAL_BYTES = 48 * 1024 * 1024
MAX_RATIO = 100
"""Unpacked to packed size above which a part is refused, once it is larger than ``_RATIO_FROM``."""
_RATIO_FROM = 2 * 1024 * 1024
MAX_DEPTH = 64
"""Elements inside each other; a sheet has seven."""
_CHUNK = 256 * 1024
_LISTED = b"PK\x01\x02"
"""What each entry of a container's list of parts begins with."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How the parts of a workbook may be packed: spreadsheets read nothing else."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, ValueError, OverflowError,
    OSError, EOFError,
)  # fmt: skip
"""What ``zipfile`` raises over containers that are not what they say."""

Attributes = dict[str, str]


class Package:
    """The parts of an XLSX file, by name without leading slash; names differ by more than case."""

    def __init__(self, data: bytes) -> None:
        """Read the list of parts.

        Raises:
            InputRejected: not a readable ZIP, encrypted, too many parts, or a part named twice.
        """
        # Before ``zipfile`` makes an object of each: a list of a million parts fits into a small file. A workbook
        # inside the workbook may add some.
        if data.count(_LISTED) > 2 * MAX_PARTS:
            raise InputRejected("sheet_too_large")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN as error:
            raise InputRejected("sheet_xlsx_broken") from error
        if len(infos) > MAX_PARTS:
            raise InputRejected("sheet_too_large")
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename.lstrip("/").lower()
            if name in self._infos:  # two programs could then read two different tables from one file
                raise InputRejected("sheet_xlsx_broken")
            if info.flag_bits & 1:
                raise InputRejected("sheet_encrypted")
            self._infos[name] = info
        self._left = MAX_TOTAL_BYTES

    def has(self, name: str) -> bool:
        return name.lower() in self._infos

    @property
    def names(self) -> list[str]:
        """Names of all parts in small letters, in the order they stand in the container."""
        return list(self._infos)

    def repacked(self, changed: Mapping[str, bytes]) -> bytes:
        """The container with other bytes in some parts, by name; all others stay what they are, in their order.

        Raises:
            InputRejected: a part is damaged or larger than allowed.
        """
        wanted = {name.lower(): content for name, content in changed.items()}
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as out:
            for name, info in self._infos.items():
                copy = zipfile.ZipInfo(info.filename, info.date_time)
                copy.compress_type = info.compress_type
                copy.external_attr, copy.create_system = info.external_attr, info.create_system
                copy.comment = info.comment
                out.writestr(copy, wanted[name] if name in wanted else self.part(name))
        return stream.getvalue()

    def part(self, name: str) -> bytes:
        """The bytes of a part.

        Raises:
            InputRejected: the part is missing, damaged or larger than allowed.
        """
        info = self._infos.get(name.lower())
        if info is None or info.compress_type not in _METHODS:
            raise InputRejected("sheet_xlsx_broken")
        pieces: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(_CHUNK):
                    pieces.append(piece)
                    size += len(piece)
                    self._left -= len(piece)
                    ratio_broken = size > _RATIO_FROM and size > MAX_RATIO * info.compress_size
                    if size > MAX_PART_BYTES or self._left < 0 or ratio_broken:
                        raise InputRejected("sheet_too_large")
        except _BROKEN as error:
            raise InputRejected("sheet_xlsx_broken") from error
        return b"".join(pieces)

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Where a part points to: relation id → (last word of the relation's type, name of the target part).

        The package itself is the part named "".
        """
        folder, base = posixpath.split(name)
        found: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Attributes) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, target.lstrip("/"))

        walk(self.part(posixpath.join(folder, "_rels", f"{base}.rels")), start)
        return found


@lru_cache(maxsize=512)
def local(name: str) -> str:
    """A tag or attribute name without its prefix."""
    return name.rpartition(":")[2]


def walk(
    data: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read an XML part; tags are handed over without prefix, attributes as they stand.

    Raises:
        InputRejected: not well-formed, nested too deeply, or with a document type (the door to entity attacks).
    """
    depth = 0

    def refuse(*_: object) -> None:
        raise InputRejected("sheet_xlsx_broken")

    def opened(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise InputRejected("sheet_xlsx_broken")
        start(local(tag), attributes)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(local(tag))

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # ill-formed; unknown encodings
        raise InputRejected("sheet_xlsx_broken") from error
