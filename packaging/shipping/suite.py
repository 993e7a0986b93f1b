"""The product's own tests on Windows' Python under Wine, in Japanese.

    python3 packaging/build.py test-windows -- tests/domain tests/bundle -q

What is known of tests that cannot run there stands in ``packaging/README.md``.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence

from shipping import bench, windows
from shipping.bench import Bench
from shipping.names import CHECKOUT
from shipping.steps import Failed, Place, say, step

CORE = ("tests/domain", "tests/bundle", "tests/reports", "tests/store", "tests/app", "tests/cli")
LIMIT_S = 3 * 3600


def run_tests(place: Place, arguments: Sequence[str]) -> None:
    """Run tests; without arguments those of the core.

    Raises:
        Failed: some did not pass.
    """
    bench.in_private_mounts()
    with bench.running(place) as here:
        _prepare(place, here)
        step("tests")
        words = ["-p", "no:cacheprovider", "-q", *(arguments or CORE)]
        command = ["wine", f"{bench.SHARED}/py-tests/python.exe", "-m", "pytest", *words]
        # Wine takes QT_ names for its own; this one arrives as QT_QPA_PLATFORM.
        environment = {"PYTHONPATH": ".", "WINEQT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
        done = here.call(*command, cwd=f"{bench.SHARED}/checkout", limit_s=LIMIT_S, environment=environment)
        log = place.folder("log") / "tests-windows.log"
        log.write_text(done.out, encoding="utf-8")
        say("\n".join(done.out.splitlines()[-60:]))
        if done.code != 0:
            raise Failed(f"tests ended with {done.code}, see {log}")


def _prepare(place: Place, here: Bench) -> None:
    """A Python with the parts of the tests, and the checkout as it is."""
    target = here.shared / "py-tests"
    if not target.is_dir():
        if not (here.shared / "py").is_dir():
            windows.prepare_python(place, here)
        shutil.copytree(
            here.shared / "py", target, ignore=shutil.ignore_patterns("alps_desk*", "PyInstaller")
        )
        windows.install_parts(place, "dev", target / windows.SITE)
    checkout = here.shared / "checkout"
    shutil.rmtree(checkout, ignore_errors=True)
    listed = subprocess.run(
        [
            "git",
            "-c",
            f"safe.directory={CHECKOUT}",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    ).stdout.decode("utf-8")
    for name in filter(None, listed.split("\0")):
        copy = checkout / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, copy)
