"""Reading a page as a browser does: what it loads, what it runs, where it sends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

from .fetching import origin

LOADING: Final = {
    "audio": ("src",),
    "embed": ("src",),
    "form": ("action",),
    "button": ("formaction",),
    "iframe": ("src", "srcdoc"),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src", "formaction"),
    "link": ("href",),
    "object": ("data",),
    "script": ("src", "href", "xlink:href"),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
"""Attributes through which a page loads something, or sends what was written."""
NOT_RUN: Final = frozenset({"application/json", "text/plain"})
"""Types of `script` elements that hold values and are never run."""
EMBEDDED: Final = ("data:", "#")
COUNTED: Final = re.compile(r"<(script|style|link|meta|base|iframe|object|embed)(?=[\s/>])", re.IGNORECASE)
"""Elements that load or run something. Parsers differ in odd places (comments), so they are counted."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Something of the site that a page names. Scripts and sheets need `integrity`: `checked`.

    A script that the page's own script fetches later stands in two attributes, `data-x` and
    `data-x-integrity`.
    """

    url: str
    integrity: str | None
    checked: bool


@dataclass
class Page:
    """What stands in a page: `loads` of its own site, `faults` in words, `inline` scripts and sheets."""

    url: str
    loads: list[Loaded] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    inline: list[tuple[str, str]] = field(default_factory=list)
    policy: str = ""


def read_page(url: str, html: str, static: str) -> Page:
    """Read the page at `url`. What `data-` attributes name below `static` counts too."""
    reader = _Reader(Page(url), static)
    reader.feed(html)
    reader.close()
    written = Counter(tag.lower() for tag in COUNTED.findall(html))
    hidden = written - reader.seen
    reader.page.faults += [
        f"{tag} stands where a browser may read it and this program does not" for tag in hidden
    ]
    return reader.page


class _Reader(HTMLParser):
    def __init__(self, page: Page, static: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.seen: Counter[str] = Counter()
        self._static = static
        self._inside: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.seen[tag] += 1
        self.page.faults += _faults_of(tag, given)
        if tag in {"script", "style"}:
            self._begin(tag, given)
        if tag == "meta" and given.get("http-equiv", "").lower() == "content-security-policy":
            self.page.policy = given.get("content", "")
        for name, address in _addresses(tag, given, self._static):
            self._name(tag, given, name, address)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A slash does not close an element in HTML: `<script/>` is one that is open."""
        self.handle_starttag(tag, attrs)
        if tag in {"script", "style"}:
            self.set_cdata_mode(tag)

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self.page.inline.append((tag, "".join(self._text)))
            self._inside = None

    def close(self) -> None:
        super().close()
        if self._inside:
            self.handle_endtag(self._inside)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        runs = "src" not in given and given.get("type", "").strip().lower() not in NOT_RUN
        if tag == "style" or runs:
            self._inside, self._text = tag, []

    def _name(self, tag: str, given: dict[str, str], name: str, address: str) -> None:
        url = urljoin(self.page.url, address)
        if origin(url) != origin(self.page.url):
            self.page.faults.append(f"{tag} leads to another site: {address}")
        elif tag != "form" and urlsplit(url).path.startswith(self._static):
            handed = f"{name}-integrity"
            checked = (
                tag == "script"
                or handed in given
                or (tag == "link" and "stylesheet" in given.get("rel", "").lower().split())
            )
            integrity = given.get(handed if name.startswith("data-") else "integrity")
            self.page.loads.append(Loaded(url, integrity, checked))
        elif tag in {"script", "link", "iframe", "embed", "object"}:
            self.page.faults.append(f"{tag} loads {address}, which is not among the published files")


def _faults_of(tag: str, given: dict[str, str]) -> Iterator[str]:
    for name, value in given.items():
        if name.startswith("on"):
            yield f"{tag} has a script in its attribute {name}"
        elif name == "style":
            yield f"{tag} has an inline style"
        elif value.strip().lower().replace("\t", "").replace("\n", "").startswith("javascript:"):
            yield f"{tag} has a script in its attribute {name}"
    if tag == "base":
        yield "base changes where addresses lead"
    if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
        yield f"meta leads away by itself: {given.get('content', '')}"


def _addresses(tag: str, given: dict[str, str], static: str) -> Iterator[tuple[str, str]]:
    """Attribute and address of all that an element loads or hands to a script, but for what is embedded."""
    for name, value in given.items():
        loads = name in LOADING.get(tag, ())
        handed = name.startswith("data-") and (value.startswith(static) or "//" in value)
        if not loads and not handed:
            continue
        for address in _each(value) if name == "srcset" else [value.strip()]:
            if address and not address.startswith(EMBEDDED):
                yield name, address


def _each(srcset: str) -> list[str]:
    return [part.split()[0] for part in srcset.split(",") if part.strip()]
