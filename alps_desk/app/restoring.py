"""控えから戻す: a copy takes the place of the store, whole or not at all.

Promise: nothing is replaced before what is there now was kept as a verified copy (or, if it is damaged, byte by byte);
a kill or a power cut at any moment leaves the store of before or the one of the copy. A damaged, foreign or newer file
is refused and changes nothing. Later changes that the union has come back with its next file: the journal is a union
of sets, so nothing is counted twice. The preview reads the same things as the work itself and changes nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from alps_desk import durable
from alps_desk.app import copies
from alps_desk.app.devices import not_received
from alps_desk.app.home_settings import read_settings
from alps_desk.app.last_word import latest_word
from alps_desk.app.workplace import Clock, Home
from alps_desk.bundle.keys import SigningKey
from alps_desk.domain.chains import closure
from alps_desk.domain.errors import Refusal, StoreUnavailable
from alps_desk.domain.records import UNION
from alps_desk.store import looking, room
from alps_desk.store.local_disk import refuse_network_place
from alps_desk.store.lock import InstanceLock
from alps_desk.store.looking import Inside
from alps_desk.store.rows import ImportRow
from alps_desk.store.store import Store
from alps_desk.store.where import DatabaseFile

_DAMAGED = ("store_damaged", "not_a_store")


@dataclass(frozen=True)
class Missing:
    """What the store holds now and the copy does not.

    Attributes:
        changes: how many changes, ``own`` of them made on this PC.
        only_here: of the own ones those that no file took away or, at an office, that the union has not acknowledged:
            nobody can send them back.
        imports: files to be taken again, oldest first; exports: names of files written since.
    """

    changes: int = 0
    own: int = 0
    only_here: int = 0
    imports: tuple[ImportRow, ...] = ()
    exports: tuple[str, ...] = ()


@dataclass(frozen=True)
class RestoreView:
    """What going back to a copy means.

    Attributes:
        file: the copy; at: local time it was made, ISO; size: bytes.
        office: whose; changes: how many are in it.
        missing: what is missing in it; None when the store of now cannot be read, or there is none.
        readable: whether the store of now can be read; present: whether there is one.
        kept: where the store of now was kept; None before it was done, or when there was none.
        new_key: the PC goes on under another key and registers with its next file.
    """

    file: Path
    at: str
    size: int
    office: str
    changes: int
    missing: Missing | None
    readable: bool
    present: bool
    kept: Path | None = None
    new_key: bool = False


def preview(home: Home, file: Path) -> RestoreView:
    """What going back to a copy would mean; nothing is changed.

    Raises:
        Refusal: as ``restore``.
    """
    _own_folder(home)
    return _look(home, file)


def restore(home: Home, file: Path, clock: Clock) -> RestoreView:
    """Put a copy in the place of the store.

    Raises:
        StoreUnavailable: the data are on a server (``restore_on_server``), in use (``in_use``), the copy is damaged
            (``copy_damaged``) or another office's (``copy_foreign``), or there is no room.
        StoreTooNew, NotFound: see ``looking.inspect``.
    """
    _own_folder(home)
    try:
        durable.make_folder(home.root)
        with InstanceLock(home.lock).holding():
            view = _look(home, file)
            size = view.size + (home.store.stat().st_size if home.store.exists() else 0)
            room.require(home.root, size)
            kept = _keep(home, clock)
            fresh = _put(home, file, clock)
            if fresh:
                home.use_key(fresh)
            copies.tidy(home.backups)
    except OSError as error:
        if room.is_full(error):
            raise room.no_room(home.root, file.stat().st_size) from error
        raise StoreUnavailable("cannot_write", file=home.store.name) from error
    return replace(view, kept=kept, new_key=bool(fresh))


def meaning(view: RestoreView) -> list[tuple[str, dict[str, object]]]:
    """What going back to a copy means, in sentences (code and params)."""
    lines: list[tuple[str, dict[str, object]]] = [
        ("restore_of", {"at": view.at[:16].replace("T", " "), "changes": view.changes})
    ]
    missing = view.missing
    if missing is None:
        return [*lines, ("restore_unreadable" if view.present else "restore_nothing_here", {})]
    if not missing.changes and not missing.imports:
        return [*lines, ("restore_nothing_missing", {})]
    lines.append(("restore_missing", {"changes": missing.changes, "imports": len(missing.imports)}))
    if missing.own - missing.only_here:
        lines.append(("restore_comes_back", {"changes": missing.own - missing.only_here}))
    if missing.only_here:
        lines.append(("restore_only_here", {"changes": missing.only_here}))
    return lines


def outcome(view: RestoreView) -> list[tuple[str, dict[str, object]]]:
    """What was done, in sentences."""
    lines: list[tuple[str, dict[str, object]]] = [
        ("restored_union" if view.office == UNION else "restored", {})
    ]
    if view.kept is not None:
        lines.append(("restore_kept", {"file": view.kept.name}))
    if view.new_key:
        lines.append(("restore_new_key", {}))
    return lines


def _own_folder(home: Home) -> None:
    if not isinstance(home.database(read_settings(home.settings)), DatabaseFile):
        raise StoreUnavailable("restore_on_server")
    refuse_network_place(home.root)


# --- looking -------------------------------------------------------------------------------------------------


def _look(home: Home, file: Path) -> RestoreView:
    found = looking.inspect(file)
    missing, readable = None, False
    try:
        missing = _missing(home, found)
        readable = missing is not None
    except Refusal as refusal:
        if refusal.code not in _DAMAGED:
            raise
    if not readable:
        _refuse_strangers(home, found)
    known = next((one for one in copies.copies(home) if one.name == file.name), None)
    at = known.at if known is not None else copies.made_at(file)
    present = home.store.exists()
    return RestoreView(file, at, file.stat().st_size, found.office, found.changes, missing, readable, present)


def _missing(home: Home, found: Inside) -> Missing | None:
    """What the store of now holds besides; None if there is none.

    Raises:
        StoreUnavailable: it is damaged, or the copy is not of the same office (``copy_foreign``).
    """
    if not home.store.exists():
        return None
    with closing(Store.open(home.store)) as store:
        now = store.inside()
        if not now.office:
            return None
        if now.office != found.office:
            raise StoreUnavailable("copy_foreign", office=found.office)
        own = {change: segment for change, segment in now.own.items() if change not in found.own}
        came = sum(count for segment, count in now.came.items() if segment not in found.segments)
        elsewhere = _elsewhere(store, now.office)
        return Missing(
            len(own) + came,
            len(own),
            sum(segment not in elsewhere for segment in own.values()),
            tuple(row for row in store.imports() if row.sha256 not in found.imports),
            tuple(row.file for row in store.exports() if row.sha256 not in found.exports),
        )


def _elsewhere(store: Store, office: str) -> Collection[str]:
    """Segments that somebody else has: what the union acknowledged, or what the union handed out."""
    if office == UNION:
        return {segment for row in store.exports() for segment in row.segments}
    word = latest_word(store, UNION)
    return closure(word.have, store.segment_ids()) if word else set()


def _refuse_strangers(home: Home, found: Inside) -> None:
    """Where no store says whose folder this is, its key does; a folder without a key is a new PC's."""
    if not home.device_key.exists():
        return
    own = set()
    for path in home.device_key.parent.glob("device*.pem"):
        try:
            own.add(SigningKey.read(path).id)
        except StoreUnavailable:
            continue
    if own and found.device not in own:
        raise StoreUnavailable("copy_foreign", office=found.office)


# --- replacing -----------------------------------------------------------------------------------------------


def _keep(home: Home, clock: Clock) -> Path | None:
    """Keep the store of now."""
    if not home.store.exists():
        return None
    kept = copies.free_name(home.backups, "before_restore", clock())
    try:
        with closing(Store.open(home.store)) as store:
            store.backup(kept)
        return kept
    except StoreUnavailable as refusal:
        if refusal.code not in (*_DAMAGED, "backup_failed"):
            raise
    # Whoever mends it wants it as it is, with the transaction that may have been cut off beside it.
    kept = copies.free_name(home.backups, "damaged", clock())
    journal = _journal_of(home.store)
    if journal.exists():
        copies.put_again(journal, _journal_of(kept))
    copies.put_again(home.store, kept)
    return kept


def _put(home: Home, file: Path, clock: Clock) -> str:
    """Make a store of the copy beside the place and give it the place; id of a new key, "" if the old one fits."""
    part = home.store.with_suffix(".restore.db")
    where = DatabaseFile(part, copy_first=False)
    where.forget()
    fresh = ""
    try:
        durable.make_folder(part.parent)
        shutil.copyfile(file, part)
        beside = _journal_of(file)
        if beside.exists():
            shutil.copyfile(beside, _journal_of(part))
        with closing(Store.open(where)) as store:
            if not store.caches_are_true():
                store.rebuild()
            fresh = _fit_key(home, store, clock)
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        # A transaction that was cut off in the old store would be played back into the new one.
        _journal_of(home.store).unlink(missing_ok=True)
        durable.sync_folder(home.root)
        durable.put_in_place(part, home.store)
    finally:
        where.close()
        where.forget()
    return fresh


def _fit_key(home: Home, store: Store, clock: Clock) -> str:
    """Go on under this PC's key, or a new one, where the copy is from before it; the union does so by ``new-key``.

    Returns:
        Id of the key that is still to take its place, "" if none is.
    """
    identity = store.identity()
    assert identity is not None, "a copy without an office was refused"
    try:
        key = SigningKey.read(home.device_key)
    except StoreUnavailable:
        key = None
    if identity.office == UNION or (key is not None and key.id == identity.device):
        return ""
    waiting = ""
    if key is None:
        key = SigningKey.generate()
        # Written before the store knows it: opening finds it by its id, so a kill in between costs nothing.
        key.write(home.waiting_key(key.id))
        waiting = key.id
    now = clock().isoformat(timespec="seconds")
    store.renew_device(key.id, not_received(store, identity.device), now)
    return waiting


def _journal_of(path: Path) -> Path:
    return path.with_name(path.name + "-journal")
