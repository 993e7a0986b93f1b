"""The command line: the same commands as the window, through the same application layer.

Its words, its JSON and its exit codes are a promise: they are added to, never changed.
"""

from alps_desk.cli.calling import Answer, Doors
from alps_desk.cli.running import main

__all__ = ["Answer", "Doors", "main"]
