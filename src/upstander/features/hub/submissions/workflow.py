"""States of a submission and the ways between them, as data.

Two moderators look at each: the first recommends, the second decides. Neither is whoever sent it in. Asking
for changes decides nothing, so one moderator may do it. What is published, the pages themselves say
(`receivers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from upstander.foundation.trail.verbs import Verb


class State(TextChoices):
    """Coded. A draft is its writer's alone; everything else her organisation and the moderators see."""

    DRAFT = "draft", pgettext_lazy("a submission", "Draft")
    NEW = "new", pgettext_lazy("a submission", "With the moderators")
    CHANGES = "changes", pgettext_lazy("a submission", "Changes asked for")
    ACCEPTED = "accepted", pgettext_lazy("a submission", "Accepted, the page is being prepared")
    PUBLISHED = "published", pgettext_lazy("a submission", "Published")
    DECLINED = "declined", pgettext_lazy("a submission", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("a submission", "Withdrawn")


class Act(TextChoices):
    """What can happen to a submission, in the words of its history."""

    SEND = "send", pgettext_lazy("history of a submission", "Sent")
    WITHDRAW = "withdraw", pgettext_lazy("history of a submission", "Withdrawn")
    ASK = "ask", pgettext_lazy("history of a submission", "Changes asked for")
    RECOMMEND_ACCEPT = "recommend_accept", pgettext_lazy("history of a submission", "Recommended to accept")
    RECOMMEND_DECLINE = (
        "recommend_decline",
        pgettext_lazy("history of a submission", "Recommended to decline"),
    )
    ACCEPT = "accept", pgettext_lazy("history of a submission", "Accepted")
    DECLINE = "decline", pgettext_lazy("history of a submission", "Declined")
    PUBLISH = "publish", pgettext_lazy("history of a submission", "Published")
    HIDE = "hide", pgettext_lazy("history of a submission", "Taken off the hub again")


class Party(Enum):
    SENDER = "sender"
    MODERATOR = "moderator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Move:
    """From which states to which, by whom, and what the trail calls it."""

    before: frozenset[State]
    after: State
    party: Party
    verb: Verb
    needs_message: bool = False
    second_person: bool = False
    """Only after somebody else's recommendation."""
    told_to_sender: bool = True


_NEW = frozenset({State.NEW})

MOVES: dict[Act, Move] = {
    Act.SEND: Move(
        frozenset({State.DRAFT, State.CHANGES}), State.NEW, Party.SENDER, Verb.HUB_SUBMISSION_SEND
    ),
    Act.WITHDRAW: Move(
        frozenset({State.NEW, State.CHANGES}), State.WITHDRAWN, Party.SENDER, Verb.HUB_SUBMISSION_WITHDRAW
    ),
    Act.ASK: Move(_NEW, State.CHANGES, Party.MODERATOR, Verb.HUB_SUBMISSION_ASK, needs_message=True),
    Act.RECOMMEND_ACCEPT: Move(
        _NEW, State.NEW, Party.MODERATOR, Verb.HUB_SUBMISSION_RECOMMEND, told_to_sender=False
    ),
    Act.RECOMMEND_DECLINE: Move(
        _NEW,
        State.NEW,
        Party.MODERATOR,
        Verb.HUB_SUBMISSION_RECOMMEND,
        needs_message=True,
        told_to_sender=False,
    ),
    Act.ACCEPT: Move(_NEW, State.ACCEPTED, Party.MODERATOR, Verb.HUB_SUBMISSION_ACCEPT, second_person=True),
    Act.DECLINE: Move(
        _NEW,
        State.DECLINED,
        Party.MODERATOR,
        Verb.HUB_SUBMISSION_DECLINE,
        needs_message=True,
        second_person=True,
    ),
    Act.PUBLISH: Move(
        frozenset({State.ACCEPTED}), State.PUBLISHED, Party.SYSTEM, Verb.HUB_SUBMISSION_PUBLISH
    ),
    Act.HIDE: Move(frozenset({State.PUBLISHED}), State.ACCEPTED, Party.SYSTEM, Verb.HUB_SUBMISSION_HIDE),
}

RECOMMENDS = frozenset({Act.RECOMMEND_ACCEPT, Act.RECOMMEND_DECLINE})
EDITABLE = MOVES[Act.SEND].before
"""In which states her form is open to the sender."""
SHOWN_TO_SENDER = frozenset(act.value for act, move in MOVES.items() if move.told_to_sender)

NEXT_FOR_SENDER: dict[State, Promise] = {
    State.DRAFT: _("Only you see it. Go on writing when you like, then send it."),
    State.NEW: _("Two moderators look at it. You are told when something happens."),
    State.CHANGES: _("Read what the moderators ask, change it and send it again."),
    State.ACCEPTED: _("The editors prepare the page. When it is published, you find its address here."),
    State.PUBLISHED: _("Everybody can read it now. Thank you."),
    State.DECLINED: _("It will not be published. The reason is below."),
    State.WITHDRAWN: _("You took it back. Nobody works on it any more."),
}
"""What a state means for whoever sent it in."""
