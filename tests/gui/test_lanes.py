"""Work off the window's thread: order, delivery on the window's thread, owners that are gone, stopping."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject

from alps_desk.app.progress import Cancelled, Progress, Step
from alps_desk.domain.errors import InputRejected, Refusal
from alps_desk.gui.lanes import Job, Lanes


class Owner(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.threads: set[int] = set()
        self.steps: list[Step] = []

    def take(self, value: object) -> None:
        self.got.append(value)
        self.threads.add(threading.get_ident())

    def stopped(self) -> None:
        self.got.append("stopped")

    def step(self, step: Step) -> None:
        self.steps.append(step)
        self.threads.add(threading.get_ident())


class Heard:
    def __init__(self) -> None:
        self.refusals: list[tuple[QObject | None, Refusal]] = []
        self.faults: list[BaseException] = []

    def refused(self, owner: QObject | None, refusal: Refusal) -> None:
        self.refusals.append((owner, refusal))

    def failed(self, fault: BaseException) -> None:
        self.faults.append(fault)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def lanes(qapp, heard: Heard) -> Iterator[Lanes]:
    lanes = Lanes(heard.refused, heard.failed)
    yield lanes
    lanes.close()


def test_writes_keep_the_users_order_on_one_thread(lanes: Lanes) -> None:
    owner, ran = Owner(), []

    def save(number: int) -> int:
        ran.append((number, threading.get_ident()))
        return number

    for number in range(50):
        lanes.write(partial(save, number), owner, done=owner.take)
    assert lanes.wait_until_idle()
    assert owner.got == list(range(50))
    assert [number for number, _ in ran] == list(range(50))
    assert len({thread for _, thread in ran}) == 1
    assert owner.threads == {threading.get_ident()}


def test_a_long_read_does_not_delay_a_write(lanes: Lanes) -> None:
    owner, written = Owner(), threading.Event()
    lanes.read(partial(written.wait, 20), owner, done=owner.take)
    lanes.write(written.set, owner)
    assert lanes.wait_until_idle()
    assert owner.got == [True]


def test_results_of_an_owner_that_is_gone_are_dropped(lanes: Lanes, heard: Heard) -> None:
    owner, go = Owner(), threading.Event()
    got = owner.got
    lanes.read(partial(go.wait, 20), owner, done=owner.take)
    del owner
    go.set()
    assert lanes.wait_until_idle()
    assert got == []
    assert heard.faults == []


def test_a_refusal_goes_to_who_asked_or_is_shown(lanes: Lanes, heard: Heard) -> None:
    owner, refusal = Owner(), InputRejected("x", row=3)

    def refuse() -> None:
        raise refusal

    lanes.write(refuse, owner, refused=owner.take)
    lanes.write(refuse, owner)
    assert lanes.wait_until_idle()
    assert owner.got == [refusal]
    assert heard.refusals == [(owner, refusal)]


def test_a_refusal_is_shown_even_if_its_owner_is_gone(lanes: Lanes, heard: Heard) -> None:
    owner, go = Owner(), threading.Event()
    refusal = InputRejected("x")

    def refuse() -> None:
        go.wait(20)
        raise refusal

    lanes.write(refuse, owner, refused=owner.take)
    del owner
    go.set()
    assert lanes.wait_until_idle()
    assert heard.refusals == [(None, refusal)]


def test_a_fault_is_reported_and_the_lane_goes_on(lanes: Lanes, heard: Heard) -> None:
    owner = Owner()
    lanes.write(lambda: 1 // 0, owner, done=owner.take)
    lanes.write(lambda: "next", owner, done=owner.take)
    assert lanes.wait_until_idle()
    assert isinstance(heard.faults[0], ZeroDivisionError)
    assert owner.got == ["next"]


def test_progress_comes_in_and_stopping_stops(lanes: Lanes) -> None:
    owner, started = Owner(), threading.Event()

    def work(progress: Progress) -> str:
        progress.report(1, 3, "取り込んでいます")
        started.set()
        for _ in range(100_000_000):
            progress.check()
        return "finished"

    job: Job = lanes.write_long(work, owner, done=owner.take, cancelled=owner.stopped)
    job.progressed.connect(owner.step)
    assert started.wait(20)
    job.cancel()
    assert lanes.wait_until_idle()
    assert owner.got == ["stopped"]
    assert owner.steps == [Step(1, 3, "取り込んでいます")]
    assert owner.threads == {threading.get_ident()}


def test_closing_finishes_what_was_to_be_saved(qapp, heard: Heard) -> None:
    lanes, saved = Lanes(heard.refused, heard.failed), []
    for number in range(20):
        lanes.write(partial(saved.append, number), lanes)
    lanes.close()
    assert saved == list(range(20))


def test_progress_without_a_listener() -> None:
    progress = Progress()
    progress.report(1, 2)
    progress.check()
    progress.cancel()
    assert progress.cancelled
    with pytest.raises(Cancelled):
        progress.check()
