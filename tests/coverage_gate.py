"""``python -m tests.coverage_gate``: what decides about other people's data is tested branch by branch.

Runs the tests that state the rules of folding, judging and taking, and measures the modules below: every branch must
be taken, and no line is excused but what only a type checker reads. Ends with 1 if a test fails or something was not
reached. Processes that judge files beside the first one count too. What follows goes to pytest:
``python -m tests.coverage_gate -x``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

MODULES = (
    "alps_desk/bundle/*.py",
    "alps_desk/domain/fold.py",
    "alps_desk/domain/journal.py",
    "alps_desk/app/accepting.py",
    "alps_desk/app/exchange.py",
    "alps_desk/app/holding.py",
    "alps_desk/app/taking.py",
    "alps_desk/store/holding.py",
    "alps_desk/store/importing.py",
)
"""The fold, the journal, the exchange file and everything a file passes until it is part of the data."""

TESTS = (
    "tests/bundle",
    "tests/domain/test_fold.py",
    "tests/domain/test_journal.py",
    "tests/app/test_exchanging.py",
    "tests/app/test_plans_known.py",
    "tests/app/test_program_versions.py",
    "tests/app/test_taking.py",
    "tests/journeys/test_holding.py",
    "tests/journeys/test_keys.py",
    "tests/journeys/test_return_loop.py",
    "tests/store/test_caches.py",
    "tests/store/test_setting_aside.py",
)
SLOW = "calc or random_damage or changed_character or flipped_bit or cut_anywhere or any_order_equal"
"""Tests that do one thing very often, or need another program: they take no branch that the others leave out."""

SETTINGS = """
[run]
branch = true
parallel = true
patch = subprocess
data_file = {folder}/data
include =
    {modules}
[report]
exclude_lines =
    if TYPE_CHECKING:
partial_branches =
fail_under = 100
precision = 1
show_missing = true
"""


def main(more: list[str]) -> int:
    """Run the tests and judge what they reached."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "coverage.ini"
        modules = "\n    ".join(str(ROOT / one) for one in MODULES)
        settings.write_text(SETTINGS.format(folder=folder, modules=modules), encoding="utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "COVERAGE_RCFILE": str(settings),
        }

        def coverage(*words: str) -> int:
            return subprocess.run(
                [sys.executable, "-m", "coverage", *words], cwd=ROOT, env=environment
            ).returncode

        pytest = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", f"not ({SLOW})")
        tested = coverage("run", *pytest, *TESTS, *more)
        joined = coverage("combine", "--quiet")
        reached = coverage("report")
    return 1 if tested or joined or reached else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
