"""Report tables of the shapes that forms have, and the odd ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from alps_desk.reports.tables import Cell, Column, ReportTable, Row

PROGRESS_COLUMNS = (
    Column("number", "番号", "code", width=4),
    Column("field", "分野", "text", width=12),
    Column("project_name", "事業名", "text", width=20),
    Column("project_type", "種別", "mark", width=4),
    Column("budget_current", "予算現額", "yen", width=10),
    Column("spent", "支出済額", "yen", width=10),
    Column("execution_rate", "執行率", "rate", width=7),
    Column("participants_count", "参加者", "count", unit="人", width=7),
    Column("as_of", "基準日", "date", width=13),
    Column("done_text", "取組内容", "text", width=36),
)
LONG_TEXT = (
    "参加者数は目標120人に対して98人（達成率81.7%）。「白馬・小谷会場」は降雪のため中止となったが、"
    "オンライン開催（1月23日）に切り替えて実施した。次年度は開催時期を11月に前倒しし、SNSによる周知を強化する。"
)


def row(number: int, text: str = LONG_TEXT, *, project: str = "移住相談窓口の設置") -> Row:
    budget, spent = 1_253_210 * number, 1_021_500 * number
    return Row(
        [
            Cell(str(number)),
            Cell("移住交流"),
            Cell(project),
            Cell("Ⅱ"),
            Cell(budget),
            Cell(spent),
            Cell(Decimal("81.5")),
            Cell(98 * number),
            Cell(date(2017, 9, 30)),
            Cell(text),
        ]
    )


def progress(rows: list[Row], **changes: object) -> ReportTable:
    """A progress list; ``changes`` replace fields of the table."""
    fields: dict[str, object] = {
        "name": "progress_list",
        "title": "連携事業 進捗状況一覧表",
        "period_line": "平成29年度 上半期",
        "made_by": "北アルプス広域連合",
        "made_on": date(2017, 11, 23),
        "columns": PROGRESS_COLUMNS,
        "rows": rows,
    }
    return ReportTable(**{**fields, **changes})  # type: ignore[arg-type]


def one_column(values: list[Cell], kind: str = "text", **changes: object) -> ReportTable:
    """A table of one column."""
    column = Column("value", "内容", kind)  # type: ignore[arg-type]
    return progress([Row([cell]) for cell in values], columns=[column], **changes)
