"""「この欄の情報」 of the entry screens: what is wrong with the cell, last year, who changed it, how to fill it in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from alps_desk import wording
from alps_desk.app.describing import field_label, period_label, why_text
from alps_desk.app.entry import choices_of
from alps_desk.app.questions import HistoryView
from alps_desk.app.talking import ThreadView
from alps_desk.domain.calendar import date_text
from alps_desk.domain.cells import CellState
from alps_desk.domain.indicator_form import indicator_parts, reading_of
from alps_desk.domain.money import format_amount
from alps_desk.domain.origin import why_of
from alps_desk.domain.records import Field
from alps_desk.domain.rules import Finding
from alps_desk.gui.forms import entry_acts, entry_cells, indicator_cells
from alps_desk.gui.forms.entry_book import EntryBook
from alps_desk.gui.forms.entry_columns import BUDGET, COMPUTED, EVENTS, HEAD, RATE, UNUSED, heading
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.entry_source import entry_row_name
from alps_desk.gui.forms.indicator_book import year_of
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.info_panel import InfoPanel
from alps_desk.gui.widgets.legend import Legend, Mark

_LEVELS = {"error": State.ERROR, "warning": State.WARNING, "missing": State.EMPTY}
_TERMS = {
    BUDGET: ("budget_initial", "budget_supplement", "carried_in", "budget_transfer"),
    UNUSED: (BUDGET, "spent", "carried_out"),
    RATE: ("spent", BUDGET),
}
"""What a computed column is worked out from."""
_OF_RESULTS = ("done_text", "progress_class", "pace", "self_rating", "effectiveness", "achievement_text")
"""Cells that are judged by what came of the project."""
_WORDS_SHOWN = 2


def make_panel() -> InfoPanel:
    """An empty panel with the legend at its foot."""
    panel = InfoPanel()
    panel.foot.addWidget(Legend([(mark, wording.say(f"office_legend_{mark.value}")) for mark in Mark]))
    return panel


def show_nothing(panel: InfoPanel) -> None:
    """No cell is current."""
    panel.begin("", wording.say("gui_panel"))
    panel.add_text(wording.say("office_panel_nothing"), ink="secondary")
    panel.finish()


def show_cell(
    panel: InfoPanel,
    book: EntryBook,
    row: int,
    column: str,
    history: Sequence[HistoryView] = (),
    thread: ThreadView | None = None,
) -> None:
    """Everything about one cell.

    Args:
        history: changes of the cell, oldest first; empty until the desk has answered.
        thread: what was last talked about the cell.
    """
    if column == EVENTS:
        panel.begin(entry_row_name(book, row), wording.say("office_events"))
        panel.add_text(wording.say("office_panel_events"))
        panel.finish()
        return
    unit = wording.say("office_unit_thousand" if book.unit == 1000 else "office_unit_yen")
    found = book.place(row, column)
    money = (column in COMPUTED and column != RATE) or (found is not None and found[1].kind == "yen")
    name = heading(column)
    panel.begin(entry_row_name(book, row), f"{name}（{unit}）" if money else name)
    if column in HEAD:
        about_row(panel, book, row)
    elif column in COMPUTED:
        _about_computed(panel, book, row, column)
    elif found is None:
        panel.add_text(wording.say("office_locked_not_here"))
    else:
        if book.is_locked(found[0]):
            panel.add_notice(State.LOCKED, wording.say("field_locked"))
        about_field(panel, book, row, column, found, history)
        if column in _OF_RESULTS:
            about_indicators(panel, book, row)
        about_talk(panel, book, thread)
    panel.finish()


def notice(panel: InfoPanel, finding: Finding) -> None:
    """One finding: its first sentence as heading."""
    state = State.CONFLICT if finding.code == "rule_conflict" else _LEVELS[finding.level]
    first, mark, rest = entry_cells.explained(finding).partition("。")
    panel.add_notice(state, first + mark, rest)


def about_field(
    panel: InfoPanel,
    book: EntryBook,
    row: int,
    column: str,
    found: tuple[Place, Field],
    history: Sequence[HistoryView],
    *,
    last_name: str = "",
) -> None:
    """What is wrong with a cell, how it is filled in, last year's value, who changed it.

    Args:
        last_name: what last year's value is called; "" = of the same period.
    """
    place, field = found
    for view in book.returned(place):
        state = State.RETURNED if view.state == "open" else State.INFO
        panel.add_notice(state, wording.say(f"office_panel_return_{view.state}"), view.reason)
    draft = book.draft(place)
    if draft is not None:
        panel.add_notice(State.ERROR, wording.say("office_panel_unsaved"), draft.message)
    for finding in book.findings(place):
        notice(panel, finding)
    if book.shown(place).conflict:
        said = [line for line in history if line.current]
        panel.add_values([(f"{line.by or line.office}\n{moment(line.at)}", line.text) for line in said])
        panel.add_text(wording.say("office_panel_conflict"))
    if book.shown(place).on_behalf:
        panel.add_notice(State.INFO, wording.say("office_panel_behalf"))
    origin = book.origin(place)
    if origin is not None:
        panel.add_notice(State.INFO, why_text(why_of(origin)))
    pairs = _earlier(book, row, column, field, last_name or wording.say("office_panel_last_year"))
    reason = book.reason(place)
    if reason:
        pairs.append((wording.say("office_panel_reason"), _short(reason)))
    expected = book.shown(place).cell.expected_on
    if expected is not None:
        pairs.append((wording.say("office_panel_expected"), date_text(date.fromisoformat(expected))))
    pairs.append((wording.say("office_panel_rule"), rule(book, field)))
    if book.is_required(row, column) and book.shown(place).cell.state is not CellState.EMPTY:
        pairs.append((wording.say("office_panel_needed"), wording.say("office_panel_needed_yes")))
    if history:
        last = history[-1]
        pairs.append((wording.say("office_panel_changed"), moment(last.at)))
        pairs.append((wording.say("office_panel_by"), last.by or last.office))
        if last.before_text:
            pairs.append((wording.say("office_panel_before"), _short(last.before_text)))
    panel.add_values(pairs)
    if book.is_unexported(place):
        panel.add_text(wording.say("office_panel_unexported"), ink="primary")


def _earlier(book: EntryBook, row: int, column: str, field: Field, last_name: str) -> list[tuple[str, str]]:
    """What was said before: in the last report, last year, and the reason that was given then."""
    before, last = entry_acts.report_before(book, row, column), entry_acts.last_year(book, row, column)
    pairs = []
    if last is not None:
        pairs.append((last_name, _text_of(book, field, last)))
    if before is not None and (last is None or before.place != last.place):
        label = wording.say("office_panel_report_before", period=period_label(before.period))
        pairs.append((label, _text_of(book, field, before)))
    for one in (last, before):
        said = book.reason_given(one.place) if one is not None else ""
        if said:
            pairs.append((wording.say("office_panel_reason_before"), _short(said)))
            break
    return pairs


def _text_of(book: EntryBook, field: Field, earlier: entry_acts.Earlier) -> str:
    place = earlier.place
    text = entry_cells.shown_text(book, field, earlier.shown.cell, book.decimals(place), book.scale(place))
    return _short(text)


def about_row(panel: InfoPanel, book: EntryBook, row: int) -> None:
    """How far a row is, and what its project is."""
    snapshot = book.snapshot
    assert snapshot is not None
    part, plan = snapshot.rows[row].part, snapshot.plan
    for finding in book.row_findings(row):
        if finding.level != "missing":
            notice(panel, finding)
    state = entry_cells.row_state(book, row)
    if state.missing:
        missing = [finding for finding in book.row_findings(row) if finding.level == "missing"]
        names = "、".join(field_label(finding.field) for finding in missing)
        panel.add_notice(State.EMPTY, wording.say("office_panel_missing", count=state.missing), names)
    project = part.project
    names = "、".join(plan.body(key).name for key in project.participants)
    leads = "、".join(plan.body(key).name for key in project.leads)
    panel.add_values(
        [
            (wording.term("project"), project.code),
            (wording.term("field"), plan.field(project.field).name),
            (wording.term("lead_body"), leads),
            (wording.term("participants"), names),
        ]
    )
    if project.overview:
        panel.add_text(project.overview)
    about_indicators(panel, book, row)


def about_indicators(panel: InfoPanel, book: EntryBook, row: int) -> None:
    """What the project is measured by: target, last year's value and this year's, of each indicator."""
    snapshot = book.snapshot
    if snapshot is None or book.rows[row].part.kind != "own":
        return
    plan, code = snapshot.plan, book.rows[row].part.project.code
    lines = [
        line
        for line in indicator_parts(plan, snapshot.office, snapshot.period.code)
        if line.indicator.project == code
    ]
    for line in lines:
        indicator = line.indicator
        panel.add_section(indicator_cells.with_unit(indicator.name, indicator.unit))
        target = indicator_cells.target_of(indicator)
        pairs = [(wording.say("indicator_head_target"), target or wording.say("indicator_no_target"))]
        for label, figures, year in (
            (wording.say("office_panel_indicator_last"), snapshot.last_figures, plan.fy - 1),
            (wording.say("office_panel_indicator_now"), snapshot.figures, plan.fy),
        ):
            reading = year_of(figures, line, year)[0] if year < plan.fy else reading_of(figures, line.record)
            shown = indicator_cells.figure_text(reading, indicator.decimals)
            pairs.append((label, shown or wording.say("cell_empty")))
        panel.add_values(pairs)


def about_talk(panel: InfoPanel, book: EntryBook, thread: ThreadView | None) -> None:
    """The last words said about the cell."""
    if thread is None or book.snapshot is None:
        return
    plan = book.snapshot.plan
    words = [word for word in thread.words if word.text]
    panel.add_section(
        wording.say("office_panel_talk_words"), wording.say("office_panel_talk_count", count=len(words))
    )
    for word in words[-_WORDS_SHOWN:]:
        panel.add_comment(plan.body(word.office).name, moment(word.at), _short(word.text))


def _about_computed(panel: InfoPanel, book: EntryBook, row: int, column: str) -> None:
    panel.add_text(wording.say(f"office_computed_{column}"))
    terms = []
    for name in _TERMS.get(column, ()):
        yen = entry_cells.budget(book, row).yen if name == BUDGET else book.number(row, name)
        shown = wording.say("cell_empty") if yen is None else format_amount(yen, book.unit)
        terms.append((heading(name), shown))
    if terms:
        panel.add_values(terms)


def rule(book: EntryBook, field: Field) -> str:
    """How a field is filled in, in a few words."""
    snapshot = book.snapshot
    assert snapshot is not None
    if field.kind == "choice":
        return "、".join(one.label for one in choices_of(snapshot.plan, field))
    if field.kind == "yen":
        return wording.say("office_rule_yen_signed" if field.negative else "office_rule_yen")
    return wording.say(f"office_rule_{field.kind}")


def moment(at: str) -> str:
    """A moment as people write it: 11月20日 14:32."""
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return at[:16]
    return wording.say("office_moment", month=when.month, day=when.day, time=f"{when:%H:%M}")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
