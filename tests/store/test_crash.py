"""Killed at any moment, or without power at any write: as before or as after, never between (sync-design 1, law 11)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.crash_scenes import KINDS
from tests.store.disk_recording import Recording, Step
from tests.store.power_cut import disk_after, disks

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks processes")

_HALVES = KINDS[::2], KINDS[1::2]
_KILLS, _DISKS = 8, 3


@pytest.fixture(scope="session")
def watching(root: Path, tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> bool:
    """Whether ``strace`` may watch a process here; a sandbox may forbid it."""
    tool("strace")
    probe = "import sys; from pathlib import Path; from tests.store.power_cut import can_watch; print(can_watch(Path(sys.argv[1])))"
    answer = subprocess.run(
        [sys.executable, "-c", probe, str(tmp_path_factory.mktemp("watched"))],
        cwd=root, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return answer.stdout == "True\n"


@pytest.mark.parametrize("kinds", _HALVES, ids=" ".join)
def test_killed_or_without_power_in_the_middle(
    root: Path, tmp_path: Path, kinds: tuple[str, ...], watching: bool
) -> None:
    sizes = [str(_KILLS), str(_DISKS if watching else 0)]
    answer = subprocess.run(
        [sys.executable, "-m", "tests.store.crash_sample", str(tmp_path / "crash"), *sizes, *kinds],
        cwd=root, capture_output=True, text=True, timeout=280,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    told = dict(line.split(": ", 1) for line in answer.stdout.splitlines())
    assert set(told) == set(kinds)
    assert all("before" in found for found in told.values()), told
    if not watching:
        pytest.skip("killed, but no process may be watched here")


# --- the disk that is put together bites ---------------------------------------------------------------------

YES, NO = (lambda: True), (lambda: False)


def recording(*steps: Step) -> Recording:
    """Work on a folder with one file."""
    return Recording({"a": 0}, {0: b"old"}, {"."}, list(steps))


NEW = (Step("make", "b", 1), Step("write", "b", 1, 0, b"new"))


def test_what_was_not_waited_for_may_be_missing() -> None:
    hasty = recording(*NEW, Step("name", "b", to="a"))
    assert disk_after(hasty, 3, YES, YES).files == {"a": b"new"}
    assert disk_after(hasty, 3, NO, NO).files == {"a": b"old"}
    # The name was changed before there was anything in the file.
    assert disk_after(hasty, 3, NO, YES).files == {"a": b""}
    careful = recording(*NEW, Step("wait", "b", 1), Step("name", "b", to="a"), Step("wait_names", "."))
    assert disk_after(careful, 4, NO, YES).files == {"a": b"new"}
    assert disk_after(careful, 4, NO, NO).files == {"a": b"old"}
    assert disk_after(careful, 5, NO, NO).files == {"a": b"new"}
    assert {way: disk.files["a"] for _, way, disk in disks(careful, [5])} == {"everything": b"new"}


def test_names_of_a_folder_change_in_order() -> None:
    work = recording(
        Step("folder", "f"), Step("make", "f/c", 1), Step("name", "f/c", to="f/d"), Step("forget", "a")
    )
    found = {
        (tuple(sorted(disk.files)), tuple(sorted(disk.folders)))
        for _, _, disk in disks(work, range(5), chances=20)
    }
    assert (("f/d",), (".", "f")) in found
    assert (("a", "f/c"), (".", "f")) in found
    assert not any(set(names) & {"f/c", "f/d"} and "f" not in folders for names, folders in found)
    # The folder was made before the file was taken away.
    assert ((), (".",)) not in found


def test_a_write_may_be_there_in_some_of_its_sectors() -> None:
    work = recording(Step("write", "a", 0, 256, b"x" * 2048))
    found = {disk.files["a"] for _, _, disk in disks(work, [1], chances=200)}
    assert b"old" in found
    assert b"old" + bytes(253) + b"x" * 2048 in found
    torn = {body.count(b"x") for body in found}
    assert torn <= {0, 256, 512, 768, 1024, 1280, 1536, 1792, 2048}
    assert len(torn) > 4


def test_the_tool_that_watches_is_installed_for_the_tests(root: Path) -> None:
    assert '"strace": "strace"' in (root / "start.py").read_text(encoding="utf-8")
    assert shutil.which("strace") or not os.environ.get("CI")
