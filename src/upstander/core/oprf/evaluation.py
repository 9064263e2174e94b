"""The server's half of RFC 9497 (oblivious pseudorandom functions), ciphersuite ristretto255-SHA512.

The group is libsodium's, through `rbcl`; here is only the glue of the RFC: its hashing to the group and to
scalars (RFC 9380, expand_message_xmd), its key derivation and its proof that one key evaluated a whole batch.
Elements and scalars are 32 bytes as the RFC serialises them. Section numbers are those of RFC 9497.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

import rbcl

SUITE: Final = b"ristretto255-SHA512"
ELEMENT_BYTES: Final = 32
SCALAR_BYTES: Final = 32
LARGEST_INPUT: Final = 2**16 - 1
LARGEST_BATCH: Final = 2**16 - 1
_ZERO: Final = bytes(SCALAR_BYTES)
_IDENTITY: Final = bytes(ELEMENT_BYTES)


class Mode(IntEnum):
    """Whether an evaluation comes with a proof (section 3.1)."""

    OPRF = 0
    VOPRF = 1


class OprfError(ValueError):
    """An input, element or key that the RFC tells to refuse."""


@dataclass(frozen=True, slots=True)
class Key:
    """A server's key for one purpose and epoch."""

    mode: Mode
    secret: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """What clients check proofs against."""
        return bytes(rbcl.crypto_scalarmult_ristretto255_base(self.secret))


def derive_key(mode: Mode, seed: bytes, info: bytes) -> Key:
    """The key for a purpose (`info`) from a secret `seed` of 32 bytes (section 3.2.1, DeriveKeyPair)."""
    if len(seed) != SCALAR_BYTES:
        raise OprfError("A seed has 32 bytes.")
    material = seed + _counted(info)
    for counter in range(256):
        secret = _hash_to_scalar(material + bytes([counter]), b"DeriveKeyPair" + _context(mode))
        if secret != _ZERO:
            return Key(mode, secret)
    raise OprfError("No key can be derived from this seed.")


def blind_evaluate(key: Key, blinded: Sequence[bytes]) -> list[bytes]:
    """Evaluate blinded elements without learning what they are (section 3.3.1, BlindEvaluate)."""
    return [bytes(rbcl.crypto_scalarmult_ristretto255(key.secret, checked(element))) for element in blinded]


def blind_evaluate_with_proof(
    key: Key, blinded: Sequence[bytes], random_scalar: bytes | None = None
) -> tuple[list[bytes], bytes]:
    """Evaluate a batch and prove that `key` did it (section 3.3.2); the proof is 64 bytes.

    `random_scalar` is for the RFC's vectors alone: one that comes twice gives the key away.
    """
    if key.mode is not Mode.VOPRF:
        raise OprfError("Only a key of the verifiable mode proves.")
    evaluated = blind_evaluate(key, blinded)
    return evaluated, _prove(key, blinded, evaluated, random_scalar or _random_scalar())


def evaluate(key: Key, message: bytes) -> bytes:
    """The function's value (64 bytes) of a message that the server knows itself (section 3.3.1, Evaluate)."""
    element = _hash_to_group(message, key.mode)
    if element == _IDENTITY:
        raise OprfError("This message cannot be evaluated.")
    issued = bytes(rbcl.crypto_scalarmult_ristretto255(key.secret, element))
    return hashlib.sha512(_counted(message) + _counted(issued) + b"Finalize").digest()


def checked(element: bytes) -> bytes:
    """`element` itself when it is a valid one other than the identity (section 2.1). Raises `OprfError`."""
    if len(element) != ELEMENT_BYTES or element == _IDENTITY:
        raise OprfError("A group element has 32 bytes and is not the identity.")
    if not rbcl.crypto_core_ristretto255_is_valid_point(element):
        raise OprfError("This is not an element of the group.")
    return element


# --- proof (section 2.2) ----------------------------------------------------------------------------------


def _prove(key: Key, blinded: Sequence[bytes], evaluated: Sequence[bytes], random_scalar: bytes) -> bytes:
    composite, product = _composites(key, blinded, evaluated)
    first = rbcl.crypto_scalarmult_ristretto255_base(random_scalar)
    second = rbcl.crypto_scalarmult_ristretto255(random_scalar, composite)
    transcript = b"".join(map(_counted, (key.public, composite, product, first, second))) + b"Challenge"
    challenge = _hash_to_scalar(transcript, b"HashToScalar-" + _context(key.mode))
    answer = rbcl.crypto_core_ristretto255_scalar_sub(
        random_scalar, rbcl.crypto_core_ristretto255_scalar_mul(challenge, key.secret)
    )
    return challenge + bytes(answer)


def _composites(key: Key, blinded: Sequence[bytes], evaluated: Sequence[bytes]) -> tuple[bytes, bytes]:
    """One element that stands for the whole batch, and the same evaluated (ComputeCompositesFast)."""
    if not 0 < len(blinded) <= LARGEST_BATCH:
        raise OprfError("A batch has at least one element.")
    context = _context(key.mode)
    seed = hashlib.sha512(_counted(key.public) + _counted(b"Seed-" + context)).digest()
    composite = _IDENTITY
    for index, (element, value) in enumerate(zip(blinded, evaluated, strict=True)):
        weighed = _counted(seed) + index.to_bytes(2, "big") + _counted(element) + _counted(value)
        weight = _hash_to_scalar(weighed + b"Composite", b"HashToScalar-" + context)
        part = rbcl.crypto_scalarmult_ristretto255(weight, element)
        composite = bytes(rbcl.crypto_core_ristretto255_add(composite, part))
    return composite, bytes(rbcl.crypto_scalarmult_ristretto255(key.secret, composite))


# --- hashing (sections 3.1 and 4.1) -----------------------------------------------------------------------


def _context(mode: Mode) -> bytes:
    return b"OPRFV1-" + bytes([mode]) + b"-" + SUITE


def _hash_to_group(message: bytes, mode: Mode) -> bytes:
    uniform = _expand(message, b"HashToGroup-" + _context(mode))
    return bytes(rbcl.crypto_core_ristretto255_from_hash(uniform))


def _hash_to_scalar(message: bytes, tag: bytes) -> bytes:
    return bytes(rbcl.crypto_core_ristretto255_scalar_reduce(_expand(message, tag)))


def _expand(message: bytes, tag: bytes) -> bytes:
    """expand_message_xmd of RFC 9380 (section 5.3.1) with SHA-512, for 64 bytes: one block."""
    tag += bytes([len(tag)])
    first = hashlib.sha512(bytes(128) + message + (64).to_bytes(2, "big") + b"\x00" + tag).digest()
    return hashlib.sha512(first + b"\x01" + tag).digest()


def _counted(content: bytes) -> bytes:
    if len(content) > LARGEST_INPUT:
        raise OprfError(f"An input has at most {LARGEST_INPUT} bytes.")
    return len(content).to_bytes(2, "big") + content


def _random_scalar() -> bytes:
    return bytes(rbcl.crypto_core_ristretto255_scalar_random())
