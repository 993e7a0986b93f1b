"""Tables of the store.

Journal tables (``segment``, ``draft``, ``roster``) only grow; triggers refuse UPDATE and DELETE on them. ``current``
and ``tally`` are caches recomputed from the journal by ``Store.rebuild`` at any time. The rest (``import``,
``export``, ``peer``, ``refusal``, ``aside``, ``meta``) is this PC's own log. Current rows carry no constraint that a merge could break
(sync-design 10).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

APPLICATION_ID = 0x414C5053
"""``ALPS``: says what program a database file belongs to."""

REVISION, REVISIONS = "0001", 1
"""The revision of ``db/migrations`` that these tables are, and how many there are up to it (``user_version``)."""

metadata = MetaData()

# Numbers are given by the store: those of a sequence would leave gaps, and stay behind in a copy.
_number = BigInteger().with_variant(Integer, "sqlite")
# Compared by bytes everywhere: collations of databases differ (sync-design 10).
_bytes = Text().with_variant(Text(collation="C"), "postgresql")

meta = Table(
    "meta", metadata, Column("key", String(64), primary_key=True), Column("value", Text, nullable=False)
)

segment = Table(
    "segment",
    metadata,
    Column("no", _number, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("device", String(64), nullable=False),
    Column("office", Text, nullable=False),
    Column("prev", String(64)),
    Column("count", Integer, nullable=False),
    Column("header", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    # 0 for segments sealed on this PC.
    Column("import_no", Integer, nullable=False),
    # Its changes, one exact line each, as they are signed.
    Column("body", Text, nullable=False),
    # Whether a chain goes on in two ways is asked for each segment that comes.
    Index("segment_device", "device", "prev"),
)

aside = Table(
    "aside",
    metadata,
    # A segment that is kept and not folded (保留).
    Column("segment_no", _number, primary_key=True),
    # ``holding.AsideKind``.
    Column("kind", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("why", Text, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("no", _number, primary_key=True, autoincrement=False),
    # Given before sealing: a draft whose segment has no row yet is unsealed.
    Column("segment_no", _number, nullable=False),
    Column("line", Text, nullable=False),
    Index("draft_segment", "segment_no"),
)

roster = Table(
    "roster",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

current = Table(
    "current",
    metadata,
    Column("no", _number, primary_key=True, autoincrement=False),
    Column("id", _bytes, nullable=False, unique=True),
    Column("owner", Text, nullable=False),
    # 0 for records without a fiscal year.
    Column("fy", Integer, nullable=False),
    # Shown values, field → value, JSON.
    Column("cells", Text, nullable=False),
    # ``rows.RowFlag``.
    Column("flags", SmallInteger, nullable=False),
    # Where its changes are kept, in order of arrival (``places.py``).
    Column("places", Text, nullable=False),
    # Field → [place, flags], JSON; empty when all cells come from the one change and nothing is special.
    Column("origin", Text, nullable=False),
    # Few rows are special; the index holds only those. At a server too, where the migration says so: said here, it
    # would load the parts for servers on every PC.
    Index("current_special", "flags", sqlite_where=text("flags <> 0")),
)

tally = Table(
    "tally",
    metadata,
    Column("owner", Text, primary_key=True),
    # Sum of the weights of the owner's records, hex (``fold.RecordState.weight``).
    Column("weight", String(64), nullable=False),
)

touch = Table(
    "touch",
    metadata,
    # Which segments hold changes on records of which owner; a cache as well.
    Column("owner", Text, primary_key=True),
    Column("segment_no", _number, primary_key=True),
    Index("touch_segment", "segment_no"),
)

imports = Table(
    "import",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("file", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("device", String(64), nullable=False),
    Column("made_at", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
    # ``submission``, ``union`` or ``registration``.
    Column("kind", Text, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("same", Integer, nullable=False),
    Column("conflicts", Integer, nullable=False),
)

export = Table(
    "export",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=False),
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
    # Number of the import it came with: the latest word is the one that arrived last, whatever clocks say.
    Column("import_no", Integer, nullable=False),
    # Latest claim of what it holds, one head per line; it may go backwards and is believed.
    Column("have", Text, nullable=False),
    # Ids of segments it keeps without counting them, one per line.
    Column("held", Text, nullable=False),
    # Segments it refused: id and code of the reason, one per line.
    Column("refused", Text, nullable=False),
)

refusal = Table(
    "refusal",
    metadata,
    # A segment of a file that was refused although its sender is proven: told in the next file's manifest.
    Column("segment", String(64), primary_key=True),
    Column("code", Text, nullable=False),
    Column("at", Text, nullable=False),
    # Name of that file.
    Column("file", Text, nullable=False),
)

JOURNAL = ("segment", "draft", "roster")
"""Tables that only grow."""
