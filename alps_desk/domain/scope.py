"""What of a year something is about: all of it, one project, or one body."""

from __future__ import annotations

from dataclasses import dataclass

from alps_desk.domain.plan import Project


@dataclass(frozen=True)
class Scope:
    """What of a year something is about.

    Attributes:
        project: code of one project; office: key of one body; "" = all.
    """

    project: str = ""
    office: str = ""

    def has(self, project: Project) -> bool:
        """Whether a project is in it."""
        return self.project in ("", project.code)

    def has_body(self, office: str) -> bool:
        """Whether a body is in it."""
        return self.office in ("", office)


WHOLE = Scope()
