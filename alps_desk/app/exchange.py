"""What the exchange answers: a file that was written, what became of a file that came."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from alps_desk.app.workplace import Workplace
from alps_desk.domain.brought import NOTHING_BROUGHT, Brought
from alps_desk.domain.plan import Plan
from alps_desk.store.rows import Taken


@dataclass(frozen=True)
class Exported:
    """A file that was written.

    Attributes:
        segments, changes: how many are in it.
        code: the eight groups of this PC.
    """

    file: Path
    segments: int
    changes: int
    code: str


FileState = Literal["merged", "already", "unknown_device", "refused"]


@dataclass(frozen=True)
class FileResult:
    """What became of one file, or would become.

    Attributes:
        file: its name.
        office: key of the sender, "" when that cannot be believed.
        code, params: the sentence that tells it.
        notices: further sentences (code and params).
        pairing: the eight groups of an unknown device.
        made_at: claimed time of writing.
        import_no: number of the import, 0 if nothing was taken.
        brought: what it brings, by kind.
    """

    file: str
    state: FileState
    office: str
    code: str
    params: dict[str, object]
    taken: Taken | None = None
    notices: tuple[tuple[str, dict[str, object]], ...] = ()
    pairing: str = ""
    made_at: str = ""
    import_no: int = 0
    brought: Brought = NOTHING_BROUGHT


Plans = tuple[dict[int, Plan], Plan | None]


def plans_known(place: Workplace) -> Plans:
    """Every year's plan as known here, and the latest."""
    book = place.plans.of(place.store)
    return book.all(), book.plan()
