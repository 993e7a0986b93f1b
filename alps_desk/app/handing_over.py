"""引継書: what the one who leaves a post hands over, read from the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from alps_desk import wording
from alps_desk.app import accepting, allowing, checking, questions, receipts, returning, submitting
from alps_desk.app.describing import field_label, period_label
from alps_desk.app.planning import plan_in_force
from alps_desk.app.questions import ValueRow
from alps_desk.app.setup import pairing_code
from alps_desk.app.workplace import Workplace
from alps_desk.domain.cells import CellState
from alps_desk.domain.errors import NotFound
from alps_desk.domain.plan import Period, Plan, Project
from alps_desk.domain.records import parse_record_id
from alps_desk.reports.handover import Contact, Duty, Handover, OpenPoint, Round

_MOST_POINTS = 200


def gather(place: Workplace, plan: Plan, period: Period) -> Handover:
    """What this office's data say to whoever takes the post over."""
    values = questions.values(place, fy=plan.fy)
    in_charge = _in_charge(values)
    who = place.identity
    return Handover(
        who.section,
        who.person,
        pairing_code(place),
        tuple(_duty(plan, project, place.office, in_charge) for project in _projects(plan, place.office)),
        tuple(_rounds(place, plan)),
        tuple(_open_points(place, plan))[:_MOST_POINTS],
        tuple(_promises(place, plan, values))[:_MOST_POINTS],
        tuple(_contacts(place, plan, in_charge)),
        tuple(_places(place)),
    )


def _projects(plan: Plan, office: str) -> list[Project]:
    return [project for project in plan.projects if project.enters(office)]


InCharge = Mapping[tuple[str, str], tuple[str, str, str]]
"""(office, project) → section, person, ISO day."""


def _duty(plan: Plan, project: Project, office: str, in_charge: InCharge) -> Duty:
    leads = office in project.leads
    role = wording.say("handover_leads" if leads else "handover_takes_part")
    section, person, _ = in_charge.get((office, project.code), ("", "", ""))
    return Duty(
        project.number,
        plan.field(project.field).name,
        project.name,
        plan.label("project_type", project.type) if project.type else "",
        role,
        section,
        person,
    )


def _in_charge(values: Sequence[ValueRow]) -> dict[tuple[str, str], tuple[str, str, str]]:
    """(office, project) → section and person as the office stated them last, and the day."""
    stated: dict[tuple[str, str], dict[str, ValueRow]] = {}
    for row in sorted(values, key=lambda one: (one.at, one.change)):
        if row.field in ("section", "person_in_charge") and row.state == "value":
            stated.setdefault((row.office, row.project), {})[row.field] = row
    return {
        key: (
            str(found["section"].value) if "section" in found else "",
            str(found["person_in_charge"].value) if "person_in_charge" in found else "",
            max(row.at for row in found.values())[:10],
        )
        for key, found in stated.items()
    }


def _rounds(place: Workplace, plan: Plan) -> Iterator[Round]:
    """Every period of this year and the one before, in order."""
    for fy in (plan.fy - 1, plan.fy):
        try:
            of_year = plan_in_force(place, fy)
        except NotFound:
            continue
        for period in of_year.periods:
            view = submitting.submission(place, fy, period.code, place.office)
            accepted = accepting.acceptances(place, of_year, period, place.office)
            whole = next((one for one in accepted if not one.project and one.state == "accepted"), None)
            yield Round(
                fy,
                period_label(period.code),
                allowing.due_dates(place, of_year, period).get(place.office, ""),
                view.submitted_on if view.state == "submitted" else "",
                view.by_role,
                whole.accepted_on if whole is not None else "",
            )


def _open_points(place: Workplace, plan: Plan) -> Iterator[OpenPoint]:
    say = wording.say
    for one in returning.returns(place, office=place.office):
        if one.state != "closed":
            text = f"{field_label(one.field)}　{one.reason}" if one.field else one.reason
            yield OpenPoint(say("handover_returned"), _name(plan, one.project), text, one.returned_on)
    for conflict in questions.conflicts(place):
        if place.is_union or conflict.office == place.office:
            yield OpenPoint(
                say("handover_conflict"), _name(plan, conflict.project), field_label(conflict.field)
            )
    for period in plan.periods:
        if period.opens_on and period.opens_on > place.today:
            continue
        for finding in checking.check(place, plan.fy, period.code, place.office):
            if finding.level == "warning":
                continue
            project = parse_record_id(finding.record).project
            text = f"{period_label(period.code)}　{field_label(finding.field)}　"
            text += say(finding.code, **finding.params)
            yield OpenPoint(say(f"handover_{finding.level}"), _name(plan, project), text)
    waiting = sum(one.changes for one in receipts.receipts(place) if one.state != "received")
    if waiting and not place.is_union:
        yield OpenPoint(say("handover_unsent"), "", say("handover_unsent_text", count=waiting))


def _promises(place: Workplace, plan: Plan, values: Sequence[ValueRow]) -> Iterator[OpenPoint]:
    """Cells of this office that were left 未定, the nearest promised day first, those without a day last."""
    promised = [row for row in values if row.detail == CellState.PENDING and row.office == place.office]
    for row in sorted(promised, key=lambda one: (one.value is None, str(one.value), one.record, one.field)):
        period = period_label(row.period) if row.period else ""
        text = "　".join(part for part in (period, field_label(row.field)) if part)
        expected = str(row.value or "")
        yield OpenPoint(wording.say("handover_pending"), _name(plan, row.project), text, expected)


def _contacts(place: Workplace, plan: Plan, in_charge: InCharge) -> Iterator[Contact]:
    """Every other body, with the people it named last in what this office shares with it."""
    shared = {project.code for project in _projects(plan, place.office)}
    for body in plan.bodies:
        if body.key == place.office:
            continue
        named: dict[tuple[str, str], str] = {}
        for project in plan.projects:
            section, person, on = in_charge.get((body.key, project.code), ("", "", ""))
            if project.code in shared and (section or person):
                named[section, person] = max(named.get((section, person), ""), on)
        if not named:
            yield Contact(body.name, "", "", "")
        for (section, person), on in sorted(named.items(), key=lambda one: (one[1], one[0]), reverse=True):
            yield Contact(body.name, section, person, on)


def _places(place: Workplace) -> Iterator[tuple[str, str]]:
    home = place.home
    for code, folder in (
        ("handover_place_data", home.root),
        ("handover_place_out", home.outbox),
        ("handover_place_copies", home.backups),
        ("handover_place_archive", home.archive),
    ):
        yield wording.say(code), str(folder)


def _name(plan: Plan, code: str) -> str:
    project = plan.project(code)
    return project.name if project is not None else code
