"""The one way to check what someone may do.

A membership without a team speaks for the whole entity; one with a team for the objects of that team alone.
So `allows(..., team=None)` asks about the entity as a whole (or an object that no team owns), and a handler
of one team is refused there. Doors and menus ask `holds`: does she hold it anywhere in the entity?

What lies outside the actor's entities is answered 404 (`NotFound`), so that nobody learns that it is there;
what lies inside but is not hers to do is answered 403 with the reason in words (`Refused`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from .actors import Actor, Standing
from .permissions import Permission


class Identified(Protocol):
    """An entity or team object, or anything with its identifier as `pk`."""

    @property
    def pk(self) -> UUID: ...


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether, and why not, in words that may be shown."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


class Refused(PermissionDenied):
    """Not hers to do: 403. `code` is for programs (docs/formats.md, errors), `reason` for people."""

    code = "refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotFound(Http404):
    """Not there, or not there for her: 404 in both cases."""

    code = "not_found"


def allows(
    actor: Actor,
    permission: Permission,
    *,
    entity: Identified | UUID,
    team: Identified | UUID | None = None,
) -> Decision:
    """May she do this to an object of that entity (and team)?"""
    place, part = _id(entity), _id(team)
    here = [standing for standing in actor.standings if standing.entity == place]
    if any(permission in standing.permissions and _covers(standing, part) for standing in here):
        return Decision(True)
    if not here:
        return Decision(False, _("You have no role in this organisation."))
    if any(permission in standing.permissions for standing in here):
        return Decision(False, _("Your role allows this for another team only."))
    return Decision(False, _("Your role does not allow this: %s") % permission.allows)


def require(
    actor: Actor,
    permission: Permission,
    *,
    entity: Identified | UUID,
    team: Identified | UUID | None = None,
) -> None:
    """Go on, or raise `NotFound` (no role in that entity at all) or `Refused` (a role, but not this)."""
    if _id(entity) not in actor.entities:
        raise NotFound
    decision = allows(actor, permission, entity=entity, team=team)
    if not decision:
        raise Refused(decision.reason)


def holds(actor: Actor, permission: Permission, *, entity: Identified | UUID | None = None) -> bool:
    """Does she hold it for any team (of that entity)? For doors and menus; objects go by `require`."""
    place = _id(entity)
    return any(
        permission in standing.permissions and place in (None, standing.entity)
        for standing in actor.standings
    )


def entities_with(actor: Actor, permission: Permission) -> frozenset[UUID]:
    """The entities in which she holds it, for the whole or for a team."""
    return frozenset(standing.entity for standing in actor.standings if permission in standing.permissions)


def teams_with(actor: Actor, permission: Permission) -> frozenset[UUID]:
    """The teams for which she holds it by a membership of just that team; see also `within`."""
    return frozenset(
        standing.team
        for standing in actor.standings
        if standing.team is not None and permission in standing.permissions
    )


def within(actor: Actor, permission: Permission, *, entity: str = "entity", team: str = "team") -> Q:
    """The same rule as `allows`, as a filter of a selector's queryset.

    `entity` and `team` are the lookups from the queried model; pass `team=""` where objects have no team.
    """
    condition = Q(pk__in=[])
    for standing in actor.standings:
        if permission in standing.permissions:
            condition |= _filter(standing, entity, team)
    return condition


def _filter(standing: Standing, entity: str, team: str) -> Q:
    here = Q(**{entity: standing.entity})
    if standing.team is None:
        return here
    return here & Q(**{team: standing.team}) if team else Q(pk__in=[])


def _covers(standing: Standing, team: UUID | None) -> bool:
    return standing.team is None or standing.team == team


def _id(place: Identified | UUID | None) -> UUID | None:
    return place if place is None or isinstance(place, UUID) else place.pk
