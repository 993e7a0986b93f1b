"""The forms that can be made: name, number, title, and who fills them (reference.md 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from alps_desk.domain.errors import InputRejected, excerpt
from alps_desk.domain.plan import Period, Plan
from alps_desk.reports import (
    board_form,
    burden_table,
    comparison,
    evaluation_sheet,
    field_summary,
    funding_table,
    handover,
    import_list,
    indicator_list,
    money_summary,
    money_years,
    progress_list,
    progress_sheet,
    project_changes,
    submission_table,
)
from alps_desk.reports.form_cells import DisplayUnit
from alps_desk.reports.tables import ReportTable
from alps_desk.wording import say

FactsKind = Literal[
    "figures", "year", "handover", "years", "two_years", "submissions", "imports", "comparison", "board"
]


class Builder(Protocol):
    """Fills a form from the facts it asks for (``Form.facts``)."""

    def __call__(
        self,
        plan: Plan,
        period: Period,
        facts: Any,
        /,
        *,
        made_by: str,
        made_on: date,
        display_unit: DisplayUnit,
    ) -> ReportTable:
        """The form of one period as a table."""
        ...


@dataclass(frozen=True)
class Form:
    """One form.

    Attributes:
        name: identifier on the command line; number: of the form; title: Japanese.
        build: fills it; formats: files it can be written as.
        facts: what it is filled from: the year's ``figures``, the ``year`` with all that belongs to it, or something
            that is read for this form alone.
        scoped: whether it can be made for one project or one body alone.
        of_office: whether an office makes it too, of its own work; the others need what all bodies report.
    """

    name: str
    number: int
    title: str
    build: Builder
    formats: tuple[str, ...] = ("csv", "xlsx", "pdf")
    facts: FactsKind = "figures"
    scoped: bool = False
    of_office: bool = False


REPORTS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form(
            progress_sheet.NAME,
            1,
            say("form_progress_sheet"),
            progress_sheet.build,
            facts="year",
            scoped=True,
            of_office=True,
        ),
        Form(progress_list.NAME, 2, say("form_progress_list"), progress_list.build),
        Form(
            indicator_list.NAME,
            3,
            say("form_indicator_list"),
            indicator_list.build,
            facts="year",
            of_office=True,
        ),
        Form(money_summary.NAME, 4, say("form_money_summary"), money_summary.build),
        Form(funding_table.NAME, 5, say("form_funding"), funding_table.build),
        Form(burden_table.NAME, 6, say("form_burdens"), burden_table.build, facts="two_years"),
        Form(
            evaluation_sheet.NAME,
            7,
            say("form_evaluation_sheet"),
            evaluation_sheet.build,
            facts="year",
            scoped=True,
            of_office=True,
        ),
        Form(field_summary.NAME, 8, say("form_field_summary"), field_summary.build, facts="year"),
        Form(submission_table.NAME, 9, say("form_submissions"), submission_table.build, facts="submissions"),
        Form(import_list.NAME, 10, say("form_imports"), import_list.build, facts="imports"),
        Form(
            project_changes.NAME,
            11,
            say("form_project_changes"),
            project_changes.build,
            facts="year",
            of_office=True,
        ),
        Form(handover.NAME, 12, say("form_handover"), handover.build, facts="handover", of_office=True),
        Form(
            comparison.NAME,
            13,
            say("form_comparison"),
            comparison.build,
            facts="comparison",
            of_office=True,
        ),
        Form(money_years.NAME, 14, say("form_money_years"), money_years.build, facts="years"),
        Form(board_form.NAME, 15, say("form_board"), board_form.build, facts="board"),
    )
}
"""Every form by name, in the order of their numbers."""


def form_named(name: str) -> Form:
    """A form by its name, its Japanese title, or its number.

    Raises:
        InputRejected: there is none (``form_unknown``).
    """
    for form in REPORTS.values():
        if name in (form.name, form.title, str(form.number)):
            return form
    names = say("form_list_separator").join(REPORTS)
    raise InputRejected("form_unknown", name=excerpt(name), names=names)
