"""Keys as files: the offline root, a handler's keyring, what recovery shares bring back (docs/formats.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage

from upstander.core.sealing import agefile, wire
from upstander.core.sealing.agefile import INTRODUCTION, Kind
from upstander.core.sealing.receipts import Receipt
from upstander.core.sealing.recipients import Algorithm, seed_of_identity


class KeyFileError(ValueError):
    """A key file is not one, or does not open. The message never carries a key."""


@dataclass(frozen=True)
class Keys:
    """The age identities of a handler, of recovery, or of a receipt's mailbox."""

    age1pq: str = field(repr=False)
    age1: str = field(repr=False)

    def identity(self, algorithm: Algorithm) -> str:
        """The identity that opens what is sealed by `algorithm`."""
        return self.age1pq if algorithm is Algorithm.HYBRID else self.age1


def seal_with_passphrase(plaintext: bytes, passphrase: str) -> bytes:
    """An age file that a passphrase opens."""
    return bytes(pyrage.passphrase.encrypt(plaintext, passphrase))


def open_with_passphrase(ciphertext: bytes, passphrase: str) -> bytes:
    """What was sealed by a passphrase. Raises `KeyFileError`."""
    try:
        agefile.parse(ciphertext, Kind.SCRYPT)
        return bytes(pyrage.passphrase.decrypt(ciphertext, passphrase))
    except agefile.MalformedAgeError as error:
        raise KeyFileError("This is not a file that a passphrase opens.") from error
    except pyrage.DecryptError as error:
        raise KeyFileError("The passphrase is wrong.") from error


def write_root(seed: bytes, passphrase: str) -> bytes:
    """A root key file: the seed, sealed by a passphrase."""
    return seal_with_passphrase(wire.encode(seed).encode() + b"\n", passphrase)


def is_sealed(content: bytes) -> bool:
    """Whether a key file needs a passphrase; the example system's root keys do not."""
    return content.startswith(INTRODUCTION)


def read_root(content: bytes) -> bytes:
    """The seed in the plaintext of a root key file. Raises `KeyFileError`."""
    try:
        return wire.decode(content.decode("ascii").strip(), 32)
    except (wire.WireError, UnicodeDecodeError) as error:
        raise KeyFileError("This is not a root key.") from error


def write_keys(keys: Keys) -> bytes:
    """The plaintext of a keyring that cannot sign, as recovery's is."""
    return json.dumps({"v": 1, "age1pq": keys.age1pq, "age1": keys.age1}).encode()


def read_keys(plaintext: bytes) -> Keys:
    """The identities in the plaintext of a keyring. Raises `KeyFileError`."""
    try:
        values: dict[str, Any] = json.loads(plaintext)
        keys = Keys(values["age1pq"], values["age1"])
        for algorithm in Algorithm:
            seed_of_identity(keys.identity(algorithm), algorithm)
    except (ValueError, KeyError, TypeError) as error:
        raise KeyFileError("This is not a keyring.") from error
    return keys


def keys_of_receipt(receipt: Receipt) -> Keys:
    """The identities of a receipt's mailbox. Costs a scrypt."""
    return Keys(*(receipt.mailbox_identity(algorithm) for algorithm in (Algorithm.HYBRID, Algorithm.X25519)))


def read_share(path: Path) -> str:
    """One recovery share as printed."""
    return " ".join(path.read_text(encoding="utf-8").split())
