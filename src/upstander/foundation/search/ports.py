"""What features hand to the search and what they get from it. The search knows no feature."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from upstander.core.search.marking import Part


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """One page in one language, as plain text.

    `group` is the same for all translations of one thing, of which a reader is shown the nearest. `weight`
    sets what matters most above the rest: 1 an ordinary document, 2 a page for survivors, 0.5 an archive.
    """

    key: str
    language: str
    group: str
    kind: str
    audience: str
    title: str
    summary: str
    body: str
    keywords: tuple[str, ...]
    url: str
    facets: Mapping[str, tuple[str, ...]]
    weight: float = 1.0
    moment: int = 0
    """When it was made, as a number such as 20210324 or 20210000, for the order by time; 0: not known."""


class SearchSource(Protocol):
    """A feature's documents. `documents` gives all of them, or those of the keys that (still) exist."""

    name: str

    def documents(self, keys: Collection[str] | None = None) -> Iterator[SearchDocument]: ...


class Sources:
    """The sources that features registered when the process started."""

    def __init__(self) -> None:
        self._by_name: dict[str, SearchSource] = {}

    def register(self, source: SearchSource) -> None:
        self._by_name[source.name] = source

    def forget(self, name: str) -> None:
        self._by_name.pop(name, None)

    def registered(self) -> list[SearchSource]:
        return list(self._by_name.values())

    def documents(self, keys: Collection[str] | None = None) -> Iterator[SearchDocument]:
        for source in self._by_name.values():
            yield from source.documents(keys)


sources: Final = Sources()


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, in the language nearest to the reader's."""

    group: str
    key: str
    kind: str
    language: str
    title: str
    summary: str
    snippet: tuple[Part, ...]
    url: str
    facets: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found. `facets` counts things by facet and value.

    `correction` is what was searched for instead, where a word as typed is nowhere. `ready` is false while
    there is no index yet; it is being built then.
    """

    text: str
    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    correction: str = ""
    page: int = 1
    page_size: int = 20
    seconds: float = 0.0
    ready: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title to offer while somebody types."""

    text: str
    url: str
    kind: str
    language: str
    group: str
