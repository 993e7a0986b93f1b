"""A reporting round between an office and the union by real files, for the tests and pictures of its screens."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from alps_desk.app.commands import (
    AnswerReturn,
    Approve,
    CloseReturn,
    MergeBundles,
    SendBack,
    SendMessage,
    Submit,
)
from alps_desk.app.desk import Desk
from alps_desk.app.workplace import JAPAN
from tests.gui.union_world import FY, PERIOD, World

LATER = datetime(2017, 11, 20, 9, 0, tzinfo=JAPAN)
"""When a copy of a round goes on."""
OFFICE = "omachi"
HALF = (FY, PERIOD)


def money(project: str, stage: str = PERIOD, office: str = OFFICE) -> str:
    """Id of a money record."""
    return f"money:{office}:{FY}:{project}:{stage}"


def progress(project: str, office: str = OFFICE) -> str:
    """Id of a progress record."""
    return f"progress:{office}:{FY}:{PERIOD}:{project}"


def decided(desk: Desk) -> None:
    """Every step of the decision, one of them by a stand-in."""
    desk.execute(Approve(*HALF, approver="担当者A"))
    desk.execute(Approve(*HALF, by_role="地域振興係長"))
    desk.execute(Approve(*HALF, by_role="課長補佐", way="by_substitute"))


def submitted(world: World) -> Desk:
    """The central city has filled everything in, decided and submitted; the union has it."""
    desk = world.office(OFFICE)
    world.fill(desk)
    decided(desk)
    desk.execute(Submit(*HALF, by_role="課長補佐", approved=True))
    world.take(world.export(desk))
    return desk


def take_back(world: World, desk: Desk, name: str = "") -> Path:
    """The union's file, taken by an office."""
    file = world.export(world.union, name)
    desk.execute(MergeBundles((file,)))
    return file


def talked_over(world: World) -> Desk:
    """Returns and messages at every state, as they stand after some files."""
    desk = submitted(world)
    union = world.union
    first = union.execute(
        SendBack(money("F05P02"), "spent", "広告費の追加分を含む金額か、教えてください。")
    ).id
    second = union.execute(
        SendBack(
            progress("F02P02"),
            "done_text",
            "参加者の数が、前の期の報告と合いません。\n東京と名古屋の回を分けて書いてください。",
        )
    ).id
    done = union.execute(SendBack(money("F03P01"), "spent", "単位を確かめてください。")).id
    union.execute(SendMessage("上半期の報告をありがとうございました。確認を始めています。", office=OFFICE))
    take_back(world, desk)
    desk.execute(
        AnswerReturn(first, "広告費の追加分 120,000円を含みます。内訳は別に送ります。", "地域振興係長")
    )
    world.enter(desk, "F02P02", done_text="東京で1回（42人）、名古屋で1回（31人）開いた。")
    world.enter(desk, "F03P01", spent=640_000)
    desk.execute(AnswerReturn(done, "千円単位で入力していました。円に直しました。"))
    desk.execute(
        SendMessage("この欄には、延期になった回も書きますか。", record=progress("F01P01"), field="issues")
    )
    world.take(world.export(desk))
    union.execute(SendMessage("追加分を除いた額に直してください。", thread=first))
    union.execute(CloseReturn(done, "確かめました"))
    union.execute(SendBack(progress("F07P02"), "issues", "来年度の見込みも書いてください。"))
    take_back(world, desk)
    assert second
    return desk
