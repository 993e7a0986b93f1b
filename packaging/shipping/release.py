"""Everything for a release by one command, and one report of all of it.

python3 packaging/build.py release
"""

from __future__ import annotations

import subprocess
import sys

from shipping.names import DISTRIBUTION, PACKAGING, version
from shipping.steps import Failed, Place, step, write_hashes

STEPS = ("documents", "linux", "windows", "check-linux", "check-windows", "start-time")
"""In this order: both programs' folders hold the guides, and the rest tries what was made."""
ENDINGS = (".deb", ".tar.gz", ".exe", ".zip")


def make(place: Place, sign_with: str) -> None:
    """Make and try everything.

    Raises:
        Failed: a step did; none after it is begun.
    """
    for old in place.out.glob(f"{DISTRIBUTION}*-report.txt"):
        old.unlink()
    for what in STEPS:
        step(f"### {what}")
        more = ["--sign-with", sign_with] if sign_with else []
        command = [
            sys.executable, PACKAGING / "build.py", what, "--work", place.work, "--out", place.out, *more,
        ]  # fmt: skip
        code = subprocess.run(command, check=False).returncode
        if code:
            raise Failed(f"{what} ended with {code}")
    made = sorted(path for path in place.out.glob(f"{DISTRIBUTION}*") if path.name.endswith(ENDINGS))
    write_hashes(made, place.out / f"{DISTRIBUTION}-{version()}.sha256")
    found = sorted(place.out.glob(f"{DISTRIBUTION}*-report.txt"))
    for path in found:
        place.report += [f"## {path.stem}", path.read_text(encoding="utf-8")]
    place.report += [
        "## SHA-256",
        (place.out / f"{DISTRIBUTION}-{version()}.sha256").read_text(encoding="utf-8"),
    ]
    place.write_report(f"{DISTRIBUTION}-{version()}-all.txt")
