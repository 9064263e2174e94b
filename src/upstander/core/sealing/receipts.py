"""The receipt: eight words that find a reporter's mailbox and open it (docs/formats.md, "Receipt").

The number behind the words has 103 bits, so guessing is hopeless and no account is needed. The locator finds
the mailbox; what opens it costs a scrypt of 2^15 and never leaves the one who holds the words.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from upstander.core.sealing import signatures
from upstander.core.sealing.recipients import Algorithm, identity_from_seed
from upstander.core.sealing.wordlists import LIST_LENGTH, words_of

WORDS: Final = 8
DICE: Final = 5
RANGE: Final = LIST_LENGTH**WORDS
BYTES: Final = 13
SALT: Final = b"upstander/receipt/v1"
SCRYPT_COST: Final = 2**15
SCRYPT_BLOCK: Final = 8
_SCRYPT_MEMORY: Final = 128 * SCRYPT_BLOCK * (SCRYPT_COST + 4)


@dataclass(frozen=True)
class Receipt:
    """A receipt's number, and all that is derived from it. Deriving costs a scrypt once."""

    number: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < RANGE:
            raise ValueError("A receipt is a number below 7776^8.")

    def __repr__(self) -> str:
        return "Receipt(...)"  # never in a log or an error report

    @property
    def content(self) -> bytes:
        """The number as 13 bytes, from which everything is derived."""
        return self.number.to_bytes(BYTES, "big")

    @property
    def indices(self) -> tuple[int, ...]:
        """The places of the eight words in any list, from 0; the first is the most significant."""
        rest, found = self.number, []
        for _ in range(WORDS):
            rest, index = divmod(rest, LIST_LENGTH)
            found.append(index)
        return tuple(reversed(found))

    def words(self, language: str) -> tuple[str, ...]:
        """The eight words in a language that has a list (`wordlists.LANGUAGES`)."""
        listed = words_of(language)
        return tuple(listed[index] for index in self.indices)

    def dice(self) -> tuple[str, ...]:
        """Eight groups of five digits from 1 to 6, the same in every language."""
        return tuple(dice_code(index) for index in self.indices)

    @property
    def locator(self) -> bytes:
        """What is sent to find the mailbox (32 bytes)."""
        return derive(self.content, "locator")

    @property
    def locator_hash(self) -> bytes:
        """What the server keeps of the locator (32 bytes)."""
        return locator_hash(self.locator)

    @cached_property
    def root(self) -> bytes:
        """The slow derivation that opens the mailbox (32 bytes)."""
        return hashlib.scrypt(
            self.content, salt=SALT, n=SCRYPT_COST, r=SCRYPT_BLOCK, p=1, maxmem=_SCRYPT_MEMORY, dklen=32
        )

    def mailbox_identity(self, algorithm: Algorithm) -> str:
        """The age identity to which grants for the reporter are sealed."""
        return identity_from_seed(derive(self.root, f"mailbox {algorithm}"), algorithm)

    @cached_property
    def author_seed(self) -> bytes:
        """The Ed25519 seed with which the reporter signs items."""
        return derive(self.root, "author ed25519")

    @property
    def author(self) -> bytes:
        """The public half of the author key (32 bytes)."""
        return signatures.public_key(self.author_seed)


def generate() -> Receipt:
    """A new receipt from the platform's cryptographic random source (`secrets` samples without bias)."""
    return Receipt(secrets.randbelow(RANGE))


def from_indices(indices: tuple[int, ...]) -> Receipt:
    """The receipt of eight places in a list."""
    if len(indices) != WORDS or not all(0 <= index < LIST_LENGTH for index in indices):
        raise ValueError("A receipt has eight words of the list.")
    number = 0
    for index in indices:
        number = number * LIST_LENGTH + index
    return Receipt(number)


def locator_hash(locator: bytes) -> bytes:
    """SHA-256 of a locator: the only trace of a receipt on the server."""
    return hashlib.sha256(locator).digest()


def derive(secret: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose: HKDF-SHA256 (RFC 5869) with the receipt's salt."""
    return HKDF(algorithm=SHA256(), length=32, salt=SALT, info=purpose.encode("ascii")).derive(secret)


def dice_code(index: int) -> str:
    """A place in the list as five digits from 1 to 6, as if dice had been thrown."""
    digits = []
    for _ in range(DICE):
        index, digit = divmod(index, 6)
        digits.append("123456"[digit])
    return "".join(reversed(digits))
