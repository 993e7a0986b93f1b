"""The parts a release is made of: their licences as one text, and the list of parts as CycloneDX.

Read from what is installed in the environment of the build and from the pins, so that no list can be forgotten.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from shipping.names import BUILD_TIME, CHECKOUT, DISTRIBUTION, version, words
from shipping.steps import file_hash

ONLY_FOR_BUILDING = {"tzdata"}
"""Pinned for a checkout on Windows, but not in the program's folder."""
LICENCE_FILES = re.compile(
    r"(?:^|/)(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*$|(?:^|/)licenses/", re.IGNORECASE
)
COMMON = Path("/usr/share/common-licenses")
"""Debian's own copies."""
_PIN = re.compile(r"^([a-z0-9-]+)==([^ \\]+)", re.MULTILINE)
_RULE = "=" * 100


def pinned() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Name → version and hashes of each part that the program is made of."""
    text = (CHECKOUT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    found = {}
    for block in re.split(r"\n(?=[a-z])", text):
        head = _PIN.match(block)
        if head and head[1] not in ONLY_FOR_BUILDING:
            found[head[1]] = (head[2], tuple(re.findall(r"sha256:([0-9a-f]{64})", block)))
    return found


def licence_of(name: str) -> str:
    """What a part says its licence is."""
    about = metadata.metadata(name)
    told = about.get("License-Expression") or about.get("License") or ""
    if not told or len(told) > 120:
        told = "; ".join(
            line.rpartition(" :: ")[2]
            for line in about.get_all("Classifier") or ()
            if line.startswith("License ::")
        )
    return told.strip()


def licence_texts(name: str) -> Iterator[tuple[str, str]]:
    """Files with the licences of a part."""
    for file in metadata.files(name) or ():
        plain = file.as_posix()
        if ".dist-info/" in plain and LICENCE_FILES.search(plain):
            yield (
                plain.partition(".dist-info/")[2],
                Path(str(file.locate())).read_text(encoding="utf-8", errors="replace"),
            )


def own_texts() -> Iterator[tuple[str, str]]:
    """Licences of what stands in the checkout itself."""
    for name in ("LICENSE", "resources/fonts/OFL.txt", "resources/icons/LICENSE-fluent-icons.txt"):
        yield name, (CHECKOUT / name).read_text(encoding="utf-8")


def licences() -> str:
    """One text with every licence; the parts without a text of their own are named with what they say."""
    chapters = [f"{words()['installer_product']} {version()}\n"]
    for title, text in own_texts():
        chapters.append(f"{_RULE}\n{title}\n{_RULE}\n{text.strip()}\n")
    for name in ("LGPL-3", "GPL-3"):
        # Qt's wheels bring no text of theirs; the first stands on the second.
        text = (COMMON / name).read_text(encoding="utf-8") if (COMMON / name).is_file() else ""
        chapters.append(f"{_RULE}\n{name} (Qt, PySide6, shiboken6, psycopg)\n{_RULE}\n{text.strip()}\n")
    for name, (number, _) in sorted(pinned().items()):
        texts = list(licence_texts(name))
        body = "\n\n".join(f"--- {title}\n{text.strip()}" for title, text in texts)
        chapters.append(f"{_RULE}\n{name} {number}: {licence_of(name)}\n{_RULE}\n{body}\n")
    chapters.append(
        f"{_RULE}\nPython\n{_RULE}\nPython Software Foundation License Version 2\nhttps://docs.python.org/3/license.html\n"
    )
    return "\n".join(chapters)


def bill() -> dict[str, Any]:
    """The list of parts, CycloneDX 1.5."""
    own = f"pkg:pypi/{DISTRIBUTION}@{version()}"
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{number}",
            "name": name,
            "version": number,
            "purl": f"pkg:pypi/{name}@{number}",
            "licenses": [{"license": {"name": licence_of(name) or "see THIRD-PARTY-LICENSES.txt"}}],
            # One for each platform's file; which of them was used, the pins decide.
            "properties": [{"name": "pinned-sha256", "value": one} for one in hashes],
        }
        for name, (number, hashes) in sorted(pinned().items())
    ]
    for path in sorted((CHECKOUT / "resources" / "fonts").glob("*.[ot]tf")):
        components.append(
            {
                "type": "file",
                "bom-ref": path.name,
                "name": path.name,
                "licenses": [{"license": {"id": "OFL-1.1"}}],
                "hashes": [{"alg": "SHA-256", "content": file_hash(path)}],
            }
        )
    components.append(
        {
            "type": "platform",
            "bom-ref": "cpython",
            "name": "CPython",
            "licenses": [{"license": {"id": "PSF-2.0"}}],
        }
    )
    stamp = datetime.fromtimestamp(int(BUILD_TIME), UTC)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, own)}",
        "version": 1,
        "metadata": {
            "timestamp": stamp.isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": DISTRIBUTION,
                "version": version(),
                "purl": own,
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": components,
        "dependencies": [{"ref": own, "dependsOn": [one["bom-ref"] for one in components]}],
    }
