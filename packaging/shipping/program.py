"""From the checkout to the program's folder: environment, wheel, icon, PyInstaller."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from shipping.names import CHECKOUT, COMMAND, FOLDER, PACKAGING, SHIPPED
from shipping.steps import Failed, Place, build_environment, run, step

PINS = CHECKOUT / "requirements" / "build.txt"


def tools_python(place: Place) -> Path:
    """The Python of an environment with the pinned build tools and the program's parts; made when it is needed."""
    folder = place.work / f"tools-{sys.implementation.cache_tag}"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    mark = folder / "pins.sha256"
    wanted = hashlib.sha256(PINS.read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text(encoding="ascii") == wanted:
        return python
    step("build tools")
    run(place, "venv", [sys.executable, "-m", "venv", "--clear", folder])
    pip = [python, "-m", "pip", "install", "-q", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    run(place, "pip", [*pip, "-r", PINS])
    mark.write_text(wanted, encoding="ascii")
    return python


def wheel_of(place: Place, python: Path) -> Path:
    """The wheel of this checkout."""
    step("wheel")
    folder = place.folder("wheel", empty=True)
    run(
        place,
        "wheel",
        [python, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=CHECKOUT,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def install_wheel(place: Place, python: Path, wheel: Path) -> None:
    """Put the wheel into an environment that has all else."""
    pip = [python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--force-reinstall"]
    run(place, "install-wheel", [*pip, wheel])


def paint_icon(place: Place, python: Path, name: str) -> Path:
    """The icon as a file of the kind that the name ends with."""
    target = place.folder("icon") / name
    svg = CHECKOUT / "resources" / "icons" / "app.svg"
    environment = build_environment(QT_QPA_PLATFORM="offscreen")
    command = [python, "-m", "shipping.icon", svg, target]
    run(place, "icon", command, cwd=PACKAGING, environment=environment)
    return target


def freeze(place: Place, python: Path) -> Path:
    """The program's folder, made by this operating system's Python."""
    step("PyInstaller")
    dist = place.folder("frozen", empty=True)
    icon = paint_icon(place, python, "app.ico")
    command = [
        python, "-m", "PyInstaller", "--noconfirm", "--clean", "--distpath", dist,
        "--workpath", place.folder("freezing", empty=True), PACKAGING / "alps_desk.spec",
    ]  # fmt: skip
    run(place, "pyinstaller", command, cwd=PACKAGING, environment=build_environment(ALPS_DESK_ICON=str(icon)))
    return dist / FOLDER


def holds_what_the_checkout_ships(folder: Path) -> list[str]:
    """Files of ``resources`` and ``db`` that are not in the program's folder, or differ there."""
    inside = folder / "_internal" / SHIPPED
    wrong = []
    for name in ("resources", "db"):
        for path in sorted((CHECKOUT / name).rglob("*")):
            if not path.is_file() or "__pycache__" in path.parts:
                continue
            copy = inside / path.relative_to(CHECKOUT)
            if not copy.is_file() or copy.read_bytes() != path.read_bytes():
                wrong.append(path.relative_to(CHECKOUT).as_posix())
    return wrong


def try_command(folder: Path, *words: str, home: Path) -> str:
    """What a command of the frozen program says.

    Raises:
        Failed: it ended otherwise than with 0.
    """
    executable = folder / (f"{COMMAND}.exe" if sys.platform == "win32" else COMMAND)
    done = subprocess.run(
        [executable, "--home", home, *words],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=build_environment(QT_QPA_PLATFORM="offscreen"),
        timeout=600,
        check=False,
    )
    if done.returncode != 0:
        raise Failed(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout
