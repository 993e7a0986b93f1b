"""When a copy of the store is made before something is done.

Promise: what was there before an import can be had again, exactly. Either a verified copy of it is made just before, or
a copy of the same day together with the files in the archive is the same: nothing but files was taken since it was
made, and each lies in the archive. A copy of a whole country's store takes longer than taking an office's file, so a
large store is not copied again for each of them; ``hold`` takes back a single import anyway.
"""

from __future__ import annotations

from alps_desk.app import copies
from alps_desk.app.workplace import Workplace

SMALL = 32 * 1024 * 1024
"""Bytes of a store that is copied in a moment, and so before every import."""


def before_import(place: Workplace) -> tuple[str, int]:
    """Make sure of a copy to go back to, before files are taken.

    Returns:
        Name of the copy that (with the archive) holds everything, and the stamp of the store that this is said of.

    Raises:
        StoreUnavailable: a copy did not verify or cannot be written.
    """
    stamp = place.store.stamp()
    size = place.store.size()
    file, upto = place.store.covered()
    if (size is None or size > SMALL) and upto == stamp:
        today = place.clock().date().isoformat()
        found = next((one for one in copies.copies(place.home) if one.name == file), None)
        if found is not None and found.state == "whole" and found.at.startswith(today):
            return file, stamp
    made = copies.make(place, "before_import")
    # What others wrote meanwhile may stand in the copy or not; then it is said of neither moment.
    return made.file.name, stamp if place.store.stamp() == stamp else -1
