"""How things lie in the index, and the name of an index of this form.

One entry of the index is one *thing* for one audience: all translations that it may read. So totals
and counts are of things, a query in any language finds it, and no word of another audience is near.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import tantivy

from upstander.core.search.languages import LANGUAGES, Language

FIELDS: Final = {"title": 6.0, "keywords": 4.5, "summary": 2.5, "focus": 1.0, "all": 1.0}
"""Fields of words, and what a word found there counts. `all` has every word, `focus` those said often."""
STATE: Final = "#state"
"""The key of the entry that says how far the index has come; it belongs to no audience."""


def rank_field(language: Language) -> str:
    """The field by which scores are multiplied for a reader of this language."""
    return f"rank_{language}"


def build_schema() -> tantivy.Schema:
    """Words come analysed, with spaces between them; scores are our own, so no frequencies are kept."""
    builder = tantivy.SchemaBuilder()
    for name in ("key", "audience", "split"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("group", "uid"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("facet", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("moment", fast=True)
    for name in (*FIELDS, "opening"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for language in LANGUAGES:
        builder.add_float_field(rank_field(language), fast=True)
    builder.add_bytes_field("entry", stored=True)
    return builder.build()


SCHEMA: Final = build_schema()


@cache
def version() -> str:
    """Changes whenever analysers, vocabulary or the form of the index do: it is built anew then."""
    digest = hashlib.sha256(getattr(tantivy, "__version__", "").encode())
    here = files(__package__)
    for part in (here / "schema.py", here / "things.py", *_all_files(files("upstander.core.search"))):
        digest.update(part.read_bytes())
    return digest.hexdigest()[:12]


def _all_files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for part in sorted(folder.iterdir(), key=lambda part: part.name):
        if part.is_dir() and part.name != "__pycache__":
            found += _all_files(part)
        elif part.name.endswith((".py", ".toml")):
            found.append(part)
    return found
