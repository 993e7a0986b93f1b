"""The finished programs in use: the one for Windows on a bench, and the one for Linux beside it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shipping.bench import Bench, Done
from shipping.names import COMMAND, FOLDER, WINDOW
from shipping.steps import Failed, Place, build_environment
from shipping.trials import json_of

KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall" + f"\\{FOLDER}"
TARGET = r"C:\事務所①髙\連携 事業"
"""Where it is installed: letters outside of ASCII and a space."""


class Installed:
    """The installed program on a bench."""

    def __init__(self, here: Bench, target: str = TARGET) -> None:
        self.here = here
        self.target = target

    @property
    def folder(self) -> Path:
        """The install folder from this side."""
        return self.here.drive_c / self.target.removeprefix("C:\\").replace("\\", "/")

    def install(
        self, setup: Path, *more: str, into: str | None = None, environment: Mapping[str, str] | None = None
    ) -> int:
        """Run a setup silently; its exit code."""
        arguments = ["/S", *more, *([f"/D={into}"] if into else [])]
        # NSIS takes /D without quotes only, and Wine would quote a folder with a space; Windows' own shell does not.
        command = f"{self.here.windows_path(setup)} {' '.join(arguments)}"
        return self.here.call("wine", "cmd", "/c", command, limit_s=600, environment=environment).code

    def version(self) -> str:
        """As the list of programs shows it."""
        told = self.here.call("wine", "reg", "query", KEY, "/v", "DisplayVersion")
        return told.out.split("REG_SZ")[-1].strip() if told.code == 0 else ""

    def command(self, *given: str, home: str = "", limit_s: int = 300) -> Done:
        """Run the command line."""
        place = ["--home", home] if home else []
        return self.here.call("wine", f"{self.target}\\app\\{COMMAND}.exe", *place, *given, limit_s=limit_s)

    def ask(self, *given: str, home: str = "") -> dict[str, Any]:
        """The JSON of a command; empty if there is none."""
        done = self.command("--json", *given, home=home)
        return json_of(done.out)

    def window(self, *given: str) -> subprocess.Popen[bytes]:
        """Start the window."""
        return self.here.start("wine", f"{self.target}\\app\\{WINDOW}.exe", *given)

    def wait_for_window(self, seconds: float) -> None:
        """Until the window's program is there, and then as long as its window needs."""
        deadline = time.monotonic() + 120
        while f"{WINDOW}.exe" not in self.here.call("wine", "tasklist").out and time.monotonic() < deadline:
            time.sleep(1)
        time.sleep(seconds)

    def end_window(self, process: subprocess.Popen[bytes]) -> None:
        """End it as a crash would."""
        self.here.call("wine", "taskkill", "/F", "/IM", f"{WINDOW}.exe")
        process.kill()
        process.wait()


class OnLinux:
    """The program's folder for Linux, beside which the one for Windows is held."""

    def __init__(self, place: Place) -> None:
        self._program = place.work / "frozen" / FOLDER / COMMAND
        if not self._program.is_file():
            raise Failed("make the Linux folder first: build.py linux")

    def ask(self, home: Path, *given: str | Path) -> dict[str, Any]:
        """The JSON of a command."""
        done = subprocess.run(
            [self._program, "--home", home, "--json", *given],
            capture_output=True,
            encoding="utf-8",
            env=build_environment(QT_QPA_PLATFORM="offscreen"),
            timeout=600,
            check=False,
        )
        return json_of(done.stdout)
