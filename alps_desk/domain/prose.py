"""Text that people write: what may be stored, and the only changes made to it on the way in.

Promise: text is kept sign by sign; no normalisation, no trimming (R46, R50). Only three things happen at entry:
line ends become LF, kana followed by a separate sound mark becomes one sign (never anything else: composing
would replace 神 U+FA19 and its like), and what cannot travel safely is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from alps_desk.domain.cells import CellValue, to_stored
from alps_desk.domain.errors import InputRejected, excerpt

LONGEST = 10_000
"""Characters one journal value may have."""

_LINE_ENDS = re.compile("\r\n?")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SOUND_MARKED = re.compile("[\u3041-\u3096\u309d\u30a1-\u30fa\u30fd][\u3099\u309a]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_OVERFLOW = re.compile("#{3,}")


@dataclass(frozen=True)
class Prose:
    """Text as it will be stored, and the code of a notice about it ("" = none)."""

    text: str
    code: str = ""
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


def read_prose(text: str, *, lines: bool) -> Prose:
    """Takes a typed text.

    Args:
        text: exactly what was typed or pasted; tabs are allowed (R55).
        lines: whether the field may hold line breaks.

    Returns:
        The text to store. Private-use characters (外字) stay and raise a notice (R52).

    Raises:
        InputRejected: ``entry_control``, ``entry_broken_text``, ``entry_line_break``, ``entry_text_too_long``,
            ``number_hashes`` (nothing but ####: a spreadsheet column was too narrow).
    """
    if found := _SURROGATE.search(text):
        raise InputRejected("entry_broken_text", position=found.start() + 1)
    kept = _LINE_ENDS.sub("\n", text)
    if found := _CONTROL.search(kept):
        raise InputRejected("entry_control", position=found.start() + 1)
    if not lines and "\n" in kept:
        raise InputRejected("entry_line_break")
    if _OVERFLOW.fullmatch(kept.strip()):
        raise InputRejected("number_hashes")
    composed = _SOUND_MARKED.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), kept)
    # Counted as stored: text beginning with "#" takes one more character there.
    if len(str(to_stored(CellValue.of(composed)))) > LONGEST:
        raise InputRejected("entry_text_too_long", length=len(composed), limit=LONGEST)
    if found := _PRIVATE.search(composed):
        return Prose(
            composed,
            "entry_private_use",
            {"position": found.start() + 1, "near": excerpt(composed[max(0, found.start() - 5) :], 10)},
        )
    if composed != kept:
        return Prose(composed, "entry_kana_composed")
    return Prose(composed, "entry_line_ends" if kept != text else "")
