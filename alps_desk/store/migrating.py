"""Bringing a store to the newest revision with Alembic.

Loaded only when there is something to do: most openings meet a store that is up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from alps_desk import places
from alps_desk.domain.errors import StoreTooNew

if TYPE_CHECKING:
    from alps_desk.store.where import Database


def alembic_config() -> Config:
    """Alembic's configuration, made in code so that it is the same from checkout, wheel and frozen program."""
    config = Config()
    config.set_main_option("script_location", str(places.migrations()).replace("%", "%%"))
    return config


def migrate(where: Database, current: str | None) -> None:
    """Bring a store to the newest revision; a failed step changes nothing.

    Args:
        current: revision it stands at, None if there are no tables.

    Raises:
        StoreTooNew: made by a newer program (``store_too_new``).
        StoreUnavailable: see ``Database.changing_tables``.
    """
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise StoreTooNew("store_too_new", file=where.name)
    with where.changing_tables(current) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
