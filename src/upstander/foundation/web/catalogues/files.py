"""The catalogues on disk: read, bring up to date, write, compile."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from .texts import PACKAGE

LANGUAGES = ("ar", "zh_Hans", "fr", "es", "ru")
"""English is the language of the source and needs no catalogue."""

LOCALE = PACKAGE / "locale"


def po_path(language: str, locale: Path = LOCALE) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def load(language: str, locale: Path = LOCALE) -> Catalog:
    """The catalogue of a language; an empty one when there is none yet."""
    path = po_path(language, locale)
    if not path.exists():
        return Catalog(locale=language, project="Upstander", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


UNUSED_HEADERS = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To):.*\n', re.M
)
"""Dates make a difference where no text differs, and people are named by the history of the file."""


def _content(catalog: Catalog) -> bytes:
    catalog.header_comment = "# Upstander. Licence: AGPL-3.0-or-later.\n#"
    written = io.BytesIO()
    write_po(written, catalog, width=100, include_lineno=False)
    return UNUSED_HEADERS.sub(b"", written.getvalue())


def save(catalog: Catalog, language: str, locale: Path = LOCALE) -> None:
    """Write the catalogue whole or not at all; without line numbers, so that a diff shows texts only."""
    path = po_path(language, locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_bytes(_content(catalog))
    draft.replace(path)


def _revive(catalog: Catalog, texts: Catalog) -> None:
    """A text that came back gets its earlier translation back."""
    for message in list(catalog.obsolete.values()):
        if texts.get(message.id, message.context) is not None:
            catalog[message.id] = message


def bring_up_to_date(catalog: Catalog, texts: Catalog) -> None:
    """Take new texts in, keep translations, set aside what is no longer used. Nothing is guessed."""
    _revive(catalog, texts)
    catalog.update(texts, no_fuzzy_matching=True, update_header_comment=False)
    catalog.fuzzy = False


def compile_one(language: str, locale: Path = LOCALE) -> Path:
    """Make the binary catalogue that Django reads, in one step that other processes may watch."""
    path = po_path(language, locale).with_suffix(".mo")
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as file:
        write_mo(file, load(language, locale))
    return draft.replace(path)


def translated(message: Message) -> bool:
    """Is every form of it there?"""
    parts = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return bool(parts) and all(parts)


def messages(catalog: Catalog) -> list[Message]:
    """The texts without the header."""
    return [message for message in catalog if message.id]
