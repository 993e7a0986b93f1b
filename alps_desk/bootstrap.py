"""Composition root: a data folder becomes a desk."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from alps_desk import app, places
from alps_desk.app.desk import Desk
from alps_desk.app.practice_place import practice_of, real_home, union_answering
from alps_desk.app.workplace import JAPAN, Clock, Home, NonceMaker, open_workplace
from alps_desk.domain.errors import NotFound, StoreUnavailable

if TYPE_CHECKING:
    from alps_desk.app.exchange import Exported
    from alps_desk.app.setup import SetUp
    from alps_desk.reports.cover_sheet import CoverSheet
    from alps_desk.reports.tables import ReportTable


def now() -> datetime:
    """The PC's clock, in Japan's time."""
    return datetime.now(JAPAN)


def nonce() -> str:
    """128 random bits, hex."""
    # As secrets.token_hex, which loads much else.
    return os.urandom(16).hex()


def home_at(folder: Path | None) -> Home:
    """The data folder: the named one, or the user's own."""
    return Home(folder if folder is not None else places.default_home())


def open_desk(
    home: Home, *, clock: Clock = now, nonce_maker: NonceMaker = nonce, alone: bool = False
) -> Desk:
    """Open an office that was set up.

    Args:
        alone: nobody else may change its data until the desk is closed (a window).

    Raises:
        StoreUnavailable, StoreTooNew: with a code that says what to do.
    """
    union = union_answering(home)

    def answer(sent: Exported) -> None:
        assert union is not None
        desk = open_desk(union, clock=clock, nonce_maker=nonce_maker)
        try:
            app.practising.answer(desk, sent.file, sent.code, practice_of(real_home(home)).inbox)
        finally:
            desk.close()

    try:
        place = open_workplace(home, clock, nonce_maker)
    except StoreUnavailable as refusal:
        # Told with the day of the copy to go back to; a first page of rubbish looks like another program's file.
        if refusal.code not in ("store_damaged", "not_a_store"):
            raise
        raise app.copies.damaged(home, refusal) from refusal
    return _occupied(Desk(place, write_pdf, answer if union is not None else None), alone)


def set_up_desk(
    home: Home,
    command: SetUp,
    *,
    clock: Clock = now,
    nonce_maker: NonceMaker = nonce,
    alone: bool = False,
) -> Desk:
    """Set an office up and open it, as :func:`open_desk`."""
    return _occupied(Desk(app.setup.set_up(home, command, clock, nonce_maker), write_pdf), alone)


def _occupied(desk: Desk, alone: bool) -> Desk:
    if alone:
        try:
            desk.occupy()
        except BaseException:
            desk.close()
            raise
    return desk


def write_pdf(table: ReportTable | CoverSheet, path: Path) -> None:
    """Paint a report and write the file. Qt is loaded only now: everything else works without it.

    Raises:
        NotFound: the parts that paint are missing (``pdf_unavailable``).
        StoreUnavailable: the file cannot be written.
    """
    try:
        from alps_desk.paper import pdf
    except ImportError as error:
        raise NotFound("pdf_unavailable") from error
    pdf.write_pdf(table, path)
