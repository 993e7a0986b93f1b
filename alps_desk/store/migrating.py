"""Bringing a store to the newest revision with Alembic.

Loaded only when there is something to do: most openings meet a store that is up to date.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from alps_desk import places
from alps_desk.domain.errors import StoreTooNew, StoreUnavailable
from alps_desk.store.database import WRITING, backup_file
from alps_desk.store.schema import APPLICATION_ID


def alembic_config() -> Config:
    """Alembic's configuration, made in code so that it is the same from checkout, wheel and frozen program."""
    config = Config()
    config.set_main_option("script_location", str(places.migrations()).replace("%", "%%"))
    return config


def migrate(engine: Engine, path: Path, current: str | None) -> None:
    """Bring a store to the newest revision; a failed step changes nothing.

    Args:
        current: revision it stands at, None for an empty file. A store with data is copied first, into the folder
            ``backup`` beside it.

    Raises:
        StoreTooNew: made by a newer program (``store_too_new``).
        StoreUnavailable: no room for the copy, or references that lead nowhere (``store_damaged``).
    """
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    revisions = [script.revision for script in scripts.walk_revisions()]
    if current is not None:
        if current not in revisions:
            raise StoreTooNew("store_too_new", file=path.name)
        backup_file(path, path.parent / "backup" / f"before-update-{current}.db")
    with engine.connect() as connection:
        # A table rebuilt by a batch migration would otherwise delete its children by cascade. Said to the driver:
        # a connection of SQLAlchemy is inside a transaction by then, where SQLite does not hear it.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        writing = connection.execution_options(**WRITING)
        with writing.begin():
            config.attributes["connection"] = writing
            command.upgrade(config, "head")
            if writing.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise StoreUnavailable("store_damaged", file=path.name)
            writing.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            writing.exec_driver_sql(f"PRAGMA user_version={len(revisions)}")
