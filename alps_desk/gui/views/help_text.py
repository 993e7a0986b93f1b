"""The help pages as they stand in ``resources/help``, and as HTML for the window.

The files hold a small part of Markdown: headings, paragraphs, lists, tables of two columns, and **bold** words.
What a field is comes from ``terms.csv``, so that help and labels cannot differ.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import cache

from alps_desk import places, wording
from alps_desk.app.entry import choices_of
from alps_desk.domain.plan import Plan
from alps_desk.domain.records import TYPES, Field
from alps_desk.domain.search_key import search_key

ORDER = (
    "start", "home", "entry", "budget", "indicators", "evaluation", "history", "talk",
    "submit", "export", "receipt",
    "board", "import", "conflicts", "overview", "reports", "totals", "plan", "settings", "practice", "keys",
    "files", "terms", "trouble",
)  # fmt: skip
"""Topics in the order of the list; ``terms`` is made from ``terms.csv``."""
_UNIONS = ("board", "import", "conflicts", "evaluation", "totals", "plan")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True)
class HelpText:
    """One page.

    Attributes:
        topic: its name in the program.
        source: the text in the small Markdown; its first line is the title.
    """

    topic: str
    source: str

    @property
    def title(self) -> str:
        """What it is called."""
        return self.source.partition("\n")[0].removeprefix("# ")

    def has(self, words: str) -> bool:
        """Whether all words stand in it, whatever their width, kana or old forms."""
        key = search_key(self.source)
        return all(search_key(word) in key for word in words.split())


def pages_for(*, union: bool) -> list[HelpText]:
    """The pages that an office or the union reads, in order."""
    hidden = ("home", "submit", "receipt") if union else _UNIONS
    return [page for page in _pages() if page.topic not in hidden]


@cache
def _pages() -> tuple[HelpText, ...]:
    folder = places.resources() / "help"
    return tuple(
        HelpText(
            topic, _terms() if topic == "terms" else (folder / f"{topic}.md").read_text(encoding="utf-8")
        )
        for topic in ORDER
    )


def _terms() -> str:
    """The words of the field that have a definition."""
    lines = [f"# {wording.say('home_help_terms')}"]
    for term in wording.terms().values():
        if term.definition:
            unit = wording.say("home_help_unit", unit=term.unit) if term.unit else ""
            lines.append(f"- **{term.japanese}**{unit}：{term.definition}")
    return "\n".join(lines) + "\n"


def about_field(name: str, plan: Plan) -> str:
    """What one field is and how it is filled in, as a page of its own; "" for what is no field."""
    term = wording.terms().get(name)
    if term is None:
        return ""
    say = wording.say
    lines = [f"# {say('home_help_field', field=term.japanese)}"]
    if term.definition:
        lines.append(f"- {term.definition}")
    if term.unit:
        lines.append(f"- {say('home_help_field_unit', unit=term.unit)}")
    field = next((known.fields[name] for known in TYPES.values() if name in known.fields), None)
    if field is not None:
        lines.append(f"- {say('home_help_field_rule', rule=_rule(field, plan))}")
    elif wording.knows(f"office_computed_{name}"):
        lines.append(f"- {say(f'office_computed_{name}')}")
    return "\n".join(lines) + "\n"


def _rule(field: Field, plan: Plan) -> str:
    if field.kind == "choice":
        return "、".join(one.label for one in choices_of(plan, field))
    if field.kind == "yen":
        return wording.say("office_rule_yen_signed" if field.negative else "office_rule_yen")
    code = f"office_rule_{field.kind}"
    return wording.say(code if wording.knows(code) else "office_rule_line")


def as_html(source: str) -> str:
    """The small Markdown as HTML; what looks like markup is shown as it stands."""
    parts: list[str] = []
    opened = ""
    for line in source.splitlines():
        if line.startswith("|-"):
            continue
        kind, words = _parted(line)
        holder = {"li": "ul", "oli": "ol", "row": "table"}.get(kind, "")
        if holder != opened:
            parts += [f"</{opened}>"] if opened else []
            parts += [_opening(holder)] if holder else []
            opened = holder
        if kind == "row":
            parts.append(_row(words, heading=parts[-1].startswith("<table")))
        elif kind in ("li", "oli"):
            parts.append(f"<li>{_inline(words)}</li>")
        elif kind:
            parts.append(f"<{kind}>{_inline(words)}</{kind}>")
    if opened:
        parts.append(f"</{opened}>")
    return "\n".join(parts)


def _parted(line: str) -> tuple[str, str]:
    """What a line is, and its words; "" for a line that only parts others."""
    if not line.strip():
        return "", ""
    for mark, kind in (("## ", "h2"), ("# ", "h1"), ("- ", "li"), ("|", "row")):
        if line.startswith(mark):
            return kind, line.removeprefix(mark)
    numbered = re.match(r"\d+\. (.*)", line)
    return ("oli", numbered[1]) if numbered else ("p", line)


def _opening(holder: str) -> str:
    return '<table cellspacing="0" cellpadding="5" width="100%">' if holder == "table" else f"<{holder}>"


def _row(words: str, *, heading: bool) -> str:
    cells = [cell.strip() for cell in words.strip().strip("|").split("|")]
    tag = "th" if heading else "td"
    return "<tr>" + "".join(f'<{tag} align="left">{_inline(cell)}</{tag}>' for cell in cells) + "</tr>"


def _inline(words: str) -> str:
    return _BOLD.sub(r"<b>\1</b>", html.escape(words, quote=False))
