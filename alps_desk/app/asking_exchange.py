"""What the desk is asked about files that come and go, the PCs that write them, and the copies of the data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alps_desk import app

if TYPE_CHECKING:
    from alps_desk.app.copies import CopyFile, Reminder
    from alps_desk.app.devices import DeviceView
    from alps_desk.app.exchange import FileResult
    from alps_desk.app.receipts import Receipt
    from alps_desk.app.self_check import Checked
    from alps_desk.app.workplace import Workplace
    from alps_desk.store.rows import ExportRow, ImportRow


class ExchangeQuestions:
    """Questions about files, PCs and copies; part of the desk."""

    place: Workplace

    @property
    def shared(self) -> bool:
        """Whether several programs work on these data at once: they are on a server."""
        return not self.place.lock.needed

    @property
    def pairing_code(self) -> str:
        """The eight groups of this PC."""
        return app.setup.pairing_code(self.place)

    def imports(self) -> list[ImportRow]:
        """Files taken, oldest first."""
        return self.place.store.imports()

    def exports(self) -> list[ExportRow]:
        """Exchange files written here, oldest first."""
        return self.place.store.exports()

    def devices(self) -> list[DeviceView]:
        """Every PC on the roster."""
        return app.devices.devices(self.place)

    def receipts(self) -> list[Receipt]:
        """Every segment of this PC with what became of it at the union."""
        return app.receipts.receipts(self.place)

    def unexported(self) -> set[tuple[str, str]]:
        """(record, field) pairs changed here and not exported yet."""
        return self.place.store.unsealed_records()

    def counts(self) -> dict[str, int]:
        """How many changes, segments, records and unsealed changes there are."""
        return self.place.store.counts()

    def backups(self) -> list[CopyFile]:
        """Copies of the store in the data folder and in the second place, oldest first."""
        return app.copies.all_copies(self.place)

    def second_place(self) -> str:
        """The second place for copies as it was chosen, "" if there is none."""
        return app.home_settings.read_settings(self.place.home.settings).backup

    def copy_reminder(self) -> Reminder | None:
        """Whether somebody should see to the copies."""
        return app.copies.reminder(self.place)

    def self_check(self) -> list[Checked]:
        """Whether this office's data are sound."""
        return app.self_check.check_place(self.place)

    def digest(self) -> str:
        """Hash of everything shown."""
        return self.place.store.digest()

    def verify(self, path: Path) -> FileResult:
        """What a file is, without taking it."""
        return app.taking.verify_file(self.place, path)
