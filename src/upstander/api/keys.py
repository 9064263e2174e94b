"""The doors to a handler's own keys: made in her browser, kept here only sealed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router, Status

from upstander.core.sealing import wire
from upstander.features.reporting.answers import DoneOut, ErrorOut, KeysOut
from upstander.features.reporting.api_bodies import at_most
from upstander.features.reporting.api_public import ERRORS
from upstander.features.reporting.schemas import EnrolIn, SealedIn
from upstander.foundation.access.actors import Actor
from upstander.foundation.access.api_auth import session_actor
from upstander.foundation.access.requests import AuthenticatedHttpRequest
from upstander.foundation.accounts.step_up import require_step_up
from upstander.foundation.vault.errors import NoKeys
from upstander.foundation.vault.manifests import teams_in_force
from upstander.foundation.vault.models import KeySet, SealedKeyring
from upstander.foundation.vault.services import add_keyring, enrol, remove_keyring
from upstander.foundation.vault.values import NewKeyring, NewKeys

router = Router(tags=["keys"], auth=session_actor)
WRONG = {ERRORS | {401}: ErrorOut}
MOST_KEYS = 256 * 1024


@router.get("mine", response={200: KeysOut, **WRONG}, summary="The handler's keys, sealed")
def mine(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    """`in_manifest`: whether a team's manifest in force names them, so that reports are sealed to them."""
    keys = _living(request.actor)
    return _told(keys)


@router.post("", response={201: KeysOut, **WRONG}, summary="Enrol keys made in the browser")
@at_most(MOST_KEYS)
def enrol_keys(request: AuthenticatedHttpRequest, sent: EnrolIn) -> Status[dict[str, Any]]:
    """Needs a fresh proof of who is asking."""
    require_step_up(request)
    sealed = [_keyring(one) for one in sent.sealed]
    keys = enrol(request.actor, sent.entity, NewKeys(sent.age1pq, sent.age1, sent.ed25519, sealed))
    return Status(201, _told(keys))


@router.post("mine/sealed", response={201: KeysOut, **WRONG}, summary="Add a way to unlock")
@at_most(MOST_KEYS)
def add(request: AuthenticatedHttpRequest, sent: SealedIn) -> Status[dict[str, Any]]:
    """Needs a fresh proof of who is asking."""
    require_step_up(request)
    keys = _living(request.actor)
    if keys is None:
        raise NoKeys
    add_keyring(request.actor, keys.pk, _keyring(sent))
    return Status(201, _told(keys))


@router.delete("mine/sealed/{int:sealed}", response={200: DoneOut, **WRONG}, summary="Remove a way to unlock")
def remove(request: AuthenticatedHttpRequest, sealed: int) -> DoneOut:
    """Needs a fresh proof of who is asking. The last one cannot go."""
    require_step_up(request)
    remove_keyring(request.actor, sealed)
    return DoneOut()


def _living(actor: Actor) -> KeySet | None:
    """Her keys; of several entities' the ones she made last."""
    living = KeySet.objects.filter(account=actor.account_id, retired_at__isnull=True)
    return living.filter(entity__in=actor.entities).order_by("-created_at").first()


def _told(keys: KeySet | None) -> dict[str, Any]:
    if keys is None:
        return {"key_set": None, "sealed": [], "in_manifest": False}
    return {
        "key_set": {
            "id": str(keys.pk),
            "entity": str(keys.entity_id),
            "age1pq": keys.age1pq,
            "age1": keys.age1,
            "ed25519": wire.encode(bytes(keys.ed25519 or b"")),
        },
        "sealed": [_sealed(one) for one in keys.sealed_keyrings.order_by("created_at", "pk")],
        "in_manifest": _in_manifest(keys.pk),
    }


def _sealed(one: SealedKeyring) -> dict[str, str]:
    return {
        "id": str(one.pk),
        "method": one.method,
        "label": one.label,
        "ciphertext": wire.encode(bytes(one.ciphertext)),
    }


def _in_manifest(principal: UUID) -> bool:
    return any(principal in manifest.accounts for manifest in teams_in_force())


def _keyring(sent: SealedIn) -> NewKeyring:
    return NewKeyring(sent.method, sent.label, sent.ciphertext)
