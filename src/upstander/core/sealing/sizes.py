"""How large sealed things look from outside, so that a size says little of what is inside (docs/formats.md).

Items come in nine classes; files are padded by Padmé, which leaks O(log log n) bits of a length n at a cost
of at most 12 per cent (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with
PURBs", PoPETs 2019, section 4).
"""

from __future__ import annotations

from typing import Final

from upstander.core.sealing.agefile import CHUNK_BYTES, NONCE_BYTES, TAG_BYTES

KIB: Final = 1024
SMALLEST_ITEM: Final = 4 * KIB
LARGEST_ITEM: Final = 1024 * KIB
ITEM_CLASSES: Final = tuple(SMALLEST_ITEM << step for step in range(9))
SMALLEST_FILE: Final = 64 * KIB
LARGEST_CONTENT: Final = 200 * KIB * KIB
FILE_CHUNK: Final = 4 * KIB * KIB
"""Bytes of ciphertext in one transported chunk of a file."""

HYBRID_HEADER: Final = 1627
"""Bytes of the header of a file with one hybrid recipient; always the same."""
LARGEST_HEADER: Final = 2048
"""No accepted header is longer (hybrid ones are 1627; X25519 ones vary by the noise that pyrage adds)."""


class TooLargeError(ValueError):
    """What is to be sealed does not fit the largest class."""


def item_class(size: int) -> int:
    """The padded size of an item whose JSON takes `size` bytes. Raises `TooLargeError` above 1 MiB."""
    for padded in ITEM_CLASSES:
        if size <= padded:
            return padded
    raise TooLargeError(f"An item holds at most {LARGEST_ITEM} bytes; this one takes {size}.")


def is_item_class(size: int) -> bool:
    """Whether `size` is one of the sizes that an honestly padded item has."""
    return size in ITEM_CLASSES


def padme(size: int) -> int:
    """`size` rounded up so that its low bits are zero, as many as its length in bits allows (Padmé)."""
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def padded_file_size(size: int) -> int:
    """Bytes of plaintext of a file with `size` bytes of content. Raises `TooLargeError` above 200 MiB."""
    if size > LARGEST_CONTENT:
        raise TooLargeError(f"A file holds at most {LARGEST_CONTENT} bytes; this one has {size}.")
    return padme(max(size, SMALLEST_FILE))


def is_padded_file_size(size: int) -> bool:
    """Whether `size` is one that an honestly padded file has."""
    return SMALLEST_FILE <= size <= padme(LARGEST_CONTENT) and padme(size) == size


def payload_size(plaintext: int) -> int:
    """Bytes that the payload of an age file takes for so much plaintext."""
    chunks = max(1, -(-plaintext // CHUNK_BYTES))
    return NONCE_BYTES + plaintext + chunks * TAG_BYTES


def ciphertext_size(plaintext: int, header: int = HYBRID_HEADER) -> int:
    """Bytes of an age file for so much plaintext and a header of `header` bytes."""
    return header + payload_size(plaintext)


LARGEST_ITEM_CIPHERTEXT: Final = ciphertext_size(LARGEST_ITEM, LARGEST_HEADER)
LARGEST_FILE_CIPHERTEXT: Final = ciphertext_size(padme(LARGEST_CONTENT), LARGEST_HEADER)
