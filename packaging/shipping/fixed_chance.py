"""The program with a chance that is the same each time, so that the guides' pictures are.

    python -m shipping.fixed_chance demo --out FOLDER        the program's own commands

For pictures only: whoever knows these keys could sign in the name of the demonstration's offices.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sys


def in_force() -> None:
    """From now on what is drawn by chance, ids and keys, comes in one order in this process."""
    from alps_desk.bundle.keys import SigningKey

    counter = itertools.count()

    def drawn(size: int) -> bytes:
        return hashlib.shake_256(f"guides {next(counter)}".encode("ascii")).digest(size)

    os.urandom = drawn
    SigningKey.generate = classmethod(  # type: ignore[assignment, method-assign]
        lambda cls: cls.from_seed(drawn(32))
    )


if __name__ == "__main__":
    in_force()
    from alps_desk.__main__ import main

    sys.exit(main(sys.argv[1:]))
