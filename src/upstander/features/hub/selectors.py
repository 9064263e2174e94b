"""Reads of the hub, narrowed to what the reader's audiences may see. No view asks a model directly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from django.db.models import F, QuerySet

from upstander.foundation.entities.models import Entity

from .languages import nearest
from .models import (
    Channel,
    DialoguePage,
    Figure,
    HubPage,
    OrganisationPage,
    PracticePage,
    RecommendationPage,
    ResourcePage,
)

P = TypeVar("P", bound=HubPage)


def page_at(path: str, language: str, audiences: Collection[str]) -> HubPage | None:
    """The page at a path ("library/some-slug/") in the language asked for, or in the nearest that has it.

    Two queries: one for the place, one for the page of its own kind.
    """
    places = list(_places(path, language))
    found = {
        page.url_path: page for page in HubPage.objects.visible_to(audiences).filter(url_path__in=places)
    }
    page = next((found[place] for place in places if place in found), None)
    return page.specific if page is not None else None


def _places(path: str, language: str) -> Iterator[str]:
    """The same slugs name a page in every language, below that language's home."""
    for code in nearest(language):
        yield f"/{home_slug(code)}/{path}"


def home_slug(language: str) -> str:
    return f"hub-{language}"


def nearest_of(pages: Iterable[P], language: str) -> list[P]:
    """One page of each lasting name: in the language asked for, or the nearest. Order as they came."""
    order = {code: place for place, code in enumerate(nearest(language))}
    best: dict[str, P] = {}
    for page in pages:
        known = best.get(page.reference)
        if known is None or _rank(page, order) < _rank(known, order):
            best[page.reference] = page
    return list(best.values())


def _rank(page: HubPage, order: dict[str, int]) -> int:
    return order.get(page.locale.language_code, len(order))


def above(page: HubPage, language: str, audiences: Collection[str]) -> list[HubPage]:
    """Pages between home and this one, from the top, named in the language asked for where they can be."""
    paths = [page.path[:end] for end in range(3 * page.steplen, len(page.path), page.steplen)]
    if not paths:
        return []
    own = HubPage.objects.visible_to(audiences).filter(path__in=paths).order_by("depth")
    names = list(own.values_list("reference", flat=True))
    pages = HubPage.objects.visible_to(audiences).filter(reference__in=names).select_related("locale")
    found = {one.reference: one for one in nearest_of(pages, language)}
    return [found[name] for name in names if name in found]


def named(references: Collection[str], language: str, audiences: Collection[str]) -> list[HubPage]:
    """Pages by lasting name, each in the nearest language."""
    pages = HubPage.objects.visible_to(audiences).filter(reference__in=references)
    return nearest_of(pages.select_related("locale"), language)


def _listed(model: type[P], audiences: Collection[str]) -> QuerySet[P]:
    """Of one kind, without their bodies."""
    pages: QuerySet[P] = model.objects.visible_to(audiences).select_related("locale").defer("body")
    return pages


def recommendations(language: str, audiences: Collection[str]) -> list[RecommendationPage]:
    return nearest_of(_listed(RecommendationPage, audiences).order_by("number"), language)


def dialogues(language: str, audiences: Collection[str]) -> list[DialoguePage]:
    return nearest_of(_listed(DialoguePage, audiences).order_by("-held_on"), language)


def practices(
    language: str, audiences: Collection[str], recommendation: int | None = None
) -> list[PracticePage]:
    pages = _listed(PracticePage, audiences)
    if recommendation is not None:
        pages = pages.filter(recommendations__has_code=recommendation)
    return nearest_of(pages.order_by("title"), language)


def organisations(language: str, audiences: Collection[str]) -> list[OrganisationPage]:
    return nearest_of(_listed(OrganisationPage, audiences).order_by("title"), language)


def newest_resources(language: str, audiences: Collection[str], count: int) -> list[ResourcePage]:
    """What came last; of what came at the same time, the youngest document."""
    pages = _listed(ResourcePage, audiences).order_by(
        "-first_published_at", F("year").desc(nulls_last=True), "number"
    )
    return nearest_of(pages[: count * len(nearest(language))], language)[:count]


def resources_of(
    recommendation: int, language: str, audiences: Collection[str], count: int
) -> list[ResourcePage]:
    """Those of the catalogue first."""
    pages = _listed(ResourcePage, audiences).filter(recommendations__has_code=recommendation)
    ordered = pages.order_by(F("number").asc(nulls_last=True), "title")
    return nearest_of(ordered[: count * len(nearest(language))], language)[:count]


CANDIDATES = 300


def related(
    page: ResourcePage, language: str, audiences: Collection[str], count: int = 4
) -> list[ResourcePage]:
    """Resources that serve the same recommendations and the same readers, the nearest first."""
    if not page.recommendations:
        return []
    pages = _listed(ResourcePage, audiences).exclude(reference=page.reference)
    found: dict[int, ResourcePage] = {}
    for number in page.recommendations:
        same = pages.filter(recommendations__has_code=number).order_by(F("number").asc(nulls_last=True))
        found |= {one.pk: one for one in same[:CANDIDATES]}
    ranked = sorted(found.values(), key=lambda one: (-_shared(page, one), one.title))
    return nearest_of(ranked, language)[:count]


def _shared(page: ResourcePage, other: ResourcePage) -> float:
    """A shared recommendation counts for two shared readers; a real catalogue entry before any other."""
    shared = 2 * len(set(page.recommendations) & set(other.recommendations))
    readers = len(set(page.made_for) & set(other.made_for))
    return shared + readers + (0.5 if other.number is not None else 0)


def children(page: HubPage, language: str, audiences: Collection[str]) -> list[HubPage]:
    """Pages directly below the page of that lasting name, in whatever language they are, nearest first."""
    parents = HubPage.objects.visible_to(audiences).filter(reference=page.reference)
    below = [place.path for place in parents.only("path")]
    found: list[HubPage] = []
    for path in below:
        inside = HubPage.objects.visible_to(audiences).filter(path__startswith=path, depth=page.depth + 1)
        found += inside.select_related("locale").order_by("title")
    return nearest_of(found, language)


def channels(entity_code: str) -> list[Channel]:
    return list(Channel.objects.filter(entity_code=entity_code))


def organisation_name(entity_code: str) -> str:
    """Its name in the register of organisations; empty when there is none of that code."""
    return Entity.objects.filter(code=entity_code).values_list("name", flat=True).first() or ""


def figures(keys: Collection[str]) -> dict[str, Figure]:
    return {figure.key: figure for figure in Figure.objects.filter(key__in=keys)}


def practices_of_dialogue(number: int, language: str, audiences: Collection[str]) -> list[PracticePage]:
    """Those whose source names the dialogue ("dialogue 2", "dialogues 2 and 3")."""
    told = _listed(PracticePage, audiences).filter(
        source__iregex=rf"dialogues? ([0-9]+(, | and ))*{number}([^0-9]|$)"
    )
    return nearest_of(told.order_by("title"), language)


def resources_named(
    references: Collection[str], language: str, audiences: Collection[str]
) -> list[ResourcePage]:
    pages = _listed(ResourcePage, audiences).filter(reference__in=references)
    return nearest_of(pages.order_by("title"), language)
