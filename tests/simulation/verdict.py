"""A law that did not hold."""

from __future__ import annotations


class Violation(AssertionError):
    """A law of sync-design 14 that did not hold.

    Attributes:
        law: its number.
    """

    def __init__(self, law: int, text: str) -> None:
        super().__init__(f"law {law}: {text}")
        self.law = law
