"""A small world for tests: entities with a team, handlers with keys, manifests that their roots signed."""

from __future__ import annotations

import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.test import Client
from django.utils import timezone

from upstander.core.sealing import manifest as core
from upstander.core.sealing import signatures
from upstander.core.sealing.agefile import Kind
from upstander.core.sealing.recipients import Algorithm
from upstander.foundation.access.actors import Actor
from upstander.foundation.access.services import ensure_roles
from upstander.foundation.accounts.factors import SHOWN
from upstander.foundation.accounts.models import Account
from upstander.foundation.entities.models import Entity, Membership, Team
from upstander.foundation.vault.models import KeySet
from upstander.foundation.vault.services import (
    draft_manifest,
    enrol,
    publish_manifest,
    register_recovery,
)
from upstander.foundation.vault.values import NewKeyring, NewKeys

from .sealed import recipient, well_formed

API = "/api/v1/"


@dataclass
class Person:
    """Someone with a role; `keys` and `seed` when she has enrolled."""

    account: Account
    keys: KeySet | None = None
    seed: bytes = b""

    @cached_property
    def client(self) -> Client:
        """Her browser; signed in when first used, since most tests need only one or two."""
        return signed_in(self.account)

    @property
    def actor(self) -> Actor:
        return Actor.of(self.account, timezone.localdate())

    @property
    def principal(self) -> str:
        assert self.keys is not None
        return str(self.keys.pk)


@dataclass
class House:
    """One entity with one team."""

    entity: Entity
    team: Team
    root: bytes
    people: dict[str, Person] = field(default_factory=dict)
    manifest: core.Manifest | None = None
    recovery: str = ""

    @property
    def handlers(self) -> list[Person]:
        return [person for person in self.people.values() if person.keys is not None]

    def signed(self) -> core.Manifest:
        assert self.manifest is not None
        return self.manifest


def signed_in(account: Account, *, factor: bool = True, proved: bool = True) -> Client:
    """A browser whose session has shown the second factor, and proved it lately."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    if factor:
        session[SHOWN] = str(account.pk)
    at = time.time() if proved else time.time() - 3600
    session["account_authentication_methods"] = [{"method": "password", "at": at}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
    client.cookies["csrftoken"] = CSRF
    return client


CSRF = "x" * 32


def person(house: House, name: str, role: str, *, team: bool = True) -> Person:
    username = f"{name}-{house.entity.code}".lower().replace(" ", "-")
    account = Account.objects.create(username=username, display_name=f"{name}, {house.entity.code}")
    Membership.objects.create(
        account=account,
        entity=house.entity,
        role=ensure_roles(house.entity)[role],
        team=house.team if team else None,
        title="Investigator",
        starts_on=date(2020, 1, 1),
    )
    made = Person(account)
    house.people[name] = made
    return made


def give_keys(house: House, one: Person) -> Person:
    one.seed = secrets.token_bytes(32)
    sealed = NewKeyring("passphrase", "", well_formed(Kind.SCRYPT, 1000))
    keys = NewKeys(
        recipient(Algorithm.HYBRID), recipient(Algorithm.X25519), signatures.public_key(one.seed), [sealed]
    )
    one.keys = enrol(one.actor, house.entity.pk, keys)
    return one


def publish(house: House) -> core.Manifest:
    """Draft, sign with the offline root, publish."""
    payload = draft_manifest("operator", Team.objects.select_related("entity").get(pk=house.team.pk))
    envelope = core.sign(payload, house.root)
    publish_manifest("operator", json.dumps(envelope.to_json()).encode())
    house.manifest = core.read_payload(payload)
    return house.manifest


def build_house(code: str, handlers: int = 3) -> House:
    root = secrets.token_bytes(32)
    entity = Entity.objects.create(
        code=code, name=f"Organisation {code}", root_public_key=signatures.public_key(root)
    )
    house = House(entity, Team.objects.create(entity=entity, name="Reports"), root)
    recovery = register_recovery(
        "operator", entity.pk, age1pq=recipient(Algorithm.HYBRID), age1=recipient(Algorithm.X25519)
    )
    house.recovery = str(recovery.pk)
    for number in range(1, handlers + 1):
        give_keys(house, person(house, f"Handler {number}", "handler"))
    publish(house)
    return house


def call(
    client: Client, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> Any:
    """A call as our own pages make it; the answer with its JSON in `.said`."""
    sent = {"X-CSRFToken": CSRF, **(headers or {})}
    content = json.dumps(body) if body is not None else ""
    answer = client.generic(method, API + path, content, content_type="application/json", headers=sent)
    answer.said = (
        json.loads(answer.content) if answer["Content-Type"].startswith("application/json") else None
    )
    return answer


def new_id() -> str:
    return str(uuid.uuid4())
