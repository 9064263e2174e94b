"""Sealed things for tests: well-formed age files of every kind, and submissions that are really sealed.

`well_formed` makes files with random contents in place of a sealed key: the server can check structure only,
so to it they are as good as real ones, and hybrid ones need no browser.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC, datetime
from typing import Any

import bech32

from upstander.core.sealing import signatures, sizes, wire
from upstander.core.sealing.agefile import Kind
from upstander.core.sealing.manifest import Manifest
from upstander.core.sealing.receipts import Receipt, generate, locator_hash
from upstander.core.sealing.recipients import RECIPIENT_BYTES, RECIPIENT_PREFIX, Algorithm
from upstander.core.sealing.serverside import Draft, Submission, build_submission
from upstander.core.sealing.signatures import Place

GRANT = 200
WORDS = "He stood in my door and would not let me pass."
_FIRST = {
    Kind.HYBRID: ("mlkem768x25519", 1120, ""),
    Kind.X25519: ("X25519", 32, ""),
    Kind.SCRYPT: ("scrypt", 16, " 18"),
    Kind.FIDO2PRF: ("age-encryption.org/fido2prf", 16, ""),
}


def _unpadded(content: bytes) -> str:
    return wire.encode(content).rstrip("=")


def well_formed(kind: Kind, plaintext: int) -> bytes:
    """An age file of the kind for so many bytes of plaintext, with random bytes where keys and secrets go."""
    name, size, more = _FIRST[kind]
    header = (
        f"age-encryption.org/v1\n-> {name} {_unpadded(secrets.token_bytes(size))}{more}\n"
        f"{_unpadded(secrets.token_bytes(32))}\n--- {_unpadded(secrets.token_bytes(32))}\n"
    )
    return header.encode() + secrets.token_bytes(sizes.payload_size(plaintext))


def recipient(algorithm: Algorithm) -> str:
    """A well-formed recipient with a random key."""
    words = bech32.convertbits(secrets.token_bytes(RECIPIENT_BYTES[algorithm]), 8, 5)
    return str(bech32.bech32_encode(RECIPIENT_PREFIX[algorithm], words))


class Reporter:
    """Someone with a receipt. Its keys are drawn, not stretched from it: a scrypt each takes long."""

    def __init__(self) -> None:
        self.locator = secrets.token_bytes(32)
        self.seed = secrets.token_bytes(32)
        self.compartment = uuid.uuid4()
        self.headers = {"Authorization": f"Receipt {wire.encode(self.locator)}"}

    def submission(self, manifest: Manifest | None, **changes: Any) -> dict[str, Any]:
        """A hybrid submission to everybody in the manifest; without one, a private record."""
        principals = [] if manifest is None else [*manifest.handlers, manifest.recovery]
        excluded = changes.get("excluded", [])
        named = [str(one.id) for one in principals if str(one.id) not in excluded]
        body: dict[str, Any] = {
            "v": 1,
            "compartment": {
                "id": str(self.compartment),
                "kind": "report" if manifest else "record",
                "algorithm": "age1pq",
                "recipient": recipient(Algorithm.HYBRID),
            },
            "team": str(manifest.team) if manifest else None,
            "manifest_version": manifest.version if manifest else None,
            "locator_hash": wire.encode(locator_hash(self.locator)),
            "author": wire.encode(signatures.public_key(self.seed)),
            "mailbox": recipient(Algorithm.HYBRID),
            "want": "report" if manifest else "record",
            "grants": [grant(name) for name in [*named, "receipt"]],
            "excluded": [],
            "item": first_item(self.seed, self.compartment),
            "facets": {},
            "unit": None,
            "language": "en",
        }
        return body | changes

    def item(self, sequence: int, *, epoch: int = 1, file: uuid.UUID | None = None) -> dict[str, Any]:
        return item(self.seed, self.compartment, sequence, "reporter", epoch=epoch, file=file)


def grant(principal: str) -> dict[str, Any]:
    return {"principal": principal, "ciphertext": wire.encode(well_formed(Kind.HYBRID, GRANT))}


def grants(principals: list[str], epoch: int | None = None) -> list[dict[str, Any]]:
    made = [grant(principal) for principal in principals]
    return made if epoch is None else [{"epoch": epoch, **one} for one in made]


def epoch(seed: bytes, compartment: uuid.UUID, number: int, principals: list[str]) -> dict[str, Any]:
    """A rotation as the doors take it, signed by the owner of `seed`."""
    to = recipient(Algorithm.HYBRID)
    signature = wire.encode(signatures.sign_epoch(seed, compartment, number, to))
    return {"number": number, "recipient": to, "grants": grants(principals), "signature": signature}


def first_item(seed: bytes, compartment: uuid.UUID) -> dict[str, Any]:
    made = item(seed, compartment, 1, "reporter")
    return {name: made[name] for name in ("id", "ciphertext", "signature")}


def item(
    seed: bytes,
    compartment: uuid.UUID,
    sequence: int,
    direction: str,
    *,
    epoch: int = 1,
    file: uuid.UUID | None = None,
) -> dict[str, Any]:
    """An item as the doors take it, signed by the owner of `seed`."""
    ciphertext = well_formed(Kind.HYBRID, sizes.SMALLEST_ITEM)
    place = Place(compartment, epoch, sequence, direction)
    made = {
        "id": str(uuid.uuid4()),
        "epoch": epoch,
        "sequence": sequence,
        "ciphertext": wire.encode(ciphertext),
        "signature": wire.encode(signatures.sign_item(seed, place, ciphertext)),
    }
    return made | ({"file": str(file)} if file else {})


def really_sealed(
    manifest: Manifest | None, want: str = "report", **draft: Any
) -> tuple[Submission, Receipt]:
    """A submission sealed with real keys, as the path without JavaScript makes it, and its receipt."""
    receipt = generate()
    made = Draft(
        want, {"text": WORDS}, datetime.now(UTC), "en", manifest, "0" * 64 if manifest else "", **draft
    )
    return build_submission(made, receipt), receipt
