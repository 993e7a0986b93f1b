"""The program for Windows x64: a folder, a zip, an installer. On Debian under Wine, on Windows by Windows itself."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from shipping import archives, bench, documents, folder_check, installer, pins, program, windows_python
from shipping.bench import Bench
from shipping.names import CHECKOUT, COMMAND, DISTRIBUTION, FOLDER, PACKAGING, WINDOW, version
from shipping.steps import (
    Failed,
    Place,
    folder_hash,
    has,
    measure,
    run,
    same_time,
    step,
    write_hashes,
)

MOST_FILES, MOST_MB, MOST_SETUP_MB = 150, 100.0, 40.0
NAME = f"{DISTRIBUTION}-{version()}-windows-x64"
SITE = "Lib/site-packages"
OWN_EXECUTABLES = (f"{COMMAND}.exe", f"{WINDOW}.exe")


def build(place: Place, sign_with: str = "") -> Path:
    """Make everything for Windows; the program's folder.

    Args:
        sign_with: a command that signs the file it is given, "" to sign nothing.

    Raises:
        Failed: a step or a check failed.
    """
    if sys.platform == "win32":
        python = Path(sys.executable)
        program.install_wheel(place, python, program.wheel_of(place, python))
        folder = program.freeze(place, python)
    else:
        bench.in_private_mounts()
        # A Windows of its own: its end ends all that runs on it, and tests may be running meanwhile.
        with bench.running(place, "building") as here:
            prepare_python(place, here)
            folder = freeze(place, here)
    if sign_with:
        for name in OWN_EXECUTABLES:
            run(place, "sign", [*sign_with.split(), folder / name])
    check(place, folder)
    pack(place, folder, sign_with)
    return folder


def prepare_python(place: Place, here: Bench) -> None:
    """The proved Windows Python with the pinned parts and the program's wheel, in ``bench/py``."""
    target, sources = here.shared / "py", here.shared / "library-sources"
    windows_python.get(place, target, sources)
    shutil.copy(PACKAGING / "reproduce_stdlib.py", here.shared)
    log = place.folder("log") / "reproduce.log"
    told = here.must(log, "wine", "py/python.exe", "reproduce_stdlib.py", "py/python313.zip", sources.name)
    place.note(f"Windows Python: {told.strip()}")
    step("parts for Windows")
    install_parts(place, "build", target / SITE)
    wheel = program.wheel_of(place, Path(sys.executable))
    install(place, "wheel-for-windows", [wheel], target / SITE)


def install_parts(place: Place, group: str, target: Path) -> None:
    """Put the pinned parts of a list for Windows into a folder."""
    listed = place.folder("pins") / f"{group}-windows.txt"
    text = (CHECKOUT / "requirements" / f"{group}.txt").read_text(encoding="utf-8")
    listed.write_text(pins.for_windows(text), encoding="utf-8")
    install(place, f"parts-{group}", ["--require-hashes", "-r", listed], target)


def install(place: Place, log: str, what: list[str | Path], target: Path) -> None:
    """``pip install`` for a Windows that is not here."""
    command = [
        sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-compile", "--upgrade", "--platform", "win_amd64",
        "--python-version", "3.13", "--implementation", "cp", "--only-binary", ":all:", "--target", target, *what,
    ]  # fmt: skip
    run(place, log, command)


def freeze(place: Place, here: Bench) -> Path:
    """The program's folder, made by PyInstaller under Wine."""
    icon = program.paint_icon(place, Path(sys.executable), "app.ico")
    step("PyInstaller under Wine")
    work = here.shared / "source"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(PACKAGING, work / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("alps_desk/__init__.py", "resources/messages/installer.toml"):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, work / name)
    shutil.copy(icon, work / "packaging" / "app.ico")
    inside = f"{bench.SHARED}/source/packaging"
    words = [
        "env", "ALPS_DESK_ICON=app.ico", "wine", f"{bench.SHARED}/py/python.exe", "-m", "PyInstaller", "--noconfirm",
        "--clean", "alps_desk.spec",
    ]  # fmt: skip
    here.must(place.folder("log") / "pyinstaller-windows.log", *words, cwd=inside)
    made = place.folder("frozen-windows", empty=True) / FOLDER
    shutil.move(work / "packaging" / "dist" / FOLDER, made)
    return made


def check(place: Place, folder: Path) -> None:
    """Look at the folder without starting it.

    Raises:
        Failed: something is wrong.
    """
    documents.add_to(place, folder)
    step("check of the folder")
    faults = [
        *(f"not as in the wheel: {name}" for name in program.differs_from_wheel(place, folder)),
        *folder_check.windows_faults(folder),
    ]
    for name in OWN_EXECUTABLES:
        texts = folder_check.version_texts(folder / name)
        if texts.get("FileVersion") != version() or not texts.get("ProductName"):
            faults.append(f"{name}: no version information")
    count, size = measure(folder)
    if size > MOST_MB:
        faults.append(f"{size:.1f} MB, more than {MOST_MB:.0f}")
    place.note(f"Windows folder: {count} files, {size:.1f} MB, {folder_hash(folder)}")
    binaries = folder_check.windows_files(folder)
    data = count - len(binaries)
    place.note(f"  of these {len(binaries)} executables and libraries, {data} files of data")
    unsigned = [path.relative_to(folder).as_posix() for path in binaries if not folder_check.is_signed(path)]
    place.note(f"  unsigned ({len(unsigned)}): {' '.join(unsigned)}")
    if faults:
        raise Failed("\n".join(faults))
    place.note(
        "  every import is inside or a part of Windows 10 1809; all x64; nothing of Wine or of this machine"
    )


def pack(place: Place, folder: Path, sign_with: str) -> None:
    """The zip, the installer and their hashes."""
    step("zip and installer")
    same_time(folder)
    made = [archives.zip_of(folder, place.out / f"{NAME}.zip", FOLDER)]
    if has("makensis"):
        icon = program.paint_icon(place, Path(sys.executable), "app.ico")
        setup = installer.build(place, folder, place.out / f"{NAME}-setup.exe", icon, sign_with=sign_with)
        made.append(setup)
        if setup.stat().st_size > MOST_SETUP_MB * 1e6:
            raise Failed(f"{setup.name}: more than {MOST_SETUP_MB:.0f} MB")
    else:
        place.note("no makensis on this PC: no installer was made")
    for file in made:
        place.note(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")
    write_hashes(made, place.out / f"{NAME}.sha256")
    place.write_report(f"{NAME}-report.txt")
