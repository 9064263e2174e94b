"""Who moderates: people with that role in the organisation that keeps the hub for all (`hub.access`)."""

from __future__ import annotations

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import allows
from upstander.foundation.access.permissions import Permission

from ..access import keeper


def moderates(actor: Actor) -> bool:
    """Holding the permission in another organisation opens nothing here."""
    entity = keeper()
    return entity is not None and bool(allows(actor, Permission.HUB_SUBMISSION_MODERATE, entity=entity))
