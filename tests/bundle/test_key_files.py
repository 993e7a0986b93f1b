"""Files of keys: what is no key is told with the file's name, and no key is ever written over another."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from alps_desk.bundle.keys import SigningKey, verify
from alps_desk.domain.errors import StoreUnavailable
from tests.fixtures.forging import seeded_key
from tests.fixtures.systems import read_by_owner_only


def _pem(key: Ed448PrivateKey | Ed25519PrivateKey, password: bytes = b"") -> bytes:
    lock = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)


def test_a_key_that_was_written_signs_as_before(tmp_path: Path) -> None:
    key, path = seeded_key("ikeda"), tmp_path / "keys" / "device.pem"
    key.write(path)
    again = SigningKey.read(path)
    assert (again.id, again.public) == (key.id, key.public)
    assert verify(key.public, again.sign(b"x"), b"x")
    assert not verify(key.public, again.sign(b"x"), b"y")
    assert read_by_owner_only(path), "nobody else reads it"


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    path = tmp_path / "device.pem"
    seeded_key("ikeda").write(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        seeded_key("hakuba").write(path)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [before]


def test_half_a_key_that_a_power_cut_left_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "device.pem"
    (tmp_path / "device.pem.part").write_bytes(b"-----BEGIN")
    seeded_key("ikeda").write(path)
    assert SigningKey.read(path).id == seeded_key("ikeda").id
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "content",
    [None, b"", b"no key", _pem(Ed448PrivateKey.generate()), _pem(Ed25519PrivateKey.generate(), b"word")],
    ids=["missing", "empty", "other text", "another kind of key", "locked with a word"],
)
def test_what_is_no_key_is_told_with_the_name_of_its_file(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "device.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreUnavailable) as caught:
        SigningKey.read(path)
    assert (caught.value.code, caught.value.params["file"]) == ("key_missing", "device.pem")


@pytest.mark.parametrize("public", ["", "00", "zz" * 32, "ff" * 32])
def test_nothing_is_signed_by_what_is_no_key(public: str) -> None:
    assert not verify(public, bytes(64), b"x")
