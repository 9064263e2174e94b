"""A small hub in two languages, and the people who work at its desk."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.test import Client
from wagtail.models import Locale, Page, Site

from tests.foundation.accounts.given import entity, member, signed_in
from upstander.features.hub.desk.setup import set_up
from upstander.features.hub.models import ContentPage, HomePage, HubPage, ResourcePage, SectionPage
from upstander.foundation.accounts.models import Account
from upstander.foundation.entities.models import Entity

TEXT = "<p>A survivor decides what happens next.</p>"


def build_tree(languages: tuple[str, ...] = ("en", "fr")) -> dict[str, Any]:
    """Root, a home and a library a language; in English a page with text and a resource, both published."""
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    root.get_children().delete()
    root = Page.objects.get(pk=root.pk)
    made: dict[str, Any] = {"root": root}
    home, library = None, None
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    for code in languages:
        locale = Locale.objects.get(language_code=code)
        keys = {"translation_key": home.translation_key} if home else {}
        root.refresh_from_db()
        made[f"home-{code}"] = root.add_child(
            instance=HomePage(title="Hub", slug=f"hub-{code}", locale=locale, reference="home:", **keys)
        )
        home = home or made[f"home-{code}"]
        keys = {"translation_key": library.translation_key} if library else {}
        made[f"library-{code}"] = made[f"home-{code}"].add_child(
            instance=SectionPage(
                title="Library", slug="library", locale=locale, reference="section:library", **keys
            )
        )
        library = library or made[f"library-{code}"]
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=made["home-en"], is_default_site=True)
    made["help"] = publish(
        made["home-en"].add_child(
            instance=ContentPage(
                title="Get help",
                slug="get-help",
                reference="page:get-help",
                summary="Who can help, and how.",
                weight=3.0,
                live=False,
                locale=Locale.objects.get(language_code="en"),
                body=[("text", TEXT), ("text", "<p>You can stop at any time.</p>")],
            )
        )
    )
    made["model"] = publish(
        made["library-en"].add_child(
            instance=ResourcePage(
                title="Model policy",
                slug="model-policy",
                reference="resource:model-policy",
                summary="A policy to begin from.",
                year=2018,
                live=False,
                locale=Locale.objects.get(language_code="en"),
            )
        )
    )
    return made


def publish(page: Any) -> Any:
    """As the loader or the worker does: nobody at the desk can."""
    page.save_revision().publish()
    return HubPage.objects.get(pk=page.pk).specific


class Desk:
    """The hub with its people, each by name with a browser that has signed in."""

    def __init__(self) -> None:
        set_up()
        self.keeper: Entity = entity("UN")
        self.other: Entity = entity("UNHCR")
        self.tree = build_tree()
        self.people: dict[str, Account] = {}
        for name, role, place in (
            ("editor", "hub_editor", self.keeper),
            ("reviewer", "hub_reviewer", self.keeper),
            ("reviewer2", "hub_reviewer", self.keeper),
            ("focal", "focal_point", self.keeper),
            ("handler", "handler", self.keeper),
            ("administrator", "administrator", self.keeper),
            ("foreign", "hub_reviewer", self.other),
        ):
            self.people[name] = member(place, role, name)

    def browser(self, name: str) -> Client:
        return signed_in(self.people[name])

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


def fresh(page: Any) -> Any:
    return HubPage.objects.get(pk=page.pk).specific


def form_of(page: HubPage, **changed: Any) -> dict[str, Any]:
    """What the editor's form of a page sends, with some fields changed; `body`: the text blocks."""
    latest = fresh(page).get_latest_revision_as_object()
    texts = changed.pop("body", None)
    if texts is None and hasattr(latest, "body"):
        texts = [(block.id, block.value.source) for block in latest.body]
    sent: dict[str, Any] = {
        "title": latest.title,
        "slug": latest.slug,
        "summary": latest.summary,
        "keywords": "\n".join(latest.keywords),
        "audience": latest.audience,
    }
    if isinstance(latest, ResourcePage):
        sent |= {"year": latest.year or "", "resource_kind": latest.resource_kind, "link": latest.link}
    sent |= {"go_live_at": "", "expire_at": ""}
    for number, (key, html) in enumerate(texts or []):
        sent |= {
            f"body-{number}-deleted": "",
            f"body-{number}-order": str(number),
            f"body-{number}-type": "text",
            f"body-{number}-id": key or "",
            f"body-{number}-value": json.dumps(content_state(html)),
        }
    sent["body-count"] = str(len(texts or []))
    return sent | changed


def content_state(html: str) -> dict[str, Any]:
    """Rich text as the browser's editor sends it: one paragraph without marks."""
    words = html.replace("<p>", "").replace("</p>", "")
    block = {
        "key": "00000",
        "text": words,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [],
    }
    return {"blocks": [block], "entityMap": {}}


def edit(browser: Client, page: HubPage, action: str = "", **changed: Any) -> Any:
    """Save the form of a page; `action` is the name of the button ("action-submit")."""
    sent = form_of(page, **changed)
    if action:
        sent[action] = "yes"
    return browser.post(f"/cms/pages/{page.pk}/edit/", sent)
