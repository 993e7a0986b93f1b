"""決裁 inside an office: steps in order, cleared by an edit, sent back with a reason, and told to the union."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alps_desk.app.approving import ApprovalView
from alps_desk.app.commands import Approve, SaveSettings, SendBackDraft, Submit, Withdraw
from alps_desk.app.desk import Desk
from tests.fixtures.desks import Region, money, progress, save
from tests.journeys.test_submission import refused

FIELD = money("ikeda")
HALF = (2017, "half1")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The union and two offices it has registered; one has a value."""
    folder = tmp_path_factory.mktemp("begun")
    made = Region(folder)
    ikeda, _ = made.member("ikeda"), made.member("hakuba")
    save(ikeda, {FIELD: {"spent": 2040}})
    made.close()
    return folder


@pytest.fixture
def region(begun: Path, tmp_path: Path) -> Iterator[Region]:
    made = Region.again(begun, tmp_path, ("union", "ikeda", "hakuba"))
    yield made
    made.close()


@pytest.fixture
def ikeda(region: Region) -> Desk:
    return region.desks[1]


def states(view: ApprovalView) -> list[str]:
    return [step.state for step in view.steps]


def test_steps_go_in_order_and_an_edit_clears_them(ikeda: Desk) -> None:
    assert [step.label for step in ikeda.approval(*HALF).steps] == ["作成", "係長", "課長"]
    assert refused(
        ikeda, Approve(*HALF, "課長"), Approve(*HALF, "町長"), Approve(*HALF, way="x"), Approve(*HALF, on="x"),
        SendBackDraft(*HALF, "理由"), Submit(*HALF, approved=True),
    ) == [
        "approve_not_yet", "approve_step_unknown", "approve_way_unknown", "date_not_read", "approve_return_nothing",
        "submit_not_approved",
    ]  # fmt: skip
    ikeda.execute(Approve(*HALF))
    assert refused(ikeda, Approve(*HALF, "draft")) == ["approve_done"]
    view = ikeda.execute(Approve(*HALF, "係長", way="by_substitute", by_role="課長補佐", on="2017-11-22"))
    assert states(view) == ["approved", "approved", "next"]
    step = view.steps[1]
    assert (step.by_role, step.section, step.way, step.approved_on, step.approver) == (
        "課長補佐", "企画財政課", "by_substitute", "2017-11-22", "",
    )  # fmt: skip
    save(ikeda, {FIELD: {"spent": 2050}})
    view = ikeda.approval(*HALF)
    assert states(view) == ["cleared", "cleared", "waiting"]
    assert [later.field for later in view.steps[0].later] == ["spent"]
    assert refused(ikeda, Submit(*HALF, approved=True)) == ["submit_not_approved"]
    for _ in range(3):
        view = ikeda.execute(Approve(*HALF))
    assert view.complete
    # What belongs to the other period does not touch it.
    save(ikeda, {progress("ikeda", period="full_year"): {"issues": "雪"}})
    assert ikeda.approval(*HALF).complete
    made = ikeda.execute(Submit(*HALF, "課長", approved=True))
    assert made.state == "submitted"
    assert refused(ikeda, Approve(*HALF), SendBackDraft(*HALF, "x")) == ["approve_submitted"] * 2
    ikeda.execute(Withdraw(*HALF))
    assert ikeda.approval(*HALF).complete


def test_sent_back_to_the_beginning_with_a_reason(region: Region, ikeda: Desk) -> None:
    ikeda.execute(Approve(*HALF))
    ikeda.execute(Approve(*HALF))
    assert refused(ikeda, SendBackDraft(*HALF, " ")) == ["approve_return_needs_why"]
    view = ikeda.execute(SendBackDraft(*HALF, "執行額を確かめてください"))
    assert states(view) == ["returned", "waiting", "waiting"]
    assert view.returned is not None
    assert (view.returned.label, view.returned.comment) == ("課長", "執行額を確かめてください")
    view = ikeda.execute(Approve(*HALF))
    assert (states(view), view.returned) == (["approved", "next", "waiting"], None)
    # The whole course travels and can be read at the union, and both show the same.
    region.give(ikeda, region.union)
    assert states(region.union.approval(*HALF, "ikeda")) == states(view)
    past = region.union.history("approval:ikeda:2017:half1:section_chief", "comment")
    assert past[-1].text == "執行額を確かめてください"
    assert region.union.digest() == ikeda.digest()


def test_an_office_goes_without_a_step_by_its_settings(ikeda: Desk) -> None:
    ikeda.execute(SaveSettings(values={"approval_steps": "draft;section_chief"}))
    assert [step.label for step in ikeda.approval(*HALF).steps] == ["作成", "課長"]
    ikeda.execute(Approve(*HALF))
    assert ikeda.execute(Approve(*HALF)).complete
