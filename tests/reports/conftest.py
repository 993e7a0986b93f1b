"""What the tests of tables share: a real spreadsheet program to open files with."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Convert = Callable[[bytes, str, str], bytes]


@pytest.fixture(scope="session")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """``calc(data, ending, to)``: open a file in LibreOffice Calc and save it as another kind.

    ``to`` is a LibreOffice filter such as ``xlsx`` or ``csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true``.
    Missing LibreOffice is a fault on the build machine and a skip elsewhere.
    """
    program = shutil.which("soffice")
    if program is None:
        if "CI" in os.environ:
            pytest.fail("soffice is missing on the build machine (package libreoffice-calc-nogui)")
        pytest.skip("soffice is not installed (package libreoffice-calc-nogui)")
    home = tmp_path_factory.mktemp("calc")
    profile = (home / "profile").as_uri()
    done = 0

    def convert(data: bytes, ending: str, to: str) -> bytes:
        nonlocal done
        done += 1
        source = home / f"table{done}.{ending}"
        source.write_bytes(data)
        out = home / f"out{done}"
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={profile}",
                "--headless",
                "--convert-to",
                to,
                "--outdir",
                out,
                source,
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return Path(out, f"table{done}.{to.partition(':')[0]}").read_bytes()

    return convert
