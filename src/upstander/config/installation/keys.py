"""Keys of the example system: what a real installation makes on computers that are not the server.

Root keys and recovery shares of the example lie in the data folder's `demo/keys`, so that signing a manifest
and rehearsing the recovery can be tried. In a real installation they never come near the server.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from upstander.core.sealing import manifest as manifests
from upstander.core.sealing import signatures
from upstander.core.sealing.node import run
from upstander.foundation.entities.models import Entity, Membership, Team
from upstander.foundation.entities.services import register_root
from upstander.foundation.vault.models import KeySet, SealedKeyring
from upstander.foundation.vault.services.manifests import draft_manifest, publish_manifest
from upstander.foundation.vault.services.recovery import register_recovery

EXAMPLE_WORK = 15
"""scrypt 2^15 instead of the 2^18 of real keyrings, so that the example is there in seconds."""


def load_keys(entities: Sequence[Entity], *, passphrase: str) -> None:
    """Root, recovery, handlers' key sets and a signed manifest for each entity's team."""
    teams = list(Team.objects.filter(entity__in=entities).select_related("entity"))
    members = Membership.objects.filter(team__in=teams).order_by("account__username")
    handlers = list(members.values_list("account_id", "entity_id"))
    made = run("keygen-handlers", {"count": len(handlers), "passphrase": passphrase, "work": EXAMPLE_WORK})
    for (account, entity), keys in zip(handlers, made, strict=True):
        keep_handler(account, entity, keys)
    for team in teams:
        seed = make_root(team.entity)
        make_recovery(team.entity)
        envelope = manifests.sign(draft_manifest("system", team), seed)
        publish_manifest("system", json.dumps(envelope.to_json()).encode())


def keep_handler(account: UUID, entity: UUID, keys: dict[str, Any]) -> None:
    """A handler's key set as her browser would have enrolled it."""
    public = keys["public"]
    key_set = KeySet.objects.create(
        account_id=account,
        entity_id=entity,
        age1pq=public["age1pq"],
        age1=public["age1"],
        ed25519=base64.b64decode(public["ed25519"]),
    )
    SealedKeyring.objects.create(
        key_set=key_set,
        method=SealedKeyring.Method.PASSPHRASE,
        ciphertext=base64.b64decode(keys["sealed"]),
    )


def make_root(entity: Entity) -> bytes:
    """A root for the entity; its seed goes to the example's key folder."""
    seed = os.urandom(32)
    register_root("system", entity, signatures.public_key(seed))
    keep(entity, "root.key", base64.b64encode(seed).decode() + "\n")
    return seed


def make_recovery(entity: Entity) -> None:
    [made] = run("keygen-recovery", {"label": entity.code})
    register_recovery("system", entity.pk, age1pq=made["age1pq"], age1=made["age1"])
    for number, share in enumerate(made["shares"], start=1):
        keep(entity, f"recovery-share-{number}.txt", share + "\n")


def keep(entity: Entity, name: str, content: str) -> None:
    folder = Path(settings.DATA) / "demo" / "keys" / entity.code.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.touch(mode=0o600)
    file.write_text(content, encoding="utf-8")
