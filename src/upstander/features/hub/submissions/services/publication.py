"""What the pages of the hub tell a submission: published, or taken off again. Nobody does this by hand."""

from __future__ import annotations

from django.db import transaction

from ..models import Submission
from ..workflow import MOVES, Act
from .moving import locked, move


def shown(page: int) -> None:
    """The page that was made of a submission is published (again and again: only the first time counts)."""
    _by_itself(page, Act.PUBLISH)


def hidden(page: int) -> None:
    """It was taken off the hub: the submission is accepted, and not published any more."""
    _by_itself(page, Act.HIDE)


@transaction.atomic
def _by_itself(page: int, act: Act) -> None:
    of_page = Submission.objects.filter(page=page).values_list("pk", flat=True).first()
    found = locked(of_page) if of_page else None
    if found is None or found.state not in MOVES[act].before:
        return
    move(found, act, None)
