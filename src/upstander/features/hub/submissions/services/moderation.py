"""What moderators do: recommend, ask for changes, decide."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import NotFound, Refused

from ..keeper import moderates
from ..models import Look, Submission
from ..policies import may
from ..problems import ChangedError, MessageNeededError
from ..publication import draft_page
from ..workflow import MOVES, RECOMMENDS, Act, Party, State
from .moving import locked, move


@transaction.atomic
def act(actor: Actor, pk: UUID, what: Act, *, version: int, message: str = "") -> Submission:
    """One act of a moderator on the version that she saw.

    Raises NotFound, ChangedError (another was quicker: nothing is done), MessageNeededError, NoPlaceError
    (accepted, but the hub has no section for it), Refused with the reason.
    """
    found = locked(pk) if moderates(actor) else None
    if found is None or found.state == State.DRAFT or MOVES[what].party is not Party.MODERATOR:
        raise NotFound
    if found.version != version:
        raise ChangedError(list(found.steps.filter(version__gt=version)))
    decision = may(actor, what, found)
    if not decision:
        raise Refused(decision.reason)
    if MOVES[what].needs_message and not message.strip():
        raise MessageNeededError
    _note_who(actor, what, found)
    return move(found, what, actor, message=message.strip())


def _note_who(actor: Actor, what: Act, submission: Submission) -> None:
    if what in RECOMMENDS:
        submission.recommended, submission.recommended_by_id = what.value, actor.account_id
    elif MOVES[what].second_person:
        submission.decided_by_id = actor.account_id
    if what is Act.ACCEPT:
        submission.page = draft_page(submission)


@transaction.atomic
def look(actor: Actor, submission: Submission) -> int | None:
    """Note that she has seen it as it is; answers which version she had seen before (None: none)."""
    seen, new = Look.objects.select_for_update().get_or_create(
        account_id=actor.account_id,
        submission=submission,
        defaults={"version": submission.version},
    )
    if new:
        return None
    before = seen.version
    if before < submission.version:
        seen.version = submission.version
        seen.save(update_fields=["version"])
    return before
