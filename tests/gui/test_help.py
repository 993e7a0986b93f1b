"""ヘルプ: F1 at screens and fields, search, words of the pages, and 困ったとき用の記録 without anything typed."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alps_desk import places, wording
from alps_desk.app.commands import SaveValues, WriteTroubleRecord
from alps_desk.app.desk import Desk
from alps_desk.app.log_book import open_log
from alps_desk.app.trouble import safe_lines
from alps_desk.gui.screens import screens_of
from alps_desk.gui.session import Session
from alps_desk.gui.theme import TextSize, Theme
from alps_desk.gui.views.help_page import HelpPage
from alps_desk.gui.views.help_text import ORDER, about_field, as_html, pages_for
from tests.gui.desks import Clock
from tests.gui.entry_world import World
from tests.gui.hands import press, write
from tests.gui.named import cut_off, nameless

EVENT = "F01P01"
BANNED = ("同期", "マージ", "コンフリクト", "バリデーション", "NULL", "例外", "パス", "ID", "JSON", "OK")
PAGES = {page.topic: page for union in (False, True) for page in pages_for(union=union)}


@pytest.fixture
def help_page(world: World) -> HelpPage:
    """The screen ヘルプ of the window of ``world``."""
    page = world.window.page("help")
    assert isinstance(page, HelpPage)
    return page


def shown(page: HelpPage) -> str:
    return page.text.toPlainText()


def test_f1_opens_the_page_of_the_field_and_esc_goes_back(world: World, help_page: HelpPage) -> None:
    world.go(EVENT, "spent")
    press("F1")
    assert world.window.current_page is help_page
    assert help_page.topics.currentItem().text() == PAGES["entry"].title
    assert wording.say("home_help_field", field=wording.term("spent")) in shown(help_page)
    assert wording.say("office_rule_yen") in shown(help_page)
    assert PAGES["entry"].title in shown(help_page)
    press("Escape")
    assert world.window.current_page is world.page
    assert world.here == (EVENT, "spent")


def test_f1_explains_choices_and_computed_columns(world: World, help_page: HelpPage) -> None:
    world.go(EVENT, "pace")
    press("F1")
    assert wording.say("home_help_field", field=wording.term("pace")) in shown(help_page)
    assert "順調、" in shown(help_page)
    press("Escape")
    world.go(EVENT, "execution_rate")
    press("F1")
    assert wording.say("office_computed_execution_rate") in shown(help_page)


@pytest.mark.parametrize("key", ["home", "overview", "export", "settings"])
def test_f1_opens_the_page_of_each_screen(world: World, help_page: HelpPage, key: str) -> None:
    world.window.show_page(key)
    world.settle()
    assert QApplication.focusWidget() is not None
    press("F1")
    assert help_page.topics.currentItem().text() == PAGES[key].title
    assert wording.say("home_help_field", field="") not in shown(help_page)


def test_the_list_of_keys_stands_in_the_menu(world: World, help_page: HelpPage) -> None:
    world.window.keys_requested.emit()
    assert help_page.topics.currentItem().text() == PAGES["keys"].title
    assert "Ctrl+H" in shown(help_page)


def test_every_screen_of_every_desk_has_a_page(office_session: Session, union_session: Session) -> None:
    for session, union in ((office_session, False), (union_session, True)):
        topics = {page.topic for page in pages_for(union=union)}
        for screen in screens_of(session):
            page = screen.page
            assert page.help_topic().partition(":")[0] in topics, page.key
            # What the navigation says before the screen is made holds afterwards.
            assert (screen.key, screen.icon, screen._title) == (page.key, page.icon, page.title)


def test_search_finds_pages_whatever_the_width(world: World, help_page: HelpPage) -> None:
    world.window.show_page("help")
    press("Ctrl+F")
    assert QApplication.focusWidget() is help_page.search
    write("ｃｔｒｌ＋ｈ 履歴")
    press("Return")
    found = [help_page.topics.item(number).text() for number in range(help_page.topics.count())]
    assert PAGES["keys"].title in found
    assert PAGES["settings"].title not in found
    assert help_page.topics.currentItem() is not None
    press("Down")
    assert QApplication.focusWidget() is help_page.topics
    press("Ctrl+F")
    write("どこにもない言葉")
    press("Return")
    assert help_page.nothing.isVisible()
    press("Escape", "Return")
    assert help_page.topics.count() == len(pages_for(union=False))


def test_pages_are_in_our_letters_at_each_size(world: World, help_page: HelpPage, theme: Theme) -> None:
    world.window.show_page("help")
    for size in TextSize:
        theme.set_text_size(size)
        world.window.resize(1280, 680)
        world.settle()
        font = help_page.text.document().defaultFont()
        assert QFontInfo(font).family() == "BIZ UDPGothic"
        assert font.pointSizeF() == pytest.approx(10.5 * size.factor, abs=0.1)
        assert not cut_off(help_page.widget)
        assert not nameless(help_page.widget)


# -- the words --


def test_every_topic_has_a_page_and_every_file_a_topic(root: Path) -> None:
    files = {path.stem for path in (root / "resources" / "help").glob("*.md")}
    assert files | {"terms"} == set(ORDER)


@pytest.mark.parametrize("topic", ORDER)
def test_pages_keep_the_house_rules(topic: str) -> None:
    source = PAGES[topic].source
    assert source.startswith("# ")
    assert not [word for word in BANNED if re.search(rf"(?<![A-Za-z]){word}(?![A-Za-z])", source)]
    for sentence in re.split(r"(?<=。)|\n", source):
        assert len(sentence.strip("-# *|")) <= 60, sentence


def test_the_page_of_files_names_what_an_office_has(office_desk: Desk) -> None:
    home = office_desk.place.home
    known = {
        home.store, home.device_key.parent, home.backups, home.archive, home.outbox, home.log.parent, home.practice,
        home.settings, home.lock,
    }  # fmt: skip
    there = {path.name for path in home.root.iterdir()}
    source = PAGES["files"].source
    assert not [name for name in {path.name for path in known} | there if f"{name}" not in source]


def test_the_guides_are_reached_where_they_came_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert places.documents() is None
    (tmp_path / "documents").mkdir()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "AlpsDesk.exe"))
    assert places.documents() is None, "a checkout's Python has no documents of ours beside it"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert places.documents() == tmp_path / "documents"


def test_markup_in_words_is_shown_as_it_stands() -> None:
    assert as_html("1 < 2 & **b**") == "<p>1 &lt; 2 &amp; <b>b</b></p>"
    assert as_html("# a\n- b\n- c\nd") == "<h1>a</h1>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n<p>d</p>"
    assert as_html("| a | b |\n|---|---|\n| c | d |").count("<th") == 2


def test_what_is_no_field_has_no_explanation(office_desk: Desk) -> None:
    assert about_field("no_such_field", office_desk.plan()) == ""


# -- the record --

SECRET = ("秘密の実績です", "9876543", "山奥の課", "SECRETNAME")


@pytest.fixture
def logged(office_desk: Desk) -> Iterator[Desk]:
    """A desk with a fault in its log that names what was typed."""
    root = logging.getLogger()
    before = list(root.handlers)
    open_log(office_desk.place.home.root / "log")
    try:
        raise ValueError(f"cannot read {SECRET[0]} {SECRET[1]}")
    except ValueError as fault:
        logging.getLogger("alps_desk.gui").error("incident 1123-0900-01\n%s", SECRET[3], exc_info=fault)
    logging.getLogger("alps_desk.gui").warning("cannot take %s", SECRET[2])
    yield office_desk
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()


def test_the_record_tells_of_faults_and_of_nothing_that_was_typed(logged: Desk, tmp_path: Path) -> None:
    record = f"progress:omachi:2017:half1:{EVENT}"
    logged.execute(SaveValues({record: {"done_text": SECRET[0], "section": SECRET[2]}}))
    logged.execute(SaveValues({f"money:omachi:2017:{EVENT}:half1": {"spent": int(SECRET[1])}}))
    out = logged.execute(WriteTroubleRecord(tmp_path / "記録.txt", ("画面：試し",)))
    text = out.read_bytes().decode("utf-8-sig")
    assert "incident 1123-0900-01" in text
    assert "ValueError" in text
    assert "test_help.py" in text
    assert "画面：試し" in text
    assert wording.say("self_integrity") in text
    for word in (*SECRET, "担当者A", "企画財政課", str(tmp_path), str(Path.home())):
        assert word not in text, word


def test_lines_of_a_log_that_say_anything_else_are_left_out() -> None:
    kept = list(
        safe_lines(
            [
                "2017-11-23 09:00:00,123 ERROR alps_desk.gui.lanes: work on 秘密 failed",
                '  File "C:\\Users\\tanaka\\alps_desk\\app\\desk.py", line 12, in execute',
                "    raise ValueError(typed)",
                "alps_desk.domain.errors.InputRejected: 秘密",
                "tanaka: 秘密",
            ]
        )
    )
    assert kept == [
        "2017-11-23 09:00:00 ERROR alps_desk.gui.lanes",
        "  alps_desk/app/desk.py:12 execute",
        "  alps_desk.domain.errors.InputRejected",
    ]


def test_the_record_is_written_where_the_user_wants_it(
    world: World, help_page: HelpPage, tmp_path: Path, qtbot: QtBot
) -> None:
    world.window.show_page("help")
    world.messages.answers = [tmp_path / "record.txt"]
    button = next(one for one in world.window.top_bar.buttons if one.text() == wording.say("home_trouble"))
    button.setFocus()
    press("Space")
    world.settle()
    assert "Qt 6" in (tmp_path / "record.txt").read_text(encoding="utf-8-sig")
    assert "record.txt" in world.window.banner.text


def test_leaving_the_file_dialog_writes_nothing(world: World, help_page: HelpPage, clock: Clock) -> None:
    world.window.show_page("help")
    help_page.save_record()
    world.settle()
    assert world.window.banner.text == ""
