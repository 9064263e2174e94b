"""Who acts: an account with the memberships in force on one day, read from the database once a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from upstander.foundation.entities.models import Membership

from .permissions import Permission

if TYPE_CHECKING:
    from upstander.foundation.accounts.models import Account

_KNOWN = {permission.value: permission for permission in Permission}


@dataclass(frozen=True, slots=True)
class Standing:
    """One membership in force: what its holder may do in an entity, or in one team of it only."""

    entity: UUID
    team: UUID | None
    role: str
    title: str
    permissions: frozenset[Permission]

    @classmethod
    def of(cls, membership: Membership) -> Standing:
        """Permission values that the registry no longer knows allow nothing."""
        known = frozenset(_KNOWN[value] for value in membership.role.permissions if value in _KNOWN)
        return cls(membership.entity_id, membership.team_id, membership.role.key, membership.title, known)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request, as of a date. It does not change while the request lasts."""

    account_id: UUID
    display_name: str
    standings: tuple[Standing, ...]
    on: date

    @classmethod
    def of(cls, account: Account, today: date) -> Actor:
        """One query. An inactive account stands nowhere."""
        held = Membership.objects.current(today).filter(account_id=account.pk).select_related("role")
        standings = tuple(Standing.of(membership) for membership in held) if account.is_active else ()
        return cls(account.pk, account.display_name, standings, today)

    @property
    def trail_name(self) -> str:
        """How the trail names her: the account's identifier, never a name."""
        return str(self.account_id)

    @property
    def entities(self) -> frozenset[UUID]:
        """Every entity she belongs to; what lies in others does not exist for her."""
        return frozenset(standing.entity for standing in self.standings)
