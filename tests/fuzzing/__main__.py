"""``python -m tests.fuzzing TARGET [--seconds N] [--folder FOLDER] [--seed N]``: one target under Atheris.

Begins with the seeds that the product makes and with whatever an earlier run left in the folder. Tells how many files
were tried and how coverage grew; ends with 1 and the file if one was found that is not refused cleanly.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

from tests.fuzzing.seeds import SEEDS, WORDS

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 64 * 1024
SECONDS_EACH = 20
"""One file may take this long; a clean run on an idle PC stays far below."""
MEMORY_MB = 1_500

_STATE = re.compile(r"^#(\d+)\s+(INITED|DONE)\s+cov: (\d+) ft: (\d+) corp: (\d+)", re.MULTILINE)
_FOUND = re.compile(r"Test unit written to (\S+)")


def prepare(target: str, folder: Path) -> Path:
    """Write the seeds and the words; the file of words."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in SEEDS[target]():
        (corpus / hashlib.sha256(seed).hexdigest()[:24]).write_bytes(seed)
    words = folder / "words.dict"
    quoted = ("".join(f"\\x{byte:02x}" for byte in word.encode("utf-8")) for word in WORDS[target])
    words.write_text("".join(f'"{word}"\n' for word in quoted), encoding="ascii")
    return words


def main() -> int:
    """Run one target."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("target", choices=sorted(SEEDS))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--folder", type=Path, help="where seeds and finds are kept; build/fuzzing/TARGET")
    parser.add_argument(
        "--seed", type=int, default=0, help="of the fuzzer's chance; 0 = another one each time"
    )
    chosen = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        sys.stderr.write("atheris is missing: pip install --require-hashes -r requirements/tools.txt\n")
        return 2
    folder = (chosen.folder or ROOT / "build" / "fuzzing" / chosen.target).resolve()
    words = prepare(chosen.target, folder)
    flags = [
        str(folder / "corpus"), f"-dict={words}", f"-artifact_prefix={folder}/", f"-max_len={MOST_BYTES}",
        f"-timeout={SECONDS_EACH}", f"-rss_limit_mb={MEMORY_MB}", f"-max_total_time={chosen.seconds}", f"-seed={chosen.seed}",
        "-print_final_stats=1", "-len_control=0",
    ]  # fmt: skip
    command = [sys.executable, "-m", "tests.fuzzing.worker", chosen.target, *flags]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace")
    (folder / "last.log").write_text(run.stdout + run.stderr, encoding="utf-8")
    states = {
        what: figures for *figures, what in ((n, c, f, k, w) for n, w, c, f, k in _STATE.findall(run.stderr))
    }
    for what, word in (("INITED", "seeds"), ("DONE", "end")):
        if what in states:
            number, coverage, features, kept = states[what]
            sys.stdout.write(
                f"{word:6} {number:>9} files  coverage {coverage}  features {features}  kept {kept}\n"
            )
    found = _FOUND.search(run.stderr)
    if run.returncode or found:
        sys.stdout.write("".join(line + "\n" for line in run.stderr.splitlines()[-25:]))
        sys.stdout.write(f"FOUND {found[1] if found else folder / 'last.log'}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
