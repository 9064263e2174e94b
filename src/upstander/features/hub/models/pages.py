"""The kinds of pages and where each may stand in the tree."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from ..codes import LANGUAGES, RECOMMENDATIONS, Reader, ResourceKind
from .base import HubPage
from .blocks import BodyBlock
from .fields import CodesField, LinesField


class HomePage(HubPage):
    """The first page of one language; everything of that language is below it."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    is_creatable = False
    kind = "home"
    template = "hub/pages/home.html"


class SectionPage(HubPage):
    """Lists the pages below it (the library, recommendations, good practices, dialogues, organisations)."""

    body = StreamField(BodyBlock(), blank=True, use_json_field=True)
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage"]
    is_creatable = False
    kind = "section"
    template = "hub/pages/section.html"


class ContentPage(HubPage):
    """A page of text: help, support, definitions, questions, about."""

    body = StreamField(BodyBlock(), blank=True, use_json_field=True)
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage", "hub.ContentPage", "hub.SectionPage"]
    is_creatable = True
    kind = "page"
    template = "hub/pages/content.html"


class ResourcePage(HubPage):
    """A document that helps: a policy, a guide, a report, with how to get it."""

    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    """In the catalogue that was loaded."""
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    organisations = LinesField(
        _("organisations"), help_text=_("Codes of organisations of this group, one a line.")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    resource_kind = models.CharField(
        _("kind of document"), max_length=20, choices=ResourceKind.choices, default=ResourceKind.REPORT
    )
    made_for = CodesField(_("made for"), codes=Reader.choices)
    made_for_words = models.CharField(_("made for, in the publisher's words"), max_length=200, blank=True)
    languages = CodesField(_("languages of the document"), codes=LANGUAGES)
    recommendations = CodesField(_("recommendations it serves"), codes=RECOMMENDATIONS)
    link = models.URLField(
        _("official link"), max_length=500, blank=True, help_text=_("The publisher's own page, or nothing.")
    )
    document = models.ForeignKey(
        "wagtaildocs.Document", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    provenance = models.CharField(_("where we know it from"), max_length=300, blank=True)
    credit = models.CharField(_("contributed by"), max_length=200, blank=True)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True)

    parent_page_types: ClassVar[list[str]] = ["hub.SectionPage"]
    is_creatable = True
    kind = "resource"
    template = "hub/pages/resource.html"


class RecommendationPage(HubPage):
    """One of the twelve recommendations, the spine of the hub."""

    number = models.PositiveSmallIntegerField(_("number"))
    asks = models.TextField(_("what it asks"), max_length=600)
    actors = LinesField(_("who acts"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True)

    parent_page_types: ClassVar[list[str]] = ["hub.SectionPage"]
    is_creatable = False
    kind = "recommendation"
    template = "hub/pages/recommendation.html"


class PracticePage(HubPage):
    """Something that somebody does and that works, with who does it and where it is told."""

    organisation = models.CharField(_("who does it"), max_length=200)
    organisation_code = models.CharField(_("code of the organisation"), max_length=24, blank=True)
    recommendations = CodesField(_("recommendations it serves"), codes=RECOMMENDATIONS)
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_date = models.CharField(_("date of the source"), max_length=10, blank=True)
    credit = models.CharField(_("contributed by"), max_length=200, blank=True)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True)

    parent_page_types: ClassVar[list[str]] = ["hub.SectionPage"]
    is_creatable = True
    kind = "practice"
    template = "hub/pages/practice.html"


class DialoguePage(HubPage):
    """A dialogue or event: when, who spoke, who came, what was recommended."""

    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    held_on = models.DateField(_("date"))
    hosts = LinesField(_("hosts"))
    speakers = LinesField(_("speakers"), help_text=_("Role, office; one a line."))
    audience_size = models.PositiveIntegerField(_("how many took part"), null=True, blank=True)
    audience_note = models.CharField(_("about the audience"), max_length=300, blank=True)
    themes = LinesField(_("themes"))
    recommended = LinesField(_("what was recommended"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True)

    parent_page_types: ClassVar[list[str]] = ["hub.SectionPage"]
    is_creatable = True
    kind = "dialogue"
    template = "hub/pages/dialogue.html"


class OrganisationPage(HubPage):
    """How wrongdoing is reported in one organisation, leading into the sealed report."""

    entity_code = models.CharField(_("code of the organisation"), max_length=24)
    body = StreamField(BodyBlock(), blank=True, use_json_field=True)

    parent_page_types: ClassVar[list[str]] = ["hub.SectionPage", "hub.ContentPage"]
    is_creatable = True
    kind = "organisation"
    template = "hub/pages/organisation.html"


class Loaded(models.Model):
    """What was loaded from the content files, so that nothing an editor changed is overwritten."""

    name = models.CharField(max_length=250)
    """A page's lasting name, or that of a row such as "figure:safe_space_2018.respondents"."""
    language = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=64)
    """SHA-256 of what the file said."""
    stored = models.CharField(max_length=64)
    """SHA-256 of what was written to the database."""
    revision = models.BigIntegerField(null=True)
    """The page's revision that holds it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "language"], name="hub_loaded_once")]


class Channel(models.Model):
    """A way to report in an organisation, as a dated document tells it (*operational*)."""

    entity_code = models.CharField(max_length=24, db_index=True)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    source = models.CharField(max_length=300)
    source_date = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["entity_code", "name"]


class Figure(models.Model):
    """A published number that is never shown without its date and source (*operational*)."""

    key = models.CharField(max_length=120, unique=True)
    label = models.CharField(max_length=300)
    value = models.CharField(max_length=40)
    unit = models.CharField(max_length=40, blank=True)
    population = models.CharField(max_length=300, blank=True)
    date = models.CharField(max_length=20)
    source = models.CharField(max_length=400)
    source_note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.label}: {self.value}"
