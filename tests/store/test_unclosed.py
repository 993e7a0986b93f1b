"""No connection to a database stays open by itself; one that does is told of on every Python (``fixtures.unclosed``)."""

from __future__ import annotations

import gc
import sqlite3
from pathlib import Path

import pytest

from alps_desk.store.database import open_engine


def test_a_connection_that_nobody_closed_is_told_of(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "a.db")
    del raw
    with pytest.warns(ResourceWarning, match="unclosed database in"):
        gc.collect()


def test_an_engine_that_nobody_disposed_of_is_told_of(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "a.db")
    # Its pool keeps the connection.
    engine.connect().close()
    del engine
    with pytest.warns(ResourceWarning, match="unclosed database in"):
        gc.collect()
