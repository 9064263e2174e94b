"""Reads of accounts, narrowed to what the actor may see."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import entities_with
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import one
from upstander.foundation.entities.models import Entity, Membership, MembershipQuerySet

from . import factors
from .invitations import open_invitations
from .models import Account, Invitation


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list: an account with its roles in one entity, and what is still missing."""

    account: Account
    memberships: list[Membership]
    has_factor: bool
    has_keys: bool

    @property
    def needs_keys(self) -> bool:
        """Someone who is to open reports, but has no keys that they could be sealed to."""
        allowed = {value for membership in self.memberships for value in membership.role.permissions}
        return Permission.VAULT_KEY_SET_ENROL.value in allowed and not self.has_keys


def entities_seen(actor: Actor) -> QuerySet[Entity]:
    """The entities whose people the actor may see."""
    return Entity.objects.filter(pk__in=entities_with(actor, Permission.ACCOUNTS_ACCOUNT_READ))


def people_of(actor: Actor, entity: Entity) -> list[Person]:
    """Everybody with a role in force in the entity, by name. Four queries, however many they are."""
    held = _memberships(actor, entity).current(actor.on).order_by("account__display_name", "starts_on")
    grouped: dict[UUID, list[Membership]] = defaultdict(list)
    for membership in held:
        grouped[membership.account_id].append(membership)
    with_factor, with_keys = factors.with_factor(grouped), _with_keys(entity)
    return [
        Person(group[0].account, group, pk in with_factor, pk in with_keys) for pk, group in grouped.items()
    ]


def former_people_of(actor: Actor, entity: Entity) -> list[Account]:
    """Those who had a role in the entity and have none now, closed accounts among them, by name."""
    ever = _memberships(actor, entity)
    now = ever.current(actor.on).values("account")
    return list(Account.objects.filter(pk__in=ever.values("account")).exclude(pk__in=now))


def person_of(actor: Actor, entity: Entity, account_id: UUID | str) -> Person:
    """One person who has, or had, a role in the entity; NotFound for anybody else."""
    ever = _memberships(actor, entity).values("account")
    account = one(Account.objects.filter(pk__in=ever), pk=account_id)
    held = list(_memberships(actor, entity).current(actor.on).filter(account=account))
    return Person(account, held, factors.has_factor(account), account.pk in _with_keys(entity))


def membership_of(actor: Actor, entity: Entity, membership_id: UUID | str) -> Membership:
    return one(_memberships(actor, entity).current(actor.on), pk=membership_id)


def invitations_of(actor: Actor, entity: Entity) -> QuerySet[Invitation]:
    """Those of the entity that can still be accepted."""
    seen = entities_with(actor, Permission.ACCOUNTS_ACCOUNT_INVITE)
    return open_invitations().filter(role__entity=entity, role__entity__in=seen)


def _memberships(actor: Actor, entity: Entity) -> MembershipQuerySet:
    seen = entities_with(actor, Permission.ACCOUNTS_ACCOUNT_READ)
    return Membership.objects.filter(entity=entity, entity__in=seen).select_related("account", "role", "team")


def _with_keys(entity: Entity) -> set[UUID]:
    """Asked through the relation that the vault adds to accounts, since the vault lies above this room."""
    keyed = Account.objects.filter(key_sets__entity=entity, key_sets__retired_at__isnull=True)
    return set(keyed.values_list("pk", flat=True))
