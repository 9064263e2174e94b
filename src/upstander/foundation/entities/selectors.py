"""Reads narrowed to the entities of whoever asks (any `Actor` of access, or None for what is public)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet

from .models import Entity, Membership, MembershipQuerySet, Role, Team, Unit


class Insider(Protocol):
    """Someone who belongs to entities, on a day."""

    @property
    def entities(self) -> Collection[UUID]: ...

    @property
    def on(self) -> date: ...


def entities_of(actor: Insider) -> QuerySet[Entity]:
    return Entity.objects.filter(pk__in=actor.entities)


def units_of(actor: Insider) -> QuerySet[Unit]:
    return Unit.objects.filter(entity__in=actor.entities)


def teams_of(actor: Insider) -> QuerySet[Team]:
    return Team.objects.filter(entity__in=actor.entities)


def roles_of(actor: Insider) -> QuerySet[Role]:
    return Role.objects.filter(entity__in=actor.entities)


def memberships_of(actor: Insider) -> MembershipQuerySet:
    """Every membership in the actor's entities, ended ones too; narrow with `.current(actor.on)`."""
    return Membership.objects.filter(entity__in=actor.entities).select_related("role", "team", "account")
