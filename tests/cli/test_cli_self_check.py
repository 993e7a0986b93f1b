"""The self-check finds what it is for, and nothing where nothing is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from alps_desk import __main__ as program
from alps_desk.app import self_check
from alps_desk.app.self_check import Checked
from tests.cli.offices import Office


def verdicts(answer: dict[str, object]) -> dict[str, bool]:
    checks = answer["checks"]
    assert isinstance(checks, list)
    assert all(one["message"] for one in checks)
    return {one["name"]: one["ok"] for one in checks}


def spoil(office: Office, *statements: str) -> None:
    """Change the file behind the program's back."""
    with closing(sqlite3.connect(office.home / "desk.db")) as raw:
        for (trigger,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{trigger}"')
        for statement in statements:
            assert raw.execute(statement).rowcount > 0
        raw.commit()


def test_a_sound_office_passes(join: Callable[..., Office]) -> None:
    office = join("ikeda")
    before = office.ask("digest")
    found = verdicts(office.ask("self-check"))
    assert set(found) == {
        "program", "python", "files", "space", "sqlite", "journal_mode", "integrity", "revision", "journal",
        "caches", "key", "home", "round",
    }  # fmt: skip
    assert all(found.values())
    assert office.ask("digest") == before


def test_before_set_up_the_program_tries_itself(new_home: Callable[[str], Office]) -> None:
    office = new_home("nobody")
    found = verdicts(office.ask("self-check"))
    assert found["round"]
    assert not office.home.exists()


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE segment SET body = replace(body, 'F01P01', 'F01P02') WHERE no = 1", "journal"),
        ("UPDATE current SET cells = replace(cells, '若者', '老人') WHERE cells LIKE '%若者%'", "caches"),
        ("UPDATE alembic_version SET version_num = '0000'", "home"),
    ],
)
def test_what_was_altered_is_found(join: Callable[..., Office], statement: str, name: str) -> None:
    office = join("ikeda")
    spoil(office, statement)
    answer = office.ask("self-check", code=1)
    assert verdicts(answer)[name] is False
    assert answer["code"] == "self_failed"
    assert "[不具合]" in office("self-check").out


def test_a_damaged_file_and_a_lost_key_are_told(join: Callable[..., Office]) -> None:
    lost = join("otari")
    (lost.home / "keys" / "device.pem").unlink()
    assert verdicts(lost.ask("self-check", code=1))["home"] is False
    torn = join("hakuba")
    content = bytearray((torn.home / "desk.db").read_bytes())
    content[100:4096] = b"\xff" * 3996
    (torn.home / "desk.db").write_bytes(content)
    assert verdicts(torn.ask("self-check", code=1))["home"] is False


def test_little_room_and_missing_files_are_told(union: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_check, "_LEAST_FREE_BYTES", 10**18)
    assert verdicts(union.ask("self-check", code=1))["space"] is False
    monkeypatch.undo()
    monkeypatch.setattr(self_check.places, "migrations", lambda: union.home / "none")
    found = verdicts(union.ask("self-check", code=1))
    assert (found["files"], found["revision"]) == (False, False)


def test_an_installed_program_has_its_guides(
    union: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "guides" not in verdicts(union.ask("self-check")), "a checkout is not asked for them"
    monkeypatch.setattr(self_check.places, "documents", lambda: tmp_path)
    assert verdicts(union.ask("self-check", code=1))["guides"] is False
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    assert verdicts(union.ask("self-check"))["guides"] is True


def test_the_window_is_tried_out_and_the_answer_written(
    new_home: Callable[[str], Office], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "check_window", lambda: [Checked("window_office", True, "十一")])
    office = new_home("nobody")
    file = tmp_path / "結果" / "check.json"
    answer = office.ask("self-check", "--window", "--report", file)
    assert verdicts(answer)["window_office"]
    assert "window_office" not in verdicts(office.ask("self-check"))
    assert json.loads(file.read_text(encoding="utf-8")) == answer
    assert not office.home.exists()


def test_a_report_for_people_says_what_is_wrong(
    union: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_check, "_LEAST_FREE_BYTES", 10**18)
    file = tmp_path / "check.txt"
    said = union("self-check", "--report", file)
    text = file.read_text(encoding="utf-8-sig")
    assert said.code == 1
    assert text.splitlines()[1:-1] == said.out.splitlines()
    assert text.splitlines()[-1] == said.err.strip()
    assert union("self-check", "--report", tmp_path / "check.txt" / "x.txt").code == 1


def test_without_a_screen_the_window_cannot_be_tried(union: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "has_screen", lambda: False)
    assert verdicts(union.ask("self-check", "--window", code=1))["window"] is False
