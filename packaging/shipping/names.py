"""Names that the spec, the installer, the packages and the checks agree on."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGING = CHECKOUT / "packaging"

DISTRIBUTION = "alps-desk"
"""Of the wheel, the Debian package and the data folder."""
FOLDER = "alps-desk"
"""Of the program as it is built and packed."""
WINDOW = "AlpsDesk"
"""The program with a window and without a console (Windows only)."""
COMMAND = "alps-desk"
"""The command line; on Linux, where every program has its output, the only executable."""
SHIPPED = "alps_desk/_shipped"
"""Where ``resources`` and ``db`` lie, as in the wheel."""

BUILD_TIME = "1700000000"
"""SOURCE_DATE_EPOCH of every build: the same source gives the same bytes."""


@cache
def version() -> str:
    """The program's version, read without importing it."""
    text = (CHECKOUT / "alps_desk" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    assert found is not None, "the program names its version"
    return found[1]


def version_numbers(text: str) -> tuple[int, int, int, int]:
    """Four numbers, as Windows wants them; what is no number (``rc1``) counts 0."""
    parts = [int(part) if part.isdigit() else 0 for part in text.split(".")]
    first, second, third, fourth = (*parts[:4], 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def words() -> dict[str, str]:
    """What an installer and the properties of a file say to people."""
    text = (CHECKOUT / "resources" / "messages" / "installer.toml").read_text(encoding="utf-8")
    return {code: str(sentence) for code, sentence in tomllib.loads(text).items()}
