"""What can be said of installers without making one: lists, texts, pure questions. The rest is tried by build.py."""

from __future__ import annotations

import ast
import hashlib
import io
import re
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from shipping import (
    archives,
    bench,
    contents,
    folder_check,
    icon,
    installer,
    names,
    pins,
    version_resource,
    windows_python,
)
from shipping.steps import Failed, folder_hash

from alps_desk import __version__, places

# --- what goes in ---


def imported(package: Path, name: str) -> set[str]:
    """Modules of a package that the program imports, as ``QtCore``."""
    line = re.compile(rf"^\s*(?:from|import) {name}\.(\w+)", re.MULTILINE)
    return {
        found for path in package.rglob("*.py") for found in line.findall(path.read_text(encoding="utf-8"))
    }


def test_the_parts_of_qt_in_use_are_the_ones_that_are_kept(root: Path) -> None:
    used = {module.removeprefix("Qt") for module in imported(root / "alps_desk", "PySide6")}
    assert used == set(contents.QT_MODULES)
    assert not {f"PySide6.Qt{one}" for one in used} & set(contents.EXCLUDED_MODULES)


def test_what_migrations_import_is_collected(root: Path) -> None:
    wanted = set()
    for path in (root / "db" / "migrations").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "alembic":
                wanted |= {f"{node.module}.{one.name}" for one in node.names}
    assert wanted
    assert wanted <= set(contents.HIDDEN_MODULES)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt6Core.dll",
        "PySide6\\Qt6Widgets.dll",
        "PySide6/Qt/lib/libQt6XcbQpa.so.6",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/translations/qtbase_ja.qm",
        "cryptography/hazmat/bindings/_rust.pyd",
        "psycopg-3.3.9.dist-info/METADATA",
        "alps_desk/_shipped/resources/terms.csv",
        "libssl-3-x64.dll",
    ],
)
def test_what_the_program_needs_stays(place: str) -> None:
    assert contents.wanted(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt6Network.dll",
        "PySide6/opengl32sw.dll",
        "libQt6Qml.so.6",
        "PySide6/plugins/platforms/qminimal.dll",
        "PySide6/plugins/tls/qopensslbackend.dll",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/plugins/a_kind_of_tomorrow/qnew.dll",
        "PySide6/translations/qtbase_de.qm",
        "libgtk-3.so.0",
        "alembic/templates/generic/env.py",
        "orjson-3.13.0.dist-info/RECORD",
        "orjson-3.13.0.dist-info/licenses/LICENSE-MIT",
        "cryptography-50.0.2.dist-info/sboms/sbom.json",
    ],
)
def test_what_it_does_not_need_goes(place: str) -> None:
    assert not contents.wanted(place)


def test_libraries_that_nobody_asks_for_any_more_go_too() -> None:
    asks = {"/b/plugin": ["libqt.so"], "/b/libqt.so": ["libicu.so", "LIBX.so"], "/b/liba.so": ["libb.so"]}
    entries = [
        ("PySide6/plugins/platforms/libqxcb.so", "/b/plugin", "BINARY"),
        ("libqt.so", "/b/libqt.so", "BINARY"),
        ("libicu.so", "/b/libicu.so", "BINARY"),
        ("libx.so", "PySide6/libx.so", "SYMLINK"),
        ("liba.so", "/b/liba.so", "BINARY"),
        ("libb.so", "/b/libb.so", "BINARY"),
        ("libpython3.13.so.1.0", "/b/libpython", "BINARY"),
        ("_cffi_backend.so", "/b/cffi", "EXTENSION"),
    ]
    left = [entry[0] for entry in contents.reached(entries, lambda one: asks.get(one, []))]
    assert left == [entry[0] for entry in entries if entry[0] not in ("liba.so", "libb.so")]


def test_every_file_of_the_wheel_goes_where_the_program_looks(tmp_path: Path) -> None:
    for name in ("resources/terms.csv", "db/migrations/versions/0001_x.py", "db/__pycache__/x.pyc"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    found = [target for _, target in contents.shipped_files(tmp_path)]
    assert found == ["alps_desk/_shipped/db/migrations/versions", "alps_desk/_shipped/resources"]
    assert names.SHIPPED == places._SHIPPED.relative_to(places._PACKAGE.parent).as_posix()


# --- names ---


def test_the_version_is_the_programs() -> None:
    assert names.version() == __version__
    assert names.version_numbers("1.12.3") == (1, 12, 3, 0)
    assert names.version_numbers("0.2.rc1") == (0, 2, 0, 0)


def test_windows_is_told_the_version_in_japanese() -> None:
    told = version_resource.fields("AlpsDesk.exe", "installer_describes_window")
    assert told["FileVersion"] == told["ProductVersion"] == __version__
    assert told["ProductName"] == "連携事業 進捗管理"
    assert all(told.values())
    assert (version_resource.LANGUAGE, version_resource.CODE_PAGE) == (0x0411, 1200)


def test_the_installer_has_a_sentence_for_every_code_it_says(root: Path) -> None:
    script = (root / "packaging" / "alps_desk.nsi").read_text(encoding="utf-8")
    said = set(re.findall(r"\$\{(installer_\w+)\}", script))
    assert said <= set(names.words())
    assert {"installer_running", "installer_copy_failed", "installer_no_room"} <= said
    assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", script)
    codes = dict(re.findall(r"!define (RC_\w+) (\d+)", script))
    assert len(set(codes.values())) == len(codes) >= 5
    assert not {"0", "1", "2"} & set(codes.values())


def test_sentences_reach_the_installer_whole() -> None:
    assert installer.texts({"a": '10$ "x"\nb'}) == '!define a "10$$ $\\"x$\\"$\\r$\\nb"\n'


# --- icon ---


def test_the_icon_holds_every_size(root: Path, qapp: object) -> None:
    svg = root / "resources" / "icons" / "app.svg"
    made = icon.icon_file({size: icon.painted(svg, size) for size in (16, 256)})
    assert struct.unpack_from("<HHH", made) == (0, 1, 2)
    small = QImage.fromData(made, "ICO")
    assert (small.width(), small.height()) in ((16, 16), (256, 256))
    size, place = struct.unpack_from("<II", made, 6 + 8)
    assert struct.unpack_from("<IiiHH", made, place) == (40, 16, 32, 1, 32)
    # The bottom row stands first, and the middle of the picture is no hole.
    assert made[place : place + size].count(0) < size
    assert made[6 + 16] == 0
    png = struct.unpack_from("<II", made, 6 + 16 + 8)[1]
    assert made[png : png + 4] == b"\x89PNG"


# --- pins ---

PINS = """# made by a tool
one==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via x
two==2.0 ; sys_platform == 'linux' \\
    --hash=sha256:cc
three==3.0 ; python_full_version >= '3.12' \\
    --hash=sha256:dd
four==4.0 \\
    --hash=sha256:ee
"""


def test_pins_for_windows_are_judged_by_windows() -> None:
    made = pins.for_windows(PINS)
    assert made.splitlines() == [
        "one==1.0 \\", "    --hash=sha256:aa \\", "    --hash=sha256:bb",
        "three==3.0 \\", "    --hash=sha256:dd",
        "four==4.0 \\", "    --hash=sha256:ee",
    ]  # fmt: skip


def test_the_builds_own_list_holds_all_of_the_programs_parts(root: Path) -> None:
    build, runtime = (
        pins.for_windows((root / "requirements" / f"{group}.txt").read_text(encoding="utf-8"))
        for group in ("build", "runtime")
    )
    assert set(re.findall(r"^\S+==\S+", runtime, re.MULTILINE)) <= set(
        re.findall(r"^\S+==\S+", build, re.MULTILINE)
    )
    assert re.search(r"^pyinstaller==", build, re.MULTILINE)
    assert "sha256" in (root / "requirements" / "windows-python.txt").read_text(encoding="utf-8")


def test_a_catalogue_lists_what_it_lists() -> None:
    catalogue = b"xx" + hashlib.sha256(b"print()").digest() + b"yy"
    assert windows_python.is_listed(b"print()", catalogue)
    assert windows_python.is_listed(b"  \n", catalogue)
    assert not windows_python.is_listed(b"print(1)", catalogue)


# --- archives and checks ---


def test_the_same_folder_gives_the_same_archives(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        folder = tmp_path / name
        (folder / "inner").mkdir(parents=True)
        for file in ("b.txt", "a.txt") if name == "two" else ("a.txt", "b.txt"):
            (folder / "inner" / file).write_text(file)
        (folder / "inner" / "a.txt").chmod(0o755)
        (folder / "link").symlink_to("inner/b.txt")
        tar = archives.tar_of(folder, tmp_path / f"{name}.tar.gz", "desk").read_bytes()
        packed = archives.zip_of(folder, tmp_path / f"{name}.zip", "desk").read_bytes()
        made.append((tar, packed, folder_hash(folder)))
    assert made[0] == made[1]
    with tarfile.open(fileobj=io.BytesIO(made[0][0])) as archive:
        modes = {one.name: (one.mode, one.uname) for one in archive}
    assert modes["desk/inner/a.txt"] == (0o755, "root")
    assert modes["desk/inner/b.txt"] == (0o644, "root")
    assert set(zipfile.ZipFile(io.BytesIO(made[0][1])).namelist()) == {
        "desk/inner/a.txt",
        "desk/inner/b.txt",
        "desk/link",
    }
    (tmp_path / "two" / "inner" / "a.txt").write_text("other")
    assert folder_hash(tmp_path / "two") != made[0][2]


def test_the_debian_package_names_what_it_stands_on() -> None:
    told = archives.control(1234)
    assert f"Version: {__version__}\n" in told
    assert "Depends: libc6, libgl1, libegl1\n" in told
    assert "Installed-Size: 1234\n" in told
    assert "Exec=/opt/alps-desk/alps-desk\n" in archives.desktop_entry()


def test_an_import_that_no_old_windows_has_is_found() -> None:
    asked = {
        "qt6core.dll": {"a.dll"}, "kernel32.dll": {"a.dll"}, "api-ms-win-crt-heap-l1-1-0.dll": {"a.dll"},
        "icuuc.dll": {"qt6core.dll"}, "winspool.drv": {"b.dll"},
    }  # fmt: skip
    (fault,) = folder_check.unresolved(asked, {"qt6core.dll"})
    assert fault.startswith("icuuc.dll: neither inside nor a part of Windows 10 1809")


def test_a_folder_of_the_building_machine_is_found(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("see /usr/share and https://example.jp/tmpfile")
    (tmp_path / "bad.toml").write_text('x = "/home/somebody/desk"')
    assert [fault.partition(":")[0] for fault in folder_check.text_faults(tmp_path)] == ["bad.toml"]
    assert folder_check.needed_libraries("  NEEDED               libGL.so.1\n  SONAME  x\n") == {"libGL.so.1"}


def test_the_mirror_is_the_pcs_own() -> None:
    modern = "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\n"
    assert bench.mirror(["# nothing", modern]) == "http://mirror.example/debian"
    assert (
        bench.mirror(["deb [signed-by=/k] http://old.example/debian bookworm main\n"])
        == "http://old.example/debian"
    )
    with pytest.raises(Failed):
        bench.mirror(["deb cdrom:[x] bookworm contrib\n"])
