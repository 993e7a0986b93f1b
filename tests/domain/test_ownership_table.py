"""Sync-design 8 as one table: record × field group × writer, each cell tested, every field of the program in a row.

``test_ownership.py`` beside this file holds the odd cases; here nothing may be missing: a field or type whose writer is
another than its row says fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from alps_desk.domain.journal import Change, Scalar, make_change
from alps_desk.domain.ownership import ground, offending_field
from alps_desk.domain.records import DELETED, TYPES, UNION, parse_record_id
from tests.fixtures.histories import device_of

HEADS = sorted(device_of(name) for name in ("one", "two"))
ALL = "*"
"""Every field of the type, and the deletion."""


@dataclass(frozen=True)
class Writer:
    """Who signs, in what way.

    Attributes:
        office: of the signing device; behalf: named in ``for``; seen: heads named; why: whether there is a reason.
    """

    office: str
    behalf: str = ""
    seen: int = 0
    why: bool = False


WRITERS: Sequence[tuple[str, Writer]] = (
    ("lead", Writer("omachi")),
    ("payer", Writer("ikeda")),
    ("other", Writer("hakuba")),
    ("stranger", Writer("somewhere")),
    ("other settling", Writer("hakuba", seen=2, why=True)),
    ("other on behalf", Writer("hakuba", behalf="ikeda", why=True)),
    ("union", Writer(UNION)),
    ("union with why", Writer(UNION, why=True)),
    ("union settling", Writer(UNION, seen=2, why=True)),
    ("union, no reason", Writer(UNION, seen=2)),
    ("union for lead", Writer(UNION, behalf="omachi", why=True)),
    ("union for payer", Writer(UNION, behalf="ikeda", why=True)),
    ("union for other", Writer(UNION, behalf="hakuba", why=True)),
    ("union for union", Writer(UNION, behalf=UNION, why=True)),
    ("union for lead, no source", Writer(UNION, behalf="omachi")),
)

W, S, B, _ = "own", "settles", "on_behalf", None
#                 lead payer other str. o.set o.for  union u.why u.set u.bare u4lead u4payer u4other u4u u4bare
LEAD = (          W,   _,    _,    _,   _,    _,     _,    _,    S,    _,     B,     _,      _,      _,  _)  # fmt: skip
PAYER = (         _,   W,    _,    _,   _,    _,     _,    _,    S,    _,     _,     B,      _,      _,  _)  # fmt: skip
OTHER = (         _,   _,    W,    _,   W,    _,     _,    _,    S,    _,     _,     _,      B,      _,  _)  # fmt: skip
SHARED = (        _,   _,    _,    _,   _,    _,     W,    W,    W,    W,     _,     _,      _,      _,  _)  # fmt: skip
"""Rows that are alike: a part of the lead city, of a payer, of another municipality, of the union."""

_PAYER_FIELDS = "transfer_out paid_on payer_note"
_PAYEE_FIELDS = (
    "basis forecast notified final settlement transfer_in due_on received_on settlement_fy _deleted"
)

TABLE: Sequence[tuple[str, str, str, tuple[str | None, ...]]] = (
    # what it is, record, fields, writer by writer
    ("type I, part of the lead city", "progress:omachi:2017:half1:F05P01", ALL, LEAD),
    ("type I, money of the lead city", "money:omachi:2017:F05P01:settled", ALL, LEAD),
    ("type I, a payer's own report", "progress:ikeda:2017:half1:F05P01", ALL, PAYER),
    ("type I, a payer's own money", "money:ikeda:2017:F05P01:settled", ALL, PAYER),
    ("負担金, fields of the payee", "burden:omachi:2017:F05P01:ikeda", _PAYEE_FIELDS, LEAD),
    ("負担金, fields of the payer", "burden:omachi:2017:F05P01:ikeda", _PAYER_FIELDS, PAYER),
    ("負担金, another payee", "burden:hakuba:2018:F05P01:ikeda", _PAYEE_FIELDS, OTHER),
    ("負担金, the lead city pays", "burden:hakuba:2018:F05P01:omachi", _PAYER_FIELDS, LEAD),
    ("負担金 to the union, fields of the union", "burden:union:2017:F07P05:ikeda", _PAYEE_FIELDS, SHARED),
    ("負担金 to the union, fields of the payer", "burden:union:2017:F07P05:ikeda", _PAYER_FIELDS, PAYER),
    ("type II, one municipality", "progress:hakuba:2017:half1:F02P03", ALL, OTHER),
    ("type II, money of one municipality", "money:hakuba:2017:F02P03:settled", ALL, OTHER),
    ("type II, the central city as one of five", "money:omachi:2017:F02P03:settled", ALL, LEAD),
    ("type III, the union's own part", "progress:union:2017:half1:F07P05", ALL, SHARED),
    ("type III, the union's money", "money:union:2017:F07P05:settled", ALL, SHARED),
    ("an indicator's figure", "actual:hakuba:2017:full_year:K01", ALL, OTHER),
    ("an indicator's figure of the union", "actual:union:2017:full_year:K01", ALL, SHARED),
    ("提出", "submission:ikeda:2017:half1", ALL, PAYER),
    ("回答", "answer:ikeda:1", ALL, PAYER),
    ("決裁", "approval:ikeda:2017:half1:1", ALL, PAYER),
    ("差戻し", "return:union:1", ALL, SHARED),
    ("受理", "acceptance:union:2017:half1:ikeda:all", ALL, SHARED),
    ("期限", "deadline:union:2017:half1:ikeda", ALL, SHARED),
    ("締めた後の修正", "unlock:union:2017:half1:ikeda:all", ALL, SHARED),
    # Master lists and shared definitions belong to the union whatever owner somebody writes into the id.
    *(
        (
            f"{name} of {owner}",
            ":".join((name, owner, *("2017" if p == "fy" else "x" for p in known.parts))),
            ALL,
            SHARED,
        )
        for name, known in TYPES.items()
        if known.union_only
        for owner in (UNION, "hakuba")
    ),
    # What each body keeps is its own, field by field; only a 負担金 has two sides (the rows above).
    *(
        (
            f"{name} of an office",
            ":".join((name, "hakuba", *("2017" if p == "fy" else "x" for p in known.parts))),
            ALL,
            OTHER,
        )
        for name, known in TYPES.items()
        if not known.union_only and name != "burden"
    ),
    # A field or type of a later program is carried and belongs to the owner until somebody knows better.
    ("an unknown field", "progress:hakuba:2017:half1:F02P03", "sunshine", OTHER),
    ("an unknown field of a 負担金", "burden:omachi:2017:F05P01:ikeda", "sunshine", LEAD),
    ("an unknown type", "weather:hakuba:2017", "sunshine _deleted", OTHER),
    ("an unknown field of the union's lists", "field:union:F01", "sunshine", SHARED),
)


def fields_of(record: str, group: str) -> list[str]:
    known = TYPES.get(parse_record_id(record).type)
    return [*known.fields, DELETED] if group == ALL and known is not None else group.split()


def written(record: str, field: str, writer: Writer) -> Change:
    value: Scalar = True if field == DELETED else "x"
    return make_change(
        record, {field: value}, seen={field: HEADS[: writer.seen]}, at="2017-10-01T09:00:00+09:00", by="",
        nonce="0" * 32, why="理由" if writer.why else "", on_behalf=writer.behalf,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("record", "group", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_each_cell_of_the_table(record: str, group: str, expected: tuple[str | None, ...]) -> None:
    assert len(expected) == len(WRITERS)
    for (name, writer), allowed in zip(WRITERS, expected, strict=True):
        for field in fields_of(record, group):
            change = written(record, field, writer)
            assert ground(change, field, writer.office) == allowed, (name, field)
            # The same answer where a whole file is judged.
            assert offending_field(change, writer.office) == (None if allowed else field), (name, field)


@pytest.mark.parametrize("name", TYPES)
def test_every_field_of_every_type_stands_in_a_row(name: str) -> None:
    covered: set[str] = set()
    for _what, record, group, _expected in TABLE:
        if parse_record_id(record).type == name:
            covered.update(fields_of(record, group))
    assert covered >= {*TYPES[name].fields, DELETED}


def test_the_groups_of_a_burden_are_two_and_do_not_meet() -> None:
    payee, payer = set(_PAYEE_FIELDS.split()), set(_PAYER_FIELDS.split())
    assert not payee & payer
    assert payee | payer == {*TYPES["burden"].fields, DELETED}
    assert {name for name, field in TYPES["burden"].fields.items() if field.writer == "payer"} == payer


def test_the_table_has_every_writer_in_every_role() -> None:
    """Own right, decision, entry on behalf and refusal are each met by rows of both sides."""
    grounds = {(name, allowed) for row in TABLE for (name, _), allowed in zip(WRITERS, row[3], strict=True)}
    refused = {name for name, allowed in grounds if allowed is None}
    assert refused == {name for name, _ in WRITERS} - {"union settling"}
    assert {name for name, allowed in grounds if allowed == "own"} >= {"lead", "payer", "other", "union"}
    assert ("union settling", "settles") in grounds
    assert {name for name, allowed in grounds if allowed == "on_behalf"} == {
        "union for lead", "union for payer", "union for other",
    }  # fmt: skip
