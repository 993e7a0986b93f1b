"""Signing with an organisation's certificate, and a throw-away one to try the step with.

A release is signed where the organisation keeps its key: ``build.py windows --sign-with "COMMAND"``, where the command
takes a file and replaces it by the signed one, as ``packaging/sign.sh`` does with a certificate in a file.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from shipping.names import PACKAGING
from shipping.steps import Place, run


@dataclass(frozen=True)
class Certificate:
    """A certificate that signs.

    Attributes:
        command: signs the file it is given.
        root: whom to believe, a PEM file.
    """

    command: str
    root: Path

    def verifies(self, file: Path) -> bool:
        """Whether a file carries a good signature of this certificate."""
        command = ["osslsigncode", "verify", "-CAfile", self.root, "-in", file]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
        return done.returncode == 0


def throw_away_certificate(place: Place) -> Certificate:
    """A certificate that nobody believes, for the length of a check."""
    folder = place.folder("certificate", empty=True)
    key, root = folder / "key.pem", folder / "certificate.pem"
    usage = ["-addext", "keyUsage=digitalSignature", "-addext", "extendedKeyUsage=codeSigning"]
    name = ["-subj", "/CN=throw-away certificate of a check"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "2", *name, *usage]
    run(place, "certificate", [*make, "-keyout", key, "-out", root])
    return Certificate(f"sh {PACKAGING / 'sign.sh'} {root} {key}", root)
