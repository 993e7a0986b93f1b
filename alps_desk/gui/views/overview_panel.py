"""「この欄の情報」 of the overview: the whole value of a cell, who changed it last, and the state of its report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from alps_desk import wording
from alps_desk.app.describing import field_label, period_label
from alps_desk.app.overview import ListCell, Overview, OverviewRow
from alps_desk.app.questions import ValueRow
from alps_desk.app.tracing import FigureOf, Part
from alps_desk.domain.calendar import fiscal_year_text
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.views.overview_source import KEYS, Entry, OverviewSource, SumRow
from alps_desk.gui.views.tallies import STATES, state_word
from alps_desk.gui.why import WhyOf
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.info_panel import InfoPanel

Values = Mapping[tuple[str, str], ValueRow]


def show_nothing(panel: InfoPanel) -> None:
    """No cell is current."""
    panel.begin("", wording.say("gui_panel"))
    panel.add_text(wording.say("overview_panel_none"), ink="secondary")
    panel.finish()


def show_cell(
    panel: InfoPanel, session: Session, source: OverviewSource, row: int, column: int, values: Values
) -> None:
    """Everything about one cell.

    Args:
        values: (record, field) → current value with who changed it last.
    """
    entry, key = source.entries[row], KEYS[column]
    heading = source.columns()[column]
    if isinstance(entry, SumRow):
        panel.begin(entry.label, heading.heading)
        _show_text(panel, source, row, column)
        panel.add_text(wording.say("overview_panel_sums"), ink="secondary")
        _lead_to_terms(panel, session, source, entry)
        panel.finish()
        return
    assert source.found is not None
    when = f"{fiscal_year_text(source.found.plan.fy)} {period_label(source.found.period.code)}"
    office = str(entry.cells["office"].value)
    panel.begin(
        f"{entry.project} {entry.cells['project_name'].value}\n"
        + wording.say("overview_panel_place", office=office, when=when),
        heading.heading,
    )
    cell = entry.cells[key]
    if cell.state == "conflict":
        panel.add_notice(State.CONFLICT, wording.say("overview_conflict"))
    _show_text(panel, source, row, column)
    if cell.record:
        _show_change(panel, session, source, cell, values)
    elif key in ("budget_current", "execution_rate"):
        panel.add_text(wording.say("overview_panel_computed"), ink="secondary")
    _show_report(panel, entry)
    panel.finish()


def _lead_to_terms(panel: InfoPanel, session: Session, source: OverviewSource, entry: SumRow) -> None:
    """The way to every term of a sum, where the union has a screen for it; sums of one office are plain."""
    code = entry.key.partition("/")[0]
    if not session.desk.is_union or (code and source.grouping != "field"):
        return
    button = Button(wording.say("totals_see_terms"), Variant.LINK, icon="nav_money")
    button.clicked.connect(partial(session.go, "totals", f"field/{code}" if code else "region"))
    panel.add_widget(button)


def _show_text(panel: InfoPanel, source: OverviewSource, row: int, column: int) -> None:
    cell = source.cell(row, column)
    unit = source.columns()[column].unit
    if cell.text:
        panel.add_text(f"{cell.text} {unit}".strip())


def _show_change(
    panel: InfoPanel, session: Session, source: OverviewSource, cell: ListCell, values: Values
) -> None:
    assert source.found is not None
    panel.add_section(wording.say("overview_panel_changed"))
    found = values.get((cell.record, cell.field))
    if found is None:
        panel.add_text(wording.say("overview_panel_never"), ink="secondary")
        return
    if found.on_behalf:
        panel.add_text(wording.say("overview_panel_behalf"), ink="warning")
    words = wording.say(
        "overview_panel_who",
        office=source.found.plan.body(found.office).name,
        at=moment_text(found.at, session.now()),
        by=found.by,
    )
    panel.add_values([(field_label(cell.field), words.strip())])


def _show_report(panel: InfoPanel, entry: OverviewRow) -> None:
    panel.add_section(wording.say("overview_panel_state"))
    board = entry.board
    panel.add_notice(
        STATES[board.state],
        state_word(board.state),
        wording.say("overview_filled", filled=board.filled, needed=board.needed),
    )


def why_of_cell(found: Overview, entry: Entry, key: str, source: OverviewSource) -> WhyOf | None:
    """「なぜ変わったか」 of a cell: of the field that stands there, or of what a computed one is made of."""
    fy, stage = found.plan.fy, found.period.stage
    if isinstance(entry, SumRow):
        code = entry.key.partition("/")[0]
        kind = "office" if source.grouping == "office" else "field"
        wanted = FigureOf(
            fy, f"{kind}/{code}" if code else "region", _PARTS.get(key, entry.part), stage,
            code if code and kind == "office" else "",
        )  # fmt: skip
        heading = wording.say("why_of", name=entry.label, part=wording.say(f"why_part_{wanted.part}"))
        return WhyOf(heading, lambda desk: desk.trace_total(wanted))
    cell = entry.cells[key]
    name = f"{entry.cells['office'].value}　{entry.cells['project_name'].value}"
    heading = wording.say("why_place", heading=name, field=found.column_label(key))
    if key in _PARTS:
        of_row = FigureOf(fy, entry.project, _PARTS[key], stage, entry.office)
        return WhyOf(heading, lambda desk: desk.trace_total(of_row))
    if cell.record:
        place = (cell.record, cell.field)
        return WhyOf(heading, lambda desk: desk.trace([place]))
    return None


_PARTS: dict[str, Part] = {"budget_current": "budget", "execution_rate": "rate"}
"""Columns that are computed, and what they are."""
