"""Who wrote an item, who began an epoch: Ed25519 signatures over its place and content.

age does not authenticate senders, and a ciphertext moved to another place would still open; the signature
binds it to its compartment, epoch, sequence and direction (docs/formats.md, "Item").
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DIRECTIONS: Final = frozenset({"reporter", "handlers", "staff"})
PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands."""

    compartment: UUID
    epoch: int
    sequence: int
    direction: str


def item_message(place: Place, sha256: bytes) -> bytes:
    """The bytes that an item's author signs; `sha256` is that of the ciphertext."""
    return (
        f"upstander item v1\n{place.compartment}\n{place.epoch}\n{place.sequence}\n{place.direction}\n"
        f"{sha256.hex()}\n"
    ).encode("ascii")


def sign_item(seed: bytes, place: Place, ciphertext: bytes) -> bytes:
    """The signature (64 bytes) by the author whose Ed25519 seed is `seed`."""
    return sign(seed, item_message(place, hashlib.sha256(ciphertext).digest()))


def item_is_signed(public: bytes, place: Place, sha256: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of the owner of `public` over this ciphertext in this place."""
    return is_signed(public, item_message(place, sha256), signature)


def epoch_message(compartment: UUID, number: int, recipient: str) -> bytes:
    """The bytes that whoever begins an epoch signs (docs/adr/0009)."""
    return f"upstander epoch v1\n{compartment}\n{number}\n{recipient}\n".encode()


def sign_epoch(seed: bytes, compartment: UUID, number: int, recipient: str) -> bytes:
    """The signature (64 bytes) by the one who begins the epoch."""
    return sign(seed, epoch_message(compartment, number, recipient))


def epoch_is_signed(public: bytes, compartment: UUID, number: int, recipient: str, signature: bytes) -> bool:
    """Whether `signature` is that of the owner of `public` over this recipient for this epoch."""
    return is_signed(public, epoch_message(compartment, number, recipient), signature)


def sign(seed: bytes, message: bytes) -> bytes:
    """Ed25519 (RFC 8032) over `message`."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature holds; a key or signature of a wrong form does not."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key(seed: bytes) -> bytes:
    """The 32 public bytes of an Ed25519 seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
