"""The menu of signed-in people: what exists here and what their roles allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import holds
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import actor_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu."""

    url: str
    label: str
    icon: str
    current: bool
    at_end: bool
    waiting: int = 0
    """How many things wait in the room, where it counts them."""


def address(view: str, args: Sequence[str] = ()) -> str | None:
    """Where a view is, or None where this installation has no such room."""
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return None


def _open_to(actor: Actor, permissions: list[str]) -> bool:
    return not permissions or any(holds(actor, Permission(permission)) for permission in permissions)


def _entry(room: dict[str, Any], path: str, actor: Actor) -> Entry | None:
    """A room may name a function that counts what waits for the actor, or says None: no room of hers."""
    url = address(room["view"])
    waiting = import_string(room["waiting"])(actor) if "waiting" in room else 0
    if url is None or waiting is None:
        return None
    at_end = room.get("at_end", False)
    return Entry(url, str(room["label"]), room["icon"], path.startswith(url), at_end, waiting)


def staff_menu(request: HttpRequest) -> Iterator[Entry]:
    """The entries for whoever is signed in; none for strangers."""
    actor = actor_of(request) if hasattr(request, "user") else None
    if actor is None:
        return
    for room in settings.STAFF_MENU:
        entry = _entry(room, request.path, actor) if _open_to(actor, room["permissions"]) else None
        if entry:
            yield entry


def public_menu(path: str) -> Iterator[Entry]:
    """What the header of public pages leads to, for everybody alike."""
    for room in settings.PUBLIC_MENU:
        url = address(room["view"], room.get("args", ()))
        if url is not None:
            yield Entry(url, str(room["label"]), "", path.startswith(url), False)
