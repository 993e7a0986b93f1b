"""Tracked files hold nothing of the machine or the tools they were written with, and can be read everywhere.

Laws: no machine's folders, no registry or mirror hosts, no names of writing tools; text is UTF-8 without BOM and
with plain line ends, except where the data of a test is about just that.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Written in pieces, so that this file does not find itself.
BANNED = [
    r"(?<![\w.~-])/" + "work/",
    "/" + "root/",
    "cla" + "ude",
    "anth" + "ropic",
    "open" + "ai",
    "co" + "pilot",
    "chat" + "gpt",
    r"\bL" + r"LM\b",
    r"\bAI" + r"\b[- ](?:agent|assistant|tool|generated)",
    "生成" + "AI",
    "(?:sub|coding )" + "agent",
    "seed-" + "f5d1a472",
    "python" + "hosted",
    "pypi" + r"\.org",
    "npm" + "js",
    "deb" + r"\.debian",
    "(?:extra-)?index-" + "url",
    "find-" + "links",
    "co-authored" + "-by",
]
PATTERN = re.compile("|".join(BANNED), re.IGNORECASE)

BINARY = {".ttf", ".otf", ".png", ".ico", ".db", ".xlsx", ".pdf", ".zip"}


def banned_lines(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        found = PATTERN.search(line)
        if found:
            yield f"line {number}: {found[0]}"


@pytest.fixture(scope="module")
def tracked(root: Path, tool: Callable[[str], str]) -> list[Path]:
    """All files under version control, those not committed yet included."""
    command = [tool("git"), "-c", f"safe.directory={root}", "ls-files", "-z", "--cached", "--others"]
    answer = subprocess.run([*command, "--exclude-standard"], cwd=root, capture_output=True, timeout=60)
    if answer.returncode != 0:
        pytest.skip("not a git checkout")
    names = answer.stdout.decode("utf-8").split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def test_no_banned_words(tracked: list[Path], root: Path) -> None:
    problems = [
        f"{path.relative_to(root)} {line}"
        for path in tracked
        if path.suffix not in BINARY
        for line in banned_lines(path.read_bytes().decode("utf-8", errors="replace"))
    ]
    assert not problems, "\n".join(problems)


def test_no_banned_words_in_file_names(tracked: list[Path], root: Path) -> None:
    names = "\n".join(path.relative_to(root).as_posix() for path in tracked)
    assert not list(banned_lines(names))


def test_text_files_are_utf8_with_plain_line_ends(tracked: list[Path], root: Path) -> None:
    data = root / "tests" / "data"
    for path in tracked:
        if path.suffix in BINARY or path.is_relative_to(data):
            continue
        content = path.read_bytes()
        content.decode("utf-8")
        assert not content.startswith(b"\xef\xbb\xbf"), f"{path.name} begins with a byte order mark"
        assert b"\r" not in content, f"{path.name} has carriage returns"
        assert not content or content.endswith(b"\n"), f"{path.name} does not end with a line end"


@pytest.mark.parametrize(
    "text",
    ["see /wo" + "rk/x", "index-" + "url = x", "Cla" + "ude", "an AI" + " agent", "https://pypi" + ".org"],
)
def test_banned_words_are_found(text: str) -> None:
    assert list(banned_lines(text))


@pytest.mark.parametrize("text", ["network/", "user agent", "session.execute", "https://example.jp/work/"])
def test_ordinary_words_are_not(text: str) -> None:
    assert not list(banned_lines(text))
