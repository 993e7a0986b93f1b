"""A narrow copy of typed text, for reading numbers, dates and codes (R58).

Promise: only the width of a sign changes, never its meaning; signs that nobody can see are left out. NFKC is not
used here on purpose: it would read "①200" as 1200 and "10²" as 102 (R50). Stored text never passes through this
module.
"""

from __future__ import annotations

_WIDE_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_MINUS_LIKE = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u30fc\uff70"  # ‐ ‑ ‒ – — ― − ─ ー ｰ
_INVISIBLE = "\u200b\u200e\u200f\u202a\u202c\u2060\ufeff"
_NARROW: dict[int, int | None] = {
    **dict.fromkeys(map(ord, _INVISIBLE)),
    **_WIDE_ASCII,
    **{ord(sign): ord("-") for sign in _MINUS_LIKE},
    0x3000: ord(" "),
    0x00A0: ord(" "),
    0xFFE5: ord("¥"),
    ord("▲"): ord("△"),
}


def narrow(text: str) -> str:
    """Full-width ASCII in half width, every dash as "-", ▲ as △, ￥ as ¥, any space as a space."""
    return text.translate(_NARROW)
