"""What an administrator sets for one PC: ``settings.toml`` in its data folder.

::

    store = "postgresql://alps_desk@server/alps_desk"   # the union's server; without it the data are in the folder
    section = "総務課"                                    # who works at this PC, if several share a store
    person = "担当者B"
    backup = "D:/控え"                                    # a second place for copies; a share will do

Promise: a setting is taken as written or refused by name. A misspelt one would open the wrong data silently.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path

from alps_desk.app.files import write_whole
from alps_desk.domain.errors import InputRejected, StoreUnavailable, excerpt
from alps_desk.domain.journal import allowed_text
from alps_desk.store.rows import Identity

MAX_SIGNATURE = 60
"""Characters of a section and of a person."""


@dataclass(frozen=True)
class HomeSettings:
    """The settings of a data folder.

    Attributes:
        store: SQLAlchemy URL of the data; "" = in the folder.
        section, person: who works at this PC; None = as it was set up.
        backup: folder for a second copy of the data; "" = none.
    """

    store: str = ""
    section: str | None = None
    person: str | None = None
    backup: str = ""

    def of(self, identity: Identity) -> Identity:
        """Whose store it is, with the people of this PC."""
        section = identity.section if self.section is None else self.section
        person = identity.person if self.person is None else self.person
        return replace(identity, section=section, person=person)


def read_settings(path: Path) -> HomeSettings:
    """Read the settings; a file that does not exist sets nothing.

    Raises:
        StoreUnavailable: not a settings file (``settings_unreadable``), a name that no setting has
            (``settings_unknown``), or no text (``settings_no_text``).
        InputRejected: people that cannot stand in a change (``signature_refused``).
    """
    try:
        # Editors of Windows like to put a byte order mark first.
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return HomeSettings()
    except (OSError, ValueError) as error:
        raise StoreUnavailable("settings_unreadable") from error
    names = {field.name for field in fields(HomeSettings)}
    for name, value in found.items():
        if name not in names:
            raise StoreUnavailable("settings_unknown", name=excerpt(name))
        if not isinstance(value, str):
            raise StoreUnavailable("settings_no_text", name=name)
    for name in found.keys() & {"section", "person"}:
        found[name] = signature(found[name])
    return HomeSettings(**found)


def signature(text: str) -> str:
    """A section or person as it goes into every change, or "".

    Raises:
        InputRejected: too long, or signs that no line can hold (``signature_refused``).
    """
    if len(text) > MAX_SIGNATURE or not allowed_text(text) or "\n" in text or "\t" in text:
        raise InputRejected("signature_refused", limit=MAX_SIGNATURE)
    return text.strip()


def write_settings(path: Path, settings: HomeSettings) -> None:
    """Write the settings that are set.

    Raises:
        StoreUnavailable: the file cannot be written.
    """
    # A TOML string with escapes is a JSON string.
    lines = [
        f"{field.name} = {json.dumps(value, ensure_ascii=False)}\n"
        for field in fields(settings)
        if (value := getattr(settings, field.name)) != field.default
    ]
    write_whole(path, "".join(lines).encode("utf-8"))
    # It may hold a password.
    path.chmod(0o600)
