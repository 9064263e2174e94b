"""Reading pages as a browser would, without one: elements, texts, assets."""

from __future__ import annotations

from html.parser import HTMLParser

PUBLIC = ("", "help-now/", "protection/", "accessibility/", "software/")
LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")


class Page(HTMLParser):
    """The elements of a page in order, and the words a person reads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(" ".join(data.split()))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join(self.words)
