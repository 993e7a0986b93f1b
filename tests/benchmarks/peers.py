"""What others would do: last writer wins by key, then SQLite. No check of anything; what they get wrong is counted.

Each takes all files at once, keeps of every cell the value with the latest time (of equal times the one read last),
and writes the table with ``executemany`` and one commit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

PRAGMAS = ("journal_mode=DELETE", "synchronous=EXTRA")


def write(rows: Iterable[Sequence[Any]], target: Path) -> None:
    """Write cells into a new database, durably."""
    target.unlink(missing_ok=True)
    database = sqlite3.connect(target, isolation_level=None)
    for pragma in PRAGMAS:
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE cell (record TEXT, field TEXT, value, PRIMARY KEY (record, field))")
    database.execute("BEGIN IMMEDIATE")
    database.executemany("INSERT INTO cell VALUES (?,?,?)", rows)
    database.execute("COMMIT")
    database.close()


def with_pandas(files: Sequence[Path], target: Path) -> None:
    """pandas: ``read_csv``, JSON, ``drop_duplicates``."""
    import json

    import pandas as pd

    frames = [pd.read_csv(path, usecols=["行", "記録"], dtype=str) for path in files]
    lines = pd.concat(frames, ignore_index=True)
    changes = lines.loc[lines["行"] == "記録", "記録"].map(json.loads)
    cells = pd.DataFrame(
        [
            (change["at"], change["r"], name, value)
            for change in changes
            for name, value in change["set"].items()
        ],
        columns=["at", "record", "field", "value"],
    )
    last = cells.sort_values("at", kind="stable").drop_duplicates(["record", "field"], keep="last")
    write(last[["record", "field", "value"]].itertuples(index=False, name=None), target)


def with_polars(files: Sequence[Path], target: Path) -> None:
    """polars: ``read_csv``, ``json_path_match``, ``unique``."""
    import polars as pl

    lines = pl.concat(
        [
            pl.read_csv(path, columns=["行", "記録"], infer_schema=False).filter(pl.col("行") == "記録")
            for path in files
        ]
    )
    record = pl.col("記録")
    fields = lines.select(
        record.str.json_path_match("$.at").alias("at"),
        record.str.json_path_match("$.r").alias("record"),
        record.str.extract(r'"set":\{(.*)\},"why"').str.extract_all(
            r'"[a-z_]+":(?:"(?:[^"\\]|\\.)*"|[^,]*)'
        ).alias("cell"),
    ).explode("cell", empty_as_null=True, keep_nulls=True)  # fmt: skip
    cells = fields.select(
        "at", "record",
        pl.col("cell").str.extract(r'^"([a-z_]+)":').alias("field"),
        pl.col("cell").str.extract(r'^"[a-z_]+":(.*)$').alias("value"),
    )  # fmt: skip
    last = cells.sort("at", maintain_order=True).unique(["record", "field"], keep="last", maintain_order=True)
    write(
        (
            (one, name, _plain(value))
            for one, name, value in last.select("record", "field", "value").iter_rows()
        ),
        target,
    )


def with_duckdb(files: Sequence[Path], target: Path) -> None:
    """DuckDB: ``read_csv``, ``json_each``, ``arg_max``."""
    import duckdb

    database = duckdb.connect()
    names = [str(path) for path in files]
    answer = database.execute(
        """
        WITH lines AS (
            SELECT 記録 AS line, row_number() OVER () AS place
            FROM read_csv($files, header=true, all_varchar=true, quote='"', escape='"', filename=false)
            WHERE 行 = '記録'
        ), cells AS (
            SELECT line->>'$.at' AS said_at, line->>'$.r' AS record, place, unnest(json_keys(line, '$.set')) AS field, line
            FROM lines
        )
        SELECT record, field, arg_max(line->('$.set.' || field), (said_at, place)) FROM cells GROUP BY record, field
        """,
        {"files": names},
    )

    def rows() -> Iterable[tuple[Any, ...]]:
        while part := answer.fetchmany(50_000):
            yield from ((record, field, _plain(value)) for record, field, value in part)

    write(rows(), target)


def _plain(text: str) -> Any:
    """The value of a JSON text."""
    import orjson

    return orjson.loads(text)


PEERS = {"pandas": with_pandas, "polars": with_polars, "DuckDB": with_duckdb}


def wrong_cells(target: Path, shown: Iterable[tuple[str, str, Any, bool]]) -> tuple[int, int]:
    """How many cells of a peer are not what the exchange shows, and how many hide that there are two words.

    Args:
        shown: record, field, value and whether it is a conflict, of every cell of the offices.
    """
    database = sqlite3.connect(target)
    theirs = {(record, field): value for record, field, value in database.execute("SELECT * FROM cell")}
    database.close()
    other = hidden = 0
    for record, field, value, conflict in shown:
        if conflict:
            hidden += 1
        elif theirs.get((record, field)) != value:
            other += 1
    return other, hidden
