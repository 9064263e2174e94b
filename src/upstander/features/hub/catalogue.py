"""Reads for the doors beside the pages (feeds, sitemap, export, API): what is public, for everybody alike.

Each thing is named once, in the language asked for or in the nearest that has it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast

from .audiences import EVERYBODY
from .languages import nearest
from .models import (
    DialoguePage,
    HubPage,
    OrganisationPage,
    PracticePage,
    RecommendationPage,
    ResourcePage,
)

P = TypeVar("P", bound=HubPage)

SECTIONS: Mapping[str, type[HubPage]] = {
    "library": ResourcePage,
    "recommendations": RecommendationPage,
    "practices": PracticePage,
    "dialogues": DialoguePage,
    "report-wrongdoing": OrganisationPage,
}
"""Slug of a section and what stands below it."""


def one_of_each(model: type[P], language: str, audiences: Collection[str] = EVERYBODY) -> QuerySet[P]:
    """One published page for each lasting name, in the nearest language that has it; with its locale."""
    best = (
        HubPage.objects.visible_to(audiences)
        .filter(reference=OuterRef("reference"))
        .order_by(_distance(language), "pk")
        .values("pk")[:1]
    )
    pages: QuerySet[P] = model._default_manager.visible_to(audiences)
    return pages.exclude(reference="").filter(pk=Subquery(best)).select_related("locale")


def _distance(language: str) -> Case:
    steps = [When(locale__language_code=code, then=Value(n)) for n, code in enumerate(nearest(language))]
    return Case(*steps, default=Value(len(steps)), output_field=IntegerField())


def path_of(page: HubPage) -> str:
    """The same in every language, below it: "library/some-slug/"; nothing for the first page."""
    return str(page.url_path).split("/", 2)[2]


def address_of(page: HubPage, language: str | None = None) -> str:
    """Where it is read in that language (its own, when none is given); with the address of this site."""
    return f"{settings.SITE_URL}/{language or page.locale.language_code}/{path_of(page)}"


def translations_of(pages: Iterable[HubPage]) -> dict[str, list[str]]:
    """By lasting name, the languages in which it really is there for everybody. One query."""
    names = {page.reference for page in pages if page.reference}
    found = HubPage.objects.visible_to(EVERYBODY).filter(reference__in=names)
    spoken: dict[str, list[str]] = defaultdict(list)
    for name, code in found.values_list("reference", "locale__language_code"):
        spoken[name].append(code)
    order = [code for code, _name in settings.LANGUAGES]
    return {name: sorted(set(codes), key=order.index) for name, codes in spoken.items()}


def having(pages: QuerySet[P], **codes: Any) -> QuerySet[P]:
    """Narrowed to pages whose list fields hold a code: `having(pages, languages="fr")`.

    SQLite has no `contains` for JSON, so the code is looked for in the list as it is written.
    """
    for field, code in codes.items():
        if code not in (None, ""):
            text = Cast(field, TextField())
            pages = pages.alias(**{f"{field}_text": text}).filter(**{f"{field}_text__regex": _written(code)})
    return pages


def _written(code: Any) -> str:
    """A number between what may stand around it in a list, or a text in its quotation marks."""
    return rf"[\[ ,]{code}[],]" if isinstance(code, int) else re.escape(json.dumps(str(code)))
