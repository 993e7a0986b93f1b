"""Running the steps of a build: each is told, its output goes into a log, and a failure ends everything."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shipping.names import BUILD_TIME

TAIL_LINES = 25
LIMIT_S = 3600
MEGABYTE = 1024 * 1024


class Failed(Exception):
    """A step failed; the text says which and why."""


@dataclass
class Place:
    """Where a build works and where it puts what it made.

    Attributes:
        work: kept between runs: environments, the Wine bench, logs.
        out: what is handed on.
        report: what was checked and found, in order.
    """

    work: Path
    out: Path
    report: list[str] = field(default_factory=list)

    def folder(self, name: str, *, empty: bool = False) -> Path:
        """A folder below ``work``."""
        path = self.work / name
        if empty:
            shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def note(self, line: str) -> None:
        """Say something that belongs in the report."""
        self.report.append(line)
        say("   " + line)

    def write_report(self, name: str) -> Path:
        """Write the report of this run."""
        path = self.out / name
        path.write_text("\n".join(self.report) + "\n", encoding="utf-8")
        return path


def say(text: str) -> None:
    """Tell whoever waits."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def step(text: str) -> None:
    """Tell which step begins."""
    say(f"== {time.strftime('%H:%M:%S')} {text}")


def build_environment(**more: str) -> dict[str, str]:
    """The environment of a build: the same source gives the same bytes, and no checkout is imported."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    fixed = {
        "SOURCE_DATE_EPOCH": BUILD_TIME,
        "PYTHONHASHSEED": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
    }
    return {**kept, **fixed, **more}


def run(
    place: Place,
    log: str,
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    limit_s: int = LIMIT_S,
) -> None:
    """Run a command with its output in ``work/log/LOG.log``.

    Raises:
        Failed: it ended otherwise than with 0, or took longer than ``limit_s``.
    """
    path = place.folder("log") / f"{log}.log"
    with path.open("wb") as stream:
        try:
            code = subprocess.run(
                command,
                cwd=cwd,
                env=dict(environment) if environment is not None else build_environment(),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                timeout=limit_s,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            code = -1
    if code != 0:
        tail = path.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:]
        raise Failed("\n".join([f"{log} failed ({code}), see {path}", *(f"  | {line}" for line in tail)]))


def system_packages(place: Place, needed: Mapping[str, bool]) -> None:
    """Have Debian packages installed.

    Args:
        needed: package → whether it is there.

    Raises:
        Failed: some are missing and this is not root on Debian.
    """
    missing = sorted(package for package, there in needed.items() if not there)
    if not missing:
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise Failed("Install these first: apt-get install -y --no-install-recommends " + " ".join(missing))
    step("Debian packages: " + " ".join(missing))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(place, "apt-update", ["apt-get", "-q", "update"], environment=environment)
    command = ["apt-get", "-q", "install", "-y", "--no-install-recommends", *missing]
    run(place, "apt-install", command, environment=environment)


def has(program: str) -> bool:
    """Whether a program can be called."""
    return shutil.which(program) is not None


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def folder_hash(folder: Path) -> str:
    """SHA-256 of all names and contents below a folder: equal exactly when the folders are."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda one: one.relative_to(folder).as_posix()):
        if path.is_symlink():
            total.update(f"{path.relative_to(folder).as_posix()} -> {path.readlink()}\n".encode())
        elif path.is_file():
            total.update(f"{path.relative_to(folder).as_posix()} {file_hash(path)}\n".encode())
    return total.hexdigest()


def measure(folder: Path) -> tuple[int, float]:
    """Number of files below a folder and their size in MB, as Windows counts them."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return len(files), sum(path.stat().st_size for path in files) / MEGABYTE


def write_hashes(files: Sequence[Path], target: Path) -> None:
    """A list that ``sha256sum -c`` reads."""
    lines = [f"{file_hash(path)}  {path.name}\n" for path in files]
    target.write_text("".join(lines), encoding="utf-8", newline="\n")


def same_time(folder: Path) -> None:
    """One time on every file, so that packing it gives the same bytes."""
    stamp = int(BUILD_TIME)
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (stamp, stamp), follow_symlinks=False)


def python_version() -> str:
    """As ``3.11``, of this interpreter."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"
