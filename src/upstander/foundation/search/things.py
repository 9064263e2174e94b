"""From documents to entries of the index, and back."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import tantivy

from upstander.core.search.documents import keys_of, openings
from upstander.core.search.languages import LANGUAGES, Language, language_of

from .outbox import Position
from .ports import SearchDocument
from .schema import FIELDS, STATE, rank_field

Documents = Sequence[SearchDocument]
_ANY: Final[frozenset[str]] = frozenset()
_KEPT: Final = ("moment", "key", "group", "kind", "audience", "title", "summary", "keywords", "url", "weight")
_SHOWN: Final = 5000
"""Bytes of a body that a hit may need."""
OFTEN: Final = 3
"""Times a text says a word that it is about."""
LONGEST_BODY: Final = 60_000
"""Characters of a body that are read: forty pages."""
IN_ENGLISH: Final = 0.93
IN_ANOTHER: Final = 0.86
"""What a thing is worth to a reader that is not in her language, but in English or another."""


def entries(group: str, documents: Iterable[SearchDocument]) -> Iterator[tantivy.Document]:
    """One entry for each audience of a thing."""
    by_audience: dict[str, list[SearchDocument]] = defaultdict(list)
    for document in documents:
        by_audience[document.audience].append(document)
    for audience, some in by_audience.items():
        yield _entry(group, audience, some, split=len(by_audience) > 1)


def state(position: Position) -> tantivy.Document:
    """The entry that goes into every commit and says what it holds: a crash never parts the two."""
    entry = tantivy.Document()
    entry.add_text("key", STATE)
    entry.add_bytes("entry", json.dumps([position.horizon, sorted(position.done)]).encode())
    return entry


def position_in(entry: tantivy.Document) -> Position:
    horizon, done = json.loads(bytes(entry.get_first("entry") or b"[0, []]"))
    return Position(horizon, frozenset(done))


def packed(document: SearchDocument) -> bytes:
    """A document as the index keeps it: a line with its language, one with its fields, then the body."""
    fields = {name: getattr(document, name) for name in _KEPT} | {"facets": dict(document.facets)}
    text = f"{document.language}\n{json.dumps(fields, ensure_ascii=False)}\n{document.body}"
    return text.encode("utf-8", "replace")


def unpacked(kept: bytes, longest: int | None = None) -> SearchDocument:
    """The document; of its body only the first bytes, if that is enough."""
    language, line, body = kept.split(b"\n", 2)
    fields = json.loads(line)
    fields["facets"] = {name: tuple(values) for name, values in fields["facets"].items()}
    fields["keywords"] = tuple(fields["keywords"])
    return SearchDocument(language=language.decode(), body=body[:longest].decode("utf-8", "ignore"), **fields)


def documents_in(entry: tantivy.Document) -> list[SearchDocument]:
    return [unpacked(bytes(kept)) for kept in entry.get_all("entry")]


def nearest(entry: tantivy.Document, language: Language, among: frozenset[str] = _ANY) -> SearchDocument:
    """The translation nearest to a reader (its body cut short): her language, English, any; `among` first."""
    kept = [bytes(one) for one in entry.get_all("entry")]
    codes = [one[: one.index(b"\n")].decode() for one in kept]

    def far(at: int) -> tuple[bool, int]:
        spoken = language_of(codes[at])
        wanted = not among or codes[at] in among or spoken in among
        return (not wanted, 0 if spoken == language else 1 if spoken == "en" else 2)

    return unpacked(kept[min(range(len(kept)), key=far)], _SHOWN)


def _entry(group: str, audience: str, documents: Documents, *, split: bool) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_text("group", group)
    entry.add_text("uid", f"{audience} {group}")
    entry.add_text("audience", audience)
    if split:
        entry.add_text("split", "yes")
    for document in documents:
        entry.add_text("key", document.key)
        entry.add_bytes("entry", packed(document))
    for facet in sorted({facet for document in documents for facet in _facets(document)}):
        entry.add_text("facet", facet)
    for name, keys in _words(documents).items():
        entry.add_text(name, " ".join(keys))
    _add_ranks(entry, documents)
    entry.add_unsigned("moment", max(max(document.moment, 0) for document in documents))
    return entry


def _facets(document: SearchDocument) -> Iterator[str]:
    yield f"kind={document.kind}"
    for name, values in document.facets.items():
        yield from (f"{name}={value}" for value in values)


def _words(documents: Sequence[SearchDocument]) -> dict[str, set[str]]:
    words: dict[str, set[str]] = {name: set() for name in (*FIELDS, "opening")}
    for document in documents:
        language = language_of(document.language)
        names = "; ".join(document.keywords)
        body = keys_of(document.body[:LONGEST_BODY], language)
        words["title"] |= keys_of(document.title, language).keys()
        words["keywords"] |= keys_of(names, language).keys()
        words["summary"] |= keys_of(document.summary, language).keys()
        words["focus"] |= _said_often(body)
        words["all"] |= body.keys()
        for values in document.facets.values():
            words["all"] |= keys_of("; ".join(values), language).keys()
        words["opening"] |= openings(f"{document.title} {names}", language)
    words["all"] |= words["title"] | words["keywords"] | words["summary"]
    return words


def _said_often(body: Counter[str]) -> set[str]:
    return {key for key, times in body.items() if times >= OFTEN}


def _add_ranks(entry: tantivy.Document, documents: Sequence[SearchDocument]) -> None:
    """The weight; a little more for short titles, which are about less else; less in another language."""
    spoken = {language_of(document.language) for document in documents}
    shortest = min(len(document.title) for document in documents)
    weight = max(document.weight for document in documents) * (1 + 4 / (40 + shortest))
    for language in LANGUAGES:
        near = 1.0 if language in spoken else IN_ENGLISH if "en" in spoken else IN_ANOTHER
        entry.add_float(rank_field(language), weight * near)
