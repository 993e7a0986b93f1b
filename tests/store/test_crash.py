"""Killed at any moment, the data is as before or as after, never between (sync-design 1 and law 11)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.crashing import KINDS


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks processes")
@pytest.mark.parametrize("kind", KINDS)
def test_killed_in_the_middle(root: Path, tmp_path: Path, kind: str) -> None:
    # In a process of its own: forking this one, with its threads, is not safe.
    answer = subprocess.run(
        [sys.executable, "-m", "tests.store.crashing", str(tmp_path / "crash"), "20", kind],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=250,
    )
    assert answer.returncode == 0, answer.stderr
    assert "before" in answer.stdout, answer.stdout
