"""Which cell of somebody's own form takes which figure: a mapping, and the file it is kept in.

Promise: the file is plain text that a person can carry to another PC and read; what is read back equals what was
written, and a file that is none, or of a newer program, is refused with a sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from alps_desk.domain.errors import InputRejected, excerpt

FORMAT = "alps-desk template mapping 1"
MAX_BYTES = 1024 * 1024
MOST_CELLS = 5_000
FACTS = ("fiscal_year", "period", "period_line", "made_by", "made_on", "as_of", "region")
"""What can stand in a cell besides figures: words about the report as a whole."""


@dataclass(frozen=True)
class CellSource:
    """One cell and what goes into it.

    Attributes:
        sheet: name of its sheet, "" = the first; cell: as ``B5``, or a name that the workbook defines.
        fact: one of :data:`FACTS`, else "".
        form, column: report and key of its column; project, office: which row, "" = whichever it is.
        label: what stands in the row, for sums: ``純計``.
        unit: 1 or 1000, for amounts.
    """

    cell: str
    sheet: str = ""
    fact: str = ""
    form: str = ""
    column: str = ""
    project: str = ""
    office: str = ""
    label: str = ""
    unit: int = 1


@dataclass(frozen=True)
class BlockSource:
    """A list that is filled downward from a cell, one row for each row of a report.

    Attributes:
        sheet, cell: where its first row stands; rows: how many rows the form has for it.
        columns: letters of a column → key of the report's column.
        project, office: only these rows of the report, "" = all.
    """

    cell: str
    rows: int
    form: str
    columns: Mapping[str, str]
    sheet: str = ""
    project: str = ""
    office: str = ""
    unit: int = 1


@dataclass(frozen=True)
class TemplateMapping:
    """What goes where in one form.

    Attributes:
        name, sha256: file name and hash of the form that it was made for.
    """

    name: str = ""
    sha256: str = ""
    cells: tuple[CellSource, ...] = ()
    blocks: tuple[BlockSource, ...] = field(default_factory=tuple)

    @property
    def forms(self) -> set[str]:
        """The reports that it takes figures from."""
        return {one.form for one in self.cells if one.form} | {one.form for one in self.blocks}


def mapping_text(mapping: TemplateMapping) -> str:
    """A mapping as a file: one entry a line, empty parts left out."""
    data = {
        "format": FORMAT,
        "template": {"name": mapping.name, "sha256": mapping.sha256},
        "cells": [_filled(asdict(one)) for one in mapping.cells],
        "blocks": [_filled({**asdict(one), "columns": dict(one.columns)}) for one in mapping.blocks],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", 1) or key == "rows"}


def read_mapping(content: bytes) -> TemplateMapping:
    """A mapping from a file.

    Raises:
        InputRejected: it is none (``mapping_unreadable``), of a newer program (``mapping_newer``), or a part of it
            makes no sense (``mapping_part``).
    """
    data = read_json(content, FORMAT)
    template = data.get("template", {})
    cells, blocks = data.get("cells", []), data.get("blocks", [])
    if not (isinstance(template, dict) and isinstance(cells, list) and isinstance(blocks, list)):
        raise InputRejected("mapping_unreadable")
    if len(cells) + len(blocks) > MOST_CELLS:
        raise InputRejected("mapping_unreadable")
    found = tuple(_cell(one) for one in cells)
    return TemplateMapping(
        str(template.get("name", "")),
        str(template.get("sha256", "")),
        found,
        tuple(_block(one) for one in blocks),
    )


def read_json(content: bytes, form: str) -> dict[str, Any]:
    """A mapping file's object.

    Args:
        form: what its ``format`` says.

    Raises:
        InputRejected: as :func:`read_mapping`.
    """
    if len(content) > MAX_BYTES:
        raise InputRejected("mapping_unreadable")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputRejected("mapping_unreadable") from None
    told = data.get("format") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(told, str):
        raise InputRejected("mapping_unreadable")
    if told != form:
        newer = told.rstrip("0123456789") == form.rstrip("0123456789")
        raise InputRejected("mapping_newer" if newer else "mapping_unreadable")
    return data


def _cell(data: Any) -> CellSource:
    found = CellSource(**_checked(data, CellSource))
    if bool(found.fact) == bool(found.form) or (found.form and not found.column):
        raise InputRejected("mapping_part", cell=excerpt(found.cell))
    if found.fact and found.fact not in FACTS:
        raise InputRejected("mapping_part", cell=excerpt(found.cell))
    return found


def _block(data: Any) -> BlockSource:
    found = BlockSource(**_checked(data, BlockSource))
    texts = all(isinstance(value, str) for value in data["columns"].values())
    if not found.form or not found.columns or not texts or not 0 < found.rows <= MOST_CELLS:
        raise InputRejected("mapping_part", cell=excerpt(found.cell))
    return found


_KINDS: Mapping[str, type] = {"unit": int, "rows": int, "columns": dict}


def _checked(data: Any, kind: type[CellSource] | type[BlockSource]) -> dict[str, Any]:
    """The parts of an entry, each of its kind; unknown ones are refused rather than lost."""
    if not isinstance(data, dict) or not isinstance(data.get("cell"), str) or not data["cell"]:
        raise InputRejected("mapping_unreadable")
    wrong = [
        key
        for key, value in data.items()
        if key not in kind.__dataclass_fields__
        or not isinstance(value, _KINDS.get(key, str))
        or isinstance(value, bool)
    ]
    missing = {"cell", "rows", "form", "columns"} - set(data) if kind is BlockSource else set()
    if wrong or missing or data.get("unit", 1) not in (1, 1000):
        raise InputRejected("mapping_part", cell=excerpt(data["cell"]))
    return data
