"""The team manifest: who may receive reports, signed by the entity's offline root (docs/formats.md).

Whoever reads one refuses it unless the signature holds, it is in force, it is not older than one already
seen, and it has a recovery recipient: a manifest is the only thing that tells a reporter to whom she seals.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from upstander.core.sealing import signatures, wire
from upstander.core.sealing.recipients import Algorithm, RecipientError, check_recipient

KIND: Final = "team-manifest"
DOMAIN: Final = b"upstander manifest v1\n"
LARGEST: Final = 512 * 1024
MOST_HANDLERS: Final = 100
FINGERPRINT_BYTES: Final = 15
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES: Final = str.maketrans("OIL", "011")

T = TypeVar("T")


class Fault(StrEnum):
    """Why a manifest is refused."""

    MALFORMED = "malformed"
    SIGNATURE = "signature"
    ROOT = "root"
    EXPIRED = "expired"
    ROLLED_BACK = "rolled_back"
    NO_RECOVERY = "no_recovery"
    TEAM = "team"


class ManifestError(ValueError):
    """A manifest is refused; `fault` says why."""

    def __init__(self, fault: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Handler:
    """One who may receive reports, with public keys. `ed25519` is 32 bytes."""

    id: UUID
    name: str
    role: str
    age1pq: str
    age1: str
    ed25519: bytes


@dataclass(frozen=True, slots=True)
class Recovery:
    """The entity's recovery key."""

    id: UUID
    age1pq: str
    age1: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a payload says."""

    team: UUID
    entity: str
    entity_name: str
    team_name: str
    version: int
    issued: datetime
    expires: datetime
    previous: str | None
    """SHA-256 of the previous payload, in hexadecimal."""
    root: bytes
    """Ed25519 public key, 32 bytes."""
    handlers: tuple[Handler, ...]
    recovery: Recovery

    @property
    def fingerprint(self) -> str:
        """What posters and links pin: see `fingerprint`."""
        return fingerprint(self.root)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload's exact bytes with the root's signature (64 bytes)."""

    payload: bytes
    signature: bytes

    @property
    def sha256(self) -> str:
        """By which the next version names this one, and a report the manifest it was sealed to."""
        return hashlib.sha256(self.payload).hexdigest()

    def to_json(self) -> dict[str, str]:
        """As it is served."""
        return {"payload": wire.encode(self.payload), "signature": wire.encode(self.signature)}


# --- making ---------------------------------------------------------------------------------------------


def write(manifest: Manifest) -> bytes:
    """The one spelling of a manifest that is signed: compact JSON in the order of the format."""
    values = {
        "v": 1,
        "kind": KIND,
        "team": str(manifest.team),
        "entity": manifest.entity,
        "entity_name": manifest.entity_name,
        "team_name": manifest.team_name,
        "version": manifest.version,
        "issued": wire.write_time(manifest.issued),
        "expires": wire.write_time(manifest.expires),
        "previous": manifest.previous,
        "root": wire.encode(manifest.root),
        "handlers": [_handler_values(handler) for handler in manifest.handlers],
        "recovery": {
            "id": str(manifest.recovery.id),
            "age1pq": manifest.recovery.age1pq,
            "age1": manifest.recovery.age1,
        },
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _handler_values(handler: Handler) -> dict[str, str]:
    return {
        "id": str(handler.id),
        "name": handler.name,
        "role": handler.role,
        "age1pq": handler.age1pq,
        "age1": handler.age1,
        "ed25519": wire.encode(handler.ed25519),
    }


def sign(payload: bytes, root_seed: bytes) -> Envelope:
    """Sign a payload with the root's seed. Raises `ManifestError` when the payload names another root."""
    if read_payload(payload).root != signatures.public_key(root_seed):
        raise ManifestError(Fault.ROOT, "The manifest names another root than the one that would sign it.")
    return Envelope(payload, signatures.sign(root_seed, DOMAIN + payload))


def fingerprint(root: bytes) -> str:
    """A root's fingerprint: 120 bits in Crockford's base 32, six groups of four, `XXXX-XXXX-...`."""
    number = int.from_bytes(hashlib.sha256(root).digest()[:FINGERPRINT_BYTES], "big")
    letters = "".join(_CROCKFORD[number >> shift & 31] for shift in range(115, -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, 24, 4))


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two fingerprints agree, typed however: case, hyphens, spaces, `O` for 0, `I` and `L` for 1."""
    return _plain(one) == _plain(other) != ""


def _plain(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum()).translate(_LOOK_ALIKES)


# --- checking -------------------------------------------------------------------------------------------


def verify(
    envelope: Envelope,
    now: datetime,
    *,
    pinned: str | None = None,
    team: UUID | None = None,
    at_least: int = 1,
) -> Manifest:
    """The manifest in `envelope`, when it may be relied on at `now`.

    `pinned`: the fingerprint that its root must have. `team`: the team it must be for. `at_least`: the
    highest version already seen for that team and root. Raises `ManifestError`.
    """
    manifest = read_payload(envelope.payload)
    if not signatures.is_signed(manifest.root, DOMAIN + envelope.payload, envelope.signature):
        raise ManifestError(Fault.SIGNATURE, "The signature of the manifest is wrong.")
    if pinned is not None and not same_fingerprint(pinned, manifest.fingerprint):
        raise ManifestError(Fault.ROOT, "The manifest is signed by another root than the one expected.")
    if team is not None and manifest.team != team:
        raise ManifestError(Fault.TEAM, "The manifest is for another team.")
    if now >= manifest.expires:
        raise ManifestError(Fault.EXPIRED, "The manifest has expired.")
    if manifest.version < at_least:
        raise ManifestError(Fault.ROLLED_BACK, f"A newer manifest than version {manifest.version} is known.")
    return manifest


def read_envelope(text: str | bytes) -> Envelope:
    """The envelope in a JSON text. Raises `ManifestError`."""
    if len(text) > 2 * LARGEST:
        raise _malformed("it is too large")
    values = _object(_json(text), "the envelope", {"payload", "signature"})
    return Envelope(
        _value(values, "payload", wire.decode), _value(values, "signature", lambda v: wire.decode(v, 64))
    )


def read_payload(payload: bytes) -> Manifest:
    """What a payload says, whoever signed it. Raises `ManifestError` for whatever is not as prescribed."""
    if len(payload) > LARGEST:
        raise _malformed("it is too large")
    raw = _json(payload)
    if isinstance(raw, dict) and raw.get("recovery") is None:
        raise ManifestError(Fault.NO_RECOVERY, "The manifest has no recovery key.")
    values = _object(raw, "the payload", _PAYLOAD)
    if values["v"] != 1 or isinstance(values["v"], bool) or values["kind"] != KIND:
        raise _malformed("it is not a team manifest of version 1")
    manifest = Manifest(
        team=_value(values, "team", wire.read_identifier),
        entity=_value(values, "entity", _text),
        entity_name=_value(values, "entity_name", _text),
        team_name=_value(values, "team_name", _text),
        version=_value(values, "version", _counting),
        issued=_value(values, "issued", wire.read_time),
        expires=_value(values, "expires", wire.read_time),
        previous=_value(values, "previous", _digest_or_none),
        root=_value(values, "root", lambda v: wire.decode(v, signatures.PUBLIC_BYTES)),
        handlers=_value(values, "handlers", _handlers),
        recovery=_recovery(values["recovery"]),
    )
    _check_whole(manifest)
    return manifest


_KEYS: Final = {"id", "age1pq", "age1"}
_PAYLOAD: Final = {
    *("v", "kind", "team", "entity", "entity_name", "team_name", "version", "issued", "expires", "previous"),
    *("root", "handlers", "recovery"),
}


def _check_whole(manifest: Manifest) -> None:
    """What no field shows by itself."""
    if manifest.expires <= manifest.issued:
        raise _malformed("it expires before it is issued")
    principals = [handler.id for handler in manifest.handlers] + [manifest.recovery.id]
    if len(set(principals)) != len(principals):
        raise _malformed("two of its keys have the same identifier")


def _handlers(values: object) -> tuple[Handler, ...]:
    if not isinstance(values, list) or len(values) > MOST_HANDLERS:
        raise wire.WireError(f"a list of at most {MOST_HANDLERS} handlers is expected")
    return tuple(_handler(value) for value in values)


def _handler(raw: object) -> Handler:
    values = _object(raw, "a handler", {*_KEYS, "name", "role", "ed25519"})
    return Handler(
        id=_value(values, "id", wire.read_identifier),
        name=_value(values, "name", _text),
        role=_value(values, "role", _text),
        age1pq=_value(values, "age1pq", lambda v: check_recipient(v, Algorithm.HYBRID)),
        age1=_value(values, "age1", lambda v: check_recipient(v, Algorithm.X25519)),
        ed25519=_value(values, "ed25519", lambda v: wire.decode(v, signatures.PUBLIC_BYTES)),
    )


def _recovery(raw: object) -> Recovery:
    values = _object(raw, "the recovery key", _KEYS)
    return Recovery(
        id=_value(values, "id", wire.read_identifier),
        age1pq=_value(values, "age1pq", lambda v: check_recipient(v, Algorithm.HYBRID)),
        age1=_value(values, "age1", lambda v: check_recipient(v, Algorithm.X25519)),
    )


def _json(text: str | bytes) -> object:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _malformed("it is not JSON, or names a field twice") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers must not see two different values of a field that comes twice."""
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a field comes twice")
    return values


def _no_constant(_: str) -> None:
    raise ValueError("not a number")


def _object(raw: object, what: str, fields: set[str]) -> dict[str, Any]:
    if not isinstance(raw, dict) or raw.keys() != fields:
        raise _malformed(f"{what} has other fields than {', '.join(sorted(fields))}")
    return raw


def _value(values: dict[str, Any], name: str, read: Callable[[Any], T]) -> T:
    try:
        return read(values[name])
    except (wire.WireError, RecipientError) as error:
        raise _malformed(f"{name}: {error}") from error


def _text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200 or not value.isprintable():
        raise wire.WireError("a text of 1 to 200 characters is expected")
    return value


def _counting(value: object) -> int:
    if type(value) is not int or not 0 < value < 2**31:
        raise wire.WireError("a counting number is expected")
    return value


def _digest_or_none(value: object) -> str | None:
    if value is not None and not (
        isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")
    ):
        raise wire.WireError("a SHA-256 in hexadecimal or null is expected")
    return value


def _malformed(what: str) -> ManifestError:
    return ManifestError(Fault.MALFORMED, f"The manifest cannot be read: {what}.")
