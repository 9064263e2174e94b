"""The report page as one file that works without a network (SEALING.md, "What the server learns").

Everything is inside: sheets, script, the lists of people with their signatures, the words of receipts. The
page's own policy allows exactly that script and those sheets by their hashes, and no connection to anywhere.
It can be handed out on a stick, compared with the published hashes (`upstander verify-site`) and opened on a
device that never goes online.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from upstander.core.sealing.manifest import Envelope
from upstander.core.sealing.wordlists import LANGUAGES
from upstander.foundation.web.assets import content_of, integrity_of
from upstander.foundation.web.context import frame

from . import questions

SCRIPT = "upstander/js/offline.js"
SHEETS = ("upstander/css/upstander.css", "upstander/css/report.css")
NAME = "upstander-offline.html"


def render_page(envelopes: Iterable[Envelope]) -> str:
    """The whole page in the language that is active, for the teams of these manifests."""
    context = (
        frame()
        | _inside()
        | {
            "manifests": [envelope.to_json() for envelope in envelopes],
            "saved_url": settings.SITE_URL + reverse("reporting:send_saved"),
            "return_url": settings.SITE_URL + reverse("reporting:return"),
            "word_list": _word_list(),
            "wants": questions.wants(),
            "role": questions.question("role"),
        }
    )
    return render_to_string("reporting/offline/page.html", context)


def _inside() -> dict[str, Any]:
    script, sheets = _embedded(SCRIPT), [_embedded(sheet) for sheet in SHEETS]
    return {"page_script": script, "sheets": sheets, "policy": policy(script, sheets)}


def policy(script: str, sheets: Iterable[str]) -> str:
    """What `core.site.verifying` holds the page to, word by word."""
    allowed = " ".join(f"'{integrity_of(sheet.encode())}'" for sheet in sheets)
    return (
        f"default-src 'none'; script-src '{integrity_of(script.encode())}'; style-src {allowed}; "
        "img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _word_list() -> SafeString | None:
    """The list of the page's language; None where receipts are shown in digits."""
    language = (get_language() or "").split("-")[0]
    return _embedded(f"upstander/words/{language}.txt") if language in LANGUAGES else None


@cache
def _embedded(name: str) -> SafeString:
    """A file of our own build as it stands inside an element. Raises ValueError for what would end it."""
    text = content_of(name).decode()
    if any(end in text.lower() for end in ("</script", "</style", "<!--", "\r")):
        raise ValueError(f"{name} cannot stand inside a page")
    return mark_safe(text)  # noqa: S308  ours, built from this checkout, and checked just above
