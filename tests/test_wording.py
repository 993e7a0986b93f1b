"""The words: every code has its sentence, every field its label, and sentences keep the house rules."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from alps_desk import places, wording
from alps_desk.domain.records import TYPES

_SOURCES = sorted((Path(wording.__file__).parent).rglob("*.py"))
_REFUSED = re.compile(
    r"(?:Refusal|InputRejected|BundleRejected|StaleRecord|StoreUnavailable|StoreTooNew|NotFound|WrongUsage)"
    r'\(\s*"([a-z0-9_]+)"'
)
_SAID = re.compile(r'\bsay\(\s*"([a-z0-9_]+)"')
_BANNED = ("同期", "マージ", "コンフリクト", "バリデーション", "NULL", "例外", "パス")
_BANNED_WORDS = re.compile(r"(?<![A-Za-z])(?:ID|JSON|OK)(?![A-Za-z])")
_LONGEST = 60


def _catalogue() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((places.resources() / "messages").glob("*.toml")):
        found.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return found


def test_every_code_that_is_raised_or_said_has_a_sentence() -> None:
    missing = {
        (path.name, code)
        for path in _SOURCES
        for pattern in (_REFUSED, _SAID)
        for code in pattern.findall(path.read_text(encoding="utf-8"))
        if not wording.knows(code)
    }
    assert not missing


@pytest.mark.parametrize(("code", "text"), sorted(_catalogue().items()))
def test_sentences_keep_the_house_rules(code: str, text: str) -> None:
    for word in _BANNED:
        # スキップ and the like are no use of the word パス; nothing else contains it.
        assert word not in text.replace("パスワード", ""), (code, word)
    assert not _BANNED_WORDS.search(re.sub(r"\{[^}]*\}", "", text)), code
    for sentence in re.split(r"(?<=。)|\n", text):
        words = re.sub(r"\{[^}]*\}", "", sentence)
        assert len(words) <= _LONGEST, (code, len(words), sentence)


def test_every_field_has_a_label_or_is_the_unions_own() -> None:
    missing = {
        (known.name, field)
        for known in TYPES.values()
        if not known.union_only
        for field in known.fields
        if field not in wording.terms()
    }
    assert not missing
