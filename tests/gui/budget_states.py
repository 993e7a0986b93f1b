"""States of 予算・決算 for the pictures of ``tests.gui.screens``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alps_desk.app.commands import SaveValues, SendBack, Submit
from alps_desk.app.desk import Desk
from alps_desk.domain.journal import Scalar
from alps_desk.gui.forms.budget_page import BudgetPage
from alps_desk.gui.pictures import settle
from alps_desk.gui.shell import Shell
from tests.gui.budget_sample import GUARDIAN, fill_money, pass_on, payer_pays
from tests.gui.desks import make_office

if TYPE_CHECKING:
    from tests.gui.screens import Studio


def page_of(shell: Shell) -> BudgetPage:
    """The screen, shown."""
    assert shell.window is not None
    shell.window.show_page("budget")
    settle(shell)
    page = shell.window.page("budget")
    assert isinstance(page, BudgetPage)
    return page


def go(page: BudgetPage, project: str, key: str) -> None:
    """Make a cell current."""
    page.go_to((project, key))
    page.pane.grid.setFocus()


def _filled(studio: Studio, shell: Shell) -> BudgetPage:
    assert shell.session is not None
    desk = shell.session.desk
    fill_money(desk)
    other = _payer(studio)
    payer_pays(other, 720_000)
    pass_on(studio.union, other, desk)
    other.close()
    return page_of(shell)


def _payer(studio: Studio) -> Desk:
    studio.number += 1
    home = studio.home / str(studio.number)
    return make_office(home, studio.union, "ikeda", studio.clock, seed=studio.number + 40)


def budget(studio: Studio, shell: Shell) -> None:
    go(_filled(studio, shell), GUARDIAN, "spent")


def budget_thousands(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    page._budget_strip.unit_picked.emit(1000)
    page._budget_strip.units.set_current("1000")
    page._budget_strip.thousands.setChecked(True)
    go(page, GUARDIAN, "spent")


def budget_funds(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    go(page, GUARDIAN, "fund_general")
    page.pane.grid.type_over("1461000")


def budget_burden(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    page.show_view("burden")
    row = next(n for n in range(page.source.row_count()) if page.source.sum_at(n) is None)
    page.pane.grid.go_to(row, page.source.column_named("transfer_in"))
    page.focus()


def budget_initial(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    page.book.set_stage("initial")
    settle(shell)
    go(page, GUARDIAN, "fund_general")


def budget_error(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    go(page, "F03P01", "fund_general")


def budget_sum(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    page.pane.grid.go_to(page.source.row_count() - 1, page.source.column_named("budget_current"))
    page.focus()


def budget_empty(studio: Studio, shell: Shell) -> None:
    page = page_of(shell)
    page.book.set_stage("forecast")
    settle(shell)
    page.focus()


def budget_locked(studio: Studio, shell: Shell) -> None:
    _filled(studio, shell)
    assert shell.session is not None
    mended: dict[str, dict[str, Scalar]] = {"money:omachi:2017:F03P01:half1": {"fund_general": 1_605_400}}
    shell.session.desk.execute(SaveValues(mended))
    shell.session.desk.execute(Submit(2017, "half1", "課長"))
    page = page_of(shell)
    settle(shell)
    go(page, GUARDIAN, "spent")


def budget_returned(studio: Studio, shell: Shell) -> None:
    assert shell.session is not None
    desk = shell.session.desk
    fill_money(desk)
    pass_on(studio.union, desk)
    record = "money:omachi:2017:F05P02:half1"
    studio.union.execute(SendBack(record, "spent", "広告費の追加分を含む金額か、教えてください。"))
    pass_on(studio.union, desk, desk)
    page = page_of(shell)
    go(page, "F05P02", "spent")


def budget_unread(studio: Studio, shell: Shell) -> None:
    page = _filled(studio, shell)
    page._session.desk.execute(SaveValues({"money:omachi:2017:F02P01:half1": {"spent": "12x"}}))
    settle(shell)
    go(page, "F02P01", "spent")


STATES = (
    budget, budget_thousands, budget_funds, budget_burden, budget_initial, budget_error, budget_sum, budget_empty,
    budget_locked, budget_returned, budget_unread,
)  # fmt: skip
EVERYWHERE = (budget, budget_funds, budget_burden)
UNFILLED = STATES
"""These fill their desk themselves."""
