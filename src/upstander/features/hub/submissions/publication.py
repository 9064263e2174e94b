"""From an accepted submission to a draft page, below the right section, in the language it was written in."""

from __future__ import annotations

from typing import cast

from django.core.files.base import ContentFile
from django.utils.html import escape, format_html
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.documents.models import Document
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from ..languages import nearest
from ..models import HubPage, PracticePage, ResourcePage, SectionPage
from ..selectors import home_slug
from .models import Kind, Submission
from .problems import NoPlaceError

SECTIONS = {Kind.PRACTICE: "practices", Kind.RESOURCE: "library"}
MOST_SUMMARY = 600
MOST_CREDIT = 200
MOST_SLUG = 60
MOST_SOURCE = 300


def draft_page(submission: Submission) -> Page:
    """The page, not published: it goes through the editors' review like any other. Raises NoPlaceError."""
    page = _filled(submission)
    section = _section(Kind(submission.kind), submission.language)
    # Two pages below one section at once would draw the same place in the tree: the section is the lock.
    section = Page.objects.select_for_update().get(pk=section.pk)
    page.locale = section.locale
    page.slug = _free_slug(submission, section)
    page.reference = f"{submission.kind}:{page.slug}"
    page.owner_id = submission.submitter_id
    section.add_child(instance=page)
    # Its words are the sender's: so she is the author in the editors' review, and never approves it herself.
    page.save_revision(user=submission.submitter, log_action=False)
    return page.page_ptr


def _document(submission: Submission) -> Document | None:
    """A copy of the sent file. The hub hands it out only to readers of a published page that shows it."""
    sent = submission.sent_file
    if sent is None:
        return None
    document = Document(title=sent.name, uploaded_by_user=submission.submitter)
    with sent.file.open("rb") as file:
        document.file.save(sent.name, ContentFile(file.read()), save=False)
    document._set_document_file_metadata()
    document.save()
    return document


def _filled(submission: Submission) -> PracticePage | ResourcePage:
    submission.document = document = _document(submission)
    common = {
        "title": submission.title,
        "live": False,
        "summary": _summary(submission.text),
        "recommendations": submission.recommendations,
        "credit": submission.credit[:MOST_CREDIT],
        "body": _body(submission, document),
    }
    if submission.kind == Kind.PRACTICE:
        where = submission.link if len(submission.link) <= MOST_SOURCE else ""
        return PracticePage(organisation=submission.who, source=where, **common)
    return ResourcePage(
        publisher=submission.who,
        link=submission.link,
        languages=[submission.language],
        document=document,
        **common,
    )


def _summary(text: str) -> str:
    """The text itself where it is short, else its beginning to the end of a word."""
    flat = " ".join(text.split())
    if len(flat) <= MOST_SUMMARY:
        return flat
    cut = flat[: MOST_SUMMARY - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"


def _body(submission: Submission, document: Document | None) -> list[tuple[str, RichText]]:
    """The whole text where the summary does not hold it; for a practice also its link and its file."""
    parts = []
    if len(" ".join(submission.text.split())) > MOST_SUMMARY:
        blocks = [block for block in submission.text.replace("\r\n", "\n").split("\n\n") if block.strip()]
        parts += [f"<p>{escape(block.strip()).replace(chr(10), '<br/>')}</p>" for block in blocks]
    if submission.kind == Kind.PRACTICE:
        parts += _more(submission, document)
    return [("text", RichText("".join(parts)))] if parts else []


def _more(submission: Submission, document: Document | None) -> list[str]:
    """In the words of the language that the page is in."""
    with override(submission.language):
        words = _("More about it")
    found: list[str] = []
    if submission.link:
        found.append(format_html('<p><a href="{}">{}</a></p>', submission.link, words))
    if document is not None:
        found.append(format_html('<p><a linktype="document" id="{}">{}</a></p>', document.pk, document.title))
    return found


def _section(kind: Kind, language: str) -> SectionPage:
    """The section in that language; where only others have it, a draft of it is made for this language."""
    slug = SECTIONS[kind]
    places = {f"/{home_slug(code)}/{slug}/": code for code in nearest(language)}
    found = {page.url_path: page for page in SectionPage.objects.filter(url_path__in=places)}
    nearby = next((found[place] for place in places if place in found), None)
    if nearby is None:
        raise NoPlaceError
    if nearby.locale.language_code == language:
        return cast(SectionPage, nearby)
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None:
        raise NoPlaceError
    return cast(SectionPage, nearby.copy_for_translation(locale, copy_parents=True))


def _free_slug(submission: Submission, section: Page) -> str:
    """Free in every language, since a page has one slug in all of them. Other scripts have no slug."""
    root = slugify(submission.title)[:MOST_SLUG].strip("-") or f"{submission.kind}-{submission.pk.hex[:8]}"
    slug, number = root, 1
    sections = Page.objects.filter(translation_key=section.translation_key)
    while HubPage.objects.filter(reference=f"{submission.kind}:{slug}").exists() or any(
        Page.objects.child_of(one).filter(slug=slug).exists() for one in sections
    ):
        number += 1
        slug = f"{root}-{number}"
    return slug
