"""The catalogue of resources as CSV and JSON, streamed row by row. Public pages only."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import etag, require_safe

from upstander.foundation.web import editions

from .catalogue import address_of, one_of_each
from .models import ResourcePage

COLUMNS = (
    "reference", "title", "summary", "publisher", "organisations", "year", "type", "made_for",
    "made_for_words", "languages", "recommendations", "link", "address", "page_language", "source",
    "credit", "changed",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""A cell that begins so is run as a formula by spreadsheet programs (OWASP, CSV injection)."""
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""


def _unchanged(_request: HttpRequest) -> str:
    """The edition and day, as an `ETag`: whoever has them has the catalogue, and no row is made for it."""
    return f'"{editions.current()}-{get_language()}-{timezone.now():%Y%m%d}"'


@require_safe
@etag(_unchanged)
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    language = get_language() or "en"
    return _download(_lines(rows(language)), f"catalogue-{language}.csv", "text/csv; charset=utf-8")


@require_safe
@etag(_unchanged)
def as_json(request: HttpRequest) -> StreamingHttpResponse:
    """`{title, licence, source, date, language, resources: [...]}`."""
    language = get_language() or "en"
    return _download(_json(rows(language), language), f"catalogue-{language}.json", "application/json")


def _download(parts: Iterable[str], name: str, kind: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(parts, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer


def rows(language: str) -> Iterator[dict[str, Any]]:
    pages = one_of_each(ResourcePage, language).defer("body").order_by("reference")
    for page in pages.iterator(chunk_size=500):
        yield row(page, language)


def row(page: ResourcePage, language: str) -> dict[str, Any]:
    """A resource by `COLUMNS`: codes as codes, nothing made up where nothing is known."""
    return {
        "reference": page.reference,
        "title": page.title,
        "summary": page.summary,
        "publisher": page.publisher,
        "organisations": list(page.organisations or []),
        "year": page.year,
        "type": page.resource_kind,
        "made_for": list(page.made_for or []),
        "made_for_words": page.made_for_words,
        "languages": list(page.languages or []),
        "recommendations": list(page.recommendations or []),
        "link": page.link,
        "address": address_of(page, language),
        "page_language": page.locale.language_code,
        "source": page.provenance,
        "credit": page.credit,
        "changed": page.last_published_at.isoformat() if page.last_published_at else None,
    }


def about(language: str) -> dict[str, Any]:
    """What whoever takes the catalogue must know of it."""
    return {
        "title": _("Catalogue of the knowledge hub"),
        "licence": settings.HUB_LICENCE,
        "licence_of_documents": _("The documents themselves belong to their publishers."),
        "source": f"{settings.SITE_URL}/{language}/library/",
        "date": timezone.now().date().isoformat(),
        "language": language,
    }


def _json(found: Iterable[dict[str, Any]], language: str) -> Iterator[str]:
    head = json.dumps(about(language), ensure_ascii=False)
    yield f'{head[:-1]}, "resources": ['
    comma = "\n"
    for one in found:
        yield comma + json.dumps(one, ensure_ascii=False)
        comma = ",\n"
    yield "\n]}\n"


class _Line:
    """A file whose `write` hands back what it was given, so that `csv` can be streamed."""

    def write(self, text: str) -> str:
        return text


def _lines(found: Iterable[dict[str, Any]]) -> Iterator[str]:
    write: Callable[[Iterable[Any]], str] = csv.writer(_Line()).writerow
    yield BOM + write(COLUMNS)
    for one in found:
        yield write([harmless(one[column]) for column in COLUMNS])


def harmless(value: Any) -> str:
    """The text of a cell that no spreadsheet program runs; lists are joined by "; "."""
    if isinstance(value, list):
        value = "; ".join(str(each) for each in value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
