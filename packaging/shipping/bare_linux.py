"""The Debian package on a Debian 12 that has nothing: installed, checked, and the whole demonstration played.

python3 packaging/build.py check-linux        after ``linux``
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shipping import bench
from shipping.archives import NEEDED_LIBRARIES
from shipping.names import COMMAND, DISTRIBUTION, version
from shipping.steps import Failed, Place, has, run, step, system_packages
from shipping.trials import Trials, are_refused, json_of, large_files

SUITE = "bookworm"


def check(place: Place) -> None:
    """Try it.

    Raises:
        Failed: something did not go well.
    """
    bench.in_private_mounts()
    package = place.out / f"{DISTRIBUTION}_{version()}_amd64.deb"
    if not package.is_file():
        raise Failed("make the package first: build.py linux")
    system_packages(place, {"debootstrap": has("debootstrap"), "xvfb": has("Xvfb")})
    # From the kept Debian a fresh one each time: nothing of an earlier check is left in it.
    kept = bench.debian_folder(place, "debian12", SUITE, "ca-certificates", NEEDED_LIBRARIES)
    root = place.work / "bare"
    shutil.rmtree(root, ignore_errors=True)
    run(place, "copy-debian", ["cp", "-a", kept, root])
    run(place, "mount", ["mount", "-t", "proc", "proc", root / "proc"])
    run(place, "mount", ["mount", "--rbind", "/dev", root / "dev"])
    trials = Trials(place)
    step("a bare Debian 12")
    found = [
        name for name in ("python3", "python", "python3.11") if _call(root, "which", name).returncode == 0
    ]
    trials.that("there is no Python", not found, found)
    shutil.copy(package, root / "tmp" / "desk.deb")
    done = _call(root, "dpkg", "-i", "/tmp/desk.deb")  # noqa: S108 - inside a folder of our own
    trials.that(
        f"the package installs with {' '.join(NEEDED_LIBRARIES)} alone", done.returncode == 0, done.stdout
    )
    step("self-check on a screen")
    with _screen() as display:
        done = _call(root, COMMAND, "self-check", "--window", "--report", "/check.json", DISPLAY=display)
    trials.that("the self-check of program and window passes", done.returncode == 0, done.stdout)
    trials.that("with Qt's xcb plugin", "xcb" in done.stdout, done.stdout)
    checked = json.loads((root / "check.json").read_text(encoding="utf-8"))["checks"]
    guides = [one["message"] for one in checked if one["name"] == "guides"]
    trials.that("the guides came along, for the help to open", bool(guides), checked)
    step("demonstration")
    began = time.monotonic()
    done = _call(root, COMMAND, "--json", "demo", "--out", "/demo", CI="1")
    trials.that("the whole demonstration", done.returncode == 0, done.stdout[-2000:])
    answer = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {"files": []}
    place.note(f"     {time.monotonic() - began:.0f} s, {len(answer['files'])} files")
    made = [root / name.lstrip("/") for name in answer["files"]]
    trials.that("each file it names is there", bool(made) and all(path.exists() for path in made))
    for ending in ("csv", "xlsx", "pdf", "png"):
        count = sum(1 for path in (root / "demo").rglob(f"*.{ending}") if path.stat().st_size > 0)
        trials.that(f"  {ending}: {count} files", count > 0)
    digests = set(answer.get("digests", {}).values())
    trials.that("every PC shows the same in the end", len(digests) == 1, answer.get("digests"))
    large_files(root / "demo")
    words = ("merge", "--dry-run", "/demo/large1.csv", "/demo/large2.csv")
    done = _call(root, COMMAND, "--home", "/demo/データ/union", "--json", *words)
    trials.that(
        "large files are judged by the program's own processes", are_refused(json_of(done.stdout)), done
    )
    done = _call(root, "dpkg", "--purge", DISTRIBUTION)
    trials.that(
        "the package goes without a trace",
        done.returncode == 0 and not (root / "opt" / DISTRIBUTION).exists(),
    )
    place.write_report(f"{DISTRIBUTION}-{version()}-linux-x64-bare-report.txt")
    trials.end()


def _call(root: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/home", "LC_ALL": "C.UTF-8", **more}
    pairs = [f"{name}={value}" for name, value in environment.items()]
    return subprocess.run(
        ["chroot", root, "/usr/bin/env", "-i", *pairs, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=1800,
        check=False,
    )


@contextmanager
def _screen() -> Iterator[str]:
    """A screen that the folder reaches by the kernel's own names, without a file."""
    words = ["Xvfb", "-displayfd", "1", "-screen", "0", "1366x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="ascii"
    ) as screen:
        assert screen.stdout is not None
        try:
            yield ":" + screen.stdout.readline().strip()
        finally:
            screen.terminate()
