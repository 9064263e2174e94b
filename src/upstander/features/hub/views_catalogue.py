"""The library, the search, suggestions while typing, and the members' room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from upstander.foundation.access.decisions import NotFound, holds
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import AuthenticatedHttpRequest, actor_of, signed_in
from upstander.foundation.search.selectors import suggest
from upstander.foundation.web.shelf import same_for_everybody

from . import selectors
from .audiences import Audience, audiences_of
from .catalogue_filters import PARAMETERS, Asked, chosen, kinds, read
from .catalogue_results import Listing, at_readers_address, help_pages, listing
from .search_words import seal, tidy

MOST_SUGGESTIONS = 8
NOTHING: Mapping[str, str] = {}


@csrf_exempt  # changes nothing and must set no cookie; other sites are refused by web.middleware
@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: HttpRequest) -> HttpResponse:
    """Everything in the hub. Words come by POST and stand in the address only sealed."""
    return _words(request) if request.method == "POST" else _search(request)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def library(request: HttpRequest) -> HttpResponse:
    """The resources, to be browsed."""
    return _words(request) if request.method == "POST" else _library(request)


@same_for_everybody(*PARAMETERS)
def _search(request: HttpRequest) -> HttpResponse:
    return _list(request, "hub/search/search.html", NOTHING)


@same_for_everybody(*PARAMETERS)
def _library(request: HttpRequest) -> HttpResponse:
    section = selectors.page_at("library/", _language(), audiences_of(actor_of(request)))
    return _list(request, "hub/catalogue/library.html", {"kind": "resource"}, section=section)


def _list(request: HttpRequest, template: str, fixed: Mapping[str, str], **more: Any) -> HttpResponse:
    language = _language()
    asked = read(request.GET)
    found = listing(asked, language, audiences_of(actor_of(request)), fixed, by_time=bool(fixed))
    context = {"list": found, "asked": asked, "help": _help(found, language), **more}
    return render(request, template, context)


def _help(found: Listing, language: str) -> list[tuple[str, str]]:
    return [] if found.shown else help_pages(language)


def _words(request: HttpRequest) -> HttpResponse:
    """Lead on to an address that keeps the typed words sealed, so that Back and further pages just work."""
    words = tidy(request.POST.get("q", ""))
    asked = Asked(filters=chosen(request.POST), kept=seal(words) if words else "")
    answer = HttpResponseRedirect(request.path + asked.address().rstrip("?"))
    answer.status_code = 303
    return answer


@csrf_exempt
@require_POST
def suggestions(request: HttpRequest) -> JsonResponse:
    """Titles that fit what is being typed: `{"suggestions": [{text, kind, url, language}]}`. Never kept."""
    language, words = _language(), tidy(request.POST.get("q", ""))
    found = (
        suggest(words, language=language, audiences=audiences_of(actor_of(request)), limit=MOST_SUGGESTIONS)
        if words
        else []
    )
    names = kinds()
    told = [
        {
            "text": one.text,
            "kind": names.get(one.kind, ""),
            "url": at_readers_address(one.url, language),
            "language": one.language,
        }
        for one in found
    ]
    return JsonResponse({"suggestions": told}, headers={"Cache-Control": "no-store"})


@require_safe
@signed_in
def members(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What is for members only. For others who have signed in there is no such room."""
    if not holds(request.actor, Permission.HUB_MEMBERS_READ):
        raise NotFound
    language = _language()
    asked = read(request.GET)
    found = listing(asked, language, [Audience.MEMBERS.value], NOTHING, by_time=True)
    return render(request, "hub/catalogue/members.html", {"list": found, "asked": asked})


def _language() -> str:
    return get_language() or "en"
