"""Roles of an entity: the presets, and changes to what a role allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from upstander.foundation.entities.models import Entity, Membership, Role
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from .actors import Actor
from .decisions import Refused, require
from .permissions import ADMINISTERS, READS_REPORTS, WATCHES, Permission
from .presets import PRESETS

if TYPE_CHECKING:
    from upstander.foundation.accounts.models import Account


def ensure_roles(entity: Entity) -> dict[str, Role]:
    """The roles of an entity by key; missing presets are made, and those that were changed stay changed."""
    ensure_roles_of([entity])
    return {role.key: role for role in Role.objects.filter(entity=entity)}


def ensure_roles_of(entities: Iterable[Entity]) -> None:
    """The same for many entities with one statement."""
    Role.objects.bulk_create(
        (
            Role(entity=entity, key=preset.key, name=preset.name, permissions=sorted(preset.permissions))
            for entity in entities
            for preset in PRESETS
        ),
        ignore_conflicts=True,
    )


def refuse_mixture(permissions: Iterable[Permission]) -> None:
    """Who decides about access to reports does not read them (MISSION, principle 5): raises `Refused`."""
    held = frozenset(permissions)
    if held & ADMINISTERS and held & READS_REPORTS:
        raise Refused(
            _("Nobody may both decide who receives reports and read them. Give these to two people.")
        )
    if held & WATCHES and held & READS_REPORTS:
        raise Refused(_("Nobody may both read reports and read the trail. Give these to two people."))


def take_turns(entity: UUID) -> None:
    """Whoever gives, ends or changes a role of the entity waits here until the one before has committed.

    Each of these acts looks at what others hold. Two at once would each see a state that the other is about
    to change: together they could mix what neither mixes alone, or leave nobody who administers. The entity's
    row is the lock (on SQLite the transaction itself is); reports, which only refer to it, do not wait.
    """
    Entity.objects.select_for_update(no_key=True).get(pk=entity)


def refuse_mixture_for(account: Account, role: Role) -> None:
    """The same for everything the account would hold in the entity with this role added.

    Takes turns, so it belongs in the transaction that gives the role.
    """
    take_turns(role.entity_id)
    held = _lasting().filter(account=account, entity_id=role.entity_id)
    values = {value for membership in held.select_related("role") for value in membership.role.permissions}
    refuse_mixture(_known(values | set(Role.objects.get(pk=role.pk).permissions)))


@transaction.atomic
def save_role(actor: Actor, role: Role, permissions: Iterable[str]) -> Role:
    """Change what a role allows. Raises `Refused` for unknown permissions, a mixture, or one's own role."""
    require(actor, Permission.ENTITIES_ROLE_MANAGE, entity=role.entity_id)
    wanted = frozenset(permissions)
    if wanted - {permission.value for permission in Permission}:
        raise Refused(_("There is no such permission."))
    if any(standing.entity == role.entity_id and standing.role == role.key for standing in actor.standings):
        raise Refused(_("You hold this role yourself. Somebody else has to change it."))
    take_turns(role.entity_id)
    kept = Role.objects.get(pk=role.pk)
    before, kept.permissions = frozenset(kept.permissions), sorted(wanted)
    refuse_mixture(_known(wanted))
    _refuse_mixture_among_holders(kept)
    kept.save(update_fields=["permissions"])
    detail = {
        "role": kept.key,
        "added": " ".join(sorted(wanted - before)),
        "removed": " ".join(sorted(before - wanted)),
    }
    record(
        actor=actor,
        verb=Verb.ROLE_UPDATE,
        object_type="role",
        object_id=str(kept.pk),
        entity=kept.entity_id,
        detail=detail,
    )
    return kept


def _refuse_mixture_among_holders(role: Role) -> None:
    """Somebody may hold this role beside another that does not go with it any more."""
    holders = _lasting().filter(role=role).values("account")
    others = _lasting().filter(account__in=holders, entity_id=role.entity_id)
    held: dict[UUID, set[str]] = defaultdict(lambda: set(role.permissions))
    for membership in others.exclude(role=role).select_related("role"):
        held[membership.account_id] |= set(membership.role.permissions)
    for values in held.values():
        refuse_mixture(_known(values))


def _lasting() -> QuerySet[Membership]:
    """Memberships that are not over, those of a later day too."""
    return Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=timezone.localdate()))


def _known(values: Iterable[str]) -> frozenset[Permission]:
    registry = {permission.value: permission for permission in Permission}
    return frozenset(registry[value] for value in values if value in registry)
