"""What the tests of sealing share: time, a team, its keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pyrage
import pytest

from upstander.core.sealing import receipts, signatures
from upstander.core.sealing.manifest import Handler, Manifest, Recovery
from upstander.core.sealing.receipts import Receipt
from upstander.core.sealing.recipients import RECIPIENT_BYTES, Algorithm, encode_recipient

NOW = datetime(2025, 3, 8, 12, 0, tzinfo=UTC)
ROOT_SEED = bytes(range(32))


@dataclass(frozen=True)
class Keys:
    """A principal with its secrets."""

    id: UUID
    age1: str
    identity: str
    seed: bytes


def new_keys() -> Keys:
    identity = pyrage.x25519.Identity.generate()
    return Keys(uuid4(), str(identity.to_public()), str(identity), bytes(uuid4().bytes * 2))


def hybrid_recipient(filling: int = 7) -> str:
    """A well-formed hybrid recipient; nobody can open what is sealed to it."""
    return encode_recipient(bytes([filling]) * RECIPIENT_BYTES[Algorithm.HYBRID], Algorithm.HYBRID)


@dataclass(frozen=True)
class Team:
    """A manifest with the secrets of everyone in it."""

    manifest: Manifest
    handlers: tuple[Keys, ...]
    recovery: Keys


def make_team(size: int = 3, version: int = 1) -> Team:
    handlers, recovery = tuple(new_keys() for _ in range(size)), new_keys()
    listed = tuple(
        Handler(
            id=keys.id,
            name=f"Handler {number}, UNHCR",
            role="Investigator",
            age1pq=hybrid_recipient(number),
            age1=keys.age1,
            ed25519=signatures.public_key(keys.seed),
        )
        for number, keys in enumerate(handlers, 1)
    )
    manifest = Manifest(
        team=uuid4(),
        entity="UNHCR",
        entity_name="Office of the United Nations High Commissioner for Refugees",
        team_name="Inspector General's Office",
        version=version,
        issued=NOW,
        expires=NOW + timedelta(days=90),
        previous=None,
        root=signatures.public_key(ROOT_SEED),
        handlers=listed,
        recovery=Recovery(recovery.id, hybrid_recipient(99), recovery.age1),
    )
    return Team(manifest, handlers, recovery)


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture(scope="session")
def receipt() -> Receipt:
    made = receipts.generate()
    assert made.root  # derived once: the scrypt is what takes time
    return made
