"""How the projects of one year go on from those of the year before: renamed, merged, split (R10).

Promise: a project that keeps its code goes on from itself without a word of anybody; every other link is a record of
the union. So a series over many years survives a new name and a new code, and where a part of the past belongs to
another project as well (統合, 分割), the series says so instead of counting it twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from alps_desk.domain.journal import Scalar
from alps_desk.domain.records import parse_record_id

Values = Mapping[str, Scalar]


@dataclass(frozen=True)
class Succession:
    """A project of a fiscal year goes on from one of the year before.

    Attributes:
        earlier: code of the project it goes on from.
        kind: one of ``LINK_KINDS``, "" where the union said nothing.
    """

    fy: int
    code: str
    earlier: str
    kind: str = ""
    note: str = ""


@dataclass(frozen=True)
class Past:
    """What a project was in an earlier fiscal year.

    Attributes:
        codes: its projects of that year, in order; more than one after 統合.
        shared: whether another project has this past too (分割): its figures are not this one's alone.
    """

    fy: int
    codes: tuple[str, ...]
    shared: bool = False


@dataclass(frozen=True)
class Lineage:
    """The links of all years.

    Attributes:
        links: by year, code and earlier code.
        names: fiscal year → code of each project listed in it → its name in that year.
    """

    links: tuple[Succession, ...] = ()
    names: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def year_before(self, fy: int) -> int | None:
        """The latest fiscal year with a list of projects before this one."""
        return max((year for year in self.names if year < fy), default=None)

    def earlier(self, fy: int, code: str) -> tuple[Succession, ...]:
        """What a project of a year goes on from; nothing for a new one."""
        stated = tuple(link for link in self.links if (link.fy, link.code) == (fy, code))
        before = self.year_before(fy)
        if stated or before is None or code not in self.names[before]:
            return stated
        changed = self.names.get(fy, {}).get(code) != self.names[before][code]
        return (Succession(fy, code, code, "renamed" if changed else "continued"),)

    def later(self, fy: int, code: str) -> tuple[Succession, ...]:
        """What goes on from a project of a year, by the next list; nothing if it ended, or no later list exists."""
        following = min((year for year in self.names if year > fy), default=None)
        if following is None:
            return ()
        return tuple(
            link
            for one in sorted(self.names[following])
            for link in self.earlier(following, one)
            if link.earlier == code
        )

    def past(self, fy: int, code: str) -> Iterator[Past]:
        """What a project was, the latest year first, as far back as its links go."""
        codes: tuple[str, ...] = (code,)
        year, shared = fy, False
        while codes:
            before = self.year_before(year)
            if before is None:
                return
            found = {link.earlier for one in codes for link in self.earlier(year, one)} & set(
                self.names[before]
            )
            if found:
                others = set(self.names.get(year, {})) - set(codes)
                shared = shared or any(
                    link.earlier in found for one in others for link in self.earlier(year, one)
                )
                yield Past(before, tuple(sorted(found)), shared)
            year, codes = before, tuple(sorted(found))

    def code_in(self, then: int, fy: int, code: str) -> str:
        """The one project of an earlier year that a project goes on from; "" if it is none, or several together.

        A year without a list says nothing else than the code itself.
        """
        if then == fy or then not in self.names or code not in self.names.get(fy, {}):
            return code
        year, codes = fy, {code}
        while year > then:
            before = self.year_before(year)
            if before is None:
                return ""
            codes = {link.earlier for one in codes for link in self.earlier(year, one)} & set(
                self.names[before]
            )
            year = before
        return codes.pop() if year == then and len(codes) == 1 else ""

    def ended(self, fy: int) -> tuple[str, ...]:
        """Projects of the year before that nothing goes on from in this year, by code."""
        before = self.year_before(fy)
        if before is None or fy not in self.names:
            return ()
        going_on = {link.earlier for one in self.names[fy] for link in self.earlier(fy, one)}
        return tuple(sorted(set(self.names[before]) - going_on))


def lineage_of(links: Iterable[tuple[str, Values]], projects: Iterable[tuple[str, Values]]) -> Lineage:
    """Put the links together.

    Args:
        links, projects: record id and values of the union's records ``succession`` and ``project_year``.
    """
    names: dict[int, dict[str, str]] = {}
    for record, values in projects:
        parsed = parse_record_id(record)
        if parsed.fy:
            names.setdefault(parsed.fy, {})[parsed.project] = _text(values, "name")
    found = []
    for record, values in links:
        parsed = parse_record_id(record)
        if parsed.fy:
            found.append(
                Succession(
                    parsed.fy, parsed.project, parsed.part("earlier"), _text(values, "link_kind"),
                    _text(values, "note"),
                )
            )  # fmt: skip
    ordered = sorted(found, key=lambda one: (one.fy, one.code, one.earlier))
    return Lineage(tuple(ordered), {year: names[year] for year in sorted(names)})


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
