"""Who may write what: every combination of record, field and writer as a row of one table (sync-design 8)."""

from __future__ import annotations

import pytest

from alps_desk.domain.journal import Change, Scalar, make_change
from alps_desk.domain.ownership import Ground, ground, offending_field, writer_of
from alps_desk.domain.records import DELETED, TYPES, UNION, parse_record_id
from tests.fixtures.histories import device_of

HEADS = sorted(device_of(name) for name in ("one", "two"))
PROGRESS = "progress:ikeda:2017:half1:F01P01"
MONEY = "money:omachi:2017:F05P01:settled"
BURDEN = "burden:omachi:2017:F05P01:ikeda"
PLAN = "project_year:union:2017:F01P01"
FOREIGN_PLAN = "project_year:ikeda:2017:F01P01"
SUBMISSION = "submission:ikeda:2017:half1"
RETURN, ANSWER = "return:union:1", "answer:ikeda:1"
ACCEPTANCE, DEADLINE = "acceptance:union:2017:half1:ikeda:all", "deadline:union:2017:half1:ikeda"
UNLOCK = "unlock:union:2017:half1:ikeda:F05P01"
LATER_TYPE = "weather:ikeda:2017"


def change(
    record: str, *fields: str, seen: int = 0, other_seen: int = 0, why: str = "", behalf: str = ""
) -> Change:
    """A change of some fields that saw so many heads of each (and, for a deletion, so many of another field)."""
    values: dict[str, Scalar] = {name: True if name == DELETED else "x" for name in fields}
    heads = dict.fromkeys(fields, HEADS[:seen])
    if other_seen:
        heads["some_field"] = HEADS[:other_seen]
    return make_change(
        record, values, seen=heads, at="2017-10-01T09:00:00+09:00", by="", nonce="0" * 32, why=why,
        on_behalf=behalf,
    )  # fmt: skip


# record, field, who signs, heads seen, reason, on behalf of → on what ground
TABLE: list[tuple[str, str, str, int, str, str, Ground | None]] = [
    # A record of one office: that office, nobody else.
    (PROGRESS, "pace", "ikeda", 0, "", "", "own"),
    (PROGRESS, "pace", "ikeda", 2, "", "", "own"),
    (PROGRESS, DELETED, "ikeda", 0, "", "", "own"),
    (PROGRESS, "pace", "hakuba", 0, "", "", None),
    (PROGRESS, "pace", "hakuba", 2, "why", "", None),
    (PROGRESS, "pace", "hakuba", 0, "why", "ikeda", None),
    (PROGRESS, DELETED, "hakuba", 2, "why", "", None),
    (MONEY, "spent", "omachi", 0, "", "", "own"),
    (MONEY, "spent", "ikeda", 0, "", "", None),
    # The union settles: two heads and a reason, never less.
    (PROGRESS, "pace", UNION, 0, "", "", None),
    (PROGRESS, "pace", UNION, 0, "why", "", None),
    (PROGRESS, "pace", UNION, 1, "why", "", None),
    (PROGRESS, "pace", UNION, 2, "", "", None),
    (PROGRESS, "pace", UNION, 2, "why", "", "settles"),
    (PROGRESS, DELETED, UNION, 1, "why", "", None),
    (PROGRESS, DELETED, UNION, 2, "why", "", "settles"),
    # The union enters on behalf: for the office whose field it is, with its source.
    (PROGRESS, "pace", UNION, 0, "why", "ikeda", "on_behalf"),
    (PROGRESS, "pace", UNION, 2, "why", "ikeda", "on_behalf"),
    (PROGRESS, DELETED, UNION, 0, "why", "ikeda", "on_behalf"),
    (PROGRESS, "pace", UNION, 0, "", "ikeda", None),
    (PROGRESS, "pace", UNION, 0, "why", "hakuba", None),
    (PROGRESS, "pace", UNION, 2, "why", "hakuba", None),
    (PROGRESS, "pace", UNION, 0, "why", UNION, None),
    (PROGRESS, "pace", "ikeda", 0, "why", "ikeda", None),
    # A burden belongs to the payee, but what was paid to the payer.
    (BURDEN, "basis", "omachi", 0, "", "", "own"),
    (BURDEN, "final", "omachi", 0, "", "", "own"),
    (BURDEN, "transfer_in", "omachi", 0, "", "", "own"),
    (BURDEN, DELETED, "omachi", 0, "", "", "own"),
    (BURDEN, "transfer_out", "omachi", 0, "", "", None),
    (BURDEN, "paid_on", "omachi", 0, "", "", None),
    (BURDEN, "payer_note", "omachi", 0, "", "", None),
    (BURDEN, "transfer_out", "ikeda", 0, "", "", "own"),
    (BURDEN, "paid_on", "ikeda", 0, "", "", "own"),
    (BURDEN, "payer_note", "ikeda", 0, "", "", "own"),
    (BURDEN, "final", "ikeda", 0, "", "", None),
    (BURDEN, DELETED, "ikeda", 0, "", "", None),
    (BURDEN, "transfer_out", "hakuba", 0, "", "", None),
    (BURDEN, "basis", "hakuba", 0, "", "", None),
    (BURDEN, "transfer_out", UNION, 2, "why", "", "settles"),
    (BURDEN, "transfer_out", UNION, 0, "why", "ikeda", "on_behalf"),
    (BURDEN, "transfer_out", UNION, 0, "why", "omachi", None),
    (BURDEN, "basis", UNION, 0, "why", "omachi", "on_behalf"),
    (BURDEN, "basis", UNION, 0, "why", "ikeda", None),
    # What is shared belongs to the union, whatever owner stands in the id.
    (PLAN, "name", UNION, 0, "", "", "own"),
    (PLAN, DELETED, UNION, 0, "", "", "own"),
    (PLAN, "name", "ikeda", 0, "", "", None),
    (PLAN, "name", "ikeda", 2, "why", "", None),
    (PLAN, "name", UNION, 0, "why", UNION, None),
    (FOREIGN_PLAN, "name", "ikeda", 0, "", "", None),
    (FOREIGN_PLAN, "name", UNION, 0, "", "", "own"),
    (FOREIGN_PLAN, "name", UNION, 0, "why", "ikeda", None),
    # A submission is the office's own statement; the union makes it for an office that answered on paper.
    (SUBMISSION, "state", "ikeda", 0, "", "", "own"),
    (SUBMISSION, "state", "omachi", 0, "", "", None),
    (SUBMISSION, "state", UNION, 0, "why", "", None),
    (SUBMISSION, "state", UNION, 0, "why", "ikeda", "on_behalf"),
    (SUBMISSION, "knows", UNION, 2, "why", "", "settles"),
    # What is sent back, accepted and allowed is the union's word; the answer is the office's.
    (RETURN, "reason", UNION, 0, "", "", "own"),
    (RETURN, "state", "ikeda", 2, "why", "", None),
    (RETURN, DELETED, "ikeda", 0, "why", "", None),
    (ANSWER, "text", "ikeda", 0, "", "", "own"),
    (ANSWER, "text", "hakuba", 0, "", "", None),
    (ANSWER, "text", UNION, 0, "", "", None),
    (ANSWER, "text", UNION, 0, "why", "ikeda", "on_behalf"),
    (ACCEPTANCE, "state", UNION, 0, "", "", "own"),
    (ACCEPTANCE, "state", "ikeda", 0, "", "", None),
    ("acceptance:ikeda:2017:half1:ikeda:all", "state", "ikeda", 0, "", "", None),
    (DEADLINE, "due_on", UNION, 0, "", "", "own"),
    (DEADLINE, "due_on", "ikeda", 0, "", "", None),
    (UNLOCK, "until_on", UNION, 0, "", "", "own"),
    (UNLOCK, "until_on", "ikeda", 0, "why", "", None),
    # What this program does not know belongs to the owner in the id.
    (PROGRESS, "new_field", "ikeda", 0, "", "", "own"),
    (PROGRESS, "new_field", "hakuba", 0, "", "", None),
    (PROGRESS, "new_field", UNION, 0, "", "", None),
    (BURDEN, "new_field", "omachi", 0, "", "", "own"),
    (BURDEN, "new_field", "ikeda", 0, "", "", None),
    (LATER_TYPE, "sun", "ikeda", 0, "", "", "own"),
    (LATER_TYPE, "sun", "hakuba", 0, "", "", None),
    (LATER_TYPE, "sun", UNION, 0, "why", "ikeda", "on_behalf"),
]


@pytest.mark.parametrize(("record", "field", "office", "seen", "why", "behalf", "expected"), TABLE)
def test_the_table(
    record: str, field: str, office: str, seen: int, why: str, behalf: str, expected: Ground | None
) -> None:
    made = change(record, field, seen=seen, why=why, behalf=behalf)
    assert ground(made, field, office) == expected
    assert offending_field(made, office) == (None if expected else field)


def test_the_table_has_every_field_group_and_writer() -> None:
    combinations = {(parse_record_id(row[0]).type, row[2]) for row in TABLE}
    for kind in ("progress", "burden", "project_year"):
        assert (kind, UNION) in combinations
    assert all(TYPES[parse_record_id(row[0]).type] for row in TABLE if row[0] != LATER_TYPE)


@pytest.mark.parametrize("known", TYPES.values(), ids=lambda known: known.name)
def test_every_field_of_the_program_has_one_writer(known: object) -> None:
    record_type = TYPES[known.name]  # type: ignore[attr-defined]
    owner = UNION if record_type.union_only else "omachi"
    parts = ["ikeda" if part == "payer" else "2017" if part == "fy" else "x" for part in record_type.parts]
    record = parse_record_id(":".join((record_type.name, owner, *parts)))
    for name, field in record_type.fields.items():
        writer = writer_of(record, name)
        assert writer == ("ikeda" if field.writer == "payer" else owner)
        others = {"omachi", "ikeda", "hakuba", UNION} - {writer}
        assert ground(change(record.text, name), name, writer) == "own"
        assert not any(ground(change(record.text, name), name, other) for other in others)


def test_a_deletion_is_settled_by_who_saw_the_deletion_and_something_else() -> None:
    both = change(PROGRESS, DELETED, seen=1, other_seen=1, why="why")
    assert ground(both, DELETED, UNION) == "settles"
    entries = change(PROGRESS, DELETED, seen=0, other_seen=2, why="why")
    assert ground(entries, DELETED, UNION) is None
    without_reason = change(PROGRESS, DELETED, seen=1, other_seen=1)
    assert ground(without_reason, DELETED, UNION) is None
    assert ground(both, DELETED, "hakuba") is None


def test_one_bad_field_is_named_and_it_is_the_first() -> None:
    assert offending_field(change(BURDEN, "basis", "final", "paid_on", "transfer_out"), "omachi") == "paid_on"
    assert offending_field(change(BURDEN, "paid_on", "final", "basis"), "ikeda") == "basis"
    assert offending_field(change(PROGRESS, "pace", "issues"), "hakuba") == "issues"
    assert offending_field(change(PROGRESS, "pace", "issues"), "ikeda") is None


def test_a_decision_must_have_seen_two_heads_of_each_field_it_sets() -> None:
    made = make_change(
        PROGRESS, {"pace": "x", "issues": "y"}, seen={"pace": HEADS, "issues": HEADS[:1]},
        at="2017-10-01T09:00:00+09:00", by="", nonce="0" * 32, why="why",
    )  # fmt: skip
    assert ground(made, "pace", UNION) == "settles"
    assert offending_field(made, UNION) == "issues"
