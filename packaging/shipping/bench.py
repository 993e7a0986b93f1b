"""A bench on which Windows programs run without Windows: Wine 10 of Debian 13, in a folder, with a screen of its own.

Debian 12's own Wine is 8.0, which ends Qt's ``windows`` plugin at its start. The PC's own packages stay what they are.
The language is Japanese, so Wine's code page is 932 as in the offices. ``/w`` inside is ``Bench.shared`` outside.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from shipping.names import BUILD_TIME
from shipping.steps import Failed, Place, has, run, say, step, system_packages

SUITE = "trixie"
PACKAGES = "ca-certificates,fontconfig,fonts-morisawa-bizud-gothic,imagemagick,locales,procps,xauth,xvfb"
WINE = ("wine", "wine64", "xdotool")
SHARED = "/w"
HOME = "/bench"
SCREEN = "1366x900x24"
KEY_MS = "120"
"""Between two keys, as somebody types."""
FONT = "BIZ UDGothic"
REPLACED_FONTS = (
    "MS Shell Dlg",
    "MS Shell Dlg 2",
    "MS UI Gothic",
    "Yu Gothic UI",
    "Meiryo UI",
    "Segoe UI",
    "Tahoma",
)
"""What dialogs of Windows ask for; Wine itself brings no Japanese letters."""
_PRIVATE = "ALPS_DESK_PRIVATE_MOUNTS"


def in_private_mounts() -> None:
    """Go on in a process whose mounts nobody else sees and that end with it; returns only there."""
    if os.environ.get(_PRIVATE):
        return
    if os.geteuid() != 0 or not has("unshare"):
        raise Failed("the Wine bench needs root on Debian")
    environment = {**os.environ, _PRIVATE: "1"}
    command = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv]
    sys.exit(subprocess.run(command, env=environment, check=False).returncode)


def mirror(texts: Sequence[str]) -> str:
    """The address that this PC's own Debian packages come from, read from its lists of sources.

    Raises:
        Failed: there is none.
    """
    for text in texts:
        found = re.search(r"^URIs:\s*(\S+)", text, re.MULTILINE) or re.search(
            r"^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+\S+\s+main", text, re.MULTILINE
        )
        if found and not found[1].rstrip("/").endswith("security"):
            return found[1]
    raise Failed("no source of Debian packages is named in /etc/apt")


def _own_mirror() -> str:
    lists = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("debian*"))]
    return mirror([path.read_text(encoding="utf-8") for path in lists if path.is_file()])


def debian_folder(place: Place, name: str, suite: str, include: str, packages: Sequence[str] = ()) -> Path:
    """A Debian in a folder, kept between runs.

    Args:
        include: packages it begins with.
        packages: what is installed into it afterwards; one that is new here goes into the kept folder.
    """
    root = place.work / name
    ready, wanted = root / ".ready", "\n".join(packages)
    if ready.exists() and ready.read_text(encoding="ascii") == wanted:
        return root
    step(f"Debian ({suite}) in a folder, some minutes")
    if not ready.exists():
        shutil.rmtree(root, ignore_errors=True)
        command = ["debootstrap", "--variant=minbase", f"--include={include}", suite, root, _own_mirror()]
        run(place, f"debootstrap-{name}", command)
        for path in Path("/etc/apt/apt.conf.d").iterdir():
            shutil.copy(path, root / "etc/apt/apt.conf.d" / path.name)
    if packages:
        run(place, f"mount-{name}", ["mount", "-t", "proc", "proc", root / "proc"])
        install = ["chroot", root, "apt-get", "install", "-y", "--no-install-recommends", *packages]
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            run(place, f"install-{name}", install, environment=environment)
        finally:
            run(place, f"umount-{name}", ["umount", root / "proc"])
    ready.write_text(wanted, encoding="ascii")
    return root


@dataclass
class Done:
    """How a command on the bench ended; ``code`` is -1 if it took too long."""

    code: int
    out: str


@dataclass
class Bench:
    """A running bench.

    Attributes:
        root: the Debian in a folder.
        shared: the folder that is ``/w`` inside.
        prefix: name of the Windows in use.
    """

    root: Path
    shared: Path
    display: str
    prefix: str
    screen: subprocess.Popen[bytes] = field(repr=False)

    @property
    def drive_c(self) -> Path:
        """Windows' drive C."""
        return self.root / HOME.lstrip("/") / self.prefix / "drive_c"

    def windows_path(self, path: Path) -> str:
        """What a program on the bench calls a file below ``shared`` or drive C."""
        if path.is_relative_to(self.drive_c):
            return "C:\\" + "\\".join(path.relative_to(self.drive_c).parts)
        return "Z:" + str(PurePosixPath(SHARED) / path.relative_to(self.shared)).replace("/", "\\")

    def _command(self, words: Sequence[str | Path], cwd: str, more: Mapping[str, str]) -> list[str]:
        environment = {
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": HOME, "LC_ALL": "ja_JP.UTF-8", "DISPLAY": self.display,
            "WINEPREFIX": f"{HOME}/{self.prefix}", "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": BUILD_TIME, **more,
        }  # fmt: skip
        pairs = [f"{name}={value}" for name, value in environment.items()]
        inner = ["bash", "-c", 'cd "$0" && exec "$@"', cwd, *map(str, words)]
        return ["chroot", str(self.root), "/usr/bin/env", "-i", *pairs, *inner]

    def call(
        self,
        *words: str | Path,
        cwd: str = SHARED,
        limit_s: int = 300,
        environment: Mapping[str, str] | None = None,
    ) -> Done:
        """Run a command and wait for it."""
        # Into a file: the first program of a Windows starts its services, and these would hold a pipe for ever.
        with tempfile.TemporaryFile() as said:
            process = self.start(*words, cwd=cwd, environment=environment, out=said)
            try:
                code = process.wait(timeout=limit_s)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                code = -1
            said.seek(0)
            return Done(code, said.read().decode("utf-8", "replace"))

    def start(
        self,
        *words: str | Path,
        cwd: str = SHARED,
        environment: Mapping[str, str] | None = None,
        out: int | IO[bytes] = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        """Start a command; what it says goes into ``out``."""
        return subprocess.Popen(
            self._command(words, cwd, environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )

    def must(self, log: Path, *words: str | Path, cwd: str = SHARED, limit_s: int = 3600) -> str:
        """Run a command that must succeed, its output also in a file.

        Raises:
            Failed: it did not.
        """
        done = self.call(*words, cwd=cwd, limit_s=limit_s)
        log.write_text(done.out, encoding="utf-8")
        if done.code != 0:
            raise Failed(f"{words} ended with {done.code}, see {log}\n{done.out[-3000:]}")
        return done.out

    def use_windows(self, name: str) -> None:
        """Use a Windows, made if it is not there."""
        self.end_windows()
        self.prefix = name
        ready = self.root / HOME.lstrip("/") / name / ".ready"
        if ready.exists():
            return
        step("a fresh Windows")
        self.call("wineboot", "-i", cwd="/")
        debugger = r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug"
        # A crash ends instead of waiting for somebody to look at it.
        self.call("wine", "reg", "add", debugger, "/v", "Debugger", "/t", "REG_SZ", "/d", "false", "/f")
        for font in REPLACED_FONTS:
            key = r"HKCU\Software\Wine\Fonts\Replacements"
            self.call("wine", "reg", "add", key, "/v", font, "/t", "REG_SZ", "/d", FONT, "/f")
        ready.touch()

    def end_windows(self) -> None:
        """End all its programs."""
        if self.prefix:
            self.call("wineserver", "-k", cwd="/")
            self.call("wineserver", "-w", cwd="/", limit_s=30)

    def type(self, text: str) -> None:
        """Type letters of ASCII into whatever has the keyboard."""
        self.call("xdotool", "type", "--delay", KEY_MS, text)

    def keys(self, *names: str) -> None:
        """Press keys, named as X names them: ``ctrl+e``, ``Return``."""
        self.call("xdotool", "key", "--delay", KEY_MS, *names)

    def settle(self, limit_s: float = 60) -> None:
        """Wait until nothing moves on the screen any more."""
        deadline = time.monotonic() + limit_s
        before = b""
        while time.monotonic() < deadline:
            time.sleep(1.5)
            now = self.picture(self.shared / "settling.png").read_bytes()
            if now == before:
                return
            before = now

    def picture(self, target: Path) -> Path:
        """A picture of the screen."""
        inside = f"{SHARED}/screen.png"
        # Without the time in it two pictures of the same are the same.
        done = self.call("import", "-window", "root", "-strip", inside)
        if done.code != 0:
            raise Failed(f"no picture of the screen: {done.out}")
        shutil.move(self.shared / "screen.png", target)
        return target


def prepare(place: Place) -> Path:
    """Have the bench's Debian, and the tools that this side needs."""
    programs = {
        "debootstrap": "debootstrap",
        "nsis": "makensis",
        "osslsigncode": "osslsigncode",
        "openssl": "openssl",
    }
    system_packages(place, {package: has(program) for package, program in programs.items()})
    return debian_folder(place, "debian13", SUITE, PACKAGES, WINE)


@contextmanager
def running(place: Place, windows: str = "windows", *, new: bool = False) -> Iterator[Bench]:
    """A bench for the length of a block; the process must be :func:`in_private_mounts`.

    Args:
        windows: which Windows to use, see ``Bench.use_windows``; ``new`` makes it anew.
    """
    root = prepare(place)
    shared = place.folder("bench")
    (root / SHARED.lstrip("/")).mkdir(exist_ok=True)
    (root / HOME.lstrip("/")).mkdir(exist_ok=True)
    if not (root / "usr/lib/locale/locale-archive").exists():
        run(place, "locale", ["chroot", root, "localedef", "-i", "ja_JP", "-f", "UTF-8", "ja_JP.UTF-8"])
    for kind in (
        ["-t", "proc", "proc", "proc"],
        ["--rbind", "/dev", "dev"],
        ["--bind", shared, SHARED.lstrip("/")],
    ):
        *options, point = kind
        run(place, "mount", ["mount", *options, root / point])
    display = root / HOME.lstrip("/") / "display"
    display.unlink(missing_ok=True)
    starts = f"exec Xvfb -displayfd 3 -screen 0 {SCREEN} -nolisten tcp 3>{HOME}/display 2>/dev/null"
    screen = subprocess.Popen(["chroot", root, "bash", "-c", starts], stdin=subprocess.DEVNULL)
    bench = Bench(root, shared, "", "", screen)
    try:
        deadline = time.monotonic() + 30
        while not (display.exists() and display.read_text(encoding="ascii").strip()):
            if time.monotonic() > deadline or screen.poll() is not None:
                raise Failed("no virtual screen")
            time.sleep(0.2)
        bench.display = ":" + display.read_text(encoding="ascii").strip()
        if new:
            shutil.rmtree(root / HOME.lstrip("/") / windows, ignore_errors=True)
        bench.use_windows(windows)
        yield bench
    finally:
        bench.end_windows()
        screen.terminate()
        screen.wait()
        say("   bench ended")
