"""Run inside an installation (`upstander shell`): a hub's sections, a focal point and two moderators."""

from __future__ import annotations

from tests.features.hub.submissions.world import hub
from tests.foundation.accounts import given
from upstander.features.hub.models import HubPage
from upstander.features.hub.submissions.models import Submission
from upstander.foundation.entities.models import Entity

PEOPLE = {"writer": ("UNHCR", "focal_point"), "first": ("UN", "hub_editor"), "second": ("UN", "hub_reviewer")}


def prepare() -> None:
    hub()
    for name, (code, role) in PEOPLE.items():
        given.member(Entity.objects.get(code=code), role, f"journey-{name}")


def publish(title: str) -> None:
    """What the editors' desk does in the end."""
    page = HubPage.objects.get(pk=Submission.objects.get(title=title).page_id).specific
    page.get_latest_revision().publish()
