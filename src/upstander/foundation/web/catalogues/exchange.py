"""Handing texts to translators and taking translations back, as JSON."""

from __future__ import annotations

from typing import TypedDict

from babel.messages.catalog import Catalog, Message

from .checking import forms, problems_of
from .files import messages, translated

DRAFT = "draft: awaiting review by a native speaker"


class Entry(TypedDict, total=False):
    """One text. `translation` is a text, or a list with one text a plural form."""

    id: str
    plural: str
    context: str
    comment: str
    forms: int
    translation: str | list[str]


def _entry(message: Message, plurals: int) -> Entry:
    source = forms(message.id)
    entry = Entry(id=source[0])
    if len(source) > 1:
        entry["plural"], entry["forms"] = source[1], plurals
    if message.context:
        entry["context"] = message.context
    if message.auto_comments:
        entry["comment"] = " ".join(message.auto_comments)
    entry["translation"] = [""] * plurals if len(source) > 1 else ""
    return entry


def missing(catalog: Catalog) -> list[Entry]:
    """What has no translation yet, with empty places to fill."""
    return [_entry(message, catalog.num_plurals) for message in messages(catalog) if not translated(message)]


def take_in(catalog: Catalog, entries: list[Entry], language: str, *, reviewed: bool = False) -> list[str]:
    """Put translations in; those that are wrong or unknown are left out and reported, one line each."""
    refused = []
    for entry in entries:
        message = catalog.get(entry["id"], entry.get("context"))
        if message is None:
            refused.append(f"{language}: {entry['id']!r} is not a text of the product")
            continue
        refused += _fill(message, entry, language, catalog.num_plurals, reviewed)
    return refused


def _fill(message: Message, entry: Entry, language: str, plurals: int, reviewed: bool) -> list[str]:
    before, given = message.string, entry["translation"]
    message.string = tuple(given) if isinstance(given, list) else given
    wrong = list(problems_of(message, language, plurals))
    if wrong:
        message.string = before
        return [f"{language}: {entry['id']!r} {problem}" for problem in wrong]
    kept = [comment for comment in message.user_comments if comment != DRAFT]
    message.user_comments = kept if reviewed else [DRAFT, *kept]
    return []
