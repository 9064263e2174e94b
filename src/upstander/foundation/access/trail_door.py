"""Who may read the trail: told to the trail, which lies below and knows no roles (`trail.ports`)."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from upstander.foundation.trail.ports import Scope

from .decisions import Refused, allows
from .permissions import Permission
from .requests import actor_of


def trail_door(request: HttpRequest) -> Scope | HttpResponseBase:
    """The entities for the whole of which she holds the right, since entries belong to no team.

    A stranger is led to the sign-in page.
    """
    actor = actor_of(request)
    if actor is None:
        return redirect_to_login(request.get_full_path())
    entities = frozenset(
        one for one in actor.entities if allows(actor, Permission.TRAIL_ENTRY_READ, entity=one)
    )
    if not entities:
        raise Refused(_("Your role does not allow this: %s") % Permission.TRAIL_ENTRY_READ.allows)
    return Scope(actor, entities)
