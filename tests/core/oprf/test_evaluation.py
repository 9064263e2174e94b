"""The key servers' evaluation is byte for byte that of RFC 9497, appendix A.1."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rbcl

from upstander.core import oprf
from upstander.core.oprf import Mode

VECTORS = Path(__file__).parents[2] / "vectors" / "rfc9497_ristretto255.json"
SUITES: list[dict[str, Any]] = json.loads(VECTORS.read_text())
CASES = [
    pytest.param(suite, vector, id=f"{suite['mode']}-{number}")
    for suite in SUITES
    for number, vector in enumerate(suite["vectors"], 1)
]


def key_of(suite: dict[str, Any]) -> oprf.Key:
    return oprf.derive_key(Mode[suite["mode"]], bytes.fromhex(suite["Seed"]), bytes.fromhex(suite["KeyInfo"]))


def batch(vector: dict[str, str], name: str) -> list[bytes]:
    return [bytes.fromhex(part) for part in vector[name].split(",")]


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite["mode"])
def test_a_key_is_derived_as_the_rfc_derives_it(suite: dict[str, Any]) -> None:
    key = key_of(suite)
    assert key.secret.hex() == suite["skSm"]
    assert key.public.hex() == suite.get("pkSm", key.public.hex())


@pytest.mark.parametrize(("suite", "vector"), CASES)
def test_blinded_elements_are_evaluated_as_in_the_rfc(suite: dict[str, Any], vector: dict[str, str]) -> None:
    evaluated = oprf.blind_evaluate(key_of(suite), batch(vector, "BlindedElement"))
    assert evaluated == batch(vector, "EvaluationElement")


@pytest.mark.parametrize(("suite", "vector"), [case for case in CASES if "VOPRF" in str(case.id)])
def test_the_proof_of_a_batch_is_that_of_the_rfc(suite: dict[str, Any], vector: dict[str, str]) -> None:
    scalar = bytes.fromhex(vector["ProofRandomScalar"])
    _, proof = oprf.blind_evaluate_with_proof(key_of(suite), batch(vector, "BlindedElement"), scalar)
    assert proof.hex() == vector["Proof"]


@pytest.mark.parametrize(("suite", "vector"), CASES)
def test_the_owner_of_a_key_gets_the_same_output_as_a_client(
    suite: dict[str, Any], vector: dict[str, str]
) -> None:
    outputs = [oprf.evaluate(key_of(suite), message) for message in batch(vector, "Input")]
    assert outputs == batch(vector, "Output")


@pytest.mark.parametrize(
    "element", [bytes(32), b"\xff" * 32, b"\x01" + bytes(31), b"short", bytes(33)], ids=range(5)
)
def test_what_is_no_element_of_the_group_is_never_multiplied_by_the_key(element: bytes) -> None:
    with pytest.raises(oprf.OprfError):
        oprf.blind_evaluate(key_of(SUITES[0]), [element])


def test_two_proofs_of_the_same_batch_differ_because_their_randomness_is_fresh() -> None:
    key = key_of(SUITES[1])
    element = bytes(rbcl.crypto_core_ristretto255_random())
    proofs = {oprf.blind_evaluate_with_proof(key, [element])[1] for _ in range(5)}
    assert len(proofs) == 5


def test_an_empty_batch_and_a_key_without_proofs_are_refused() -> None:
    with pytest.raises(oprf.OprfError):
        oprf.blind_evaluate_with_proof(key_of(SUITES[1]), [])
    with pytest.raises(oprf.OprfError):
        oprf.blind_evaluate_with_proof(key_of(SUITES[0]), batch(SUITES[0]["vectors"][0], "BlindedElement"))


def test_keys_of_two_purposes_have_nothing_in_common() -> None:
    seed = bytes(32)
    assert oprf.derive_key(Mode.VOPRF, seed, b"escrow 1") != oprf.derive_key(Mode.VOPRF, seed, b"screening 1")


def test_a_key_does_not_show_itself_in_a_log() -> None:
    key = key_of(SUITES[0])
    assert key.secret.hex() not in repr(key)
    assert repr(key.secret) not in repr(key)
