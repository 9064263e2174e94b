"""Comparing an installation with a list of hashes: its public pages, and everything they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from . import policy
from .fetching import Answer, FetchError, base, fetch
from .hashes import integrity_of, name_of
from .pages import Loaded, Page, read_page

PAGES: Final = ("", "report/", "report/saved/", "return/", "help-now/", "protection/")
OFFLINE: Final = "report/offline/"
LANGUAGES: Final = ("en", "ar")
STATIC: Final = "/static/"
INLINED: Final = {
    "script": ("upstander/js/offline.js",),
    "style": ("upstander/css/upstander.css", "upstander/css/report.css"),
}
"""What the offline page carries inside itself: these files, byte for byte."""
ONLY_INLINED: Final = re.compile(
    r"default-src 'none'; script-src 'sha384-[^' ]+'; style-src( 'sha384-[^' ]+')+; "
    r"img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
)
"""The offline page's own policy."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that differs: `where` (an address), and `what` in words."""

    where: str
    what: str


@dataclass
class Verification:
    """One look at a site. After `look`, `pages` and `assets` were compared, `faults` is what differs."""

    site: str
    hashes: Mapping[str, str]
    pages: list[str] = field(default_factory=list)
    assets: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _served: dict[str, str] = field(default_factory=dict)

    @cached_property
    def start(self) -> str:
        return base(self.site)

    def look(self, languages: Iterable[str] = LANGUAGES) -> None:
        """Fetch and compare everything. Raises `FetchError` for what is no address of a site."""
        for language in languages:
            for path in PAGES:
                self._page(urljoin(self.start, f"{language}/{path}"))
            self._offline(urljoin(self.start, f"{language}/{OFFLINE}"))

    def _page(self, url: str) -> None:
        answer = self._fetched(url)
        if answer is None:
            return
        self.pages.append(url)
        page = _read(answer)
        header = ", ".join(answer.headers.get_all("Content-Security-Policy") or [])
        self._fault(url, *policy.weaknesses(header), *page.faults, *_inline(page))
        for load in page.loads:
            self._compare(load)
            self._fault(url, *self._integrity(load))

    def _offline(self, url: str) -> None:
        """The page that works without a network: everything is inside it, and is held to the same list."""
        answer = self._fetched(url)
        if answer is None:
            return
        self.pages.append(url)
        page = _read(answer)
        self._fault(url, *page.faults, *(f"it loads {load.url}" for load in page.loads))
        if not ONLY_INLINED.fullmatch(page.policy):
            self._fault(url, f"its own policy is not the one we ship: {page.policy or 'there is none'}")
        for tag, names in INLINED.items():
            inside = sorted(integrity_of(text.encode()) for each, text in page.inline if each == tag)
            if inside != sorted(self.hashes.get(name, "") for name in names):
                self._fault(url, f"its {tag} is not the published {' and '.join(names)}")

    def _compare(self, load: Loaded) -> None:
        """Fetch what a page names, once, and hold it to the list."""
        address, _, _ = load.url.partition("#")
        if address in self._served:
            return
        self._served[address] = ""
        answer = self._fetched(address)
        if answer is None:
            return
        served = self._served[address] = integrity_of(answer.content)
        name = name_of(unquote(urlsplit(address).path), STATIC)
        self.assets[name] = served
        if name not in self.hashes:
            self._fault(address, f"{name} is not among the published files")
        elif served != self.hashes[name]:
            self._fault(address, f"{name} differs: served {served}, published {self.hashes[name]}")

    def _integrity(self, load: Loaded) -> Iterator[str]:
        if not load.checked:
            return
        served = self._served[load.url.partition("#")[0]]
        if not load.integrity:
            yield f"no integrity attribute for {load.url}"
        elif served and load.integrity != served:
            yield f"the integrity attribute for {load.url} is not that of the file"

    def _fetched(self, url: str) -> Answer | None:
        """What cannot be fetched is a fault like any other: a site must not pass by hiding something."""
        try:
            return fetch(url)
        except FetchError as error:
            self._fault(url, str(error))
            return None

    def _fault(self, where: str, *what: str) -> None:
        self.faults += [Fault(where, each) for each in what]


def _read(answer: Answer) -> Page:
    return read_page(answer.url, answer.content.decode("utf-8", "replace"), STATIC)


def _inline(page: Page) -> Iterator[str]:
    for tag, text in page.inline:
        yield f"inline {tag}: {' '.join(text.split())[:60]}"
