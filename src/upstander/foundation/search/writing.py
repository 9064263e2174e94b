"""Writing the index: a few changed things, or all of them anew."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

import tantivy

from .outbox import Pending, Position
from .ports import SearchDocument, sources
from .schema import SCHEMA, STATE
from .things import documents_in, entries, packed, state, unpacked
from .view import View

SMALL: Final = 15_000_000
LARGE: Final = 48_000_000
"""Bytes that tantivy may gather before it writes a segment."""


def apply(view: View, pending: Pending) -> None:
    """Bring the things of the changed keys up to date, and the position, in one commit."""
    fresh = list(sources.documents(pending.keys))
    things = _kept(view, pending.keys, {document.group for document in fresh})
    for documents in things.values():
        for key in pending.keys:
            documents.pop(key, None)
    for document in fresh:
        things[document.group][document.key] = document
    _commit(view.index, things, pending.position)


def write_all(folder: Path, position: Position) -> int:
    """An index of all documents in an empty folder; how many things it holds.

    Translations come in any order, so documents are gathered first, compressed: about a kilobyte each.
    """
    gathered: dict[str, dict[str, bytes]] = defaultdict(dict)
    for document in sources.documents():
        gathered[document.group][document.key] = zlib.compress(packed(document), 1)
    index = tantivy.Index(SCHEMA, str(folder))
    writer = index.writer(LARGE, 1)
    while gathered:
        group, kept = gathered.popitem()
        for entry in entries(group, (unpacked(zlib.decompress(one)) for one in kept.values())):
            writer.add_document(entry)
    writer.add_document(state(position))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher().num_docs - 1


def _kept(view: View, keys: Collection[str], groups: Iterable[str]) -> dict[str, dict[str, SearchDocument]]:
    """The documents of all things that are touched: those that hold a key now and those that will."""
    touched = set(groups) | {document.group for document in _documents(view, "key", keys)}
    things: dict[str, dict[str, SearchDocument]] = {group: {} for group in touched}
    for document in _documents(view, "group", touched):
        things[document.group][document.key] = document
    return things


def _documents(view: View, name: str, values: Collection[str]) -> Iterable[SearchDocument]:
    if not values:
        return
    query = tantivy.Query.term_set_query(SCHEMA, name, list(values))
    for _, address in view.searcher.search(query, max(1, view.searcher.num_docs), count=False).hits:
        yield from documents_in(view.searcher.doc(address))


def _commit(index: tantivy.Index, things: dict[str, dict[str, SearchDocument]], position: Position) -> None:
    writer = index.writer(SMALL, 1)
    for group, documents in things.items():
        writer.delete_documents_by_term("group", group)
        for entry in entries(group, documents.values()):
            writer.add_document(entry)
    writer.delete_documents_by_term("key", STATE)
    writer.add_document(state(position))
    writer.commit()
    writer.wait_merging_threads()
