"""The folded copy of a text by which it is searched.

Promise: two spellings of one word have one key: any width, katakana or hiragana, old or new kanji (觀光 and 観光),
spaces put in for layout (観 光), long vowel marks or none (マネージメント, マネジメント). Keys are compared and thrown
away; nothing stored or shown is ever made from one (R50).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from alps_desk.domain.kanji_variants import SEARCH_FORM

_HIRAGANA_OF_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL_KE = {ord("ヵ"): "か", ord("ヶ"): "け", ord("ゕ"): "か", ord("ゖ"): "け"}
_FOLD: dict[int, int | str] = {
    **{code: chr(hiragana) for code, hiragana in _HIRAGANA_OF_KATAKANA.items()},
    **_SMALL_KE,
    **SEARCH_FORM,
}
# Spaces, dashes and long vowel marks, middle dots, variation selectors, and every invisible sign.
_DROPPED = re.compile(
    "[\\s\u30fc\\-\u2010-\u2015\u2212\u2500\u30fb\u00b7\ufe00-\ufe0f\U000e0100-\U000e01ef"
    "\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]"
)


def search_key(text: str) -> str:
    """Folded copy of a text; a word is in a text if its key is in the key of the text."""
    # Dropped first, so that a sound mark meets its kana, and again: NFKC makes new spaces and dashes.
    kept = unicodedata.normalize("NFKC", _DROPPED.sub("", text))
    return _DROPPED.sub("", kept.casefold().translate(_FOLD))


def search_keys(texts: Collection[str]) -> list[str]:
    """Folded copies of many texts, in their order: ten times as quick as one by one."""
    if not texts:
        return []
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) >= len(texts):
        return [search_key(text) for text in texts]
    # Each step on all of them at once; no step joins what stands on two sides of the sign between.
    kept = _DROPPED.sub("", joined)
    if not kept.isascii():
        if not unicodedata.is_normalized("NFKC", kept):
            parts = kept.split(_BETWEEN)
            odd = [at for at, part in enumerate(parts) if not unicodedata.is_normalized("NFKC", part)]
            plain = unicodedata.normalize("NFKC", _BETWEEN.join(parts[at] for at in odd))
            for at, part in zip(odd, plain.split(_BETWEEN), strict=True):
                parts[at] = part
            kept = _BETWEEN.join(parts)
        # Casefolding can make what folding or dropping is for.
        return _DROPPED.sub("", kept.casefold().translate(_FOLD)).split(_BETWEEN)
    return kept.casefold().split(_BETWEEN)


_BETWEEN = "\0"


def found_in(wanted: str, text: str) -> bool:
    """Whether every word of a search stands somewhere in a text, in any order; an empty search finds everything."""
    key = search_key(text)
    return all(search_key(word) in key for word in wanted.split())
