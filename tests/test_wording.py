"""The words: every code has its sentence, every field its label, and sentences keep the house rules."""

from __future__ import annotations

import ast
import re
import string
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
_SAYING = {
    "Refusal", "InputRejected", "BundleRejected", "StaleRecord", "StoreUnavailable", "StoreTooNew", "NotFound",
    "WrongUsage", "say",
}  # fmt: skip
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


_LATER = {("not_allowed", "place"), ("change_malformed", "row")}
"""Filled in by whoever passes the refusal on."""


def test_every_gap_of_a_sentence_is_filled_where_it_is_said() -> None:
    empty = set()
    for path in _SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name | ast.Attribute)
            ):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            code = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            given = {keyword.arg for keyword in node.keywords}
            if name not in _SAYING or not isinstance(code, str) or not wording.knows(code) or None in given:
                continue
            gaps = {gap for _, gap, _, _ in string.Formatter().parse(wording.template(code)) if gap}
            empty |= {(path.name, code, gap) for gap in gaps - given if (code, gap) not in _LATER}
    assert not empty


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
