"""Requests of people who have signed in, and the doors that only they pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from .actors import Actor
from .decisions import NotFound, Refused, holds
from .permissions import Permission

if TYPE_CHECKING:
    from typing import TypeVar

    from upstander.foundation.accounts.models import Account

    M = TypeVar("M", bound=Model)

P = ParamSpec("P")


class AuthenticatedHttpRequest(HttpRequest):
    """A request whose person is known. Only `signed_in`, `may` and `session_actor` make one."""

    user: Account
    actor: Actor


View = Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponse]
OpenView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts, read once a request; None when nobody is signed in."""
    if not request.user.is_authenticated:
        return None
    known: Actor | None = getattr(request, "actor", None)
    if known is None or known.account_id != request.user.pk:
        known = Actor.of(request.user, timezone.localdate())
        cast(AuthenticatedHttpRequest, request).actor = known
    return known


def signed_in(view: View[P]) -> OpenView[P]:
    """A view for anybody with an account; others are led to the sign-in page and back."""

    @wraps(view)
    def door(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if actor_of(request) is None:
            return redirect_to_login(request.get_full_path())
        return view(cast(AuthenticatedHttpRequest, request), *args, **kwargs)

    return cast(OpenView[P], door)


def may(permission: Permission) -> Callable[[View[P]], OpenView[P]]:
    """A view for those who hold the permission somewhere; which objects they get, the selectors say."""

    def with_permission(view: View[P]) -> OpenView[P]:
        @wraps(view)
        def door(request: AuthenticatedHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not holds(request.actor, permission):
                raise Refused(_("Your role does not allow this: %s") % permission.allows)
            return view(request, *args, **kwargs)

        return signed_in(cast(View[P], door))

    return with_permission


def one(queryset: QuerySet[M], **lookup: Any) -> M:
    """The one object of a queryset narrowed before, or `NotFound`; malformed identifiers find nothing."""
    try:
        return queryset.get(**lookup)
    except (queryset.model.DoesNotExist, ValidationError, ValueError):  # type: ignore[attr-defined]
        raise NotFound from None
