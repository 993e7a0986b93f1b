"""Prepares this PC and starts the program: ``python3 start.py demo | test | run``.

Promises: needs nothing but Python's standard library; changes nothing outside this folder, except that as
root it installs missing Debian packages; fetches exactly the files pinned in ``requirements/``; does the work
once and remembers it by the hash of those files; says in Japanese what it does and, on failure, what to do.

A Python that is too old (3.8 and later) must be able to read this file, so that it can say so.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.metadata
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent
ROOM = ROOT / ".venv"
DONE = ROOM / "alps-desk-ready.json"
LOG = ROOT / "build" / "start.log"

# PySide6 6.9.3 exists for these; see pyproject.toml for why it is that one.
OLDEST, NEWEST = (3, 11), (3, 13)

APT_LIMIT_S = 20 * 60
PIP_LIMIT_S = 30 * 60
TAIL_LINES = 6

# Shared library -> the Debian package that holds it. Without these Qt does not load, also without a screen.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
# What Qt needs besides to open a window on an X screen.
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Programs the tests look at the results with: a spreadsheet, a PDF reader, a screen, the history of the code, the traffic
# with the disk, a browser. And a database server, of which each run starts its own.
TEST_TOOLS = {
    "initdb": "postgresql",
    "soffice": "libreoffice-calc-nogui",
    "pdftotext": "poppler-utils",
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "git": "git",
    "strace": "strace",
    "chromium": "chromium",
}


class Stop(Exception):
    """Setting up ended; the person has been told why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def say(code: str, /, **params: object) -> str:
    """The Japanese sentence of a code; the catalogue stands with all others of the program."""
    import tomllib  # not in Pythons that are too old, which main() turns away first

    text = (ROOT / "resources" / "messages" / "start.toml").read_text(encoding="utf-8")
    sentence: str = tomllib.loads(text)[code]
    return sentence.format(**params)


def tell(code: str, /, **params: object) -> None:
    print(say(code, **params), flush=True)


def fail(code: str, /, **params: object) -> NoReturn:
    """Says what went wrong, with the end of the record, and ends."""
    if LOG.is_file():
        for line in LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:]:
            print("  | " + line[:160], file=sys.stderr)
        print(say("start_log", file=LOG), file=sys.stderr)
    print(say(code, **params), file=sys.stderr, flush=True)
    raise Stop(1)


# --- Python ---


def suits(version: tuple[int, int]) -> bool:
    return OLDEST <= version <= NEWEST


def other_python() -> list[str] | None:
    """The command of a Python on this PC that suits, newest first; None if there is none."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        command = ["py", f"-3.{minor}"] if os.name == "nt" else [f"python3.{minor}"]
        if shutil.which(command[0]) is None:
            continue
        probe = "import sys; print(*sys.version_info[:2])"
        try:
            answer = subprocess.run(
                [*command, "-c", probe], capture_output=True, text=True, timeout=60, check=False
            )
        except OSError:
            continue
        if answer.returncode == 0 and answer.stdout.split() == ["3", str(minor)]:
            return command
    return None


# --- the operating system's parts ---


class SystemParts(NamedTuple):
    """Debian packages this PC lacks: without the needed nothing works, without the wished not everything."""

    needed: tuple[str, ...]
    wished: tuple[str, ...]


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_program(name: str) -> bool:
    if name == "soffice" and not Path("/usr/lib/libreoffice/program/libsclo.so").exists():
        return False  # LibreOffice without its spreadsheet
    if name == "initdb" and any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        return True  # Debian keeps the server's programs off the PATH
    return shutil.which(name) is not None


def missing_parts(command: str) -> SystemParts:
    """What a command lacks on this Linux."""
    needed = [package for library, package in QT_LIBRARIES.items() if not has_library(library)]
    if not can_make_room():
        needed.append(f"python3.{sys.version_info[1]}-venv")
    wished = []
    if os.environ.get("DISPLAY"):
        wished += [package for library, package in SCREEN_LIBRARIES.items() if not has_library(library)]
    if command == "test":
        wished += [package for tool, package in TEST_TOOLS.items() if not has_program(tool)]
    return SystemParts(tuple(needed), tuple(wished))


def prepare_system(command: str) -> None:
    """Installs what the operating system lacks, or says exactly what to ask for."""
    if not sys.platform.startswith("linux"):
        return
    parts = missing_parts(command)
    packages = " ".join(parts.needed + parts.wished)
    if not packages:
        return
    has_apt = shutil.which("apt-get") is not None
    if has_apt and os.geteuid() == 0:
        install_packages(parts.needed + parts.wished)
        return
    tell("start_system_missing" if parts.needed else "start_system_wished")
    tell("start_system_command", packages=packages)
    if not has_apt:
        tell("start_system_other")
    if parts.needed:
        raise Stop(1)


def install_packages(packages: tuple[str, ...]) -> None:
    tell("start_system", packages=" ".join(packages))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        if run_logged([*apt, *arguments], APT_LIMIT_S, environment) != 0:
            fail("start_system_failed")


# --- the program's Python parts ---


def has_own_installer() -> bool:
    """Whether Python can put pip into a new environment; Debian ships this apart (python3-venv)."""
    return importlib.util.find_spec("ensurepip") is not None


def has_foreign_installer() -> bool:
    """Whether this Python's own pip can fill another environment (``--python``, since 22.3)."""
    try:
        major, minor = importlib.metadata.version("pip").split(".")[:2]
    except importlib.metadata.PackageNotFoundError:
        return False
    return (int(major), int(minor)) >= (22, 3)


def can_make_room() -> bool:
    return DONE.is_file() or has_own_installer() or has_foreign_installer()


def room_python() -> Path:
    return ROOM / "Scripts" / "python.exe" if os.name == "nt" else ROOM / "bin" / "python"


def fingerprint(group: str) -> str:
    """Hash of the pinned parts of a group (runtime or dev)."""
    return hashlib.sha256((ROOT / "requirements" / f"{group}.txt").read_bytes()).hexdigest()


def python_mark() -> str:
    """What a prepared environment depends on besides the pinned parts."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} {ROOM}"


def done_groups() -> dict[str, str]:
    """Group -> fingerprint of what is installed already; empty if it must be made anew."""
    try:
        known = json.loads(DONE.read_text(encoding="utf-8"))
        works = subprocess.run([room_python(), "-c", ""], timeout=60, check=False).returncode == 0
    except (OSError, ValueError, subprocess.SubprocessError):
        return {}
    if not works or not isinstance(known, dict) or known.get("python") != python_mark():
        return {}
    return {str(group): str(mark) for group, mark in known.items() if group != "python"}


def prepare_python(group: str) -> None:
    """Makes the environment hold the pinned parts of a group; quick when it does already."""
    done = done_groups()
    if done.get(group) == fingerprint(group):
        return
    if not done:
        make_room()
    install_parts(group)
    done[group] = fingerprint(group)
    if group == "dev":  # dev.txt holds all of runtime.txt
        done["runtime"] = fingerprint("runtime")
    DONE.write_text(json.dumps({"python": python_mark(), **done}, indent=1), encoding="utf-8")
    tell("start_ready")


def make_room() -> None:
    tell("start_room")
    command = [sys.executable, "-m", "venv", "--clear", str(ROOM)]
    if not has_own_installer():
        command.insert(3, "--without-pip")
    if run_logged(command, PIP_LIMIT_S) != 0:
        fail("start_room_failed")


def install_parts(group: str) -> None:
    tell("start_parts")
    requirements = ROOT / "requirements" / f"{group}.txt"
    total = sum(
        1
        for line in requirements.read_text(encoding="utf-8").splitlines()
        if line[:1].isalpha() and "==" in line
    )
    pip = [str(room_python()), "-m", "pip"]
    if not has_own_installer():
        pip = [sys.executable, "-m", "pip", "--python", str(room_python())]
    environment = {
        **os.environ,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_USER": "0",
        "PIP_PROGRESS_BAR": "off",
    }
    # --no-deps: the list is complete; nothing outside it can come in.
    command = [
        *pip,
        "install",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--require-hashes",
        "-r",
        str(requirements),
    ]
    seen = 0

    def show(line: str) -> None:
        nonlocal seen
        heading, _, rest = line.partition(" ")
        if heading in {"Collecting", "Processing", "Ignoring"} or line.startswith("Requirement already"):
            seen += 1
            part = re.search(r"([\w.-]+?)(?:==|-\d[\w.]*-)", rest)
            if part and heading != "Ignoring":
                tell("start_parts_progress", done=seen, total=total, name=part[1])
        elif line.startswith("Installing collected packages"):
            tell("start_parts_writing")

    if run_logged(command, PIP_LIMIT_S, environment, show) != 0:
        fail("start_parts_failed")


# --- running ---


def run_logged(
    command: list[str],
    limit_s: int,
    environment: dict[str, str] | None = None,
    show: Callable[[str], None] = lambda line: None,
) -> int:
    """Runs a command with its output in the record; `show` hears each line.

    Returns:
        The exit code of the command.

    Raises:
        Stop: it took longer than `limit_s` seconds.
    """
    LOG.parent.mkdir(exist_ok=True)
    late = threading.Event()
    with LOG.open("a", encoding="utf-8") as record:
        print("$", *command, file=record, flush=True)
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:

            def give_up() -> None:
                late.set()
                process.kill()

            watch = threading.Timer(limit_s, give_up)
            watch.start()
            try:
                for line in process.stdout or ():
                    record.write(line)
                    show(line.strip())
            finally:
                watch.cancel()
    if late.is_set():
        fail("start_parts_slow", minutes=limit_s // 60)
    return process.returncode


def program_environment() -> dict[str, str]:
    """The environment the program runs in: this checkout is importable from any folder."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    environment["PYTHONPATH"] = str(ROOT)
    return environment


def run_program(arguments: list[str]) -> int:
    """Runs the program where the person stands, so that file names mean what they say."""
    command = [str(room_python()), "-m", "alps_desk", *arguments]
    return subprocess.run(command, env=program_environment(), check=False).returncode


def run_checks(arguments: list[str]) -> int:
    """Runs all checks; with arguments only the tests, with these arguments for pytest."""
    python = str(room_python())
    environment = program_environment()
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    if arguments:
        command = [python, "-m", "pytest", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    # Two tests at a time on two cores; more than four gain nothing.
    workers = str(min(os.cpu_count() or 1, 4))
    checks = {
        "start_check_lint": ["ruff", "check"],
        "start_check_format": ["ruff", "format", "--check"],
        "start_check_types": ["mypy"],
        "start_check_tests": ["pytest", "-q", "-n", workers, "--dist", "worksteal"],
    }
    good = True
    for number, (name, tool) in enumerate(checks.items(), start=1):
        tell("start_check", number=number, total=len(checks), name=say(name))
        began = time.monotonic()
        code = subprocess.run([python, "-m", *tool], cwd=ROOT, env=environment, check=False).returncode
        verdict = "start_check_bad" if code else "start_check_good"
        tell(verdict, name=say(name), seconds=round(time.monotonic() - began))
        good = good and code == 0
    tell("start_all_good" if good else "start_some_bad")
    return 0 if good else 1


def usage() -> None:
    for line in (
        "start_usage",
        "start_usage_demo",
        "start_usage_test",
        "start_usage_run",
        "start_usage_more",
    ):
        tell(line)


def main(argv: list[str]) -> int:
    """Prepares what the command needs, then runs it with the remaining arguments; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console that lacks a letter shows "?" and goes on
            stream.reconfigure(errors="replace")
    version = sys.version_info[:2]
    if not suits(version):
        other = other_python()
        if other is not None:
            return subprocess.run([*other, str(Path(__file__)), *argv], check=False).returncode
        print("Python 3.11、3.12、3.13 のどれかを入れてください（今は {}.{} です）。".format(*version))
        return 1
    command, arguments = (argv[0], argv[1:]) if argv else ("", [])
    if command in {"", "-h", "--help"}:
        usage()
        return 0 if command else 2
    if command not in {"demo", "test", "run"}:
        tell("start_unknown", command=command[:40])
        usage()
        return 2
    try:
        LOG.unlink(missing_ok=True)
        prepare_system(command)
        prepare_python("dev" if command == "test" else "runtime")
        if command == "test":
            return run_checks(arguments)
        return run_program(["demo", *arguments] if command == "demo" else arguments)
    except Stop as stop:
        return stop.code
    except OSError as error:
        print(say("start_folder_failed", reason=error.strerror or type(error).__name__), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(say("start_stopped"), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
