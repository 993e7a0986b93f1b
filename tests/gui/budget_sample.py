"""Money of the central city with its payers, for the tests and pictures of 予算・決算."""

from __future__ import annotations

from pathlib import Path

from alps_desk.app.commands import ExportBundle, MergeBundles, SaveValues
from alps_desk.app.desk import Desk
from alps_desk.domain.journal import Scalar

GUARDIAN, CONSUMER = "F05P01", "F05P02"
PAYERS = ("ikeda", "matsukawa", "hakuba", "otari")
FUNDS = ("fund_national", "fund_prefecture", "fund_bond", "fund_other", "fund_general")
_ROWS = (
    ("F01P01", 850_000, 0, None, None, 412_000, None, (0, 206_000, 0, 0, 206_000)),
    ("F02P01", 1_200_000, -50_000, None, None, 655_500, None, (0, 300_000, 0, 0, 355_500)),
    ("F02P02", 430_000, None, None, 20_000, 430_000, None, (0, 0, 0, 0, 430_000)),
    ("F03P01", 3_200_000, 120_000, 300_000, None, 3_105_400, 200_000, (0, 1_500_000, 0, 0, 1_605_000)),
    (GUARDIAN, 5_460_000, 0, 0, 0, 4_961_000, 0, (0, 1_200_000, 0, 2_260_000, 1_501_000)),
    (CONSUMER, 4_120_000, -120_000, 0, 0, 2_040_000, None, (0, 0, 0, 900_000, 1_140_000)),
    ("F05P03", 2_870_000, None, None, None, 1_388_000, None, (700_000, 344_000, 0, 0, 344_000)),
)
_COLUMNS = ("budget_supplement", "carried_in", "budget_transfer", "spent", "carried_out")
"""Code, 当初, the amounts of ``_COLUMNS``, the funds; one of them 400 yen short."""
SHARES = (760_000, 600_000, 500_000, 400_000)


def money_values(fy: int = 2017, stage: str = "half1") -> dict[str, dict[str, Scalar]]:
    """The city's own money, and what it notified to its payers."""
    values: dict[str, dict[str, Scalar]] = {}
    for code, initial, *amounts, funds in _ROWS:
        values[f"money:omachi:{fy}:{code}:initial"] = {"budget_initial": initial}
        record = values.setdefault(f"money:omachi:{fy}:{code}:{stage}", {})
        record.update({name: yen for name, yen in zip(_COLUMNS, amounts, strict=True) if yen is not None})
        record.update(dict(zip(FUNDS, funds, strict=True)))
    values[f"money:omachi:{fy}:{GUARDIAN}:{stage}"]["transfer_in"] = 2_260_000
    values[f"money:omachi:{fy}:{CONSUMER}:{stage}"]["transfer_in"] = 900_000
    for payer, share in zip(PAYERS, SHARES, strict=True):
        values[f"burden:omachi:{fy}:{GUARDIAN}:{payer}"] = {
            "basis": "均等割と人口割", "forecast": share, "notified": share, "final": share,
            "due_on": f"{fy}-09-30", "transfer_in": share, "received_on": f"{fy}-09-28",
        }  # fmt: skip
        values[f"burden:omachi:{fy}:{CONSUMER}:{payer}"] = {"notified": 215_000, "due_on": f"{fy}-10-31"}
    return values


def fill_money(desk: Desk) -> None:
    """Enter the sample; the first rows are exported, the rest is not."""
    values = money_values()
    desk.execute(SaveValues(values))
    desk.execute(ExportBundle())
    desk.execute(
        SaveValues({f"money:omachi:2017:{CONSUMER}:half1": {"money_note": "広告費の追加分を含みます。"}})
    )


def pass_on(union: Desk, sender: Desk, *takers: Desk) -> None:
    """What a desk exported, by way of the union, to others."""
    file: Path = sender.execute(ExportBundle()).file
    first = union.execute(MergeBundles((file,)))[0]
    if first.state == "unknown_device":
        union.execute(MergeBundles((file,), accept_device=first.pairing))
    out: Path = union.execute(ExportBundle(everything=True)).file
    for taker in takers:
        taker.execute(MergeBundles((out,)))


def payer_pays(desk: Desk, yen: int = 760_000) -> None:
    """A payer says what it paid."""
    desk.execute(
        SaveValues(
            {
                f"burden:omachi:2017:{GUARDIAN}:{desk.office}": {
                    "transfer_out": yen,
                    "paid_on": "2017-09-27",
                    "payer_note": "総務課で確認済み",
                }
            }
        )
    )
