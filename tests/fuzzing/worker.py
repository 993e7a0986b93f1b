"""The fuzzer's own process: ``python -m tests.fuzzing.worker TARGET FLAG…``, started by ``python -m tests.fuzzing``."""

from __future__ import annotations

import sys
from random import Random

import atheris

with atheris.instrument_imports(include=["alps_desk"]):
    from tests.fuzzing.mutators import MUTATORS
    from tests.fuzzing.targets import TARGETS


def main() -> None:
    """Runs until the flags say that it is enough; libFuzzer ends the process."""
    target, flags = sys.argv[1], sys.argv[2:]
    mutator = MUTATORS[target]

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        return mutator(bytes(data), most, Random(seed), atheris.Mutate)

    atheris.Setup([sys.argv[0], *flags], TARGETS[target], custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
