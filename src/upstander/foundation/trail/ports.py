"""Who may read the trail is for the rooms above to say; they tell it here (see `access.trail_door`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from .services import Named


@dataclass(frozen=True, slots=True)
class Scope:
    """A reader, and the entities whose entries she may see."""

    actor: Named
    entities: frozenset[UUID]


Door = Callable[[HttpRequest], Scope | HttpResponseBase]
"""The reader behind a request; or the answer she gets instead, such as the way to the sign-in page. May raise
PermissionDenied."""

_door: list[Door] = []


def provide_door(door: Door) -> None:
    """Called once, when the applications are ready."""
    _door[:] = [door]


def reader(request: HttpRequest) -> Scope | HttpResponseBase:
    """Raises IndexError in an installation where nobody may read the trail: closed, not open."""
    return _door[0](request)
