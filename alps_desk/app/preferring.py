"""設定: the name that stands on changes, wishes kept with the data, and the copies there are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from alps_desk.app.commands import SaveSettings
from alps_desk.app.home_settings import read_settings, signature, write_settings
from alps_desk.app.workplace import Home, Workplace
from alps_desk.domain.errors import InputRejected
from alps_desk.store.rows import Identity

_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)\.db\Z")


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A copy of the store.

    Attributes:
        name: of the file; at: local time it was made, ISO; size: bytes.
    """

    name: str
    at: str
    size: int


def save_settings(place: Workplace, command: SaveSettings) -> Identity:
    """Keep settings with the store; the identity from now on.

    Where several PCs share a store on a server, the names belong to the PC and are kept in its data folder.

    Raises:
        InputRejected: a name that no change can carry (``signature_refused``), or no name left at all
            (``signature_missing``).
    """
    before = place.identity
    section = before.section if command.section is None else signature(command.section)
    person = before.person if command.person is None else signature(command.person)
    if (before.section or before.person) and not (section or person):
        raise InputRejected("signature_missing")
    after = replace(before, section=section, person=person, settings={**before.settings, **command.values})
    of_pc = read_settings(place.home.settings)
    if of_pc.store:
        write_settings(place.home.settings, replace(of_pc, section=section, person=person))
        shared = place.store.identity() or before
        place.store.set_identity(replace(shared, settings={**shared.settings, **command.values}))
    else:
        place.store.set_identity(after)
    return after


def backups(home: Home) -> list[BackupFile]:
    """Copies of the store in the data folder, oldest first."""
    found = []
    for path in home.backups.glob("*.db"):
        stamp = _STAMP.search(path.name)
        if stamp is not None:
            year, month, day, *time = stamp.groups()
            found.append(BackupFile(path.name, f"{year}-{month}-{day}T{':'.join(time)}", path.stat().st_size))
    return sorted(found, key=lambda one: (one.at, one.name))
