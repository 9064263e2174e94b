"""Who may do what to a report, beyond the permission registry: what depends on the report itself."""

from __future__ import annotations

from django.utils import timezone

from upstander.foundation.access.actors import Actor
from upstander.foundation.accounts.models import Account
from upstander.foundation.vault.selectors import compartments_for

from .models import Report


def may_be_in_charge(person: Account, report: Report) -> bool:
    """Only who can read a report can be in charge of it: nobody is let in by being assigned."""
    actor = Actor.of(person, timezone.localdate())
    return compartments_for(actor).filter(pk=report.pk).exists()
