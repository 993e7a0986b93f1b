"""Where shipped files and the user's data live.

Shipped files have two shapes, known here only: ``resources/`` and ``db/`` beside the package in a checkout,
and inside ``alps_desk/_shipped/`` in a wheel and in the frozen program.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_SHIPPED = _PACKAGE / "_shipped"


@cache
def shipped(name: str) -> Path:
    """The folder ``resources`` or ``db`` that came with the program (read-only)."""
    inside = _SHIPPED / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def resources() -> Path:
    """Fonts, icons, terms and messages."""
    return shipped("resources")


def migrations() -> Path:
    """Alembic's script folder."""
    return shipped("db") / "migrations"


def region(name: str) -> Path:
    """The folder of a region that comes with the program."""
    return shipped("db") / "reference" / name


def documents() -> Path | None:
    """The folder of guides and licences beside an installed program; a checkout has none."""
    beside = Path(sys.executable).parent / "documents"
    return beside if getattr(sys, "frozen", False) and beside.is_dir() else None


def default_home() -> Path:
    """The user's own data folder of the operating system, for this program."""
    # Here, because most calls name their folder: it takes as long to load as a screen to paint.
    import platformdirs

    return Path(platformdirs.user_data_dir("alps-desk", appauthor=False, roaming=False))
