"""Pivot tables of somebody's own form: they hold a copy of the cells they were made of, which is old once those change.

Promise: a copy that may be of a written sheet is marked to be made anew when the workbook is opened; nothing else of it
changes, and copies of other sheets stay byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from alps_desk.domain.errors import InputRejected
from alps_desk.reports.sheet_package import Attributes, Package, walk

_ROOT = re.compile(
    rb"<(?:\w+:)?pivotCacheDefinition\b(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>",
)
_REFRESH = re.compile(rb"\s+refreshOnLoad\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def refreshed_pivots(package: Package, workbook: str, sheets: Collection[str]) -> dict[str, bytes]:
    """The copies that are to be made anew, by the names of their parts.

    Args:
        workbook: name of the part of the workbook.
        sheets: names of the sheets whose cells changed.

    Raises:
        InputRejected: a part is damaged.
    """
    found = {}
    for kind, target in package.relations(workbook).values():
        if kind == "pivotCacheDefinition" and package.has(target):
            part = package.part(target)
            if _looks_at(part, sheets):
                found[target] = _refreshed(part)
    return found


def _looks_at(part: bytes, sheets: Collection[str]) -> bool:
    """Whether it may be a copy of one of the sheets; a source by a name or of several ranges may be of any."""
    named: list[str | None] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag in ("worksheetSource", "rangeSet"):
            named.append(attributes.get("sheet"))

    walk(part, start)
    return any(name is None or name in sheets for name in named)


def _refreshed(part: bytes) -> bytes:
    found = _ROOT.search(part)
    if found is None:
        raise InputRejected("sheet_xlsx_broken")
    bare = _REFRESH.sub(b"", found[0])
    end = -2 if bare.endswith(b"/>") else -1
    return part[: found.start()] + bare[:end] + b' refreshOnLoad="1"' + bare[end:] + part[found.end() :]
