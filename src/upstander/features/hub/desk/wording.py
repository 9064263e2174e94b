"""Which translations are outdated, and in which blocks.

A translation rests upon its source as it was when the words were chosen. What the source says is kept as one
digest a field or block (`digests`); when the source is published anew, what differs is noted on each
translation. So the marks stay right whoever publishes, in whatever order, and a table of thousands reads one
column.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.html import strip_tags
from wagtail_localize.models import TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from ..models import HubPage
from .fields import FOLLOWS
from .models import Basis

SHORT = 16
"""Hex digits of a digest: enough to see a change, nobody gains by forging one."""


def digests(page: HubPage) -> dict[str, str]:
    """`{path: digest}` of what readers read; a path is a field ("title") or a block ("body.<id>")."""
    words = {path: _digest(texts) for path, texts in texts_by_path(page).items()}
    return words | {name: _digest([_shown(page, name)]) for name in FOLLOWS[type(page)]}


def _shown(page: HubPage, name: str) -> str:
    """A code, number or address that is the same in every language, as text."""
    return str(page._meta.get_field(name).value_from_object(page))


def texts_by_path(page: HubPage) -> dict[str, list[str]]:
    """The texts of each field and block, in the order of the page."""
    found: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            found[".".join(segment.path.split(".")[:2])].append(str(segment.string.data))
    return dict(found)


def _digest(texts: list[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:SHORT]


def source_of(page: HubPage) -> HubPage | None:
    """The page that this one translates; None where it is the source itself, or stands alone."""
    others = HubPage.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, translations__enabled=True
    ).first()
    if source is not None:
        return others.filter(locale=source.locale_id).first()
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return None
    return others.filter(locale__language_code=settings.LANGUAGE_CODE).first() or None


def translations_of(source: HubPage) -> list[HubPage]:
    """The pages that translate this one."""
    others = HubPage.objects.filter(translation_key=source.translation_key).exclude(pk=source.pk)
    return [page for page in others.select_related("locale") if _rests_on(page, source)]


def _rests_on(page: HubPage, source: HubPage) -> bool:
    found = source_of(page)
    return found is not None and found.pk == source.pk


# --- what happens when --------------------------------------------------------------------------------------


@transaction.atomic
def before_change(source: HubPage) -> None:
    """The published words of a source are about to change: note what its translations rest upon until now.

    Only those that were loaded or published before there was anything to note need this.
    """
    bare = [page for page in translations_of(source) if not Basis.objects.filter(page=page).exists()]
    was = HubPage.objects.filter(pk=source.pk, live=True).first() if bare else None
    if was is None:
        return
    known = digests(was.specific)
    Basis.objects.bulk_create([Basis(page=page, published=known) for page in bare], ignore_conflicts=True)


@transaction.atomic
def source_was_published(source: HubPage) -> None:
    """Compare every translation with what the source says now, and show translators the new words."""
    translations = translations_of(source)
    if not translations:
        return
    now = digests(source)
    for basis in Basis.objects.filter(page__in=translations):
        compare(basis, now)
    for kept in TranslationSource.objects.filter(object_id=source.translation_key, locale=source.locale_id):
        kept.update_from_db()


@transaction.atomic
def translation_was_published(page: HubPage) -> None:
    """It rests from now on upon what its draft rested upon; a first publication upon the source of today."""
    source = source_of(page)
    if source is None:
        return
    basis, new = Basis.objects.get_or_create(page=page)
    if basis.drafted is not None:
        basis.published, basis.drafted = basis.drafted, None
    elif new:
        basis.published = digests(_public(source))
    compare(basis, digests(_public(source)))


@transaction.atomic
def draft_follows(page: HubPage) -> None:
    """The latest draft says what the source says now: an editor's word, or every string translated."""
    source = source_of(page)
    if source is None:
        return
    basis, _new = Basis.objects.get_or_create(page=page, defaults={"published": digests(_public(source))})
    basis.drafted = digests(_public(source))
    basis.save()


@transaction.atomic
def keep_in_step(source: HubPage) -> list[HubPage]:
    """Who may read it, its lasting name and its weight are the source's, at once: a page for members must not
    stay public in another language, nor become so again by what was scheduled before.

    Returns the published pages that changed.
    """
    told = {"audience": source.audience, "reference": source.reference, "weight": source.weight}
    touched = []
    for page in translations_of(source):
        if all(getattr(page, name) == value for name, value in told.items()):
            continue
        HubPage.objects.filter(pk=page.pk).update(**told)
        for revision in page.revisions.filter(
            Q(pk=page.latest_revision_id) | Q(approved_go_live_at__isnull=False)
        ):
            revision.content |= told
            revision.save(update_fields=["content"])
        if page.live:
            touched.append(page)
    return touched


def compare(basis: Basis, now: dict[str, str]) -> None:
    """Note what differs between what a translation rests upon and what its source says now."""
    was: dict[str, str] = basis.published
    changed = [path for path in now if was.get(path) != now[path]]
    changed += [path for path in was if path not in now]
    basis.changed, basis.outdated = changed, bool(changed)
    basis.save()


def compare_with_source(basis: Basis) -> None:
    """The same, with the source as it is in the database now."""
    source = source_of(basis.page)
    if source is not None:
        compare(basis, digests(_public(source)))


def changes(page: HubPage) -> list[dict[str, Any]]:
    """What changed in the source since this translation was published: where, and how it reads now.

    Of the draft, where one was brought into step already: nothing is left to do then.
    """
    source, basis = source_of(page), Basis.objects.filter(page=page).first()
    if source is None or basis is None:
        return []
    public = _public(source)
    texts, now = texts_by_path(public), digests(public)

    def said(path: str) -> list[str]:
        return [strip_tags(text) for text in texts.get(path, [])] or [_shown(public, path)]

    rests = basis.drafted if basis.drafted is not None else basis.published
    altered = [path for path in now if rests.get(path) != now[path]]
    gone = [path for path in rests if path not in now]
    return [
        *(
            {"where": _where(public, path), "says": said(path), "is_new": path not in rests}
            for path in altered
        ),
        *({"where": _where(public, path), "says": [], "is_gone": True} for path in gone),
    ]


def _public(source: HubPage) -> HubPage:
    """The source as its readers see it (of a draft: as it is)."""
    found: HubPage = HubPage.objects.get(pk=source.pk).specific
    return found


def _where(page: HubPage, path: str) -> str:
    """A field's name, or what kind of block it is."""
    name, _dot, block = path.partition(".")
    field = page._meta.get_field(name)
    if not block or not hasattr(field, "stream_block"):
        return str(getattr(field, "verbose_name", name))
    found = next((one for one in getattr(page, name) if one.id == block), None)
    return str(found.block.label) if found is not None else str(getattr(field, "verbose_name", name))
