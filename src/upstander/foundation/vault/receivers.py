"""What the vault does when something happens in the rooms below."""

from __future__ import annotations

from typing import Any

from upstander.foundation.entities.models import Membership

from .services.leaving import leave
from .services.reach import Who


def membership_has_ended(*, membership: Membership, actor: Who, **_kwargs: Any) -> None:
    """In the same transaction. An end that lies ahead takes nothing away yet; the worker does on that day."""
    leave(actor, membership.account_id, membership.entity_id)
