"""What an office and the union enter: record types, their keys and their fields.

Promise: this table is the only place that says which record types and fields exist, who writes a field and what
kind of value it takes. Labels stand in ``resources/terms.csv`` under the same identifiers. Record ids are texts
``type:owner:part:…`` (sync-design 4); type and owner are in the id and never change, so the id alone decides
who may write (sync-design 8).

Growth rule (sync-design 11): only add types and fields; never reuse a name or change a meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from alps_desk.domain.errors import NotFound

SCHEMA = 1
"""Number of this table of types and fields; stated in every segment."""

UNION = "union"
"""Office key of the body that merges (事務局). A role, not a name: every region has one."""

DELETED = "_deleted"
"""Pseudo field of every record: true = deleted (sync-design 10)."""

Kind = Literal["yen", "count", "decimal", "date", "choice", "text", "line", "flag", "int", "keys"]
"""yen: integer yen; count, int: integer; decimal: integer in fixed units of the indicator; date: ISO text;
choice: id of a code list; text: prose with line breaks; line: one line; keys: keys joined by ``;`` (of offices, where
the field does not say otherwise)."""

Writer = Literal["owner", "payer"]

MAX_ID = 512
"""Characters of a record id. Every type of this program needs less; an index of a server can hold no more than some
2,700 bytes, so an id of any length would make a file that one store takes and another cannot."""

_PART = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"
_ID = re.compile(rf"{_PART}(?::{_PART})+\Z")


@dataclass(frozen=True)
class Field:
    """One field of a record type.

    Attributes:
        name: identifier of reference.md section 4.
        kind: what values it takes.
        writer: who may write it: the record's owner, or the payer named in a burden's id.
        choices: code list of a ``choice``.
        negative: whether a number may be negative.
        inner: written and read by the program, never by people: two words in it are no conflict.
    """

    name: str
    kind: Kind
    writer: Writer = "owner"
    choices: str = ""
    negative: bool = False
    inner: bool = False


@dataclass(frozen=True)
class RecordType:
    """One record type.

    Attributes:
        parts: names of the parts of its id after type and owner.
        fields: its fields by name.
        union_only: the union writes it, whatever owner stands in the id.
        work: about the reporting itself (提出, 差戻し, 受理), neither figures nor plan.
    """

    name: str
    parts: tuple[str, ...]
    fields: Mapping[str, Field]
    union_only: bool = False
    work: bool = False


@dataclass(frozen=True)
class RecordId:
    """A parsed record id.

    Attributes:
        type: name of the record type.
        owner: office key of the owner.
        parts: the parts after the owner, in the order of :attr:`RecordType.parts`.
    """

    type: str
    owner: str
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The id as it stands in a change."""
        return ":".join((self.type, self.owner, *self.parts))

    def part(self, name: str) -> str:
        """A part by its name, or "" if this type has no such part (or is unknown)."""
        at = _PART_AT.get((self.type, name))
        return "" if at is None else self.parts[at]

    @property
    def fy(self) -> int | None:
        """Fiscal year in the id, if the type has one and it is one: four digits."""
        part = self.part("fy")
        return int(part) if len(part) == 4 and part.isdigit() else None

    @property
    def project(self) -> str:
        """Project code in the id, or ""."""
        return self.part("project")

    @property
    def period(self) -> str:
        """Period in the id, or ""."""
        return self.part("period")


def _type(
    name: str, parts: str, fields: Iterable[Field], *, union_only: bool = False, work: bool = False
) -> RecordType:
    return RecordType(name, tuple(parts.split()), {f.name: f for f in fields}, union_only, work)


def _each(kind: Kind, names: str, *, negative: bool = False, writer: Writer = "owner") -> list[Field]:
    return [Field(name, kind, writer=writer, negative=negative) for name in names.split()]


def _choices(**lists: str) -> list[Field]:
    return [Field(name, "choice", choices=choices) for name, choices in lists.items()]


EVERY = "all"
"""Stands in an id for every project, or every office, of a report."""

LINK_KINDS = ("continued", "renamed", "merged", "split")
"""How a project goes on from one of the year before: as it is, renamed, with others (統合), as a part (分割)."""

FUNDS = ("fund_national", "fund_prefecture", "fund_bond", "fund_other", "fund_general")
"""The five standard funding columns (R21)."""

_KNOWS = Field("knows", "line", inner=True)
"""Heads of the chains its writer held, joined by ``;``: what came after is told by it (``store.knowing``)."""

TYPES: Mapping[str, RecordType] = {
    t.name: t
    for t in (
        # --- what each body keeps -------------------------------------------------------------------------
        _type(
            "progress",
            "fy period project",
            [
                Field("as_of_date", "date"),
                *_choices(progress_class="progress_class", pace="pace", self_rating="rating"),
                *_each("text", "plan_text done_text issues improvement next_actions"),
                *_each("line", "section unit person_in_charge"),
                # What a clerk meant by a value far from the office's own history travels with it.
                Field("jump_reason", "line"),
                # The code list that ``self_rating`` was chosen from: scales change, a rating keeps its own (R39).
                Field("rating_scale", "line", inner=True),
            ],
        ),
        _type(
            "money",
            "fy project stage",
            [
                *_each("yen", "budget_initial carried_in spent carried_out personnel_cost"),
                *_each("yen", "budget_supplement budget_transfer", negative=True),
                *_each("yen", " ".join(FUNDS), negative=True),
                Field("transfer_in", "yen", negative=True),
                Field("money_note", "line"),
            ],
        ),
        _type(
            "burden",
            "fy project payer",
            [
                *_each("text", "basis"),
                *_each("yen", "forecast notified final"),
                *_each("yen", "settlement transfer_in", negative=True),
                *_each("date", "due_on received_on"),
                Field("settlement_fy", "int"),
                Field("transfer_out", "yen", writer="payer", negative=True),
                Field("paid_on", "date", writer="payer"),
                Field("payer_note", "line", writer="payer"),
            ],
        ),
        _type(
            "actual",
            "fy period indicator",
            [
                Field("actual", "decimal", negative=True),
                # What a person judges of a target in words (R27).
                *_choices(value_state="value_state", judgement="judgement"),
                Field("as_of_date", "date"),
                Field("note", "line"),
            ],
        ),
        # One record for each event, with a random part in its id: two PCs that add events add two.
        _type(
            "event",
            "fy period project event",
            [
                Field("held_on", "date"),
                *_each("line", "event_name venue"),
                Field("head_count", "count"),
                Field("order", "int", inner=True),
            ],
        ),
        # The office's own word on a whole year; the rating stands in ``progress``, with its scale.
        _type(
            "evaluation",
            "fy project",
            [
                *_choices(relevance="grade", effectiveness="grade", efficiency="grade", direction="direction"),
                *_each("text", "grade_reason achievement_text direction_reason"),
            ],
        ),
        # --- how far the reporting is ---------------------------------------------------------------------
        _type(
            "submission",
            "fy period",
            [
                *_choices(state="submission_state"),
                Field("submitted_on", "date"),
                Field("by_role", "line"),
                _KNOWS,
            ],
            work=True,
        ),
        _type(
            "answer",
            "return",
            [Field("text", "text"), Field("answered_on", "date"), Field("by_role", "line")],
            work=True,
        ),
        # A step of the office's own decision (決裁); its steps are a code list of the region.
        _type(
            "approval",
            "fy period step",
            [
                *_choices(state="approval_state", approval_way="approval_way"),
                Field("approved_on", "date"),
                *_each("line", "by_role section approver"),
                Field("comment", "text"),
                _KNOWS,
            ],
            work=True,
        ),
        # What is written about a record or a field, by its owner's office; ``thread`` names what it goes on with.
        _type(
            "message",
            "message",
            [
                Field("thread", "line", inner=True),
                Field("target_record", "line", inner=True),
                *_each("line", "target_field target_office"),
                Field("text", "text"),
                Field("sent_on", "date"),
                Field("by_role", "line"),
                Field("closes", "flag"),
            ],
            work=True,
        ),
        _type(
            "return",
            "return",
            [
                *_choices(state="return_state"),
                Field("target_record", "line", inner=True),
                *_each("line", "target_field target_office"),
                Field("reason", "text"),
                Field("returned_on", "date"),
                # The change that was shown when it was sent back.
                Field("pinned", "line", inner=True),
                _KNOWS,
            ],
            union_only=True,
            work=True,
        ),
        _type(
            "acceptance",
            "fy period office project",
            [*_choices(state="acceptance_state"), Field("accepted_on", "date"), Field("by_role", "line"), _KNOWS],
            union_only=True,
            work=True,
        ),
        # A form as it was given out: what was asked for, the bytes, and everything its maker held (``store.then``). What
        # is held is named in as many parts as that takes, ``0`` first; one text holds 150 names.
        _type(
            "issue",
            "issue part",
            [
                *_each("line", "form issue_period issue_format file_name"),
                Field("issue_fy", "int"),
                Field("issued_on", "date"),
                Field("issue_note", "line"),
                Field("by_role", "line"),
                # Unit, encoding, one project or body; version of the program; SHA-256 of the file.
                *(Field(name, "line", inner=True) for name in ("options", "program", "sha256", "knows", "lacks", "aside")),
            ],
            work=True,
        ),
        _type(
            "deadline",
            "fy period office",
            [Field("due_on", "date"), Field("note", "line")],
            union_only=True,
            work=True,
        ),
        _type(
            "unlock",
            "fy period office project",
            [Field("until_on", "date"), Field("note", "line")],
            union_only=True,
            work=True,
        ),
        # --- what the union keeps -------------------------------------------------------------------------
        _type(
            "region",
            "",
            # A region made for practising has keys of its own; the mark only says so to people.
            [*_each("line", "name note"), *_each("flag", "sample practice")],
            union_only=True,
        ),
        _type(
            "body",
            "body",
            [*_each("line", "name kana kind role code6 note"), Field("order", "int"), Field("mark", "line")],
            union_only=True,
        ),
        _type(
            "vision",
            "vision",
            [
                *_each("line", "name mark note"),
                *_each("int", "start_fy end_fy"),
                Field("adopted_on", "date"),
                *_each("line", "amended_on"),
                *_each("text", "future_1 future_2"),
            ],
            union_only=True,
        ),
        # What the vision was amended by, with its day (``amended_on`` of the vision names days alone).
        _type(
            "vision_change",
            "vision change",
            [Field("changed_on", "date"), *_each("line", "name note")],
            union_only=True,
        ),
        _type(
            "agreement",
            "body",
            [Field("signed_on", "date"), *_each("line", "name amended_on basis mark note")],
            union_only=True,
        ),
        # An agreement is changed as it was made: 議決, 告示, 知事への届出.
        _type(
            "agreement_change",
            "body change",
            [*_each("date", "changed_on resolved_on announced_on notified_on"), *_each("line", "name note")],
            union_only=True,
        ),
        _type(
            "field",
            "field",
            [*_each("line", "name mark note"), *_each("int", "order first_fy last_fy")],
            union_only=True,
        ),
        _type(
            "project_year",
            "fy project",
            [
                *_each("int", "number"),
                *_each("line", "name field mark note first_fy_mark type_mark lead_mark participants_mark new_mark"),
                *_choices(type="project_type", type_suggested="project_type", method="method"),
                *_each("keys", "leads participants"),
                Field("is_new", "flag"),
                *_each("int", "first_fy last_fy"),
                *_each("text", "overview purpose target_group"),
            ],
            union_only=True,
        ),
        # A project of a year goes on from one of the year before. The same code in both years needs no record, and
        # a project has ended where no later list has it.
        _type(
            "succession",
            "fy project earlier",
            [*_choices(link_kind="link_kind"), Field("note", "line")],
            union_only=True,
        ),
        _type(
            "period",
            "fy period",
            [*_each("date", "as_of_date opens_on due_on"), Field("stage", "line"), Field("note", "line")],
            union_only=True,
        ),
        _type(
            "threshold", "threshold", [Field("value", "int"), *_each("line", "name note")], union_only=True
        ),
        _type("scale", "scale", [*_each("line", "name note"), *_each("int", "first_fy last_fy")], union_only=True),
        _type(
            "code",
            "list code",
            [
                Field("label", "line"),
                *_each("int", "order"),
                Field("retired", "flag"),
                Field("note", "line"),
                # Of a rating: the least achievement in percent it stands for, where the scale has such limits.
                Field("from_percent", "int", negative=True),
            ],
            union_only=True,
        ),
        _type(
            "indicator",
            "indicator",
            [
                *_each("line", "project name unit source note time_basis"),
                *_choices(
                    kind="indicator_kind", direction="indicator_direction", aggregation="aggregation",
                    target_kind="target_kind", method="indicator_method",
                ),
                *_each("int", "decimals order first_fy last_fy"),
                Field("offices", "keys"),
                Field("baseline", "decimal", negative=True),
                Field("baseline_time", "line"),
                # Code of the indicator it goes on from, where the definition changed (R32).
                Field("earlier", "line"),
            ],
            union_only=True,
        ),
        _type(
            "target",
            "fy indicator",
            [Field("target", "decimal", negative=True), Field("target_text", "line"), Field("note", "line")],
            union_only=True,
        ),
        # ``fields``: codes of the fields (分野) that a group deals with.
        _type(
            "working_group",
            "group",
            [Field("name", "line"), Field("fields", "keys"), *_each("line", "chair_role note"), Field("order", "int")],
            union_only=True,
        ),
        _type(
            "meeting",
            "meeting",
            [Field("group", "line"), Field("held_on", "date"), Field("name", "line"), Field("agenda", "text"),
             Field("note", "line")],
            union_only=True,
        ),
        # One word of a meeting on one project; on none in particular under ``EVERY``.
        _type(
            "decision",
            "meeting project",
            [Field("decided", "text"), Field("due_on", "date"), Field("done", "flag"), Field("note", "line")],
            union_only=True,
        ),
        # The region's word on a project's year beside the offices' own (R40); ``scale`` and ``external_scale`` are
        # those of its two ratings (R39).
        _type(
            "regional_evaluation",
            "fy project",
            [
                *_choices(
                    regional_rating="rating", external_rating="rating", relevance="grade", effectiveness="grade",
                    efficiency="grade", direction="direction",
                ),
                *_each("text", "grade_reason panel_comments direction_reason next_actions"),
                Field("scale", "line", inner=True),
                Field("external_scale", "line", inner=True),
            ],
            union_only=True,
        ),
        # How the cost of a project is shared (R22) and the prefecture's grant (R24): see ``domain.share_plan``.
        _type(
            "burden_rule",
            "fy project",
            [
                *_each("int", "equal_percent population_percent usage_percent"),
                *_each("line", "population_basis usage_basis deducted_funds"),
                *_choices(remainder="remainder_rule"),
                Field("note", "line"),
            ],
            union_only=True,
        ),
        _type(
            "base_figure",
            "fy basis office",
            [Field("value", "int"), Field("as_of_date", "date"), *_each("line", "source note")],
            union_only=True,
        ),
        _type("grant", "fy", [Field("rate", "int"), *_each("line", "name note")], union_only=True),
        _type("grant_cap", "fy office", [Field("cap", "yen"), Field("note", "line")], union_only=True),
    )
}  # fmt: skip


_PART_AT = {(known.name, part): at for known in TYPES.values() for at, part in enumerate(known.parts)}


@lru_cache(maxsize=65536)
def parse_record_id(text: str) -> RecordId:
    """Take a record id apart.

    A type that this program does not know is carried unread (sync-design 8), so only the shape is checked.

    Raises:
        NotFound: not of the shape ``type:owner:part…``, longer than :data:`MAX_ID`, or a known type with another
            number of parts.
    """
    pieces = record_pieces(text)
    return RecordId(pieces[0], pieces[1], tuple(pieces[2:]))


def record_pieces(text: str) -> list[str]:
    """Type, owner and parts of a record id; for callers that meet a million of them once each.

    Raises:
        NotFound: as :func:`parse_record_id`.
    """
    if len(text) > MAX_ID or not _ID.match(text):
        raise NotFound("no_such_record", record=text[:80])
    pieces = text.split(":")
    known = TYPES.get(pieces[0])
    if known is not None and len(pieces) - 2 != len(known.parts):
        raise NotFound("no_such_record", record=text[:80])
    return pieces


def record_id(type_name: str, owner: str, **parts: str | int) -> str:
    """Make a record id from named parts.

    Raises:
        KeyError: unknown type or a part is missing.
        NotFound: a part has characters that an id cannot hold.
    """
    known = TYPES[type_name]
    return parse_record_id(
        RecordId(type_name, owner, tuple(str(parts[name]) for name in known.parts)).text
    ).text


def field_of(record: RecordId, name: str) -> Field | None:
    """The field of a record's type, None when this program does not know it."""
    known = TYPES.get(record.type)
    return known.fields.get(name) if known else None


ENTRY_TYPES = tuple(name for name, known in TYPES.items() if not known.union_only and not known.work)
"""Types of what the bodies enter: figures and reports."""

PLAN_TYPES = tuple(name for name, known in TYPES.items() if known.union_only and not known.work)
"""Types of what the union defines for everyone."""

PLANNED = (*PLAN_TYPES, "deadline", "unlock")
"""Types that the union edits with its plan: the plan, and its exceptions from the dates."""
