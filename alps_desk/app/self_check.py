"""自己点検: whether program and data are sound on this PC; nothing is changed by looking."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from alps_desk import __version__, places, wording
from alps_desk.app.workplace import Home, Workplace
from alps_desk.bundle.keys import SigningKey, verify
from alps_desk.store.health import SQLITE

_OLDEST_PYTHON = (3, 11)
_LEAST_FREE_BYTES = 200 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_PROBE = b"alps-desk self-check\0"


@dataclass(frozen=True)
class Checked:
    """One thing looked at.

    Attributes:
        name: identifier, the same in every version.
        message: what was found, a sentence or a few words.
    """

    name: str
    ok: bool
    message: str


def check_program(home: Home) -> list[Checked]:
    """The program and the disk; also before set-up."""
    return [
        Checked("program", True, wording.say("self_program", version=__version__)),
        Checked(
            "python",
            sys.version_info[:2] >= _OLDEST_PYTHON,
            wording.say(
                "self_python",
                version=platform.python_version(),
                sqlite=SQLITE,
                system=platform.platform(terse=True),
            ),
        ),
        _shipped(),
        *_guides(),
        _free_space(home),
    ]


def _shipped() -> Checked:
    """Whether the files that come with the program are there."""
    wanted = {
        "terms.csv": places.resources(),
        "messages/*.toml": places.resources(),
        "fonts/*.ttf": places.resources(),
        "icons/icons.svg": places.resources(),
        "versions/*.py": places.migrations(),
        "kita-alps/project_year.csv": places.shipped("db") / "reference",
    }
    missing = [pattern for pattern, folder in wanted.items() if not any(folder.glob(pattern))]
    if missing:
        return Checked("files", False, wording.say("self_files_missing", files="、".join(missing)))
    return Checked("files", True, wording.say("self_files", count=len(wording.terms())))


def _guides() -> Iterator[Checked]:
    """Whether an installed program has its guides; in a checkout they are not looked for."""
    folder = places.documents()
    if folder is not None:
        count = len(list(folder.glob("*.pdf")))
        yield Checked(
            "guides", count > 0, wording.say("self_guides" if count else "self_guides_missing", count=count)
        )


def _free_space(home: Home) -> Checked:
    folder = home.root
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    code = "self_space" if free >= _LEAST_FREE_BYTES else "self_space_low"
    return Checked("space", free >= _LEAST_FREE_BYTES, wording.say(code, free=f"{free // _MEGABYTE:,}"))


def check_place(place: Workplace) -> list[Checked]:
    """The data of an office: file, journal, what is shown, key."""
    return list(_place(place))


def _place(place: Workplace) -> Iterator[Checked]:
    health = place.store.health()
    yield Checked(health.kind, True, wording.say(f"self_{health.kind}", version=health.version))
    at_server = health.kind == "server"
    good, bad = ("self_durable", "self_durable_bad") if at_server else ("self_mode", "self_mode_other")
    yield Checked(
        "journal_mode",
        health.durable,
        wording.say(good if health.durable else bad, mode=health.journal_mode),
    )
    yield _said("integrity", health.integrity)
    newest = any(places.migrations().glob(f"versions/{health.newest}_*.py"))
    current = health.revision == health.newest and newest
    yield Checked("revision", current, wording.say("self_revision", at=health.revision, newest=health.newest))
    yield _said("journal", not health.altered)
    yield _said("caches", place.store.caches_are_true())
    yield _said("key", _key_signs(place))
    yield Checked("home", True, wording.say("self_home", folder=place.home.root))


def _said(name: str, ok: bool) -> Checked:
    return Checked(name, ok, wording.say(f"self_{name}" if ok else f"self_{name}_bad"))


def _key_signs(place: Workplace) -> bool:
    """Whether the key file is this store's and signs."""
    key = SigningKey.read(place.home.device_key)
    return key.id == place.identity.device and verify(key.public, key.sign(_PROBE), _PROBE)
