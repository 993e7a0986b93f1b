"""HTML as text: elements, and small pictures (bars, lines over years) that say in words what they show.

Promise: whatever stands in a text or an attribute is escaped; only what was made here is markup. Nothing made here
needs a script, a font or a picture from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Final


class Html(str):
    """Markup that was made here."""

    __slots__ = ()


_VOID: Final = frozenset({"meta"})
_SHAPES: Final = frozenset({"rect", "circle", "line", "polyline"})
_CONTROL: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 65534, 65535))
Content = str | Html | Iterable["Content"] | None


def element(name: str, /, *content: Content, **attributes: object) -> Html:
    """One element.

    Args:
        name: its tag.
        content: texts, which are escaped, and elements; None is left out.
        attributes: ``_`` stands for ``-``, one at the end is dropped (``class_``); None and False are left out.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_clean(str(value)), quote=True)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{told}>")
    if name in _SHAPES:  # inside a picture an element must say that it is empty
        return Html(f"<{name}{told}/>")
    return Html(f"<{name}{told}>{''.join(_parts(content))}</{name}>")


def _parts(content: Content) -> Iterable[str]:
    if content is None:
        return
    if isinstance(content, Html):
        yield content
    elif isinstance(content, str):
        yield escape(_clean(content), quote=False)
    else:
        for one in content:
            yield from _parts(one)


def _clean(text: str) -> str:
    """Without the signs that HTML does not allow."""
    return text.translate(_CONTROL).encode("utf-8", "replace").decode("utf-8")


# Pictures

_BAR_WIDTH, _BAR_HEIGHT = 160, 14
_LINE_WIDTH, _LINE_HEIGHT, _EDGE = 120, 30, 4


def bar(percent: Decimal, told: str) -> Html:
    """A share in percent: a bar that is full at 100, also above.

    Args:
        told: what it shows in words.
    """
    share = min(max(Fraction(percent) / 100, Fraction(0)), Fraction(1))
    inner = _BAR_WIDTH - 2
    return element(
        "svg",
        element("rect", x=0.5, y=0.5, width=_BAR_WIDTH - 1, height=_BAR_HEIGHT - 1, class_="track"),
        element("rect", x=1, y=1, width=_number(share * inner), height=_BAR_HEIGHT - 2, class_="fill"),
        element("line", x1=_BAR_WIDTH / 2, y1=0, x2=_BAR_WIDTH / 2, y2=_BAR_HEIGHT, class_="mark"),
        role="img", aria_label=told, class_="bar", width=_BAR_WIDTH, height=_BAR_HEIGHT,
        viewBox=f"0 0 {_BAR_WIDTH} {_BAR_HEIGHT}",
    )  # fmt: skip


def line_over_years(values: Sequence[int | None], target: int | None, told: str) -> Html:
    """A line with a dot for each year; a year without a figure leaves a gap. Dashed: the target.

    Args:
        values: oldest first.
        told: what it shows in words.
    """
    scale = [value for value in (*values, target) if value is not None]
    if not scale:
        return Html("")
    low, high = min(scale), max(scale)

    def height(value: int) -> str:
        room = _LINE_HEIGHT - 2 * _EDGE
        return _number(
            _EDGE + (room * Fraction(high - value, high - low) if high > low else Fraction(room, 2))
        )

    def place(year: int) -> str:
        return _number(_EDGE + Fraction((_LINE_WIDTH - 2 * _EDGE) * year, max(1, len(values) - 1)))

    parts = []
    if target is not None:
        at = height(target)
        parts.append(element("line", x1=0, y1=at, x2=_LINE_WIDTH, y2=at, class_="target"))
    run: list[str] = []
    for year, value in enumerate([*values, None]):
        if value is not None:
            run.append(f"{place(year)},{height(value)}")
            continue
        if len(run) > 1:
            parts.append(element("polyline", points=" ".join(run), class_="series"))
        run = []
    parts += [
        element("circle", cx=place(year), cy=height(value), r=2.5, class_="dot")
        for year, value in enumerate(values)
        if value is not None
    ]
    return element(
        "svg", parts, role="img", aria_label=told, class_="spark", width=_LINE_WIDTH, height=_LINE_HEIGHT,
        viewBox=f"0 0 {_LINE_WIDTH} {_LINE_HEIGHT}",
    )  # fmt: skip


def _number(value: Fraction) -> str:
    return f"{float(value):.1f}".removesuffix(".0")
