"""The forms of the desk: what an editor fills in, in the order in which she thinks of it, in plain words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

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
from .widgets import DocumentChooser

SUMMARY = _("One or two plain sentences. They stand in lists and in search, below the title.")


def _own(model: type[HubPage]) -> list[Any]:
    """What only this kind of page has, above its text."""
    about: dict[type[HubPage], list[Any]] = {
        ResourcePage: [
            MultiFieldPanel(
                [
                    FieldPanel("publisher"),
                    FieldPanel("year"),
                    FieldPanel("resource_kind"),
                    FieldPanel("organisations"),
                    FieldPanel("languages"),
                ],
                heading=_("The document"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("link", help_text=_("The publisher's own page. Empty where none is known.")),
                    FieldPanel(
                        "document",
                        help_text=_("A file that we may give out ourselves."),
                        widget=DocumentChooser,
                    ),
                ],
                heading=_("How to get it"),
            ),
            MultiFieldPanel(
                [FieldPanel("made_for"), FieldPanel("made_for_words"), FieldPanel("recommendations")],
                heading=_("Whom it helps"),
            ),
            MultiFieldPanel(
                [FieldPanel("provenance"), FieldPanel("credit")], heading=_("Where it comes from")
            ),
        ],
        RecommendationPage: [FieldPanel("asks"), FieldPanel("actors")],
        PracticePage: [
            MultiFieldPanel(
                [FieldPanel("organisation"), FieldPanel("organisation_code"), FieldPanel("recommendations")],
                heading=_("Who does it, and what it serves"),
            ),
            MultiFieldPanel(
                [FieldPanel("source"), FieldPanel("source_date"), FieldPanel("credit")],
                heading=_("Where it is told"),
            ),
        ],
        DialoguePage: [
            MultiFieldPanel(
                [
                    FieldPanel("held_on"),
                    FieldPanel("hosts"),
                    FieldPanel("speakers"),
                    FieldPanel("audience_size"),
                    FieldPanel("audience_note"),
                ],
                heading=_("When, and who was there"),
            ),
            MultiFieldPanel(
                [FieldPanel("themes"), FieldPanel("recommended"), FieldPanel("source")],
                heading=_("What came out of it"),
            ),
        ],
        OrganisationPage: [FieldPanel("entity_code")],
    }
    return about.get(model, [])


def _interface(model: type[HubPage]) -> TabbedInterface:
    """Two tabs: what readers read, and who reads it when."""
    text = [FieldPanel("body", heading=_("Text"))] if model is not HomePage else []
    words = [FieldPanel("title", classname="title"), FieldPanel("summary", help_text=SUMMARY)]
    reading = [
        FieldPanel("audience", help_text=_("The same in all languages.")),
        FieldPanel("keywords"),
        PublishingPanel(),
    ]
    return TabbedInterface(
        [
            ObjectList([*words, *_own(model), *text], heading=_("Content")),
            ObjectList(reading, heading=_("Readers and times")),
        ],
        base_form_class=HubPage.base_form_class,
    )


def arrange() -> None:
    """Give each kind of page its form; called when the apps are ready."""
    for model in (
        ContentPage,
        DialoguePage,
        HomePage,
        OrganisationPage,
        PracticePage,
        RecommendationPage,
        ResourcePage,
        SectionPage,
    ):
        model.edit_handler = _interface(model)
