"""The documents of a release, made from the program itself: guides with real screens, licences, list of parts.

    python3 packaging/build.py documents

The words of the guides are the pages of the help, so that guide and help cannot differ; the pictures are the program's
own screens on the data of the demonstration.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from shipping import fixed_chance, guide_story, parts, program
from shipping.names import CHECKOUT, PACKAGING, version
from shipping.steps import Failed, Place, build_environment, run, step

if TYPE_CHECKING:
    from PySide6.QtGui import QTextBlock, QTextDocument

GUIDES = PACKAGING / "guides"
MARGIN_MM, DOTS_PER_INCH = 18.0, 144
INSIDE = "documents"
"""Where the program looks for them, beside its executable."""
DAYS_LATER = 14
SCREEN = (1280, 720)
PICTURE_SHARE = 0.8
"""Of the width of the text."""
FEW_CHAPTERS = 2
"""So many need no list of what comes."""


@dataclass(frozen=True)
class Guide:
    """One guide as ``guides.toml`` describes it."""

    file: str
    title: str
    reader: str
    most_pages: int
    office: str
    pages: tuple[str, ...]


def settings() -> dict[str, Any]:
    """What ``guides.toml`` says."""
    return tomllib.loads((GUIDES / "guides.toml").read_text(encoding="utf-8"))


def guides(said: Mapping[str, Any]) -> list[Guide]:
    """The guides there are."""
    return [
        Guide(one["file"], one["title"], one["for"], one["most_pages"], one["office"], tuple(one["pages"]))
        for one in said.values()
        if isinstance(one, dict) and "file" in one
    ]


def source(topic: str) -> str:
    """The text of a page: of the guides' own, else of the help."""
    own = GUIDES / f"{topic}.md"
    path = own if own.is_file() else CHECKOUT / "resources" / "help" / f"{topic}.md"
    return path.read_text(encoding="utf-8")


def build(place: Place) -> Path:
    """Make all documents; their folder.

    Raises:
        Failed: a guide is longer than it may be.
    """
    if sys.platform == "linux":
        program.have_libraries(place)
    python = Path(sys.executable)
    program.install_wheel(place, python, program.wheel_of(place, python))
    folder = place.out / "documents"
    folder.mkdir(exist_ok=True)
    step("demonstration, for the screens")
    demo = place.folder("demo", empty=True)
    # Qt writes the fonts of a PDF in the order of a hash table.
    environment = build_environment(QT_QPA_PLATFORM="offscreen", CI="1", QT_HASH_SEED="0")
    play = [python, "-m", "shipping.fixed_chance", "demo", "--out", demo]
    run(place, "demo", play, cwd=PACKAGING, environment=environment)
    step("guides")
    run(
        place,
        "guides",
        [python, "-m", "shipping.documents", demo, folder],
        cwd=PACKAGING,
        environment=environment,
    )
    write_lists(folder)
    for path in sorted(folder.iterdir()):
        place.note(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")
    return folder


def write_lists(folder: Path) -> None:
    """Licences and list of parts."""
    (folder / "THIRD-PARTY-LICENSES.txt").write_text(parts.licences(), encoding="utf-8", newline="\n")
    listed = json.dumps(parts.bill(), ensure_ascii=False, indent=1) + "\n"
    (folder / "sbom.cdx.json").write_text(listed, encoding="utf-8", newline="\n")


def add_to(place: Place, program: Path) -> None:
    """Put the documents into a program's folder: the lists always, the guides if they were made.

    The guides take a demonstration and many pictures, so they are made apart.
    """
    folder = program / INSIDE
    folder.mkdir(exist_ok=True)
    write_lists(folder)
    made = sorted((place.out / "documents").glob("*.pdf"))
    for path in made:
        shutil.copyfile(path, folder / path.name)
    if not made:
        place.note("no guides: make them first with build.py documents")


# --- in a process of its own, in which Qt lives ---------------------------------------------------------------


def make_guides(demo: Path, folder: Path) -> None:
    """Paint the guides.

    Args:
        demo: what the demonstration left.
    """
    fixed_chance.in_force()
    said = settings()
    day = _day()
    homes = {path.parent.name: path.parent for path in demo.rglob("desk.db")}
    guide_story.go_on(homes, guide_story.ticking(day - timedelta(days=1)), demo / "mail")
    pictures = {
        office: _screens(homes[office], day, demo / "screens" / office) for office in ("union", "omachi")
    }
    for guide in guides(said):
        body = _body(guide, said, pictures.get(guide.office, {}))
        count = _paint(body, folder / guide.file, said, day)
        if count > guide.most_pages:
            raise Failed(f"{guide.file}: {count} pages, more than {guide.most_pages}")


def _day() -> datetime:
    """When the pictures are taken: shortly after the story, or every deadline would be long past."""
    plot = tomllib.loads((CHECKOUT / "resources" / "demo" / "round.toml").read_text(encoding="utf-8"))
    return datetime.fromisoformat(plot["begins_at"]) + timedelta(days=DAYS_LATER)


def _screens(home: Path, day: datetime, folder: Path) -> dict[str, Path]:
    """Key of a screen → its picture."""
    from PySide6.QtCore import Qt

    from alps_desk import bootstrap
    from alps_desk.gui.application import make_application
    from alps_desk.gui.messages import Messages
    from alps_desk.gui.pictures import settle
    from alps_desk.gui.settings import Settings
    from alps_desk.gui.shell import Doors, Shell

    theme = make_application(sys.argv[:1])[1]
    desk = bootstrap.open_desk(bootstrap.home_at(home), clock=lambda: day)
    doors = Doors(bootstrap.open_desk, bootstrap.set_up_desk, lambda: day)
    shell = Shell(desk.place.home, doors, theme, Settings(None), Messages(), _raise)
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    try:
        window = shell.make_window(desk)
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.resize(*SCREEN)
        window.show()
        for key in window.navigation.items:
            window.show_page(key)
            settle(shell)
            made[key] = folder / f"{key}.png"
            window.grab().save(str(made[key]))
    finally:
        shell.close()
    return made


def _raise(fault: BaseException) -> None:
    raise fault


def _body(guide: Guide, said: Mapping[str, Any], pictures: Mapping[str, Path]) -> str:
    from alps_desk.gui.views.help_text import as_html

    sources = {topic: source(topic) for topic in guide.pages}
    titles = [html.escape(text.partition("\n")[0].removeprefix("# ")) for text in sources.values()]
    chapters = [
        f"<p class='title'>{html.escape(guide.title)}</p>",
        f"<p>{html.escape(guide.reader)}　{said['version'].format(version=version())}</p>",
        f"<p>{html.escape(said['untried'])}</p>",
    ]
    if len(titles) > FEW_CHAPTERS:
        listed = "".join(f"<li>{title}</li>" for title in titles)
        chapters.append(f"<h2>{said['contents']}</h2><ol>{listed}</ol>")
    for topic, text in sources.items():
        heading, _, rest = text.partition("\n")
        shown = pictures.get(topic) if topic in said["pictures"]["topics"] else None
        chapters.append(as_html(heading))
        if shown:
            # One line of its own: the lines of a text stand 130 % apart, and of a picture that would be a third of a page.
            chapters.append(
                f"<p align='center' style='line-height:100%'><img src='{shown}' width='%WIDTH%' height='%HEIGHT%'/></p>"
            )
        chapters.append(as_html(rest))
    return "\n".join(chapters)


_STYLE = """
.title { font-size: 20pt; font-weight: 700; }
h1 { font-size: 15pt; font-weight: 700; }
h2 { font-size: 11.5pt; font-weight: 700; }
p, li, td, th { font-size: 10pt; line-height: 130%; }
"""


def _paint(body: str, target: Path, said: Mapping[str, Any], day: datetime) -> int:
    """Write a PDF; the number of its pages."""
    from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUuid
    from PySide6.QtGui import (
        QFont,
        QGuiApplication,
        QPageLayout,
        QPageSize,
        QPainter,
        QPdfWriter,
        QTextDocument,
    )

    from alps_desk.paper import fonts, pdf

    fonts.load()
    writer = QPdfWriter(str(target))
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(target.stem)
    writer.setDocumentId(QUuid(str(uuid5(NAMESPACE_URL, target.stem + version()))))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    area = writer.pageLayout().paintRectPixels(DOTS_PER_INCH)
    foot = DOTS_PER_INCH // 3
    size = QSizeF(area.width(), area.height() - foot)
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    font = QFont(fonts.TEXT_FAMILIES)
    font.setPointSizeF(10)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(_STYLE)
    document.setDocumentMargin(DOTS_PER_INCH / 12)
    document.setPageSize(size)
    # Sizes in a text are those of a screen.
    screen = QGuiApplication.primaryScreen().logicalDotsPerInch() / DOTS_PER_INCH
    width = round(size.width() * PICTURE_SHARE * screen)
    height = round(width * SCREEN[1] / SCREEN[0])
    body = body.replace("%WIDTH%", str(width)).replace("%HEIGHT%", str(height))
    document.setHtml(body)
    count = document.pageCount()
    while (torn := _torn_heading(document, size.height())) is not None:
        # Laid out anew each time: what stands after it has moved.
        body = _begin_page(body, torn)
        document.setHtml(body)
        count = document.pageCount()
    painter = QPainter(writer)
    # Screens have few colours and sharp letters: smaller and sharper than as JPEG.
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    painter.setFont(font)
    for number in range(count):
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0, -number * size.height())
        document.drawContents(painter, QRectF(0, number * size.height(), size.width(), size.height()))
        painter.restore()
        words = said["page"].format(number=number + 1, count=count)
        painter.drawText(QRectF(0, size.height(), size.width(), foot), Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    target.write_bytes(pdf.dated(target.read_bytes(), day))
    return count


def _torn_heading(document: QTextDocument, page: float) -> int | None:
    """Number of the first heading that ends a page while its text or picture begins the next one."""
    from PySide6.QtCore import QRectF

    layout = document.documentLayout()

    def page_of(block: QTextBlock) -> int:
        """Of the foot of its first line."""
        lines = block.layout()
        first = lines.lineAt(0).rect() if lines.lineCount() else QRectF()
        # A line that found no room was moved down in its block; in a table, the block's own place is the cell's.
        foot = max(
            layout.blockBoundingRect(block).top() + first.height(), lines.position().y() + first.bottom()
        )
        return int(foot // page)

    number = 0
    block = document.begin()
    while block.isValid():
        following = block.next()
        if block.blockFormat().headingLevel():
            if following.isValid() and page_of(block) != page_of(following):
                return number
            number += 1
        block = following
    return None


def _begin_page(body: str, number: int) -> str:
    """The text with a heading, by its number, at the head of a page."""
    headings = list(re.finditer(r"<h\d", body))
    place = headings[number].end()
    return f"{body[:place]} style='page-break-before: always'{body[place:]}"


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_guides(Path(sys.argv[1]), Path(sys.argv[2]))
