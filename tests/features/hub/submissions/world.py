"""A hub with its sections, two organisations with focal points, and moderators of the keeper."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Collection, Locale, Page, Site

from tests.foundation.accounts import given
from upstander.features.hub.models import HomePage, SectionPage
from upstander.features.hub.submissions.models import Submission
from upstander.foundation.accounts.models import Account
from upstander.foundation.entities.models import Entity

TITLE = "A pledge signed at joining"
GOOD = {
    "kind": "practice",
    "title": TITLE,
    "text": "Whoever joins signs a pledge and talks it through with the focal point.",
    "who": "Office of human resources",
    "recommendations": ["2", "10"],
    "link": "https://example.org/pledge",
    "language": "en",
}
ASKED = "Please say since when it is done."


def hub(*languages: str) -> None:
    """Homes of all languages; the two sections in English, and in the languages asked for."""
    Page.objects.all().delete()  # tests that commit are flushed, so the root may be there or not
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    root = Page.add_root(instance=Page(title="Root", slug="root", content_type=_content_type()))
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    homes: dict[str, HomePage] = {}
    for code, name in settings.LANGUAGES:
        locale = Locale.objects.get(language_code=code)
        home = HomePage(title=name, slug=f"hub-{code}", locale=locale, reference="page:home")
        if homes:
            home.translation_key = next(iter(homes.values())).translation_key
        homes[code] = root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": homes["en"]}
    )
    for slug in ("practices", "library"):
        first = homes["en"].add_child(
            instance=SectionPage(title=slug, slug=slug, reference=f"page:{slug}", locale=homes["en"].locale)
        )
        for code in languages:
            first.copy_for_translation(homes[code].locale).save_revision().publish()


def _content_type() -> ContentType:
    return ContentType.objects.get_for_model(Page)


@dataclass
class Scene:
    keeper: Entity = field(default_factory=lambda: given.entity("UN"))
    office: Entity = field(default_factory=lambda: given.entity("UNHCR"))
    elsewhere: Entity = field(default_factory=lambda: given.entity("WHO"))

    def __post_init__(self) -> None:
        self.writer = given.member(self.office, "focal_point", "writer")
        self.colleague = given.member(self.office, "focal_point", "colleague")
        self.stranger = given.member(self.elsewhere, "focal_point", "stranger")
        self.first = given.member(self.keeper, "hub_editor", "first")
        self.second = given.member(self.keeper, "hub_reviewer", "second")

    def sent(self, by: Account | None = None, **changes: Any) -> Submission:
        """Sent in by the form, as a browser does."""
        focal_point = Sender(given.signed_in(by or self.writer))
        focal_point.sends(**changes)
        return Submission.objects.get(pk=focal_point.pk)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


class Sender:
    """A focal point at her form."""

    def __init__(self, browser: Client, pk: UUID | None = None, language: str = "en") -> None:
        self.browser = browser
        self.base = f"/{language}/contribute/"
        self.path = f"{self.base}{pk}/edit/" if pk else f"{self.base}new/"
        self.opens()

    def opens(self) -> str:
        page = self.browser.get(self.path).content.decode()
        self.hidden = {name: hidden(page, name) for name in ("submission", "seen", "ticket")}
        self.pk = self.hidden["submission"]
        chosen = re.search(r'<option value="((?:entity|unit):[^"]*)" selected', page)
        self.office = chosen.group(1) if chosen else ""
        return page

    def presses(self, button: str, **changes: Any) -> Any:
        form = {**GOOD, "office": self.office, **self.hidden, **changes, button: "1"}
        return self.browser.post(
            self.path, {name: value for name, value in form.items() if value is not None}
        )

    def sends(self, **changes: Any) -> Any:
        return self.presses("send", **changes)

    def saves(self, **changes: Any) -> Any:
        return self.presses("save", **changes)


class Moderator:
    """A moderator at one submission."""

    def __init__(self, who: Account) -> None:
        self.browser = given.signed_in(who)

    def sees(self, pk: object) -> str:
        return str(self.browser.get(f"/en/submissions/{pk}/").content.decode())

    def does(self, pk: object, act: str, message: str = "", version: int | None = None) -> Any:
        seen = Submission.objects.get(pk=pk).version if version is None else version
        sent = {"act": act, "message": message, "version": seen}
        return self.browser.post(f"/en/submissions/{pk}/act/", sent)


def decided(un: Scene, submission: Submission, act: str = "accept", message: str = "") -> Submission:
    """One recommends, the second decides."""
    Moderator(un.first).does(submission.pk, "recommend_accept")
    answer = Moderator(un.second).does(submission.pk, act, message)
    assert answer.status_code == 302, answer.content.decode()
    return Submission.objects.get(pk=submission.pk)


def pdf(more: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + more + b"\ntrailer\n<<>>\n%%EOF\n"


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def docx(main: str = WORD, **entries: bytes) -> bytes:
    """A Word file of the fewest parts; `entries` are further ones by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        archive.writestr("word/document.xml", "<document/>")
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def upload(name: str = "pledge.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content, "application/octet-stream")


def new_identifier() -> str:
    return str(uuid4())
