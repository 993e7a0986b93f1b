"""What the tests of tables share: a real spreadsheet program to open files with."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Convert = Callable[..., bytes]


@pytest.fixture(scope="session")
def calc(tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]) -> Convert:
    """``calc(data, ending, to, infilter="")``: open a file in LibreOffice Calc and save it as another kind.

    ``to`` is an ending, with LibreOffice's filter and its options where needed, and ``infilter`` such a filter
    for reading: ``csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true`` is a CSV of UTF-8 as shown."""
    program = tool("soffice")
    home = tmp_path_factory.mktemp("calc")
    profile = (home / "profile").as_uri()
    done = 0

    def convert(data: bytes, ending: str, to: str, infilter: str = "") -> bytes:
        nonlocal done
        done += 1
        source = home / f"table{done}.{ending}"
        source.write_bytes(data)
        out = home / f"out{done}"
        reading = [f"--infilter={infilter}"] if infilter else []
        subprocess.run(
            [program, f"-env:UserInstallation={profile}", "--headless", *reading]
            + ["--convert-to", to, "--outdir", str(out), str(source)],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return Path(out, f"table{done}.{to.partition(':')[0]}").read_bytes()

    return convert
