"""The installer of a folder, by NSIS."""

from __future__ import annotations

import math
from pathlib import Path

from shipping.names import PACKAGING, version, version_numbers, words
from shipping.steps import Place, measure, run

SPARE_MB = 60
"""Room that the old program's folder may need beside the new one, besides the new one's own size."""


def texts(said: dict[str, str]) -> str:
    """The sentences as NSIS takes them."""
    return "".join(f'!define {code} "{_quoted(text)}"\n' for code, text in said.items())


def _quoted(text: str) -> str:
    return text.replace("$", "$$").replace('"', '$\\"').replace("\n", "$\\r$\\n")


def build(
    place: Place,
    folder: Path,
    target: Path,
    icon: Path,
    *,
    shown_version: str = "",
    sign_with: str = "",
    quick: bool = False,
) -> Path:
    """Make the installer.

    Args:
        folder: the program's folder.
        shown_version: another version than the program's, for trying upgrades.
        sign_with: a command that signs the file it is given.
        quick: not packed tightly but soon, for trials.
    """
    shown = shown_version or version()
    said = place.folder("icon") / "texts.nsh"
    said.write_text(texts(words()), encoding="utf-8")
    size = math.ceil(measure(folder)[1]) + SPARE_MB
    defined = {
        "VERSION": shown,
        "VERSION4": ".".join(map(str, version_numbers(shown))),
        "SOURCE": str(folder),
        "SIZE_MB": str(size),
        "TEXTS": str(said),
        "ICON": str(icon),
        "OUT": str(target),
        **({"SIGN": sign_with} if sign_with else {}),
        **({"QUICK": "1"} if quick else {}),
    }
    options = [f"-D{name}={value}" for name, value in defined.items()]
    run(
        place,
        "makensis",
        ["makensis", "-INPUTCHARSET", "UTF8", "-V2", "-WX", *options, PACKAGING / "alps_desk.nsi"],
    )
    return target
