"""start.py prepares a PC: what it installs, what it remembers, what it says when it cannot.

Laws: nothing but pinned and hashed files comes in; done work is not done twice, changed pins are; what is missing
from the operating system is installed as root and named exactly otherwise; arguments reach the program; every
sentence is in the catalogue.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture
def start(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """start.py at work in an empty folder of its own, with the real catalogue."""
    spec = importlib.util.spec_from_file_location("start", root / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "start", module)
    spec.loader.exec_module(module)
    messages = tmp_path / "resources" / "messages"
    messages.mkdir(parents=True)
    (messages / "start.toml").write_bytes((root / "resources" / "messages" / "start.toml").read_bytes())
    (tmp_path / "requirements").mkdir()
    for group in ("runtime", "dev"):
        (tmp_path / "requirements" / f"{group}.txt").write_text("one==1\n", encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "ROOM", tmp_path / ".venv")
    monkeypatch.setattr(module, "DONE", tmp_path / ".venv" / "ready.json")
    monkeypatch.setattr(module, "LOG", tmp_path / "build" / "start.log")
    return module


# --- the pinned parts ---


def pins(root: Path, group: str) -> dict[str, tuple[Requirement, list[str]]]:
    """Part -> what is pinned, and the hashes of its files."""
    text = (root / "requirements" / f"{group}.txt").read_text(encoding="utf-8")
    found = {}
    for block in re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", text)):
        requirement = Requirement(block.split("--hash")[0].replace("\\", "").strip())
        found[canonicalize_name(requirement.name)] = (
            requirement,
            re.findall(r"--hash=sha256:([0-9a-f]{64})\b", block),
        )
    return found


@pytest.mark.parametrize("group", ["runtime", "dev"])
def test_every_part_is_pinned_to_one_version_and_its_files(root: Path, group: str) -> None:
    for requirement, hashes in pins(root, group).values():
        assert [item.operator for item in requirement.specifier] == ["=="], requirement
        assert hashes, requirement


@pytest.mark.parametrize("group", ["runtime", "dev"])
def test_the_lists_hold_nothing_but_parts_hashes_and_remarks(root: Path, group: str) -> None:
    for line in (root / "requirements" / f"{group}.txt").read_text(encoding="utf-8").splitlines():
        assert re.match(
            r"[a-z0-9-]+==[\w.]+( ; [^\\]+)? \\$|    --hash=sha256:[0-9a-f]{64}( \\)?$|\s*#", line
        ), line
        assert "://" not in line


def test_the_pins_lie_within_the_ranges_of_the_project(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for group, wanted in (
        ("runtime", project["dependencies"]),
        ("dev", project["dependencies"] + extras["test"] + extras["dev"]),
    ):
        pinned = pins(root, group)
        for requirement in map(Requirement, wanted):
            if requirement.name == project["name"]:
                continue
            (version,) = [item.version for item in pinned[canonicalize_name(requirement.name)][0].specifier]
            assert requirement.specifier.contains(version), requirement


def test_dev_holds_all_of_runtime(root: Path) -> None:
    dev = pins(root, "dev")
    for name, (requirement, hashes) in pins(root, "runtime").items():
        assert str(dev[name][0]) == str(requirement)
        assert dev[name][1] == hashes


def test_what_windows_alone_needs_is_pinned(root: Path) -> None:
    (requirement, hashes) = pins(root, "dev")["colorama"]
    assert requirement.marker is not None
    assert requirement.marker.evaluate({"sys_platform": "win32"})
    assert hashes


# --- sentences ---


def test_every_sentence_exists_and_is_used(root: Path) -> None:
    source = (root / "start.py").read_text(encoding="utf-8")
    catalogue = tomllib.loads((root / "resources" / "messages" / "start.toml").read_text(encoding="utf-8"))
    used = set(re.findall(r'"(start_\w+)"', source))
    used |= {"start_usage" + topic for topic in ("", "_demo", "_test", "_run", "_more")}
    assert used == set(catalogue)


def test_a_python_that_is_too_old_can_read_the_file(root: Path) -> None:
    ast.parse((root / "start.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_a_python_that_does_not_suit_is_told_so(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "suits", lambda version: False)
    monkeypatch.setattr(start, "other_python", lambda: None)
    assert start.main(["demo"]) == 1
    assert "Python 3.11、3.12、3.13 のどれかを入れてください" in capsys.readouterr().out


def test_another_python_of_the_pc_is_used_where_there_is_one(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        ran.append(command)
        return subprocess.CompletedProcess(command, 7)

    monkeypatch.setattr(start, "suits", lambda version: False)
    monkeypatch.setattr(start, "other_python", lambda: ["python3.13"])
    monkeypatch.setattr(start.subprocess, "run", run)
    assert start.main(["demo", "--out", "x"]) == 7
    assert ran == [["python3.13", str(Path(start.__file__)), "demo", "--out", "x"]]


@pytest.mark.parametrize(
    ("version", "good"),
    [((3, 10), False), ((3, 11), True), ((3, 12), True), ((3, 13), True), ((3, 14), False)],
)
def test_which_pythons_suit(start: ModuleType, version: tuple[int, int], good: bool) -> None:
    assert start.suits(version) is good


@pytest.mark.parametrize(("argv", "code"), [([], 2), (["--help"], 0), (["deploy"], 2)])
def test_usage(start: ModuleType, argv: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(argv) == code
    assert "start.py demo" in capsys.readouterr().out


# --- the operating system's parts ---


@pytest.fixture
def bare_linux(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """A Debian with Python only; the list collects what is asked of its package manager."""
    asked: list[tuple[str, ...]] = []

    def run_logged(command: list[str], *rest: object) -> int:
        asked.append(tuple(command))
        return 0

    monkeypatch.setattr(start.sys, "platform", "linux")
    monkeypatch.setattr(start, "has_library", lambda name: False)
    monkeypatch.setattr(start, "has_program", lambda name: False)
    monkeypatch.setattr(start, "has_own_installer", lambda: False)
    monkeypatch.setattr(start, "has_foreign_installer", lambda: False)
    monkeypatch.setattr(start, "run_logged", run_logged)
    monkeypatch.setattr(start.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(start.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    return asked


QT_PACKAGES = ("libglib2.0-0", "libegl1", "libgl1", "libfontconfig1", "libdbus-1-3", "libxkbcommon0")
VENV_PACKAGE = f"python3.{sys.version_info[1]}-venv"


def test_root_gets_what_is_missing(start: ModuleType, bare_linux: list[tuple[str, ...]]) -> None:
    start.prepare_system("demo")
    update, install = bare_linux
    assert update[-1] == "update"
    assert install[install.index("install") :] == (
        "install",
        "-y",
        "--no-install-recommends",
        *QT_PACKAGES,
        VENV_PACKAGE,
    )


def test_the_tests_and_a_screen_need_more(
    start: ModuleType, bare_linux: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    start.prepare_system("test")
    assert {"libreoffice-calc-nogui", "poppler-utils", "xvfb", "git", "libxcb-cursor0"} < set(bare_linux[1])


@pytest.mark.usefixtures("bare_linux")
def test_others_are_told_exactly_what_to_ask_for(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(start.Stop):
        start.prepare_system("demo")
    assert f"sudo apt-get install -y {' '.join(QT_PACKAGES)} {VENV_PACKAGE}\n" in capsys.readouterr().out


@pytest.mark.usefixtures("bare_linux")
def test_what_is_only_wished_for_stops_nobody(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(start, "has_library", lambda name: True)
    monkeypatch.setattr(start, "has_own_installer", lambda: True)
    start.prepare_system("test")
    assert "libreoffice-calc-nogui" in capsys.readouterr().out


def test_nothing_is_asked_where_nothing_is_missing(
    start: ModuleType, bare_linux: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "has_library", lambda name: True)
    monkeypatch.setattr(start, "has_program", lambda name: True)
    monkeypatch.setattr(start, "has_own_installer", lambda: True)
    start.prepare_system("test")
    assert bare_linux == []


def test_windows_has_all_it_needs(
    start: ModuleType, bare_linux: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.sys, "platform", "win32")
    start.prepare_system("test")
    assert bare_linux == []


# --- the program's parts ---


@pytest.fixture
def installed(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Rooms that work at once; the list collects what is done to them."""
    done: list[str] = []

    def make_room() -> None:
        python = start.room_python()
        python.parent.mkdir(parents=True, exist_ok=True)
        python.symlink_to(sys.executable)
        done.append("room")

    monkeypatch.setattr(start, "make_room", make_room)
    monkeypatch.setattr(start, "install_parts", done.append)
    return done


posix = pytest.mark.skipif(os.name == "nt", reason="links to Python need rights there")


@posix
def test_work_is_done_once(start: ModuleType, installed: list[str]) -> None:
    start.prepare_python("runtime")
    start.prepare_python("runtime")
    assert installed == ["room", "runtime"]


@posix
def test_the_tests_parts_hold_the_programs(start: ModuleType, installed: list[str]) -> None:
    start.prepare_python("dev")
    start.prepare_python("runtime")
    assert installed == ["room", "dev"]


@posix
def test_changed_pins_are_installed_into_the_same_room(start: ModuleType, installed: list[str]) -> None:
    start.prepare_python("runtime")
    (start.ROOT / "requirements" / "runtime.txt").write_text("one==2\n", encoding="utf-8")
    start.prepare_python("runtime")
    assert installed == ["room", "runtime", "runtime"]


@posix
@pytest.mark.parametrize("left", ["", "{", "[]", '{"python": "3.2 elsewhere", "runtime": "x"}'])
def test_a_half_made_or_foreign_room_is_made_anew(start: ModuleType, installed: list[str], left: str) -> None:
    start.DONE.parent.mkdir()
    start.DONE.write_text(left, encoding="utf-8")
    start.prepare_python("runtime")
    assert installed == ["room", "runtime"]


def wheel_folder(root: Path, folder: Path) -> str:
    """Builds the project's own wheel into a folder and returns its hash."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=root,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (wheel,) = folder.glob("*.whl")
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


@pytest.mark.skipif(importlib.util.find_spec("venv") is None, reason="this Python makes no rooms (venv)")
def test_a_real_room_takes_only_the_pinned_bytes(
    start: ModuleType,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wheels = tmp_path / "wheels"
    mark = wheel_folder(root, wheels)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    runtime = tmp_path / "requirements" / "runtime.txt"

    runtime.write_text(f"alps-desk==0.1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    with pytest.raises(start.Stop):
        start.prepare_python("runtime")
    said = capsys.readouterr()
    assert "アプリの部品を入れられませんでした" in said.err
    assert len(said.err.splitlines()) <= start.TAIL_LINES + 2
    assert not start.DONE.exists()

    runtime.write_text(f"alps-desk==0.1.0 --hash=sha256:{mark}\n", encoding="utf-8")
    start.prepare_python("runtime")
    assert "1 / 1  alps" in capsys.readouterr().out
    assert start.done_groups() == {"runtime": hashlib.sha256(runtime.read_bytes()).hexdigest()}
    packages = list((start.ROOM).rglob("alps_desk/places.py"))
    assert len(packages) == 1


# --- running ---


def test_lines_are_shown_and_kept(start: ModuleType) -> None:
    heard: list[str] = []
    code = start.run_logged(
        [sys.executable, "-c", "print('a'); print('b'); raise SystemExit(3)"], 60, None, heard.append
    )
    assert (code, heard) == (3, ["a", "b"])
    assert start.LOG.read_text(encoding="utf-8").splitlines()[-2:] == ["a", "b"]


def test_a_step_that_never_ends_is_ended(start: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(start.Stop):
        start.run_logged([sys.executable, "-c", "import threading; threading.Event().wait()"], 1)
    assert "終わらないため、やめました" in capsys.readouterr().err


def test_a_failure_shows_the_end_of_the_record_and_no_more(
    start: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    start.LOG.parent.mkdir()
    start.LOG.write_text("x" * 10_000 + "\n" + "line\n" * 1000, encoding="utf-8")
    with pytest.raises(start.Stop):
        start.fail("start_parts_failed")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == start.TAIL_LINES + 2
    assert max(map(len, lines)) < 300


@pytest.fixture
def commands(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], object]]:
    """A prepared PC; the list collects what is run and where."""
    ran: list[tuple[list[str], object]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        ran.append((command[1:], options.get("cwd")))
        return subprocess.CompletedProcess(command, 1 if "mypy" in command else 0)

    monkeypatch.setattr(start, "prepare_system", lambda command: None)
    monkeypatch.setattr(start, "prepare_python", lambda group: None)
    monkeypatch.setattr(start.subprocess, "run", run)
    return ran


def test_arguments_reach_the_program_where_the_person_stands(
    start: ModuleType, commands: list[tuple[list[str], object]]
) -> None:
    assert start.main(["demo", "--out", "見本"]) == 0
    assert start.main(["run", "plan", "--fy", "2017"]) == 0
    assert start.main(["run"]) == 0
    assert commands == [
        (["-m", "alps_desk", "demo", "--out", "見本"], None),
        (["-m", "alps_desk", "plan", "--fy", "2017"], None),
        (["-m", "alps_desk"], None),
    ]


def test_all_checks_run_even_after_one_fails(
    start: ModuleType, commands: list[tuple[list[str], object]]
) -> None:
    assert start.main(["test"]) == 1
    assert [command[1] for command, _ in commands] == ["ruff", "ruff", "mypy", "pytest"]
    assert {folder for _, folder in commands} == {start.ROOT}


def test_arguments_after_test_are_for_pytest_alone(
    start: ModuleType, commands: list[tuple[list[str], object]]
) -> None:
    assert start.main(["test", "tests/domain", "-q"]) == 0
    assert commands == [(["-m", "pytest", "tests/domain", "-q"], start.ROOT)]


def test_a_folder_that_cannot_be_written_is_named(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(group: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(start, "prepare_system", lambda command: None)
    monkeypatch.setattr(start, "prepare_python", refuse)
    assert start.main(["demo"]) == 1
    assert "書き込めません" in capsys.readouterr().err
