"""The pinned parts of a list as Windows needs them: ``pip`` on Linux would judge the conditions by this PC."""

from __future__ import annotations

import re
from collections.abc import Mapping

from packaging.requirements import Requirement

WINDOWS: Mapping[str, str] = {
    "implementation_name": "cpython",
    "implementation_version": "3.13.2",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_release": "10",
    "platform_system": "Windows",
    "platform_version": "10.0.17763",
    "python_full_version": "3.13.2",
    "python_version": "3.13",
    "sys_platform": "win32",
}
_BLOCK = re.compile(r"^(?P<head>[a-z][^\\\n]*) \\\n(?P<hashes>(?:    --hash=\S+(?: \\)?\n)+)", re.MULTILINE)


def for_windows(text: str, environment: Mapping[str, str] = WINDOWS) -> str:
    """The parts of a list of pins that hold in an environment, without their conditions, hashes kept.

    Args:
        text: as ``requirements/build.txt``.
    """
    kept = []
    for block in _BLOCK.finditer(text):
        wanted = Requirement(block["head"])
        if wanted.marker is None or wanted.marker.evaluate(dict(environment)):
            kept.append(f"{wanted.name}{wanted.specifier} \\\n{block['hashes']}")
    return "".join(kept)
