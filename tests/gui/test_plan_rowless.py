"""計画: a text that is not stored outlives its row, when somebody else takes that row out of the plan."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel

from alps_desk import wording
from alps_desk.app.commands import SaveValues
from alps_desk.domain.records import TYPES
from alps_desk.gui.forms.unwritten import Unwritten, UnwrittenFile
from alps_desk.gui.plan import plan_panel
from alps_desk.gui.plan.plan_book import PlanBook
from alps_desk.gui.plan.plan_unwritten import PlanUnwritten
from alps_desk.gui.plan.sheet_source import SheetSource
from alps_desk.gui.plan.sheets import SHEETS
from alps_desk.gui.session import Session
from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid import Outcome

FIELD = "field:union:F01"


class Sitting:
    """The screen from its start to its end, without the window."""

    def __init__(self, session: Session) -> None:
        self.session, self.told = session, list[tuple[State, str]]()
        self.book = PlanBook(session)
        self.source = SheetSource(self.book, SHEETS["fields"], session, self.book)
        self.unwritten = PlanUnwritten(
            session, self.book, lambda: [self.source], lambda: None, QObject(self.book)
        )
        session.told.connect(self._told)
        self.look()
        self.unwritten.offer()
        self.settle()

    def look(self) -> None:
        self.book.ask()
        self.settle()

    def settle(self) -> None:
        assert self.session.lanes.wait_until_idle()
        while self.book.busy:
            assert self.session.lanes.wait_until_idle()

    def edit(self, field: str, text: str) -> Outcome:
        row = self.source.row_of(FIELD)
        found = self.source.edit(row, self.source.column_named(field), text).outcome
        self.settle()
        return found

    def texts(self) -> list[str]:
        row = self.source.row_of(FIELD)
        assert row >= 0
        return [
            self.source.cell(row, self.source.column_named(one)).text for one in ("name", "order", "note")
        ]

    def leave(self) -> None:
        self.unwritten.close()
        self.session.told.disconnect(self._told)

    def _told(self, state: State, text: str, _action: str, _done: object) -> None:
        self.told.append((state, text))


def test_a_text_whose_row_somebody_else_deleted_is_seen_and_can_be_thrown_away_or_written_again(
    union_session: Session,
) -> None:
    desk = union_session.desk
    first = Sitting(union_session)
    assert first.edit("order", "一番") is Outcome.MARKED
    desk.execute(SaveValues({FIELD: dict.fromkeys(TYPES["field"].fields)}))
    first.look()
    told = (State.WARNING, wording.say("plan_rowless", text="一番"))
    assert first.texts() == ["", "一番", ""]
    first.look()
    assert first.told == [told], "told once"
    first.leave()
    # Neither does the text of somebody who was still typing there bring the row back at the next start.
    file = UnwrittenFile(desk.place.home.root / "unwritten-plan.json")
    file.write([*file.read(), Unwritten(FIELD, "note", "途中")])
    again = Sitting(union_session)
    assert again.texts() == ["", "一番", "途中"]
    assert again.book.fields_of(FIELD) == []
    assert told in again.told
    panel = plan_panel.make_panel()
    plan_panel.show_cell(panel, again.book, again.source, again.source.row_of(FIELD), "note")
    words = " ".join(one.text() for one in panel.findChildren(QLabel))
    assert wording.say("plan_rowless_row") in words
    assert wording.say("plan_rowless_draft") in words
    # Thrown away with its row; by mistake, so it is brought back; written again, the row belongs to the plan.
    again.book.clear_records([FIELD], "行の削除")
    again.settle()
    assert again.source.row_of(FIELD) == -1
    assert again.book.unstored() == {}
    again.book.undo()
    again.settle()
    assert again.edit("order", "7") is Outcome.TAKEN
    assert again.edit("note", "続き") is Outcome.TAKEN
    assert not again.source.is_rowless(again.source.row_of(FIELD))
    again.leave()
    values = {one.field: one.value for one in desk.place.store.cells(("field",)) if one.record == FIELD}
    assert {field: value for field, value in values.items() if value is not None} == {
        "order": 7,
        "note": "続き",
    }
    assert file.read() == []
