"""Key sets of handlers: made in the browser, kept here sealed, unlocked in several ways, retired."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import holds, require
from upstander.foundation.access.permissions import Permission
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from .. import checks
from ..errors import KeySetExists, LastKeyring, Malformed, NotThere
from ..models import Grant, KeySet, SealedKeyring
from ..rows import insert_unless_there
from ..values import NewKeyring, NewKeys
from .grants import mark_rotation_due
from .reach import Who

MOST_KEYRINGS = 10


@transaction.atomic
def enrol(actor: Actor, entity: UUID, new: NewKeys) -> KeySet:
    """Keep the actor's new keys for an entity in which she may have some.

    Raises Refused or NotFound (access), KeySetExists, Malformed.
    """
    if not holds(actor, Permission.VAULT_KEY_SET_ENROL, entity=entity):  # for a team of it is enough
        require(actor, Permission.VAULT_KEY_SET_ENROL, entity=entity)
    check_public(new.age1pq, new.age1)
    checks.public_key(new.ed25519)
    if not 0 < len(new.sealed) <= MOST_KEYRINGS:
        raise Malformed("keyrings")
    keys = KeySet(
        entity_id=entity,
        account_id=actor.account_id,
        age1pq=new.age1pq,
        age1=new.age1,
        ed25519=new.ed25519,
    )
    if not insert_unless_there(keys):
        raise KeySetExists
    for sealed in new.sealed:
        _keep(keys, sealed)
    _record(actor, Verb.KEY_SET_ENROL, keys)
    return keys


@transaction.atomic
def add_keyring(actor: Actor, key_set: UUID, new: NewKeyring) -> SealedKeyring:
    """Another way to unlock an own key set. Raises NotThere, Malformed."""
    keys = _own(actor, key_set)
    if keys.sealed_keyrings.count() >= MOST_KEYRINGS:
        raise Malformed("keyrings")
    kept = _keep(keys, new)
    _record(actor, Verb.KEYRING_ADD, keys, method=new.method)
    return kept


@transaction.atomic
def remove_keyring(actor: Actor, keyring: int) -> None:
    """Raises NotThere, LastKeyring."""
    found = SealedKeyring.objects.filter(pk=keyring).select_related("key_set").first()
    if found is None:
        raise NotThere
    keys = _own(actor, found.key_set_id)
    if keys.sealed_keyrings.count() == 1:
        raise LastKeyring
    found.delete()
    _record(actor, Verb.KEYRING_REMOVE, keys, method=found.method)


@transaction.atomic
def retire(actor: Who, key_set: UUID) -> int:
    """End the use of a key set: its grants go, rotation is due where they were; returns how many grants went.

    For a person: her own. The operator and the system may retire anyone's. Raises NotThere.
    """
    keys = _own(actor, key_set) if isinstance(actor, Actor) else _living(key_set)
    gone = withdraw(keys)
    _record(actor, Verb.KEY_SET_RETIRE, keys, grants=gone)
    return gone


def withdraw(keys: KeySet) -> int:
    """Inside a transaction: retire the key set and take its access away everywhere."""
    grants = Grant.objects.filter(principal=keys)
    compartments = set(grants.values_list("compartment_id", flat=True))
    gone, _ = grants.delete()
    mark_rotation_due(compartments)
    keys.retired_at = timezone.now()
    keys.save(update_fields=["retired_at"])
    return gone


def check_public(age1pq: str, age1: str) -> None:
    """Well-formed, and not the keys of somebody else: a principal is one person's."""
    checks.recipient(age1pq, "age1pq")
    checks.recipient(age1, "age1")
    if KeySet.objects.filter(age1pq=age1pq).exists() or KeySet.objects.filter(age1=age1).exists():
        raise KeySetExists


def _keep(keys: KeySet, new: NewKeyring) -> SealedKeyring:
    if new.method not in SealedKeyring.Method or len(new.label) > 60:
        raise Malformed("method")
    checks.keyring(new.ciphertext, new.method)
    return SealedKeyring.objects.create(
        key_set=keys, method=new.method, label=new.label, ciphertext=new.ciphertext
    )


def _living(key_set: UUID) -> KeySet:
    found = KeySet.objects.select_for_update().filter(pk=key_set, retired_at__isnull=True).first()
    if found is None:
        raise NotThere
    return found


def _own(actor: Actor, key_set: UUID) -> KeySet:
    found = _living(key_set)
    if found.account_id != actor.account_id:
        raise NotThere
    return found


def _record(actor: Who, verb: Verb, keys: KeySet, **detail: str | int | bool) -> None:
    record(
        actor=actor,
        verb=verb,
        object_type="key_set",
        object_id=keys.pk,
        entity=keys.entity_id,
        detail=detail,
    )
