"""Finding the item of a code list that a person means.

Promise: an item is found only if exactly one fits; the list itself decides what its items are called.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.width import narrow


@dataclass(frozen=True)
class Choice:
    """One item: stored id, shown label, other names people use."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()


_LEADING_MARK = re.compile(r"^[○◯〇●◎・■□☑✓✔①-⑳][ 　]*")
_SAME_MARK = str.maketrans("◯〇×✕✖☓", "○○xxxx")
"""Marks that look alike; where a list has ×, a typed x means it."""
_SEPARATOR = "(:、,"


def find_choice(text: str, choices: Sequence[Choice]) -> Choice:
    """The item meant by a typed or pasted text.

    Tried in this order: exact id, label or alias; the same with width, case and spaces folded; without a leading
    circle or number mark (``○実施中``); the first word of a label (``A`` for ``A（110%以上）``).

    Raises:
        InputRejected: ``entry_choice_ambiguous``, ``entry_choice_unknown``.
    """
    bare = _LEADING_MARK.sub("", text.strip())
    wanted, wanted_bare = _fold(text), _fold(bare)
    tries: tuple[Callable[[str], bool], ...] = (
        lambda name: name == text,
        lambda name: _fold(name) == wanted,
        lambda name: bool(wanted_bare) and _fold(_LEADING_MARK.sub("", name)) == wanted_bare,
        lambda name: _first_word(name) == wanted,
    )
    for fits in tries:
        found = [
            item
            for item in choices
            if any(fits(name) for name in (item.id, item.label, *item.aliases) if name)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputRejected("entry_choice_ambiguous", text=excerpt(text))
    shown = "、".join(item.label for item in choices[:4]) + ("など" if len(choices) > 4 else "")
    raise InputRejected("entry_choice_unknown", text=excerpt(text), choices=excerpt(shown, 30))


def _fold(name: str) -> str:
    folded = unicodedata.normalize("NFKC", narrow(name)).casefold().translate(_SAME_MARK)
    return "".join(folded.split())


def _first_word(name: str) -> str:
    words = unicodedata.normalize("NFKC", narrow(name)).casefold().translate(_SAME_MARK).split(maxsplit=1)
    word = words[0] if words else ""
    return re.split(f"[{_SEPARATOR}]", word, maxsplit=1)[0]
