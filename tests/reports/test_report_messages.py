"""The sentences of reports and tables: each used, none missing, all in the house style."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from alps_desk import places, wording

_BANNED = ("同期", "マージ", "コンフリクト", "バリデーション", "NULL", "例外", "ID", "JSON", "パス")
_SENTENCES = tomllib.loads((places.resources() / "messages" / "reports.toml").read_text(encoding="utf-8"))


def test_sentences_are_short_and_plain() -> None:
    for code, message in _SENTENCES.items():
        assert not [word for word in _BANNED if word in message], code
        for sentence in re.findall(r"[^。]+。", message):
            assert len(sentence) <= 60, (code, sentence)


def test_every_code_has_a_sentence_and_every_sentence_a_use() -> None:
    package = Path(__file__).parents[2] / "alps_desk"
    files = [path for room in ("reports", "paper") for path in sorted((package / room).glob("*.py"))]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    said = set(re.findall(r'(?:say|InputRejected)\(\s*"([a-z0-9_]+)"', source))
    mentioned = set(re.findall(r'"((?:sheet|csv|entry|paper|xlsx|report)_[a-z0-9_]+)"', source)) | said
    assert {code for code in mentioned if not wording.knows(code)} == set(), "a code without a sentence"
    assert {code for code in _SENTENCES if f'"{code}"' not in source} == set(), "a sentence that nothing uses"
