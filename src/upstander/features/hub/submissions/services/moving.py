"""What every act on a submission has in common: the lock, the step of its history, the trail, the notice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from upstander.foundation.access.actors import Actor
from upstander.foundation.notices.models import Occasion
from upstander.foundation.notices.services import notify
from upstander.foundation.trail.services import record

from ...access import keeper
from ..models import Step, Submission
from ..workflow import MOVES, Act, Party, State


def locked(pk: UUID) -> Submission | None:
    """The row, held until the transaction ends. On SQLite the whole transaction is the lock."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("entity", "unit", "submitter")
    return rows.filter(pk=pk).first()


def move(
    submission: Submission,
    act: Act,
    actor: Actor | None,
    *,
    message: str = "",
    content: dict[str, Any] | None = None,
) -> Submission:
    """Bring it to the state the act leads to; the caller has asked the policy, and holds the lock."""
    way, now = MOVES[act], timezone.now()
    before, submission.state = submission.state, way.after
    submission.version += 1
    submission.changed_at = now
    submission.save()
    by = actor.account_id if actor else None
    Step.objects.create(
        submission=submission,
        version=submission.version,
        act=act,
        by_id=by,
        at=now,
        message=message,
        content=content,
    )
    _tell(submission, act)
    record(
        actor=actor or "system",
        verb=way.verb,
        object_type="submission",
        object_id=submission.pk,
        entity=submission.entity_id,
        detail={"act": act.value, "from": before, "to": submission.state, "version": submission.version},
    )
    return submission


def _tell(submission: Submission, act: Act) -> None:
    """Moderators of what waits for them, the sender of what others did; nobody of her own act."""
    way = MOVES[act]
    if way.after is State.NEW:
        place = keeper()
        notify(Occasion.SUBMISSION_WAITS, entity=place.pk if place else None)
    elif way.party is not Party.SENDER:
        notify(Occasion.SUBMISSION_NEWS, entity=submission.entity_id, account=submission.submitter_id)
