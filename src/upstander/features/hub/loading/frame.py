"""What stands before any content: the languages, the site, a home and the sections of each language."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from ..models import HomePage, SectionPage
from ..selectors import home_slug
from .content import PageContent, common

SECTIONS: dict[str, tuple[Promise | str, Promise | str]] = {
    "library": (
        _("Library"),
        _("Policies, guides, reports and training that help to prevent sexual harassment and to answer it."),
    ),
    "recommendations": (
        _("Recommendations"),
        _("Twelve recommendations came out of the dialogues of 2021. Each says what to do and who acts."),
    ),
    "practices": (
        _("Good practices"),
        _("What organisations do that helps, who does it, and where it is told."),
    ),
    "dialogues": (
        _("Dialogues"),
        _(
            "Conversations in which organisations learn from one another: who spoke, about what, "
            "and what followed."
        ),
    ),
}
"""Slug -> title and summary. Organisations stand below the page `page:report`."""


def locales() -> dict[str, Locale]:
    """One for each language of the installation, by its code."""
    return {code: Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES}


def homes_and_sections() -> Iterator[PageContent]:
    """In the words of each language (from the catalogues)."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            yield PageContent(HomePage, "home", code, home_slug(code), "", settings.SITE_NAME, common("", []))
            for slug, (title, summary) in SECTIONS.items():
                fields = {**common(str(summary), []), "body": []}
                yield PageContent(SectionPage, f"section:{slug}", code, slug, "home", str(title), fields)


def root() -> Page:
    """The top of the tree, locked for this transaction, without the page that a new Wagtail comes with."""
    top = Page.objects.select_for_update().get(depth=1)
    for welcome in Page.objects.filter(depth=2, slug="home", numchild=0, title__startswith="Welcome to your"):
        if welcome.content_type.model_class() is Page:
            welcome.delete()
    top.refresh_from_db()
    return top


def point_site(home: Page) -> None:
    """Wagtail's own idea of where the site is, for its desk and for the addresses of pages."""
    place = urlsplit(settings.SITE_URL)
    port = place.port or (443 if place.scheme == "https" else 80)
    wanted = {"hostname": place.hostname or "localhost", "port": port, "root_page_id": home.pk}
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in {**wanted, "site_name": settings.SITE_NAME}.items():
            setattr(site, name, value)
        site.save()
