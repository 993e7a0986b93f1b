"""Fuzzing targets for everything that reads a file from outside.

``python -m tests.fuzzing bundle --seconds 60`` (``entry-csv``, ``entry-xlsx``) runs one of them with Atheris, which stands
in ``requirements/tools.txt`` and runs on Linux. The tests run the same targets over their seeds, over what was found
once, and over some hundred files that the same mutators make.
"""
