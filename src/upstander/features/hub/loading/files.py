"""Reads the Markdown files of a content folder: `<section>/<slug>.<language>.md` (docs/use/hub-reader.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from ..codes import RECOMMENDATIONS
from ..models import ContentPage, DialoguePage, HubPage, PracticePage, RecommendationPage
from .content import PageContent, common
from .faults import ContentError
from .front_matter import Head, split
from .markdown import blocks_of

LANGUAGES = [code for code, _name in settings.LANGUAGES]
_NAME = re.compile(rf"(?P<slug>[a-z0-9][a-z0-9-]*)\.(?P<language>{'|'.join(LANGUAGES)})\.md")
Fields = dict[str, Any]
Reader = Callable[[Head, str], tuple[type[HubPage], str, str, Fields]]
"""Head and slug -> model, lasting name, the section above, own fields."""

WEIGHTS = {"pages": 2.0, "recommendations": 1.6, "practices": 1.3, "dialogues": 1.2}
"""What the hub itself says comes before what it lists (resources have 1); a file may say another."""


def read_pages(folder: Path) -> Iterator[PageContent]:
    """Every page that has a file. Raises ContentError with file and line."""
    for section, reader in SECTIONS.items():
        for path in sorted((folder / section).glob("*.md")):
            yield read_page(f"{section}/{path.name}", path.read_text(encoding="utf-8"), reader)


def read_page(file: str, text: str, reader: Reader) -> PageContent:
    name = _NAME.fullmatch(file.rpartition("/")[2])
    if name is None:
        raise ContentError(file, 0, "a file is named slug.language.md, in small letters without accents")
    head, body = split(file, text)
    model, reference, parent, own = reader(head, name["slug"])
    shared = common(
        head.words("summary", longest=600),
        head.lines("keywords"),
        head.audience(),
        float(head.take("weight", (int, float), WEIGHTS[file.partition("/")[0]])),
    )
    own["draft_translation"] = head.one_of("translation", {"", "draft", "reviewed"}, "") == "draft"
    page = PageContent(
        model,
        reference,
        name["language"],
        SLUGS.get(reference, name["slug"]),
        parent,
        head.words("title", longest=255),
        {**shared, **own, "body": blocks_of(body)},
        head.day("updated"),
        file,
    )
    head.all_taken()
    return page


def _page(head: Head, slug: str) -> tuple[type[HubPage], str, str, Fields]:
    return ContentPage, f"page:{slug}", "home", {}


def _recommendation(head: Head, slug: str) -> tuple[type[HubPage], str, str, Fields]:
    number = head.number("number")
    if number not in dict(RECOMMENDATIONS):
        raise head.fault("number", "there are twelve recommendations")
    fields = {
        "number": number,
        "asks": head.words("asks", longest=600),
        "actors": head.lines("actors"),
        "source": head.words("source", longest=300, needed=False),
    }
    return RecommendationPage, f"recommendation:{number}", "section:recommendations", fields


def _dialogue(head: Head, slug: str) -> tuple[type[HubPage], str, str, Fields]:
    number = head.number("number")
    held_on = head.day("date")
    if held_on is None:
        raise head.fault("date", "date is missing")
    fields = {
        "number": number,
        "held_on": held_on,
        "hosts": head.lines("hosts"),
        "speakers": _speakers(head),
        "audience_size": head.number("audience_size", needed=False),
        "audience_note": head.words("audience_note", longest=300, needed=False),
        "themes": head.lines("themes"),
        "recommended": head.lines("recommended"),
        "source": head.words("source", longest=300),
    }
    return DialoguePage, f"dialogue:{number}", "section:dialogues", fields


def _speakers(head: Head) -> list[str]:
    """ "Name, role, office" of each (a name only where the document tells it); other keys are a fault."""
    parts = ("name", "role", "office")
    found = []
    for one in head.take("speakers", list, []):
        if not isinstance(one, dict) or not one.get("role") or set(one) - set(parts):
            raise head.fault("speakers", 'speakers are written {role = "...", office = "..."}')
        found.append(", ".join(one[part] for part in parts if one.get(part)))
    return found


def _practice(head: Head, slug: str) -> tuple[type[HubPage], str, str, Fields]:
    numbers = head.take("recommendations", list, [])
    if not set(numbers) <= set(dict(RECOMMENDATIONS)):
        raise head.fault("recommendations", "recommendations are numbers from 1 to 12")
    fields = {
        "organisation": head.words("organisation", longest=200),
        "organisation_code": head.words("organisation_code", longest=24, needed=False),
        "recommendations": sorted(numbers),
        "source": head.words("source", longest=300),
        "source_date": head.words("source_date", longest=10, needed=False),
    }
    return PracticePage, f"practice:{slug}", "section:practices", fields


SLUGS = {"page:report": "report-wrongdoing"}
"""Where the address is not the file's name: `report/` is the sealed report itself."""
SECTIONS: dict[str, Reader] = {
    "pages": _page,
    "recommendations": _recommendation,
    "dialogues": _dialogue,
    "practices": _practice,
}
