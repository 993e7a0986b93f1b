"""Copies of the store, and when one is made without being asked for."""

from __future__ import annotations

from alps_desk.app import copies
from alps_desk.app.workplace import Workplace


def before_import(place: Workplace) -> None:
    """Make a verified copy to go back to, before files are taken.

    Raises:
        StoreUnavailable: it did not verify or cannot be written.
    """
    copies.make(place, "before_import")
