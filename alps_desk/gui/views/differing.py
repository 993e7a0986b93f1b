"""Which characters of two texts differ: for people who compare, so runs are kept long rather than exact."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

_LONG = 1500
"""Beyond this many characters the middle is marked as a whole: comparing costs the square of the length."""
_BRIDGE = 1
"""Equal runs this short between two differences are marked with them: single equal letters only flicker."""

Span = tuple[str, bool]
"""A run of characters, and whether it differs."""


def differing_spans(text: str, other: str) -> list[Span]:
    """The text in runs that are or are not in the other one at the same place.

    The runs put together are the text, whatever it is compared with.
    """
    head = _common(text, other)
    tail = _common(text[head:][::-1], other[head:][::-1])
    middle, opposite = text[head : len(text) - tail], other[head : len(other) - tail]
    spans: list[Span] = [(text[:head], False)]
    if len(middle) > _LONG or len(opposite) > _LONG:
        spans.append((middle, True))
    else:
        matcher = SequenceMatcher(None, middle, opposite, autojunk=False)
        for tag, start, end, _, _ in matcher.get_opcodes():
            spans.append((middle[start:end], tag != "equal" or end - start <= _BRIDGE))
    spans.append((text[len(text) - tail :] if tail else "", False))
    return _joined(spans)


def _common(one: str, other: str) -> int:
    length = min(len(one), len(other))
    return next((at for at in range(length) if one[at] != other[at]), length)


def _joined(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for words, marked in spans:
        if not words:
            continue
        if found and found[-1][1] == marked:
            found[-1] = (found[-1][0] + words, marked)
        else:
            found.append((words, marked))
    return found
