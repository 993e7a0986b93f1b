"""A handful of kills and of power cuts for some kinds of work, for each run of the tests.

``python -m tests.store.crash_sample FOLDER KILLS DISKS KIND …``; the commands that try everything are ``crashing`` and
``power_cut``. In a process of its own: forking the tests' process, with its threads, is not safe.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.store.crash_scenes import Scene, Stage
from tests.store.crashing import crash
from tests.store.power_cut import cut


def main() -> None:
    """See above; without disks no process is watched."""
    folder, kills, disks, *kinds = sys.argv[1:]
    stage = Stage(Path(folder))
    for kind in sorted(kinds, key=lambda kind: kind == "migrate"):
        scene = Scene(stage, kind)
        answers = crash(scene, int(kills))
        assert sum(answers.values()) == int(kills)
        if int(disks):
            _, found = cut(scene, int(disks))
            assert sum(found.values()) == int(disks)
            answers += found
        sys.stdout.write(f"{kind}: {dict(sorted(answers.items()))}\n")


if __name__ == "__main__":
    main()
