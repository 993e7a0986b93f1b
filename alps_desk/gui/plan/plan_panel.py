"""「この欄の情報」 of the plan screen: what is wrong, how the cell is filled in, how a project goes on over the years."""

from __future__ import annotations

from collections.abc import Sequence

from alps_desk import wording
from alps_desk.app import plan_options
from alps_desk.app.describing import field_label
from alps_desk.app.plan_options import PlanView
from alps_desk.app.questions import HistoryView
from alps_desk.domain.records import TYPES, parse_record_id
from alps_desk.gui.forms.entry_panel import moment
from alps_desk.gui.plan import plan_words
from alps_desk.gui.plan.list_source import ListSource
from alps_desk.gui.plan.plan_book import PlanBook
from alps_desk.gui.plan.sheet_source import SheetSource, finding_text
from alps_desk.gui.plan.sheets import PAST, TARGET
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.info_panel import InfoPanel
from alps_desk.gui.widgets.legend import Legend, Mark

_LEVELS = {"error": State.ERROR, "warning": State.WARNING, "missing": State.EMPTY}
_LONGEST = 60


def make_panel() -> InfoPanel:
    """An empty panel with the legend at its foot."""
    panel = InfoPanel()
    marks = (Mark.EMPTY, Mark.UNEXPORTED, Mark.WARNING, Mark.ERROR, Mark.LOCKED)
    panel.foot.addWidget(Legend([(mark, wording.say(f"office_legend_{mark.value}")) for mark in marks]))
    return panel


def show_nothing(panel: InfoPanel) -> None:
    """No cell is current."""
    panel.begin("", wording.say("gui_panel"))
    panel.add_text(wording.say("plan_panel_nothing"), ink="secondary")
    panel.finish()


def show_line(panel: InfoPanel, source: ListSource, row: int) -> None:
    """A line of a list in full, and what Enter does."""
    line = source.rows[row]
    heads = [column.heading for column in source.columns()]
    panel.begin("", wording.say("gui_panel"))
    panel.add_values([(head, cell.text) for head, cell in zip(heads, line.cells, strict=True) if cell.text])
    panel.add_text(wording.say("plan_opens"), ink="secondary")
    panel.finish()


def show_cell(
    panel: InfoPanel,
    book: PlanBook,
    source: SheetSource,
    row: int,
    key: str,
    history: Sequence[HistoryView] = (),
) -> None:
    """Everything about one cell.

    Args:
        history: changes of the cell, oldest first; empty until the desk has answered.
    """
    kind, view = source.sheet.kind, source.view
    heading = source.columns()[source.column_named(key)].heading
    panel.begin(source.row_name(row), heading)
    place = source.place(row, key)
    record = source.record(row)
    if not record:
        cell = source.cell(row, source.column_named(key))
        if cell.tip:
            panel.add_notice(State.WARNING, wording.say("plan_not_yet"), cell.tip)
        panel.add_text(wording.say("plan_new_row_how"))
    elif source.is_taken_out(row):
        panel.add_notice(State.WARNING, wording.say("plan_rowless_row"), wording.say("plan_rowless_how"))
    elif source.is_rowless(row) and (place is None or book.draft(place) is None):
        panel.add_notice(State.WARNING, wording.say("plan_not_yet"))
    for place_here in (place, (record, "") if record and key in source.sheet.parts else None):
        if place_here is None:
            continue
        draft = book.draft(place_here)
        if draft is not None:
            panel.add_notice(State.ERROR, wording.say("office_panel_unsaved"), draft.message)
        for finding in book.found(place_here):
            first, mark, rest = finding_text(finding).partition("。")
            panel.add_notice(_LEVELS[finding.level], first + mark, rest)
    pairs = []
    rule = _rule(view, kind, key)
    if rule:
        pairs.append((wording.say("office_panel_rule"), rule))
    if history:
        last = history[-1]
        pairs.append((wording.say("office_panel_changed"), moment(last.at)))
        pairs.append((wording.say("office_panel_by"), last.by or last.office))
        if last.before_text:
            pairs.append((wording.say("office_panel_before"), _short(last.before_text)))
    if pairs:
        panel.add_values(pairs)
    if record and key in source.sheet.parts:
        panel.add_text(wording.say("plan_locked_code"), ink="secondary")
    if place is not None and book.is_unexported(place):
        panel.add_text(wording.say("office_panel_unexported"), ink="primary")
    if record and kind == "project_year":
        _about_project(panel, book, view, parse_record_id(record).project)
    panel.finish()


def _about_project(panel: InfoPanel, book: PlanBook, view: PlanView, code: str) -> None:
    """What the project was and becomes, and what offices reported that has no place."""
    pairs = plan_words.past_pairs(view, code)
    panel.add_section(wording.say("plan_lineage"))
    if pairs:
        panel.add_values(pairs)
    else:
        panel.add_text(plan_words.past_words(view, code), ink="secondary")
    stray = [one for one in book.unmapped if one.code == code]
    if stray:
        names = "、".join(view.plan.body(one.office).name for one in stray)
        cells = sum(one.cells for one in stray)
        panel.add_notice(State.WARNING, wording.say("plan_stray", cells=cells), names)


def _rule(view: PlanView, kind: str, key: str) -> str:
    """How a cell is filled in, in a few words."""
    if key == PAST:
        return wording.say("plan_locked_past")
    if key.startswith(TARGET):
        return wording.say("plan_rule_target")
    own = f"plan_rule_{kind}_{key}"
    if wording.knows(own):
        return wording.say(own)
    choices = plan_options.options(view, kind, key)
    if choices is not None:
        labels = [one.label for one in choices]
        return "、".join(labels[:8]) + (
            wording.say("plan_and_more", count=len(labels) - 8) if len(labels) > 8 else ""
        )
    field = TYPES[kind].fields.get(key)
    if field is None:
        return wording.say("plan_rule_code", name=field_label(key, kind))
    if field.kind == "keys":
        return wording.say("plan_rule_keys")
    if plan_options.is_year(field):
        return wording.say("plan_rule_year")
    return wording.say(f"plan_rule_{field.kind}") if wording.knows(f"plan_rule_{field.kind}") else ""


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
