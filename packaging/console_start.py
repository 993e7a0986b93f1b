"""The console's executable on Windows: runs the program beside it, and passes on what it is given and what it says.

A program with a window has no console, and a second whole copy of the program would cost 9 MB. Text goes to a console
by its letters, so that Japanese is right whatever the console's code page is; into files and pipes byte by byte.
"""

import codecs
import os
import subprocess
import sys
import threading
from pathlib import Path

PROGRAM = "AlpsDesk.exe"


def pass_on(said, target):
    """Pass on everything that one stream says, as it comes."""
    if target is None:
        said.read()
        return
    letters = codecs.getincrementaldecoder("utf-8")("replace") if target.isatty() else None
    while piece := said.read1(65536):
        try:
            if letters is None:
                target.buffer.write(piece)
                target.buffer.flush()
            else:
                target.write(letters.decode(piece))
                target.flush()
        except OSError:
            # Whoever read it has gone. The program beside must not wait for ever with what it has to say.
            os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())


def main():
    """Run the program; its exit code."""
    given = sys.stdin
    if given is None or given.isatty():
        # Nobody types a table; a console of ours would be none to a program that has a window.
        given = subprocess.DEVNULL
    program = Path(sys.executable).with_name(PROGRAM)
    with subprocess.Popen(
        [program, *sys.argv[1:]], stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        readers = [
            threading.Thread(target=pass_on, args=pair, daemon=True)
            for pair in ((process.stdout, sys.stdout), (process.stderr, sys.stderr))
        ]
        for reader in readers:
            reader.start()
        try:
            process.wait()
        except KeyboardInterrupt:
            process.terminate()
        for reader in readers:
            reader.join()
        return process.returncode


if __name__ == "__main__":
    sys.exit(main())
