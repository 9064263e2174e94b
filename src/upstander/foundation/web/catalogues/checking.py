"""What may be wrong with a translation that a machine can see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from .files import messages, translated

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?\w+")
LETTERS = re.compile(r"[A-Za-z]{3,}")
OTHER_SCRIPTS = {"ar", "zh_Hans", "ru"}

# Bidirectional formatting characters (UAX 9). Overrides turn text round and are never needed here.
OVERRIDES = "\u202d\u202e"
EMBEDDING_END, ISOLATE_END = "\u202c", "\u2069"
OPENING = dict.fromkeys("\u202a\u202b", EMBEDDING_END) | dict.fromkeys("\u2066\u2067\u2068", ISOLATE_END)
CLOSING = {EMBEDDING_END, ISOLATE_END}


def forms(value: object) -> list[str]:
    """A text or its plural forms, as a list."""
    return [str(part) for part in value] if isinstance(value, (list, tuple)) else [str(value or "")]


def bidi_problem(text: str) -> str:
    """Overrides, and embeddings or isolates that are not closed in order."""
    open_ones: list[str] = []
    for sign in text:
        if sign in OVERRIDES:
            return "turns text round with a bidirectional override"
        if sign in OPENING:
            open_ones.append(OPENING[sign])
        elif sign in CLOSING and (not open_ones or open_ones.pop() != sign):
            return "closes a bidirectional embedding that is not open"
    return "leaves a bidirectional embedding open" if open_ones else ""


def _placeholders(text: str) -> Counter[str]:
    return Counter(match.group(0) for match in PLACEHOLDER.finditer(text))


def _same_parts(source: list[str], form: str, language: str) -> Iterator[str]:
    """Placeholders and tags must be those of the singular or of the plural text."""
    allowed = [_placeholders(text) for text in source]
    if _placeholders(form) not in allowed and not (len(source) > 1 and _placeholders(form) < allowed[-1]):
        yield "has other placeholders than the source"
    if Counter(TAG.findall(form)) not in [Counter(TAG.findall(text)) for text in source]:
        yield "has other tags than the source"
    if form[:1].isspace() != source[0][:1].isspace() or form[-1:].isspace() != source[0][-1:].isspace():
        yield "begins or ends with other space than the source"
    bare = PLACEHOLDER.sub("", form)
    if language in OTHER_SCRIPTS and form in source and LETTERS.search(bare) and " " in form.strip():
        yield "is still English"


def problems_of(message: Message, language: str, plurals: int) -> Iterator[str]:
    if not translated(message):
        yield "is missing"
        return
    if message.fuzzy:
        yield "is fuzzy"
    source, translation = forms(message.id), forms(message.string)
    if len(source) > 1 and len(translation) != plurals:
        yield f"has {len(translation)} plural forms, needs {plurals}"
    for form in translation:
        yield from _same_parts(source, form, language)
        if problem := bidi_problem(form):
            yield problem


def check(catalog: Catalog, texts: Catalog, language: str) -> list[str]:
    """Everything wrong with a catalogue, one line each; texts of the code that it lacks included."""
    found = [
        f"{language}: {forms(message.id)[0]!r} {problem}"
        for message in messages(catalog)
        for problem in problems_of(message, language, catalog.num_plurals)
    ]
    lacking = [text for text in messages(texts) if catalog.get(text.id, text.context) is None]
    return found + [f"{language}: {forms(text.id)[0]!r} is new: run update" for text in lacking]
