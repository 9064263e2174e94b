"""Doors that fail in every way, for the tests of what a person then reads."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

from upstander.config.urls import handler400, handler403, handler404, handler500
from upstander.config.urls import urlpatterns as real

SECRET = "what she wrote"

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def malformed(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation(SECRET)


def too_large(request: HttpRequest) -> HttpResponse:
    raise RequestDataTooBig(SECRET)


def refused(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied(SECRET)


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError(SECRET)


@csrf_protect
def written(request: HttpRequest) -> HttpResponse:
    return HttpResponse("written")


doors = [
    path("malformed", malformed),
    path("too-large", too_large),
    path("refused", refused),
    path("broken", broken),
    path("written", written),
]
urlpatterns = [path("faults/", include(doors)), path("api/v1/faults/", include(doors)), *real]
