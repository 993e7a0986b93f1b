"""Moving a store from the file of a PC to a server, and back in after the server was lost.

Promise: the data are on the server whole, or where they were; never at two places that both go on.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from alps_desk import durable
from alps_desk.app.home_settings import read_settings, write_settings
from alps_desk.app.workplace import Clock, Home
from alps_desk.bundle.keys import SigningKey
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.store.lock import InstanceLock
from alps_desk.store.store import Store
from alps_desk.store.where import DatabaseFile


def move_to_server(home: Home, url: str, clock: Clock) -> Path:
    """Move the data of a folder to a server that has none.

    Args:
        url: SQLAlchemy URL of the server's database; "" = the one in the settings.

    Returns:
        The file that the data were in, now among the backups.

    Raises:
        StoreUnavailable: no data here (``nothing_to_move``), a store on the server already, no server, or the copy
            is not the same (``move_failed``).
    """
    settings = read_settings(home.settings)
    if url:
        settings = replace(settings, store=url)
    if not home.store.exists() or not settings.store:
        raise StoreUnavailable("nothing_to_move")
    where = home.database(settings)
    if isinstance(where, DatabaseFile):
        raise StoreUnavailable("settings_store")
    kept = home.backups / f"before-move-{clock():%Y%m%d-%H%M%S}.db"
    with InstanceLock(DatabaseFile(home.store).lock).holding():
        source = Store.open(home.store)
        try:
            identity = source.identity()
            if identity is None:
                raise StoreUnavailable("not_set_up")
            if SigningKey.read(home.device_key).id != identity.device:
                raise StoreUnavailable("key_foreign")
            with Store.new(where) as target:
                if not source.copy_into(target):
                    raise StoreUnavailable("move_failed")
                # From here on the file is out of use; a move that is cut off now is begun again.
                write_settings(home.settings, settings)
        finally:
            source.close()
            where.close()
        try:
            durable.make_folder(kept.parent)
            durable.put_in_place(home.store, kept)
            durable.sync_folder(home.root)
        except OSError as error:
            raise StoreUnavailable("cannot_write", file=kept.name) from error
    return kept
