"""Setting up an empty real system: the first organisation, its administrator, its root and recovery keys."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from upstander.core.sealing import keyfiles, signatures, wire
from upstander.core.sealing.manifest import fingerprint
from upstander.core.sealing.node import run
from upstander.foundation.access.services import ensure_roles
from upstander.foundation.accounts.invitations import invite
from upstander.foundation.entities.models import Entity
from upstander.foundation.entities.services import create_entity, create_team, register_root
from upstander.foundation.vault.services.recovery import register_recovery

OPERATOR = "operator"
SEED_BYTES = 32


@dataclass(frozen=True)
class Answers:
    """What the operator was asked. `email` may be empty: the link is shown in any case."""

    code: str
    name: str
    team: str
    username: str
    display_name: str
    email: str


@dataclass(frozen=True)
class PublicKeys:
    """The public halves of an organisation's root (32 bytes) and recovery (two recipients)."""

    root: bytes
    age1pq: str
    age1: str


@transaction.atomic
def set_up(answers: Answers, keys: PublicKeys) -> str:
    """Make the organisation with its roles, keys, team, and invite its administrator; the one-time link.

    All or nothing. Raises ValidationError for wrong or taken values, VaultProblem for wrong keys.
    """
    entity = create_entity(OPERATOR, code=answers.code, name=answers.name)
    roles = ensure_roles(entity)
    register_root(OPERATOR, entity, keys.root)
    register_recovery(OPERATOR, entity.pk, age1pq=keys.age1pq, age1=keys.age1)
    create_team(OPERATOR, entity=entity, name=answers.team)
    _invitation, token = invite(
        OPERATOR,
        role=roles["administrator"],
        username=answers.username,
        display_name=answers.display_name,
        email=answers.email,
    )
    return link(token)


def link(token: str) -> str:
    """The address at which the invited person chooses a password and a second factor."""
    address: str = settings.SITE_URL + reverse("accounts:invitation", args=[token])
    return address


def make_keys(folder: Path, label: str, passphrase: str) -> PublicKeys:
    """Make root and recovery keys as files in `folder`, which must be empty or new, and then go elsewhere.

    `root.key` is sealed by the passphrase; five shares of recovery, of which three are needed, are text to be
    printed. Raises ValidationError when the folder holds something.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise ValidationError(f"{folder} is not empty.")
    seed = os.urandom(SEED_BYTES)
    _write(folder / "root.key", keyfiles.write_root(seed, passphrase))
    [made] = run("keygen-recovery", {"label": label})
    for number, share in enumerate(made["shares"], start=1):
        _write(folder / f"recovery-share-{number}.txt", share.encode() + b"\n")
    public = {"age1pq": made["age1pq"], "age1": made["age1"]}
    _write(folder / "recovery-public.json", json.dumps(public).encode())
    return PublicKeys(signatures.public_key(seed), **public)


def read_keys(root: str, recovery: Path) -> PublicKeys:
    """Public keys made on another computer: the root's in base64, and the recovery's public file.

    Raises ValidationError when one cannot be read.
    """
    try:
        values = json.loads(recovery.read_text(encoding="utf-8"))
        return PublicKeys(wire.decode(root.strip(), 32), values["age1pq"], values["age1"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValidationError(f"These public keys cannot be read: {error}") from error


def is_empty() -> bool:
    """Whether no organisation has been set up yet."""
    return not Entity.objects.exists()


def shown_fingerprint(keys: PublicKeys) -> str:
    return fingerprint(keys.root)


def _write(file: Path, content: bytes) -> None:
    file.touch(mode=0o600)
    file.write_bytes(content)
