"""Renders every screen in every state to PNG files: ``python -m tests.gui.all_pictures FOLDER [WORD]``.

Every module beside this one that has scenes (a module-level ``SCENES`` or ``STATES`` and a ``main``) writes into a
folder of its own, in a process of its own, so that one that fails does not take the others with it; ``index.html``
shows all of them. With a WORD only pictures whose name contains it. Ends with 1 when a module failed or nothing
was made.
"""

from __future__ import annotations

import ast
import html
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
_TABLES = {"SCENES", "STATES"}
_HEAD = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>pictures</title>
<style>
body { font-family: sans-serif; margin: 24px }
figure { display: inline-block; margin: 8px; width: 420px }
img { width: 100%; border: 1px solid #b8c2cc }
figcaption { font-size: 13px; word-break: break-all }
</style>"""


def scene_modules() -> list[str]:
    """Names of the modules that make pictures: found, not listed, so that none is forgotten."""
    return [path.stem for path in sorted(HERE.glob("*.py")) if _has_scenes(path)]


def _has_scenes(path: Path) -> bool:
    if path.stem == "pictures":
        # Frame, grid, menus and dialogs by themselves: no table of scenes, always all of them.
        return True
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
            case ast.FunctionDef(name=name):
                names.add(name)
    return bool(names & _TABLES) and "main" in names


def write_all(folder: Path, word: str = "") -> Iterator[tuple[str, int, bool]]:
    """Have every module write its pictures.

    Yields:
        After each module its name, how many pictures there are of it, and whether it got to its end.
    """
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    for name in scene_modules():
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", f"tests.gui.{name}", str(place)]
        done = subprocess.run([*command, word] if word and name != "pictures" else command, env=environment)
        if name == "pictures":
            for path in place.glob("*.png"):
                if word not in path.stem:
                    path.unlink()
        yield name, len(list(place.glob("*.png"))), done.returncode == 0
        (folder / "index.html").write_text(index_of(folder), encoding="utf-8")


def index_of(folder: Path) -> str:
    """A page with every picture in a folder, by module."""
    parts = [_HEAD]
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(place.glob("*.png"))
        if not files:
            continue
        parts.append(f"<h2>{html.escape(place.name)} ({len(files)})</h2>")
        for file in files:
            link = html.escape(f"{place.name}/{file.name}", quote=True)
            parts.append(
                f'<figure><a href="{link}"><img loading="lazy" src="{link}" alt=""></a>'
                f"<figcaption>{html.escape(file.stem)}</figcaption></figure>"
            )
    return "\n".join([*parts, "</html>", ""])


def main(folder: Path, word: str = "") -> int:
    """Write everything and the index; say what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    failed, total = [], 0
    for name, count, whole in write_all(folder, word):
        total += count
        if not whole:
            failed.append(name)
        sys.stdout.write(f"{name:18} {count:5}{'' if whole else '  FAILED'}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{'index.html':18} {total:5}\n")
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""))
