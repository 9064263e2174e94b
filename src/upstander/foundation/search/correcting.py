"""Words that nobody wrote: completed, or corrected from the vocabulary and from what this reader may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from upstander.core.search import spelling
from upstander.core.search.languages import Language
from upstander.core.search.queries import Query, Unit, Way, parse, with_words
from upstander.core.search.vocabulary import vocabulary

from .ranking import readable, seen
from .view import View

COMPLETED: Final = 0.7
"""What a longer word counts for the beginning that was typed."""
_SHORTEST_BEGINNING: Final = 3
_MOST_COMPLETIONS: Final = 25
_MOST_CANDIDATES: Final = 600


def corrected(view: View, query: Query, language: Language, audiences: frozenset[str]) -> tuple[Query, str]:
    """The query with words put right, and the text it then stands for; empty if nothing was changed."""
    instead: dict[str, str] = {}
    units: list[Unit] = []
    for unit in query.units:
        if unit.concepts or len(unit.written) > 1 or seen(view, unit, audiences):
            units.append(unit)
            continue
        better = _better(view, unit.written[0], language, audiences)
        instead |= {unit.written[0]: better} if isinstance(better, str) else {}
        units.append(better if isinstance(better, Unit) else unit)
    if not instead:
        return replace(query, units=tuple(units)), ""
    text = with_words(query.text, instead)
    return parse(text), text


def _better(view: View, word: str, language: Language, audiences: frozenset[str]) -> str | Unit | None:
    """Another spelling; or the unit of all words that begin like this; or nothing."""
    if word in vocabulary().written:
        return None
    known = spelling.from_vocabulary(word, language)
    if known and spelling.distance(word, known, 1) == 1:
        return known
    longer = _beginning_with(view, word, audiences)
    if longer:
        return Unit((word,), (Way((longer,), COMPLETED),))
    return known or spelling.nearest(word, _candidates(view, word, audiences))


def _beginning_with(view: View, word: str, audiences: frozenset[str]) -> tuple[str, ...]:
    if len(word) < _SHORTEST_BEGINNING:
        return ()
    return tuple(key for key, _ in _terms(view, f"={word}", audiences, _MOST_COMPLETIONS))


def _candidates(view: View, word: str, audiences: frozenset[str]) -> Iterator[tuple[str, float]]:
    """Readable words that begin with the same two letters, or the two swapped, and how often."""
    if not spelling.slips(word):
        return
    for head in {word[:2], word[1::-1]}:
        for key, times in _terms(view, f"={head}", audiences, _MOST_CANDIDATES):
            yield key[1:], float(times)


def _terms(view: View, beginning: str, audiences: frozenset[str], most: int) -> list[tuple[str, int]]:
    return view.searcher.terms_with_prefix("all", beginning, filter_query=readable(audiences), limit=most)
