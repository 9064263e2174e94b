"""Tags of the hub's pages: links, languages of words, names of codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.rich_text import expand_db_html

from upstander.features.hub import article, links, selectors
from upstander.features.hub.audiences import EVERYBODY
from upstander.features.hub.codes import RECOMMENDATIONS, Reader, ResourceKind
from upstander.features.hub.models import Figure, HubPage, OrganisationPage
from upstander.features.hub.presenting import reading_audiences

register = template.Library()
NAMES: Mapping[str, Mapping[Any, Any]] = {
    "readers": dict(Reader.choices),
    "kinds": dict(ResourceKind.choices),
    "recommendations": dict(RECOMMENDATIONS),
}


def _links(context: Context) -> links.Links:
    """Of the article around; a block that is shown by itself knows none."""
    around = context.get("article")
    return around.links if around else links.Links([], ())


@register.simple_tag(takes_context=True)
def rich(context: Context, text: Any) -> SafeString:
    """The HTML of a text block, with its links leading somewhere. It was made from a short list of tags."""
    html = expand_db_html(getattr(text, "source", str(text)))
    return mark_safe(_links(context).within(html))  # noqa: S308  see loading.markdown and models.blocks


@register.simple_tag(takes_context=True)
def leads_to(context: Context, href: str) -> str:
    """The address of a link by lasting name; empty when it leads nowhere."""
    return _links(context)(href)


@register.simple_tag
def address(page: HubPage) -> str:
    return links.address_of(page)


@register.simple_tag
def page_marks(page: HubPage) -> SafeString:
    """Attributes of an element with this page's title or summary, when they are in another language."""
    return article.marks(page.locale.language_code)


@register.simple_tag
def english() -> SafeString:
    """Attributes of words that exist in English only (sources, notes of channels, labels of figures)."""
    return article.marks("en")


@register.filter
def name_in(code: Any, names: str) -> str:
    """The name of a code, such as `code|name_in:"readers"`."""
    return str(NAMES[names].get(code, code))


@register.simple_tag(takes_context=True)
def figure_of(context: Context, key: str) -> Figure | None:
    """The published number of that key; a page has read all of its own at once."""
    around = context.get("article")
    figures = around.figures if around else selectors.figures([key])
    found: Figure | None = figures.get(key)
    return found


@dataclass(frozen=True, slots=True)
class FigureTable:
    """Figures that follow one another. What all of them share is said once, below the table."""

    figures: list[Figure]

    def _shared(self, *names: str) -> tuple[str, ...] | None:
        values = {tuple(str(getattr(one, name)) for name in names) for one in self.figures}
        return values.pop() if len(values) == 1 else None

    @property
    def source(self) -> str:
        """Source and note of all of them; empty when they differ."""
        return "; ".join(part for part in self._shared("source", "source_note") or () if part)

    @property
    def date(self) -> str:
        return (self._shared("date") or ("",))[0]

    @property
    def population(self) -> str:
        return (self._shared("population") or ("",))[0]


@register.simple_tag(takes_context=True)
def figures_of(context: Context, part: article.Part) -> FigureTable:
    """The published numbers of a run of figure blocks; unknown keys are left out."""
    found = [figure_of(context, block.value["key"]) for block in part.blocks]
    return FigureTable([figure for figure in found if figure is not None])


@register.simple_tag(takes_context=True)
def all_organisations(context: Context) -> list[OrganisationPage]:
    """Every organisation's page, for the block that lists them."""
    request = context.get("request")
    audiences = reading_audiences(request) if request else EVERYBODY
    return selectors.organisations(get_language() or "en", audiences)
