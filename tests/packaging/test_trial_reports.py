"""What a long run found is read right: tests under Wine, starts by the program's log."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from shipping import start_time, suite

XML = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest">
<testcase classname="tests.store.test_lock" name="test_one"/>
<testcase classname="tests.store.test_lock" name="test_two[あ]"><failure message="no">x</failure></testcase>
<testcase classname="tests.store.test_lock" name="test_three"><error message="at teardown">x</error></testcase>
<testcase classname="tests.store.test_crash" name="test_four"><skipped message="forks
  processes"/></testcase>
<testcase classname="tests.store.test_crash" name="test_five"><skipped message="forks processes"/></testcase>
</testsuite></testsuites>
"""


def test_an_outcome_names_failures_and_reasons(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(XML, encoding="utf-8")
    found = suite.outcome_of(tmp_path / "report.xml")
    assert found.passed == 1
    assert found.failed == ["tests.store.test_lock::test_two[あ]", "tests.store.test_lock::test_three"]
    assert found.skipped == {"forks processes": 2}


def test_every_test_file_is_in_one_room(root: Path) -> None:
    given = [root / one for room in suite.rooms(root).values() for one in room]
    for path in (root / "tests").rglob("test_*.py"):
        owners = [one for one in given if path == one or one in path.parents]
        left_out = path.relative_to(root / "tests").parts[0] in suite.NOT_HERE
        assert len(owners) == (0 if left_out else 1), path


def test_the_last_start_of_a_log_counts() -> None:
    log = (
        "2026-11-29 09:00:00,100 INFO alps_desk.gui.shell: first screen ready\n"
        "2026-11-29 09:00:01,000 WARNING alps_desk.gui.settings: cannot remember …\n"
        "2026-11-29 09:00:02,250 INFO alps_desk.gui.shell: first screen ready\n"
    )
    assert start_time.ready_at(log) == datetime(2026, 11, 29, 9, 0, 2, 250_000)  # noqa: DTZ001 - as a log's
    assert start_time.ready_at("2026-11-29 09:00:01,000 WARNING x: first screen ready\n") is None
