"""Packing a folder so that the same folder gives the same file: tar, zip, Debian package."""

from __future__ import annotations

import gzip
import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from shipping.names import BUILD_TIME, COMMAND, DISTRIBUTION, FOLDER, version, words
from shipping.steps import Place, build_environment, measure, run

NEEDED_LIBRARIES = ("libc6", "libgl1", "libegl1")
"""Debian packages that a Linux folder stands on; all other libraries are inside."""


def entries(folder: Path) -> Iterator[Path]:
    """Files and links below a folder, in an order that never changes."""
    for path in sorted(folder.rglob("*"), key=lambda one: one.relative_to(folder).as_posix()):
        if path.is_file() or path.is_symlink():
            yield path


def tar_of(folder: Path, target: Path, root: str) -> Path:
    """A tar archive, packed by gzip."""

    def plain(info: tarfile.TarInfo) -> tarfile.TarInfo:
        info.uid = info.gid = 0
        info.uname = info.gname = "root"
        info.mtime = int(BUILD_TIME)
        info.mode = 0o755 if info.mode & 0o100 else 0o644
        return info

    with (
        target.open("wb") as stream,
        gzip.GzipFile("", "wb", 9, stream, mtime=int(BUILD_TIME)) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in entries(folder):
            archive.add(path, f"{root}/{path.relative_to(folder).as_posix()}", recursive=False, filter=plain)
    return target


def zip_of(folder: Path, target: Path, root: str) -> Path:
    """A zip archive."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in entries(folder):
            info = zipfile.ZipInfo(
                f"{root}/{path.relative_to(folder).as_posix()}", (2023, 11, 14, 22, 13, 20)
            )
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, path.read_bytes())
    return target


def control(size_kb: int) -> str:
    """What a Debian package says of itself."""
    say = words()
    return (
        f"Package: {DISTRIBUTION}\n"
        f"Version: {version()}\n"
        "Architecture: amd64\n"
        f"Maintainer: {say['installer_publisher']}\n"
        f"Installed-Size: {size_kb}\n"
        f"Depends: {', '.join(NEEDED_LIBRARIES)}\n"
        "Section: misc\n"
        "Priority: optional\n"
        f"Description: {say['installer_product']}\n"
        f" {say['installer_description']}\n"
    )


def desktop_entry() -> str:
    """The line in the menu of a desktop."""
    say = words()
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        f"Name={say['installer_product']}\n"
        f"Comment={say['installer_description']}\n"
        f"Exec=/opt/{FOLDER}/{COMMAND}\n"
        f"Icon={DISTRIBUTION}\n"
        "Terminal=false\n"
        "Categories=Office;\n"
    )


def deb_of(place: Place, folder: Path, icon: Path) -> Path:
    """A Debian package: the folder in ``/opt``, a command, a line in the menu. It runs no scripts."""
    root = place.folder("deb", empty=True)
    shutil.copytree(folder, root / "opt" / FOLDER, symlinks=True)
    for made, content in {
        f"usr/share/applications/{DISTRIBUTION}.desktop": desktop_entry(),
        "DEBIAN/control": control(round(measure(folder)[1] * 1024)),
    }.items():
        path = root / made
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
    picture = root / f"usr/share/icons/hicolor/256x256/apps/{DISTRIBUTION}.png"
    picture.parent.mkdir(parents=True)
    shutil.copyfile(icon, picture)
    command = root / "usr" / "bin" / COMMAND
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/opt/{FOLDER}/{COMMAND}")
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    target = place.out / f"{DISTRIBUTION}_{version()}_amd64.deb"
    pack = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", root, target]
    run(place, "dpkg-deb", pack, environment=build_environment())
    return target
