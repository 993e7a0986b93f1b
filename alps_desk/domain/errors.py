"""What a user can act on: refusals with a code and parameters, never a sentence.

The sentence for a code stands in ``resources/messages``; only the edge of the program (command line, window)
puts the two together. Everything that is not one of these is a fault of the program.
"""

from __future__ import annotations

import unicodedata


class Refusal(Exception):
    """Something the program does not do, for a reason the user can act on.

    Attributes:
        code: key of the sentence in the message catalogue.
        params: what the sentence is filled with; short texts and numbers only.
        told_as: key of a sentence that says more, where more is known; the code stays what it is.
    """

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.told_as = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}"


class InputRejected(Refusal):
    """What was typed or read from an entry table cannot be taken."""


class BundleRejected(Refusal):
    """An exchange file is refused whole; nothing was changed."""


class StaleRecord(Refusal):
    """The record changed since it was shown."""


class StoreUnavailable(Refusal):
    """The data cannot be opened or written now (in use, read-only, no room, damaged)."""


class StoreTooNew(Refusal):
    """The data was made by a newer program."""


class NotFound(Refusal):
    """Something named does not exist (a project, a record, a report, a file)."""


class WrongUsage(Refusal):
    """The command line was used wrongly."""


def excerpt(text: str, limit: int = 20) -> str:
    """What was typed, safe to stand inside a sentence: bounded, on one line, without invisible characters.

    Args:
        text: anything, control characters and lone surrogates included.
        limit: characters kept; longer text ends with "…".
    """
    kept = "".join(" " if unicodedata.category(sign) in _UNSHOWABLE else sign for sign in text[:limit])
    return kept + "…" if len(text) > limit else kept


_UNSHOWABLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
