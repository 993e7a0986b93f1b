"""Tables of the store.

Journal tables (``segment``, ``change``, ``roster``) only grow; triggers refuse UPDATE and DELETE on them. Cache
tables (``cell``, ``head``, ``mark``) are recomputed from the journal by ``Store.rebuild`` at any time. The rest
(``import``, ``export``, ``peer``, ``meta``) is this PC's own log. Current rows carry no constraint that a merge
could break (sync-design 10).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

APPLICATION_ID = 0x414C5053
"""``ALPS``: says what program a database file belongs to."""

metadata = MetaData()

_number = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta", metadata, Column("key", String(64), primary_key=True), Column("value", Text, nullable=False)
)

record = Table(
    "record",
    metadata,
    Column("no", _number, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("owner", Text, nullable=False),
    # 0 for records without a fiscal year.
    Column("fy", Integer, nullable=False),
)

segment = Table(
    "segment",
    metadata,
    Column("no", _number, primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("device", String(64), nullable=False),
    Column("office", Text, nullable=False),
    Column("prev", String(64)),
    Column("count", Integer, nullable=False),
    Column("header", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    # 0 for segments sealed on this PC.
    Column("import_no", Integer, nullable=False),
)

change = Table(
    "change",
    metadata,
    Column("no", _number, primary_key=True),
    # Numbers are given before sealing: changes whose segment has no row yet are unsealed.
    Column("segment_no", _number, nullable=False),
    Column("record_no", _number, ForeignKey("record.no"), nullable=False),
    Column("line", Text, nullable=False),
    Index("change_record", "record_no"),
    Index("change_segment", "segment_no"),
)

roster = Table(
    "roster",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("content", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

cell = Table(
    "cell",
    metadata,
    Column("record_no", _number, ForeignKey("record.no"), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("int_value", BigInteger),
    Column("text_value", Text),
    Column("kind", SmallInteger, nullable=False),
    Column("flags", SmallInteger, nullable=False),
    Column("change_no", _number, ForeignKey("change.no"), nullable=False),
)

head = Table(
    "head",
    metadata,
    Column("record_no", _number, ForeignKey("record.no"), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("change_no", _number, ForeignKey("change.no"), primary_key=True),
)

mark = Table(
    "mark",
    metadata,
    Column("record_no", _number, ForeignKey("record.no"), primary_key=True),
    Column("flags", SmallInteger, nullable=False),
)

imports = Table(
    "import",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("file", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("device", String(64), nullable=False),
    Column("made_at", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False),
)

export = Table(
    "export",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("changes", Integer, nullable=False),
    # Ids of the segments in the file, one per line.
    Column("segments", Text, nullable=False),
)

peer = Table(
    "peer",
    metadata,
    Column("device", String(64), primary_key=True),
    Column("office", Text, nullable=False),
    Column("at", Text, nullable=False),
    # Latest claim of what it holds, one head per line; it may go backwards and is believed.
    Column("have", Text, nullable=False),
)

JOURNAL = ("segment", "change", "roster")
"""Tables that only grow."""
