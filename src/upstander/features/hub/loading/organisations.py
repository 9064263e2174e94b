"""A page for each organisation of the group, in every language in which reporting is explained."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from upstander.foundation.entities.models import Entity

from ..models import OrganisationPage
from .content import Content, PageContent, common

REPORT = "page:report"


def organisation_pages(content: Content) -> Iterator[PageContent]:
    """Below the page `page:report` of each language; their words come from its catalogue."""
    languages = [page.language for page in content.pages if page.reference == REPORT]
    entities = list(Entity.objects.order_by("code"))
    for language in languages:
        with override(language):
            for entity in entities:
                yield _page(entity, language, content.organisation_names.get(entity.code, {}))


def _page(entity: Entity, language: str, names: dict[str, str]) -> PageContent:
    name = names.get(language) or entity.name
    slug = slugify(entity.code)
    summary = _("Ways to report in %(organisation)s, and the sealed report on this site.") % {
        "organisation": name
    }
    keywords = sorted({entity.code, entity.name, *names.values()} - {name})
    fields = {**common(summary, keywords, weight=1.5), "entity_code": entity.code, "body": []}
    return PageContent(
        OrganisationPage,
        f"organisation:{slug}",
        language,
        slug,
        REPORT,
        name[:255],
        fields,
        None,
        entity.code,
    )
