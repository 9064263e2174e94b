"""Pages for everybody: the first page, help now, how words are protected, accessibility, about."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from .menu import address
from .shelf import same_for_everybody


def home(request: HttpRequest) -> HttpResponse:
    """The first page; which feature makes it is known to config only (`settings.HOME_VIEW`)."""
    answer: HttpResponse = import_string(settings.HOME_VIEW)(request)
    return answer


@require_safe
@same_for_everybody()
def help_now(request: HttpRequest) -> HttpResponse:
    return render(request, "web/help_now.html", {"report_url": address(settings.DOORS["report"])})


@require_safe
@same_for_everybody()
def protection(request: HttpRequest) -> HttpResponse:
    return render(request, "web/protection.html", {"site_url": settings.SITE_URL})


@require_safe
@same_for_everybody()
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "web/accessibility.html", {"contact": settings.CONTACT})


@require_safe
@same_for_everybody()
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about.html", {"source_url": settings.SOURCE_URL})
