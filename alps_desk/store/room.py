"""How much room a disk has, and what is said when it is not enough (sync-design 13).

The figure that the user is told is what must be freed so that the work that failed, and a day's work after it, goes
through: nobody wants to be told of one more byte each time.
"""

from __future__ import annotations

import errno
import math
import shutil
from pathlib import Path

from alps_desk.domain.errors import StoreUnavailable

_MEGABYTE = 1024 * 1024
_SPARE = 20 * _MEGABYTE
"""What ought to be free besides: SQLite's journal, the caches, a file or two."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def no_room(place: Path, wanted: int = 0) -> StoreUnavailable:
    """What is told when something could not be written for want of room (``disk_full``).

    Args:
        place: the file or folder that was to be written; it need not exist.
        wanted: bytes that were to be written, if that is known.
    """
    lack = wanted + _SPARE - _free(place)
    return StoreUnavailable("disk_full", lack=max(1, math.ceil(lack / _MEGABYTE)))


def require(place: Path, wanted: int) -> None:
    """Refuse at once what cannot fit, before anything is written.

    Raises:
        StoreUnavailable: ``disk_full``.
    """
    if _free(place) < wanted:
        raise no_room(place, wanted)


def is_full(error: BaseException) -> bool:
    """Whether an error of the operating system says that there is no room: disk, quota or largest file."""
    return isinstance(error, OSError) and error.errno in _FULL


def _free(place: Path) -> int:
    """Free bytes of the disk that a place is on; where that cannot be told, nothing is said to be missing."""
    folder = place
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 1 << 62
