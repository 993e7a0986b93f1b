"""One program at a time: a window keeps others from writing, a command holds the place for a moment."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app import desk as desk_module
from alps_desk.app.commands import (
    ApplyPlan,
    Backup,
    EnterTable,
    ExportBundle,
    MergeBundles,
    Resolve,
    SaveValues,
    WriteRegistration,
    WriteTemplate,
)
from alps_desk.app.desk import Desk
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.bootstrap import open_desk, set_up_desk
from alps_desk.domain.errors import Refusal, StoreUnavailable
from alps_desk.store.lock import InstanceLock
from tests.fixtures.desks import Region, progress
from tests.store.stores import faults

HELD = "import sys; from pathlib import Path; from alps_desk.store.lock import InstanceLock; lock = InstanceLock(Path(sys.argv[1])); lock.acquire(); print('held', flush=True); sys.stdin.read()"  # fmt: skip


def taken(path: Path) -> bool:
    """Whether somebody holds the lock of a place."""
    lock = InstanceLock(path)
    try:
        lock.acquire()
    except StoreUnavailable as refusal:
        assert refusal.code == "in_use"
        return True
    lock.release()
    return False


@pytest.fixture
def other_program(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A program of its own that holds ``tmp_path/desk.lock``."""
    process = subprocess.Popen(
        [sys.executable, "-c", HELD, str(tmp_path / "desk.lock")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_the_lock_is_held_by_one(tmp_path: Path) -> None:
    path = tmp_path / "desk.lock"
    lock = InstanceLock(path)
    assert not lock.held
    lock.acquire()
    lock.acquire()
    assert lock.held
    assert taken(path)
    lock.release()
    lock.release()
    assert not lock.held
    assert not taken(path)


def test_a_block_holds_it_and_lets_go_even_if_it_fails(tmp_path: Path) -> None:
    path = tmp_path / "desk.lock"
    lock = InstanceLock(path)
    with lock.holding():
        with lock.holding():
            assert taken(path)
        assert taken(path), "the inner block had it only borrowed"
    with pytest.raises(RuntimeError, match="inside"), lock.holding():
        raise RuntimeError("inside")
    assert not taken(path)
    lock.acquire()
    with lock.holding():
        pass
    assert taken(path), "what was held before is held after"
    lock.release()


def test_another_program_holds_it_until_it_ends(tmp_path: Path, other_program: subprocess.Popen[str]) -> None:
    assert taken(tmp_path / "desk.lock")
    other_program.communicate("")
    assert not taken(tmp_path / "desk.lock")


def test_a_killed_program_holds_nothing(tmp_path: Path, other_program: subprocess.Popen[str]) -> None:
    assert taken(tmp_path / "desk.lock")
    other_program.kill()
    other_program.wait()
    assert not taken(tmp_path / "desk.lock")


def test_waiting_for_a_moment(tmp_path: Path) -> None:
    path = tmp_path / "desk.lock"
    first, second = InstanceLock(path), InstanceLock(path)
    first.acquire()
    helper = threading.Timer(0.2, first.release)
    helper.start()
    second.acquire(wait=30)
    assert second.held
    helper.join()
    second.release()


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        InstanceLock(tmp_path / "no folder" / "desk.lock").acquire()
    assert caught.value.code == "store_readonly"


# --- desks ---------------------------------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "_PATIENCE", 0.0)


@pytest.fixture
def window(region: Region, impatient: None) -> Iterator[Desk]:
    """A window on the union's data."""
    region.union.close()
    desk = open_desk(region.union.place.home, clock=region.clock, alone=True)
    yield desk
    desk.close()


def commands(region: Region) -> list[object]:
    path = region.folder / "files"
    return [
        SaveValues({"region:union": {"note": "x"}}),
        EnterTable(b"x", "x.csv"),
        ApplyPlan(b"x", "x.csv"),
        ExportBundle(path / "x.csv"),
        WriteRegistration(path / "r.csv"),
        MergeBundles((path / "nothing.csv",)),
        Resolve("x/y", "why"),
    ]


def test_while_a_window_is_open_commands_read_and_do_not_write(region: Region, window: Desk) -> None:
    command = open_desk(window.place.home, clock=region.clock)
    before = command.digest()
    for one in commands(region):
        with pytest.raises(StoreUnavailable) as caught:
            command.execute(one)  # type: ignore[call-overload]
        assert caught.value.code == "in_use", one
    assert command.plan(2017).projects
    assert command.counts() == window.counts()
    assert command.conflicts() == []
    command.execute(SaveValues({"region:union": {"note": "x"}}, keep=False))
    command.execute(WriteTemplate(2017, "half1", region.folder / "t.csv", office="omachi"))
    command.execute(Backup(region.folder / "copy.db"))
    assert command.preview([region.folder / "nothing.csv"])[0].state == "refused"
    assert command.digest() == before
    window.execute(SaveValues({"region:union": {"note": "x"}}))
    assert command.digest() == window.digest() != before
    window.close()
    command.execute(SaveValues({"region:union": {"note": "y"}}))
    command.close()


def test_a_second_window_is_refused(region: Region, window: Desk) -> None:
    with pytest.raises(StoreUnavailable) as caught:
        open_desk(window.place.home, clock=region.clock, alone=True)
    assert caught.value.code == "in_use"
    window.close()
    open_desk(window.place.home, clock=region.clock, alone=True).close()


def test_a_command_holds_the_place_only_while_it_runs(region: Region, impatient: None) -> None:
    union = region.union
    assert not taken(union.place.home.lock)
    union.listen(lambda topics: told.append(taken(union.place.home.lock)))
    told: list[bool] = []
    for one in commands(region):
        try:
            union.execute(one)  # type: ignore[call-overload]
        except Refusal as refusal:
            assert refusal.code != "in_use"
        assert not taken(union.place.home.lock)
    assert told


def test_two_commands_one_after_the_other_wait_for_each_other(region: Region) -> None:
    """Each save of either desk is kept; neither is refused."""
    ikeda = region.member("ikeda")
    twin = open_desk(ikeda.place.home, clock=region.clock)
    raised: list[BaseException] = []

    def work(desk: Desk, project: str) -> None:
        try:
            for number in range(15):
                desk.execute(SaveValues({progress("ikeda", project): {"issues": str(number)}}))
        except BaseException as fault:  # noqa: BLE001  # told below, on the test's own thread
            raised.append(fault)

    threads = [threading.Thread(target=work, args=one) for one in ((ikeda, "F01P01"), (twin, "F02P01"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []
    assert ikeda.counts()["unsealed"] == 30
    assert faults(ikeda.place.store) == []
    twin.close()


def test_set_up_while_somebody_sets_up_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    lock = InstanceLock(home.lock)
    with lock.holding(), pytest.raises(StoreUnavailable) as caught:
        set_up_desk(home, SetUp("union"))
    assert caught.value.code == "in_use"
    assert not home.store.exists()
    desk = set_up_desk(home, SetUp("union"), alone=True)
    assert taken(home.lock)
    desk.close()
    assert not taken(home.lock)
