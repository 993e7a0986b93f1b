"""Every refusal of the rules has a sentence, and the sentences keep the house style."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from alps_desk import places, wording
from alps_desk.domain.errors import excerpt

_BANNED = ("同期", "マージ", "コンフリクト", "バリデーション", "NULL", "例外", "ID", "JSON", "パス")
_SENTENCES = tomllib.loads((places.resources() / "messages" / "domain.toml").read_text(encoding="utf-8"))
_READERS = ("calendar", "typed_number", "money", "codes", "choices", "prose", "entry_text")


def test_sentences_are_short_and_plain() -> None:
    for code, message in _SENTENCES.items():
        assert not [word for word in _BANNED if word in message], code
        for sentence in re.findall(r"[^。]+。", message):
            assert len(sentence) <= 60, (code, sentence)


def test_every_refusal_of_an_entry_has_a_sentence() -> None:
    domain = Path(__file__).parents[2] / "alps_desk" / "domain"
    source = "".join((domain / f"{name}.py").read_text(encoding="utf-8") for name in _READERS)
    raised = set(re.findall(r'(?:InputRejected|_refuse)\(\s*"([a-z0-9_]+)"', source))
    assert len(raised) > 20
    assert [code for code in sorted(raised) if not wording.knows(code)] == []
    assert [code for code in _SENTENCES if f'"{code}"' not in source] == [], "a sentence that nothing uses"


@given(st.text(), st.integers(1, 40))
def test_an_excerpt_is_bounded_and_printable(text: str, limit: int) -> None:
    shown = excerpt(text, limit)
    assert len(shown) <= limit + 1
    assert "\n" not in shown
    shown.encode("utf-8")


def test_an_excerpt_of_damaged_text_can_be_printed() -> None:
    assert excerpt("a\ud800\x00b\u202e") == "a  b "
