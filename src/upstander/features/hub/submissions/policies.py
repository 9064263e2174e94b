"""Who may do what to a submission now, with the reason in words where she may not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import Decision, entities_with
from upstander.foundation.access.permissions import Permission

from .keeper import moderates
from .models import Submission
from .workflow import MOVES, Act, Move, Party, State


def may(actor: Actor, act: Act, submission: Submission) -> Decision:
    """The whole rule: the state, the party, and for a decision the second pair of eyes."""
    move = MOVES[act]
    if State(submission.state) not in move.before:
        return Decision(False, _("In its present state this cannot be done."))
    if move.party is Party.SENDER:
        return _sender(actor, submission)
    if move.party is Party.MODERATOR:
        return _moderator(actor, move, submission)
    return Decision(False, _("This happens by itself."))


def hers(actor: Actor, submission: Submission) -> bool:
    """Did she send it in, for an organisation in which she still may? To others it is not there to act on."""
    return bool(_sender(actor, submission))


def _sender(actor: Actor, submission: Submission) -> Decision:
    if submission.submitter_id != actor.account_id:
        return Decision(False, _("Only the person who sent it in can do this."))
    if submission.entity_id not in entities_with(actor, Permission.HUB_SUBMISSION_SEND):
        return Decision(False, _("You have no role in this organisation."))
    return Decision(True)


def _moderator(actor: Actor, move: Move, submission: Submission) -> Decision:
    if not moderates(actor):
        return Decision(False, _("Only moderators of the hub can do this."))
    if submission.submitter_id == actor.account_id:
        return Decision(False, _("You sent this in yourself. Two other people look at it."))
    if not move.second_person:
        return Decision(True)
    if submission.recommended_by_id is None:
        return Decision(False, _("Somebody has to recommend first, then a second person decides."))
    if submission.recommended_by_id == actor.account_id:
        return Decision(False, _("You recommended this. A second person decides."))
    return Decision(True)


def open_acts(actor: Actor, submission: Submission) -> list[Act]:
    """What she can do with it now, in the order of the acts."""
    return [act for act in Act if may(actor, act, submission)]
