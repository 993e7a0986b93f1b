"""The grid with what belongs around it.

A line for results with a list of verdicts, chips of sorting and filters, a sentence and a button when no row is left.

    pane = GridPane(source, name="進捗の一覧", empty_text="まだ事業がありません。")
    pane.grid.current_changed.connect(...)
    pane.search(words)                       # from a SearchBox
    pane.said.connect(window.status.note)
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from alps_desk import wording
from alps_desk.gui.theme import Colour, Space, State, row_height
from alps_desk.gui.widgets.banner import Banner
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.grid.operations import sentence
from alps_desk.gui.widgets.grid.source import GridSource, Outcome, PasteReport, Verdict
from alps_desk.gui.widgets.grid.view import Grid

_TOLD = (Outcome.REFUSED, Outcome.MARKED, Outcome.NORMALISED, Outcome.TAKEN)
_ROWS_OF_VERDICTS = 5
_PLACE = Qt.ItemDataRole.UserRole


class GridPane(QWidget):
    """The grid and its surroundings.

    Args:
        source: the data.
        name: accessible name of the table.
        empty_text: sentence when the source has no rows; None = a general one.

    Attributes:
        grid: the grid.
        banner: line for results.
        verdicts: list under it, hidden until asked for.

    Signals:
        said(str): a sentence for the bottom line.
    """

    said = Signal(str)

    def __init__(
        self,
        source: GridSource,
        *,
        name: str,
        empty_text: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._empty_text = empty_text or wording.say("gui_grid_no_rows")
        self._report: PasteReport | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.XS)
        self.banner = Banner()
        box.addWidget(self.banner)
        self.verdicts = QListWidget()
        self.verdicts.setAccessibleName(wording.say("gui_grid_details"))
        self.verdicts.setStyleSheet(
            f"QListWidget {{ background: {Colour.CARD}; border: 1px solid {Colour.HEADER_LINE}; outline: none; }}"
            f"QListWidget::item {{ min-height: {row_height(self) - 6}px; padding: 0 8px; color: {Colour.TEXT}; }}"
            f"QListWidget::item:selected {{ background: {Colour.SELECTION}; }}"
        )
        self.verdicts.itemActivated.connect(self._go_to)
        self.verdicts.itemClicked.connect(self._go_to)
        self.verdicts.hide()
        box.addWidget(self.verdicts)
        self._chip_row = QWidget()
        self._chips = QHBoxLayout(self._chip_row)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chips.setSpacing(Space.XS)
        box.addWidget(self._chip_row)
        self.grid = Grid(source)
        self.grid.setAccessibleName(name)
        frame = QFrame()
        frame.setObjectName("gridFrame")
        frame.setStyleSheet(
            f"#gridFrame {{ background: {Colour.CARD}; border: 1px solid {Colour.HEADER_LINE}; }}"
        )
        self._stack = QStackedLayout(frame)
        self._stack.setContentsMargins(1, 1, 1, 1)
        self._stack.addWidget(self.grid)
        self._nothing = EmptyState("")
        self._nothing.pressed.connect(self.clear_filters)
        self._stack.addWidget(self._nothing)
        box.addWidget(frame, 1)
        self.grid.reported.connect(self._reported)
        self.grid.said.connect(self.said)
        self.grid.verdict_given.connect(self._verdict_given)
        self.grid.model_.arrangement_changed.connect(self._arranged)
        self._arranged()

    def search(self, words: str) -> None:
        """Show the rows with these words; F3 goes from hit to hit."""
        self.grid.commit_input()
        self.grid.set_search(words)
        if words != self.grid.model_.words:
            self.grid.model_.set_words(words)

    def clear_filters(self) -> None:
        """Show all rows."""
        self.grid.model_.clear_filters()
        self.grid.setFocus()

    # -- results --

    def _reported(self, report: PasteReport) -> None:
        self._report = report
        bad = bool(report.count(Outcome.REFUSED, Outcome.MARKED) or report.cut_rows or report.cut_columns)
        quiet = len(report.verdicts) == 1 and not bad
        text = sentence(report)
        if quiet or not text:
            self._close_report()
            return
        told = self._told(report)
        state = State.WARNING if bad else State.OK
        action = (
            wording.say("gui_grid_details") if told and (bad or report.count(Outcome.NORMALISED)) else None
        )
        self.verdicts.hide()
        self.banner.show_result(state, text, action=action, on_action=self._unfold)

    def _verdict_given(self, verdict: Verdict) -> None:
        self._close_report()
        if verdict.outcome is Outcome.NORMALISED:
            self.said.emit(
                wording.say("gui_grid_verdict_normalised", before=verdict.edit.text, after=verdict.text)
            )
        elif verdict.outcome in (Outcome.MARKED, Outcome.REFUSED) and verdict.message:
            self.said.emit(verdict.message)

    def _close_report(self) -> None:
        self.banner.hide()
        self.verdicts.hide()
        self._report = None

    def _unfold(self) -> None:
        report = self._report
        if report is None:
            return
        self.banner.show_result(
            State.WARNING,
            sentence(report),
            action=wording.say("gui_grid_details_close"),
            on_action=self._fold,
        )
        self.verdicts.clear()
        source = self.grid.source
        for verdict in self._told(report):
            heading = source.columns()[verdict.edit.column].heading.replace("\n", "")
            item = QListWidgetItem(
                f"{source.row_name(verdict.edit.row)}　{heading}　{_verdict_words(verdict)}"
            )
            item.setData(_PLACE, (verdict.edit.row, verdict.edit.column))
            self.verdicts.addItem(item)
        rows = min(self.verdicts.count(), _ROWS_OF_VERDICTS)
        self.verdicts.setFixedHeight(rows * self.verdicts.sizeHintForRow(0) + 4)
        self.verdicts.show()

    def _fold(self) -> None:
        if self._report is not None:
            self._reported(self._report)

    def _told(self, report: PasteReport) -> list[Verdict]:
        """All verdicts, those that need a look first."""
        return sorted(
            (verdict for verdict in report.verdicts if verdict.outcome in _TOLD),
            key=lambda verdict: (_TOLD.index(verdict.outcome), verdict.edit.row, verdict.edit.column),
        )[:500]

    def _go_to(self, item: QListWidgetItem) -> None:
        row, column = item.data(_PLACE)
        self.grid.go_to(row, column)
        self.grid.setFocus()

    # -- sorting and filters --

    def _arranged(self) -> None:
        while (entry := self._chips.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        model = self.grid.model_
        for number, column in enumerate(model.columns):
            heading = column.heading.replace("\n", "")
            values = model.value_filter(number)
            if values is not None:
                words = wording.say("gui_filter_chip", heading=heading, values=_values_words(values))
                self._add_chip(words, number)
        if model.sorted_by is not None:
            number, descending = model.sorted_by
            heading = model.columns[number].heading.replace("\n", "")
            code = "gui_sort_chip_down" if descending else "gui_sort_chip_up"
            self._add_chip(wording.say(code, heading=heading), -1)
        self._chips.addStretch(1)
        self._chip_row.setVisible(self._chips.count() > 1)
        self._show_rows()

    def _add_chip(self, words: str, number: int) -> None:
        chip = Button(words, Variant.SECONDARY, icon="act_close")
        chip.setStyleSheet("min-height: 24px; padding: 0 8px; border-radius: 13px;")
        chip.setProperty("column", number)
        chip.setToolTip(wording.say("gui_chip_remove", name=words))
        chip.setAccessibleName(wording.say("gui_chip_remove", name=words))
        chip.clicked.connect(self._chip_pressed)
        self._chips.addWidget(chip)

    def _chip_pressed(self) -> None:
        number = int(self.sender().property("column"))
        if number < 0:
            self.grid.model_.sort_by(None)
        else:
            self.grid.model_.set_value_filter(number, None)
        self.grid.setFocus()

    def _show_rows(self) -> None:
        model = self.grid.model_
        if model.rowCount():
            self._stack.setCurrentWidget(self.grid)
        elif model.filtered:
            self._nothing.say(wording.say("gui_grid_no_hits"), wording.say("gui_grid_clear_filters"))
            self._stack.setCurrentWidget(self._nothing)
        else:
            self._nothing.say(self._empty_text)
            self._stack.setCurrentWidget(self._nothing)


def _values_words(values: frozenset[str]) -> str:
    shown = sorted(value or wording.say("gui_filter_empty") for value in values)
    if len(shown) <= 2:
        return "、".join(shown)
    return wording.say("gui_filter_chip_more", first=shown[0], count=len(shown) - 1)


def _verdict_words(verdict: Verdict) -> str:
    match verdict.outcome:
        case Outcome.NORMALISED:
            return wording.say("gui_grid_verdict_normalised", before=verdict.edit.text, after=verdict.text)
        case Outcome.MARKED:
            return wording.say("gui_grid_verdict_marked", text=verdict.text, message=verdict.message)
        case Outcome.REFUSED:
            return wording.say("gui_grid_verdict_refused", message=verdict.message)
        case Outcome.SAME:
            return wording.say("gui_grid_verdict_same")
        case _:
            return wording.say("gui_grid_verdict_taken")
