"""Cycles that hold widgets are collected on the window's thread, never on a worker's."""

from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from alps_desk.gui.application import make_application
from alps_desk.gui.garbage import GarbageCollector, collect_due


class _Knot(QObject):
    def __init__(self, ended: list[int]) -> None:
        super().__init__()
        self.own = self
        weakref.finalize(self, lambda: ended.append(threading.get_ident()))


def test_a_workers_allocations_collect_nothing_and_the_windows_thread_does(qapp: QApplication) -> None:
    make_application([])
    assert qapp.findChild(GarbageCollector) is not None
    assert not gc.isenabled()
    ended: list[int] = []
    _Knot(ended)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: [[] for _ in range(200_000)]).result()
    assert ended == []
    gc.collect()
    assert ended == [threading.get_ident()]


def test_what_is_due_is_collected(qapp: QApplication) -> None:
    gc.collect()
    ended: list[int] = []
    _Knot(ended)
    kept = [[] for _ in range(2_000)]
    collect_due()
    assert ended == [threading.get_ident()]
    assert len(kept) == 2_000
