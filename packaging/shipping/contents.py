"""What belongs in the program's folder: the lists of the spec, as plain data and plain questions.

Qt comes with far more than a program without network, video and three dimensions can use. Of its plugins, libraries
and translations only what is named here is kept, so that something new in Qt does not slip in unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from shipping.names import SHIPPED

HIDDEN_PACKAGES = ("alps_desk",)
"""Every module of these goes in: the program imports many of its own only when they are needed."""
HIDDEN_MODULES = (
    # Migrations are data, so what they import is not seen by looking at code.
    "alembic.op",
    "alembic.context",
    "logging.config",
    # Found by name at work.
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
    "psycopg",
    "psycopg_binary",
    "defusedxml.ElementTree",
)
EXCLUDED_MODULES = (
    "tkinter", "unittest", "pydoc", "pydoc_data", "doctest", "lib2to3", "test", "idlelib", "ensurepip",
    "distutils", "setuptools", "pkg_resources", "pip", "wheel", "pytest", "hypothesis",
    # Python's own OpenSSL: the only network is the database driver's, which brings its own, and hashes are reckoned
    # without it.
    "ssl", "_ssl", "_hashlib",
    # Japan has no summer time: the program uses +09:00, and psycopg is content with UTC.
    "tzdata",
    # Of Python itself what has a plainer twin or is not asked for: kinds of compression besides a zip's own. Asking
    # Windows' WMI only makes a start slower.
    "bz2", "_bz2", "lzma", "_lzma", "_queue", "_uuid", "_wmi", "_zoneinfo",
    # Parts that others offer to use where they are there.
    "numpy", "pandas", "PIL", "lxml", "greenlet", "gevent", "black", "pygments", "rich", "markdown_it",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtNetwork", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets",
    "PySide6.QtDBus", "PySide6.QtTest", "PySide6.QtSql", "PySide6.QtUiTools", "PySide6.QtDesigner",
    # Not sqlalchemy.dialects.*: alembic imports PostgreSQL's at its start.
)  # fmt: skip
QT_MODULES = ("Core", "Gui", "PrintSupport", "Svg", "Widgets")
"""What the program imports of Qt; a test compares this with the code."""
QT_LIBRARIES = (*QT_MODULES, "DBus", "XcbQpa")
"""The last two are what Qt's windows on Linux stand on."""
QT_PLUGINS = (
    "iconengines/*qsvgicon*",
    "imageformats/*qsvg*",
    "platforms/*qwindows*", "platforms/*qoffscreen*", "platforms/*qxcb*",
    "platforminputcontexts/*ibus*", "platforminputcontexts/*compose*",
    "printsupport/*cups*",
)  # fmt: skip
QT_TRANSLATIONS = ("qtbase_ja.qm", "qt_ja.qm")
DROPPED = (
    # Software OpenGL and Direct3D's compiler: asked for by QML and QOpenGLWidget only.
    "*opengl32sw.dll", "*d3dcompiler_*.dll",
    "*/PySide6/qml/*", "*/Qt/qml/*",
    # Of GTK's file dialogs, which nothing here opens.
    "*libgtk-3*", "*libgdk-3*", "*libgdk_pixbuf*", "*libatk*", "*libpango*", "*libcairo*", "*libepoxy*",
    "*libwayland*",
    # How a part was installed; licences stand in documents/THIRD-PARTY-LICENSES.txt, all in one.
    "*.dist-info/RECORD", "*.dist-info/INSTALLER", "*.dist-info/REQUESTED", "*.dist-info/direct_url.json",
    "*.dist-info/WHEEL", "*.dist-info/entry_points.txt", "*.dist-info/top_level.txt", "*.dist-info/DELVEWHEEL",
    "*.dist-info/licenses/*", "*.dist-info/sboms/*", "*/cryptography-*.dist-info/*", "*/markupsafe-*.dist-info/*",
    # What writes new migrations; the program only runs the ones it has.
    "*/alembic/templates/*",
)  # fmt: skip


def wanted(destination: str) -> bool:
    """Whether a file that the analysis found stays in the folder.

    Args:
        destination: its place inside, with either kind of slash.
    """
    path = "/" + destination.replace("\\", "/")
    if any(fnmatchcase(path.lower(), pattern.lower()) for pattern in DROPPED):
        return False
    if "/PySide6/" not in path:
        return not _is_unwanted_library(path)
    _, _, inside = path.partition("/plugins/")
    if inside:
        return any(fnmatchcase(inside, pattern) for pattern in QT_PLUGINS)
    if "/translations/" in path:
        return PurePosixPath(path).name in QT_TRANSLATIONS
    return not _is_unwanted_library(path)


def _is_unwanted_library(path: str) -> bool:
    name = PurePosixPath(path).name
    for prefix in ("libQt6", "Qt6"):
        if name.startswith(prefix):
            return name.removeprefix(prefix).split(".")[0] not in QT_LIBRARIES
    return False


def shipped_files(shipped: Path) -> Iterator[tuple[str, str]]:
    """Every file of the wheel's data with the folder it goes to, in an order that never changes.

    Args:
        shipped: the folder ``alps_desk/_shipped`` of the installed wheel.
    """
    for path in sorted(shipped.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            inside = path.relative_to(shipped).parent.as_posix()
            yield str(path), f"{SHIPPED}/{inside}".removesuffix("/.")


Entry = tuple[str, str, str]
"""An entry of the spec's lists: place in the folder, file that goes there, kind."""
LOADED_BY_NAME = ("libpython*", "python3*.dll", "*/plugins/*")
"""Libraries that no file asks for, because the program's start or Qt loads them by name."""


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """Of the spec's lists, what stays, each place once, sorted."""
    return sorted({entry[0]: entry for entry in entries if wanted(entry[0])}.values())


def reached(entries: Iterable[Entry], asked_by: Callable[[str], Iterable[str]]) -> list[Entry]:
    """Binaries without the libraries that only something left out had asked for.

    Args:
        asked_by: names of the libraries that a file asks for.
    """
    left = list(entries)
    asked = {
        source: {one.lower() for one in asked_by(source)} for _, source, kind in left if kind != "SYMLINK"
    }
    while True:
        needed = set().union(*(asked.get(source, set()) for _, source, _ in left))
        stays = [entry for entry in left if not _is_library(entry) or _name(entry[0]) in needed]
        if len(stays) == len(left):
            return stays
        left = stays


def _is_library(entry: Entry) -> bool:
    path, _, kind = entry
    plain = path.replace("\\", "/")
    return kind in ("BINARY", "SYMLINK") and not any(fnmatchcase(plain, one) for one in LOADED_BY_NAME)


def _name(path: str) -> str:
    return PurePosixPath(path.replace("\\", "/")).name.lower()
