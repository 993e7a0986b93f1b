"""What was tried of a finished product, told line by line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shipping.steps import Failed, Place

LARGE_MB = 12
"""Two files of this size are judged on several cores."""


class Trials:
    """Counts what did not go well."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.tried = self.failed = 0

    def that(self, what: str, good: bool, otherwise: object = "") -> None:
        """One thing that was tried.

        Args:
            otherwise: what came instead, told only if it was not good.
        """
        self.tried += 1
        self.failed += not good
        self._place.note(f"{'ok  ' if good else 'FAIL'} {what}" + (f": {otherwise}" if not good else ""))

    def end(self) -> None:
        """Tell how it went.

        Raises:
            Failed: something did not go well.
        """
        self._place.note(f"{self.tried} tried, {self.failed} failed")
        if self.failed or not self.tried:
            raise Failed(f"{self.failed} of {self.tried} did not go well")


def large_files(folder: Path) -> list[Path]:
    """Two files that are no exchange files, so large that the program looks through them in processes of its own."""
    line = "大きいだけのファイル,1,2,3\r\n".encode()
    files = [folder / name for name in ("large1.csv", "large2.csv")]
    for file in files:
        file.write_bytes(line * (LARGE_MB * 1024 * 1024 // len(line)))
    return files


def are_refused(answer: dict[str, Any]) -> bool:
    """Whether an answer of ``merge`` refuses each of them by a sentence."""
    files = answer.get("files", [])
    return len(files) == 2 and all(one["state"] == "refused" and one["message"] for one in files)


def json_of(text: str) -> dict[str, Any]:
    """The JSON of what a command said; empty if there is none."""
    for line in text.splitlines():
        if line.startswith("{"):
            found: dict[str, Any] = json.loads(line)
            return found
    return {}
