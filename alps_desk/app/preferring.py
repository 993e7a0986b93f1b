"""設定: the name that stands on changes, and wishes kept with the data."""

from __future__ import annotations

from dataclasses import replace

from alps_desk.app.commands import SaveSettings
from alps_desk.app.home_settings import read_settings, signature, write_settings
from alps_desk.app.workplace import Workplace
from alps_desk.domain.errors import InputRejected
from alps_desk.store.rows import Identity


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
