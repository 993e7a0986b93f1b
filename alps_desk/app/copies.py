"""控え: verified copies of the store, how they are named, where they lie and how long they are kept.

Promise: a copy has its name only when it was written whole, opened and checked; a copy that the program made by itself
goes when newer ones have taken its place (14 days, 8 weeks), one that a person asked for stays. Nobody else's file is
touched. A second place for copies (a share, a stick) is never waited for by what a person wants done: if it does not
answer, that is told and the copy here is there.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from alps_desk import durable
from alps_desk.app.home_settings import read_settings, write_settings
from alps_desk.app.workplace import JAPAN, Home, Workplace
from alps_desk.domain.errors import InputRejected, Refusal, StoreUnavailable
from alps_desk.store import looking, room

if TYPE_CHECKING:
    from alps_desk.store.looking import CopyState

CopyKind = Literal[
    "daily",
    "by_hand",
    "before_import",
    "before_hold",
    "before_update",
    "before_move",
    "before_restore",
    "damaged",
]
"""Why there is a copy. ``damaged`` is what a damaged store was when it was replaced, byte by byte."""

_STEMS: dict[str, CopyKind] = {
    "daily": "daily", "backup": "by_hand", "before-import": "before_import", "before-hold": "before_hold",
    "before-update": "before_update", "before-move": "before_move", "before-restore": "before_restore",
    "damaged": "damaged",
}  # fmt: skip
_NAME = re.compile(
    rf"(?P<stem>{'|'.join(_STEMS)})-"
    r"(?:\d{4}-)?(?:(?P<day>\d{8})-(?P<time>\d{6})(?:-\d+)?|\d{4})\.db\Z"
)
_PASSING: tuple[tuple[CopyKind, ...], ...] = (("daily", "before_import", "before_hold"), ("before_restore",))
"""Copies that go when newer ones of the same group have taken their place: the way back from a restore is not worn
away by the copies of every day."""
DAYS, WEEKS, LATEST = 14, 8, 5
"""The last copy of so many days and weeks is kept, and the latest so many whatever their day."""
OLD_DAYS = 7
"""Days after which somebody should be told that there is no newer copy."""
_LEFTOVER_SECONDS = 24 * 60 * 60
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class CopyFile:
    """A copy of the store.

    Attributes:
        name: of the file; at: local time it was made, ISO; size: bytes.
        state: what it is at a first look.
        second: it lies in the second place.
    """

    name: str
    at: str
    size: int
    path: Path
    kind: CopyKind
    state: CopyState = "whole"
    second: bool = False


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that was made.

    Attributes:
        second: where it was put a second time, None if there is no second place or it did not answer.
        trouble: code of why it is not there, "" if it is or there is no second place.
    """

    file: Path
    second: Path | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """Somebody should see to the copies.

    Attributes:
        code: ``copy_none``, ``copy_old`` or ``copy_second_old``; days: how old the newest is.
    """

    code: str
    days: int = 0


# --- making --------------------------------------------------------------------------------------------------


def make(place: Workplace, kind: CopyKind, out: Path | None = None) -> Copied:
    """Make a verified copy; one for every day or asked for is put into the second place as well.

    Args:
        out: the file, if a person named one: then it lies there and nowhere else.

    Raises:
        StoreUnavailable: the data are damaged (``store_damaged``), there is no room (``disk_full``), or the copy did
            not verify (``backup_failed``).
    """
    careful = kind in ("daily", "by_hand")
    if careful:
        # A copy of damaged data would push out a good one sooner or later.
        health = place.store.health()
        if health.altered or not health.integrity:
            raise damaged(place.home)
    target = out or free_name(place.home.backups, kind, place.clock())
    place.store.backup(target)
    if out is not None:
        return Copied(target)
    tidy(place.home.backups)
    return _put_second(place, target) if careful else Copied(target)


def _put_second(place: Workplace, file: Path) -> Copied:
    """Put a copy into the second place, if there is one."""
    second = second_place(place)
    if second is None:
        return Copied(file)
    try:
        put_again(file, second / file.name)
    except Refusal as refusal:
        return Copied(file, trouble=refusal.code)
    tidy(second)
    return Copied(file, second / file.name)


def set_second_place(place: Workplace, folder: Path | None) -> Copied | None:
    """Choose a second place for copies; it is chosen once a copy lies there.

    Raises:
        InputRejected: it lies in the data folder, where it would be lost with it (``second_place_inside``).
        StoreUnavailable: as ``make``, or nothing can be written there (``copy_second_failed``).
    """
    settings = read_settings(place.home.settings)
    if folder is None:
        write_settings(place.home.settings, replace(settings, backup=""))
        return None
    chosen = folder.absolute()
    if chosen.resolve().is_relative_to(place.home.root.resolve()):
        raise InputRejected("second_place_inside")
    made = make(place, "by_hand")
    again = _of_pc(chosen, place) / made.file.name
    put_again(made.file, again)
    write_settings(place.home.settings, replace(settings, backup=str(chosen)))
    return Copied(made.file, again)


def free_name(folder: Path, kind: CopyKind, at: datetime) -> Path:
    """A name for a copy that no copy has."""
    stem = next(stem for stem, one in _STEMS.items() if one == kind)
    path = folder / f"{stem}-{at:%Y%m%d-%H%M%S}.db"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{at:%Y%m%d-%H%M%S}-{number}.db"
        number += 1
    return path


def put_again(source: Path, target: Path) -> None:
    """Write a file once more at another place, read it back there and compare.

    Raises:
        StoreUnavailable: ``disk_full``, or it cannot be written there or is not the same (``copy_second_failed``).
    """
    part = target.with_name(target.name + ".part")
    try:
        durable.make_folder(target.parent)
        with source.open("rb") as reading, part.open("wb") as writing:
            while block := reading.read(_BLOCK):
                writing.write(block)
            writing.flush()
            os.fsync(writing.fileno())
        if _hash(part) != _hash(source):
            raise StoreUnavailable("copy_second_failed", folder=str(target.parent)[:80])
        durable.put_in_place(part, target)
    except OSError as error:
        if room.is_full(error):
            raise room.no_room(target, source.stat().st_size) from error
        raise StoreUnavailable("copy_second_failed", folder=str(target.parent)[:80]) from error
    finally:
        _forget(part)


def _hash(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # The place may be gone; the reason that matters is already being told.
        return


# --- every day -----------------------------------------------------------------------------------------------


def due(place: Workplace) -> bool:
    """Whether there is no copy of today yet, here or in the second place."""
    second = second_place(place)
    return not all(_of_today(place, folder) for folder in (place.home.backups, second) if folder is not None)


def _of_today(place: Workplace, folder: Path) -> list[Path]:
    return list(folder.glob(f"daily-{place.clock():%Y%m%d}-*.db"))


def keep_daily(place: Workplace) -> Copied | None:
    """Make the copy of the day at the first start of a day; None if it is there.

    Raises:
        StoreUnavailable: as ``make``.
    """
    if not due(place):
        return None
    here = _of_today(place, place.home.backups)
    # What only the second place lacks, because it did not answer, is not made again.
    return _put_second(place, max(here)) if here else make(place, "daily")


def reminder(place: Workplace) -> Reminder | None:
    """Whether somebody should see to the copies: there is none, or the newest good one is old."""
    today = place.clock().date()
    here = _newest(_in(place.home.backups))
    if here is None:
        return Reminder("copy_none")
    days = _age(here, today)
    if days >= OLD_DAYS:
        return Reminder("copy_old", days)
    second = second_place(place)
    if second is None:
        return None
    there = _newest(_in(second))
    days = OLD_DAYS if there is None else _age(there, today)
    return Reminder("copy_second_old", days) if days >= OLD_DAYS else None


def _newest(found: Iterable[CopyFile]) -> CopyFile | None:
    good = [one for one in found if one.state == "whole" and one.kind not in ("damaged", "before_restore")]
    return max(good, key=_order, default=None)


def _age(copy: CopyFile, today: date) -> int:
    return (today - datetime.fromisoformat(copy.at).date()).days


# --- what there is -------------------------------------------------------------------------------------------


def second_place(place: Workplace) -> Path | None:
    """The folder of this PC's copies in the second place; several PCs may share it."""
    chosen = read_settings(place.home.settings).backup
    return _of_pc(Path(chosen), place) if chosen else None


def _of_pc(folder: Path, place: Workplace) -> Path:
    return folder / f"{place.office}-{place.identity.device[:8]}"


def copies(home: Home, second: Path | None = None) -> list[CopyFile]:
    """Copies of the store, oldest first.

    Args:
        second: a further folder to look into.
    """
    found = _in(home.backups)
    if second is not None:
        found += [replace(one, second=True) for one in _in(second)]
    return sorted(found, key=lambda one: (*_order(one), one.second))


def all_copies(place: Workplace) -> list[CopyFile]:
    """Copies of this PC's store here and in the second place, oldest first."""
    return copies(place.home, second_place(place))


def last_good(home: Home) -> CopyFile | None:
    """The newest copy here that is whole to the last byte; for a store that is damaged."""
    for one in reversed(copies(home)):
        if one.state == "whole" and one.kind != "damaged":
            try:
                looking.inspect(one.path)
            except Refusal:
                continue
            return one
    return None


def damaged(home: Home, known: StoreUnavailable | None = None) -> StoreUnavailable:
    """What is told of a store that is damaged: from when the last good copy is, if there is one.

    Args:
        known: what was told already, if it stays like that without a copy.
    """
    found = last_good(home)
    if found is None:
        return known or StoreUnavailable("store_damaged", file=home.store.name)
    on = datetime.fromisoformat(found.at)
    refusal = StoreUnavailable("store_damaged", month=on.month, day=on.day, file=found.name)
    refusal.told_as = "store_damaged_copy"
    return refusal


def _order(one: CopyFile) -> tuple[str, int, str]:
    """By time; of several in one second the later one has the longer name."""
    return one.at, len(one.name), one.name


def made_at(path: Path) -> str:
    """Local time a file of any name was written last, ISO."""
    return (
        datetime.fromtimestamp(path.stat().st_mtime, JAPAN).replace(tzinfo=None).isoformat(timespec="seconds")
    )


def _in(folder: Path) -> list[CopyFile]:
    found = []
    try:
        paths = list(folder.glob("*.db"))
    except OSError:
        return []
    for path in paths:
        name = _NAME.match(path.name)
        if name is None:
            continue
        try:
            status = path.stat()
        except OSError:
            continue
        try:
            at = (
                datetime.fromisoformat(f"{name['day']}T{name['time']}").isoformat()
                if name["day"]
                else made_at(path)
            )
        except ValueError:
            # Nobody's day: no copy of ours has such a name.
            continue
        kind = _STEMS[name["stem"]]
        found.append(CopyFile(path.name, at, status.st_size, path, kind, looking.glance(path)))
    return found


# --- how long they are kept ----------------------------------------------------------------------------------


def surplus(found: Sequence[CopyFile]) -> list[CopyFile]:
    """Copies that newer ones have taken the place of.

    Of each group the last of each of ``DAYS`` days and ``WEEKS`` weeks that have one stays, and the ``LATEST`` of all.
    Damaged ones take nobody's place, and nobody takes theirs: somebody may want to look at them.
    """
    return [one for kinds in _PASSING for one in _surplus_of([one for one in found if one.kind in kinds])]


def _surplus_of(group: Sequence[CopyFile]) -> list[CopyFile]:
    passing = [one for one in group if one.state == "whole"]
    passing.sort(key=_order, reverse=True)
    days: set[str] = set()
    weeks: set[tuple[int, int]] = set()
    kept = set(passing[:LATEST])
    for one in passing:
        day = one.at[:10]
        week = date.fromisoformat(day).isocalendar()[:2]
        if day not in days and len(days) < DAYS:
            days.add(day)
            kept.add(one)
        if week not in weeks and len(weeks) < WEEKS:
            weeks.add(week)
            kept.add(one)
    return [one for one in passing if one not in kept]


def tidy(folder: Path) -> None:
    """Remove copies that newer ones have taken the place of, and what was left by work that was cut off."""
    for one in surplus(_in(folder)):
        _forget(one.path)
    try:
        for path in folder.glob("*.db.part*"):
            # Younger ones may belong to another program that is writing one now.
            if time.time() - path.stat().st_mtime > _LEFTOVER_SECONDS:
                _forget(path)
    except OSError:
        return
