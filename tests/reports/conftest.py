"""What the tests of tables share: a real spreadsheet program to open files with."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Convert = Callable[..., bytes]


@pytest.fixture(scope="session")
def calc_profile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Settings of LibreOffice for all tests: the first start, which makes them, is the slowest."""
    return (tmp_path_factory.mktemp("calc-profile") / "profile").as_uri()


@pytest.fixture(scope="session")
def calc(calc_profile: str, tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]) -> Convert:
    """``calc(data, ending, to, infilter="")``: open a file in LibreOffice Calc and save it as another kind.

    ``to`` is an ending, with LibreOffice's filter and its options where needed, and ``infilter`` such a filter
    for reading: ``csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true`` is a CSV of UTF-8 as shown."""
    program = tool("soffice")
    home = tmp_path_factory.mktemp("calc")
    done = 0

    def convert(data: bytes, ending: str, to: str, infilter: str = "") -> bytes:
        nonlocal done
        done += 1
        source = home / f"table{done}.{ending}"
        source.write_bytes(data)
        out = home / f"out{done}"
        reading = [f"--infilter={infilter}"] if infilter else []
        subprocess.run(
            [program, f"-env:UserInstallation={calc_profile}", "--headless", *reading]
            + ["--convert-to", to, "--outdir", str(out), str(source)],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return Path(out, f"table{done}.{to.partition(':')[0]}").read_bytes()

    return convert


@pytest.fixture(scope="session")
def calc_books(
    calc_profile: str, tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]
) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    """``calc_books({name: workbook})``: all of them opened and saved by one start of LibreOffice Calc, which is slow."""
    program = tool("soffice")
    home = tmp_path_factory.mktemp("calc-books")

    def convert(books: dict[str, bytes]) -> dict[str, bytes]:
        for name, data in books.items():
            (home / f"{name}.xlsx").write_bytes(data)
        subprocess.run(
            [program, f"-env:UserInstallation={calc_profile}", "--headless"]
            + ["--convert-to", "xlsx", "--outdir", str(home / "out")]
            + [str(home / f"{name}.xlsx") for name in books],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return {name: (home / "out" / f"{name}.xlsx").read_bytes() for name in books}

    return convert
