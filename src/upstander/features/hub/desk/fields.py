"""Which fields a translator sees and which follow the source, for each kind of page.

Words are translated; codes, numbers, dates, addresses and files are the same in every language. The lasting
name, the slug and the audience are never chosen in a translation: the first two name the page across
languages, and a page for members must not become public by being translated.
"""

from __future__ import annotations

from wagtail_localize.fields import BaseTranslatableField, SynchronizedField, TranslatableField

from ..models import (
    ContentPage,
    DialoguePage,
    HomePage,
    HubPage,
    OrganisationPage,
    PracticePage,
    RecommendationPage,
    ResourcePage,
    SectionPage,
)

WORDS: dict[type[HubPage], tuple[str, ...]] = {
    HomePage: (),
    SectionPage: ("body",),
    ContentPage: ("body",),
    ResourcePage: ("made_for_words", "provenance", "credit", "body"),
    RecommendationPage: ("asks", "actors", "body"),
    PracticePage: ("organisation", "source", "credit", "body"),
    DialoguePage: ("hosts", "speakers", "audience_note", "themes", "recommended", "source", "body"),
    OrganisationPage: ("body",),
}
FOLLOWS: dict[type[HubPage], tuple[str, ...]] = {
    HomePage: (),
    SectionPage: (),
    ContentPage: (),
    ResourcePage: (
        "number",
        "publisher",
        "organisations",
        "year",
        "resource_kind",
        "made_for",
        "languages",
        "recommendations",
        "link",
        "document",
    ),
    RecommendationPage: ("number",),
    PracticePage: ("organisation_code", "recommendations", "source_date"),
    DialoguePage: ("number", "held_on", "audience_size"),
    OrganisationPage: ("entity_code",),
}
WORDS_OF_ALL = ("title", "summary", "keywords")
FOLLOWS_OF_ALL = ("slug", "reference", "audience", "weight")


class Following(SynchronizedField):
    """Always as the source has it, also where no form shows the field."""

    def is_editable(self, obj: object) -> bool:
        return True


def mark() -> None:
    """Tell wagtail-localize; called when the apps are ready."""
    for model, words in WORDS.items():
        marks: list[BaseTranslatableField] = [TranslatableField(name) for name in (*WORDS_OF_ALL, *words)]
        marks += [Following(name, overridable=False) for name in (*FOLLOWS_OF_ALL, *FOLLOWS[model])]
        model.translatable_fields = marks
