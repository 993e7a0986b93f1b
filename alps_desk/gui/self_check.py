"""自己点検 of the window: letters, every screen of an office and of the union, and a page as PDF, on data of its own.

Nothing is shown and nothing of the user's is touched: the two desks live in a folder that is gone afterwards.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLibraryInfo, Qt
from PySide6.QtGui import QFont, QFontInfo, QGuiApplication, QImage

from alps_desk import wording
from alps_desk.app.commands import WriteRegistration, WriteReport
from alps_desk.app.desk import Desk
from alps_desk.app.self_check import Checked
from alps_desk.app.setup import SetUp
from alps_desk.app.workplace import Home
from alps_desk.domain.errors import Refusal
from alps_desk.domain.records import UNION
from alps_desk.gui.application import make_application
from alps_desk.gui.messages import Messages
from alps_desk.gui.settings import Settings
from alps_desk.gui.shell import Doors, Shell
from alps_desk.paper.fonts import DIGIT_FAMILIES, TEXT_FAMILIES

_FEWEST_COLOURS = 8
"""A screen that was painted has more; one that was not has one or two."""
_RARE = "Alps Desk Rare Kanji"

SetUpDesk = Callable[[Home, SetUp], Desk]


def check_window(set_up_desk: SetUpDesk, now: Callable[[], datetime]) -> Sequence[Checked]:
    """Open everything once.

    Raises:
        Refusal: the data to try it on could not be made.
    """
    make_application(sys.argv[:1])
    found = [
        Checked(
            "qt",
            True,
            wording.say(
                "self_qt", version=QLibraryInfo.version().toString(), screen=QGuiApplication.platformName()
            ),
        ),
        _fonts(),
    ]
    with tempfile.TemporaryDirectory(prefix="alps-desk-", ignore_cleanup_errors=True) as folder:
        union = set_up_desk(Home(Path(folder) / UNION), SetUp(UNION))
        try:
            member = union.plan().members[0].key
            registration = union.execute(WriteRegistration(Path(folder) / "registration.csv"))
            found += [_screens(union, "window_union", now), _pdf(union, Path(folder))]
        finally:
            union.close()
        command = SetUp(member, registration=registration.read_bytes())
        office = set_up_desk(Home(Path(folder) / member), command)
        try:
            found.append(_screens(office, "window_office", now))
        finally:
            office.close()
    return found


def _fonts() -> Checked:
    missing = [
        family
        for family in (TEXT_FAMILIES[0], DIGIT_FAMILIES[0], _RARE)
        if QFontInfo(QFont(family)).family() != family
    ]
    if missing:
        return Checked("fonts", False, wording.say("self_fonts_missing", fonts="、".join(missing)))
    return Checked("fonts", True, wording.say("self_fonts"))


def _screens(desk: Desk, name: str, now: Callable[[], datetime]) -> Checked:
    application, theme = make_application(sys.argv[:1])
    faults: list[BaseException] = []
    painted, count = True, 0
    shell = Shell(
        desk.place.home, Doors(_closed, _closed, now), theme, Settings(None), Messages(), faults.append
    )
    with _Taking(faults):
        try:
            window = shell.make_window(desk)
            window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            window.show()
            for key in window.navigation.items:
                window.show_page(key)
                assert shell.session is not None
                shell.session.lanes.wait_until_idle()
                application.processEvents()
                shell.session.lanes.wait_until_idle()
                painted = painted and _is_painted(window.grab().toImage())
                count += 1
        finally:
            shell.stop()
    if faults:
        kinds = "、".join(sorted({type(one).__name__ for one in faults}))
        return Checked(name, False, wording.say("self_window_bad", kinds=kinds))
    code = f"self_{name}" if painted else "self_window_empty"
    return Checked(name, painted and count > 0, wording.say(code, count=count))


class _Taking:
    """Takes every fault inside a block as a finding, also one that is raised where Qt calls us."""

    def __init__(self, faults: list[BaseException]) -> None:
        self._faults = faults

    def __enter__(self) -> None:
        self._before = sys.excepthook
        sys.excepthook = self._take

    def _take(self, _: type[BaseException], fault: BaseException, __: TracebackType | None) -> None:
        self._faults.append(fault)

    def __exit__(
        self, _: type[BaseException] | None, fault: BaseException | None, __: TracebackType | None
    ) -> bool:
        sys.excepthook = self._before
        if not isinstance(fault, Exception) or isinstance(fault, Refusal):
            return False
        self._faults.append(fault)
        return True


def _is_painted(image: QImage) -> bool:
    step = 7
    colours = {
        image.pixel(across, down)
        for down in range(0, image.height(), step)
        for across in range(0, image.width(), step)
    }
    return len(colours) >= _FEWEST_COLOURS


def _pdf(union: Desk, folder: Path) -> Checked:
    plan = union.plan()
    file = folder / "report.pdf"
    union.execute(
        WriteReport(
            next(one.name for one in union.forms() if not one.scoped),
            plan.fy,
            plan.periods[0].code,
            "pdf",
            file,
        )
    )
    good = file.read_bytes().startswith(b"%PDF-")
    return Checked("pdf", good, wording.say("self_pdf" if good else "self_pdf_bad"))


def _closed(home: Home, command: SetUp | None = None) -> Desk:
    raise AssertionError("the check opens no other desk")
