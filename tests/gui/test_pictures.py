"""Pictures of the screens: all of them, and nothing is changed by taking them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from alps_desk.app.commands import SaveValues
from alps_desk.app.desk import Desk
from alps_desk.gui.pictures import save_pictures
from alps_desk.gui.theme import TextSize, Theme
from tests.gui import all_pictures
from tests.gui.desks import Clock
from tests.gui.entry_sample import fill_sample


def test_every_screen_of_an_office_is_painted(
    theme: Theme, office_desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    fill_sample(office_desk)
    digest, kept = office_desk.digest(), sorted(path.name for path in office_desk.place.home.root.iterdir())
    files = save_pictures(office_desk, tmp_path / "pictures", clock, sizes=((1280, 680),))
    names = [file.name for file in files]
    assert names[:3] == ["01_ホーム.png", "02_進捗の入力.png", "02_進捗の入力_1事業.png"]
    assert [name[3:] for name in names[-4:]] == ["書き出し.png", "受領書.png", "設定.png", "ヘルプ.png"]
    for file in files:
        image = QImage(str(file))
        assert (image.width(), image.height()) == (1280, 680)
        # More than one colour: something is on it.
        assert len({image.pixel(x, y) for x in range(0, 1280, 7) for y in range(20, 680, 40)}) > 3
    assert office_desk.digest() == digest
    # The desk stays open and works on, though the window of the pictures is gone.
    office_desk.execute(SaveValues({"progress:omachi:2017:half1:F01P01": {"done_text": "続き"}}))
    assert sorted(path.name for path in office_desk.place.home.root.iterdir()) == kept


def test_the_text_size_in_force_comes_back(
    theme: Theme, union_desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    files = save_pictures(union_desk, tmp_path, clock, text_sizes=(TextSize.LARGE,))
    assert files
    assert theme.text_size is TextSize.STANDARD


def test_one_command_finds_every_module_with_scenes(tmp_path: Path) -> None:
    found = all_pictures.scene_modules()
    here = Path(all_pictures.__file__).parent
    assert set(found) >= {path.stem for path in here.glob("*_pictures.py")} - {
        "all_pictures",
        "test_pictures",
    }
    assert "screens" in found
    assert not [name for name in found if name.startswith("test_")]
    for name in ("screens", "home_pictures"):
        (tmp_path / name).mkdir()
    (tmp_path / "screens" / "grid&1.png").write_bytes(b"")
    index = all_pictures.index_of(tmp_path)
    assert 'src="screens/grid&amp;1.png"' in index
    assert "home_pictures" not in index


def test_work_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(all_pictures, "scene_modules", lambda: ["no_such_module"])
    assert all_pictures.main(tmp_path) == 1
    assert "no_such_module" in capsys.readouterr().out
    assert (tmp_path / "index.html").exists()
