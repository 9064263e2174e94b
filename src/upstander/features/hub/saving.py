"""A page as one file that is read without a network: styles inside, no script, nothing fetched from anywhere.

Its links lead to this installation by their full addresses. The file of a page for somebody in trouble has a
name that tells nothing.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from upstander.foundation.web.assets import content_of

from .article import IN_TROUBLE
from .models import HubPage

SHEETS = ("upstander/css/upstander.css", "upstander/css/hub.css")
LAYOUT = "hub/pages/layout_saved.html"
_OWN_ADDRESS = re.compile(r'(?<=\shref=")/(?!/)')


def saved(page: HubPage, request: HttpRequest) -> HttpResponse:
    """The answer that a browser keeps as a file."""
    context = page.get_context(request) | {"layout": LAYOUT, "saving": True, "sheet": sheet()}
    html = render_to_string(page.get_template(request), context, request=request)
    answer = HttpResponse(_OWN_ADDRESS.sub(f"{settings.SITE_URL}/", html))
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(page)}"'
    return answer


def file_name(page: HubPage) -> str:
    name = "page" if page.weight >= IN_TROUBLE else page.slug
    return f"{name}.{get_language()}.html"


def sheet() -> str:
    """Our own sheets; they name no other file."""
    text = "\n".join(content_of(name).decode() for name in SHEETS)
    return mark_safe(text.replace("</", "<\\/"))  # noqa: S308  our own files
