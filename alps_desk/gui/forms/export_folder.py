"""Where exchange files go: the folder that was chosen, or the office's own."""

from __future__ import annotations

from pathlib import Path

from alps_desk.gui.session import Session


def chosen(session: Session) -> Path:
    """The folder that was chosen, there or not; the office's own if none was."""
    remembered = session.settings.text("export_folder")
    return Path(remembered) if remembered else session.desk.place.home.outbox


def ready(session: Session) -> Path:
    """The chosen folder, or the office's own when a stick is not there any more: the result names it."""
    folder = chosen(session)
    if session.settings.text("export_folder") and not folder.is_dir():
        return session.desk.place.home.outbox
    return folder
