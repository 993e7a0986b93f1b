"""One office behind the command line, and the tables it fills in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Said:
    """What one call said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output; nothing else may stand there."""
        lines = self.out.splitlines()
        assert len(lines) == 1, self.out
        found = json.loads(lines[0])
        assert isinstance(found, dict)
        return found


class Office:
    """One data folder."""

    def __init__(self, home: Path, say: Callable[..., Said]) -> None:
        self.home = home
        self._say = say

    def __call__(self, *words: object) -> Said:
        """A call for people."""
        return self._say("--home", self.home, *words)

    def ask(self, *words: object, code: int = 0) -> dict[str, Any]:
        """A call for programs that must end in this exit code; the JSON object."""
        said = self._say("--home", self.home, "--json", *words)
        assert said.code == code, (said.code, said.out, said.err)
        found = said.json
        assert found["ok"] is (code == 0)
        return found


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of an entry table by heading."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def table_text(rows: Sequence[Mapping[str, str]]) -> str:
    """A CSV text of rows by heading."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
