"""Who works at the editors' desk: people with a role for it in the entity that keeps the hub, and only today.

The desk (Wagtail) asks Django's groups. They follow from the roles: the door mirrors the actor's standing
into them at every request, so that a role that ended opens nothing any more, and so does the end of a role
itself. Groups alone open nothing: the door asks the roles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import allows
from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities.models import Entity, Membership

if TYPE_CHECKING:
    from typing import Any

    from upstander.foundation.accounts.models import Account

EDITORS = "hub editors"
REVIEWERS = "hub reviewers"
GROUPS = {EDITORS: Permission.HUB_PAGE_EDIT, REVIEWERS: Permission.HUB_PAGE_PUBLISH}


def keeper() -> Entity | None:
    """The entity that looks after the hub for all (`settings.HUB_KEEPER`), where there is one."""
    return Entity.objects.filter(code=settings.HUB_KEEPER).first()


def groups_of(actor: Actor) -> frozenset[str]:
    """The desk's groups that her roles of today put her into; empty for everybody else."""
    place = keeper()
    if place is None:
        return frozenset()
    return frozenset(name for name, needed in GROUPS.items() if allows(actor, needed, entity=place))


def mirror(account: Account, wanted: frozenset[str]) -> None:
    """Put the account into just these groups; writes only where something changed."""
    held = set(account.groups.filter(name__in=GROUPS).values_list("name", flat=True))
    if held == wanted:
        return
    account.groups.remove(*Group.objects.filter(name__in=held - wanted))
    account.groups.add(*Group.objects.filter(name__in=wanted - held))


def at_desk(account: Account) -> frozenset[str]:
    """The groups that the account is in today, after mirroring."""
    wanted = groups_of(Actor.of(account, timezone.localdate()))
    mirror(account, wanted)
    return wanted


def membership_has_ended(*, membership: Membership, **_kwargs: Any) -> None:
    """In the transaction of the end: what she no longer holds today is gone from the groups too."""
    at_desk(membership.account)
