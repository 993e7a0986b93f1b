"""What people said the words of old tables mean, kept in the data folder and offered next time; and mappings as files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from alps_desk.app.files import read_file, write_whole
from alps_desk.app.workplace import Workplace
from alps_desk.domain.backfill_mapping import BackfillMapping, ColumnMeaning, RowMeaning
from alps_desk.domain.errors import InputRejected, Refusal, excerpt
from alps_desk.reports.template_mapping import MAX_BYTES, read_json

_WORDS, _MAPPING = "alps-desk learned words 1", "alps-desk backfill mapping 1"
_MOST_WORDS = 5_000


@dataclass(frozen=True)
class Learned:
    """Folded text → field, project or office."""

    columns: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)


def learned(place: Workplace) -> Learned:
    """What was learned so far; nothing if the file is missing or is none."""
    try:
        data = read_json(read_file(place.home.old_words, MAX_BYTES), _WORDS)
    except Refusal:
        return Learned()
    found = {}
    for name in ("columns", "projects", "offices"):
        words = data.get(name)
        found[name] = {
            key: value
            for key, value in (words.items() if isinstance(words, dict) else ())
            if isinstance(value, str)
        }
    return Learned(**found)


def learn(place: Workplace, lessons: Learned) -> None:
    """Remember more; a new meaning takes the place of an old one, and the oldest words go first."""
    known = learned(place)
    data: dict[str, Any] = {"format": _WORDS}
    for name in ("columns", "projects", "offices"):
        words = {**getattr(known, name)}
        for key, value in getattr(lessons, name).items():
            words.pop(key, None)
            words[key] = value
        data[name] = dict(list(words.items())[-_MOST_WORDS:])
    if any(getattr(lessons, name) for name in ("columns", "projects", "offices")):
        write_whole(place.home.old_words, json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8"))


def mapping_file(mapping: BackfillMapping) -> bytes:
    """What a table means as a file that people read and carry."""
    return (json.dumps({"format": _MAPPING, **asdict(mapping)}, ensure_ascii=False, indent=1) + "\n").encode(
        "utf-8"
    )


def read_mapping_file(path: Path) -> BackfillMapping:
    """What a table means, from a file.

    Raises:
        InputRejected: it is none (``mapping_unreadable``, ``mapping_newer``, ``mapping_part``).
        NotFound: it cannot be read.
    """
    data = read_json(read_file(path, MAX_BYTES), _MAPPING)
    data.pop("format")
    columns, rows = data.pop("columns", []), data.pop("rows", [])
    kinds: dict[str, tuple[type, ...]] = {
        "sheet": (str,), "top": (int,), "bottom": (int,), "fy": (int, type(None)), "period": (str,), "office": (str,),
        "unit": (int, type(None)),
    }  # fmt: skip
    for key, value in data.items():
        if key not in kinds or not isinstance(value, kinds[key]) or isinstance(value, bool):
            raise InputRejected("mapping_part", cell=excerpt(key))
    if not isinstance(columns, list) or not isinstance(rows, list) or len(columns) + len(rows) > _MOST_WORDS:
        raise InputRejected("mapping_unreadable")
    try:
        return BackfillMapping(
            **data,
            columns=tuple(ColumnMeaning(**_texts(one)) for one in columns),
            rows=tuple(RowMeaning(**_texts(one)) for one in rows),
        )
    except TypeError:
        raise InputRejected("mapping_unreadable") from None


def _texts(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict) or not all(
        isinstance(value, bool if key == "leave" else str) for key, value in data.items()
    ):
        raise InputRejected("mapping_unreadable")
    return data
