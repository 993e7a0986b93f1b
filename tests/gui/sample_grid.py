"""A source in memory with the rows of the design's picture, for the tests and pictures of the grid."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from alps_desk.gui.theme import State
from alps_desk.gui.widgets.grid import (
    Align,
    CellEdit,
    CellFlag,
    ColumnKind,
    GridCell,
    GridColumn,
    GridSource,
    Outcome,
    PasteReport,
    Verdict,
)

NUMBER, NAME, TYPE, STATE, BUDGET, SPENT, RATE, RATING, PROSE, DAY = range(10)

COLUMNS = (
    GridColumn("number", "番号", frozen=True, width_em=3.4, align=Align.CENTRE),
    GridColumn("name", "事業名", frozen=True, width_em=16, strong=True),
    GridColumn("type", "型", width_em=2.4, align=Align.CENTRE),
    GridColumn("state", "状態", kind=ColumnKind.STATE, width_em=6.5),
    GridColumn("budget", "予算額", "千円", ColumnKind.NUMBER, editable=True, width_em=6),
    GridColumn("spent", "執行額", "千円", ColumnKind.NUMBER, editable=True, width_em=6),
    GridColumn("rate", "執行率", kind=ColumnKind.NUMBER, computed=True, width_em=4.6),
    GridColumn(
        "rating",
        "評価",
        kind=ColumnKind.CHOICE,
        editable=True,
        choices=("A", "B", "C", "該当なし"),
        width_em=3.4,
    ),
    GridColumn("prose", "進捗の内容・課題", kind=ColumnKind.PROSE, editable=True, width_em=15, limit=400),
    GridColumn("day", "基準日", kind=ColumnKind.DATE, editable=True, width_em=8),
)

_ROWS = """
101|若者交流イベントの開催|Ⅰ|draft|850|412|B|7月と9月に開催。参加者は計64人。
201|移住相談窓口の設置|Ⅱ|draft|1200|655|A|相談件数48件（うち移住決定3世帯）。
202|移住セミナーの開催|Ⅱ|locked|430|430|B|東京・名古屋で各1回開催。来場者は92人。
203|魅力体験ツアーの開催|Ⅱ|empty|980|||
301|信州まつもと空港を活用した誘客|Ⅰ|warning|3200|3310|A|定期便利用者は前年度比12％増。
401|新規学卒者等を対象とした企業説明会の開催|Ⅰ|draft|640|602|B|参加企業31社、学生58人。次回は2月。
501|成年後見支援センターの運営|Ⅰ|draft|5460|2701|B|相談212件、後見等申立て支援18件。
502|消費生活センターの運営|Ⅰ|returned|4120|2040|B|相談176件。高齢者の通信販売トラブルが増えた。
503|障害者相談支援事業の実施|Ⅰ|draft|2870|1388|B|委託先と毎月の調整会議を実施。
504|介護保険地域支援事業の検討|Ⅱ|draft|150|0||
601|健康づくり講演会の開催|Ⅱ|empty|380|||
701|職員研修の開催|Ⅱ|draft|720|355|B|研修4回、延べ87人が参加した。
702|職員交流事業の開催|Ⅱ|error||１２x||
703|職員相互派遣（市町村間）|Ⅱ|draft|260|130|B|各市町村から1人ずつ派遣中。
704|職員相互派遣（広域連合）|Ⅱ|draft|180|92|B|1人を派遣中。
705|合同調査研究|Ⅲ|excluded|300|120|B|調査票を配布し、10月末までに回収する。
801|図書館の相互利用の実施|Ⅱ|draft|90|45|A|利用登録者312人。返却ポストを増やした。
""".strip()

_STATE_WORDS = {
    State.DRAFT: "下書き",
    State.LOCKED: "提出済み",
    State.EMPTY: "未入力",
    State.WARNING: "要確認",
    State.RETURNED: "差戻し",
    State.ERROR: "エラー",
    State.EXCLUDED: "対象外",
}


@dataclass
class Row:
    """One project."""

    number: str
    name: str
    type: str
    state: State
    values: dict[int, str]
    unexported: set[int] = field(default_factory=set)
    comments: set[int] = field(default_factory=set)


def _rows() -> list[Row]:
    rows = []
    for text in _ROWS.splitlines():
        number, name, kind, state, budget, spent, rating, prose = text.split("|")
        values = {BUDGET: budget, SPENT: spent, RATING: rating, PROSE: prose, DAY: "2026-09-30"}
        rows.append(Row(number, name, kind, State(state), values))
    for number in (0, 1):
        rows[number].unexported.add(SPENT)
    rows[0].unexported.add(PROSE)
    rows[5].unexported.add(PROSE)
    rows[4].comments.add(SPENT)
    return rows


def as_number(text: str) -> int | None:
    """A whole number in the writings people use."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return int(plain) if plain.lstrip("-").isdigit() else None


class SampleSource(GridSource):
    """Rows in memory, with undo."""

    def __init__(self, rows: list[Row] | None = None) -> None:
        super().__init__()
        self.rows = _rows() if rows is None else rows
        self.steps: list[tuple[str, list[tuple[int, int, str, str]]]] = []
        self.undone: list[tuple[str, list[tuple[int, int, str, str]]]] = []
        self.calls: list[tuple[str, tuple[CellEdit, ...]]] = []

    def columns(self) -> Sequence[GridColumn]:
        return COLUMNS

    def row_count(self) -> int:
        return len(self.rows)

    def row_key(self, row: int) -> object:
        return self.rows[row].number

    def cell(self, row: int, column: int) -> GridCell:
        record = self.rows[row]
        flags = CellFlag.NONE
        if record.state is State.LOCKED:
            flags |= CellFlag.LOCKED
        if record.state is State.EXCLUDED:
            flags |= CellFlag.LOCKED
        if column == STATE:
            return GridCell(_STATE_WORDS[record.state], state=record.state, flags=flags)
        if column in (NUMBER, NAME, TYPE):
            return GridCell((record.number, record.name, record.type)[column], flags=flags)
        if column == RATE:
            return GridCell(self._rate(record), flags=flags)
        text = record.values[column]
        if not text and column in (BUDGET, SPENT, RATING, PROSE):
            flags |= CellFlag.MISSING
        if column in record.unexported:
            flags |= CellFlag.UNEXPORTED
        if column in record.comments:
            flags |= CellFlag.COMMENT
        state, tip = self._finding(record, column)
        shown = text
        if column in (BUDGET, SPENT) and as_number(text) is not None:
            shown = f"{as_number(text):,}"
        return GridCell(shown, raw=text, state=state, flags=flags, tip=tip)

    def value(self, row: int, column: int) -> str:
        """What stands in a cell."""
        return self.rows[row].values[column]

    def edit_many(self, edits: Sequence[CellEdit], name: str) -> PasteReport:
        self.calls.append((name, tuple(edits)))
        verdicts, step = [], []
        for edit in edits:
            old = self.value(edit.row, edit.column)
            new, outcome, message = self._taken(edit)
            verdicts.append(Verdict(edit, outcome, new, message))
            step.append((edit.row, edit.column, old, new))
            self.rows[edit.row].values[edit.column] = new
        self.steps.append((name, step))
        self.undone.clear()
        self.cells_changed.emit(sorted({edit.row for edit in edits}))
        return PasteReport(name, tuple(verdicts))

    def today(self) -> str:
        return "2026-11-20"

    def day_of(self, row: int, column: int) -> str:
        return self.value(row, column)

    def undo_name(self) -> str | None:
        return self.steps[-1][0] if self.steps else None

    def redo_name(self) -> str | None:
        return self.undone[-1][0] if self.undone else None

    def undo(self) -> Sequence[tuple[int, int]]:
        name, step = self.steps.pop()
        self.undone.append((name, step))
        for row, column, old, _ in step:
            self.rows[row].values[column] = old
        self.cells_changed.emit([])
        return [(row, column) for row, column, _, _ in step]

    def redo(self) -> Sequence[tuple[int, int]]:
        name, step = self.undone.pop()
        self.steps.append((name, step))
        for row, column, _, new in step:
            self.rows[row].values[column] = new
        self.cells_changed.emit([])
        return [(row, column) for row, column, _, _ in step]

    def _taken(self, edit: CellEdit) -> tuple[str, Outcome, str]:
        text = edit.text
        if edit.column in (BUDGET, SPENT) and text:
            number = as_number(text)
            if number is None:
                return text, Outcome.MARKED, "金額は数字で入力してください。例：1200"
            if str(number) != text:
                return str(number), Outcome.NORMALISED, ""
        if edit.column == RATING and text and text not in COLUMNS[RATING].choices:
            return text, Outcome.MARKED, "評価は一覧から選んでください。"
        return text, Outcome.TAKEN, ""

    def _rate(self, record: Row) -> str:
        budget, spent = as_number(record.values[BUDGET]), as_number(record.values[SPENT])
        return f"{spent / budget:.1%}" if budget and spent is not None else "−"

    def _finding(self, record: Row, column: int) -> tuple[State | None, str]:
        text = record.values[column]
        if column in (BUDGET, SPENT) and text and as_number(text) is None:
            return State.ERROR, "金額は数字で入力してください。例：1200"
        if column == RATING and text and text not in COLUMNS[RATING].choices:
            return State.ERROR, "評価は一覧から選んでください。"
        budget, spent = as_number(record.values[BUDGET]), as_number(record.values[SPENT])
        if column == SPENT and budget is not None and spent is not None and spent > budget:
            return State.WARNING, "予算額を超えています"
        if record.state is State.RETURNED and column in (SPENT, PROSE):
            return State.RETURNED, "広域連合から差し戻されました"
        return None, ""


def many_rows(count: int) -> list[Row]:
    """Made-up rows for measuring."""
    return [
        Row(
            f"{number:06d}",
            f"事業{number}",
            "Ⅰ",
            State.DRAFT,
            {
                BUDGET: str(number * 37 % 9973),
                SPENT: str(number * 53 % 9967),
                RATING: "ABC"[number % 3],
                PROSE: "進捗の内容",
                DAY: "2026-09-30",
            },
        )
        for number in range(count)
    ]
