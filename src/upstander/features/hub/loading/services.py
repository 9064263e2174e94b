"""`load`: brings the database up to what the content files say, and leaves alone what editors changed.

One transaction. Run twice, the second time changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from ..models import HubPage, Loaded
from ..signals import pages_loaded
from . import digests, frame, tree
from .content import Content, PageContent
from .organisations import organisation_pages
from .rows import load_rows

TRANSLATIONS = UUID("6d1f6c58-3d0a-4a37-8a50-0c7d2b6f3d90")
"""Under which the keys that tie translations together are made from lasting names."""
ALWAYS = ("title", "slug")


@dataclass(slots=True)
class Outcome:
    """What a loading did."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    left_alone: list[str] = field(default_factory=list)
    """Pages and rows that were not touched although the file says something else, each with the reason."""

    @property
    def changed(self) -> bool:
        return bool(self.added or self.updated)


def load(content: Content) -> Outcome:
    """Homes and sections, the pages of `content`, a page for each organisation, figures and channels."""
    with transaction.atomic():
        return _Loading().run(content)


class _Loading:
    """One run: what is there, what was loaded before, what is to be written."""

    def __init__(self) -> None:
        self.root = frame.root()
        self.locales = frame.locales()
        self.outcome = Outcome()
        self.places = tree.Places()
        self.there = self._pages_there()
        self.addresses = {page.url_path: page.reference for page in self.there.values()}
        self.loaded = {(one.name, one.language): one for one in Loaded.objects.all()}
        self.new: list[tuple[PageContent, HubPage]] = []
        self.touched: set[str] = set()
        self.now = timezone.now()

    def _pages_there(self) -> dict[tuple[str, str], HubPage]:
        codes = {locale.pk: code for code, locale in self.locales.items()}
        columns = ("path", "depth", "url_path", "numchild", "slug", "reference", "locale_id")
        pages = HubPage.objects.order_by("path").only(*columns)
        return {(page.reference, codes[page.locale_id]): page for page in pages if page.reference}

    def run(self, content: Content) -> Outcome:
        for page in frame.homes_and_sections():
            self.consider(page)
        for page in [*content.pages, *organisation_pages(content)]:
            self.consider(page)
        self.write_new()
        rows = load_rows(content, self.loaded, self.outcome)
        frame.point_site(self.there["home", "en"])
        if self.outcome.changed:
            pages_loaded.send(sender=HubPage, references=frozenset(self.touched), rows=rows)
        return self.outcome

    def consider(self, content: PageContent) -> None:
        """Add it, bring it up to date, or leave it."""
        before = self.loaded.get(content.key)
        page = self.there.get(content.key)
        if page is None:
            self.add(content, before)
        elif before is None:
            self.leave(content, "a page of that name is there that did not come from the files")
        elif before.source == digests.of_content(content):
            self.outcome.unchanged += 1
        else:
            self.update(content, before, page.pk)

    def leave(self, content: PageContent, why: str) -> None:
        self.outcome.left_alone.append(f"{content.reference} ({content.language}): {why}")

    def add(self, content: PageContent, before: Loaded | None) -> None:
        if before is not None:
            if before.source == digests.of_content(content):
                self.outcome.unchanged += 1
            else:
                self.leave(content, "it was deleted here")
            return
        parent = self.root if not content.parent else self.there.get((content.parent, content.language))
        if parent is None:
            self.leave(content, f"what it belongs below is not there ({content.parent})")
            return
        page = self.built(content, parent)
        if page.url_path in self.addresses:
            self.leave(content, f"its address is taken by {self.addresses[page.url_path] or 'another page'}")
            return
        tree.place(page, parent, self.places)
        self.there[content.key] = page
        self.addresses[page.url_path] = page.reference
        self.new.append((content, page))

    def built(self, content: PageContent, parent: Page) -> HubPage:
        """A page in memory, as the content says, published on the day that the content names."""
        day = self.published(content)
        return content.model(
            title=content.title,
            draft_title=content.title,
            slug=content.slug,
            url_path=f"{parent.url_path}{content.slug}/",
            reference=content.reference,
            locale=self.locales[content.language],
            translation_key=uuid5(TRANSLATIONS, content.reference),
            first_published_at=day,
            last_published_at=day,
            **content.fields,
        )

    def published(self, content: PageContent) -> datetime:
        return datetime.combine(content.updated, time(12), UTC) if content.updated else self.now

    def write_new(self) -> None:
        pages = [page for _content, page in self.new]
        tree.insert(pages, self.places)
        Loaded.objects.bulk_create([_record(content, page) for content, page in self.new], batch_size=150)
        self.outcome.added += len(pages)
        self.touched |= {page.reference for page in pages}

    def update(self, content: PageContent, before: Loaded, pk: int) -> None:
        page = content.model.objects.filter(pk=pk).first()
        if page is None:
            self.leave(content, "it is of another kind here")
            return
        if why := _changed_here(content, before, page):
            self.leave(content, why)
            return
        for name, value in {**content.fields, "title": content.title, "slug": content.slug}.items():
            setattr(page, name, value)
        page.draft_title = content.title
        page.last_published_at = self.published(content)
        page.save(clean=False)
        tree.revise([page])
        record = _record(content, page)
        Loaded.objects.filter(pk=before.pk).update(
            source=record.source, stored=record.stored, revision=record.revision
        )
        self.outcome.updated += 1
        self.touched.add(page.reference)


def _changed_here(content: PageContent, before: Loaded, page: HubPage) -> str:
    """Why the loader must keep its hands off; empty when the page is as it was loaded."""
    if not page.live:
        return "it was taken offline here"
    if page.has_unpublished_changes or page.latest_revision_id != before.revision:
        return "somebody is working on it or has changed it here"
    if digests.of_object(page, _stored_fields(content)) != before.stored:
        return "it was changed here"
    return ""


def _stored_fields(content: PageContent) -> Sequence[str]:
    return (*ALWAYS, *content.fields)


def _record(content: PageContent, page: HubPage) -> Loaded:
    return Loaded(
        name=content.reference,
        language=content.language,
        source=digests.of_content(content),
        stored=digests.of_object(page, _stored_fields(content)),
        revision=page.latest_revision_id,
    )


def report(outcome: Outcome) -> Iterable[str]:
    """Lines for whoever ran it."""
    yield (
        f"Pages and rows: {outcome.added} added, {outcome.updated} brought up to date, "
        f"{outcome.unchanged} as they were, {len(outcome.left_alone)} left alone."
    )
    yield from (f"  left alone: {line}" for line in outcome.left_alone)
