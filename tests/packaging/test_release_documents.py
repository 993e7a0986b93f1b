"""Guides are made of pages that are there, and no part of the program is missing from licences and list of parts."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest
from shipping import documents, parts

from alps_desk import __version__
from alps_desk.gui.views.help_text import ORDER, pages_for

SAID = documents.settings()
GUIDES = documents.guides(SAID)


def test_there_are_three_guides() -> None:
    assert [guide.file for guide in GUIDES] == [
        "利用の手引き.pdf",
        "広域連合の手引き.pdf",
        "導入の手引き.pdf",
    ]
    assert GUIDES[0].most_pages == 20
    # Until a person has tried it, every guide says so.
    assert "Windowsではまだ試していません" in SAID["untried"]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.file)
def test_every_page_of_a_guide_is_there(guide: documents.Guide) -> None:
    sources = [documents.source(topic) for topic in guide.pages]
    assert all(text.startswith("# ") for text in sources)
    assert len(set(guide.pages)) == len(guide.pages)


@pytest.mark.parametrize(("guide", "union"), [(GUIDES[0], False), (GUIDES[1], True)])
def test_a_guide_has_every_page_that_its_readers_can_open(guide: documents.Guide, union: bool) -> None:
    shown = {page.topic for page in pages_for(union=union)} - {"terms"}
    assert shown <= set(guide.pages)
    assert set(SAID["pictures"]["topics"]) <= set(ORDER)


def test_the_guide_for_installing_tells_every_exit_code(root: Path) -> None:
    script = (root / "packaging" / "alps_desk.nsi").read_text(encoding="utf-8")
    text = documents.source("install")
    for code in re.findall(r"!define RC_\w+ (\d+)", script):
        assert f"| {code} |" in text, code
    assert "/DELETEDATA" in text
    assert "/DELETEDATA" in script


def test_every_part_has_a_licence() -> None:
    known = parts.pinned()
    assert {"sqlalchemy", "pyside6-essentials", "orjson"} <= set(known)
    assert "tzdata" not in known
    installed = [name for name in known if metadata.version(name) == known[name][0]]
    assert len(installed) > 10
    assert all(parts.licence_of(name) for name in installed)
    text = parts.licences()
    assert "SIL OPEN FONT LICENSE" in text.upper()
    assert all(f"\n{name} {number}: " in text for name, (number, _) in known.items())


def test_the_list_of_parts_holds_all_of_them() -> None:
    bill = parts.bill()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert bill["metadata"]["component"]["version"] == __version__
    names = {one["name"] for one in bill["components"]}
    assert set(parts.pinned()) <= names
    assert {"BIZUDGothic-Regular.ttf", "CPython"} <= names
    refs = [one["bom-ref"] for one in bill["components"]]
    assert len(set(refs)) == len(refs)
    assert bill["dependencies"][0]["dependsOn"] == refs
    assert parts.bill() == bill
