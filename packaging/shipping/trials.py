"""What was tried of a finished product, told line by line."""

from __future__ import annotations

from shipping.steps import Failed, Place


class Trials:
    """Counts what did not go well."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.tried = self.failed = 0

    def that(self, what: str, good: bool, otherwise: object = "") -> None:
        """One thing that was tried.

        Args:
            otherwise: what came instead, told only if it was not good.
        """
        self.tried += 1
        self.failed += not good
        self._place.note(f"{'ok  ' if good else 'FAIL'} {what}" + (f": {otherwise}" if not good else ""))

    def end(self) -> None:
        """Tell how it went.

        Raises:
            Failed: something did not go well.
        """
        self._place.note(f"{self.tried} tried, {self.failed} failed")
        if self.failed or not self.tried:
            raise Failed(f"{self.failed} of {self.tried} did not go well")
