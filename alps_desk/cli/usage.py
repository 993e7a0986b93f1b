"""Usage lines that are the grammar: what stands in the help is what is read, so the two cannot differ.

A line such as ``resolve CONFLICT (--take CHANGE | --value TEXT) --why TEXT`` says: one word in place, exactly one of
two options, one option that must be there. ``[...]`` may be left out, ``NAME...`` repeats, an option without a word
in capitals after it is a mark. Options stand anywhere, as ``--fy 2017`` or ``--fy=2017``; ``--`` ends them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from alps_desk.domain.errors import WrongUsage, excerpt

_PIECE = re.compile(r"\[[^]]*\]|\([^)]*\)|\S+")


@dataclass(frozen=True)
class _Option:
    name: str
    takes_value: bool
    repeats: bool


@dataclass(frozen=True)
class _Group:
    """Options of which at most one may stand; exactly one if ``needed``."""

    options: tuple[_Option, ...]
    needed: bool


@dataclass(frozen=True)
class _Place:
    name: str
    needed: bool
    repeats: bool


class Arguments:
    """What was given for one command."""

    def __init__(self, words: Mapping[str, Sequence[str]], marks: frozenset[str]) -> None:
        self._words = words
        self._marks = marks

    def text(self, name: str, otherwise: str = "") -> str:
        """The word of an option (``--fy``) or of a place (``FILE``)."""
        found = self._words.get(name)
        return found[0] if found else otherwise

    def texts(self, name: str) -> Sequence[str]:
        """The words of something that repeats."""
        return self._words.get(name, ())

    def given(self, name: str) -> bool:
        """Whether an option or mark stands there."""
        return name in self._words or name in self._marks


@dataclass(frozen=True)
class Usage:
    """One command's usage line.

    Attributes:
        line: as people read it, the command's words first.
    """

    line: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of the command itself, as ``plan apply``."""
        found = []
        for piece in self.line.split():
            if not re.fullmatch(r"[a-z][a-z-]*", piece):
                break
            found.append(piece)
        return tuple(found)

    @cached_property
    def _grammar(self) -> tuple[list[_Group], list[_Place]]:
        groups: list[_Group] = []
        places: list[_Place] = []
        pieces = _PIECE.findall(self.line.split(" ", len(self.words))[-1]) if self._has_more else []
        while pieces:
            piece = pieces.pop(0)
            inner, needed = piece, True
            if piece[0] in "[(":
                inner, needed = piece[1:-1], piece[0] == "("
            elif piece.startswith("--") and pieces and pieces[0].rstrip(".").isupper():
                inner = f"{piece} {pieces.pop(0)}"
            if inner.startswith("--"):
                options = tuple(_option(one) for one in inner.split("|"))
                groups.append(_Group(options, needed))
            else:
                places.append(_Place(inner.rstrip("."), needed, inner.endswith("...")))
        return groups, places

    @property
    def _has_more(self) -> bool:
        return len(self.line.split()) > len(self.words)

    def read(self, argv: Sequence[str]) -> Arguments:
        """Read what stands after the command's words.

        Raises:
            WrongUsage: it does not fit the line; the code says in which way.
        """
        groups, places = self._grammar
        options = {option.name: option for group in groups for option in group.options}
        words: dict[str, list[str]] = {}
        marks: set[str] = set()
        loose: list[str] = []
        rest = list(argv)
        while rest:
            word = rest.pop(0)
            if word == "--":
                loose += rest
                break
            if not word.startswith("--"):
                loose.append(word)
                continue
            name, equals, value = word.partition("=")
            option = options.get(name)
            if option is None:
                raise WrongUsage("usage_option_unknown", option=excerpt(name))
            if name in marks or (name in words and not option.repeats):
                raise WrongUsage("usage_option_twice", option=name)
            if not option.takes_value:
                if equals:
                    raise WrongUsage("usage_option_bare", option=name)
                marks.add(name)
            elif equals:
                words.setdefault(name, []).append(value)
            elif rest:
                words.setdefault(name, []).append(rest.pop(0))
            else:
                raise WrongUsage("usage_value_missing", option=name)
        _check_groups(groups, {*words, *marks})
        _put(places, loose, words)
        return Arguments(words, frozenset(marks))


def _option(text: str) -> _Option:
    name, _, value = text.strip().partition(" ")
    return _Option(name, bool(value), value.endswith("..."))


def _check_groups(groups: Sequence[_Group], given: set[str]) -> None:
    for group in groups:
        names = [option.name for option in group.options]
        found = [name for name in names if name in given]
        if len(found) > 1:
            raise WrongUsage("usage_either", options=" / ".join(names))
        if group.needed and not found:
            raise WrongUsage("usage_option_missing", options=" / ".join(names))


def _put(places: Sequence[_Place], loose: list[str], words: dict[str, list[str]]) -> None:
    """Give each loose word its place, in order."""
    rest = list(loose)
    for place in places:
        taken = rest if place.repeats else rest[:1]
        if not taken and place.needed:
            raise WrongUsage("usage_place_missing", place=place.name)
        if taken:
            words[place.name] = list(taken)
        rest = rest[len(taken) :]
    if rest:
        raise WrongUsage("usage_word_extra", word=excerpt(rest[0]))
