"""Files of pages at the addresses that Wagtail gives them, guarded.

A file is for those who may read a page that shows it. Wagtail's own views, which would serve any file to
anybody, are not mounted.
"""

from __future__ import annotations

from collections.abc import Collection
from mimetypes import guess_type

from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.models import Document
from wagtail.models import Page, ReferenceIndex

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import NotFound
from upstander.foundation.access.requests import actor_of

from . import byte_ranges
from .access import groups_of
from .audiences import EVERYBODY, audiences_of
from .models import HubPage, HubRendition, ResourcePage

SHOWN_HERE = ("application/pdf", "image/", "video/", "text/vtt")
"""Kinds that a browser shows by itself; all others are saved."""


@require_safe
def document(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    """The file of a document, if the reader may read a page that has it; editors may read all."""
    found = Document.objects.filter(pk=number).first()
    if found is None or found.filename != name:
        raise NotFound
    return _served(request, found, found.file, found.content_type, name)


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture in one of the sizes that pages show; the originals are never served."""
    found = HubRendition.objects.select_related("image").filter(file=f"images/{name}").first()
    if found is None:
        raise NotFound
    return _served(request, found.image, found.file, guess_type(name)[0] or "application/octet-stream", name)


def _served(request: HttpRequest, owner: Model, file: FieldFile, kind: str, name: str) -> HttpResponseBase:
    actor = actor_of(request)
    public = is_shown_to(owner, EVERYBODY)
    if not (public or is_shown_to(owner, audiences_of(actor)) or _edits(actor)):
        raise NotFound
    return _sealed_off(_content(request, file, kind, name), public=public)


def _content(request: HttpRequest, file: FieldFile, kind: str, name: str) -> HttpResponseBase:
    """The file, or the part of it that a player asks for."""
    try:
        content, size = file.open("rb"), file.size
    except FileNotFoundError:
        raise NotFound from None
    try:
        asked = byte_ranges.wanted(request, size)
    except ValueError:
        return byte_ranges.beyond(size)
    if asked:
        return byte_ranges.part(content, *asked, size, kind)
    saved = not kind.startswith(SHOWN_HERE)
    return FileResponse(content, as_attachment=saved, filename=name, content_type=kind)


def _sealed_off(answer: HttpResponseBase, *, public: bool) -> HttpResponseBase:
    """What was uploaded runs nothing and fetches nothing on our address."""
    answer.headers["Cache-Control"] = "public, no-cache" if public else "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Accept-Ranges"] = "bytes"
    return answer


def is_shown_to(owner: Model, audiences: Collection[str]) -> bool:
    """Is there a published page for these audiences that shows the document or picture?"""
    pages = HubPage.objects.visible_to(audiences)
    if isinstance(owner, Document):
        attached = ResourcePage.objects.visible_to(audiences).filter(document=owner)
        if attached.exists():
            return True
    return bool(pages.filter(pk__in=_pages_naming(owner)).exists())


def _pages_naming(owner: Model) -> list[int]:
    """Keys of pages whose text links to it. What drafts link to is not in this index."""
    pages = ReferenceIndex._get_base_content_type(Page)
    named = ReferenceIndex.get_references_to(owner).filter(base_content_type=pages)
    return [int(key) for key in named.values_list("object_id", flat=True)]


def _edits(actor: Actor | None) -> bool:
    return actor is not None and bool(groups_of(actor))
