"""The words: every code has its sentence, every field its label, and sentences keep the house rules."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from functools import cache
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


@pytest.mark.parametrize(
    "path", sorted((places.resources() / "messages").glob("*.toml")), ids=lambda path: path.stem
)
def test_plain_lines_are_read_as_toml_reads_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert wording.read_catalogue(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        'one = "a"\ntwo = """b\nc"""\n',
        'one = "\\u3042"\n',
        "one = 'a\\n'\n",
        'one="a"\n',
        'one = "a" # so\n\n# no\ntwo = "b\\"\\\\\\n"',
        'one = "a"\n"two" = "b"',
        "",
    ],
)
def test_whatever_else_is_toml_is_read_too(text: str) -> None:
    assert wording.read_catalogue(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    "text", ['one = "a"\none = "b"\n', 'one = "a\n', 'one = "a" two = "b"\n', "one = a\n"]
)
def test_what_is_no_toml_is_refused(text: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        wording.read_catalogue(text)


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


_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_SENTENCE = re.compile("。|です|ます|ません|ました|ください")
_SPEAKING = ("gui", "cli", "app", "demo", "store")
"""Rooms that speak to people; the others also read and write files, whose words are a matter of form."""
_UNITS = {"円", "千円", "年", "年度", "度", "月", "日", "・"}
_OF_FILES = {
    ("exporting.py", "登録ファイル.csv"),
    ("pictures.py", "_1事業"),
    ("practice_material.py", "every own row has 支出済額"),
    # The ends of a range of letters.
    ("board_heads.py", "\u3040"),
    ("board_heads.py", "ヿ"),
}
"""Names of files, and what only those who mend the program read."""


@cache
def _literals(path: Path) -> list[str]:
    """Texts in the code of a file, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    silent = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent
    ]


def test_no_sentence_stands_in_the_code() -> None:
    found = {
        (path.name, text)
        for path in _SOURCES
        for text in _literals(path)
        if _SENTENCE.search(text) and text != "。"
    }
    assert not found


def test_rooms_that_speak_to_people_have_no_words_of_their_own() -> None:
    home = Path(wording.__file__).parent
    found = {
        (path.name, text)
        for path in _SOURCES
        if path.relative_to(home).parts[0] in _SPEAKING
        for text in _literals(path)
        if _JAPANESE.search(text) and text not in _UNITS
    }
    assert found <= _OF_FILES
    assert found, "nothing was looked at"


_PAGES = [
    *sorted((places.resources() / "help").glob("*.md")),
    *sorted(path for path in (places.resources() / "practice").rglob("*") if path.suffix in (".md", ".txt")),
]


@pytest.mark.parametrize("path", _PAGES, ids=[path.stem for path in _PAGES])
def test_pages_of_the_help_keep_the_house_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for word in _BANNED:
        assert word not in text.replace("パスワード", ""), word
    assert not _BANNED_WORDS.search(text)
    for sentence in re.split(r"(?<=。)|\n|\|", text):
        assert len(sentence.strip().lstrip("#-*0123456789. ")) <= _LONGEST, sentence


def test_names_of_fields_hold_no_banned_word() -> None:
    names = [term.japanese for term in wording.terms().values()]
    assert names
    assert not [name for name in names for word in _BANNED if word in name]
    assert not [name for name in names if _BANNED_WORDS.search(name)]
