"""The floor plan: who may know whom (contracts in pyproject.toml), and that the contracts bite.

Laws:
    * imports run `gui | cli | demo | bootstrap -> paper -> app -> store | bundle | reports -> domain`;
    * Qt lives in gui and paper, SQL in store, domain needs Python's standard library only;
    * everything but gui and paper loads where Qt cannot be imported;
    * each kind of forbidden import, once planted, is found.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Pure parts of the standard library: no files, no clock, no chance, no other processes.
DOMAIN_MAY_USE = {
    "__future__",
    "collections",
    "collections.abc",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "string",
    "types",
    "typing",
    "unicodedata",
}

WINDOW_ROOMS = {"gui", "paper"}


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the contracts of `folder`'s pyproject.toml on `folder`'s alps_desk."""
    command = [sys.executable, "-c", "import importlinter.cli as c; c.lint_imports_command()"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"}
    return subprocess.run(
        [*command, "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def imported_names(source: str) -> set[str]:
    """Every absolute module name that a source text imports, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or ".")
    return found


def modules(root: Path) -> list[str]:
    """The dotted names of all modules of the program."""
    return sorted(
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        for path in (root / "alps_desk").rglob("*.py")
        if "_shipped" not in path.parts
    )


def plant(package: Path, name: str, source: str) -> None:
    """Puts a source text into a room, be it one module or a package of several."""
    if not name.endswith(".py"):
        name = f"{name}/planted.py" if (package / name).is_dir() else f"{name}.py"
    target = package / name
    target.parent.mkdir(exist_ok=True)
    target.write_text(source + "\n", encoding="utf-8")


def test_the_house_keeps_its_floor_plan(root: Path) -> None:
    result = check(root)
    assert result.returncode == 0, result.stdout + result.stderr


# room or file, what is planted there, words of the contract that must break
PLANTED = [
    ("domain/planted.py", "from alps_desk.store import store", "imports run down the house"),
    ("domain/planted.py", "from alps_desk import wording", "domain knows nothing of alps_desk"),
    ("store/planted.py", "import alps_desk.bundle", "imports run down the house"),
    ("app/planted.py", "import alps_desk.paper", "imports run down the house"),
    ("gui/planted.py", "import alps_desk.store", "reached through app"),
    ("gui/views/planted.py", "def later():\n    import alps_desk.bundle", "reached through app"),
    ("gui/views/planted.py", "import alps_desk.reports.tables", "reached through app"),
    ("paper/planted.py", "import alps_desk.store", "reached through app"),
    ("cli", "import alps_desk.gui", "imports run down the house"),
    ("cli", "import alps_desk.store", "reached through app"),
    ("cli", "import alps_desk.paper", "pages are painted"),
    ("bootstrap", "import alps_desk.gui.forms", "imports run down the house"),
    ("app/planted.py", "def later():\n    from PySide6 import QtGui", "Qt in gui and paper only"),
    ("demo", "import alps_desk.cli", "imports run down the house"),
    ("demo", "import alps_desk.bundle", "reached through app"),
    ("cli", "import shiboken6", "Qt in gui and paper only"),
    ("__main__", "from PySide6.QtWidgets import QApplication", "Qt in gui and paper only"),
    ("app/planted.py", "import sqlite3", "SQL in store only"),
    ("gui/planted.py", "import sqlalchemy.orm", "SQL in store only"),
    ("bootstrap", "import alembic", "SQL in store only"),
    ("wording", "import alps_desk.domain.errors", "know none of them"),
    ("helpers/__init__.py", "", "imports run down the house"),
]


@pytest.mark.parametrize(
    ("file", "source", "broken"), PLANTED, ids=[f"{n}-{file}" for n, (file, _, _) in enumerate(PLANTED)]
)
def test_a_planted_violation_is_found(
    root: Path, tmp_path: Path, file: str, source: str, broken: str
) -> None:
    shutil.copytree(root / "alps_desk", tmp_path / "alps_desk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    plant(tmp_path / "alps_desk", file, source)
    result = check(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    verdicts = [line for line in result.stdout.splitlines() if " BROKEN" in line]
    assert any(broken in line for line in verdicts), result.stdout


def test_bootstrap_may_know_paper_and_main_may_know_all(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "alps_desk", tmp_path / "alps_desk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    rooms = "app bundle domain paper places reports store wording"
    for name, known in (("bootstrap", rooms), ("__main__", rooms + " bootstrap gui")):
        imports = "\n".join(f"import alps_desk.{room}" for room in known.split())
        plant(tmp_path / "alps_desk", name, imports)
    result = check(tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_domain_uses_only_pure_parts_of_the_standard_library(root: Path) -> None:
    for path in sorted((root / "alps_desk" / "domain").rglob("*.py")):
        names = imported_names(path.read_text(encoding="utf-8"))
        foreign = {name for name in names - DOMAIN_MAY_USE if not name.startswith("alps_desk.domain")}
        assert not foreign, f"{path.name} imports {sorted(foreign)}"


def test_imports_inside_functions_are_seen() -> None:
    assert imported_names("def f():\n    import os.path\n    from random import choice") == {
        "os.path",
        "random",
    }


def test_everything_but_the_window_loads_without_qt(root: Path) -> None:
    names = [name for name in modules(root) if not {*name.split(".")} & WINDOW_ROOMS]
    source = (
        "import importlib, sys\n"
        "sys.modules['PySide6'] = sys.modules['shiboken6'] = None\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", source], cwd=root, capture_output=True, encoding="utf-8", timeout=120
    )
    assert result.returncode == 0, result.stderr
