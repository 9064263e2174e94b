"""What the desk does when a page is published, changed, sent for review or deleted."""

from __future__ import annotations

from typing import Any

from wagtail.models import TaskState
from wagtail.signals import page_published

from upstander.foundation.notices.models import Occasion
from upstander.foundation.notices.services import notify
from upstander.foundation.trail.verbs import Verb

from ..access import keeper
from ..models import HubPage
from . import links, trail, wording
from .models import Basis, SecondPairOfEyes

IN_STEP = "in_step"
"""Marks the signal for a page that only follows its source: nothing was written or approved."""


def published(instance: Any, **kwargs: Any) -> None:
    """Also sent for a page whose publication lies ahead; that one is not live yet."""
    if not isinstance(instance, HubPage) or not instance.live or kwargs.get(IN_STEP):
        return
    trail.note(trail.whoever_acts(), Verb.HUB_PAGE_PUBLISH, instance)
    wording.translation_was_published(instance)
    wording.source_was_published(instance)
    for page in wording.keep_in_step(instance):
        shown = HubPage.objects.get(pk=page.pk).specific
        page_published.send(sender=type(shown), instance=shown, revision=shown.live_revision, in_step=True)
    links.look_at(instance)


def loaded(references: frozenset[str], **_kwargs: Any) -> None:
    """The loader changed pages without a signal a page: what rests upon them is compared anew."""
    rows = Basis.objects.filter(page__reference__in=references)
    for basis in rows.select_related("page__locale"):
        wording.compare_with_source(basis)


def unpublished(instance: Any, **_kwargs: Any) -> None:
    """Its own links are nobody's any more; those that lead to it lead nowhere now."""
    if isinstance(instance, HubPage):
        links.forget(instance)
        links.look_at_those_to(instance)


def before_save(instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    """The words that translations rest upon are noted before they change."""
    if isinstance(instance, HubPage) and instance.pk and instance.live and not raw:
        wording.before_change(instance)


def sent_for_review(instance: TaskState, user: Any, **_kwargs: Any) -> None:
    """Through whichever door. Reviewers are told that something waits, not what."""
    if not isinstance(instance.task.specific, SecondPairOfEyes):
        return
    page = instance.workflow_state.content_object.specific
    trail.note(user or "system", Verb.HUB_PAGE_SUBMIT, page, revision=instance.revision_id)
    place = keeper()
    if place is not None:
        notify(Occasion.HUB_REVIEW, entity=place.pk)
