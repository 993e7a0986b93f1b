"""計画: a text that is not stored keeps its row, whether that was never saved or somebody else took it out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel

from alps_desk import wording
from alps_desk.app.commands import SaveValues
from alps_desk.domain.errors import InputRejected, Refusal, StoreUnavailable
from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import TYPES
from alps_desk.gui.forms.entry_snapshot import Place
from alps_desk.gui.forms.entry_steps import Content, Draft
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
FRESH = "field:union:F77"


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

    def panel(self, field: str, record: str = FIELD) -> str:
        panel = plan_panel.make_panel()
        plan_panel.show_cell(panel, self.book, self.source, self.source.row_of(record), field)
        return " ".join(one.text() for one in panel.findChildren(QLabel))

    def stored(self, *places: Place) -> list[Scalar]:
        cells = self.session.desk.place.store.cells(("field", "indicator", "target"))
        found: dict[Place, Scalar] = {(one.record, one.field): one.value for one in cells}
        return [found.get(place) for place in places]

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
    assert (State.INFO, wording.say("plan_unwritten", count=1)) in again.told
    assert again.told[-1] == told, "the line holds one word: the warning is what stays"
    words = again.panel("note")
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


class Refusing:
    """A desk that saves nothing of a record while there is a reason."""

    def __init__(self, session: Session, record: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.record = record
        self.reason: Refusal | None = None
        real = session.desk.execute

        def execute(command: object, progress: object = None) -> object:
            if self.reason is not None and isinstance(command, SaveValues) and self.record in command.values:
                raise self.reason
            return real(command, progress)  # type: ignore[arg-type]

        monkeypatch.setattr(session.desk, "execute", execute)


def begin(sitting: Sitting) -> None:
    """Type a row that the plan did not have."""
    sitting.book.write({(FRESH, "name"): Content("学び"), (FRESH, "note"): Content("案")}, "入力")
    sitting.settle()
    sitting.look()


def test_a_row_that_could_not_be_saved_yet_is_not_called_deleted_and_can_be_saved_again(
    union_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, place = Refusing(union_session, FRESH, monkeypatch), (FRESH, "name")
    sitting = Sitting(union_session)
    assert sitting.edit("order", "一番") is Outcome.MARKED
    desk.reason = StoreUnavailable("disk_full", lack=20)
    begin(sitting)
    row = sitting.source.row_of(FRESH)
    assert sitting.source.is_rowless(row)
    assert sitting.source.cell(row, sitting.source.column_named("field")).tip == wording.say("plan_not_yet")
    words = sitting.panel("order", FRESH)
    assert wording.say("plan_not_yet") in words
    assert wording.say("plan_rowless_row") not in words
    # The way to save again stands in the line above the screen: it stays there, whatever else comes in.
    union_session.desk.execute(SaveValues({FIELD: dict.fromkeys(TYPES["field"].fields)}))
    sitting.look()
    assert sitting.told == []
    desk.reason = None
    sitting.book.save_drafts()
    sitting.settle()
    sitting.look()
    assert sitting.stored(place, (FRESH, "note")) == ["学び", "案"]
    assert not sitting.source.is_rowless(sitting.source.row_of(FRESH))
    assert sitting.told == [(State.WARNING, wording.say("plan_rowless", text="一番"))], "said after that"
    # A deleted row that somebody wrote into again waits to be saved, no more.
    desk.record, desk.reason = FIELD, StoreUnavailable("disk_full", lack=20)
    assert sitting.edit("note", "続き") is Outcome.TAKEN
    sitting.look()
    assert wording.say("plan_rowless_row") not in sitting.panel("name")
    desk.record, desk.reason = FRESH, None
    sitting.book.save_drafts()
    sitting.settle()
    assert sitting.stored((FIELD, "note")) == ["続き"]
    # What waits is saved with its row, when a deletion is undone.
    desk.reason = StoreUnavailable("disk_full", lack=20)
    sitting.book.write({(FRESH, "note"): Content("次の案")}, "入力")
    sitting.settle()
    desk.reason = None
    sitting.book.clear_records([FRESH], "行の削除")
    sitting.settle()
    assert sitting.stored(place, (FRESH, "note")) == [None, None]
    sitting.book.undo()
    sitting.settle()
    assert sitting.stored(place, (FRESH, "note")) == ["学び", "次の案"]
    assert (FRESH, "note") not in sitting.book.unstored()
    sitting.leave()


def test_a_row_that_the_store_refuses_is_not_called_deleted_when_it_was_thrown_away_and_brought_back(
    union_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = Sitting(union_session)
    Refusing(union_session, FRESH, monkeypatch).reason = InputRejected("value_refused")
    begin(sitting)
    sitting.book.clear_records([FRESH], "行の削除")
    sitting.settle()
    assert sitting.source.row_of(FRESH) == -1
    sitting.book.undo()
    sitting.settle()
    row = sitting.source.row_of(FRESH)
    assert sitting.source.is_rowless(row)
    assert sitting.source.cell(row, sitting.source.column_named("field")).tip == wording.say("plan_not_yet")
    assert sitting.told == []
    sitting.leave()


def test_a_stored_value_below_an_unreadable_text_is_there_again_when_the_deletion_is_undone(
    union_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    indicator, target = "indicator:union:K01", f"target:union:{union_session.fy}:K01"
    union_session.desk.execute(
        SaveValues(
            {
                indicator: {"name": "相談", "order": 7},
                target: {"target": 50},
                f"project_year:union:{union_session.fy + 1}:F01P01": {"name": "相談"},
            }
        )
    )
    sitting = Sitting(union_session)
    places = [(indicator, "name"), (indicator, "order"), (target, "target")]
    sitting.book.write(
        {
            places[1]: Content(7, Draft("七番", "読めません。")),
            places[2]: Content(50, Draft("五十", "読めません。")),
        },
        "入力",
    )
    # A target that was never stored is not stored because its row goes.
    later = (f"target:union:{union_session.fy + 1}:K01", "target")
    desk = Refusing(union_session, later[0], monkeypatch)
    desk.reason = StoreUnavailable("disk_full", lack=20)
    sitting.book.write({later: Content(60)}, "入力")
    sitting.settle()
    desk.reason = None
    sitting.book.clear_records([indicator], "行の削除")
    sitting.settle()
    assert sitting.stored(later) == [None]
    sitting.book.undo()
    sitting.settle()
    for _ in range(2):
        sitting.book.clear_records([indicator], "行の削除")
        sitting.settle()
        assert sitting.stored(*places) == [None, None, 50], "targets stay when their indicator goes"
        assert sitting.book.unstored() == {}
        sitting.look()
        sitting.book.undo()
        sitting.settle()
        assert sitting.stored(*places) == ["相談", 7, 50]
        assert list(sitting.book.unstored().values()) == ["七番", "五十"]
    # Somebody else takes the row out: told once, however often the year in view is another.
    union_session.desk.execute(SaveValues({indicator: {"name": None, "order": None}}))
    sitting.book.write({places[1]: Content(7)}, "入力")
    sitting.settle()
    union_session.desk.execute(SaveValues({indicator: {"order": None}}))
    sitting.look()
    told = [(State.WARNING, wording.say("plan_rowless", text="五十"))]
    assert sitting.told == told
    for by in (1, -1):
        year = union_session.fy + by
        union_session.choose_year(year)
        assert union_session.fy == year
        sitting.look()
    assert sitting.told == told
    sitting.leave()
