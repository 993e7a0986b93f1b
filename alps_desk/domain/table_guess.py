"""What an old table means: where its headings are, which column is which field, which row is which project.

Promise: only proposals, each with how it was found; nothing is decided here and nothing is left out: a row that fits
nothing is given with the reason. A code counts before a name, a name written the same before a similar one, and of two
that are equally near neither is taken. Width, kana, old forms of kanji and spaces do not matter (``search_key``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from alps_desk.domain.search_key import search_key
from alps_desk.domain.width import narrow

Area = tuple[int, int, int, int]
"""Rows from 1 and columns from 0: top, left, bottom, right, all inside."""
How = Literal["code", "same", "learned", "similar", "above", "chosen", ""]
Reason = Literal["", "blank", "total", "project", "office", "left"]
"""Why a row is not taken: nothing in it; a sum; the project, the office is not known; a person left it out."""

SEARCHED_ROWS = 40
"""Rows at the top in which headings are looked for."""
MOST_LEVELS = 3
KEYS = ("project", "project_name", "office", "number")
"""Columns that say whose row it is."""
_NEAR, _NEAR_PROJECT = 0.84, 0.8
_MANY_COLUMNS = 200
_UNIT = re.compile(r"[(（〔\[]?\s*(?:単位)?\s*[:：]?\s*(千円|百万円|円|％|%|人|件)\s*[)）〕\]]?$")
_UNIT_LINE = re.compile(r"(?:単位\s*[:：]?\s*|[(（])(千円|円)")
_CODE = re.compile(r"[0-9A-Za-z_-]+", re.ASCII)
_TOTAL = re.compile(r"^(?:総|小|合|純|累|中)?計(?:額)?$|^合計|^小計|^総計|^純計|^総額$|計$", re.ASCII)
_NUMBER = re.compile(r"[△▲()+-]*[0-9][0-9,.]*%?\)?", re.ASCII)


@dataclass(frozen=True)
class Words:
    """What is known by which words.

    Attributes:
        fields: field, or one of :data:`KEYS`, → words of its heading.
        projects: code → name; offices: key → the words for it: name, codes.
        learned_columns, learned_projects, learned_offices: folded text → what a person said it means.
    """

    fields: Mapping[str, Sequence[str]]
    projects: Mapping[str, str]
    offices: Mapping[str, Sequence[str]]
    learned_columns: Mapping[str, str] = field(default_factory=dict)
    learned_projects: Mapping[str, str] = field(default_factory=dict)
    learned_offices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnGuess:
    """What a column is.

    Attributes:
        index: 0 is A; heading: its texts from top to bottom, joined by a space.
        field: what it is, "" = unknown; office: whose values, "" = the row says.
    """

    index: int
    heading: str
    field: str = ""
    office: str = ""
    how: How = ""


@dataclass(frozen=True)
class RowGuess:
    """Whose row it is.

    Attributes:
        number: as the spreadsheet shows it; text: what names it, for people; name: of the project, for learning.
        project, office: "" = unknown; office also where the columns say it.
        reason: why it cannot be taken.
    """

    number: int
    text: str
    project: str = ""
    office: str = ""
    how: How = ""
    reason: Reason = ""
    name: str = ""


@dataclass(frozen=True)
class TableGuess:
    """What a table means.

    Attributes:
        top, bottom: first and last row of the headings, 0 if none were found.
        unit: 1 or 1000 if the sheet says so, None if it does not or says both.
    """

    top: int
    bottom: int
    columns: tuple[ColumnGuess, ...]
    unit: int | None


def spread(rows: Sequence[Sequence[str]], merged: Iterable[Area]) -> list[list[str]]:
    """The rows with the text of each merged cell in all of its cells."""
    grid = [list(row) for row in rows]
    for top, left, bottom, right in merged:
        text = rows[top - 1][left] if 0 < top <= len(rows) and left < len(rows[top - 1]) else ""
        if not text or right - left > _MANY_COLUMNS:
            continue
        for number in range(top, min(bottom, len(grid)) + 1):
            row = grid[number - 1]
            row.extend([""] * (right + 1 - len(row)))
            row[left : right + 1] = [text] * (right + 1 - left)
    return grid


def guess_table(
    rows: Sequence[Sequence[str]], merged: Sequence[Area], words: Words, *, top: int = 0, bottom: int = 0
) -> TableGuess:
    """Find the headings and say what each column is.

    Args:
        top, bottom: rows of the headings if a person said so.
    """
    grid = spread(rows, merged)
    finder = _Finder(words)
    if top:
        best = (0.0, top, max(top, bottom))
    else:
        best = (0.0, 0, 0)
        for first in range(1, min(len(grid), SEARCHED_ROWS) + 1):
            for last in range(first, min(first + MOST_LEVELS, len(grid) + 1)):
                score = _score(finder, grid, first, last)
                if score > best[0] + 1e-9:
                    best = (score, first, last)
    _, first, last = best
    columns = tuple(finder.columns(grid, first, last)) if first else ()
    return TableGuess(first, last, columns, _unit_of(grid, last))


def _score(finder: _Finder, grid: Sequence[Sequence[str]], first: int, last: int) -> float:
    """How much some rows look like headings: known words, data below, few figures; one level before several."""
    columns = finder.columns(grid, first, last)
    known = [one for one in columns if one.field]
    if len({(one.field, one.office) for one in known}) < 2:
        return 0.0
    figures = sum(
        bool(_NUMBER.fullmatch(narrow(cell).strip()))
        for row in grid[first - 1 : last]
        for cell in row
        if cell
    )
    below = grid[last] if last < len(grid) else []
    filled = sum(bool(below[one.index]) for one in known if one.index < len(below))
    twice = len(known) - len({(one.field, one.office) for one in known})
    sure = sum(1.0 if one.how != "similar" else 0.6 for one in known)
    offices = sum(bool(one.office) for one in known)
    return 3 * sure + 0.5 * offices + 0.5 * min(filled, 4) - 2 * figures - 3 * twice - 0.4 * (last - first)


def _unit_of(grid: Sequence[Sequence[str]], last: int) -> int | None:
    """The unit of amounts that the rows down to the headings speak of."""
    found = {
        match[1]
        for row in grid[: max(last, 1)]
        for cell in row
        if cell
        for match in _UNIT_LINE.finditer(cell)
    }
    return {"千円": 1000, "円": 1}[found.pop()] if len(found) == 1 else None


class _Finder:
    """Finds fields, projects and offices by their words."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._fields = {search_key(word): name for name, some in words.fields.items() for word in some}
        self._offices: dict[str, str] = {}
        for key, some in words.offices.items():
            for word in some:
                self._offices.setdefault(search_key(word), key)
        self._projects: dict[str, str] = {}
        for code, name in words.projects.items():
            self._projects[search_key(name)] = code
        self._cache: dict[str, tuple[str, How]] = {}

    def columns(self, grid: Sequence[Sequence[str]], first: int, last: int) -> list[ColumnGuess]:
        """Every column that has a heading in these rows."""
        wide = max((len(row) for row in grid[first - 1 : last]), default=0)
        found = []
        for index in range(min(wide, _MANY_COLUMNS)):
            levels = list(
                dict.fromkeys(
                    " ".join(row[index].split())
                    for row in grid[first - 1 : last]
                    if index < len(row) and row[index].strip()
                )
            )
            if levels:
                found.append(self._column(index, levels))
        return _without_rivals(found)

    def _column(self, index: int, levels: Sequence[str]) -> ColumnGuess:
        heading = " ".join(levels)
        learned = self._words.learned_columns.get(search_key(heading))
        office = next((key for level in levels if (key := self.office(level)[0])), "")
        if learned is not None:
            return ColumnGuess(index, heading, learned, office, "learned")
        rest = [level for level in levels if not self.office(level)[0]]
        for text in (*reversed(rest), " ".join(rest)):
            name, how = self._field(text)
            if name:
                return ColumnGuess(index, heading, name, "" if name in KEYS else office, how)
        return ColumnGuess(index, heading, "", office)

    def _field(self, text: str) -> tuple[str, How]:
        key = search_key(_UNIT.sub("", text.strip()))
        if key not in self._cache:
            self._cache[key] = self._look_up(key)
        return self._cache[key]

    def _look_up(self, key: str) -> tuple[str, How]:
        if not key:
            return "", ""
        if key in self._fields:
            return self._fields[key], "same"
        near = _nearest(key, self._fields, _NEAR)
        if near:
            return near, "similar"
        inside = {word: name for word, name in self._fields.items() if len(word) >= 2 and word in key}
        longest = max(map(len, inside), default=0)
        best = {name for word, name in inside.items() if len(word) == longest}
        return (best.pop(), "similar") if len(best) == 1 and longest * 2 >= len(key) else ("", "")

    def office(self, text: str) -> tuple[str, How]:
        """The office of a text that is its name or code."""
        key = search_key(text)
        if not key:
            return "", ""
        if key in self._words.learned_offices:
            return self._words.learned_offices[key], "learned"
        return (self._offices[key], "same") if key in self._offices else ("", "")

    def project(self, texts: Sequence[str]) -> tuple[str, How]:
        """The project of the texts that name a row."""
        for text in texts:
            for piece in _CODE.findall(narrow(text)):
                if piece in self._words.projects or piece.upper() in self._words.projects:
                    return piece if piece in self._words.projects else piece.upper(), "code"
        for text in texts:
            key = search_key(text)
            if key in self._words.learned_projects:
                return self._words.learned_projects[key], "learned"
        for text in texts:
            if search_key(text) in self._projects:
                return self._projects[search_key(text)], "same"
        for text in texts:
            near = _nearest(
                search_key(re.sub(r"^[0-9０-９()（）.．\s]+", "", text)), self._projects, _NEAR_PROJECT
            )
            if near:
                return near, "similar"
        return "", ""


def _without_rivals(columns: Sequence[ColumnGuess]) -> list[ColumnGuess]:
    """Of several columns for one thing the surest counts; among equals the first."""
    order = {"learned": 0, "same": 1, "similar": 2}
    best: dict[tuple[str, str], ColumnGuess] = {}
    for one in columns:
        place = (one.field, one.office)
        if one.field and (place not in best or order[one.how] < order[best[place].how]):
            best[place] = one
    return [
        one
        if not one.field or best[one.field, one.office] is one
        else ColumnGuess(one.index, one.heading, "", one.office)
        for one in columns
    ]


def _nearest(key: str, known: Mapping[str, str], least: float) -> str:
    """What the nearest known word stands for; "" if none is near, or two of different meaning are."""
    if len(key) < 3:
        return ""
    found: list[tuple[float, str]] = []
    for word, meaning in known.items():
        matcher = SequenceMatcher(None, key, word, autojunk=False)
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
            ratio = matcher.ratio()
            if ratio >= least:
                found.append((ratio, meaning))
    if not found:
        return ""
    best = max(ratio for ratio, _ in found)
    meanings = {meaning for ratio, meaning in found if ratio > best - 0.03}
    return meanings.pop() if len(meanings) == 1 else ""


def guess_rows(
    rows: Sequence[Sequence[str]],
    merged: Sequence[Area],
    columns: Sequence[ColumnGuess],
    bottom: int,
    words: Words,
    *,
    office: str = "",
) -> list[RowGuess]:
    """Say whose each row below the headings is; every row is given, blank ones too.

    Args:
        office: whose rows they are where neither row nor column says it.
    """
    grid = spread(rows, merged)
    finder = _Finder(words)
    keyed = {one.field: one.index for one in columns if one.field in KEYS}
    by_column = any(one.office and one.field and one.field not in KEYS for one in columns)
    found: list[RowGuess] = []
    above: tuple[str, str] = "", ""
    for number in range(bottom + 1, len(grid) + 1):
        row = grid[number - 1]
        texts = {
            key: row[index].strip() for key, index in keyed.items() if index < len(row) and row[index].strip()
        }
        text = " ".join(texts[key] for key in KEYS if key in texts)
        if not any(cell.strip() for cell in row):
            found.append(RowGuess(number, "", reason="blank"))
            continue
        names = [texts[key] for key in ("project", "project_name") if key in texts]
        if _is_total([*texts.values(), *(() if names else row[:4])]):
            found.append(RowGuess(number, text or _first(row), reason="total"))
            continue
        project, how = finder.project(names)
        if not names and "office" in texts and above[0]:
            project, how = above[0], "above"
            text = f"{above[1]} {text}"
        said = finder.office(texts.get("office", ""))[0]
        whose = said or (office if "office" not in texts and not by_column else "")
        if project and how != "above":
            above = project, " ".join(names)
        elif names:
            above = "", ""
        reason: Reason = ""
        if not project:
            reason = "project"
        elif not whose and not by_column:
            reason = "office"
        found.append(
            RowGuess(number, text or _first(row), project, whose, how, reason, names[-1] if names else "")
        )
    return found


def _is_total(texts: Iterable[str]) -> bool:
    return any(_TOTAL.search(re.sub(r"[\s　]", "", text)) for text in texts if 0 < len(text) <= 12)


def _first(row: Sequence[str]) -> str:
    return next((" ".join(cell.split())[:40] for cell in row if cell.strip()), "")
