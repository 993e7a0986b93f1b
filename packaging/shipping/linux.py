"""The program for Linux x64: a folder, a tar archive, a Debian package."""

from __future__ import annotations

import sys
from pathlib import Path

from shipping import archives, documents, folder_check, program
from shipping.names import DISTRIBUTION, FOLDER, version
from shipping.steps import (
    Failed,
    Place,
    folder_hash,
    measure,
    same_time,
    step,
    write_hashes,
)


def build(place: Place) -> Path:
    """Make everything for Linux; the program's folder.

    Raises:
        Failed: a step or a check failed.
    """
    program.have_libraries(place)
    python = Path(sys.executable)
    program.install_wheel(place, python, program.wheel_of(place, python))
    folder = program.freeze(place, python)
    documents.add_to(place, folder)
    step("check of the folder")
    faults = [
        *(f"not as in the wheel: {name}" for name in program.differs_from_wheel(place, folder)),
        *folder_check.linux_faults(folder),
    ]
    if faults:
        raise Failed("\n".join(faults))
    count, size = measure(folder)
    place.note(f"Linux folder: {count} files, {size:.1f} MB, {folder_hash(folder)}")
    step("archives")
    same_time(folder)
    name = f"{DISTRIBUTION}-{version()}-linux-x64"
    tar = archives.tar_of(folder, place.out / f"{name}.tar.gz", FOLDER)
    deb = archives.deb_of(place, folder, program.paint_icon(place, python, "app.png"))
    write_hashes([tar, deb], place.out / f"{name}.sha256")
    for file in (tar, deb):
        place.note(f"{file.name}: {file.stat().st_size / 1e6:.1f} MB")
    place.write_report(f"{name}-report.txt")
    return folder
