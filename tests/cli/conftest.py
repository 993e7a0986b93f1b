"""The command line as a user has it: words in, exit code and text out, one data folder per office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from alps_desk.__main__ import main
from tests.cli.offices import Office, Said


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Calls the program in this process."""

    def call(*words: object) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call


@pytest.fixture
def new_home(tmp_path: Path, say: Callable[..., Said]) -> Callable[[str], Office]:
    """Makes an empty data folder."""
    return lambda name: Office(tmp_path / name, say)


@pytest.fixture
def union(new_home: Callable[[str], Office]) -> Office:
    """The union, set up with the built-in region."""
    office = new_home("union")
    office.ask("setup", "--office", "union", "--person", "担当者U")
    return office


@pytest.fixture
def registration(union: Office, tmp_path: Path) -> Path:
    """The union's 登録ファイル."""
    file = tmp_path / "登録ファイル.csv"
    union.ask("registration", "--out", file)
    return file


@pytest.fixture
def join(new_home: Callable[[str], Office], registration: Path) -> Callable[..., Office]:
    """Sets an office up from the 登録ファイル, on a PC of its own."""

    def make(key: str, pc: str = "") -> Office:
        office = new_home(pc or key)
        office.ask("setup", "--office", key, "--person", "担当者A", "--registration", registration)
        return office

    return make
