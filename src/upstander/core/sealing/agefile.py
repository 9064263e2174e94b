"""Is this a well-formed age v1 file with exactly the one recipient it should have?

The server never opens what it stores, so structure is all it can check, and it checks all of it: others once
stored a field that merely began like ciphertext as if it were (docs/threat-model.md).

The format is https://c2sp.org/age. A header is matched by one regular expression per kind of recipient, which
includes canonical base64 (no stray bits in the last character); the payload is only counted, since a
position in it carries no structure besides its length. Only a refused file is read again, line by line, to
say what is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

INTRODUCTION: Final = b"age-encryption.org/v1\n"
NONCE_BYTES: Final = 16
TAG_BYTES: Final = 16
CHUNK_BYTES: Final = 64 * 1024
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES
HEAD_BYTES: Final = 4096
"""So many first bytes of a file always hold the whole header that `parse_head` accepts."""


class Kind(StrEnum):
    """Whom a file may be sealed to; the value is the type of its recipient stanza."""

    HYBRID = "mlkem768x25519"
    X25519 = "X25519"
    SCRYPT = "scrypt"
    FIDO2PRF = "age-encryption.org/fido2prf"


class Fault(StrEnum):
    """What is wrong with a refused file, as a code that callers and tests can tell apart."""

    NOT_AGE = "not_age"
    RECIPIENT = "recipient"
    STANZA = "stanza"
    TOO_MANY = "too_many_recipients"
    MAC = "mac"
    TRUNCATED = "truncated"
    PAYLOAD = "payload"


class MalformedAgeError(ValueError):
    """The bytes are not a well-formed age file of the expected kind; `fault` says which part is wrong."""

    def __init__(self, fault: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class AgeFile:
    """The shape of a well-formed file. Sizes in bytes."""

    kind: Kind
    header_size: int
    plaintext_size: int
    chunks: int


# Canonical unpadded base64: where the last group is short, its unused bits must be zero.
_B64: Final = rb"[A-Za-z0-9+/]"
_TWO: Final = rb"[AQgw]"  # last character of a group of one byte: four zero bits
_THREE: Final = rb"[AEIMQUYcgkosw048]"  # last character of a group of two bytes: two zero bits


def _exactly(size: int) -> bytes:
    """A pattern for the canonical base64 of exactly `size` bytes."""
    whole, rest = divmod(size, 3)
    tail = (b"", _B64 + _TWO, _B64 + _B64 + _THREE)[rest]
    return _B64 + b"{%d}" % (whole * 4) + tail


_BODY_32: Final = _exactly(32) + b"\n"
_WORD: Final = rb"[!-~]{1,128}"
_LONG_LINE: Final = _B64 + rb"{64}\n"
_LAST_LINE: Final = rb"(?:%b{4}){0,15}(?:|%b%b|%b%b%b)\n" % (_B64, _B64, _TWO, _B64, _B64, _THREE)
_ANY_BODY: Final = rb"(?:%b){0,3}%b" % (_LONG_LINE, _LAST_LINE)
_ANY_STANZA: Final = rb"-> %b(?: %b){0,8}\n%b" % (_WORD, _WORD, _ANY_BODY)
# rage (and pyrage, which stands on it) adds one stanza of noise to what it seals, so that readers stay used
# to stanzas they do not know. Its type always ends so, and nobody is a recipient through it.
_NOISE: Final = rb"-> [!-~]{0,32}-grease(?: %b){0,8}\n%b" % (_WORD, _ANY_BODY)
_MAC: Final = rb"--- %b\n" % _exactly(32)

_RECIPIENT: Final = {
    Kind.HYBRID: rb"-> mlkem768x25519 %b\n%b" % (_exactly(1120), _BODY_32),
    Kind.X25519: rb"-> X25519 %b\n%b" % (_exactly(32), _BODY_32),
    Kind.SCRYPT: rb"-> scrypt %b [1-9][0-9]?\n%b" % (_exactly(16), _BODY_32),
    Kind.FIDO2PRF: rb"-> age-encryption\.org/fido2prf %b\n%b" % (_exactly(16), _BODY_32),
}
_BESIDE: Final = {Kind.X25519: rb"(?:%b)?" % _NOISE}
_HEADER: Final = {
    kind: re.compile(re.escape(INTRODUCTION) + stanza + _BESIDE.get(kind, b"") + _MAC)
    for kind, stanza in _RECIPIENT.items()
}


def parse(content: bytes, kind: Kind) -> AgeFile:
    """Check a whole file held in memory.

    Raises `MalformedAgeError` unless it is sealed to exactly one recipient of `kind`.
    """
    return parse_head(content, len(content), kind)


def parse_head(head: bytes, size: int, kind: Kind) -> AgeFile:
    """Check a file of `size` bytes by its first bytes alone (`HEAD_BYTES` of them, or all of a smaller file).

    This is enough for a streamed file: after the header only the total length carries structure.
    """
    header = _HEADER[kind].match(head)
    if header is None:
        raise _diagnosis(head, kind)
    header_size = header.end()
    plaintext_size, chunks = payload_shape(size - header_size)
    return AgeFile(kind, header_size, plaintext_size, chunks)


def payload_shape(size: int) -> tuple[int, int]:
    """Bytes of plaintext and number of chunks of a payload of `size` bytes (nonce and sealed chunks).

    Every chunk but the last is full; the last is not empty unless it is the only one (c2sp.org/age, Payload).
    """
    sealed = size - NONCE_BYTES
    if sealed < TAG_BYTES:
        raise MalformedAgeError(Fault.TRUNCATED, "The file ends before its first sealed chunk is whole.")
    full, last = divmod(sealed, SEALED_CHUNK_BYTES)
    if last == 0:
        return full * CHUNK_BYTES, full
    if last < TAG_BYTES:
        raise MalformedAgeError(Fault.PAYLOAD, "The last chunk is shorter than its own tag.")
    if last == TAG_BYTES and full:
        raise MalformedAgeError(Fault.PAYLOAD, "The last chunk is empty although it is not the only one.")
    return full * CHUNK_BYTES + last - TAG_BYTES, full + 1


_TYPE: Final = re.compile(rb"-> ([!-~]+)")
_STANZA: Final = re.compile(_ANY_STANZA)
_STANZA_OF: Final = {kind.value.encode(): re.compile(stanza) for kind, stanza in _RECIPIENT.items()}


def _diagnosis(head: bytes, kind: Kind) -> MalformedAgeError:
    """What is wrong with a header that was not recognised. Costs more than accepting; refusals are rare."""
    if not head.startswith(INTRODUCTION):
        return MalformedAgeError(Fault.NOT_AGE, "This is not an age file: the first line is not age's.")
    types: list[bytes] = []
    position = len(INTRODUCTION)
    while (named := _TYPE.match(head, position)) is not None:
        types.append(named[1])
        stanza = _STANZA_OF.get(named[1], _STANZA).match(head, position)
        if stanza is None:
            return MalformedAgeError(
                Fault.STANZA, f"Recipient {len(types)} is not written as age prescribes for its type."
            )
        position = stanza.end()
    return _wrong_recipients(types, kind) or _wrong_mac(head[position:])


def _wrong_recipients(types: list[bytes], kind: Kind) -> MalformedAgeError | None:
    expected = kind.value.encode()
    if not types or expected not in types:
        return MalformedAgeError(Fault.RECIPIENT, f"The file is not sealed to a recipient of type {kind}.")
    if types == [expected] or (kind is Kind.X25519 and len(types) == 2 and types[1].endswith(b"-grease")):
        return None
    return MalformedAgeError(Fault.TOO_MANY, f"The file names {len(types)} recipients instead of one.")


def _wrong_mac(rest: bytes) -> MalformedAgeError:
    if len(rest) < len("--- ") + 43 + 1:
        return MalformedAgeError(Fault.TRUNCATED, "The file ends inside its header.")
    return MalformedAgeError(Fault.MAC, "The header does not end with age's authentication line.")
