"""Sending in, and taking back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import NotFound

from ..forms import Words
from ..models import Submission
from ..policies import hers, may
from ..problems import ClosedError
from ..workflow import Act
from .drafts import drop, editable
from .moving import locked, move


@transaction.atomic
def send(actor: Actor, pk: UUID, words: Words) -> Submission:
    """Give it, checked, to the moderators. What they recommended before no longer counts.

    Raises NotFound, and ClosedError where it was sent already: a form sent twice is one submission.
    """
    draft = editable(actor, pk)
    if draft is None:
        raise NotFound
    for name in ("kind", "title", "text", "who", "recommendations", "link", "language", "named"):
        setattr(draft, name, getattr(words, name))
    draft.entity_id, draft.unit_id = words.office
    draft.typed, draft.typed_version = {}, draft.typed_version + 1
    draft.recommended, draft.recommended_by = "", None
    draft.sent_at = draft.sent_at or timezone.now()
    _send_file(draft, without=words.without_file)
    draft = Submission.objects.select_related("entity", "unit", "submitter").get(pk=_saved(draft).pk)
    return move(draft, Act.SEND, actor, content=draft.content)


def _saved(draft: Submission) -> Submission:
    draft.save()
    return draft


def _send_file(submission: Submission, *, without: bool) -> None:
    new = submission.attachments.filter(draft=True).first()
    if new is not None or without:
        drop(submission.attachments.filter(draft=False))
    if new is not None:
        new.draft = False
        new.save(update_fields=["draft"])


@transaction.atomic
def withdraw(actor: Actor, pk: UUID) -> Submission:
    """Take back what was sent. Raises NotFound, ClosedError (decided meanwhile, or withdrawn already)."""
    found = locked(pk)
    if found is None or not hers(actor, found):
        raise NotFound
    if not may(actor, Act.WITHDRAW, found):
        raise ClosedError(found)
    return move(found, Act.WITHDRAW, actor)
