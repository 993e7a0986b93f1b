"""What Windows shows about an executable in its properties, in Japanese."""

from __future__ import annotations

from typing import Any

from shipping.names import version, version_numbers, words

LANGUAGE, CODE_PAGE = 0x0411, 1200
"""Japanese, Unicode."""


def fields(file_name: str, describes: str) -> dict[str, str]:
    """The texts of the resource.

    Args:
        file_name: of the executable.
        describes: code of the sentence that says what it is.
    """
    say = words()
    return {
        "CompanyName": say["installer_publisher"],
        "FileDescription": say[describes],
        "FileVersion": version(),
        "InternalName": file_name.removesuffix(".exe"),
        "LegalCopyright": say["installer_copyright"],
        "OriginalFilename": file_name,
        "ProductName": say["installer_product"],
        "ProductVersion": version(),
    }


def resource(file_name: str, describes: str) -> Any:
    """As PyInstaller takes it (on Windows only)."""
    from PyInstaller.utils.win32 import versioninfo as made

    numbers = version_numbers(version())
    texts = [made.StringStruct(name, text) for name, text in fields(file_name, describes).items()]
    return made.VSVersionInfo(
        ffi=made.FixedFileInfo(
            filevers=numbers, prodvers=numbers, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0
        ),
        kids=[
            made.StringFileInfo([made.StringTable(f"{LANGUAGE:04X}{CODE_PAGE:04X}", texts)]),
            made.VarFileInfo([made.VarStruct("Translation", [LANGUAGE, CODE_PAGE])]),
        ],
    )
