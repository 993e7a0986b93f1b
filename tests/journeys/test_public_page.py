"""The page for the public: approved figures only, nothing about a person, and a real browser's word on it.

Laws: what was not accepted, or was changed since, does not stand on the page; no text of a person's name or telephone
does; every table has a caption and headings with a scope; contrast is at least 7:1; the browser asks for nothing else,
complains of nothing, and prints the same text.
"""

from __future__ import annotations

import os
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from alps_desk import places
from alps_desk.app.commands import WritePublicPage
from alps_desk.app.desk import Desk
from alps_desk.domain.errors import InputRejected
from alps_desk.reports.html_text import bar, element, line_over_years
from alps_desk.reports.public_style import STYLE
from tests.fixtures.accepted_round import FY, NAMED, PERIOD, correct, play
from tests.fixtures.desks import Region

VOID = {"meta"}
BROWSERS_OWN = ("google.com", "googleapis.com")
"""What the browser asks for by itself; it finds nothing there, since no name is looked up."""


class Tree(HTMLParser):
    """Elements in order with what is around them; refuses what does not close."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.texts: list[tuple[str, tuple[str, ...]]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((data, tuple(self.open)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs, _ in self.seen if name == tag]

    def words(self, inside: str) -> str:
        return "".join(text for text, around in self.texts if inside in around)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    made = Region(tmp_path_factory.mktemp("public"))
    play(made.union)
    yield made
    made.close()


@pytest.fixture(scope="module")
def union(region: Region) -> Desk:
    return region.union


@pytest.fixture(scope="module")
def file(union: Desk, region: Region) -> Path:
    made = union.execute(WritePublicPage(FY, PERIOD, region.file("page", ".html")))
    # Of 大町市 every project, of 池田町 one; a name and a telephone are held back.
    assert made.rows == len(union.entry_rows(FY, PERIOD, "omachi")) + 1 - _burdens(union)
    assert made.held_back == 2
    assert made.expected > made.rows
    return made.file


def _burdens(union: Desk) -> int:
    return sum(row.part.kind == "burden" for row in union.entry_rows(FY, PERIOD, "omachi"))


@pytest.fixture(scope="module")
def page(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def test_accepted_figures_stand_there_and_others_do_not(page: str) -> None:
    words = Tree(page).words("main")
    assert "2,108" in words
    assert "52.7" in words
    assert "987,654" not in words
    assert "123,456" not in words
    assert "受理されていない" not in words
    # Σ of what is accepted: 2,108,000 + 500,000 + 76,500 = 2,684,500 → 2,685千円
    assert "2,685千円" in words
    assert words.count("公表前") > 3


def test_nothing_about_a_person_stands_there(page: str) -> None:
    assert NAMED not in page
    assert "0261" not in page
    assert "企画財政課" not in page
    assert "人手が足りない" not in page, "課題 is a matter between the office and the union"


def test_texts_are_shown_as_they_were_typed(page: str) -> None:
    assert "相談会を&lt;3回&gt;開いた。\n「移住&amp;定住」の冊子を配った。" in page


def test_a_series_holds_accepted_years_only_and_is_told_in_words(page: str) -> None:
    told = next(
        attrs["aria-label"] for attrs in Tree(page).all("svg") if "移住者数" in str(attrs["aria-label"])
    )
    # 52 of 大町市 and 7 of 池田町; 2015 was handed in and never accepted.
    assert told == "移住者数の推移。平成28年度は44、平成29年度は59。目標は60です。"


def test_a_figure_that_was_changed_since_is_held_back(region: Region, tmp_path: Path) -> None:
    twin = region.copy(region.union, "twin")
    correct(twin)
    done = twin.execute(WritePublicPage(FY, PERIOD, tmp_path / "page.html"))
    words = Tree(done.file.read_text(encoding="utf-8")).words("main")
    assert done.held_back == 3
    assert "777,777" not in words
    assert "2,108" not in words


def test_an_empty_period_is_refused(union: Desk, tmp_path: Path) -> None:
    with pytest.raises(InputRejected) as refused:
        union.execute(WritePublicPage(FY, "full_year", tmp_path / "none.html"))
    assert refused.value.code == "public_nothing"
    assert not (tmp_path / "none.html").exists()


def test_equal_figures_give_equal_files(union: Desk, file: Path, tmp_path: Path) -> None:
    again = union.execute(WritePublicPage(FY, PERIOD, tmp_path / "again.html")).file
    assert again.read_bytes() == file.read_bytes()


# --- form ----------------------------------------------------------------------------------------------------


def test_the_page_can_be_read_by_its_structure(page: str) -> None:
    tree = Tree(page)
    assert tree.all("html")[0]["lang"] == "ja"
    assert [len(tree.all(tag)) for tag in ("header", "main", "nav", "footer", "h1", "title")] == [1] * 6
    levels = [int(tag[1]) for tag, _, _ in tree.seen if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), "no level is skipped"
    assert all(attrs.get("scope") in ("col", "row", "rowgroup") for attrs in tree.all("th"))
    assert len(tree.all("caption")) == len(tree.all("table")) > 3
    assert all(attrs.get("role") == "img" and attrs.get("aria-label") for attrs in tree.all("svg"))
    ids = [str(attrs["id"]) for _, attrs, _ in tree.seen if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert {str(attrs["href"]).removeprefix("#") for attrs in tree.all("a")} <= set(ids)
    frames = [attrs for attrs in tree.all("div") if attrs.get("class") == "frame"]
    assert all(attrs["tabindex"] == "0" and attrs["aria-label"] for attrs in frames)


def test_every_row_of_a_table_is_as_wide_as_its_headings(page: str) -> None:
    wide, rows = 0, []
    held: list[int] = []  # rows that a cell above still reaches into
    for tag, attrs, around in Tree(page).seen:
        if tag == "thead":
            wide, held = 0, []
        elif tag == "tr" and "tbody" in around:
            rows.append([wide, len(held)])
            held = [left - 1 for left in held if left > 1]
        elif tag == "th" and "thead" in around:
            wide += 1
        elif tag in ("th", "td"):
            rows[-1][1] += int(attrs.get("colspan") or 1)
            if int(attrs.get("rowspan") or 1) > 1:
                held.append(int(attrs["rowspan"] or 1) - 1)
    assert rows
    assert [row for row in rows if row[0] != row[1]] == []


def test_nothing_comes_from_elsewhere(page: str) -> None:
    tree = Tree(page)
    assert {tag for tag, _, _ in tree.seen} & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert not re.search(r"https?:|//|url\(|@import|\bon[a-z]+=", page.replace("<!DOCTYPE", ""))
    policy = next(attrs for attrs in tree.all("meta") if attrs.get("http-equiv"))
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_contrast_of_text_is_seven_to_one_and_of_lines_three() -> None:
    named = dict(re.findall(r"--(\w+): (#\w{6})", STYLE))
    for ink, ground in (
        (named["ink"], "#ffffff"), (named["ink"], named["head"]), (named["ink"], named["pale"]),
        (named["soft"], "#ffffff"), (named["soft"], named["pale"]), (named["blue"], "#ffffff"),
        (named["blue"], named["pale"]), ("#6e0000", "#fdeeee"), (named["blue"], "#fff4cf"),
    ):  # fmt: skip
        assert _contrast(ink, ground) >= 7, (ink, ground)
    for ink in (named["line"], "#4d4d4d", "#00428c", "#a90000"):
        assert _contrast(ink, "#ffffff") >= 3, ink
    assert set(re.findall(r"#[0-9a-f]{6}", STYLE)) == {
        *named.values(), "#ffffff", "#6e0000", "#fdeeee", "#a90000", "#fff4cf", "#000000", "#4d4d4d", "#00428c",
    }, "a colour that nobody checked"  # fmt: skip


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_what_is_typed_never_becomes_markup() -> None:
    assert element("td", "<script>&\0\ud800", title='"><b>') == (
        '<td title="&quot;&gt;&lt;b&gt;">&lt;script&gt;&amp;?</td>'
    )


def test_bars_and_lines_keep_inside_their_box() -> None:
    assert 'width="158"' in bar(Decimal(150), "150%"), "above 100 % the bar is full"
    assert 'width="79"' in bar(Decimal(50), "")
    assert 'width="0"' in bar(Decimal(-1), "")
    line = line_over_years([None, 5, None, 7, 7], 6, "x")
    assert line.count("<circle") == 3
    assert line.count("<polyline") == 1, "a gap parts the line"
    assert line_over_years([None], None, "x") == ""
    assert all(0 <= float(number) <= 120 for number in re.findall(r'c[xy]="([\d.]+)"', line))


# --- a real browser -------------------------------------------------------------------------------------------


def test_a_browser_shows_and_prints_it_and_asks_for_nothing(
    file: Path, page: str, tmp_path: Path, tool: Callable[[str], str]
) -> None:
    log = tmp_path / "net.json"
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{places.resources() / "fonts"}</dir>'
        f"<cachedir>{tmp_path / 'fonts'}</cachedir></fontconfig>"
    )
    ran = subprocess.run(
        [
            tool("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-sync",
            "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}",
            "--no-pdf-header-footer", f"--print-to-pdf={tmp_path / 'page.pdf'}", file.as_uri(),
        ],
        capture_output=True, timeout=120, check=True, env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
    )  # fmt: skip
    complaints = [one for one in ran.stderr.decode("utf-8", "replace").splitlines() if "CONSOLE" in one]
    assert complaints == []
    asked = set(re.findall(r'"url":"((?:https?|file|ftp|wss?):[^"]*)"', log.read_text(encoding="utf-8")))
    hosts = {one.split("/")[2] for one in asked if not one.startswith("file:")}
    assert {host for host in hosts if not host.endswith(BROWSERS_OWN)} == set()
    printed = subprocess.run(
        [tool("pdftotext"), str(tmp_path / "page.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode("utf-8")
    on_paper = _plain(printed)
    texts = [
        _plain(text)
        for text, around in Tree(page).texts
        if "body" in around and "caption" not in around and around[-1] != "a"
    ]
    # A cell that wraps stands on paper in pieces between those of its neighbours: counted sign by sign.
    assert Counter("".join(texts)) - Counter(on_paper) == Counter()
    assert sum(text in on_paper for text in texts) > len(texts) * 0.9
    size = subprocess.run(
        [tool("pdfinfo"), str(tmp_path / "page.pdf")], capture_output=True, check=True
    ).stdout
    assert b"A4" in size


def _plain(text: str) -> str:
    """Without spaces; a font may write 日 by the sign of the radical that looks the same."""
    return "".join(unicodedata.normalize("NFKC", text).split())
