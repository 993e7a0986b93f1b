"""What every start knows of the tables: whose they are, which revision they stand at, and columns that are asked whole.

``schema`` describes them in full; it is loaded only where tables are made, changed or copied.
"""

from __future__ import annotations

APPLICATION_ID = 0x414C5053
"""``ALPS``: says what program a database file belongs to."""

REVISION, REVISIONS = "0001", 1
"""The revision of ``db/migrations`` that these tables are, and how many there are up to it (``user_version``)."""

IMPORT_COLUMNS = (
    "no", "sha256", "file", "office", "device", "made_at", "taken_at", "kind", "new", "changed", "same", "conflicts",
)  # fmt: skip
"""Of the table ``import``, in its order."""

JOURNAL = ("segment", "draft", "roster")
"""Tables that only grow."""
