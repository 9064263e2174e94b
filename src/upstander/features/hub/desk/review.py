"""Draft, second pair of eyes, publication: the one way by which a page reaches its readers.

Whoever wrote a revision since the last publication, typed a translation of it, brought an old revision back
or sent it for review is its author, and does not approve it. What is published is the very revision that was
read: nobody changes a page under review, and an approval names its revision.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import LogContext, log
from wagtail.models import (
    Page,
    PageLogEntry,
    Revision,
    TaskState,
    Workflow,
    WorkflowState,
)
from wagtail_localize.models import SegmentOverride, StringTranslation

from upstander.foundation.access.decisions import Refused
from upstander.foundation.accounts.models import Account
from upstander.foundation.trail.verbs import Verb

from ..access import REVIEWERS, at_desk
from ..models import HubPage
from . import ready, trail
from .models import SecondPairOfEyes


class Reason(TextChoices):
    """Why a page was taken down (*coded*: the code goes onto the trail, words into the page's history)."""

    HARM = "harm", gettext_lazy("It could harm somebody")
    WRONG = "wrong", gettext_lazy("It says something wrong")
    OUTDATED = "outdated", gettext_lazy("It is no longer true")
    RIGHTS = "rights", gettext_lazy("We may not show it")
    OTHER = "other", gettext_lazy("Something else")


UNPUBLISH = "hub.unpublish"
"""The entry in a page's history that keeps the reason."""


# --- who wrote it -------------------------------------------------------------------------------------------


def revisions_since_publication(page: HubPage) -> QuerySet[Revision]:
    """Those that readers have not seen, the latest always among them."""
    of_page = page.revisions.all()
    if page.live_revision_id:
        return of_page.filter(Q(pk__gt=page.live_revision_id) | Q(pk=page.latest_revision_id))
    if page.last_published_at:
        return of_page.filter(Q(created_at__gt=page.last_published_at) | Q(pk=page.latest_revision_id))
    return of_page


def authors(page: HubPage) -> frozenset[UUID]:
    """Everybody whose words or choices an approval would publish."""
    waiting = revisions_since_publication(page)
    found = set(waiting.values_list("user_id", flat=True))
    found |= _authors_brought_back(page)
    found |= _translators(page)
    found |= set(_asked(page))
    return frozenset(one for one in found if one is not None)


def _since(page: HubPage) -> datetime | None:
    return page.live_revision.created_at if page.live_revision else page.last_published_at


def _authors_brought_back(page: HubPage) -> set[UUID]:
    """Who wrote the revisions to which the page was put back since."""
    entries = PageLogEntry.objects.filter(page=page.pk, action="wagtail.revert")
    since = _since(page)
    if since is not None:
        entries = entries.filter(timestamp__gt=since)
    named = [entry.data.get("revision", {}).get("id") for entry in entries]
    return set(
        Revision.objects.filter(pk__in=[one for one in named if one]).values_list("user_id", flat=True)
    )


def _translators(page: HubPage) -> set[UUID]:
    """Who typed strings of this translation since; their revisions are saved by whoever sends them on."""
    mine = Q(context__object_id=page.translation_key, locale=page.locale_id)
    since = _since(page)
    strings = StringTranslation.objects.filter(mine)
    overrides = SegmentOverride.objects.filter(mine)
    if since is not None:
        strings, overrides = strings.filter(updated_at__gt=since), overrides.filter(updated_at__gt=since)
    return {
        *strings.values_list("last_translated_by", flat=True),
        *overrides.values_list("last_translated_by", flat=True),
    }


def _asked(page: HubPage) -> list[UUID]:
    state = page.current_workflow_state
    return [state.requested_by_id] if state and state.requested_by_id else []


# --- who may decide -----------------------------------------------------------------------------------------


def may_decide(page: HubPage, account: Account) -> bool:
    """Does it wait for a review, and may she give it?"""
    return bool(page.workflow_in_progress and _refusal(page, account) is None)


def _refusal(page: HubPage, account: Account) -> str | None:
    """Why she may not approve it, or None. Asks the roles of today, not what the groups still say."""
    if not account.is_active or REVIEWERS not in at_desk(account):
        return _("Only reviewers of the hub publish pages.")
    if account.pk in authors(page):
        return _("You wrote part of this, so somebody else has to review it.")
    return None


def require_second_pair(state: TaskState, account: Account) -> None:
    """Raises `Refused` where she may not decide about this state's page."""
    refusal = _refusal(_page(state), account)
    if refusal:
        raise Refused(refusal)


def _page(state: TaskState) -> HubPage:
    found: HubPage = state.workflow_state.content_object.specific
    return found


def waiting() -> QuerySet[TaskState]:
    """Every review that somebody has to give, the oldest first."""
    ours = SecondPairOfEyes.objects.values("pk")
    return (
        TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__in=ours)
        .select_related("revision__user", "workflow_state__requested_by")
        .order_by("started_at")
    )


# --- the verbs ----------------------------------------------------------------------------------------------


def workflow() -> Workflow:
    found: Workflow = Workflow.objects.get(workflow_tasks__task__in=SecondPairOfEyes.objects.all())
    return found


@transaction.atomic
def send(account: Account, page: HubPage) -> WorkflowState:
    """Send the latest revision for review. Raises ValidationError where something is missing in it."""
    held = _locked(page)
    if held.workflow_in_progress:
        raise ValidationError(_("This page is being reviewed already."))
    ready.require_translated(held)
    ready.require(held)
    current = held.current_workflow_state
    if current is not None and current.status == WorkflowState.STATUS_NEEDS_CHANGES:
        current.requested_by = account
        current.save()
        current.resume(account)
        return current
    started: WorkflowState = workflow().start(held, account)
    return started


@transaction.atomic
def approve(account: Account, page: HubPage, *, revision: int, comment: str = "") -> HubPage:
    """Publish (or schedule) the revision that was read.

    Raises `Refused` for authors and people who are no reviewers, ValidationError where the page has another
    revision by now, waits for no review, or lacks something.
    """
    held = _locked(page)
    state = _state(held, revision)
    require_second_pair(state, account)
    ready.require(held)
    state.approve(user=account, comment=comment)
    trail.note(account, Verb.HUB_PAGE_APPROVE, held, revision=revision)
    held.refresh_from_db()
    return held


@transaction.atomic
def give_back(account: Account, page: HubPage, *, revision: int, comment: str) -> None:
    """Ask for changes, in words; the page can be changed again. Raises as `approve` does."""
    if not comment.strip():
        raise ValidationError(_("Say what should be changed."))
    held = _locked(page)
    state = _state(held, revision)
    require_second_pair(state, account)
    state.reject(user=account, comment=comment.strip())
    trail.note(account, Verb.HUB_PAGE_RETURN, held, revision=revision)


@transaction.atomic
def unpublish(account: Account, page: HubPage, *, reason: Reason, note: str = "") -> None:
    """Take a page down at once. The code of the reason goes onto the trail, the words into its history."""
    held = _locked(page)
    if REVIEWERS not in at_desk(account):
        raise Refused(_("Only reviewers of the hub take pages down."))
    if not held.live:
        raise ValidationError(_("This page is not published."))
    UnpublishPageAction(held, user=account, log_action=False).execute(skip_permission_checks=True)
    words = {"reason": reason.value, "note": note.strip()}
    log(instance=held, action=UNPUBLISH, user=account, data=words)
    trail.note(account, Verb.HUB_PAGE_UNPUBLISH, held, reason=reason.value)


def publish_approved(state: WorkflowState, user: Account | None = None) -> None:
    """The end of a review (`finishing` calls it).

    Whatever door the approval came through: only another person's approval of the page's latest revision
    publishes it. `skip_permission_checks`, because nobody holds the permission to publish.
    """
    page = state.content_object.specific
    last = state.task_states.order_by("-finished_at", "-pk").first()
    if user is None or last is None or last.status != TaskState.STATUS_APPROVED or last.finished_by != user:
        raise Refused(_("Only reviewers of the hub publish pages."))
    require_second_pair(last, user)
    if last.revision_id != page.latest_revision_id:
        raise Refused(_("The page has changed since it was read. Please read it again."))
    with LogContext(user=user):
        last.revision.publish(user=user, skip_permission_checks=True)
    last.revision.refresh_from_db()
    if last.revision.approved_go_live_at is not None:
        trail.note(user, Verb.HUB_PAGE_SCHEDULE, page, revision=last.revision_id)


def _locked(page: HubPage) -> HubPage:
    """The page as it is now, kept from others until the transaction ends."""
    Page.objects.select_for_update().get(pk=page.pk)
    found: HubPage = HubPage.objects.get(pk=page.pk).specific
    return found


def _state(page: HubPage, revision: int) -> TaskState:
    state: TaskState | None = page.current_workflow_task_state
    if state is None:
        raise ValidationError(_("This page does not wait for a review any more."))
    if state.revision_id != revision or page.latest_revision_id != revision:
        raise ValidationError(_("The page has changed since you opened it. Please read it again."))
    return state
