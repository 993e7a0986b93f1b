"""Form 10, 取込結果・不一致一覧: what came in which file, and what does not agree (R20, R47)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from alps_desk.domain.plan import Period, Plan
from alps_desk.reports import form_cells
from alps_desk.reports.form_cells import BLANK
from alps_desk.reports.tables import Block, Cell, Column, ReportTable, Row
from alps_desk.wording import say, term

NAME = "imports"


@dataclass(frozen=True)
class ImportOf:
    """A file that was taken, or refused.

    Attributes:
        at: ISO instant of taking it.
        changes: how many it brought; new, changed, same, conflicts: fields; refused: parts that were not taken.
        text: what it is and what became of it, in words.
    """

    file: str
    office: str
    at: str
    changes: int
    new: int
    changed: int
    same: int
    conflicts: int
    refused: int
    text: str


@dataclass(frozen=True)
class Disagreement:
    """Something that does not agree.

    Attributes:
        kind: in words; project: its name, "" if none; office: names of the bodies in question.
        values: what each side says; text: what it is about.
    """

    kind: str
    project: str
    office: str
    text: str
    values: str = ""


@dataclass(frozen=True)
class Imports:
    """Everything of the form."""

    files: Sequence[ImportOf] = ()
    conflicts: Sequence[Disagreement] = ()
    between: Sequence[Disagreement] = ()
    missing: Sequence[str] = field(default_factory=tuple)


def build(
    plan: Plan,
    period: Period,
    facts: Imports,
    *,
    made_by: str,
    made_on: date,
    display_unit: form_cells.DisplayUnit,
) -> ReportTable:
    """Files taken, words that disagree inside an office, differences between offices."""
    blocks = [
        Block(say("imports_files"), _file_columns(), [_file_row(plan, one) for one in facts.files]),
        Block(say("imports_conflict_list"), _pair_columns(), [_pair_row(one) for one in facts.conflicts]),
        Block(say("imports_between"), _pair_columns(), [_pair_row(one) for one in facts.between]),
    ]
    keys = [Cell(str(plan.fy)), Cell(form_cells.period_name(period))]
    flat = [_flat_file(plan, one) for one in facts.files]
    flat += [_flat_pair(one) for one in (*facts.conflicts, *facts.between)]
    return ReportTable(
        NAME,
        say("form_imports"),
        form_cells.period_line(plan, period),
        made_by,
        made_on,
        _flat_columns(),
        [Row(cells, keys=keys) for cells in flat],
        display_unit=display_unit,
        notes=_notes(facts),
        sample=plan.sample,
        key_columns=[Column("fy", term("fy"), "code"), Column("period", term("period"), "code")],
        blocks=blocks,
    )


_COUNTS = ("new", "changed", "same", "conflicts", "refused")


def _count_columns() -> list[Column]:
    return [Column(name, say(f"imports_{name}"), "count", width=6) for name in ("changes", *_COUNTS)]


def _file_columns() -> list[Column]:
    return [
        Column("file", say("imports_file"), "text", width=22),
        Column("office", term("office"), "text", width=11),
        Column("at", say("imports_at"), "code", width=11),
        *_count_columns(),
        Column("text", say("imports_text"), "text", width=20),
    ]


def _file_cells(plan: Plan, one: ImportOf) -> list[Cell]:
    counts = [getattr(one, name) for name in ("changes", *_COUNTS)]
    return [
        Cell(one.file),
        Cell(plan.body(one.office).name if one.office else ""),
        Cell(one.at[:16].replace("T", " ")),
        *(Cell(count) for count in counts),
        Cell(one.text),
    ]


def _file_row(plan: Plan, one: ImportOf) -> Row:
    return Row(_file_cells(plan, one))


def _pair_columns() -> list[Column]:
    return [
        Column("kind", say("imports_kind"), "text", width=9),
        Column("project", term("project_name"), "text", width=14),
        Column("office", term("office"), "text", width=12),
        Column("text", say("imports_what"), "text", width=26),
        Column("values", say("imports_values"), "text", width=26),
    ]


def _pair_row(one: Disagreement) -> Row:
    return Row([Cell(one.kind), Cell(one.project), Cell(one.office), Cell(one.text), Cell(one.values)])


def _flat_columns() -> list[Column]:
    return [
        Column("kind", say("imports_kind"), "text", width=9),
        Column("file", say("imports_file"), "text", width=18),
        Column("project", term("project_name"), "text", width=14),
        Column("office", term("office"), "text", width=11),
        Column("at", say("imports_at"), "code", width=11),
        *_count_columns(),
        Column("text", say("imports_text"), "text", width=22),
        Column("values", say("imports_values"), "text", width=22),
    ]


def _flat_file(plan: Plan, one: ImportOf) -> list[Cell]:
    file, office, at, *rest = _file_cells(plan, one)
    return [Cell(say("imports_kind_file")), file, BLANK, office, at, *rest, BLANK]


def _flat_pair(one: Disagreement) -> list[Cell]:
    counts = [Cell(None, "none")] * (1 + len(_COUNTS))
    return [
        Cell(one.kind), BLANK, Cell(one.project), Cell(one.office), BLANK, *counts, Cell(one.text),
        Cell(one.values),
    ]  # fmt: skip


def _notes(facts: Imports) -> list[str]:
    notes = [say("imports_note_counts")]
    if facts.missing:
        names = say("form_list_separator").join(facts.missing)
        notes.append(say("imports_note_missing", bodies=names, count=len(facts.missing)))
    return notes
