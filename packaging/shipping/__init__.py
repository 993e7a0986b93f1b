"""Making what offices install: folders, installers, and the checks of what was built. Never part of the program."""
