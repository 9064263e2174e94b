"""Identities and recipients as age writes them: bech32 strings (BIP 173) without bech32's limit of length.

A hybrid recipient is 1959 characters, and the server checks two of them for every report: the checksum is
therefore computed two characters at a time over a table (90 microseconds instead of 400).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache, reduce
from typing import Final

import bech32
import pyrage

from upstander.core.sealing.agefile import Kind


class Algorithm(StrEnum):
    """How a compartment is sealed: the prefix of its recipients."""

    HYBRID = "age1pq"
    X25519 = "age1"

    @property
    def stanza(self) -> Kind:
        """The kind of age file that is sealed to such a recipient."""
        return Kind.HYBRID if self is Algorithm.HYBRID else Kind.X25519


RECIPIENT_PREFIX: Final = {Algorithm.HYBRID: "age1pq", Algorithm.X25519: "age"}
IDENTITY_PREFIX: Final = {Algorithm.HYBRID: "age-secret-key-pq-", Algorithm.X25519: "age-secret-key-"}
RECIPIENT_BYTES: Final = {Algorithm.HYBRID: 1216, Algorithm.X25519: 32}
IDENTITY_BYTES: Final = 32
CHECKSUM_LENGTH: Final = 6


class RecipientError(ValueError):
    """The text is not a recipient or identity of the expected algorithm."""


def check_recipient(text: object, algorithm: Algorithm) -> str:
    """`text` itself when it is a well-formed recipient of `algorithm`. Raises `RecipientError`."""
    _decoded(text, RECIPIENT_PREFIX[algorithm], RECIPIENT_BYTES[algorithm], upper=False)
    return str(text)


def identity_from_seed(seed: bytes, algorithm: Algorithm) -> str:
    """The age identity whose 32 secret bytes are `seed`."""
    if len(seed) != IDENTITY_BYTES:
        raise RecipientError("an identity is made of 32 bytes")
    return _encoded(IDENTITY_PREFIX[algorithm], seed).upper()


def encode_recipient(public: bytes, algorithm: Algorithm) -> str:
    """The recipient with these public bytes."""
    if len(public) != RECIPIENT_BYTES[algorithm]:
        raise RecipientError(f"a recipient is made of {RECIPIENT_BYTES[algorithm]} bytes")
    return _encoded(RECIPIENT_PREFIX[algorithm], public)


def _encoded(prefix: str, content: bytes) -> str:
    return str(bech32.bech32_encode(prefix, bech32.convertbits(content, 8, 5) or []))


def seed_of_identity(text: object, algorithm: Algorithm) -> bytes:
    """The 32 secret bytes of an age identity. Raises `RecipientError`."""
    return _decoded(text, IDENTITY_PREFIX[algorithm], IDENTITY_BYTES, upper=True)


def algorithm_of_identity(text: str) -> Algorithm:
    """Which algorithm an identity belongs to, by its prefix. Raises `RecipientError`."""
    for algorithm, prefix in IDENTITY_PREFIX.items():
        if text.startswith(prefix.upper() + "1"):
            return algorithm
    raise RecipientError("this is not an age identity")


def x25519_recipient(identity: str) -> str:
    """The recipient of an X25519 identity."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())


_ALPHABET: Final = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES: Final = bytes.maketrans(_ALPHABET, bytes(range(32)))
_DIGITS: Final = bytes.maketrans(_ALPHABET, b"0123456789abcdefghijklmnopqrstuv")
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _step(check: int, value: int) -> int:
    """One step of the BCH checksum of BIP 173."""
    top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
    for bit, generator in enumerate(_GENERATOR):
        check ^= generator if top >> bit & 1 else 0
    return check


# What the ten top bits of the state do to it in two steps.
_TWO_STEPS: Final = tuple(_step(_step(top << 20, 0), 0) for top in range(1024))


@cache
def _state_after(prefix: str) -> int:
    """The checksum's state after the prefix, which is the same for all keys of a kind."""
    letters = prefix.encode("ascii")
    return reduce(_step, [byte >> 5 for byte in letters] + [0] + [byte & 31 for byte in letters], 1)


def _checksum(prefix: str, values: bytes) -> int:
    """The state after an even number of five-bit values; 1 for a valid string."""
    check, fold = _state_after(prefix), _TWO_STEPS
    for first, second in zip(values[::2], values[1::2], strict=True):
        check = (check & 0xFFFFF) << 10 ^ first << 5 ^ second ^ fold[check >> 20]
    return check


def _decoded(text: object, prefix: str, size: int, *, upper: bool) -> bytes:
    if not isinstance(text, str) or not text.isascii() or text != (text.upper() if upper else text.lower()):
        raise RecipientError("an age key is plain text in one case")
    text = text.lower()
    length = -(-size * 8 // 5) + CHECKSUM_LENGTH
    if not text.startswith(prefix + "1") or len(text) != len(prefix) + 1 + length:
        raise RecipientError(f"a key beginning {prefix}1 with {length} characters more is expected")
    body = text[len(prefix) + 1 :].encode("ascii")
    if body.translate(None, delete=_ALPHABET):
        raise RecipientError("an age key has a character that such keys do not have")
    if _checksum(prefix, body.translate(_VALUES)) != 1:
        raise RecipientError("the checksum of an age key is wrong")
    return _packed(body[:-CHECKSUM_LENGTH], size)


def _packed(body: bytes, size: int) -> bytes:
    """Groups of five bits as bytes; the bits left over must be zero."""
    number = int(body.translate(_DIGITS), 32)
    spare = len(body) * 5 - size * 8
    if number & ((1 << spare) - 1):
        raise RecipientError("an age key has stray bits at its end")
    return (number >> spare).to_bytes(size, "big")
