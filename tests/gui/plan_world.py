"""A union with two years of plan and reports, for the tests and pictures of the plan screen."""

from __future__ import annotations

from alps_desk.app.commands import MakeYear, SaveValues
from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import TYPES
from tests.gui.union_world import World

EVERYBODY = "omachi;ikeda;matsukawa;hakuba;otari"


def save(world: World, values: dict[str, dict[str, Scalar]]) -> None:
    """Write as the union."""
    world.union.execute(SaveValues(values))


def clear(world: World, record: str) -> None:
    """Take a row out of the plan."""
    save(world, {record: dict.fromkeys(TYPES[record.split(":", maxsplit=1)[0]].fields)})


def two_years(world: World) -> None:
    """2017 with indicators, papers and exceptions; 2018 with links of every kind."""
    save(world, {
        "indicator:union:K01": {
            "name": "移住者数", "project": "F02P01", "kind": "outcome", "unit": "人", "decimals": 0, "direction": "up",
            "aggregation": "sum", "target_kind": "per_year", "baseline": 31, "baseline_time": "H27", "time_basis": "年度",
            "order": 1,
        },
        "indicator:union:K02": {
            "name": "相談の満足度", "project": "F05P01", "kind": "outcome", "unit": "％", "decimals": 1, "direction": "up",
            "aggregation": "none", "target_kind": "text", "order": 2,
        },
        "indicator:union:K03": {
            "name": "社会増減", "kind": "reference", "unit": "人", "aggregation": "latest", "order": 3, "source": "住民基本台帳",
        },
        "target:union:2016:K01": {"target": 40}, "target:union:2017:K01": {"target": 50},
        "target:union:2018:K01": {"target": 60}, "target:union:2017:K02": {"target_text": "基準より上昇"},
        "vision_change:union:v2016:c1": {"changed_on": "2017-03-27", "name": "第1回変更", "note": "4分野を追加"},
        "agreement_change:union:ikeda:c1": {
            "changed_on": "2017-03-27", "resolved_on": "2017-03-22", "announced_on": "2017-03-27",
            "notified_on": "2017-03-30", "name": "4分野の追加",
        },
        "working_group:union:g1": {"name": "移住定住部会", "fields": "F01;F02", "chair_role": "企画課長", "order": 1},
        "working_group:union:g2": {"name": "福祉部会", "fields": "F05;F06", "chair_role": "福祉課長", "order": 2},
        "meeting:union:m1": {"group": "g1", "held_on": "2017-10-24", "name": "第2回", "agenda": "来年度の事業"},
        "decision:union:m1:F02P02": {"decided": "F02P03と統合する", "due_on": "2018-03-31"},
        "decision:union:m1:all": {"decided": "次回は2月に開く", "done": True},
        "deadline:union:2017:half1:otari": {"due_on": "2017-12-08", "note": "災害対応のため"},
        "unlock:union:2017:half1:ikeda:F05P01": {"until_on": "2017-12-15", "note": "金額の訂正"},
    })  # fmt: skip
    world.union.execute(MakeYear(2017, 2018))
    save(world, {
        "project_year:union:2018:F02P01": {"name": "移住相談センター"},
        "project_year:union:2018:F02P03": {"name": "移住体験の推進"},
        "succession:union:2018:F02P03:F02P02": {"link_kind": "merged"},
        "succession:union:2018:F02P03:F02P03": {"link_kind": "merged"},
        "project_year:union:2018:F05P05": {
            "name": "市民後見人の養成", "field": "F05", "type": "II", "leads": "omachi;ikeda", "participants": "omachi;ikeda",
            "number": 18,
        },
        "succession:union:2018:F05P01:F05P01": {"link_kind": "split"},
        "succession:union:2018:F05P05:F05P01": {"link_kind": "split"},
    })  # fmt: skip
    for code in ("F02P02", "F08P01"):
        clear(world, f"project_year:union:2018:{code}")
        clear(world, f"succession:union:2018:{code}:{code}")


def troubled(world: World) -> None:
    """Two years, and in 2017 faults of the plan and reports that it has no place for."""
    ikeda = world.office("ikeda")
    for code in ("F02P02", "F02P03", "F05P01"):
        world.enter(ikeda, code, spent=120_000, progress_class="running", done_text="町で開いた。")
    world.take(world.export(ikeda))
    two_years(world)
    clear(world, "project_year:union:2017:F02P02")
    save(world, {
        "project_year:union:2017:F02P03": {"type": "III", "leads": "union"},
        "project_year:union:2017:F05P02": {"leads": None},
        "project_year:union:2017:F06P01": {"field": "F99"},
        "indicator:union:K03": {"project": "F99P01"},
        "period:union:2017:half1": {"due_on": "2017-09-15"},
    })  # fmt: skip
