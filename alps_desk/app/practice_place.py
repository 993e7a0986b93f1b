"""Where practising happens: folders beside the real data, apart from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alps_desk import wording
from alps_desk.app.workplace import Home


@dataclass(frozen=True)
class Practice:
    """The folders of a practice.

    Attributes:
        root: holds all of them.
    """

    root: Path

    @property
    def desk(self) -> Home:
        """Where the person works."""
        return Home(self.root / "desk")

    @property
    def union(self) -> Home:
        """The union that answers an office that practises."""
        return Home(self.root / "union")

    @property
    def inbox(self) -> Path:
        """Files that "have arrived"."""
        return self.root / wording.say("practice_inbox")

    @property
    def exists(self) -> bool:
        """Whether a practice was begun and not thrown away."""
        return self.desk.store.exists()


def practice_of(home: Home) -> Practice:
    """The practice that belongs to a data folder; it need not exist."""
    return Practice(home.practice)


def real_home(home: Home) -> Home:
    """The data folder that a practice belongs to; the folder itself if it is none."""
    real = Home(home.root.parent.parent)
    return real if home.root == practice_of(real).desk.root else home


def union_answering(home: Home) -> Home | None:
    """The union that answers the office of this data folder, if it is one that practises."""
    real = real_home(home)
    union = practice_of(real).union
    return union if real != home and union.store.exists() else None
