"""From the checkout to the program's folder: environment, wheel, icon, PyInstaller."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

from shipping.names import CHECKOUT, FOLDER, PACKAGING, SHIPPED
from shipping.steps import Place, build_environment, has, run, step, system_packages

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


def differs_from_wheel(place: Place, folder: Path) -> list[str]:
    """Files of ``resources`` and ``db`` in the wheel that are not in the program's folder, or differ there."""
    (wheel,) = (place.work / "wheel").glob("*.whl")
    wrong = []
    with zipfile.ZipFile(wheel) as packed:
        for name in packed.namelist():
            copy = folder / "_internal" / name
            if name.startswith(f"{SHIPPED}/") and not (
                copy.is_file() and copy.read_bytes() == packed.read(name)
            ):
                wrong.append(name)
    return wrong


def have_libraries(place: Place) -> None:
    """Have the libraries installed that are collected from this PC, and the tools."""
    sys.path.insert(0, str(CHECKOUT))
    import start

    libraries = {**start.QT_LIBRARIES, **start.SCREEN_LIBRARIES}
    needed = {package: start.has_library(library) for library, package in libraries.items()}
    needed |= {"binutils": has("objdump"), "dpkg": has("dpkg-deb")}
    system_packages(place, needed)
