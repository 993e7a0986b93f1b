"""The log tells what happened to the program and keeps silent about what was entered; it does not grow for ever."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app import log_book
from alps_desk.app.trouble import safe_lines

ENTERED = "秘密の実績 9876543"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before = list(root.handlers)
    yield log_book.open_log(tmp_path / "log")
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    logging.getLogger("alps_desk").setLevel(logging.NOTSET)


def fault() -> ValueError:
    try:
        try:
            raise KeyError(ENTERED)
        except KeyError as first:
            raise ValueError(ENTERED) from first
    except ValueError as found:
        return found


def test_a_fault_is_written_by_kind_and_place(log: Path) -> None:
    logging.getLogger("alps_desk.gui").error("incident %s", "1123-0900-01", exc_info=fault())
    text = log.read_text(encoding="utf-8")
    assert "ERROR alps_desk.gui: incident 1123-0900-01\n" in text
    assert "\nValueError\n" in text
    assert "\nKeyError\n" in text
    assert f'File "{__file__}", line' in text
    assert "秘密" not in text
    assert "9876543" not in text


def test_of_other_parts_only_warnings_are_written(log: Path) -> None:
    logging.getLogger("alps_desk.gui.shell").info("first screen ready")
    logging.getLogger("somebody.else").info("chatter")
    logging.getLogger("somebody.else").warning("odd")
    lines = [line.split(" ", 2)[2] for line in log.read_text(encoding="utf-8").splitlines()]
    assert lines == ["INFO alps_desk.gui.shell: first screen ready", "WARNING somebody.else: odd"]


@pytest.mark.parametrize(
    ("words", "given", "written"),
    [
        ("work on %s failed", (ENTERED,), "work on … failed"),
        ("%s of %d", (ENTERED, 3), "… of 3"),
        ("%(name)s is gone", ({"name": ENTERED},), "%(name)s is gone"),
        (f"first\n{ENTERED}", (), "first"),
    ],
)
def test_what_fills_a_message_is_left_out(
    log: Path, words: str, given: tuple[object, ...], written: str
) -> None:
    logger = logging.getLogger("alps_desk.test")
    logger.handle(logger.makeRecord(logger.name, logging.WARNING, "", 0, words, given, None))
    assert log.read_text(encoding="utf-8").partition(": ")[2] == written + "\n"


def test_what_the_log_holds_is_what_the_record_reads(log: Path) -> None:
    logging.getLogger("alps_desk.gui").error("incident %s", "1123-0900-01", exc_info=fault())
    kept = list(safe_lines(log.read_text(encoding="utf-8").splitlines()))
    assert kept[0].endswith("ERROR alps_desk.gui incident 1123-0900-01")
    assert "  ValueError" in kept
    assert any("test_log_book.py" in line for line in kept)


def test_a_command_without_a_window_writes_the_same(tmp_path: Path) -> None:
    file = log_book.write_fault(tmp_path / "log", "1123-0900-02", fault())
    text = file.read_text(encoding="utf-8")
    assert "incident 1123-0900-02\n" in text
    assert "秘密" not in text
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(OSError):
        log_book.write_fault(blocked, "1123-0900-03", fault())


def test_old_logs_are_few(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_book, "MOST_BYTES", 400)
    for _ in range(60):
        logging.getLogger("alps_desk.gui").warning("cannot keep what is being typed")
    assert sorted(path.name for path in log.parent.iterdir()) == [
        "alps-desk.log", "alps-desk.log.1", "alps-desk.log.2", "alps-desk.log.3",
    ]  # fmt: skip
    assert all(path.stat().st_size <= 400 for path in log.parent.iterdir())
