"""予算・決算 with real keys over a real store: what is typed is kept, sums follow, and each body writes its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alps_desk.app.commands import CloseReturn, SendBack, Submit, Withdraw
from alps_desk.app.desk import Desk
from alps_desk.domain.cells import to_stored
from alps_desk.domain.journal import Scalar
from alps_desk.domain.money import format_amount
from alps_desk.gui.forms.budget_page import BudgetPage
from alps_desk.gui.theme import State, TextSize, Theme
from alps_desk.gui.widgets.grid.source import CellFlag, GridCell
from tests.gui.budget_sample import CONSUMER, GUARDIAN, fill_money, pass_on, payer_pays
from tests.gui.desks import Clock, make_office, make_union
from tests.gui.form_window import FormWindow
from tests.gui.hands import compose, keys, press, write

EVENT, SEMINAR, TOUR, AIRPORT = "F01P01", "F02P02", "F02P03", "F03P01"


class Money(FormWindow):
    """A window of the central city on 予算・決算."""

    def __init__(self, desk: Desk, union: Desk, payer: Desk, theme: Theme, clock: Clock) -> None:
        self.union, self.payer = union, payer
        super().__init__(desk, theme, clock, "budget", BudgetPage)

    def again(self) -> None:
        """As at the start: first view, first stage, yen, no filters."""
        self.page.about_to_leave()
        self.settle()
        self.page.show_view("budget")
        self.page.book.set_stage("half1")
        self.page._unit_picked(1)
        self.page._budget_strip.clear_filters()
        self.page._budget_strip.more.setChecked(False)
        self.settle()
        self.page.focus()

    def row(self, project: str, other: str = "") -> int:
        """Row of the grid."""
        for number in range(self.page.source.row_count()):
            line = self.page.source.book_row(number)
            if line is None:
                continue
            part = self.page.book.line(line)
            if part.part.project.code == project and part.other == other:
                return number
        raise KeyError(project, other)

    def go(self, project: str, column: str, other: str = "") -> None:
        """Make a cell current."""
        number = self.page.source.column_named(column)
        assert number >= 0, column
        assert self.page.pane.grid.go_to(self.row(project, other), number)
        self.page.pane.grid.setFocus()

    def cell(self, project: str, column: str, other: str = "") -> GridCell:
        """A cell as it is shown."""
        return self.page.source.cell(self.row(project, other), self.page.source.column_named(column))

    def total(self, name: str, column: str) -> GridCell:
        """A cell of a row of sums."""
        source = self.page.source
        for number in range(source.row_count()):
            found = source.sum_at(number)
            if found is not None and found.name == name:
                return source.cell(number, source.column_named(column))
        raise KeyError(name)

    def stored(self, record: str, field: str) -> Scalar:
        """What the store holds."""
        self.settle()
        shown = self.desk.figures(2017).get((record, field))
        return to_stored(shown.cell) if shown is not None else None

    def balance(self) -> tuple[str, str]:
        """What the line below the grid says, for eyes and for screen readers."""
        line = self.page.balance
        return line.funds.accessibleName(), line.shares.accessibleName()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, dressed: Theme) -> Iterator[Money]:
    folder, clock = tmp_path_factory.mktemp("money"), Clock()
    union = make_union(folder, clock)
    city = make_office(folder, union, "omachi", clock)
    town = make_office(folder, union, "ikeda", clock, seed=3)
    fill_money(city)
    payer_pays(town, 720_000)
    pass_on(union, town, city)
    made = Money(city, union, town, dressed, clock)
    yield made
    made.shell.close()
    for desk in (town, union):
        desk.close()


@pytest.fixture
def money(office: Money) -> Money:
    office.again()
    return office


def paste(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    press("Ctrl+V")


def money_record(project: str, stage: str = "half1") -> str:
    return f"money:omachi:2017:{project}:{stage}"


# -- typing --


def test_what_is_typed_is_stored_in_its_stage_and_undone(money: Money) -> None:
    money.go(TOUR, "budget_initial")
    keys("900000")
    press("Tab")
    keys("-20000")
    press("Enter")
    assert money.stored(money_record(TOUR, "initial"), "budget_initial") == 900_000
    assert money.stored(money_record(TOUR), "budget_supplement") == -20_000
    assert money.cell(TOUR, "budget_current").text == "880,000"
    press("Ctrl+Z", "Ctrl+Z")
    assert money.stored(money_record(TOUR, "initial"), "budget_initial") is None
    assert money.stored(money_record(TOUR), "budget_supplement") is None
    assert CellFlag.MISSING in money.cell(TOUR, "budget_initial").flags


def test_each_stage_has_amounts_of_its_own(money: Money) -> None:
    money.page._stages.setFocus()
    press("Down", "Down")  # 上半期 → 現計 → 決算見込
    money.settle()
    assert money.page.book.stage == "forecast"
    money.page.focus()
    assert money.cell(EVENT, "spent").text == ""
    assert money.cell(EVENT, "budget_initial").text == "850,000"  # one figure a year
    money.go(EVENT, "spent")
    keys("800000")
    press("Enter")
    assert money.stored(money_record(EVENT, "forecast"), "spent") == 800_000
    assert money.stored(money_record(EVENT), "spent") == 412_000
    money.page.book.set_stage("half1")
    money.settle()
    assert money.cell(EVENT, "spent").text == "412,000"


def test_the_current_stage_is_only_looked_at(money: Money) -> None:
    money.page.book.set_stage("current")
    money.settle()
    assert money.cell(EVENT, "spent").text == "412,000"
    assert money.cell(EVENT, "spent").locked
    money.go(EVENT, "spent")
    keys("1")
    assert money.page.pane.grid.session is None
    assert money.stored(money_record(EVENT), "spent") == 412_000
    assert "いちばん新しい期" in money.said()


def test_a_pasted_block_is_one_step_with_a_verdict_for_each_cell(money: Money) -> None:
    money.go(TOUR, "budget_initial")
    paste("８５０，０００\t△50,000\t999\tabc\t1\t￥655,000")
    record = money_record(TOUR)
    assert money.stored(money_record(TOUR, "initial"), "budget_initial") == 850_000
    assert [money.stored(record, name) for name in ("budget_supplement", "carried_in", "spent")] == [
        -50_000, 999, 655_000,
    ]  # fmt: skip
    assert money.stored(record, "budget_transfer") == "abc"
    assert money.cell(TOUR, "budget_transfer").state is State.ERROR
    assert not money.page.pane.banner.isHidden()
    press("Ctrl+Z")
    names = ("budget_supplement", "carried_in", "budget_transfer", "spent")
    assert [money.stored(record, name) for name in names] == [None] * 4


# -- the unit --


def test_the_unit_changes_what_is_shown_only(money: Money) -> None:
    before = money.desk.digest()
    money.page._budget_strip.units.picked.emit("1000")
    assert money.cell(SEMINAR, "spent").text == "430"
    assert money.cell("F02P01", "spent").text == "656"  # 655,500 half up
    assert money.cell("F02P01", "spent").edit_text == "655500"
    assert not money.page.balance.note.isHidden()
    # Of 412,000 + 655,500 + 430,000 + …: added in yen, rounded once.
    yen = sum(
        money.page.book.number(row, "spent") or 0
        for row in range(len(money.page.book.rows))
        if money.page.book.line(row).kind == "own"
    )
    assert money.total("合計", "spent").text == format_amount(yen, 1000)
    assert money.desk.digest() == before


def test_thousands_are_typed_in_a_mode_of_their_own(money: Money) -> None:
    money.page._budget_strip.units.picked.emit("1000")
    money.go(TOUR, "spent")
    keys("850")
    press("Enter")
    assert money.stored(money_record(TOUR), "spent") == 850
    money.page._budget_strip.thousands.setFocus()
    press("Space")
    assert money.page.book.typing_unit == 1000
    money.go(TOUR, "spent")
    keys("850")
    press("Enter")
    assert money.stored(money_record(TOUR), "spent") == 850_000
    money.go(TOUR, "spent")
    keys("1.2345")
    press("Enter")
    assert money.stored(money_record(TOUR), "spent") == 1_235
    press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    assert money.stored(money_record(TOUR), "spent") is None
    money.page._unit_picked(1)
    assert money.page.book.typing_unit == 1
    assert not money.page._budget_strip.thousands.isChecked()


# -- what must agree, while typing --


def test_the_difference_of_the_funds_is_seen_while_typing(money: Money) -> None:
    press("Alt+2")
    money.go(GUARDIAN, "fund_general")
    assert money.balance()[0].endswith("一致")
    keys("1461000")
    assert money.page.pane.grid.session is not None
    assert money.balance()[0].endswith("差 40,000")
    assert (money.cell(GUARDIAN, "funding_gap").text, money.cell(GUARDIAN, "funding_gap").state) == (
        "40,000", State.ERROR,
    )  # fmt: skip
    assert money.total("福祉 小計", "funding_gap").text == "40,000"
    assert money.stored(money_record(GUARDIAN), "fund_general") == 1_501_000
    press("Escape")
    assert money.balance()[0].endswith("一致")
    assert money.cell(GUARDIAN, "funding_gap").text == "0"


def test_received_shares_are_compared_while_typing(money: Money) -> None:
    press("Alt+3")
    money.go(GUARDIAN, "transfer_in", "matsukawa")
    said = money.balance()[1]
    assert "池田町760,000＋松川村600,000＋白馬村500,000＋小谷村400,000" in said
    assert said.endswith("一致")
    keys("560000")
    assert money.balance()[1].endswith("差 40,000")
    assert money.total("7 成年後見支援センターの運営", "transfer_in").text == "2,220,000"
    assert money.total("7 成年後見支援センターの運営", "agreement").state is State.ERROR
    press("Enter")
    assert money.stored(f"burden:omachi:2017:{GUARDIAN}:matsukawa", "transfer_in") == 560_000
    press("Ctrl+Z")
    assert money.stored(f"burden:omachi:2017:{GUARDIAN}:matsukawa", "transfer_in") == 600_000
    assert money.balance()[1].endswith("一致")


def test_a_difference_of_one_yen_is_one(money: Money) -> None:
    money.page._unit_picked(1000)
    press("Alt+2")
    money.go(GUARDIAN, "transfer_in")
    keys("2260001")
    assert money.balance()[1].endswith("差 0.001")
    press("Escape")


def test_japanese_typed_over_an_amount_is_kept_and_marked(money: Money) -> None:
    press("Alt+3")
    money.go(GUARDIAN, "basis", "hakuba")
    compose("均等")
    compose("", "均等割")
    press("Enter")
    assert money.stored(f"burden:omachi:2017:{GUARDIAN}:hakuba", "basis") == "均等割"
    money.go(GUARDIAN, "settlement_fy", "hakuba")
    keys("H30")
    press("Enter")
    assert money.stored(f"burden:omachi:2017:{GUARDIAN}:hakuba", "settlement_fy") == 2018
    assert money.cell(GUARDIAN, "settlement_fy", "hakuba").text == "平成30年度"


# -- whose it is --


def test_what_the_payer_says_is_beside_it_and_locked(money: Money) -> None:
    press("Alt+3")
    assert money.cell(GUARDIAN, "transfer_out", "ikeda").text == "720,000"
    assert money.cell(GUARDIAN, "paid_on", "ikeda").text == "平成29年9月27日"
    agreed = money.cell(GUARDIAN, "agreement", "ikeda")
    assert (agreed.text, agreed.state) == ("差 40,000", State.ERROR)
    money.go(GUARDIAN, "transfer_out", "ikeda")
    keys("1")
    assert money.page.pane.grid.session is None
    assert "池田町が入力" in money.page.source.why_locked(*money.page.pane.grid.place)
    assert "池田町が入力" in money.said()


def test_a_payer_sees_what_it_was_told_and_writes_what_it_paid(
    office: Money, dressed: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    pass_on(office.union, office.desk, office.payer)
    town = Money(office.payer, office.union, office.payer, dressed, Clock())
    monkeypatch.setattr(town.payer.place.store, "close", lambda: None)  # the module closes it
    press("Alt+3")
    assert town.cell(GUARDIAN, "notified", "omachi").text == "760,000"
    assert town.cell(GUARDIAN, "notified", "omachi").locked
    assert town.cell(GUARDIAN, "agreement", "omachi").text == "差 40,000"
    town.go(GUARDIAN, "transfer_out", "omachi")
    keys("760000")
    press("Enter")
    town.settle()
    assert town.stored(f"burden:omachi:2017:{GUARDIAN}:ikeda", "transfer_out") == 760_000
    assert town.cell(GUARDIAN, "agreement", "omachi").state is State.OK
    assert {town.page.book.line(n).part.project.code for n in range(len(town.page.book.rows))
            if town.page.book.line(n).kind == "paid" and town.page.book.is_listed(n)} == {GUARDIAN, CONSUMER}  # fmt: skip
    press("Up", "Ctrl+Z")
    town.settle()
    town.shell.stop()
    office.window.activateWindow()
    assert QTest.qWaitForWindowActive(office.window)


def test_a_payer_of_a_project_without_a_type_can_be_added(money: Money) -> None:
    press("Alt+3")
    with pytest.raises(KeyError):
        money.row(AIRPORT, "hakuba")
    money.page._budget_strip.more.setFocus()
    press("Space")
    money.go(AIRPORT, "notified", "hakuba")
    keys("100000")
    press("Enter")
    assert money.stored(f"burden:omachi:2017:{AIRPORT}:hakuba", "notified") == 100_000
    money.page._budget_strip.more.setChecked(False)
    assert money.row(AIRPORT, "hakuba") >= 0
    money.page.focus()
    press("Ctrl+Z")
    assert money.stored(f"burden:omachi:2017:{AIRPORT}:hakuba", "notified") is None


# -- sums --


def test_sums_of_fields_and_of_everything(money: Money) -> None:
    assert money.total("福祉 小計", "budget_initial").text == "12,450,000"
    assert money.total("福祉 小計", "budget_supplement").text == "△120,000"
    # Two of the four have no spending or no budget: a rate of the sums would say nothing.
    assert money.total("福祉 小計", "execution_rate").text == "68.0%"
    assert money.total("移住交流 小計", "execution_rate").text == "67.8%"
    sums = [money.page.source.sum_at(n) for n in range(money.page.source.row_count())]
    assert [one.name for one in sums if one] == [
        "移住交流 小計", "福祉 小計", "圏域マネジメント能力の強化 小計", "合計",
    ]  # fmt: skip
    assert money.total("圏域マネジメント能力の強化 小計", "spent").text == ""  # nobody said 0
    money.page.pane.grid.go_to(money.page.source.row_count() - 1, 3)
    keys("1")
    assert money.page.pane.grid.session is None
    assert "合計" in money.said()


def test_what_is_carried_over_says_how_years_are_added(money: Money) -> None:
    for column in ("carried_in", "budget_current"):
        assert "2つの年度" in money.cell(AIRPORT, column).tip
    money.go(AIRPORT, "carried_out")
    assert "2つの年度" in money.said()


def test_a_denominator_of_nothing_has_no_rate(money: Money) -> None:
    money.go(TOUR, "budget_initial")
    keys("0")
    press("Enter")
    money.go(TOUR, "spent")
    keys("0")
    press("Enter")
    assert money.cell(TOUR, "execution_rate").text == "―"
    press("Ctrl+Z", "Ctrl+Z")


# -- filters, ways, help --


def test_chips_filter_and_f8_finds_the_problem(money: Money) -> None:
    chip = money.page._budget_strip.chips["error"]
    assert chip.count == 1
    chip.setFocus(Qt.FocusReason.TabFocusReason)
    press("Space")
    assert money.page.pane.grid.model_.rowCount() == 1
    chip.setChecked(False)
    press_at = money.page.pane.grid
    press_at.setFocus()
    press("Alt+2")
    press("Ctrl+Home", "F8")
    assert money.page.here == (money.row(AIRPORT), "fund_general")
    assert "400円違います" in money.said()


def test_search_and_help_follow_the_field(money: Money, qtbot: QtBot) -> None:
    money.go(EVENT, "carried_out")
    assert money.page.help_topic() == "budget:carried_out"
    press("Ctrl+F")
    write("図書館")
    press("Enter")
    assert money.page.pane.grid.model_.rowCount() == 1
    press("Escape", "Escape")
    qtbot.waitUntil(lambda: money.page.pane.grid.model_.rowCount() > 10)


def test_another_screen_can_ask_for_a_cell_of_any_view(money: Money) -> None:
    money.page.go_to((GUARDIAN, "fund_bond"))
    assert money.page.source.view == "funds"
    assert money.page.here == (money.row(GUARDIAN), "fund_bond")
    money.page.go_to((GUARDIAN, "notified"))
    assert money.page.source.view == "burden"
    money.page.go_to((EVENT, "spent"))
    assert (money.page.source.view, money.page.here) == ("budget", (money.row(EVENT), "spent"))


# -- how it stands --


def test_what_was_sent_back_or_submitted_shows(money: Money) -> None:
    record = money_record(CONSUMER)
    pass_on(money.union, money.desk)
    sent = money.union.execute(SendBack(record, "spent", "内訳を教えてください"))
    pass_on(money.union, money.payer, money.desk)
    money.settle()
    cell = money.cell(CONSUMER, "spent")
    assert (cell.state, cell.tip) == (State.RETURNED, "内訳を教えてください")
    assert CellFlag.COMMENT in cell.flags
    assert money.page._budget_strip.chips["returned"].count == 1
    money.go(CONSUMER, "spent")
    assert "内訳を教えてください" in money.said()
    press("Alt+2")
    money.go(AIRPORT, "fund_general")
    keys("1605400")
    press("Enter", "Alt+1")
    money.settle()
    money.desk.execute(Submit(2017, "half1", "課長"))
    money.settle()
    assert money.cell(EVENT, "spent").locked
    assert not money.cell(CONSUMER, "spent").locked  # sent back, so it may be changed
    assert not money.cell(EVENT, "budget_initial").locked  # of the year, reported again later
    money.go(EVENT, "spent")
    keys("1")
    assert money.page.pane.grid.session is None
    money.desk.execute(Withdraw(2017, "half1", "課長"))
    money.union.execute(CloseReturn(sent.id))
    money.settle()
    assert not money.cell(EVENT, "spent").locked


# -- for everybody --


def test_cells_say_column_value_unit_and_state(money: Money) -> None:
    grid = money.page.pane.grid
    row = grid.model_.place_of(money.row(EVENT))
    assert row is not None
    spoken = grid.model_.spoken(row, money.page.source.column_named("spent"))
    assert spoken.startswith("支出済額 412,000円")
    press("Alt+3")
    row = grid.model_.place_of(money.row(GUARDIAN, "ikeda"))
    assert row is not None
    name = grid.model_.spoken(row, 1)
    assert "池田町から受け取る負担金" in name
    locked = grid.model_.spoken(row, money.page.source.column_named("transfer_out"))
    assert "720,000円" in locked
    assert "池田町が入力します。" in locked


@pytest.mark.parametrize("size", TextSize)
def test_nothing_is_cut_off_in_a_small_window(money: Money, dressed: Theme, size: TextSize) -> None:
    dressed.set_text_size(size)
    money.window.resize(1280, 680)
    try:
        for key in ("Alt+1", "Alt+2", "Alt+3"):
            press(key)
            QTest.qWait(0)
            strip = money.page.strip
            for part in strip.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
                if part.isVisible():
                    assert strip.rect().contains(part.geometry()), part.accessibleName()
                    assert part.width() >= part.minimumSizeHint().width()
            grid = money.page.pane.grid
            assert grid.viewport().height() > 5 * grid.rowHeight(0)
    finally:
        dressed.set_text_size(TextSize.STANDARD)
        money.window.resize(1366, 768)
