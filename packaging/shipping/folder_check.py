"""What would keep a built folder from starting on a bare office PC, found without starting it.

1. Every library that a file asks for is in the folder or a part of every such system; 2. everything is 64-bit, and
nothing came out of Wine; 3. no text names a folder of the machine it was built on; 4. no own file lacks its version.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

# Parts of every Windows 10 1809 / Server 2019 and later. Without icu.dll and icuuc.dll on purpose: Qt 6.10 and later
# ask for icuuc.dll, which on 1809 cannot be loaded.
WINDOWS_PARTS = frozenset(
    re.findall(
        r"\S+",
        """
    advapi32 authz bcrypt bcryptprimitives cabinet comctl32 comdlg32 crypt32 d2d1 d3d11 d3d12 d3d9 dcomp
    dnsapi dwmapi dwrite dxgi gdi32 imagehlp imm32 iphlpapi kernel32 mpr msi msimg32 ncrypt netapi32
    ntdll ole32 oleaut32 opengl32 propsys psapi rpcrt4 secur32 setupapi shcore shell32 shlwapi ucrtbase
    uiautomationcore user32 userenv uxtheme version winhttp winmm winspool.drv wldap32 ws2_32 wtsapi32
    """,
    )
)
WINDOWS_SETS = ("api-ms-win-", "ext-ms-")

LINUX_PARTS = frozenset(
    re.findall(
        r"\S+",
        """
    ld-linux-x86-64.so.2 libc.so.6 libdl.so.2 libm.so.6 libpthread.so.0 libresolv.so.2 librt.so.1
    libutil.so.1 libEGL.so.1 libGL.so.1 libxcb.so.1
    """,
    )
)
"""Of Debian's libc6, libgl1 and libegl1, and of what these stand on; PyInstaller never collects them."""

PATHS_OF_BUILDS = re.compile(rb"/(?:home|tmp|root|bench)/|[ZC]:\\\\?(?:mnt|tmp|users|root)", re.IGNORECASE)
TEXT_ENDINGS = {".py", ".txt", ".ini", ".toml", ".json", ".cfg", ".md", ".csv"}
WINE_MARKS = (b"Wine builtin DLL", b"Wine placeholder DLL")
PE_ENDINGS = {".exe", ".dll", ".pyd"}


def text_faults(folder: Path) -> Iterator[str]:
    """Texts that name a folder of the machine they were built on."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEXT_ENDINGS and PATHS_OF_BUILDS.search(path.read_bytes()):
            yield f"{path.relative_to(folder)}: names a folder of the machine it was built on"


# --- Linux ---


def needed_libraries(listing: str) -> set[str]:
    """What ``objdump -p`` says a file asks for."""
    return set(re.findall(r"^\s+NEEDED\s+(\S+)$", listing, re.MULTILINE))


def linux_faults(folder: Path) -> list[str]:
    """What is wrong with a folder for Linux."""
    faults = list(text_faults(folder))
    files = [path for path in folder.rglob("*") if path.is_file()]
    bundled = {path.name for path in files}
    outside: dict[str, set[str]] = {}
    for path in files:
        with path.open("rb") as stream:
            head = stream.read(5)
        if head[:4] != b"\x7fELF":
            continue
        if head[4] != 2:
            faults.append(f"{path.relative_to(folder)}: not 64-bit")
        listing = subprocess.run(
            ["objdump", "-p", path], capture_output=True, encoding="utf-8", errors="replace", check=True
        ).stdout
        for library in needed_libraries(listing) - bundled:
            outside.setdefault(library, set()).add(path.name)
    for library, users in sorted(outside.items()):
        if library not in LINUX_PARTS:
            faults.append(
                f"{library}: neither inside nor of the named packages (for {', '.join(sorted(users)[:4])})"
            )
    return faults


# --- Windows ---


def windows_files(folder: Path) -> list[Path]:
    """Executables and libraries of a folder for Windows."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in PE_ENDINGS)


def imports_of(path: Path) -> tuple[int, set[str]]:
    """Machine number of a Windows file and the libraries it asks for, small letters."""
    import pefile

    read = pefile.PE(str(path), fast_load=True)
    places = pefile.DIRECTORY_ENTRY
    read.parse_data_directories(
        [places["IMAGE_DIRECTORY_ENTRY_IMPORT"], places["IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT"]]
    )
    found = {
        entry.dll.decode("ascii").lower()
        for kind in ("DIRECTORY_ENTRY_IMPORT", "DIRECTORY_ENTRY_DELAY_IMPORT")
        for entry in getattr(read, kind, [])
    }
    machine = int(read.FILE_HEADER.Machine)
    read.close()
    return machine, found


def unresolved(asked: dict[str, set[str]], bundled: set[str]) -> list[str]:
    """Libraries that are neither in the folder nor a part of every Windows.

    Args:
        asked: library → files that ask for it, all in small letters.
    """
    return [
        f"{library}: neither inside nor a part of Windows 10 1809 (for {', '.join(sorted(users)[:4])})"
        for library, users in sorted(asked.items())
        if library not in bundled
        and not library.startswith(WINDOWS_SETS)
        and library.removesuffix(".dll") not in WINDOWS_PARTS
    ]


def windows_faults(folder: Path) -> list[str]:
    """What is wrong with a folder for Windows."""
    faults = list(text_faults(folder))
    files = windows_files(folder)
    asked: dict[str, set[str]] = {}
    for path in files:
        head = path.read_bytes()[:0x200]
        if any(mark in head for mark in WINE_MARKS):
            faults.append(f"{path.relative_to(folder)}: came out of Wine")
        machine, libraries = imports_of(path)
        if machine != 0x8664:
            faults.append(f"{path.relative_to(folder)}: not for x64")
        for library in libraries:
            asked.setdefault(library, set()).add(path.name)
    return faults + unresolved(asked, {path.name.lower() for path in files})


def version_texts(path: Path) -> dict[str, str]:
    """The version information of a Windows file; empty if it has none."""
    import pefile

    read = pefile.PE(str(path), fast_load=True)
    read.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_RESOURCE"]])
    texts = {
        key.decode("utf-8"): value.decode("utf-8")
        for info in getattr(read, "FileInfo", [])
        for part in info
        if part.Key == b"StringFileInfo"
        for table in part.StringTable
        for key, value in table.entries.items()
    }
    read.close()
    return texts


def is_signed(path: Path) -> bool:
    """Whether a Windows file carries a signature of anybody."""
    import pefile

    read = pefile.PE(str(path), fast_load=True)
    entry = read.OPTIONAL_HEADER.DATA_DIRECTORY[pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_SECURITY"]]
    read.close()
    return bool(entry.VirtualAddress and entry.Size)
