"""A stand-in for the hub: its real resources, and short documents for what else it will hold."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from django.utils.text import slugify

from upstander.foundation.search.ports import SearchDocument

HERE: Final = Path(__file__).parent
RECOMMENDATIONS: Final = (
    "Inclusive working environment",
    "Leadership commitment",
    "Victim/survivor-centred approach",
    "Implementing policies and tools",
    "Clear and regular guidance",
    "Gender balance",
    "Intersectionality",
    "Accountability",
    "Engaging men",
    "Training and learning",
    "Good practice and collaboration",
    "Online harassment",
)
DIALOGUES: Final = (
    "Dialogue 1: with Member States, February 2021",
    "Dialogue 2: learning from civil society, March 2021",
    "Dialogue 3: driving cultural change, May 2021",
    "Dialogue 4: online sexual harassment, June 2021",
)
PRACTICES: Final = {
    "pledge": "A pledge signed on joining",
    "safe-word": "A safe word in public places",
    "fast-track": "Fast-tracked investigations",
    "anti-harassment-coordinator": "An anti-harassment coordinator",
    "leaders-videos": "Videos of leaders on zero tolerance",
    "rights-infographics": "Infographics on rights",
}


def document(group: str, language: str = "en", **values: object) -> SearchDocument:
    """A public document with whatever is left open filled in."""
    kind = group.partition(":")[0]
    given = {"title": group, "summary": "", "body": "", "keywords": (), "audience": "public", "weight": 1.0}
    facets = {"language": (language,)} | dict(values.pop("facets", {}))  # type: ignore[call-overload]
    key = str(values.pop("key", f"{group}/{language}"))
    url = f"/{language}/{group}/"
    return SearchDocument(
        key=key,
        language=language,
        group=group,
        kind=kind,
        url=url,
        facets=facets,
        **{**given, **values},  # type: ignore[arg-type]
    )


class Listed:
    """A source of documents kept in a dictionary, as a feature would give them."""

    def __init__(self, name: str, documents: Collection[SearchDocument] = ()) -> None:
        self.name = name
        self.by_key = {one.key: one for one in documents}

    def documents(self, keys: Collection[str] | None = None) -> Iterator[SearchDocument]:
        wanted = self.by_key if keys is None else [key for key in keys if key in self.by_key]
        yield from [self.by_key[key] for key in wanted]


def hub(data: Path) -> list[SearchDocument]:
    """Core pages in six languages, the rest in English. `data` has resources.csv and entities.csv."""
    return [
        *core_pages(),
        *_short(),
        *_organisations(data / "entities.csv"),
        *_resources(data / "resources.csv"),
    ]


def core_pages() -> Iterator[SearchDocument]:
    pages = tomllib.loads((HERE / "core_pages.toml").read_text(encoding="utf-8"))
    for name, languages in pages.items():
        for language, (title, summary) in languages.items():
            yield document(f"page:{name}", language, title=title, summary=summary, weight=2.0)


def _short() -> Iterator[SearchDocument]:
    for number, title in enumerate(RECOMMENDATIONS, 1):
        yield document(f"recommendation:{number}", title=f"Recommendation {number}: {title}", weight=1.3)
    for number, title in enumerate(DIALOGUES, 1):
        yield document(f"dialogue:{number}", title=title, summary="Peer-to-peer learning", weight=1.1)
    for name, title in PRACTICES.items():
        yield document(f"practice:{name}", title=title, weight=1.1)


def _organisations(file: Path) -> Iterator[SearchDocument]:
    for row in csv.DictReader(file.open(encoding="utf-8")):
        yield document(
            f"organisation:{row['code']}",
            title=f"Report to {row['name']}",
            keywords=(row["code"],),
            summary=f"Channels of {row['code']} for reporting.",
            facets={"organisation": (row["code"],)},
            weight=1.2,
        )


def _resources(file: Path) -> Iterator[SearchDocument]:
    for row in csv.DictReader(file.open(encoding="utf-8")):
        yield document(
            f"resource:{slugify(row['title'])[:80]}",
            row["language"].replace("zh", "zh-hans"),
            title=row["title"],
            summary=f"{row['type'].capitalize()} for {row['audience']}, {row['publisher']} {row['year']}",
            facets={
                "type": (row["type"],),
                "organisation": (row["publisher"],),
                "recommendation": (row["recommendation_no"],),
                "year": (row["year"],) if row["year"] else (),
            },
        )
