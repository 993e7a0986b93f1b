"""The journal, its caches and this PC's log.

A released revision is never changed and imports nothing of the program.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_JOURNAL = ("segment", "draft", "roster")


def upgrade() -> None:
    by_bytes = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    number = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "meta",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "segment",
        sa.Column("no", number, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("prev", sa.String(64)),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("header", sa.Text, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("import_no", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("segment_device", "segment", ["device", "prev"])
    op.create_table(
        "aside",
        sa.Column("segment_no", number, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_table(
        "draft",
        sa.Column("no", number, primary_key=True, autoincrement=False),
        sa.Column("segment_no", number, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
    )
    op.create_index("draft_segment", "draft", ["segment_no"])
    op.create_table(
        "roster",
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "current",
        sa.Column("no", number, primary_key=True, autoincrement=False),
        sa.Column("id", by_bytes, nullable=False, unique=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("fy", sa.Integer, nullable=False),
        sa.Column("cells", sa.Text, nullable=False),
        sa.Column("flags", sa.SmallInteger, nullable=False),
        sa.Column("places", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
    )
    op.create_index(
        "current_special",
        "current",
        ["flags"],
        sqlite_where=sa.text("flags <> 0"),
        postgresql_where=sa.text("flags <> 0"),
    )
    op.create_table(
        "tally",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("weight", sa.String(64), nullable=False),
    )
    op.create_table(
        "touch",
        sa.Column("owner", sa.Text, primary_key=True),
        sa.Column("segment_no", number, primary_key=True),
    )
    op.create_index("touch_segment", "touch", ["segment_no"])
    op.create_table(
        "import",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("taken_at", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("new", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("same", sa.Integer, nullable=False),
        sa.Column("conflicts", sa.Integer, nullable=False),
    )
    op.create_table(
        "export",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("changes", sa.Integer, nullable=False),
        sa.Column("segments", sa.Text, nullable=False),
    )
    op.create_table(
        "peer",
        sa.Column("device", sa.String(64), primary_key=True),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("import_no", sa.Integer, nullable=False),
        sa.Column("have", sa.Text, nullable=False),
        sa.Column("held", sa.Text, nullable=False),
        sa.Column("refused", sa.Text, nullable=False),
    )
    op.create_table(
        "refusal",
        sa.Column("segment", sa.String(64), primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in _JOURNAL:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END"
                )
    else:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the journal only grows'; END $$"
        )
        for table in _JOURNAL:
            op.execute(
                f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
