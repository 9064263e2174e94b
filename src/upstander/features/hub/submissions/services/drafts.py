"""Keeping what a focal point is writing, finished or not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import NotFound, Refused
from upstander.foundation.access.permissions import Permission
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from ..file_checks import CheckedFile
from ..models import Attachment, Submission
from ..offices import Office, offices, usual
from ..policies import hers, may
from ..problems import ClosedError, TooManyError, TooMuchError, TypedElsewhereError
from ..workflow import EDITABLE, Act, State
from .moving import locked

MOST_TYPED = 40_000
"""Signs of everything in a form together; far more than the form accepts in the end."""
MOST_OPEN = 50
"""Drafts and returned submissions of one person."""


@transaction.atomic
def keep(
    actor: Actor,
    pk: UUID,
    typed: Mapping[str, Any],
    *,
    seen: int | None = None,
    file: CheckedFile | None = None,
) -> Submission:
    """Keep the form as it stands; the first time, this begins the submission.

    `seen` is the version of what stood in the form when it was opened (None: keep in any case). Raises
    NotFound, ClosedError (sent already), TypedElsewhereError, TooMuchError, TooManyError.
    """
    if len(json.dumps(typed, ensure_ascii=False)) > MOST_TYPED:
        raise TooMuchError
    draft = editable(actor, pk) or _begin(actor, pk, typed)
    if draft.typed != typed:
        if seen is not None and seen != draft.typed_version:
            raise TypedElsewhereError(draft)
        draft.typed = dict(typed)
        draft.typed_version += 1
        if draft.state == State.DRAFT:
            draft.changed_at = timezone.now()
        draft.save(update_fields=["typed", "typed_version", "changed_at"])
    if file is not None or typed.get("without_file"):
        _replace_file(draft, file)
    return draft


def editable(actor: Actor, pk: UUID) -> Submission | None:
    """Hers, locked, and open to her; None where there is none yet. Raises NotFound, ClosedError."""
    found = locked(pk)
    if found is None:
        return None
    if not hers(actor, found):
        raise NotFound
    if not may(actor, Act.SEND, found):
        raise ClosedError(found)
    return found


def _begin(actor: Actor, pk: UUID, typed: Mapping[str, Any]) -> Submission:
    office = _office(actor, typed)
    mine = Submission.objects.filter(submitter=actor.account_id, state__in=EDITABLE)
    if mine.count() >= MOST_OPEN:
        raise TooManyError
    now = timezone.now()
    new = Submission(
        pk=pk, entity_id=office.entity, submitter_id=actor.account_id, began_at=now, changed_at=now
    )
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:  # the same form, sent twice at once
        found = editable(actor, pk)
        if found is None:
            raise NotFound from None
        return found
    record(
        actor=actor,
        verb=Verb.HUB_SUBMISSION_BEGIN,
        object_type="submission",
        object_id=pk,
        entity=office.entity,
    )
    return new


def _office(actor: Actor, typed: Mapping[str, Any]) -> Office:
    chosen = offices(actor)
    if not chosen:
        raise Refused(_("Your role does not allow this: %s") % Permission.HUB_SUBMISSION_SEND.allows)
    return chosen.get(str(typed.get("office", "")), usual(actor))


def _replace_file(submission: Submission, file: CheckedFile | None) -> None:
    """The file that goes with the next sending; None: none. What was sent before stays until then."""
    drop(submission.attachments.filter(draft=True))
    if file is None:
        return
    kept = Attachment(
        submission=submission,
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        sha256=file.sha256,
    )
    kept.file.save(file.name, ContentFile(file.content), save=False)
    kept.save(force_insert=True)


def drop(attachments: Any) -> None:
    """Delete rows, and their files once that is certain."""
    for attachment in attachments:
        storage, name = attachment.file.storage, attachment.file.name
        attachment.delete()
        if name:
            transaction.on_commit(partial(storage.delete, name))


@transaction.atomic
def discard(actor: Actor, pk: UUID) -> None:
    """Throw a draft away that was never sent. Raises NotFound, ClosedError."""
    draft = editable(actor, pk)
    if draft is None:
        raise NotFound
    if draft.state != State.DRAFT:
        raise ClosedError(draft)
    entity = draft.entity_id
    drop(draft.attachments.all())
    draft.delete()
    record(
        actor=actor,
        verb=Verb.HUB_SUBMISSION_DISCARD,
        object_type="submission",
        object_id=pk,
        entity=entity,
    )
