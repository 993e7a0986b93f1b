"""食い違い: fields that were changed at two places at once, and choosing what stays.

Promise: nothing is saved before 「この内容で決める」, every choice until then can be undone, and a decision is made
only about what was on screen: where other values came in meanwhile, the row is shown anew instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.app.commands import Resolve, SendBack
from alps_desk.app.progress import Progress
from alps_desk.app.questions import ConflictView
from alps_desk.app.returning import SentBack
from alps_desk.domain.ownership import writer_of
from alps_desk.domain.records import DELETED, parse_record_id
from alps_desk.gui.announce import announce
from alps_desk.gui.messages import sentence
from alps_desk.gui.page import EditCommand, EditTarget, Menu, Page, PageAction
from alps_desk.gui.session import Session
from alps_desk.gui.theme import Space, State
from alps_desk.gui.views import decisions
from alps_desk.gui.views.conflict_answer import (
    SHOWN_AT_ONCE,
    Decided,
    Listed,
    decide,
    list_conflicts,
    number_of_conflicts,
)
from alps_desk.gui.views.conflict_row import ConflictHeader, ConflictRow
from alps_desk.gui.views.decisions import Choice, Decisions
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.reason_line import ReasonLine
from alps_desk.gui.widgets.buttons import ActionButton, Variant
from alps_desk.gui.widgets.chips import StateChip
from alps_desk.gui.widgets.empty_state import EmptyState
from alps_desk.gui.widgets.key_caps import KeyCaps
from alps_desk.gui.widgets.scroll_column import ScrollColumn, Sheet
from alps_desk.gui.widgets.text import Prose, Text


class ConflictsPage(Page):
    """The screen."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            "conflicts",
            wording.say("conflict_title"),
            "nav_conflict",
            shows_year=False,
            shows_period=False,
            parent=session,
        )
        self._session = session
        self._latest = Latest(session, self._show, self)
        self._counting = Latest(session, self.set_badge, self)
        self._listed: Listed | None = None
        self._decisions = Decisions()
        self._deciding = False
        self._focus_wanted = False
        self._current = ""
        self._asked_office = ""
        self.rows: list[ConflictRow] = []
        self._chip = StateChip(State.CONFLICT, "")
        self._undo = PageAction(
            wording.say("gui_undo"), self._undo_pressed, variant=Variant.LINK, icon="act_undo", parent=self
        )
        self._group = PageAction(
            wording.say("conflict_group"),
            self._open_group,
            variant=Variant.SECONDARY,
            icon="chevron_down",
            menu=Menu.EDIT,
            parent=self,
        )
        self._decide = PageAction(
            wording.say("conflict_decide"),
            self.decide,
            variant=Variant.PRIMARY,
            icon="act_decide",
            shortcut="Ctrl+Return",
            parent=self,
        )
        self._strip: QWidget | None = None
        session.changed.connect(self._count)
        self._count()

    # -- what the frame asks for --

    def build(self) -> QWidget:
        self._stack = QStackedWidget()
        self._empty = EmptyState(
            wording.say("conflict_none"), wording.say("conflict_none_action"), icon="state_accepted"
        )
        self._empty.pressed.connect(self._to_board)
        # Nothing until it is known whether there is anything: an empty list that fills a moment later is a lie.
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self._empty)
        sheet = QWidget()
        box = QVBoxLayout(sheet)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(Space.S)
        card = QFrame()
        card.setProperty("box", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.setSpacing(0)
        self._header = ConflictHeader()
        inside.addWidget(self._header)
        self._scroll = ScrollColumn()
        self._scroll.bar_changed.connect(self._header.set_gutter)
        inside.addWidget(self._scroll, 1)
        box.addWidget(card, 1)
        box.addWidget(
            KeyCaps(
                [
                    (wording.say(f"conflict_key_{name}"), wording.say(f"conflict_key_{name}_does"))
                    for name in ("one", "two", "three", "ask", "later", "arrows", "undo")
                ]
            )
        )
        self._stack.addWidget(sheet)
        return self._stack

    @property
    def strip(self) -> QWidget | None:
        if self._strip is None:
            self._strip = QWidget()
            box = QVBoxLayout(self._strip)
            box.setContentsMargins(0, 0, 0, Space.XS)
            box.setSpacing(Space.S)
            box.addWidget(Text(wording.say("conflict_explained"), ink="secondary"))
            self.reason = ReasonLine(
                wording.say("conflict_reason"),
                wording.say("conflict_reason_example"),
                [wording.say(f"conflict_reason_{number}") for number in (1, 2, 3, 4)],
            )
            self.reason.entered.connect(self.decide)
            box.addWidget(self.reason)
        return self._strip

    def chips(self) -> Sequence[QWidget]:
        return (self._chip,) if self._listed is not None and self._listed.views else ()

    def actions(self) -> Sequence[PageAction]:
        return (self._undo, self._group, self._decide) if self.rows else ()

    def edit_target(self) -> EditTarget | None:
        return self

    def refresh(self, topics: frozenset[str]) -> None:
        if not self._deciding:
            self._latest.ask(list_conflicts)

    def focus(self) -> None:
        row = self._row(self._current) or (self.rows[0] if self.rows else None)
        self._focus_wanted = self._listed is None
        if row is not None:
            row.setFocus()
        else:
            self._empty.button.setFocus()

    # -- the menu 編集 --

    def can_edit(self, command: EditCommand) -> bool:
        if command is EditCommand.UNDO:
            return self._decisions.undo_name is not None
        return command is EditCommand.REDO and self._decisions.redo_name is not None

    def do_edit(self, command: EditCommand) -> None:
        if command is EditCommand.UNDO:
            self._follow(self._decisions.undo())
        elif command is EditCommand.REDO:
            self._follow(self._decisions.redo())

    def undo_name(self) -> str | None:
        return self._decisions.undo_name

    def redo_name(self) -> str | None:
        return self._decisions.redo_name

    # -- what the user does --

    @property
    def chosen(self) -> Mapping[str, Choice]:
        """Conflict id → what was chosen and is not decided yet."""
        return self._decisions.chosen

    def choose_group(self, rule: str) -> None:
        """まとめて選ぶ, for every conflict on screen that is not postponed.

        Args:
            rule: ``newest``, ``owner``, ``first``; ``project``: the first of every one of the current project; ``none``
                takes all back.
        """
        rules: dict[str, Callable[[ConflictView], Choice | None]] = {
            "newest": decisions.newest,
            "owner": decisions.of_owner,
            "first": decisions.first,
            "project": decisions.first,
            "none": lambda view: None,
        }
        some = self.rows
        if rule == "project":
            here = self._row(self._current)
            some = [row for row in self.rows if here is not None and row.view.project == here.view.project]
        wanted = {row.view.id: rules[rule](row.view) for row in some if not row.later or rule == "none"}
        if rule != "none":
            # Where the rule finds nothing, what was chosen stays.
            wanted = {key: choice for key, choice in wanted.items() if choice is not None}
        self._decisions.choose(wording.say(f"conflict_group_{rule}"), wanted)
        self._follow(wanted)

    def decide(self) -> None:
        """Save every chosen value as a decision."""
        chosen = self._decisions.chosen
        if self._listed is None or self._deciding or not chosen:
            return
        why = self.reason.words
        if not why:
            needed = wording.say("resolution_needs_why")
            self.reason.show_fault(needed)
            self._session.tell(State.ERROR, needed)
            return
        commands = [
            Resolve(view.id, why, take=choice.take, value=choice.value, heads=view.heads)
            for view in self._listed.views
            if (choice := chosen.get(view.id)) is not None
        ]
        self._deciding = True
        self._enable()
        session = self._session

        def work(progress: Progress) -> Decided:
            return decide(session.desk, commands, progress)

        job = session.lanes.write_long(work, self, done=self._decided)
        job.finished.connect(self._job_over)
        session.follow(job, wording.say("conflict_deciding"))

    # -- inside --

    def _count(self) -> None:
        if not self._deciding:
            self._counting.ask(number_of_conflicts)

    def _show(self, listed: Listed) -> None:
        before = self._listed
        if before == listed:
            self._follow([row.view.id for row in self.rows])
            return
        chosen = len(self._decisions)
        if before is not None:
            self._decisions.keep_only(before.views, listed.views)
        self._listed = listed
        self.set_badge(len(listed.views))
        self._build_rows()
        if len(self._decisions) < chosen:
            self._session.tell(State.INFO, wording.say("conflict_moved"))
        self.strip.setVisible(bool(listed.views))  # type: ignore[union-attr]
        self._renew_chrome()

    def _build_rows(self) -> None:
        assert self._listed is not None
        had_focus = (
            any(row.hasFocus() for row in self.rows) or self._stack.focusWidget() is self._empty.button
        )
        sheet = Sheet()
        box = sheet.column
        self.rows = []
        today = self._session.now()
        for view in self._ordered(self._listed.views[:SHOWN_AT_ONCE]):
            row = ConflictRow(
                view,
                self._listed.plan_of(view),
                today,
                self._listed.weighed.get(view.id),
                later=view.id in self._later,
            )
            row.asked.connect(self._ask)
            row.postponed.connect(self._postpone)
            row.show_choice(self._decisions.get(view.id))
            row.chosen.connect(self._chosen)
            row.stepped.connect(self._stepped)
            row.current.connect(self._row_current)
            self.rows.append(row)
            box.addWidget(row)
        more = len(self._listed.views) - len(self.rows)
        if more > 0:
            rest = Prose(wording.say("conflict_more", count=more), ink="secondary")
            rest.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
            box.addWidget(rest)
        box.addStretch(1)
        self._scroll.show_sheet(sheet)
        if self._row(self._current) is None:
            self._current = self.rows[0].view.id if self.rows else ""
        self._show_current()
        self._stack.setCurrentIndex(2 if self.rows else 1)
        if had_focus:
            self.focus()

    @property
    def _later(self) -> list[str]:
        """Ids of the conflicts that are to be decided later; remembered by this window."""
        return [one for one in self._session.settings.text("conflicts_later").split("\n") if one]

    def _ordered(self, views: Sequence[ConflictView]) -> list[ConflictView]:
        """What is postponed comes last."""
        later = set(self._later)
        return sorted(views, key=lambda view: view.id in later)  # stable

    def _postpone(self, later: bool) -> None:
        row = self.sender()
        assert isinstance(row, ConflictRow)
        rest = [one for one in self._later if one != row.view.id]
        self._session.settings.put("conflicts_later", "\n".join([*rest, row.view.id] if later else rest))
        at = self.rows.index(row)
        self._build_rows()
        if later and self.rows:
            self.rows[min(at, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        self._session.note(wording.say("conflict_later_told" if later else "conflict_later_not_told"))
        self._renew_chrome()

    def _ask(self) -> None:
        """Ask the office whose field it is: a 差戻し of the field, with a reason."""
        row = self.sender()
        assert isinstance(row, ConflictRow)
        assert self._listed is not None
        view = row.view
        record = parse_record_id(view.record)
        office = self._listed.plan_of(view).body(writer_of(record, view.field)).name
        values = wording.say("form_list_separator").join(
            wording.say("conflict_ask_value", number=number, text=one.text)
            for number, one in enumerate(view.candidates, 1)
        )
        why = self._session.messages.ask_text(
            self.widget,
            wording.say("conflict_ask_heading", office=office, field=row.label),
            wording.say("conflict_ask_reason"),
            wording.say("conflict_ask_do"),
            limit=1000,
            initial=wording.say("conflict_ask_proposed", field=row.label, values=values),
        )
        if why is None or not why.strip():
            return
        self._asked_office = office
        name = "" if view.field == DELETED else view.field
        self._session.run(SendBack(view.record, name, why.strip()), self, done=self._asked)

    def _asked(self, _sent: SentBack) -> None:
        self._session.tell(State.RETURNED, wording.say("conflict_asked", office=self._asked_office))

    def _row(self, conflict: str) -> ConflictRow | None:
        return next((row for row in self.rows if row.view.id == conflict), None)

    def _chosen(self, choice: Choice) -> None:
        row = self.sender()
        assert isinstance(row, ConflictRow)
        name = wording.say("conflict_step", field=row.label)
        self._decisions.choose(name, {row.view.id: choice})
        self._follow([row.view.id])
        announce(row, wording.say("conflict_row_chosen", value=choice.text))

    def _follow(self, touched: object) -> None:
        """Show the choices again; ``touched`` are the conflicts a step was about."""
        ids = set(touched)  # type: ignore[call-overload]
        for row in self.rows:
            if row.view.id in ids:
                row.show_choice(self._decisions.get(row.view.id))
        self._renew_chrome()

    def _stepped(self, step: int) -> None:
        row = self.sender()
        assert isinstance(row, ConflictRow)
        at = self.rows.index(row) + step
        if 0 <= at < len(self.rows):
            self.rows[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _row_current(self) -> None:
        row = self.sender()
        assert isinstance(row, ConflictRow)
        self._current = row.view.id
        self._show_current()
        self._scroll.ensureWidgetVisible(row, 0, 0)

    def _show_current(self) -> None:
        for row in self.rows:
            row.set_current(row.view.id == self._current)

    def _undo_pressed(self) -> None:
        self.do_edit(EditCommand.UNDO)

    def _open_group(self) -> None:
        menu = QMenu(self.widget)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for rule in ("newest", "owner", "first", "project", "none"):
            action = QAction(wording.say(f"conflict_group_{rule}"), menu)
            action.setData(rule)
            action.triggered.connect(self._group_pressed)
            if rule == "none":
                menu.addSeparator()
            menu.addAction(action)
        button = next(
            (
                one
                for one in self.widget.window().findChildren(ActionButton)
                if one.action is self._group and one.isVisible()
            ),
            None,
        )
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()) if button else QCursor.pos())

    def _group_pressed(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.choose_group(str(action.data()))

    def _decided(self, result: Decided) -> None:
        self._deciding = False
        self._decisions.forget({*result.made, *result.refused})
        if result.made:
            self.reason.clear()
        text = wording.say("conflict_decided", count=len(result.made)) if result.made else ""
        if result.stopped:
            text += wording.say("conflict_stopped")
        # Nearly always one reason for all of them: values came in meanwhile.
        text += "".join(sorted({sentence(refusal) for refusal in result.refused.values()})[:1])
        state = State.ERROR if result.refused else State.INFO if result.stopped else State.OK
        left = len(self._listed.views) - len(result.made) if self._listed is not None else 0
        if left == 0:
            self._session.tell(
                state, text, action=wording.say("conflict_none_action"), on_action=self._to_board
            )
        else:
            self._session.tell(state, text)
        self.refresh(frozenset())

    def _job_over(self) -> None:
        if self._deciding:
            # Failed in a way nobody foresaw; the apology is under way.
            self._deciding = False
            self.refresh(frozenset())

    def _to_board(self) -> None:
        self._session.go("board")

    def _renew_chrome(self) -> None:
        total = len(self._listed.views) if self._listed is not None else 0
        self._chip.set_state(
            State.CONFLICT, wording.say("conflict_left", left=total - len(self._decisions), total=total)
        )
        count = len(self._decisions)
        self._decide.setText(
            wording.say("conflict_decide_count", count=count) if count else wording.say("conflict_decide")
        )
        self._enable()
        self.chrome_changed.emit()

    def _enable(self) -> None:
        free = not self._deciding
        self._undo.setEnabled(free and self._decisions.undo_name is not None)
        self._group.setEnabled(free and bool(self.rows))
        self._decide.setEnabled(free and len(self._decisions) > 0)
