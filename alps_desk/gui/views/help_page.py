"""ヘルプ: short pages for clerks with a search, opened by F1 at the screen or field it was pressed on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout, QWidget

from alps_desk import places, wording
from alps_desk.app.commands import WriteTroubleRecord
from alps_desk.gui.colours import Colour
from alps_desk.gui.messages import FileKind
from alps_desk.gui.page import EditCommand, EditTarget, Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State, TextSize, em
from alps_desk.gui.views.help_text import HelpText, about_field, as_html, pages_for
from alps_desk.gui.widgets.buttons import Variant
from alps_desk.gui.widgets.search_box import SearchBox
from alps_desk.gui.widgets.text import Prose

_TOPIC = Qt.ItemDataRole.UserRole
_STYLE = Template(
    """
    h1 { font-size: ${h1}pt; margin: 0 0 6px 0; }
    h2 { font-size: ${h2}pt; color: $PRIMARY; margin: 16px 0 4px 0; }
    p, li { line-height: 145%; margin-bottom: 3px; }
    ul, ol { margin-top: 2px; margin-bottom: 6px; }
    th { background-color: $HEADER; }
    td { border-bottom: 1px solid $LINE; }
    """
)


@dataclass(frozen=True)
class HelpWanted:
    """What F1 asks for.

    Attributes:
        topic: a page, or page and field as ``entry:spent``.
        back: key of the screen to go back to, "" for none.
    """

    topic: str
    back: str = ""


class HelpPage(Page):
    """The screen.

    Attributes:
        topics: list of the pages that have the words looked for.
        text: the page shown.
        search: the words looked for.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(
            "help",
            wording.say("home_help"),
            "nav_help",
            shows_year=False,
            shows_period=False,
            parent=session,
        )
        self._session = session
        self._pages: list[HelpText] = []
        self._field = ""
        self._back = ""
        self._back_action = PageAction(
            wording.say("home_help_back"),
            self._go_back,
            menu=Menu.VIEW,
            variant=Variant.SECONDARY,
            icon="chevron_left",
            parent=self,
        )
        self._back_action.setVisible(False)
        self._record_action = PageAction(
            wording.say("home_trouble"),
            self.save_record,
            menu=Menu.HELP,
            variant=Variant.SECONDARY,
            icon="thing_document",
            parent=self,
        )

        self._documents_action = PageAction(
            wording.say("home_documents"),
            self.open_documents,
            menu=Menu.HELP,
            variant=Variant.SECONDARY,
            icon="act_open_folder",
            parent=self,
        )
        self._documents_action.setVisible(places.documents() is not None)

    def build(self) -> QWidget:
        self._pages = pages_for(union=self._session.desk.is_union)
        root = _Root()
        row = QHBoxLayout(root)
        row.setContentsMargins(0, 0, 0, Space.S)
        row.setSpacing(Space.M)
        left = QVBoxLayout()
        left.setSpacing(Space.S)
        self.search = SearchBox(wording.say("home_help_search"))
        self.search.searched.connect(self._search)
        self.search.left.connect(self._to_list)
        left.addWidget(self.search)
        self.topics = QListWidget()
        self.topics.setAccessibleName(wording.say("home_help_list"))
        self.topics.currentItemChanged.connect(self._chosen)
        left.addWidget(self.topics, 1)
        self.nothing = Prose(ink="secondary")
        self.nothing.hide()
        left.addWidget(self.nothing)
        row.addLayout(left, 2)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setTabChangesFocus(True)
        row.addWidget(self.text, 5)
        for widget in (root, self.topics, self.text, self.search):
            widget.installEventFilter(self)
        root.restyled = self._dress
        self._fill(self._pages)
        self._dress()
        self._select("start")
        return root

    def actions(self) -> list[PageAction]:
        return [self._back_action, self._record_action, self._documents_action]

    def key_hints(self) -> str:
        return wording.say("home_help_hints")

    def help_topic(self) -> str:
        return "start"

    def edit_target(self) -> EditTarget:
        return self

    def can_edit(self, command: EditCommand) -> bool:
        """Of the menu 編集 only 探す is of use here."""
        return command is EditCommand.FIND

    def do_edit(self, command: EditCommand) -> None:
        """探す."""
        if command is EditCommand.FIND:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def undo_name(self) -> str | None:
        """Nothing is changed here."""
        return None

    def redo_name(self) -> str | None:
        """Nothing is changed here."""
        return None

    def focus(self) -> None:
        self.topics.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, detail: object) -> None:
        """Show what a ``HelpWanted`` asks for."""
        if not isinstance(detail, HelpWanted):
            return
        topic, _, field = detail.topic.partition(":")
        if detail.back != self.key:
            self._back = detail.back
        self._back_action.setVisible(bool(self._back))
        self.search.clear()
        self._fill(self._pages)
        self._field = field
        self._select(topic)
        self._show()
        self.chrome_changed.emit()

    # -- the list --

    def _fill(self, pages: list[HelpText]) -> None:
        self.topics.blockSignals(True)
        self.topics.clear()
        for page in pages:
            item = QListWidgetItem(page.title)
            item.setData(_TOPIC, page.topic)
            self.topics.addItem(item)
        self.topics.blockSignals(False)

    def _select(self, topic: str) -> None:
        known = [self.topics.item(number).data(_TOPIC) for number in range(self.topics.count())]
        self.topics.setCurrentRow(known.index(topic) if topic in known else 0)

    def _search(self, words: str) -> None:
        here = self._topic
        found = [page for page in self._pages if page.has(words)]
        self._fill(found)
        self.topics.setVisible(bool(found))
        self.nothing.setVisible(not found)
        self.nothing.set_text(wording.say("home_help_nothing", words=words) if not found else "")
        if found:
            self._field = ""
            self._select(here)
            self._show()

    def _to_list(self) -> None:
        self.topics.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        if before is not None:
            self._field = ""
        self._show()

    # -- the page --

    @property
    def _topic(self) -> str:
        row = self.topics.currentRow()
        return str(self.topics.item(row).data(_TOPIC)) if row >= 0 else ""

    def _show(self) -> None:
        page = next((page for page in self._pages if page.topic == self._topic), None)
        if page is None:
            return
        about = about_field(self._field, self._session.plan) if self._field else ""
        body = as_html(about) + ("<hr/>" if about else "") + as_html(page.source)
        self.text.setHtml(body)
        self.text.setAccessibleName(page.title)

    def _dress(self) -> None:
        """Our fonts and colours, at the text size in force."""
        font = self.text.font()
        points = font.pointSizeF()
        document = self.text.document()
        document.setDefaultFont(font)
        document.setDocumentMargin(em(self.text))
        colours = {name: value for name, value in vars(Colour).items() if name.isupper()}
        document.setDefaultStyleSheet(
            _STYLE.substitute(colours, h1=f"{points * 1.15:.1f}", h2=f"{points * 0.98:.1f}")
        )
        self.topics.setStyleSheet(
            f"QListWidget {{ background: {Colour.CARD}; border: 1px solid {Colour.HEADER_LINE};"
            f" border-radius: 6px; outline: none; padding: 4px; }}"
            f"QListWidget::item {{ min-height: {round(em(self.topics) * 2.2)}px; padding: 0 8px;"
            f" color: {Colour.TEXT}; border-radius: 4px; }}"
            f"QListWidget::item:selected {{ background: {Colour.SELECTION}; }}"
        )
        self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            leaves = event.key() == Qt.Key.Key_Escape and not self.search.text()
            if leaves and self._back_action.isVisible():
                self._go_back()
                return True
        return super().eventFilter(watched, event)

    # -- what the user does --

    def _go_back(self) -> None:
        self._back_action.setVisible(False)
        self._session.go(self._back)

    def open_documents(self) -> None:
        """Open the folder with the guides that came with the program."""
        folder = places.documents()
        if folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def save_record(self) -> None:
        """Write 困ったとき用の記録 where the user wants it."""
        say = wording.say
        name = say("home_trouble_name", stamp=f"{self._session.now():%Y%m%d}")
        kind = FileKind(say("home_trouble_kind"), (".txt",))
        target = self._session.messages.choose_target(
            self.text, say("home_trouble"), [kind], Path.home() / name
        )
        if target is not None:
            self._session.run(WriteTroubleRecord(target, self._around()), self, done=self._recorded)

    def _around(self) -> tuple[str, ...]:
        screen = self.text.screen()
        size = screen.size()
        chosen = TextSize.of(self._session.settings.text("text_size"))
        return (
            wording.say(
                "trouble_window",
                version=f"Qt {QLibraryInfo.version().toString()}",
                platform=QGuiApplication.platformName(),
            ),
            wording.say(
                "trouble_screen",
                width=size.width(),
                height=size.height(),
                ratio=f"{screen.devicePixelRatio():g}",
                size=wording.say(f"gui_text_size_{chosen.key}"),
            ),
        )

    def _recorded(self, path: Path) -> None:
        self._session.tell(State.OK, wording.say("home_trouble_done", file=path.name))


class _Root(QWidget):
    """Tells when fonts or sizes changed."""

    def __init__(self) -> None:
        super().__init__()
        self.restyled: object = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and callable(self.restyled):
            self.restyled()
