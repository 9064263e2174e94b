"""Reads, narrowed to whoever asks. What she may not see is not there for her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import entities_with, holds
from upstander.foundation.access.permissions import Permission

from .keeper import moderates
from .models import Attachment, Look, Step, Submission
from .workflow import SHOWN_TO_SENDER, State

TABS = (State.NEW, State.CHANGES, State.ACCEPTED, State.PUBLISHED, State.DECLINED, State.WITHDRAWN)


def submissions_of(actor: Actor) -> QuerySet[Submission]:
    """Her own, and what others of her organisation have sent; a draft is its writer's alone."""
    places = entities_with(actor, Permission.HUB_SUBMISSION_SEND)
    hers = Q(submitter=actor.account_id) | ~Q(state=State.DRAFT)
    return _with_names(Submission.objects.filter(hers, entity__in=places))


def queue_of(actor: Actor) -> QuerySet[Submission]:
    """Everything that was sent, for moderators of the keeper; nothing for anybody else."""
    if not moderates(actor):
        return Submission.objects.none()
    seen = Look.objects.filter(account=actor.account_id, submission=OuterRef("pk")).values("version")
    sent = Submission.objects.exclude(state=State.DRAFT)
    return _with_names(sent).annotate(seen=Subquery(seen[:1]))


def _with_names(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    return rows.select_related("entity", "unit", "submitter", "recommended_by", "decided_by", "page__locale")


def counts(actor: Actor) -> dict[str, int]:
    """How many in each state of the queue."""
    rows = queue_of(actor).order_by().values("state").annotate(number=Count("pk"))
    found = {row["state"]: row["number"] for row in rows}
    return {state.value: found.get(state.value, 0) for state in TABS}


def waiting_for(actor: Actor) -> int | None:
    """How many wait for the moderators, for the menu; None for whoever is none."""
    if not holds(actor, Permission.HUB_SUBMISSION_MODERATE) or not moderates(actor):
        return None
    return Submission.objects.filter(state=State.NEW).count()


def attachments_of(actor: Actor) -> QuerySet[Attachment]:
    """Files of what she sees; one that was not sent yet is its sender's alone."""
    hers = Q(submission__submitter=actor.account_id) | Q(draft=False)
    seen = Q(submission__in=submissions_of(actor).values("pk")) & hers
    if moderates(actor):
        seen |= Q(draft=False) & ~Q(submission__state=State.DRAFT)
    return Attachment.objects.filter(seen).select_related("submission")


def told_to_sender(submission: Submission) -> QuerySet[Step]:
    """The history without what moderators say to each other, newest first."""
    return submission.steps.filter(act__in=SHOWN_TO_SENDER).order_by("-version")


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a submission that its sender changed."""

    name: str
    before: Any
    now: Any


def differences(submission: Submission, seen: int | None) -> list[Difference]:
    """What she changed between the version that the moderator saw and the last one she sent."""
    sendings = [(step.version, step.content) for step in submission.steps.all() if step.content]
    known = [content for version, content in sendings if seen is not None and version <= seen]
    if not known:
        return []
    before, now = known[-1], sendings[-1][1]
    return [Difference(name, before.get(name), now[name]) for name in now if before.get(name) != now[name]]
