"""The desk's acts on the trail: codes and numbers, never what a page says."""

from __future__ import annotations

from django.db import transaction
from wagtail.log_actions import get_active_log_context

from upstander.foundation.trail.services import Actor, Detail, record
from upstander.foundation.trail.verbs import Verb

from ..access import keeper
from ..models import HubPage


@transaction.atomic
def note(actor: Actor, verb: Verb, page: HubPage, **more: Detail) -> None:
    """One act, with the page's lasting name and language."""
    record(
        actor=actor,
        verb=verb,
        object_type="hub_page",
        object_id=str(page.pk),
        entity=keeper(),
        detail={"reference": page.reference, "language": page.locale.language_code, **more},
    )


def whoever_acts() -> Actor:
    """The person at the desk in whose request this happens; the system for what the worker does."""
    user = get_active_log_context().user
    return user if user is not None and user.is_authenticated else "system"
