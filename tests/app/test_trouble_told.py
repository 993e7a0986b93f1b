"""A full disk, a folder without rights, a second program, a place on the network: told, and nothing is changed.

The sentences are those of sync-design 13; the window's part is in ``tests/gui/test_shell_trouble.py``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

import pytest

from alps_desk import wording
from alps_desk.__main__ import main
from alps_desk.app.commands import (
    Backup,
    ExportBundle,
    MergeBundles,
    SaveValues,
    SetSecondPlace,
    WriteReport,
)
from alps_desk.app.desk import Desk
from alps_desk.app.restoring import restore
from alps_desk.bootstrap import open_desk
from alps_desk.domain.errors import StoreUnavailable
from tests.cli.offices import Said
from tests.fixtures.desks import Clock, Region, content, progress, save
from tests.fixtures.systems import on_a_share
from tests.store.stores import dump, faults

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="disks and rights of another kind")

Full = Callable[[], AbstractContextManager[None]]
_CODES = ("disk_full", "store_unreachable", "backup_failed")
"""A file that may not grow is no full disk to SQLite: it is told as one that cannot be written."""
_LITTLE = 24 * 1024
_MOST = 6 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes, which only an administrator can make."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_MOST}", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode  # fmt: skip
    if made:
        pytest.skip("no disk can be mounted here; the largest file stands for it")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def on_small_disk(small_disk: Path, round_made: Path) -> tuple[Path, Full]:
    """A union's folder on a small disk, and a block in which the disk is full."""
    home = small_disk / "union"
    shutil.copytree(round_made / "union", home)

    @contextmanager
    def full() -> Iterator[None]:
        ballast = small_disk / "ballast"
        free = shutil.disk_usage(small_disk).free
        ballast.write_bytes(bytes(max(0, free - _LITTLE)))
        try:
            yield
        finally:
            ballast.unlink()

    return home, full


@pytest.fixture
def under_a_limit(tmp_path: Path, round_made: Path) -> tuple[Path, Full]:
    """A union's folder, and a block in which no file may grow: what a quota does, and needs no rights."""
    import resource

    home = tmp_path / "limited"
    shutil.copytree(round_made / "union", home)

    @contextmanager
    def full() -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (_LITTLE, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return home, full


@pytest.fixture(params=["on_small_disk", "under_a_limit"])
def place(request: pytest.FixtureRequest) -> tuple[Path, Full]:
    """Both kinds of a disk without room."""
    found: tuple[Path, Full] = request.getfixturevalue(request.param)
    return found


def opened(home: Path) -> Desk:
    from alps_desk.app.workplace import Home

    return open_desk(Home(home), clock=Clock())


def test_a_full_disk_is_told_and_nothing_is_changed(
    place: tuple[Path, Full], round_made: Path, tmp_path: Path
) -> None:
    home, full = place
    ikeda = Region.again(round_made, tmp_path / "region", ("union", "ikeda"))
    file = ikeda.export(ikeda.desks[1])
    ikeda.close()
    desk = opened(home)
    copy = desk.execute(Backup()).file
    before = content(desk), sorted(path.name for path in home.rglob("*"))
    long = {f"project_year:union:2018:P{n}": {"note": "雪" * 3000} for n in range(40)}
    with full():
        for command in (
            SaveValues(long),  # type: ignore[arg-type]
            MergeBundles((file,)),
            ExportBundle(home / "out.csv"),
            Backup(),
            Backup(home / "other.db"),
            SetSecondPlace(home.parent / "share"),
            WriteReport("money_summary", 2017, "half1", "csv", home / "r.csv"),
        ):
            try:
                desk.execute(command)  # type: ignore[call-overload]
            except StoreUnavailable as refusal:
                assert refusal.code in _CODES, (command, refusal)
                if refusal.code == "disk_full":
                    assert int(str(refusal.params["lack"])) >= 1
                    assert "MB足りません。何も変更していません。" in wording.say(
                        refusal.told_as, **refusal.params
                    )
            else:
                assert isinstance(command, WriteReport | ExportBundle), command
        desk.close()
        with pytest.raises(StoreUnavailable) as caught:
            restore(desk.place.home, copy, Clock())
        assert caught.value.code in (*_CODES, "cannot_write")
        with closing(opened(home)) as again:
            assert again.digest() == before[0][0]
    desk = opened(home)
    assert content(desk)[0] == before[0][0]
    assert content(desk)[1]["changes"] == before[0][1]["changes"]
    assert faults(desk.place.store) == []
    assert not [path for path in home.rglob("*") if ".part" in path.name]
    # With room again everything goes on.
    desk.execute(SaveValues(long))  # type: ignore[arg-type]
    assert desk.execute(MergeBundles((file,)))[0].state in ("merged", "already")
    desk.close()


def test_the_command_line_says_that_the_disk_is_full(
    place: tuple[Path, Full], capsys: pytest.CaptureFixture[str]
) -> None:
    home, full = place
    table = home.parent / "t.csv"
    rows = "".join(f"2017,half1,omachi,F{n:02}P01,{'雪' * 380}\n" for n in (1, 2, 3, 5, 7))
    table.write_text(f"fy,period,office,project,issues\n{rows}", encoding="utf-8")
    before = dump(home / "desk.db")
    words = ["--home", str(home), "--json"]
    with full():
        for command in (["backup"], ["enter", str(table), "--office", "omachi", "--why", "回答書"]):
            capsys.readouterr()
            code = main([*words, *command])
            said = Said(code, *capsys.readouterr())
            assert (said.code, said.json["ok"]) == (1, False), said
            assert said.json["code"] in _CODES, said
            assert said.err.startswith("今日の控えを作れませんでした。"), said.err
    assert dump(home / "desk.db") == before


# --- rights, a second program, the network -------------------------------------------------------------------


@pytest.fixture
def without_rights(round_made: Path) -> Iterator[Path]:
    """A union's folder that may be read and not written; the superuser's rights are put aside for it."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "union"
        shutil.copytree(round_made / "union", home)
        (home / "desk.lock").unlink(missing_ok=True)
        Path(name).chmod(0o755)
        every = [home, *home.rglob("*")]
        for path in every:
            path.chmod(0o555 if path.is_dir() else 0o444)
        root = os.getuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield home
        finally:
            if root:
                os.seteuid(0)
            for path in every:
                path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_folder_without_rights_is_read_and_says_so(
    without_rights: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = without_rights
    words = ["--home", str(home), "--json"]
    table = Path(os.environ.get("TMPDIR", "/tmp")) / f"alps-{os.getpid()}.csv"  # noqa: S108
    table.write_text("fy,period,office,project,spent\n2017,half1,ikeda,F05P01,5\n", encoding="utf-8")
    try:
        assert main([*words, "digest"]) == 0
        assert "今日の控えを作れませんでした。" in capsys.readouterr().err
        for command, code in (
            (["enter", str(table), "--office", "ikeda", "--why", "x"], "store_readonly"),
            (["backup"], "backup_failed"),
            (["export"], "store_readonly"),
        ):
            capsys.readouterr()
            assert main([*words, *command]) == 1
            said = Said(1, *capsys.readouterr())
            assert said.json["code"] == code
            assert said.json["message"]
    finally:
        with suppress(OSError):
            table.unlink()


def test_a_window_keeps_commands_from_writing(again: Region, capsys: pytest.CaptureFixture[str]) -> None:
    from alps_desk.app import desk as desk_module

    union = again.union
    union.occupy()
    before = union.digest()
    words = ["--home", str(union.place.home.root), "--json"]
    patience, desk_module._PATIENCE = desk_module._PATIENCE, 0.05
    try:
        for command in (["export"], ["restore", str(union.execute(Backup()).file)]):
            capsys.readouterr()
            assert main([*words, *command]) == 1
            said = Said(1, *capsys.readouterr())
            assert said.json["code"] == "in_use"
            assert said.json["message"] == "このデータは別の画面で使われています。そちらを閉じてください。"
    finally:
        desk_module._PATIENCE = patience
    assert union.digest() == before


@pytest.mark.parametrize("command", [["setup", "--office", "union"], ["digest"], ["restore", "COPY"]])
def test_data_on_a_network_place_are_refused(
    again: Region,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
) -> None:
    copy = again.union.execute(Backup(tmp_path / "copy.db")).file
    share = tmp_path / "share"
    shutil.copytree(again.union.place.home.root, share) if command == ["digest"] else None
    before = sorted(share.rglob("*"))
    on_a_share(monkeypatch, share)
    words = [str(copy) if word == "COPY" else word for word in command]
    capsys.readouterr()
    assert main(["--home", str(share), "--json", *words]) == 1
    said = Said(1, *capsys.readouterr())
    assert said.json["code"] == "network_place"
    assert (
        said.json["message"] == "データはこのパソコンの中に置いてください。ネットワークの場所は使えません。"
    )
    assert sorted(share.rglob("*")) == before
    # Copies may lie there.
    save(again.union, {progress("omachi", "F05P01"): {"issues": "x"}}) if False else None
    monkeypatch.undo()
