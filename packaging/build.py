"""Makes what offices install, and checks what was made.

    python3 packaging/build.py release       all of the following but the tests, in order, and one report
    python3 packaging/build.py documents     guides with real screens, licences, list of parts
    python3 packaging/build.py linux         the folder, a tar archive and a Debian package
    python3 packaging/build.py windows       the folder, a zip and the installer; on Debian under Wine, on Windows itself
    python3 packaging/build.py check-linux   the whole demonstration on a bare Debian 12 in a folder
    python3 packaging/build.py check-windows installs and tries what ``windows`` made, under Wine [-- stages]
    python3 packaging/build.py test-windows  the product's tests on Windows Python under Wine [-- arguments of pytest]
    python3 packaging/build.py keep-store    keeps this version's data as a test file for ever, once for each release
    python3 packaging/build.py start-time    the frozen program's start against that from a virtual environment
    options: --work FOLDER (kept between runs), --out FOLDER

Needs Python 3.11 to 3.13 and package registries; on Debian as root it installs what it lacks.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from shipping.names import CHECKOUT
from shipping.program import tools_python
from shipping.steps import Failed, Place, say


def main(argv: list[str]) -> int:
    """Build one thing; 0 only if it was made and every check passed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "what",
        choices=[
            "release",
            "linux",
            "windows",
            "check-linux",
            "check-windows",
            "test-windows",
            "documents",
            "start-time",
            "keep-store",
        ],
    )
    parser.add_argument("--work", type=Path, default=CHECKOUT / "build" / "pack")
    parser.add_argument("--out", type=Path, default=CHECKOUT / "dist")
    parser.add_argument(
        "--sign-with", default="", metavar="COMMAND", help="signs the file it is given (windows)"
    )
    # What comes after the two dashes is not this parser's: it would take options there for its own.
    own, more = (argv[: argv.index("--")], argv[argv.index("--") + 1 :]) if "--" in argv else (argv, [])
    args = parser.parse_args(own)
    place = Place(args.work.resolve(), args.out.resolve())
    place.work.mkdir(parents=True, exist_ok=True)
    place.out.mkdir(parents=True, exist_ok=True)
    try:
        python = tools_python(place)
        if Path(sys.prefix) != python.parent.parent:
            # Everything further runs on the pinned tools.
            return subprocess.run([python, __file__, *argv], check=False).returncode
        match args.what:
            case "release":
                from shipping import release

                release.make(place, args.sign_with)
            case "linux":
                from shipping import linux

                linux.build(place)
            case "windows":
                from shipping import windows

                windows.build(place, args.sign_with)
            case "check-linux":
                from shipping import bare_linux

                bare_linux.check(place)
            case "check-windows":
                from shipping import installed

                installed.check(place, more)
            case "documents":
                from shipping import documents

                documents.build(place)
            case "keep-store":
                from shipping import released_store

                released_store.keep(place)
            case "start-time":
                from shipping import start_time

                start_time.measure(place)
            case _:
                from shipping import suite

                suite.run_tests(place, more)
    except Failed as failure:
        say(f"FAILED: {failure}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
