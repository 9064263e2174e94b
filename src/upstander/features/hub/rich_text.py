"""What rich text of a page may hold; asked before a page is published.

The editor's text field makes only this. But a translator's browser sends HTML, and wagtail-localize keeps it
as it comes (from a PO file too). The content policy stops what it could do, and hides it from a reviewer.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from wagtail.rich_text import RichText

from .references import is_link

ALLOWED: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "id", "linktype"}),
    "b": frozenset(),
    "br": frozenset(),
    "em": frozenset(),
    "i": frozenset(),
    "li": frozenset(),
    "ol": frozenset({"start"}),
    "p": frozenset(),
    "strong": frozenset(),
    "ul": frozenset(),
}
KEY = "data-block-key"
"""The editor's own mark on a paragraph."""


def texts(value: Any) -> Iterator[str]:
    """The HTML of every rich text in a block's value, however deep."""
    if isinstance(value, RichText):
        yield value.source
    elif isinstance(value, dict):
        for inside in value.values():
            yield from texts(inside)
    elif isinstance(value, str) or not hasattr(value, "__iter__"):
        return
    else:
        for inside in value:
            yield from texts(getattr(inside, "value", inside))


def strange(html: str) -> list[str]:
    """What is not allowed in it, by name: `script`, `a onclick`, `a href`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(dict.fromkeys(reader.found))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.found.append(tag)
            return
        for name, value in attrs:
            known = name == KEY or name in ALLOWED[tag]
            if not known or (name == "href" and not _may_lead_there(value or "")):
                self.found.append(f"{tag} {name}")

    def handle_data(self, data: str) -> None:
        if "<" in data:  # a tag that a browser might read on beyond the end of the text
            self.found.append("<")

    def handle_comment(self, data: str) -> None:
        self.found.append("<!--")

    def handle_decl(self, decl: str) -> None:
        self.found.append("<!")

    def unknown_decl(self, data: str) -> None:
        self.found.append("<![")

    def handle_pi(self, data: str) -> None:
        self.found.append("<?")


def _may_lead_there(href: str) -> bool:
    return is_link(href) or (href.startswith("/") and not href.startswith(("//", "/\\")))
