"""The page for the public: one HTML file with the figures that the union accepted, for screen, ear and paper.

Promise: nothing but approved figures stands in it (``domain.approved``), and what is not approved is said to be missing,
never 0. The file needs nothing else: no script, no address, no font. It can be read by headings and tables alone, by
keyboard, and printed on A4. Equal figures give equal files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from alps_desk.domain.approved import Approved
from alps_desk.domain.budget_lines import BudgetLine, budget_lines, sum_lines
from alps_desk.domain.calendar import date_text, fiscal_year_text
from alps_desk.domain.cells import CellState
from alps_desk.domain.consolidate import consolidate
from alps_desk.domain.indicator_form import indicator_parts, judged, reading_of
from alps_desk.domain.indicator_plan import Indicator
from alps_desk.domain.indicators import Aggregation, Total, aggregate
from alps_desk.domain.money import format_amount, rate_text
from alps_desk.domain.plan import Period, Plan, PolicyField, Project
from alps_desk.domain.records import record_id
from alps_desk.domain.shown import EMPTY
from alps_desk.domain.typed_number import quantity_text
from alps_desk.reports.form_cells import as_of, period_line, stage_name
from alps_desk.reports.html_text import Html, bar, element, line_over_years
from alps_desk.reports.public_style import STYLE
from alps_desk.wording import say, term

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for this page: nothing."""
_DASH = "public_no_text"


@dataclass(frozen=True)
class PublicPage:
    """What the page shows.

    Attributes:
        earlier: fiscal year → its plan and its approved figures of the whole year, for series.
        made_by, made_on: who made it, and the day.
        unit: 1 (円) or 1000 (千円).
    """

    plan: Plan
    period: Period
    approved: Approved
    earlier: Mapping[int, tuple[Plan, Approved]]
    made_by: str
    made_on: date
    unit: Literal[1, 1000] = 1000

    @property
    def reports(self) -> list[tuple[Project, str]]:
        """Every report of a project that the year has: project and office, in their order."""
        plan = self.plan
        return [
            (project, body.key)
            for project in plan.projects
            for body in plan.bodies
            if project.enters(body.key)
        ]

    @property
    def accepted(self) -> int:
        """How many of them are accepted."""
        return sum(self.approved.accepts(office, project.code) for project, office in self.reports)

    @property
    def expected(self) -> int:
        """How many there are."""
        return len(self.reports)


def render_public_page(page: PublicPage) -> bytes:
    """The file."""
    return ("<!DOCTYPE html>\n" + _Writer(page).html() + "\n").encode("utf-8")


class _Writer:
    """Puts the page together, from the top down."""

    def __init__(self, page: PublicPage) -> None:
        self._page = page
        self._plan = page.plan
        figures = page.approved.figures
        lines = budget_lines(page.plan, figures, page.period.stage)
        self._lines = {(line.project, line.office): line for line in lines}
        self._totals = consolidate(page.plan, figures, page.period.stage)
        self._unit = say(f"public_unit_{page.unit}")

    def html(self) -> Html:
        plan = self._plan
        heading = say("public_heading", region=plan.region)
        title = f"{heading} {period_line(plan, self._page.period)}"
        sections = [
            ("summary", self._summary()),
            ("fields", self._fields()),
            ("projects", self._projects()),
            ("indicators", self._indicators()),
            ("notes", self._notes()),
        ]
        head = element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
            element("title", title),
            element("style", Html(STYLE)),
        )
        links = [element("li", element("a", say(f"public_{key}"), href=f"#{key}")) for key, _ in sections]
        body = element(
            "body",
            element("a", say("public_skip"), href="#main", class_="skip"),
            element(
                "header",
                element("h1", heading),
                element("p", self._line(), class_="line"),
                element("p", say("public_sample"), class_="sample") if plan.sample else None,
            ),
            element("nav", element("ul", links), aria_label=say("public_contents")),
            element(
                "main",
                [
                    element(
                        "section",
                        element("h2", say(f"public_{key}"), id=f"{key}-heading"),
                        content, id=key, aria_labelledby=f"{key}-heading",
                    )
                    for key, content in sections
                ],
                id="main", tabindex="-1",
            ),
            element(
                "footer",
                element("p", say("public_footer", name=self._page.made_by, day=date_text(self._page.made_on))),
            ),
        )  # fmt: skip
        return element("html", head, body, lang="ja")

    def _line(self) -> str:
        parts = [period_line(self._plan, self._page.period)]
        day = as_of(self._page.period)
        if day is not None:
            parts.append(say("report_as_of", day=date_text(day)))
        return say("report_separator").join(parts)

    # -- the whole --

    def _summary(self) -> list[Html]:
        plan, page = self._plan, self._page
        sums = sum_lines(self._lines.values())
        net = self._totals.total.net_yen
        figures = [
            (
                say("public_count_projects"),
                say(
                    "public_count_projects_value",
                    count=len(plan.projects), new=sum(one.is_new for one in plan.projects),
                ),
            ),
            (
                say("public_count_reports"),
                say("public_count_reports_value", done=page.accepted, all=page.expected),
            ),
            (
                say("public_spent_net"),
                say("public_yen", amount=self._yen(net), unit=self._unit) if net is not None else say(_DASH),
            ),
            (term("execution_rate"), rate_text(sums.rate) if sums.rate is not None else say(_DASH)),
        ]  # fmt: skip
        pairs = [element("div", element("dt", name), element("dd", value)) for name, value in figures]
        return [element("dl", pairs, class_="figures")]

    def _fields(self) -> list[Html]:
        rows = []
        for field in self._used_fields():
            lines = [line for line in self._lines.values() if self._field_of(line.project) == field.code]
            rows.append(self._field_row(field.name, lines))
        rows.append(self._field_row(say("form_all_projects"), list(self._lines.values()), total=True))
        headings = [
            term("field"),
            say("public_count_reports"),
            say("public_heading_unit", heading=term("budget_current"), unit=self._unit),
            say("public_heading_unit", heading=term("spent"), unit=self._unit),
            term("execution_rate"),
            say("public_picture"),
        ]
        return [_table(say("public_fields"), headings, rows, numbers={1, 2, 3, 4})]

    def _field_row(self, name: str, lines: Sequence[BudgetLine], *, total: bool = False) -> Html:
        sums = sum_lines(lines)
        expected = [line for line in lines if line.expected]
        done = sum(self._page.approved.accepts(line.office, line.project) for line in expected)
        count = say("public_count_reports_value", done=done, all=len(expected))
        return element(
            "tr",
            element("th", name, scope="row"),
            element("td", count, class_="number"),
            _number(self._money(sums.yen["current"])),
            _number(self._money(sums.yen["spent"])),
            _number(rate_text(sums.rate) if sums.rate is not None else say(_DASH)),
            element("td", self._bar(sums.rate)),
            class_="total" if total else None,
        )

    @staticmethod
    def _bar(rate: Decimal | None) -> Html | str:
        return say(_DASH) if rate is None else bar(rate, say("public_bar", rate=rate_text(rate)))

    # -- projects --

    def _projects(self) -> list[Html]:
        parts: list[Html] = []
        headings = [
            term("project_name"),
            term("office"),
            term("progress_class"),
            say("public_heading_unit", heading=term("budget_current"), unit=self._unit),
            say("public_heading_unit", heading=term("spent"), unit=self._unit),
            term("execution_rate"),
            term(self._rating),
            term("done_text"),
        ]
        for number, field in enumerate(self._used_fields(), 1):
            name = say("public_field_heading", number=number, name=field.name)
            groups = [
                self._project_group(project) for project in self._plan.projects if project.field == field.code
            ]
            parts.append(element("h3", name))
            parts.append(_table(name, headings, groups, numbers={3, 4, 5}, grouped=True, wide="works"))
        return parts

    def _project_group(self, project: Project) -> Html:
        """The reports of one project."""
        lines = [line for line in self._lines.values() if line.project == project.code and line.expected]
        approved = self._page.approved
        told = [
            [
                element("th", self._plan.body(line.office).name, scope="row"),
                *self._report_cells(project, line),
            ]
            for line in lines
            if approved.accepts(line.office, project.code)
        ]
        waiting = [
            self._plan.body(line.office).name
            for line in lines
            if not approved.accepts(line.office, project.code)
        ]
        if waiting or not told:
            names = say("form_list_separator").join(waiting) or say(_DASH)
            not_yet = element("th", say("public_not_yet"), scope="row", class_="waiting")
            told.append([not_yet, element("td", names, colspan=6, class_="waiting")])
        name = element("th", project.name, scope="rowgroup", rowspan=len(told))
        return element(
            "tbody", [element("tr", name if at == 0 else None, row) for at, row in enumerate(told)]
        )

    def _report_cells(self, project: Project, line: BudgetLine) -> list[Html]:
        return [
            element("td", self._choice(project, line.office, "progress_class", "progress_class")),
            _number(self._money(line.current.yen)),
            _number(self._money(line.spent_yen)),
            _number(rate_text(line.rate) if line.rate is not None else say(_DASH)),
            element(
                "td",
                self._choice(
                    project, line.office, self._rating, "rating" if self._rating == "self_rating" else "pace"
                ),
            ),
            element("td", self._text(project, line.office, "done_text"), class_="prose"),
        ]

    @property
    def _rating(self) -> str:
        return "self_rating" if self._page.period.code == "full_year" else "pace"

    def _text(self, project: Project, office: str, field: str) -> str:
        record = record_id(
            "progress", office, fy=self._plan.fy, period=self._page.period.code, project=project.code
        )
        cell = self._page.approved.figures.get((record, field), EMPTY).cell
        return str(cell.value) if cell.state is CellState.VALUE else say(_DASH)

    def _choice(self, project: Project, office: str, field: str, listed: str) -> str:
        return self._plan.label(listed, self._text(project, office, field))

    # -- indicators --

    def _indicators(self) -> list[Html]:
        plan = self._plan
        if not plan.indicators:
            return [element("p", say("public_no_indicators"))]
        years = [*self._page.earlier, plan.fy]
        headings = [
            term("project_name"), term("indicator_name"), say("public_unit"), say("public_baseline"),
            *(fiscal_year_text(year) for year in years), say("public_target"), say("public_achieved"),
            say("public_trend"),
        ]  # fmt: skip
        rows = [self._indicator_row(indicator, years) for indicator in plan.indicators]
        numbers = set(range(3, 6 + len(years)))
        return [_table(say("public_indicators"), headings, rows, numbers=numbers, wide="series", named=1)]

    def _indicator_row(self, indicator: Indicator, years: Sequence[int]) -> Html:
        plan = self._plan
        project = plan.project(indicator.project)
        totals = [self._total(indicator.code, year) for year in years]
        values = [total.value if total is not None else None for total in totals]
        now = judged(indicator, values[-1], plan.fy)
        target = indicator.target_text if indicator.is_text else self._quantity(indicator, indicator.target)
        baseline = self._quantity(indicator, indicator.baseline)
        if indicator.baseline is not None and indicator.baseline_time:
            baseline = say("public_baseline_value", value=baseline, time=indicator.baseline_time)
        points = [
            say("public_spark_point", year=fiscal_year_text(year), value=self._quantity(indicator, value))
            for year, value in zip(years, values, strict=True)
            if value is not None
        ]
        goal = None if indicator.is_text else indicator.target
        aim = (
            say("public_spark_target", value=self._quantity(indicator, goal))
            if goal is not None
            else say("public_spark_no_target")
        )
        told = say(
            "public_spark", name=indicator.name, points=say("form_list_separator").join(points), target=aim
        )
        return element(
            "tr",
            element("td", project.name if project else say(_DASH)),
            element("th", indicator.name, scope="row"),
            element("td", indicator.unit),
            _number(baseline),
            [_number(self._total_text(indicator, total)) for total in totals],
            _number(target or say(_DASH)),
            _number(rate_text(now.rate) if now.rate is not None else say(_DASH)),
            element("td", line_over_years(values, goal, told) if points else say(_DASH)),
        )

    def _total(self, code: str, year: int) -> Total | None:
        """The approved figure of the region in a year; None if the year did not know the indicator."""
        plan, approved = self._plan, self._page.approved
        period = self._page.period.code
        if year != plan.fy:
            plan, approved = self._page.earlier[year]
            period = "full_year"
        indicator = plan.indicator(code)
        if indicator is None:
            return None
        readings = [
            reading_of(approved.figures, part.record)
            for body in plan.bodies
            for part in indicator_parts(plan, body.key, period)
            if part.indicator.code == code
        ]
        known = indicator.aggregation in list(Aggregation)
        return aggregate(readings, Aggregation(indicator.aggregation) if known else Aggregation.NONE)

    def _total_text(self, indicator: Indicator, total: Total | None) -> str:
        if total is None or total.value is None:
            return say(_DASH)
        value = self._quantity(indicator, total.value)
        if total.reported == total.expected:
            return value
        return say("public_partial", value=value, done=total.reported, all=total.expected)

    @staticmethod
    def _quantity(indicator: Indicator, value: int | None) -> str:
        return say(_DASH) if value is None else quantity_text(value, indicator.decimals)

    # -- words --

    def _notes(self) -> list[Html]:
        codes = ["accepted", "not_yet", "net", "dash", "bar", "rate"]
        if self._page.unit == 1000:
            codes.append("rounding")
        if self._plan.indicators:
            codes.append("spark")
        notes = [say(f"public_note_{code}") for code in codes]
        notes.append(say("form_note_stage", stage=stage_name(self._page.period.stage)))
        return [element("ul", [element("li", note) for note in notes])]

    def _money(self, yen: int | None) -> str:
        return say(_DASH) if yen is None else self._yen(yen)

    def _yen(self, yen: int) -> str:
        return format_amount(yen, self._page.unit)

    def _used_fields(self) -> list[PolicyField]:
        codes = dict.fromkeys(project.field for project in self._plan.projects)
        order = {field.code: at for at, field in enumerate(self._plan.fields)}
        return [self._plan.field(code) for code in sorted(codes, key=lambda one: order.get(one, len(order)))]

    def _field_of(self, project: str) -> str:
        found = self._plan.project(project)
        return found.field if found else ""


def _number(text: str) -> Html:
    return element("td", text, class_="number")


def _table(
    name: str,
    headings: Sequence[str],
    body: Sequence[Html],
    *,
    numbers: set[int],
    grouped: bool = False,
    wide: str = "",
    named: int = 0,
) -> Html:
    """A table in a frame that the keyboard can move sideways; the caption is for those who hear it.

    Args:
        numbers: columns of figures.
        grouped: ``body`` has groups of rows, not rows.
        named: column that names the row.
    """
    cells = [
        element("th", heading, scope="col", class_="number" if at in numbers else None)
        for at, heading in enumerate(headings)
    ]
    table = element(
        "table",
        element("caption", name),
        element("thead", element("tr", cells)),
        list(body) if grouped else element("tbody", list(body)),
        class_=wide or None,
    )
    return element(
        "div", table, class_="frame", role="region", tabindex="0", aria_label=say("public_scroll", name=name)
    )
