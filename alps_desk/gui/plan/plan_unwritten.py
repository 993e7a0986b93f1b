"""What is typed into the tables of the plan and not stored: kept against a power cut, and there again at the next start.

Promise: an unreadable text comes back into its cell with the reason, the beginning of a new row into an empty row, and
a text somebody was still typing is offered. A text whose row somebody else took out of the plan is told, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject, QTimer

from alps_desk import wording
from alps_desk.app.describing import field_label
from alps_desk.app.plan_options import PlanView
from alps_desk.app.plan_words import record_words
from alps_desk.domain.errors import NotFound
from alps_desk.domain.records import PLANNED, TYPES, parse_record_id
from alps_desk.gui.forms.cell_unwritten import excerpt_line
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.unwritten import Unwritten, UnwrittenFile, UnwrittenKeeper
from alps_desk.gui.plan.list_source import Goal
from alps_desk.gui.plan.plan_book import PlanBook
from alps_desk.gui.plan.sheet_source import SheetSource
from alps_desk.gui.plan.sheets import GUIDE, SHEETS, tab_of
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid import Grid

_ROW = "row"
"""In place of a record: the beginning of a row, as ``row:<sheet>:<number of the empty row>``."""


class PlanUnwritten(QObject):
    """The texts of the screen.

    Args:
        book: the cells.
        sources: gives the tables that were shown so far.
        grid: gives the table that has the keyboard.
    """

    def __init__(
        self,
        session: Session,
        book: PlanBook,
        sources: Callable[[], Iterable[SheetSource]],
        grid: Callable[[], Grid | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._book = session, book
        self._sources, self._grid = sources, grid
        self._told: Unwritten | None = None
        self._resumed = ""
        self._goal = Goal(GUIDE)
        self._row_told = False
        self._rowless_told: set[Place] = set()
        self._putting_back = False
        self.keeper = UnwrittenKeeper(UnwrittenFile(session.unwritten_file("plan")), self._look, self)
        session.over.connect(self.close)
        book.changed.connect(self.tell_rowless)

    def offer_later(self, holder: QObject) -> None:
        """As ``offer``, after the change that is being told now: what is put back is a change of its own."""
        if self.keeper.offered:
            QTimer.singleShot(0, holder, self.offer)

    def offer(self) -> None:
        """Put back what the last end left, as far as the tables for it are there."""
        view = self._book.view
        if view is None or not self.keeper.offered:
            return
        self._putting_back = True
        try:
            self._put_back(view)
        finally:
            self._putting_back = False
        # One line holds one word: the warning is not to go under in the good news.
        self.tell_rowless()

    def _put_back(self, view: PlanView) -> None:
        begun: dict[str, dict[int, dict[str, str]]] = {}
        texts: dict[tuple[str, str], str] = {}
        typed: Unwritten | None = None
        for one in list(self.keeper.offered):
            row = _row_of(one)
            if row is not None:
                begun.setdefault(row[0], {}).setdefault(row[1], {})[one.field] = one.text
            elif not _is_place(one):
                self.keeper.settle(one)
            elif one.whole or self._book.was_taken_out((one.record, one.field)):
                self.keeper.settle(one)
                texts[one.record, one.field] = one.text
            else:
                typed = typed or one
        for source in self._sources():
            self._begin_again(source, begun.pop(source.sheet.key, {}))
        if begun and not self._row_told:
            # Its table was not shown yet; the text stays kept until it is.
            self._row_told = True
            tab = tab_of(SHEETS[next(iter(begun))].kind)
            self._tell(wording.say("plan_unwritten_row"), Goal(tab))
        if texts:
            unreadable = self._book.type_again(texts, wording.say("office_unwritten_step"))
            if unreadable:
                text = wording.say("plan_unwritten", count=len(unreadable))
                self._tell(text, Goal("", *unreadable[0]))
        if typed is not None and self._told is None:
            # Told last, so that it is what stands over the window: the rest is seen in the tables.
            self._told = typed
            name = record_words(view.records, view.plan, typed.record)
            place = f"{name}　{field_label(typed.field, parse_record_id(typed.record).type)}".strip()
            self._session.tell(
                State.INFO,
                wording.say("office_unwritten", place=place, text=excerpt_line(typed.text)),
                action=wording.say("office_unwritten_go_on"),
                on_action=self._go_on_writing,
            )

    def tell_rowless(self) -> None:
        """Say it, once, when somebody takes a row out from under a text that is not stored.

        Not in place of a line that alone leads on, to a save tried again or a text to go on with: said after that.
        """
        self._rowless_told &= set(self._book.taken_out)
        if self._putting_back or self._told is not None or self._book.waits:
            return
        shown = [one for one in self._book.taken_out if parse_record_id(one[0]).fy in (None, self._book.fy)]
        new = next((one for one in shown if one not in self._rowless_told), None)
        self._rowless_told |= set(shown)
        draft = self._book.draft(new) if new is not None else None
        if new is not None and draft is not None:
            text = wording.say("plan_rowless", text=excerpt_line(draft.text))
            self._tell(text, Goal("", *new), State.WARNING)

    def resumed(self) -> str:
        """The text that goes on being written in the cell that was gone to; "" when it was asked for already."""
        text, self._resumed = self._resumed, ""
        return text

    def close(self) -> None:
        """Look a last time and wait until all is written."""
        self.keeper.close()

    def _tell(self, text: str, goal: Goal, state: State = State.INFO) -> None:
        self._goal = goal
        self._session.tell(state, text, action=wording.say("plan_unwritten_show"), on_action=self._show)

    def _show(self) -> None:
        self._session.go("plan", self._goal)

    def _go_on_writing(self) -> None:
        """Open the cell again with the text that was left in it."""
        one, self._told = self._told, None
        if one is not None:
            self.keeper.settle(one)
            self._resumed = one.text
            self._session.go("plan", Goal("", one.record, one.field))

    def _begin_again(self, source: SheetSource, rows: Mapping[int, Mapping[str, str]]) -> None:
        for number, texts in rows.items():
            source.begin_again(number, texts)
        for one in list(self.keeper.offered):
            row = _row_of(one)
            if row is not None and row[0] == source.sheet.key:
                self.keeper.settle(one)

    def _look(self) -> list[Unwritten]:
        """What would be lost if the power went now."""
        found = [Unwritten(*place, text, whole=True) for place, text in self._book.unstored().items()]
        for source in self._sources():
            for number, texts in source.begun().items():
                record = f"{_ROW}:{source.sheet.key}:{number}"
                found += [Unwritten(record, key, text, whole=True) for key, text in texts.items()]
        typed = _typing(self._grid())
        if typed is not None:
            found = [one for one in found if (one.record, one.field) != (typed.record, typed.field)] + [typed]
        return found


def _typing(grid: Grid | None) -> Unwritten | None:
    """What somebody is typing now."""
    if grid is None or grid.session is None or grid.place is None or not grid.session.typed:
        return None
    source = grid.source
    if not isinstance(source, SheetSource):
        return None
    row, column = grid.place
    key = source.columns()[column].key
    place = source.place(row, key) or (f"{_ROW}:{source.sheet.key}:{source.spare_number(row)}", key)
    return Unwritten(*place, grid.session.typed)


def _row_of(one: Unwritten) -> tuple[str, int] | None:
    """Table and number of the empty row that a text was begun in; None for a text of a record."""
    head, _, rest = one.record.partition(":")
    sheet, _, number = rest.partition(":")
    if head != _ROW or sheet not in SHEETS or not number.isdecimal():
        return None
    return sheet, int(number)


def _is_place(one: Unwritten) -> bool:
    """Whether a text belongs to a field of the plan."""
    try:
        kind = parse_record_id(one.record).type
    except NotFound:
        return False
    return kind in PLANNED and one.field in TYPES[kind].fields
