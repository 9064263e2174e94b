"""What is offered while somebody types: titles whose words begin so, then what a search would find."""

from __future__ import annotations

from collections.abc import Iterator

from tantivy import Occur, Query

from upstander.core.search import queries
from upstander.core.search.languages import LATIN, Language
from upstander.core.search.reading import read, tokens

from .finding import Finding
from .ports import Results, Suggestion
from .ranking import readable
from .schema import SCHEMA, rank_field
from .things import nearest
from .view import View

_LONGEST_OPENING = 15


def suggestions(
    view: View, prefix: str, language: Language, audiences: frozenset[str], limit: int
) -> list[Suggestion]:
    """At most `limit`, each thing once."""
    found: dict[str, Suggestion] = {}
    for suggestion in _all(view, prefix, language, audiences, limit):
        found.setdefault(suggestion.group, suggestion)
        if len(found) == limit:
            break
    return list(found.values())


def _all(
    view: View, prefix: str, language: Language, audiences: frozenset[str], limit: int
) -> Iterator[Suggestion]:
    begun = _begun(prefix)
    if not begun or not audiences:
        return
    openings = [(Occur.Must, Query.term_query(SCHEMA, "opening", begin, "basic")) for begin in begun]
    query = Query.const_score_query(Query.boolean_query([(Occur.Must, readable(audiences)), *openings]), 1.0)
    hits = view.searcher.search(query, 2 * limit, count=False, weight_by_field=rank_field(language)).hits
    for _, address in hits:
        near = nearest(view.searcher.doc(address), language)
        yield Suggestion(near.title, near.url, near.kind, near.language, near.group)
    for hit in Finding(view, language, audiences, {}).results(Results(prefix, page_size=limit)).hits:
        yield Suggestion(hit.title, hit.url, hit.kind, hit.language, hit.group)


def _begun(prefix: str) -> list[str]:
    """The beginnings of words that a title must have."""
    found: list[str] = []
    for token in tokens(prefix)[: queries.MOST_UNITS]:
        reading = read(token, LATIN)
        pairs = [key[2:] for key in reading.joined if key[0] == "z"]
        found += pairs or [piece.written[:_LONGEST_OPENING] for piece in reading.pieces]
    return found[: queries.MOST_UNITS]
