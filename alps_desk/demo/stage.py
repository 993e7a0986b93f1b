"""Where the round is played: one folder with the data of every PC and everything that comes out."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from alps_desk import wording
from alps_desk.app.files import write_whole
from alps_desk.app.workplace import Home
from alps_desk.domain.errors import InputRejected, StoreUnavailable

_FOLDERS = ("tables", "bundles", "results", "pictures", "data")


def own_folder(beside: Path) -> Path:
    """A folder for a round that nobody gave one: a new one, never one with something in it."""
    number = 1
    while True:
        name = f"demo-out-{number}" if number > 1 else "demo-out"
        if not (beside / name).exists():
            return beside / name
        number += 1


@dataclass(frozen=True)
class Stage:
    """The folder of the round; the names of what is in it are for people."""

    root: Path

    def _folder(self, key: str) -> Path:
        return self.root / wording.say(f"demo_folder_{key}")

    @property
    def tables(self) -> Path:
        """Entry tables, as the offices fill them in."""
        return self._folder("tables")

    @property
    def bundles(self) -> Path:
        """Exchange files."""
        return self._folder("bundles")

    @property
    def results(self) -> Path:
        """What the union makes in the end."""
        return self._folder("results")

    @property
    def pictures(self) -> Path:
        """Pictures of the screens."""
        return self._folder("pictures")

    @property
    def guide(self) -> Path:
        """見どころ: what to look at. Its presence says that the folder is one of these."""
        return self.root / wording.say("demo_file_guide")

    def home(self, pc: str) -> Home:
        """The data folder of a PC."""
        return Home(self._folder("data") / pc)

    def file(self, folder: Path, code: str, ending: str, **names: object) -> Path:
        """A file with a name for people."""
        return folder / (wording.say(code, **names) + ending)

    def clear(self) -> None:
        """Make the folder, empty; what an earlier round left in it goes away, and nothing else ever.

        Raises:
            InputRejected: there are other files in it (``demo_out_taken``).
            StoreUnavailable: it cannot be made or emptied (``cannot_write``).
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            if any(self.root.iterdir()):
                if not self.guide.is_file():
                    raise InputRejected("demo_out_taken", folder=self.root.name[:40])
                for key in _FOLDERS:
                    if self._folder(key).is_dir():
                        shutil.rmtree(self._folder(key))
            # First, so that a round that was cut off can be played again in the same place.
            write_whole(self.guide, b"")
            for key in _FOLDERS:
                self._folder(key).mkdir()
        except OSError as error:
            raise StoreUnavailable("cannot_write", file=self.root.name[:40]) from error
