"""Japanese words: sentences from ``resources/messages/*.toml``, labels from ``resources/terms.csv``.

Promise: no other module holds a sentence that a user reads. Sentences are found by code and filled with
parameters; a missing code or parameter is a fault of the program and raises KeyError.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from alps_desk import places


@dataclass(frozen=True)
class Term:
    """One row of ``terms.csv``: the authority on a word of the field."""

    identifier: str
    japanese: str
    unit: str
    definition: str
    source: str


_PLAIN = re.compile(
    r'(?:(?P<key>[a-z0-9_]+) = "(?P<sentence>[^"\\\n]*(?:\\[n"\\][^"\\\n]*)*)")?[ ]*(?:#[^\n]*)?\n'
)
"""A line of a catalogue that holds one sentence on one line, a remark, or nothing."""

_ESCAPED = re.compile(r"\\(.)")


def _unescape(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]


def read_catalogue(text: str) -> dict[str, str]:
    """Sentences of a catalogue by code.

    TOML; as nearly every line is a plain one, those are read by themselves: the catalogues stand between a click on
    the program and its window.
    """
    found: dict[str, str] = {}
    at = 0
    for line in _PLAIN.finditer(text):
        if line.start() != at:
            break
        at = line.end()
        if line["key"] is not None:
            if line["key"] in found:
                break
            sentence = line["sentence"]
            found[line["key"]] = _ESCAPED.sub(_unescape, sentence) if "\\" in sentence else sentence
    else:
        if at == len(text):
            return found
    import tomllib

    return tomllib.loads(text)


@cache
def _sentences() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((places.resources() / "messages").glob("*.toml")):
        for key, sentence in read_catalogue(path.read_text(encoding="utf-8")).items():
            if key in found:
                raise KeyError(f"message {key} stands in two catalogues, the second is {path.name}")
            found[key] = sentence
    return found


@cache
def terms() -> dict[str, Term]:
    """All terms by identifier, in the order of the file."""
    with (places.resources() / "terms.csv").open(encoding="utf-8", newline="") as stream:
        return {row["identifier"]: Term(**row) for row in csv.DictReader(stream)}


def say(code: str, /, **params: object) -> str:
    """The sentence of a code, filled in.

    Raises:
        KeyError: the code, or a parameter of its sentence, is unknown.
    """
    return template(code).format(**params)


def template(code: str) -> str:
    """The sentence of a code with its gaps, for callers that fill what they have.

    Raises:
        KeyError: the code is unknown.
    """
    return _sentences()[code]


def knows(code: str) -> bool:
    """Whether a sentence for this code exists."""
    return code in _sentences()


def term(identifier: str) -> str:
    """The Japanese word of a field or term."""
    return terms()[identifier].japanese


def unit(identifier: str) -> str:
    """The unit a field is stated in, or an empty text."""
    return terms()[identifier].unit
