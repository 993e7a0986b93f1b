"""Two programs on one database: SQLite's own lock keeps every transaction whole."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.fixtures.desks import Nonces
from tests.fixtures.forging import Forger, seeded_key
from tests.store.stores import RECORD, append, change_of, faults, new_store, sealed, store_at, take


def test_nothing_that_either_wrote_is_missing(tmp_path: Path) -> None:
    one = new_store(tmp_path / "desk.db")
    other = store_at(one.path)
    raised: list[BaseException] = []
    other_pc = Forger(seeded_key("other"), "ikeda")

    def saves() -> None:
        nonces = Nonces(1)
        for number in range(20):
            append(one, nonces, {"issues": str(number)})
            if number % 7 == 6:
                sealed(one)

    def takes() -> None:
        for number in range(20):
            line = other_pc.line(RECORD, {"pace": str(number)})
            take(other, [(other_pc.segment(line), "ikeda")])
            other.digest()
            other.conflicts()

    def run(work: object) -> None:
        try:
            work()  # type: ignore[operator]
        except BaseException as fault:  # noqa: BLE001  # told below, on the test's own thread
            raised.append(fault)

    threads = [threading.Thread(target=run, args=(work,)) for work in (saves, takes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []
    assert one.counts()["changes"] == 40
    assert faults(one) == []
    assert len(one.history(RECORD)) == 40


def test_a_save_from_an_old_screen_conflicts_instead_of_winning(tmp_path: Path) -> None:
    one = new_store(tmp_path / "desk.db")
    other = store_at(one.path)
    first, second = Nonces(1), Nonces(2)
    stale = change_of(one, first, {"pace": "late"})
    append(other, second, {"pace": "on_track"})
    one.append([stale])
    assert [row.field for row in one.conflicts()] == ["pace"]
    assert {entry.change.values["pace"] for entry in one.conflicts()[0].heads} == {"late", "on_track"}
