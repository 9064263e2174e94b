"""The open API of the hub: what is public, the same for everybody, without an account.

Answers carry an `ETag`; whoever sends it back as `If-None-Match` gets 304 while nothing has changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Path, Query, Router
from ninja.decorators import decorate_view

from upstander.foundation.access.decisions import NotFound
from upstander.foundation.search.ports import Hit
from upstander.foundation.search.selectors import search

from .answering import revalidated
from .api_schemas import (
    FigureOut,
    HubErrorOut,
    Language,
    PageFilters,
    PagesOut,
    RecommendationOut,
    Reference,
    ResourceFilters,
    ResourceOut,
    ResourcesOut,
    SearchIn,
    SearchOut,
)
from .audiences import EVERYBODY
from .catalogue import address_of, having, one_of_each, translations_of
from .catalogue_export import row
from .catalogue_results import at_readers_address
from .models import Figure, HubPage, RecommendationPage, ResourcePage

router = Router(tags=["hub"])
WRONG = {frozenset({400, 404, 415, 422}): HubErrorOut}
UNCHANGED = {304: None}


@router.get(
    "resources", response={200: ResourcesOut, **UNCHANGED, **WRONG}, summary="Resources of the catalogue"
)
@decorate_view(revalidated)
def resources(request: HttpRequest, asked: Query[ResourceFilters]) -> dict[str, Any]:
    """By reference. Filters are joined by "and"."""
    found = one_of_each(ResourcePage, asked.language).defer("body").order_by("reference")
    if asked.type:
        found = found.filter(resource_kind=asked.type)
    if asked.year:
        found = found.filter(year=asked.year)
    found = having(
        found,
        made_for=asked.made_for,
        recommendations=asked.recommendation,
        organisations=asked.organisation,
        languages=asked.document_language,
    )
    return _part(
        found, asked.page, asked.page_size, lambda pages: [row(page, asked.language) for page in pages]
    )


@router.get(
    "resources/{reference}", response={200: ResourceOut, **UNCHANGED, **WRONG}, summary="One resource"
)
@decorate_view(revalidated)
def resource(request: HttpRequest, reference: Path[Reference], language: Language = "en") -> dict[str, Any]:
    """By its lasting name, such as `resource:un-system-model-policy`, which is the same in all languages."""
    found = one_of_each(ResourcePage, language).filter(reference=reference).first()
    if found is None:
        raise NotFound
    return row(found, language)


@router.get("pages", response={200: PagesOut, **UNCHANGED, **WRONG}, summary="Pages of the hub")
@decorate_view(revalidated)
def pages(request: HttpRequest, asked: Query[PageFilters]) -> dict[str, Any]:
    """Every page, or those of one kind; each once, in the language asked for or the nearest."""
    found = one_of_each(_model(asked.kind), asked.language).order_by("reference")
    return _part(found, asked.page, asked.page_size, lambda pages: _told(pages, asked.language))


@router.get(
    "recommendations",
    response={200: list[RecommendationOut], **UNCHANGED, **WRONG},
    summary="Recommendations",
)
@decorate_view(revalidated)
def recommendations(request: HttpRequest, language: Language = "en") -> list[dict[str, Any]]:
    """The twelve, in their order, with what each asks and who acts."""
    found = list(one_of_each(RecommendationPage, language).order_by("number"))
    more = [{"number": page.number, "asks": page.asks, "actors": list(page.actors or [])} for page in found]
    return [told | own for told, own in zip(_told(found, language), more, strict=True)]


@router.get("figures", response={200: list[FigureOut], **UNCHANGED, **WRONG}, summary="Published figures")
@decorate_view(revalidated)
def figures(request: HttpRequest) -> Iterable[Figure]:
    """Each with its date and source; never show one without them."""
    return Figure.objects.all()


@router.post("search", response={200: SearchOut, **WRONG}, summary="Search")
def find(request: HttpRequest, sent: SearchIn) -> dict[str, Any]:
    """What is public, best first; each thing once, in the nearest language. The question is not kept."""
    filters = {name: [str(value)] for name, value in sent.filters.dict(exclude_none=True).items()}
    found = search(
        sent.text,
        language=sent.language,
        audiences=EVERYBODY,
        filters=filters,
        page=sent.page,
        page_size=sent.page_size,
    )
    return {
        "total": found.total,
        "page": sent.page,
        "page_size": sent.page_size,
        "correction": found.correction,
        "facets": found.facets,
        "items": [_hit(hit, sent.language) for hit in found.hits],
    }


def _part(found: QuerySet[Any], page: int, size: int, tell: Any) -> dict[str, Any]:
    """One part of a list; beyond the end it is empty."""
    total = found.count()
    here = list(found[(page - 1) * size : page * size])
    return {
        "total": total,
        "page": page,
        "page_size": size,
        "licence": settings.HUB_LICENCE,
        "items": tell(here),
    }


def _model(kind: str | None) -> type[HubPage]:
    if kind is None:
        return HubPage
    return next(model for model in HubPage.__subclasses__() if model.kind == kind)


def _told(pages: list[Any], language: str) -> list[dict[str, Any]]:
    spoken = translations_of(pages)
    kinds = {page.pk: page.specific_class.kind for page in pages}
    return [
        {
            "reference": page.reference,
            "kind": kinds[page.pk],
            "title": page.title,
            "summary": page.summary,
            "page_language": page.locale.language_code,
            "languages": spoken[page.reference],
            "address": address_of(page, language),
            "changed": page.last_published_at.isoformat() if page.last_published_at else None,
        }
        for page in pages
    ]


def _hit(hit: Hit, language: str) -> dict[str, Any]:
    return {
        "reference": hit.group,
        "kind": hit.kind,
        "title": hit.title,
        "summary": hit.summary,
        "passage": [{"text": part.text, "marked": part.marked} for part in hit.snippet],
        "page_language": hit.language,
        "address": settings.SITE_URL + at_readers_address(hit.url, language),
        "facets": {name: list(values) for name, values in hit.facets.items()},
    }
