"""What the window remembers between two starts: text size, year in view, places.

Promise: only conveniences stand here, never data of the office. A file that cannot be read counts as empty, and a
place that cannot be written is forgotten silently: nobody's work may stop because of a remembered column width.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path

_log = logging.getLogger(__name__)


class Settings:
    """A few named texts and numbers in one small file.

    Args:
        path: the file; it need not exist. None remembers until the program ends.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._values: dict[str, str | int] = {}
        if path is None:
            return
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = {}
        if isinstance(found, dict):
            self._values = {key: value for key, value in found.items() if isinstance(value, str | int)}

    @property
    def remembers(self) -> bool:
        """Whether anything outlives the program."""
        return self._path is not None

    def text(self, name: str, otherwise: str = "") -> str:
        """A remembered text."""
        value = self._values.get(name)
        return value if isinstance(value, str) else otherwise

    def number(self, name: str, otherwise: int = 0) -> int:
        """A remembered whole number."""
        value = self._values.get(name)
        return value if isinstance(value, int) else otherwise

    def put(self, name: str, value: str | int) -> None:
        """Remember something, at once."""
        if self._values.get(name) == value:
            return
        self._values[name] = value
        if self._path is None:
            return
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), encoding="utf-8")
            os.replace(part, self._path)
        except OSError:
            _log.warning("cannot remember %s", name, exc_info=True)
