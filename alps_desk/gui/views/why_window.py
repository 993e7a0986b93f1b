"""「この数字はなぜ変わったか」: the fields a figure is made of, the one changed last on top; Enter opens its history."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from alps_desk import wording
from alps_desk.app.describing import field_label, period_label
from alps_desk.app.desk import TOPIC_EXCHANGE, TOPIC_PLAN, TOPIC_VALUES
from alps_desk.app.tracing import Step, Traced
from alps_desk.domain.money import format_amount
from alps_desk.domain.records import field_of, parse_record_id
from alps_desk.gui.past import PastOf
from alps_desk.gui.session import Session
from alps_desk.gui.views.latest import Latest
from alps_desk.gui.views.list_window import ListWindow
from alps_desk.gui.views.moments import moment_text
from alps_desk.gui.why import WhyOf
from alps_desk.gui.widgets.buttons import Button, Variant
from alps_desk.gui.widgets.list_row import ListRow, Words

_TOPICS = frozenset((TOPIC_VALUES, TOPIC_PLAN, TOPIC_EXCHANGE))
_WORDS = 60


class WhyWindow(ListWindow):
    """The window.

    Attributes:
        traced: what it shows.
    """

    def __init__(self, session: Session, wanted: WhyOf, parent: QWidget | None = None) -> None:
        say = wording.say
        keys = [(say("home_past_key_move"), say("home_past_move")), ("Enter", say("why_open"))]
        super().__init__(
            session, say("why_title"), wanted.heading, say("why_none"), "nav_history", keys, parent
        )
        self._wanted = wanted
        self._latest = Latest(session, self._show, self)
        self.traced = Traced(())
        session.changed.connect(self._heard)
        self._ask()

    def _ask(self) -> None:
        self._latest.ask(self._wanted.ask)

    def _heard(self, topics: frozenset[str]) -> None:
        if topics & _TOPICS:
            self._ask()

    def _show(self, traced: Traced) -> None:
        self.traced = traced
        say = wording.say
        count = sum(len(some) for some in traced.fields)
        words = say("why_count", fields=len(traced.fields), changes=count) if traced.fields else ""
        self.tell(words + (say("why_more", count=traced.more) if traced.more else ""))
        self.show_rows([self._row(some) for some in traced.fields])

    def _row(self, steps: Sequence[Step]) -> ListRow:
        say, last = wording.say, steps[0]
        button = Button(say("why_open"), Variant.LINK, icon="nav_history")
        when = moment_text(last.at, self._session.now())
        who = say("why_who", office=self._session.plan.body(last.signer).name, by=last.by).strip()
        about = [say("why_times", count=len(steps))]
        if last.on_behalf:
            about.append(say("why_behalf"))
        if last.settles:
            about.append(say("why_settled"))
        row = ListRow(
            [
                Words((*self._field(last),), 17),
                Words((_change(last), *([say("home_past_why", why=last.why)] if last.why else []))),
                Words((when, who, say("form_list_separator").join(about)), 13),
            ],
            [button],
        )
        button.setAccessibleDescription(row.accessibleName())
        opened = partial(self._open, last)
        button.clicked.connect(opened)
        row.opened.connect(opened)
        return row

    def _field(self, step: Step) -> list[str]:
        """Name of the field; whose, of which project and period."""
        plan = self._session.plan
        record = parse_record_id(step.record)
        project = plan.project(step.project)
        period = period_label(record.period or record.part("stage"))
        label = field_label(step.field, record.type)
        office = plan.body(step.office).name
        if record.type == "burden":
            payer, payee = plan.body(record.part("payer")).name, plan.body(record.owner).name
            office = wording.say("totals_from_to", payer=payer, payee=payee)
        lines = [label, f"{office}　{period}".strip()]
        if project is not None:
            lines.append(project.name)
        return lines

    def _open(self, step: Step) -> None:
        heading = "　".join(self._field(step)[1:])
        self._session.show_past(PastOf(heading, (step.record,), step.field))


def _change(step: Step) -> str:
    """From what to what, and by how much; a first entry has no before."""
    say = wording.say
    if not step.before_text:
        return say("why_first", value=_short(step.text))
    words = say("why_from_to", before=_short(step.before_text), after=_short(step.text))
    field = field_of(parse_record_id(step.record), step.field)
    if field is not None and field.kind == "yen" and step.difference:
        sign = "＋" if step.difference > 0 else ""
        words += say("why_difference", yen=f"{sign}{format_amount(step.difference)}")
    return words


def _short(text: str) -> str:
    line = " ".join(text.split("\n"))
    return line if len(line) <= _WORDS else line[: _WORDS - 1] + "…"
