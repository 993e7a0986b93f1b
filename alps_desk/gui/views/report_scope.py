"""For which project and body a form of many sheets is made."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from alps_desk import wording
from alps_desk.domain.plan import Plan
from alps_desk.domain.scope import WHOLE, Scope
from alps_desk.gui.theme import Space, em
from alps_desk.gui.top_bar import Selector
from alps_desk.gui.widgets.text import Text

_WIDTH_EM = 15.5


class ReportScope(QWidget):
    """Two lists: 事業 and 団体, each with すべて at its head.

    Args:
        asks_office: whether there is a choice of bodies; an office makes its own alone.

    Attributes:
        scope: what is chosen.

    Signals:
        picked(): the user chose another.
    """

    picked = Signal()

    def __init__(self, parent: QWidget | None = None, *, asks_office: bool = True) -> None:
        super().__init__(parent)
        self.scope = WHOLE
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, 0)
        column.setSpacing(Space.XS)
        self.projects = _NarrowSelector(wording.term("project_name"))
        self.offices = _NarrowSelector(wording.term("office"))
        for selector in (self.projects, self.offices):
            heading = Text(selector.accessibleName(), bold=True)
            column.addWidget(heading)
            column.addWidget(selector)
            if selector is self.offices and not asks_office:
                heading.hide()
                selector.hide()
            selector.picked.connect(self._picked)

    def show_plan(self, plan: Plan) -> None:
        """Offer the projects and bodies of a year; what is no more is let go."""
        say = wording.say
        projects = [
            (one.code, say("reports_scope_project", number=one.number, name=one.name))
            for one in plan.projects
        ]
        offices = [(body.key, body.name) for body in plan.bodies]
        project = self.scope.project if plan.project(self.scope.project) else ""
        office = self.scope.office if self.scope.office in dict(offices) else ""
        self.scope = Scope(project, office)
        self.projects.fill([("", say("reports_scope_all_projects")), *projects], project)
        self.offices.fill([("", say("reports_scope_all_offices")), *offices], office)

    def _picked(self) -> None:
        self.scope = Scope(str(self.projects.currentData() or ""), str(self.offices.currentData() or ""))
        self.picked.emit()


class _NarrowSelector(Selector):
    """As wide as the column of choices, however long the names are; the list that opens shows them whole."""

    def sizeHint(self) -> QSize:
        return QSize(round(em(self) * _WIDTH_EM), super().sizeHint().height())

    def showPopup(self) -> None:
        self.view().setMinimumWidth(super().sizeHint().width())
        super().showPopup()
