"""The organisation that keeps the hub for all: its moderators decide on what everybody sends in."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import allows
from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities.models import Entity


def keeper() -> UUID | None:
    """None where the installation has no organisation of that code: then nobody moderates."""
    return Entity.objects.filter(code=settings.HUB_KEEPER).values_list("pk", flat=True).first()


def moderates(actor: Actor) -> bool:
    """Holding the permission in another organisation opens nothing here."""
    entity = keeper()
    return entity is not None and bool(allows(actor, Permission.HUB_SUBMISSION_MODERATE, entity=entity))
