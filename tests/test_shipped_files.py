"""A built wheel carries everything the program reads at work, and `places` finds it there.

Laws: every tracked file of resources/ and db/ is in the wheel, under alps_desk/_shipped/, and nothing else of the
checkout is; an editable install points at the checkout; icons and fonts are listed with their source and licence.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QRawFont

from alps_desk.gui import icons

SHIPPED = ("resources", "db")


def build(root: Path, target: str, folder: Path) -> Path:
    """Builds a wheel (`wheel` or `wheel:editable`) from the checkout without any network."""
    result = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(root, "wheel", tmp_path_factory.mktemp("wheel"))


def files_of(root: Path, folder: str) -> set[str]:
    return {
        path.relative_to(root).as_posix()
        for path in (root / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_carries_resources_and_db_whole(root: Path, wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {f"alps_desk/_shipped/{name}" for folder in SHIPPED for name in files_of(root, folder)}
    assert {name for name in names if name.startswith("alps_desk/_shipped/")} == expected


@pytest.mark.parametrize(
    "name",
    [
        "db/migrations/env.py",
        "db/migrations/versions/0001_journal.py",
        "db/reference/kita-alps/project_year.csv",
        "resources/terms.csv",
        "resources/fonts/BIZUDPGothic-Regular.ttf",
        "resources/icons/app.svg",
        "resources/icons/icons.svg",
    ],
)
def test_the_wheel_carries(wheel: Path, name: str) -> None:
    assert f"alps_desk/_shipped/{name}" in zipfile.ZipFile(wheel).namelist()


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"alps_desk", "alps_desk-0.1.0.dist-info"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    licences = {name.rsplit("/licenses/")[-1] for name in names if "/licenses/" in name}
    assert licences == {
        "LICENSE",
        "resources/fonts/OFL.txt",
        "resources/icons/LICENSE-fluent-icons.txt",
    }


def test_the_wheel_starts_the_program_by_one_command(wheel: Path) -> None:
    commands = zipfile.ZipFile(wheel).read("alps_desk-0.1.0.dist-info/entry_points.txt").decode()
    assert commands.split() == ["[console_scripts]", "alps-desk", "=", "alps_desk.__main__:main"]


def test_an_unpacked_wheel_finds_its_own_files(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    source = (
        "from alps_desk import places, wording\n"
        "print(places.resources(), places.migrations(), places.region('kita-alps'), sep='\\n')\n"
        "assert (places.migrations() / 'env.py').is_file()\n"
        "assert (places.region('kita-alps') / 'body.csv').is_file()\n"
        "assert wording.knows('start_usage')\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", source],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    inside = tmp_path.resolve() / "alps_desk" / "_shipped"
    for line in result.stdout.splitlines():
        assert Path(line).is_relative_to(inside)


def test_an_editable_install_points_at_the_checkout(root: Path, tmp_path: Path) -> None:
    editable = zipfile.ZipFile(build(root, "wheel:editable", tmp_path))
    (pointer,) = [name for name in editable.namelist() if name.endswith(".pth")]
    assert Path(editable.read(pointer).decode().strip()) == root
    assert not [name for name in editable.namelist() if "_shipped" in name]


SVG = "{http://www.w3.org/2000/svg}"


def test_every_icon_is_listed_and_takes_the_colour_of_its_text(root: Path) -> None:
    folder = root / "resources" / "icons"
    listed = re.findall(r"^\| `([a-z_]+)`", (folder / "SOURCES.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(icons.drawings())
    assert {path.stem for path in folder.glob("*.svg")} == {"icons", *icons.ALONE}
    for name, drawing in icons.drawings().items():
        picture = ET.fromstring(drawing)  # noqa: S314 - our own file
        assert (picture.tag, len(picture) > 0) == (f"{SVG}svg", True), name
        assert picture.get("viewBox"), name
        coloured = [node for node in picture.iter() if node.get("fill") or node.get("stroke")]
        assert bool(coloured) == (name == "app"), name


def test_the_sheet_of_icons_is_read_whole(root: Path) -> None:
    sheet = ET.parse(root / "resources" / "icons" / "icons.svg").getroot()  # noqa: S314 - our own file
    names = [one.get("id") for one in sheet]
    assert sorted(names) == sorted(icons.drawings().keys() - set(icons.ALONE))
    # On the sheet no icon covers another, so that one can look at it.
    places = [(int(one.get("x", "")), int(one.get("y", ""))) for one in sheet]
    assert len(set(places)) == len(places)
    assert all((x % 24, y % 24) == (2, 2) for x, y in places)


def test_every_font_is_listed(root: Path) -> None:
    fonts = root / "resources" / "fonts"
    listed = (fonts / "SOURCES.md").read_text(encoding="utf-8")
    for path in fonts.glob("*.[ot]tf"):
        (line,) = [line for line in listed.splitlines() if line.startswith(f"| `{path.name}`")]
        assert hashlib.sha256(path.read_bytes()).hexdigest() in line


REGION = "北アルプス大町市池田町松川村白馬村小谷村令和元年度髙﨑\ufa19①ⅠⅡⅢ△▲−－～〜…※〇○●，、。1１"


@pytest.mark.usefixtures("qapp")
def test_the_fonts_have_the_letters_of_the_region(root: Path) -> None:
    for path in (root / "resources" / "fonts").glob("*.ttf"):
        font = QRawFont(str(path), 10.0)
        for letter in REGION:
            assert font.supportsCharacter(ord(letter)), f"{path.name} lacks {letter}"


@pytest.mark.usefixtures("qapp")
def test_rare_kanji_have_a_stand_in_of_the_same_line_height(root: Path) -> None:
    fonts = root / "resources" / "fonts"
    text = QRawFont(str(fonts / "BIZUDPGothic-Regular.ttf"), 100.0)
    rare = QRawFont(str(fonts / "AlpsDeskRareKanji-Regular.otf"), 100.0)
    for letter in "𠮷亖乵":
        assert not text.supportsCharacter(ord(letter))
        assert rare.supportsCharacter(ord(letter))
    assert (round(rare.ascent()), round(rare.descent())) == (round(text.ascent()), round(text.descent()))
