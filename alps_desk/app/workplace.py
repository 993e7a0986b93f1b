"""What every handler works with: the home folder, the store, the key, the clock.

Objects arrive by constructor, clock and nonce maker too, so that tests and bundles repeat exactly. SQL and keys load
with the first office that is opened: a folder can be named, and usage told, without them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from alps_desk import durable
from alps_desk.app.known_plans import KnownPlans
from alps_desk.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from alps_desk.app.home_settings import HomeSettings
    from alps_desk.bundle.keys import SigningKey
    from alps_desk.store.lock import InstanceLock
    from alps_desk.store.rows import Identity
    from alps_desk.store.store import Store
    from alps_desk.store.where import Database

JAPAN = timezone(timedelta(hours=9))
"""Japan has no summer time; a fixed offset needs no time zone data on Windows."""

Clock = Callable[[], datetime]
NonceMaker = Callable[[], str]


@dataclass(frozen=True)
class Home:
    """The data folder of one office on one PC."""

    root: Path

    @property
    def store(self) -> Path:
        """The database file, unless the settings name another place."""
        return self.root / "desk.db"

    @property
    def lock(self) -> Path:
        """What a program holds while it changes the database file."""
        return self.root / "desk.lock"

    @property
    def settings(self) -> Path:
        """What an administrator may set for this PC; the file need not exist."""
        return self.root / "settings.toml"

    def database(self, settings: HomeSettings) -> Database:
        """Where the data are: in the database file, or where the settings say.

        Raises:
            StoreUnavailable: the settings name nothing that can keep a store.
        """
        from alps_desk.store.where import DatabaseFile, database_at

        return database_at(settings.store, self.root) if settings.store else DatabaseFile(self.store)

    @property
    def device_key(self) -> Path:
        """This PC's private key."""
        return self.root / "keys" / "device.pem"

    def waiting_key(self, device: str) -> Path:
        """A new key of this PC that has not taken the place of the old one yet."""
        return self.device_key.with_name(f"device-{device[:16]}.pem")

    def use_key(self, device: str) -> None:
        """Put a waiting key in its place; the old one is kept under another name."""
        waiting = self.waiting_key(device)
        if self.device_key.exists():
            durable.put_in_place(self.device_key, self.device_key.with_name("device-old.pem"))
        durable.put_in_place(waiting, self.device_key)

    def root_key(self, which: str) -> Path:
        """A root key of the union, ``main`` or ``spare``; belongs on a medium off the daily PC."""
        return self.root / "keys" / f"root-{which}.pem"

    @property
    def archive(self) -> Path:
        """Every file taken, under its hash."""
        return self.root / "archive"

    @property
    def backups(self) -> Path:
        """Verified copies of the store."""
        return self.root / "backup"

    @property
    def log(self) -> Path:
        """What the program wrote about its own faults."""
        return self.root / "log" / "alps-desk.log"

    @property
    def practice(self) -> Path:
        """Where practising happens: data folders of its own, apart from everything here."""
        return self.root / "practice"

    @property
    def templates(self) -> Path:
        """How forms of one's own are filled: one mapping for each, under the form's hash."""
        return self.root / "templates"

    @property
    def old_words(self) -> Path:
        """What people said the words of old tables mean."""
        return self.root / "old-tables.json"

    @property
    def outbox(self) -> Path:
        """Where files are written when no other place is named."""
        return self.root / "export"


@dataclass(frozen=True)
class Workplace:
    """One opened office.

    Attributes:
        clock: now, with the offset of Japan.
        nonce: 128 random bits as 32 hex digits, new each time.
        lock: held by a window as long as it is open, by a command as long as it writes.
        plans: the plans of the store, read once.
    """

    home: Home
    store: Store
    key: SigningKey
    identity: Identity
    clock: Clock
    nonce: NonceMaker
    lock: InstanceLock
    plans: KnownPlans = field(default_factory=KnownPlans)

    @property
    def now(self) -> str:
        """The time as it stands in a change."""
        return self.clock().isoformat(timespec="seconds")

    @property
    def today(self) -> str:
        """The day as it stands in a date field."""
        return self.clock().date().isoformat()

    @property
    def office(self) -> str:
        """Key of the office whose store this is."""
        return self.identity.office

    @property
    def is_union(self) -> bool:
        """Whether this is the union's store."""
        return self.office == "union"

    @property
    def author(self) -> str:
        """Who changes are signed for on screen: the person, else the section."""
        return self.identity.person or self.identity.section


def _read_key(home: Home, device: str, *, shared: bool) -> SigningKey:
    """This PC's key; one that was renewed just before a power cut takes its place now.

    Args:
        shared: several PCs at a server have one key: it comes from another one of them.
    """
    from alps_desk.bundle.keys import SigningKey

    if home.waiting_key(device).exists() and SigningKey.read(home.waiting_key(device)).id == device:
        home.use_key(device)
    if shared and not home.device_key.exists():
        raise StoreUnavailable("server_key_missing", file=home.device_key.name)
    key = SigningKey.read(home.device_key)
    if key.id != device:
        raise StoreUnavailable("server_key_changed" if shared else "key_foreign")
    return key


def open_workplace(home: Home, clock: Clock, nonce: NonceMaker) -> Workplace:
    """Open an office that was set up.

    Raises:
        StoreUnavailable: not set up yet (``not_set_up``), or the store cannot be opened.
    """
    from alps_desk.app.home_settings import read_settings
    from alps_desk.store.local_disk import refuse_network_place
    from alps_desk.store.lock import InstanceLock
    from alps_desk.store.store import Store
    from alps_desk.store.where import DatabaseFile

    settings = read_settings(home.settings)
    where = home.database(settings)
    try:
        if isinstance(where, DatabaseFile):
            # Before anything else: a share that does not answer would hold the program up.
            refuse_network_place(where.path)
        if not where.exists():
            raise StoreUnavailable("not_set_up")
        store = Store.open(where)
        identity = store.identity()
        if identity is None:
            raise StoreUnavailable("not_set_up")
        key = _read_key(home, identity.device, shared=where.lock is None)
    except BaseException:
        where.close()
        raise
    return Workplace(home, store, key, settings.of(identity), clock, nonce, InstanceLock(where.lock))
