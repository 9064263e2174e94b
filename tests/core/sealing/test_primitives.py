"""The libraries that seal and sign do what the published vectors say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from upstander.core.sealing import signatures
from upstander.core.sealing.signatures import Place

VECTORS = Path(__file__).parents[2] / "vectors"
WYCHEPROOF = json.loads((VECTORS / "wycheproof.json").read_text())
RFC9180 = json.loads((VECTORS / "rfc9180_a2.json").read_text())
of = bytes.fromhex


def cases(name: str) -> Any:
    return pytest.mark.parametrize("case", WYCHEPROOF[name], ids=lambda case: f"tcId{case['tcId']}")


@cases("ed25519")
def test_signatures_hold_exactly_where_wycheproof_says_so(case: dict[str, Any]) -> None:
    holds = signatures.is_signed(of(case["pk"]), of(case["msg"]), of(case["sig"]))
    assert holds == (case["result"] == "valid")


@pytest.mark.parametrize("length", [0, 1, 31, 33, 63, 65])
def test_keys_and_signatures_of_a_wrong_length_do_not_hold_and_do_not_fail(length: int) -> None:
    assert not signatures.is_signed(bytes(length), b"", bytes(64))
    assert not signatures.is_signed(signatures.public_key(bytes(32)), b"", bytes(length))


@cases("hkdf_sha256")
def test_keys_are_derived_as_in_wycheproof(case: dict[str, Any]) -> None:
    derived = HKDF(SHA256(), case["size"], of(case["salt"]), of(case["info"])).derive(of(case["ikm"]))
    assert derived.hex() == case["okm"]


@cases("x25519")
def test_secrets_are_agreed_as_in_wycheproof(case: dict[str, Any]) -> None:
    private = X25519PrivateKey.from_private_bytes(of(case["private"]))
    assert private.exchange(X25519PublicKey.from_public_bytes(of(case["public"]))).hex() == case["shared"]


@cases("chacha20_poly1305")
def test_sealing_is_that_of_wycheproof_and_a_changed_tag_is_refused(case: dict[str, Any]) -> None:
    cipher, nonce, aad = ChaCha20Poly1305(of(case["key"])), of(case["iv"]), of(case["aad"])
    sealed = cipher.encrypt(nonce, of(case["msg"]), aad)
    assert sealed.hex() == case["ct"] + case["tag"]
    with pytest.raises(InvalidTag):
        cipher.decrypt(nonce, sealed[:-1] + bytes([sealed[-1] ^ 1]), aad)


def test_hpke_opens_what_rfc_9180_sealed() -> None:
    # The public call takes no associated data, which the RFC's vectors have; its own tests use this one too.
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    key = X25519PrivateKey.from_private_bytes(of(RFC9180["skRm"]))
    assert key.public_key().public_bytes_raw().hex() == RFC9180["pkRm"]
    (first,) = RFC9180["encryptions"]
    sealed = of(RFC9180["enc"]) + of(first["ct"])
    opened = openssl.hpke._decrypt_with_aad(suite, sealed, key, of(RFC9180["info"]), of(first["aad"]))
    assert opened.hex() == first["pt"]


PLACE = Place(UUID("11111111-2222-4333-8444-555555555555"), 1, 2, "reporter")


def test_the_signed_message_of_an_item_is_the_one_of_the_formats() -> None:
    assert signatures.item_message(PLACE, bytes(32)) == (
        b"upstander item v1\n11111111-2222-4333-8444-555555555555\n1\n2\nreporter\n" + b"00" * 32 + b"\n"
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place(UUID(int=1), 1, 2, "reporter"),
        Place(PLACE.compartment, 2, 2, "reporter"),
        Place(PLACE.compartment, 1, 3, "reporter"),
        Place(PLACE.compartment, 1, 2, "handlers"),
    ],
)
def test_a_signature_holds_in_its_own_place_only(elsewhere: Place) -> None:
    public, digest = signatures.public_key(bytes(32)), bytes(32)
    signature = signatures.sign(bytes(32), signatures.item_message(PLACE, digest))
    assert signatures.item_is_signed(public, PLACE, digest, signature)
    assert not signatures.item_is_signed(public, elsewhere, digest, signature)
    assert not signatures.item_is_signed(public, PLACE, bytes([1]) * 32, signature)
