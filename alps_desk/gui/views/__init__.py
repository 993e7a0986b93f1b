"""Screens beside the forms: the union's board, import, conflicts, overview and reports; an office's own home."""

from __future__ import annotations

from alps_desk.gui.page import Page
from alps_desk.gui.plan.plan_page import PlanPage
from alps_desk.gui.session import Session
from alps_desk.gui.views.board import BoardPage
from alps_desk.gui.views.conflicts import ConflictsPage
from alps_desk.gui.views.home import HomePage
from alps_desk.gui.views.imports import ImportPage
from alps_desk.gui.views.overview import OverviewPage
from alps_desk.gui.views.receipt import ReceiptPage
from alps_desk.gui.views.reports import ReportsPage
from alps_desk.gui.views.submit import SubmitPage
from alps_desk.gui.views.totals import TotalsPage


def office_pages(session: Session) -> list[Page]:
    """The screens for offices alone, made but not yet built: ``home``, ``submit``, ``receipt``."""
    return [] if session.desk.is_union else [HomePage(session), SubmitPage(session), ReceiptPage(session)]


def union_pages(session: Session) -> list[Page]:
    """The screens of this room that the session's office may use, made but not yet built.

    The union sees all of them, an office only the overview of what it holds. ``shell`` puts them in their places
    by their keys: ``board``, ``import``, ``conflicts``, ``overview``, ``reports``, ``totals``, ``plan``.
    """
    if not session.desk.is_union:
        return [OverviewPage(session)]
    return [
        BoardPage(session),
        ImportPage(session),
        ConflictsPage(session),
        OverviewPage(session),
        ReportsPage(session),
        TotalsPage(session),
        PlanPage(session),
    ]
