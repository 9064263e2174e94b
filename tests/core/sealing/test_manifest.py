"""A manifest is relied on only when its root signed it, it is in force, the newest known and has recovery."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.sealing.conftest import NOW, ROOT_SEED, Team, make_team
from upstander.core.sealing import manifest, signatures, wire
from upstander.core.sealing.manifest import Envelope, Fault, ManifestError


def signed(team: Team) -> Envelope:
    return manifest.sign(manifest.write(team.manifest), ROOT_SEED)


def resigned(values: dict[str, Any]) -> Envelope:
    """An envelope that the root did sign, whatever is in it."""
    payload = json.dumps(values).encode()
    return Envelope(payload, signatures.sign(ROOT_SEED, manifest.DOMAIN + payload))


def refusal(envelope: Envelope, **pins: Any) -> Fault:
    with pytest.raises(ManifestError) as raised:
        manifest.verify(envelope, pins.pop("now", NOW), **pins)
    return raised.value.fault


def test_what_the_root_signed_is_read_back_exactly(team: Team) -> None:
    envelope = manifest.read_envelope(json.dumps(signed(team).to_json()))
    assert (
        manifest.verify(envelope, NOW, pinned=team.manifest.fingerprint, team=team.manifest.team)
        == team.manifest
    )
    assert manifest.write(team.manifest) == envelope.payload


def test_a_changed_payload_is_refused(team: Team) -> None:
    envelope = signed(team)
    changed = envelope.payload.replace(b"Handler 1", b"Handler 9")
    assert refusal(Envelope(changed, envelope.signature)) is Fault.SIGNATURE


def test_a_signature_made_for_another_purpose_is_refused(team: Team) -> None:
    payload = manifest.write(team.manifest)
    assert refusal(Envelope(payload, signatures.sign(ROOT_SEED, payload))) is Fault.SIGNATURE


def test_another_root_is_refused_where_one_is_pinned(team: Team) -> None:
    seed = bytes(32)
    other = replace(team.manifest, root=signatures.public_key(seed))
    envelope = manifest.sign(manifest.write(other), seed)
    assert manifest.verify(envelope, NOW)
    assert refusal(envelope, pinned=team.manifest.fingerprint) is Fault.ROOT


def test_a_root_cannot_sign_what_names_another_root(team: Team) -> None:
    with pytest.raises(ManifestError):
        manifest.sign(manifest.write(team.manifest), bytes(32))


def test_an_expired_manifest_is_refused_from_the_very_second(team: Team) -> None:
    envelope = signed(team)
    assert manifest.verify(envelope, team.manifest.expires - timedelta(seconds=1))
    assert refusal(envelope, now=team.manifest.expires) is Fault.EXPIRED


def test_an_older_version_than_one_already_seen_is_refused() -> None:
    envelope = signed(make_team(version=3))
    assert manifest.verify(envelope, NOW, at_least=3).version == 3
    assert refusal(envelope, at_least=4) is Fault.ROLLED_BACK


def test_a_manifest_of_another_team_is_refused(team: Team) -> None:
    assert refusal(signed(team), team=uuid4()) is Fault.TEAM


@pytest.mark.parametrize("recovery", ["missing", "null"])
def test_a_manifest_without_recovery_is_refused_though_the_root_signed_it(team: Team, recovery: str) -> None:
    values = json.loads(manifest.write(team.manifest))
    if recovery == "missing":
        del values["recovery"]
    else:
        values["recovery"] = None
    assert refusal(resigned(values)) is Fault.NO_RECOVERY


def without(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda values: values.pop(name)


def with_value(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda values: values.update({name: value})


def handler_with(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda values: values["handlers"][0].update({name: value})


def same_identifier_twice(values: dict[str, Any]) -> None:
    values["handlers"][0]["id"] = values["recovery"]["id"]


@pytest.mark.parametrize(
    "change",
    [
        *[without(name) for name in ("v", "team", "version", "expires", "root", "handlers", "previous")],
        *[with_value("v", value) for value in (2, "1", True, None)],
        with_value("kind", "something else"),
        with_value("extra", 1),
        *[with_value("version", value) for value in (0, -1, "3", 1.5, True, 2**31)],
        *[with_value("expires", value) for value in ("2025-13-01T00:00:00Z", "2025-01-01", None, 5)],
        with_value("expires", "2025-03-08T12:00:00Z"),
        *[with_value("team", value) for value in ("", "not-a-uuid", "A" * 36, None)],
        *[with_value("root", value) for value in ("", "AAAA", "?" * 44, None)],
        *[with_value("handlers", value) for value in (None, {}, [None], [[]], [{}])],
        *[with_value("previous", value) for value in ("", "f" * 63, "F" * 64, 0)],
        *[with_value("team_name", value) for value in ("", "x" * 201, "two\nlines", None)],
        *[handler_with("age1", value) for value in ("", "age1", None, "AGE1" + "Q" * 58)],
        *[handler_with("age1pq", value) for value in ("", "age1pq1", None)],
        handler_with("ed25519", "AAAA"),
        handler_with("secret", "AGE-SECRET-KEY-1"),
        same_identifier_twice,
    ],
)
def test_a_malformed_manifest_is_refused_though_the_root_signed_it(
    team: Team, change: Callable[[dict[str, Any]], None]
) -> None:
    values = json.loads(manifest.write(team.manifest))
    change(values)
    assert refusal(resigned(values)) is Fault.MALFORMED


def test_a_recipient_with_a_typing_slip_is_refused(team: Team) -> None:
    values = json.loads(manifest.write(team.manifest))
    for name in ("age1", "age1pq"):
        recipient = values["handlers"][0][name]
        slipped = recipient[:-9] + ("q" if recipient[-9] != "q" else "p") + recipient[-8:]
        changed = {**values, "handlers": [{**values["handlers"][0], name: slipped}]}
        assert refusal(resigned(changed)) is Fault.MALFORMED


def test_a_field_that_comes_twice_is_refused(team: Team) -> None:
    payload = manifest.write(team.manifest).replace(b'{"v":1,', b'{"v":1,"version":9,', 1)
    envelope = Envelope(payload, signatures.sign(ROOT_SEED, manifest.DOMAIN + payload))
    assert refusal(envelope) is Fault.MALFORMED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"payload":"AA=="}',
        '{"payload":1,"signature":"AA=="}',
        "{" * 5000,
        "x" * 2**21,
    ],
)
def test_what_is_no_envelope_is_refused(text: str) -> None:
    with pytest.raises(ManifestError) as raised:
        manifest.read_envelope(text)
    assert raised.value.fault is Fault.MALFORMED


@given(st.binary(max_size=300))
def test_no_bytes_whatever_make_the_reader_fail_in_another_way(payload: bytes) -> None:
    with pytest.raises(ManifestError):
        manifest.read_payload(payload)


def test_a_fingerprint_is_six_groups_that_forgive_look_alikes() -> None:
    shown = manifest.fingerprint(bytes(32))
    assert [len(group) for group in shown.split("-")] == [4] * 6
    assert manifest.same_fingerprint(
        shown, shown.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    )
    assert not manifest.same_fingerprint(shown, manifest.fingerprint(bytes([1]) * 32))
    assert not manifest.same_fingerprint("", "")


def test_the_fingerprint_is_the_published_one() -> None:
    # The first 15 bytes of SHA-256 of 32 zero bytes, five bits a letter in Crockford's base 32.
    digest = bytes.fromhex("66687aadf862bd776c8fc18b8e9f8e")
    letters = "".join("0123456789ABCDEFGHJKMNPQRSTVWXYZ"[int(bits, 2)] for bits in five(digest))
    assert manifest.fingerprint(bytes(32)).replace("-", "") == letters


def five(content: bytes) -> list[str]:
    bits = "".join(f"{byte:08b}" for byte in content)
    return [bits[start : start + 5] for start in range(0, len(bits), 5)]


def test_the_envelope_names_itself_by_the_hash_of_its_payload(team: Team) -> None:
    envelope = signed(team)
    successor = replace(team.manifest, version=2, previous=envelope.sha256)
    read = manifest.read_payload(manifest.sign(manifest.write(successor), ROOT_SEED).payload)
    assert read.previous == envelope.sha256
    assert wire.decode(envelope.to_json()["payload"]) == envelope.payload
