"""The table of pages by language, and the beginning of a translation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet, TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from upstander.foundation.accounts.models import Account
from upstander.foundation.trail.verbs import Verb

from ..languages import nearest
from ..models import HubPage
from ..selectors import home_slug
from . import trail, wording


class State(TextChoices):
    """How a page stands in one language, with its word and icon, so that colour alone tells nothing."""

    MISSING = "missing", gettext_lazy("Missing")
    DRAFT = "draft", gettext_lazy("Draft")
    OUTDATED = "outdated", gettext_lazy("Outdated")
    CURRENT = "current", gettext_lazy("Current")


ICONS = {
    State.MISSING: "plus-inverse",
    State.DRAFT: "edit",
    State.OUTDATED: "warning",
    State.CURRENT: "success",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One page in one language."""

    language: str
    name: str
    state: State
    source: bool = False
    page: int | None = None
    waits: bool = False
    """Is it being reviewed?"""

    @property
    def icon(self) -> str:
        return ICONS[self.state]


@dataclass(frozen=True, slots=True)
class Row:
    """One page in all languages."""

    key: UUID
    reference: str
    title: str
    where: str
    core: bool
    cells: tuple[Cell, ...]


HOME_DEPTH = 2

CORE_WEIGHT = 3.0
"""Of the pages for somebody in trouble: they come first."""


def keys(*, section: str = "", state: str = "", words: str = "") -> QuerySet[Any]:
    """The translation keys of the pages that the filters let through, core pages first; to be paginated.

    `section` is the first part of the address ("library"); "" is everything.
    """
    pages = HubPage.objects.filter(depth__gt=1)
    if section:
        below = Q()
        for code, _name in settings.LANGUAGES:
            below |= Q(url_path__startswith=f"/{home_slug(code)}/{section}/")
        pages = pages.filter(below)
    if words:
        pages = pages.filter(Q(title__icontains=words) | Q(reference__icontains=words))
    if state == State.OUTDATED:
        pages = pages.filter(basis__outdated=True)
    elif state == State.DRAFT:
        pages = pages.filter(live=False)
    chosen = pages.values("translation_key").annotate(top=Max("weight"), first=Min("path"))
    return chosen.order_by("-top", "first", "translation_key")


def rows(chosen: Iterable[dict[str, Any]]) -> list[Row]:
    """The rows of one screen: four queries, however many."""
    wanted = [one["translation_key"] for one in chosen]
    by_key: dict[UUID, dict[str, HubPage]] = defaultdict(dict)
    found = HubPage.objects.filter(translation_key__in=wanted).select_related("locale", "basis")
    for page in found.prefetch_workflow_states():
        by_key[page.translation_key][page.locale.language_code] = page
    sources = dict(
        TranslationSource.objects.filter(object__in=wanted).values_list("object_id", "locale__language_code")
    )
    return [_row(key, by_key[key], sources.get(key)) for key in wanted if by_key[key]]


def _row(key: UUID, pages: dict[str, HubPage], source: str | None) -> Row:
    origin = source or (settings.LANGUAGE_CODE if settings.LANGUAGE_CODE in pages else next(iter(pages)))
    shown = pages.get(origin) or next(iter(pages.values()))
    cells = tuple(_cell(code, name, pages.get(code), code == origin) for code, name in settings.LANGUAGES)
    where = shown.url_path.strip("/").partition("/")[2]
    return Row(key, shown.reference, shown.title, where, shown.weight >= CORE_WEIGHT, cells)


def _cell(code: str, name: str, page: HubPage | None, is_source: bool) -> Cell:
    if page is None:
        return Cell(code, name, State.MISSING)
    return Cell(code, name, _state(page), is_source, page.pk, page.workflow_in_progress)


def _state(page: HubPage) -> State:
    if not page.live:
        return State.DRAFT
    basis = getattr(page, "basis", None)
    return State.OUTDATED if basis is not None and basis.outdated else State.CURRENT


def is_known(language: str) -> bool:
    return language in {code for code, _name in settings.LANGUAGES}


def home_of(language: str) -> HubPage | None:
    """The first page of a language, or of the nearest one that has one."""
    slugs = [home_slug(code) for code in nearest(language)]
    homes = {page.slug: page for page in HubPage.objects.filter(depth=HOME_DEPTH, slug__in=slugs)}
    return next((homes[slug] for slug in slugs if slug in homes), None)


def sections() -> list[tuple[str, str]]:
    """Slug and title of the places directly below the home of the main language, for the filter."""
    home = HubPage.objects.filter(slug=home_slug(settings.LANGUAGE_CODE), depth=2).first()
    below = home.get_children().filter(numchild__gt=0) if home else HubPage.objects.none()
    return [(page.slug, page.title) for page in below]


def outdated() -> QuerySet[HubPage]:
    """Published translations whose source has changed since, core pages first."""
    found: QuerySet[HubPage] = (
        HubPage.objects.filter(basis__outdated=True, live=True)
        .select_related("locale")
        .order_by("-weight", "path")
    )
    return found


@transaction.atomic
def begin(account: Account, key: UUID, language: str) -> HubPage:
    """Begin the translation of a page: a draft at the same place of that language, in step with its source.

    Returns the page that is there already, if there is one. Raises ValidationError where there is no source.
    """
    there = HubPage.objects.filter(translation_key=key, locale__language_code=language).first()
    if there is not None:
        return there
    source = _source(key)
    _begin_parent(account, source, language)
    target = Locale.objects.get(language_code=language)
    kept, _new = TranslationSource.update_or_create_from_instance(source)
    translation, _new = Translation.objects.update_or_create(
        source=kept, target_locale=target, defaults={"enabled": True}
    )
    translation.save_target(user=account, publish=False)
    page: HubPage = HubPage.objects.get(translation_key=key, locale=target)
    trail.note(account, Verb.HUB_TRANSLATION_BEGIN, page)
    return page


def _begin_parent(account: Account, source: HubPage, language: str) -> None:
    """The place above it is begun too, as a draft: Wagtail would publish a copy of it without a review."""
    if source.depth <= HOME_DEPTH:
        raise ValidationError(_("This language has no home page yet. The operator makes it."))
    parent = HubPage.objects.get(path=source.path[: -HubPage.steplen])
    begin(account, parent.translation_key, language)


def _source(key: UUID) -> HubPage:
    pages = HubPage.objects.filter(translation_key=key, live=True).select_related("locale")
    by_language = {page.locale.language_code: page for page in pages}
    kept = TranslationSource.objects.filter(object_id=key).values_list("locale__language_code", flat=True)
    for code in [*kept, settings.LANGUAGE_CODE, *by_language]:
        if code in by_language:
            found: HubPage = by_language[code].specific
            return found
    raise ValidationError(_("Publish the page in one language first; then it can be translated."))


@transaction.atomic
def save_draft(account: Account, page: HubPage) -> None:
    """Put the translated strings into the draft of the page, as its translator sees them now."""
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()
    if translation is None:
        return
    translation.save_target(user=account, publish=False)
    wording.draft_follows(page)


def edit_address(page: HubPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
