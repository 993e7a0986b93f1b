"""Ed25519 keys of devices and roots, by the ``cryptography`` package; no cryptography of our own.

A device's id is the SHA-256 of its public key. Keys lie in owner-only files; nothing is encrypted with them, so a
lost key costs a registration and no data (sync-design 9).
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from alps_desk import durable
from alps_desk.domain.errors import StoreUnavailable
from alps_desk.domain.roster import device_id


class SigningKey:
    """A private key that signs."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw().hex()
        self.id = device_id(self.public)

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key from the operating system's randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """The key of a 32-byte seed: the same key each time (tests, reproducible samples)."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def read(cls, path: Path) -> SigningKey:
        """Read a key file.

        Raises:
            StoreUnavailable: missing or not a key (``key_missing``).
        """
        try:
            private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise StoreUnavailable("key_missing", file=path.name) from error
        if not isinstance(private, Ed25519PrivateKey):
            raise StoreUnavailable("key_missing", file=path.name)
        return cls(private)

    def write(self, path: Path) -> None:
        """Write the key, readable by its owner only, whole or not at all; never over an existing file."""
        content = self._private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        durable.make_folder(path.parent)
        if path.exists():
            raise FileExistsError(path)
        part = path.with_name(path.name + ".part")
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        durable.put_in_place(part, path)

    def sign(self, content: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._private.sign(content)


def verify(public: str, signature: bytes, content: bytes) -> bool:
    """Whether ``signature`` over ``content`` is by the owner of ``public`` (64 hex digits)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def pairing_code(public: str) -> str:
    """Eight groups of four digits that two people compare by telephone."""
    number = int.from_bytes(hashlib.sha256(b"alps-desk code 1\0" + bytes.fromhex(public)).digest(), "big")
    digits = f"{number % 10**32:032d}"
    return "-".join(digits[at : at + 4] for at in range(0, 32, 4))
