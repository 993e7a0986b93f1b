"""The screens of an office and of the union, in the order of the navigation.

Each loads when it is first made, so that the window opens before the rest is read: the imports stand in the makers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from alps_desk import wording
from alps_desk.gui.screen import Screen

if TYPE_CHECKING:
    from alps_desk.gui.page import Page
    from alps_desk.gui.session import Session


@dataclass(frozen=True)
class _Entry:
    """A line of the navigation.

    Attributes:
        key, icon: as of the page; title: code of the sentence.
        group: number of its block.
        make: loads and makes the page.
        only: whose it is; "" = everybody's.
        counts: it tells how much waits there before it is opened.
    """

    key: str
    title: str
    icon: str
    group: int
    make: Callable[[Session], Page]
    only: Literal["", "office", "union"] = ""
    counts: bool = False


def screens_of(session: Session) -> list[Screen]:
    """The screens of the session's office, none of them made."""
    return [
        Screen(
            one.key,
            wording.say(one.title),
            one.icon,
            partial(one.make, session),
            group=one.group,
            parent=session,
        )
        for one in _entries(union=session.desk.is_union)
    ]


def counting(*, union: bool) -> list[str]:
    """Keys of the screens that tell how much waits there; they are made as soon as the first screen is shown."""
    return [one.key for one in _entries(union=union) if one.counts]


def _entries(*, union: bool) -> list[_Entry]:
    mine = "union" if union else "office"
    return [one for one in _ENTRIES if one.only in ("", mine)]


def _board(session: Session) -> Page:
    from alps_desk.gui.views.board import BoardPage

    return BoardPage(session)


def _import(session: Session) -> Page:
    from alps_desk.gui.views.imports import ImportPage

    return ImportPage(session)


def _conflicts(session: Session) -> Page:
    from alps_desk.gui.views.conflicts import ConflictsPage

    return ConflictsPage(session)


def _home(session: Session) -> Page:
    from alps_desk.gui.views.home import HomePage

    return HomePage(session)


def _entry(session: Session) -> Page:
    from alps_desk.gui.forms.entry_page import EntryPage

    return EntryPage(session)


def _budget(session: Session) -> Page:
    from alps_desk.gui.forms.budget_page import BudgetPage

    return BudgetPage(session)


def _indicators(session: Session) -> Page:
    from alps_desk.gui.forms.indicator_page import IndicatorPage

    return IndicatorPage(session)


def _evaluation(session: Session) -> Page:
    from alps_desk.gui.forms.evaluation_page import EvaluationPage

    return EvaluationPage(session)


def _overview(session: Session) -> Page:
    from alps_desk.gui.views.overview import OverviewPage

    return OverviewPage(session)


def _talk(session: Session) -> Page:
    from alps_desk.gui.views.talk import TalkPage

    return TalkPage(session)


def _submit(session: Session) -> Page:
    from alps_desk.gui.views.submit import SubmitPage

    return SubmitPage(session)


def _reports(session: Session) -> Page:
    from alps_desk.gui.views.reports import ReportsPage

    return ReportsPage(session)


def _totals(session: Session) -> Page:
    from alps_desk.gui.views.totals import TotalsPage

    return TotalsPage(session)


def _export(session: Session) -> Page:
    from alps_desk.gui.forms.export_page import ExportPage

    return ExportPage(session)


def _receipt(session: Session) -> Page:
    from alps_desk.gui.views.receipt import ReceiptPage

    return ReceiptPage(session)


def _plan(session: Session) -> Page:
    from alps_desk.gui.plan.plan_page import PlanPage

    return PlanPage(session)


def _settings(session: Session) -> Page:
    from alps_desk.gui.views.settings_page import SettingsPage

    return SettingsPage(session)


def _help(session: Session) -> Page:
    from alps_desk.gui.views.help_page import HelpPage

    return HelpPage(session)


_ENTRIES = (
    _Entry("board", "board_title", "nav_board", 0, _board, only="union"),
    _Entry("import", "import_title", "nav_import", 0, _import, only="union"),
    _Entry("conflicts", "conflict_title", "nav_conflict", 0, _conflicts, only="union", counts=True),
    _Entry("home", "home_title", "nav_home", 1, _home, only="office"),
    _Entry("entry", "office_entry_title", "nav_entry", 1, _entry),
    _Entry("budget", "budget_title", "nav_money", 1, _budget),
    _Entry("indicators", "indicator_title", "nav_indicator", 1, _indicators),
    _Entry("evaluation", "evaluation_title", "nav_evaluation", 1, _evaluation, only="union"),
    _Entry("overview", "overview_title", "nav_overview", 1, _overview),
    _Entry("talk", "talk_title", "nav_talk", 1, _talk, counts=True),
    _Entry("submit", "submit_title", "nav_submit", 2, _submit, only="office"),
    _Entry("reports", "reports_title", "nav_report", 2, _reports),
    _Entry("totals", "totals_title", "nav_totals", 2, _totals, only="union"),
    _Entry("export", "office_export_title", "nav_export", 2, _export),
    _Entry("receipt", "receipt_title", "nav_import", 2, _receipt, only="office"),
    _Entry("plan", "plan_title", "nav_plan", 3, _plan, only="union"),
    _Entry("settings", "home_settings", "nav_settings", 3, _settings),
    _Entry("help", "home_help", "nav_help", 3, _help),
)
