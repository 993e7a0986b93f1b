"""A small window with made-up screens, for the tests and pictures of the frame."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from alps_desk.gui.main_window import Identity
from alps_desk.gui.page import EditTarget, Menu, Page, PageAction
from alps_desk.gui.theme import Space, State
from alps_desk.gui.widgets.banner import Banner
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.cards import Card, FigureCard
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.drop_area import DropArea
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.grid import GridPane
from alps_desk.gui.widgets.info_panel import InfoPanel
from alps_desk.gui.widgets.legend import Legend, Mark
from alps_desk.gui.widgets.progress_bar import SlimBar
from alps_desk.gui.widgets.search_box import SearchBox
from alps_desk.gui.widgets.text import Prose, Text
from tests.gui.sample_grid import SampleSource

IDENTITY = Identity("連携事業 進捗管理", "北アルプス連携自立圏", "大町市", "企画財政課 担当者A")

LEGEND = (
    (Mark.EMPTY, "未入力（必須）"),
    (Mark.UNEXPORTED, "未書き出し"),
    (Mark.WARNING, "要確認"),
    (Mark.ERROR, "エラー"),
    (Mark.RETURNED, "差戻し"),
    (Mark.LOCKED, "変更できません"),
)


def sample_panel() -> InfoPanel:
    """The panel of the design's picture."""
    panel = InfoPanel()
    panel.begin("301 信州まつもと空港を活用した誘客", "執行額（千円）")
    panel.add_notice(
        State.WARNING,
        "予算額を超えています",
        "予算額 3,200 千円より 110 千円多い金額です。正しいときは、理由を「進捗の内容・課題」に書いてください。",
    )
    panel.add_values(
        [
            ("前年度の同じ期", "2,948"),
            ("前年度の決算額", "3,105"),
            ("入力のきまり", "0 以上の整数"),
            ("最後の変更", "11月20日 担当者A"),
        ]
    )
    panel.add_section("連絡・コメント", "1 件")
    panel.add_comment("広域連合", "11月18日", "広告費の追加分を含む金額か、教えてください。")
    panel.finish()
    panel.foot.addWidget(Legend(LEGEND))
    return panel


def sample_strip() -> QWidget:
    """Progress, filter chips and search."""
    strip = QWidget()
    row = QHBoxLayout(strip)
    row.setContentsMargins(0, Space.XS, 0, Space.XS)
    row.setSpacing(Space.S)
    row.addWidget(Text("入力済み", ink="secondary"))
    bar = SlimBar("入力済み")
    bar.setMaximumWidth(230)
    bar.set_progress(13, 17)
    row.addWidget(bar, 1)
    row.addWidget(Text("13 / 17 事業", bold=True))
    row.addSpacing(Space.S)
    for state, word, count in (
        (State.ERROR, "エラー", 1),
        (State.WARNING, "要確認", 1),
        (State.RETURNED, "差戻し", 1),
        (State.EMPTY, "未入力", 2),
    ):
        row.addWidget(StateChip(state, word, count=count, checkable=True))
    row.addStretch(2)
    row.addWidget(SearchBox("事業名で探す（Ctrl+F）"))
    return strip


class PartsPage(Page):
    """All small widgets on one screen."""

    def __init__(self) -> None:
        super().__init__("parts", "集計ボード", "nav_board")
        self.pressed: list[str] = []
        self._strip: QWidget | None = None
        self._panel: InfoPanel | None = None
        self.left = 0
        self.refreshed: list[frozenset[str]] = []
        self._actions = [
            PageAction("元に戻す", self._undo, variant=Variant.LINK, icon="act_undo", parent=self),
            PageAction("入力チェック", self._check, variant=Variant.SECONDARY, icon="act_check", parent=self),
            PageAction(
                "提出へ進む",
                self._submit,
                variant=Variant.PRIMARY,
                icon="act_submit",
                shortcut="Ctrl+E",
                menu=Menu.FILE,
                parent=self,
            ),
        ]

    def build(self) -> QWidget:
        widget = QWidget()
        box = QVBoxLayout(widget)
        box.setContentsMargins(0, 0, Space.M, 0)
        box.setSpacing(Space.M)
        self.banner = Banner()
        box.addWidget(self.banner)
        self.banner.show_result(
            State.OK, "12欄に貼り付け、2欄は変更できないため飛ばしました。", action="元に戻す"
        )
        figures = QHBoxLayout()
        for state, title, figure, unit, note in (
            (State.OK, "提出がそろった市町村", "3", "/ 5 市町村", ""),
            (State.INFO, "受理済みの報告", "60", "/ 87 件", "残り 27 件"),
            (State.CONFLICT, "食い違い", "2", "件", ""),
        ):
            card = FigureCard(state, title)
            card.show_figure(figure, unit, note=note)
            figures.addWidget(card)
        box.addLayout(figures)
        lower = QHBoxLayout()
        card = Card("最近の変更")
        card.head.addWidget(Button("すべて見る", Variant.LINK))
        card.body.addWidget(Prose("同じ欄が2か所で変更されています。\nどちらを残すか選んでください。"))
        self.field = QLineEdit("1,200")
        self.field.setAccessibleName("執行額")
        card.body.addWidget(self.field)
        readonly = QLineEdit("変更できません")
        readonly.setReadOnly(True)
        readonly.setAccessibleName("読むだけの欄")
        card.body.addWidget(readonly)
        row = QHBoxLayout()
        row.addWidget(Button("やめる"))
        row.addWidget(Button("消す", Variant.DANGER, icon="act_delete"))
        disabled = Button("押せません", Variant.PRIMARY)
        disabled.setEnabled(False)
        row.addWidget(disabled)
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addStretch(1)
        lower.addWidget(card, 1)
        right = QVBoxLayout()
        right.addWidget(DropArea("ここにファイルを置いてください。", "ファイルを選ぶ"))
        right.addWidget(EmptyState("差戻しはありません。", "一覧へ戻る", icon="state_accepted"), 1)
        lower.addLayout(right, 1)
        box.addLayout(lower, 1)
        return widget

    @property
    def strip(self) -> QWidget | None:
        if self._strip is None:
            self._strip = sample_strip()
        return self._strip

    @property
    def panel(self) -> QWidget | None:
        if self._panel is None:
            self._panel = sample_panel()
        return self._panel

    def actions(self) -> Sequence[PageAction]:
        return self._actions

    def key_hints(self) -> str:
        return "Enter：下へ　Tab：右へ　F2：書き直し　Ctrl+D：上と同じ　F1：ヘルプ"

    def about_to_leave(self) -> None:
        self.left += 1

    def refresh(self, topics: frozenset[str]) -> None:
        self.refreshed.append(topics)

    def focus(self) -> None:
        self.field.setFocus()

    def _undo(self) -> None:
        self.pressed.append("undo")

    def _check(self) -> None:
        self.pressed.append("check")

    def _submit(self) -> None:
        self.pressed.append("submit")


class GridPage(Page):
    """The grid of the design's picture."""

    def __init__(self) -> None:
        super().__init__("entry", "進捗の入力", "nav_entry")
        self._strip: QWidget | None = None
        self._panel: InfoPanel | None = None
        self._actions = [
            PageAction("元に戻す", self._nothing, variant=Variant.LINK, icon="act_undo", parent=self),
            PageAction(
                "入力チェック", self._nothing, variant=Variant.SECONDARY, icon="act_check", parent=self
            ),
            PageAction("提出へ進む", self._nothing, variant=Variant.PRIMARY, icon="act_submit", parent=self),
        ]

    def build(self) -> QWidget:
        self.source = SampleSource()
        self.pane = GridPane(self.source, name="進捗の一覧")
        return self.pane

    @property
    def strip(self) -> QWidget | None:
        if self._strip is None:
            self._strip = sample_strip()
        return self._strip

    @property
    def panel(self) -> QWidget | None:
        if self._panel is None:
            self._panel = sample_panel()
        return self._panel

    def actions(self) -> Sequence[PageAction]:
        return self._actions

    def edit_target(self) -> EditTarget | None:
        return self.pane.grid

    def about_to_leave(self) -> None:
        self.pane.grid.commit_input()

    def key_hints(self) -> str:
        return "Enter：下へ　Tab：右へ　F2：書き直し　Ctrl+D：上と同じ　F1：ヘルプ"

    def focus(self) -> None:
        self.pane.grid.setFocus()

    def _nothing(self) -> None:
        pass


class PlainPage(Page):
    """A screen with one sentence."""

    def __init__(self, key: str, title: str, icon: str, group: int = 0, badge: int = 0) -> None:
        super().__init__(key, title, icon, group=group, shows_period=False)
        self.set_badge(badge)
        self.left = 0
        self.refreshed: list[frozenset[str]] = []

    def build(self) -> QWidget:
        return EmptyState("まだ事業がありません。", "登録ファイルを読み込む")

    def about_to_leave(self) -> None:
        self.left += 1

    def refresh(self, topics: frozenset[str]) -> None:
        self.refreshed.append(topics)


def sample_pages() -> list[Page]:
    """As the office has them."""
    return [
        PartsPage(),
        PlainPage("import", "取り込み", "nav_import", badge=1),
        PlainPage("conflict", "食い違い", "nav_conflict", badge=2),
        PlainPage("overview", "全体の一覧", "nav_overview"),
        PlainPage("talk", "差戻し・連絡", "nav_talk", badge=3),
        PlainPage("money", "予算・決算", "nav_money", 1),
        PlainPage("indicator", "成果指標", "nav_indicator", 1),
        PlainPage("report", "報告書", "nav_report", 1),
        PlainPage("settings", "設定", "nav_settings", 2),
        PlainPage("help", "ヘルプ", "nav_help", 2),
    ]
