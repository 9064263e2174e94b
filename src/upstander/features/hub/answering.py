"""How public answers are kept by caches: kept, but asked for again before each use."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import conditional_page

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def revalidated(view: View[P]) -> View[P]:
    """`ETag` of the bytes, 304 where the asker has them; what is unpublished is gone at the next asking.

    Only for answers that are the same for everybody.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 200:
            answer.headers["Cache-Control"] = "public, no-cache"
        return answer

    return cast(View[P], conditional_page(kept))
