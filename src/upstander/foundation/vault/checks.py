"""Is what came well-formed? Structure is all that the server can check, and it checks all of it."""

from __future__ import annotations

import hashlib
from uuid import UUID

from upstander.core.sealing import sizes
from upstander.core.sealing.agefile import AgeFile, Kind, MalformedAgeError, parse, parse_head
from upstander.core.sealing.recipients import Algorithm, RecipientError, check_recipient
from upstander.core.sealing.signatures import PUBLIC_BYTES, Place, epoch_is_signed, item_is_signed

from .errors import Malformed, NotSigned, TooLarge
from .values import NewEpoch

LARGEST_GRANT = 1024
"""Bytes of plaintext; the JSON of a grant takes less than 250."""
LARGEST_KEYRING = 4096
LARGEST_INDEX = 4 * 1024 * 1024
LEAST_WORK, MOST_WORK = 15, 20
"""scrypt work factors of a sealed keyring: below is too easily guessed, above stops a phone (SEALING.md)."""


def item_sha256(ciphertext: bytes, algorithm: str) -> bytes:
    """The hash of a well-formed item. Raises Malformed, or TooLarge."""
    if len(ciphertext) > sizes.LARGEST_ITEM_CIPHERTEXT:
        raise TooLarge
    shape = _parsed(ciphertext, Algorithm(algorithm).stanza)
    if not sizes.is_item_class(shape.plaintext_size):
        raise Malformed("size_class")
    return hashlib.sha256(ciphertext).digest()


def grant(ciphertext: bytes, algorithm: str) -> None:
    if _parsed(ciphertext, Algorithm(algorithm).stanza).plaintext_size > LARGEST_GRANT:
        raise Malformed("grant_size")


def file_head(head: bytes, size: int, algorithm: str) -> None:
    """The first bytes of a file of `size` bytes: one recipient of the right kind, a padded length."""
    try:
        shape = parse_head(head, size, Algorithm(algorithm).stanza)
    except MalformedAgeError as error:
        raise Malformed(error.fault) from None
    if not sizes.is_padded_file_size(shape.plaintext_size):
        raise Malformed("size_class")


def keyring(ciphertext: bytes, method: str) -> None:
    """A sealed keyring: one passphrase stanza of a sensible work factor, or one of a passkey."""
    kind = Kind.SCRYPT if method == "passphrase" else Kind.FIDO2PRF
    if _parsed(ciphertext, kind).plaintext_size > LARGEST_KEYRING:
        raise Malformed("keyring_size")
    if kind is Kind.SCRYPT and not LEAST_WORK <= work_factor(ciphertext) <= MOST_WORK:
        raise Malformed("work_factor")


def work_factor(ciphertext: bytes) -> int:
    """The scrypt work factor in the second line of a well-formed passphrase file."""
    return int(ciphertext.split(b"\n", 2)[1].rsplit(b" ", 1)[1])


def index(ciphertext: bytes) -> None:
    """A handler's own index: an age file to her hybrid key, of any size up to 4 MiB."""
    if len(ciphertext) > LARGEST_INDEX:
        raise TooLarge
    _parsed(ciphertext, Kind.HYBRID)


def recipient(text: str, algorithm: str) -> None:
    try:
        check_recipient(text, Algorithm(algorithm))
    except (RecipientError, ValueError):
        raise Malformed("recipient") from None


def public_key(key: bytes | None) -> None:
    if key is None or len(key) != PUBLIC_BYTES:
        raise Malformed("public_key")


def signed(author: bytes | memoryview | None, place: Place, sha256: bytes, signature: bytes) -> None:
    if author is None or not item_is_signed(bytes(author), place, sha256, signature):
        raise NotSigned


def epoch_signed(author: bytes | memoryview | None, compartment: UUID, new: NewEpoch) -> None:
    """Whoever begins an epoch has signed its recipient. Raises NotSigned."""
    if author is None or not epoch_is_signed(
        bytes(author), compartment, new.number, new.recipient, new.signature
    ):
        raise NotSigned


def _parsed(ciphertext: bytes, kind: Kind) -> AgeFile:
    try:
        return parse(ciphertext, kind)
    except MalformedAgeError as error:
        raise Malformed(error.fault) from None
