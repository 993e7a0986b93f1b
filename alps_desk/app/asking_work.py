"""What the desk is asked about the work of a period: checks, 提出, 決裁, 差戻し, forms and sums."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from alps_desk import app
from alps_desk.app.asking_values import ValueQuestions

if TYPE_CHECKING:
    from alps_desk.app.accepting import AcceptanceView
    from alps_desk.app.allowing import Leave
    from alps_desk.app.approving import ApprovalView
    from alps_desk.app.board_facts import BoardFacts
    from alps_desk.app.drafting import Letter, LetterKind
    from alps_desk.app.errata import Errata
    from alps_desk.app.issuing import IssueView
    from alps_desk.app.jumping import JumpView
    from alps_desk.app.reporting import FormView
    from alps_desk.app.returning import ReturnView
    from alps_desk.app.sharing_out import Burdens
    from alps_desk.app.standing import Standing
    from alps_desk.app.submitting import SubmissionView
    from alps_desk.app.talking import ThreadView
    from alps_desk.app.tracing import FigureOf, Traced
    from alps_desk.domain.consolidate import Consolidation
    from alps_desk.domain.plan import Choice
    from alps_desk.domain.rules import Finding
    from alps_desk.domain.scope import Scope
    from alps_desk.domain.shown import Figures
    from alps_desk.reports.cover_sheet import CoverSheet
    from alps_desk.reports.tables import ReportTable
    from alps_desk.reports.template_filling import Filling, Template
    from alps_desk.reports.template_mapping import TemplateMapping


class WorkQuestions(ValueQuestions):
    """Questions about the work of a period; part of the desk."""

    def check(self, fy: int | None, period: str, office: str = "") -> list[Finding]:
        """Errors, warnings and gaps: of this office; at the union of all, and between them."""
        return app.checking.check(self.place, fy, period, office)

    def between_offices(self, fy: int | None, period: str) -> list[Finding]:
        """What does not fit together between the offices, and what is likely there twice."""
        return app.checking.between_offices(self.place, fy, period)

    def earlier_figures(self, fy: int) -> Figures:
        """Figures of the years before one: what jumps are seen against."""
        return app.jumping.earlier_figures(self.place, self.plan(fy))

    def reasons(self, places: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """(record, field) → the sentence its office gave with the value that is shown there."""
        return app.jumping.reasons(self.place, places)

    def jumps(self, fy: int, office: str = "") -> list[JumpView]:
        """Values far beyond their office's own history, with the reasons given; of one office or of all."""
        return app.jumping.jumps(self.place, self.plan(fy), office)

    def submission(self, fy: int, period: str, office: str = "") -> SubmissionView:
        """How far the report of an office for a period is, and what came after it was submitted."""
        return app.submitting.submission(self.place, fy, period, office)

    def approval(self, fy: int, period: str, office: str = "") -> ApprovalView:
        """How far the decision (決裁) on the report of an office is."""
        return app.approving.approval(self.place, fy, period, office)

    def approval_steps(self, fy: int | None = None, *, every: bool = False) -> tuple[Choice, ...]:
        """The steps that this office takes, in order; with ``every`` all of the region's."""
        plan = self.plan(fy)
        return app.approving.region_steps(plan) if every else app.approving.steps_of(self.place, plan)

    def leave(self, fy: int, period: str) -> list[Leave]:
        """What this office may still change although it is submitted."""
        plan = self.plan(fy)
        return app.allowing.leave(self.place, plan, app.entry.period_in(plan, period), self.office)

    def threads(self, *, office: str = "", fy: int | None = None, period: str = "") -> list[ThreadView]:
        """差戻し・連絡: everything that is talked about, the newest word first."""
        return app.talking.threads(self.place, office=office, fy=fy, period=period)

    def returns(self, *, office: str = "", fy: int | None = None, period: str = "") -> list[ReturnView]:
        """What was sent back, and what became of it."""
        return app.returning.returns(self.place, office=office, fy=fy, period=period)

    def standing(self, fy: int) -> Standing:
        """Which fields of a year may not be changed here, and which were sent back."""
        return app.standing.standing(self.place, fy)

    def acceptances(self, fy: int, period: str, office: str = "") -> list[AcceptanceView]:
        """The union's words on the report of an office."""
        plan = self.plan(fy)
        return app.accepting.acceptances(
            self.place, plan, app.entry.period_in(plan, period), office or self.office
        )

    def due_dates(self, fy: int, period: str) -> dict[str, str]:
        """Office key → the day its report is due."""
        plan = self.plan(fy)
        return app.allowing.due_dates(self.place, plan, app.entry.period_in(plan, period))

    def board(self, fy: int, period: str, office: str = "") -> list[app.questions.BoardCell]:
        """Office × project: what is there, what is missing, and how far the report is."""
        return app.board.board(self.place, fy, period, office)

    def board_facts(self, fy: int, period: str) -> BoardFacts:
        """Everything on 集計ボード: states, freshness, last year, money, indicators."""
        return app.board_facts.board_facts(self.place, fy, period)

    def board_states(self, fy: int, period: str) -> BoardFacts:
        """集計ボード without money, indicators and last year."""
        return app.board_facts.board_states(self.place, fy, period)

    def letters(
        self, fy: int | None, period: str, office: str = "", kind: LetterKind | None = None
    ) -> list[Letter]:
        """依頼文, 督促文 or 差戻し文 to an office or to all of them, as their reports call for."""
        return app.drafting.letters(self.place, fy, period, office=office, kind=kind)

    def totals(self, fy: int | None, stage: str = "") -> Consolidation:
        """総計, 控除, 純計 with every addend; at stage "" the firmest that each body has stated."""
        return app.reporting.totals(self.place, fy, stage)

    def burdens(self, fy: int | None, stage: str = "") -> Burdens:
        """負担金: the shares by the union's rules, beside what was said and paid; and the grant."""
        return app.sharing_out.burdens(self.place, fy, stage)

    def forms(self) -> Sequence[FormView]:
        """The forms that can be made."""
        return app.reporting.forms()

    def report_table(
        self, name: str, fy: int | None, period: str, unit: int = 1, scope: Scope | None = None
    ) -> ReportTable:
        """A form, filled; of one project or body alone where the form can be made so."""
        return app.reporting.report_table(self.place, name, fy, period, unit, scope)

    def issued(self, fy: int | None = None) -> list[IssueView]:
        """Reports that this office has given out, newest first."""
        return app.issuing.issued(self.place, fy)

    def errata(self, issue: str) -> Errata:
        """What has changed in a report since it was given out."""
        return app.errata.errata(self.place, issue)

    def trace_total(self, wanted: FigureOf) -> Traced:
        """What was changed in the fields a total is made of."""
        return app.tracing.trace_total(self.place, wanted)

    def trace_indicator(self, fy: int, indicator: str) -> Traced:
        """What was changed in the fields an indicator of a year is made of."""
        return app.tracing.trace_indicator(self.place, fy, indicator)

    def trace(self, places: Sequence[tuple[str, str]]) -> Traced:
        """What was changed in some fields."""
        return app.tracing.trace(self.place, places)

    def plan_filling(
        self, template: Template, mapping: TemplateMapping, fy: int | None, period: str
    ) -> Filling:
        """What would stand in the cells of somebody's own form."""
        return app.filling.plan(self.place, template, mapping, fy, period)

    def kept_mapping(self, template: Template, name: str) -> TemplateMapping | None:
        """How a form was filled the last time, or one of that name before it was changed; None if never."""
        return app.filling.kept_mapping(self.place, template, name)

    def evaluations(self, fy: int) -> Figures:
        """What the union itself says of the year of each project (圏域評価)."""
        return app.year_facts.evaluations(self.place, fy)

    def cover_sheet(self, fy: int, period: str, export_no: int = 0) -> CoverSheet:
        """The 送付票 of a file that was written, the last one if none is named."""
        return app.covering.cover_sheet(self.place, fy, period, export_no)
