"""A half-filled report of an office, with every state a cell can have, for the tests and pictures of the entry screen."""

from __future__ import annotations

from alps_desk.app.commands import ExportBundle, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.domain.cells import CellState, CellValue, to_stored
from alps_desk.domain.journal import Scalar

_DONE = (
    "7月と9月に開催し、参加者は計64人（うち町外31人）でした。",
    "相談件数48件（うち移住決定3世帯）。窓口の案内を広報に載せました。",
    "東京・名古屋で各1回開催。来場者は112組でした。",
    "定期便の利用者は前年度比12%増。旅行会社4社と商品を作りました。",
    "参加企業31社、学生58人。次回は3月に開きます。",
    "相談212件、後見等の申立て支援17件。市民後見人を6人養成しました。",
    "相談176件。高齢者の通信販売トラブルが増えています。",
    "委託先と毎月の調整会議を実施しました。",
    "研修4回、延べ87人が参加しました。",
    "利用登録者312人。返却ポストを2か所増やしました。",
)


def fill_sample(desk: Desk, fy: int = 2017, period: str = "half1") -> None:
    """Enter the sample; part of it is exported, the rest is not."""
    rows = desk.entry_rows(fy, period)
    own = [row for row in rows if row.part.kind == "own"]
    first: dict[str, dict[str, Scalar]] = {}
    later: dict[str, dict[str, Scalar]] = {}

    def put(values: dict[str, dict[str, Scalar]], number: int, column: str, value: Scalar) -> None:
        record, field = own[number].targets[column]
        values.setdefault(record, {})[field.name] = value

    paces = ("on_track", "mostly_on_track", "on_track", "slightly_late", "on_track")
    for number, row in enumerate(own):
        if number in (3, 9):
            continue
        budget = 850_000 + number * 213_000
        put(first, number, "budget_initial", budget)
        put(first, number, "spent", budget * (38 + number * 3 % 40) // 100)
        put(first, number, "progress_class", "running" if number % 4 else "preparing")
        if number != 6:
            put(first, number, "pace", paces[number % len(paces)])
        put(first, number, "done_text", _DONE[number % len(_DONE)])
        put(
            first,
            number,
            "issues",
            "参加者が固定化しています。" if number % 3 == 0 else "周知の時期が遅れました。",
        )
        put(first, number, "person_in_charge", "担当者A" if number % 2 else "担当者B")
        if row.part.payee:
            put(first, number, "transfer_out", 120_000 + number * 5_000)
    desk.execute(SaveValues(first))
    desk.execute(ExportBundle())
    put(later, 4, "spent", 1_812_000)
    put(later, 4, "budget_supplement", -120_000)
    put(later, 7, "spent", "12x")
    put(later, 5, "done_text", "参加企業31社、学生58人。\n次回は3月に開きます。")
    put(later, 8, "spent", to_stored(CellValue(CellState.TALLYING)))
    put(later, 2, "budget_supplement", to_stored(CellValue(CellState.NONE)))
    put(later, 0, "issues", "参加者が固定化しています。𠮷野家の近くに髙い看板を置く案が出ました。")
    burdens = [row for row in rows if row.part.kind == "burden"]
    for number, row in enumerate(burdens[:3]):
        for column, amount in (
            ("notified", 760_000),
            ("final", 760_000),
            ("transfer_in", 760_000 - 10_000 * number),
        ):
            record, field = row.targets[column]
            later.setdefault(record, {})[field.name] = amount
    desk.execute(SaveValues(later))
